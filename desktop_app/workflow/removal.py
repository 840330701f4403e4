"""Removes credentials, with or without revoking their access at Stripe."""

from dataclasses import replace
from datetime import timedelta

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import AffectedCredential, Credential, Revoking, SecretPlace
from desktop_app.core.errors import StateMismatchError
from desktop_app.core.lifecycle import Step, entry_of
from desktop_app.core.outcome import Removed
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.revocation import RevocationResult, Revoked
from desktop_app.workflow.services import Services

# The shortest time between two automatic retries of revocations.
_RETRY_INTERVAL = timedelta(minutes=1)


class Removal:
    """The only way to remove a credential at a person's request."""

    def __init__(self, services: Services) -> None:
        self._tasks = services.ports.tasks
        self._store = services.ports.store
        self._clock = services.ports.clock
        self._state = services.state
        self._log_entries = services.log_entries
        self._progress = services.progress
        self._attempts = services.attempts
        self._keychain_entries = services.keychain_entries
        self._deadlines = services.deadlines
        self._revocation = services.revocation
        self._secrets = services.secrets
        self._tried_at = -_RETRY_INTERVAL.total_seconds()

    async def remove(self, credential_id: str, *, revoke: bool | None) -> None:
        """Remove a credential of any stage, and revoke its access if `revoke` is true.

        None means that the person was not asked: access is revoked unless another credential uses
        the account. Access is revoked before the credential is removed. If Stripe does not confirm
        the revocation, nothing is removed and `RevocationFailed` is published; the person can try
        again, or remove the credential without revoking. A revocation that could not be sent is
        retried until the person cancels it.
        """
        credential = self._state.credential(credential_id)
        if credential is None or not credential.allows(Step.REMOVE):
            return
        sharing = self._state.sharing_account(credential)
        wanted = not sharing if revoke is None else revoke
        if credential.secret_place is SecretPlace.REVOKED and credential.revoking is Revoking.NO:
            # Its access was revoked before.
            wanted = False
        if not wanted or credential.account is None:
            # With `shared`, the database refuses if this is the last credential of the account:
            # both of two credentials may be removed at the same time.
            shared = revoke is None and any(not other.organization for other in sharing)
            if not await self._remove(credential, shared=shared):
                await self._remove_if_changed(credential, sharing, revoke=revoke)
        elif credential.allows(Step.CANCEL_REAUTHORIZATION):
            await self._cancel_reauthorization_and_remove(credential, sharing, revoke=revoke)
        elif not await self._revocation.begin(credential):
            await self._remove_if_changed(credential, sharing, revoke=revoke)
        elif self._state.sharing_account(credential) == sharing:
            await self._revoke_and_remove(credential_id)
        else:
            # Meanwhile another credential began to use the account, or stopped using it. The person
            # did not agree to revoke the access of others than they were shown.
            await self._revocation.end(credential_id, credential.revoking)
            if revoke:
                self._revocation.report_failed(credential_id)
            else:
                await self.remove(credential_id, revoke=None)

    async def _cancel_reauthorization_and_remove(
        self,
        credential: Credential,
        sharing: tuple[AffectedCredential, ...],
        *,
        revoke: bool | None,
    ) -> None:
        """Cancel the reauthorization first, so that no browser comes back during the revocation."""
        if self._state.is_exchanging_for(credential.id):
            self._revocation.report_failed(credential.id)
        elif await self._deadlines.cancel_reauthorization(
            credential, ActivityKind.STOPPED, Removed()
        ):
            await self.remove(credential.id, revoke=revoke)
        else:
            await self._remove_if_changed(credential, sharing, revoke=revoke)

    async def _remove_if_changed(
        self,
        credential: Credential,
        sharing: tuple[AffectedCredential, ...],
        *,
        revoke: bool | None,
    ) -> None:
        """Try again, since the database refused the step: something must have changed meanwhile.

        Raises `StateMismatchError` if the state shows no change.
        """
        if self._state.is_as_seen(credential, sharing):
            raise StateMismatchError
        await self.remove(credential.id, revoke=revoke)

    def resume(self) -> None:
        """Retry the revocations that an earlier run did not finish.

        A second revocation does no harm: an account that is not connected counts as revoked. If
        another credential uses the account, `RevocationFailed` is published instead, so that the
        person can decide.
        """
        for credential in self._state.credentials:
            if credential.allows(Step.RETRY_REVOCATION):
                self._tasks.start(self.retry(credential.id))
        self._tried_at = self._clock.now().boot_seconds

    def retry_all(self) -> None:
        """Retry all unfinished revocations by which no other credential would lose access.

        A retried revocation ends with the credential's removal. So the rejection of an account is
        not retried in its own run, in which the person can still approve with another account.
        """
        for credential in self._state.credentials:
            waits = credential.allows(Step.RETRY_REVOCATION)
            waits = waits and not self._revocation.is_rejection(credential.id)
            if waits and not self._state.would_be_cut_off(credential):
                self._tasks.start(self.retry(credential.id, report_unchanged=False))
        self._tried_at = self._clock.now().boot_seconds

    def retry_all_if_due(self) -> None:
        """Retry all unfinished revocations, unless that was done within the last minute."""
        if self._clock.now().boot_seconds - self._tried_at >= _RETRY_INTERVAL.total_seconds():
            self.retry_all()

    async def remove_queued(
        self, credential_id: str, sharing: tuple[AffectedCredential, ...], *, revoke: bool | None
    ) -> None:
        """Remove a credential some time after the person asked for it.

        `sharing` are the credentials that the person was told would lose access, too. If `revoke`
        is true and other credentials would lose access by now, nothing is revoked and
        `RevocationFailed` is published.
        """
        credential = self._state.credential(credential_id)
        known = {other.credential.id for other in sharing}
        now = () if credential is None else self._state.sharing_account(credential)
        if revoke and any(other.credential.id not in known for other in now):
            # The person did not agree to revoke the access of these credentials.
            self._revocation.report_failed(credential_id)
        else:
            await self.remove(credential_id, revoke=revoke)

    async def retry(self, credential_id: str, *, report_unchanged: bool = True) -> None:
        """Try again to revoke the access of a credential and to remove the credential.

        With `report_unchanged`, `RevocationFailed` is published even if this retry changed nothing.
        """
        credential = self._state.credential(credential_id)
        if credential is None or not credential.allows(Step.RETRY_REVOCATION):
            return
        if self._state.would_be_cut_off(credential):
            self._revocation.report_failed(credential_id)
        elif await self._revocation.begin(credential):
            if self._state.would_be_cut_off(credential):
                await self._revocation.end(credential_id, credential.revoking)
                self._revocation.report_failed(credential_id)
            else:
                await self._revoke_and_remove(credential_id, report_unchanged=report_unchanged)
        elif self._state.credential(credential_id) == credential:
            raise StateMismatchError

    async def cancel_revocation(self, credential_id: str) -> None:
        """Cancel a revocation that could not be sent yet. The credential stays."""
        if await self._tasks.run(
            Lane.DATABASE, lambda: self._store.cancel_revocation(credential_id)
        ):
            self._revocation.show(credential_id, Revoking.NO)
        else:
            self._state.check_refused(credential_id, Step.CANCEL_REVOCATION)

    async def _revoke_and_remove(
        self, credential_id: str, *, report_unchanged: bool = True
    ) -> None:
        credential = self._state.credential(credential_id)
        if credential is None or credential.account is None:
            return
        self._revocation.show(credential_id, Revoking.UNDER_WAY)
        activity = self._log_entries.of_account(
            ActivityKind.REVOKED, credential, credential.account
        )
        try:
            result = await self._revocation.revoke(
                credential.system, credential.account.id, activity
            )
            await self._handle_result(result, credential, report_unchanged=report_unchanged)
        except Exception:
            # The effect is not known. The person can try again.
            self._revocation.show(credential_id, Revoking.UNCONFIRMED)
            raise

    async def _handle_result(
        self, result: RevocationResult, credential: Credential, *, report_unchanged: bool
    ) -> None:
        before, now = credential.revoking, Revoking.UNCONFIRMED
        match result.revoked:
            case Revoked.YES:
                if not await self._remove(replace(credential, revoking=Revoking.UNDER_WAY)):
                    raise StateMismatchError
                return
            case Revoked.NO if before is not Revoking.UNCONFIRMED:
                now = Revoking.NO
                await self._revocation.end(credential.id, now)
            case Revoked.NOT_YET if before is not Revoking.UNCONFIRMED:
                now = Revoking.TO_DO
                await self._revocation.end(credential.id, now)
            case _:
                # The effect of this request, or of an earlier one, is not known.
                self._revocation.show(credential.id, now)
        if report_unchanged or now is not before:
            self._revocation.report_failed(credential.id, result.error)

    async def _remove(self, credential: Credential, *, shared: bool = False) -> bool:
        kind = entry_of(Step.REMOVE, was_created=credential.was_created)
        activity = self._log_entries.of(kind, credential)
        revoking = credential.revoking is not Revoking.NO
        removed = await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.remove(
                activity, credential.stage, revoking=revoking, shared=shared
            ),
        )
        if removed:
            self._secrets.release(credential.id)
            self._attempts.conclude_all(credential.id, Removed())
            self._state.remove(credential, Removed())
            self._progress.end(credential.id, Removed())
            self._deadlines.arm()
            await self._keychain_entries.delete_marked()
        return removed
