"""The page that says whose profile it is, and asks whether the person knows its hosts."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout

from desktop_app.core.profile import Profile
from desktop_app.ui import theme
from desktop_app.ui.organizations.busy_line import BusyLine
from desktop_app.ui.organizations.dialog_page import DialogPage
from desktop_app.ui.organizations.folded import Folded
from desktop_app.ui.organizations.profile_facts import (
    HostList,
    organization_facts,
    prefill_facts,
    registration_facts,
)
from desktop_app.ui.texts import organization_texts, profile_texts, secret_texts
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import Card, InfoPanel, TitledCard
from desktop_app.ui.wizard.stepper import Stepper
from desktop_app.workflow.organizations import OpenedProfile


class HostsPage(DialogPage):
    """Shows each host that is not Stripe's, with what it receives. The rest is folded.

    `changed` is emitted when the person has confirmed the hosts, or no longer does.
    """

    changed = Signal()

    def __init__(self, opened: OpenedProfile, stepper: Stepper) -> None:
        profile, known = opened.profile, opened.known
        super().__init__(organization_texts.check_hosts_text(), stepper)
        self.column.setSpacing(theme.S)
        self._agree: QCheckBox | None = None
        if known is not None:
            message = organization_texts.known_message(profile, known)
            panel = InfoPanel()
            panel.show_message(message.tone, message.title, message.text)
            self.column.addWidget(panel)
        facts = organization_facts(profile, self.tr("Organization"))
        facts.add(self.tr("File"), profile_texts.file_text(opened.path))
        self.column.addWidget(facts)
        if all(registration.secret_kind is None for registration in profile.registrations):
            for registration in profile.registrations:
                self.column.addWidget(wrapped(secret_texts.no_secret_text(registration)))
        self.column.addWidget(self._hosts(profile, known))
        if any(registration.prefill for registration in profile.registrations):
            # The person must see these values: Stripe fills them in for a new account.
            card = TitledCard(self.tr("Filled in at Stripe for a new account"))
            card.column.addWidget(prefill_facts(profile))
            self.column.addWidget(card)
        registrations = Card()
        rows = QVBoxLayout(registrations)
        rows.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        rows.addWidget(registration_facts(profile))
        self.column.addWidget(Folded(self.tr("Client IDs and redirect URIs"), registrations))
        self.column.addStretch(1)

    def _hosts(self, profile: Profile, known: Profile | None) -> TitledCard:
        theirs = [host for host in profile.hosts if host.needs_confirmation]
        stripes = [host for host in profile.hosts if not host.needs_confirmation]
        known_hosts = None if known is None else known.hosts
        card = TitledCard(organization_texts.hosts_title(not_stripe=bool(theirs)))
        # In the smallest window, there is room for what is below the card, too.
        card.column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        if theirs:
            card.column.addWidget(HostList(profile, theirs, known_hosts))
        else:
            card.column.addWidget(wrapped(organization_texts.only_stripe_text()))
        gone = organization_texts.gone_hosts_text(profile, known)
        if gone:
            card.column.addWidget(wrapped(gone))
        if theirs:
            names = {host.name for host in theirs}
            self._agree = QCheckBox(organization_texts.agree_text(len(names)))
            self._agree.toggled.connect(self.changed)
            card.column.addWidget(self._agree)
        if stripes:
            name = self.tr("What Stripe’s own hosts receive")
            card.column.addWidget(Folded(name, HostList(profile, stripes, known_hosts)))
        return card

    @property
    def missing(self) -> str:
        """What the person has still to confirm, in words; empty if nothing is missing."""
        if self._agree is not None and not self._agree.isChecked():
            return organization_texts.not_agreed_text()
        return ""

    def focus_first(self) -> bool:
        """Give the focus to the check box; return whether there is one to be ticked."""
        if self._agree is None or self._agree.isChecked():
            return False
        self._agree.setFocus()
        return True

    def show_busy(self, line: BusyLine | None) -> None:
        """Turn the check box off, and show what is under way below the title.

        None instead of a line turns the check box on again.
        """
        if self._agree is not None:
            self._agree.setEnabled(line is None)
        if line is not None:
            self.show_below_title(line)
            line.show()
