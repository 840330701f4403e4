"""A code is exchanged exactly once, whatever the browser does."""

from datetime import timedelta

from desktop_app.core.answer import CodeAnswer
from desktop_app.core.credential import Stage
from desktop_app.core.outcome import Approved, Superseded
from desktop_app.core.problems import Detail, StripeRefused
from desktop_app.core.secret import Secret
from desktop_app.workflow.events import Phase
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, Desk
from tests.workflow.agreement import activity, assert_agree


def test_a_repeated_answer_is_not_exchanged_again(desk: Desk) -> None:
    desk.go()
    answer = desk.approve_in_browser()
    desk.workflow.answer_arrived(answer)

    assert desk.stripe.exchanged == [answer.code.reveal()]
    assert_agree(desk)


def test_a_repeated_answer_while_the_first_is_exchanged_is_not_sent(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    answer = desk.approve_in_browser()
    desk.workflow.answer_arrived(answer)
    desk.tasks.release_all()

    assert desk.stripe.exchanged == [answer.code.reveal()]
    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert_agree(desk)


def test_of_two_tabs_the_first_answer_wins(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.open_again(credential_id)
    first, second = desk.receiver.expected
    desk.approve_in_browser(attempt=1)

    assert len(desk.stripe.exchanged) == 1
    assert dict(desk.receiver.concluded) == {second: Approved(ACCOUNT), first: Superseded()}
    assert_agree(desk)


def test_a_second_tab_that_answers_during_the_exchange_is_not_needed(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.open_again(credential_id)
    first, second = desk.receiver.expected
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser(attempt=0)
    desk.approve_in_browser(attempt=1)

    assert desk.receiver.concluded == [(second, Superseded())]
    desk.tasks.release_all()
    assert desk.receiver.concluded[-1] == (first, Approved(ACCOUNT))
    assert len(desk.stripe.exchanged) == 1
    assert_agree(desk)


def test_a_second_tab_that_is_denied_during_the_exchange_stops_nothing(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.open_again(credential_id)
    desk.tasks.holding = {Lane.NETWORK}
    desk.approve_in_browser(attempt=0)
    desk.deny_in_browser(attempt=1)

    assert desk.approval(credential_id).phase is Phase.FINISHING
    desk.tasks.release_all()
    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert "denied" not in activity(desk)
    assert_agree(desk)


def test_two_answers_whose_claims_wait_together_are_one_exchange(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.open_again(credential_id)
    desk.tasks.holding = {Lane.DATABASE}
    desk.approve_in_browser(attempt=0)
    desk.approve_in_browser(attempt=1)
    desk.tasks.release_all()

    assert len(desk.stripe.exchanged) == 1
    assert_agree(desk)


def test_the_claim_is_written_down_before_the_code_is_sent(desk: Desk) -> None:
    desk.go()
    desk.tasks.holding = {Lane.DATABASE}
    desk.approve_in_browser()

    assert desk.stripe.exchanged == []
    desk.tasks.release_all()
    assert len(desk.stripe.exchanged) == 1


def test_an_answer_of_an_attempt_that_nobody_made_is_ignored(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.answer_arrived(CodeAnswer("unknown", Secret("ac_0")))

    assert desk.stripe.exchanged == []
    assert desk.approval(credential_id).phase is Phase.WAITING
    assert_agree(desk)


def test_another_tab_may_still_be_approved_after_one_failed(desk: Desk) -> None:
    credential_id = desk.go()
    desk.workflow.open_again(credential_id)
    desk.stripe.fail_exchange = StripeRefused(Detail("invalid_grant"))
    desk.approve_in_browser()
    desk.stripe.fail_exchange = None
    desk.approve_in_browser()

    assert len(desk.stripe.exchanged) == 2
    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert_agree(desk)


def test_open_again_is_a_new_attempt_with_a_new_state_under_the_same_deadline(desk: Desk) -> None:
    credential_id = desk.go()
    desk.clock.pass_time(timedelta(minutes=4))
    desk.workflow.open_again(credential_id)

    assert len(set(desk.browser.opened)) == 2
    assert len(set(desk.receiver.expected.values())) == 2
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert desk.workflow.time_left(credential) == timedelta(minutes=6)
    assert desk.approval(credential_id).link == desk.browser.opened[-1]
    assert_agree(desk)


def test_an_answer_before_open_again_was_ready_is_not_set_back(desk: Desk) -> None:
    credential_id = desk.go()
    desk.tasks.holding = {Lane.NETWORK}
    desk.workflow.open_again(credential_id)
    desk.approve_in_browser()
    desk.tasks.release_all()

    assert desk.approval(credential_id).phase is Phase.APPROVED
    assert len(desk.browser.opened) == 1, "a browser was opened for what is being finished"
    credential = desk.workflow.credential(credential_id)
    assert credential is not None
    assert credential.stage is Stage.APPROVED
    assert_agree(desk)
