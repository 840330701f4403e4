"""Tables whose cells have one or two lines of text and an icon, and the delegate for them."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import (
    QItemSelectionModel,
    QModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetrics, QKeyEvent, QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.lists import CELL_MARGIN, CalmSelection, RoomyHeader, draw_focus_bar
from desktop_app.ui.widgets.rows_model import Index

# WCAG 2.2, 1.4.11: the least contrast of an icon that carries meaning.
_LEAST_CONTRAST = 3
_LEAST_ROW_HEIGHT = 52


@dataclass(frozen=True, slots=True)
class Mark:
    """An icon that means the same as the words beside it."""

    icon: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: one line of text or two, after an optional mark.

    `strong` draws the first line in bold. `kept` is the end of the first line; it stays visible
    when the line is cut off. `urgent` draws the second line in bold and in the colour of the mark.
    """

    first: str
    second: str = ""
    mark: Mark | None = None
    strong: bool = False
    urgent: bool = False
    kept: str = ""


class RowsTable(QTableView):
    """A table in which whole rows are selected, one at a time.

    `Columns` sizes its columns. `opened` carries a cell of the row that was opened, by a double
    click or Enter. Qt's own `activated` is emitted by a single click on some desktops.
    """

    opened = Signal(QModelIndex)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setAccessibleName(name)
        CalmSelection(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(
            max(_LEAST_ROW_HEIGHT, self.fontMetrics().height() * 2 + theme.M)
        )
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        roomy = RoomyHeader()
        roomy.setParent(header)
        header.setStyle(roomy)
        header.setStretchLastSection(False)
        # Measures visible rows only. By default Qt measures a thousand rows, which is slow.
        header.setResizeContentsPrecision(0)
        header.setMinimumSectionSize(theme.L * 5)
        self.doubleClicked.connect(self.opened)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.selected().isValid():
                self.opened.emit(self.selected())
            return
        super().keyPressEvent(event)

    def select(self, index: QModelIndex) -> None:
        """Select the row of a cell, if the cell is valid, and scroll to the row."""
        if index.isValid():
            self.selectionModel().setCurrentIndex(
                index,
                QItemSelectionModel.SelectionFlag.ClearAndSelect
                | QItemSelectionModel.SelectionFlag.Rows,
            )
            self.scrollTo(index)

    def selected(self) -> QModelIndex:
        """Return the first cell of the selected row, invalid if none is selected."""
        rows = self.selectionModel().selectedRows(0)
        return rows[0] if rows else QModelIndex()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the selected row visible, for example when its details appear below the table."""
        row = self.visualRect(self.selected())
        was_visible = row.intersects(QRect(QPoint(), event.oldSize()))
        super().resizeEvent(event)
        if was_visible:
            self.scrollTo(self.selected())

    def rowsInserted(self, parent: Index, start: int, end: int) -> None:
        """Keep the visible rows where they are, unless the table is scrolled to its top."""
        super().rowsInserted(parent, start, end)
        bar = self.verticalScrollBar()
        above = bar.value()
        if above > 0 and start <= above:
            self.executeDelayedItemsLayout()
            bar.setValue(above + end - start + 1)


class CellDelegate(QStyledItemDelegate):
    """Draws what `cell` returns, by the style's metrics and the palette."""

    def cell(self, index: Index) -> Cell:
        """Return what the cell at an index shows."""
        return Cell(str(index.data()))

    def room_for(self, index: Index) -> Iterable[Cell]:
        """Return the cells for which the column must have room."""
        return (self.cell(index),)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        self.initStyleOption(option, index)
        metrics = QFontMetrics(theme.tabular(option.font))
        width = max(_width(metrics, cell) for cell in self.room_for(index))
        return QSize(width + 2 * CELL_MARGIN, metrics.height() * 2 + theme.M)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        option.text = ""
        # Whole rows are selected, so the focus is drawn once for the row, not for each cell.
        option.state &= ~QStyle.StateFlag.State_HasFocus
        view = option.widget
        view.style().drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, view)
        if index.column() == 0:
            draw_focus_bar(painter, option)
        painter.save()
        _draw_cell(painter, option, self.cell(index))
        painter.restore()


def _width(metrics: QFontMetrics, cell: Cell) -> int:
    words = max(map(metrics.horizontalAdvance, (cell.first, cell.second)))
    return words if cell.mark is None else words + theme.L + theme.S


def _draw_cell(painter: QPainter, option: QStyleOptionViewItem, cell: Cell) -> None:
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    active = bool(option.state & QStyle.StateFlag.State_Active)
    palette = option.palette
    group = QPalette.ColorGroup.Active if active else QPalette.ColorGroup.Inactive
    text = palette.color(
        group, QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
    )
    quiet = text if selected else theme.secondary_text(palette, QPalette.ColorRole.Base)
    area = option.rect.adjusted(CELL_MARGIN, 0, -theme.S, 0)
    if cell.mark is not None:
        color = theme.tone_color(cell.mark.tone, palette)
        behind = palette.color(group, QPalette.ColorRole.Highlight)
        if selected and theme.contrast(color, behind) < _LEAST_CONTRAST:
            color = text
        side = theme.L
        shape = QRectF(area.left(), area.center().y() - side / 2 + 0.5, side, side)
        icons.paint_icon(painter, shape, cell.mark.icon, color)
        area.setLeft(area.left() + side + theme.S)
        quiet = color if cell.urgent else quiet
    font = theme.tabular(option.font)
    if cell.strong:
        font.setWeight(font.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(text)
    if not cell.second:
        _draw_line(painter, area, cell.first, cell.kept)
        return
    height = option.fontMetrics.height()
    upper = QRect(area.left(), area.center().y() - height, area.width(), height)
    _draw_line(painter, upper, cell.first, cell.kept)
    font = theme.text_font(TextStyle.SECONDARY, theme.tabular(option.font))
    if cell.urgent:
        font.setWeight(font.Weight.DemiBold)
    painter.setPen(quiet)
    painter.setFont(font)
    _draw_line(painter, upper.translated(0, height), cell.second)


def _draw_line(painter: QPainter, area: QRect, text: str, kept: str = "") -> None:
    metrics = painter.fontMetrics()
    end = kept if metrics.horizontalAdvance(kept) <= area.width() / 2 else ""
    room = area.width() - metrics.horizontalAdvance(end)
    line = metrics.elidedText(text.removesuffix(end), Qt.TextElideMode.ElideRight, room) + end
    painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, line)
