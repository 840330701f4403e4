"""How the browser comes back from Stripe, by the shape of the registered redirect URI."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

RETURN_PORTS = range(1024, 65536)
_OWN_HOST = "127.0.0.1"
_OWN_PATH = "/stripe/return"
_LOOPBACK_HOSTS = {"127.0.0.1": "127.0.0.1", "::1": "[::1]", "localhost": "localhost"}


@dataclass(frozen=True, slots=True)
class ReturnRoute:
    """One way back: the redirect URI that is registered, and where its answer is awaited.

    `redirect_uri` is empty where any port of 127.0.0.1 may be named (Practice): then it follows
    from the port. `port` is None where any free one will do. `host` is `127.0.0.1`, `[::1]`, or
    `localhost`, which means both; `path` begins with a slash.
    """

    redirect_uri: str = ""
    port: int | None = None
    host: str = _OWN_HOST
    path: str = _OWN_PATH

    def address(self, port: int) -> "ReturnAddress":
        """Return where the browser comes back to when this program listens on `port`."""
        return ReturnAddress(port, self.redirect_uri or f"http://{self.host}:{port}{self.path}")


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Where the browser of one attempt returns to; `port` is the one that this program has."""

    port: int
    redirect_uri: str


ANY_PORT = ReturnRoute()
"""For a Stripe that lets this program choose its port."""


def return_page(redirect_uri: str) -> ReturnRoute:
    """Return the route over an https return page, which leads on to 127.0.0.1 (any port)."""
    return ReturnRoute(redirect_uri)


def loopback(redirect_uri: str) -> ReturnRoute:
    """Return the route straight to a registered loopback URI with a fixed port.

    Raises ValueError unless it is `http`, on loopback, with a port of `RETURN_PORTS`.
    """
    parts = urlsplit(redirect_uri)
    host = _LOOPBACK_HOSTS.get(parts.hostname or "")
    if parts.scheme != "http" or host is None or parts.port not in RETURN_PORTS:
        raise ValueError("not an http loopback address with a port from 1024 to 65535")
    return ReturnRoute(redirect_uri, parts.port, host, parts.path or "/")


def is_loopback_host(host: str) -> bool:
    """Return whether a host name or IP address, without brackets, is this computer's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
