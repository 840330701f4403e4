"""Bytes to and from a practice Stripe, as any program of this computer can send them."""

import contextlib
import socket
from urllib.parse import urlsplit

_TIMEOUT_SECONDS = 20


def port_of(origin: str) -> int:
    """Return the port of an origin such as `http://127.0.0.1:50000`."""
    port = urlsplit(origin).port
    assert port is not None
    return port


def connect(port: int, data: bytes = b"") -> socket.socket:
    """Return a connection on which `data` was sent, as far as the server took it."""
    connection = socket.create_connection(("127.0.0.1", port), timeout=_TIMEOUT_SECONDS)
    with contextlib.suppress(ConnectionError):
        connection.sendall(data)
    return connection


def everything_from(connection: socket.socket) -> bytes:
    """Return what comes until the server closes."""
    received = b""
    with contextlib.suppress(ConnectionError):
        while data := connection.recv(65536):
            received += data
    return received


def is_closed(connection: socket.socket) -> bool:
    """Return whether the server has closed a connection on which it sent nothing."""
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionError:
        return True


def exchange(port: int, data: bytes) -> bytes:
    """Send `data` and nothing more, and return the response."""
    with connect(port, data) as connection:
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
        return everything_from(connection)


def status_of(response: bytes) -> int:
    """Return the status of a response."""
    return int(response.split(b" ", 2)[1])
