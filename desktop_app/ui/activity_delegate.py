"""Draws the log: headings of days, and the cells of entries."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from heapq import nlargest

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QStyleOptionViewItem, QTableView

from desktop_app.core.activity import ActivityKind
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.activity_model import Column, Role
from desktop_app.ui.texts import activity_texts, credential_texts
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.grouped_table import draw_heading
from desktop_app.ui.widgets.lists import CELL_MARGIN
from desktop_app.ui.widgets.rows_model import Index
from desktop_app.ui.widgets.tables import Cell, CellDelegate, Mark, broken_text

_MARKS = {
    ActivityKind.STARTED: Mark("external", Tone.INFO),
    ActivityKind.APPROVED: Mark("success", Tone.SUCCESS),
    ActivityKind.DENIED: Mark("warning", Tone.WARNING),
    ActivityKind.EXPIRED: Mark("clock", Tone.WARNING),
    ActivityKind.REMOVED: Mark("removed", Tone.QUIET),
    ActivityKind.CREATED: Mark("success", Tone.SUCCESS),
    ActivityKind.RECONNECTED: Mark("success", Tone.SUCCESS),
    ActivityKind.DELETED: Mark("removed", Tone.QUIET),
    ActivityKind.REVOKED: Mark("removed", Tone.QUIET),
    ActivityKind.FAILED: Mark("problem", Tone.PROBLEM),
    ActivityKind.UNKNOWN: Mark("warning", Tone.PROBLEM),
    ActivityKind.CLEARED: Mark("success", Tone.QUIET),
    ActivityKind.DISCONNECTED: Mark("problem", Tone.PROBLEM),
    ActivityKind.CONNECTED: Mark("success", Tone.SUCCESS),
    ActivityKind.SECRET_REPLACED: Mark("key", Tone.INFO),
    ActivityKind.FORGOTTEN: Mark("removed", Tone.QUIET),
    ActivityKind.PEER_REFUSED: Mark("warning", Tone.WARNING),
    ActivityKind.WAIT_STOPPED: Mark("removed", Tone.QUIET),
    ActivityKind.STOPPED: Mark("removed", Tone.QUIET),
    ActivityKind.REJECTED: Mark("removed", Tone.QUIET),
    ActivityKind.HEALTH_CHANGED: Mark("info", Tone.INFO),
    ActivityKind.M3TER_CONNECTED: Mark("success", Tone.SUCCESS),
    ActivityKind.M3TER_REGISTERED: Mark("success", Tone.SUCCESS),
    ActivityKind.M3TER_FOUND: Mark("info", Tone.INFO),
    ActivityKind.M3TER_UNCLEAR: Mark("warning", Tone.WARNING),
    ActivityKind.M3TER_DISCONNECTED: Mark("removed", Tone.QUIET),
}
# How many characters of an ID have room at the least.
_BEGINNING_OF_ID = 13
# How many lines the details have at the most.
_MOST_LINES = 5
# To measure all of a long log would take too long.
_MEASURED = 20


class ActivityDelegate(CellDelegate):
    """One delegate for all columns of a table.

    If the details or the system have no column, they are the second line of another cell.
    """

    def __init__(self, table: QTableView) -> None:
        super().__init__(table)
        self._table = table

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        size = super().sizeHint(option, index)
        # A heading goes across all columns, and makes none of them wider.
        return size if _heading(index) is None else QSize(0, size.height())

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        heading = _heading(index)
        if heading is None:
            super().paint(painter, option, index)
        else:
            self.initStyleOption(option, index)
            draw_heading(painter, option, index, heading)

    def cell(self, index: Index) -> Cell:
        kind = index.data(Role.KIND)
        if index.column() == Column.WHAT and isinstance(kind, ActivityKind):
            second = self._left_out(index, Column.DETAILS)
            return replace(_what_happened(kind), second=second, lines=self._lines(index))
        is_credential = index.column() == Column.CREDENTIAL
        second = self._left_out(index, Column.SYSTEM) if is_credential else ""
        second = second or str(index.data(Role.SECOND_LINE))
        lines = self._lines(index) if index.column() == Column.DETAILS else 2
        return Cell(str(index.data()), second, strong=is_credential, lines=lines)

    def _lines(self, index: Index) -> int:
        """Return how many lines the row of a cell has room for."""
        return self._table.rowHeight(index.row()) // self._table.fontMetrics().height()

    def end_of(self, column: int) -> int:
        # The last words are as far from the edge of the table as the first ones.
        later = range(column + 1, len(Column))
        is_last = all(map(self._table.isColumnHidden, later))
        return CELL_MARGIN if is_last else super().end_of(column)

    def details_room(self, details: Iterable[str]) -> int:
        """Return how wide a column has these details in unbroken lines, in pixels."""
        lines = {line for text in set(details) for line in text.split("\n")}
        metrics = QFontMetrics(theme.tabular(self._table.font()))
        # The line with the most characters is not always the widest one, but nearly.
        longest = nlargest(_MEASURED, lines, len)
        words = max(map(metrics.horizontalAdvance, longest), default=0)
        # The advance in whole pixels can be a little less than what Qt needs.
        return CELL_MARGIN + words + 2 + self.end_of(Column.DETAILS)

    def row_heights(self, details: Iterable[str]) -> Iterator[int]:
        """Return the heights of rows in which these details can be read, in pixels."""
        is_below = self._table.isColumnHidden(Column.DETAILS)
        column = Column.WHAT if is_below else Column.DETAILS
        room = self._table.columnWidth(column) - CELL_MARGIN - self.end_of(column)
        font = theme.tabular(self._table.font())
        if is_below:
            font = theme.text_font(TextStyle.SECONDARY, font)
            room -= theme.L + theme.S
        usual = self._table.verticalHeader().defaultSectionSize()
        height, metrics = self._table.fontMetrics().height(), QFontMetrics(font)

        @cache
        def row_height(text: str) -> int:
            # Most details fit. To break a text takes longer than to measure it.
            if "\n" not in text and metrics.horizontalAdvance(text) <= room:
                return usual
            lines = len(broken_text(font, text, room, _MOST_LINES)) + is_below
            return usual if lines <= 2 else usual + (lines - 2) * height + theme.XS

        return map(row_height, details)

    def _left_out(self, index: Index, column: Column) -> str:
        """Return what a row has in a column that is not shown; empty if it is shown."""
        if not self._table.isColumnHidden(column):
            return ""
        cell = index.model().index(index.row(), column)
        role = Qt.ItemDataRole.AccessibleTextRole
        # The system's name has two lines, which are one here; a line of the details is a change.
        return str(cell.data(Qt.ItemDataRole.DisplayRole if column == Column.DETAILS else role))

    def room_for(self, index: Index) -> Iterable[Cell]:
        # These columns must have room for the rows that are not visible, too.
        if index.column() == Column.WHAT:
            return map(_what_happened, ActivityKind)
        if index.column() == Column.SYSTEM:
            return map(_system, System)
        cell = self.cell(index)
        if index.column() == Column.CREDENTIAL and not self._table.isColumnHidden(Column.SYSTEM):
            # The second line is the ID. Its beginning tells it from others, and the details need
            # the room more.
            cell = replace(cell, second=cell.second[:_BEGINNING_OF_ID])
        longest = index.data(Role.LONGEST)
        return (cell,) if longest is None else (cell, replace(cell, first=longest))


def _heading(index: Index) -> str | None:
    heading = index.data(Role.DAY)
    return heading if isinstance(heading, str) else None


def _system(system: System) -> Cell:
    return Cell(credential_texts.system_name(system), credential_texts.mode_text(system))


def _what_happened(kind: ActivityKind) -> Cell:
    return Cell(activity_texts.activity_text(kind), mark=_MARKS[kind])
