"""One receiver for all workspaces: they may be registered with the same port."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.core.outcome import Outcome, Removed
from desktop_app.core.return_route import ReturnAddress, ReturnRoute
from desktop_app.loopback.receiver import LoopbackReceiver
from desktop_app.loopback.texts import ReceiverTexts


class SharedReceiver:
    """Hands out shares, and tells each what is about its own attempts."""

    def __init__(self, texts: ReceiverTexts, parent: QObject | None = None) -> None:
        self._shares: list[ReceiverShare] = []
        self._owners: dict[str, ReceiverShare] = {}
        self._receiver = LoopbackReceiver(
            texts,
            on_answer=lambda answer: self._owners[answer.attempt_id].on_answer(answer),
            on_return=lambda attempt_id: self._owners[attempt_id].on_return(),
            on_denial=self._on_denial,
            parent=parent,
        )

    def share(
        self,
        on_answer: Callable[[AuthorizationResponse], None],
        on_return: Callable[[], None],
        on_denial: Callable[[], None],
    ) -> "ReceiverShare":
        """Return a share; see `LoopbackReceiver` for what is called."""
        share = ReceiverShare(self._receiver, self._owners, on_answer, on_return, on_denial)
        self._shares.append(share)
        return share

    def take_back(self, share: "ReceiverShare") -> None:
        """End what a share still waits for; its result pages stay as long as others do."""
        self._shares.remove(share)
        share.end()

    def close(self) -> None:
        """Close at once, for all."""
        self._receiver.close()

    def _on_denial(self) -> None:
        # It does not say whose it is.
        for share in self._shares:
            share.on_denial()


class ReceiverShare:
    """Implements `workflow.ports.Receiver` for one workspace."""

    def __init__(
        self,
        receiver: LoopbackReceiver,
        owners: "dict[str, ReceiverShare]",
        on_answer: Callable[[AuthorizationResponse], None],
        on_return: Callable[[], None],
        on_denial: Callable[[], None],
    ) -> None:
        self._receiver = receiver
        self._owners = owners
        self._waiting: set[str] = set()
        self.on_answer = on_answer
        self.on_return = on_return
        self.on_denial = on_denial

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
        """Nobody is here any more to take an answer."""
        for attempt_id in tuple(self._waiting):
            self.conclude(attempt_id, Removed())
        # Its pages lead back still, and must not keep a workspace for that, with all its secrets.
        self.on_answer = _ignore
        self.on_denial = _ignore


def _ignore(_: AuthorizationResponse | None = None) -> None:
    """Nobody is here."""
