"""Draws the log: headings of days, and the cells of entries."""

from collections.abc import Iterable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionViewItem

from desktop_app.core.activity import ActivityKind
from desktop_app.core.systems import System
from desktop_app.ui.activity_model import Column, Role
from desktop_app.ui.texts import activity_texts, credential_texts
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.grouped_table import draw_heading
from desktop_app.ui.widgets.rows_model import Index
from desktop_app.ui.widgets.tables import Cell, CellDelegate, Mark

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
}


class ActivityDelegate(CellDelegate):
    """One delegate for all columns."""

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
            return _what_happened(kind)
        return Cell(
            str(index.data()),
            str(index.data(Role.SECOND_LINE)),
            strong=index.column() == Column.CREDENTIAL,
        )

    def room_for(self, index: Index) -> Iterable[Cell]:
        # These columns must have room for the rows that are not visible, too.
        if index.column() == Column.WHAT:
            return map(_what_happened, ActivityKind)
        if index.column() == Column.SYSTEM:
            return map(_system, System)
        return super().room_for(index)


def _heading(index: Index) -> str | None:
    heading = index.data(Role.DAY)
    return heading if isinstance(heading, str) else None


def _system(system: System) -> Cell:
    return Cell(credential_texts.system_name(system), credential_texts.mode_text(system))


def _what_happened(kind: ActivityKind) -> Cell:
    return Cell(activity_texts.activity_text(kind), mark=_MARKS[kind])
