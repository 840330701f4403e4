"""Removing and deleting credentials, with or without revoking access at Stripe."""

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Stage
from desktop_app.core.outcome import Removed
from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.deadlines import Deadlines
from desktop_app.workflow.entries import Entries
from desktop_app.workflow.events import RevocationFailed
from desktop_app.workflow.ports import Lane, Outside
from desktop_app.workflow.progress import Progress
from desktop_app.workflow.revocation import Revocation
from desktop_app.workflow.session import SessionSecrets


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
        revocation: Revocation,
    ) -> None:
        self._outside = outside
        self._board = board
        self._progress = progress
        self._attempts = attempts
        self._entries = entries
        self._deadlines = deadlines
        self._revocation = revocation
        self._session = session

    async def remove(self, credential_id: str, *, revoke: bool | None) -> None:
        """Remove a credential of any stage, and revoke its access if `revoke` says so.

        None follows the rule: what was approved and never created is revoked, unless another
        credential lives on the account. Access is revoked first: if Stripe does not confirm it,
        nothing is removed, `RevocationFailed` is told, and the person may try again or leave
        access as it is.
        """
        credential = self._board.credential(credential_id)
        if credential is None:
            return
        account = credential.account
        if revoke is None:
            wanted = credential.stage is Stage.APPROVED and not self._board.sharing(credential)
        else:
            wanted = revoke
        if (
            wanted
            and account is not None
            and not await self._revocation.revoke(credential, credential.system, account.id)
        ):
            self._board.publish(RevocationFailed(credential))
            return
        kind = ActivityKind.DELETED if credential.stage is Stage.ACTIVE else ActivityKind.REMOVED
        activity = self._board.activity(kind, credential, self._board.now().utc)
        store = self._outside.store
        removed = await self._outside.tasks.run(
            Lane.DATABASE, lambda: store.remove(activity, credential.stage)
        )
        if not removed:
            # It was approved or created meanwhile, or somebody else removed it: look again.
            await self.remove(credential_id, revoke=revoke)
            return
        self._session.forget(credential_id)
        self._attempts.conclude_all(credential_id, Removed())
        self._board.drop(credential, Removed())
        self._progress.end(credential_id, Removed())
        self._deadlines.arm()
        await self._entries.settle()
