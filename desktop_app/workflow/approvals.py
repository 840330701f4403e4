"""From *Go to Stripe* to a browser that is on its way, and to waiting for it again.

The attempt is written down before the browser opens.
"""

import uuid
from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.approval_state import ApprovalState, new_state
from desktop_app.core.credential import Attempt, Credential, SecretPlace, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.outcome import BrowserFailed, NotStarted, PreparationFailure
from desktop_app.core.problems import (
    NameTaken,
    ReceiverUnavailable,
    StorageFailed,
    StripeProblem,
    TimeLimitReached,
)
from desktop_app.core.systems import System
from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.deadlines import Deadlines
from desktop_app.workflow.entries import Entries
from desktop_app.workflow.events import Approval, Phase
from desktop_app.workflow.ports import Lane, Outside
from desktop_app.workflow.progress import Progress

_PREPARE_LIMIT = timedelta(seconds=20)


class Approvals:
    """Begins attempts."""

    def __init__(
        self,
        outside: Outside,
        board: Board,
        progress: Progress,
        attempts: Attempts,
        entries: Entries,
        deadlines: Deadlines,
    ) -> None:
        self._outside = outside
        self._store = outside.store
        self._stripe = outside.stripe
        self._tasks = outside.tasks
        self._board = board
        self._progress = progress
        self._attempts = attempts
        self._entries = entries
        self._deadlines = deadlines
        self._return_port: int | None = None

    async def begin(self, approval: Approval) -> None:
        """Make an incomplete credential with its first attempt, and open the browser."""
        redirect_uri = await self._make_ready(approval)
        if redirect_uri is None or not self._progress.is_current(approval):
            return
        now = self._board.now()
        credential = Credential(
            id=approval.credential_id,
            system=approval.system,
            name=approval.name,
            stage=Stage.INCOMPLETE,
            created=now.utc,
            deadline=Deadline(now, self._outside.approval_ttl),
        )
        attempt, state = self._new_attempt(credential)
        activity = self._board.activity(ActivityKind.STARTED, credential, now.utc)
        try:
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.begin(credential, attempt, activity)
            )
        except NameTaken:
            self._not_started(approval, PreparationFailure.NAME_TAKEN)
            return
        except StorageFailed:
            self._not_started(approval, PreparationFailure.NOT_SAVED)
            raise
        if not self._progress.is_current(approval):
            # Abandoned while it was being stored: the person does not expect a browser any more.
            activity = self._board.activity(ActivityKind.REMOVED, credential, now.utc)
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.remove(activity, Stage.INCOMPLETE)
            )
            return
        self._board.put(credential)
        self._deadlines.arm()
        self._send_browser(credential, attempt, state, redirect_uri)

    async def begin_again(self, approval: Approval) -> None:
        """Add another attempt to an incomplete credential, under the same deadline."""
        redirect_uri = await self._make_ready(approval)
        await self._deadlines.check()
        credential = self._board.credential(approval.credential_id)
        if redirect_uri is None or credential is None or credential.stage is not Stage.INCOMPLETE:
            return
        if self._attempts.is_exchanging(credential.id):
            # An earlier browser answered meanwhile.
            return
        attempt, state = self._new_attempt(credential)
        if await self._tasks.run(Lane.DATABASE, lambda: self._store.add_attempt(attempt)):
            self._send_browser(credential, attempt, state, redirect_uri)

    async def await_again(self, attempts: tuple[Attempt, ...], return_port: int | None) -> None:
        """After a restart: wait for the browsers that were sent out before it, if they can return.

        They come back to the port that was open then. If it can't be had, their attempts are over.
        """
        self._return_port = return_port
        waiting = [
            (attempt, credential)
            for attempt in attempts
            if (credential := self._board.credential(attempt.credential_id)) is not None
            and credential.stage is Stage.INCOMPLETE
        ]
        if not waiting:
            return
        try:
            port: int | None = self._outside.receiver.open(return_port)
        except ReceiverUnavailable:
            port = None
        for attempt, credential in waiting:
            if attempt.port == port:
                self._attempts.expect(attempt.id, credential.id, attempt.state_digest)
            else:
                await self._end(attempt.id)
        for system in {c.system for _, c in waiting if self._attempts.are_open(c.id)}:
            # If this fails, *Open again* prepares anew and tells the person.
            await self._prepare(system, self._outside.receiver.redirect_uri())

    async def _make_ready(self, approval: Approval) -> str | None:
        """Make sure of the keychain, the receiver and Stripe, in this order.

        Returns the redirect URI, or None if the person was told why there is none.
        """
        self._board.put_approval(approval)
        if approval.place is SecretPlace.KEYCHAIN:
            problem = await self._entries.probe()
            if problem is not None:
                self._progress.move(approval, phase=Phase.BLOCKED, keychain_problem=problem)
                return None
        receiver = self._outside.receiver
        try:
            port = receiver.open(self._return_port)
        except ReceiverUnavailable:
            self._not_started(approval, PreparationFailure.NO_PORT)
            return None
        redirect_uri = receiver.redirect_uri()
        if port != self._return_port:
            await self._tasks.run(Lane.DATABASE, lambda: self._store.remember_return_port(port))
            self._return_port = port
        if not await self._prepare(approval.system, redirect_uri):
            self._not_started(approval, PreparationFailure.STRIPE_UNREACHABLE)
            return None
        return redirect_uri

    async def _prepare(self, system: System, redirect_uri: str) -> bool:
        try:
            await self._tasks.run(
                Lane.NETWORK, lambda: self._stripe.prepare(system, redirect_uri), _PREPARE_LIMIT
            )
        except (StripeProblem, TimeLimitReached):
            return False
        return True

    def _new_attempt(self, credential: Credential) -> tuple[Attempt, ApprovalState]:
        port = self._outside.receiver.open(self._return_port)
        state = new_state(port)
        attempt = Attempt(
            id=uuid.uuid4().hex,
            credential_id=credential.id,
            state_digest=state.digest,
            port=port,
            began=self._board.now().utc,
        )
        return attempt, state

    def _send_browser(
        self, credential: Credential, attempt: Attempt, state: ApprovalState, redirect_uri: str
    ) -> None:
        self._attempts.expect(attempt.id, credential.id, attempt.state_digest)
        link = self._stripe.authorize_url(credential.system, redirect_uri, state.text)
        opened = self._outside.browser.open(link)
        self._progress.move_on(
            credential,
            phase=Phase.WAITING,
            link=link,
            outcome=None if opened else BrowserFailed(),
        )

    def _not_started(self, approval: Approval, why: PreparationFailure) -> None:
        begun = self._board.credential(approval.credential_id) is not None
        self._progress.move(
            approval, phase=Phase.STOPPED if begun else Phase.OVER, outcome=NotStarted(why)
        )

    async def _end(self, attempt_id: str) -> None:
        await self._tasks.run(Lane.DATABASE, lambda: self._store.end_attempt(attempt_id, None))
