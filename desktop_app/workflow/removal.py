"""Removing and deleting credentials, with or without revoking access at Stripe."""

from dataclasses import replace

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.outcome import Removed
from desktop_app.core.problems import StorageFailed
from desktop_app.workflow.events import RevocationFailed
from desktop_app.workflow.parts import Parts
from desktop_app.workflow.ports import Lane

_UNKNOWN = "the database does not know the credential as it is shown"


class Removal:
    """The only way by which a person removes a credential."""

    def __init__(self, parts: Parts) -> None:
        self._tasks = parts.outside.tasks
        self._store = parts.outside.store
        self._board = parts.board
        self._progress = parts.progress
        self._attempts = parts.attempts
        self._entries = parts.entries
        self._deadlines = parts.deadlines
        self._revocation = parts.revocation
        self._session = parts.session

    async def remove(self, credential_id: str, *, revoke: bool | None) -> None:
        """Remove a credential of any stage, and revoke its access if `revoke` says so.

        None follows the rule, for whoever was not asked: access is revoked, unless another
        credential lives on the account. Access is revoked first: if Stripe does not confirm it,
        nothing is removed, `RevocationFailed` is told, and the person may try again or leave
        access as it is.
        """
        credential = self._board.credential(credential_id)
        if credential is None or credential.revoking:
            return
        sharing = self._board.sharing(credential)
        wanted = not sharing if revoke is None else revoke
        if not wanted or credential.account is None:
            if not await self._remove(credential):
                await self._look_again(credential, revoke=revoke)
        elif not await self._begin_revocation(credential):
            await self._look_again(credential, revoke=revoke)
        elif self._board.sharing(credential) == sharing:
            await self.revoke_and_remove(credential_id)
        else:
            # Another credential has come to live on the account: nobody agreed to cut that off.
            await self._end_revocation(credential_id)
            if revoke:
                self._board.publish(RevocationFailed(credential))
            else:
                await self.remove(credential_id, revoke=None)

    async def _look_again(self, credential: Credential, *, revoke: bool | None) -> None:
        """It was approved or created meanwhile, or somebody else removes it."""
        if self._board.credential(credential.id) == credential:
            raise StorageFailed(_UNKNOWN)
        await self.remove(credential.id, revoke=revoke)

    async def revoke_and_remove(self, credential_id: str) -> None:
        """Go on with a revocation that was written down, in this run or in an earlier one.

        Revoking twice does no harm: an account that is not connected any more counts as done.
        """
        credential = self._board.credential(credential_id)
        if credential is None or credential.account is None:
            return
        if not await self._revocation.revoke(credential, credential.system, credential.account.id):
            await self._end_revocation(credential_id)
            self._board.publish(RevocationFailed(replace(credential, revoking=False)))
        elif not await self._remove(credential):
            raise StorageFailed(_UNKNOWN)

    async def _begin_revocation(self, credential: Credential) -> bool:
        begun = await self._tasks.run(
            Lane.DATABASE, lambda: self._store.begin_revocation(credential.id, credential.stage)
        )
        if begun:
            self._show_revoking(credential.id, revoking=True)
        return begun

    async def _end_revocation(self, credential_id: str) -> None:
        await self._tasks.run(Lane.DATABASE, lambda: self._store.end_revocation(credential_id))
        self._show_revoking(credential_id, revoking=False)

    def _show_revoking(self, credential_id: str, *, revoking: bool) -> None:
        # Its secret may have come into the keychain meanwhile.
        current = self._board.credential(credential_id)
        if current is not None:
            self._board.put(replace(current, revoking=revoking))

    async def _remove(self, credential: Credential) -> bool:
        kind = ActivityKind.DELETED if credential.stage is Stage.ACTIVE else ActivityKind.REMOVED
        activity = self._board.activity(kind, credential, self._board.now().utc)
        removed = await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.remove(activity, credential.stage, revoking=credential.revoking),
        )
        if removed:
            self._session.forget(credential.id)
            self._attempts.conclude_all(credential.id, Removed())
            self._board.drop(credential, Removed())
            self._progress.end(credential.id, Removed())
            self._deadlines.arm()
            await self._entries.settle()
        return removed
