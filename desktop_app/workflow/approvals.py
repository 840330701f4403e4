"""From *Go to Stripe* to a browser that is on its way, and to waiting for it again.

The attempt is written down before the browser opens.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Attempt, Credential, SecretPlace, Stage
from desktop_app.core.deadline import Deadline, Moment
from desktop_app.core.errors import (
    NO_DETAIL,
    Detail,
    KeychainError,
    NameTakenError,
    ReceiverUnavailableError,
    ServiceError,
    StorageError,
    TimeLimitError,
)
from desktop_app.core.lifecycle import Step
from desktop_app.core.oauth_state import OAuthState, new_state
from desktop_app.core.outcome import (
    BrowserFailed,
    NotOpened,
    NotStarted,
    PreparationProblem,
    Removed,
)
from desktop_app.core.return_route import ReturnAddress
from desktop_app.core.systems import System
from desktop_app.workflow.approval import Approval, Phase
from desktop_app.workflow.events import TabsLost
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.services import Services

_PREPARE_LIMIT = timedelta(seconds=20)


class Approvals:
    """Begins attempts."""

    def __init__(self, services: Services) -> None:
        self._ports = services.ports
        self._store = services.ports.store
        self._stripe = services.ports.stripe
        self._tasks = services.ports.tasks
        self._clock = services.ports.clock
        self._state = services.state
        self._log_entries = services.log_entries
        self._progress = services.progress
        self._attempts = services.attempts
        self._entries = services.entries
        self._platform = services.platform
        self._deadlines = services.deadlines
        self._return_port: int | None = None

    async def begin(self, approval: Approval) -> None:
        """Make an incomplete credential with its first attempt, and open the browser."""
        with self._telling_failures(approval):
            await self._begin(approval)

    async def _begin(self, approval: Approval) -> None:
        address = await self._make_ready(approval)
        if address is None or not self._progress.is_current(approval):
            return
        now = self._clock.now()
        credential = Credential(
            id=approval.credential_id,
            system=approval.system,
            name=approval.name,
            stage=Stage.INCOMPLETE,
            created=now.utc,
            deadline=Deadline(now, self._ports.approval_ttl),
        )
        attempt, state = _new_attempt(credential, address, now)
        activity = self._log_entries.of(ActivityKind.STARTED, credential)
        try:
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.begin(credential, attempt, activity)
            )
        except NameTakenError:
            self._not_opened(approval, PreparationProblem.NAME_TAKEN)
            return
        if not self._progress.is_current(approval):
            # Abandoned while it was being stored: the person does not expect a browser any more.
            activity = self._log_entries.of(ActivityKind.REMOVED, credential)
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.remove(activity, Stage.INCOMPLETE)
            )
            return
        self._state.put(credential)
        self._deadlines.ring()
        self._send_browser(credential, attempt, state, address)

    async def reauthorize(self, approval: Approval) -> None:
        """Make a created credential INCOMPLETE, with a time of its own, and open the browser."""
        with self._telling_failures(approval):
            await self._reauthorize(approval)

    async def _reauthorize(self, approval: Approval) -> None:
        address = await self._make_ready(approval)
        created = self._state.credential(approval.credential_id)
        if address is None or created is None or not self._progress.is_current(approval):
            return
        now = self._clock.now()
        deadline = Deadline(now, self._ports.approval_ttl)
        credential = replace(created, stage=Stage.INCOMPLETE, deadline=deadline)
        attempt, state = _new_attempt(credential, address, now)
        activity = self._log_entries.of(ActivityKind.STARTED, credential)
        if not await self._tasks.run(
            Lane.DATABASE, lambda: self._store.reauthorize(credential, attempt, activity)
        ):
            self._not_opened(approval, PreparationProblem.NOT_SAVED)
            return
        # Its access may have been revoked meanwhile.
        current = self._state.credential(credential.id) or created
        credential = replace(current, stage=Stage.INCOMPLETE, deadline=deadline)
        self._state.put(credential)
        if not self._progress.is_current(approval):
            # Abandoned while it was being stored: the person does not expect a browser any more.
            await self._deadlines.cancel_reauthorization(
                credential, ActivityKind.STOPPED, Removed()
            )
            return
        self._deadlines.ring()
        self._send_browser(credential, attempt, state, address)

    async def retry(self, approval: Approval) -> None:
        """Add another attempt to an incomplete credential, under the same deadline."""
        with self._telling_failures(approval):
            await self._retry(approval)

    async def _retry(self, approval: Approval) -> None:
        address = await self._make_ready(approval)
        await self._deadlines.check()
        credential = self._state.credential(approval.credential_id)
        if address is None or credential is None or not credential.allows(Step.ADD_ATTEMPT):
            return
        if self._deadlines.has_passed(credential):
            # Over, though the database would not remove it.
            return
        if self._state.is_exchanging_for(credential.id):
            # An earlier browser answered meanwhile, and shows how that goes on, if it does.
            self._progress.move_if_current(approval, phase=Phase.STOPPED)
            return
        attempt, state = _new_attempt(credential, address, self._clock.now())
        if await self._tasks.run(Lane.DATABASE, lambda: self._store.add_attempt(attempt)):
            self._send_browser(credential, attempt, state, address)

    async def unlock(self, approval: Approval) -> None:
        """Have the keychain unlocked, then go on with a blocked approval."""
        self._progress.move_if_current(approval, phase=Phase.PREPARING)
        preparing = self._state.known_approval(approval.credential_id)
        problem = await self._entries.unlock()
        # A person may take minutes: it may have been abandoned, or answered in another tab.
        if preparing is None or not self._progress.is_current(preparing):
            return
        if problem is not None:
            self._progress.move_if_current(preparing, phase=Phase.BLOCKED, keychain_problem=problem)
        else:
            await self._go_on(preparing)

    async def _go_on(self, approval: Approval) -> None:
        credential = self._state.credential(approval.credential_id)
        if credential is None:
            await self.begin(approval)
        elif credential.stage is Stage.ACTIVE:
            await self.reauthorize(approval)
        else:
            await self.retry(approval)

    async def await_again(self, attempts: tuple[Attempt, ...], return_port: int | None) -> None:
        """After a restart: wait for the browsers that were sent out before it, if they can return.

        They come back to the port that was open then. If it can't be had, their attempts are over.
        """
        self._return_port = return_port
        waiting = [
            (attempt, credential)
            for attempt in attempts
            if (credential := self._state.credential(attempt.credential_id)) is not None
            and credential.allows(Step.CLAIM)
        ]
        addresses = {
            (credential.system, attempt.port): self._reopen_listener(
                credential.system, attempt.port
            )
            for attempt, credential in waiting
        }
        for attempt, credential in waiting:
            if addresses[credential.system, attempt.port]:
                self._attempts.expect(attempt.id, credential.id, attempt.state_digest)
            else:
                await self._end(attempt.id)
        for credential in dict.fromkeys(credential for _, credential in waiting):
            if not self._state.is_awaited(credential.id):
                self._state.publish(TabsLost(credential))
        for (system, _), returning in addresses.items():
            for address in returning:
                # If this fails, *Open again* prepares anew and tells the person.
                await self._prepare(system, address.redirect_uri)

    def _reopen_listener(self, system: System, port: int) -> list[ReturnAddress]:
        """Listen on the port of an earlier run, for every route that may have been taken there.

        Returns where browsers may come back to: nowhere, if the port can't be had.
        """
        addresses: list[ReturnAddress] = []
        for route in self._stripe.routes(system) if system in self._stripe.systems else ():
            if route.port in (None, port):
                with suppress(ReceiverUnavailableError):
                    there = replace(route, port=port)
                    addresses.append(self._ports.receiver.open((there,), None))
        return addresses

    async def _make_ready(self, approval: Approval) -> ReturnAddress | None:
        """Make sure of the secret, the keychain, the receiver and Stripe, in this order.

        Returns where the browser returns to, or None if the person was told why nowhere.
        """
        self._state.put_approval(approval)
        # First: without the organization's secret it is of no use to keep another for the session.
        problem: KeychainError | None = await self._platform.make_ready(approval.system)
        if problem is None and approval.place is SecretPlace.KEYCHAIN:
            problem = await self._entries.probe()
        if problem is not None:
            self._progress.move_if_current(approval, phase=Phase.BLOCKED, keychain_problem=problem)
            return None
        address = self._open_receiver(approval)
        if address is None:
            return None
        await self._remember_port(approval.system, address.port)
        if not await self._prepare(approval.system, address.redirect_uri):
            self._not_opened(approval, PreparationProblem.STRIPE_UNREACHABLE)
            return None
        return address

    def _open_receiver(self, approval: Approval) -> ReturnAddress | None:
        routes = self._stripe.routes(approval.system)
        try:
            return self._ports.receiver.open(routes, self._return_port)
        except ReceiverUnavailableError as problem:
            ports = ", ".join(map(str, problem.ports))
            why = PreparationProblem.PORT_IN_USE if ports else PreparationProblem.NO_PORT
            self._not_opened(approval, why, Detail(description=ports))
            return None

    async def _remember_port(self, system: System, port: int) -> None:
        """Keep a port that was free to choose, for the next time; registered ones are known."""
        is_registered = port in {route.port for route in self._stripe.routes(system)}
        if port != self._return_port and not is_registered:
            await self._tasks.run(Lane.DATABASE, lambda: self._store.remember_return_port(port))
            self._return_port = port

    async def _prepare(self, system: System, redirect_uri: str) -> bool:
        try:
            await self._tasks.run(
                Lane.NETWORK, lambda: self._stripe.prepare(system, redirect_uri), _PREPARE_LIMIT
            )
        except (ServiceError, TimeLimitError):
            return False
        return True

    def _send_browser(
        self,
        credential: Credential,
        attempt: Attempt,
        state: OAuthState,
        address: ReturnAddress,
    ) -> None:
        self._attempts.expect(attempt.id, credential.id, attempt.state_digest)
        link = self._stripe.authorize_url(credential.system, address.redirect_uri, state.text)
        opened = self._ports.browser.open(link)
        self._progress.show(
            credential,
            phase=Phase.WAITING,
            link=link,
            outcome=None if opened else BrowserFailed(),
        )

    @contextmanager
    def _telling_failures(self, approval: Approval) -> Iterator[None]:
        """Tell the wizard, too, when the database fails."""
        try:
            yield
        except StorageError:
            self._not_opened(approval, PreparationProblem.NOT_SAVED)
            raise

    def _not_opened(
        self, approval: Approval, why: PreparationProblem, detail: Detail = NO_DETAIL
    ) -> None:
        credential = self._state.credential(approval.credential_id)
        if credential is None or credential.stage is Stage.ACTIVE:
            over = NotStarted(why, detail)
            self._progress.move_if_current(approval, phase=Phase.OVER, outcome=over)
        else:
            stopped = NotOpened(why, detail)
            self._progress.move_if_current(approval, phase=Phase.STOPPED, outcome=stopped)

    async def _end(self, attempt_id: str) -> None:
        await self._tasks.run(Lane.DATABASE, lambda: self._store.end_attempt(attempt_id, None))


def _new_attempt(
    credential: Credential, address: ReturnAddress, now: Moment
) -> tuple[Attempt, OAuthState]:
    state = new_state(address.port)
    attempt = Attempt(
        id=uuid.uuid4().hex,
        credential_id=credential.id,
        state_digest=state.digest,
        port=address.port,
        began=now.utc,
    )
    return attempt, state
