"""A denial that does not say which approval it belongs to: anyone can send one."""

from datetime import timedelta

from desktop_app.core.credential import Stage
from desktop_app.core.outcome import Denied
from desktop_app.workflow.events import DenialReported, Phase
from desktop_app.workflow.ports import Lane
from tests.fakes import Desk
from tests.workflow.agreement import activity, assert_agree


def reported(desk: Desk) -> list[str]:
    return [event.credential.name for event in desk.events if isinstance(event, DenialReported)]


def test_it_is_told_and_ends_nothing(desk: Desk) -> None:
    credential_id = desk.go("EU billing")
    desk.workflow.denial_reported()

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.denial_reported) == (Phase.WAITING, True)
    assert reported(desk) == ["EU billing"]
    desk.approve_in_browser()
    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert_agree(desk)


def test_a_flood_of_them_is_told_once(desk: Desk) -> None:
    desk.go("EU billing")
    for _ in range(100):
        desk.workflow.denial_reported()

    assert reported(desk) == ["EU billing"]


def test_after_the_browser_was_sent_again_another_one_is_told(desk: Desk) -> None:
    credential_id = desk.go("EU billing")
    desk.workflow.denial_reported()
    desk.workflow.open_again(credential_id)
    assert not desk.approval(credential_id).denial_reported
    desk.workflow.denial_reported()

    assert reported(desk) == ["EU billing", "EU billing"]


def test_all_that_wait_are_told_after_a_restart_too(desk: Desk) -> None:
    desk.go("One")
    desk.go("Two")
    desk.restart().workflow.denial_reported()

    assert reported(desk) == ["One", "Two"]


def test_what_does_not_wait_is_left_alone(desk: Desk) -> None:
    credential_id = desk.go("EU billing")
    desk.deny_in_browser()
    desk.workflow.denial_reported()

    assert reported(desk) == []
    assert desk.approval(credential_id).outcome == Denied()


def test_stopping_closes_every_attempt_and_keeps_the_credential(desk: Desk) -> None:
    credential_id = desk.go("EU billing")
    desk.workflow.open_again(credential_id)
    desk.workflow.denial_reported()
    desk.workflow.stop_waiting(credential_id)

    approval = desk.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, Denied())
    assert desk.receiver.expected == {}
    assert [outcome for _, outcome in desk.receiver.concluded] == [Denied(), Denied()]
    assert activity(desk) == ["started", "denied"]
    assert_agree(desk)

    desk.workflow.open_again(credential_id)
    desk.approve_in_browser()
    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert_agree(desk)


def test_stopping_while_a_code_is_exchanged_stops_nothing(desk: Desk) -> None:
    credential_id = desk.go("EU billing")
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser()
    desk.workflow.stop_waiting(credential_id)
    desk.tasks.release_all()

    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert activity(desk) == ["started", "approved"]
    assert_agree(desk)


def test_an_answer_after_the_stop_was_written_is_never_sent(desk: Desk) -> None:
    credential_id = desk.go("EU billing")
    desk.tasks.holding = {Lane.DATABASE}
    desk.workflow.stop_waiting(credential_id)
    desk.approve_in_browser()
    desk.tasks.release_all()

    assert desk.stripe.exchanged == []
    assert desk.approval(credential_id).outcome == Denied()
    assert [outcome for _, outcome in desk.receiver.concluded] == [Denied()]
    assert_agree(desk)


def test_stopping_what_is_over_or_approved_does_nothing(desk: Desk) -> None:
    over = desk.go("EU billing")
    desk.clock.pass_time(timedelta(minutes=10))
    desk.workflow.check_deadlines()
    approved = desk.go("US billing")
    desk.approve_in_browser()
    for credential_id in (over, approved):
        desk.workflow.stop_waiting(credential_id)

    credential = desk.workflow.credential(approved)
    assert credential is not None
    assert credential.stage is Stage.APPROVED
    assert activity(desk).count("denied") == 0
    assert_agree(desk)
