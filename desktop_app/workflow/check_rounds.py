"""Checks many connections, one account after the other. Imported when it is first used."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from desktop_app.core.credential import Credential, Stage
from desktop_app.core.deadline import is_stale
from desktop_app.core.errors import (
    KeychainError,
    SecretRefusedError,
    SecretUnavailableError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.lifecycle import Step
from desktop_app.core.systems import System
from desktop_app.workflow.connection_checks import CheckResult, ConnectionChecks
from desktop_app.workflow.events import AllChecked, CheckEnded, GotWorse, NotChecked
from desktop_app.workflow.services import Services

# What was read this long ago is read again when the person comes back.
_STALE = timedelta(hours=1)
_NEVER = datetime.min.replace(tzinfo=UTC)


class CheckRounds:
    """Rounds of checks: those that a person asks for, and the quiet ones.

    Credentials that use one account in the same system need one read.
    """

    def __init__(self, services: Services, checks: ConnectionChecks) -> None:
        self._stripe = services.ports.stripe
        self._clock = services.ports.clock
        self._state = services.state
        self._keychain_entries = services.keychain_entries
        self._platform_secrets = services.platform_secrets
        self._secrets = services.secrets
        self._checks = checks
        self._is_rechecking = False

    # -- at a person's request ----------------------------------------------------------------

    async def check(self, chosen: frozenset[str] | None = None) -> None:
        """Check every connection that can be checked, those first that were not for longest.

        `chosen` are the ids of the credentials whose connections are checked; None means all.
        Publishes `AllChecked` at the end, if there was anything to check. Does nothing while such a
        round is under way.
        """
        if self._state.is_checking_all:
            return
        self._state.begin_checking_all()
        try:
            result = await self._check_chosen(chosen)
        finally:
            self._state.end_checking_all()
        if result is not None:
            self._state.publish(result)
        # Last, since the keychain can be slow.
        await self._keychain_entries.delete_marked()

    async def _check_chosen(self, chosen: frozenset[str] | None) -> AllChecked | None:
        accounts = _by_account(
            each
            for each in self._state.credentials
            if (chosen is None or each.id in chosen)
            and each.allows(Step.CHECK)
            and not self._state.is_checking(each.id)
        )
        if not accounts:
            return None
        # Once for each system, so that a person who does not want to is not asked again and again.
        for system in dict.fromkeys(account[0].system for account in accounts):
            await self._platform_secrets.unlock_for(system)
        read: list[CheckResult] = []
        not_checked: list[NotChecked] = []
        hopeless: dict[System, ServiceError | KeychainError] = {}
        for account in accounts:
            credentials = self._still_there(account)
            if not credentials:
                continue
            system = credentials[0].system
            result = hopeless.get(system) or await self._check(credentials)
            if isinstance(result, CheckResult):
                read.append(result)
                continue
            hopeless |= dict.fromkeys(_hopeless_after(result, system), result)
            if left := self._still_there(credentials):
                for each in left:
                    self._state.note_check(each.id, result)
                not_checked.append(NotChecked(left, result))
        return AllChecked(
            sum(len(result.credentials) for result in read),
            tuple(result.worse for result in read if result.worse),
            tuple(not_checked),
        )

    async def _check(
        self, credentials: Sequence[Credential]
    ) -> CheckResult | ServiceError | KeychainError:
        """Check the account of these credentials, and return how that ended.

        Publishes `CheckBegan` and `CheckEnded` for each of them.
        """
        for each in credentials:
            self._state.begin_check(each)
        result: CheckResult | ServiceError | KeychainError
        try:
            result = await self._checks.read(credentials[0])
        except (ServiceError, KeychainError) as error:
            result = error
        finally:
            for each in credentials:
                self._state.end_check(each.id)
        for current in self._still_there(credentials):
            self._state.publish(CheckEnded(current))
        return result

    def _still_there(self, credentials: Iterable[Credential]) -> tuple[Credential, ...]:
        """Return the present values of those that can still be checked."""
        now = (self._state.credential(each.id) for each in credentials)
        return tuple(each for each in now if each is not None and each.allows(Step.CHECK))

    # -- quietly ------------------------------------------------------------------------------

    async def recheck_quietly(self) -> None:
        """Check the ACTIVE credentials whose last check is older than an hour.

        Publishes `GotWorse` for each account that has got worse. Nothing else is told: neither a
        check that has begun nor one that has failed. An account is not checked if that could prompt
        the person for the keychain's password, or if a stand-in for Stripe had to be started.
        """
        if self._is_rechecking or self._state.is_checking_all:
            return
        self._is_rechecking = True
        try:
            await self._recheck()
        finally:
            self._is_rechecking = False

    async def _recheck(self) -> None:
        stale = _by_account(each for each in self._state.credentials if self._is_stale(each))
        for account in stale:
            credential = self._state.credential(account[0].id)
            # It may have been checked, or removed, meanwhile.
            if credential is None or not self._is_stale(credential) or not self._stripe.is_running:
                continue
            try:
                if await self._is_read_without_asking(credential):
                    result = await self._checks.read(credential)
                    if result.worse:
                        self._state.publish(GotWorse(result.worse))
                    if not result.is_connected:
                        await self._keychain_entries.delete_marked()
            except UnreachableError:
                return
            except (ServiceError, KeychainError):
                continue

    def _is_stale(self, credential: Credential) -> bool:
        if credential.stage is not Stage.ACTIVE or not credential.allows(Step.CHECK):
            return False
        now = self._clock.now().utc
        is_old = is_stale(credential.checked, now, _STALE)
        return is_old and not self._state.is_checking(credential.id)

    async def _is_read_without_asking(self, credential: Credential) -> bool:
        """Return whether the secrets for a check are in memory, or are read without a prompt.

        A check may read the access tokens of all credentials that use the account.
        """
        system, account = credential.system, credential.account
        entries = [await self._platform_secrets.entry(system)]
        if account is not None and self._stripe.reads_with_access_token(system):
            for each in self._state.using_account(account.id, system):
                entries.append(await self._secrets.entry(each))
        return await self._keychain_entries.reads_without_asking(
            tuple(entry for entry in entries if entry is not None)
        )


def _by_account(credentials: Iterable[Credential]) -> tuple[tuple[Credential, ...], ...]:
    """Group credentials by their accounts, those first that were not checked for longest."""
    accounts: dict[tuple[System, str], list[Credential]] = {}
    for each in sorted(credentials, key=lambda each: each.checked or _NEVER):
        if each.account is not None:
            accounts.setdefault((each.system, each.account.id), []).append(each)
    return tuple(map(tuple, accounts.values()))


def _hopeless_after(error: ServiceError | KeychainError, system: System) -> tuple[System, ...]:
    """Return the systems whose other accounts need not be tried after an error.

    Where Stripe can't be reached, no account can be read. A secret that Stripe refuses is refused
    again. A keychain that can't be read would only ask the person once more.
    """
    match error:
        case UnreachableError():
            return tuple(System)
        case SecretUnavailableError(cause=None):
            # A single credential may have no access token.
            return ()
        case KeychainError() | SecretRefusedError():
            return (system,)
        case _:
            return ()
