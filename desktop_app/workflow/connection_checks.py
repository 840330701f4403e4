"""Checks at Stripe whether accounts are still connected, and updates what is known of them."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from desktop_app.core.account import Account
from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential
from desktop_app.core.errors import (
    NO_DETAIL,
    AccountNotConnectedError,
    AnswerLostError,
    KeychainError,
    SecretUnavailableError,
    ServiceError,
    TimeLimitError,
)
from desktop_app.core.lifecycle import Step
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.events import Checked, CheckFailed, Disconnected
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.services import Services

_READ_LIMIT = timedelta(seconds=20)


class ConnectionChecks:
    """Checks connections, at most one at a time for each credential."""

    def __init__(self, services: Services) -> None:
        self._store = services.ports.store
        self._stripe = services.ports.stripe
        self._tasks = services.ports.tasks
        self._state = services.state
        self._log_entries = services.log_entries
        self._progress = services.progress
        self._keychain_entries = services.keychain_entries
        self._platform_secrets = services.platform_secrets
        self._secrets = services.secrets
        self._revocation = services.revocation

    async def check(self, credential_id: str) -> None:
        """Read the account of a credential at Stripe, and store the result.

        Publishes `Checked`, `Disconnected` or `CheckFailed`.
        """
        credential = self._state.credential(credential_id)
        if (
            credential is None
            or not credential.allows(Step.CHECK)
            or self._state.is_checking(credential_id)
        ):
            return
        self._state.begin_check(credential)
        error: ServiceError | KeychainError
        try:
            await self._check(credential)
            return
        except (ServiceError, KeychainError) as failed:
            error = failed
        except TimeLimitError:
            error = AnswerLostError(NO_DETAIL)
        finally:
            self._state.end_check(credential_id)
        current = self._state.credential(credential_id)
        if current is not None:
            self._state.publish(CheckFailed(current, error))

    async def _check(self, credential: Credential) -> None:
        await self._platform_secrets.unlock_for(credential.system)
        # While the person typed a password, the secret may have been moved to the keychain.
        credential = self._state.credential(credential.id) or credential
        if credential.account is None:
            return
        account_id, exchanges = credential.account.id, self._state.exchanges
        unavailable = await self._platform_secrets.make_ready(credential.system)
        if unavailable is not None:
            raise unavailable
        token = await self._access_token(credential)
        try:
            account = await self._read(credential.system, account_id, token)
        except AccountNotConnectedError:
            if await self._is_read_by_another(credential, account_id):
                raise
            if self._state.is_exchanging or self._state.exchanges != exchanges:
                # The account may have been connected again after Stripe responded.
                raise AnswerLostError(NO_DETAIL) from None
            await self._record_disconnected(credential, account_id)
        else:
            await self._update_account(credential, account)

    async def _is_read_by_another(self, credential: Credential, account_id: str) -> bool:
        """Return whether the access token of another credential still reads the account.

        If so, only the checked credential's token is invalid, and the account is still connected:
        Stripe revokes a single token if its code is sent twice. Raises `ServiceError` or
        `KeychainError` if that can't be found out.
        """
        system = credential.system
        if not self._stripe.reads_with_access_token(system):
            return False
        for other in self._state.using_account(account_id, system, excluding=credential.id):
            with suppress(AccountNotConnectedError, SecretUnavailableError):
                await self._read(system, account_id, await self._access_token(other))
                return True
        return False

    async def _read(self, system: System, account_id: str, token: Secret | None) -> Account:
        return await self._tasks.call(
            lambda seconds_left: self._stripe.account(system, account_id, seconds_left, token),
            _READ_LIMIT,
        )

    async def _access_token(self, credential: Credential) -> Secret | None:
        """Return the access token to read the account with; None if the platform's key is used."""
        if not self._stripe.reads_with_access_token(credential.system):
            return None
        return await self._secrets.access_token(credential)

    async def _update_account(self, credential: Credential, account: Account) -> None:
        system = credential.system
        await self._tasks.run(Lane.DATABASE, lambda: self._store.update_account(system, account))
        self._state.end_check(credential.id)
        for each in self._state.using_account(account.id, system):
            self._state.put(replace(each, account=account))
        current = self._state.credential(credential.id)
        if current is not None:
            self._state.publish(Checked(current))

    async def _record_disconnected(self, credential: Credential, account_id: str) -> None:
        system = credential.system
        if not self._state.using_account(account_id, system):
            # This program revoked access meanwhile.
            return
        others = self._state.using_account(account_id, system, excluding=credential.id)
        activity = self._log_entries.of(ActivityKind.DISCONNECTED, credential, account_id)
        await self._revocation.record(ActivityKind.DISCONNECTED, system, account_id, activity)
        self._state.end_check(credential.id)
        self._progress.refresh(credential.id)
        affected = (self._state.credential(each.id) for each in (credential, *others))
        self._state.publish(Disconnected(tuple(each for each in affected if each is not None)))
        await self._keychain_entries.delete_marked()
