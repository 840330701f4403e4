"""The state of the approval of one credential."""

from dataclasses import dataclass
from enum import Enum, auto

from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.errors import NO_DETAIL, KeychainError
from desktop_app.core.incident import Incident
from desktop_app.core.outcome import Approved, Outcome, OutcomeUnknown, SecretLost, TabLost
from desktop_app.core.systems import System


class Phase(Enum):
    """The phases of an approval."""

    PREPARING = auto()
    """The keychain and the receiver are being prepared. The browser is not open yet."""
    BLOCKED = auto()
    """The keychain can't be used, so the browser is not open. `keychain_error` says why."""
    WAITING = auto()
    """The browser is open. It may come back at any time until the deadline."""
    FINISHING = auto()
    """The browser came back. The code is being exchanged and the secret stored."""
    STOPPED = auto()
    """An attempt ended without approval. Another one can follow until the deadline."""
    APPROVED = auto()
    """Access was granted. The credential is ready to be created."""
    REJECTING = auto()
    """The person has rejected the account. Access to it is being revoked."""
    OVER = auto()
    """The approval did not begin, ran out of time, or was removed."""


@dataclass(frozen=True, slots=True)
class Approval:
    """The approval of one credential, as the wizard shows it.

    `place` is where the secret will be stored. `to_send` says whether the link is for somebody
    else, so that no browser is opened. `incident` is what the person has to be told or asked while
    the approval waits, or before the credential is created.
    """

    credential_id: str
    system: System
    name: str
    place: SecretPlace
    phase: Phase
    deadline: Deadline | None = None
    outcome: Outcome | None = None
    keychain_error: KeychainError | None = None
    incident: Incident | None = None
    to_send: bool = False


def stored_approval(
    credential: Credential, *, is_awaited: bool, is_unsettled: bool
) -> Approval | None:
    """Return the approval of a stored credential, or None if the credential is active.

    `is_awaited` says whether a browser may still come back. `is_unsettled` says whether Stripe may
    have granted access, and the outcome is not known.
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
