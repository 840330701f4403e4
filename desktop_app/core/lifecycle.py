"""What may happen to a credential: one table of all steps.

`Credential.allows` looks a step up in this table, and the database's conditional statements are
built from the same rows (`storage/conditions.py`). Nothing else decides about a step.
ARCHITECTURE.md prints the table and gives the reasons. The coroutines of `workflow/` decide the
order of the steps.

The end of one attempt (`Store.end_attempt`, `Store.lose_attempt`) is not a step of a credential:
an attempt can outlive its credential.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential_state import Revoking, SecretPlace, Stage


class Step(Enum):
    """Something that may happen to a credential. The value describes it in a few words."""

    # What a person may ask for. These steps by themselves do not change the database.
    RESUME = "the person continues in the wizard"
    CHECK = "its connection is checked"
    RETRY_REVOCATION = "its revocation is tried again"
    # Approving and creating.
    BEGIN = "it is stored, with its first attempt"
    ADD_ATTEMPT = "the browser is opened again, for another attempt"
    STOP_WAITING = "its attempts are ended, since the person stops waiting"
    CLAIM = "its authorization code is about to be sent"
    APPROVE = "access is granted, and its secret, if there is one, is stored"
    CREATE = "the person creates it"
    RECONNECT = "the person reconnects it: it was created before, and is approved again"
    REJECT_ACCOUNT = "the person rejects its account, and approves again until the first deadline"
    REJECT_SHARED_ACCOUNT = "the same, and another credential keeps the access"
    EXPIRE = "its time runs out before it is approved"
    REAUTHORIZE = "the person begins to approve it again"
    CANCEL_REAUTHORIZATION = "its reauthorization ends without approval"
    # Its secret and its account.
    MOVE_TO_KEYCHAIN = "its secret is moved from memory to the keychain"
    END_SESSION = "the program starts again, so secrets in memory are lost"
    FORGET_ORGANIZATION = "its organization is forgotten, with all secrets"
    UPDATE_ACCOUNT = "new data of its account is stored"
    RECORD_REVOKED = "access to its account was revoked, here or at Stripe"
    # Revoking and removing.
    BEGIN_REVOCATION = "a revocation is about to be sent"
    END_REVOCATION = "access was certainly not revoked"
    POSTPONE_REVOCATION = "the revocation was certainly not sent"
    CANCEL_REVOCATION = "the person cancels the revocation"
    REMOVE = "it is removed"
    REMOVE_SHARED = "it is removed, and another credential keeps the access"


class Condition(Enum):
    """What a step depends on beside the state of the credential. The value describes it."""

    NAME_IS_FREE = "no other credential of the system has its name"
    HAS_ATTEMPT = "it has an attempt"
    ATTEMPT_IS_OPEN = "the attempt that was answered is open"
    ATTEMPT_IS_CLAIMED = "the attempt that was answered was claimed"
    NO_EXCHANGE = "no exchange of it is under way"
    NO_EXCHANGE_AT_ALL = "no exchange of any credential is under way"
    STAGE_AS_SEEN = "its stage is the one that the caller saw"
    REVOKING_AS_SEEN = "its revoking is the one that the caller saw"
    IS_REVOKING_AS_SEEN = "its revoking is NO exactly if the caller saw NO"
    ANOTHER_ON_ACCOUNT = "another credential uses its account"


class Gone(Enum):
    """The result of a step after which the credential is not stored any more."""

    GONE = "gone"


# The places of the secret as long as access to the account was not revoked.
NOT_REVOKED = (SecretPlace.NONE, SecretPlace.KEYCHAIN, SecretPlace.SESSION, SecretPlace.LOST)
# The places of the secret when only another approval helps.
NEEDS_APPROVAL = (SecretPlace.LOST, SecretPlace.REVOKED)

_CONNECTED = (Stage.APPROVED, Stage.ACTIVE)
_WITH_SECRET = tuple(place for place in SecretPlace if place not in NEEDS_APPROVAL)
_NOT_UNDER_WAY = (Revoking.NO, Revoking.TO_DO, Revoking.UNCONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row of the table: a step, the states that permit it, and its result.

    `has_account` is None if the account does not matter, and `was_created` if it does not matter
    whether the credential was created before (`Credential.was_created`). `becomes` is the one value
    that the step changes; None if it changes none. But APPROVE also stores the account and the
    place of its secret, and the rejection of the account clears both, and the revocation. `entries`
    are the kinds of log entries. The step writes one of them in the same transaction, or none if
    `entries` is empty.
    `UPDATE_ACCOUNT` writes its entry only if something that a check compares has changed.
    """

    step: Step
    stages: Collection[Stage] = tuple(Stage)
    has_account: bool | None = None
    was_created: bool | None = None
    places: Collection[SecretPlace] = tuple(SecretPlace)
    revoking: Collection[Revoking] = tuple(Revoking)
    only_if: tuple[Condition, ...] = ()
    becomes: Stage | SecretPlace | Revoking | Gone | None = None
    entries: tuple[ActivityKind, ...] = ()

    def fits(
        self,
        stage: Stage,
        place: SecretPlace,
        revoking: Revoking,
        *,
        has_account: bool,
        was_created: bool,
    ) -> bool:
        """Return whether a credential in this state may take the step, provided `only_if` holds."""
        return (
            stage in self.stages
            and self.has_account in (None, has_account)
            and self.was_created in (None, was_created)
            and place in self.places
            and revoking in self.revoking
        )


TABLE = (
    Rule(
        step=Step.RESUME,
        stages=(Stage.INCOMPLETE,),
        revoking=(Revoking.NO,),
    ),
    Rule(
        step=Step.RESUME,
        stages=(Stage.APPROVED,),
        places=_WITH_SECRET,
        revoking=(Revoking.NO,),
    ),
    Rule(
        step=Step.RESUME,
        stages=(Stage.APPROVED,),
        was_created=False,
        places=NEEDS_APPROVAL,
        revoking=(Revoking.NO,),
    ),
    Rule(
        step=Step.CHECK,
        stages=_CONNECTED,
        places=_WITH_SECRET,
        revoking=(Revoking.NO,),
    ),
    Rule(
        step=Step.RETRY_REVOCATION,
        stages=_CONNECTED,
        revoking=(Revoking.TO_DO, Revoking.UNCONFIRMED),
    ),
    Rule(
        step=Step.BEGIN,
        stages=(),
        only_if=(Condition.NAME_IS_FREE,),
        becomes=Stage.INCOMPLETE,
        entries=(ActivityKind.STARTED,),
    ),
    Rule(
        step=Step.ADD_ATTEMPT,
        stages=(Stage.INCOMPLETE,),
    ),
    Rule(
        step=Step.STOP_WAITING,
        stages=(Stage.INCOMPLETE,),
        only_if=(Condition.HAS_ATTEMPT, Condition.NO_EXCHANGE),
        entries=(ActivityKind.WAIT_STOPPED,),
    ),
    Rule(
        step=Step.CLAIM,
        stages=(Stage.INCOMPLETE,),
        only_if=(Condition.ATTEMPT_IS_OPEN, Condition.NO_EXCHANGE),
    ),
    Rule(
        step=Step.APPROVE,
        stages=(Stage.INCOMPLETE,),
        only_if=(Condition.ATTEMPT_IS_CLAIMED,),
        becomes=Stage.APPROVED,
        entries=(ActivityKind.APPROVED,),
    ),
    Rule(
        step=Step.CREATE,
        stages=(Stage.APPROVED,),
        was_created=False,
        revoking=(Revoking.NO,),
        becomes=Stage.ACTIVE,
        entries=(ActivityKind.CREATED,),
    ),
    Rule(
        step=Step.RECONNECT,
        stages=(Stage.APPROVED,),
        was_created=True,
        places=_WITH_SECRET,
        revoking=(Revoking.NO,),
        becomes=Stage.ACTIVE,
        entries=(ActivityKind.RECONNECTED,),
    ),
    Rule(
        step=Step.REJECT_ACCOUNT,
        stages=(Stage.APPROVED,),
        was_created=False,
        revoking=(Revoking.NO, Revoking.UNCONFIRMED),
        only_if=(Condition.IS_REVOKING_AS_SEEN,),
        becomes=Stage.INCOMPLETE,
        entries=(ActivityKind.REJECTED,),
    ),
    Rule(
        step=Step.REJECT_SHARED_ACCOUNT,
        stages=(Stage.APPROVED,),
        was_created=False,
        revoking=(Revoking.NO, Revoking.UNCONFIRMED),
        only_if=(Condition.IS_REVOKING_AS_SEEN, Condition.ANOTHER_ON_ACCOUNT),
        becomes=Stage.INCOMPLETE,
        entries=(ActivityKind.REJECTED,),
    ),
    Rule(
        step=Step.EXPIRE,
        stages=(Stage.INCOMPLETE,),
        was_created=False,
        only_if=(Condition.NO_EXCHANGE,),
        becomes=Gone.GONE,
        entries=(ActivityKind.EXPIRED,),
    ),
    Rule(
        step=Step.REAUTHORIZE,
        stages=_CONNECTED,
        was_created=True,
        places=NEEDS_APPROVAL,
        revoking=(Revoking.NO,),
        becomes=Stage.INCOMPLETE,
        entries=(ActivityKind.STARTED,),
    ),
    Rule(
        step=Step.CANCEL_REAUTHORIZATION,
        stages=(Stage.INCOMPLETE,),
        was_created=True,
        only_if=(Condition.NO_EXCHANGE,),
        becomes=Stage.ACTIVE,
        entries=(ActivityKind.EXPIRED, ActivityKind.STOPPED),
    ),
    Rule(
        step=Step.MOVE_TO_KEYCHAIN,
        places=(SecretPlace.SESSION,),
        becomes=SecretPlace.KEYCHAIN,
    ),
    Rule(
        step=Step.END_SESSION,
        places=(SecretPlace.SESSION,),
        becomes=SecretPlace.LOST,
    ),
    Rule(
        step=Step.FORGET_ORGANIZATION,
        places=(SecretPlace.KEYCHAIN, SecretPlace.SESSION),
        only_if=(Condition.NO_EXCHANGE_AT_ALL,),
        becomes=SecretPlace.LOST,
    ),
    Rule(
        step=Step.UPDATE_ACCOUNT,
        has_account=True,
        places=NOT_REVOKED,
        entries=(ActivityKind.HEALTH_CHANGED,),
    ),
    Rule(
        step=Step.RECORD_REVOKED,
        has_account=True,
        places=NOT_REVOKED,
        becomes=SecretPlace.REVOKED,
        entries=(ActivityKind.REVOKED, ActivityKind.DISCONNECTED),
    ),
    Rule(
        step=Step.BEGIN_REVOCATION,
        stages=_CONNECTED,
        revoking=_NOT_UNDER_WAY,
        only_if=(Condition.STAGE_AS_SEEN, Condition.REVOKING_AS_SEEN),
        becomes=Revoking.UNCONFIRMED,
    ),
    Rule(
        step=Step.END_REVOCATION,
        revoking=(Revoking.UNDER_WAY, Revoking.UNCONFIRMED),
        becomes=Revoking.NO,
    ),
    Rule(
        step=Step.POSTPONE_REVOCATION,
        revoking=(Revoking.UNDER_WAY, Revoking.UNCONFIRMED),
        becomes=Revoking.TO_DO,
    ),
    Rule(
        step=Step.CANCEL_REVOCATION,
        revoking=(Revoking.TO_DO,),
        becomes=Revoking.NO,
    ),
    Rule(
        step=Step.REMOVE,
        was_created=False,
        revoking=_NOT_UNDER_WAY,
        only_if=(Condition.STAGE_AS_SEEN, Condition.IS_REVOKING_AS_SEEN),
        becomes=Gone.GONE,
        entries=(ActivityKind.REMOVED,),
    ),
    Rule(
        step=Step.REMOVE,
        was_created=True,
        revoking=_NOT_UNDER_WAY,
        only_if=(Condition.STAGE_AS_SEEN, Condition.IS_REVOKING_AS_SEEN),
        becomes=Gone.GONE,
        entries=(ActivityKind.DELETED,),
    ),
    Rule(
        step=Step.REMOVE_SHARED,
        was_created=False,
        revoking=_NOT_UNDER_WAY,
        only_if=(
            Condition.STAGE_AS_SEEN,
            Condition.IS_REVOKING_AS_SEEN,
            Condition.ANOTHER_ON_ACCOUNT,
        ),
        becomes=Gone.GONE,
        entries=(ActivityKind.REMOVED,),
    ),
    Rule(
        step=Step.REMOVE_SHARED,
        was_created=True,
        revoking=_NOT_UNDER_WAY,
        only_if=(
            Condition.STAGE_AS_SEEN,
            Condition.IS_REVOKING_AS_SEEN,
            Condition.ANOTHER_ON_ACCOUNT,
        ),
        becomes=Gone.GONE,
        entries=(ActivityKind.DELETED,),
    ),
)


def entry_of(step: Step, *, was_created: bool) -> ActivityKind:
    """Return the kind of log entry that a step writes for a credential.

    `was_created` is `Credential.was_created`. Only for steps whose kind depends on nothing else.
    """
    (kind,) = (
        kind
        for rule in rules_of(step)
        if rule.was_created in (None, was_created)
        for kind in rule.entries
    )
    return kind


def rules_of(step: Step) -> tuple[Rule, ...]:
    """Return the rows of a step. They differ in the states that they permit and in log entries."""
    return tuple(rule for rule in TABLE if rule.step is step)
