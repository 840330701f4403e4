"""An HTTP server on one thread, with a limit for everything that a client can use up."""

import logging
import socket
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from selectors import EVENT_READ, DefaultSelector

from desktop_app.practice.connection import Connection, Phase
from desktop_app.practice.http_messages import Request
from desktop_app.practice.limits import Limits

MayConnect = Callable[[tuple[str, int], tuple[str, int]], bool]
"""Returns whether a connection is accepted.

The arguments are the addresses (IP, port) of the client and of this end of the connection.
"""

_JOIN_SECONDS = 5.0
_ACCEPT_PAUSE_SECONDS = 0.1
# A flood of connections delays those that were accepted by no more than this.
_ACCEPTED_AT_A_TIME = 16

# Which connection is closed for a new one: the oldest of the first of these phases that there is.
_FIRST_TO_GO = (Phase.SENT, Phase.READING, Phase.SENDING)

_log = logging.getLogger(__name__)


class HttpServer:
    """Serves on `listener`, a listening socket, from now on, and closes it at the end.

    `respond` is called on the server's thread, for one request at a time, and returns the response
    as bytes. It must not raise. `may_connect` is asked about each connection, on the same thread.
    If it returns False or raises OSError, the connection is closed at once.

    If `limits.connections` are open and more come, the oldest one whose response was sent gives
    way, else the oldest one without a complete request, else the oldest one that is being answered.
    """

    def __init__(
        self,
        listener: socket.socket,
        respond: Callable[[Request], bytes],
        may_connect: MayConnect,
        limits: Limits,
    ) -> None:
        self._listener = listener
        self._respond = respond
        self._may_connect = may_connect
        self._limits = limits
        # The oldest one first.
        self._connections: list[Connection] = []
        # Of `_is_open`, `_is_stopping` and `_last_use`, which the other threads use.
        self._lock = threading.Lock()
        self._is_open = True
        self._is_stopping = False
        self._last_use = time.monotonic()
        self._wake_reader, self._wake_writer = socket.socketpair()
        self._selector = DefaultSelector()
        listener.setblocking(False)
        self._selector.register(listener, EVENT_READ, self._accept)
        self._selector.register(self._wake_reader, EVENT_READ, lambda: None)
        self._thread = threading.Thread(target=self._serve, name="practice-stripe", daemon=True)
        self._thread.start()

    @property
    def is_open(self) -> bool:
        """Whether the server accepts requests. Reading it does not begin the idle time anew."""
        return self._is_open

    def keep_open(self) -> bool:
        """Begin the idle time anew. Return False if the server is closed."""
        with self._lock:
            if self._is_open:
                self._last_use = time.monotonic()
            return self._is_open

    def stop(self) -> None:
        """Close the listener and all connections, and wait for it. May be called twice."""
        with self._lock:
            self._is_stopping = True
            if self._is_open:
                self._wake_writer.send(b"\0")
        self._thread.join(_JOIN_SECONDS)

    def _serve(self) -> None:
        try:
            while not self._close_if_done():
                for key, _ in self._selector.select(self._seconds_to_wait()):
                    key.data()
                self._drop_overdue()
        finally:
            self._close()

    def _close_if_done(self) -> bool:
        """Close the listener if it is time, so that another server can have its port.

        Returns whether it is closed.
        """
        with self._lock:
            if self._is_stopping or time.monotonic() >= self._idle_end():
                self._is_open = False
                self._selector.unregister(self._listener)
                self._listener.close()
            return not self._is_open

    def _close(self) -> None:
        with self._lock:
            self._is_open = False
            self._listener.close()
            self._wake_writer.close()
        for connection in self._connections:
            connection.close()
        self._wake_reader.close()
        self._selector.close()

    def _idle_end(self) -> float:
        idle_time = self._limits.idle_time
        return float("inf") if idle_time is None else self._last_use + idle_time

    def _seconds_to_wait(self) -> float | None:
        ends = [self._idle_end(), *(connection.deadline for connection in self._connections)]
        end = min(ends)
        return None if end == float("inf") else max(0.0, end - time.monotonic())

    def _accept(self) -> None:
        for _ in range(_ACCEPTED_AT_A_TIME):
            try:
                client, _ = self._listener.accept()
            except (BlockingIOError, ConnectionError):
                return
            except OSError as error:
                # For example, no descriptor is left. The connection waits in the backlog meanwhile.
                _log.warning("can't accept a connection: %s", error.strerror)
                time.sleep(_ACCEPT_PAUSE_SECONDS)
                return
            self._take(client)

    def _take(self, client: socket.socket) -> None:
        if not self._admits(client):
            client.close()
            return
        self._make_room()
        connection = Connection(client, self._use, self._limits)
        self._connections.append(connection)
        self._selector.register(connection, connection.awaited, lambda: self._proceed(connection))

    def _admits(self, client: socket.socket) -> bool:
        # A connection that was reset has no address any more.
        with suppress(OSError):
            return self._may_connect(client.getpeername(), client.getsockname())
        return False

    def _use(self, request: Request) -> bytes:
        self.keep_open()
        return self._respond(request)

    def _make_room(self) -> None:
        if len(self._connections) < self._limits.connections:
            return
        for connection in tuple(self._connections):
            # Its request may have arrived while other connections were accepted.
            self._proceed(connection)
        if len(self._connections) >= self._limits.connections:
            self._drop(min(self._connections, key=lambda each: _FIRST_TO_GO.index(each.phase)))

    def _proceed(self, connection: Connection) -> None:
        if connection not in self._connections:
            # It was dropped after the selector returned its event.
            return
        connection.proceed()
        if connection.phase is Phase.ENDED:
            self._drop(connection)
        else:
            key = self._selector.get_key(connection)
            if key.events != connection.awaited:
                self._selector.modify(connection, connection.awaited, key.data)

    def _drop_overdue(self) -> None:
        now = time.monotonic()
        for connection in tuple(self._connections):
            if connection.deadline <= now:
                self._drop(connection)

    def _drop(self, connection: Connection) -> None:
        self._selector.unregister(connection)
        self._connections.remove(connection)
        connection.close()
