"""The dialog that connects an organization: shows its profile and asks for its secrets."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.profile import ProfileError, Registration
from desktop_app.core.systems import System
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.problems_page import ProblemsPage
from desktop_app.ui.organizations.profile_page import ProfilePage
from desktop_app.ui.organizations.secret_dialog import SecretDialog
from desktop_app.ui.results import when_done
from desktop_app.ui.texts import organization_texts
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.panels import EmptyState
from desktop_app.workflow.organizations import OpenedProfile, Organizations
from desktop_app.workflow.workspace import Workspace


class ConnectDialog(SecretDialog):
    """Connects the organization of the profile at `path`.

    `connected` carries the organization's `Workspace`. `another_wanted` asks to choose another
    profile.
    """

    connected = Signal(object)
    another_wanted = Signal()

    def __init__(self, organizations: Organizations, path: Path, parent: QWidget) -> None:
        super().__init__(
            organizations, self.tr("Connect an organization"), self.tr("Connect"), parent
        )
        self._path = path
        self._opened: OpenedProfile | None = None
        self._page: ProfilePage | None = None
        # Whether the person wants this profile although Stripe refuses something in it.
        self._anyway = False
        self.failure.anyway_wanted.connect(self._connect_anyway)
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
        """Read the file, again if the person has corrected it."""
        self._again.setEnabled(False)
        when_done(
            self, self.organizations.open_profile(self._path), self._on_opened, self._on_not_opened
        )

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

    def _on_opened(self, opened: OpenedProfile) -> None:
        self._opened = opened
        self._anyway = False
        self._page = ProfilePage(opened)
        self._page.changed.connect(self.show_missing)
        self._show_page(self._page, is_good=True)
        announce(self, organization_texts.profile_read_text(opened.profile))

    def _on_not_opened(self, error: Exception) -> None:
        problems = error.problems if isinstance(error, ProfileError) else ()
        self._show_page(ProblemsPage(self._path, problems), is_good=False)
        announce(self, organization_texts.profile_refused_message(len(problems)).title)

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
            connecting = self.organizations.connect(
                self._opened, self._page.secrets, place, self.show_progress, anyway=self._anyway
            )
            when_done(self, connecting, self._on_connected, self.show_failed)

    def _connect_anyway(self) -> None:
        self._anyway = True
        self.try_and_store(self.place)

    def _on_connected(self, workspace: Workspace) -> None:
        self.connected.emit(workspace)
        self.accept()

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
