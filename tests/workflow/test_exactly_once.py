"""A code is exchanged at most once, whatever the browser does."""

import math
from datetime import timedelta

from desktop_app.core.approval import Phase
from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.credential import Stage
from desktop_app.core.errors import Detail, RefusedError
from desktop_app.core.outcome import Approved, ExchangeFailed, ExchangeProblem, Superseded
from desktop_app.core.receiver_event import ResponseArrived
from desktop_app.core.secret import Secret
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import activity, assert_agree


def test_a_repeated_answer_is_not_exchanged_again(harness: WorkflowHarness) -> None:
    harness.go()
    answer = harness.approve_in_browser()
    harness.workflow.receive(ResponseArrived(answer))

    assert harness.stripe.exchanged == [answer.code.reveal()]
    assert_agree(harness)


def test_a_repeated_answer_while_the_first_is_exchanged_is_not_sent(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    answer = harness.approve_in_browser()
    harness.workflow.receive(ResponseArrived(answer))
    harness.tasks.release_all()

    assert harness.stripe.exchanged == [answer.code.reveal()]
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_of_two_tabs_the_first_answer_wins(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.commands.retry(credential_id)
    first, second = harness.receiver.expected
    harness.approve_in_browser(attempt=1)

    assert len(harness.stripe.exchanged) == 1
    assert dict(harness.receiver.concluded) == {second: Approved(ACCOUNT), first: Superseded()}
    assert_agree(harness)


def test_a_second_tab_that_answers_during_the_exchange_is_not_needed(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.commands.retry(credential_id)
    first, second = harness.receiver.expected
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser(attempt=0)
    harness.approve_in_browser(attempt=1)

    assert harness.receiver.concluded == [(second, Superseded())]
    harness.tasks.release_all()
    assert harness.receiver.concluded[-1] == (first, Approved(ACCOUNT))
    assert len(harness.stripe.exchanged) == 1
    assert_agree(harness)


def test_a_second_tab_that_is_denied_during_the_exchange_stops_nothing(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.commands.retry(credential_id)
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser(attempt=0)
    harness.deny_in_browser(attempt=1)

    assert harness.approval(credential_id).phase is Phase.FINISHING
    harness.tasks.release_all()
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert "denied" not in activity(harness)
    assert_agree(harness)


def test_while_the_claim_is_stored_the_approval_says_that_stripe_has_answered(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.DATABASE}
    harness.approve_in_browser()

    assert harness.approval(credential_id).phase is Phase.FINISHING
    harness.tasks.release_all()
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_a_code_that_waited_until_stripe_does_not_accept_it_is_not_sent(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.DATABASE}
    harness.approve_in_browser()
    harness.clock.pass_time(timedelta(minutes=5))
    harness.tasks.release_all()

    assert harness.stripe.exchanged == []
    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (
        Phase.STOPPED,
        ExchangeFailed(ExchangeProblem.CODE_TOO_OLD, Detail()),
    )
    assert activity(harness) == ["started", "failed"]
    assert_agree(harness)


def test_two_answers_whose_claims_wait_together_are_one_exchange(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.commands.retry(credential_id)
    harness.tasks.holding = {Lane.DATABASE}
    harness.approve_in_browser(attempt=0)
    harness.approve_in_browser(attempt=1)
    harness.tasks.release_all()

    assert len(harness.stripe.exchanged) == 1
    assert_agree(harness)


def test_the_claim_is_written_down_before_the_code_is_sent(harness: WorkflowHarness) -> None:
    harness.go()
    harness.tasks.holding = {Lane.DATABASE}
    harness.approve_in_browser()

    assert harness.stripe.exchanged == []
    harness.tasks.release_all()
    assert len(harness.stripe.exchanged) == 1


def test_a_code_may_be_sent_for_a_minute_after_it_was_queued(harness: WorkflowHarness) -> None:
    harness.go()
    harness.approve_in_browser()

    assert [seconds for call, seconds in harness.stripe.given if call == "exchange"] == [60.0]


def test_each_call_has_a_deadline_but_a_revocation_which_is_never_given_up(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.make_active()
    harness.commands.check(credential_id)
    harness.commands.remove(credential_id, revoke=True)

    assert harness.stripe.given == [
        ("prepare", 20.0),
        ("exchange", 60.0),
        ("account", 8.0),
        ("account", 20.0),
        ("deauthorize", math.inf),
    ]


def test_an_answer_of_an_attempt_that_nobody_made_is_ignored(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.workflow.receive(ResponseArrived(AuthorizationCodeResponse("unknown", Secret("ac_0"))))

    assert harness.stripe.exchanged == []
    assert harness.approval(credential_id).phase is Phase.WAITING
    assert_agree(harness)


def test_another_tab_may_still_be_approved_after_one_failed(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.commands.retry(credential_id)
    harness.stripe.fail_exchange = RefusedError(Detail("invalid_grant"))
    harness.approve_in_browser()
    harness.stripe.fail_exchange = None
    harness.approve_in_browser()

    assert len(harness.stripe.exchanged) == 2
    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert_agree(harness)


def test_open_again_is_a_new_attempt_with_a_new_state_under_the_same_deadline(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go()
    harness.clock.pass_time(timedelta(minutes=4))
    harness.commands.retry(credential_id)

    assert len(set(harness.browser.opened)) == 2
    assert len(set(harness.receiver.expected.values())) == 2
    credential = harness.credential(credential_id)
    assert harness.time_left(credential) == timedelta(minutes=6)
    assert harness.browser.opened[-1].endswith(list(harness.receiver.expected)[-1])
    assert_agree(harness)


def test_an_answer_before_open_again_was_ready_is_not_set_back(harness: WorkflowHarness) -> None:
    credential_id = harness.go()
    harness.tasks.holding = {Lane.NETWORK}
    harness.commands.retry(credential_id)
    harness.approve_in_browser()
    harness.tasks.release_all()

    assert harness.approval(credential_id).phase is Phase.APPROVED
    assert len(harness.browser.opened) == 1, "a browser was opened for what is being finished"
    credential = harness.credential(credential_id)
    assert credential.stage is Stage.APPROVED
    assert_agree(harness)
