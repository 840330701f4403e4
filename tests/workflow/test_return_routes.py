"""The registered ways back: ports that are fixed, taken, tried in turn, and had again."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.core.approval import Phase
from desktop_app.core.credential import Stage
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import Detail
from desktop_app.core.outcome import Approved, NotOpened, NotStarted, PreparationProblem, TabLost
from desktop_app.core.return_route import ANY_PORT, ReturnRoute, loopback
from desktop_app.core.systems import System
from tests.fakes import ACCOUNT, FakeStripe, WorkflowHarness
from tests.workflow.agreement import assert_agree, rows
from tests.workflow.routes import FIXED, OTHER_PORT, PAGE

SAME_PORT = loopback("http://127.0.0.1:8080/other")


class RegisteredStripe(FakeStripe):
    """A Stripe that sends browsers back to registered addresses only, and remembers where to."""

    def __init__(self) -> None:
        super().__init__()
        self.routes_of: dict[System, tuple[ReturnRoute, ...]] = {
            System.STRIPE: (PAGE,),
            System.STRIPE_TEST: (FIXED,),
        }
        self.prepared: list[str] = []
        self.on_prepare: Callable[[], None] | None = None
        self.sent_to: list[str] = []

    @property
    def systems(self) -> tuple[System, ...]:
        return tuple(self.routes_of)

    def routes(self, system: System) -> tuple[ReturnRoute, ...]:
        return self.routes_of[system]

    def prepare(self, system: System, redirect_uri: str, seconds_left: SecondsLeft) -> None:
        super().prepare(system, redirect_uri, seconds_left)
        self.prepared.append(redirect_uri)
        if self.on_prepare is not None:
            self.on_prepare()

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        self.sent_to.append(redirect_uri)
        return super().authorize_url(system, redirect_uri, state)


@pytest.fixture
def stripe() -> RegisteredStripe:
    return RegisteredStripe()


@pytest.fixture
def harness(tmp_path: Path, stripe: RegisteredStripe) -> Iterator[WorkflowHarness]:
    harness = WorkflowHarness(tmp_path / "acme.sqlite3", stripe=stripe).start()
    yield harness
    harness.store.close()


def port_in_state(harness: WorkflowHarness) -> int:
    """The port in the state of the link that was opened last."""
    return int(harness.stripe_link().rpartition("state=")[2].partition(".")[0])


def remembered_port(harness: WorkflowHarness) -> int | None:
    return harness.store.recover(harness.clock.now(), "ada").return_port


def test_the_browser_is_sent_back_to_the_registered_address(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    credential_id = harness.go()

    assert stripe.prepared == stripe.sent_to == [FIXED.redirect_uri]
    assert list(harness.receiver.ports) == [8080]
    assert port_in_state(harness) == 8080
    harness.approve_in_browser()
    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    assert_agree(harness)


def test_a_return_page_learns_the_port_from_the_state(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    harness.go(system=System.STRIPE)

    assert stripe.sent_to == [PAGE.redirect_uri]
    assert port_in_state(harness) == harness.receiver.port
    assert_agree(harness)


def test_a_port_in_use_is_said_before_anything_is_begun(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    stripe.routes_of[System.STRIPE_TEST] = (FIXED, OTHER_PORT)
    harness.receiver.taken_ports = {8080, 8081}
    credential_id = harness.go()

    assert harness.approval(credential_id).phase is Phase.OVER
    assert harness.approval(credential_id).outcome == NotStarted(
        PreparationProblem.PORT_IN_USE, Detail(description="8080, 8081")
    )
    assert harness.browser.opened == []
    assert harness.state.credentials == ()
    assert rows(harness, "SELECT * FROM attempts") == []
    assert_agree(harness)


def test_once_the_port_is_free_the_same_credential_goes_on(harness: WorkflowHarness) -> None:
    harness.receiver.taken_ports = {8080}
    credential_id = harness.go()
    over = harness.approval(credential_id)
    harness.receiver.taken_ports = set()
    harness.commands.go_to_stripe(over.system, over.name, over.place, credential_id)

    assert harness.approval(credential_id).phase is Phase.WAITING
    assert_agree(harness)


def test_a_port_in_use_at_open_again_is_said_and_the_credential_kept(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.deny_in_browser()
    harness.receiver.close()
    harness.receiver.taken_ports = {8080}
    harness.commands.retry(credential_id)

    assert harness.approval(credential_id).phase is Phase.STOPPED
    assert harness.approval(credential_id).outcome == NotOpened(
        PreparationProblem.PORT_IN_USE, Detail(description="8080")
    )
    assert len(harness.browser.opened) == 1
    credential = harness.credential(credential_id)
    assert credential.stage is Stage.INCOMPLETE
    assert_agree(harness)


def test_a_receiver_that_closed_before_the_first_attempt_is_said(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    stripe.on_prepare = harness.receiver.close
    credential_id = harness.go()

    assert harness.approval(credential_id).phase is Phase.STOPPED
    assert harness.approval(credential_id).outcome == NotOpened(
        PreparationProblem.NO_PORT, Detail(description="the receiver is not open")
    )
    assert harness.browser.opened == []
    harness.commands.retry(credential_id)
    assert harness.approval(credential_id).outcome == NotOpened(
        PreparationProblem.NO_PORT, Detail(description="the receiver is not open")
    )
    assert harness.commands.make_link(credential_id).result() is None
    assert not harness.state.is_awaited(credential_id)

    stripe.on_prepare = None
    harness.commands.retry(credential_id)
    harness.approve_in_browser(attempt=-1)
    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    assert_agree(harness)


def test_registered_ports_are_tried_in_turn(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    stripe.routes_of[System.STRIPE_TEST] = (FIXED, OTHER_PORT)
    harness.receiver.taken_ports = {8080}
    harness.go()

    assert stripe.sent_to == [OTHER_PORT.redirect_uri]
    assert port_in_state(harness) == 8081
    assert_agree(harness)


def test_only_a_port_that_was_free_to_choose_is_remembered(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    harness.make_active("Test", System.STRIPE_TEST)
    assert remembered_port(harness) is None
    harness.make_active("Live", System.STRIPE)
    assert remembered_port(harness) == 51234
    harness.make_active("Test again", System.STRIPE_TEST)
    assert remembered_port(harness) == 51234

    harness.restart().receiver.next_port = 60000
    harness.go("Live again", System.STRIPE)
    assert port_in_state(harness) == 51234


def test_a_port_that_had_to_be_chosen_instead_of_a_registered_one_is_remembered(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    stripe.routes_of[System.STRIPE_TEST] = (FIXED, PAGE)
    harness.receiver.taken_ports = {8080}
    harness.go()

    assert stripe.sent_to == [PAGE.redirect_uri]
    assert remembered_port(harness) == 51234


def test_after_a_restart_the_old_tabs_of_both_modes_still_work(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    test = harness.go("Test", System.STRIPE_TEST)
    live = harness.go("Live", System.STRIPE)
    expected, ports = dict(harness.receiver.expected), set(harness.receiver.ports)
    harness.restart().receiver.next_port = 60000

    assert harness.receiver.expected == expected
    assert set(harness.receiver.ports) == ports == {8080, 51234}
    assert {harness.approval(test).phase, harness.approval(live).phase} == {Phase.WAITING}
    assert set(stripe.prepared[2:]) == {FIXED.redirect_uri, PAGE.redirect_uri}
    assert_agree(harness)
    for credential_id, mode in ((test, System.STRIPE_TEST), (live, System.STRIPE)):
        stripe.grant = replace(stripe.grant, livemode=mode.livemode)
        harness.approve_in_browser()
        assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    assert_agree(harness)


@pytest.mark.parametrize(("port", "lost"), [(8080, "Test"), (51234, "Live")])
def test_after_a_restart_only_the_tabs_whose_port_is_taken_are_dead(
    harness: WorkflowHarness, port: int, lost: str
) -> None:
    ids = {
        "Test": harness.go("Test", System.STRIPE_TEST),
        "Live": harness.go("Live", System.STRIPE),
    }
    harness.crash().receiver.taken_ports = {port}
    harness.start()

    for name, credential_id in ids.items():
        approval = harness.approval(credential_id)
        if name == lost:
            assert (approval.phase, approval.outcome) == (Phase.STOPPED, TabLost())
        else:
            assert approval.phase is Phase.WAITING
    assert port not in harness.receiver.ports
    assert len(harness.receiver.expected) == len(rows(harness, "SELECT * FROM attempts")) == 1
    assert_agree(harness)


def test_a_tab_sent_to_the_second_port_returns_there_though_the_first_is_free_now(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    stripe.routes_of[System.STRIPE_TEST] = (FIXED, OTHER_PORT)
    harness.receiver.taken_ports = {8080}
    credential_id = harness.go()
    harness.restart()

    assert list(harness.receiver.ports) == [8081]
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert_agree(harness)


def test_every_address_that_a_tab_may_have_been_sent_to_is_listened_at_after_a_restart(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    stripe.routes_of[System.STRIPE_TEST] = (FIXED, SAME_PORT)
    harness.go()
    harness.restart()

    assert harness.receiver.ports == {8080: [FIXED, SAME_PORT]}


@pytest.mark.parametrize("routes", [(OTHER_PORT,), None], ids=["another port", "no such mode"])
def test_a_tab_whose_address_is_not_registered_any_more_is_dead(
    harness: WorkflowHarness, stripe: RegisteredStripe, routes: tuple[ReturnRoute, ...] | None
) -> None:
    credential_id = harness.go()
    harness.crash()
    if routes is None:
        del stripe.routes_of[System.STRIPE_TEST]
    else:
        stripe.routes_of[System.STRIPE_TEST] = routes
    harness.start()

    assert harness.approval(credential_id).outcome == TabLost()
    assert harness.receiver.ports == {}
    assert_agree(harness)


def test_two_tabs_of_one_credential_at_two_ports_both_wait_after_a_restart(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    stripe.routes_of[System.STRIPE_TEST] = (FIXED, OTHER_PORT)
    credential_id = harness.go()
    harness.receiver.close()
    harness.receiver.taken_ports = {8080}
    harness.commands.retry(credential_id)
    harness.restart()

    assert set(harness.receiver.ports) == {8080, 8081}
    assert len(harness.receiver.expected) == 2
    assert_agree(harness)


def test_in_practice_any_port_is_had_again_by_its_number(
    harness: WorkflowHarness, stripe: RegisteredStripe
) -> None:
    stripe.routes_of[System.STRIPE_TEST] = (ANY_PORT,)
    harness.go()
    harness.restart().receiver.next_port = 60000

    assert list(harness.receiver.ports) == [51234]
    assert stripe.prepared[-1] == "http://127.0.0.1:51234/stripe/return"
