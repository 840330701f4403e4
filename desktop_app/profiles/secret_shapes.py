"""Finds what looks like a secret: a profile must not have one, and messages must not show it."""

import re

# Without the upper limits, the search in a hostile line would take quadratic time.
_SHAPE = re.compile(
    r"""
      (?<![A-Za-z0-9]) (?:sk|rk) _ (?:org_)? (?:live|test) _ [A-Za-z0-9]{4,}   # Stripe's keys
    | (?<![A-Za-z0-9]) standin_ (?:restricted_)? (?:live|test) _ [A-Za-z0-9]{4,} # a stand-in's
    | (?<![A-Za-z0-9]) standin_secret_ [A-Za-z0-9]{4,}                         # … for m3ter
    | (?<![A-Za-z0-9]) whsec_ [A-Za-z0-9+/=]{4,}                               # webhook secrets
    | (?<![A-Za-z0-9]) eyJ [A-Za-z0-9_-]{8,400} \. [A-Za-z0-9_.-]*             # JSON web tokens
    | (?i:\bbearer) [ \t:]+ (?=[^\s"']{0,99}[0-9]) [A-Za-z0-9._~+/=-]{16,}    # RFC 6750
    """,
    re.VERBOSE | re.ASCII,
)
_NAMES = frozenset(
    {
        "access_key", "access_token", "api_key", "api_secret", "bearer", "bearer_token",
        "client_secret", "key", "password", "refresh_token", "secret", "secret_key", "stripe_key",
        "stripe_secret_key", "token",
    }
)  # fmt: skip
_HIDDEN = "•••"


def has_secret(text: str) -> bool:
    """Return whether something in `text` looks like a secret."""
    return _SHAPE.search(text) is not None


def names_secret(key: str) -> bool:
    """Return whether the name of a key suggests that its value is a secret."""
    return key.lower().replace("-", "_") in _NAMES


def hide_secrets(text: str) -> str:
    """Return `text` with three dots in place of each secret."""
    return _SHAPE.sub(_HIDDEN, text)
