"""Toasts: short messages over a page about what succeeded. They go by themselves.

A toast belongs to the page over which it was shown, and goes with that page.
"""

from datetime import timedelta

from PySide6.QtCore import QEvent, QObject, QPoint, QPropertyAnimation, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QGraphicsOpacityEffect,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QStyle,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.widgets.buttons import IconButton, make_strong, set_shown
from desktop_app.ui.widgets.focus_memory import FocusMemory
from desktop_app.ui.widgets.labels import ElidedLabel, wrapped
from desktop_app.ui.widgets.panels import IconWidget, RaisedCard

# How long a toast stays while nobody attends to it, and how long it takes to come and to go.
STAY_TIME = timedelta(seconds=4)
STAY_TIME_WITH_BUTTON = timedelta(seconds=10)
FADE_TIME = timedelta(milliseconds=120)

_MILLISECOND = timedelta(milliseconds=1)
_WIDEST, _WIDEST_WITH_BUTTON = 420, 540
# How many toasts are shown at once, and how many in a window that is narrower than `_NARROW`.
_MOST, _MOST_IN_NARROW = 2, 1
_NARROW = 700
# In a window that is lower, a toast is one line if its message is `brief`.
_LOW = 480
_MOVES = (QEvent.Type.Resize, QEvent.Type.Move, QEvent.Type.Show, QEvent.Type.Hide)
# The property of a widget that no toast covers.
_IS_KEPT_CLEAR = "kept clear of toasts"
# The room between toasts and the edges of the pages, in pixels.
_INSET = theme.L + theme.M

ROOM = theme.XL * 3
"""The room below the content of a scrolling page, so that what a toast covers can be seen."""


def keep_clear_of_toasts(widget: QWidget) -> None:
    """Have toasts stand above a widget at the lower end of a page, such as a row of buttons."""
    widget.setProperty(_IS_KEPT_CLEAR, True)


class _Line(ElidedLabel):
    """A text in one line, cut in the middle if it has no room. `tip` is its tool tip."""

    def __init__(self, text: str, tip: str) -> None:
        super().__init__()
        self._tip = tip
        self.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.setToolTip(self._tip)


class Toast(RaisedCard):
    """A message in a small card, with a button if one is given.

    `gone` is emitted when the card can be taken away. It stays while the mouse is over it, and
    while one of its buttons has the focus. It never takes the focus by itself. A press of `button`
    ends it.
    """

    gone = Signal()

    def __init__(
        self, message: Message, parent: QWidget, button: QPushButton | None = None
    ) -> None:
        super().__init__()
        self.hide()
        self.setParent(parent)
        self.message = message
        self._is_going = False
        self._close = IconButton("close", self.tr("Dismiss"))
        self._buttons = [self._close] if button is None else [button, self._close]
        for each in self._buttons:
            each.installEventFilter(self)
            each.clicked.connect(self.go)
        self._focus = FocusMemory(self)
        self._opacity = QGraphicsOpacityEffect(self)
        self._opacity.setEnabled(False)
        self.setGraphicsEffect(self._opacity)
        self._fading = QPropertyAnimation(self._opacity, b"opacity", self)
        self._fading.finished.connect(self._end_fading)
        self._staying = QTimer(self)
        self._staying.setSingleShot(True)
        stay_time = STAY_TIME if button is None else STAY_TIME_WITH_BUTTON
        self._staying.setInterval(stay_time // _MILLISECOND)
        self._staying.timeout.connect(self.go)
        self._labels = [wrapped(text) for text in (message.title, message.text) if text]
        if message.title:
            make_strong(self._labels[0])
        self._line = _Line(message.brief, without_isolates(self.text))
        self._lay_out()

    def _lay_out(self) -> None:
        tone = self.message.tone
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        for label in (*self._labels, self._line):
            words.addWidget(label)
        self._row = row = QHBoxLayout(self)
        row.setSpacing(theme.M)
        middle = Qt.AlignmentFlag.AlignVCenter
        row.addWidget(IconWidget(icons.TONE_ICONS[tone], tone, theme.L + theme.XS), 0, middle)
        row.addLayout(words, 1)
        for button in self._buttons:
            row.addWidget(button, 0, middle)

    @property
    def text(self) -> str:
        """All the words of the toast."""
        return " ".join(filter(None, (self.message.title, self.message.text)))

    def fit(self, room: int, *, low: bool) -> None:
        """Take the size that the words need; `room` is the greatest width.

        `low` says whether there is little height. A message that is `brief` is one line then.
        """
        is_line = low and bool(self.message.brief)
        set_shown(self._line, shown=is_line)
        for label in self._labels:
            set_shown(label, shown=not is_line)
        above = theme.S if is_line else theme.M
        self._row.setContentsMargins(theme.M, above, theme.S, above)
        shown = [self._line] if is_line else self._labels
        words = max(label.fontMetrics().horizontalAdvance(label.text()) for label in shown)
        card, row = self.contentsMargins(), self._row.contentsMargins()
        shadow = card.left() + card.right()
        beside = row.left() + row.right() + theme.M + theme.L + theme.XS
        beside += sum(theme.M + button.sizeHint().width() for button in self._buttons[:-1])
        beside += theme.M + self._close.width()
        widest = _WIDEST if len(self._buttons) == 1 else _WIDEST_WITH_BUTTON
        width = min(words + 2 + beside, widest, room - shadow) + shadow
        # The height of one line does not depend on its width.
        height = self._row.totalHeightForWidth(width)
        self.resize(width, self._row.totalSizeHint().height() if is_line else height)

    # -- coming and going ---------------------------------------------------------------------

    def come(self) -> None:
        """Show the toast, for as long as it stays."""
        self.show()
        self._staying.start()
        self._fade(0, 1)

    def go(self) -> None:
        """End the toast. If it has the focus, the focus returns to where it was."""
        if self._is_going:
            return
        self._is_going = True
        self._staying.stop()
        self._focus.give_back()
        self._fade(1, 0)

    def _fade(self, start: float, end: float) -> None:
        self._fading.stop()
        self._fading.setDuration(FADE_TIME // _MILLISECOND if self._may_move() else 0)
        self._fading.setStartValue(start)
        self._fading.setEndValue(end)
        self._opacity.setEnabled(True)
        self._fading.start()

    def _may_move(self) -> bool:
        """Return whether a person sees the toast, and the system does not ask for less motion."""
        wanted = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        return wanted > 0 and self.isVisible() and not self.window().isMinimized()

    def _end_fading(self) -> None:
        # Text is drawn more sharply without the effect.
        self._opacity.setEnabled(False)
        if self._is_going:
            self.gone.emit()

    # -- while a person attends to it ---------------------------------------------------------

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._staying.stop()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._stay_unless_attended()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.FocusIn:
            self._staying.stop()
        elif event.type() is QEvent.Type.FocusOut:
            self._stay_unless_attended()
        return super().eventFilter(watched, event)

    def _stay_unless_attended(self) -> None:
        if not (self.underMouse() or any(button.hasFocus() for button in self._buttons)):
            self._staying.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.go()
        else:
            super().keyPressEvent(event)


class ToastArea(QObject):
    """Shows toasts over `pages`, at the bottom where lines begin, the newest lowest.

    The toasts are beside `pages` in its parent, so that they are above the page that is shown. They
    go when another page is shown. They stand above what is kept clear (`keep_clear_of_toasts`).
    """

    def __init__(self, pages: QStackedWidget) -> None:
        super().__init__(pages)
        self._pages = pages
        self._toasts: list[Toast] = []
        pages.installEventFilter(self)
        pages.currentChanged.connect(self._take_all_away)

    def show_toast(self, message: Message, button: QPushButton | None = None) -> None:
        """Show a message, and announce it. It takes the place of an equal one.

        `button` does something with what succeeded; the toast becomes its owner.
        """
        for toast in [toast for toast in self._toasts if toast.message == message]:
            self._take_away(toast)
        toast = Toast(message, self._pages.parentWidget() or self._pages, button)
        toast.gone.connect(lambda: self._take_away(toast))
        self._toasts.append(toast)
        for bar in self._kept_clear():
            bar.installEventFilter(self)
        self._place()
        toast.come()
        announce(self._pages, toast.text)

    def _kept_clear(self) -> list[QWidget]:
        return [each for each in self._pages.findChildren(QWidget) if each.property(_IS_KEPT_CLEAR)]

    def _take_away(self, toast: Toast) -> None:
        self._remove(toast)
        self._place()

    def _take_all_away(self) -> None:
        for toast in tuple(self._toasts):
            self._remove(toast)

    def _remove(self, toast: Toast) -> None:
        self._toasts.remove(toast)
        toast.hide()
        toast.deleteLater()

    def _place(self) -> None:
        narrow = self._pages.window().width() < _NARROW
        low = self._pages.window().height() < _LOW
        for toast in self._toasts[: -(_MOST_IN_NARROW if narrow else _MOST)]:
            self._remove(toast)
        # With its shadow, a toast is within the cards of the pages, and does not touch their lines.
        # In a low window it is at the lower edge, since it would cover much of a list.
        area = self._pages.geometry().adjusted(_INSET, 0, -_INSET, 0 if low else -_INSET)
        bottom = area.bottom()
        mirrored = self._pages.layoutDirection() is Qt.LayoutDirection.RightToLeft
        for toast in reversed(self._toasts):
            toast.fit(area.width(), low=low)
            left = area.right() + 1 - toast.width() if mirrored else area.left()
            bottom = min(bottom, self._lowest(left, toast.width())) - toast.height()
            toast.move(left, bottom)

    def _lowest(self, left: int, width: int) -> int:
        """Return how low a toast may reach that has this place from left to right."""
        lowest = self._pages.geometry().bottom()
        for bar in self._kept_clear():
            place = QRect(bar.mapTo(self._pages, QPoint()) + self._pages.pos(), bar.size())
            if bar.isVisible() and place.left() < left + width and left <= place.right():
                lowest = min(lowest, place.top())
        return lowest

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _MOVES:
            self._place()
        return super().eventFilter(watched, event)
