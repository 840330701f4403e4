"""How an approval can end. Outcomes are values; their sentences: `ui/texts/outcome_texts.py`."""

from dataclasses import dataclass
from enum import Enum, auto

from desktop_app.core.account import Account
from desktop_app.core.errors import NO_DETAIL, Detail


@dataclass(frozen=True, slots=True)
class Approved:
    """The account approved, and the secret is kept."""

    account: Account


@dataclass(frozen=True, slots=True)
class Denied:
    """The person declined at Stripe."""


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The ten minutes passed; the credential was removed.

    Unless it was created before: then it is `kept` as it was.
    """

    kept: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A person removed the credential."""


@dataclass(frozen=True, slots=True)
class Superseded:
    """Another attempt for the same credential was answered first; this one is not needed."""


@dataclass(frozen=True, slots=True)
class SecretLost:
    """Approved, but the secret was for an earlier session only, or access was revoked."""


@dataclass(frozen=True, slots=True)
class TabLost:
    """After a restart: no earlier browser tab can come back; another attempt can."""


@dataclass(frozen=True, slots=True)
class BrowserFailed:
    """The browser could not be opened; the link still works."""


class ExchangeProblem(Enum):
    """Why an exchange failed for certain."""

    REPORTED = auto()
    """Stripe sent the browser back with an error, and no code."""
    NOT_SAVED = auto()
    """The database could not note that the code is sent, so it was not."""
    NO_SECRET = auto()
    """The organization's secret could not be had, so the code was not sent."""
    REFUSED = auto()
    SECRET_REFUSED = auto()
    UNREACHABLE = auto()
    WRONG_MODE = auto()
    WRONG_ACCOUNT = auto()
    """It was for the account that the credential has been connected to before."""
    WRONG_SCOPE = auto()


@dataclass(frozen=True, slots=True)
class ExchangeFailed:
    """Stripe did not exchange the code, for certain; approving again is safe."""

    why: ExchangeProblem
    detail: Detail


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """The code was sent and no trustworthy answer came: Stripe may have granted access."""

    detail: Detail


class PreparationProblem(Enum):
    """Why the browser was not even opened."""

    NO_PORT = auto()
    PORT_IN_USE = auto()
    """Each port that is registered at Stripe is in use; `detail.description` names them."""
    STRIPE_UNREACHABLE = auto()
    NAME_TAKEN = auto()
    NOT_SAVED = auto()


@dataclass(frozen=True, slots=True)
class NotStarted:
    """Nothing was begun and nothing is left behind."""

    why: PreparationProblem
    detail: Detail = NO_DETAIL


@dataclass(frozen=True, slots=True)
class NotOpened:
    """The browser was not opened once more; what was begun before stands as it was."""

    why: PreparationProblem
    detail: Detail = NO_DETAIL


Outcome = (
    Approved
    | Denied
    | TimedOut
    | Removed
    | Superseded
    | SecretLost
    | TabLost
    | BrowserFailed
    | ExchangeFailed
    | OutcomeUnknown
    | NotStarted
    | NotOpened
)
