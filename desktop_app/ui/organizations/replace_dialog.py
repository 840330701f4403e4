"""The dialog that replaces an organization's secret for one mode, after trying the new one."""

from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.profile import Organization, Registration
from desktop_app.core.systems import System
from desktop_app.ui.organizations.busy_line import BusyLine
from desktop_app.ui.organizations.secret_dialog import SecretDialog
from desktop_app.ui.organizations.secrets_page import SecretsPage
from desktop_app.ui.results import when_done
from desktop_app.ui.texts import secret_texts
from desktop_app.workflow.organizations import Organizations
from desktop_app.workflow.ports import Browser


class ReplaceDialog(SecretDialog):
    """Replaces the secret of `registration`. `accepted` is emitted once the new one is stored."""

    def __init__(
        self,
        organizations: Organizations,
        browser: Browser,
        organization: Organization,
        registration: Registration,
        parent: QWidget,
    ) -> None:
        title = self.tr("Replace a secret")
        super().__init__(organizations, title, self.tr("Replace"), parent)
        self._organization = organization
        self._registration = registration
        self._page = SecretsPage(
            title,
            secret_texts.replacing_text(registration),
            (registration,),
            browser,
            subtitle=secret_texts.whose_text(organization, registration),
            hint=secret_texts.secret_hint,
        )
        self._page.changed.connect(self.show_missing)
        self.body.addWidget(self._page)
        self.size_for(lines=15)
        self.show_missing()
        self._page.focus_first()

    def organization_id(self) -> str:
        return self._organization.key

    def registration(self, system: System) -> Registration:
        return self._registration

    def missing(self) -> str:
        return self._page.missing

    def typed(self) -> tuple[Registration, ...]:
        return self._page.typed

    def unchanged_text(self) -> str:
        return secret_texts.current_stays_text(self._registration)

    def submit(self, place: SecretPlace) -> None:
        system = self._registration.system
        secret = self._page.secrets[system]
        replacing = self.organizations.replace_secret(
            self._organization.key, system, secret, place, self.show_progress
        )
        when_done(
            self,
            replacing,
            lambda _: self.accept(),
            lambda error: self.show_failed(error, system),
        )

    def place_busy_line(self, line: BusyLine | None, system: System | None) -> None:
        self._page.show_busy(line, system)

    def show_failure(self, system: System | None, refused: str) -> None:
        self._page.show_failure(self.failure, system, refused)

    def wipe(self) -> None:
        self._page.wipe()
