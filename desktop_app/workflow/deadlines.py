"""The one owner of deadlines: one alarm, the warnings, and one way for a time limit to end."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.errors import StorageError
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import Removed, TimedOut
from desktop_app.workflow.activity_log import LogEntries
from desktop_app.workflow.events import NotApprovedAgain, TimeGetsShort
from desktop_app.workflow.pending_attempts import PendingAttempts
from desktop_app.workflow.ports import Lane, Ports
from desktop_app.workflow.progress import Progress
from desktop_app.workflow.workspace_state import WorkspaceState

# When the database could not remove what has run out, it is asked again.
_RETRY = timedelta(seconds=30)


class Deadlines:
    """Warns when time gets short, and removes what was not approved in time."""

    def __init__(
        self,
        ports: Ports,
        state: WorkspaceState,
        log_entries: LogEntries,
        progress: Progress,
        attempts: PendingAttempts,
    ) -> None:
        self._ports = ports
        self._clock = ports.clock
        self._state = state
        self._log_entries = log_entries
        self._progress = progress
        self._attempts = attempts
        # What the database would not remove: no reason to ring again and again.
        self._refused: set[tuple[str, Deadline]] = set()
        # What it could not remove.
        self._failed: set[str] = set()
        # The last warning that was given, by credential.
        self._warned: dict[str, timedelta] = {}

    def arm(self) -> None:
        """Set the alarm to the next warning or the earliest deadline, or to none."""
        now = self._clock.now()
        until_next = [
            _RETRY if credential.id in self._failed else deadline.until_next(now)
            for credential, deadline in self._running()
            if (credential.id, deadline) not in self._refused
        ]
        if until_next:
            self._ports.alarm.set(min(until_next), self.ring)
        else:
            self._ports.alarm.cancel()

    def ring(self) -> None:
        """The alarm rang, or something says that time may have jumped: look at all deadlines."""
        self._ports.tasks.start(self.check())

    async def check(self) -> None:
        """Remove what has run out, warn of what will soon, and arm again."""
        failed: StorageError | None = None
        self._failed.clear()
        for credential in self._state.incomplete():
            if self.has_passed(credential):
                try:
                    await self._expire(credential)
                except StorageError as problem:
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
        return deadline is not None and deadline.has_passed(self._clock.now())

    async def cancel_reauthorization(
        self, credential: Credential, kind: ActivityKind, outcome: TimedOut | Removed
    ) -> bool:
        """End approving again, and have the credential as it was before.

        False if it is not approved again (any more), or if its code is being exchanged.
        """
        activity = self._log_entries.of(kind, credential)
        store = self._ports.store
        if not await self._ports.tasks.run(
            Lane.DATABASE, lambda: store.cancel_reauthorization(activity)
        ):
            return False
        self._attempts.conclude_all(credential.id, outcome)
        current = self._state.credential(credential.id) or credential
        self._state.put(replace(current, stage=Stage.ACTIVE, deadline=None))
        self._progress.end(credential.id, outcome)
        self.arm()
        return True

    def _running(self) -> Iterator[tuple[Credential, Deadline]]:
        """Yield what has a deadline, but for what is being exchanged: that may finish after it.

        `check` is called when such an exchange is over.
        """
        for credential in self._state.incomplete():
            if credential.deadline is not None and not self._state.is_exchanging_for(credential.id):
                yield credential, credential.deadline

    def _warn(self) -> None:
        now = self._clock.now()
        # What is being exchanged is not warned of, but was: its exchange may fail.
        incomplete = {credential.id for credential in self._state.incomplete()}
        self._warned = {known: mark for known, mark in self._warned.items() if known in incomplete}
        for credential, deadline in self._running():
            warning = deadline.warning(now)
            if warning is None or warning == self._warned.get(credential.id):
                continue
            self._warned[credential.id] = warning
            if not deadline.has_passed(now):
                self._state.publish(TimeGetsShort(credential, deadline.time_left(now)))

    async def _expire(self, credential: Credential) -> None:
        if self._state.is_exchanging_for(credential.id):
            return
        over = self._remove if credential.allows(Step.EXPIRE) else self._put_back
        if not await over(credential) and credential.deadline is not None:
            self._refused.add((credential.id, credential.deadline))

    async def _put_back(self, credential: Credential) -> bool:
        over = await self.cancel_reauthorization(
            credential, ActivityKind.EXPIRED, TimedOut(restored=True)
        )
        if over:
            self._state.publish(NotApprovedAgain(credential))
        return over

    async def _remove(self, credential: Credential) -> bool:
        activity = self._log_entries.of(ActivityKind.EXPIRED, credential)
        store = self._ports.store
        if not await self._ports.tasks.run(Lane.DATABASE, lambda: store.expire(activity)):
            return False
        self._attempts.conclude_all(credential.id, TimedOut())
        self._state.remove(credential, TimedOut())
        self._progress.end(credential.id, TimedOut())
        return True
