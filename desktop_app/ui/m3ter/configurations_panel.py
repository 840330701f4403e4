"""The Configurations panel: what the organization has set up for Stripe at m3ter."""

from datetime import timedelta
from typing import cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.core.m3ter import Configuration
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.m3ter.configuration_pane import ConfigurationPane
from desktop_app.ui.m3ter.configurations_model import (
    Column,
    ConfigurationsModel,
    Role,
    every_chip,
    status_chip,
)
from desktop_app.ui.page_actions import PageAction, PageActions, make_action
from desktop_app.ui.selection_line import SelectionLine
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import error_texts, m3ter_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import PrimaryButton, set_shown
from desktop_app.ui.widgets.chips import Chip
from desktop_app.ui.widgets.columns import Columns
from desktop_app.ui.widgets.details_pane import GAP, has_room_beside
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.lists import CELL_MARGIN
from desktop_app.ui.widgets.page_notice import PageNotice
from desktop_app.ui.widgets.panel_tabs import PanelHead, PanelTabs
from desktop_app.ui.widgets.panels import Card, EmptyState
from desktop_app.ui.widgets.rows_model import Index
from desktop_app.ui.widgets.tables import Cell, CellDelegate, RowsTable
from desktop_app.ui.window_settings import TableSettings
from desktop_app.workflow.events import (
    CredentialChanged,
    CredentialGone,
    Event,
    Loaded,
    LoadFailed,
    M3terChanged,
)
from desktop_app.workflow.m3ter_ports import stripe_configurations
from desktop_app.workflow.m3ter_state import NO_RUNS, M3terState, RunsState
from desktop_app.workflow.ports import Browser
from desktop_app.workflow.workspace import Workspace


class _Delegate(CellDelegate):
    """Draws the cells: one line or two, and the status as a chip."""

    def cell(self, index: Index) -> Cell:
        first, second = str(index.data()), str(index.data(Role.SECOND_LINE))
        match Column(index.column()):
            case Column.STATUS:
                chip = index.data(Role.CHIP)
                return Cell(first, chip=chip if isinstance(chip, Chip) else None)
            case Column.NAME:
                return Cell(first, second, strong=True)
            case _:
                return Cell(first, second, quiet=bool(index.data(Role.IS_NOTHING)))

    def end_of(self, column: int) -> int:
        # The last words are as far from the edge of the table as the first ones.
        return CELL_MARGIN if column == Column.CHANGED else super().end_of(column)

    def room_for(self, index: Index) -> list[Cell]:
        if index.column() == Column.STATUS:
            return [Cell(chip.word, chip=chip) for chip in every_chip()]
        return [self.cell(index)]


class ConfigurationsPanel(QWidget):
    """Lists the configurations. `tabs` stand above it.

    `connect_requested` asks to connect m3ter, or to enter its key anew. `credential_requested`
    carries the id of a credential to show. Where there is no room for the details beside the list,
    they take its place.
    """

    connect_requested = Signal()
    credential_requested = Signal(str)

    def __init__(
        self, workspace: Workspace, tabs: PanelTabs, settings: TableSettings, browser: Browser
    ) -> None:
        super().__init__()
        self._browser = browser
        self._is_wide = True
        # Whether the details take the place of the list.
        self._is_opened = False
        self._selected_id = ""
        self._workspace = workspace
        self._state = workspace.state
        self._told: object = None
        self._model = ConfigurationsModel(workspace, self)
        self._summary = ElidedLabel(TextStyle.SECONDARY, Qt.TextElideMode.ElideRight)
        self._refresh = QPushButton(self.tr("Refresh"))
        self._refresh.clicked.connect(self._read_anew)
        self._cancel = QPushButton(self.tr("Cancel"))
        self._cancel.setAccessibleName(self.tr("Cancel reading from m3ter"))
        self._cancel.clicked.connect(workspace.commands.m3ter.cancel_reading)
        self._search = SearchField(self.tr("Search configurations"))
        self._search.textChanged.connect(self._on_search)
        self._find = make_action(PageAction.FIND, self)
        self._find.triggered.connect(self._search.begin)
        self.addAction(self._find)
        self._again = QPushButton(self.tr("Try again"))
        self._again.clicked.connect(self._read_anew)
        self._enter_again = QPushButton(self.tr("Enter another key…"))
        self._enter_again.clicked.connect(self.connect_requested)
        self._notice = PageNotice(self._again, self._enter_again)
        self._table = self._make_table(settings)
        self._pane = ConfigurationPane()
        self._pane.closed.connect(self._close_pane)
        self._pane.credential_requested.connect(self._show_credential)
        self._pane.opened.connect(self._open_address)
        self._line = SelectionLine((), None)
        self._line.details_requested.connect(self._open_pane)
        self._pages = self._make_pages()
        self._tabs = tabs
        self._lay_out()
        self._minutes = Ticker(self, timedelta(minutes=1))
        self._minutes.ticked.connect(self._show_ages)
        connect_until_destroyed(self, self._state.subscribe, self._on_event)
        self._show_state()

    # -- making -------------------------------------------------------------------------------

    def _make_table(self, settings: TableSettings) -> RowsTable:
        table = RowsTable(self.tr("Configurations"), whole_rows=True)
        table.setModel(self._model)
        table.setItemDelegate(_Delegate(table))
        stretched = (Column.NAME, Column.CREDENTIAL)
        narrow = (Column.CHANGED,)
        self._columns = Columns(table, Column, stretched, settings, left_out=narrow)
        self._columns.sort_at_first_by(Column.NAME, Qt.SortOrder.AscendingOrder)
        table.selectionModel().selectionChanged.connect(self._on_selected)
        table.opened.connect(self._open_pane)
        return table

    def _make_pages(self) -> QStackedWidget:
        self._begin = PrimaryButton(self.tr("Connect m3ter…"))
        self._begin.clicked.connect(self.connect_requested)
        self._not_connected = EmptyState(
            "integrations",
            self.tr("m3ter is not connected"),
            m3ter_texts.not_connected_text(),
            self._begin,
        )
        self._nothing_read = EmptyState("clock", m3ter_texts.reading_text(0), "", None)
        self._none = EmptyState(
            "integrations",
            self.tr("No configurations yet"),
            self.tr(
                "Create one for your bills in the m3ter Console, then choose Refresh: it appears"
                " here."
            ),
            None,
        )
        clear = QPushButton(self.tr("Clear search"))
        clear.clicked.connect(self._clear_search)
        self._not_found = EmptyState(
            "search",
            self.tr("No configuration matches"),
            self.tr("The search covers names, systems, statuses, credentials and IDs."),
            clear,
        )
        pages = QStackedWidget()
        for page in (
            self._not_connected,
            self._nothing_read,
            self._none,
            self._not_found,
            self._table,
        ):
            pages.addWidget(page)
        return pages

    def _lay_out(self) -> None:
        for button in (self._cancel, self._refresh):
            button.setAutoDefault(False)
        head = PanelHead(self._tabs, self._summary, self._cancel, self._refresh)
        card = Card()
        card.fill(self._pages)
        self._left = QWidget()
        left = QVBoxLayout(self._left)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(theme.S)
        left.addWidget(card, 1)
        left.addWidget(self._line)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self._left, 1)
        row.addWidget(self._pane)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addWidget(head)
        column.addWidget(self._notice)
        column.addWidget(self._search)
        column.addLayout(row, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._is_wide = has_room_beside(self, event.size().width())
        self._select_again()
        self._show_places()

    def set_compact(self, compact: bool) -> None:
        """Leave more room for the rows."""
        self._column.setSpacing(theme.S if compact else theme.M)

    # -- showing ------------------------------------------------------------------------------

    @property
    def offered(self) -> PageActions:
        """What the panel offers to the menu bar."""
        return PageActions({PageAction.FIND: self._find}, self._columns.columns_menu())

    def focus_first(self) -> None:
        """Give the focus to the list or what takes its place."""
        if self._pane.isVisibleTo(self) and not self._left.isVisibleTo(self):
            self._pane.focus_first()
            return
        choices = (self._table, self._begin, self._search, self._refresh, self._cancel)
        shown = (each for each in choices if each.isVisibleTo(self))
        next(shown, self._tabs).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._minutes.set_running(True)
        self._show_head()
        if self._state.m3ter is not None:
            self._workspace.commands.m3ter.refresh_if_old()
        self._select_again()
        self._show_selection()
        self._read_runs()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._minutes.set_running(False)

    def _on_event(self, event: Event) -> None:
        match event:
            case M3terChanged() | Loaded() | LoadFailed():
                self._show_state()
            case CredentialChanged() | CredentialGone():
                # The selected configuration may use it.
                self._show_selection()

    def _show_state(self) -> None:
        known = self._state.m3ter
        lists = None if known is None else known.lists
        self._show_head()
        self._show_error(known)
        some, matching = self._model.number > 0, self._model.rowCount() > 0
        self._search.setVisible(some)
        self._find.setEnabled(some)
        if known is None:
            page: QWidget = self._not_connected
        elif lists is None:
            reading = m3ter_texts.reading_text(known.rows_read or 0)
            nothing = self.tr("Nothing was read from m3ter yet")
            self._nothing_read.show_heading(reading if known.is_reading else nothing)
            page = self._nothing_read
        elif not some:
            unreadable = m3ter_texts.unreadable_text(lists.unreadable)
            self._none.show_heading(unreadable or self.tr("No configurations yet"))
            page = self._none
        else:
            page = self._table if matching else self._not_found
        focused = self._focused()
        had_focus = focused is not None and self._pages.isAncestorOf(focused)
        self._pages.setCurrentWidget(page)
        self._select_again()
        self._show_selection()
        if had_focus and self.isVisible():
            self.focus_first()

    # -- the details --------------------------------------------------------------------------

    def _selected(self) -> Configuration | None:
        row = self._table.selected().data(Role.CONFIGURATION)
        return row if isinstance(row, Configuration) else None

    def _select_again(self) -> None:
        """Select what was selected before the rows changed; or the first row, beside details."""
        if not self.isVisible() or self._table.selected().isValid():
            return
        row = self._model.row_of(self._selected_id)
        if not row.isValid() and self._is_wide:
            row = self._model.index(0, 0)
        self._table.select(row)

    def _on_selected(self) -> None:
        self._show_selection()
        self._read_runs()

    def _read_runs(self) -> None:
        """Read the runs of what a person looks at, if they are old."""
        selected = self._selected()
        if selected is not None and self._state.m3ter is not None and self.isVisible():
            self._workspace.commands.m3ter.read_runs(selected.destination_id, if_old=True)

    def _show_selection(self) -> None:
        selected, known = self._selected(), self._state.m3ter
        if selected is not None and known is not None and self.isVisible():
            self._selected_id = selected.id
            runs = known.runs.get(selected.destination_id, NO_RUNS)
            credential, held_id = self._model.credential_of(selected)
            self._pane.show_configuration(
                selected,
                system=System(selected.destination).label,
                chip=status_chip(selected),
                credential=credential,
                is_held=bool(held_id),
                newest=next(iter(runs.runs), None),
            )
            self._line.show_selected(selected.name or selected.id, several=False)
            self._show_runs(selected, known, runs)
        self._show_places()

    def _show_runs(self, selected: Configuration, known: M3terState, runs: RunsState) -> None:
        if runs.error is None:
            note = m3ter_texts.runs_note(
                runs,
                has_destination=bool(selected.destination_id),
                sharing=self._model.sharing(selected.destination_id),
                now=self._workspace.clock.now().utc,
            )
        else:
            note = m3ter_texts.runs_not_read_text(runs.error, known.connection.organization_id)
        self._pane.show_runs(selected.id, runs.runs, note)

    def _show_places(self) -> None:
        """Show the list, the details beside it, or the details in its place."""
        is_listed = self._pages.currentWidget() is self._table and self._selected() is not None
        if not is_listed:
            self._is_opened = False
        alone = self._is_opened and not self._is_wide
        self._left.setVisible(not alone)
        self._search.setVisible(self._model.number > 0 and not alone)
        self._line.setVisible(is_listed and not self._is_wide)
        self._pane.setVisible(is_listed and (alone or self._is_wide))
        self._pane.show_alone(alone)

    def _open_pane(self) -> None:
        self._is_opened = True
        self._show_places()
        if not self._is_wide:
            self._pane.focus_first()

    def _close_pane(self) -> None:
        self._is_opened = False
        self._show_places()
        self._table.setFocus()

    def _show_credential(self) -> None:
        selected = self._selected()
        if selected is not None:
            _, held_id = self._model.credential_of(selected)
            self.credential_requested.emit(held_id)

    def _open_address(self, address: str) -> None:
        if not self._browser.open(address):
            self._notice.show_notice(m3ter_texts.not_opened_message(address))

    def _read_anew(self) -> None:
        commands, selected = self._workspace.commands.m3ter, self._selected()
        commands.refresh()
        if selected is not None:
            commands.read_runs(selected.destination_id)

    def _show_ages(self) -> None:
        self._show_head()
        self._show_selection()

    def _show_head(self) -> None:
        known = self._state.m3ter
        self._summary.setText("" if known is None else self._summary_text(known))
        set_shown(self._summary, shown=known is not None)
        is_reading = known is not None and known.is_reading
        had_focus = self._focused() in (self._refresh, self._cancel)
        set_shown(self._cancel, shown=is_reading)
        set_shown(self._refresh, shown=known is not None and not is_reading)
        if had_focus:
            (self._cancel if is_reading else self._refresh).setFocus()

    def _focused(self) -> QWidget | None:
        """Return what has the focus in the window, or will have it when the window is active."""
        # PySide's types do not say that `focusWidget` may return None.
        return cast("QWidget | None", self.window().focusWidget())

    def _summary_text(self, known: M3terState) -> str:
        if known.lists is None:
            return ""
        now = self._workspace.clock.now().utc
        if known.is_reading:
            reading = m3ter_texts.reading_text(known.rows_read or 0)
            return f"{reading} · {m3ter_texts.shown_age_text(known.lists.read, now)}"
        summary = m3ter_texts.summary_text(stripe_configurations(known.lists))
        unreadable = m3ter_texts.unreadable_text(known.lists.unreadable)
        if not summary and not unreadable:
            return m3ter_texts.age_sentence(known.lists.read, now)
        parts = (summary, unreadable, m3ter_texts.age_text(known.lists.read, now))
        return " · ".join(part for part in parts if part)

    def _show_error(self, known: M3terState | None) -> None:
        error = None if known is None else known.error
        if error is self._told:
            return
        self._told = error
        if known is None or error is None:
            self._notice.hide()
            return
        message = m3ter_texts.not_read_message(error, known.connection.organization_id)
        needs_key = m3ter_texts.needs_key(error)
        set_shown(self._again, shown=not needs_key)
        set_shown(self._enter_again, shown=needs_key)
        self._notice.show_notice(message, error_texts.detail_of(error))

    def _on_search(self, text: str) -> None:
        self._model.search(text)
        self._show_state()
        if text.strip() and not self._model.rowCount():
            announce(self, fill(self.tr("No configuration matches “{words}”"), words=text.strip()))

    def _clear_search(self) -> None:
        self._search.clear()
        self._search.setFocus()
