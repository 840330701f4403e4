"""The two registered clients of a platform at Stripe: one for live mode, one for test mode."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Mode(Enum):
    """Stripe's two modes. The value is a part of the keys of the mode: `standin_live_…`."""

    LIVE = "live"
    TEST = "test"

    @property
    def livemode(self) -> bool:
        """The value of `livemode` in Stripe's responses."""
        return self is Mode.LIVE


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client: `client_id` is `ca_…`, and `secret_key` is the platform's key.

    The key has a shape that no key of Stripe's has: `standin_live_…` or `standin_test_…`. It is not
    in the repr.
    """

    client_id: str
    secret_key: str = field(repr=False)


Clients = Mapping[Mode, Client]


def new_client(mode: Mode) -> Client:
    """Return a client with a random id and a random key."""
    return Client(f"ca_{random_text(32)}", f"{key_prefix(mode)}{random_text(40)}")


def key_prefix(mode: Mode) -> str:
    """Return what the keys and the access tokens of a mode begin with."""
    return f"standin_{mode.value}_"


def random_text(length: int) -> str:
    """Return `length` unguessable letters and digits, as in Stripe's identifiers."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
