"""Areas that scroll what the window is too small for, so that no words are ever squeezed."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import theme


class ScrollingArea(QScrollArea):
    """Shows a widget whose height follows from its width; scrolls what has no room."""

    def __init__(self, content: QWidget) -> None:
        super().__init__()
        self._content = content
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Its content can have the focus; it itself has nothing to do with it.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def minimumSizeHint(self) -> QSize:
        # Sideways nothing scrolls, so that much must always be there.
        bar = self.verticalScrollBar().sizeHint().width()
        width = self._content.minimumSizeHint().width() + bar
        return QSize(width, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().height() >= event.oldSize().height():
            return
        # What has the keyboard stays in sight when there is less room.
        for focused in self._content.findChildren(QWidget):
            if focused.hasFocus():
                self.ensureWidgetVisible(focused)


class WordsArea(ScrollingArea):
    """Is as tall as its words, unless the window is too small for them.

    Never less than `least_lines` lines of text, if there are as many.
    """

    def __init__(self, words: QWidget, least_lines: int) -> None:
        super().__init__(words)
        self._least_lines = least_lines
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        words.installEventFilter(self)

    def sizeHint(self) -> QSize:
        frame = 2 * self.frameWidth()
        width = self.viewport().width()
        return QSize(width + frame, self._content.heightForWidth(width) + frame)

    def minimumSizeHint(self) -> QSize:
        least = self._least_lines * self.fontMetrics().lineSpacing() + theme.L
        return QSize(0, min(least, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Another width breaks the words into other lines.
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._content and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)


def fill_scrolling(page: QWidget, content: QWidget) -> ScrollingArea:
    """Make `content` the whole of `page`, with nothing around it; return what scrolls it."""
    area = ScrollingArea(content)
    area.setFrameShape(QScrollArea.Shape.NoFrame)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(area)
    return area
