"""Draws a credential's cells: two lines where there is a second fact, status as shape and word."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex

from desktop_app.core.credential import Credential, Status
from desktop_app.ui import texts
from desktop_app.ui.credentials_model import Column, Role
from desktop_app.ui.parts.tables import Cell, CellDelegate, Mark
from desktop_app.ui.theme import Tone

STATUS_ICONS = {
    Status.ACTIVE: "success",
    Status.INCOMPLETE: "clock",
    Status.REVOKING: "clock",
    Status.READY_TO_CREATE: "info",
    Status.NEEDS_APPROVAL: "warning",
}


class CredentialDelegate(CellDelegate):
    """One delegate for all columns."""

    def cell(self, index: QModelIndex | QPersistentModelIndex) -> Cell:
        first, second = str(index.data()), str(index.data(Role.SECOND_LINE))
        credential = index.data(Role.CREDENTIAL)
        if index.column() == Column.STATUS and isinstance(credential, Credential):
            urgent = bool(index.data(Role.URGENT))
            mark = _URGENT if urgent else _mark(credential.status)
            return Cell(first, second, mark, urgent=urgent)
        return Cell(first, second, strong=index.column() == Column.NAME)


_URGENT = Mark("warning", Tone.PROBLEM)


def _mark(status: Status) -> Mark:
    return Mark(STATUS_ICONS[status], texts.status_tone(status))
