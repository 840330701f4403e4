"""Draws the cells of a credential: one line or two, and the status as a chip."""

from collections.abc import Iterable

from desktop_app.core.credential import Credential
from desktop_app.ui import icons
from desktop_app.ui.credential_chips import every_chip
from desktop_app.ui.credentials_model import Column, Role
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.rows_model import Index
from desktop_app.ui.widgets.tables import Cell, CellDelegate, Mark


class CredentialDelegate(CellDelegate):
    """One delegate for all columns."""

    def cell(self, index: Index) -> Cell:
        first, second = str(index.data()), str(index.data(Role.SECOND_LINE))
        credential = index.data(Role.CREDENTIAL)
        if not isinstance(credential, Credential):
            return Cell(first, second)
        if index.column() == Column.STATUS:
            chip = index.data(Role.CHIP)
            return Cell(first, chip=chip if isinstance(chip, Chip) else None)
        if index.column() == Column.NAME:
            # "(Incomplete)" is never cut off, however long the name is.
            begins = first.startswith(credential.name)
            kept = first.removeprefix(credential.name) if begins else ""
            tone = index.data(Role.TONE)
            # What the notice says is in its line above the list, and in the tool tip.
            note = Mark(icons.TONE_ICONS[tone], tone) if isinstance(tone, Tone) else None
            # What looks the same has the beginning of its ID below.
            return Cell(first, second, note=note, strong=True, kept=kept)
        if index.column() == Column.ACCOUNT:
            if credential.account is None:
                return Cell(first, quiet=True)
            # The second line is the account's ID, if it is not the first one.
            return Cell(first, second, ends_with_id=True)
        return Cell(first, second)

    def room_for(self, index: Index) -> Iterable[Cell]:
        # The column is as wide as the widest status, so that it does not jump with the statuses.
        if index.column() == Column.STATUS:
            return [Cell(chip.word, chip=chip) for chip in every_chip()]
        return super().room_for(index)
