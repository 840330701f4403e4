"""How the browser comes back from Stripe, by the shape of the registered redirect URI."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

RETURN_PORTS = range(1024, 65536)
_OWN_HOST = "127.0.0.1"
_OWN_PATH = "/stripe/return"
# What browsers ask for just as it is written: nothing that is encoded, no segment to be resolved.
_PATH = r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@-]*)*"
_LOOPBACK = re.compile(rf"http://(127\.0\.0\.1|\[::1\]|localhost):([1-9][0-9]{{3,4}})({_PATH})")
_RETURN_PAGE = re.compile(r"https://[A-Za-z0-9.:\[\]-]+(?:[/?][!-~]*)?")


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
    """Return the route over an https return page, which leads on to 127.0.0.1 (any port).

    Raises ValueError unless it is an `https` address without user information and fragment.
    """
    if _RETURN_PAGE.fullmatch(redirect_uri) is None or "#" in redirect_uri:
        raise ValueError("not an https address")
    return ReturnRoute(redirect_uri)


def loopback(redirect_uri: str) -> ReturnRoute:
    """Return the route straight to a registered loopback URI with a fixed port.

    Raises ValueError unless it is `http`, on loopback, with a port of `RETURN_PORTS`, and nothing
    after a path that browsers ask for as it is written.
    """
    match = _LOOPBACK.fullmatch(redirect_uri)
    if match is None or int(match[2]) not in RETURN_PORTS:
        raise ValueError("not an http loopback address with a port from 1024 to 65535")
    return ReturnRoute(redirect_uri, int(match[2]), match[1], match[3] or "/")


def is_loopback_host(host: str) -> bool:
    """Return whether a host name or IP address, without brackets, is this computer's own."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
