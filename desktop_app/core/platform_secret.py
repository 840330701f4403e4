"""The organization's secrets: what they look like, and which mode a Stripe key is for.

Key shapes: Stripe API reference, "Authentication" (`sk_live_…`, `sk_test_…`, restricted `rk_…`).
"""

import re
from enum import Enum, auto

from desktop_app.core.profile import Registration, SecretKind
from desktop_app.core.systems import System

_KEY = re.compile(r"(?:sk|rk)_(live|test)_[A-Za-z0-9_]{8,500}")
# Searched for anywhere: a pasted key may have quotation marks or a variable's name before it.
_ANY_KEY = re.compile(r"(?<![A-Za-z0-9])(?:sk|rk|pk)_(?:live|test)_")
_TOKEN = re.compile(r"[\x21-\x7e]{8,1024}")


class SecretProblem(Enum):
    """What is wrong with a secret that a person typed. The secret was not sent anywhere."""

    EMPTY = auto()
    NOT_A_KEY = auto()
    PUBLISHABLE = auto()
    """A publishable key (`pk_…`), which does not work where a secret key is needed."""
    LIVE_KEY_IN_TEST = auto()
    TEST_KEY_IN_LIVE = auto()
    NOT_A_TOKEN = auto()
    KEY_AS_TOKEN = auto()
    """A Stripe key in place of the token for another host. It would be sent to that host."""


def owner_of(system: System) -> str:
    """Return the owner that the organization's secret for a system is stored under."""
    return f"organization {system.value}"


def clean_secret(text: str) -> str:
    """Return a pasted secret without the white space around it, which is never part of it."""
    return text.strip()


def check_secret(registration: Registration, text: str) -> SecretProblem | None:
    """Return what is wrong with the secret for a mode, or None.

    `text` must not have white space around it (see `clean_secret`).
    """
    if not text:
        return SecretProblem.EMPTY
    if registration.secret_kind is SecretKind.BEARER_TOKEN:
        if _ANY_KEY.search(text):
            return SecretProblem.KEY_AS_TOKEN
        return None if _TOKEN.fullmatch(text) else SecretProblem.NOT_A_TOKEN
    if text.startswith("pk_"):
        return SecretProblem.PUBLISHABLE
    key = _KEY.fullmatch(text)
    if key is None:
        return SecretProblem.NOT_A_KEY
    livemode = key[1] == "live"
    if livemode is registration.system.livemode:
        return None
    return SecretProblem.LIVE_KEY_IN_TEST if livemode else SecretProblem.TEST_KEY_IN_LIVE
