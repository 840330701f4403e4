"""HTTP on a loopback port, over threads: reads requests whole, and has a site answer them."""

import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from urllib.parse import parse_qs
from weakref import WeakSet

from tests.stripe_double.faults import Line
from tests.stripe_double.messages import Received

_IDLE_SECONDS = 30.0

Site = Callable[[Received, Line], bool]
"""Answers a request over the line; returns whether the connection may be kept."""


class Server:
    """Serves a site at `origin` from the start on, over TLS if there is a context.

    `port` 0 is any free one. Raises OSError where the port cannot be had.
    """

    def __init__(
        self, site: Site, port: int = 0, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1"
    ) -> None:
        self._listener = _Listener(site, port, tls)
        self.port = int(self._listener.server_address[1])
        self.origin = f"{'https' if tls else 'http'}://{host}:{self.port}"
        self._thread = Thread(target=self._listener.serve_forever, args=(0.01,))
        self._thread.start()

    def hang_up_on(self, connections: int) -> None:
        """Accept the next so many connections, and close them without reading a word."""
        self._listener.unwelcome += connections

    def stop(self) -> None:
        """End every connection, and serve no more."""
        self._listener.shutdown()
        self._listener.drop_connections()
        self._thread.join()
        self._listener.server_close()


class _Listener(ThreadingHTTPServer):
    # So that stopping waits for the threads of all connections.
    daemon_threads = False
    block_on_close = True

    def __init__(self, site: Site, port: int, tls: ssl.SSLContext | None) -> None:
        self.site = site
        self.unwelcome = 0
        self._tls = tls
        self._over = False
        self._lock = Lock()
        self._connections: WeakSet[socket.socket] = WeakSet()
        super().__init__(("127.0.0.1", port), _Handler)

    def get_request(self) -> tuple[socket.socket, object]:
        connection, address = super().get_request()
        if self._tls is not None:
            # The handshake is left to the connection's own thread.
            connection = self._tls.wrap_socket(
                connection, server_side=True, do_handshake_on_connect=False
            )
        self._connections.add(connection)
        return connection, address

    def verify_request(self, request: object, client_address: object) -> bool:
        if self.unwelcome:
            self.unwelcome -= 1
            return False
        return True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of callers that hang up; anything else is a mistake of the double's."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # as given

    def drop_connections(self) -> None:
        for connection in list(self._connections):
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    server: _Listener
    protocol_version = "HTTP/1.1"
    timeout = _IDLE_SECONDS

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", 0))))

    def log_message(self, format: str, *args: object) -> None:
        """Log nothing: request lines hold states and codes."""

    def _answer(self, body: bytes) -> None:
        form = parse_qs(body.decode(), keep_blank_values=True)
        received = Received(self.command, self.path, self.headers, form)
        kept = self.server.site(received, Line(self.connection))
        self.close_connection = self.close_connection or not kept
