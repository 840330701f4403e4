"""What may happen to a credential: one table of all steps, the only place where that is decided.

`Credential.allows` looks a step up here, and the database's conditional statements are built from
the same rows (`storage/conditions.py`). ARCHITECTURE.md shows the table, with its reasons. In which
order the steps are taken is not decided here, but by the coroutines of `workflow/`.

The end of one attempt (`Store.end_attempt`, `Store.lose_attempt`) is not a step of a credential:
an attempt can outlive its credential.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import Enum

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential_state import Revoking, SecretPlace, Stage


class Step(Enum):
    """Something that may happen to a credential. The value says what, in a few words."""

    # What a person may ask for, and what is not written down by itself.
    RESUME = "the wizard goes on with it"
    CHECK = "its connection is looked at"
    RETRY_REVOCATION = "its revocation is tried again"
    # Approving and creating.
    BEGIN = "it is begun, with a first attempt"
    ADD_ATTEMPT = "the browser is sent out once more"
    STOP_WAITING = "its attempts are closed, since the person denied access"
    CLAIM = "its code is about to be sent"
    APPROVE = "access is granted; the secret is where it could be kept"
    CREATE = "the person creates it"
    EXPIRE = "its time is over before it was approved"
    REAUTHORIZE = "approving it again begins"
    CANCEL_REAUTHORIZATION = "approving it again ends, and it is as before"
    # Its secret and its account.
    MOVE_TO_KEYCHAIN = "the session's secret is whole in the keychain"
    END_SESSION = "the program starts anew without the session's secrets"
    FORGET_ORGANIZATION = "its organization is forgotten, with all secrets"
    UPDATE_ACCOUNT = "what was read of its account is taken over"
    RECORD_REVOKED = "access to its account was revoked, here or at Stripe"
    # Revoking and removing.
    BEGIN_REVOCATION = "a revocation is about to be sent"
    END_REVOCATION = "access was not revoked, for certain"
    POSTPONE_REVOCATION = "the revocation could not be sent, for certain"
    CANCEL_REVOCATION = "the person keeps the access"
    REMOVE = "it is removed"
    REMOVE_SHARED = "it is removed, and another credential keeps the access"


class Condition(Enum):
    """What a step depends on beside the credential itself. The value says it in words."""

    NAME_IS_FREE = "no other credential of the system has its name"
    HAS_ATTEMPT = "it has an attempt"
    ATTEMPT_IS_OPEN = "the attempt that was answered is open"
    ATTEMPT_IS_CLAIMED = "the attempt that was answered was claimed"
    NO_EXCHANGE = "no exchange of it is under way"
    NO_EXCHANGE_AT_ALL = "no exchange of any credential is under way"
    STAGE_AS_SEEN = "its stage is as it was seen"
    REVOKING_AS_SEEN = "its revoking is as it was seen"
    CHOICE_AS_SEEN = "its revoking is NO, or is not, as it was seen"
    ANOTHER_ON_ACCOUNT = "another credential lives on its account"


class Gone(Enum):
    """What becomes of a credential that is not stored any more."""

    GONE = "gone"


# Where the secret of a credential is while it lives on its account: access was not revoked.
LIVING = (SecretPlace.NONE, SecretPlace.KEYCHAIN, SecretPlace.SESSION, SecretPlace.LOST)
# Where it is while only an approval can help.
NEEDS_APPROVAL = (SecretPlace.LOST, SecretPlace.REVOKED)

_CONNECTED = (Stage.APPROVED, Stage.ACTIVE)
_WITH_SECRET = tuple(place for place in SecretPlace if place not in NEEDS_APPROVAL)
_AT_REST = (Revoking.NO, Revoking.TO_DO, Revoking.UNCONFIRMED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One row: a step, from which states it may be taken, and what comes of it.

    `has_account` is None where it does not matter. An INCOMPLETE credential that has an account
    was ACTIVE before, and is approved again. `becomes` is the one value that the step changes,
    None if it changes none of them. `entries` are the kinds of log entries; the step writes one of
    them in the same transaction, or none if there are none.
    """

    step: Step
    stages: Collection[Stage] = tuple(Stage)
    has_account: bool | None = None
    places: Collection[SecretPlace] = tuple(SecretPlace)
    revoking: Collection[Revoking] = tuple(Revoking)
    only_if: tuple[Condition, ...] = ()
    becomes: Stage | SecretPlace | Revoking | Gone | None = None
    entries: tuple[ActivityKind, ...] = ()

    def fits(
        self, stage: Stage, place: SecretPlace, revoking: Revoking, *, has_account: bool
    ) -> bool:
        """Return whether a credential in this state may take the step, if `only_if` holds."""
        return (
            stage in self.stages
            and self.has_account in (None, has_account)
            and place in self.places
            and revoking in self.revoking
        )


TABLE = (
    Rule(
        step=Step.RESUME,
        stages=(Stage.INCOMPLETE, Stage.APPROVED),
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
        entries=(ActivityKind.DENIED,),
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
        revoking=(Revoking.NO,),
        becomes=Stage.ACTIVE,
        entries=(ActivityKind.CREATED,),
    ),
    Rule(
        step=Step.EXPIRE,
        stages=(Stage.INCOMPLETE,),
        has_account=False,
        only_if=(Condition.NO_EXCHANGE,),
        becomes=Gone.GONE,
        entries=(ActivityKind.EXPIRED,),
    ),
    Rule(
        step=Step.REAUTHORIZE,
        stages=(Stage.ACTIVE,),
        places=NEEDS_APPROVAL,
        revoking=(Revoking.NO,),
        becomes=Stage.INCOMPLETE,
        entries=(ActivityKind.STARTED,),
    ),
    Rule(
        step=Step.CANCEL_REAUTHORIZATION,
        stages=(Stage.INCOMPLETE,),
        has_account=True,
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
        places=LIVING,
    ),
    Rule(
        step=Step.RECORD_REVOKED,
        has_account=True,
        places=LIVING,
        becomes=SecretPlace.REVOKED,
        entries=(ActivityKind.REVOKED, ActivityKind.DISCONNECTED),
    ),
    Rule(
        step=Step.BEGIN_REVOCATION,
        stages=_CONNECTED,
        revoking=_AT_REST,
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
        stages=(Stage.INCOMPLETE, Stage.APPROVED),
        revoking=_AT_REST,
        only_if=(Condition.STAGE_AS_SEEN, Condition.CHOICE_AS_SEEN),
        becomes=Gone.GONE,
        entries=(ActivityKind.REMOVED,),
    ),
    Rule(
        step=Step.REMOVE,
        stages=(Stage.ACTIVE,),
        revoking=_AT_REST,
        only_if=(Condition.STAGE_AS_SEEN, Condition.CHOICE_AS_SEEN),
        becomes=Gone.GONE,
        entries=(ActivityKind.DELETED,),
    ),
    Rule(
        step=Step.REMOVE_SHARED,
        stages=(Stage.INCOMPLETE, Stage.APPROVED),
        revoking=_AT_REST,
        only_if=(
            Condition.STAGE_AS_SEEN,
            Condition.CHOICE_AS_SEEN,
            Condition.ANOTHER_ON_ACCOUNT,
        ),
        becomes=Gone.GONE,
        entries=(ActivityKind.REMOVED,),
    ),
    Rule(
        step=Step.REMOVE_SHARED,
        stages=(Stage.ACTIVE,),
        revoking=_AT_REST,
        only_if=(
            Condition.STAGE_AS_SEEN,
            Condition.CHOICE_AS_SEEN,
            Condition.ANOTHER_ON_ACCOUNT,
        ),
        becomes=Gone.GONE,
        entries=(ActivityKind.DELETED,),
    ),
)


def entry_of(step: Step, stage: Stage) -> ActivityKind:
    """Return the kind of log entry that a step writes for a credential in a stage.

    For steps that write one kind for each stage.
    """
    (kind,) = (kind for rule in rules_of(step) if stage in rule.stages for kind in rule.entries)
    return kind


def rules_of(step: Step) -> tuple[Rule, ...]:
    """Return the rows of a step. They differ in where it starts and in the log entry alone."""
    return tuple(rule for rule in TABLE if rule.step is step)
