"""What a person enters to connect m3ter, and what is wrong with it before it is sent anywhere."""

import re
from enum import Enum, auto

from desktop_app.core.platform_secret import has_stripe_key, is_stand_in_m3ter_secret

_ID = re.compile(r"[A-Za-z0-9_-]{1,100}")
# A name in HTTP Basic has no colon (RFC 7617, 2). Headers carry no other characters safely.
_KEY_ID = re.compile(r"[\x21-\x39\x3b-\x7e]{1,200}")
_SECRET = re.compile(r"[\x21-\x7e]{8,1024}")


class KeyProblem(Enum):
    """What is wrong with a field. What was typed was not sent anywhere."""

    EMPTY = auto()
    NOT_AN_ID = auto()
    """Not an ID as m3ter's organizations have: letters, digits, hyphens and underscores."""
    NOT_A_KEY_ID = auto()
    """It has a space or another character that no ID has."""
    NOT_A_SECRET = auto()
    """It has a space or another character that no API secret has, or it is very short."""
    STRIPE_KEY = auto()
    """It is, or contains, a key of Stripe's, which m3ter must not get."""
    NOT_MADE_UP = auto()
    """It may be a real one, and a stand-in for m3ter would get it."""


def organization_problem(text: str) -> KeyProblem | None:
    """Return what is wrong with the ID of an organization, or None."""
    if not text:
        return KeyProblem.EMPTY
    return None if _ID.fullmatch(text) else KeyProblem.NOT_AN_ID


def key_id_problem(text: str) -> KeyProblem | None:
    """Return what is wrong with the ID of an access key, or None."""
    if not text:
        return KeyProblem.EMPTY
    if has_stripe_key(text):
        return KeyProblem.STRIPE_KEY
    return None if _KEY_ID.fullmatch(text) else KeyProblem.NOT_A_KEY_ID


def secret_problem(text: str, *, is_stand_in: bool) -> KeyProblem | None:
    """Return what is wrong with an API secret, or None.

    `is_stand_in` says that a stand-in for m3ter would get it.
    """
    if not text:
        return KeyProblem.EMPTY
    if has_stripe_key(text):
        return KeyProblem.STRIPE_KEY
    if _SECRET.fullmatch(text) is None:
        return KeyProblem.NOT_A_SECRET
    if is_stand_in and not is_stand_in_m3ter_secret(text):
        return KeyProblem.NOT_MADE_UP
    return None
