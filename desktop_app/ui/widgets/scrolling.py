"""Scroll areas for text whose height depends on its width."""

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget


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
        shown = self.viewport().size()
        needed = self._content.minimumSizeHint().height()
        if self._content.hasHeightForWidth():
            needed = self._content.heightForWidth(shown.width())
        return max(0, needed - shown.height())

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
