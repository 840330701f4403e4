"""One receiver for all workspaces: two organizations may be registered with the same port."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Protocol

from desktop_app.app.first_use import FirstUse
from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.core.outcome import Outcome, Removed
from desktop_app.core.return_route import ReturnAddress, ReturnRoute

if TYPE_CHECKING:
    from desktop_app.loopback.receiver import LoopbackReceiver

MakeReceiver = Callable[
    [Callable[[AuthorizationResponse], None], Callable[[str], None], Callable[[], None]],
    "LoopbackReceiver",
]
"""Makes the receiver of `on_response`, `on_return` and `on_denial`; see `LoopbackReceiver`."""


class Inbox(Protocol):
    """Handles what browsers bring back to one workspace. Its workflow implements this."""

    def response_arrived(self, response: AuthorizationResponse) -> None:
        """Handle the response to an attempt of this workspace."""
        ...

    def denial_reported(self) -> None:
        """Handle a denial that does not say which attempt it belongs to."""
        ...


class SharedReceiver:
    """Gives each workspace a share, and delivers each response to the share that expects it."""

    def __init__(self, make_receiver: MakeReceiver) -> None:
        self._shares: list[ReceiverShare] = []
        self._owners: dict[str, ReceiverShare] = {}
        self._receiver = FirstUse(
            lambda: make_receiver(
                self._on_response,
                lambda attempt_id: self._owners[attempt_id].on_return(),
                self._on_denial,
            )
        )

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

    def _on_response(self, response: AuthorizationResponse) -> None:
        inbox = self._owners[response.attempt_id].inbox
        if inbox is not None:
            inbox.response_arrived(response)

    def _on_denial(self) -> None:
        # The denial does not say which workspace it is for.
        for share in tuple(self._shares):
            if share.inbox is not None:
                share.inbox.denial_reported()


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

    def expect(self, attempt_id: str, state_digest: bytes) -> None:
        """See `Receiver.expect`."""
        self._owners[attempt_id] = self
        self._waiting.add(attempt_id)
        self._receiver.expect(attempt_id, state_digest)

    def conclude(self, attempt_id: str, outcome: Outcome) -> None:
        """See `Receiver.conclude`."""
        self._waiting.discard(attempt_id)
        self._receiver.conclude(attempt_id, outcome)

    def end(self) -> None:
        """Conclude all attempts that are still expected, and deliver nothing more."""
        self._shares.remove(self)
        for attempt_id in tuple(self._waiting):
            self.conclude(attempt_id, Removed())
        # The result pages outlive the workspace: without its inbox it can be freed, with its
        # secrets.
        self.inbox = None
