"""Looks at Stripe whether connected accounts still are, and what has become of them."""

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta

from desktop_app.core.account import Account
from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.problems import (
    NO_DETAIL,
    AccountNotConnected,
    AnswerLost,
    KeychainProblem,
    SecretUnavailable,
    StripeProblem,
    TimeLimitReached,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.entries import access_token_of
from desktop_app.workflow.events import CheckBegan, Checked, CheckFailed, Disconnected
from desktop_app.workflow.parts import Parts
from desktop_app.workflow.ports import Lane

_READ_LIMIT = timedelta(seconds=20)


class Connections:
    """Checks one connection at a time for each credential."""

    def __init__(self, parts: Parts) -> None:
        self._store = parts.outside.store
        self._stripe = parts.outside.stripe
        self._tasks = parts.outside.tasks
        self._board = parts.board
        self._progress = parts.progress
        self._attempts = parts.attempts
        self._entries = parts.entries
        self._platform = parts.platform
        self._session = parts.session
        self._revocation = parts.revocation
        self._checking: set[str] = set()

    def is_checking(self, credential_id: str) -> bool:
        """Return whether a credential's connection is being looked at."""
        return credential_id in self._checking

    async def check(self, credential_id: str) -> None:
        """Read the account of a credential at Stripe, and take over what is so.

        Ends with `Checked`, `Disconnected` or `CheckFailed`.
        """
        credential = self._board.credential(credential_id)
        if credential is None or not credential.can_be_checked or self.is_checking(credential_id):
            return
        self._checking.add(credential_id)
        self._board.publish(CheckBegan(credential))
        problem: StripeProblem | KeychainProblem
        try:
            await self._check(credential)
            return
        except (StripeProblem, KeychainProblem) as failed:
            problem = failed
        except TimeLimitReached:
            problem = AnswerLost(NO_DETAIL)
        finally:
            self._checking.discard(credential_id)
        current = self._board.credential(credential_id)
        if current is not None:
            self._board.publish(CheckFailed(current, problem))

    async def _check(self, credential: Credential) -> None:
        await self._platform.unlock_for(credential.system)
        # A password takes its time: its secret may have come into the keychain meanwhile.
        credential = self._board.credential(credential.id) or credential
        if credential.account is None:
            return
        account_id, exchanges = credential.account.id, self._attempts.exchanges
        unavailable = await self._platform.make_ready(credential.system)
        if unavailable is not None:
            raise unavailable
        token = await self._access_token(credential)
        try:
            account = await self._read(credential.system, account_id, token)
        except AccountNotConnected:
            if await self._is_read_by_another(credential, account_id):
                raise
            if self._attempts.is_any_exchanging or self._attempts.exchanges != exchanges:
                # It may have been approved anew meanwhile, and nobody knows what came first.
                raise AnswerLost(NO_DETAIL) from None
            await self._cut_off(credential, account_id)
        else:
            await self._take_over(credential, account)

    async def _is_read_by_another(self, credential: Credential, account_id: str) -> bool:
        """Return whether the access token of another credential still reads the account.

        Then it is a token that has ended, and not access: a code that was sent twice takes back
        what was issued for it alone. Raises `StripeProblem`, `KeychainProblem` where that can't be
        found out.
        """
        system = credential.system
        if not self._stripe.reads_with_access_token(system):
            return False
        for other in self._board.naming(account_id, system, but_for=credential.id):
            with suppress(AccountNotConnected, SecretUnavailable):
                await self._read(system, account_id, await self._access_token(other))
                return True
        return False

    async def _read(self, system: System, account_id: str, token: Secret | None) -> Account:
        return await self._tasks.run(
            Lane.NETWORK, lambda: self._stripe.account(system, account_id, token), _READ_LIMIT
        )

    async def _access_token(self, credential: Credential) -> Secret | None:
        """Return what the account is read with, None where it is the organization's secret."""
        if not self._stripe.reads_with_access_token(credential.system):
            return None
        kept = self._session.secret(credential.id)
        if credential.secret_place is SecretPlace.KEYCHAIN:
            kept = await self._from_keychain(credential.id)
        token = None if kept is None else access_token_of(kept)
        if token is None:
            raise SecretUnavailable
        return token

    async def _from_keychain(self, credential_id: str) -> Secret | None:
        entry = await self._tasks.run(Lane.DATABASE, lambda: self._store.whole_entry(credential_id))
        if entry is None:
            return None
        kept = await self._entries.read(entry)
        if isinstance(kept, KeychainProblem):
            raise kept
        return kept

    async def _take_over(self, credential: Credential, account: Account) -> None:
        system = credential.system
        await self._tasks.run(Lane.DATABASE, lambda: self._store.update_account(system, account))
        self._checking.discard(credential.id)
        for each in self._board.naming(account.id, system):
            self._board.put(replace(each, account=account))
        current = self._board.credential(credential.id)
        if current is not None:
            self._board.publish(Checked(current))

    async def _cut_off(self, credential: Credential, account_id: str) -> None:
        system = credential.system
        if not self._board.naming(account_id, system):
            # It was revoked from here meanwhile.
            return
        others = self._board.naming(account_id, system, but_for=credential.id)
        entry = self._board.activity(
            ActivityKind.DISCONNECTED, credential, self._board.now().utc, account_id
        )
        await self._revocation.record(ActivityKind.DISCONNECTED, system, account_id, entry)
        self._checking.discard(credential.id)
        self._progress.look_again(credential.id)
        cut_off = (self._board.credential(each.id) for each in (credential, *others))
        self._board.publish(Disconnected(tuple(each for each in cut_off if each is not None)))
        await self._entries.settle()
