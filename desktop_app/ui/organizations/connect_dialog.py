"""Connects an organization: shows its profile, asks for its secrets, and has them tried."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.profile import Registration
from desktop_app.core.systems import System
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.problems_page import ProblemsPage
from desktop_app.ui.organizations.profile_page import ProfilePage
from desktop_app.ui.organizations.secret_dialog import SecretDialog
from desktop_app.ui.texts import organization_texts
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.panels import EmptyState
from desktop_app.workflow.workspace_events import (
    OrganizationConnected,
    ProfileNotOpened,
    ProfileOpened,
    WorkspaceEvent,
)
from desktop_app.workflow.workspaces import Workspaces


class ConnectDialog(SecretDialog):
    """Of the profile at `path`. `another_wanted`: the person wants to choose another one."""

    another_wanted = Signal()

    def __init__(self, workspaces: Workspaces, path: Path, parent: QWidget) -> None:
        super().__init__(workspaces, self.tr("Connect an organization"), self.tr("Connect"), parent)
        self._path = path
        self._opened: ProfileOpened | None = None
        self._page: ProfilePage | None = None
        self._pages = QStackedWidget()
        self._pages.addWidget(EmptyState("clock", self.tr("Reading the profile…"), "", None))
        self.body.addWidget(self._pages)
        self._another = QPushButton(self.tr("Choose another file…"))
        self._another.setAutoDefault(False)
        self._another.clicked.connect(self.another_wanted)
        self._again = PrimaryButton(self.tr("Read again"))
        self._again.clicked.connect(self._read)
        self._again.hide()
        self.buttons.insertWidget(0, self._another)
        self.buttons.insertWidget(2, self._again)
        self.size_for(lines=36)
        self.show_missing()
        self._read()

    # -- the profile --------------------------------------------------------------------------

    def _read(self) -> None:
        """Read the file, which the person may have mended meanwhile."""
        self._again.setEnabled(False)
        self._workspaces.open_profile(self._path)

    def _show_page(self, page: QWidget, *, is_good: bool) -> None:
        before = self._pages.currentWidget()
        self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        if before is not None:
            self._pages.removeWidget(before)
            before.deleteLater()
        self._again.setVisible(not is_good)
        self._again.setEnabled(True)
        self._again.setDefault(not is_good)
        self.confirm.setVisible(is_good)
        self.confirm.setDefault(is_good)
        self.show_missing()
        if is_good:
            self._focus_first()
        else:
            self._again.setFocus()

    def _on_event(self, event: WorkspaceEvent) -> None:
        match event:
            case ProfileOpened(path) if path == self._path and self._opened is None:
                self._opened = event
                self._page = ProfilePage(event)
                self._page.changed.connect(self.show_missing)
                self._show_page(self._page, is_good=True)
                announce(self, organization_texts.profile_read_text(event.profile))
            case ProfileNotOpened(path, problems) if path == self._path:
                self._show_page(ProblemsPage(path, problems), is_good=False)
                announce(self, organization_texts.profile_refused_message(len(problems)).title)
            case OrganizationConnected(workspace) if self._is_mine(workspace.id):
                self.accept()
            case _:
                super()._on_event(event)

    # -- the secrets --------------------------------------------------------------------------

    def organization_id(self) -> str:
        return "" if self._opened is None else self._opened.profile.organization.key

    def registration(self, system: System) -> Registration:
        if self._opened is None:
            raise KeyError(system)
        return self._opened.profile.registration(system)

    def missing(self) -> str:
        return self.tr("There is no profile yet.") if self._page is None else self._page.missing

    def show_missing(self) -> None:
        super().show_missing()
        if self._page is None:
            self._reason.hide()

    def submit(self, place: SecretPlace) -> None:
        if self._opened is not None and self._page is not None:
            self._workspaces.connect(self._opened, self._page.secrets, place)

    def show_busy_inputs(self, busy: bool) -> None:
        if self._page is not None:
            self._page.show_busy(busy)
        self._another.setEnabled(not busy)

    def _focus_first(self) -> None:
        if self._page is not None:
            self._page.focus_first()

    def focus_secret(self, system: System) -> None:
        if self._page is not None:
            self._page.focus_secret(system)

    def wipe(self) -> None:
        if self._page is not None:
            self._page.wipe()
