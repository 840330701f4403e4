"""Rejects the account that approved access, and lets the person approve with another one."""

from dataclasses import replace

from desktop_app.core.account import Account
from desktop_app.core.activity import ActivityKind
from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import AffectedCredential, Credential, Revoking, SecretPlace, Stage
from desktop_app.core.errors import StateMismatchError
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import AccountRejected, Approved
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.revocation import Revoked
from desktop_app.workflow.services import Services


class AccountRejection:
    """Revokes access to the wrong account, then makes the credential INCOMPLETE again."""

    def __init__(self, services: Services) -> None:
        self._tasks = services.ports.tasks
        self._store = services.ports.store
        self._state = services.state
        self._log_entries = services.log_entries
        self._progress = services.progress
        self._keychain_entries = services.keychain_entries
        self._secrets = services.secrets
        self._deadlines = services.deadlines
        self._revocation = services.revocation

    async def reject(self, credential_id: str) -> None:
        """Reject the account of a credential that was approved and never created.

        Access is revoked first, unless another credential uses the account. The revocation is
        recorded before it is sent: if the program ends in between, the next run revokes access and
        removes the credential. If Stripe does not confirm the revocation, the credential stays
        APPROVED, and `RevocationFailed` is published. The first deadline counts again; if it has
        passed, the credential expires.
        """
        await self._reject(credential_id)
        # Only now: a database that fails here changes nothing of what was done.
        await self._keychain_entries.delete_marked()

    async def _reject(self, credential_id: str) -> None:
        credential = self._state.credential(credential_id)
        if credential is None or credential.account is None:
            return
        if not credential.allows(Step.REJECT_ACCOUNT):
            return
        sharing = self._state.sharing_account(credential)
        if sharing:
            if not await self._reopen(credential, credential.account, sharing):
                await self._reject_if_changed(credential, sharing)
        elif not await self._revocation.begin(credential):
            await self._reject_if_changed(credential, sharing)
        elif self._state.sharing_account(credential):
            # Meanwhile another credential began to use the account, so access has to stay.
            await self._revocation.end(credential_id, credential.revoking)
            await self._reject(credential_id)
        else:
            await self._revoke_and_reopen(credential, credential.account)

    async def _reject_if_changed(
        self, credential: Credential, sharing: tuple[AffectedCredential, ...]
    ) -> None:
        """Try again, since the database refused the step: something must have changed meanwhile.

        Raises `StateMismatchError` if the state shows no change.
        """
        if self._state.is_as_seen(credential, sharing):
            raise StateMismatchError
        await self._reject(credential.id)

    async def _revoke_and_reopen(self, credential: Credential, account: Account) -> None:
        before = self._state.approval(credential.id)
        self._revocation.note_rejection(credential.id)
        self._revocation.show(credential.id, Revoking.UNDER_WAY)
        self._progress.move(credential, phase=Phase.REJECTING, outcome=None)
        activity = self._log_entries.of_account(ActivityKind.REVOKED, credential, account)
        try:
            result = await self._revocation.revoke(credential.system, account.id, activity)
            if result.revoked is Revoked.YES:
                revoking = replace(credential, revoking=Revoking.UNDER_WAY)
                if not await self._reopen(revoking, account, ()):
                    raise StateMismatchError
                return
            if result.revoked is Revoked.UNKNOWN or credential.revoking is Revoking.UNCONFIRMED:
                self._revocation.show(credential.id, Revoking.UNCONFIRMED)
            else:
                await self._revocation.end(credential.id, Revoking.NO)
        except Exception:
            # The effect is not known. The person can try again.
            self._revocation.show(credential.id, Revoking.UNCONFIRMED)
            self._show_approved(credential, account, before)
            raise
        self._show_approved(credential, account, before)
        self._revocation.report_failed(credential.id, result.error, is_rejection=True)

    def _show_approved(
        self, credential: Credential, account: Account, before: Approval | None
    ) -> None:
        """Show the approval as it was `before`, since the account was not rejected."""
        self._progress.move(
            credential,
            phase=Phase.APPROVED,
            outcome=Approved(account),
            keychain_error=None if before is None else before.keychain_error,
            incident=None if before is None else before.incident,
        )

    async def _reopen(
        self, credential: Credential, account: Account, sharing: tuple[AffectedCredential, ...]
    ) -> bool:
        """Make the credential INCOMPLETE, with its first deadline and without the account.

        `sharing` are the credentials that keep the access; none if it was revoked.
        """
        activity = self._log_entries.of_account(ActivityKind.REJECTED, credential, account)
        revoking = credential.revoking is not Revoking.NO
        # With `shared`, the database refuses if this is the last credential of the account.
        shared = any(not other.organization for other in sharing)
        if not await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.reject_account(activity, revoking=revoking, shared=shared),
        ):
            return False
        self._secrets.release(credential.id)
        reopened = replace(
            credential,
            stage=Stage.INCOMPLETE,
            account=None,
            secret_place=SecretPlace.NONE,
            revoking=Revoking.NO,
            checked=None,
        )
        self._state.put(reopened)
        outcome = AccountRejected(account, sharing)
        self._progress.move(reopened, phase=Phase.STOPPED, outcome=outcome)
        # If the first deadline has passed, the credential expires now.
        self._deadlines.ring()
        return True
