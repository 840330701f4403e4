"""The main window: the menu, and a view for each workspace, of which one is shown."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QMainWindow,
    QMenu,
    QPushButton,
    QStackedWidget,
    QWidget,
)

from desktop_app.core.integrations import INTEGRATIONS, SUPPORT_PORTAL
from desktop_app.ui.announce import announce
from desktop_app.ui.results import when_done
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import workspace_texts
from desktop_app.ui.texts.message import Message
from desktop_app.ui.widgets.buttons import LOG_FOLDER
from desktop_app.ui.window_place import FRAME, MINIMUM_SIZE, window_place
from desktop_app.ui.workspace_view import WorkspaceView
from desktop_app.workflow.organizations import ForgottenOrganization, Organizations
from desktop_app.workflow.ports import Browser, Notifications
from desktop_app.workflow.workspace import (
    PRACTICE,
    Workspace,
    WorkspaceClosed,
    WorkspaceEvent,
    WorkspaceOpened,
    WorkspacesLoaded,
)
from desktop_app.workflow.workspaces import Workspaces

if TYPE_CHECKING:
    from desktop_app.ui.help.help import Help
    from desktop_app.ui.organizations.connecting import Connecting
    from desktop_app.ui.organizations.drop_hint import DropHint
    from desktop_app.ui.views import Views
    from desktop_app.ui.window_settings import WindowSettings


class MainWindow(QMainWindow):
    """Shows one workspace at a time. It comes to the front when a browser has answered.

    The other workspaces keep running. The dialogs of a workspace are hidden and shown together with
    its view. `first_painted` is emitted once, when the window can be seen.
    """

    first_painted = Signal()

    def __init__(
        self,
        workspaces: Workspaces,
        organizations: Organizations,
        browser: Browser,
        notifications: Notifications,
        views: "Views",
        settings: "WindowSettings",
    ) -> None:
        super().__init__()
        self._view_factory = views
        self._settings = settings
        self._workspaces = workspaces
        self._organizations = organizations
        self._browser = browser
        self._notifications = notifications
        self._ending = False
        self._is_painted = False
        self._views: dict[str, WorkspaceView] = {}
        self._actions: dict[str, QAction] = {}
        self._stack = QStackedWidget()
        self.setCentralWidget(self._stack)
        self.setWindowIcon(QApplication.windowIcon())
        # Made when it is first used.
        self._connecting: Connecting | None = None
        self._menu = self._make_menu()
        self._help_menu = self._make_help_menu()
        # Made when it is first used.
        self._help: Help | None = None
        # Made when it is first used.
        self._drop_hint: DropHint | None = None
        self.setAcceptDrops(True)
        for workspace in workspaces.workspaces:
            self._add(workspace)
        self._show(PRACTICE)
        self._place()
        connect_until_destroyed(self, workspaces.subscribe, self._on_event)

    def _place(self) -> None:
        """Give the window its size and its place: as remembered, on the screens that there are."""
        screens = (QApplication.primaryScreen(), *QApplication.screens())
        areas = [screen.availableGeometry() for screen in screens]
        self.setMinimumSize(MINIMUM_SIZE)
        self.setGeometry(window_place(self._settings.geometry, areas, FRAME))
        if self._settings.is_maximized:
            self.setWindowState(Qt.WindowState.WindowMaximized)

    # -- the menu -----------------------------------------------------------------------------

    def _make_menu(self) -> QMenu:
        menu = QMenu(self.tr("&Workspace"), self)
        self._choices = QActionGroup(self)
        self._below_choices = menu.addSeparator()
        connect = menu.addAction(self.tr("&Connect an organization…"))
        connect.setShortcut(QKeySequence("Ctrl+Shift+O"))
        connect.triggered.connect(lambda: self.connect_organization(None))
        menu.addSeparator()
        leave = menu.addAction(self.tr("&Quit"))
        leave.setShortcut(QKeySequence("Ctrl+Q"))
        leave.setMenuRole(QAction.MenuRole.QuitRole)
        leave.triggered.connect(self.quit)
        self.menuBar().addMenu(menu)
        return menu

    def _make_help_menu(self) -> QMenu:
        menu = QMenu(self.tr("&Help"), self)
        self._guide_action = menu.addAction(self.tr("&User guide"))
        self._guide_action.setShortcut(QKeySequence("F1"))
        self._guide_action.triggered.connect(lambda: self._made_help().show_guide(self.view.page))
        for words, address in (
            (self.tr("Configuring &Stripe integrations"), INTEGRATIONS[0].guide_url),
            (self.tr("m3ter support &portal"), SUPPORT_PORTAL),
        ):
            link = menu.addAction(words)
            link.setData(address)
            link.triggered.connect(partial(self._open_address, address))
        menu.addSeparator()
        shortcuts = menu.addAction(self.tr("&Keyboard shortcuts"))
        shortcuts.triggered.connect(lambda: self._made_help().show_shortcuts())
        menu.addSeparator()
        diagnostics = menu.addAction(self.tr("Copy &diagnostics"))
        diagnostics.triggered.connect(self._copy_diagnostics)
        folder = menu.addAction(self.tr("Open &log folder"))
        folder.setData(LOG_FOLDER)
        folder.triggered.connect(lambda: self._made_help().open_log_folder())
        menu.addSeparator()
        about = menu.addAction(self.tr("&About m3ter Desktop"))
        about.setMenuRole(QAction.MenuRole.AboutRole)
        about.triggered.connect(lambda: self._made_help().show_about())
        self.menuBar().addMenu(menu)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._offer_guide)
        return menu

    def _open_address(self, address: str) -> None:
        self._made_help().open_address(address)

    def _copy_diagnostics(self) -> None:
        shown = self._workspaces.workspace(self._shown)
        self._made_help().copy_diagnostics(None if shown is None else shown.profile)

    def _made_help(self) -> "Help":
        if self._help is None:
            self._help = self._view_factory.help(self._browser, self)
            self._help.succeeded.connect(self._show_toast)
            self._help.failed.connect(self._show_notice)
        return self._help

    def _show_toast(self, message: Message) -> None:
        self.view.show_toast(message)

    def _show_notice(self, message: Message) -> None:
        self.view.show_notice(message)

    def _offer_guide(self, _: QWidget | None, focused: QWidget | None) -> None:
        """Have F1 open the guide in a dialog of this window, too.

        A dialog blocks the window, and the shortcuts of its menus.
        """
        dialog = None if focused is None else focused.window()
        opener = dialog
        while opener is not None and opener is not self:
            opener = opener.parentWidget()
        if isinstance(dialog, QDialog) and opener is self:
            dialog.addAction(self._guide_action)

    def _add_choice(self, workspace_id: str) -> None:
        choice = QAction(self._menu)
        choice.setCheckable(True)
        choice.triggered.connect(lambda: self.show_workspace(workspace_id))
        self._choices.addAction(choice)
        self._menu.insertAction(self._below_choices, choice)
        self._actions[workspace_id] = choice

    def _name_choices(self) -> None:
        """Show the name of each workspace in the menu; equal names have their ids added."""
        labels = workspace_texts.workspace_labels(self._workspaces.workspaces)
        for workspace_id, choice in self._actions.items():
            choice.setText(labels[workspace_id].replace("&", "&&"))

    # -- workspaces ---------------------------------------------------------------------------

    def _add(self, workspace: Workspace) -> None:
        view = WorkspaceView(
            self._workspaces,
            self._organizations,
            workspace,
            self._browser,
            self._notifications,
            self._view_factory,
            self._menu,
            self._help_menu,
            self._settings.workspace(workspace.id),
        )
        view.front_requested.connect(partial(self._bring_view, workspace.id))
        view.answered.connect(partial(self._on_answer, workspace.id))
        view.connect_requested.connect(lambda: self.connect_organization(None))
        view.forget_confirmed.connect(partial(self._forget, workspace.id))
        view.quit_requested.connect(self.quit)
        self._views[workspace.id] = view
        self._stack.addWidget(view)
        self._add_choice(workspace.id)
        self._name_choices()

    def _remove(self, workspace_id: str) -> None:
        view = self._views.pop(workspace_id)
        view.end()
        if self._stack.currentWidget() is view:
            self._show(PRACTICE)
        self._stack.removeWidget(view)
        view.deleteLater()
        choice = self._actions.pop(workspace_id)
        self._menu.removeAction(choice)
        choice.deleteLater()
        self._name_choices()

    @property
    def view(self) -> WorkspaceView:
        """The workspace that is shown."""
        return self._views[self._shown]

    def show_workspace(self, workspace_id: str) -> WorkspaceView:
        """Show a workspace and return its view. The next start of the program shows it too."""
        if workspace_id != self._shown:
            self._show(workspace_id)
            self.view.restore_page()
            self._workspaces.remember_shown(workspace_id)
            announce(self, self.windowTitle())
        return self.view

    def _show(self, workspace_id: str) -> None:
        shown = self._stack.currentWidget()
        view = self._views[workspace_id]
        if shown is not view and isinstance(shown, WorkspaceView):
            shown.hide_dialogs()
        self._shown = workspace_id
        # Read before the view is shown: Qt then moves the focus to the first widget of the view.
        focus_target = view.focus_target
        self._stack.setCurrentWidget(view)
        self._actions[workspace_id].setChecked(True)
        self.setWindowTitle(workspace_texts.window_title(view.organization))
        focus_target.setFocus()
        if self._connect_dialog is None:
            view.restore_dialogs()

    def _on_event(self, event: WorkspaceEvent) -> None:
        match event:
            case WorkspaceOpened(workspace):
                self._add(workspace)
            case WorkspaceClosed(workspace):
                self._remove(workspace.id)
            case WorkspacesLoaded(unreadable, shown):
                self._on_loaded(unreadable, shown)

    def _on_loaded(self, unreadable: tuple[str, ...], shown: str) -> None:
        # A person who has begun something meanwhile is not interrupted.
        if shown in self._views and self._shown == PRACTICE and self.view.is_untouched:
            self._show(shown)
            self.view.restore_page()
        if unreadable:
            self._show_unreadable(workspace_texts.unreadable_message(unreadable))

    def _show_unreadable(self, message: Message) -> None:
        connect = QPushButton(self.tr("Connect again…"))
        connect.clicked.connect(lambda: self.connect_organization(None))
        folder = QPushButton(self.tr("Open data folder"))
        folder.clicked.connect(lambda: self._made_help().open_log_folder())
        self.view.show_notice(message, connect, folder)

    # -- connecting and forgetting an organization --------------------------------------------

    def connect_organization(self, path: Path | None) -> None:
        """Open the dialog to connect an organization by the profile at `path`.

        None lets the person choose the profile first.
        """
        self.bring_to_front()
        if self._connecting is None:
            self._connecting = self._view_factory.connecting(
                self._organizations, self._browser, self
            )
            self._connecting.began.connect(self._on_connecting)
            self._connecting.ended.connect(self._on_connecting_ended)
            self._connecting.connected.connect(self.show_connected)
        self._connecting.begin(path)

    @property
    def _connect_dialog(self) -> QDialog | None:
        """The dialog that connects an organization, None if none is open."""
        return None if self._connecting is None else self._connecting.dialog

    def _on_connecting(self) -> None:
        self.view.hide_dialogs()

    def _on_connecting_ended(self) -> None:
        self.view.restore_dialogs()

    def show_connected(self, workspace: Workspace) -> None:
        """Show the workspace of an organization that was just connected, with a notice of it."""
        message = workspace_texts.connected_message(workspace)
        self.show_workspace(workspace.id).show_notice(message)

    def _forget(self, workspace_id: str, keep_history: bool) -> None:
        when_done(
            self,
            self._organizations.forget(workspace_id, keep_history=keep_history),
            self._on_forgotten,
            partial(self._on_not_forgotten, workspace_id),
        )

    def _on_forgotten(self, forgotten: ForgottenOrganization) -> None:
        self._settings.forget(forgotten.profile.organization.key)
        self._workspaces.remember_shown(self._shown)
        self.view.show_notice(workspace_texts.forgotten_message(forgotten))

    def _on_not_forgotten(self, workspace_id: str, error: Exception) -> None:
        view = self._views.get(workspace_id)
        if view is not None:
            view.show_not_forgotten(error)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self._drop_hint is None:
            self._drop_hint = self._view_factory.drop_hint(self)
        if self._drop_hint.file(event) is not None and QApplication.activeModalWidget() is None:
            event.acceptProposedAction()
            self._drop_hint.show_over(self._stack.geometry())

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._hide_drop_hint()

    def dropEvent(self, event: QDropEvent) -> None:
        self._hide_drop_hint()
        path = None if self._drop_hint is None else self._drop_hint.file(event)
        if path is not None:
            event.acceptProposedAction()
            self.connect_organization(path)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._hide_drop_hint()

    def _hide_drop_hint(self) -> None:
        if self._drop_hint is not None:
            self._drop_hint.hide()

    # -- in front, and closed -----------------------------------------------------------------

    def return_from_browser(self, workspace_id: str) -> None:
        """Show the credential that the browser answered for; the person chose to return to it."""
        view = self._views.get(workspace_id)
        if view is None:
            self.bring_to_front()
        else:
            view.return_from_browser()

    def _bring_view(self, workspace_id: str) -> None:
        self.show_workspace(workspace_id)
        self.bring_to_front()

    def bring_to_front(self) -> None:
        """Raise and activate the window or its open dialog, and alert the person.

        The alert is needed where the window manager refuses to raise a window, as under Wayland.
        """
        self._ending = False
        front: QWidget = self._connect_dialog or self.view.wizard or self
        for window in dict.fromkeys((self, front)):
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
        front.activateWindow()
        QApplication.alert(front)

    def _on_answer(self, workspace_id: str, credential_id: str) -> None:
        if self._ending:
            self._end_if_wanted()
        elif self._views[workspace_id].has_wizard(credential_id):
            # The browser covers this window now.
            self._bring_view(workspace_id)
        else:
            # The person closed the wizard: alert, but do not come to the front.
            QApplication.alert(self)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._is_painted:
            self._is_painted = True
            # The pages are painted after the window, and before the event loop goes on.
            QTimer.singleShot(0, self.first_painted.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, as it does in dialogs."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, QPushButton
        ):
            focused.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            for workspace in self._workspaces.workspaces:
                workspace.commands.check_deadlines()
                workspace.commands.recheck_quietly()
        super().changeEvent(event)

    def quit(self) -> None:
        """End the program, as the person has asked; first ask whether to, if an approval waits."""
        if not self._ask_to_quit():
            self.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        # The event is spontaneous only if the person closes the window. At SIGTERM, the program
        # closes it. At the end of the session, Qt does. The person may be gone then.
        if event.spontaneous() and self._ask_to_quit():
            event.ignore()
            return
        super().closeEvent(event)
        self._settings.remember_geometry(self.normalGeometry(), is_maximized=self.isMaximized())
        self._ending = True
        if self._help is not None:
            self._help.close()
        wizard = self.view.wizard
        if wizard is not None:
            wizard.close()
        self._end_if_wanted()

    def _ask_to_quit(self) -> bool:
        """Ask whether to quit if an approval waits; return whether the person is being asked."""
        if not any(workspace.waiting for workspace in self._workspaces.workspaces):
            return False
        parent = QApplication.activeModalWidget() or self
        question = self._view_factory.quit_dialog(self._workspaces, parent)
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.accepted.connect(self.close)
        question.open()
        return True

    def _end_if_wanted(self) -> None:
        """Quit the program if its window was closed and no code is being exchanged."""
        workspaces = self._workspaces.workspaces
        if self._ending and not any(each.state.is_exchanging for each in workspaces):
            QApplication.quit()
