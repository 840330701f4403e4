"""How an approval can end. `ui/texts/outcome_texts.py` has the sentence for each outcome."""

from dataclasses import dataclass, field
from enum import Enum, auto

from desktop_app.core.account import Account
from desktop_app.core.credential import AffectedCredential
from desktop_app.core.errors import NO_DETAIL, Detail


@dataclass(frozen=True, slots=True)
class Approved:
    """The person granted access to the account, and the secret is stored."""

    account: Account


@dataclass(frozen=True, slots=True)
class Denied:
    """The person declined at Stripe."""


@dataclass(frozen=True, slots=True)
class WaitStopped:
    """The person stopped waiting, since a denial had come that may be theirs."""


@dataclass(frozen=True, slots=True)
class NotConfirmed:
    """The person was asked about an approval, and did not answer while Stripe kept its code."""


@dataclass(frozen=True, slots=True)
class AccountRejected:
    """The person said that the account which approved is not the right one.

    Access to it was revoked, unless there are other credentials that use it, which are `sharing`.
    """

    account: Account
    sharing: tuple[AffectedCredential, ...] = ()


@dataclass(frozen=True, slots=True)
class TimedOut:
    """The time limit passed before the credential was approved.

    The credential was removed. A credential that was being reauthorized was `restored` instead: it
    is ACTIVE as before.
    """

    restored: bool = False


@dataclass(frozen=True, slots=True)
class Removed:
    """A person removed the credential."""


@dataclass(frozen=True, slots=True)
class Superseded:
    """Another attempt for the same credential was answered first. This one is not needed."""


@dataclass(frozen=True, slots=True)
class SecretLost:
    """The credential was approved, but its secret is lost or its access was revoked."""


@dataclass(frozen=True, slots=True)
class TabLost:
    """After a restart, no earlier browser tab can come back. Another attempt is possible."""


@dataclass(frozen=True, slots=True)
class LinkCopied:
    """The link was copied instead of opened, as the person has set. It works as any other."""


@dataclass(frozen=True, slots=True)
class LinkToSend:
    """No browser was opened, since the person sends the link to somebody else, who approves."""

    link: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class BrowserFailed:
    """The browser could not be opened. The link to Stripe still works.

    `program` is the path of the program that the person has chosen; empty for the default browser.
    `is_path_lost` says that the person has chosen a program whose path can't be read any more.
    """

    program: str = ""
    is_path_lost: bool = False


class ExchangeProblem(Enum):
    """Why an exchange certainly failed."""

    REPORTED = auto()
    """Stripe sent the browser back with an error, and no code."""
    NOT_SAVED = auto()
    """The database could not record that the code is about to be sent, so it was not sent."""
    NO_SECRET = auto()
    """The organization's secret was not available, so the code was not sent."""
    CODE_TOO_OLD = auto()
    """The person confirmed the approval after the code had expired, so it was not sent."""
    REFUSED = auto()
    SECRET_REFUSED = auto()
    KEY_MISMATCH = auto()
    """The client id and the secret key do not belong together: of two modes, or two platforms."""
    UNREACHABLE = auto()
    LIVE_GRANTED = auto()
    """Access was granted in live mode, not in test mode: the client id is one of live mode."""
    TEST_GRANTED = auto()
    """Access was granted in test mode, not in live mode: the client id is one of test mode."""
    WRONG_ACCOUNT = auto()
    """A reauthorization granted access to another account than before."""
    WRONG_SCOPE = auto()


@dataclass(frozen=True, slots=True)
class ExchangeFailed:
    """The code was certainly not exchanged, or what it gave is not used. Another attempt is safe.

    `granted` is the account that access was granted to, but not as it was asked for; `is_revoked`
    says that this access has certainly been revoked again.
    """

    why: ExchangeProblem
    detail: Detail
    granted: Account | None = None
    is_revoked: bool = False


@dataclass(frozen=True, slots=True)
class OutcomeUnknown:
    """The code was sent, and no trustworthy response came. Stripe may have granted access."""

    detail: Detail


class PreparationProblem(Enum):
    """Why the browser was not opened."""

    NO_PORT = auto()
    """No local port could be opened; `detail.description` is the system's reason."""
    PORT_IN_USE = auto()
    """All ports that are registered at Stripe are in use; `detail.description` lists them."""
    STRIPE_UNREACHABLE = auto()
    NAME_TAKEN = auto()
    NOT_SAVED = auto()


@dataclass(frozen=True, slots=True)
class NotStarted:
    """The approval did not begin, and nothing was stored."""

    why: PreparationProblem
    detail: Detail = NO_DETAIL


@dataclass(frozen=True, slots=True)
class NotOpened:
    """The browser was not opened again. Earlier attempts are unchanged."""

    why: PreparationProblem
    detail: Detail = NO_DETAIL


Outcome = (
    Approved
    | Denied
    | WaitStopped
    | NotConfirmed
    | AccountRejected
    | TimedOut
    | Removed
    | Superseded
    | SecretLost
    | TabLost
    | LinkCopied
    | LinkToSend
    | BrowserFailed
    | ExchangeFailed
    | OutcomeUnknown
    | NotStarted
    | NotOpened
)
