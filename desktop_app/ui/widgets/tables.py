"""Tables whose cells have one or two lines of text, an icon or a chip, and their delegate."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFont,
    QFontMetrics,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPalette,
    QResizeEvent,
    QTextLayout,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from desktop_app.ui import icons, theme
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.chips import Chip, chip_size, draw_chip
from desktop_app.ui.widgets.lists import CELL_MARGIN, CalmSelection, draw_focus_bar, draw_row
from desktop_app.ui.widgets.rows_model import Index

_LEAST_ROW_HEIGHT = 48
# The space after the words of a cell. That of the next cell's margin follows it.
_CELL_END = theme.XS


@dataclass(frozen=True, slots=True)
class Mark:
    """An icon that means the same as the words beside it."""

    icon: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Cell:
    """What a cell shows: one line of text or two, after an optional mark, or a chip alone.

    `strong` draws the first line in bold. If it is alone and too long, it goes on in a second one;
    `kept`, its end, then has the second line to itself. `note` is a mark after the words.
    `quiet` draws the first line in the colour of secondary text. `ends_with_id` says that the last
    line is an ID, which is cut in its middle if it is too long: its end tells it from others.
    """

    first: str
    second: str = ""
    mark: Mark | None = None
    strong: bool = False
    kept: str = ""
    chip: Chip | None = None
    note: Mark | None = None
    quiet: bool = False
    ends_with_id: bool = False
    lines: int = 2


class FlatHeader(QHeaderView):
    """The heads of columns in small quiet words, with a line below them."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHighlightSections(False)
        self.setSectionsClickable(True)
        self.setFont(theme.text_font(TextStyle.HEAD))
        # The card behind the table is seen, with its round corners.
        self.viewport().setAutoFillBackground(False)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), max(32, self.fontMetrics().height() + theme.M))

    def sectionSizeFromContents(self, column: int) -> QSize:
        words = self.fontMetrics().horizontalAdvance(self._words(column))
        return QSize(CELL_MARGIN + words + theme.M + _CELL_END, self.sizeHint().height())

    def paintSection(self, painter: QPainter, rect: QRect, column: int) -> None:
        colors = theme.colors(self.palette())
        painter.save()
        line = QRect(rect.left(), rect.bottom(), rect.width(), 1)
        painter.fillRect(line, colors.hairline)
        painter.setPen(colors.secondary)
        painter.setFont(self.font())
        area = rect.adjusted(CELL_MARGIN, 0, -_CELL_END, 0)
        room = area.width() - theme.M
        words = self.fontMetrics().elidedText(
            self._words(column), Qt.TextElideMode.ElideRight, room
        )
        direction = self.layoutDirection()
        painter.drawText(
            QStyle.visualRect(direction, rect, area),
            Qt.AlignmentFlag.AlignVCenter
            | QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft),
            words,
        )
        if self.isSortIndicatorShown() and self.sortIndicatorSection() == column:
            left = area.left() + self.fontMetrics().horizontalAdvance(words) + theme.XS
            arrow = QRect(left, rect.center().y() - theme.XS - 1, theme.M, theme.M)
            place = QRectF(QStyle.visualRect(direction, rect, arrow))
            is_down = self.sortIndicatorOrder() is Qt.SortOrder.DescendingOrder
            icons.paint_icon(painter, place, "down" if is_down else "up", colors.secondary)
        painter.restore()

    def _words(self, column: int) -> str:
        if self.model() is None:
            return ""
        return str(self.model().headerData(column, self.orientation()) or "")


class _BesideHead(QWidget):
    """What is beside the heads of columns, above the scroll bar; the line below them goes on."""

    def __init__(self, header: FlatHeader) -> None:
        super().__init__()
        self._header = header
        header.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self.setFixedHeight(self._header.height())
        return super().eventFilter(watched, event)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = QRect(0, self.height() - 1, self.width(), 1)
        QPainter(self).fillRect(line, theme.colors(self.palette()).hairline)


class _BelowRows(QWidget):
    """Covers the few pixels of a row that are left below whole rows, as the card behind them."""

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), theme.colors(self.palette()).surface)


class RowsTable(QTableView):
    """A table in which whole rows are selected, one at a time unless it selects several.

    `Columns` sizes its columns. `opened` carries a cell of the row that was opened, by a double
    click or Enter. Qt's own `activated` is emitted by a single click on some desktops.
    `least_height` is that of a row, in pixels, in a font of usual size. With `whole_rows`, rows
    that scroll become a little lower or higher, so that the last visible one is not cut off.
    """

    opened = Signal(QModelIndex)

    def __init__(
        self, name: str, least_height: int = _LEAST_ROW_HEIGHT, *, whole_rows: bool = False
    ) -> None:
        super().__init__()
        self._whole_rows = whole_rows
        self.setAccessibleName(name)
        CalmSelection(self)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self._two_lines = self.fontMetrics().height() * 2 + theme.XS
        self._row_height = max(least_height, self._two_lines)
        self._below_rows = _BelowRows(self)
        self.verticalHeader().setDefaultSectionSize(self._row_height)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAutoFillBackground(False)
        for bar in (self.verticalScrollBar(), self.horizontalScrollBar()):
            bar.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent, False)
        header = FlatHeader()
        self.setHorizontalHeader(header)
        self.addScrollBarWidget(_BesideHead(header), Qt.AlignmentFlag.AlignTop)
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
        """Return the first cell of a selected row, invalid if none is selected."""
        rows = self.selected_rows()
        return rows[0] if rows else QModelIndex()

    def selected_rows(self) -> list[QModelIndex]:
        """Return the first cell of each selected row, from top to bottom."""
        return sorted(self.selectionModel().selectedRows(0), key=QModelIndex.row)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the selected row visible, for example when its details appear below the table."""
        row = self.visualRect(self.selected())
        was_visible = row.intersects(QRect(QPoint(), event.oldSize()))
        super().resizeEvent(event)
        if was_visible:
            self.scrollTo(self.selected())

    def updateGeometries(self) -> None:
        if self._whole_rows and self.model() is not None:
            self._fit_rows()
        super().updateGeometries()

    def _fit_rows(self) -> None:
        """Give the rows the height in which whole ones fill the table, if they scroll."""
        room, height, rest = self.viewport().height(), self._row_height, 0
        if self.model().rowCount() * height > room:
            shown = max(1, round(room / height))
            if room // shown < self._two_lines:
                shown = max(1, shown - 1)
            height = max(self._two_lines, room // shown)
            rest = room % height
        self.verticalHeader().setDefaultSectionSize(height)
        below = QRect(self.viewport().geometry())
        below.setTop(below.bottom() + 1 - rest)
        self._below_rows.setGeometry(below)

    def rowsAboutToBeRemoved(self, parent: Index, start: int, end: int) -> None:
        """Select no row in place of the selected one. The keyboard goes on beside it."""
        selected = self.selected_rows()
        is_all = bool(selected) and all(start <= each.row() <= end for each in selected)
        super().rowsAboutToBeRemoved(parent, start, end)
        if is_all:
            self.clearSelection()

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

    def end_of(self, column: int) -> int:
        """Return the space after the words of the cells in a column, in pixels."""
        return _CELL_END

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        self.initStyleOption(option, index)
        metrics = QFontMetrics(theme.tabular(option.font))
        width = max(_width(metrics, option.font, cell) for cell in self.room_for(index))
        end = self.end_of(index.column())
        return QSize(CELL_MARGIN + width + end, metrics.height() * 2 + theme.XS)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        self.initStyleOption(option, index)
        draw_row(painter, option)
        # Whole rows are selected, so the focus is drawn once for the row, not for each cell.
        if index.column() == 0:
            draw_focus_bar(painter, option)
        painter.save()
        _draw_cell(painter, option, self.cell(index), self.end_of(index.column()))
        painter.restore()


def _width(metrics: QFontMetrics, font: QFont, cell: Cell) -> int:
    if cell.chip is not None:
        return chip_size(cell.chip, font).width()
    strong = QFont(font)
    strong.setWeight(strong.Weight.DemiBold if cell.strong else strong.weight())
    bold = QFontMetricsF(theme.tabular(strong))
    # What can have a second line needs no more room than its longer part. Rounded up: words that
    # have less room than they need are cut.
    firsts = (*cell.first.removesuffix(cell.kept).split("\n"), cell.kept.strip())
    seconds = cell.second.split("\n")
    words = max(
        ceil(max(map(bold.horizontalAdvance, firsts))), *map(metrics.horizontalAdvance, seconds)
    )
    marks = (cell.mark, cell.note)
    return words + (len(marks) - marks.count(None)) * (theme.L + theme.S)


def _draw_cell(painter: QPainter, option: QStyleOptionViewItem, cell: Cell, end: int) -> None:
    palette = option.palette
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
    text = palette.color(role)
    area = option.rect.adjusted(CELL_MARGIN, 0, -end, 0)
    if cell.chip is not None:
        place = QStyle.visualRect(option.direction, option.rect, area)
        draw_chip(painter, place, cell.chip, option.font, option.direction, selected=selected)
        return
    if cell.mark is not None:
        side = theme.L
        mark = QRect(area.left(), area.center().y() - side // 2, side, side)
        place = QStyle.visualRect(option.direction, option.rect, mark)
        color = theme.tone_color(cell.mark.tone, palette)
        icons.paint_icon(painter, QRectF(place), cell.mark.icon, color)
        area.setLeft(area.left() + side + theme.S)
    font = theme.tabular(option.font)
    if cell.strong:
        font.setWeight(font.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(theme.colors(palette).secondary if cell.quiet else text)
    elide = Qt.TextElideMode.ElideMiddle if cell.ends_with_id else Qt.TextElideMode.ElideRight
    height = option.fontMetrics.height()
    if cell.note is not None:
        area.setWidth(area.width() - theme.L - theme.S)
    lines = (cell.first,) if cell.second else _lines(cell, painter, area.width())
    if cell.note is not None:
        advances = map(painter.fontMetrics().horizontalAdvance, lines)
        words = min(max(advances), area.width())
        mark = QRect(area.left() + words + theme.S, area.center().y() - theme.S, theme.L, theme.L)
        place = QStyle.visualRect(option.direction, option.rect, mark)
        color = theme.tone_color(cell.note.tone, palette)
        icons.paint_icon(painter, QRectF(place), cell.note.icon, color)
    upper = QRect(area.left(), area.center().y() - height, area.width(), height)
    if not cell.second:
        if len(lines) == 1:
            _draw_line(painter, option, area, cell.first, elide)
            return
        upper.moveTop(upper.top() - (len(lines) - 2) * height // 2)
        _draw_lines(painter, option, upper, lines)
        return
    second_font = theme.text_font(TextStyle.SECONDARY, theme.tabular(option.font))
    below = broken_text(second_font, cell.second, area.width(), max(1, cell.lines - 1))
    upper.moveTop(upper.top() - (len(below) - 1) * height // 2)
    _draw_line(painter, option, upper, cell.first)
    painter.setPen(theme.colors(palette).secondary)
    painter.setFont(second_font)
    _draw_lines(painter, option, upper.translated(0, height), below, elide)


def broken_text(font: QFont, text: str, width: int, most: int) -> list[str]:
    """Break a text into lines of this width, in pixels. What `most` lines leave is in the last.

    Where the text has a line break, another line begins.
    """
    lines: list[str] = []
    while text and len(lines) < most - 1:
        line, _, after = text.partition("\n")
        first, rest = _broken(font, line, width)
        lines.append(first)
        text = "\n".join(filter(None, (rest, after)))
    return [*lines, " ".join(text.split("\n"))] if text else lines


def cut_text(text: str, elide: Qt.TextElideMode, metrics: QFontMetrics, width: int) -> str:
    """Return a text, cut where it is wider than `width`, in pixels.

    A cut text is isolated, so that the "…" stands where the reading of the text ends, in its own
    direction.
    """
    line = metrics.elidedText(text, elide, width)
    return line if line == text else f"\u2068{line}\u2069"


def _lines(cell: Cell, painter: QPainter, width: int) -> tuple[str, ...]:
    """Return the first text of a cell as it is drawn in a width: as one line, or as more."""
    # The advance in whole pixels can be a little less than what Qt needs to leave the words whole.
    whole = painter.fontMetrics().elidedText(cell.first, Qt.TextElideMode.ElideRight, width)
    if cell.ends_with_id or (whole == cell.first and "\n" not in whole):
        return (cell.first,)
    if cell.kept:
        return (cell.first.removesuffix(cell.kept), cell.kept.strip())
    return tuple(broken_text(painter.font(), cell.first, width, cell.lines))


def _broken(font: QFont, text: str, width: int) -> tuple[str, str]:
    """Break a text where its first line ends; return that line, and the rest."""
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    line.setLineWidth(width)
    layout.endLayout()
    return text[: line.textLength()].rstrip(), text[line.textLength() :].strip()


def _draw_lines(
    painter: QPainter,
    option: QStyleOptionViewItem,
    first: QRect,
    lines: Iterable[str],
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    """Draw lines of the same height, from the place of the first one downwards."""
    for number, line in enumerate(lines):
        _draw_line(painter, option, first.translated(0, number * first.height()), line, elide)


def _draw_line(
    painter: QPainter,
    option: QStyleOptionViewItem,
    area: QRect,
    text: str,
    elide: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
) -> None:
    line = cut_text(text, elide, painter.fontMetrics(), area.width())
    alignment = QStyle.visualAlignment(option.direction, Qt.AlignmentFlag.AlignLeft)
    painter.drawText(
        QStyle.visualRect(option.direction, option.rect, area),
        alignment | Qt.AlignmentFlag.AlignVCenter,
        line,
    )
