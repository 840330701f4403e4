"""Cookies (RFC 6265): how one is set, and how its values are read from a request.

No `Secure` and no `__Host-` prefix: WebKit and Falkon then drop a cookie of an `http` address.
`SameSite=Lax` lets the browser send the cookie when Stripe redirects it back.
"""

from collections.abc import Iterable
from datetime import timedelta


def set_cookie(name: str, value: str, lasts: timedelta) -> tuple[str, str]:
    """Return the header that sets a cookie for the time `lasts`."""
    seconds = max(1, round(lasts.total_seconds()))
    return ("Set-Cookie", f"{name}={value}; Max-Age={seconds}; Path=/; HttpOnly; SameSite=Lax")


def cookie_values(headers: Iterable[str], name: str) -> list[str]:
    """Return all values of the cookie `name` in the values of the headers `Cookie`.

    There can be more than one: browsers send the cookies of all ports of a host together.
    """
    pairs = (pair.strip(" \t").partition("=") for header in headers for pair in header.split(";"))
    return [value for key, _, value in pairs if key == name]
