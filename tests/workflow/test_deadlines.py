"""The ten minutes: one owner, and nothing lengthens them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from desktop_app.core.credential import Credential, Stage
from desktop_app.core.outcome import TimedOut
from desktop_app.core.problems import Detail, StorageFailed, StripeRefused
from desktop_app.workflow.events import CredentialGone, Phase, TimeGetsShort
from desktop_app.workflow.ports import Lane
from tests.fakes import Desk
from tests.workflow.agreement import activity, assert_agree, assert_over

TEN_MINUTES = timedelta(minutes=10)
INSTANT = timedelta(microseconds=1)


def time_left(desk: Desk, credential_id: str) -> timedelta:
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    return desk.workflow.time_left(credential)


def gone(desk: Desk) -> list[Credential]:
    return [
        event.credential
        for event in desk.events
        if isinstance(event, CredentialGone) and event.why == TimedOut()
    ]


def test_when_the_alarm_rings_the_credential_is_removed(desk: Desk) -> None:
    credential_id = desk.go()
    attempt_id = next(iter(desk.receiver.expected))
    desk.clock.pass_time(TEN_MINUTES)
    desk.alarm.ring()

    assert_over(desk, credential_id)
    assert desk.approval(credential_id).outcome == TimedOut()
    assert [c.id for c in gone(desk)] == [credential_id]
    assert desk.receiver.concluded == [(attempt_id, TimedOut())]
    assert activity(desk) == ["started", "expired"]
    assert_agree(desk)


def test_an_alarm_that_rings_early_is_set_again(desk: Desk) -> None:
    credential_id = desk.go()
    desk.clock.pass_time(TEN_MINUTES - INSTANT)
    desk.alarm.ring()

    assert time_left(desk, credential_id) == INSTANT
    assert desk.alarm.after == INSTANT
    assert_agree(desk)


def test_the_alarm_is_set_to_the_earliest_deadline(desk: Desk) -> None:
    first = desk.go("One")
    desk.clock.pass_time(timedelta(minutes=9, seconds=40))
    second = desk.go("Two")
    assert desk.alarm.after == timedelta(seconds=20)
    desk.clock.pass_time(timedelta(seconds=20))
    desk.alarm.ring()

    assert_over(desk, first)
    assert time_left(desk, second) == timedelta(minutes=9, seconds=40)
    assert_agree(desk)


def warnings(desk: Desk) -> list[tuple[str, timedelta]]:
    return [
        (event.credential.name, event.left)
        for event in desk.events
        if isinstance(event, TimeGetsShort)
    ]


def test_a_person_is_warned_at_five_two_and_one_minute_and_at_thirty_seconds(desk: Desk) -> None:
    desk.go("EU billing")
    for _ in range(4):
        assert desk.alarm.after is not None
        desk.clock.pass_time(desk.alarm.after)
        desk.alarm.ring()

    assert warnings(desk) == [
        ("EU billing", timedelta(minutes=5)),
        ("EU billing", timedelta(minutes=2)),
        ("EU billing", timedelta(minutes=1)),
        ("EU billing", timedelta(seconds=30)),
    ]
    assert desk.alarm.after == timedelta(seconds=30)
    assert_agree(desk)


def test_a_warning_is_given_once_however_often_the_clock_is_looked_at(desk: Desk) -> None:
    desk.go("EU billing")
    desk.clock.pass_time(timedelta(minutes=5))
    for _ in range(3):
        desk.workflow.check_deadlines()

    assert warnings(desk) == [("EU billing", timedelta(minutes=5))]


def test_after_a_sleep_only_what_is_left_is_told(desk: Desk) -> None:
    desk.go("EU billing")
    desk.clock.pass_time(timedelta(minutes=9, seconds=15))
    desk.workflow.check_deadlines()

    assert warnings(desk) == [("EU billing", timedelta(seconds=45))]


def test_each_credential_has_its_own_warnings(desk: Desk) -> None:
    desk.go("One")
    desk.clock.pass_time(timedelta(minutes=4))
    desk.go("Two")
    for minutes in (1, 3, 1):
        desk.clock.pass_time(timedelta(minutes=minutes))
        desk.alarm.ring()

    assert warnings(desk) == [
        ("One", timedelta(minutes=5)),
        ("One", timedelta(minutes=2)),
        ("One", timedelta(minutes=1)),
        ("Two", timedelta(minutes=5)),
    ]


def test_what_is_being_exchanged_is_not_warned_of(desk: Desk) -> None:
    desk.go("EU billing")
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.clock.pass_time(timedelta(minutes=6))
    desk.workflow.check_deadlines()
    desk.tasks.release_all()

    assert warnings(desk) == []
    assert_agree(desk)


def test_what_the_database_could_not_remove_is_tried_again_soon(desk: Desk) -> None:
    credential_id = desk.go("EU billing")
    desk.clock.pass_time(TEN_MINUTES)
    desk.disk.is_full = True
    desk.alarm.ring()
    (problem,) = desk.tasks.crashes
    assert isinstance(problem, StorageFailed)
    desk.tasks.crashes.clear()
    desk.disk.mend()
    assert desk.alarm.after == timedelta(seconds=30)
    desk.alarm.ring()

    assert_over(desk, credential_id)
    assert_agree(desk)


def test_within_one_run_the_boot_clock_decides_where_no_boot_has_a_name(desk: Desk) -> None:
    desk.clock.moment = replace(desk.clock.moment, boot_id="", run="this run")
    credential_id = desk.go("EU billing")
    desk.clock.pass_time(timedelta(minutes=4))
    desk.clock.set_wall_clock(-timedelta(minutes=3))

    assert time_left(desk, credential_id) == timedelta(minutes=6)


def test_what_is_over_is_not_warned_of(desk: Desk) -> None:
    desk.go("EU billing")
    desk.clock.pass_time(TEN_MINUTES)
    desk.alarm.ring()

    assert warnings(desk) == []


def test_a_shorter_limit_is_kept(desk: Desk) -> None:
    short = Desk(desk.database.with_name("short.sqlite3"), ttl=timedelta(seconds=30)).start()
    short.go()

    assert short.alarm.after == timedelta(seconds=30)
    assert_agree(short)
    short.store.close()


@pytest.mark.parametrize("days", [-400, 400])
def test_a_wall_clock_that_is_set_changes_nothing(desk: Desk, days: int) -> None:
    credential_id = desk.go()
    desk.clock.pass_time(timedelta(minutes=4))
    desk.clock.set_wall_clock(timedelta(days=days))
    desk.workflow.check_deadlines()

    assert time_left(desk, credential_id) == timedelta(minutes=6)
    desk.clock.pass_time(timedelta(minutes=6))
    desk.workflow.check_deadlines()
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_time_passes_while_the_program_is_closed(desk: Desk) -> None:
    credential_id = desk.go()
    desk.crash().clock.pass_time(TEN_MINUTES)
    desk.start()

    assert_over(desk, credential_id)
    assert desk.receiver.expected == {}
    assert activity(desk) == ["started", "expired"]
    assert_agree(desk)


def test_after_the_machine_was_restarted_the_wall_clock_counts(desk: Desk) -> None:
    credential_id = desk.go()
    desk.crash()
    desk.clock.pass_time(timedelta(minutes=4))
    desk.clock.moment = replace(desk.clock.moment, boot_id="boot-2", boot_seconds=20.0)
    desk.start()

    assert time_left(desk, credential_id) == timedelta(minutes=6)
    assert_agree(desk)


@pytest.mark.parametrize("minutes", [-3, 300])
def test_after_that_setting_the_wall_clock_changes_nothing(desk: Desk, minutes: int) -> None:
    credential_id = desk.go()
    desk.crash()
    desk.clock.pass_time(timedelta(minutes=4))
    desk.clock.moment = replace(desk.clock.moment, boot_id="boot-2", boot_seconds=20.0)
    desk.start()
    desk.clock.set_wall_clock(timedelta(minutes=minutes))
    assert time_left(desk, credential_id) == timedelta(minutes=6)
    desk.restart()

    assert time_left(desk, credential_id) == timedelta(minutes=6)
    assert_agree(desk)


def test_a_clock_set_back_over_a_machine_s_restart_gains_nothing(desk: Desk) -> None:
    credential_id = desk.go()
    desk.crash()
    desk.clock.set_wall_clock(-timedelta(hours=1))
    desk.clock.moment = replace(desk.clock.moment, boot_id="boot-2", boot_seconds=20.0)
    desk.start()

    assert_over(desk, credential_id)
    assert_agree(desk)


def test_an_answer_after_the_deadline_is_not_sent_even_if_the_alarm_is_late(desk: Desk) -> None:
    credential_id = desk.go()
    attempt_id = next(iter(desk.receiver.expected))
    desk.clock.pass_time(TEN_MINUTES)
    desk.approve_in_browser()

    assert desk.stripe.exchanged == []
    assert desk.receiver.concluded == [(attempt_id, TimedOut())]
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_an_answer_before_the_deadline_may_finish_after_it(desk: Desk) -> None:
    credential_id = desk.go()
    desk.clock.pass_time(TEN_MINUTES - INSTANT)
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.clock.pass_time(timedelta(seconds=20))
    desk.workflow.check_deadlines()
    assert desk.approval(credential_id).phase is Phase.FINISHING
    assert gone(desk) == []
    desk.tasks.release_all()

    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.stage is Stage.APPROVED
    assert_agree(desk)


def test_an_answer_that_fails_after_the_deadline_ends_the_credential(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.clock.pass_time(TEN_MINUTES)
    desk.alarm.ring() if desk.alarm.after else desk.workflow.check_deadlines()
    desk.stripe.fail_exchange = StripeRefused(Detail("invalid_grant"))
    desk.tasks.release_all()

    assert_over(desk, credential_id)
    assert desk.approval(credential_id).outcome == TimedOut()
    assert activity(desk) == ["started", "failed", "expired"]
    assert_agree(desk)


def test_open_again_after_the_deadline_opens_no_browser(desk: Desk) -> None:
    credential_id = desk.go()
    desk.clock.pass_time(TEN_MINUTES)
    desk.workflow.open_again(credential_id)

    assert len(desk.browser.opened) == 1
    assert_over(desk, credential_id)
    assert desk.approval(credential_id).outcome == TimedOut()
    assert_agree(desk)


def test_a_deadline_during_open_again_ends_the_credential(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.open_again(credential_id)
    desk.clock.pass_time(TEN_MINUTES)
    desk.alarm.ring()
    desk.tasks.release_all()

    assert len(desk.browser.opened) == 1
    assert desk.approval(credential_id).outcome == TimedOut()
    assert_over(desk, credential_id)
    assert_agree(desk)


def test_the_name_is_free_again_when_time_is_up(desk: Desk) -> None:
    desk.go("EU billing")
    desk.clock.pass_time(TEN_MINUTES)
    desk.alarm.ring()
    credential_id = desk.go("EU billing")

    assert desk.approval(credential_id).phase is Phase.WAITING
    assert time_left(desk, credential_id) == TEN_MINUTES
    assert_agree(desk)
