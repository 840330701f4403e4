"""How approvals move on: their attempts, and the phase of each."""

from dataclasses import replace
from datetime import timedelta

from desktop_app.core.approval import Approval, Phase
from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.credential import Attempt, Credential, SecretPlace, Stage
from desktop_app.core.errors import KeychainError
from desktop_app.core.incident import Incident
from desktop_app.core.outcome import Outcome, Superseded
from desktop_app.core.return_route import ReturnAddress
from desktop_app.workflow.events import CredentialChanged, CredentialGone, Event
from desktop_app.workflow.ports import Receiver
from desktop_app.workflow.workspace_state import WorkspaceState


class PendingAttempts:
    """Changes the receiver and the state together, so that both have the same attempts."""

    def __init__(self, receiver: Receiver, state: WorkspaceState) -> None:
        self._receiver = receiver
        self._state = state
        # The credentials of all attempts of this run, also of those that are over.
        self._credential_ids: dict[str, str] = {}
        # The attempts of this run that were approved.
        self._approved: set[str] = set()
        # The approved attempts of credentials that are not created yet.
        self._winners: dict[str, str] = {}
        # The attempts whose link was made to be sent to somebody else.
        self._to_send: set[str] = set()
        # The attempts whose start link a second browser has opened.
        self._opened_twice: set[str] = set()
        state.subscribe(self.follow)

    def begin(
        self, attempt: Attempt, address: ReturnAddress, authorize_url: str, lasts: timedelta
    ) -> str:
        """Expect the browser of a new attempt. Return the link that the browser is given.

        Raises `ReceiverUnavailableError`.
        """
        link = self._receiver.begin(attempt.id, attempt.state_digest, address, authorize_url, lasts)
        self._add(attempt)
        return link

    def await_again(self, attempt: Attempt) -> None:
        """Expect the browser of an attempt of an earlier run.

        Raises `ReceiverUnavailableError`.
        """
        self._receiver.await_again(attempt.id, attempt.state_digest)
        self._add(attempt)

    def _add(self, attempt: Attempt) -> None:
        self._credential_ids[attempt.id] = attempt.credential_id
        self._state.add_attempt(attempt.id, attempt.credential_id)

    def confirm(self, attempt_id: str) -> AuthorizationCodeResponse | None:
        """Return the response of an attempt that the person says is theirs, if there is one."""
        self._opened_twice.discard(attempt_id)
        return self._receiver.confirm(attempt_id)

    def with_state(self, state: str) -> str | None:
        """Return the id of the attempt that a state belongs to, None if there is none (any more).

        The attempt may be over, and it may be of another workspace.
        """
        return self._receiver.with_state(state)

    def answer(self, attempt_id: str) -> bool:
        """Note that the person has brought a response of an attempt: that is their word.

        Returns False if a response was accepted before, or if the attempt is over.
        """
        self._opened_twice.discard(attempt_id)
        return self._receiver.answer(attempt_id)

    def note_to_send(self, attempt_id: str) -> None:
        """Note that the link of an attempt is to be sent to somebody else."""
        self._to_send.add(attempt_id)

    def was_to_send(self, attempt_id: str) -> bool:
        """Return whether the link of an attempt of this run was to be sent to somebody else."""
        return attempt_id in self._to_send

    def note_opened_twice(self, attempt_id: str) -> bool:
        """Note that a second browser has opened the start link of an attempt.

        Returns whether that is news.
        """
        is_news = attempt_id not in self._opened_twice
        self._opened_twice.add(attempt_id)
        return is_news

    def was_opened_twice(self, attempt_id: str) -> bool:
        """Return whether two browsers have opened the start link, and no person's word decided."""
        return attempt_id in self._opened_twice

    def reject_all(self, credential_id: str) -> None:
        """Drop the responses to a credential's attempts that the person could be asked about."""
        for attempt_id in self._state.attempts_of(credential_id):
            self._receiver.reject(attempt_id)

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
        if winner is not None:
            self._winners[credential_id] = winner
            self._approved.add(winner)

    def owner_of(self, attempt_id: str) -> str | None:
        """Return the id of the credential of an attempt of this run.

        The attempt may be over, and the credential gone. None for an attempt of another workspace.
        """
        return self._credential_ids.get(attempt_id)

    def credential_of(self, attempt_id: str) -> Credential | None:
        """Return the credential of an attempt of this run, which may be over."""
        credential_id = self.owner_of(attempt_id)
        return None if credential_id is None else self._state.credential(credential_id)

    def was_approved(self, attempt_id: str) -> bool:
        """Return whether an attempt was approved in this run."""
        return attempt_id in self._approved

    def follow(self, event: Event) -> None:
        """Release the result page of an approval when its credential was created or removed."""
        match event:
            case CredentialChanged(credential) if credential.stage is not Stage.APPROVED:
                self._release_page(credential.id)
            case CredentialGone(credential):
                self._release_page(credential.id)

    def _release_page(self, credential_id: str) -> None:
        winner = self._winners.pop(credential_id, None)
        if winner is not None:
            self._receiver.release_page(winner)


class Progress:
    """The only way to change the phase of an approval."""

    def __init__(self, state: WorkspaceState) -> None:
        self._state = state

    def place(self, credential_id: str) -> SecretPlace:
        """Return where the person wants the secret to be stored; after a restart, the keychain."""
        approval = self._state.known_approval(credential_id)
        return SecretPlace.KEYCHAIN if approval is None else approval.place

    def is_current(self, approval: Approval) -> bool:
        """Return whether the approval in the state is still the same as `approval`."""
        return self._state.known_approval(approval.credential_id) == approval

    def move_if_current(
        self,
        approval: Approval,
        *,
        phase: Phase,
        outcome: Outcome | None = None,
        keychain_error: KeychainError | None = None,
    ) -> None:
        """Move an approval to `phase`, if it has not changed since `approval` was read."""
        if self.is_current(approval):
            self._state.put_approval(
                replace(approval, phase=phase, outcome=outcome, keychain_error=keychain_error)
            )

    def move(
        self,
        credential: Credential,
        *,
        phase: Phase,
        outcome: Outcome | None,
        keychain_error: KeychainError | None = None,
        incident: Incident | None = None,
    ) -> None:
        """Move the approval of a stored credential to `phase`, unless the credential is gone."""
        if self._state.credential(credential.id) is None:
            # The credential was removed during the exchange, so its approval is over.
            return
        self._state.put_approval(
            Approval(
                credential_id=credential.id,
                system=credential.system,
                name=credential.name,
                place=self.place(credential.id),
                phase=phase,
                deadline=credential.deadline,
                outcome=outcome,
                keychain_error=keychain_error,
                incident=incident,
            )
        )

    def refresh(self, credential_id: str) -> None:
        """Replace an approval by the one that follows from its credential, which has changed."""
        self._state.remove_approval(credential_id)
        approval = self._state.approval(credential_id)
        if approval is not None:
            self._state.put_approval(approval)

    def end(self, credential_id: str, outcome: Outcome) -> None:
        """End the approval of a credential that was removed, or is ACTIVE as before."""
        approval = self._state.known_approval(credential_id)
        if approval is not None:
            self._state.put_approval(
                replace(approval, phase=Phase.OVER, incident=None, outcome=outcome)
            )
