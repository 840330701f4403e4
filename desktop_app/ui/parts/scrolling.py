"""An area that is as tall as its words, unless the window is too small for them."""

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from desktop_app.ui import theme


class WordsArea(QScrollArea):
    """Shows `words`, a widget whose height follows from its width; scrolls what has no room.

    Never less than `least_lines` lines of text, if there are as many.
    """

    def __init__(self, words: QWidget, least_lines: int) -> None:
        super().__init__()
        self._words = words
        self._least_lines = least_lines
        self.setWidget(words)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        # Its words can have the focus; it itself has nothing to do with it.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        words.installEventFilter(self)

    def sizeHint(self) -> QSize:
        frame = 2 * self.frameWidth()
        width = self.viewport().width()
        return QSize(width + frame, self._words.heightForWidth(width) + frame)

    def minimumSizeHint(self) -> QSize:
        least = self._least_lines * self.fontMetrics().lineSpacing() + theme.L
        return QSize(0, min(least, self.sizeHint().height()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Another width breaks the words into other lines.
        self.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._words and event.type() is QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)
