"""werkzeug's threaded server, made to log nothing and to let go of its connections when it stops.

werkzeug logs request lines, and those hold states and codes.
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
    # Browsers open connections ahead of need; each would hold its thread for ever.
    timeout = _IDLE_SECONDS

    def log(self, type: str, message: str, *args: object) -> None:
        """Log nothing."""


class QuietServer(ThreadedWSGIServer):
    """Serves `application` on a listening socket that was bound before (`fd`)."""

    def __init__(self, host: str, port: int, application: "WSGIApplication", fd: int) -> None:
        self._connections: WeakSet[socket.socket] = WeakSet()
        super().__init__(host, port, application, _QuietHandler, fd=fd)

    def get_request(self) -> tuple[socket.socket, tuple[str, int]]:
        """Accept a connection, and keep sight of it for as long as it lives."""
        connection, address = super().get_request()
        self._connections.add(connection)
        return connection, address

    def handle_error(self, request: object, client_address: object) -> None:
        """Print nothing where a browser hangs up in the middle; Flask logs errors of ours."""

    def drop_connections(self) -> None:
        """End every connection that is still open, and with it the thread that serves it."""
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
