"""The local server that browsers come back to. Listens only on loopback, and only when needed.

RFC 8252 §8.3 asks for both: the port is open only during an attempt.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QTcpSocket

from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.core.errors import ReceiverUnavailableError
from desktop_app.core.outcome import Outcome
from desktop_app.core.return_route import ReturnAddress, ReturnRoute
from desktop_app.loopback.callback_listener import CallbackListener
from desktop_app.loopback.callback_listeners import CallbackListeners
from desktop_app.loopback.connection import Connection, Phase, milliseconds, precise_timer
from desktop_app.loopback.expected_callbacks import ExpectedCallbacks
from desktop_app.loopback.request import Refusal, Request
from desktop_app.loopback.router import (
    Hold,
    RaiseWindow,
    ReportDenial,
    Respond,
    Router,
)
from desktop_app.loopback.texts import ReceiverTexts


class LoopbackReceiver(QObject):
    """Implements `workflow.ports.Receiver`.

    `on_response` is called with the first valid response of each attempt. `on_return` is called
    with the id of an attempt when the person follows the link on its result page. `on_denial` is
    called when a denial without a state comes. All are called on the UI thread, and may call any
    method of the receiver.

    `hold` is how long a browser waits for the result. `linger` is how long the result pages stay
    after the last attempt. `header_limit` is the time limit for receiving a request. At most
    `max_connections` are open; if more come, the oldest one without a complete request is closed.
    """

    def __init__(
        self,
        texts: ReceiverTexts,
        on_response: Callable[[AuthorizationResponse], None],
        on_return: Callable[[str], None],
        on_denial: Callable[[], None],
        *,
        hold: timedelta = timedelta(seconds=20),
        linger: timedelta = timedelta(seconds=60),
        header_limit: timedelta = timedelta(seconds=5),
        max_connections: int = 64,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._on_response = on_response
        self._on_return = on_return
        self._on_denial = on_denial
        self._hold = hold
        self._linger = linger
        self._header_limit = header_limit
        self._max_connections = max_connections
        self._attempts = ExpectedCallbacks()
        self._router = Router(texts, self._attempts)
        # The oldest one first.
        self._connections: list[Connection] = []
        self._held: dict[str, Connection] = {}
        self._listeners = CallbackListeners(self._accept, self)
        self._linger_timer = precise_timer(self)
        self._linger_timer.timeout.connect(self.close)

    def open(self, routes: Sequence[ReturnRoute], preferred_port: int | None) -> ReturnAddress:
        """See `Receiver.open`.

        Open listeners and result pages stay. If no attempt is expected within `linger`, the
        receiver closes.
        """
        address = self._listeners.open(routes, preferred_port)
        if not self._attempts.any_waiting:
            self._linger_timer.start(milliseconds(self._linger))
        return address

    def expect(self, attempt_id: str, state_digest: bytes) -> None:
        """Accept one response with this state, at the port that the state was made for.

        A second call for the same attempt changes nothing. Raises `ReceiverUnavailableError` if the
        receiver is not open.
        """
        self._require_open()
        self._attempts.add(attempt_id, state_digest)
        if self._attempts.any_waiting:
            self._linger_timer.stop()

    def conclude(self, attempt_id: str, outcome: Outcome) -> None:
        """End an attempt, and show its outcome to the browser that waits or comes later.

        An unknown attempt is ignored. After the last attempt, the result pages stay for `linger`.
        """
        attempt = self._attempts.get(attempt_id)
        if attempt is None:
            return
        attempt.outcome = outcome
        self._release(attempt_id)
        if not self._attempts.any_waiting:
            self._linger_timer.start(milliseconds(self._linger))

    def close(self) -> None:
        """Close all listeners and connections at once, and remove all attempts."""
        self._linger_timer.stop()
        self._listeners.close()
        self._attempts.clear()
        for connection in tuple(self._connections):
            connection.abort()

    # Calls from connections (`ConnectionOwner`).

    def request_arrived(self, connection: Connection, request: Request | Refusal) -> None:
        """Respond to a request, or hold its connection until the attempt is concluded."""
        match self._router.decide(request, connection.listener):
            case Respond(response):
                connection.respond(response)
            case RaiseWindow(response, attempt_id):
                connection.respond(response)
                self._on_return(attempt_id)
            case ReportDenial(response):
                connection.respond(response)
                self._on_denial()
            case Hold(authorization_response):
                connection.hold(self._hold)
                self._held[authorization_response.attempt_id] = connection
                self._on_response(authorization_response)

    def hold_ended(self, connection: Connection) -> None:
        """Send the browser to the result page, although there is no result yet."""
        for attempt_id in self._held_by(connection):
            self._release(attempt_id)

    def connection_gone(self, connection: Connection) -> None:
        """Remove a connection. Its attempt stays answered."""
        self._connections.remove(connection)
        for attempt_id in self._held_by(connection):
            del self._held[attempt_id]

    def _held_by(self, connection: Connection) -> list[str]:
        return [attempt_id for attempt_id, held in self._held.items() if held is connection]

    def _release(self, attempt_id: str) -> None:
        connection = self._held.pop(attempt_id, None)
        attempt = self._attempts.get(attempt_id)
        if connection is not None and attempt is not None:
            connection.respond(self._router.to_result(attempt))

    def _require_open(self) -> None:
        if not self._listeners.are_open:
            raise ReceiverUnavailableError("the receiver is not open")

    def _accept(self, socket: QTcpSocket, listener: CallbackListener) -> None:
        if self._has_room():
            self._connections.append(Connection(socket, listener, self, self._header_limit, self))
        else:
            _reject(socket)

    def _has_room(self) -> bool:
        """Return whether there is room for one more connection, after closing another if needed.

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


def _reject(socket: QTcpSocket) -> None:
    socket.abort()
    socket.deleteLater()
