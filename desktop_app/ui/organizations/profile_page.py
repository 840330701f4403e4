"""The page for a connection profile that can be used: its contents, and fields for secrets."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.organizations.profile_facts import HostList, mode_facts, organization_facts
from desktop_app.ui.organizations.secret_field import SecretField
from desktop_app.ui.texts import organization_texts, profile_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import TextLabel
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.scrolling import fill_scrolling
from desktop_app.workflow.organizations import OpenedProfile


class ProfilePage(QWidget):
    """Asks whether the person knows the hosts, and asks for the secrets.

    `changed` is emitted when the person has entered something.
    """

    changed = Signal()

    def __init__(self, opened: OpenedProfile) -> None:
        super().__init__()
        profile, known = opened.profile, opened.known
        self._fields: dict[System, SecretField] = {}
        self._agree: QCheckBox | None = None
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(TextLabel(self.tr("Connect an organization"), TextStyle.TITLE))
        if known is not None:
            message = organization_texts.known_message(profile, known)
            panel = InfoPanel()
            panel.show_message(message.tone, message.title, message.text)
            column.addWidget(panel)
        facts = organization_facts(profile)
        facts.add(self.tr("File"), profile_texts.file_text(opened.path))
        column.addWidget(facts)
        column.addSpacing(theme.S)
        column.addWidget(TextLabel(self.tr("Hosts that receive data"), TextStyle.SECTION))
        column.addWidget(HostList(profile.hosts, None if known is None else known.hosts))
        unknown = {host.name for host in profile.hosts if host.needs_confirmation}
        if unknown:
            self._agree = QCheckBox(organization_texts.agree_text(len(unknown)))
            self._agree.toggled.connect(self.changed)
            column.addWidget(self._agree)
        for registration in profile.registrations:
            column.addSpacing(theme.S)
            column.addWidget(TextLabel(registration.system.label, TextStyle.SECTION))
            column.addWidget(mode_facts(registration))
            if registration.secret_kind is not None:
                field = SecretField(registration)
                field.changed.connect(self.changed)
                column.addWidget(field)
                self._fields[registration.system] = field
        column.addStretch(1)
        self._area = fill_scrolling(self, content)

    @property
    def missing(self) -> str:
        """What the person has still to enter, in words; empty if nothing is missing."""
        if self._agree is not None and not self._agree.isChecked():
            return organization_texts.not_agreed_text()
        return next((field.missing for field in self._fields.values() if field.missing), "")

    @property
    def secrets(self) -> dict[System, Secret]:
        """The valid secrets that were entered, by their systems."""
        return {
            system: field.secret
            for system, field in self._fields.items()
            if field.secret is not None
        }

    def focus_first(self) -> None:
        """Give the focus to the first field, without scrolling."""
        first = self._agree or next(iter(self._fields.values()), None)
        if first is not None:
            first.setFocus()

    def focus_secret(self, system: System) -> None:
        """Give the focus to the secret of a system, if it has one."""
        field = self._fields.get(system)
        if field is not None:
            field.setFocus()
            self._area.ensureWidgetVisible(field)

    def show_busy(self, busy: bool) -> None:
        """Turn the fields off while the secrets are being tried."""
        if self._agree is not None:
            self._agree.setEnabled(not busy)
        for field in self._fields.values():
            field.setEnabled(not busy)

    def wipe(self) -> None:
        """Clear the secrets from their fields."""
        for field in self._fields.values():
            field.wipe()
