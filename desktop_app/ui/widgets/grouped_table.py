"""Tables whose rows are grouped: a heading is a row that is not enabled, across all columns."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.lists import CELL_MARGIN
from desktop_app.ui.widgets.rows_model import Index
from desktop_app.ui.widgets.tables import RowsTable

_VISIBLE = QAbstractItemView.ScrollHint.EnsureVisible


class GroupedTable(RowsTable):
    """A table with headings. The keyboard skips them. Below each heading there is another row."""

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
        """Scroll to a cell, and to the heading if that is right above it."""
        above = self.model().index(index.row() - 1, index.column())
        if _is_heading(above):
            super().scrollTo(above, hint)
        super().scrollTo(index, hint)


def draw_heading(painter: QPainter, option: QStyleOptionViewItem, index: Index, words: str) -> None:
    """Draw the part of a heading that is in one cell of a `GroupedTable`.

    So the heading goes across all columns, however few of them are painted at a time.
    """
    table = option.widget
    row = table.row_rect(index) if isinstance(table, GroupedTable) else option.rect
    colors = theme.colors(option.palette)
    painter.save()
    painter.setClipRect(option.rect, Qt.ClipOperation.IntersectClip)
    painter.fillRect(row, colors.window)
    painter.fillRect(QRect(row.bottomLeft(), QSize(row.width(), 1)), colors.hairline)
    painter.setFont(theme.text_font(TextStyle.HEAD, option.font))
    painter.setPen(colors.text)
    area = row.adjusted(CELL_MARGIN, 0, -CELL_MARGIN, 0)
    alignment = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
    painter.drawText(area, alignment | Qt.AlignmentFlag.AlignVCenter, words)
    painter.restore()


def _is_heading(index: Index) -> bool:
    return index.isValid() and not index.flags() & Qt.ItemFlag.ItemIsEnabled
