"""A credential and the stages of its life."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop_app.core.account import Account
from desktop_app.core.credential_state import Revoking, SecretPlace, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.lifecycle import NEEDS_APPROVAL, Step, rules_of
from desktop_app.core.names import name_key
from desktop_app.core.systems import System

# The values of a credential's state are imported from here, with the credential. They have a module
# of their own because the table of the steps is made of them, and `allows` looks into the table.
__all__ = ["Attempt", "Credential", "Revoking", "SecretPlace", "Stage", "Status"]


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

    def allows(self, step: Step) -> bool:
        """Return whether the step may be taken, as far as the credential itself decides.

        What else the step depends on (`Rule.only_if`) is looked at where it is taken.
        """
        has_account = self.account is not None
        return any(
            rule.fits(self.stage, self.secret_place, self.revoking, has_account=has_account)
            for rule in rules_of(step)
        )

    @property
    def needs_approval(self) -> bool:
        """Whether its secret is gone or worthless."""
        return self.secret_place in NEEDS_APPROVAL

    @property
    def was_active(self) -> bool:
        """Whether it was created before, and is being approved again: if not, it is kept."""
        return self.stage is Stage.INCOMPLETE and self.account is not None

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
