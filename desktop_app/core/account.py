"""A connected account at Stripe, and what a token exchange granted."""

from dataclasses import dataclass
from enum import Enum

from desktop_app.core.secret import Secret
from desktop_app.core.systems import System

# The OAuth scope that m3ter needs: with `read_only`, it could not create invoices.
# See Stripe's Connect OAuth reference.
REQUIRED_SCOPE = "read_write"


class Health(Enum):
    """Whether an account works: of what is wrong with it, the most serious.

    The names are in this order, the most serious first. The log stores the values.
    """

    PAYMENTS_PAUSED = "payments paused"
    PAYOUTS_PAUSED = "payouts paused"
    NEEDS_INFORMATION = "needs information"
    """It takes payments and pays out, but Stripe needs information to keep it enabled."""
    GOOD = "good"
    UNKNOWN = "unknown"
    """Nothing is known to be wrong, but the account could not be read."""

    def is_worse_than(self, other: "Health") -> bool:
        """Return whether this health is more serious than another one.

        Neither GOOD nor UNKNOWN is worse than the other: of both, nothing is known to be wrong.
        """
        order = tuple(Health)
        return order.index(self) < min(order.index(other), order.index(Health.GOOD))


@dataclass(frozen=True, slots=True)
class Account:
    """A connected account, as Stripe's API returns it.

    `id` is `acct_…`; `name` may be empty; `country` is ISO 3166 alpha-2 or empty;
    `currently_due` lists the requirements that the account has to meet now, including those that
    are past due. An account that could not be read has only its id.
    """

    id: str
    name: str = ""
    country: str = ""
    charges_enabled: bool | None = None
    payouts_enabled: bool | None = None
    currently_due: tuple[str, ...] = ()
    disabled_reason: str = ""

    @property
    def health(self) -> Health:
        """The health that follows from the flags and from `currently_due`."""
        if self.charges_enabled is False:
            return Health.PAYMENTS_PAUSED
        if self.payouts_enabled is False:
            return Health.PAYOUTS_PAUSED
        if self.currently_due:
            return Health.NEEDS_INFORMATION
        if self.charges_enabled is None or self.payouts_enabled is None:
            return Health.UNKNOWN
        return Health.GOOD


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
