"""The values of the header `Authorization`, and of `Proxy-Authorization`."""

import base64
import re

from desktop_app.core.secret import Secret

_SENDABLE = re.compile(r"[!-~]+", re.ASCII)


def basic(user: str, password: str = "") -> str:
    """Return the value for a user name and a password (RFC 7617, with UTF-8).

    The pair is encoded, so it fits into a header whatever characters it has.
    """
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    return f"Basic {pair}"


def bearer(token: Secret) -> str | None:
    """Return the value for a bearer token (RFC 6750, 2.1).

    None for a token that is empty, or has characters that are not visible ASCII: no header can
    carry it.
    """
    text = token.reveal()
    return f"Bearer {text}" if _SENDABLE.fullmatch(text) else None
