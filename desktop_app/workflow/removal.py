"""Removing and deleting credentials, with or without revoking access at Stripe."""

from dataclasses import replace
from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.affected_credential import AffectedCredential
from desktop_app.core.credential import Credential, Revoking, SecretPlace
from desktop_app.core.errors import SecretUnavailableError, ServiceError, StorageError
from desktop_app.core.lifecycle import Step, entry_of
from desktop_app.core.outcome import Removed
from desktop_app.workflow.events import RevocationFailed
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.revocation import Result, Revoked
from desktop_app.workflow.services import Services

# How often it is tried by itself what could not be revoked.
_PAUSE = timedelta(minutes=1)

_UNKNOWN = "the database does not know the credential as it is shown"


class Removal:
    """The only way by which a person removes a credential."""

    def __init__(self, services: Services) -> None:
        self._tasks = services.ports.tasks
        self._store = services.ports.store
        self._clock = services.ports.clock
        self._state = services.state
        self._log_entries = services.log_entries
        self._progress = services.progress
        self._attempts = services.attempts
        self._entries = services.entries
        self._deadlines = services.deadlines
        self._revocation = services.revocation
        self._secrets = services.secrets
        self._tried_at = -_PAUSE.total_seconds()

    async def remove(self, credential_id: str, *, revoke: bool | None) -> None:
        """Remove a credential of any stage, and revoke its access if `revoke` says so.

        None follows the rule, for whoever was not asked: access is revoked, unless another
        credential lives on the account. Access is revoked first: if Stripe does not confirm it,
        nothing is removed, `RevocationFailed` is told, and the person may try again or leave
        access as it is. What could not even be sent is tried again, until the person keeps it.
        """
        credential = self._state.credential(credential_id)
        if credential is None or not credential.allows(Step.REMOVE):
            return
        sharing = self._state.sharing_account(credential)
        wanted = not sharing if revoke is None else revoke
        if credential.secret_place is SecretPlace.REVOKED and credential.revoking is Revoking.NO:
            # There is no access any more that is its own.
            wanted = False
        if not wanted or credential.account is None:
            # Two that rely on each other may be removed at once: the database tells the last.
            shared = revoke is None and any(not other.organization for other in sharing)
            if not await self._remove(credential, shared=shared):
                await self._look_again(credential, sharing, revoke=revoke)
        elif credential.allows(Step.CANCEL_REAUTHORIZATION):
            await self._stop_and_remove(credential, sharing, revoke=revoke)
        elif not await self._begin_revocation(credential):
            await self._look_again(credential, sharing, revoke=revoke)
        elif self._state.sharing_account(credential) == sharing:
            await self._revoke_and_remove(credential_id)
        else:
            # Another credential has come to live on the account: nobody agreed to cut that off.
            await self._end_revocation(credential_id, credential.revoking)
            if revoke:
                self._tell_failed(credential_id)
            else:
                await self.remove(credential_id, revoke=None)

    async def _stop_and_remove(
        self,
        credential: Credential,
        sharing: tuple[AffectedCredential, ...],
        *,
        revoke: bool | None,
    ) -> None:
        """Revoke the access of one that is approved again: no answer may come meanwhile."""
        if self._state.is_exchanging_for(credential.id):
            self._tell_failed(credential.id)
        elif await self._deadlines.cancel_reauthorization(
            credential, ActivityKind.STOPPED, Removed()
        ):
            await self.remove(credential.id, revoke=revoke)
        else:
            await self._look_again(credential, sharing, revoke=revoke)

    async def _look_again(
        self,
        credential: Credential,
        sharing: tuple[AffectedCredential, ...],
        *,
        revoke: bool | None,
    ) -> None:
        """It was approved or created meanwhile, or somebody else removes it or what shares."""
        state = self._state
        if (
            state.credential(credential.id) == credential
            and state.sharing_account(credential) == sharing
        ):
            raise StorageError(_UNKNOWN)
        await self.remove(credential.id, revoke=revoke)

    def resume(self) -> None:
        """Go on with the revocations that an earlier run has left.

        Revoking twice does no harm: an account that is not connected any more counts as done. But
        where another credential lives on the account by now, its person has to be asked.
        """
        for credential in self._state.credentials:
            if credential.allows(Step.RETRY_REVOCATION):
                self._tasks.start(self.retry(credential.id))
        self._tried_at = self._clock.now().boot_seconds

    def retry_all(self) -> None:
        """Try what could not be revoked, wherever nobody else would lose access by it."""
        for credential in self._state.credentials:
            waits = credential.allows(Step.RETRY_REVOCATION)
            if waits and not self._state.would_be_cut_off(credential):
                self._tasks.start(self.retry(credential.id, told=False))
        self._tried_at = self._clock.now().boot_seconds

    def retry_all_if_due(self) -> None:
        """Do so, unless it was done just now."""
        if self._clock.now().boot_seconds - self._tried_at >= _PAUSE.total_seconds():
            self.retry_all()

    async def remove_as_agreed(
        self, credential_id: str, sharing: tuple[AffectedCredential, ...], *, revoke: bool | None
    ) -> None:
        """Remove a credential some time after the person has asked for it.

        `sharing` are the credentials that the person was told would lose access as well. If there
        are others by now, nothing is revoked, and `RevocationFailed` is published.
        """
        credential = self._state.credential(credential_id)
        known = {other.credential.id for other in sharing}
        now = () if credential is None else self._state.sharing_account(credential)
        if revoke and any(other.credential.id not in known for other in now):
            # Nobody agreed to cut that off.
            self._tell_failed(credential_id)
        else:
            await self.remove(credential_id, revoke=revoke)

    async def retry(self, credential_id: str, *, told: bool = True) -> None:
        """Try once more to revoke access, as a person has chosen, and remove the credential.

        `told` says that somebody waits for what comes of it, even if that is nothing new.
        """
        credential = self._state.credential(credential_id)
        if credential is None or not credential.allows(Step.RETRY_REVOCATION):
            return
        if self._state.would_be_cut_off(credential):
            self._tell_failed(credential_id)
        elif await self._begin_revocation(credential):
            if self._state.would_be_cut_off(credential):
                await self._end_revocation(credential_id, credential.revoking)
                self._tell_failed(credential_id)
            else:
                await self._revoke_and_remove(credential_id, told=told)

    async def cancel_revocation(self, credential_id: str) -> None:
        """A person thinks better of it: access is not to be revoked, and the credential stays."""
        if await self._tasks.run(
            Lane.DATABASE, lambda: self._store.cancel_revocation(credential_id)
        ):
            self._show_revoking(credential_id, Revoking.NO)

    async def _revoke_and_remove(self, credential_id: str, *, told: bool = True) -> None:
        credential = self._state.credential(credential_id)
        if credential is None or credential.account is None:
            return
        self._show_revoking(credential_id, Revoking.UNDER_WAY)
        entry = self._log_entries.of(ActivityKind.REVOKED, credential, credential.account.id)
        try:
            result = await self._revocation.revoke(credential.system, credential.account.id, entry)
            await self._act_on(result, credential, told=told)
        except Exception:
            # Whatever broke off: it can be tried again.
            self._show_revoking(credential_id, Revoking.UNCONFIRMED)
            raise

    async def _act_on(self, result: Result, credential: Credential, *, told: bool) -> None:
        before, now = credential.revoking, Revoking.UNCONFIRMED
        match result.revoked:
            case Revoked.YES:
                if not await self._remove(replace(credential, revoking=Revoking.UNDER_WAY)):
                    raise StorageError(_UNKNOWN)
                return
            case Revoked.NO if before is not Revoking.UNCONFIRMED:
                now = Revoking.NO
                await self._end_revocation(credential.id, now)
            case Revoked.NOT_YET if before is not Revoking.UNCONFIRMED:
                now = Revoking.TO_DO
                await self._end_revocation(credential.id, now)
            case _:
                # Nobody knows, be it of this time or of an earlier one.
                self._show_revoking(credential.id, now)
        if told or now is not before:
            self._tell_failed(credential.id, result.problem)

    async def _begin_revocation(self, credential: Credential) -> bool:
        """Write down that it is about to be sent; of an unconfirmed one that is written."""
        if credential.revoking is Revoking.UNCONFIRMED:
            return True
        return await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.begin_revocation(
                credential.id, credential.stage, credential.revoking
            ),
        )

    async def _end_revocation(self, credential_id: str, left: Revoking) -> None:
        """Access was not revoked, for certain: it is not to be, or `TO_DO`."""
        to_do = left is Revoking.TO_DO
        try:
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.end_revocation(credential_id, to_do=to_do)
            )
        except StorageError:
            self._show_revoking(credential_id, Revoking.UNCONFIRMED)
            self._tell_failed(credential_id)
            raise
        self._show_revoking(credential_id, left)

    def _show_revoking(self, credential_id: str, revoking: Revoking) -> None:
        # Its secret may have come into the keychain meanwhile.
        current = self._state.credential(credential_id)
        if current is not None and current.revoking is not revoking:
            self._state.put(replace(current, revoking=revoking))

    def _tell_failed(
        self, credential_id: str, problem: ServiceError | SecretUnavailableError | None = None
    ) -> None:
        current = self._state.credential(credential_id)
        if current is not None:
            self._state.publish(RevocationFailed(current, problem))

    async def _remove(self, credential: Credential, *, shared: bool = False) -> bool:
        kind = entry_of(Step.REMOVE, credential.stage)
        activity = self._log_entries.of(kind, credential)
        revoking = credential.revoking is not Revoking.NO
        removed = await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.remove(
                activity, credential.stage, revoking=revoking, shared=shared
            ),
        )
        if removed:
            self._secrets.drop(credential.id)
            self._attempts.conclude_all(credential.id, Removed())
            self._state.remove(credential, Removed())
            self._progress.end(credential.id, Removed())
            self._deadlines.arm()
            await self._entries.delete_marked()
        return removed
