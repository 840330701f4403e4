"""The credentials of a workspace's state as an item model."""

from collections.abc import Callable
from enum import Enum, IntEnum, auto

from PySide6.QtCore import QModelIndex, QObject, QSortFilterProxyModel, Qt

from desktop_app.core.credential import Credential, Stage, Status
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.ui.credential_chips import status_chip, status_tone
from desktop_app.ui.notices.log import Notice
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import connection_texts, credential_texts, incident_texts, time_texts
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.rows_model import NO_PARENT, Index, RowsModel, plain_tip
from desktop_app.workflow.events import (
    ApprovalChanged,
    CheckBegan,
    CheckEnded,
    CheckFailed,
    CredentialChanged,
    CredentialGone,
    Event,
    Loaded,
)
from desktop_app.workflow.workspace import Workspace

NeedsAttention = Callable[[Credential], bool]
"""Whether a person has to do something about a credential."""

NO_ACCOUNT = "—"
"""What the Account column shows of a credential that has no account yet."""


class Column(IntEnum):
    """The columns, from left to right."""

    NAME = 0
    SYSTEM = auto()
    STATUS = auto()
    ACCOUNT = auto()
    CREATED = auto()


class Role(IntEnum):
    """What a cell holds beside its text."""

    CREDENTIAL = Qt.ItemDataRole.UserRole
    SECOND_LINE = auto()
    CHIP = auto()
    TONE = auto()
    SORT = auto()
    SEARCH = auto()


class CredentialsModel(RowsModel):
    """One row for each credential, in the order in which the state listed them."""

    def __init__(self, workspace: Workspace, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._state = workspace.state
        self._rows: list[str] = [credential.id for credential in workspace.state.credentials]
        self._alike = workspace.state.named_alike
        self._notices: dict[str, Notice] = {}
        connect_until_destroyed(self, workspace.state.subscribe, self._on_event)

    def show_notices(self, notices: dict[str, Notice]) -> None:
        """Mark the credentials that notices are about, by the ids of the credentials."""
        before, self._notices = self._notices, notices
        for credential_id in before.keys() | notices.keys():
            changed = before.get(credential_id) != notices.get(credential_id)
            if changed and credential_id in self._rows:
                self._update(credential_id)

    def rowCount(self, parent: Index = NO_PARENT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    def headings(self) -> tuple[str, ...]:
        return (
            self.tr("Name"),
            self.tr("System"),
            self.tr("Status"),
            self.tr("Account"),
            self.tr("Created"),
        )

    def value(self, index: Index, role: int) -> object:
        credential = self._state.credential(self._rows[index.row()])
        if credential is None:
            return None
        column = Column(index.column())
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._first_line(credential, column)
            case Role.SECOND_LINE:
                return self._second_line(credential, column)
            case Role.TONE:
                notice = self._notices.get(credential.id)
                if notice is None:
                    return None
                # The chip of what needs nobody says the same already.
                is_said = self.chip(credential).tone is notice.message.tone
                return None if is_said and not notice.needs_person else notice.message.tone
            case Role.CHIP:
                return self.chip(credential)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(credential, column)
            case Qt.ItemDataRole.AccessibleDescriptionRole if column is Column.NAME:
                return self._headline(credential)
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(self._tip(credential, column))
            case Role.CREDENTIAL:
                return credential
            case Role.SORT:
                return self._sort_key(credential, column)
            case Role.SEARCH:
                return (
                    " ".join(
                        f"{self._first_line(credential, c)} {self._second_line(credential, c)}"
                        for c in Column
                        if c is not Column.ACCOUNT or credential.account is not None
                    )
                    + f" {credential.system.label} {credential.id}"
                )
        return None

    def chip(self, credential: Credential) -> Chip:
        """Return the chip that shows the status of a credential."""
        return status_chip(
            credential,
            self._workspace.time_left(credential),
            checking=self._state.is_checking(credential.id),
            asked=self._is_asked_about(credential),
            unchecked=self._is_unchecked(credential),
        )

    def _is_unchecked(self, credential: Credential) -> bool:
        """Return whether it is not known if a credential works, since its last check failed."""
        has_failed = self._state.failed_check(credential.id) is not None
        return has_failed and credential.status is Status.ACTIVE

    def tone(self, credential: Credential) -> Tone:
        """Return the tone of what is said about the status of a credential."""
        left = self._workspace.time_left(credential)
        return status_tone(credential, left, asked=self._is_asked_about(credential))

    def tick(self) -> None:
        """Have views update the time left of incomplete credentials."""
        for row, credential_id in enumerate(self._rows):
            credential = self._state.credential(credential_id)
            if credential is not None and credential.stage is Stage.INCOMPLETE:
                cell = self.index(row, Column.STATUS)
                self.dataChanged.emit(cell, cell, [Qt.ItemDataRole.DisplayRole])

    def row_of(self, credential_id: str) -> QModelIndex:
        """Return the first cell of a credential's row, invalid if the credential has no row."""
        if credential_id not in self._rows:
            return QModelIndex()
        return self.index(self._rows.index(credential_id), Column.NAME)

    def _first_line(self, credential: Credential, column: Column) -> str:
        match column:
            case Column.NAME:
                return credential_texts.display_name(credential)
            case Column.SYSTEM:
                return credential_texts.system_name(credential.system)
            case Column.STATUS if self._is_asked_about(credential):
                return incident_texts.to_be_confirmed_text()
            case Column.STATUS if self._is_unchecked(credential):
                return credential_texts.not_checked_text()
            case Column.STATUS:
                return credential_texts.status_text(credential.status)
            case Column.ACCOUNT:
                account = credential.account
                return NO_ACCOUNT if account is None else account.name or account.id
            case Column.CREATED:
                created = credential.created if credential.was_created else None
                return "" if created is None else time_texts.moment_text(created)

    def _headline(self, credential: Credential) -> str:
        """Return the heading of the notice about a credential; empty if there is none."""
        notice = self._notices.get(credential.id)
        return "" if notice is None else notice.headline

    def _tip(self, credential: Credential, column: Column) -> str:
        if column is Column.NAME and self._headline(credential):
            return f"{self._both_lines(credential, column)}: {self._headline(credential)}"
        if column is Column.ACCOUNT and credential.account is None:
            return ""
        return self._both_lines(credential, column)

    def _second_line(self, credential: Credential, column: Column) -> str:
        if column is Column.NAME and credential.id in self._alike:
            return credential_texts.id_beginning(credential)
        if column is Column.SYSTEM:
            return credential_texts.mode_text(credential.system)
        if column is Column.STATUS and credential.stage is Stage.INCOMPLETE:
            return time_texts.time_left_text(self._workspace.time_left(credential))
        if column is Column.STATUS and self._state.is_checking(credential.id):
            return connection_texts.checking_text()
        if column is Column.CREATED and credential.was_created:
            return time_texts.by_text(credential.created_by)
        if column is Column.ACCOUNT and credential.account is not None and credential.account.name:
            return credential.account.id
        return ""

    def _both_lines(self, credential: Credential, column: Column) -> str:
        lines = (self._first_line(credential, column), self._second_line(credential, column))
        return ", ".join(line for line in lines if line)

    def _spoken(self, credential: Credential, column: Column) -> str:
        if column is Column.ACCOUNT and credential.account is None:
            return self.tr("none")
        if column is Column.SYSTEM:
            return credential.system.label
        if column is Column.STATUS and credential.stage is Stage.INCOMPLETE:
            left = time_texts.time_left_words(self._workspace.time_left(credential))
            return f"{self._first_line(credential, column)}, {left}"
        if column is Column.CREATED and credential.was_created:
            return time_texts.moment_by_text(credential.created, credential.created_by)
        return self._both_lines(credential, column)

    def _is_asked_about(self, credential: Credential) -> bool:
        """Return whether the person has to say whether they have approved access."""
        return isinstance(self._state.incident(credential.id), UnconfirmedApproval)

    def _sort_key(self, credential: Credential, column: Column) -> str:
        match column:
            case Column.NAME:
                return credential.name_key
            case Column.STATUS:
                return f"{credential.status.value} {self._workspace.time_left(credential)}"
            case Column.CREATED:
                return credential.created.isoformat()
            case Column.SYSTEM:
                value = credential.system.label
            case Column.ACCOUNT:
                value = "" if credential.account is None else self._first_line(credential, column)
        # A tab sorts before every character of a name, so rows with equal values stay together.
        return f"{value}\t{credential.name_key}".casefold()

    def _on_event(self, event: Event) -> None:
        match event:
            case Loaded():
                self.beginResetModel()
                self._rows = [credential.id for credential in self._state.credentials]
                self._alike = self._state.named_alike
                self.endResetModel()
            case (
                CredentialChanged(credential)
                | CheckBegan(credential)
                | CheckEnded(credential)
                | CheckFailed(credential, _)
            ) if credential.id in self._rows:
                self._update(credential.id)
            case ApprovalChanged(approval) if approval.credential_id in self._rows:
                self._update(approval.credential_id)
            case CredentialChanged(credential):
                row = len(self._rows)
                self.beginInsertRows(QModelIndex(), row, row)
                self._rows.append(credential.id)
                self.endInsertRows()
            case CredentialGone(credential, _) if credential.id in self._rows:
                row = self._rows.index(credential.id)
                self.beginRemoveRows(QModelIndex(), row, row)
                del self._rows[row]
                self.endRemoveRows()
                self._show_names_alike()

    def _show_names_alike(self) -> None:
        """Show names anew that have lost another one like it. A new name is never like another."""
        before, self._alike = self._alike, self._state.named_alike
        for credential_id in before - self._alike:
            if credential_id in self._rows:
                self._update(credential_id)

    def _update(self, credential_id: str) -> None:
        row = self._rows.index(credential_id)
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(Column) - 1))


class Filter(Enum):
    """Which credentials are listed."""

    ALL = auto()
    NEEDS_ATTENTION = auto()
    TEST_MODE = auto()

    def takes(self, credential: Credential, needs_attention: NeedsAttention) -> bool:
        """Return whether a credential is listed; `needs_attention` says whether one does."""
        match self:
            case Filter.ALL:
                return True
            case Filter.NEEDS_ATTENTION:
                return needs_attention(credential)
            case Filter.TEST_MODE:
                return not credential.system.livemode


class SearchedCredentials(QSortFilterProxyModel):
    """The credentials that match the search and the filter, sorted by the chosen column.

    `needs_attention` says whether a credential needs attention.
    """

    def __init__(
        self,
        source: CredentialsModel,
        needs_attention: NeedsAttention,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._filter = Filter.ALL
        self._needs_attention = needs_attention
        self.setSourceModel(source)
        self.setSortRole(Role.SORT)
        self.setFilterRole(Role.SEARCH)
        self.setFilterKeyColumn(Column.NAME)
        self.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setDynamicSortFilter(True)

    def set_filter(self, which: Filter) -> None:
        """List the credentials that a filter takes."""
        self.beginFilterChange()
        self._filter = which
        self.endFilterChange()

    def filter_again(self) -> None:
        """List the credentials that the filter takes now, since notices have changed."""
        if self._filter is Filter.NEEDS_ATTENTION:
            self.set_filter(self._filter)

    def filterAcceptsRow(self, row: int, parent: Index) -> bool:
        if self._filter is not Filter.ALL:
            credential = self.sourceModel().index(row, 0, parent).data(Role.CREDENTIAL)
            if not isinstance(credential, Credential) or not self._filter.takes(
                credential, self._needs_attention
            ):
                return False
        return super().filterAcceptsRow(row, parent)
