"""From *Go to Stripe* to an approved credential.

Everything that will be done is written down before it is done: the attempt before the browser
opens, the claim before the code is sent, the entry's name before the keychain is asked.
"""

import uuid
from dataclasses import replace
from datetime import timedelta

from desktop_app.core.account import Account, Grant
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.answer import Answer, CodeAnswer, ErrorAnswer
from desktop_app.core.approval_state import ApprovalState, new_state
from desktop_app.core.credential import Attempt, Credential, SecretPlace, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.outcome import (
    Approved,
    BrowserFailed,
    Denied,
    ExchangeFailed,
    ExchangeFailure,
    NotStarted,
    Outcome,
    OutcomeUnknown,
    PreparationFailure,
    Removed,
    Superseded,
    TimedOut,
)
from desktop_app.core.problems import (
    AnswerLost,
    Detail,
    KeychainProblem,
    NameTaken,
    ReceiverUnavailable,
    StorageFailed,
    StripeProblem,
    StripeRefused,
    StripeUnreachable,
    TimeLimitReached,
)
from desktop_app.core.systems import System
from desktop_app.workflow.attempts import Attempts
from desktop_app.workflow.board import Board
from desktop_app.workflow.deadlines import Deadlines
from desktop_app.workflow.entries import Entries, entry_name, secret_text
from desktop_app.workflow.events import Approval, Phase
from desktop_app.workflow.ports import Lane, Outside, UnsettledGrant

_PREPARE_LIMIT = timedelta(seconds=20)
_EXCHANGE_LIMIT = timedelta(seconds=60)
_READ_LIMIT = timedelta(seconds=8)
_SCOPE = "read_write"


class Approvals:
    """Begins attempts, takes their answers, and exchanges codes exactly once."""

    def __init__(
        self,
        outside: Outside,
        board: Board,
        attempts: Attempts,
        entries: Entries,
        deadlines: Deadlines,
    ) -> None:
        self._outside = outside
        self._store = outside.store
        self._stripe = outside.stripe
        self._tasks = outside.tasks
        self._board = board
        self._attempts = attempts
        self._entries = entries
        self._deadlines = deadlines
        self._return_port: int | None = None
        self._session_secrets: dict[str, str] = {}

    # -- Go to Stripe -------------------------------------------------------------------------

    async def begin(self, approval: Approval) -> None:
        """Make an incomplete credential with its first attempt, and open the browser."""
        self._board.put_approval(approval)
        if approval.place is SecretPlace.KEYCHAIN:
            problem = await self._entries.probe()
            if problem is not None:
                self._move(approval, phase=Phase.BLOCKED, keychain_problem=problem)
                return
        redirect_uri = await self._make_ready(approval)
        if redirect_uri is None or not self._is_current(approval):
            return
        now = self._board.now()
        credential = Credential(
            id=approval.credential_id,
            system=approval.system,
            name=approval.name,
            stage=Stage.INCOMPLETE,
            created=now.utc,
            deadline=Deadline(now, self._outside.approval_ttl),
        )
        attempt, state = self._new_attempt(credential)
        activity = self._board.activity(ActivityKind.STARTED, credential, now.utc)
        try:
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.begin(credential, attempt, activity)
            )
        except NameTaken:
            self._not_started(approval, PreparationFailure.NAME_TAKEN)
            return
        except StorageFailed:
            self._not_started(approval, PreparationFailure.NOT_SAVED)
            raise
        if not self._is_current(approval):
            # Abandoned while it was being stored: the person does not expect a browser any more.
            activity = self._board.activity(ActivityKind.REMOVED, credential, now.utc)
            await self._tasks.run(Lane.DATABASE, lambda: self._store.remove(activity))
            return
        self._board.put(credential)
        self._deadlines.arm()
        self._send_browser(credential, attempt, state, redirect_uri)

    async def begin_again(self, approval: Approval) -> None:
        """Add another attempt to an incomplete credential, under the same deadline."""
        self._board.put_approval(approval)
        redirect_uri = await self._make_ready(approval)
        await self._deadlines.check()
        credential = self._board.credential(approval.credential_id)
        if redirect_uri is None or credential is None or credential.stage is not Stage.INCOMPLETE:
            return
        if self._attempts.is_exchanging(credential.id):
            # An earlier browser answered meanwhile.
            return
        attempt, state = self._new_attempt(credential)
        if await self._tasks.run(Lane.DATABASE, lambda: self._store.add_attempt(attempt)):
            self._send_browser(credential, attempt, state, redirect_uri)

    async def await_again(self, attempts: tuple[Attempt, ...], return_port: int | None) -> None:
        """After a restart: wait for the browsers that were sent out before it, if they can return.

        They come back to the port that was open then. If it can't be had, their attempts are over.
        """
        self._return_port = return_port
        waiting = [
            (attempt, credential)
            for attempt in attempts
            if (credential := self._board.credential(attempt.credential_id)) is not None
            and credential.stage is Stage.INCOMPLETE
        ]
        if not waiting:
            return
        try:
            port: int | None = self._outside.receiver.open(return_port)
        except ReceiverUnavailable:
            port = None
        for attempt, credential in waiting:
            if attempt.port == port:
                self._attempts.expect(attempt.id, credential.id, attempt.state_digest)
            else:
                await self._end(attempt.id, None)
        for system in {c.system for _, c in waiting if self._attempts.are_open(c.id)}:
            # If this fails, *Open again* prepares anew and tells the person.
            await self._prepare(system, self._outside.receiver.redirect_uri())

    async def _make_ready(self, approval: Approval) -> str | None:
        """Open the receiver and prepare Stripe; return the redirect URI, or None if told why."""
        receiver = self._outside.receiver
        try:
            port = receiver.open(self._return_port)
        except ReceiverUnavailable:
            self._not_started(approval, PreparationFailure.NO_PORT)
            return None
        redirect_uri = receiver.redirect_uri()
        if port != self._return_port:
            await self._tasks.run(Lane.DATABASE, lambda: self._store.remember_return_port(port))
            self._return_port = port
        if not await self._prepare(approval.system, redirect_uri):
            self._not_started(approval, PreparationFailure.STRIPE_UNREACHABLE)
            return None
        return redirect_uri

    async def _prepare(self, system: System, redirect_uri: str) -> bool:
        try:
            await self._tasks.run(
                Lane.NETWORK, lambda: self._stripe.prepare(system, redirect_uri), _PREPARE_LIMIT
            )
        except (StripeProblem, TimeLimitReached):
            return False
        return True

    def _new_attempt(self, credential: Credential) -> tuple[Attempt, ApprovalState]:
        port = self._outside.receiver.open(self._return_port)
        state = new_state(port)
        attempt = Attempt(
            id=uuid.uuid4().hex,
            credential_id=credential.id,
            state_digest=state.digest,
            port=port,
            began=self._board.now().utc,
        )
        return attempt, state

    def _send_browser(
        self, credential: Credential, attempt: Attempt, state: ApprovalState, redirect_uri: str
    ) -> None:
        self._attempts.expect(attempt.id, credential.id, attempt.state_digest)
        link = self._stripe.authorize_url(credential.system, redirect_uri, state.text)
        opened = self._outside.browser.open(link)
        self._move_on(
            credential,
            phase=Phase.WAITING,
            link=link,
            outcome=None if opened else BrowserFailed(),
        )

    def _not_started(self, approval: Approval, why: PreparationFailure) -> None:
        begun = self._board.credential(approval.credential_id) is not None
        self._move(approval, phase=Phase.STOPPED if begun else Phase.OVER, outcome=NotStarted(why))

    # -- the answer ---------------------------------------------------------------------------

    async def take(self, answer: Answer) -> None:
        """Take the first answer of an attempt: its state was found to be right."""
        credential_id = self._attempts.credential_of(answer.attempt_id)
        if credential_id is None:
            return
        credential = self._board.credential(credential_id)
        if credential is None:
            self._attempts.conclude(answer.attempt_id, Removed())
            return
        if self._deadlines.has_passed(credential):
            self._attempts.conclude(answer.attempt_id, TimedOut())
            await self._deadlines.check()
            return
        if self._attempts.is_exchanging(credential.id):
            self._attempts.conclude(answer.attempt_id, Superseded())
            return
        match answer:
            case ErrorAnswer():
                await self._take_error(answer, credential)
            case CodeAnswer():
                await self._take_code(answer, credential)

    async def _take_error(self, answer: ErrorAnswer, credential: Credential) -> None:
        if answer.error == "access_denied":
            outcome: Outcome = Denied(answer.description)
            kind = ActivityKind.DENIED
        else:
            detail = Detail(error=answer.error, description=answer.description)
            outcome = ExchangeFailed(ExchangeFailure.REFUSED, detail)
            kind = ActivityKind.FAILED
        await self._stop(answer.attempt_id, credential, outcome, kind)

    async def _take_code(self, answer: CodeAnswer, credential: Credential) -> None:
        attempt_id = answer.attempt_id
        # Set before the claim, so that the deadline and this answer can't both go ahead.
        self._attempts.exchange_begins(credential.id)
        try:
            if not await self._tasks.run(Lane.DATABASE, lambda: self._store.claim(attempt_id)):
                self._attempts.conclude(attempt_id, Superseded())
                return
            self._move_on(credential, phase=Phase.FINISHING, outcome=None)
            await self._exchange(answer, credential)
        finally:
            self._attempts.exchange_ends(credential.id)
        # What ran out during the exchange is removed now, if the exchange did not succeed.
        await self._deadlines.check()
        await self._entries.settle()

    async def _exchange(self, answer: CodeAnswer, credential: Credential) -> None:
        """Send the code, once, and act on what comes back."""
        attempt_id = answer.attempt_id
        try:
            grant = await self._tasks.run(
                Lane.NETWORK,
                lambda: self._stripe.exchange(credential.system, answer.code),
                _EXCHANGE_LIMIT,
            )
        except StripeRefused as problem:
            outcome = ExchangeFailed(ExchangeFailure.REFUSED, problem.detail)
            await self._stop(attempt_id, credential, outcome, ActivityKind.FAILED)
            return
        except StripeUnreachable as problem:
            outcome = ExchangeFailed(ExchangeFailure.UNREACHABLE, problem.detail)
            await self._stop(attempt_id, credential, outcome, ActivityKind.FAILED)
            return
        except AnswerLost as problem:
            await self._lose(attempt_id, credential, problem.detail)
            return
        except TimeLimitReached:
            await self._lose(attempt_id, credential, Detail())
            return
        except Exception:
            # A mistake in this program. Whatever it is, the code may have been sent.
            await self._lose(attempt_id, credential, Detail())
            raise
        refusal = _refusal(credential.system, grant)
        if refusal is not None:
            await self._undo(attempt_id, credential, grant)
            outcome = ExchangeFailed(refusal, Detail())
            await self._stop(attempt_id, credential, outcome, ActivityKind.FAILED)
            return
        await self._keep(attempt_id, credential, grant)

    async def _keep(self, attempt_id: str, credential: Credential, grant: Grant) -> None:
        """Keep the grant's secret and make the credential APPROVED."""
        secret = secret_text(grant)
        place = SecretPlace.NONE if secret is None else self._place(credential.id)
        entry = entry_name(credential.id, attempt_id)
        reserved = entry if place is SecretPlace.KEYCHAIN else None
        await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.record_grant(attempt_id, grant.account_id, reserved),
        )
        problem: KeychainProblem | None = None
        if secret is not None and place is SecretPlace.KEYCHAIN:
            problem = await self._entries.write(entry, secret)
            if problem is not None:
                # Access was granted: losing the secret now would leave it behind at Stripe.
                place = SecretPlace.SESSION
        account = await self._read_account(credential.system, grant.account_id)
        activity = self._board.activity(
            ActivityKind.APPROVED, credential, self._board.now().utc, account.id
        )
        if not await self._tasks.run(
            Lane.DATABASE, lambda: self._store.approve(attempt_id, account, place, activity)
        ):
            await self._undo(attempt_id, credential, grant)
            await self._end(attempt_id, None)
            self._attempts.conclude(attempt_id, Removed())
            return
        if secret is not None and place is SecretPlace.SESSION:
            self._session_secrets[credential.id] = secret
        approved = replace(
            credential, stage=Stage.APPROVED, deadline=None, account=account, secret_place=place
        )
        self._board.put(approved)
        self._board.put_grants(
            tuple(g for g in self._board.unsettled_grants if not g.is_settled_by(approved))
        )
        self._attempts.conclude_all(credential.id, Approved(account), winner=attempt_id)
        self._move_on(
            approved,
            phase=Phase.APPROVED,
            link=None,
            outcome=Approved(account),
            keychain_problem=problem,
        )

    async def _read_account(self, system: System, account_id: str) -> Account:
        """Read the account, or make do with its id: the grant stands either way."""
        try:
            return await self._tasks.run(
                Lane.NETWORK, lambda: self._stripe.account(system, account_id), _READ_LIMIT
            )
        except (StripeProblem, TimeLimitReached):
            return Account(account_id)

    # -- ends ---------------------------------------------------------------------------------

    async def _stop(
        self, attempt_id: str, credential: Credential, outcome: Outcome, kind: ActivityKind
    ) -> None:
        """An attempt ended for certain without approval."""
        activity = self._board.activity(kind, credential, self._board.now().utc)
        await self._end(attempt_id, activity)
        self._attempts.conclude(attempt_id, outcome)
        self._move_on(credential, phase=Phase.STOPPED, outcome=outcome)

    async def _end(self, attempt_id: str, activity: Activity | None) -> None:
        await self._tasks.run(Lane.DATABASE, lambda: self._store.end_attempt(attempt_id, activity))

    async def _lose(self, attempt_id: str, credential: Credential, detail: Detail) -> None:
        """The code was sent and no answer came that can be trusted."""
        await self._leave_unsettled(attempt_id, credential, credential.system, "")
        self._attempts.conclude(attempt_id, OutcomeUnknown(detail))
        self._move_on(credential, phase=Phase.STOPPED, outcome=OutcomeUnknown(detail))

    async def _undo(self, attempt_id: str, credential: Credential, grant: Grant) -> None:
        """Revoke a grant that can't be used, unless another credential lives on the account."""
        granted = System.STRIPE if grant.livemode else System.STRIPE_TEST
        if self._board.naming(grant.account_id, granted, but_for=credential.id):
            return
        try:
            await self._tasks.run(
                Lane.NETWORK,
                lambda: self._stripe.deauthorize(granted, grant.account_id),
                _EXCHANGE_LIMIT,
            )
        except (StripeProblem, TimeLimitReached):
            await self._leave_unsettled(attempt_id, credential, granted, grant.account_id)
            return
        activity = self._board.activity(
            ActivityKind.REVOKED, credential, self._board.now().utc, grant.account_id
        )
        await self._tasks.run(Lane.DATABASE, lambda: self._store.record(activity))

    async def _leave_unsettled(
        self, attempt_id: str, credential: Credential, system: System, account_id: str
    ) -> None:
        now = self._board.now().utc
        unsettled = UnsettledGrant(
            attempt_id, system, credential.id, credential.name, account_id, now
        )
        activity = self._board.activity(ActivityKind.UNKNOWN, credential, now, account_id)
        await self._tasks.run(
            Lane.DATABASE, lambda: self._store.lose_attempt(attempt_id, unsettled, activity)
        )
        self._board.put_grants((*self._board.unsettled_grants, unsettled))

    # -- session secrets ----------------------------------------------------------------------

    async def keep_in_keychain(self, credential: Credential) -> None:
        """Try once more to keep in the keychain what is kept for this session only."""
        secret = self._session_secrets.get(credential.id)
        if secret is None:
            return
        problem = await self._entries.unlock()
        if problem is None:
            entry = entry_name(credential.id, uuid.uuid4().hex)
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.reserve_entry(entry, credential.id)
            )
            problem = await self._entries.write(entry, secret)
            if problem is None and await self._tasks.run(
                Lane.DATABASE, lambda: self._store.keep_in_keychain(credential.id, entry)
            ):
                self.forget_session_secret(credential.id)
                current = self._board.credential(credential.id) or credential
                self._board.put(replace(current, secret_place=SecretPlace.KEYCHAIN))
        approval = self._board.approval(credential.id)
        if approval is not None:
            self._board.put_approval(replace(approval, keychain_problem=problem))
        await self._entries.settle()

    def forget_session_secret(self, credential_id: str) -> None:
        """The secret is kept elsewhere, or its credential is gone."""
        self._session_secrets.pop(credential_id, None)

    # -- the approval in sight ----------------------------------------------------------------

    def _place(self, credential_id: str) -> SecretPlace:
        """Return where the person wants the secret; after a restart that is the keychain."""
        approval = self._board.approval(credential_id)
        return SecretPlace.KEYCHAIN if approval is None else approval.place

    def _is_current(self, approval: Approval) -> bool:
        """Return whether nobody has abandoned the approval meanwhile, and no answer moved it on."""
        return self._board.approval(approval.credential_id) == approval

    def _move(
        self,
        approval: Approval,
        *,
        phase: Phase,
        outcome: Outcome | None = None,
        keychain_problem: KeychainProblem | None = None,
    ) -> None:
        if self._is_current(approval):
            self._board.put_approval(
                replace(approval, phase=phase, outcome=outcome, keychain_problem=keychain_problem)
            )

    def _move_on(
        self,
        credential: Credential,
        *,
        phase: Phase,
        outcome: Outcome | None,
        link: str | None = None,
        keychain_problem: KeychainProblem | None = None,
    ) -> None:
        """Tell where the approval of a stored credential stands now, unless it is gone."""
        if self._board.credential(credential.id) is None:
            # It was removed during the exchange, and its approval is over.
            return
        before = self._board.approval(credential.id)
        self._board.put_approval(
            Approval(
                credential_id=credential.id,
                system=credential.system,
                name=credential.name,
                place=self._place(credential.id),
                phase=phase,
                link=link or (before.link if before and phase is Phase.FINISHING else None),
                deadline=credential.deadline,
                outcome=outcome,
                keychain_problem=keychain_problem,
            )
        )


def _refusal(system: System, grant: Grant) -> ExchangeFailure | None:
    """Return why a grant is not what was asked for."""
    if grant.livemode is not system.livemode:
        return ExchangeFailure.WRONG_MODE
    if grant.scope != _SCOPE:
        return ExchangeFailure.WRONG_SCOPE
    return None
