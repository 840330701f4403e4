"""Where approvals stand, as the wizard is told."""

from dataclasses import replace

from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.errors import NO_DETAIL, KeychainError
from desktop_app.core.outcome import Approved, Outcome, OutcomeUnknown, SecretLost, TabLost
from desktop_app.workflow.events import Approval, Phase
from desktop_app.workflow.pending_attempts import PendingAttempts
from desktop_app.workflow.workspace_state import WorkspaceState


class Progress:
    """Moves approvals on, on the board."""

    def __init__(self, state: WorkspaceState, attempts: PendingAttempts) -> None:
        self._state = state
        self._attempts = attempts

    def approval(self, credential_id: str) -> Approval | None:
        """Return where the approval of a credential stands, or None if it has none.

        An incomplete credential of an earlier run waits, if its browser can still come back, and
        is stopped otherwise.
        """
        known = self._state.approval(credential_id)
        credential = self._state.credential(credential_id)
        if known is not None or credential is None:
            return known
        outcome: Outcome | None = None
        match credential.stage:
            case Stage.ACTIVE:
                return None
            case Stage.APPROVED if credential.needs_approval:
                phase, outcome = Phase.OVER, SecretLost()
            case Stage.APPROVED:
                phase = Phase.APPROVED
                outcome = None if credential.account is None else Approved(credential.account)
            case Stage.INCOMPLETE if self._attempts.are_open(credential_id):
                phase = Phase.WAITING
            case Stage.INCOMPLETE if self._state.is_unsettled(credential_id):
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

    def place(self, credential_id: str) -> SecretPlace:
        """Return where the person wants the secret; after a restart that is the keychain."""
        approval = self._state.approval(credential_id)
        return SecretPlace.KEYCHAIN if approval is None else approval.place

    def is_current(self, approval: Approval) -> bool:
        """Return whether nobody has abandoned the approval meanwhile, and no answer moved it on."""
        return self._state.approval(approval.credential_id) == approval

    def move_if_current(
        self,
        approval: Approval,
        *,
        phase: Phase,
        outcome: Outcome | None = None,
        keychain_problem: KeychainError | None = None,
    ) -> None:
        """Tell where an approval stands now, if it still stands where `approval` says."""
        if self.is_current(approval):
            self._state.put_approval(
                replace(approval, phase=phase, outcome=outcome, keychain_problem=keychain_problem)
            )

    def show(
        self,
        credential: Credential,
        *,
        phase: Phase,
        outcome: Outcome | None,
        link: str | None = None,
        keychain_problem: KeychainError | None = None,
    ) -> None:
        """Tell where the approval of a stored credential stands now, unless it is gone."""
        if self._state.credential(credential.id) is None:
            # It was removed during the exchange, and its approval is over.
            return
        self._state.put_approval(
            Approval(
                credential_id=credential.id,
                system=credential.system,
                name=credential.name,
                place=self.place(credential.id),
                phase=phase,
                link=link,
                deadline=credential.deadline,
                outcome=outcome,
                keychain_problem=keychain_problem,
            )
        )

    def refresh(self, credential_id: str) -> None:
        """Something has changed under an approval: tell where it stands by what is stored."""
        self._state.remove_approval(credential_id)
        approval = self.approval(credential_id)
        if approval is not None:
            self._state.put_approval(approval)

    def end(self, credential_id: str, outcome: Outcome) -> None:
        """The credential is gone, and with it its approval."""
        approval = self._state.approval(credential_id)
        if approval is not None:
            self._state.put_approval(
                replace(approval, phase=Phase.OVER, link=None, outcome=outcome)
            )
