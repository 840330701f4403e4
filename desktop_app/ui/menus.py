"""The menus of the menu bar."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence, Qt
from PySide6.QtWidgets import QWidget

from desktop_app.core.integrations import INTEGRATIONS, SUPPORT_PORTAL
from desktop_app.ui import theme
from desktop_app.ui.navigation import Page
from desktop_app.ui.page_actions import PageAction, PageActions, action_text, make_action
from desktop_app.ui.widgets.buttons import LOG_FOLDER, Menu

_OF_A_CREDENTIAL = (
    (PageAction.RESUME, PageAction.APPROVE_AGAIN, PageAction.CHECK, PageAction.CHECK_ALL),
    (PageAction.OPEN_IN_STRIPE, PageAction.COPY_ID, PageAction.SELECT_ALL),
    (PageAction.REMOVE,),
)


class _PageEntry(QAction):
    """An entry that does what the page that is shown does, and is greyed where that can't be done.

    It only shows the shortcut: that is the page's, and works where the page has it.
    """

    def __init__(self, which: PageAction, parent: QWidget) -> None:
        super().__init__(action_text(which), parent)
        self._which = which
        self._target: QAction | None = None
        of_page = make_action(which, self)
        self.setShortcut(of_page.shortcut())
        self.setProperty(theme.DESTROYS, of_page.property(theme.DESTROYS))
        self.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.setEnabled(False)
        self.triggered.connect(self._on_triggered)

    def follow(self, page: PageActions) -> None:
        """Do what this page does from now on."""
        if self._target is not None:
            self._target.changed.disconnect(self._show_target)
        self._target = page.actions.get(self._which)
        if self._target is not None:
            self._target.changed.connect(self._show_target)
        self._show_target()

    def _show_target(self) -> None:
        target = self._target
        possible = target is not None and target.isVisible() and target.isEnabled()
        self.setEnabled(possible)
        self.setText(target.text() if target is not None and possible else action_text(self._which))

    def _on_triggered(self) -> None:
        if self._target is not None:
            self._target.trigger()


class _PageMenu(Menu):
    """A menu with entries of the page that is shown."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, parent)
        self._entries: list[_PageEntry] = []

    def add_entries(self, which: Iterable[PageAction]) -> None:
        """Add entries to the end of the menu."""
        for each in which:
            entry = _PageEntry(each, self)
            self._entries.append(entry)
            self.addAction(entry)

    def follow(self, page: PageActions) -> None:
        """Do what this page does from now on."""
        for entry in self._entries:
            entry.follow(page)


class FileMenu(_PageMenu):
    """What begins and ends work. `connect` is the action that connects an organization."""

    quit_requested = Signal()

    def __init__(self, connect: QAction, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setTitle(self.tr("&File"))
        self.add_entries([PageAction.NEW_CREDENTIAL])
        self.addSeparator()
        self.addAction(connect)
        self.add_entries([PageAction.EXPORT])
        self.addSeparator()
        leave = self.addAction(self.tr("&Quit"))
        leave.setShortcut(QKeySequence("Ctrl+Q"))
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        leave.triggered.connect(self.quit_requested)


class CredentialMenu(_PageMenu):
    """What can be done with the selected credentials."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setTitle(self.tr("&Credential"))
        for group in _OF_A_CREDENTIAL:
            self.add_entries(group)
            self.addSeparator()


class ViewMenu(_PageMenu):
    """What is shown: the search, the columns, and the pages. `page_chosen` carries a `Page`."""

    page_chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setTitle(self.tr("&View"))
        self.add_entries([PageAction.FIND])
        self._above_pages = self.addSeparator()
        self._columns: QAction | None = None
        group = QActionGroup(self)
        self._pages = {page: self.addAction(text) for page, text in self._names().items()}
        for page, action in self._pages.items():
            action.setCheckable(True)
            action.triggered.connect(lambda _, page=page: self.page_chosen.emit(page))
            group.addAction(action)
        self._pages[Page.INTEGRATIONS].setShortcuts(QKeySequence.StandardKey.Back)

    def _names(self) -> Mapping[Page, str]:
        return {
            Page.INTEGRATIONS: self.tr("&Integrations"),
            Page.STRIPE: self.tr("&Stripe Integrations"),
            Page.ACTIVITY: self.tr("&Activity"),
            Page.SETTINGS: self.tr("S&ettings"),
        }

    def show_page(self, page: Page) -> None:
        """Mark the page that is shown."""
        self._pages[page].setChecked(True)

    def follow(self, page: PageActions) -> None:
        """Offer the columns of this page, too."""
        super().follow(page)
        if self._columns is not None:
            self.removeAction(self._columns)
        self._columns = None if page.columns is None else page.columns.menuAction()
        if self._columns is not None:
            self.insertAction(self._above_pages, self._columns)


class WorkspaceMenu(Menu):
    """The workspaces, of which one is shown. `workspace_chosen` carries the id of another."""

    workspace_chosen = Signal(str)

    def __init__(self, connect: QAction, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setTitle(self.tr("Work&space"))
        self._choices = QActionGroup(self)
        self._actions: dict[str, QAction] = {}
        self._below_choices = self.addSeparator()
        self.addAction(connect)

    def add_workspace(self, workspace_id: str) -> None:
        """Add a workspace, which has no name yet."""
        choice = QAction(self)
        choice.setCheckable(True)
        choice.triggered.connect(lambda: self.workspace_chosen.emit(workspace_id))
        self._choices.addAction(choice)
        self.insertAction(self._below_choices, choice)
        self._actions[workspace_id] = choice

    def remove_workspace(self, workspace_id: str) -> None:
        """Remove a workspace."""
        choice = self._actions.pop(workspace_id)
        self.removeAction(choice)
        choice.deleteLater()

    def show_names(self, names: Mapping[str, str]) -> None:
        """Show the name of each workspace, by its id."""
        for workspace_id, choice in self._actions.items():
            choice.setText(names[workspace_id].replace("&", "&&"))

    def show_workspace(self, workspace_id: str) -> None:
        """Mark the workspace that is shown."""
        self._actions[workspace_id].setChecked(True)


class HelpMenu(Menu):
    """What helps. `guide` is the action that opens the user guide."""

    address_chosen = Signal(str)
    shortcuts_requested = Signal()
    diagnostics_requested = Signal()
    log_folder_requested = Signal()
    about_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setTitle(self.tr("&Help"))
        self.guide = self.addAction(self.tr("&User guide"))
        self.guide.setShortcut(QKeySequence("F1"))
        for words, address in (
            (self.tr("Configuring &Stripe integrations"), INTEGRATIONS[0].guide_url),
            (self.tr("m3ter support &portal"), SUPPORT_PORTAL),
        ):
            link = self.addAction(words)
            link.setData(address)
            link.triggered.connect(lambda _, address=address: self.address_chosen.emit(address))
        self.addSeparator()
        shortcuts = self.addAction(self.tr("&Keyboard shortcuts"))
        shortcuts.triggered.connect(self.shortcuts_requested)
        self.addSeparator()
        diagnostics = self.addAction(self.tr("Copy &diagnostics"))
        diagnostics.triggered.connect(self.diagnostics_requested)
        folder = self.addAction(self.tr("Open &log folder"))
        folder.setData(LOG_FOLDER)
        folder.triggered.connect(self.log_folder_requested)
        self.addSeparator()
        about = self.addAction(self.tr("&About m3ter Desktop"))
        about.setMenuRole(QAction.MenuRole.AboutRole)
        about.triggered.connect(self.about_requested)
