"""Factories of the adapters that the first page does not need; each imports what it makes."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlsplit

from PySide6.QtCore import QObject, Qt

from desktop_app.core.account import Account
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.profile import Profile, Registration
from desktop_app.core.receiver_event import ReceiverEvent
from desktop_app.core.registration_problem import RegistrationProblem
from desktop_app.core.secret import Secret
from desktop_app.system import paths
from desktop_app.system.paths import DataPaths
from desktop_app.system.window_settings import StoredProgram
from desktop_app.ui.texts import program_texts
from desktop_app.workflow.ports import (
    ApprovalBrowser,
    Browser,
    Documents,
    FileManager,
    Keychain,
    Notifications,
    Store,
    StripeGateway,
    Tasks,
)

if TYPE_CHECKING:
    from desktop_app.app.first_use import FirstUse
    from desktop_app.app.practice_clients import PracticeClients
    from desktop_app.loopback.receiver import LoopbackReceiver
    from desktop_app.m3ter.gateway import OrganizationM3ter
    from desktop_app.net.network import Network
    from desktop_app.storage.m3ter_store import SqliteM3terStore
    from desktop_app.storage.organization_repository import SqliteOrganizationRepository
    from desktop_app.storage.store import SqliteStore
    from desktop_app.system.reachability import Reachability
    from desktop_app.system.resume import ResumeSignal
    from desktop_app.ui.help.help import HelpPorts
    from desktop_app.ui.program_settings.settings import SettingsPorts


def practice_store(path: Path) -> "SqliteStore":
    """Return the Practice workspace's database, a file at `path`."""
    from desktop_app.storage.store import SqliteStore

    return SqliteStore(path)


def organization_repository(folder: Path) -> "SqliteOrganizationRepository":
    """Return the organizations' databases, the files in `folder`."""
    from desktop_app.storage.organization_repository import SqliteOrganizationRepository

    return SqliteOrganizationRepository(folder)


def keychain() -> Keychain:
    """Return the operating system's keychain."""
    from desktop_app.storage.keychain import SystemKeychain

    return SystemKeychain()


def documents() -> Documents:
    """Return the writer of the files that a person asks for."""
    from desktop_app.system.documents import LocalDocuments

    return LocalDocuments()


def notifications(are_wanted: Callable[[], bool], parent: QObject) -> Notifications:
    """Return the desktop's notifications, of which each is shown if `are_wanted` returns True."""
    from desktop_app.system.notifications import NotificationsIfWanted, desktop_notifications

    shown = desktop_notifications(program_texts.open_label(), parent)
    return NotificationsIfWanted(shown, are_wanted)


def approval_browser(default: Browser, settings: StoredProgram) -> ApprovalBrowser:
    """Return what opens the links of approvals, as the settings say."""
    from desktop_app.system.approval_browser import ChosenBrowser

    return ChosenBrowser(default, settings)


def file_manager() -> FileManager:
    """Return the desktop's file manager."""
    from desktop_app.system.file_manager import DesktopFileManager

    return DesktopFileManager()


def help_ports(log: Path, tasks: Tasks, keychain: Keychain) -> "HelpPorts":
    """Return the ports of the Help menu; `log` is the path of the log."""
    from desktop_app.system.program_info import InstalledProgram
    from desktop_app.ui.help.help import HelpPorts
    from desktop_app.workflow.support import Support

    program = InstalledProgram(log)
    support = Support(tasks, keychain, program)
    return HelpPorts(program, support, file_manager(), paths.documents(), log.parent)


def settings_ports(
    settings: StoredProgram,
    show_scheme: Callable[[Qt.ColorScheme], None],
    data: DataPaths,
    tasks: Tasks,
    keychain: Keychain,
) -> "SettingsPorts":
    """Return the ports of the program's settings; for `show_scheme`, see `SettingsPorts`."""
    from desktop_app.system.approval_browser import can_start
    from desktop_app.system.program_info import InstalledProgram
    from desktop_app.ui.program_settings.settings import SettingsPorts
    from desktop_app.workflow.support import Support

    support = Support(tasks, keychain, InstalledProgram(data.log))
    return SettingsPorts(
        settings,
        show_scheme,
        can_start,
        file_manager(),
        support.keychain_backend,
        data.folder,
    )


def receiver(on_event: Callable[[ReceiverEvent], None], parent: QObject) -> "LoopbackReceiver":
    """Return the local server that browsers come back to; see `LoopbackReceiver`."""
    from desktop_app.app.receiver_texts import receiver_texts
    from desktop_app.loopback.receiver import LoopbackReceiver
    from desktop_app.system.peers import refused_peer

    return LoopbackReceiver(receiver_texts(), on_event, refused_peer, parent=parent)


def practice_clients(folder: Path) -> "PracticeClients":
    """Return the clients of the stand-in for Stripe, which keeps its grants in `folder`."""
    from desktop_app.app.practice_clients import PracticeClients
    from desktop_app.system.peers import refused_peer

    return PracticeClients(folder, lambda peer, own: refused_peer(peer, own) is None)


def network(ca_file: Path | None) -> "Network":
    """Return the way out of this computer; `ca_file` has more certificates to trust (PEM)."""
    from desktop_app.net.network import Network
    from desktop_app.system.proxies import system_proxy

    return Network(system_proxy, ca_file)


def organization_stripe(profile: Profile, ca_file: Path | None) -> StripeGateway:
    """Return Stripe as an organization's workspace reaches it."""
    from desktop_app.stripe.gateway import OrganizationStripe

    return OrganizationStripe(profile, network(ca_file))


def m3ter_store(store: Store) -> "SqliteM3terStore":
    """Return what is stored of m3ter in a workspace's database."""
    from desktop_app.storage.m3ter_store import SqliteM3terStore

    # Every store that this module makes is one.
    return SqliteM3terStore(cast("SqliteStore", store))


def practice_m3ter(clients: "FirstUse[PracticeClients]") -> "OrganizationM3ter":
    """Return m3ter as the Practice workspace reaches it: the stand-in on this computer."""
    from desktop_app.m3ter.gateway import OrganizationM3ter

    def is_running() -> bool:
        return clients.made is not None and clients.made.is_running

    return OrganizationM3ter(
        lambda: clients.get().m3ter_base(),
        lambda: clients.get().m3ter_proposal(),
        is_running,
        is_stand_in=True,
    )


def organization_m3ter(profile: Profile, ca_file: Path | None) -> "OrganizationM3ter":
    """Return m3ter as an organization's workspace reaches it."""
    from desktop_app.m3ter.gateway import OrganizationM3ter
    from desktop_app.workflow.m3ter_ports import Proposal

    service = profile.m3ter
    host, is_stand_in = urlsplit(service.api_base).netloc, bool(service.stand_in)
    proposal = Proposal(service.organization_id, host, is_stand_in=is_stand_in)
    return OrganizationM3ter(
        lambda: service.api_base,
        lambda: proposal,
        network=network(ca_file),
        is_stand_in=is_stand_in,
    )


def try_secret(
    registration: Registration,
    secret: Secret | None,
    seconds_left: SecondsLeft,
    ca_file: Path | None,
) -> Account | None:
    """Try an organization's secret; see `stripe.gateway.try_secret`."""
    from desktop_app.net.time_limits import TimeLimits
    from desktop_app.stripe import gateway

    limits = TimeLimits(seconds_left=seconds_left)
    return gateway.try_secret(registration, secret, network(ca_file), limits)


def try_registration(
    registration: Registration, seconds_left: SecondsLeft, ca_file: Path | None
) -> tuple[RegistrationProblem, ...]:
    """Try what Stripe's approval page refuses; see `stripe.gateway.try_registration`."""
    from desktop_app.net.time_limits import TimeLimits
    from desktop_app.stripe import gateway

    limits = TimeLimits(seconds_left=seconds_left).within(seconds=4.0, one_try=5.0)
    return gateway.try_registration(registration, network(ca_file), limits)


def read_profile(path: Path) -> str:
    """Return the text of a connection profile; see `profiles.files.read_profile_file`."""
    from desktop_app.profiles.files import read_profile_file

    return read_profile_file(path)


def parse_profile(text: str) -> Profile:
    """Return what a connection profile says; see `profiles.reading.parse_profile`."""
    from desktop_app.profiles import reading

    return reading.parse_profile(text)


def resume_signal(
    on_resume: Callable[[], None], on_silence: Callable[[], None], parent: QObject
) -> "ResumeSignal":
    """Return the signal of a resume from sleep; see `ResumeSignal`."""
    from desktop_app.system.resume import ResumeSignal

    return ResumeSignal(on_resume, on_silence, parent)


def reachability(on_back: Callable[[], None], parent: QObject) -> "Reachability":
    """Return what calls `on_back` when the network may be back; see `Reachability`."""
    from desktop_app.system.reachability import Reachability

    return Reachability(on_back, parent)


def check_certificates(path: str) -> None:
    """Raise OSError or ValueError unless the file at `path` holds certificates (PEM)."""
    import ssl

    ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(path)
