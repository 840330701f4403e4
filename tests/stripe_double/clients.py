"""A platform's registration at Stripe: one client for live mode, one for test mode.

Ids and keys are the same each time, so that a rehearsal can go on after a restart. No key of
Stripe's has the shape of these keys, so a person who rehearses can't mistake one for the other.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from urllib.parse import urlsplit


class Mode(Enum):
    """Stripe's two modes; the value stands in key names (`standin_live_…`)."""

    LIVE = "live"
    TEST = "test"

    @property
    def livemode(self) -> bool:
        return self is Mode.LIVE


@dataclass(frozen=True, slots=True)
class Client:
    """The platform in one mode: its id, its two kinds of keys, and where browsers may return to."""

    mode: Mode
    client_id: str
    secret_key: str = field(repr=False)
    restricted_key: str = field(repr=False)
    redirect_uris: tuple[str, ...]


def register(mode: Mode, redirect_uris: Iterable[str]) -> Client:
    """Register a client. Raises ValueError for a redirect URI that Stripe would not take.

    Live mode takes https only; test mode takes http too (Connect OAuth reference, `redirect_uri`).
    """
    uris = tuple(redirect_uris)
    for uri in uris:
        scheme = urlsplit(uri).scheme
        if scheme != "https" and (mode is Mode.LIVE or scheme != "http"):
            raise ValueError(f"not a redirect URI for {mode.value} mode: {uri}")
    return Client(
        mode,
        f"ca_{made_up('client', mode.value)}",
        f"standin_{mode.value}_{made_up('secret key', mode.value)}",
        f"standin_restricted_{mode.value}_{made_up('restricted key', mode.value)}",
        uris,
    )


def made_up(*what: str) -> str:
    """Return 32 letters and digits that are always the same for the same words."""
    return hashlib.sha256(f"the stand-in's {' '.join(what)}".encode()).hexdigest()[:32]
