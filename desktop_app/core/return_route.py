"""How the browser comes back from Stripe. That depends on the registered redirect URI."""

import re
from dataclasses import dataclass
from ipaddress import ip_address

RETURN_PORTS = range(1024, 65536)
_OWN_HOST = "127.0.0.1"
_OWN_PATH = "/stripe/return"
# A path that browsers request exactly as written: no percent-encoding, no dot segments.
_PATH = r"(?:/(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@-]*)*"
_LOOPBACK = re.compile(rf"http://(127\.0\.0\.1|\[::1\]|localhost):([1-9][0-9]{{3,4}})({_PATH})")
_RETURN_PAGE = re.compile(r"https://[A-Za-z0-9.:\[\]-]+(?:[/?][!-~]*)?")


@dataclass(frozen=True, slots=True)
class ReturnRoute:
    """A registered redirect URI, and where this program listens for it.

    `redirect_uri` is empty if it may have any port of 127.0.0.1 (Practice): then it is made from
    the port. `port` is None if any free port will do. `host` is `127.0.0.1`, `[::1]`, or
    `localhost`, which means both. `path` begins with a slash.
    """

    redirect_uri: str = ""
    port: int | None = None
    host: str = _OWN_HOST
    path: str = _OWN_PATH

    def address(self, port: int) -> "ReturnAddress":
        """Return the address of this route when the program listens on `port`."""
        origin = f"http://{self.host}:{port}"
        return ReturnAddress(port, self.redirect_uri or f"{origin}{self.path}", origin)


@dataclass(frozen=True, slots=True)
class ReturnAddress:
    """Where the browser of one attempt returns to.

    `port` is where the program listens, and `origin` is how the browser reaches that port on its
    way back. A cookie comes back only if it was set under the same host name.
    """

    port: int
    redirect_uri: str
    origin: str


ANY_PORT = ReturnRoute()
"""The route for a stand-in for Stripe that accepts any port."""


def return_page(redirect_uri: str) -> ReturnRoute:
    """Return the route over an https return page, which links to any port of 127.0.0.1.

    Raises ValueError unless the URI is an `https` address without user information and fragment.
    """
    if _RETURN_PAGE.fullmatch(redirect_uri) is None or "#" in redirect_uri:
        raise ValueError("not an https address")
    return ReturnRoute(redirect_uri)


def loopback(redirect_uri: str) -> ReturnRoute:
    """Return the route to a registered loopback URI with a fixed port.

    Raises ValueError unless the URI is `http`, on loopback, with a port of `RETURN_PORTS`, and with
    nothing after a path that browsers request exactly as written.
    """
    match = _LOOPBACK.fullmatch(redirect_uri)
    if match is None or int(match[2]) not in RETURN_PORTS:
        raise ValueError("not an http loopback address with a port from 1024 to 65535")
    return ReturnRoute(redirect_uri, int(match[2]), match[1], match[3] or "/")


def is_loopback_host(host: str) -> bool:
    """Return whether a host name or IP address means this computer. `host` has no brackets."""
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
