"""The one owner of deadlines: one alarm, the warnings, and one way for a time limit to end."""

from collections.abc import Iterator
from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential
from desktop_app.core.deadline import Deadline
from desktop_app.core.outcome import TimedOut
from desktop_app.core.problems import StorageFailed
from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.events import TimeGetsShort
from desktop_app.workflow.ports import Lane, Outside
from desktop_app.workflow.progress import Progress

# When the database could not remove what has run out, it is asked again.
_RETRY = timedelta(seconds=30)


class Deadlines:
    """Warns when time gets short, and removes what was not approved in time."""

    def __init__(
        self, outside: Outside, board: Board, progress: Progress, attempts: Attempts
    ) -> None:
        self._outside = outside
        self._board = board
        self._progress = progress
        self._attempts = attempts
        # What the database would not remove: no reason to ring again and again.
        self._refused: set[str] = set()
        # What it could not remove.
        self._failed: set[str] = set()
        # The last warning that was given, by credential.
        self._warned: dict[str, timedelta] = {}

    def arm(self) -> None:
        """Set the alarm to the next warning or the earliest deadline, or to none."""
        now = self._board.now()
        until_next = [
            _RETRY if credential.id in self._failed else deadline.until_next(now)
            for credential, deadline in self._running()
            if credential.id not in self._refused
        ]
        if until_next:
            self._outside.alarm.set(min(until_next), self.ring)
        else:
            self._outside.alarm.cancel()

    def ring(self) -> None:
        """The alarm rang, or something says that time may have jumped: look at all deadlines."""
        self._outside.tasks.start(self.check())

    async def check(self) -> None:
        """Remove what has run out, warn of what will soon, and arm again."""
        failed: StorageFailed | None = None
        self._failed.clear()
        for credential in self._board.incomplete():
            if self.has_passed(credential):
                try:
                    await self._expire(credential)
                except StorageFailed as problem:
                    # The others have their deadlines too.
                    self._failed.add(credential.id)
                    failed = problem
        self._warn()
        self.arm()
        if failed is not None:
            raise failed

    def has_passed(self, credential: Credential) -> bool:
        """Return whether an incomplete credential's time is over now."""
        deadline = credential.deadline
        return deadline is not None and deadline.has_passed(self._board.now())

    def _running(self) -> Iterator[tuple[Credential, Deadline]]:
        """Yield what has a deadline, but for what is being exchanged: that may finish after it.

        `check` is called when such an exchange is over.
        """
        for credential in self._board.incomplete():
            if credential.deadline is not None and not self._attempts.is_exchanging(credential.id):
                yield credential, credential.deadline

    def _warn(self) -> None:
        now = self._board.now()
        # What is being exchanged is not warned of, but was: its exchange may fail.
        incomplete = {credential.id for credential in self._board.incomplete()}
        self._warned = {known: mark for known, mark in self._warned.items() if known in incomplete}
        for credential, deadline in self._running():
            warning = deadline.warning(now)
            if warning is None or warning == self._warned.get(credential.id):
                continue
            self._warned[credential.id] = warning
            if not deadline.has_passed(now):
                self._board.publish(TimeGetsShort(credential, deadline.time_left(now)))

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
