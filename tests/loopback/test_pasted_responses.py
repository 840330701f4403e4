"""What the receiver does when the person brings the response of an attempt themselves."""

from desktop_app.core.oauth_state import new_state
from desktop_app.core.outcome import Denied
from desktop_app.core.receiver_event import ApprovalUnconfirmed
from tests.loopback.conftest import APPROVED, ReceiverHarness


def test_a_state_leads_to_its_attempt_also_when_that_is_over(harness: ReceiverHarness) -> None:
    first, second = harness.begin_attempt("first"), harness.begin_attempt("second")
    harness.receiver.conclude("first", Denied())

    assert harness.receiver.with_state(first.text) == "first"
    assert harness.receiver.with_state(second.text) == "second"
    for unknown in (new_state(harness.port).text, first.text[:-1], "", "\udcff"):
        assert harness.receiver.with_state(unknown) is None


def test_an_attempt_is_answered_once(harness: ReceiverHarness) -> None:
    harness.begin_attempt()
    assert harness.receiver.answer("first")
    assert not harness.receiver.answer("first")
    assert not harness.receiver.answer("unknown")


def test_an_attempt_that_is_over_is_not_answered(harness: ReceiverHarness) -> None:
    harness.begin_attempt()
    harness.receiver.conclude("first", Denied())
    assert not harness.receiver.answer("first")


def test_an_attempt_that_a_browser_has_answered_is_not_answered_again(
    harness: ReceiverHarness,
) -> None:
    harness.answer(harness.expect())
    assert not harness.receiver.answer("first")


def test_a_browser_that_comes_later_is_not_taken(harness: ReceiverHarness) -> None:
    state = harness.expect()
    harness.receiver.answer("first")
    target = f"/stripe/return?code=ac_2&state={state.text}"
    assert "Already handled" in harness.ask(target).body
    assert "Already handled" in harness.ask_from_elsewhere(target).body
    assert harness.events == []

    harness.receiver.conclude("first", APPROVED)
    assert "Acme" not in harness.ask_from_elsewhere(target).body


def test_the_code_that_the_person_was_asked_about_is_dropped(harness: ReceiverHarness) -> None:
    state = harness.begin_attempt()
    page = harness.ask_from_elsewhere(f"/stripe/return?code=ac_2&state={state.text}").location
    assert harness.events == [ApprovalUnconfirmed("first")]
    assert harness.receiver.answer("first")

    assert harness.receiver.confirm("first") is None
    assert "Not confirmed" in harness.ask_from_elsewhere(page).body
