"""The organization's secrets: what they look like, and which mode a Stripe key is for.

Key shapes: Stripe API reference, "Authentication" (`sk_live_…`, `sk_test_…`, restricted `rk_…`).

A stand-in for Stripe takes only made-up keys: `standin_live_…`, `standin_test_…`, and restricted
`standin_restricted_live_…`, `standin_restricted_test_…`. Such a key can't be one of Stripe's, since
each of those begins with `sk_` or `rk_`. It can't contain one either: only letters and digits come
after its beginning, and a key of Stripe's has underscores.

A stand-in for m3ter takes only made-up secrets, too: `standin_secret_…`. m3ter publishes no shape
of the API secrets of its access keys, so every other text may be one of them.
"""

import re
from enum import Enum, auto

from desktop_app.core.profile import Registration, SecretKind
from desktop_app.core.systems import System

_KEY = re.compile(r"(?:sk|rk)_(live|test)_[A-Za-z0-9_]{8,500}")
_STAND_IN_KEY = re.compile(r"standin_(?:restricted_)?(live|test)_[A-Za-z0-9]{8,500}")
_STAND_IN_M3TER_SECRET = re.compile(r"standin_secret_[A-Za-z0-9]{8,500}")
_RESTRICTED = ("rk_", "standin_restricted_")
# Searched for anywhere: a pasted key may have quotation marks or a variable's name before it.
_ANY_KEY = re.compile(r"(?<![A-Za-z0-9])(?:sk|rk|pk)_(?:live|test)_")
_TOKEN = re.compile(r"[\x21-\x7e]{8,1024}")

M3TER_KEY_OWNER = "m3ter key"
"""The owner of the keychain entry of a workspace's access key for m3ter."""


class SecretProblem(Enum):
    """What is wrong with a secret that a person typed. The secret was not sent anywhere."""

    EMPTY = auto()
    NOT_A_KEY = auto()
    PUBLISHABLE = auto()
    """A publishable key (`pk_…`), which does not work where a secret key is needed."""
    LIVE_KEY_IN_TEST = auto()
    TEST_KEY_IN_LIVE = auto()
    NOT_A_STAND_IN_KEY = auto()
    """Not a made-up key, where a stand-in for Stripe would get it. It may be a key of Stripe's."""
    NOT_A_TOKEN = auto()
    KEY_AS_TOKEN = auto()
    """A Stripe key in place of the token for another host. It would be sent to that host."""


def prefix_of(registration: Registration) -> str:
    """Return what the secret key for a mode begins with."""
    mode = "live" if registration.system.livemode else "test"
    return f"standin_{mode}_" if registration.stand_in else f"sk_{mode}_"


def api_keys_url(system: System) -> str:
    """Return the page of the Stripe Dashboard on which the platform's keys of a mode are made."""
    return "https://dashboard.stripe.com" + ("" if system.livemode else "/test") + "/apikeys"


def is_stand_in_key(text: str) -> bool:
    """Return whether `text` is a made-up key, the only kind that may be sent to a stand-in."""
    return _STAND_IN_KEY.fullmatch(text) is not None


def is_stand_in_m3ter_secret(text: str) -> bool:
    """Return whether `text` is a made-up API secret, the only kind for a stand-in for m3ter."""
    return _STAND_IN_M3TER_SECRET.fullmatch(text) is not None


def has_stripe_key(text: str) -> bool:
    """Return whether `text` is a key of Stripe's, or has one anywhere."""
    return _ANY_KEY.search(text) is not None


def is_restricted_key(text: str) -> bool:
    """Return whether `text` begins as a restricted key does."""
    return text.startswith(_RESTRICTED)


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
        if has_stripe_key(text):
            return SecretProblem.KEY_AS_TOKEN
        return None if _TOKEN.fullmatch(text) else SecretProblem.NOT_A_TOKEN
    if registration.stand_in:
        key, otherwise = _STAND_IN_KEY.fullmatch(text), SecretProblem.NOT_A_STAND_IN_KEY
    elif text.startswith("pk_"):
        return SecretProblem.PUBLISHABLE
    else:
        key, otherwise = _KEY.fullmatch(text), SecretProblem.NOT_A_KEY
    if key is None:
        return otherwise
    livemode = key[1] == "live"
    if livemode is registration.system.livemode:
        return None
    return SecretProblem.LIVE_KEY_IN_TEST if livemode else SecretProblem.TEST_KEY_IN_LIVE
