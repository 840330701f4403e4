"""A connected account at Stripe, and what a token exchange granted."""

from dataclasses import dataclass
from enum import Enum, auto

from desktop_app.core.secret import Secret
from desktop_app.core.systems import System

# The OAuth scope that m3ter needs: with `read_only`, it could not create invoices.
# See Stripe's Connect OAuth reference.
REQUIRED_SCOPE = "read_write"


class Readiness(Enum):
    """Whether an account can take payments."""

    READY = auto()
    NEEDS_INFORMATION = auto()
    RESTRICTED = auto()
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Account:
    """A connected account, as Stripe's API returns it.

    `id` is `acct_…`; `name` may be empty; `country` is ISO 3166 alpha-2 or empty;
    `currently_due` lists the requirements that the account has not met yet. An account that could
    not be read has only its id.
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
        """The readiness that follows from the flags and from `currently_due`."""
        if self.charges_enabled is None:
            return Readiness.UNKNOWN
        if self.charges_enabled and self.payouts_enabled and not self.currently_due:
            return Readiness.READY
        if self.charges_enabled:
            return Readiness.NEEDS_INFORMATION
        return Readiness.RESTRICTED


@dataclass(frozen=True, slots=True)
class Grant:
    """A successful response of Stripe's token endpoint (Connect OAuth reference).

    `livemode` is the mode that access was really granted in. Stripe has deprecated the tokens; they
    may be absent.
    """

    account_id: str
    livemode: bool
    scope: str
    access_token: Secret | None = None
    refresh_token: Secret | None = None

    @property
    def system(self) -> System:
        """The system of the mode that access was granted in."""
        return System.STRIPE if self.livemode else System.STRIPE_TEST
