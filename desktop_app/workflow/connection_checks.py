"""Checks at Stripe whether accounts are still connected, and updates what is known of them.

`check_rounds.py` checks many accounts, one after the other.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind, account_changes
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


@dataclass(frozen=True, slots=True)
class CheckResult:
    """How a check of an account ended.

    `credentials` use the account, the checked one first. They have the new values. There are none
    if they were removed meanwhile. `worse` are those among them that have got worse.
    """

    credentials: tuple[Credential, ...]
    worse: tuple[Credential, ...] = ()
    is_connected: bool = True


class ConnectionChecks:
    """Checks connections. At a person's request, at most one at a time for each credential."""

    def __init__(self, services: Services) -> None:
        self._store = services.ports.store
        self._stripe = services.ports.stripe
        self._tasks = services.ports.tasks
        self._clock = services.ports.clock
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
        result: CheckResult | ServiceError | KeychainError
        try:
            await self._platform_secrets.unlock_for(credential.system)
            result = await self.read(credential)
        except (ServiceError, KeychainError) as error:
            result = error
        finally:
            self._state.end_check(credential_id)
        current = self._state.credential(credential_id)
        match result:
            case CheckResult(credentials, is_connected=False):
                self._state.publish(Disconnected(credentials))
                await self._keychain_entries.delete_marked()
            case CheckResult(credentials):
                if current in credentials:
                    self._state.publish(Checked(current))
            case _:
                if current is not None:
                    self._state.note_check(credential_id, result)
                    self._state.publish(CheckFailed(current, result))

    async def read(self, credential: Credential) -> CheckResult:
        """Read the account of a credential at Stripe, and store the result.

        Publishes `CredentialChanged` for each credential that uses the account. The keychain
        entries of a disconnected account must be deleted afterwards. Raises `ServiceError` or
        `KeychainError` if the account can't be read; then nothing has changed.
        """
        try:
            return await self._read_and_store(credential)
        except TimeLimitError:
            raise AnswerLostError(NO_DETAIL) from None

    async def _read_and_store(self, credential: Credential) -> CheckResult:
        # While the person typed a password, the secret may have been moved to the keychain.
        credential = self._state.credential(credential.id) or credential
        if credential.account is None:
            return CheckResult(())
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
            return await self._record_disconnected(credential, account_id)
        return await self._update_account(credential, account)

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

    async def _update_account(self, credential: Credential, account: Account) -> CheckResult:
        system, checked = credential.system, self._clock.now().utc
        before = self._using(credential, account.id)
        entries = tuple(self._changes(before, account))
        await self._tasks.run(
            Lane.DATABASE, lambda: self._store.update_account(system, account, checked, entries)
        )
        for each in self._state.using_account(account.id, system):
            self._state.end_check(each.id)
            self._state.note_check(each.id, None)
            self._state.put(replace(each, account=account, checked=checked))
        return self._result(before, is_connected=True)

    def _changes(self, using: Sequence[Credential], account: Account) -> Iterator[Activity]:
        """Yield the log entry for each credential whose account has changed to `account`."""
        for each in using:
            if each.account is not None and (changes := account_changes(each.account, account)):
                changed = replace(each, account=account)
                yield self._log_entries.of(ActivityKind.HEALTH_CHANGED, changed, changes)

    async def _record_disconnected(self, credential: Credential, account_id: str) -> CheckResult:
        system, checked = credential.system, self._clock.now().utc
        before = self._using(credential, account_id)
        if not before:
            # This program revoked access meanwhile.
            return CheckResult(())
        activity = self._log_entries.of_account(
            ActivityKind.DISCONNECTED, credential, credential.account or Account(account_id)
        )
        for each in before:
            self._state.end_check(each.id)
            self._state.note_check(each.id, None)
        await self._revocation.record(
            ActivityKind.DISCONNECTED, system, account_id, activity, checked
        )
        self._progress.refresh(credential.id)
        return self._result(before, is_connected=False)

    def _using(self, credential: Credential, account_id: str) -> tuple[Credential, ...]:
        """Return the credentials that use an account, this one first if it is still there."""
        using = self._state.using_account(account_id, credential.system)
        return tuple(sorted(using, key=lambda each: each.id != credential.id))

    def _result(self, before: Sequence[Credential], *, is_connected: bool) -> CheckResult:
        after = [(self._state.credential(each.id), each) for each in before]
        return CheckResult(
            tuple(now for now, _ in after if now is not None),
            tuple(now for now, then in after if now is not None and now.is_worse_than(then)),
            is_connected,
        )
