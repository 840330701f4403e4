"""The services that the approvals, exchanges, checks and removals of one workspace share."""

from dataclasses import dataclass

from desktop_app.workflow.activity_log import LogEntries
from desktop_app.workflow.deadlines import Deadlines
from desktop_app.workflow.ports import Ports
from desktop_app.workflow.progress import PendingAttempts, Progress
from desktop_app.workflow.revocation import Revocation
from desktop_app.workflow.secrets import CredentialSecrets, KeychainEntries, PlatformSecrets
from desktop_app.workflow.workspace_state import WorkspaceState


@dataclass(frozen=True, slots=True)
class Services:
    """One instance of each service, all with the same ports and the same state."""

    ports: Ports
    state: WorkspaceState
    log_entries: LogEntries
    progress: Progress
    attempts: PendingAttempts
    keychain_entries: KeychainEntries
    secrets: CredentialSecrets
    platform_secrets: PlatformSecrets
    deadlines: Deadlines
    revocation: Revocation


def make_services(ports: Ports) -> Services:
    """Return new services for one workspace, with its ports."""
    state = WorkspaceState(ports.approval_ttl, ports.using_account_elsewhere)
    log_entries = LogEntries(ports.clock, ports.os_user)
    attempts = PendingAttempts(ports.receiver, state)
    progress = Progress(state)
    keychain_entries = KeychainEntries(ports.tasks, ports.keychain, ports.store)
    secrets = CredentialSecrets(ports, state, keychain_entries)
    platform_secrets = PlatformSecrets(ports, keychain_entries)
    return Services(
        ports=ports,
        state=state,
        log_entries=log_entries,
        progress=progress,
        attempts=attempts,
        keychain_entries=keychain_entries,
        secrets=secrets,
        platform_secrets=platform_secrets,
        deadlines=Deadlines(ports, state, log_entries, progress, attempts),
        revocation=Revocation(ports, state, log_entries, progress, secrets, platform_secrets),
    )
