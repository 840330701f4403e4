"""Where approvals stand, as the wizard is told."""

from dataclasses import replace

from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.outcome import Approved, Outcome, OutcomeUnknown, SecretLost, TabLost
from desktop_app.core.problems import NO_DETAIL, KeychainProblem
from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.events import Approval, Phase


class Progress:
    """Moves approvals on, on the board."""

    def __init__(self, board: Board, attempts: Attempts) -> None:
        self._board = board
        self._attempts = attempts

    def approval(self, credential_id: str) -> Approval | None:
        """Return where the approval of a credential stands, or None if it has none.

        An incomplete credential of an earlier run waits, if its browser can still come back, and
        is stopped otherwise.
        """
        known = self._board.approval(credential_id)
        credential = self._board.credential(credential_id)
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
            case Stage.INCOMPLETE if self._board.is_unsettled(credential_id):
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

    def look_again(self, credential_id: str) -> None:
        """Something has changed under an approval: tell where it stands by what is stored."""
        self._board.drop_approval(credential_id)
        approval = self.approval(credential_id)
        if approval is not None:
            self._board.put_approval(approval)

    def end(self, credential_id: str, outcome: Outcome) -> None:
        """The credential is gone, and with it its approval."""
        approval = self._board.approval(credential_id)
        if approval is not None:
            self._board.put_approval(
                replace(approval, phase=Phase.OVER, link=None, outcome=outcome)
            )
