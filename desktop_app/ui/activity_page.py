"""The Activity page: a log of what happened to credentials on this computer, and its export."""

from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QDir, QStandardPaths, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QGuiApplication, QHideEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.activity import ActivityKind
from desktop_app.core.errors import FolderNotWritableError, StorageError
from desktop_app.ui import theme
from desktop_app.ui.activity_csv import activity_csv, activity_file_name
from desktop_app.ui.activity_delegate import ActivityDelegate
from desktop_app.ui.activity_model import ActivityModel, Column, Role, activity_line
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.page_actions import PageAction, PageActions, make_action
from desktop_app.ui.results import when_done
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import activity_texts, error_texts, program_texts, workspace_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.ui.unread_state import UnreadState
from desktop_app.ui.widgets.buttons import set_shown
from desktop_app.ui.widgets.columns import Columns
from desktop_app.ui.widgets.fields import SearchField
from desktop_app.ui.widgets.flow import FlowLayout
from desktop_app.ui.widgets.grouped_table import GroupedTable
from desktop_app.ui.widgets.header import PageHeader
from desktop_app.ui.widgets.page_notice import LineNotice, PageNotice
from desktop_app.ui.widgets.panels import Card, EmptyState
from desktop_app.ui.window_settings import TableSettings
from desktop_app.workflow.events import (
    ActivitiesNotRead,
    ActivitiesRead,
    Event,
    Loaded,
    LoadFailed,
)
from desktop_app.workflow.ports import FileManager
from desktop_app.workflow.workspace import Workspace


class ActivityPage(QWidget):
    """Lists the local log.

    While the page is visible, it reads new entries after every event of the workspace. `succeeded`
    carries the `Message` about what succeeded, and leaves nothing to do. `exported` carries such a
    message, and a new button that opens the folder of the file.
    """

    succeeded = Signal(object)
    exported = Signal(object, QPushButton)

    def __init__(
        self, workspace: Workspace, settings: TableSettings, file_manager: FileManager
    ) -> None:
        super().__init__()
        self._name = workspace_texts.workspace_labels((workspace,))[workspace.id]
        self._state = workspace.state
        self._commands = workspace.commands
        self._file_manager = file_manager
        self._was_read = bool(workspace.state.activities)
        self._is_exporting = False
        self._model = ActivityModel(workspace, self)
        self._ticker = Ticker(self, timedelta(minutes=1))
        self._search = SearchField(self.tr("Search activity"))
        self._kind = self._make_kind()
        self._export = QPushButton(self.tr("Export…"))
        self._export.setAutoDefault(False)
        self._export.clicked.connect(self._ask_where)
        self._export_action = make_action(PageAction.EXPORT, self)
        self._export_action.triggered.connect(self._ask_where)
        self._find = make_action(PageAction.FIND, self)
        self._find.triggered.connect(self._search.begin)
        self.addAction(self._find)
        self._copy = QAction(self.tr("Copy"), self)
        self._copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        self._copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._copy.triggered.connect(self._copy_entry)
        self._table = self._make_table(settings)
        self._notice = PageNotice()
        self._failure = LineNotice()
        self._unread = UnreadState(workspace.commands.read_again)
        self._empty = EmptyState(
            "activity",
            self.tr("No activity yet"),
            self.tr("It begins with the first credential that you configure."),
            None,
        )
        self._no_match = self._make_no_match()
        self._states = QStackedWidget()
        self._card = Card()
        for state in (self._unread, self._empty, self._no_match, self._table):
            self._states.addWidget(state)
        self._tools = self._make_tools()
        self._lay_out()
        self.setFocusProxy(self._search)
        self._search.textChanged.connect(self._filter)
        self._kind.currentIndexChanged.connect(self._filter)
        connect_until_destroyed(self, workspace.state.subscribe, self._on_event)
        if isinstance(workspace.state.loaded, LoadFailed):
            self._show_unread(workspace.state.loaded.error)
        self._show_state()

    # -- making -------------------------------------------------------------------------------

    def _make_kind(self) -> QComboBox:
        kind = QComboBox()
        kind.setAccessibleName(self.tr("What happened"))
        kind.addItem(self.tr("Everything"), None)
        for each in ActivityKind:
            kind.addItem(activity_texts.activity_text(each), each)
        return kind

    def _make_table(self, settings: TableSettings) -> GroupedTable:
        table = GroupedTable(self.tr("Activity"), 40, self._model.day_of)
        table.setModel(self._model)
        self._delegate = ActivityDelegate(table)
        table.setItemDelegate(self._delegate)
        self._ticker.ticked.connect(self._model.follow_day)
        # Where there is no room for two columns, the delegate says what is in them elsewhere: the
        # details are below what happened.
        self._columns = Columns(
            table,
            Column,
            (Column.DETAILS,),
            settings,
            left_out=(Column.SYSTEM, Column.DETAILS),
            else_stretched=Column.WHAT,
            limited=(Column.CREDENTIAL, Column.ACCOUNT),
            content_room=lambda: self._delegate.details_room(
                text for _, text in self._model.details()
            ),
        )
        # One fit for all that changes at a time.
        self._fit_later = QTimer(self, singleShot=True, interval=0)
        self._fit_later.timeout.connect(self._fit_heights)
        for changed in (
            table.horizontalHeader().sectionResized,
            self._model.rowsInserted,
            self._model.modelReset,
            self._model.layoutChanged,
        ):
            changed.connect(self._fit_later.start)
        self._columns.sort_at_first_by(Column.WHEN, Qt.SortOrder.DescendingOrder)
        table.addAction(self._copy)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        return table

    def _make_no_match(self) -> EmptyState:
        self._clear_filter = QPushButton(self.tr("Clear filter"))
        self._clear_filter.clicked.connect(self._search_in_everything)
        self._clear_search = QPushButton()
        self._clear_search.clicked.connect(self._show_everything)
        buttons = QWidget()
        row = FlowLayout()
        buttons.setLayout(row)
        for button in (self._clear_filter, self._clear_search):
            button.setAutoDefault(False)
            row.addWidget(button)
        return EmptyState("search", self.tr("No entry matches"), "", buttons)

    def _make_tools(self) -> QWidget:
        label = QLabel(self.tr("&What happened"))
        label.setBuddy(self._kind)
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self._search, 1)
        row.addSpacing(theme.S)
        row.addWidget(label)
        row.addWidget(self._kind)
        row.addSpacing(theme.S)
        row.addWidget(self._export)
        return tools

    def _lay_out(self) -> None:
        header = PageHeader(
            self.tr("Activity"),
            self.tr(
                "What happened to credentials on this computer. Entries hold no secrets and never"
                " change."
            ),
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.XL)
        column.setSpacing(theme.M)
        column.addWidget(header)
        column.addSpacing(theme.XS)
        column.addWidget(self._notice)
        column.addWidget(self._failure)
        column.addWidget(self._tools)
        self._card.fill(self._states)
        column.addWidget(self._card, 1)

    # -- showing ------------------------------------------------------------------------------

    @property
    def offered(self) -> PageActions:
        """What the page offers to the menu bar."""
        actions = {PageAction.FIND: self._find, PageAction.EXPORT: self._export_action}
        return PageActions(actions, self._columns.columns_menu())

    def select(self, number: int) -> None:
        """Select the entry at a place in the log (from 0), if the list shows it."""
        self._table.select(self._model.row_of(number))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._model.follow_day()
        self._ticker.set_running(True)
        self._read()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._ticker.set_running(False)

    def _read(self) -> None:
        if self.isVisible() and isinstance(self._state.loaded, Loaded):
            self._commands.read_activities()

    def _on_event(self, event: Event) -> None:
        match event:
            case ActivitiesRead():
                self._was_read = True
                self._show_state()
            case LoadFailed(error):
                self._show_unread(error)
            case ActivitiesNotRead(error):
                self._show_unread(error)
            case _:
                # Any other event may have added an entry to the log.
                self._read()

    def _show_unread(self, error: StorageError) -> None:
        if self._was_read:
            message = program_texts.storage_message(error)
            self._notice.show_notice(message, error_texts.detail_of(error))
        else:
            self._unread.show_error(error)

    def _show_state(self) -> None:
        some = bool(self._state.activities)
        matching = self._model.rowCount() > 0
        self._tools.setVisible(some)
        for export in (self._export, self._export_action):
            export.setEnabled(matching and not self._is_exporting)
        self._find.setEnabled(some)
        if not self._was_read:
            # A log that could not be read is not shown as an empty one.
            self._states.setCurrentWidget(self._unread)
        elif not some:
            self._states.setCurrentWidget(self._empty)
        elif matching:
            self._states.setCurrentWidget(self._table)
        else:
            self._show_no_match()
            self._states.setCurrentWidget(self._no_match)

    def _show_no_match(self) -> None:
        """Say in which entries nothing was found, and offer to search in the others as well.

        Each button says what it clears, and is there only if that was set.
        """
        searched, is_of_a_kind = self._search.text().strip(), self._kind.currentData() is not None
        if searched and is_of_a_kind:
            sentence = self.tr("Nothing matches “{searched}” in “{kind}”.")
        elif is_of_a_kind:
            sentence = self.tr("Nothing of the kind “{kind}” has happened.")
        else:
            sentence = self.tr("The search covers everything in the list, including IDs.")
        sentence = fill(sentence, searched=searched, kind=self._kind.currentText())
        self._no_match.show_words("search", self.tr("No entry matches"), sentence)
        clear_both, clear = self.tr("Clear search and filter"), self.tr("Clear search")
        self._clear_search.setText(clear_both if is_of_a_kind else clear)
        set_shown(self._clear_filter, shown=is_of_a_kind)
        set_shown(self._clear_search, shown=bool(searched))

    def _fit_heights(self) -> None:
        """Give the rows whose details need it more height, and all others the usual one."""
        header = self._table.verticalHeader()
        usual = header.defaultSectionSize()
        details = dict(self._model.details())
        heights = dict(zip(details, self._delegate.row_heights(details.values()), strict=True))
        if header.length() == usual * header.count() and set(heights.values()) <= {usual}:
            return
        for row in range(header.count()):
            height = heights.get(row, usual)
            if header.sectionSize(row) != height:
                header.resizeSection(row, height)

    # -- doing --------------------------------------------------------------------------------

    def _filter(self) -> None:
        selected = self._table.selected().data(Role.NUMBER)
        self._model.show_only(self._search.text(), self._kind.currentData())
        if selected is not None:
            self.select(selected)
        self._show_state()

    def _search_in_everything(self) -> None:
        self._kind.setCurrentIndex(0)
        self._search.setFocus()

    def _show_everything(self) -> None:
        self._search.clear()
        self._kind.setCurrentIndex(0)
        self._search.setFocus()

    def _copy_entry(self) -> None:
        number = self._table.selected().data(Role.NUMBER)
        if number is not None:
            QGuiApplication.clipboard().setText(activity_line(self._state.activities[number]))
            self.succeeded.emit(Message(Tone.SUCCESS, "", self.tr("The entry was copied.")))

    def _ask_where(self) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        if not QDir(folder).exists():
            folder = QDir.homePath()
        dialog = QFileDialog(self, self.tr("Export activity"), folder, self.tr("CSV files (*.csv)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("csv")
        dialog.selectFile(activity_file_name(self._name, date.today()))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._save)
        dialog.open()

    def _save(self, chosen: str) -> None:
        path = Path(chosen)
        self._is_exporting = True
        self._show_state()
        saving = self._commands.save_document(path, activity_csv(self._model.shown(), self._name))
        when_done(
            self,
            saving,
            lambda _: self._on_exported(path),
            lambda error: self._on_not_exported(path, error),
        )

    def _on_exported(self, path: Path) -> None:
        self._end_export()
        self._failure.hide()
        button = QPushButton(self.tr("Open folder"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self._show_folder(path.parent))
        self.exported.emit(activity_texts.activities_saved_message(path), button)

    def _on_not_exported(self, path: Path, error: Exception) -> None:
        self._end_export()
        message = activity_texts.activities_not_saved_message(path, error)
        is_folder = isinstance(error, FolderNotWritableError)
        again = QPushButton(
            self.tr("Choose another folder…") if is_folder else self.tr("Export again…")
        )
        again.clicked.connect(self._ask_where)
        self._failure.show_notice(message, again, shortened_first=[str(path.parent), path.name])

    def _show_folder(self, folder: Path) -> None:
        if not self._file_manager.open(folder):
            message = activity_texts.folder_not_opened_message(folder)
            self._failure.show_notice(message, shortened_first=[str(folder)])

    def _end_export(self) -> None:
        self._is_exporting = False
        self._show_state()
