"""Tables whose rows are grouped: a heading is a row that is not enabled, across all columns."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.lists import CELL_MARGIN
from desktop_app.ui.widgets.rows_model import Index
from desktop_app.ui.widgets.tables import RowsTable

_VISIBLE = QAbstractItemView.ScrollHint.EnsureVisible


class GroupedTable(RowsTable):
    """A table with headings. The keyboard skips them. Below each heading there is another row.

    `heading_of` returns the heading above a row, empty if the rows are not grouped. While that
    heading is scrolled out of sight, a band with its words covers the first row in sight.
    """

    def __init__(self, name: str, least_height: int, heading_of: Callable[[int], str]) -> None:
        super().__init__(name, least_height)
        self._heading_of = heading_of
        self._band = _Band(self)

    def updateGeometries(self) -> None:
        super().updateGeometries()
        self._show_band()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        self._show_band()

    def dataChanged(self, first: Index, last: Index, roles: Sequence[int] = ()) -> None:
        super().dataChanged(first, last, roles)
        self._show_band()

    def _show_band(self) -> None:
        if self.model() is None:
            return
        row = self.rowAt(0)
        words = self._heading_of(row) if row >= 0 else ""
        self._band.setVisible(bool(words))
        if words:
            area = self.viewport().geometry()
            area.setHeight(self.rowHeight(row))
            self._band.setGeometry(area)
            self._band.show_words(words)

    def row_rect(self, index: Index) -> QRect:
        """Return the place of the whole row of a cell in the viewport, all columns wide."""
        first = self.visualRect(self.model().index(index.row(), 0))
        row = QRect(first.topLeft(), QSize(self.horizontalHeader().length(), first.height()))
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            row.moveRight(first.right())
        return row

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Return where a key leads. Qt skips headings, but for the first row if none is current."""
        index = super().moveCursor(action, modifiers)
        return index.siblingAtRow(index.row() + 1) if _is_heading(index) else index

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = _VISIBLE,
    ) -> None:
        """Scroll to a cell, and to the row above it: that is its heading, or below the band."""
        above = self.model().index(index.row() - 1, index.column())
        if above.isValid():
            super().scrollTo(above, hint)
        super().scrollTo(index, hint)


def draw_heading(painter: QPainter, option: QStyleOptionViewItem, index: Index, words: str) -> None:
    """Draw the part of a heading that is in one cell of a `GroupedTable`.

    So the heading goes across all columns, however few of them are painted at a time.
    """
    table = option.widget
    row = table.row_rect(index) if isinstance(table, GroupedTable) else option.rect
    painter.save()
    painter.setClipRect(option.rect, Qt.ClipOperation.IntersectClip)
    _draw_words(painter, row, option, words)
    painter.restore()


class _Band(QWidget):
    """Covers the first row in sight with its heading. A click on it selects nothing."""

    def __init__(self, table: GroupedTable) -> None:
        super().__init__(table)
        self._words = ""
        self.hide()

    def show_words(self, words: str) -> None:
        self._words = words
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        option = QStyleOptionViewItem()
        option.initFrom(self)
        _draw_words(QPainter(self), self.rect(), option, self._words)


def _draw_words(painter: QPainter, row: QRect, option: QStyleOptionViewItem, words: str) -> None:
    colors = theme.colors(option.palette)
    painter.fillRect(row, colors.window)
    painter.fillRect(QRect(row.bottomLeft(), QSize(row.width(), 1)), colors.hairline)
    painter.setFont(theme.text_font(TextStyle.HEAD, option.font))
    painter.setPen(colors.text)
    area = row.adjusted(CELL_MARGIN, 0, -CELL_MARGIN, 0)
    alignment = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
    painter.drawText(area, alignment | Qt.AlignmentFlag.AlignVCenter, words)


def _is_heading(index: Index) -> bool:
    return index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEnabled
