"""The local server that browsers start from and come back to.

It listens only on loopback, and only when needed. RFC 8252 §8.3 asks for both: the port is open
only during an attempt.
"""

import socket
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QTcpSocket

from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.errors import ReceiverUnavailableError
from desktop_app.core.outcome import Approved, Outcome
from desktop_app.core.receiver_event import ConnectionRefused, ReceiverEvent, ResponseArrived
from desktop_app.core.refused_peer import RefusedPeer
from desktop_app.core.return_route import ReturnAddress, ReturnRoute
from desktop_app.loopback.connection import Connection, Phase
from desktop_app.loopback.expected_callbacks import ExpectedCallbacks
from desktop_app.loopback.request import Refusal, Request
from desktop_app.loopback.return_port import ReturnPort
from desktop_app.loopback.return_ports import ReturnPorts
from desktop_app.loopback.router import Hold, Respond, Router
from desktop_app.loopback.start_page import StartPage
from desktop_app.loopback.texts import ReceiverTexts
from desktop_app.loopback.timers import milliseconds, precise_timer

# One person can have thousands of user numbers (subuid(5)).
_MOST_REPORTED = 8

PeerCheck = Callable[[tuple[str, int], tuple[str, int]], RefusedPeer | None]
"""Returns whom a peer belongs to if it must not connect, or None if it may.

The arguments are the addresses (IP, port) of the peer and of this end of the connection.
"""


class LoopbackReceiver(QObject):
    """Implements `workflow.ports.Receiver`.

    `on_event` is called on the UI thread with what happens. It may call any method of the receiver.
    `check_peer` is asked about each connection before it takes a place; see `PeerCheck`.

    `hold` is how long a browser waits for the result. `linger` is how long the result pages stay
    after the last attempt, and `page_limit` how long they stay at most while the person may still
    come back from one. `time_limit` is the limit for receiving a request, and again for sending the
    response. At most `max_connections` are open. If more come, the oldest one without a complete
    request gives way, else the oldest one that is being answered, else the newcomer.
    """

    def __init__(
        self,
        texts: ReceiverTexts,
        on_event: Callable[[ReceiverEvent], None],
        check_peer: PeerCheck,
        *,
        hold: timedelta = timedelta(seconds=20),
        linger: timedelta = timedelta(seconds=60),
        page_limit: timedelta = timedelta(minutes=30),
        time_limit: timedelta = timedelta(seconds=5),
        max_connections: int = 64,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_event = on_event
        self._check_peer = check_peer
        self._hold = hold
        self._linger = linger
        self._page_limit = page_limit
        self._time_limit = time_limit
        self._max_connections = max_connections
        self._attempts = ExpectedCallbacks()
        self._router = Router(texts, self._attempts)
        # The oldest one first.
        self._connections: list[Connection] = []
        self._held: dict[str, Connection] = {}
        self._refused: set[RefusedPeer] = set()
        self._ports = ReturnPorts(self._take, self)
        self._end = precise_timer(self)
        self._end.timeout.connect(self.close)

    def open(self, routes: Sequence[ReturnRoute], preferred_port: int | None) -> ReturnAddress:
        """See `Receiver.open`.

        Open ports and result pages stay. If no attempt is expected within `linger`, the
        receiver closes.
        """
        address = self._ports.open(routes, preferred_port)
        self._set_end()
        return address

    def begin(
        self,
        attempt_id: str,
        state_digest: bytes,
        address: ReturnAddress,
        authorize_url: str,
        lasts: timedelta,
    ) -> str:
        """See `Receiver.begin`. Raises `ReceiverUnavailableError` if the receiver is not open."""
        start = StartPage(authorize_url, lasts)
        self._expect(attempt_id, state_digest, start)
        return f"{address.origin}/start/{start.ticket}"

    def await_again(self, attempt_id: str, state_digest: bytes) -> None:
        """See `Receiver.await_again`. A second call for the same attempt changes nothing.

        Raises `ReceiverUnavailableError` if the receiver is not open.
        """
        self._expect(attempt_id, state_digest, None)

    def _expect(self, attempt_id: str, state_digest: bytes, start: StartPage | None) -> None:
        if not self._ports.are_open:
            raise ReceiverUnavailableError("the receiver is not open")
        self._attempts.add(attempt_id, state_digest, start)
        self._refused.clear()
        self._set_end()

    def confirm(self, attempt_id: str) -> AuthorizationCodeResponse | None:
        """See `Receiver.confirm`."""
        attempt = self._attempts.get(attempt_id)
        return None if attempt is None else attempt.confirm()

    def with_state(self, state: str) -> str | None:
        """See `Receiver.with_state`."""
        attempt = self._attempts.with_state(state)
        return None if attempt is None else attempt.id

    def answer(self, attempt_id: str) -> bool:
        """See `Receiver.answer`. An unknown attempt is over."""
        attempt = self._attempts.get(attempt_id)
        if attempt is None or attempt.is_decided:
            return False
        attempt.answer()
        return True

    def reject(self, attempt_id: str) -> None:
        """See `Receiver.reject`."""
        attempt = self._attempts.get(attempt_id)
        if attempt is not None:
            attempt.reject()

    def conclude(self, attempt_id: str, outcome: Outcome) -> None:
        """See `Receiver.conclude`. An unknown attempt is ignored."""
        attempt = self._attempts.get(attempt_id)
        if attempt is None:
            return
        attempt.outcome = outcome
        attempt.page_needed = isinstance(outcome, Approved)
        held = self._held.pop(attempt_id, None)
        if held is not None:
            held.release()
        self._set_end()

    def release_page(self, attempt_id: str) -> None:
        """See `Receiver.release_page`. An unknown attempt is ignored."""
        attempt = self._attempts.get(attempt_id)
        if attempt is not None and attempt.page_needed:
            attempt.page_needed = False
            self._set_end()

    def _set_end(self) -> None:
        """Set when the receiver closes by itself: not while an attempt waits."""
        if self._attempts.any_waiting:
            self._end.stop()
        else:
            limit = self._page_limit if self._attempts.any_page_needed else self._linger
            self._end.start(milliseconds(limit))

    def close(self) -> None:
        """Close all ports and connections at once, and remove all attempts."""
        self._end.stop()
        self._ports.close()
        self._attempts.clear()
        for connection in tuple(self._connections):
            connection.abort()

    # Calls from connections (`ConnectionOwner`).

    def request_arrived(self, connection: Connection, request: Request | Refusal) -> None:
        """Respond to a request, or hold its connection until the attempt is concluded."""
        match self._router.decide(request, connection.return_port):
            case Respond(response, event):
                connection.respond(response)
                if event is not None:
                    self._on_event(event)
            case Hold(authorization_response, to_result):
                connection.hold(to_result, self._hold)
                self._held[authorization_response.attempt_id] = connection
                self._on_event(ResponseArrived(authorization_response))

    def connection_gone(self, connection: Connection) -> None:
        """Remove a connection. Its attempt stays answered."""
        self._connections.remove(connection)
        self._held = {id_: held for id_, held in self._held.items() if held is not connection}

    def _take(self, client: socket.socket, return_port: ReturnPort) -> None:
        with client:
            try:
                peer, own = client.getpeername()[:2], client.getsockname()[:2]
            except OSError:
                # It was reset before it was accepted.
                return
            refused = self._check_peer(peer, own)
            if refused is not None:
                self._report(refused)
            elif self._make_room() and self._ports.are_open:
                qt_socket = QTcpSocket()
                if qt_socket.setSocketDescriptor(client.fileno()):
                    client.detach()
                    self._connections.append(
                        Connection(qt_socket, return_port, self, self._time_limit, self)
                    )

    def _report(self, refused: RefusedPeer) -> None:
        """Report a user's first refused connection since the latest attempt began.

        Nothing is reported if the user is not known: browsers, too, close sockets early.
        """
        is_news = refused.user and refused not in self._refused
        if is_news and len(self._refused) < _MOST_REPORTED:
            self._refused.add(refused)
            self._on_event(ConnectionRefused(refused))

    def _make_room(self) -> bool:
        """Close a connection if there are too many. Return whether there is room for one more.

        A connection with a valid response is never closed.
        """
        if len(self._connections) < self._max_connections:
            return True
        for connection in self._in_phase(Phase.READING):
            # Its request may have arrived while other connections were accepted.
            connection.catch_up()
            if connection.phase is Phase.READING:
                connection.abort()
            if len(self._connections) < self._max_connections:
                return True
        for connection in self._in_phase(Phase.CLOSING):
            connection.abort()
            return True
        return False

    def _in_phase(self, phase: Phase) -> Iterator[Connection]:
        return (c for c in tuple(self._connections) if c.phase is phase)
