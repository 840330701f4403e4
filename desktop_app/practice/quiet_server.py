"""werkzeug's threaded server, without a request log, and with a way to close its connections.

werkzeug logs request lines, which have states and codes.
"""

import socket
from contextlib import suppress
from typing import TYPE_CHECKING
from weakref import WeakSet

from werkzeug.serving import ThreadedWSGIServer, WSGIRequestHandler

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_IDLE_SECONDS = 30.0


class _QuietHandler(WSGIRequestHandler):
    # Browsers open connections that they may not use. Without a timeout, each blocks a thread.
    timeout = _IDLE_SECONDS

    def log(self, type: str, message: str, *args: object) -> None:
        """Log nothing."""


class QuietServer(ThreadedWSGIServer):
    """Serves `application` on a socket that listens already (`fd`)."""

    def __init__(self, host: str, port: int, application: "WSGIApplication", fd: int) -> None:
        self._connections: WeakSet[socket.socket] = WeakSet()
        super().__init__(host, port, application, _QuietHandler, fd=fd)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept a connection, and remember it for `close_connections`."""
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing when a browser closes a connection early. Flask logs other errors."""

    def close_connections(self) -> None:
        """Shut down all open connections, so that their threads end."""
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
