"""A table of short texts, to be read and not to be changed."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop_app.ui import theme
from desktop_app.ui.widgets.lists import CELL_MARGIN, draw_focus_bar, draw_row
from desktop_app.ui.widgets.rows_model import Index
from desktop_app.ui.widgets.tables import RowsTable

_WRAP = Qt.TextFlag.TextWordWrap.value


class FactsTable(RowsTable):
    """Shows rows of texts. The last column has the room that is left, and breaks its texts.

    What the first column repeats from the row above is not drawn; assistive technology reads it.
    """

    def __init__(
        self, name: str, heads: Sequence[str], rows: Iterable[Sequence[str]], *, width: int
    ) -> None:
        super().__init__(name)
        model = QStandardItemModel(0, len(heads), self)
        model.setHorizontalHeaderLabels(list(heads))
        for row in rows:
            items = [QStandardItem(text) for text in row]
            for item in items:
                item.setEditable(False)
            model.appendRow(items)
        self.setModel(model)
        self.setItemDelegate(_WrappingDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        header = self.horizontalHeader()
        header.setSectionsClickable(False)
        header.setResizeContentsPrecision(-1)
        for column in range(len(heads) - 1):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(heads) - 1, QHeaderView.ResizeMode.Stretch)
        # Later, as taller rows may bring the scroll bar, which makes the column narrower again.
        header.sectionResized.connect(self.resizeRowsToContents, Qt.ConnectionType.QueuedConnection)
        self.setMinimumWidth(width)

    def missing_height(self) -> int:
        """Return by how much the table, which is shown, is too low for its rows; 0 if it is not."""
        # If all rows have room, there is no scroll bar that takes some of their width.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.resizeRowsToContents()
        missing = self.verticalHeader().length() - self.viewport().height()
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        return max(0, missing)


class _WrappingDelegate(QStyledItemDelegate):
    """Draws a cell's text in as many lines as the width of its column needs."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        self.initStyleOption(option, index)
        table = self.parent()
        text, metrics = option.text, QFontMetrics(option.font)
        words = metrics.horizontalAdvance(text)
        lines = metrics.height()
        if isinstance(table, FactsTable) and index.column() == index.model().columnCount() - 1:
            room = table.columnWidth(index.column()) - 2 * CELL_MARGIN
            lines = metrics.boundingRect(0, 0, max(room, 1), 10_000, _WRAP, text).height()
        return QSize(words + 2 * CELL_MARGIN + 1, lines + theme.S)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        draw_row(painter, option)
        if index.column() == 0:
            draw_focus_bar(painter, option)
        above = index.sibling(index.row() - 1, 0)
        if index.column() == 0 and above.isValid() and above.data() == index.data():
            return
        painter.save()
        painter.setFont(option.font)
        colors = theme.colors(option.palette)
        painter.setPen(colors.text)
        place = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
        area = option.rect.adjusted(CELL_MARGIN, 0, -CELL_MARGIN, 0)
        flags = place | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(area, flags, option.text)
        painter.restore()
