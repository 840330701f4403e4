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


class Status(Enum):
    """What a person is told about a credential, in one word or two."""

    ACTIVE = "active"
    INCOMPLETE = "incomplete"
    REVOKING = "revoking"
    READY_TO_CREATE = "ready_to_create"
    NEEDS_APPROVAL = "needs_approval"


@dataclass(frozen=True, slots=True)
class Credential:
    """One credential.

    `deadline` is set while it is INCOMPLETE; `account` from APPROVED on; `created` is when it
    became ACTIVE, and until then when it was begun (UTC). `revoking` says that a person has chosen
    to remove it and to revoke its access at Stripe, which is under way.
    """

    id: str
    system: System
    name: str
    stage: Stage
    created: datetime
    deadline: Deadline | None = None
    account: Account | None = None
    secret_place: SecretPlace = SecretPlace.NONE
    revoking: bool = False

    @property
    def name_key(self) -> str:
        """What the name is compared by."""
        return name_key(self.name)

    @property
    def status(self) -> Status:
        """The status that follows from the stage and from where the secret is."""
        if self.stage is Stage.INCOMPLETE:
            return Status.INCOMPLETE
        if self.revoking:
            return Status.REVOKING
        if self.secret_place is SecretPlace.LOST:
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
