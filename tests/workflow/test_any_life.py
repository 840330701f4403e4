"""Whatever a person, a browser, Stripe, the keychain, the disk and the clocks do, in any order.

Hypothesis makes up lives of credentials; the invariants say what must be true all along. Once the
disk has failed, less is true until the next start (`is_told`), and then everything again.
"""

import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import Phase as HypothesisPhase
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from desktop_app.core.account import Account, Grant
from desktop_app.core.approval import Phase
from desktop_app.core.authorization_response import (
    AuthorizationCodeResponse,
    AuthorizationErrorResponse,
)
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    Detail,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    RefusedError,
    UnreachableError,
)
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.core.names import check_name
from desktop_app.core.outcome import NotStarted
from desktop_app.core.receiver_event import (
    ApprovalsContradict,
    ApprovalUnconfirmed,
    ResponseArrived,
)
from desktop_app.core.return_route import ANY_PORT, ReturnRoute, loopback
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.events import LoadFailed
from desktop_app.workflow.ports import Lane
from tests.fakes import FakeStripe, WorkflowHarness
from tests.workflow.agreement import (
    Connection,
    assert_agree,
    assert_nothing_is_forgotten_at_stripe,
    assert_safe,
    rows,
)
from tests.workflow.held_tasks import HeldTasks, numbers, some
from tests.workflow.routes import FIXED, OTHER_PORT, PAGE
from tests.workflow.witness import INSTANT, Witness

T = TypeVar("T")

ACCOUNT_OF = {"EU billing": "acct_1", "eu invoices": "acct_1", "US billing": "acct_2"}
WRONG_MODE = "wrong mode"
WRONG_SCOPE = "wrong scope"

SAME_PORT = loopback("http://localhost:8080/live")
Routes = dict[System, tuple[ReturnRoute, ...]]

systems = st.sampled_from(System)
turns = st.sampled_from(
    [timedelta(0), *(timedelta(minutes=m) for m in (-3000, -10, -4, -1, 1, 4, 10, 3000))]
)


class StripeOfManyAccounts(FakeStripe):
    """Grants access to the account that the code names, in the mode that was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.before_cut: Callable[[System, str], None] = lambda system, account_id: None
        self.routes_of: Routes = dict.fromkeys(System, (ANY_PORT,))

    def routes(self, system: System) -> tuple[ReturnRoute, ...]:
        return self.routes_of[system]

    def exchange(self, system: System, code: Secret, seconds_left: SecondsLeft) -> Grant:
        account_id, _, wrong = code.reveal().partition("/")[2].partition("/")
        livemode = system.livemode is not (wrong == WRONG_MODE)
        scope = "read_only" if wrong == WRONG_SCOPE else "read_write"
        self.grant = replace(self.grant, account_id=account_id, livemode=livemode, scope=scope)
        return super().exchange(system, code, seconds_left)

    def account(
        self,
        system: System,
        account_id: str,
        seconds_left: SecondsLeft,
        access_token: Secret | None = None,
    ) -> Account:
        super().account(system, account_id, seconds_left)
        if (system, account_id) not in self.connected:
            raise AccountNotConnectedError(Detail())
        return Account(account_id, "", "GB", True, True)

    def deauthorize(self, system: System, account_id: str, seconds_left: SecondsLeft) -> None:
        self.before_cut(system, account_id)
        super().deauthorize(system, account_id, seconds_left)


class AnyLife(HeldTasks):
    """The lives of a few credentials on one harness."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        database = Path(self.folder.name) / "practice.sqlite3"
        self.stripe = StripeOfManyAccounts()
        self.harness = WorkflowHarness(database, stripe=self.stripe)
        self.witness = Witness(self.harness)
        self.stripe.before_cut = self.witness.assert_may_cut
        self.ids: list[str] = []
        self.answers: list[AuthorizationCodeResponse] = []
        # The attempts that were answered in this run.
        self.answered: set[str] = set()
        self.left: set[Connection] = set()
        # When the workflow has last seen what time it is.
        self.looked_at = self.harness.clock.now()

    @initialize(
        live=st.sampled_from([(ANY_PORT,), (PAGE,), (SAME_PORT,)]),
        test=st.sampled_from([(ANY_PORT,), (FIXED,), (FIXED, OTHER_PORT), (OTHER_PORT, PAGE)]),
    )
    def start(self, live: tuple[ReturnRoute, ...], test: tuple[ReturnRoute, ...]) -> None:
        self.stripe.routes_of = {System.STRIPE: live, System.STRIPE_TEST: test}
        self.harness.start()

    def teardown(self) -> None:
        self.harness.tasks.release_all()
        self.agrees()
        self.harness.disk.mend()
        self.start_again()
        self.agrees()
        self.harness.store.close()
        self.folder.cleanup()

    def start_again(self, *, taken: int | None = None, held: Lane | None = None) -> None:
        """Start another run; a person does so until the database can be read."""
        disk = self.harness.disk
        if held is Lane.DATABASE:
            disk.mend()
        while True:
            disk.failures = 0
            self.harness.crash()
            self.answered.clear()
            if taken is not None:
                self.harness.receiver.taken_ports.add(taken)
            if held is not None:
                self.harness.tasks.holding.add(held)
            self.harness.start()
            if not isinstance(self.harness.state.loaded, LoadFailed):
                break
            disk.mend()
        self.looked_at = self.harness.clock.now()

    # -- what can be acted upon -----------------------------------------------------------------

    def credentials(self, *stages: Stage) -> list[str]:
        """Return the credentials in sight that stand in one of these stages, or in any."""
        in_sight = self.harness.state.credentials
        return [c.id for c in in_sight if not stages or c.stage in stages]

    def credential(self, credential_id: str) -> Credential:
        credential = self.harness.credential(credential_id)
        return credential

    def all_is_well(self) -> bool:
        """Return whether an answer is acted upon at once, and to the end."""
        harness = self.harness
        in_time = not harness.tasks.holding and not harness.tasks.held
        return in_time and not (
            harness.stripe.fail_exchange or harness.disk.is_full or harness.disk.fails
        )

    def incomplete(self) -> list[str]:
        return self.credentials(Stage.INCOMPLETE)

    def approvals(self, *phases: Phase) -> list[str]:
        """Return the approvals that stand in one of these phases."""
        approval = self.harness.state.approval
        return [i for i in self.ids if (a := approval(i)) is not None and a.phase in phases]

    # -- a person -----------------------------------------------------------------------------

    @rule(
        name=st.sampled_from(sorted(ACCOUNT_OF)),
        system=systems,
        place=st.sampled_from([SecretPlace.KEYCHAIN, SecretPlace.KEYCHAIN, SecretPlace.SESSION]),
    )
    def go_to_stripe(self, name: str, system: System, place: SecretPlace) -> None:
        if check_name(name, self.harness.state.taken_names(system)) is None:
            self.ids.append(self.harness.commands.go_to_stripe(system, name, place))

    # The way there is long, and much can only happen after it.
    @precondition(lambda self: self.all_is_well())
    @rule(
        name=st.sampled_from(sorted(ACCOUNT_OF)),
        system=systems,
        place=st.sampled_from([SecretPlace.KEYCHAIN, SecretPlace.SESSION]),
    )
    def do_the_main_job(self, name: str, system: System, place: SecretPlace) -> None:
        before = set(self.ids)
        self.go_to_stripe(name, system, place)
        for begun in set(self.ids) - before:
            attempts: dict[str, str] = dict(
                rows(self.harness, "SELECT credential_id, id FROM attempts")
            )
            expected = list(self.harness.receiver.expected)
            if attempts.get(begun) in expected:
                self.answer(expected.index(attempts[begun]))
            self.harness.commands.create(begun)

    @precondition(lambda self: self.credentials(Stage.ACTIVE) and self.all_is_well())
    @rule(number=numbers)
    def delete_without_a_network(self, number: int) -> None:
        stripe = self.harness.stripe
        before, stripe.fail_deauthorize = stripe.fail_deauthorize, UnreachableError(Detail())
        chosen = some(self.credentials(Stage.ACTIVE), number)
        self.remove(self.credentials().index(chosen), answer=True, in_the_wizard=False)
        stripe.fail_deauthorize = before

    @precondition(lambda self: self.approvals(Phase.BLOCKED, Phase.OVER))
    @rule(number=numbers, place=st.sampled_from([SecretPlace.KEYCHAIN, SecretPlace.SESSION]))
    def go_on(self, number: int, place: SecretPlace) -> None:
        blocked = some(self.approvals(Phase.BLOCKED, Phase.OVER), number)
        approval = self.harness.approval(blocked)
        not_begun = approval.phase is Phase.OVER and isinstance(approval.outcome, NotStarted)
        if approval.phase is Phase.BLOCKED or not_begun:
            self.harness.commands.go_to_stripe(
                approval.system, approval.name, place, approval.credential_id
            )

    @precondition(lambda self: self.credentials())
    @rule(number=numbers)
    def retry(self, number: int) -> None:
        self.harness.commands.retry(some(self.credentials(), number))

    @precondition(lambda self: self.approvals(Phase.BLOCKED))
    @rule(number=numbers)
    def unlock(self, number: int) -> None:
        self.harness.commands.unlock_keychain(some(self.approvals(Phase.BLOCKED), number))

    @precondition(lambda self: self.credentials(Stage.ACTIVE))
    @rule(number=numbers, place=st.sampled_from([SecretPlace.KEYCHAIN, SecretPlace.SESSION]))
    def approve_again(self, number: int, place: SecretPlace) -> None:
        credential = self.credential(some(self.credentials(Stage.ACTIVE), number))
        self.harness.commands.go_to_stripe(credential.system, credential.name, place, credential.id)

    @precondition(lambda self: self.credentials())
    @rule(number=numbers)
    def check(self, number: int) -> None:
        self.harness.commands.check(some(self.credentials(), number))

    @precondition(lambda self: self.credentials())
    @rule()
    def check_all(self) -> None:
        self.harness.commands.check_all()

    @precondition(lambda self: self.credentials())
    @rule(running=st.booleans())
    def come_to_the_front(self, running: bool) -> None:
        self.stripe.is_running = running
        self.harness.commands.recheck_quietly()

    @precondition(lambda self: self.harness.stripe.connected)
    @rule(number=numbers)
    def revoke_in_the_dashboard(self, number: int) -> None:
        self.harness.stripe.connected.remove(
            some(sorted(self.harness.stripe.connected, key=str), number)
        )

    @precondition(lambda self: self.credentials())
    @rule(number=numbers)
    def try_to_revoke_again(self, number: int) -> None:
        self.harness.commands.retry_revocation(some(self.credentials(), number))

    @rule()
    def come_back_online(self) -> None:
        self.harness.workflow.retry_revocations()

    @precondition(lambda self: self.credentials())
    @rule(number=numbers)
    def cancel_revocation(self, number: int) -> None:
        credential = self.credential(some(self.credentials(), number))
        self.harness.commands.cancel_revocation(credential.id)
        kept = self.harness.state.credential(credential.id)
        if credential.revoking is Revoking.TO_DO and kept and kept.revoking is Revoking.NO:
            self.witness.person_keeps(credential.id)

    @precondition(lambda self: self.harness.state.unsettled_grants)
    @rule()
    def revoke_a_grant(self) -> None:
        self.harness.commands.revoke_grant(self.harness.state.unsettled_grants[0].id)

    @precondition(lambda self: self.credentials(Stage.APPROVED, Stage.ACTIVE))
    @rule(number=numbers)
    def move_to_keychain(self, number: int) -> None:
        self.harness.commands.move_to_keychain(
            some(self.credentials(Stage.APPROVED, Stage.ACTIVE), number)
        )

    @precondition(lambda self: self.approvals(Phase.PREPARING, Phase.BLOCKED))
    @rule(number=numbers)
    def close_the_wizard(self, number: int) -> None:
        self.harness.commands.abandon(some(self.approvals(Phase.PREPARING, Phase.BLOCKED), number))

    @precondition(lambda self: self.credentials())
    @rule(number=numbers)
    def create(self, number: int) -> None:
        self.harness.commands.create(some(self.credentials(), number))

    @precondition(lambda self: self.credentials(Stage.APPROVED))
    @rule(number=numbers)
    def reject_the_account(self, number: int) -> None:
        credential = self.credential(some(self.credentials(Stage.APPROVED), number))
        if credential.account is not None:
            connection = (credential.system, credential.account.id)
            self.witness.person_gives_up(connection, {credential.id})
        self.harness.commands.reject_account(credential.id)

    @precondition(lambda self: self.credentials())
    @rule(number=numbers, answer=st.booleans(), in_the_wizard=st.booleans())
    def remove(self, number: int, answer: bool, in_the_wizard: bool) -> None:
        credential = self.credential(some(self.credentials(), number))
        sharing = self.harness.state.sharing_account(credential)
        # The wizard never asks; the panel does where there is a choice.
        created = credential.was_created
        is_asked = credential.account is not None and (created or (sharing and not in_the_wizard))
        revoke = answer if is_asked else None
        account = credential.account.id if credential.account else ACCOUNT_OF[credential.name]
        connection = (credential.system, account)
        if revoke is False:
            self.left.add(connection)
        else:
            agreed = {other.credential.id for other in sharing} if revoke else set()
            self.witness.person_gives_up(connection, {credential.id, *agreed})
        self.harness.commands.remove(credential.id, revoke=revoke)

    @precondition(lambda self: self.credentials())
    @rule(number=numbers)
    def stop_waiting(self, number: int) -> None:
        self.harness.commands.stop_waiting(some(self.credentials(), number))

    @rule()
    def read_the_log(self) -> None:
        self.harness.commands.read_activities()
        if not self.harness.tasks.held and not self.harness.disk.failures:
            written = rows(self.harness, "SELECT id FROM activity")
            assert len(self.harness.state.activities) == len(written)

    @precondition(lambda self: self.harness.state.unsettled_grants)
    @rule()
    def clear_a_notice(self) -> None:
        grant = self.harness.state.unsettled_grants[0]
        accounts = [grant.account_id] if grant.account_id else set(ACCOUNT_OF.values())
        self.left |= {(grant.system, account_id) for account_id in accounts}
        self.harness.commands.clear_unsettled_grant(grant.id)

    # -- a browser ----------------------------------------------------------------------------

    def answer(self, number: int, wrong: str = "", account_id: str = "") -> None:
        response = self.response(number, wrong, account_id)
        self.answers.append(response)
        self.answered.add(response.attempt_id)
        self.harness.workflow.receive(ResponseArrived(response))

    def response(
        self, number: int, wrong: str = "", account_id: str = ""
    ) -> AuthorizationCodeResponse:
        """Return an approval of the numbered open attempt."""
        attempt_id = some(list(self.harness.receiver.expected), number)
        attempts = rows(
            self.harness, "SELECT id, credential_id, credential_name, system FROM attempts"
        )
        ((credential_id, name, system),) = [who for known, *who in attempts if known == attempt_id]
        account_id = account_id or ACCOUNT_OF[name]
        if wrong == WRONG_SCOPE:
            # It is given back, and with it the access that the same credential had before.
            self.witness.person_gives_up((System(system), account_id), {credential_id})
        code = f"ac_{next(self.harness.codes)}/{account_id}/{wrong}"
        return AuthorizationCodeResponse(attempt_id, Secret(code))

    @precondition(lambda self: self.harness.receiver.expected)
    @rule(number=numbers)
    def approve(self, number: int) -> None:
        self.answer(number)

    @precondition(lambda self: self.harness.receiver.expected)
    @rule(number=numbers)
    def paste_an_approval(self, number: int) -> None:
        response = self.response(number)
        target = self.harness.receiver.targets.get(response.attempt_id)
        if target is None:
            # Its link was made in an earlier run.
            return
        state = target[0].partition("state=")[2]
        port = int(state.partition(".")[0])
        ((credential_id, system),) = rows(
            self.harness,
            f"SELECT credential_id, system FROM attempts WHERE id = '{response.attempt_id}'",  # noqa: S608
        )
        routes = self.stripe.routes_of[System(system)]
        route = next(route for route in routes if route.port in (None, port))
        page = f"http://{route.host}:{port}{route.path}"
        text = f"{page}?code={response.code.reveal()}&state={state}"
        if self.harness.commands.use_pasted_response(credential_id, text) is None:
            self.answers.append(response)
            self.answered.add(response.attempt_id)

    # If that answer is lost, an approval of the usual account is taken to settle it.
    @precondition(lambda self: self.harness.receiver.expected and self.all_is_well())
    @rule(number=numbers)
    def approve_with_an_account_of_its_own(self, number: int) -> None:
        self.answer(number, account_id="acct_3")

    # If that answer is lost, nobody can know of the other mode.
    @precondition(lambda self: self.harness.receiver.expected and self.all_is_well())
    @rule(number=numbers)
    def approve_in_the_wrong_mode(self, number: int) -> None:
        self.answer(number, WRONG_MODE)

    @precondition(lambda self: self.harness.receiver.expected)
    @rule(number=numbers)
    def approve_less_than_was_asked_for(self, number: int) -> None:
        self.answer(number, WRONG_SCOPE)

    @precondition(lambda self: self.harness.receiver.expected)
    @rule(number=numbers, error=st.sampled_from(["access_denied", "server_error"]))
    def deny(self, number: int, error: str) -> None:
        attempt_id = some(list(self.harness.receiver.expected), number)
        self.answered.add(attempt_id)
        self.harness.workflow.receive(
            ResponseArrived(AuthorizationErrorResponse(attempt_id, error, ""))
        )

    @precondition(lambda self: self.harness.receiver.expected)
    @rule()
    def deny_without_a_state(self) -> None:
        self.harness.report_denial()

    # -- somebody else's browser, perhaps -----------------------------------------------------

    @precondition(lambda self: self.harness.receiver.expected)
    @rule(number=numbers)
    def approve_elsewhere(self, number: int) -> None:
        response, held = self.response(number), self.harness.receiver.unconfirmed
        attempt_id = response.attempt_id
        if attempt_id in self.answered:
            # The receiver says that it was already handled.
            return
        if held.pop(attempt_id, None) is None:
            held[attempt_id] = response
            self.harness.workflow.receive(ApprovalUnconfirmed(attempt_id))
        else:
            self.harness.workflow.receive(ApprovalsContradict(attempt_id))

    @precondition(lambda self: self.ids)
    @rule(number=numbers)
    def say_yes(self, number: int) -> None:
        credential_id = some(self.ids, number)
        incident = self.harness.state.incident(credential_id)
        if isinstance(incident, UnconfirmedApproval):
            response = self.harness.receiver.unconfirmed.get(incident.attempt_id)
            if isinstance(response, AuthorizationCodeResponse):
                self.answers.append(response)
                self.answered.add(response.attempt_id)
        self.harness.commands.confirm_approval(credential_id)

    @precondition(lambda self: self.ids)
    @rule(number=numbers)
    def say_no(self, number: int) -> None:
        self.harness.commands.reject_approval(some(self.ids, number))

    @rule()
    def another_user_tries(self) -> None:
        self.harness.refuse_peer("bob")

    @precondition(lambda self: self.answers)
    @rule(number=numbers)
    def load_the_page_again(self, number: int) -> None:
        self.harness.workflow.receive(ResponseArrived(some(self.answers, number)))

    # -- trouble ------------------------------------------------------------------------------

    @precondition(lambda self: self.ids)
    @rule(
        exchange=st.sampled_from(
            [
                None,
                None,
                RefusedError(Detail()),
                UnreachableError(Detail()),
                AnswerLostError(Detail()),
            ]
        ),
        others=st.sampled_from([None, None, UnreachableError(Detail())]),
        revoking=st.sampled_from(
            [None, None, UnreachableError(Detail()), AnswerLostError(Detail())]
        ),
    )
    def stripe_changes(
        self, exchange: Exception | None, others: Exception | None, revoking: Exception | None
    ) -> None:
        stripe = self.harness.stripe
        stripe.fail_exchange = exchange
        stripe.fail_prepare = stripe.fail_account = others
        stripe.fail_deauthorize = revoking

    @rule(
        probe=st.sampled_from(
            [None, None, KeychainLockedError("locked"), KeychainMissingError("none")]
        ),
        broken=st.sampled_from([None, None, KeychainFailedError("broken")]),
    )
    def keychain_changes(self, probe: Exception | None, broken: Exception | None) -> None:
        keychain = self.harness.keychain
        keychain.fail_probe = probe
        keychain.fail_unlock = keychain.fail_write = keychain.fail_delete = broken

    @rule(port=st.booleans(), browser=st.booleans())
    def computer_changes(self, port: bool, browser: bool) -> None:
        self.harness.receiver.unavailable = not port
        self.harness.browser.works = browser

    @precondition(lambda self: self.ids and self.harness.state.loaded is not None)
    @rule(full=st.booleans(), fails=st.lists(st.booleans(), max_size=4))
    def disk_changes(self, full: bool, fails: list[bool]) -> None:
        self.harness.disk.is_full = full
        self.harness.disk.fails.extend(fails)

    @precondition(lambda self: not self.harness.receiver.expected and not self.harness.tasks.held)
    @rule()
    def receiver_closes(self) -> None:
        self.harness.receiver.close()

    @precondition(lambda self: self.credentials() or self.harness.tasks.held)
    @rule(seconds=st.sampled_from([1, 29, 60, 240, 540, 600]), asleep=st.booleans())
    def time_passes(self, seconds: int, asleep: bool) -> None:
        self.harness.clock.pass_time(timedelta(seconds=seconds))
        if not asleep:
            self.look_at_the_clock()

    @precondition(lambda self: self.harness.alarm.after is not None)
    @rule(early=st.sampled_from([INSTANT, timedelta(0), -INSTANT]))
    def the_alarm_rings(self, early: timedelta) -> None:
        assert self.harness.alarm.after is not None
        self.harness.clock.pass_time(max(self.harness.alarm.after - early, timedelta(0)))
        self.harness.alarm.ring()
        self.looked_at = self.harness.clock.now()

    @precondition(lambda self: self.incomplete())
    @rule()
    def look_at_the_clock(self) -> None:
        """A person comes back to the window, or the system wakes up."""
        self.harness.commands.check_deadlines()
        self.looked_at = self.harness.clock.now()

    @precondition(lambda self: self.credentials() or self.harness.tasks.held)
    @rule(by=turns)
    def set_the_wall_clock(self, by: timedelta) -> None:
        self.harness.clock.set_wall_clock(by)

    @precondition(lambda self: self.credentials() or self.harness.tasks.held)
    @rule(
        same_port=st.booleans(),
        off=st.sampled_from([0, 0, 20, 240, 600]),
        held=st.sampled_from([None, None, Lane.DATABASE, Lane.KEYCHAIN, Lane.NETWORK]),
    )
    def restart(self, same_port: bool, off: int, held: Lane | None) -> None:
        taken = None if same_port else self.harness.receiver.port
        self.harness.clock.pass_time(timedelta(seconds=off))
        self.start_again(taken=taken, held=held)

    @precondition(lambda self: self.credentials() or self.harness.tasks.held)
    @rule(turned=turns, off=st.sampled_from([0, 20, 240]))
    def restart_the_machine(self, turned: timedelta, off: int) -> None:
        self.harness.clock.set_wall_clock(turned)
        self.harness.clock.restart_machine(timedelta(seconds=off))
        self.start_again()

    # -- what is true all along ---------------------------------------------------------------

    @invariant()
    def is_safe(self) -> None:
        assert_safe(self.harness)
        self.witness.look()
        for credential_id in self.ids:
            approval = self.harness.state.approval(credential_id)
            if approval is not None:
                self.witness.assert_fits(approval)

    @invariant()
    def agrees(self) -> None:
        if self.harness.tasks.held:
            return
        assert_nothing_is_forgotten_at_stripe(self.harness, self.left)
        concluded = {attempt_id for attempt_id, _ in self.harness.receiver.concluded}
        assert self.answered <= concluded, "a browser hangs"
        if self.harness.disk.failures:
            return
        assert_agree(self.harness, left=self.left)
        self.witness.look_at_what_waits()
        if self.looked_at == self.harness.clock.now():
            self.witness.look_after_the_clock_was_looked_at()


AnyLife.TestCase.settings = settings(
    stateful_step_count=40,
    deadline=None,
    phases=[phase for phase in HypothesisPhase if phase is not HypothesisPhase.explain],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
# To find the shortest life that shows a mistake takes minutes.
TestAnyLife = pytest.mark.timeout(600)(AnyLife.TestCase)
