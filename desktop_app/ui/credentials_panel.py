"""The Credentials panel: the list, its search, and the actions on the selected credential."""

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.credential import Credential, Stage
from desktop_app.core.lifecycle import Step
from desktop_app.ui import theme
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.credential_details import CredentialDetails
from desktop_app.ui.credentials_delegate import CredentialDelegate
from desktop_app.ui.credentials_model import Column, CredentialsModel, Role, SearchedCredentials
from desktop_app.ui.notices.column import Notices
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.inputs import Dismissed, IdCopied, WizardClosed
from desktop_app.ui.removing import MakeDeleteDialog, ask_to_remove
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import program_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import ActionButton, PrimaryButton
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.labels import TextLabel
from desktop_app.ui.widgets.panels import EmptyState
from desktop_app.ui.widgets.tables import RowsTable
from desktop_app.workflow.events import (
    CheckBegan,
    CheckFailed,
    CredentialChanged,
    CredentialGone,
    Event,
    Loaded,
    LoadFailed,
)
from desktop_app.workflow.workspace import Workspace


class CredentialsPanel(QWidget):
    """Lists the credentials of the Stripe systems.

    `configure_requested` asks for the create wizard. `resume_requested` carries the id of a
    credential, and asks for its wizard. `feed` holds the notices that are shown above the list.
    """

    configure_requested = Signal()
    resume_requested = Signal(str)

    def __init__(
        self, workspace: Workspace, feed: NoticeFeed, make_delete_dialog: MakeDeleteDialog
    ) -> None:
        super().__init__()
        self._state = workspace.state
        self._commands = workspace.commands
        self._feed = feed
        self._make_delete_dialog = make_delete_dialog
        self._model = CredentialsModel(workspace, self)
        self._searched = SearchedCredentials(self._model, self)
        self._configure = PrimaryButton(self.tr("Configure new credentials"))
        self._configure.clicked.connect(self.configure_requested)
        self._search = SearchField(self.tr("Search credentials"))
        self._resume = self._action(self.tr("Resume"), self._on_resume)
        self._approve_again = self._action(self.tr("Approve again"), self._on_resume)
        self._check = self._action(self.tr("Check connection"), self._on_check)
        self._remove = self._action(self.tr("Remove"), self._on_remove)
        self._copy_id = self._action(self.tr("Copy ID"), self._on_copy_id)
        self._copy_id.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._delete = self._action(self.tr("Delete…"), self._on_remove)
        self._delete.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self._table = self._make_table()
        self._details = CredentialDetails()
        self._notices = Notices(workspace.commands, feed)
        self._notices.resume_requested.connect(self.resume)
        self._states = QStackedWidget()
        self._empty = self._make_empty()
        self._no_match = EmptyState(
            "search",
            self.tr("No credential matches"),
            self.tr("The search covers names, systems, accounts, statuses and IDs."),
            None,
        )
        self._unread = EmptyState("clock", self.tr("Reading…"), "", None)
        for state in (self._empty, self._no_match, self._unread, self._table):
            self._states.addWidget(state)
        self._tools = self._make_tools()
        self._lay_out()
        self._ticker = Ticker(self)
        self._ticker.ticked.connect(self._model.tick)
        for signal in (
            self._searched.rowsInserted,
            self._searched.rowsRemoved,
            self._searched.modelReset,
            self._searched.layoutChanged,
        ):
            signal.connect(self._show_state)
        self._table.selectionModel().selectionChanged.connect(self._show_selection)
        self._search.textChanged.connect(self._on_search)
        connect_until_destroyed(self, workspace.state.subscribe, self._on_event)
        self._show_state()

    # -- making -------------------------------------------------------------------------------

    def _action(self, text: str, do: Callable[..., None]) -> QAction:
        action = QAction(text, self)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(do)
        return action

    def _actions(self) -> tuple[QAction, ...]:
        return (
            self._resume,
            self._approve_again,
            self._check,
            self._remove,
            self._copy_id,
            self._delete,
        )

    def _make_table(self) -> RowsTable:
        table = RowsTable(self.tr("Credentials"))
        table.setModel(self._searched)
        table.setItemDelegate(CredentialDelegate(table))
        table.stretch((Column.NAME, Column.ACCOUNT))
        table.setSortingEnabled(True)
        table.sortByColumn(Column.NAME, Qt.SortOrder.AscendingOrder)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        table.opened.connect(self._on_resume)
        for action in self._actions():
            table.addAction(action)
        return table

    def _make_empty(self) -> EmptyState:
        self._begin = PrimaryButton(self.tr("Configure new credentials"))
        self._begin.clicked.connect(self.configure_requested)
        return EmptyState(
            "key",
            self.tr("No credentials yet"),
            self.tr(
                "A credential lets m3ter send bills to your Stripe account. Creating one takes a"
                " minute and needs an administrator of the Stripe account."
            ),
            self._begin,
        )

    def _make_tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        self._buttons = {action: ActionButton(action) for action in self._actions()}
        for button in self._buttons.values():
            row.addWidget(button)
        row.addStretch(1)
        return tools

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(theme.L)
        head.addWidget(TextLabel(self.tr("Credentials"), TextStyle.SECTION), 1)
        head.addWidget(self._search, 2)
        head.addWidget(self._configure)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addLayout(head)
        column.addWidget(self._notices)
        column.addWidget(self._tools)
        column.addWidget(self._states, 1)
        column.addWidget(self._details)

    # -- showing ------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Give the focus to the list, or to the button that creates the first credential."""
        if self._model.rowCount() > 0:
            self._table.setFocus()
        else:
            self._begin.setFocus()

    def select(self, credential_id: str) -> None:
        """Select a credential's row, if it has one, and scroll to the row."""
        index = self._searched.mapFromSource(self._model.row_of(credential_id))
        if index.isValid():
            self._table.select(index)
            self._table.setFocus()

    def wizard_closed(self, credential_id: str) -> None:
        """Select the credential whose wizard was closed, and have the rules handle the closing."""
        self.select(credential_id)
        self._feed.handle(WizardClosed(credential_id))

    def resume(self, credential_id: str) -> None:
        """Open the wizard to resume a credential or to approve it again, if one is possible."""
        credential = self._state.credential(credential_id)
        if credential is None or not (
            credential.allows(Step.RESUME) or credential.allows(Step.REAUTHORIZE)
        ):
            return
        self._feed.handle(Dismissed(credential_id))
        self.resume_requested.emit(credential_id)

    def selected(self) -> Credential | None:
        """Return the selected credential, None if no row is selected."""
        credential = self._table.selected().data(Role.CREDENTIAL)
        return credential if isinstance(credential, Credential) else None

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tick_if_wanted()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.set_running(False)

    def _show_state(self) -> None:
        loaded = self._state.loaded
        some = self._model.rowCount() > 0
        matching = self._searched.rowCount() > 0
        self._search.setVisible(some)
        self._tools.setVisible(some)
        self._configure.setVisible(some)
        if isinstance(loaded, LoadFailed):
            message = program_texts.storage_message(loaded.error)
            self._unread.show_words("problem", message.title, message.text)
        if not isinstance(loaded, Loaded):
            # A database that could not be read is not shown as an empty one.
            self._states.setCurrentWidget(self._unread)
        elif not some:
            self._states.setCurrentWidget(self._empty)
        else:
            self._states.setCurrentWidget(self._table if matching else self._no_match)
        self._make_room()
        self._show_selection()

    def _make_room(self) -> None:
        """Reserve height for the list. The notices above it scroll instead of shrinking it."""
        shown = self._states.currentWidget()
        # Two rows and the header. The stack itself would ask for the height of its tallest page.
        least = theme.XL * 5
        if shown is not None and shown is not self._table:
            least = shown.minimumSizeHint().height()
        self._states.setMinimumHeight(least)

    def _show_selection(self) -> None:
        credential = self.selected()
        self._resume.setEnabled(credential is not None and credential.allows(Step.RESUME))
        again = credential is not None and credential.allows(Step.REAUTHORIZE)
        self._approve_again.setEnabled(again)
        # The two actions are never possible at once, so one button's room is enough for both.
        self._buttons[self._resume].setVisible(not again)
        self._buttons[self._approve_again].setVisible(again)
        self._check.setEnabled(
            credential is not None
            and credential.allows(Step.CHECK)
            and not self._state.is_checking(credential.id)
        )
        # A credential cannot be removed while its access is being revoked. It can be removed again
        # if the outcome of that is unknown.
        removable = credential is not None and credential.allows(Step.REMOVE)
        active = credential is not None and credential.stage is Stage.ACTIVE
        self._remove.setEnabled(removable and not active)
        self._delete.setEnabled(removable and active)
        self._copy_id.setEnabled(credential is not None)
        self._details.show_credential(credential)

    def _on_event(self, event: Event) -> None:
        match event:
            case Loaded() | LoadFailed():
                self._show_state()
                self._tick_if_wanted()
            case CredentialChanged():
                self._show_selection()
                self._tick_if_wanted()
            case CheckBegan() | CheckFailed():
                self._show_selection()
            case CredentialGone():
                self._show_state()
                self._tick_if_wanted()

    def _tick_if_wanted(self) -> None:
        waiting = any(c.stage is Stage.INCOMPLETE for c in self._state.credentials)
        self._ticker.set_running(waiting and self.isVisible())

    def _on_search(self, text: str) -> None:
        selected = self.selected()
        self._searched.setFilterFixedString(text.strip())
        if selected is None or not self._shows(selected):
            # The view would select the next row, which the person did not choose.
            self._table.clearSelection()
        self._show_state()

    def _shows(self, credential: Credential) -> bool:
        source = self._model.row_of(credential.id)
        return self._searched.mapFromSource(source).isValid()

    def _show_menu(self, position: QPoint) -> None:
        if self.selected() is None:
            return
        menu = QMenu(self)
        credential = self.selected()
        again = credential is not None and credential.allows(Step.REAUTHORIZE)
        menu.addActions([self._approve_again if again else self._resume, self._check, self._remove])
        menu.addSeparator()
        menu.addActions([self._copy_id, self._delete])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._table.viewport().mapToGlobal(position))

    # -- doing --------------------------------------------------------------------------------

    def _on_resume(self, _: QModelIndex | bool = False) -> None:
        credential = self.selected()
        if credential is not None:
            self.resume(credential.id)

    def _on_check(self) -> None:
        credential = self.selected()
        if credential is not None:
            self._commands.check(credential.id)

    def _on_copy_id(self) -> None:
        credential = self.selected()
        if credential is not None:
            QGuiApplication.clipboard().setText(credential.id)
            self._feed.handle(IdCopied(credential))

    def _on_remove(self) -> None:
        credential = self.selected()
        if credential is None:
            return
        ask_to_remove(
            self._make_delete_dialog(self._state, credential, self),
            self._state,
            lambda revoke: self._commands.remove(credential.id, revoke=revoke),
        )
