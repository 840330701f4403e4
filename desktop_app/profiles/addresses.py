"""The web addresses that a profile may have, by one strict grammar.

Browsers (WHATWG URL) and Python (RFC 3986) read many addresses differently: backslashes, tabs,
numbers as hosts, percent signs. If a person confirmed the host that one parser reads, another
parser could send codes to another host. So this grammar accepts only what all parsers read alike:
a lower-case scheme and ASCII host; no user information, query, fragment, percent-encoding or dot
segment.
"""

import re
from dataclasses import dataclass

_MAX_ADDRESS = 2048
_MAX_HOST = 253
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# Browsers read a host whose last label is a number as an IPv4 address.
_LAST_LABEL = r"[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?"
_OCTET = r"(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_HOST = rf"(?:{_LABEL}\.)*{_LAST_LABEL}|{_OCTET}(?:\.{_OCTET}){{3}}|\[::1\]"
_SEGMENT = r"(?!\.{1,2}(?:/|\Z))[A-Za-z0-9._~!$&'()*+,;=:@-]+"
_ADDRESS = re.compile(rf"(https?)://({_HOST})(?::([1-9][0-9]{{0,4}}))?((?:/{_SEGMENT})*/?)")
_PLAIN_HOSTS = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True)
class Address:
    """A web address that every parser reads alike.

    `text` is the whole address. `host` has the brackets of an IPv6 address. `port` is None if the
    address has none. `path` may be empty.
    """

    text: str
    scheme: str
    host: str
    port: int | None
    path: str

    @property
    def is_encrypted(self) -> bool:
        """Whether the scheme is https."""
        return self.scheme == "https"

    @property
    def is_plain_loopback(self) -> bool:
        """Whether the address is http on this computer."""
        return not self.is_encrypted and self.host in _PLAIN_HOSTS

    @property
    def is_at_stripe(self) -> bool:
        """Whether the host is Stripe's."""
        return self.host == "stripe.com" or self.host.endswith(".stripe.com")


def read_address(text: str) -> Address | None:
    """Return the address, or None if `text` is not one by this grammar.

    Also None for http, except on this computer.
    """
    match = _ADDRESS.fullmatch(text) if len(text) <= _MAX_ADDRESS else None
    if match is None:
        return None
    scheme, host, digits, path = match.groups()
    port = None if digits is None else int(digits)
    if len(host) > _MAX_HOST or (port or 0) > 65535:
        return None
    address = Address(text, scheme, host, port, path)
    return address if address.is_encrypted or address.is_plain_loopback else None
