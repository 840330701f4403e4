"""The two registered clients of a platform at Stripe: one for live mode, one for test mode."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

_ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


class Mode(Enum):
    """Stripe's two worlds, which never mix. The value stands in key names: `sk_live_…`."""

    LIVE = "live"
    TEST = "test"

    @property
    def livemode(self) -> bool:
        """The value of `livemode` in Stripe's answers."""
        return self is Mode.LIVE


@dataclass(frozen=True, slots=True)
class Client:
    """A registered client: `client_id` is `ca_…`, `secret_key` the platform's `sk_…` key.

    The key is never in the repr.
    """

    client_id: str
    secret_key: str = field(repr=False)


Clients = Mapping[Mode, Client]


def new_client(mode: Mode) -> Client:
    """Return a client with an id and a key made at random."""
    return Client(f"ca_{random_text(32)}", f"sk_{mode.value}_practice{random_text(40)}")


def random_text(length: int) -> str:
    """Return `length` unguessable letters and digits, as Stripe's identifiers are made of."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))
