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
    TO_DO = "to_do"
    """Nothing could be sent yet, for certain: it is to be tried again."""
    UNDER_WAY = "under_way"
    UNCONFIRMED = "unconfirmed"
    """It was sent, or was about to be, and nobody knows what Stripe did."""


class Status(Enum):
    """What a person is told about a credential, in one word or two."""

    ACTIVE = "active"
    INCOMPLETE = "incomplete"
    REVOKING = "revoking"
    TO_BE_REVOKED = "to_be_revoked"
    MAY_BE_REVOKED = "may_be_revoked"
    READY_TO_CREATE = "ready_to_create"
    DISCONNECTED = "disconnected"
    NEEDS_APPROVAL = "needs_approval"


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential.

    `deadline` is set while it is INCOMPLETE; `account` from APPROVED on, and while it is approved
    again (see `was_active`); `created` is when it became ACTIVE, and until then when it was begun
    (UTC). One that is `revoking` has an account, and is not INCOMPLETE.
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
    def can_be_approved_again(self) -> bool:
        """Whether it was created, and only an approval is missing."""
        return self.stage is Stage.ACTIVE and self.needs_approval and self.revoking is Revoking.NO

    @property
    def was_active(self) -> bool:
        """Whether it was created before, and is being approved again: if not, it is kept."""
        return self.stage is Stage.INCOMPLETE and self.account is not None

    @property
    def can_be_checked(self) -> bool:
        """Whether it has a connection that can be looked at."""
        return (
            self.stage is not Stage.INCOMPLETE
            and not self.needs_approval
            and self.revoking is Revoking.NO
        )

    @property
    def status(self) -> Status:
        """The status that follows from the stage and from where the secret is."""
        if self.stage is Stage.INCOMPLETE:
            return Status.INCOMPLETE
        if self.revoking is Revoking.UNDER_WAY:
            return Status.REVOKING
        if self.revoking is Revoking.TO_DO:
            return Status.TO_BE_REVOKED
        if self.revoking is Revoking.UNCONFIRMED:
            return Status.MAY_BE_REVOKED
        if self.stage is Stage.ACTIVE and self.secret_place is SecretPlace.REVOKED:
            return Status.DISCONNECTED
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
