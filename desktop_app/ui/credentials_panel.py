"""The Credentials panel: the list, its search, and the actions on the selected credential."""

from collections.abc import Callable, Sequence
from typing import cast

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QGuiApplication,
    QHideEvent,
    QKeySequence,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.credential import Credential, Stage
from desktop_app.core.lifecycle import Step
from desktop_app.ui import theme
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.credential_pane import CredentialPane
from desktop_app.ui.credentials_delegate import CredentialDelegate
from desktop_app.ui.credentials_model import (
    Column,
    CredentialsModel,
    Filter,
    Role,
    SearchedCredentials,
)
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.inputs import Dismissed, IdCopied, WizardClosed
from desktop_app.ui.notices.line import Notices
from desktop_app.ui.removing import MakeDeleteDialog, ask_to_remove
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import connection_texts, credential_texts, time_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.unread_state import UnreadState
from desktop_app.ui.widgets.buttons import ActionButton, PrimaryButton, make_strong
from desktop_app.ui.widgets.columns import Columns
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.filters import Filters
from desktop_app.ui.widgets.labels import ElidedLabel, TextLabel, wrapped
from desktop_app.ui.widgets.panels import Card, EmptyState
from desktop_app.ui.widgets.tables import RowsTable
from desktop_app.ui.window_settings import TableSettings
from desktop_app.workflow.events import (
    AllChecked,
    CheckBegan,
    CheckEnded,
    CheckFailed,
    CredentialChanged,
    CredentialGone,
    Event,
    Loaded,
    LoadFailed,
    OperationFailed,
)
from desktop_app.workflow.workspace import Workspace

# From this width on, the details stand beside the list; the pane is this many characters wide.
_WIDE, _PANE = 780, 46
_ANY_WIDTH = 16_777_215  # QWIDGETSIZE_MAX


class CredentialsPanel(QWidget):
    """Lists the credentials of the Stripe systems.

    `configure_requested` asks for the create wizard. `resume_requested` carries the id of a
    credential, and asks for its wizard. `start_again_requested` carries a `Credential` that timed
    out, and asks for a wizard with its name and system. `feed` holds the notices that are shown
    above the list.
    """

    configure_requested = Signal()
    resume_requested = Signal(str)
    start_again_requested = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        feed: NoticeFeed,
        make_delete_dialog: MakeDeleteDialog,
        settings: TableSettings,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._state = workspace.state
        self._commands = workspace.commands
        self._feed = feed
        self._make_delete_dialog = make_delete_dialog
        self._model = CredentialsModel(workspace, self)
        self._searched = SearchedCredentials(self._model, self)
        self._configure = PrimaryButton(self.tr("Configure new credentials"))
        self._configure.clicked.connect(self.configure_requested)
        self._check_all = QPushButton(self.tr("Check all"))
        self._check_all.setAutoDefault(False)
        self._check_all.clicked.connect(self._on_check_all)
        self._search = SearchField(self.tr("Search credentials"))
        self._filters = Filters(
            (self.tr("All"), self.tr("Needs attention"), self.tr("Test mode")),
            self.tr("Which credentials are listed"),
        )
        self._filters.chosen.connect(self._on_filter)
        self._resume = self._action(self.tr("Resume"), self._on_resume)
        self._approve_again = self._action(self.tr("Approve again"), self._on_resume)
        self._check = self._action(self.tr("Check connection"), self._on_check)
        self._remove = self._action(self.tr("Remove…"), self._on_remove)
        self._copy_id = self._action(self.tr("Copy ID"), self._on_copy_id)
        self._copy_id.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._delete = self._action(self.tr("Delete…"), self._on_remove)
        self._delete.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self._another = self._action(self.tr("Create another"), self.configure_requested.emit)
        self._open_in_stripe = self._action(self.tr("Open in Stripe"), self._on_open_in_stripe)
        # The credential that was just created, until the person goes on to another one.
        self._created = ""
        self._is_wide = True
        # The credential whose details were opened, where they take the place of the list.
        self._opened = ""
        self._table = self._make_table(settings)
        actions = (self._resume, self._approve_again, self._check)
        self._pane = CredentialPane(
            actions,
            (self._remove, self._delete),
            self._copy_id,
            self._another,
            self._open_in_stripe,
        )
        self._pane.closed.connect(self._close_pane)
        self._pane.dismissed.connect(self._forget_created)
        self._line = self._make_line(actions)
        self._notices = Notices(workspace.commands, feed, self)
        self._notices.resume_requested.connect(self.resume)
        feed.changed.connect(self._show_notices)
        self._notices.start_again_requested.connect(self.start_again_requested)
        self._states = QStackedWidget()
        self._empty = self._make_empty()
        self._no_match = EmptyState(
            "search",
            self.tr("No credential matches"),
            self.tr("The search covers names, systems, accounts, statuses and IDs."),
            self._make_show_all(),
        )
        self._unread = UnreadState(workspace.commands.read_again)
        for state in (self._empty, self._no_match, self._unread, self._table):
            self._states.addWidget(state)
        self._tools = QWidget()
        self._list = Card()
        self._summary = ElidedLabel(TextStyle.SECONDARY, Qt.TextElideMode.ElideRight)
        self._lay_out()
        self._ticker = Ticker(self)
        self._ticker.ticked.connect(self._tick)
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
        self._show_notices()
        self._show_state()

    # -- making -------------------------------------------------------------------------------

    def _action(self, text: str, do: Callable[..., None]) -> QAction:
        action = QAction(text, self)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(do)
        return action

    def _make_show_all(self) -> QPushButton:
        everything = QPushButton(self.tr("Show all credentials"))
        everything.clicked.connect(self._show_all)
        return everything

    def _show_all(self) -> None:
        self._search.clear()
        self._filters.choose(0)

    def _make_line(self, actions: Sequence[QAction]) -> QWidget:
        """Return the line below a narrow list, which leads to the details."""
        self._line_name = wrapped()
        make_strong(self._line_name)
        details = QPushButton(self.tr("Details"))
        details.setAutoDefault(False)
        details.clicked.connect(self._open_pane)
        line = Card()
        row = QHBoxLayout(line)
        row.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(self._line_name, 1)
        for action in actions:
            row.addWidget(ActionButton(action))
        row.addWidget(details)
        return line

    def _make_table(self, settings: TableSettings) -> RowsTable:
        table = RowsTable(self.tr("Credentials"))
        table.setModel(self._searched)
        table.setItemDelegate(CredentialDelegate(table))
        columns = Columns(table, Column, (Column.NAME, Column.ACCOUNT), settings, (Column.CREATED,))
        columns.sort_at_first_by(Column.NAME, Qt.SortOrder.AscendingOrder)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        table.opened.connect(self._on_resume)
        for action in (self._check, self._copy_id, self._remove, self._delete):
            table.addAction(action)
        return table

    def _make_empty(self) -> EmptyState:
        self._begin = PrimaryButton(self.tr("Configure new credentials"))
        self._begin.clicked.connect(self.configure_requested)
        return EmptyState(
            "key",
            self.tr("No credentials yet"),
            self.tr(
                "A credential lets m3ter send bills to your Stripe account. You need two minutes,"
                " and an administrator of the Stripe account."
            ),
            self._begin,
            (
                self.tr("Select the system, and name the credential"),
                self.tr("Approve access for m3ter on the Stripe website"),
                self.tr("Return to m3ter, and create the credential"),
            ),
        )

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(TextLabel(self.tr("Credentials"), TextStyle.SECTION))
        words.addWidget(self._summary)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addLayout(words, 1)
        head.addWidget(self._check_all, 0, Qt.AlignmentFlag.AlignBottom)
        head.addWidget(self._configure, 0, Qt.AlignmentFlag.AlignBottom)
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(theme.M)
        tools.addWidget(self._search, 1)
        tools.addWidget(self._filters)
        tools.addStretch(1)
        self._search.setMaximumWidth(theme.XL * 11)
        inside = QVBoxLayout(self._list)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._states)
        self._left = left = QVBoxLayout()
        left.setSpacing(theme.M)
        left.addWidget(self._list, 1)
        left.addWidget(self._line)
        row = QHBoxLayout()
        row.setSpacing(theme.L)
        row.addLayout(left, 1)
        row.addWidget(self._pane)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addLayout(head)
        column.addWidget(self._notices)
        column.addWidget(self._tools)
        column.addLayout(row, 1)

    def set_compact(self, compact: bool) -> None:
        """Leave more room for the rows."""
        self._column.setSpacing(theme.S if compact else theme.M)
        self._left.setSpacing(theme.S if compact else theme.M)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_wide = event.size().width() >= _WIDE
        self._show_places()

    # -- showing ------------------------------------------------------------------------------

    def focus_first(self) -> None:
        """Give the focus to the list or what takes its place: details, or the button to begin."""
        if self._model.rowCount() == 0:
            self._begin.setFocus()
        elif self._list.isVisibleTo(self):
            self._table.setFocus()
        else:
            self._pane.focus_first()

    def select(self, credential_id: str) -> None:
        """Select a credential's row, if it has one, and scroll to the row.

        If the search or a filter hides the credential, all credentials are listed.
        """
        row = self._model.row_of(credential_id)
        if not row.isValid():
            return
        if not self._searched.mapFromSource(row).isValid():
            self._show_all()
        self._table.select(self._searched.mapFromSource(row))
        self._table.setFocus()

    def wizard_closed(self, credential_id: str) -> None:
        """Select the credential whose wizard was closed, and have the rules handle the closing."""
        self.select(credential_id)
        self._feed.handle(WizardClosed(credential_id))

    def show_created(self, credential_id: str) -> None:
        """Select a credential that was just created, and say what can be done with it."""
        self._created = self._opened = credential_id
        self.select(credential_id)
        self._show_selection()
        self.focus_first()

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
        self._tools.setVisible(some)
        self._configure.setVisible(some)
        self._summary.setVisible(some)
        self._show_numbers()
        if isinstance(loaded, LoadFailed):
            self._unread.show_error(loaded.error)
        if not isinstance(loaded, Loaded):
            # A database that could not be read is not shown as an empty one.
            self._states.setCurrentWidget(self._unread)
        elif not some:
            self._states.setCurrentWidget(self._empty)
        else:
            self._states.setCurrentWidget(self._table if matching else self._no_match)
        self._show_selection()

    def _show_notices(self) -> None:
        self._model.show_notices(self._feed.first_notices())

    def _show_numbers(self) -> None:
        credentials = self._state.credentials
        now = self._workspace.clock.now().utc
        checked = [each.checked for each in credentials if each.account]
        parts = (
            credential_texts.summary_text(credentials),
            time_texts.oldest_check_text(checked, now),
        )
        self._summary.setText(" · ".join(part for part in parts if part))
        is_checking = self._state.is_checking_all
        self._check_all.setText(
            connection_texts.checking_text() if is_checking else self.tr("Check all")
        )
        self._check_all.setEnabled(not is_checking)
        self._check_all.setVisible(any(each.allows(Step.CHECK) for each in credentials))
        self._filters.show_numbers(tuple(sum(map(each.takes, credentials)) for each in Filter))

    def _show_places(self) -> None:
        """Show the list, the details beside it, or the details in its place."""
        selected = self.selected()
        alone = selected is not None and selected.id == self._opened and not self._is_wide
        self._list.setVisible(not alone)
        self._line.setVisible(selected is not None and not self._is_wide and not alone)
        self._pane.setVisible(alone or (self._is_wide and self._searched.rowCount() > 0))
        self._pane.show_alone(alone)
        wide = self.fontMetrics().averageCharWidth() * _PANE
        self._pane.setMaximumWidth(_ANY_WIDTH if alone else wide)
        self._pane.setMinimumWidth(0 if alone else wide)

    def _open_pane(self) -> None:
        selected = self.selected()
        self._opened = "" if selected is None else selected.id
        self._show_places()
        self._pane.focus_first()

    def _close_pane(self) -> None:
        self._opened = ""
        self._show_places()
        self._table.setFocus()

    def _forget_created(self) -> None:
        self._created = ""

    def _show_selection(self) -> None:
        credential = self.selected()
        focus_was_in_pane = self._pane_has_focus()
        checking = credential is not None and self._state.is_checking(credential.id)
        self._show_possible(self._resume, credential, Step.RESUME)
        self._show_possible(self._approve_again, credential, Step.REAUTHORIZE)
        self._show_possible(self._check, credential, Step.CHECK)
        if checking:
            self._check.setEnabled(False)
        # A credential cannot be removed while its access is being revoked. It can be removed again
        # if the outcome of that is unknown.
        created = credential is not None and (
            credential.stage is Stage.ACTIVE or credential.was_active
        )
        self._show_possible(self._remove, None if created else credential, Step.REMOVE)
        self._show_possible(self._delete, credential if created else None, Step.REMOVE)
        self._copy_id.setEnabled(credential is not None)
        self._open_in_stripe.setVisible(credential is not None and credential.account is not None)
        if credential is None:
            self._pane.show_nothing()
        else:
            now = self._workspace.clock.now().utc
            end = now + self._workspace.time_left(credential) if credential.deadline else None
            self._pane.show_credential(credential, self._model.chip(credential), now, end)
        if credential is None or credential.id != self._created:
            self._created = ""
        self._pane.show_what_now(bool(self._created))
        name = "" if credential is None else credential_texts.display_name(credential)
        self._line_name.setText(without_isolates(name))
        self._show_places()
        if focus_was_in_pane and not self._pane_has_focus():
            self.focus_first()

    def _pane_has_focus(self) -> bool:
        """Return whether the keyboard is in the details, also while a dialog is open."""
        # PySide's types do not say that `focusWidget` may return None.
        focus = cast("QWidget | None", self.window().focusWidget())
        return focus is not None and self._pane.isAncestorOf(focus) and focus.isVisibleTo(self)

    def _show_possible(self, action: QAction, credential: Credential | None, step: Step) -> None:
        """Show what is possible for a credential. What is not is not shown greyed."""
        possible = credential is not None and credential.allows(step)
        action.setVisible(possible)
        action.setEnabled(possible)

    def _on_event(self, event: Event) -> None:
        match event:
            case Loaded() | LoadFailed():
                self._show_state()
                self._tick_if_wanted()
            case CredentialChanged():
                self._show_numbers()
                self._show_selection()
                self._tick_if_wanted()
            case CheckBegan() | CheckEnded() | CheckFailed() | AllChecked() | OperationFailed():
                self._show_numbers()
                self._show_selection()
            case CredentialGone():
                self._show_state()
                self._tick_if_wanted()

    def _tick(self) -> None:
        self._model.tick()
        credential = self.selected()
        if credential is not None:
            self._pane.show_chip(self._model.chip(credential))

    def _tick_if_wanted(self) -> None:
        waiting = any(c.stage is Stage.INCOMPLETE for c in self._state.credentials)
        self._ticker.set_running(waiting and self.isVisible())

    def _on_search(self, text: str) -> None:
        self._searched.setFilterFixedString(text.strip())
        self._show_state()

    def _on_filter(self, place: int) -> None:
        self._searched.set_filter(tuple(Filter)[place])
        self._show_state()

    def _show_menu(self, position: QPoint) -> None:
        if self.selected() is None:
            return
        menu = QMenu(self)
        menu.addActions([self._resume, self._approve_again, self._check])
        menu.addActions([self._open_in_stripe, self._copy_id])
        menu.addSeparator()
        menu.addActions([self._remove, self._delete])
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._table.viewport().mapToGlobal(position))

    # -- doing --------------------------------------------------------------------------------

    def _on_resume(self, _: QModelIndex | bool = False) -> None:
        credential = self.selected()
        if credential is not None:
            self.resume(credential.id)

    def _on_check_all(self) -> None:
        self._commands.check_all()
        self._show_numbers()

    def _on_check(self) -> None:
        credential = self.selected()
        if credential is not None:
            self._commands.check(credential.id)

    def _on_open_in_stripe(self) -> None:
        credential = self.selected()
        if credential is not None:
            self._commands.open_in_stripe(credential.id)

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
