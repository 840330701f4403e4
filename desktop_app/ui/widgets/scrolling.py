"""Scroll areas for text whose height depends on its width."""

from PySide6.QtCore import QEvent, QMargins, QObject, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from desktop_app.ui import theme

LEAST_LINES = 21
"""The least height of a window in which content scrolls, in heights of a line."""


class ScrollingArea(QScrollArea):
    """Shows a widget whose height depends on its width, and scrolls it if the height is short."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Only the content takes the focus, not the area.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        # Nothing scrolls sideways, so the full width must always be visible.
        bar = self.verticalScrollBar().sizeHint().width()
        width = self._content.minimumSizeHint().width() + bar
        return QSize(width, super().minimumSizeHint().height())

    def missing_height(self) -> int:
        """Return by how much the area is too short to show all its content; 0 if it is not."""
        return max(0, self.needed_height() - self.viewport().height())

    def needed_height(self) -> int:
        """Return the height that all the content needs in the area's width."""
        if self._content.hasHeightForWidth():
            return self._content.heightForWidth(self.viewport().width())
        return self._content.minimumSizeHint().height()

    def missing_width(self) -> int:
        """Return by how much the area is too narrow for its content; 0 if it is not."""
        return max(0, self._content.minimumSizeHint().width() - self.viewport().width())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() >= event.oldSize().height():
            return
        # The widget with the focus stays visible when there is less room.
        for focused in self._content.findChildren(QWidget):
            if focused.hasFocus():
                self.ensureWidgetVisible(focused)


class EndFade(QWidget):
    """Fades the lower end of an area out while there is more below it.

    With `above`, it fades the upper end out in the same way. With `on_card`, the area is on a card;
    else it is on the window. With `at_edge`, the area ends where the card ends, whose outline stays
    in sight.
    """

    def __init__(
        self, area: QScrollArea, *, on_card: bool, at_edge: bool = False, above: bool = False
    ) -> None:
        super().__init__(area)
        self._above = above
        self._area = area
        self._on_card = on_card
        self._at_edge = at_edge
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        area.viewport().installEventFilter(self)
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._place)
        bar.rangeChanged.connect(self._place)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self) -> None:
        end = QRect(self._area.viewport().geometry())
        if self._above:
            end.setHeight(theme.XL)
        else:
            end.setTop(end.bottom() - theme.XL + 1)
        if self._at_edge:
            end.adjust(1, 0, -1, -1)
        self.setGeometry(end)
        bar = self._area.verticalScrollBar()
        self.setVisible(bar.value() > 0 if self._above else bar.value() < bar.maximum())

    def paintEvent(self, event: QPaintEvent) -> None:
        colors = theme.colors(self.palette())
        color = colors.surface if self._on_card else colors.window
        begin, end = (self.height(), 0) if self._above else (0, self.height())
        fade = QLinearGradient(0, begin, 0, end)
        fade.setColorAt(0, theme.translucent(color, 0))
        fade.setColorAt(1, color)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fade)
        radius = theme.CARD_RADIUS - 1 if self._at_edge else 0
        # Only the lower corners are round.
        painter.drawRoundedRect(self.rect().adjusted(0, -radius, 0, 0), radius, radius)


class GrowingArea(ScrollingArea):
    """Makes its window larger where the content needs more room, and scrolls beyond the screen.

    The window grows when the area is shown, and when its content has grown. It never shrinks by
    itself. A person can make it lower than its content, but not lower than `least_height`.
    """

    def __init__(self, content: QWidget) -> None:
        super().__init__(content)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        # The size that the content needed before.
        self._needed = QSize(0, 0)
        # What has changed has its place once the window is laid out again.
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._follow_content)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._needed = QSize(0, 0)
        if not self.window().windowHandle().isVisible():
            # The window is laid out already, and grows before the person sees it.
            self._grow()
        self._later.start()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.LayoutRequest:
            self._later.start()
        return super().event(event)

    def _follow_content(self) -> None:
        if not self.isVisible():
            return
        needed = QSize(self._content.minimumSizeHint().width(), self.needed_height())
        if needed.width() > self._needed.width() or needed.height() > self._needed.height():
            self._grow()
            self._stay_on_screen()
            self.window().setMinimumHeight(least_height(self.window()))
        if needed.width() != self._needed.width():
            # Layouts remember the least width of the area until they are told that it has changed.
            self.updateGeometry()
        self._needed = needed

    def _grow(self) -> None:
        window = self.window()
        most = window.screen().availableSize() - (window.frameGeometry().size() - window.size())
        missing = QSize(self.missing_width(), self.missing_height())
        size = (window.size() + missing).boundedTo(most).expandedTo(window.size())
        if size != window.size():
            window.resize(size)

    def _stay_on_screen(self) -> None:
        """Move a window up whose lower end has grown out of the screen."""
        frame, screen = self.window().frameGeometry(), self.window().screen().availableGeometry()
        if frame.bottom() > screen.bottom():
            top = max(screen.top(), frame.top() - (frame.bottom() - screen.bottom()))
            self.window().move(frame.left(), top)


def keep_edge(area: QScrollArea, content: QLayout) -> None:
    """Keep the width of what `area` scrolls, which is in the layout `content`, if a bar appears.

    The scroll bar takes its room from the margin of the layout.
    """
    margins, bar = content.contentsMargins(), area.verticalScrollBar()

    def make_room() -> None:
        taken = bar.sizeHint().width() if bar.maximum() > 0 else 0
        now = QMargins(margins)
        # Qt mirrors the side of the bar, but no margins.
        if area.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            now.setLeft(max(0, margins.left() - taken))
        else:
            now.setRight(max(0, margins.right() - taken))
        content.setContentsMargins(now)

    bar.rangeChanged.connect(make_room)


def least_height(window: QWidget) -> int:
    """Return the least height, in pixels, in which the content of a window can still be used.

    It is the height of the window itself if that is less, as on a small screen.
    """
    return min(window.height(), window.fontMetrics().height() * LEAST_LINES)


def bring_into_sight(widget: QWidget) -> None:
    """Scroll the area around `widget` until it is in sight, once the area is laid out again."""
    QTimer.singleShot(0, widget, lambda: _scroll_to(widget))


def _scroll_to(widget: QWidget) -> None:
    around = widget.parentWidget()
    while around is not None and not isinstance(around, ScrollingArea):
        around = around.parentWidget()
    if around is not None and widget.isVisible():
        around.ensureWidgetVisible(widget)


def fill_scrolling(page: QWidget, content: QWidget) -> ScrollingArea:
    """Fill `page` with a scroll area for `content`, and return the area."""
    area = ScrollingArea(content)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(area)
    return area
