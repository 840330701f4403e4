"""Where approvals stand, as the wizard is told."""

from dataclasses import replace

from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.outcome import Outcome
from desktop_app.core.problems import KeychainProblem
from desktop_app.workflow.board import Board
from desktop_app.workflow.events import Approval, Phase


class Progress:
    """Moves approvals on, on the board."""

    def __init__(self, board: Board) -> None:
        self._board = board

    def place(self, credential_id: str) -> SecretPlace:
        """Return where the person wants the secret; after a restart that is the keychain."""
        approval = self._board.approval(credential_id)
        return SecretPlace.KEYCHAIN if approval is None else approval.place

    def is_current(self, approval: Approval) -> bool:
        """Return whether nobody has abandoned the approval meanwhile, and no answer moved it on."""
        return self._board.approval(approval.credential_id) == approval

    def move_if_current(
        self,
        approval: Approval,
        *,
        phase: Phase,
        outcome: Outcome | None = None,
        keychain_problem: KeychainProblem | None = None,
    ) -> None:
        """Tell where an approval stands now, if it still stands where `approval` says."""
        if self.is_current(approval):
            self._board.put_approval(
                replace(approval, phase=phase, outcome=outcome, keychain_problem=keychain_problem)
            )

    def show(
        self,
        credential: Credential,
        *,
        phase: Phase,
        outcome: Outcome | None,
        link: str | None = None,
        keychain_problem: KeychainProblem | None = None,
    ) -> None:
        """Tell where the approval of a stored credential stands now, unless it is gone."""
        if self._board.credential(credential.id) is None:
            # It was removed during the exchange, and its approval is over.
            return
        self._board.put_approval(
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

    def end(self, credential_id: str, outcome: Outcome) -> None:
        """The credential is gone, and with it its approval."""
        approval = self._board.approval(credential_id)
        if approval is not None:
            self._board.put_approval(
                replace(approval, phase=Phase.OVER, link=None, outcome=outcome)
            )
