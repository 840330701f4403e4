"""The dialog that connects an organization: its profile, the hosts in it, and its secrets."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QPushButton, QStackedWidget, QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.profile import Profile, ProfileError, Registration
from desktop_app.core.systems import System
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.anyway_dialog import AnywayDialog
from desktop_app.ui.organizations.busy_line import BusyLine
from desktop_app.ui.organizations.choose_page import ChoosePage
from desktop_app.ui.organizations.dialog_page import DialogPage
from desktop_app.ui.organizations.hosts_page import HostsPage
from desktop_app.ui.organizations.problems_page import ProblemsPage
from desktop_app.ui.organizations.secret_dialog import SecretDialog
from desktop_app.ui.organizations.secrets_page import SecretsPage
from desktop_app.ui.results import when_done
from desktop_app.ui.texts import organization_texts, profile_texts, secret_texts
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.scrolling import bring_into_sight
from desktop_app.ui.wizard.stepper import Stepper
from desktop_app.workflow.organizations import OpenedProfile, Organizations
from desktop_app.workflow.ports import Browser
from desktop_app.workflow.workspace import Workspace


class ConnectDialog(SecretDialog):
    """Connects an organization in three steps: the profile, its hosts, and its secrets.

    A profile that needs no secret has no third step. `connected` carries the organization's
    `Workspace`. `folder` is the folder in which a file is chosen.
    """

    connected = Signal(object)

    def __init__(
        self, organizations: Organizations, browser: Browser, folder: str, parent: QWidget
    ) -> None:
        super().__init__(
            organizations, self.tr("Connect an organization"), self.tr("Connect"), parent
        )
        self._browser = browser
        self.folder = folder
        self._path = Path()
        self._opened: OpenedProfile | None = None
        self._hosts: HostsPage | None = None
        self._secrets: SecretsPage | None = None
        # Whether the person wants this profile although Stripe refuses something in it.
        self._anyway = False
        self.failure.anyway_wanted.connect(self._ask_anyway)
        self._choose = ChoosePage(browser, self._stepper(1))
        self._choose.file_wanted.connect(self._choose_file)
        self._choose.chosen.connect(self.read)
        self._pages = QStackedWidget()
        self._pages.addWidget(self._choose)
        self.body.addWidget(self._pages)
        self._another = QPushButton(self.tr("Choose another file…"))
        self._another.clicked.connect(self._choose_file)
        # The same where a file can't be used, and where it is hardly the right one, or not there.
        self._instead = QPushButton(self._another.text())
        self._instead.clicked.connect(self._choose_file)
        self._other = PrimaryButton(self._another.text())
        self._other.clicked.connect(self._choose_file)
        self._back = QPushButton(self.tr("Back"))
        self._back.clicked.connect(self._show_hosts)
        self._again = QPushButton(self.tr("Read again"))
        self._again.clicked.connect(self._read_again)
        self._next = PrimaryButton(self.tr("Next"))
        self._next.clicked.connect(self._show_secrets)
        for button in (self._back, self._again, self._another):
            self.footer.add_at_start(button)
        for button in (self._next, self._instead, self._other):
            self.footer.add_at_end(button)
        self.size_for(lines=30)
        self._show_page(self._choose, default=self._choose.choose)

    def _stepper(self, current: int) -> Stepper:
        profile = None if self._opened is None else self._opened.profile
        return Stepper(organization_texts.connect_steps(profile), current)

    # -- the profile --------------------------------------------------------------------------

    @property
    def wants_profile(self) -> bool:
        """Whether the dialog waits for the person to choose a profile."""
        return self._pages.currentWidget() is self._choose and not self._choose.is_reading

    def _choose_file(self) -> None:
        dialog = QFileDialog(
            self,
            self.tr("Choose a connection profile"),
            self.folder,
            self.tr("Connection profiles (*.toml);;All files (*)"),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self._take(Path(chosen)))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, path: Path) -> None:
        self.unless_typed(lambda: self.read(path))

    def _read_again(self) -> None:
        self.read(self._path)

    def read(self, path: Path) -> None:
        """Read the profile at `path`. What was typed for another profile is wiped."""
        self.wipe()
        self._path = path
        self.folder = str(path.parent)
        self._opened, self._hosts, self._secrets = None, None, None
        for shown in (self.failure, self.busy):
            # The page that shows it is deleted.
            shown.setParent(self)
            shown.hide()
        self._choose.show_reading()
        self._show_page(self._choose)
        when_done(self, self.organizations.open_profile(path), self._on_opened, self._on_not_opened)

    def _on_opened(self, opened: OpenedProfile) -> None:
        self._opened = opened
        self._anyway = False
        self._hosts = HostsPage(opened, self._stepper(2))
        self._hosts.changed.connect(self.show_missing)
        self._secrets = self._make_secrets(opened.profile)
        self._show_hosts()
        announce(self, organization_texts.profile_read_text(opened.profile))

    def _make_secrets(self, profile: Profile) -> SecretsPage | None:
        if all(registration.secret_kind is None for registration in profile.registrations):
            return None
        page = SecretsPage(
            secret_texts.enter_text(profile.registrations),
            secret_texts.secrets_text(profile),
            profile.registrations,
            self._browser,
            self._stepper(3),
            hint=lambda each: secret_texts.secret_hint(each, profile.registrations),
        )
        page.changed.connect(self.show_missing)
        self._pages.addWidget(page)
        return page

    def _on_not_opened(self, error: Exception) -> None:
        problems = error.problems if isinstance(error, ProfileError) else ()
        page = ProblemsPage(self._path, problems, self._stepper(1))
        another, default = self._instead, page.copy_report
        if default is None or profile_texts.is_no_profile(problems):
            another = default = self._other
        self._show_page(page, self._again, another, default=default)
        default.setFocus()
        announce(self, organization_texts.profile_refused_message(problems).title)

    # -- the steps ----------------------------------------------------------------------------

    def _show_page(
        self, page: QWidget, *buttons: QPushButton, default: QPushButton | None = None
    ) -> None:
        """Show a page, and `buttons` beside *Cancel*."""
        if self._pages.indexOf(page) < 0:
            self._pages.addWidget(page)
        self._pages.setCurrentWidget(page)
        kept = (self._choose, self._hosts, self._secrets, page)
        for other in map(self._pages.widget, reversed(range(self._pages.count()))):
            if other is not None and other not in kept:
                self._pages.removeWidget(other)
                other.deleteLater()
        every = (
            self._another,
            self._back,
            self._again,
            self._next,
            self._instead,
            self._other,
            self.confirm,
        )
        for button in every:
            button.setVisible(button in buttons)
            button.setDefault(False)
        if default is not None:
            default.setDefault(True)
        self.show_missing()

    def _show_hosts(self) -> None:
        if self._hosts is not None:
            last = self.confirm if self._secrets is None else self._next
            self._show_page(self._hosts, self._another, last, default=last)
            if not self._hosts.focus_first():
                last.setFocus()
            self._announce_step(self._hosts)

    def _show_secrets(self) -> None:
        if self._secrets is not None:
            self._show_page(self._secrets, self._back, self.confirm, default=self.confirm)
            self._secrets.focus_first()
            self._announce_step(self._secrets)

    def _announce_step(self, page: DialogPage) -> None:
        if page.stepper is not None:
            announce(self, page.stepper.words())

    # -- the secrets --------------------------------------------------------------------------

    def organization_id(self) -> str:
        return "" if self._opened is None else self._opened.profile.organization.key

    def registration(self, system: System) -> Registration:
        if self._opened is None:
            raise KeyError(system)
        return self._opened.profile.registration(system)

    def missing(self) -> str:
        if self._hosts is None:
            return self.tr("There is no profile yet.")
        if self._hosts.missing or self._secrets is None:
            return self._hosts.missing
        return self._secrets.missing

    def typed(self) -> tuple[Registration, ...]:
        return () if self._secrets is None else self._secrets.typed

    def note(self) -> str:
        if self._hosts is None:
            return ""
        # Before the last step, the secrets are not asked for yet.
        is_last = self._pages.currentWidget() is self._secrets
        return self.missing() if is_last else self._hosts.missing

    def show_missing(self) -> None:
        super().show_missing()
        self._next.setEnabled(self._hosts is not None and not self._hosts.missing)

    def unchanged_text(self) -> str:
        return organization_texts.nothing_stored_text()

    def submit(self, place: SecretPlace) -> None:
        if self._opened is not None:
            secrets = {} if self._secrets is None else self._secrets.secrets
            connecting = self.organizations.connect(
                self._opened, secrets, place, self.show_progress, anyway=self._anyway
            )
            when_done(self, connecting, self._on_connected, self.show_failed)

    def _ask_anyway(self) -> None:
        question = AnywayDialog(self)
        question.accepted.connect(self._connect_anyway)
        question.finished.connect(question.deleteLater)
        question.open()

    def _connect_anyway(self) -> None:
        self._anyway = True
        self.try_and_store(self.place)

    def _on_connected(self, workspace: Workspace) -> None:
        self.connected.emit(workspace)
        self.accept()

    def place_busy_line(self, line: BusyLine | None, system: System | None) -> None:
        if self._secrets is not None:
            self._secrets.show_busy(line, system)
        elif self._hosts is not None:
            self._hosts.show_busy(line)
        self._another.setEnabled(line is None)
        self._back.setEnabled(line is None)

    def show_failure(self, system: System | None, refused: str) -> None:
        if self._secrets is not None:
            self._secrets.show_failure(self.failure, system, refused)
        elif self._hosts is not None:
            self._hosts.show_below_title(self.failure)
            bring_into_sight(self.failure)

    def wipe(self) -> None:
        if self._secrets is not None:
            self._secrets.wipe()
