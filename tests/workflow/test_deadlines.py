"""The ten minutes: one owner, and nothing lengthens them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.approval import Phase
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.errors import Detail, RefusedError, StorageError
from desktop_app.core.outcome import TimedOut
from desktop_app.workflow.events import CredentialGone, TimeGetsShort
from desktop_app.workflow.ports import Lane
from tests.fakes import WorkflowHarness
from tests.workflow.agreement import activity, assert_agree, assert_over
from tests.workflow.witness import INSTANT

TEN_MINUTES = timedelta(minutes=10)


def time_left(harness: WorkflowHarness, credential_id: str) -> timedelta:
    credential = harness.credential(credential_id)
    return harness.time_left(credential)


def gone(harness: WorkflowHarness) -> list[Credential]:
    return [
        event.credential
        for event in harness.events
        if isinstance(event, CredentialGone) and event.why == TimedOut()
    ]


def test_when_the_alarm_rings_the_credential_is_removed(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    attempt_id = next(iter(harness.receiver.expected))
    harness.clock.pass_time(TEN_MINUTES)
    harness.alarm.ring()

    assert_over(harness, credential_id)
    assert harness.approval(credential_id).outcome == TimedOut()
    assert [c.id for c in gone(harness)] == [credential_id]
    assert harness.receiver.concluded == [(attempt_id, TimedOut())]
    assert activity(harness) == ["started", "expired"]
    assert_agree(harness)


def test_an_alarm_that_rings_early_is_set_again(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.clock.pass_time(TEN_MINUTES - INSTANT)
    harness.alarm.ring()

    assert time_left(harness, credential_id) == INSTANT
    assert harness.alarm.after == INSTANT
    assert_agree(harness)


def test_the_alarm_is_set_to_the_earliest_deadline(harness: WorkflowHarness) -> None:
    first = harness.go("One")
    harness.clock.pass_time(timedelta(minutes=9, seconds=40))
    second = harness.go("Two")
    assert harness.alarm.after == timedelta(seconds=20)
    harness.clock.pass_time(timedelta(seconds=20))
    harness.alarm.ring()

    assert_over(harness, first)
    assert time_left(harness, second) == timedelta(minutes=9, seconds=40)
    assert_agree(harness)


def warnings(harness: WorkflowHarness) -> list[tuple[str, timedelta]]:
    return [
        (event.credential.name, event.left)
        for event in harness.events
        if isinstance(event, TimeGetsShort)
    ]


def test_a_person_is_warned_at_five_two_and_one_minute_and_at_thirty_seconds(
    harness: WorkflowHarness,
) -> None:
    harness.go("EU billing")
    for _ in range(4):
        assert harness.alarm.after is not None
        harness.clock.pass_time(harness.alarm.after)
        harness.alarm.ring()

    assert warnings(harness) == [
        ("EU billing", timedelta(minutes=5)),
        ("EU billing", timedelta(minutes=2)),
        ("EU billing", timedelta(minutes=1)),
        ("EU billing", timedelta(seconds=30)),
    ]
    assert harness.alarm.after == timedelta(seconds=30)
    assert_agree(harness)


def test_a_warning_is_given_once_however_often_the_clock_is_looked_at(
    harness: WorkflowHarness,
) -> None:
    harness.go("EU billing")
    harness.clock.pass_time(timedelta(minutes=5))
    for _ in range(3):
        harness.commands.check_deadlines()

    assert warnings(harness) == [("EU billing", timedelta(minutes=5))]


def test_after_a_sleep_only_what_is_left_is_told(harness: WorkflowHarness) -> None:
    harness.go("EU billing")
    harness.clock.pass_time(timedelta(minutes=9, seconds=15))
    harness.commands.check_deadlines()

    assert warnings(harness) == [("EU billing", timedelta(seconds=45))]


def test_each_credential_has_its_own_warnings(harness: WorkflowHarness) -> None:
    harness.go("One")
    harness.clock.pass_time(timedelta(minutes=4))
    harness.go("Two")
    for minutes in (1, 3, 1):
        harness.clock.pass_time(timedelta(minutes=minutes))
        harness.alarm.ring()

    assert warnings(harness) == [
        ("One", timedelta(minutes=5)),
        ("One", timedelta(minutes=2)),
        ("One", timedelta(minutes=1)),
        ("Two", timedelta(minutes=5)),
    ]


def test_what_is_being_exchanged_is_not_warned_of(harness: WorkflowHarness) -> None:
    harness.go("EU billing")
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.clock.pass_time(timedelta(minutes=6))
    harness.commands.check_deadlines()
    harness.tasks.release_all()

    assert warnings(harness) == []
    assert_agree(harness)


def test_what_the_database_could_not_remove_is_tried_again_soon(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.clock.pass_time(TEN_MINUTES)
    harness.disk.is_full = True
    harness.alarm.ring()
    (problem,) = harness.tasks.crashes
    assert isinstance(problem, StorageError)
    harness.tasks.crashes.clear()
    harness.disk.mend()
    assert harness.alarm.after == timedelta(seconds=30)
    harness.alarm.ring()

    assert_over(harness, credential_id)
    assert_agree(harness)


def test_within_one_run_the_boot_clock_decides_where_no_boot_has_a_name(
    harness: WorkflowHarness,
) -> None:
    harness.clock.moment = replace(harness.clock.moment, boot_id="", run="this run")
    credential_id = harness.go("EU billing")
    harness.clock.pass_time(timedelta(minutes=4))
    harness.clock.set_wall_clock(-timedelta(minutes=3))

    assert time_left(harness, credential_id) == timedelta(minutes=6)


def test_what_is_over_is_not_warned_of(harness: WorkflowHarness) -> None:
    harness.go("EU billing")
    harness.clock.pass_time(TEN_MINUTES)
    harness.alarm.ring()

    assert warnings(harness) == []


def test_a_shorter_limit_is_kept(harness: WorkflowHarness) -> None:
    short = WorkflowHarness(
        harness.database.with_name("short.sqlite3"), ttl=timedelta(seconds=30)
    ).start()
    short.go()

    assert short.alarm.after == timedelta(seconds=30)
    assert_agree(short)
    short.store.close()


@pytest.mark.parametrize("days", [-400, 400])
def test_a_wall_clock_that_is_set_changes_nothing(harness: WorkflowHarness, days: int) -> None:
    credential_id = harness.go()
    harness.clock.pass_time(timedelta(minutes=4))
    harness.clock.set_wall_clock(timedelta(days=days))
    harness.commands.check_deadlines()

    assert time_left(harness, credential_id) == timedelta(minutes=6)
    harness.clock.pass_time(timedelta(minutes=6))
    harness.commands.check_deadlines()
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_time_passes_while_the_program_is_closed(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.crash().clock.pass_time(TEN_MINUTES)
    harness.start()

    assert_over(harness, credential_id)
    assert harness.receiver.expected == {}
    assert activity(harness) == ["started", "expired"]
    assert_agree(harness)


def test_after_the_machine_was_restarted_the_wall_clock_counts(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.crash()
    harness.clock.pass_time(timedelta(minutes=4))
    harness.clock.moment = replace(harness.clock.moment, boot_id="boot-2", boot_seconds=20.0)
    harness.start()

    assert time_left(harness, credential_id) == timedelta(minutes=6)
    assert_agree(harness)


@pytest.mark.parametrize("minutes", [-3, 300])
def test_after_that_setting_the_wall_clock_changes_nothing(
    harness: WorkflowHarness, minutes: int
) -> None:
    credential_id = harness.go()
    harness.crash()
    harness.clock.pass_time(timedelta(minutes=4))
    harness.clock.moment = replace(harness.clock.moment, boot_id="boot-2", boot_seconds=20.0)
    harness.start()
    harness.clock.set_wall_clock(timedelta(minutes=minutes))
    assert time_left(harness, credential_id) == timedelta(minutes=6)
    harness.restart()

    assert time_left(harness, credential_id) == timedelta(minutes=6)
    assert_agree(harness)


def test_a_clock_set_back_over_a_machine_s_restart_gains_nothing(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.crash()
    harness.clock.set_wall_clock(-timedelta(hours=1))
    harness.clock.moment = replace(harness.clock.moment, boot_id="boot-2", boot_seconds=20.0)
    harness.start()

    assert_over(harness, credential_id)
    assert_agree(harness)


def test_an_answer_after_the_deadline_is_not_sent_even_if_the_alarm_is_late(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    attempt_id = next(iter(harness.receiver.expected))
    harness.clock.pass_time(TEN_MINUTES)
    harness.approve_in_browser()

    assert harness.stripe.exchanged == []
    assert harness.receiver.concluded == [(attempt_id, TimedOut())]
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_an_answer_before_the_deadline_may_finish_after_it(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.clock.pass_time(TEN_MINUTES - INSTANT)
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.clock.pass_time(timedelta(seconds=20))
    harness.commands.check_deadlines()
    assert harness.approval(credential_id).phase is Phase.FINISHING
    assert gone(harness) == []
    harness.tasks.release_all()

    credential = harness.credential(credential_id)
    assert credential.stage is Stage.APPROVED
    assert_agree(harness)


def test_an_answer_that_fails_after_the_deadline_ends_the_credential(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.clock.pass_time(TEN_MINUTES)
    harness.alarm.ring() if harness.alarm.after else harness.commands.check_deadlines()
    harness.stripe.fail_exchange = RefusedError(Detail("invalid_grant"))
    harness.tasks.release_all()

    assert_over(harness, credential_id)
    assert harness.approval(credential_id).outcome == TimedOut()
    assert activity(harness) == ["started", "failed", "expired"]
    assert_agree(harness)


def test_open_again_after_the_deadline_opens_no_browser(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.clock.pass_time(TEN_MINUTES)
    harness.commands.retry(credential_id)

    assert len(harness.browser.opened) == 1
    assert_over(harness, credential_id)
    assert harness.approval(credential_id).outcome == TimedOut()
    assert_agree(harness)


def test_a_deadline_during_open_again_ends_the_credential(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.retry(credential_id)
    harness.clock.pass_time(TEN_MINUTES)
    harness.alarm.ring()
    harness.tasks.release_all()

    assert len(harness.browser.opened) == 1
    assert harness.approval(credential_id).outcome == TimedOut()
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_the_name_is_free_again_when_time_is_up(harness: WorkflowHarness) -> None:
    harness.go("EU billing")
    harness.clock.pass_time(TEN_MINUTES)
    harness.alarm.ring()
    credential_id = harness.go("EU billing")

    assert harness.approval(credential_id).phase is Phase.WAITING
    assert time_left(harness, credential_id) == TEN_MINUTES
    assert_agree(harness)
