"""Turns an authorization response into an approved credential.

The database records each step before it is taken: the claim before the code is sent, the account
and the name of the keychain entry before the secret is stored.
"""

from collections.abc import Coroutine
from dataclasses import replace
from datetime import timedelta
from typing import Any

from desktop_app.core.account import REQUIRED_SCOPE, Account, Grant
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.approval import Phase
from desktop_app.core.authorization_response import (
    AuthorizationCodeResponse,
    AuthorizationErrorResponse,
    AuthorizationResponse,
)
from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.deadline import CODE_LIFETIME, Deadline, Moment
from desktop_app.core.errors import (
    NO_DETAIL,
    AnswerLostError,
    Detail,
    KeychainError,
    KeyMismatchError,
    RefusedError,
    SecretRefusedError,
    ServiceError,
    StorageError,
    TimeLimitError,
    UnreachableError,
)
from desktop_app.core.incident import LinkOpenedTwice, UnconfirmedApproval
from desktop_app.core.outcome import (
    Approved,
    Denied,
    ExchangeFailed,
    ExchangeProblem,
    Outcome,
    OutcomeUnknown,
    Removed,
    Superseded,
    TimedOut,
)
from desktop_app.core.systems import System
from desktop_app.workflow.events import BrowserAnswered
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.revocation import Revoked
from desktop_app.workflow.secrets import entry_name, secret_of
from desktop_app.workflow.services import Services
from desktop_app.workflow.unsettled_grants import UnsettledGrants

_EXCHANGE_LIMIT = timedelta(seconds=60)
_READ_LIMIT = timedelta(seconds=8)


class CodeExchange:
    """Handles authorization responses, and exchanges each code at most once."""

    def __init__(self, services: Services, unsettled_grants: UnsettledGrants) -> None:
        self._store = services.ports.store
        self._stripe = services.ports.stripe
        self._tasks = services.ports.tasks
        self._clock = services.ports.clock
        self._state = services.state
        self._log_entries = services.log_entries
        self._progress = services.progress
        self._attempts = services.attempts
        self._keychain_entries = services.keychain_entries
        self._platform_secrets = services.platform_secrets
        self._secrets = services.secrets
        self._deadlines = services.deadlines
        self._revocation = services.revocation
        self._unsettled_grants = unsettled_grants

    async def handle(self, response: AuthorizationResponse) -> None:
        """Handle the first response of an attempt, the person's certainly or by their word.

        Publishes `BrowserAnswered` at the end.
        """
        credential_id = self._state.credential_of(response.attempt_id)
        if credential_id is not None:
            work = self._handle(response, credential_id, self._clock.now())
            await self._reporting(credential_id, work)

    async def handle_confirmed(self, credential_id: str) -> None:
        """Exchange the code that the person was asked about, since they say that it is theirs."""
        incident = self._state.incident(credential_id)
        if not isinstance(incident, UnconfirmedApproval):
            return
        response = self._attempts.confirm(incident.attempt_id)
        if response is not None:
            work = self._handle(response, credential_id, incident.arrived)
            await self._reporting(credential_id, work)

    async def _reporting(self, credential_id: str, work: Coroutine[Any, Any, None]) -> None:
        """Handle a response by `work`. Publishes `BrowserAnswered` at the end."""
        try:
            await work
        except Exception:
            # Not in a `finally` block: it would also run when the program ends and closes the
            # operation.
            self._state.publish(BrowserAnswered(credential_id))
            raise
        self._state.publish(BrowserAnswered(credential_id))
        # Last, since the keychain can be slow.
        await self._keychain_entries.delete_marked()

    async def _handle(
        self, response: AuthorizationResponse, credential_id: str, arrived: Moment
    ) -> None:
        # The response of the right browser has come, so the person is not asked about others.
        self._attempts.reject_all(credential_id)
        credential = self._state.credential(credential_id)
        if credential is None or self._is_too_late(credential):
            self._attempts.conclude(response.attempt_id, self._why_too_late(credential_id))
            self._deadlines.ring()
        elif isinstance(response, AuthorizationErrorResponse):
            await self._handle_error(response, credential)
        else:
            await self._handle_code(response, credential, arrived)

    def _is_too_late(self, credential: Credential) -> bool:
        return self._deadlines.has_passed(credential) or self._state.is_exchanging_for(
            credential.id
        )

    def _why_too_late(self, credential_id: str) -> Outcome:
        credential = self._state.credential(credential_id)
        if credential is None:
            return Removed()
        return TimedOut() if self._deadlines.has_passed(credential) else Superseded()

    async def _handle_error(
        self, response: AuthorizationErrorResponse, credential: Credential
    ) -> None:
        if response.error == "access_denied":
            outcome: Outcome = Denied()
        else:
            detail = Detail(error=response.error, description=response.description)
            outcome = ExchangeFailed(ExchangeProblem.REPORTED, detail)
        await self._stop(response.attempt_id, credential, outcome)

    async def _handle_code(
        self, response: AuthorizationCodeResponse, credential: Credential, arrived: Moment
    ) -> None:
        # Set before the claim, so that the credential does not expire in between.
        self._state.begin_exchange(credential.id)
        # Now, since the database and the keychain can be slow.
        self._progress.move(credential, phase=Phase.FINISHING, outcome=None)
        try:
            if await self._may_be_sent(response.attempt_id, credential, arrived):
                await self._exchange(response, credential)
        finally:
            self._state.end_exchange(credential.id)
            # If the exchange failed and the time ran out meanwhile, the credential expires now.
            self._deadlines.ring()

    async def _may_be_sent(self, attempt_id: str, credential: Credential, arrived: Moment) -> bool:
        """Record that the code is about to be sent. If it must not be sent, show why."""
        try:
            await self._revocation.ended()
            error = await self._platform_secrets.make_ready(credential.system)
            is_claimed = error is None and await self._claim(attempt_id)
        except StorageError:
            outcome = ExchangeFailed(ExchangeProblem.NOT_SAVED, NO_DETAIL)
            self._conclude(attempt_id, credential, outcome)
            raise
        if error is not None:
            outcome = ExchangeFailed(ExchangeProblem.NO_SECRET, NO_DETAIL)
            await self._stop(attempt_id, credential, outcome)
            return False
        if not is_claimed:
            self._attempts.conclude(attempt_id, self._why_too_late(credential.id))
            return False
        if Deadline(arrived, CODE_LIFETIME).has_passed(self._clock.now()):
            outcome = ExchangeFailed(ExchangeProblem.CODE_TOO_OLD, NO_DETAIL)
            await self._stop(attempt_id, credential, outcome)
            return False
        return True

    async def _claim(self, attempt_id: str) -> bool:
        await self._unsettled_grants.save()
        return await self._tasks.run(Lane.DATABASE, lambda: self._store.claim(attempt_id))

    async def _exchange(self, response: AuthorizationCodeResponse, credential: Credential) -> None:
        """Send the code once, and handle the result."""
        attempt_id = response.attempt_id
        system, account_id = credential.system, ""
        try:
            grant = await self._tasks.call(
                lambda seconds_left: self._stripe.exchange(
                    credential.system, response.code, seconds_left
                ),
                _EXCHANGE_LIMIT,
            )
            system, account_id = grant.system, grant.account_id
            problem = _grant_problem(credential, grant)
            if problem is None:
                await self._store_grant(attempt_id, credential, grant)
            else:
                await self._reject_grant(attempt_id, credential, grant, problem)
        except RefusedError as error:
            outcome = ExchangeFailed(_why_refused(error), error.detail)
            await self._stop(attempt_id, credential, outcome)
        except UnreachableError as error:
            outcome = ExchangeFailed(ExchangeProblem.UNREACHABLE, error.detail)
            await self._stop(attempt_id, credential, outcome)
        except (AnswerLostError, TimeLimitError) as error:
            detail = error.detail if isinstance(error, AnswerLostError) else NO_DETAIL
            self._conclude(attempt_id, credential, OutcomeUnknown(detail))
            await self._unsettled_grants.add(attempt_id, credential, credential.system, "")
        except Exception:
            # The database failed, or this program has a bug. Access may have been granted.
            self._conclude(attempt_id, credential, OutcomeUnknown(NO_DETAIL))
            await self._unsettled_grants.add(attempt_id, credential, system, account_id)
            raise

    async def _reject_grant(
        self, attempt_id: str, credential: Credential, grant: Grant, why: ExchangeProblem
    ) -> None:
        """Revoke a grant that is not what was asked for, and stop the attempt."""
        await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.record_grant(attempt_id, grant.system, grant.account_id, None),
        )
        granted = self._known_account(grant)
        is_revoked = await self._revoke_unused(attempt_id, credential, grant)
        outcome = ExchangeFailed(why, _detail_of_grant(grant, why), granted, is_revoked)
        await self._stop(attempt_id, credential, outcome)

    async def _store_grant(self, attempt_id: str, credential: Credential, grant: Grant) -> None:
        """Store the grant's secret and make the credential APPROVED."""
        secret = secret_of(grant)
        place = SecretPlace.NONE if secret is None else self._progress.place(credential.id)
        entry = entry_name(credential.id, attempt_id)
        reserved = entry if place is SecretPlace.KEYCHAIN else None
        await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.record_grant(
                attempt_id, credential.system, grant.account_id, reserved
            ),
        )
        error: KeychainError | None = None
        if secret is not None and place is SecretPlace.KEYCHAIN:
            error = await self._keychain_entries.write(entry, secret)
            if error is not None:
                # Access was granted, so the secret must not be lost now.
                place = SecretPlace.SESSION
        read = await self._read_account(credential.system, grant)
        account = read or Account(grant.account_id)
        checked = None if read is None else self._clock.now().utc
        activity = self._log_entries.of_account(ActivityKind.APPROVED, credential, account)
        if not await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.approve(attempt_id, account, place, activity, checked),
        ):
            await self._revoke_unused(attempt_id, credential, grant)
            await self._end(attempt_id, None)
            self._attempts.conclude(attempt_id, Removed())
            return
        if secret is not None and place is SecretPlace.SESSION:
            self._secrets.hold(credential.id, secret)
        # Another credential's check may have read the account meanwhile.
        last_checked = (self._state.credential(credential.id) or credential).checked
        approved = replace(
            credential,
            stage=Stage.APPROVED,
            # It counts again if the person rejects the account.
            deadline=None if credential.was_created else credential.deadline,
            account=account,
            secret_place=place,
            checked=checked or last_checked,
        )
        self._state.put(approved)
        self._unsettled_grants.remove_settled_by(approved)
        outcome = Approved(account)
        self._attempts.conclude_all(credential.id, outcome, winner=attempt_id)
        self._progress.move(
            approved,
            phase=Phase.APPROVED,
            outcome=outcome,
            keychain_error=error,
            incident=self._incident_of(attempt_id),
        )

    async def _read_account(self, system: System, grant: Grant) -> Account | None:
        """Return the account, or None if it can't be read: access was granted anyway."""
        try:
            return await self._tasks.call(
                lambda seconds_left: self._stripe.account(
                    system, grant.account_id, seconds_left, grant.access_token
                ),
                _READ_LIMIT,
            )
        except (ServiceError, TimeLimitError):
            return None

    # -- ends ---------------------------------------------------------------------------------

    async def _stop(self, attempt_id: str, credential: Credential, outcome: Outcome) -> None:
        """End an attempt that certainly was not approved."""
        detail = outcome.detail if isinstance(outcome, ExchangeFailed) else NO_DETAIL
        kind = ActivityKind.DENIED if isinstance(outcome, Denied) else ActivityKind.FAILED
        activity = self._log_entries.of(
            kind, credential, f"{detail.error} {detail.request_id}".strip()
        )
        try:
            await self._end(attempt_id, activity)
        finally:
            # The browser waits for the outcome, even if the database fails.
            self._conclude(attempt_id, credential, outcome)

    async def _end(self, attempt_id: str, activity: Activity | None) -> None:
        await self._tasks.run(Lane.DATABASE, lambda: self._store.end_attempt(attempt_id, activity))

    def _conclude(self, attempt_id: str, credential: Credential, outcome: Outcome) -> None:
        """Show the browser and the wizard how an attempt ended."""
        self._attempts.conclude(attempt_id, outcome)
        incident = self._incident_of(attempt_id)
        self._progress.move(credential, phase=Phase.STOPPED, outcome=outcome, incident=incident)

    def _incident_of(self, attempt_id: str) -> LinkOpenedTwice | None:
        return LinkOpenedTwice() if self._attempts.was_opened_twice(attempt_id) else None

    def _known_account(self, grant: Grant) -> Account:
        """Return the account of a grant, with its name if another credential uses the account."""
        accounts = (
            each.credential.account
            for each in self._state.affected_by_revocation(grant.account_id, grant.system)
        )
        return next(filter(None, accounts), Account(grant.account_id))

    async def _revoke_unused(self, attempt_id: str, credential: Credential, grant: Grant) -> bool:
        """Revoke a grant that can't be used, unless another credential uses the account.

        Returns whether it has certainly been revoked.
        """
        if self._state.affected_by_revocation(
            grant.account_id, grant.system, excluding=credential.id
        ):
            return False
        activity = self._log_entries.of_account(
            ActivityKind.REVOKED, credential, Account(grant.account_id)
        )
        result = await self._revocation.revoke(grant.system, grant.account_id, activity)
        if result.revoked is not Revoked.YES:
            await self._unsettled_grants.add(attempt_id, credential, grant.system, grant.account_id)
            return False
        return True


def _why_refused(error: RefusedError) -> ExchangeProblem:
    match error:
        case SecretRefusedError():
            return ExchangeProblem.SECRET_REFUSED
        case KeyMismatchError():
            return ExchangeProblem.KEY_MISMATCH
        case _:
            return ExchangeProblem.REFUSED


def _grant_problem(credential: Credential, grant: Grant) -> ExchangeProblem | None:
    """Return why a grant is not what was asked for, or None if it is."""
    if grant.livemode is not credential.system.livemode:
        return ExchangeProblem.LIVE_GRANTED if grant.livemode else ExchangeProblem.TEST_GRANTED
    if credential.account is not None and credential.account.id != grant.account_id:
        return ExchangeProblem.WRONG_ACCOUNT
    if grant.scope != REQUIRED_SCOPE:
        return ExchangeProblem.WRONG_SCOPE
    return None


def _detail_of_grant(grant: Grant, why: ExchangeProblem) -> Detail:
    """Return what a support team has to know of a grant that was not asked for."""
    match why:
        case ExchangeProblem.LIVE_GRANTED:
            return Detail(description=f"Stripe granted {grant.account_id} in live mode")
        case ExchangeProblem.TEST_GRANTED:
            return Detail(description=f"Stripe granted {grant.account_id} in test mode")
        case ExchangeProblem.WRONG_SCOPE:
            return Detail(
                description=f"Stripe granted {grant.account_id} less than {REQUIRED_SCOPE}"
            )
        case _:
            return NO_DETAIL
