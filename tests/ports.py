"""Ports on this computer: whether they are served, and which one a browser comes back to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

_HOST = "127.0.0.1"
_LIMIT = 5.0


def port_of(url: str) -> int:
    """Return the port in an address."""
    port = urlsplit(url).port
    assert port is not None, f"{url} names no port"
    return port


def return_port(link: str) -> int:
    """Return the port that a link to Stripe's approval page leads the browser back to."""
    (redirect_uri,) = parse_qs(urlsplit(link).query)["redirect_uri"]
    return port_of(redirect_uri)


def is_served(port: int, address: str = _HOST) -> bool:
    """Tell whether anybody listens there."""
    try:
        socket.create_connection((address, port), _LIMIT).close()
    except ConnectionRefusedError:
        return False
    return True


def free_port() -> int:
    """Return a port that nobody listens at just now."""
    with socket.create_server((_HOST, 0)) as server:
        return int(server.getsockname()[1])


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Be the other program that has taken the port, while the block lasts."""
    with socket.socket() as listener:
        # Past connections to it do not keep others from taking it.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((_HOST, port))
        listener.listen()
        yield
