"""The headings of panels of which one is shown: tabs that look like headings."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QStyle, QStyleOptionFocusRect, QTabBar

from desktop_app.ui import theme
from desktop_app.ui.style import is_by_keyboard
from desktop_app.ui.theme import TextStyle

_LINE = 2


class PanelTabs(QTabBar):
    """One heading is the present one: it is underlined. The others look like links."""

    def __init__(self, name: str, headings: tuple[str, ...], current: int) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setFont(theme.text_font(TextStyle.SECTION, self.font()))
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        for heading in headings:
            self.addTab(heading)
        self.setCurrentIndex(current)

    def tabSizeHint(self, index: int) -> QSize:
        metrics = QFontMetrics(self.font())
        width = metrics.horizontalAdvance(self.tabText(index))
        is_last = index == self.count() - 1
        return QSize(width + (0 if is_last else theme.L), metrics.height() + _LINE + 1)

    def minimumTabSizeHint(self, index: int) -> QSize:
        return self.tabSizeHint(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.colors(self.palette())
        for index in range(self.count()):
            words = self._words(index)
            is_current = index == self.currentIndex()
            painter.setPen(colors.text if is_current else colors.accent)
            painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.tabText(index))
            if is_current:
                line = QRect(words.left(), self.height() - _LINE, words.width(), _LINE)
                painter.fillRect(line, colors.accent)
                if self.hasFocus() and is_by_keyboard(self):
                    ring = QStyleOptionFocusRect()
                    ring.initFrom(self)
                    ring.rect = words
                    focus = QStyle.PrimitiveElement.PE_FrameFocusRect
                    self.style().drawPrimitive(focus, ring, painter, self)

    def _words(self, index: int) -> QRect:
        """Return where the words of a heading are: at the beginning of its tab."""
        tab = self.tabRect(index)
        width = QFontMetrics(self.font()).horizontalAdvance(self.tabText(index))
        place = QRect(tab.left(), tab.top(), width, tab.height() - _LINE)
        return QStyle.visualRect(self.layoutDirection(), tab, place)
