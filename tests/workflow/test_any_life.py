"""Whatever a person, a browser, Stripe, the keychain and the clocks do, in whatever order.

Hypothesis makes up lives of credentials; the invariants say what must be true all along.
"""

import tempfile
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from desktop_app.core.account import Account, Grant
from desktop_app.core.answer import CodeAnswer, ErrorAnswer
from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.names import check_name
from desktop_app.core.outcome import NotStarted
from desktop_app.core.problems import (
    AnswerLost,
    Detail,
    KeychainFailed,
    KeychainLocked,
    KeychainMissing,
    StripeRefused,
    StripeUnreachable,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.events import Phase
from desktop_app.workflow.operations import Pending
from desktop_app.workflow.ports import Lane
from tests.fakes import Desk, FakeStripe
from tests.workflow.agreement import Connection, assert_agree, assert_safe, rows

ACCOUNT_OF = {"EU billing": "acct_1", "eu invoices": "acct_1", "US billing": "acct_2"}
WRONG_MODE = "wrong"

systems = st.sampled_from(System)
lanes = st.sampled_from(Lane)
numbers = st.integers(0, 5)


class StripeOfManyAccounts(FakeStripe):
    """Grants access to the account that the code names, in the mode that was asked for."""

    def exchange(self, system: System, code: Secret) -> Grant:
        account_id, _, mode = code.reveal().partition("/")[2].partition("/")
        livemode = system.livemode is not (mode == WRONG_MODE)
        self.grant = replace(self.grant, account_id=account_id, livemode=livemode)
        return super().exchange(system, code)

    def account(self, system: System, account_id: str) -> Account:
        super().account(system, account_id)
        return Account(account_id, "", "GB", True, True)


class AnyLife(RuleBasedStateMachine):
    """The lives of a few credentials on one desk."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        database = Path(self.folder.name) / "practice.sqlite3"
        self.desk = Desk(database, stripe=StripeOfManyAccounts())
        self.ids: list[str] = []
        self.answers: list[CodeAnswer] = []
        self.left: set[Connection] = set()

    @initialize()
    def start(self) -> None:
        self.desk.start()

    def teardown(self) -> None:
        self.desk.tasks.release_all()
        self.agrees()
        self.desk.restart()
        self.agrees()
        self.desk.store.close()
        self.folder.cleanup()

    def some_id(self, number: int) -> str:
        return self.ids[number % len(self.ids)] if self.ids else "nothing yet"

    # -- a person -----------------------------------------------------------------------------

    @rule(
        name=st.sampled_from(sorted(ACCOUNT_OF)),
        system=systems,
        place=st.sampled_from([SecretPlace.KEYCHAIN, SecretPlace.KEYCHAIN, SecretPlace.SESSION]),
    )
    def go_to_stripe(self, name: str, system: System, place: SecretPlace) -> None:
        if check_name(name, self.desk.workflow.taken_keys(system)) is None:
            self.ids.append(self.desk.workflow.go_to_stripe(system, name, place))

    @rule(number=numbers, place=st.sampled_from([SecretPlace.KEYCHAIN, SecretPlace.SESSION]))
    def go_on(self, number: int, place: SecretPlace) -> None:
        approval = self.desk.workflow.approval(self.some_id(number))
        if approval is None:
            return
        not_begun = approval.phase is Phase.OVER and isinstance(approval.outcome, NotStarted)
        if approval.phase is Phase.BLOCKED or not_begun:
            self.desk.workflow.go_to_stripe(
                approval.system, approval.name, place, approval.credential_id
            )

    @rule(number=numbers)
    def open_again(self, number: int) -> None:
        self.desk.workflow.open_again(self.some_id(number))

    @rule(number=numbers)
    def unlock(self, number: int) -> None:
        self.desk.workflow.unlock_keychain(self.some_id(number))

    @rule(number=numbers)
    def keep_in_keychain(self, number: int) -> None:
        self.desk.workflow.keep_in_keychain(self.some_id(number))

    @rule(number=numbers)
    def close_the_wizard(self, number: int) -> None:
        self.desk.workflow.abandon(self.some_id(number))

    @rule(number=numbers)
    def create(self, number: int) -> None:
        self.desk.workflow.create(self.some_id(number))

    @rule(number=numbers, revoke=st.booleans())
    def remove(self, number: int, revoke: bool) -> None:
        credential = self.desk.workflow.credential(self.some_id(number))
        if credential is not None:
            if credential.account is not None and not revoke:
                self.left.add((credential.system, credential.account.id))
            self.desk.workflow.remove(credential.id, revoke=revoke)

    @rule()
    def clear_a_notice(self) -> None:
        for grant in self.desk.workflow.unsettled_grants[:1]:
            accounts = [grant.account_id] if grant.account_id else set(ACCOUNT_OF.values())
            self.left |= {(grant.system, account_id) for account_id in accounts}
            self.desk.workflow.clear_unsettled_grant(grant.id)

    # -- a browser ----------------------------------------------------------------------------

    def answer(self, number: int, mode: str = "") -> None:
        attempts = list(self.desk.receiver.expected)
        if attempts:
            attempt_id = attempts[number % len(attempts)]
            names: dict[str, str] = dict(
                rows(self.desk, "SELECT id, credential_name FROM attempts")
            )
            code = f"ac_{next(self.desk.codes)}/{ACCOUNT_OF[names[attempt_id]]}/{mode}"
            self.answers.append(CodeAnswer(attempt_id, Secret(code)))
            self.desk.workflow.answer_arrived(self.answers[-1])

    @rule(number=numbers)
    def approve(self, number: int) -> None:
        self.answer(number)

    @precondition(lambda self: not self.desk.tasks.holding and not self.desk.stripe.fail_exchange)
    @rule(number=numbers)
    def approve_in_the_wrong_mode(self, number: int) -> None:
        self.answer(number, WRONG_MODE)

    @rule(number=numbers)
    def deny(self, number: int) -> None:
        attempts = list(self.desk.receiver.expected)
        if attempts:
            attempt_id = attempts[number % len(attempts)]
            self.desk.workflow.answer_arrived(ErrorAnswer(attempt_id, "access_denied", ""))

    @rule(number=numbers)
    def load_the_page_again(self, number: int) -> None:
        if self.answers:
            self.desk.workflow.answer_arrived(self.answers[number % len(self.answers)])

    # -- trouble ------------------------------------------------------------------------------

    @rule(
        exchange=st.sampled_from(
            [None, None, StripeRefused(Detail()), StripeUnreachable(Detail()), AnswerLost(Detail())]
        ),
        others_fail=st.sampled_from([False, False, True]),
    )
    def stripe_changes(self, exchange: Exception | None, others_fail: bool) -> None:
        failure = StripeUnreachable(Detail()) if others_fail else None
        stripe = self.desk.stripe
        stripe.fail_exchange = exchange
        stripe.fail_prepare = stripe.fail_account = stripe.fail_deauthorize = failure

    @rule(
        probe=st.sampled_from([None, None, KeychainLocked("locked"), KeychainMissing("none")]),
        broken=st.sampled_from([None, None, KeychainFailed("broken")]),
    )
    def keychain_changes(self, probe: Exception | None, broken: Exception | None) -> None:
        keychain = self.desk.keychain
        keychain.fail_probe = probe
        keychain.fail_unlock = keychain.fail_write = keychain.fail_delete = broken

    @rule(port=st.booleans(), browser=st.booleans())
    def computer_changes(self, port: bool, browser: bool) -> None:
        self.desk.receiver.unavailable = not port
        self.desk.browser.works = browser

    @rule(lane=lanes)
    def hold(self, lane: Lane) -> None:
        self.desk.tasks.holding.add(lane)

    @precondition(lambda self: self.desk.tasks.held)
    @rule(lane=lanes)
    def release_one(self, lane: Lane) -> None:
        if any(held == lane for held, _, _ in self.desk.tasks.held):
            self.desk.tasks.release(lane)

    @precondition(lambda self: self.desk.tasks.holding)
    @rule()
    def release_all(self) -> None:
        self.desk.tasks.release_all()

    @precondition(lambda self: self.desk.tasks.held)
    @rule()
    def time_out(self) -> None:
        lane = self.desk.tasks.held[0][0]
        if lane is not Lane.DATABASE:
            late = self.desk.tasks.time_out()
            # It still holds up its lane, and may still succeed.
            self.desk.tasks.held.appendleft((lane, late, Pending()))

    @rule(minutes=st.sampled_from([1, 4, 9, 10]))
    def time_passes(self, minutes: int) -> None:
        self.desk.clock.pass_time(timedelta(minutes=minutes))
        if self.desk.alarm.after is not None:
            self.desk.alarm.ring()

    @rule(hours=st.integers(-50, 50))
    def set_the_wall_clock(self, hours: int) -> None:
        self.desk.clock.set_wall_clock(timedelta(hours=hours))
        # Deadlines are looked at when a person comes back to the window.
        self.desk.workflow.check_deadlines()

    @rule(same_port=st.booleans(), same_boot=st.booleans())
    def restart(self, same_port: bool, same_boot: bool) -> None:
        port = self.desk.receiver.port
        self.desk.crash()
        if port is not None and not same_port:
            self.desk.receiver.taken_ports.add(port)
        if not same_boot:
            moment = self.desk.clock.moment
            self.desk.clock.moment = replace(moment, boot_id=moment.boot_id + "+", boot_seconds=9.0)
        self.desk.start()

    # -- what is true all along ---------------------------------------------------------------

    @invariant()
    def is_safe(self) -> None:
        assert_safe(self.desk)

    @invariant()
    def agrees(self) -> None:
        if self.desk.tasks.held:
            return
        assert_agree(self.desk, left=self.left)
        for credential in self.desk.workflow.credentials:
            if credential.stage is Stage.INCOMPLETE:
                in_time = self.desk.workflow.time_left(credential) > timedelta(0)
                assert in_time or self.desk.alarm.after == timedelta(0)
            approval = self.desk.workflow.approval(credential.id)
            assert (approval is None) is (credential.stage is Stage.ACTIVE)
            assert approval is None or approval.phase in phases_of(credential)


def phases_of(credential: Credential) -> tuple[Phase, ...]:
    """Return where the approval of a stored credential may stand while nothing is under way."""
    if credential.stage is Stage.INCOMPLETE:
        return (Phase.WAITING, Phase.STOPPED, Phase.BLOCKED)
    if credential.secret_place is SecretPlace.LOST:
        return (Phase.OVER,)
    return (Phase.APPROVED,)


AnyLife.TestCase.settings = settings(
    max_examples=200,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
TestAnyLife = AnyLife.TestCase
