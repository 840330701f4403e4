"""Draws the log's cells: time and date, what happened as shape and word, which credential."""

from collections.abc import Iterable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from desktop_app.core.activity import ActivityKind
from desktop_app.core.systems import System
from desktop_app.ui import texts
from desktop_app.ui.activity_model import Column, Role
from desktop_app.ui.parts.tables import Cell, CellDelegate, Mark

_ICONS = {
    ActivityKind.STARTED: "external",
    ActivityKind.APPROVED: "success",
    ActivityKind.DENIED: "warning",
    ActivityKind.EXPIRED: "clock",
    ActivityKind.REMOVED: "removed",
    ActivityKind.CREATED: "success",
    ActivityKind.DELETED: "removed",
    ActivityKind.REVOKED: "removed",
    ActivityKind.FAILED: "problem",
    ActivityKind.UNKNOWN: "warning",
    ActivityKind.CLEARED: "success",
}


class ActivityDelegate(CellDelegate):
    """One delegate for all columns."""

    def cell(self, index: QModelIndex | QPersistentModelIndex) -> Cell:
        kind = index.data(Role.KIND)
        if index.column() == Column.WHAT and isinstance(kind, ActivityKind):
            return _what_happened(kind)
        return Cell(
            str(index.data()),
            str(index.data(Role.SECOND_LINE)),
            strong=index.column() == Column.CREDENTIAL,
        )

    def room_for(self, index: QModelIndex | QPersistentModelIndex) -> Iterable[Cell]:
        # Rows that are out of sight must fit too, and these columns hold nothing else.
        if index.column() == Column.WHAT:
            return map(_what_happened, ActivityKind)
        if index.column() == Column.SYSTEM:
            return (Cell(system.label) for system in System)
        return super().room_for(index)


def _what_happened(kind: ActivityKind) -> Cell:
    return Cell(texts.activity_text(kind), mark=Mark(_ICONS[kind], texts.activity_tone(kind)))
