"""What reaches an approval, and does not certainly come from the person.

Knows which incident each approval is told of, and what the person says about it. Must not
know codes, cookies, or how a browser is recognized: that is the receiver's.
"""

from dataclasses import replace

from desktop_app.core.activity import ActivityKind
from desktop_app.core.approval import Phase
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.deadline import CODE_LIFETIME
from desktop_app.core.incident import (
    ContradictoryApprovals,
    Incident,
    LinkOpenedTwice,
    PeerRefused,
    UnconfirmedApproval,
    UnconfirmedDenial,
    outranks,
)
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import WaitStopped
from desktop_app.core.refused_peer import RefusedPeer
from desktop_app.workflow.events import IncidentReported
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.services import Services


class Incidents:
    """Reports incidents, and ends the attempts or drops a response when the person says so."""

    def __init__(self, services: Services) -> None:
        self._tasks = services.ports.tasks
        self._clock = services.ports.clock
        self._store = services.ports.store
        self._state = services.state
        self._log_entries = services.log_entries
        self._progress = services.progress
        self._attempts = services.attempts
        self._deadlines = services.deadlines
        self._login_name = services.ports.login_name

    def report_denial(self, attempt_id: str | None) -> None:
        """Report a denial: to the approval of its attempt, or, without a state, to all that wait.

        Stripe's documented example of a denial has no state, so anyone can send one.
        """
        waiting = self._state.incomplete()
        if attempt_id is not None:
            credential_id = self._state.credential_of(attempt_id)
            waiting = tuple(c for c in waiting if c.id == credential_id)
        for credential in waiting:
            self._report(credential, UnconfirmedDenial(has_state=attempt_id is not None))

    def ask_to_confirm(self, attempt_id: str) -> None:
        """Ask the person about an approval that came, until Stripe does not keep its code any more.

        The time for approval may run out before that.

        If the person is already asked about another attempt of the same credential, both responses
        are dropped: nobody knows which of them is the person's.
        """
        credential = self._credential_of(attempt_id)
        if credential is None:
            return
        known = self._state.incident(credential.id)
        if isinstance(known, UnconfirmedApproval) and known.attempt_id != attempt_id:
            self.drop_contradictory(attempt_id)
            return
        asked = UnconfirmedApproval(
            attempt_id,
            self._clock.now(),
            min(CODE_LIFETIME, self._deadlines.time_left(credential)),
            self._attempts.was_to_send(attempt_id),
        )
        if self._report(credential, asked):
            self._deadlines.arm()
        else:
            # The approval does not wait, so the person can't be asked.
            self._attempts.reject_all(credential.id)

    def drop_contradictory(self, attempt_id: str) -> None:
        """Drop the responses to a credential's attempts, since two different ones came."""
        credential = self._credential_of(attempt_id)
        if credential is not None:
            self._attempts.reject_all(credential.id)
            self._report(credential, ContradictoryApprovals(), instead=True)

    def report_opened_twice(self, attempt_id: str) -> None:
        """Report that a second browser opened the start link of an attempt.

        The first one may have approved or denied access meanwhile, in the person's place.
        """
        is_news = self._attempts.note_opened_twice(attempt_id)
        credential = self._attempts.credential_of(attempt_id)
        if credential is None:
            return
        if not self._attempts.was_approved(attempt_id):
            self._report(credential, LinkOpenedTwice(), (Phase.WAITING, Phase.STOPPED))
        elif credential.stage is not Stage.ACTIVE:
            self._report(credential, LinkOpenedTwice(), (Phase.APPROVED,))
        elif is_news:
            self._state.publish(IncidentReported(credential, LinkOpenedTwice()))

    def reject(self, credential_id: str) -> None:
        """Drop the response that the person was asked about: they say that it is not theirs."""
        credential = self._state.credential(credential_id)
        if credential is not None:
            self._attempts.reject_all(credential_id)
            self._withdraw(credential)

    def keep_waiting(self, credential_id: str) -> None:
        """Take back a denial that was reported: the person says that it is not theirs.

        The next one is told again.
        """
        credential = self._state.credential(credential_id)
        incident = self._state.incident(credential_id)
        if credential is not None and isinstance(incident, UnconfirmedDenial):
            self._withdraw(credential)

    async def report_peer(self, refused: RefusedPeer) -> None:
        """Report that a program of another user was refused, to all approvals that wait.

        The log is told, too, whatever the person is told at the time.
        """
        name = await self._tasks.run(Lane.USERS, lambda: self._login_name(refused.user))
        entries = []
        for credential in self._state.incomplete():
            self._report(credential, PeerRefused(name))
            entries.append(self._log_entries.of(ActivityKind.PEER_REFUSED, credential, name))
        if entries:
            await self._tasks.run(Lane.DATABASE, lambda: self._store.record(tuple(entries)))

    async def stop_waiting(self, credential_id: str) -> None:
        """End the attempts of a credential, unless one of them is being exchanged."""
        credential = self._state.credential(credential_id)
        if credential is None or not credential.allows(Step.STOP_WAITING):
            return
        activity = self._log_entries.of(ActivityKind.WAIT_STOPPED, credential)
        if await self._tasks.run(Lane.DATABASE, lambda: self._store.end_attempts(activity)):
            self._attempts.conclude_all(credential_id, WaitStopped())
            self._progress.move(credential, phase=Phase.STOPPED, outcome=WaitStopped())

    def _credential_of(self, attempt_id: str) -> Credential | None:
        """Return the credential of an attempt that still waits."""
        credential_id = self._state.credential_of(attempt_id)
        return None if credential_id is None else self._state.credential(credential_id)

    def _report(
        self,
        credential: Credential,
        incident: Incident,
        phases: tuple[Phase, ...] = (Phase.WAITING,),
        *,
        instead: bool = False,
    ) -> bool:
        """Tell an approval in one of `phases` of an incident. Return whether that is news.

        With `instead`, the incident replaces the known one, even if it does not outrank it.

        The same kind of incident is told once for each time that the browser is opened.
        """
        approval = self._state.approval(credential.id)
        if (
            approval is None
            or approval.phase not in phases
            or not (instead or outranks(incident, approval.incident))
        ):
            return False
        self._state.put_approval(replace(approval, incident=incident))
        self._state.publish(IncidentReported(credential, incident))
        return True

    def _withdraw(self, credential: Credential) -> None:
        approval = self._state.approval(credential.id)
        if approval is None or approval.incident is None:
            return
        # The link was used. What was said of it while nobody had used it is over.
        is_used = isinstance(approval.incident, UnconfirmedApproval)
        outcome = None if is_used else approval.outcome
        self._state.put_approval(replace(approval, incident=None, outcome=outcome))
