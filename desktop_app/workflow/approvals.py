"""Begins the attempts to approve a credential, and waits again for those of an earlier run.

An attempt is stored before the browser opens.
"""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.approval import Approval, Phase
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
    LinkCopied,
    LinkToSend,
    NotOpened,
    NotStarted,
    PreparationProblem,
    Removed,
)
from desktop_app.core.return_route import ReturnAddress
from desktop_app.core.systems import System
from desktop_app.workflow.events import TabsLost
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.services import Services

_PREPARE_LIMIT = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class AttemptLinks:
    """The two links of one attempt, whose id is `attempt_id`. The person uses one of them.

    `start` leads a browser of this computer to Stripe, and marks that browser with a cookie.
    `authorize_url` is Stripe's approval page itself, which any browser can open; its response has
    no cookie.
    """

    attempt_id: str
    start: str = field(repr=False)
    authorize_url: str = field(repr=False)


class Approvals:
    """Begins attempts: the first one, another one, or one to reauthorize a credential."""

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
        self._keychain_entries = services.keychain_entries
        self._platform_secrets = services.platform_secrets
        self._deadlines = services.deadlines
        self._return_port: int | None = None

    async def begin(self, approval: Approval) -> None:
        """Store an incomplete credential with its first attempt, and open the browser."""
        with self._reporting_errors(approval):
            self._open(await self._begin(approval), approval)

    async def _begin(self, approval: Approval) -> AttemptLinks | None:
        address = await self._make_ready(approval)
        if address is None or not self._progress.is_current(approval):
            return None
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
            return None
        if not self._progress.is_current(approval):
            # Abandoned while it was being stored: the person does not expect the browser any more.
            activity = self._log_entries.of(ActivityKind.REMOVED, credential)
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.remove(activity, Stage.INCOMPLETE)
            )
            return None
        self._state.put(credential)
        self._deadlines.ring()
        return self._expect(credential, attempt, state, address)

    async def reauthorize(self, approval: Approval) -> None:
        """Make a created credential INCOMPLETE, with a new deadline, and open the browser."""
        with self._reporting_errors(approval):
            self._open(await self._reauthorize(approval), approval)

    async def _reauthorize(self, approval: Approval) -> AttemptLinks | None:
        address = await self._make_ready(approval)
        created = self._state.credential(approval.credential_id)
        if address is None or created is None or not self._progress.is_current(approval):
            return None
        now = self._clock.now()
        deadline = Deadline(now, self._ports.approval_ttl)
        credential = replace(created, stage=Stage.INCOMPLETE, deadline=deadline)
        attempt, state = _new_attempt(credential, address, now)
        activity = self._log_entries.of(ActivityKind.STARTED, credential)
        if not await self._tasks.run(
            Lane.DATABASE, lambda: self._store.reauthorize(credential, attempt, activity)
        ):
            self._not_opened(approval, PreparationProblem.NOT_SAVED)
            return None
        # Access may have been revoked meanwhile.
        current = self._state.credential(credential.id) or created
        credential = replace(current, stage=Stage.INCOMPLETE, deadline=deadline)
        self._state.put(credential)
        if not self._progress.is_current(approval):
            # Abandoned while it was being stored: the person does not expect the browser any more.
            await self._deadlines.cancel_reauthorization(
                credential, ActivityKind.STOPPED, Removed()
            )
            return None
        self._deadlines.ring()
        return self._expect(credential, attempt, state, address)

    async def retry(self, approval: Approval) -> None:
        """Add another attempt to an incomplete credential, and open the browser.

        The deadline stays the same.
        """
        with self._reporting_errors(approval):
            self._open(await self._add_attempt(approval), approval)

    async def make_link(self, approval: Approval) -> str | None:
        """Add another attempt to an incomplete credential, and return its link.

        If it is for somebody else, it is Stripe's approval page; otherwise it is the start link.
        Returns None if no attempt could begin; then the approval shows why.
        """
        with self._reporting_errors(approval):
            links = await self._add_attempt(approval)
            if links is None:
                return None
            self._wait(approval.credential_id)
            return self._link_to_send(links) if approval.to_send else links.start

    async def _add_attempt(self, approval: Approval) -> AttemptLinks | None:
        address = await self._make_ready(approval)
        await self._deadlines.check()
        credential = self._state.credential(approval.credential_id)
        if address is None or credential is None or not credential.allows(Step.ADD_ATTEMPT):
            return None
        if self._deadlines.has_passed(credential):
            # The time is over, and the database failed to remove the credential.
            return None
        if self._state.is_exchanging_for(credential.id):
            # An earlier browser came back meanwhile. Its exchange shows the next phase.
            self._progress.move_if_current(approval, phase=Phase.STOPPED)
            return None
        attempt, state = _new_attempt(credential, address, self._clock.now())
        if await self._tasks.run(Lane.DATABASE, lambda: self._store.add_attempt(attempt)):
            return self._expect(credential, attempt, state, address)
        return None

    async def unlock(self, approval: Approval) -> None:
        """Ask the person to unlock the keychain, then continue a blocked approval."""
        self._progress.move_if_current(approval, phase=Phase.PREPARING)
        preparing = self._state.known_approval(approval.credential_id)
        error = await self._keychain_entries.unlock()
        # The prompt may take minutes. Meanwhile the approval may have been abandoned, or another
        # tab may have come back.
        if preparing is None or not self._progress.is_current(preparing):
            return
        if error is not None:
            self._progress.move_if_current(preparing, phase=Phase.BLOCKED, keychain_error=error)
        else:
            await self._go_on(preparing)

    async def _go_on(self, approval: Approval) -> None:
        credential = self._state.credential(approval.credential_id)
        if credential is None:
            await self.begin(approval)
        elif credential.stage is Stage.INCOMPLETE:
            await self.retry(approval)
        else:
            await self.reauthorize(approval)

    async def await_again(self, attempts: tuple[Attempt, ...], return_port: int | None) -> None:
        """Wait again for the browsers that were opened before a restart.

        `attempts` are the stored open attempts, and `return_port` is the stored port. A browser
        comes back to the port of its attempt. If the program can't listen on that port any more,
        the attempt ends. Publishes `TabsLost` for a credential without any attempt left.
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
                self._attempts.await_again(attempt)
            else:
                await self._end(attempt.id)
        for credential in dict.fromkeys(credential for _, credential in waiting):
            if not self._state.is_awaited(credential.id):
                self._state.publish(TabsLost(credential))
        for (system, _), returning in addresses.items():
            for address in returning:
                # If this fails, *Open again* tries it again and shows the error.
                await self._prepare(system, address.redirect_uri)

    def _reopen_listener(self, system: System, port: int) -> list[ReturnAddress]:
        """Listen on the port of an earlier run, for every route that can lead to it.

        Returns the addresses of these routes; none if the port can't be opened.
        """
        addresses: list[ReturnAddress] = []
        for route in self._stripe.routes(system) if system in self._stripe.systems else ():
            if route.port in (None, port):
                with suppress(ReceiverUnavailableError):
                    there = replace(route, port=port)
                    addresses.append(self._ports.receiver.open((there,), None))
        return addresses

    async def _make_ready(self, approval: Approval) -> ReturnAddress | None:
        """Prepare the organization's secret, the keychain, the receiver and Stripe, in this order.

        Returns where the browser will return to. Returns None if a preparation failed; then the
        approval shows why. Raises `ReceiverUnavailableError` and StorageError.
        """
        self._state.put_approval(approval)
        # The organization's secret comes first: without it, the person can't go on by choosing
        # another place for the credential's secret.
        error: KeychainError | None = await self._platform_secrets.make_ready(approval.system)
        if error is None and approval.place is SecretPlace.KEYCHAIN:
            error = await self._keychain_entries.probe()
        if error is not None:
            self._progress.move_if_current(approval, phase=Phase.BLOCKED, keychain_error=error)
            return None
        routes = self._stripe.routes(approval.system)
        address = self._ports.receiver.open(routes, self._return_port)
        await self._remember_port(approval.system, address.port)
        if not await self._prepare(approval.system, address.redirect_uri):
            self._not_opened(approval, PreparationProblem.STRIPE_UNREACHABLE)
            return None
        return address

    async def _remember_port(self, system: System, port: int) -> None:
        """Store a port that this program chose, to use it again. A registered port is known."""
        is_registered = port in {route.port for route in self._stripe.routes(system)}
        if port != self._return_port and not is_registered:
            await self._tasks.run(Lane.DATABASE, lambda: self._store.remember_return_port(port))
            self._return_port = port

    async def _prepare(self, system: System, redirect_uri: str) -> bool:
        try:
            await self._tasks.call(
                lambda seconds_left: self._stripe.prepare(system, redirect_uri, seconds_left),
                _PREPARE_LIMIT,
            )
        except (ServiceError, TimeLimitError):
            return False
        return True

    def _expect(
        self,
        credential: Credential,
        attempt: Attempt,
        state: OAuthState,
        address: ReturnAddress,
    ) -> AttemptLinks:
        """Expect the response of a new attempt, and return its links."""
        # The person goes on in the new tab. A code of an earlier tab that they were asked about is
        # dropped.
        self._attempts.reject_all(credential.id)
        url = self._stripe.authorize_url(credential.system, address.redirect_uri, state.text)
        left = self._deadlines.time_left(credential)
        start = self._attempts.begin(attempt, address, url, left)
        return AttemptLinks(attempt.id, start, url)

    def _open(self, links: AttemptLinks | None, approval: Approval) -> None:
        """Open the browser for a new attempt, if one began, unless its link is to be sent."""
        if links is None:
            return
        if approval.to_send:
            self._wait(approval.credential_id, LinkToSend(self._link_to_send(links)))
        else:
            opened = self._ports.approval_browser.open(links.start)
            self._wait(approval.credential_id, opened)

    def _link_to_send(self, links: AttemptLinks) -> str:
        self._attempts.note_to_send(links.attempt_id)
        return links.authorize_url

    def _wait(
        self, credential_id: str, outcome: LinkCopied | LinkToSend | BrowserFailed | None = None
    ) -> None:
        credential = self._state.credential(credential_id)
        if credential is not None:
            self._progress.move(credential, phase=Phase.WAITING, outcome=outcome)

    @contextmanager
    def _reporting_errors(self, approval: Approval) -> Iterator[None]:
        """Show in the approval that the receiver can't be used, or that the database failed.

        The receiver may have closed since it was opened: a computer can sleep in between.
        """
        try:
            yield
        except ReceiverUnavailableError as error:
            ports = ", ".join(map(str, error.ports))
            why = PreparationProblem.PORT_IN_USE if ports else PreparationProblem.NO_PORT
            self._not_opened(approval, why, Detail(description=ports or str(error)))
        except StorageError:
            self._not_opened(approval, PreparationProblem.NOT_SAVED)
            raise

    def _not_opened(
        self, approval: Approval, why: PreparationProblem, detail: Detail = NO_DETAIL
    ) -> None:
        credential = self._state.credential(approval.credential_id)
        if credential is None or credential.stage is not Stage.INCOMPLETE:
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
