"""What reaches a waiting approval and may be somebody else's: denials, approvals, connections."""

from datetime import timedelta
from pathlib import Path

import pytest

from desktop_app.core.approval import Phase
from desktop_app.core.credential import Stage
from desktop_app.core.errors import NO_DETAIL, Detail, KeychainLockedError, UnreachableError
from desktop_app.core.incident import (
    ContradictoryApprovals,
    LinkOpenedTwice,
    PeerRefused,
    UnconfirmedApproval,
    UnconfirmedDenial,
)
from desktop_app.core.outcome import (
    Approved,
    Denied,
    ExchangeFailed,
    ExchangeProblem,
    NotConfirmed,
    TimedOut,
    WaitStopped,
)
from desktop_app.core.receiver_event import StartLinkOpenedTwice
from desktop_app.workflow.events import BrowserAnswered, IncidentReported
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import activity, assert_agree, assert_over, rows


def reported(harness: WorkflowHarness) -> list[str]:
    return [
        event.credential.name for event in harness.events if isinstance(event, IncidentReported)
    ]


def test_it_is_told_and_ends_nothing(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.report_denial()

    approval = harness.approval(credential_id)
    assert approval.phase is Phase.WAITING
    assert approval.incident == UnconfirmedDenial(has_state=False)
    assert reported(harness) == ["EU billing"]
    harness.approve_in_browser()
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_a_flood_of_them_is_told_once(harness: WorkflowHarness) -> None:
    harness.go("EU billing")
    for _ in range(100):
        harness.report_denial()

    assert reported(harness) == ["EU billing"]


def test_after_the_browser_was_sent_again_another_one_is_told(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.report_denial()
    harness.commands.retry(credential_id)
    assert harness.approval(credential_id).incident is None
    harness.report_denial()

    assert reported(harness) == ["EU billing", "EU billing"]


def test_all_that_wait_are_told_after_a_restart_too(harness: WorkflowHarness) -> None:
    harness.go("One")
    harness.go("Two")
    harness.restart().report_denial()

    assert reported(harness) == ["One", "Two"]


def test_what_does_not_wait_is_left_alone(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.deny_in_browser()
    harness.report_denial()

    assert reported(harness) == []
    assert harness.approval(credential_id).outcome == Denied()


def test_stopping_closes_every_attempt_and_keeps_the_credential(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.commands.retry(credential_id)
    harness.report_denial()
    harness.commands.stop_waiting(credential_id)

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, WaitStopped())
    assert harness.receiver.expected == {}
    assert [outcome for _, outcome in harness.receiver.concluded] == [WaitStopped()] * 2
    assert activity(harness) == ["started", "wait_stopped"]
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
    assert harness.approval(credential_id).outcome == WaitStopped()
    assert [outcome for _, outcome in harness.receiver.concluded] == [WaitStopped()]
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
    assert activity(harness).count("wait_stopped") == 0
    assert_agree(harness)


def test_a_denial_with_a_state_is_told_to_its_approval_only(harness: WorkflowHarness) -> None:
    harness.go("One")
    harness.go("Two")
    harness.report_denial(attempt=1)

    assert reported(harness) == ["Two"]
    assert activity(harness) == ["started", "started"]


# An approval that the person has to confirm


def test_an_unconfirmed_approval_is_asked_about_and_nothing_is_sent(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    answer = harness.approve_elsewhere()

    approval = harness.approval(credential_id)
    assert approval.phase is Phase.WAITING
    assert approval.incident == UnconfirmedApproval(answer.attempt_id, harness.clock.now())
    assert reported(harness) == ["EU billing"]
    assert harness.stripe.exchanged == []
    assert_agree(harness)


def test_yes_exchanges_the_code_once(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    answer = harness.approve_elsewhere()
    harness.commands.confirm_approval(credential_id)
    harness.commands.confirm_approval(credential_id)

    assert harness.stripe.exchanged == [answer.code.reveal()]
    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    assert harness.approval(credential_id).incident is None
    assert [type(event) for event in harness.events].count(BrowserAnswered) == 1
    assert_agree(harness)


def test_no_drops_the_code_and_the_wait_goes_on(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.approve_elsewhere()
    harness.commands.reject_approval(credential_id)

    assert harness.receiver.unconfirmed == {}
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert harness.approval(credential_id).incident is None
    harness.commands.confirm_approval(credential_id)
    assert harness.stripe.exchanged == []
    harness.approve_in_browser()
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_the_answer_of_the_right_browser_wins(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.commands.retry(credential_id)
    harness.approve_elsewhere(attempt=0)
    answer = harness.approve_in_browser(attempt=1)

    assert harness.stripe.exchanged == [answer.code.reveal()]
    assert harness.receiver.unconfirmed == {}
    assert harness.approval(credential_id).incident is None
    assert_agree(harness)


def test_the_answer_of_the_right_browser_drops_the_other_before_it_is_exchanged(
    harness: WorkflowHarness,
) -> None:
    harness.commands.retry(harness.go("EU billing"))
    harness.approve_elsewhere(attempt=0)
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser(attempt=1)
    assert harness.receiver.unconfirmed == {}
    harness.tasks.release_all()


def test_a_code_that_stripe_does_not_accept_any_more_is_not_sent(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.approve_elsewhere()
    harness.clock.pass_time(timedelta(minutes=5))
    harness.commands.confirm_approval(credential_id)

    assert harness.stripe.exchanged == []
    approval = harness.approval(credential_id)
    assert approval.phase is Phase.STOPPED
    assert approval.outcome == ExchangeFailed(ExchangeProblem.CODE_TOO_OLD, NO_DETAIL)
    assert activity(harness) == ["started", "failed"]
    assert isinstance(harness.events[-1], BrowserAnswered)
    assert_agree(harness)


def test_a_code_is_sent_while_stripe_accepts_it(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.approve_elsewhere()
    harness.clock.pass_time(timedelta(minutes=4, seconds=59))
    harness.commands.confirm_approval(credential_id)

    assert harness.approval(credential_id).phase is Phase.APPROVED


def test_what_nobody_confirms_is_dropped_when_stripe_keeps_it_no_longer(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    harness.clock.pass_time(timedelta(minutes=1))
    harness.approve_elsewhere()
    incident = harness.approval(credential_id).incident
    assert isinstance(incident, UnconfirmedApproval)
    assert (incident.time_to_answer, incident.ends_with_code) == (timedelta(minutes=5), True)
    harness.clock.pass_time(timedelta(minutes=4))
    harness.alarm.ring()
    assert harness.approval(credential_id).incident == incident
    # The next warning about the time for approval comes later.
    assert harness.alarm.after == timedelta(minutes=1)
    harness.clock.pass_time(timedelta(minutes=1))
    harness.alarm.ring()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, NotConfirmed())
    assert approval.incident is None
    assert harness.receiver.unconfirmed == {}
    harness.commands.confirm_approval(credential_id)
    assert harness.stripe.exchanged == []
    harness.commands.retry(credential_id)
    harness.approve_in_browser(attempt=1)
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_the_question_ends_with_the_time_for_approval_if_that_ends_first(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    harness.clock.pass_time(timedelta(minutes=7))
    harness.approve_elsewhere()
    incident = harness.approval(credential_id).incident
    assert isinstance(incident, UnconfirmedApproval)
    assert (incident.time_to_answer, incident.ends_with_code) == (timedelta(minutes=3), False)
    harness.clock.pass_time(timedelta(minutes=3))
    harness.alarm.ring()

    assert harness.approval(credential_id).outcome == TimedOut()
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_the_alarm_is_set_to_the_end_of_a_question_as_it_comes(tmp_path: Path) -> None:
    harness = WorkflowHarness(tmp_path / "practice.sqlite3", ttl=timedelta(minutes=30)).start()
    harness.go("EU billing")
    assert harness.alarm.after == timedelta(minutes=25)
    harness.approve_elsewhere()
    assert harness.alarm.after == timedelta(minutes=5)
    harness.store.close()


def test_an_answered_question_sets_no_alarm(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.clock.pass_time(timedelta(seconds=30))
    harness.approve_elsewhere()
    harness.commands.reject_approval(credential_id)
    harness.clock.pass_time(timedelta(minutes=5))
    harness.alarm.ring()

    assert harness.approval(credential_id).phase is Phase.WAITING


def test_what_is_confirmed_after_the_deadline_is_not_sent(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.clock.pass_time(timedelta(minutes=9))
    harness.approve_elsewhere()
    harness.clock.pass_time(timedelta(minutes=1))
    harness.commands.confirm_approval(credential_id)

    assert harness.stripe.exchanged == []
    assert harness.state.credential(credential_id) is None
    assert_agree(harness)


def test_two_approvals_of_two_tabs_are_both_dropped(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.commands.retry(credential_id)
    harness.restart()
    harness.approve_elsewhere(attempt=0)
    harness.approve_elsewhere(attempt=1)

    assert harness.approval(credential_id).incident == ContradictoryApprovals()
    assert harness.receiver.unconfirmed == {}
    harness.commands.confirm_approval(credential_id)
    assert harness.stripe.exchanged == []


def test_opening_the_browser_again_drops_what_was_not_confirmed(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.approve_elsewhere()
    harness.commands.retry(credential_id)

    assert harness.receiver.unconfirmed == {}
    assert harness.approval(credential_id).incident is None


def test_a_denial_does_not_replace_the_question(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.report_denial()
    answer = harness.approve_elsewhere()
    harness.report_denial()

    incident = harness.approval(credential_id).incident
    assert isinstance(incident, UnconfirmedApproval)
    assert incident.attempt_id == answer.attempt_id
    assert reported(harness) == ["EU billing", "EU billing"]


def test_what_a_web_page_can_send_hides_nothing_else(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.report_denial()
    harness.refuse_peer("1001")
    assert harness.approval(credential_id).incident == PeerRefused("bob")
    reuse(harness, next(iter(harness.receiver.expected)))
    harness.report_denial()
    assert harness.approval(credential_id).incident == LinkOpenedTwice()
    harness.report_denial(attempt=0)
    assert harness.approval(credential_id).incident == UnconfirmedDenial(has_state=True)


def test_what_can_not_be_asked_is_dropped(harness: WorkflowHarness) -> None:
    """The person has just chosen *Open again*, and the keychain is in the way."""
    credential_id = harness.go("EU billing")
    harness.restart()
    harness.keychain.fail_probe = KeychainLockedError("locked")
    harness.commands.retry(credential_id)
    assert harness.approval(credential_id).phase is Phase.BLOCKED
    harness.approve_elsewhere()

    assert harness.receiver.unconfirmed == {}
    assert reported(harness) == []


# A link that was opened twice


def reuse(harness: WorkflowHarness, attempt_id: str) -> None:
    harness.workflow.receive(StartLinkOpenedTwice(attempt_id))


def test_a_link_that_two_browsers_open_is_told_while_it_waits(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    for _ in range(2):
        reuse(harness, next(iter(harness.receiver.expected)))

    assert harness.approval(credential_id).incident == LinkOpenedTwice()
    assert reported(harness) == ["EU billing"]


def test_a_link_that_a_second_browser_opens_after_the_approval_is_told_until_it_is_created(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    answer = harness.approve_in_browser()
    reuse(harness, answer.attempt_id)
    assert harness.approval(credential_id).incident == LinkOpenedTwice()
    assert reported(harness) == ["EU billing"]

    harness.commands.create(credential_id)
    reuse(harness, answer.attempt_id)
    assert reported(harness) == ["EU billing"]
    assert_agree(harness)


def test_a_link_that_a_second_browser_opens_after_the_creation_is_told_once(
    harness: WorkflowHarness,
) -> None:
    harness.go("EU billing")
    answer = harness.approve_in_browser()
    harness.commands.create(harness.state.credentials[0].id)
    for _ in range(2):
        reuse(harness, answer.attempt_id)

    assert harness.events[-1] == IncidentReported(harness.state.credentials[0], LinkOpenedTwice())
    assert reported(harness) == ["EU billing"]


def test_a_link_that_a_second_browser_opens_after_the_first_has_denied_is_told(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    (attempt_id,) = harness.receiver.expected
    harness.deny_in_browser()
    for _ in range(2):
        reuse(harness, attempt_id)

    approval = harness.approval(credential_id)
    assert (approval.outcome, approval.incident) == (Denied(), LinkOpenedTwice())
    assert reported(harness) == ["EU billing"]
    harness.commands.retry(credential_id)
    assert harness.approval(credential_id).incident is None
    harness.approve_in_browser()
    assert harness.approval(credential_id).incident is None
    assert_agree(harness)


def test_a_link_of_an_attempt_that_did_not_approve_is_no_question_about_the_account(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    harness.commands.retry(credential_id)
    first, _ = harness.receiver.expected
    harness.approve_in_browser(attempt=1)
    reuse(harness, first)
    harness.commands.create(credential_id)
    reuse(harness, first)

    assert reported(harness) == []


def test_a_link_that_a_second_browser_opens_during_an_exchange_that_fails_is_told(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    harness.stripe.fail_exchange = UnreachableError(Detail())
    harness.tasks.holding = {Lane.NETWORK}
    answer = harness.approve_in_browser()
    reuse(harness, answer.attempt_id)
    harness.tasks.release_all()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.incident) == (Phase.STOPPED, LinkOpenedTwice())


def test_a_link_of_a_credential_that_was_removed_is_told_to_nobody(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    answer = harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)
    reuse(harness, answer.attempt_id)

    assert reported(harness) == []


@pytest.mark.parametrize("lane", [Lane.NETWORK, Lane.KEYCHAIN])
def test_a_link_that_a_second_browser_opens_during_the_exchange_is_told_after_it(
    harness: WorkflowHarness, lane: Lane
) -> None:
    credential_id = harness.go("EU billing")
    harness.tasks.holding = {lane}
    answer = harness.approve_in_browser()
    reuse(harness, answer.attempt_id)
    harness.tasks.release_all()

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.incident) == (Phase.APPROVED, LinkOpenedTwice())


def test_what_the_person_confirmed_is_not_asked_about_again(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    reuse(harness, next(iter(harness.receiver.expected)))
    harness.approve_elsewhere()
    harness.commands.confirm_approval(credential_id)

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.incident) == (Phase.APPROVED, None)


# A program of another user


def test_a_program_of_another_user_is_told_and_logged(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.refuse_peer("1001")

    assert harness.approval(credential_id).incident == PeerRefused("bob")
    assert reported(harness) == ["EU billing"]
    assert rows(harness, "SELECT kind, detail FROM activity")[1:] == [("peer_refused", "bob")]
    harness.approve_in_browser()
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_a_program_of_another_user_is_logged_whatever_is_told_at_the_time(
    harness: WorkflowHarness,
) -> None:
    harness.go("EU billing")
    harness.report_denial()
    harness.refuse_peer("1001")

    assert activity(harness) == ["started", "peer_refused"]


def test_a_name_that_takes_long_holds_up_nothing(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.tasks.holding = {Lane.USERS}
    harness.refuse_peer("1001")
    harness.approve_in_browser()
    assert harness.approval(credential_id).phase is Phase.APPROVED
    harness.tasks.release_all()

    assert reported(harness) == []
    assert activity(harness) == ["started", "approved"]
    assert_agree(harness)


# The result page


def test_the_result_page_is_needed_until_the_credential_is_created(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    answer = harness.approve_in_browser()
    assert harness.receiver.released == []
    harness.commands.create(credential_id)

    assert harness.receiver.released == [answer.attempt_id]


def test_the_result_page_is_not_needed_after_the_credential_was_removed(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    answer = harness.approve_in_browser()
    harness.commands.remove(credential_id, revoke=True)

    assert harness.receiver.released == [answer.attempt_id]


def test_who_keeps_waiting_is_not_asked_until_the_next_denial(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.report_denial()
    harness.commands.keep_waiting(credential_id)
    assert harness.approval(credential_id).incident is None
    assert harness.approval(credential_id).phase is Phase.WAITING
    harness.report_denial()
    assert harness.approval(credential_id).incident == UnconfirmedDenial(has_state=False)


def test_to_keep_waiting_answers_no_other_question(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.approve_elsewhere()
    harness.commands.keep_waiting(credential_id)
    assert isinstance(harness.approval(credential_id).incident, UnconfirmedApproval)
