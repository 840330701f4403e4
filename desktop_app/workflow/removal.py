"""Removing and deleting credentials, with or without revoking access at Stripe."""

from dataclasses import replace

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.outcome import Removed
from desktop_app.core.problems import StorageFailed
from desktop_app.workflow.events import RevocationFailed
from desktop_app.workflow.parts import Parts
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.revocation import Revoked

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
        if credential is None or credential.revoking is Revoking.UNDER_WAY:
            return
        sharing = self._board.sharing(credential)
        wanted = not sharing if revoke is None else revoke
        if credential.secret_place is SecretPlace.REVOKED and credential.revoking is Revoking.NO:
            # There is no access any more that is its own.
            wanted = False
        if not wanted or credential.account is None:
            # Two that rely on each other may be removed at once: the database tells the last.
            shared = revoke is None and bool(sharing)
            if not await self._remove(credential, shared=shared):
                await self._look_again(credential, sharing, revoke=revoke)
        elif credential.revoking is Revoking.NO and not await self._begin_revocation(credential):
            await self._look_again(credential, sharing, revoke=revoke)
        elif self._board.sharing(credential) == sharing:
            await self._revoke_and_remove(credential_id)
        else:
            # Another credential has come to live on the account: nobody agreed to cut that off.
            await self._end_revocation(credential_id)
            if revoke:
                self._tell_failed(credential_id)
            else:
                await self.remove(credential_id, revoke=None)

    async def _look_again(
        self, credential: Credential, sharing: tuple[Credential, ...], *, revoke: bool | None
    ) -> None:
        """It was approved or created meanwhile, or somebody else removes it or what shares."""
        board = self._board
        if board.credential(credential.id) == credential and board.sharing(credential) == sharing:
            raise StorageFailed(_UNKNOWN)
        await self.remove(credential.id, revoke=revoke)

    def resume(self) -> None:
        """Go on with the revocations that an earlier run has left.

        Revoking twice does no harm: an account that is not connected any more counts as done. But
        where another credential lives on the account by now, its person has to be asked.
        """
        for credential in self._board.credentials:
            if credential.revoking is Revoking.NO:
                continue
            if self._board.sharing(credential):
                self._board.publish(RevocationFailed(credential))
            else:
                self._tasks.start(self._revoke_and_remove(credential.id))

    async def _revoke_and_remove(self, credential_id: str) -> None:
        credential = self._board.credential(credential_id)
        if credential is None or credential.account is None:
            return
        self._show_revoking(credential_id, Revoking.UNDER_WAY)
        try:
            revoked = await self._revocation.revoke(
                credential, credential.system, credential.account.id
            )
            await self._act_on(revoked, credential)
        except Exception:
            # Whatever broke off: it can be tried again.
            self._show_revoking(credential_id, Revoking.UNCONFIRMED)
            raise

    async def _act_on(self, revoked: Revoked, credential: Credential) -> None:
        match revoked:
            case Revoked.YES:
                if not await self._remove(replace(credential, revoking=Revoking.UNDER_WAY)):
                    raise StorageFailed(_UNKNOWN)
            case Revoked.NO if credential.revoking is Revoking.NO:
                await self._end_revocation(credential.id)
                self._tell_failed(credential.id)
            case _:
                # Nobody knows, be it of this time or of an earlier one.
                self._show_revoking(credential.id, Revoking.UNCONFIRMED)
                self._tell_failed(credential.id)

    async def _begin_revocation(self, credential: Credential) -> bool:
        return await self._tasks.run(
            Lane.DATABASE, lambda: self._store.begin_revocation(credential.id, credential.stage)
        )

    async def _end_revocation(self, credential_id: str) -> None:
        """Access was not revoked, for certain."""
        try:
            await self._tasks.run(Lane.DATABASE, lambda: self._store.end_revocation(credential_id))
        except StorageFailed:
            self._show_revoking(credential_id, Revoking.UNCONFIRMED)
            self._tell_failed(credential_id)
            raise
        self._show_revoking(credential_id, Revoking.NO)

    def _show_revoking(self, credential_id: str, revoking: Revoking) -> None:
        # Its secret may have come into the keychain meanwhile.
        current = self._board.credential(credential_id)
        if current is not None and current.revoking is not revoking:
            self._board.put(replace(current, revoking=revoking))

    def _tell_failed(self, credential_id: str) -> None:
        current = self._board.credential(credential_id)
        if current is not None:
            self._board.publish(RevocationFailed(current))

    async def _remove(self, credential: Credential, *, shared: bool = False) -> bool:
        kind = ActivityKind.DELETED if credential.stage is Stage.ACTIVE else ActivityKind.REMOVED
        activity = self._board.activity(kind, credential, self._board.now().utc)
        revoking = credential.revoking is not Revoking.NO
        removed = await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.remove(
                activity, credential.stage, revoking=revoking, shared=shared
            ),
        )
        if removed:
            self._session.forget(credential.id)
            self._attempts.conclude_all(credential.id, Removed())
            self._board.drop(credential, Removed())
            self._progress.end(credential.id, Removed())
            self._deadlines.arm()
            await self._entries.settle()
        return removed
