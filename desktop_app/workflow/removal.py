"""Removing and deleting credentials, with or without revoking access at Stripe."""

from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.outcome import Removed
from desktop_app.core.problems import StripeProblem, TimeLimitReached
from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.deadlines import Deadlines
from desktop_app.workflow.entries import Entries
from desktop_app.workflow.events import RevocationFailed
from desktop_app.workflow.ports import Lane, Outside
from desktop_app.workflow.progress import Progress
from desktop_app.workflow.session import SessionSecrets

_REVOKE_LIMIT = timedelta(seconds=60)


class Removal:
    """The only way by which a person removes a credential."""

    def __init__(
        self,
        outside: Outside,
        board: Board,
        progress: Progress,
        attempts: Attempts,
        entries: Entries,
        session: SessionSecrets,
        deadlines: Deadlines,
    ) -> None:
        self._outside = outside
        self._board = board
        self._progress = progress
        self._attempts = attempts
        self._entries = entries
        self._deadlines = deadlines
        self._session = session

    async def remove(self, credential_id: str, *, revoke: bool) -> None:
        """Remove a credential of any stage.

        Access is revoked first: if that fails nothing is removed, `RevocationFailed` is told, and
        the person may try again or leave access as it is.
        """
        credential = self._board.credential(credential_id)
        if credential is None:
            return
        if revoke and credential.account is not None and not await self._revoke(credential):
            self._board.publish(RevocationFailed(credential))
            return
        kind = ActivityKind.DELETED if credential.stage is Stage.ACTIVE else ActivityKind.REMOVED
        activity = self._board.activity(kind, credential, self._board.now().utc)
        store = self._outside.store
        removed = await self._outside.tasks.run(
            Lane.DATABASE, lambda: store.remove(activity, credential.stage)
        )
        if not removed and (moved_on := self._board.credential(credential_id)) is not None:
            # It was approved or created meanwhile. What was approved while it was being removed
            # is given back, unless others live on it.
            unasked = credential.account is None and not self._board.sharing(moved_on)
            await self.remove(credential_id, revoke=revoke or unasked)
            return
        if removed:
            self._session.forget(credential_id)
            self._attempts.conclude_all(credential_id, Removed())
            self._board.drop(credential, Removed())
            self._progress.end(credential_id, Removed())
        self._deadlines.arm()
        await self._entries.settle()

    async def _revoke(self, credential: Credential) -> bool:
        account = credential.account
        if account is None:
            return False
        outside = self._outside
        try:
            await outside.tasks.run(
                Lane.NETWORK,
                lambda: outside.stripe.deauthorize(credential.system, account.id),
                _REVOKE_LIMIT,
            )
        except (StripeProblem, TimeLimitReached):
            return False
        activity = self._board.activity(
            ActivityKind.REVOKED, credential, self._board.now().utc, account.id
        )
        await outside.tasks.run(Lane.DATABASE, lambda: outside.store.record(activity))
        return True
