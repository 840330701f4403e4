"""A credential, its status, an attempt to approve it, and a credential that loses access."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop_app.core.account import Account, Health
from desktop_app.core.credential_state import Revoking, SecretPlace, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.lifecycle import NEEDS_APPROVAL, Step, rules_of
from desktop_app.core.names import name_key
from desktop_app.core.systems import System

# Other modules import the enums of a credential's state from here. The enums have a separate module
# because `lifecycle`, which this module imports, needs them.
__all__ = [
    "AffectedCredential",
    "Attempt",
    "Credential",
    "Revoking",
    "SecretPlace",
    "Stage",
    "Status",
]


class Status(Enum):
    """The status of a credential as a person sees it."""

    ACTIVE = "active"
    DETAILS_UNKNOWN = "details_unknown"
    PAYMENTS_PAUSED = "payments_paused"
    PAYOUTS_PAUSED = "payouts_paused"
    NEEDS_INFORMATION = "needs_information"
    INCOMPLETE = "incomplete"
    REVOKING = "revoking"
    TO_BE_REVOKED = "to_be_revoked"
    MAY_BE_REVOKED = "may_be_revoked"
    APPROVING_AGAIN = "approving_again"
    READY_TO_CREATE = "ready_to_create"
    READY_TO_RECONNECT = "ready_to_reconnect"
    DISCONNECTED = "disconnected"
    NEEDS_APPROVAL = "needs_approval"


# The statuses that are as they should be, or that pass.
_CALM = frozenset(
    {
        Status.ACTIVE,
        Status.DETAILS_UNKNOWN,
        Status.INCOMPLETE,
        Status.APPROVING_AGAIN,
        Status.READY_TO_CREATE,
        Status.READY_TO_RECONNECT,
        Status.REVOKING,
    }
)
# An ACTIVE credential has the status of the same name if its account is in none of these states.
_NOT_GOOD = {
    Health.UNKNOWN: Status.DETAILS_UNKNOWN,
    Health.PAYMENTS_PAUSED: Status.PAYMENTS_PAUSED,
    Health.PAYOUTS_PAUSED: Status.PAYOUTS_PAUSED,
    Health.NEEDS_INFORMATION: Status.NEEDS_INFORMATION,
}


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential.

    `deadline` is set while the credential is INCOMPLETE. It stays while the credential is APPROVED
    for the first time: it does not end anything then, and counts again if the person rejects the
    account. `account` is set from APPROVED on, and during a reauthorization. `created` (UTC) is
    when the credential became ACTIVE first; before that, it is when the first attempt began. A
    credential that is `revoking` has an account and is not INCOMPLETE. `checked` (UTC) is when the
    account was last read at Stripe; None if it never was, or if that is not known. `created_by` is
    the operating system's user who made the credential ACTIVE first; empty before that.
    """

    id: str
    system: System
    name: str
    stage: Stage
    created: datetime
    deadline: Deadline | None = None
    account: Account | None = None
    secret_place: SecretPlace = SecretPlace.NONE
    revoking: Revoking = Revoking.NO
    checked: datetime | None = None
    created_by: str = ""

    @property
    def name_key(self) -> str:
        """The key that names are compared by (see `names.name_key`)."""
        return name_key(self.name)

    def allows(self, step: Step) -> bool:
        """Return whether the state of the credential permits the step.

        A step can depend on more (`Rule.only_if`). The code that takes the step checks that.
        """
        state = (self.stage, self.secret_place, self.revoking)
        has_account, was_created = self.account is not None, self.was_created
        return any(
            rule.fits(*state, has_account=has_account, was_created=was_created)
            for rule in rules_of(step)
        )

    @property
    def needs_approval(self) -> bool:
        """Whether the secret is lost or revoked, so that only another approval helps."""
        return self.secret_place in NEEDS_APPROVAL

    @property
    def was_created(self) -> bool:
        """Whether the credential is ACTIVE, or was ACTIVE before and is approved again.

        While it is INCOMPLETE, the account of the earlier approval says so. While it is APPROVED,
        the missing deadline says so: only the first approval keeps its deadline.
        """
        match self.stage:
            case Stage.INCOMPLETE:
                return self.account is not None
            case Stage.APPROVED:
                return self.deadline is None
            case Stage.ACTIVE:
                return True

    @property
    def status(self) -> Status:
        """The status of the row, the first that applies.

        It follows from the stage, the revocation, the place of the secret and, for an ACTIVE
        credential, the health of the account.
        """
        if self.stage is Stage.INCOMPLETE:
            return Status.APPROVING_AGAIN if self.was_created else Status.INCOMPLETE
        if self.revoking is Revoking.UNDER_WAY:
            return Status.REVOKING
        if self.revoking is Revoking.TO_DO:
            return Status.TO_BE_REVOKED
        if self.revoking is Revoking.UNCONFIRMED:
            return Status.MAY_BE_REVOKED
        if self.was_created and self.secret_place is SecretPlace.REVOKED:
            return Status.DISCONNECTED
        if self.needs_approval:
            return Status.NEEDS_APPROVAL
        if self.stage is Stage.APPROVED:
            return Status.READY_TO_RECONNECT if self.was_created else Status.READY_TO_CREATE
        if self.account is None:
            return Status.ACTIVE
        return _NOT_GOOD.get(self.account.health, Status.ACTIVE)

    def is_worse_than(self, before: "Credential") -> bool:
        """Return whether the account has got worse since `before`, an earlier value.

        A disconnected account is worse than any health (`Health.is_worse_than`).
        """
        if self.account is None or before.account is None:
            return False
        if SecretPlace.REVOKED in (self.secret_place, before.secret_place):
            return before.secret_place is not SecretPlace.REVOKED
        return self.account.health.is_worse_than(before.account.health)

    @property
    def needs_attention(self) -> bool:
        """Whether something is wrong with it that a person has to mend."""
        return self.status not in _CALM


@dataclass(frozen=True, slots=True)
class Attempt:
    """One trip of a browser to Stripe and back, for one credential.

    `state_digest` is the hash of the OAuth state. `port` is the local port that the browser returns
    to. `began` is in UTC.
    """

    id: str
    credential_id: str
    state_digest: bytes
    port: int
    began: datetime


@dataclass(frozen=True, slots=True)
class AffectedCredential:
    """A credential that loses access when access to its account is revoked at Stripe.

    `organization` is the name of the organization whose workspace has the credential. It is empty
    if that is the workspace in which the person asked for the revocation.
    """

    credential: Credential
    organization: str = ""
