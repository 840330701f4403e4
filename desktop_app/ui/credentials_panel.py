"""The Credentials panel: the list, its search, and the actions on the selected credential."""

from datetime import timedelta
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QAction,
    QHideEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.credential import Credential, Stage
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.core.lifecycle import Step
from desktop_app.ui import theme
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.credential_actions import CredentialActions
from desktop_app.ui.credential_pane import CredentialPane
from desktop_app.ui.credentials_delegate import CredentialDelegate
from desktop_app.ui.credentials_head import CredentialsHead
from desktop_app.ui.credentials_model import (
    Column,
    CredentialsModel,
    Filter,
    Role,
    SearchedCredentials,
)
from desktop_app.ui.credentials_pages import CredentialsPages
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.inputs import WizardClosed
from desktop_app.ui.notices.line import Notices
from desktop_app.ui.page_actions import PageAction, PageActions, make_action
from desktop_app.ui.removing import MakeDeleteDialog
from desktop_app.ui.selection_line import SelectionLine
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import credential_texts
from desktop_app.ui.widgets.buttons import Menu
from desktop_app.ui.widgets.columns import Columns
from desktop_app.ui.widgets.details_pane import GAP, details_width, has_room_beside
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.filters import Filters
from desktop_app.ui.widgets.panel_tabs import PanelTabs
from desktop_app.ui.widgets.panels import Card
from desktop_app.ui.widgets.tables import RowsTable
from desktop_app.ui.window_settings import TableSettings
from desktop_app.workflow.events import (
    ActivitiesRead,
    AllChecked,
    ApprovalChanged,
    CheckBegan,
    CheckEnded,
    CheckFailed,
    CredentialChanged,
    CredentialGone,
    Event,
    Loaded,
    LoadFailed,
    M3terChanged,
    OperationFailed,
    RemovedTogether,
)
from desktop_app.workflow.workspace import Workspace

if TYPE_CHECKING:
    from desktop_app.ui.m3ter.registration_panel import RegistrationPanel

# So many rows of the list stay in sight below open notices.
_LEAST_ROWS = 4
# The shortest time by which the words for a past moment change: "3 minutes ago".
_MINUTE = timedelta(minutes=1)


class CredentialsPanel(QWidget):
    """Lists the credentials of the Stripe systems.

    `configure_requested` asks for the create wizard. `resume_requested` carries the id of a
    credential, and asks for its wizard. `start_again_requested` carries a `Credential` that timed
    out, and asks for a wizard with its name and system. `feed` holds the notices that are shown
    above the list, and `tabs` are the headings of this panel and the other one.
    """

    configure_requested = Signal()
    resume_requested = Signal(str)
    start_again_requested = Signal(object)

    def __init__(
        self,
        workspace: Workspace,
        feed: NoticeFeed,
        make_delete_dialog: MakeDeleteDialog,
        tabs: PanelTabs,
        settings: TableSettings,
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._state = workspace.state
        self._feed = feed
        self._model = CredentialsModel(workspace, self)
        self._searched = SearchedCredentials(self._model, feed.needs_attention, self)
        self._search = SearchField(self.tr("Search credentials"))
        self._filters = Filters(
            (self.tr("All"), self.tr("Needs attention"), self.tr("Test mode")),
            self.tr("Which credentials are listed"),
        )
        self._filters.chosen.connect(self._on_filter)
        self._actions = CredentialActions(workspace, feed, make_delete_dialog, self)
        self._actions.resume_requested.connect(self.resume_requested)
        self._head = CredentialsHead(workspace, feed, tabs, self._actions.check_all)
        self._head.configure_requested.connect(self.configure_requested)
        self._select_all = make_action(PageAction.SELECT_ALL, self)
        self._find = make_action(PageAction.FIND, self)
        self._find.triggered.connect(self._begin_search)
        another = QAction(self.tr("Create another"), self)
        another.triggered.connect(self.configure_requested)
        # The credential that was just created, until the person goes on to another one.
        self._created = ""
        self._registration: RegistrationPanel | None = None
        self._has_rows = self._had_some = False
        self._is_wide = True
        # The credential whose details were opened, where they take the place of the list.
        self._opened = ""
        self._table = self._make_table(settings)
        self._add_shortcuts()
        self._pane = CredentialPane(self._actions, another, is_practice=workspace.profile is None)
        self._pane.closed.connect(self._close_pane)
        self._pane.dismissed.connect(self._forget_created)
        self._line = SelectionLine(self._actions.approving_and_checking, self._actions.remove)
        self._line.details_requested.connect(self._open_pane)
        self._notices = Notices(
            workspace.commands, feed, self, self._least_height, self._good_height
        )
        self._notices.resume_requested.connect(self._actions.resume_credential)
        self._notices.delete_requested.connect(self._actions.ask_to_delete_and_revoke)
        self._notices.covers_changed.connect(self._on_covered)
        self._notices.toggled.connect(self._show_selection)
        feed.changed.connect(self._show_notices)
        self._notices.start_again_requested.connect(self.start_again_requested)
        self._pages = CredentialsPages(self._table, workspace.commands.read_again)
        self._pages.configure_requested.connect(self.configure_requested)
        self._pages.search_cleared.connect(self._clear_search)
        self._pages.all_requested.connect(self._show_all)
        self._tools = QWidget()
        self._list = Card()
        # What the details stand beside, or take the place of.
        self._beside = QWidget()
        self._lay_out()
        self._ticker = Ticker(self)
        self._ticker.ticked.connect(self._tick)
        self._minutes = Ticker(self, _MINUTE)
        self._minutes.ticked.connect(self._show_ages)
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

    def _add_shortcuts(self) -> None:
        """Have the shortcuts work on this page, and some of them in the table only."""
        self.addActions([self._actions.check, self._actions.check_all, self._find])
        self._select_all.triggered.connect(self._table.selectAll)
        for action in (self._actions.copy_id, self._actions.remove, self._select_all):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            self._table.addAction(action)

    def _show_all(self) -> None:
        self._search.clear()
        self._filters.choose(0)

    def _clear_search(self) -> None:
        self._search.clear()
        self._search.setFocus()

    def _make_table(self, settings: TableSettings) -> RowsTable:
        table = RowsTable(self.tr("Credentials"), whole_rows=True)
        table.setSelectionMode(RowsTable.SelectionMode.ExtendedSelection)
        table.setModel(self._searched)
        table.setItemDelegate(CredentialDelegate(table))
        stretched = (Column.NAME, Column.ACCOUNT)
        self._columns = Columns(table, Column, stretched, settings, (Column.CREATED,))
        self._columns.sort_at_first_by(Column.NAME, Qt.SortOrder.AscendingOrder)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        table.customContextMenuRequested.connect(self._show_menu)
        table.opened.connect(self._actions.resume_selected)
        return table

    def _lay_out(self) -> None:
        tools = QHBoxLayout(self._tools)
        tools.setContentsMargins(0, 0, 0, 0)
        tools.setSpacing(theme.M)
        tools.addWidget(self._search, 1)
        tools.addWidget(self._filters)
        tools.addStretch(1)
        self._search.setMaximumWidth(theme.XL * 11)
        inside = QVBoxLayout(self._list)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self._pages)
        self._left = left = QVBoxLayout(self._beside)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.M)
        left.addWidget(self._list, 1)
        left.addWidget(self._line)
        self._row = row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._beside, 1)
        row.addWidget(self._pane)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(self._head)
        column.addWidget(self._notices)
        column.addWidget(self._tools)
        column.addLayout(row, 1)

    def set_compact(self, compact: bool) -> None:
        """Leave more room for the rows."""
        self._column.setSpacing(theme.S if compact else theme.M)
        self._left.setSpacing(theme.S if compact else theme.M)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        was_wide, self._is_wide = self._is_wide, has_room_beside(self, event.size().width())
        self._show_places()
        if not was_wide:
            self._select_first()

    # -- showing ------------------------------------------------------------------------------

    @property
    def offered(self) -> PageActions:
        """What the page offers to the menu bar."""
        own = {PageAction.FIND: self._find, PageAction.SELECT_ALL: self._select_all}
        return PageActions({**self._actions.by_kind, **own}, self._columns.columns_menu())

    def focus_first(self) -> None:
        """Give the focus to the list or what takes its place, as far as it is shown."""
        if self._pane.isVisibleTo(self) and not self._list.isVisibleTo(self):
            self._pane.focus_first()
            return
        if self._notices.covers:
            self._notices.setFocus()
            return
        choices = (self._table, self._pages.begin, self._search)
        # While nothing can be chosen, this panel holds the focus until something can.
        next((each for each in choices if each.isVisibleTo(self)), self).setFocus()

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
        self.focus_first()

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

    def selected(self) -> Credential | None:
        """Return the selected credential, None if none or several are selected."""
        selected = self._all_selected()
        return selected[0] if len(selected) == 1 else None

    def _all_selected(self) -> tuple[Credential, ...]:
        found = (row.data(Role.CREDENTIAL) for row in self._table.selected_rows())
        return tuple(each for each in found if isinstance(each, Credential))

    def _select_first(self) -> None:
        """Select a row, if details stand beside the list and nothing is selected.

        It is the row that the newest notice is about, or else the first one. The keyboard stays
        where it is.
        """
        if self.isVisible() and self._is_wide and not self._table.selected().isValid():
            ids = (each for n in reversed(self._feed.notices) for each in n.credential_ids)
            rows = (self._searched.mapFromSource(self._model.row_of(each)) for each in ids)
            first = self._searched.index(0, 0)
            self._table.select(next((row for row in rows if row.isValid()), first))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not event.spontaneous():
            self._select_first()
        self._show_ages()
        self._tick_if_wanted()
        self._read_history()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.set_running(False)
        self._minutes.set_running(False)

    def _show_state(self) -> None:
        had_rows, some = self._has_rows, self._model.rowCount() > 0
        self._has_rows = some
        self._had_some = self._had_some or some
        self._find.setEnabled(some)
        self._show_numbers()
        matching = self._searched.rowCount() > 0
        self._pages.show_page(
            self._state.loaded,
            some=some,
            matching=matching,
            searched=self._search.text().strip(),
            is_first_use=self._is_first_use(),
            has_notices=bool(self._feed.notices),
        )
        self._select_all.setEnabled(matching)
        if self.window().focusWidget() is self:
            self.focus_first()
        self._show_selection()
        if some and not had_rows:
            self._select_first()

    def _is_first_use(self) -> bool:
        """Return whether there was never a credential, as far as that is known."""
        logged = any(each.credential_id for each in self._state.activities)
        return not (self._had_some or self._feed.notices or logged)

    def _read_history(self) -> None:
        """Read the log if there are no credentials. It tells whether there ever were any."""
        if self.isVisible() and isinstance(self._state.loaded, Loaded) and self._is_first_use():
            self._workspace.commands.read_activities()

    def _show_notices(self) -> None:
        self._model.show_notices(self._feed.first_notices())
        self._searched.filter_again()
        if self._model.rowCount() == 0:
            self._show_state()
        else:
            self._show_numbers()
            self._show_selection()

    def _show_numbers(self) -> None:
        self._head.show_numbers()
        self._actions.show_check_all()
        credentials, needs = self._state.credentials, self._feed.needs_attention
        self._filters.show_numbers(
            tuple(sum(which.takes(each, needs) for each in credentials) for which in Filter)
        )

    def _least_height(self) -> int:
        """Return the height in which the list is of use: four whole rows, or all if it has fewer.

        A search and a selection do not change it: neither may hide the list. What takes the place
        of the list, such as the details, gets no less.
        """
        spacing, card = self._column.spacing(), self._list.contentsMargins()
        height = spacing + card.top() + card.bottom()
        rows = min(_LEAST_ROWS, self._model.rowCount())
        if not rows:
            return height + self._pages.minimumSizeHint().height()
        height += self._table.horizontalHeader().sizeHint().height()
        height += rows * self._table.verticalHeader().defaultSectionSize()
        height += self._tools.sizeHint().height() + spacing
        if not self._is_wide:
            height += self._line.sizeHint().height() + self._left.spacing()
        return height

    def _good_height(self) -> int:
        """Return the height in which the details beside the list are of use, too.

        Their message, and the fade below it, are in sight if they are a little higher than they are
        wide.
        """
        least = self._least_height()
        if not self._is_wide or not self._model.rowCount():
            return least
        above = self._tools.sizeHint().height() + 2 * self._column.spacing()
        return max(least, above + details_width(self) + theme.XL)

    def _on_covered(self) -> None:
        """Hide what the notices cover, or show it again. They take the focus from it."""
        focused = cast("QWidget | None", self.window().focusWidget())
        covered = (self._tools, self._beside, self._pane)
        takes_focus = focused is not None and any(each.isAncestorOf(focused) for each in covered)
        self._column.setStretchFactor(self._notices, int(self._notices.covers))
        self._column.setStretchFactor(self._row, int(not self._notices.covers))
        self._show_places()
        if takes_focus and self._notices.covers:
            self._notices.setFocus()

    def _show_places(self) -> None:
        """Show the list, the details beside it, or the details in its place."""
        if self._notices.covers:
            for each in (self._tools, self._beside, self._pane):
                each.hide()
            return
        selected = self.selected()
        alone = selected is not None and selected.id == self._opened and not self._is_wide
        self._beside.setVisible(not alone)
        self._head.setVisible(not alone)
        self._tools.setVisible(self._model.rowCount() > 0 and not alone)
        some = self._table.selected().isValid()
        self._line.setVisible(some and not self._is_wide and not alone)
        self._pane.setVisible(alone or (self._is_wide and self._searched.rowCount() > 0))
        self._pane.show_alone(alone)

    def _begin_search(self) -> None:
        self._opened = ""
        if self._notices.covers:
            self._notices.close_notices()
        self._show_places()
        self._search.begin()

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
        selected, credential = self._all_selected(), self.selected()
        focus_was_in_pane = self._pane_has_focus()
        self._actions.show_selected(selected)
        several = len(selected) > 1
        if several:
            self._pane.show_several(selected)
        elif credential is None:
            self._pane.show_nothing()
        else:
            now = self._workspace.clock.now().utc
            end = now + self._workspace.time_left(credential) if credential.deadline else None
            incident = self._state.incident(credential.id)
            self._pane.show_credential(
                credential,
                self._model.chip(credential),
                self._model.tone(credential),
                now,
                end,
                question=incident if isinstance(incident, UnconfirmedApproval) else None,
                failed_check=self._state.failed_check(credential.id),
                wrong=self._feed.what_is_wrong(credential.id),
                told=self._notices.texts_in_sight(credential.id),
            )
        # What can't be checked has lost its access, or is about to lose it.
        is_usable = credential is not None and credential.allows(Step.CHECK)
        if credential is None or credential.id != self._created or not is_usable:
            self._created = ""
        self._pane.show_what_now(bool(self._created))
        self._show_registration(credential)
        words = credential_texts.selected_text(len(selected))
        if credential is not None:
            words = credential_texts.display_name(credential)
        self._line.show_selected(words, several=several)
        self._show_places()
        if focus_was_in_pane and not self._pane_has_focus():
            self.focus_first()

    def _show_registration(self, credential: Credential | None) -> None:
        """Show whether m3ter has the selected credential, if m3ter is connected."""
        known = self._state.m3ter
        if self._registration is None:
            if known is None:
                return
            # Imported now: most workspaces are not connected to m3ter.
            from desktop_app.ui.m3ter.registration_panel import RegistrationPanel

            self._registration = RegistrationPanel(self._workspace.commands.m3ter)
            self._pane.put_elsewhere(self._registration)
        self._registration.show_credential(credential, known)
        if known is not None and credential is not None:
            self._pane.show_registered(is_registered=known.is_registered(credential.id))

    def _pane_has_focus(self) -> bool:
        """Return whether the keyboard is in the details, also while a dialog is open."""
        # PySide's types do not say that `focusWidget` may return None.
        focus = cast("QWidget | None", self.window().focusWidget())
        return focus is not None and self._pane.isAncestorOf(focus) and focus.isVisibleTo(self)

    def _on_event(self, event: Event) -> None:
        match event:
            case Loaded() | LoadFailed():
                self._show_state()
                self._select_first()
                self._tick_if_wanted()
                self._read_history()
            case ActivitiesRead() if self._model.rowCount() == 0:
                self._show_state()
            case CredentialChanged():
                self._show_numbers()
                self._show_selection()
                self._tick_if_wanted()
            case ApprovalChanged():
                # An approval may have to be confirmed.
                self._show_selection()
            case M3terChanged():
                self._show_registration(self.selected())
            case CheckBegan() | CheckEnded() | CheckFailed() | AllChecked() | OperationFailed():
                self._show_numbers()
                self._show_selection()
            case CredentialGone():
                self._show_state()
                self._tick_if_wanted()
            case RemovedTogether(not_removed=[left, *_]) if not self._all_selected():
                # Its details say why it is still there.
                row = self._searched.mapFromSource(self._model.row_of(left.id))
                if row.isValid():
                    self._table.select(row)

    def _tick(self) -> None:
        self._model.tick()
        credential = self.selected()
        if credential is not None:
            self._pane.show_status(self._model.chip(credential), self._model.tone(credential))

    def _show_ages(self) -> None:
        """Show anew how long ago accounts were checked."""
        self._show_numbers()
        self._show_selection()

    def _tick_if_wanted(self) -> None:
        credentials, visible = self._state.credentials, self.isVisible()
        waiting = any(each.stage is Stage.INCOMPLETE for each in credentials)
        self._ticker.set_running(waiting and visible)
        checked = any(each.checked is not None for each in credentials)
        self._minutes.set_running(checked and visible)

    def _on_search(self, text: str) -> None:
        self._searched.setFilterFixedString(text.strip())
        self._show_state()

    def _on_filter(self, place: int) -> None:
        self._searched.set_filter(tuple(Filter)[place])
        self._show_state()

    def _show_menu(self, position: QPoint) -> None:
        if not self._table.selected().isValid():
            return
        menu = Menu("", self)
        menu.addActions(self._actions.approving_and_checking)
        menu.addActions([self._actions.open_in_stripe, self._actions.copy_id])
        menu.addSeparator()
        menu.addAction(self._actions.remove)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self._table.viewport().mapToGlobal(position))
