"""One browser connection: a socket, one timer, and the phase it is in."""

from datetime import timedelta
from enum import Enum, auto
from typing import Protocol

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtNetwork import QTcpSocket

from desktop_app.loopback.callback_listener import CallbackListener
from desktop_app.loopback.request import Refusal, Request, RequestReader
from desktop_app.loopback.response import Response

_READ_BUFFER_BYTES = 16 * 1024


class Phase(Enum):
    """How far a connection has come."""

    READING = auto()
    HELD = auto()
    CLOSING = auto()
    GONE = auto()


class ConnectionOwner(Protocol):
    """Who is told what happens on a connection."""

    def request_arrived(self, connection: "Connection", request: Request | Refusal) -> None:
        """The one request of this connection is complete, or can't become one."""
        ...

    def hold_ended(self, connection: "Connection") -> None:
        """A held connection has waited as long as it may."""
        ...

    def connection_gone(self, connection: "Connection") -> None:
        """The connection ended, by either side."""
        ...


class Connection(QObject):
    """Reads one request and sends one response.

    `listener` is where it came in. `time_limit` is how long the whole request may take, and later
    how long the client may take to accept the response.
    """

    def __init__(
        self,
        socket: QTcpSocket,
        listener: CallbackListener,
        owner: ConnectionOwner,
        time_limit: timedelta,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.listener = listener
        self._socket = socket
        self._owner = owner
        self._time_limit = time_limit
        self._reader = RequestReader()
        self._phase = Phase.READING
        self._timer = precise_timer(self)
        self._timer.timeout.connect(self._time_is_up)
        socket.setParent(self)
        socket.setReadBufferSize(_READ_BUFFER_BYTES)
        socket.readyRead.connect(self._read)
        socket.disconnected.connect(self.drop)
        self._timer.start(milliseconds(time_limit))

    @property
    def phase(self) -> Phase:
        """Where it stands."""
        return self._phase

    def catch_up(self) -> None:
        """Read what has come in already, without waiting for the event loop."""
        self._socket.waitForReadyRead(0)

    def hold(self, limit: timedelta) -> None:
        """Let the browser wait for its response, for `limit` at most."""
        self._phase = Phase.HELD
        self._timer.start(milliseconds(limit))

    def respond(self, response: Response) -> None:
        """Send the response and close."""
        self._phase = Phase.CLOSING
        # A client that never reads must not keep its place.
        self._timer.start(milliseconds(self._time_limit))
        self._socket.write(response.to_bytes())
        self._socket.flush()
        self._socket.disconnectFromHost()

    def drop(self) -> None:
        """Close at once, without another byte."""
        if self._phase is Phase.GONE:
            return
        self._phase = Phase.GONE
        self._timer.stop()
        self._socket.abort()
        self._owner.connection_gone(self)
        self.deleteLater()

    def _read(self) -> None:
        # Read in every phase: a socket whose buffer is full does not notice that the peer left.
        data = bytes(self._socket.readAll().data())
        if self._phase is not Phase.READING:
            return
        request = self._reader.feed(data)
        if request is not None:
            self._owner.request_arrived(self, request)

    def _time_is_up(self) -> None:
        if self._phase is Phase.HELD:
            self._owner.hold_ended(self)
        else:
            self.drop()


def precise_timer(parent: QObject) -> QTimer:
    """Return a single-shot timer; Qt's default kind may ring 5 % early."""
    timer = QTimer(parent)
    timer.setSingleShot(True)
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    return timer


def milliseconds(duration: timedelta) -> int:
    """Return a duration in the unit of `QTimer`."""
    return round(duration / timedelta(milliseconds=1))
