"""The deadlines of all incomplete credentials, and of the questions about them: one alarm."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.approval import Phase
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.errors import StorageError
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import NotConfirmed, Removed, TimedOut
from desktop_app.workflow.activity_log import LogEntries
from desktop_app.workflow.events import NotApprovedAgain, TimeGetsShort
from desktop_app.workflow.ports import Lane, Ports
from desktop_app.workflow.progress import PendingAttempts, Progress
from desktop_app.workflow.workspace_state import WorkspaceState

# How long to wait before trying again, when the database failed to remove an expired credential.
_RETRY = timedelta(seconds=30)


class Deadlines:
    """Warns when time gets short, and ends what was not approved in time."""

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
        # Deadlines that the database refused to end. They set no alarm: it would ring for ever.
        self._refused: set[tuple[str, Deadline]] = set()
        # Credentials whose expiry failed because the database failed.
        self._failed: set[str] = set()
        # The latest warning of each credential.
        self._warned: dict[str, timedelta] = {}

    def arm(self) -> None:
        """Set the alarm to the next warning or deadline; cancel it if there is none.

        A question about an approval that came has a deadline of its own.
        """
        now = self._clock.now()
        until_next = [
            _RETRY if credential.id in self._failed else deadline.until_next(now)
            for credential, deadline in self._running()
            if (credential.id, deadline) not in self._refused
        ]
        until_next += [asked.deadline.time_left(now) for _, asked in self._questions()]
        if until_next:
            self._ports.alarm.set(min(until_next), self.ring)
        else:
            self._ports.alarm.cancel()

    def ring(self) -> None:
        """Check all deadlines: the alarm rang, or the clock may have jumped."""
        self._ports.tasks.start(self.check())

    async def check(self) -> None:
        """End what has run out of time, publish warnings, and set the alarm again.

        Raises the last `StorageError`, after all deadlines were checked.
        """
        failed: StorageError | None = None
        self._failed.clear()
        for credential in self._state.incomplete():
            if self.has_passed(credential):
                try:
                    await self._expire(credential)
                except StorageError as error:
                    # The other credentials must be checked all the same.
                    self._failed.add(credential.id)
                    failed = error
        self._end_questions()
        self._warn()
        self.arm()
        if failed is not None:
            raise failed

    def has_passed(self, credential: Credential) -> bool:
        """Return whether the deadline of an incomplete credential has passed."""
        deadline = credential.deadline
        return deadline is not None and deadline.has_passed(self._clock.now())

    def time_left(self, credential: Credential) -> timedelta:
        """Return the time left of an incomplete credential; zero for others."""
        if credential.deadline is None or credential.stage is not Stage.INCOMPLETE:
            return timedelta(0)
        return credential.deadline.time_left(self._clock.now())

    async def cancel_reauthorization(
        self, credential: Credential, kind: ActivityKind, outcome: TimedOut | Removed
    ) -> bool:
        """End a reauthorization, and make the credential ACTIVE as before.

        `kind` is the kind of log entry. Returns False, with nothing changed, if the credential is
        not being reauthorized (any more) or if its code is being exchanged.
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
        """Yield the incomplete credentials with their deadlines, without those being exchanged.

        An exchange may finish after the deadline. `check` is called when it ends.
        """
        for credential in self._state.incomplete():
            if credential.deadline is not None and not self._state.is_exchanging_for(credential.id):
                yield credential, credential.deadline

    def _questions(self) -> Iterator[tuple[Credential, UnconfirmedApproval]]:
        """Yield the credentials whose approval the person is asked about."""
        for credential in self._state.incomplete():
            incident = self._state.incident(credential.id)
            if isinstance(incident, UnconfirmedApproval):
                yield credential, incident

    def _end_questions(self) -> None:
        """Drop the approvals that the person did not confirm in time."""
        now = self._clock.now()
        for credential, asked in self._questions():
            if asked.deadline.has_passed(now):
                self._attempts.reject_all(credential.id)
                self._progress.move(credential, phase=Phase.STOPPED, outcome=NotConfirmed())

    def _warn(self) -> None:
        now = self._clock.now()
        # Remember the warnings of credentials that are being exchanged: the exchange may fail. And
        # of those that were approved: the person may reject the account.
        running = {c.id for c in self._state.credentials if c.deadline is not None}
        self._warned = {known: mark for known, mark in self._warned.items() if known in running}
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
        end = self._remove if credential.allows(Step.EXPIRE) else self._restore
        if not await end(credential) and credential.deadline is not None:
            self._refused.add((credential.id, credential.deadline))

    async def _restore(self, credential: Credential) -> bool:
        restored = await self.cancel_reauthorization(
            credential, ActivityKind.EXPIRED, TimedOut(restored=True)
        )
        if restored:
            self._state.publish(NotApprovedAgain(credential))
        return restored

    async def _remove(self, credential: Credential) -> bool:
        activity = self._log_entries.of(ActivityKind.EXPIRED, credential)
        store = self._ports.store
        if not await self._ports.tasks.run(Lane.DATABASE, lambda: store.expire(activity)):
            return False
        self._attempts.conclude_all(credential.id, TimedOut())
        self._state.remove(credential, TimedOut())
        self._progress.end(credential.id, TimedOut())
        return True
