"""A restart, planned or not: what waits still waits, and what was sent is never sent again."""

from datetime import timedelta

import pytest

from desktop_app.core.approval import Phase
from desktop_app.core.credential import Stage, Status
from desktop_app.core.errors import (
    Detail,
    StorageError,
    UnreachableError,
)
from desktop_app.core.outcome import Approved, TabLost
from desktop_app.core.receiver_event import ResponseArrived
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.events import Loaded, LoadFailed, OperationFailed
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import activity, assert_agree, rows


@pytest.mark.parametrize(
    "by",
    [timedelta(days=-400), timedelta(minutes=-5), timedelta(minutes=5), timedelta(days=400)],
    ids=str,
)
def test_the_time_left_after_a_restart_is_right_whatever_was_done_to_the_wall_clock(
    harness: WorkflowHarness, by: timedelta
) -> None:
    credential_id = harness.go()
    harness.clock.pass_time(timedelta(minutes=3, seconds=7))
    harness.crash()
    harness.clock.set_wall_clock(by)
    harness.clock.pass_time(timedelta(seconds=21))
    harness.start()

    credential = harness.credential(credential_id)
    assert harness.time_left(credential) == timedelta(minutes=6, seconds=32)
    assert harness.alarm.after == timedelta(minutes=1, seconds=32)
    assert_agree(harness)


def test_what_waits_still_waits_on_the_same_port(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    expected, port = dict(harness.receiver.expected), harness.receiver.port
    harness.clock.pass_time(timedelta(minutes=3))
    harness.restart()

    assert harness.receiver.port == port
    assert harness.receiver.expected == expected
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert harness.alarm.after == timedelta(minutes=2)
    assert_agree(harness)
    harness.approve_in_browser()
    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    assert_agree(harness)


def test_without_the_old_port_the_old_tabs_are_dead(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    port = harness.receiver.port
    assert port is not None
    harness.crash().receiver.taken_ports.add(port)
    harness.start()

    assert harness.receiver.expected == {}
    assert rows(harness, "SELECT * FROM attempts") == []
    assert harness.approval(credential_id).phase is Phase.STOPPED
    assert harness.approval(credential_id).outcome == TabLost()
    assert_agree(harness)
    harness.commands.retry(credential_id)
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert harness.receiver.port != port
    assert_agree(harness)


def test_without_any_port_the_old_tabs_are_dead(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.crash().receiver.unavailable = True
    harness.start()

    assert harness.approval(credential_id).phase is Phase.STOPPED
    assert rows(harness, "SELECT * FROM attempts") == []
    assert_agree(harness)


def test_the_port_is_opened_only_if_something_waits(harness: WorkflowHarness) -> None:
    harness.make_active()
    harness.restart()

    assert harness.receiver.port is None
    assert_agree(harness)


def test_a_stripe_that_cannot_be_prepared_at_the_start_does_not_end_the_wait(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.stripe.fail_prepare = UnreachableError(Detail())
    harness.restart()

    assert harness.approval(credential_id).phase is Phase.WAITING
    assert_agree(harness)


def test_a_crash_during_the_exchange_leaves_an_unsettled_grant(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    answer = harness.approve_in_browser()
    harness.restart()

    (grant,) = harness.state.unsettled_grants
    assert (grant.credential_id, grant.account_id) == (credential_id, "")
    assert harness.receiver.expected == {}
    harness.workflow.receive(ResponseArrived(answer))
    assert harness.stripe.exchanged == [], "the code was sent again"
    assert harness.approval(credential_id).phase is Phase.STOPPED
    assert_agree(harness)


def test_approving_again_settles_what_the_crash_left(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.restart()
    harness.commands.retry(credential_id)
    harness.approve_in_browser()

    assert harness.state.unsettled_grants == ()
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_a_crash_after_the_exchange_remembers_the_account(harness: WorkflowHarness) -> None:
    harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.tasks.release()
    harness.restart()

    (grant,) = harness.state.unsettled_grants
    assert grant.account_id == ACCOUNT.id
    assert harness.keychain.entries == {}
    assert_agree(harness)


def test_a_credential_removed_during_an_exchange_that_crashed_is_not_forgotten(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)
    harness.restart()

    assert harness.state.credentials == ()
    (grant,) = harness.state.unsettled_grants
    assert grant.credential_name == "EU billing"
    assert_agree(harness)


def test_an_expired_exchange_that_crashed_is_unsettled_and_its_credential_removed(
    harness: WorkflowHarness,
) -> None:
    harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.crash().clock.pass_time(timedelta(minutes=10))
    harness.start()

    assert harness.state.credentials == ()
    assert len(harness.state.unsettled_grants) == 1
    assert activity(harness)[-1] == "expired"
    assert_agree(harness)


def test_a_cleared_notice_stays_cleared(harness: WorkflowHarness) -> None:
    harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.restart()
    (grant,) = harness.state.unsettled_grants
    harness.commands.clear_unsettled_grant(grant.id)
    harness.restart()

    assert harness.state.unsettled_grants == ()
    assert_agree(harness)


def test_what_is_ready_to_create_can_be_created_after_a_restart(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.approve_in_browser()
    harness.restart()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.APPROVED, Approved(ACCOUNT))
    harness.commands.create(credential_id)
    credential = harness.credential(credential_id)
    assert (credential.stage, credential.status) == (Stage.ACTIVE, Status.ACTIVE)
    assert_agree(harness)


def test_a_database_that_cannot_be_used_is_told(harness: WorkflowHarness) -> None:
    harness.crash()
    harness.database.write_bytes(b"this is not a database" * 100)
    harness.start()

    (event,) = harness.events
    assert isinstance(event, LoadFailed)
    assert isinstance(event.error, StorageError)
    assert harness.tasks.crashes == []


def test_a_database_that_could_not_be_read_is_read_again(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()
    harness.crash()
    content = harness.database.read_bytes()
    harness.database.write_bytes(b"this is not a database" * 100)
    harness.start()
    harness.commands.read_again()
    assert [type(event) for event in harness.events] == [LoadFailed, LoadFailed]
    harness.database.write_bytes(content)
    harness.commands.read_again()

    assert harness.state.loaded == Loaded()
    assert [each.id for each in harness.state.credentials] == [credential_id]
    assert_agree(harness)


def test_a_database_is_not_read_twice_at_once(harness: WorkflowHarness) -> None:
    harness.crash().database.write_bytes(b"this is not a database" * 100)
    harness.start()
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.read_again()
    harness.commands.read_again()
    harness.tasks.release_all()

    assert [type(event) for event in harness.events] == [LoadFailed, LoadFailed]


def test_an_operation_that_broke_off_is_told(harness: WorkflowHarness) -> None:
    problem = StorageError("disk full")
    harness.workflow.operation_failed(problem)

    assert harness.events[-1] == OperationFailed(problem)


def test_who_did_what_is_written_down(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active()

    assert rows(
        harness, "SELECT kind, credential_id, credential_name, os_user, detail FROM activity"
    )[1] == ("approved", credential_id, "EU billing", "ada", ACCOUNT.id)
    assert "sk_test_token" not in str(rows(harness, "SELECT * FROM activity"))


def test_a_step_of_the_start_that_fails_keeps_no_other_from_being_done(
    harness: WorkflowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = harness.go("EU billing")
    harness.clock.pass_time(timedelta(minutes=9))
    waiting = harness.go("US billing")
    harness.crash().clock.pass_time(timedelta(minutes=2))

    def fail(*_: object) -> bool:
        raise StorageError("locked")

    with monkeypatch.context() as broken:
        broken.setattr(SqliteStore, "expire", fail)
        harness.start()
    assert any(isinstance(event, OperationFailed) for event in harness.events)
    assert harness.approval(waiting).phase is Phase.WAITING
    assert len(harness.receiver.expected) > 0
    harness.alarm.ring()

    assert harness.state.credential(over) is None
    assert_agree(harness)
