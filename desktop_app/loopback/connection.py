"""One connection of a browser: reads a request, may hold it, and sends a response."""

from datetime import timedelta
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QTcpSocket

from desktop_app.loopback.request import Refusal, Request, RequestReader
from desktop_app.loopback.response import Response
from desktop_app.loopback.return_port import ReturnPort
from desktop_app.loopback.timers import milliseconds, precise_timer

_READ_BUFFER_BYTES = 16 * 1024


class Phase(Enum):
    """The phase of a connection. In HELD, the browser waits for the result."""

    READING = auto()
    HELD = auto()
    CLOSING = auto()
    GONE = auto()


class ConnectionOwner(Protocol):
    """The object that a connection reports to."""

    def request_arrived(self, connection: "Connection", request: Request | Refusal) -> None:
        """Handle the request of a connection, or the refusal of what is not a request."""
        ...

    def connection_gone(self, connection: "Connection") -> None:
        """Handle that a connection was closed, by either side."""
        ...


class Connection(QObject):
    """Reads one request and sends one response.

    `return_port` is the port that the connection came to. `time_limit` is the limit for receiving
    the whole request, and again for sending the response.
    """

    def __init__(
        self,
        socket: QTcpSocket,
        return_port: ReturnPort,
        owner: ConnectionOwner,
        time_limit: timedelta,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.return_port = return_port
        self._socket = socket
        self._owner = owner
        self._time_limit = time_limit
        self._reader = RequestReader()
        self._phase = Phase.READING
        self._held: Response | None = None
        self._timer = precise_timer(self)
        self._timer.timeout.connect(self._time_is_up)
        socket.setParent(self)
        socket.setReadBufferSize(_READ_BUFFER_BYTES)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.abort)
        self._timer.start(milliseconds(time_limit))

    @property
    def phase(self) -> Phase:
        """The phase of the connection."""
        return self._phase

    def catch_up(self) -> None:
        """Read the data that has already arrived, without waiting for the event loop."""
        self._socket.waitForReadyRead(0)

    def hold(self, response: Response, limit: timedelta) -> None:
        """Keep the response until `release`, at most for `limit`. The browser waits meanwhile."""
        self._phase = Phase.HELD
        self._held = response
        self._timer.start(milliseconds(limit))

    def release(self) -> None:
        """Send the response that was held, if the browser still waits for it."""
        if self._phase is Phase.HELD and self._held is not None:
            self.respond(self._held)

    def respond(self, response: Response) -> None:
        """Send the response and close."""
        self._phase = Phase.CLOSING
        # A client that never reads must not occupy a connection for ever.
        self._timer.start(milliseconds(self._time_limit))
        self._socket.write(response.to_bytes())
        self._socket.flush()
        self._socket.disconnectFromHost()

    def abort(self) -> None:
        """Close at once, without sending anything more."""
        if self._phase is Phase.GONE:
            return
        self._phase = Phase.GONE
        self._timer.stop()
        self._socket.abort()
        self._owner.connection_gone(self)
        self.deleteLater()

    def _read(self) -> None:
        # Read in every phase: a socket with a full buffer does not notice that the client has left.
        data = bytes(self._socket.readAll().data())
        if self._phase is not Phase.READING:
            return
        request = self._reader.feed(data)
        if request is not None:
            self._owner.request_arrived(self, request)

    def _time_is_up(self) -> None:
        if self._phase is Phase.HELD:
            self.release()
        else:
            self.abort()
