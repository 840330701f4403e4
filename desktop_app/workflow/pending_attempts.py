"""The attempts whose browsers may still come back, at the receiver and in the state."""

from desktop_app.core.outcome import Outcome, Superseded
from desktop_app.workflow.ports import Receiver
from desktop_app.workflow.workspace_state import WorkspaceState


class PendingAttempts:
    """Changes the receiver and the state together, so that both have the same attempts."""

    def __init__(self, receiver: Receiver, state: WorkspaceState) -> None:
        self._receiver = receiver
        self._state = state

    def expect(self, attempt_id: str, credential_id: str, state_digest: bytes) -> None:
        """Accept the browser of this attempt from now on."""
        self._state.add_attempt(attempt_id, credential_id)
        self._receiver.expect(attempt_id, state_digest)

    def conclude(self, attempt_id: str, outcome: Outcome) -> None:
        """End one attempt, and show its browser how it ended."""
        if self._state.remove_attempt(attempt_id):
            self._receiver.conclude(attempt_id, outcome)

    def conclude_all(self, credential_id: str, outcome: Outcome, winner: str | None = None) -> None:
        """End all attempts of a credential.

        `winner` is the id of the attempt that has the outcome; the others are superseded. With
        None, all have the outcome.
        """
        for attempt_id in self._state.attempts_of(credential_id):
            mine = winner is None or attempt_id == winner
            self.conclude(attempt_id, outcome if mine else Superseded())
