"""A denial that does not say which approval it belongs to: anyone can send one."""

from datetime import timedelta

from desktop_app.core.approval import Phase
from desktop_app.core.credential import Stage
from desktop_app.core.outcome import Denied
from desktop_app.workflow.events import DenialReported
from desktop_app.workflow.ports import Lane
from tests.fakes import WorkflowHarness
from tests.workflow.agreement import activity, assert_agree


def reported(harness: WorkflowHarness) -> list[str]:
    return [event.credential.name for event in harness.events if isinstance(event, DenialReported)]


def test_it_is_told_and_ends_nothing(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.workflow.denial_reported()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.denial_reported) == (Phase.WAITING, True)
    assert reported(harness) == ["EU billing"]
    harness.approve_in_browser()
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_a_flood_of_them_is_told_once(harness: WorkflowHarness) -> None:
    harness.go("EU billing")
    for _ in range(100):
        harness.workflow.denial_reported()

    assert reported(harness) == ["EU billing"]


def test_after_the_browser_was_sent_again_another_one_is_told(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.workflow.denial_reported()
    harness.commands.retry(credential_id)
    assert not harness.approval(credential_id).denial_reported
    harness.workflow.denial_reported()

    assert reported(harness) == ["EU billing", "EU billing"]


def test_all_that_wait_are_told_after_a_restart_too(harness: WorkflowHarness) -> None:
    harness.go("One")
    harness.go("Two")
    harness.restart().workflow.denial_reported()

    assert reported(harness) == ["One", "Two"]


def test_what_does_not_wait_is_left_alone(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.deny_in_browser()
    harness.workflow.denial_reported()

    assert reported(harness) == []
    assert harness.approval(credential_id).outcome == Denied()


def test_stopping_closes_every_attempt_and_keeps_the_credential(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.commands.retry(credential_id)
    harness.workflow.denial_reported()
    harness.commands.stop_waiting(credential_id)

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, Denied())
    assert harness.receiver.expected == {}
    assert [outcome for _, outcome in harness.receiver.concluded] == [Denied(), Denied()]
    assert activity(harness) == ["started", "denied"]
    assert_agree(harness)

    harness.commands.retry(credential_id)
    harness.approve_in_browser()
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_stopping_while_a_code_is_exchanged_stops_nothing(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    harness.commands.stop_waiting(credential_id)
    harness.tasks.release_all()

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert activity(harness) == ["started", "approved"]
    assert_agree(harness)


def test_an_answer_after_the_stop_was_written_is_never_sent(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.tasks.holding = {Lane.DATABASE}
    harness.commands.stop_waiting(credential_id)
    harness.approve_in_browser()
    harness.tasks.release_all()

    assert harness.stripe.exchanged == []
    assert harness.approval(credential_id).outcome == Denied()
    assert [outcome for _, outcome in harness.receiver.concluded] == [Denied()]
    assert_agree(harness)


def test_stopping_what_is_over_or_approved_does_nothing(harness: WorkflowHarness) -> None:
    over = harness.go("EU billing")
    harness.clock.pass_time(timedelta(minutes=10))
    harness.commands.check_deadlines()
    approved = harness.go("US billing")
    harness.approve_in_browser()
    for credential_id in (over, approved):
        harness.commands.stop_waiting(credential_id)

    credential = harness.credential(approved)
    assert credential.stage is Stage.APPROVED
    assert activity(harness).count("denied") == 0
    assert_agree(harness)
