"""A connected account at Stripe, and what a token exchange granted."""

from dataclasses import dataclass
from enum import Enum, auto

from desktop_app.core.secret import Secret
from desktop_app.core.systems import System

# What a credential needs: a platform that only reads can send no bills (Connect OAuth reference).
REQUIRED_SCOPE = "read_write"


class Readiness(Enum):
    """Whether the account can take payments, in the order of what an admin must know."""

    READY = auto()
    NEEDS_INFORMATION = auto()
    RESTRICTED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Account:
    """A connected account, as Stripe's API reads it.

    `id` is `acct_…`; `name` may be empty; `country` is ISO 3166 alpha-2 or empty;
    `currently_due` names what Stripe still wants. An account that could not be read has only
    its id.
    """

    id: str
    name: str = ""
    country: str = ""
    charges_enabled: bool | None = None
    payouts_enabled: bool | None = None
    currently_due: tuple[str, ...] = ()
    disabled_reason: str = ""

    @property
    def readiness(self) -> Readiness:
        """What the flags add up to."""
        if self.charges_enabled is None:
            return Readiness.UNKNOWN
        if self.charges_enabled and self.payouts_enabled and not self.currently_due:
            return Readiness.READY
        if self.charges_enabled:
            return Readiness.NEEDS_INFORMATION
        return Readiness.RESTRICTED


@dataclass(frozen=True, slots=True)
class Grant:
    """What Stripe's token endpoint answered (Connect OAuth reference).

    `livemode` tells which mode was really granted. The tokens are deprecated by Stripe and may be
    absent.
    """

    account_id: str
    livemode: bool
    scope: str
    access_token: Secret | None = None
    refresh_token: Secret | None = None

    @property
    def system(self) -> System:
        """The system whose credential this grant is good for."""
        return System.STRIPE if self.livemode else System.STRIPE_TEST
