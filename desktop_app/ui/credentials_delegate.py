"""Draws the cells of a credential: one line or two, and the status as an icon and a word."""

from desktop_app.core.credential import Credential, Status
from desktop_app.ui.credentials_model import Column, Role
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.rows_model import Index
from desktop_app.ui.widgets.tables import Cell, CellDelegate, Mark

_MARKS = {
    Status.ACTIVE: Mark("success", Tone.SUCCESS),
    Status.PAYMENTS_PAUSED: Mark("problem", Tone.PROBLEM),
    Status.PAYOUTS_PAUSED: Mark("warning", Tone.WARNING),
    Status.NEEDS_INFORMATION: Mark("warning", Tone.WARNING),
    Status.INCOMPLETE: Mark("clock", Tone.WARNING),
    Status.REVOKING: Mark("clock", Tone.QUIET),
    Status.TO_BE_REVOKED: Mark("clock", Tone.WARNING),
    Status.MAY_BE_REVOKED: Mark("warning", Tone.PROBLEM),
    Status.READY_TO_CREATE: Mark("info", Tone.INFO),
    Status.NEEDS_APPROVAL: Mark("warning", Tone.PROBLEM),
    Status.DISCONNECTED: Mark("problem", Tone.PROBLEM),
}
_URGENT = Mark("warning", Tone.PROBLEM)


class CredentialDelegate(CellDelegate):
    """One delegate for all columns."""

    def cell(self, index: Index) -> Cell:
        first, second = str(index.data()), str(index.data(Role.SECOND_LINE))
        credential = index.data(Role.CREDENTIAL)
        if index.column() == Column.STATUS and isinstance(credential, Credential):
            urgent = bool(index.data(Role.URGENT))
            mark = _URGENT if urgent else _MARKS[credential.status]
            return Cell(first, second, mark, urgent=urgent)
        if index.column() == Column.NAME and isinstance(credential, Credential):
            # "(Incomplete)" is never cut off, however long the name is.
            return Cell(first, second, strong=True, kept=first.removeprefix(credential.name))
        return Cell(first, second)
