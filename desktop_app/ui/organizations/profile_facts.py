"""The contents of a connection profile as widgets: its organization, hosts and modes."""

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from desktop_app.core.profile import Host, Profile, Registration
from desktop_app.ui import theme
from desktop_app.ui.texts import profile_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import make_strong
from desktop_app.ui.widgets.facts import Facts, show_fact
from desktop_app.ui.widgets.labels import TextLabel, selectable, wrapped
from desktop_app.ui.widgets.panels import IconWidget

translate = QCoreApplication.translate


class HostList(QWidget):
    """Lists hosts of a profile, with what is sent to each.

    Hosts that are not Stripe's are marked. `known` are the hosts of the profile that is in use now,
    None if no profile is.
    """

    def __init__(
        self, profile: Profile, hosts: Collection[Host], known: Collection[Host] | None = None
    ) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        for host in hosts:
            is_new = known is not None and host not in known
            column.addWidget(_HostRow(host, profile, is_new=is_new))


class _HostRow(QWidget):
    def __init__(self, host: Host, profile: Profile, *, is_new: bool) -> None:
        super().__init__()
        quiet = not host.needs_confirmation
        icon = (
            IconWidget("stripe", Tone.QUIET, theme.L)
            if quiet
            else IconWidget("warning", Tone.WARNING, theme.L)
        )
        name = wrapped(profile_texts.host_title(host, is_new=is_new))
        make_strong(name)
        text = selectable()
        text.set_tone(Tone.QUIET)
        show_fact(text, profile_texts.host_text(host, keys=profile.sends_key_to(host)))
        text.setAccessibleName(without_isolates(name.text()))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.S)
        grid.setVerticalSpacing(0)
        grid.addWidget(icon, 0, 0, Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(name, 0, 1)
        grid.addWidget(text, 1, 1)
        grid.setColumnStretch(1, 1)


def organization_facts(profile: Profile, name: str) -> Facts:
    """Return the name and the id of a profile's organization, as labels and values.

    `name` is the label of the name.
    """
    facts = Facts()
    facts.add(name, profile.organization.name)
    facts.add(translate("Profile", "ID"), profile.organization.id)
    return facts


def mode_facts(registration: Registration) -> Facts:
    """Return the registration of the platform for one mode, as labels and values."""
    facts = Facts()
    _add_registration(facts, registration)
    if registration.prefill:
        facts.add(translate("Profile", "Filled in at Stripe"), _prefill(registration))
    return facts


def registration_facts(profile: Profile) -> QWidget:
    """Return the client IDs and redirect URIs of a profile, below the name of each system."""
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.S)
    for registration in profile.registrations:
        facts = Facts()
        _add_registration(facts, registration)
        column.addWidget(TextLabel(registration.system.label, TextStyle.SECTION))
        column.addWidget(facts)
    return whole


def prefill_facts(profile: Profile) -> Facts:
    """Return what Stripe fills in for a new account, for each system that has such values."""
    facts = Facts()
    for registration in profile.registrations:
        if registration.prefill:
            facts.add(registration.system.label, _prefill(registration))
    return facts


def _add_registration(facts: Facts, registration: Registration) -> None:
    facts.add(translate("Profile", "Client ID"), registration.client_id)
    uris = [route.redirect_uri for route in registration.routes]
    facts.add(Plural.tr("Redirect URIs", None, len(uris)), "\n".join(uris))


def _prefill(registration: Registration) -> str:
    return "\n".join(f"{field}: {value}" for field, value in registration.prefill)
