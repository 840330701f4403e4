"""The dialog that replaces an organization's secret for one mode, after trying the new one."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.profile import Organization, Registration
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.organizations.secret_dialog import SecretDialog
from desktop_app.ui.organizations.secret_field import SecretField
from desktop_app.ui.results import when_done
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.workflow.organizations import Organizations


class ReplaceDialog(SecretDialog):
    """Replaces the secret of `registration`. `accepted` is emitted once the new one is stored."""

    def __init__(
        self,
        organizations: Organizations,
        organization: Organization,
        registration: Registration,
        parent: QWidget,
    ) -> None:
        super().__init__(organizations, self.tr("Replace a secret"), self.tr("Replace"), parent)
        self._organization = organization
        self._registration = registration
        self._field = SecretField(registration)
        self._field.changed.connect(self.show_missing)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, 0)
        column.setSpacing(theme.M)
        column.addWidget(TextLabel(self.tr("Replace a secret"), TextStyle.TITLE))
        column.addWidget(
            wrapped(
                fill(
                    self.tr(
                        "{organization}. The new secret is tried first. The current secret is used"
                        " until the new one is accepted."
                    ),
                    organization=organization.name,
                ),
                TextStyle.SECONDARY,
            )
        )
        column.addWidget(self._field)
        column.addStretch(1)
        self.body.addWidget(content)
        self.size_for(lines=15)
        self.show_missing()
        self._field.setFocus()

    def organization_id(self) -> str:
        return self._organization.key

    def registration(self, system: System) -> Registration:
        return self._registration

    def missing(self) -> str:
        return self._field.missing

    def submit(self, place: SecretPlace) -> None:
        secret = self._field.secret
        if secret is not None:
            system = self._registration.system
            replacing = self.organizations.replace_secret(
                self._organization.key, system, secret, place, self.show_progress
            )
            when_done(
                self,
                replacing,
                lambda _: self.accept(),
                lambda error: self.show_failed(error, system),
            )

    def show_busy_inputs(self, busy: bool) -> None:
        self._field.setEnabled(not busy)

    def focus_secret(self, system: System) -> None:
        self._field.setFocus()

    def wipe(self) -> None:
        self._field.wipe()
