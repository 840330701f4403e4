"""Where the approval of one credential stands."""

from dataclasses import dataclass
from enum import Enum, auto

from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.errors import NO_DETAIL, KeychainError
from desktop_app.core.outcome import Approved, Outcome, OutcomeUnknown, SecretLost, TabLost
from desktop_app.core.systems import System


class Phase(Enum):
    """The phases of an approval."""

    PREPARING = auto()
    """The keychain and the receiver are made ready; the browser is not open yet."""
    BLOCKED = auto()
    """The keychain can't be used; nothing was begun. `keychain_problem` says why."""
    WAITING = auto()
    """A browser may answer at any time until the deadline."""
    FINISHING = auto()
    """An answer came; the code is being exchanged and the secret stored."""
    STOPPED = auto()
    """An attempt ended without approval; the credential can still be approved in its time."""
    APPROVED = auto()
    """The account approved; the credential is ready to be created."""
    OVER = auto()
    """The approval was never begun, timed out, or was removed."""


@dataclass(frozen=True, slots=True)
class Approval:
    """The approval of one credential, as the wizard shows it.

    `link` is the address of Stripe's page of the newest attempt, None after a restart (only the
    state's hash is stored). `place` is where the secret is to be stored. `denial_reported` says
    that a denial came, while this approval waited, which does not say which approval it is for.
    """

    credential_id: str
    system: System
    name: str
    place: SecretPlace
    phase: Phase
    link: str | None = None
    deadline: Deadline | None = None
    outcome: Outcome | None = None
    keychain_problem: KeychainError | None = None
    denial_reported: bool = False


def stored_approval(
    credential: Credential, *, is_awaited: bool, is_unsettled: bool
) -> Approval | None:
    """Return where the approval of a stored credential stands, by what the database knows.

    `is_awaited` says whether a browser of an earlier run can still come back, `is_unsettled`
    whether Stripe may have granted access without this program knowing. None for a credential that
    is active.
    """
    outcome: Outcome | None = None
    match credential.stage:
        case Stage.ACTIVE:
            return None
        case Stage.APPROVED if credential.needs_approval:
            phase, outcome = Phase.OVER, SecretLost()
        case Stage.APPROVED:
            phase = Phase.APPROVED
            outcome = None if credential.account is None else Approved(credential.account)
        case Stage.INCOMPLETE if is_awaited:
            phase = Phase.WAITING
        case Stage.INCOMPLETE if is_unsettled:
            phase, outcome = Phase.STOPPED, OutcomeUnknown(NO_DETAIL)
        case Stage.INCOMPLETE:
            phase, outcome = Phase.STOPPED, TabLost()
    return Approval(
        credential_id=credential.id,
        system=credential.system,
        name=credential.name,
        place=SecretPlace.KEYCHAIN,
        phase=phase,
        deadline=credential.deadline,
        outcome=outcome,
    )
