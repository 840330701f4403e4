"""The one owner of deadlines: one alarm, and one way for a time limit to end."""

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential
from desktop_app.core.outcome import TimedOut
from desktop_app.core.problems import StorageFailed
from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.ports import Lane, Outside
from desktop_app.workflow.progress import Progress


class Deadlines:
    """Removes credentials whose approval was not completed in time."""

    def __init__(
        self, outside: Outside, board: Board, progress: Progress, attempts: Attempts
    ) -> None:
        self._outside = outside
        self._board = board
        self._progress = progress
        self._attempts = attempts
        # What the database would not remove, or could not: no reason to ring again and again.
        self._refused: set[str] = set()

    def arm(self) -> None:
        """Set the alarm to the earliest deadline, or to none.

        A credential whose exchange is under way is left out: `check` is called when it is over.
        """
        now = self._board.now()
        left = [
            credential.deadline.time_left(now)
            for credential in self._board.incomplete()
            if credential.deadline is not None
            and credential.id not in self._refused
            and not self._attempts.is_exchanging(credential.id)
        ]
        if left:
            self._outside.alarm.set(min(left), self.ring)
        else:
            self._outside.alarm.cancel()

    def ring(self) -> None:
        """The alarm rang, or something says that time may have jumped: look at all deadlines."""
        self._outside.tasks.start(self.check())

    async def check(self) -> None:
        """Remove what has run out, and arm again."""
        failed: StorageFailed | None = None
        for credential in self._board.incomplete():
            if self.has_passed(credential):
                try:
                    await self._expire(credential)
                except StorageFailed as problem:
                    # The others have their deadlines too. This one is tried at the next look.
                    self._refused.add(credential.id)
                    failed = problem
        self.arm()
        if failed is not None:
            raise failed

    def has_passed(self, credential: Credential) -> bool:
        """Return whether an incomplete credential's time is over now."""
        deadline = credential.deadline
        return deadline is not None and deadline.has_passed(self._board.now())

    async def _expire(self, credential: Credential) -> None:
        if self._attempts.is_exchanging(credential.id):
            return
        activity = self._board.activity(ActivityKind.EXPIRED, credential, self._board.now().utc)
        store = self._outside.store
        if not await self._outside.tasks.run(Lane.DATABASE, lambda: store.expire(activity)):
            self._refused.add(credential.id)
            return
        self._attempts.conclude_all(credential.id, TimedOut())
        self._board.drop(credential, TimedOut())
        self._progress.end(credential.id, TimedOut())
