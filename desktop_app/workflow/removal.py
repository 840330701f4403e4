"""Removing and deleting credentials, with or without revoking access at Stripe."""

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Stage
from desktop_app.core.outcome import Removed
from desktop_app.core.problems import StorageFailed
from desktop_app.workflow.events import RevocationFailed
from desktop_app.workflow.parts import Parts
from desktop_app.workflow.ports import Lane


class Removal:
    """The only way by which a person removes a credential."""

    def __init__(self, parts: Parts) -> None:
        self._outside = parts.outside
        self._board = parts.board
        self._progress = parts.progress
        self._attempts = parts.attempts
        self._entries = parts.entries
        self._deadlines = parts.deadlines
        self._revocation = parts.revocation
        self._session = parts.session

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
            if self._board.credential(credential_id) == credential:
                raise StorageFailed("the database does not know the credential as it is shown")
            # It was approved or created meanwhile, or somebody else removed it: look again.
            await self.remove(credential_id, revoke=revoke)
            return
        self._session.forget(credential_id)
        self._attempts.conclude_all(credential_id, Removed())
        self._board.drop(credential, Removed())
        self._progress.end(credential_id, Removed())
        self._deadlines.arm()
        await self._entries.settle()
