"""A credential and the stages of its life."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop_app.core.account import Account
from desktop_app.core.deadline import Deadline
from desktop_app.core.names import name_key
from desktop_app.core.systems import System


class Stage(Enum):
    """Where a credential stands. One that was removed or deleted is not stored any more."""

    INCOMPLETE = "incomplete"
    APPROVED = "approved"
    ACTIVE = "active"


class SecretPlace(Enum):
    """Where the credential's secret is kept."""

    NONE = "none"
    KEYCHAIN = "keychain"
    SESSION = "session"
    LOST = "lost"
    """It was kept for a session that is over."""
    REVOKED = "revoked"
    """It is worthless: access at Stripe was revoked."""


class Revoking(Enum):
    """Whether a person has chosen to remove a credential and revoke its access at Stripe."""

    NO = "no"
    UNDER_WAY = "under_way"
    UNCONFIRMED = "unconfirmed"
    """It was sent, or was about to be, and nobody knows what Stripe did."""


class Status(Enum):
    """What a person is told about a credential, in one word or two."""

    ACTIVE = "active"
    INCOMPLETE = "incomplete"
    REVOKING = "revoking"
    MAY_BE_REVOKED = "may_be_revoked"
    READY_TO_CREATE = "ready_to_create"
    NEEDS_APPROVAL = "needs_approval"


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential.

    `deadline` is set while it is INCOMPLETE; `account` from APPROVED on; `created` is when it
    became ACTIVE, and until then when it was begun (UTC). One that is `revoking` has an account.
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

    @property
    def name_key(self) -> str:
        """What the name is compared by."""
        return name_key(self.name)

    @property
    def can_be_resumed(self) -> bool:
        """Whether it was begun and can be gone on with in the wizard."""
        return self.stage is not Stage.ACTIVE and self.revoking is Revoking.NO

    @property
    def needs_approval(self) -> bool:
        """Whether its secret is gone or worthless."""
        return self.secret_place in (SecretPlace.LOST, SecretPlace.REVOKED)

    @property
    def status(self) -> Status:
        """The status that follows from the stage and from where the secret is."""
        if self.stage is Stage.INCOMPLETE:
            return Status.INCOMPLETE
        if self.revoking is Revoking.UNDER_WAY:
            return Status.REVOKING
        if self.revoking is Revoking.UNCONFIRMED:
            return Status.MAY_BE_REVOKED
        if self.needs_approval:
            return Status.NEEDS_APPROVAL
        if self.stage is Stage.APPROVED:
            return Status.READY_TO_CREATE
        return Status.ACTIVE


@dataclass(frozen=True, slots=True)
class Attempt:
    """One journey of one browser to Stripe and back, for one credential.

    `state_digest` is the hash of the state; `port` is where its answer is awaited.
    """

    id: str
    credential_id: str
    state_digest: bytes
    port: int
    began: datetime
