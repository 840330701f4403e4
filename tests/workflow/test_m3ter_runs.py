"""The runs of m3ter's destinations: when they are read, and what a late answer changes."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from desktop_app.core.account import Account
from desktop_app.core.credential import SecretPlace
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import (
    Detail,
    KeychainLockedError,
    SecretRefusedError,
    SecretUnavailableError,
    UnreachableError,
)
from desktop_app.core.m3ter import Portion, Run
from desktop_app.workflow.m3ter_state import NO_RUNS, RunsState
from desktop_app.workflow.ports import Lane
from tests.fakes import M3TER_ORGANIZATION, FakeM3ter, WorkflowHarness

DESTINATION, ANOTHER = "destination-1", "destination-2"
BEGAN = datetime(2026, 11, 20, 8, 30, tzinfo=UTC)
OLD = timedelta(minutes=1, seconds=1)
UNREACHABLE = UnreachableError(Detail("no_connection", "m3ter does not answer"))


def run(number: int, destination_id: str = DESTINATION) -> Run:
    return Run(
        f"run-{number}", "Bill", f"bill-{number}", "COMPLETE", "STRIPE", destination_id, BEGAN
    )


@pytest.fixture
def connected(harness: WorkflowHarness) -> Iterator[WorkflowHarness]:
    """m3ter is connected, and has runs of two destinations, on two pages each."""
    harness.m3ter.known_runs = {
        DESTINATION: [run(1), run(2), run(3)],
        ANOTHER: [run(4, ANOTHER)],
    }
    harness.commands.m3ter.connect(M3TER_ORGANIZATION, FakeM3ter.key, SecretPlace.KEYCHAIN).result()
    harness.m3ter.asked.clear()
    yield harness
    assert harness.tasks.crashes == []


def runs(harness: WorkflowHarness, destination_id: str = DESTINATION) -> RunsState:
    assert harness.state.m3ter is not None
    return harness.state.m3ter.runs.get(destination_id, NO_RUNS)


def read(
    harness: WorkflowHarness, destination_id: str = DESTINATION, *, if_old: bool = False
) -> None:
    harness.commands.m3ter.read_runs(destination_id, if_old=if_old)


def test_the_latest_runs_of_one_destination_are_read(connected: WorkflowHarness) -> None:
    read(connected)
    assert runs(connected) == RunsState((run(1), run(2)), connected.clock.now().utc, has_more=True)
    assert runs(connected, ANOTHER) == NO_RUNS
    read(connected, ANOTHER)
    assert runs(connected, ANOTHER).runs == (run(4, ANOTHER),)
    assert not runs(connected, ANOTHER).has_more
    assert connected.m3ter.asked == ["runs", "runs"]


def test_a_destination_without_runs_was_read_all_the_same(connected: WorkflowHarness) -> None:
    read(connected, "unused")
    assert runs(connected, "unused") == RunsState((), connected.clock.now().utc)


def test_nothing_is_asked_without_a_destination_or_a_connection(
    connected: WorkflowHarness,
) -> None:
    read(connected, "")
    connected.commands.m3ter.disconnect().result()
    read(connected)
    assert connected.m3ter.asked == []


def test_they_are_read_again_when_they_are_old_in_either_direction(
    connected: WorkflowHarness,
) -> None:
    for by in (timedelta(0), OLD, -3 * OLD):
        connected.clock.set_wall_clock(by)
        read(connected, if_old=True)
    assert connected.m3ter.asked == ["runs", "runs", "runs"]
    read(connected, if_old=True)
    assert len(connected.m3ter.asked) == 3
    read(connected)
    assert len(connected.m3ter.asked) == 4


def test_they_are_read_once_at_a_time(connected: WorkflowHarness) -> None:
    connected.tasks.holding.add(Lane.NETWORK)
    read(connected)
    read(connected)
    assert runs(connected).is_reading
    assert len(connected.tasks.held) == 1
    connected.tasks.release_all()
    assert not runs(connected).is_reading


def test_a_failure_keeps_what_was_read_and_is_not_tried_again_by_itself(
    connected: WorkflowHarness,
) -> None:
    read(connected)
    before = runs(connected)
    connected.m3ter.error = UNREACHABLE
    read(connected)
    assert runs(connected).error is UNREACHABLE
    assert (runs(connected).runs, runs(connected).read) == (before.runs, before.read)
    connected.clock.pass_time(OLD)
    read(connected, if_old=True)
    assert len(connected.m3ter.asked) == 2
    connected.m3ter.error = None
    read(connected)
    assert runs(connected).error is None


def test_a_time_limit_is_told(connected: WorkflowHarness) -> None:
    connected.tasks.holding.add(Lane.NETWORK)
    read(connected)
    late = connected.tasks.time_out()
    assert type(runs(connected).error).__name__ == "TimeLimitError"
    late()
    assert runs(connected).runs == ()


def test_a_bug_does_not_leave_them_being_read_for_ever(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.commands.m3ter.connect(M3TER_ORGANIZATION, FakeM3ter.key, SecretPlace.KEYCHAIN).result()

    def fail(_: str, __: SecondsLeft) -> Iterator[Portion[Run]]:
        raise RuntimeError("a bug")

    monkeypatch.setattr(harness.m3ter, "runs", fail)
    read(harness)
    assert not runs(harness).is_reading
    assert len(harness.tasks.crashes) == 1


@pytest.mark.parametrize("again", [False, True])
def test_a_late_answer_is_for_its_own_connection_only(
    connected: WorkflowHarness, again: bool
) -> None:
    connected.tasks.holding.add(Lane.NETWORK)
    read(connected)
    connected.tasks.holding.clear()
    commands = connected.commands.m3ter
    commands.disconnect().result()
    if again:
        commands.connect(M3TER_ORGANIZATION, FakeM3ter.key, SecretPlace.SESSION).result()
    connected.tasks.release_all()
    known = connected.state.m3ter
    assert known is None if not again else known is not None and known.runs == {}


def test_the_key_is_read_from_the_keychain_without_asking(connected: WorkflowHarness) -> None:
    connected.m3ter.drop_key()
    connected.m3ter.runs_already = False
    restarted = connected.restart()
    restarted.keychain.fail_probe = KeychainLockedError("locked")
    unlocked = restarted.keychain.unlocked
    read(restarted)
    assert isinstance(runs(restarted).error, SecretUnavailableError)
    assert restarted.keychain.unlocked == unlocked
    restarted.keychain.fail_probe = None
    read(restarted)
    assert runs(restarted).runs == (run(1), run(2))


def test_a_key_that_is_refused_is_told(connected: WorkflowHarness) -> None:
    connected.m3ter.error = SecretRefusedError(Detail("", "The key was deleted", status=401))
    read(connected)
    assert runs(connected).error is connected.m3ter.error


def test_reading_the_lists_keeps_the_runs(connected: WorkflowHarness) -> None:
    read(connected)
    before = runs(connected)
    connected.commands.m3ter.refresh()
    assert runs(connected) == before


def test_runs_touch_no_credential(connected: WorkflowHarness) -> None:
    credential_id = connected.make_active("EU billing")
    before = connected.credential(credential_id)
    connected.m3ter.error = UNREACHABLE
    read(connected)
    assert connected.credential(credential_id) == before
    assert isinstance(before.account, Account)
