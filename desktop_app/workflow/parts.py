"""The pieces of one workspace's workflow that approvals, answers, denials and removals share."""

from dataclasses import dataclass

from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.deadlines import Deadlines
from desktop_app.workflow.entries import Entries
from desktop_app.workflow.platform_secrets import PlatformSecrets
from desktop_app.workflow.ports import Outside
from desktop_app.workflow.progress import Progress
from desktop_app.workflow.revocation import Revocation
from desktop_app.workflow.session import SessionSecrets


@dataclass(frozen=True, slots=True)
class Parts:
    """One of each; whoever gets them sees the same board, and the same attempts."""

    outside: Outside
    board: Board
    progress: Progress
    attempts: Attempts
    entries: Entries
    platform: PlatformSecrets
    session: SessionSecrets
    deadlines: Deadlines
    revocation: Revocation


def make_parts(outside: Outside) -> Parts:
    """Return new pieces for what is outside."""
    board = Board(outside.clock, outside.os_user, outside.elsewhere)
    attempts = Attempts(outside.receiver)
    progress = Progress(board, attempts)
    entries = Entries(outside.tasks, outside.keychain, outside.store)
    platform = PlatformSecrets(outside, entries)
    session = SessionSecrets(outside, board, entries)
    return Parts(
        outside=outside,
        board=board,
        progress=progress,
        attempts=attempts,
        entries=entries,
        platform=platform,
        session=session,
        deadlines=Deadlines(outside, board, progress, attempts),
        revocation=Revocation(outside, board, progress, attempts, session, platform),
    )
