"""The contents of a connection profile as widgets: its organization, hosts and modes."""

from collections.abc import Collection, Sequence

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.core.profile import Host, Profile, Registration
from desktop_app.ui import theme
from desktop_app.ui.texts import profile_texts
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.buttons import make_strong
from desktop_app.ui.widgets.chips import Chip, ChipLabel, Shape
from desktop_app.ui.widgets.facts import Facts, show_fact
from desktop_app.ui.widgets.labels import TextLabel, selectable, wrapped
from desktop_app.ui.widgets.panels import IconWidget

translate = QCoreApplication.translate


class HostList(QWidget):
    """Lists hosts of a profile: what each is for, its name, and what is sent to it.

    Hosts that are not Stripe's are marked, and so are new ones. `known` are the hosts of the
    profile that is in use now, None if no profile is.
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
        title = TextLabel(profile_texts.host_title(host))
        make_strong(title)
        head = QHBoxLayout()
        head.setSpacing(theme.S)
        head.addWidget(title)
        if is_new:
            mark = ChipLabel()
            mark.show_chip(Chip(profile_texts.new_text(), Shape.DISC, Tone.INFO))
            head.addWidget(mark)
        head.addStretch(1)
        name = selectable()
        show_fact(name, profile_texts.host_name(host))
        name.setAccessibleName(title.text())
        use = profile_texts.host_text(
            host, keys=profile.sends_key_to(host), token=profile.sends_token_to(host)
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS // 2)
        column.addLayout(head)
        column.addWidget(name)
        reading = profile_texts.host_reading(host)
        if reading:
            column.addWidget(wrapped(reading))
        warning = profile_texts.host_warning(host)
        if warning:
            column.addLayout(_warning_row(warning))
        column.addWidget(wrapped(use, tone=Tone.QUIET))


def _warning_row(text: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setContentsMargins(0, theme.XS // 2, 0, theme.XS // 2)
    row.setSpacing(theme.S)
    row.addWidget(IconWidget("warning", Tone.WARNING, theme.L), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(wrapped(text, tone=Tone.WARNING), 1)
    return row


def organization_facts(profile: Profile, name: str) -> Facts:
    """Return the name and the ids of a profile's organization, as labels and values.

    `name` is the label of the name. The organization's id at m3ter is shown if it is another one.
    """
    facts = Facts()
    facts.add(name, profile.organization.name)
    facts.add(translate("Profile", "ID"), profile.organization.id)
    if profile.m3ter.organization_id != profile.organization.id:
        facts.add(translate("Profile", "m3ter organization"), profile.m3ter.organization_id)
    return facts


def mode_facts(registration: Registration) -> Facts:
    """Return the registration of the platform for one mode, as labels and values."""
    facts = Facts()
    _add_registration(facts, registration)
    if registration.prefill:
        values = [profile_texts.prefill_text(*each) for each in registration.prefill]
        facts.add(translate("Profile", "Filled in at Stripe"), "\n".join(values))
    return facts


def registration_facts(profile: Profile) -> QWidget:
    """Return the client IDs and redirect URIs of a profile, below the name of each system."""
    every = []
    for registration in profile.registrations:
        facts = Facts()
        _add_registration(facts, registration)
        every.append((registration, facts))
    return _by_system(every)


def prefill_facts(profile: Profile) -> QWidget:
    """Return what Stripe fills in for a new account, below the name of each system."""
    every = []
    for registration in profile.registrations:
        facts = Facts()
        for field, value in registration.prefill:
            facts.add(profile_texts.prefill_label(field), value)
        if registration.prefill:
            every.append((registration, facts))
    return _by_system(every)


def _by_system(every: Sequence[tuple[Registration, Facts]]) -> QWidget:
    whole = QWidget()
    column = QVBoxLayout(whole)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(theme.XS)
    for number, (registration, facts) in enumerate(every):
        if number:
            column.addSpacing(theme.S)
        name = TextLabel(registration.system.label)
        make_strong(name)
        column.addWidget(name)
        column.addWidget(facts)
    return whole


def _add_registration(facts: Facts, registration: Registration) -> None:
    facts.add(translate("Profile", "Client ID"), registration.client_id)
    uris = [route.redirect_uri for route in registration.routes]
    facts.add(Plural.tr("Redirect URIs", None, len(uris)), "\n".join(uris))
