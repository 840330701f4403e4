"""Moves approvals on, in the state, as the wizard is told."""

from dataclasses import replace

from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.errors import KeychainError
from desktop_app.core.outcome import Outcome
from desktop_app.workflow.approval import Approval, Phase
from desktop_app.workflow.workspace_state import WorkspaceState


class Progress:
    """The one way in which an approval changes its phase."""

    def __init__(self, state: WorkspaceState) -> None:
        self._state = state

    def place(self, credential_id: str) -> SecretPlace:
        """Return where the person wants the secret; after a restart that is the keychain."""
        approval = self._state.known_approval(credential_id)
        return SecretPlace.KEYCHAIN if approval is None else approval.place

    def is_current(self, approval: Approval) -> bool:
        """Return whether nobody has abandoned the approval, and no answer has moved it on."""
        return self._state.known_approval(approval.credential_id) == approval

    def move_if_current(
        self,
        approval: Approval,
        *,
        phase: Phase,
        outcome: Outcome | None = None,
        keychain_problem: KeychainError | None = None,
    ) -> None:
        """Move an approval to `phase`, if it still stands as `approval` says."""
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
        """Move the approval of a stored credential to `phase`, unless the credential is gone."""
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
        """Derive an approval anew from its credential, which has changed."""
        self._state.remove_approval(credential_id)
        approval = self._state.approval(credential_id)
        if approval is not None:
            self._state.put_approval(approval)

    def end(self, credential_id: str, outcome: Outcome) -> None:
        """End the approval of a credential that is gone, or is active as before."""
        approval = self._state.known_approval(credential_id)
        if approval is not None:
            self._state.put_approval(
                replace(approval, phase=Phase.OVER, link=None, outcome=outcome)
            )
