"""The configurations that were read from m3ter, as an item model that sorts and searches.

A proxy model would call Python for each comparison, which is slow for thousands of rows.
"""

from collections.abc import Iterable
from enum import IntEnum, auto

from PySide6.QtCore import QModelIndex, QObject, Qt

from desktop_app.core.m3ter import BILL, Configuration
from desktop_app.core.names import name_key
from desktop_app.core.systems import System
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import credential_texts, m3ter_texts, time_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.chips import Chip, Shape
from desktop_app.ui.widgets.rows_model import NO_PARENT, Index, RowsModel, plain_tip
from desktop_app.workflow.events import CredentialChanged, CredentialGone, Event, M3terChanged
from desktop_app.workflow.m3ter_ports import M3terLists, stripe_configurations
from desktop_app.workflow.workspace import Workspace


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    SYSTEM = auto()
    STATUS = auto()
    CREDENTIAL = auto()
    CHANGED = auto()


class Role(IntEnum):
    """What a cell holds beside its text. `IS_NOTHING` says that its text only says "none"."""

    SECOND_LINE = Qt.ItemDataRole.UserRole
    CHIP = auto()
    IS_NOTHING = auto()
    CONFIGURATION = auto()


def status_chip(configuration: Configuration) -> Chip:
    """Return the chip of a configuration: the first that applies of what keeps bills back."""
    if configuration.enabled is False:
        return Chip(m3ter_texts.disabled_text(), Shape.PAUSE, Tone.WARNING)
    if configuration.authorized is False:
        return Chip(m3ter_texts.unauthorized_text(), Shape.SQUARE, Tone.PROBLEM)
    if configuration.enabled is None:
        return Chip(m3ter_texts.status_unknown_text(), Shape.BAR, Tone.QUIET)
    return Chip(m3ter_texts.enabled_text(), Shape.DISC, Tone.SUCCESS)


def every_chip() -> tuple[Chip, ...]:
    """Return all chips that `status_chip` may return."""
    states = ((False, None), (True, False), (None, None), (True, True))
    return tuple(
        status_chip(Configuration("", "", "", "", enabled=enabled, authorized=authorized))
        for enabled, authorized in states
    )


class ConfigurationsModel(RowsModel):
    """One row for each configuration for Stripe that the search takes, in the chosen order."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = workspace.state
        self._searched = ""
        self._column = Column.NAME
        self._descending = False
        self._lists: M3terLists | None = None
        self._every: tuple[Configuration, ...] = ()
        self._rows: list[Configuration] = []
        # The names of m3ter's credentials, by their ids; and which of them are on this computer.
        self._credentials: dict[str, str] = {}
        self._held: frozenset[tuple[str, str]] = frozenset()
        self._key_of: dict[str, tuple[str, str]] = {}
        # This computer's credentials, by m3ter's ids of them.
        self._registered: dict[str, str] = {}
        # What the search looks through, by the ids of the configurations, once it was made.
        self._words_of: dict[str, str] = {}
        self._shared_words: dict[tuple[object, ...], str] = {}
        self._take()
        self._rows = self._sorted(self._every)
        connect_until_destroyed(self, self._state.subscribe, self._on_event)

    # -- Qt's side ----------------------------------------------------------------------------

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def headings(self) -> tuple[str, ...]:
        return (
            self.tr("Name"),
            self.tr("System"),
            self.tr("Status"),
            self.tr("Credential"),
            self.tr("Changed"),
        )

    def value(self, index: Index, role: int) -> object:
        row, column = self._rows[index.row()], Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._first_line(row, column)
            case Role.SECOND_LINE:
                return self._second_line(row, column)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row, column)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(without_isolates(self._spoken(row, column)))
            case Role.CHIP if column is Column.STATUS:
                return status_chip(row)
            case Role.IS_NOTHING:
                return column is Column.CREDENTIAL and not row.credential_id
            case Role.CONFIGURATION:
                return row
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        held = [self._rows[index.row()].id for index in before]
        self._column = Column(column)
        self._descending = order is Qt.SortOrder.DescendingOrder
        self._rows = self._sorted(self._rows)
        places = {row.id: place for place, row in enumerate(self._rows)}
        after = [
            self.index(places[id_], index.column()) for id_, index in zip(held, before, strict=True)
        ]
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    # -- the panel's side ---------------------------------------------------------------------

    @property
    def number(self) -> int:
        """How many configurations there are, with those that the search leaves out."""
        return len(self._every)

    def search(self, text: str) -> None:
        """List the configurations whose words contain `text`."""
        self._searched = text.strip().casefold()
        self._list()

    def credential_of(self, configuration: Configuration) -> tuple[str, str]:
        """Return what is said of a configuration's credential, and its id on this computer.

        The id is empty if this computer has no such credential.
        """
        column = Column.CREDENTIAL
        lines = (self._first_line(configuration, column), self._second_line(configuration, column))
        said = "\n".join(line for line in lines if line)
        registered = self._registered.get(configuration.credential_id)
        if registered is not None:
            return said, registered
        key = self._key_of.get(configuration.credential_id)
        for each in self._state.credentials:
            if (each.system.value, each.name_key) == key:
                return said, each.id
        return said, ""

    def sharing(self, destination_id: str) -> int:
        """Return how many configurations have a destination."""
        every = () if self._lists is None else self._lists.configurations
        return sum(each.destination_id == destination_id for each in every)

    def row_of(self, configuration_id: str) -> QModelIndex:
        """Return the first cell of a configuration's row, invalid if it is not listed."""
        for place, row in enumerate(self._rows):
            if row.id == configuration_id:
                return self.index(place, 0)
        return QModelIndex()

    # -- inside -------------------------------------------------------------------------------

    def _on_event(self, event: Event) -> None:
        match event:
            case M3terChanged():
                known = self._state.m3ter
                # Progress changes nothing here.
                if (None if known is None else known.lists) is not self._lists:
                    self._take()
                    self._list()
                elif self._registered != self._registered_here():
                    self._follow_credentials()
            case CredentialChanged() | CredentialGone():
                self._follow_credentials()

    def _follow_credentials(self) -> None:
        """Say anew which credentials are on this computer."""
        self._held, self._registered = self._held_here(), self._registered_here()
        self._words_of.clear()
        if self._rows:
            last = self.index(len(self._rows) - 1, Column.CREDENTIAL)
            self.dataChanged.emit(self.index(0, Column.CREDENTIAL), last)

    def _take(self) -> None:
        known = self._state.m3ter
        self._lists = lists = None if known is None else known.lists
        # The others are on the Integrations page.
        self._every = () if lists is None else stripe_configurations(lists)
        credentials = () if lists is None else lists.credentials
        self._credentials = {each.id: each.name for each in credentials}
        self._key_of = {each.id: (each.destination, name_key(each.name)) for each in credentials}
        self._held, self._registered = self._held_here(), self._registered_here()
        self._words_of.clear()

    def _registered_here(self) -> dict[str, str]:
        known = self._state.m3ter
        registrations = () if known is None else known.registrations.values()
        # The registration of a credential that was deleted here is known until the next start.
        return {
            each.registered_id: each.credential_id
            for each in registrations
            if self._state.credential(each.credential_id) is not None
        }

    def _held_here(self) -> frozenset[tuple[str, str]]:
        return frozenset((each.system.value, each.name_key) for each in self._state.credentials)

    def _list(self) -> None:
        self.beginResetModel()
        self._rows = self._sorted(filter(self._matches, self._every))
        self.endResetModel()

    def _matches(self, row: Configuration) -> bool:
        if not self._searched:
            return True
        words = self._words_of.get(row.id)
        if words is None:
            words = self._words_of[row.id] = self._words(row)
        return self._searched in words

    def _words(self, row: Configuration) -> str:
        # Thousands of rows share these words.
        kind = (row.entity, row.destination, row.enabled, row.authorized)
        shared = self._shared_words.get(kind)
        if shared is None:
            entity = self._second_line(row, Column.NAME)
            columns = (Column.SYSTEM, Column.STATUS)
            shared = "\n".join((entity, *(self._spoken(row, each) for each in columns)))
            self._shared_words[kind] = shared
        credential = self._spoken(row, Column.CREDENTIAL)
        words = "\n".join((row.name, shared, credential, row.id, row.credential_id))
        return without_isolates(words).casefold()

    def _sorted(self, rows: Iterable[Configuration]) -> list[Configuration]:
        return sorted(rows, key=self._sort_key, reverse=self._descending)

    def _sort_key(self, row: Configuration) -> tuple[bool, str, str, str, str]:
        if self._column is Column.CHANGED:
            first, second = "" if row.modified is None else row.modified.isoformat(), ""
        else:
            first = self._first_line(row, self._column).casefold()
            second = self._second_line(row, self._column).casefold()
        is_empty = not first or (self._column is Column.CREDENTIAL and not row.credential_id)
        # In both directions, empty cells are last.
        return is_empty is not self._descending, first, second, row.name.casefold(), row.id

    def _first_line(self, row: Configuration, column: Column) -> str:
        match column:
            case Column.NAME:
                return row.name or row.id
            case Column.SYSTEM:
                return credential_texts.system_name(System(row.destination))
            case Column.STATUS:
                return status_chip(row).word
            case Column.CREDENTIAL if not row.credential_id:
                return m3ter_texts.no_credential_text()
            case Column.CREDENTIAL:
                return self._credentials.get(row.credential_id) or row.credential_id
            case Column.CHANGED:
                return "" if row.modified is None else time_texts.date_text(row.modified)

    def _second_line(self, row: Configuration, column: Column) -> str:
        if column is Column.NAME and row.entity != BILL:
            return row.entity
        if column is Column.SYSTEM:
            return credential_texts.mode_text(System(row.destination))
        if column is Column.CREDENTIAL and row.credential_id:
            key = self._key_of.get(row.credential_id)
            if key is None:
                return ""
            is_held = key in self._held or row.credential_id in self._registered
            return m3ter_texts.held_text(is_held=is_held)
        if column is Column.CHANGED and row.modified is not None:
            return time_texts.time_of_day_text(row.modified)
        return ""

    def _spoken(self, row: Configuration, column: Column) -> str:
        lines = (self._first_line(row, column), self._second_line(row, column))
        return ", ".join(line for line in lines if line)
