"""One receiver for all workspaces: two organizations may be registered with the same port."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from desktop_app.app.first_use import FirstUse
from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.outcome import Outcome, Removed
from desktop_app.core.receiver_event import ReceiverEvent, ReturnRequested
from desktop_app.core.return_route import ReturnAddress, ReturnRoute

if TYPE_CHECKING:
    from desktop_app.loopback.receiver import LoopbackReceiver

MakeReceiver = Callable[[Callable[[ReceiverEvent], None]], "LoopbackReceiver"]
"""Makes the receiver of the function that it reports to; see `LoopbackReceiver`."""


class Inbox(Protocol):
    """Handles what browsers bring back to one workspace. Its workflow implements this."""

    def receive(self, event: ReceiverEvent) -> None:
        """Handle an event of an attempt of this workspace, or one that belongs to no attempt."""
        ...


class SharedReceiver:
    """Gives each workspace a share, and delivers each event to the share that expects it."""

    def __init__(self, make_receiver: MakeReceiver) -> None:
        self._shares: list[ReceiverShare] = []
        self._owners: dict[str, ReceiverShare] = {}
        self._receiver = FirstUse(lambda: make_receiver(self._deliver))

    def share(self, on_return: Callable[[], None]) -> "ReceiverShare":
        """Return a new share.

        `on_return` is called when the person follows the link back from one of its result pages.
        """
        share = ReceiverShare(self._receiver.lazy, self._shares, self._owners, on_return)
        self._shares.append(share)
        return share

    def close(self) -> None:
        """Close at once, for all."""
        if self._receiver.made is not None:
            self._receiver.made.close()

    def _deliver(self, event: ReceiverEvent) -> None:
        attempt_id = event.attempt_id
        # An event without an attempt may be for any workspace.
        shares = tuple(self._shares) if attempt_id is None else (self._owners[attempt_id],)
        for share in shares:
            if isinstance(event, ReturnRequested):
                share.on_return()
            elif share.inbox is not None:
                share.inbox.receive(event)


class ReceiverShare:
    """Implements `workflow.ports.Receiver` for one workspace.

    `inbox` gets what browsers bring back. It is set when the workspace's workflow has been made.
    """

    def __init__(
        self,
        receiver: "LoopbackReceiver",
        shares: "list[ReceiverShare]",
        owners: "dict[str, ReceiverShare]",
        on_return: Callable[[], None],
    ) -> None:
        self._receiver = receiver
        self._shares = shares
        self._owners = owners
        self._waiting: set[str] = set()
        self.on_return = on_return
        self.inbox: Inbox | None = None

    def open(self, routes: Sequence[ReturnRoute], preferred_port: int | None) -> ReturnAddress:
        """See `Receiver.open`."""
        return self._receiver.open(routes, preferred_port)

    def begin(
        self,
        attempt_id: str,
        state_digest: bytes,
        address: ReturnAddress,
        authorize_url: str,
        lasts: timedelta,
    ) -> str:
        """See `Receiver.begin`."""
        self._own(attempt_id)
        return self._receiver.begin(attempt_id, state_digest, address, authorize_url, lasts)

    def await_again(self, attempt_id: str, state_digest: bytes) -> None:
        """See `Receiver.await_again`."""
        self._own(attempt_id)
        self._receiver.await_again(attempt_id, state_digest)

    def _own(self, attempt_id: str) -> None:
        self._owners[attempt_id] = self
        self._waiting.add(attempt_id)

    def confirm(self, attempt_id: str) -> AuthorizationCodeResponse | None:
        """See `Receiver.confirm`."""
        return self._receiver.confirm(attempt_id)

    def with_state(self, state: str) -> str | None:
        """See `Receiver.with_state`."""
        return self._receiver.with_state(state)

    def answer(self, attempt_id: str) -> bool:
        """See `Receiver.answer`."""
        return self._receiver.answer(attempt_id)

    def reject(self, attempt_id: str) -> None:
        """See `Receiver.reject`."""
        self._receiver.reject(attempt_id)

    def conclude(self, attempt_id: str, outcome: Outcome) -> None:
        """See `Receiver.conclude`."""
        self._waiting.discard(attempt_id)
        self._receiver.conclude(attempt_id, outcome)

    def release_page(self, attempt_id: str) -> None:
        """See `Receiver.release_page`."""
        self._receiver.release_page(attempt_id)

    def end(self) -> None:
        """Conclude all attempts that are still expected, and deliver nothing more."""
        self._shares.remove(self)
        for attempt_id in tuple(self._waiting):
            self.conclude(attempt_id, Removed())
        for attempt_id, owner in self._owners.items():
            if owner is self:
                self._receiver.release_page(attempt_id)
        # The result pages outlive the workspace: without its inbox it can be freed, with its
        # secrets.
        self.inbox = None
