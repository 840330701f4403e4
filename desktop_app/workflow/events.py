"""Events of a workspace: each carries the new value."""

from dataclasses import dataclass
from datetime import timedelta

from desktop_app.core.activity import Activity
from desktop_app.core.credential import Credential
from desktop_app.core.errors import (
    KeychainError,
    SecretUnavailableError,
    ServiceError,
    StorageError,
)
from desktop_app.core.outcome import Removed, TimedOut
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.approval import Approval


@dataclass(frozen=True, slots=True)
class Loaded:
    """The database was read; everything known is in sight."""


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """The database cannot be used."""

    problem: StorageError


@dataclass(frozen=True, slots=True)
class CredentialChanged:
    """A credential is new, or has changed."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class CredentialGone:
    """A credential was removed; `credential` is what it was."""

    credential: Credential
    why: TimedOut | Removed


@dataclass(frozen=True, slots=True)
class TimeGetsShort:
    """The time of an incomplete credential has come to the next warning, or is past it."""

    credential: Credential
    left: timedelta


@dataclass(frozen=True, slots=True)
class ApprovalChanged:
    """An approval has moved on."""

    approval: Approval


@dataclass(frozen=True, slots=True)
class BrowserAnswered:
    """A browser came back for a credential; how that ended has been told by now."""

    credential_id: str


@dataclass(frozen=True, slots=True)
class TabsLost:
    """After a restart no earlier tab of a credential can come back; it can be opened again."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class DenialReported:
    """A denial came that may be this credential's, which goes on waiting."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class UnsettledGrantsChanged:
    """The list of grants that nobody could make sure of has changed."""

    grants: tuple[UnsettledGrant, ...]


@dataclass(frozen=True, slots=True)
class NotApprovedAgain:
    """The time for approving again is over; the credential is as it was before."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class RevocationFailed:
    """Access could not be revoked, so the credential was not removed either.

    `problem` is None where nothing was tried: a code is out, or another credential lives on the
    account by now.
    """

    credential: Credential
    problem: ServiceError | SecretUnavailableError | None = None


@dataclass(frozen=True, slots=True)
class GrantNotRevoked:
    """What nobody could make sure of could not be revoked either; `problem` as above."""

    grant: UnsettledGrant
    problem: ServiceError | SecretUnavailableError | None = None


@dataclass(frozen=True, slots=True)
class CheckBegan:
    """Stripe is asked whether the account of a credential is connected."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class Checked:
    """The account of a credential is connected; `credential` has what was read of it."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class Disconnected:
    """The account is not connected any more: all its `credentials`, the checked one first."""

    credentials: tuple[Credential, ...]


@dataclass(frozen=True, slots=True)
class CheckFailed:
    """Nothing was learned of the account of a credential."""

    credential: Credential
    problem: ServiceError | KeychainError


@dataclass(frozen=True, slots=True)
class ActivitiesRead:
    """The log was read; `new` are the entries that were not known before, the first first."""

    new: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class ActivitiesNotRead:
    """The log could not be read."""

    problem: StorageError


@dataclass(frozen=True, slots=True)
class OperationFailed:
    """An operation broke off: the database failed, or the program has a mistake."""

    problem: Exception


Event = (
    Loaded
    | LoadFailed
    | CredentialChanged
    | CredentialGone
    | TimeGetsShort
    | ApprovalChanged
    | BrowserAnswered
    | TabsLost
    | DenialReported
    | UnsettledGrantsChanged
    | NotApprovedAgain
    | RevocationFailed
    | GrantNotRevoked
    | CheckBegan
    | Checked
    | Disconnected
    | CheckFailed
    | ActivitiesRead
    | ActivitiesNotRead
    | OperationFailed
)
