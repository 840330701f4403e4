"""The pieces of one workspace's workflow that approvals, answers, denials and removals share."""

from dataclasses import dataclass

from desktop_app.workflow.deadlines import Deadlines
from desktop_app.workflow.keychain_entries import KeychainEntries
from desktop_app.workflow.pending_attempts import PendingAttempts
from desktop_app.workflow.platform_secrets import PlatformSecrets
from desktop_app.workflow.ports import Ports
from desktop_app.workflow.progress import Progress
from desktop_app.workflow.revocation import Revocation
from desktop_app.workflow.session_secrets import SessionSecrets
from desktop_app.workflow.workspace_state import WorkspaceState


@dataclass(frozen=True, slots=True)
class Services:
    """One of each; whoever gets them sees the same board, and the same attempts."""

    ports: Ports
    state: WorkspaceState
    progress: Progress
    attempts: PendingAttempts
    entries: KeychainEntries
    platform: PlatformSecrets
    session: SessionSecrets
    deadlines: Deadlines
    revocation: Revocation


def make_services(ports: Ports) -> Services:
    """Return new pieces for what is outside."""
    state = WorkspaceState(ports.clock, ports.os_user, ports.on_account_elsewhere)
    attempts = PendingAttempts(ports.receiver)
    progress = Progress(state, attempts)
    entries = KeychainEntries(ports.tasks, ports.keychain, ports.store)
    platform = PlatformSecrets(ports, entries)
    session = SessionSecrets(ports, state, entries)
    return Services(
        ports=ports,
        state=state,
        progress=progress,
        attempts=attempts,
        entries=entries,
        platform=platform,
        session=session,
        deadlines=Deadlines(ports, state, progress, attempts),
        revocation=Revocation(ports, state, progress, attempts, session, platform),
    )
