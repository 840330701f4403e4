"""A restart, planned or not: what waits still waits, and what was sent is never sent again."""

from datetime import timedelta

import pytest

from desktop_app.core.credential import Stage, Status
from desktop_app.core.outcome import Approved, TabLost
from desktop_app.core.problems import (
    Detail,
    StorageFailed,
    StripeUnreachable,
)
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.events import LoadFailed, OperationFailed, Phase
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, Desk
from tests.workflow.agreement import activity, assert_agree, rows


@pytest.mark.parametrize(
    "by",
    [timedelta(days=-400), timedelta(minutes=-5), timedelta(minutes=5), timedelta(days=400)],
    ids=str,
)
def test_the_time_left_after_a_restart_is_right_whatever_was_done_to_the_wall_clock(
    desk: Desk, by: timedelta
) -> None:
    credential_id = desk.go()
    desk.clock.pass_time(timedelta(minutes=3, seconds=7))
    desk.crash()
    desk.clock.set_wall_clock(by)
    desk.clock.pass_time(timedelta(seconds=21))
    desk.start()

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert desk.workflow.time_left(credential) == timedelta(minutes=6, seconds=32)
    assert desk.alarm.after == timedelta(minutes=1, seconds=32)
    assert_agree(desk)


def test_what_waits_still_waits_on_the_same_port(desk: Desk) -> None:
    credential_id = desk.go()
    expected, port = dict(desk.receiver.expected), desk.receiver.port
    desk.clock.pass_time(timedelta(minutes=3))
    desk.restart()

    assert desk.receiver.port == port
    assert desk.receiver.expected == expected
    approval = desk.approval(credential_id)
    assert (approval.phase, approval.link) == (Phase.WAITING, None)
    assert desk.alarm.after == timedelta(minutes=2)
    assert_agree(desk)
    desk.approve_in_browser()
    assert desk.approval(credential_id).outcome == Approved(ACCOUNT)
    assert_agree(desk)


def test_without_the_old_port_the_old_tabs_are_dead(desk: Desk) -> None:
    credential_id = desk.go()
    port = desk.receiver.port
    assert port is not None
    desk.crash().receiver.taken_ports.add(port)
    desk.start()

    assert desk.receiver.expected == {}
    assert rows(desk, "SELECT * FROM attempts") == []
    assert desk.approval(credential_id).phase is Phase.STOPPED
    assert desk.approval(credential_id).outcome == TabLost()
    assert_agree(desk)
    desk.workflow.open_again(credential_id)
    assert desk.approval(credential_id).phase is Phase.WAITING
    assert desk.receiver.port != port
    assert_agree(desk)


def test_without_any_port_the_old_tabs_are_dead(desk: Desk) -> None:
    credential_id = desk.go()
    desk.crash().receiver.unavailable = True
    desk.start()

    assert desk.approval(credential_id).phase is Phase.STOPPED
    assert rows(desk, "SELECT * FROM attempts") == []
    assert_agree(desk)


def test_the_port_is_opened_only_if_something_waits(desk: Desk) -> None:
    desk.make_active()
    desk.restart()

    assert desk.receiver.port is None
    assert_agree(desk)


def test_a_stripe_that_cannot_be_prepared_at_the_start_does_not_end_the_wait(desk: Desk) -> None:
    credential_id = desk.go()
    desk.stripe.fail_prepare = StripeUnreachable(Detail())
    desk.restart()

    assert desk.approval(credential_id).phase is Phase.WAITING
    assert_agree(desk)


def test_a_crash_during_the_exchange_leaves_an_unsettled_grant(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    answer = desk.approve_in_browser()
    desk.restart()

    (grant,) = desk.workflow.unsettled_grants
    assert (grant.credential_id, grant.account_id) == (credential_id, "")
    assert desk.receiver.expected == {}
    desk.workflow.answer_arrived(answer)
    assert desk.stripe.exchanged == [], "the code was sent again"
    assert desk.approval(credential_id).phase is Phase.STOPPED
    assert_agree(desk)


def test_approving_again_settles_what_the_crash_left(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.restart()
    desk.workflow.open_again(credential_id)
    desk.approve_in_browser()

    assert desk.workflow.unsettled_grants == ()
    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert_agree(desk)


def test_a_crash_after_the_exchange_remembers_the_account(desk: Desk) -> None:
    desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.tasks.release()
    desk.restart()

    (grant,) = desk.workflow.unsettled_grants
    assert grant.account_id == ACCOUNT.id
    assert desk.keychain.entries == {}
    assert_agree(desk)


def test_a_credential_removed_during_an_exchange_that_crashed_is_not_forgotten(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.remove(credential_id, revoke=True)
    desk.restart()

    assert desk.workflow.credentials == ()
    (grant,) = desk.workflow.unsettled_grants
    assert grant.credential_name == "EU billing"
    assert_agree(desk)


def test_an_expired_exchange_that_crashed_is_unsettled_and_its_credential_removed(
    desk: Desk,
) -> None:
    desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.crash().clock.pass_time(timedelta(minutes=10))
    desk.start()

    assert desk.workflow.credentials == ()
    assert len(desk.workflow.unsettled_grants) == 1
    assert activity(desk)[-1] == "expired"
    assert_agree(desk)


def test_a_cleared_notice_stays_cleared(desk: Desk) -> None:
    desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.restart()
    (grant,) = desk.workflow.unsettled_grants
    desk.workflow.clear_unsettled_grant(grant.id)
    desk.restart()

    assert desk.workflow.unsettled_grants == ()
    assert_agree(desk)


def test_what_is_ready_to_create_can_be_created_after_a_restart(desk: Desk) -> None:
    credential_id = desk.go()
    desk.approve_in_browser()
    desk.restart()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.APPROVED, Approved(ACCOUNT))
    desk.workflow.create(credential_id)
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert (credential.stage, credential.status) == (Stage.ACTIVE, Status.ACTIVE)
    assert_agree(desk)


def test_a_database_that_cannot_be_used_is_told(desk: Desk) -> None:
    desk.crash()
    desk.database.write_bytes(b"this is not a database" * 100)
    desk.start()

    (event,) = desk.events
    assert isinstance(event, LoadFailed)
    assert isinstance(event.problem, StorageFailed)
    assert desk.tasks.crashes == []


def test_an_operation_that_broke_off_is_told(desk: Desk) -> None:
    problem = StorageFailed("disk full")
    desk.workflow.operation_failed(problem)

    assert desk.events[-1] == OperationFailed(problem)


def test_who_did_what_is_written_down(desk: Desk) -> None:
    credential_id = desk.make_active()

    assert rows(desk, "SELECT kind, credential_id, credential_name, os_user, detail FROM activity")[
        1
    ] == ("approved", credential_id, "EU billing", "ada", ACCOUNT.id)
    assert "sk_test_token" not in str(rows(desk, "SELECT * FROM activity"))


def test_a_step_of_the_start_that_fails_keeps_no_other_from_being_done(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    over = desk.go("EU billing")
    desk.clock.pass_time(timedelta(minutes=9))
    waiting = desk.go("US billing")
    desk.crash().clock.pass_time(timedelta(minutes=2))

    def fail(*_: object) -> bool:
        raise StorageFailed("locked")

    with monkeypatch.context() as broken:
        broken.setattr(SqliteStore, "expire", fail)
        desk.start()
    assert any(isinstance(event, OperationFailed) for event in desk.events)
    assert desk.approval(waiting).phase is Phase.WAITING
    assert len(desk.receiver.expected) > 0
    desk.alarm.ring()

    assert desk.workflow.credential(over) is None
    assert_agree(desk)
