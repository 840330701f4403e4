"""Denials that do not say which approval they belong to.

Stripe's documented example of a denial carries no state, so anyone can send one. Such a denial ends
nothing by itself: it is reported, and the person says whether it is theirs.
"""

from dataclasses import replace

from desktop_app.core.activity import ActivityKind
from desktop_app.core.approval import Phase
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import Denied
from desktop_app.workflow.events import DenialReported
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.services import Services


class Denials:
    """Reports denials without a state, and ends the attempts when the person says so."""

    def __init__(self, services: Services) -> None:
        self._tasks = services.ports.tasks
        self._store = services.ports.store
        self._state = services.state
        self._log_entries = services.log_entries
        self._progress = services.progress
        self._attempts = services.attempts

    def report(self) -> None:
        """Publish `DenialReported` for each waiting approval, once for each of its attempts."""
        for credential in self._state.incomplete():
            approval = self._state.approval(credential.id)
            if (
                approval is not None
                and approval.phase is Phase.WAITING
                and not approval.denial_reported
            ):
                self._state.put_approval(replace(approval, denial_reported=True))
                self._state.publish(DenialReported(credential))

    async def end_attempts(self, credential_id: str) -> None:
        """End the attempts of a credential as denied, unless one of them is being exchanged."""
        credential = self._state.credential(credential_id)
        if credential is None or not credential.allows(Step.STOP_WAITING):
            return
        activity = self._log_entries.of(ActivityKind.DENIED, credential)
        if await self._tasks.run(Lane.DATABASE, lambda: self._store.end_attempts(activity)):
            self._attempts.conclude_all(credential_id, Denied())
            self._progress.move(credential, phase=Phase.STOPPED, outcome=Denied())
