"""Somebody else approves: a link to send, and the address at which their browser ended."""

import logging
from collections.abc import Callable
from datetime import timedelta

import pytest

from desktop_app.core.approval import Phase
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.errors import (
    NO_DETAIL,
    AccountNotConnectedError,
    Detail,
    KeychainLockedError,
    UnreachableError,
)
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.core.oauth_state import new_state
from desktop_app.core.outcome import (
    Approved,
    Denied,
    ExchangeFailed,
    ExchangeProblem,
    LinkToSend,
    WaitStopped,
)
from desktop_app.core.pasted_response import PasteProblem, PasteRefused
from desktop_app.core.receiver_event import StartLinkOpenedTwice
from desktop_app.core.systems import System
from desktop_app.workflow.events import BrowserAnswered
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT, WorkflowHarness
from tests.workflow.agreement import activity, assert_agree, assert_over
from tests.workflow.routes import PAGE

RETURN_PAGE = "https://return.acme.example/stripe"


def link_to_send(harness: WorkflowHarness, credential_id: str) -> str:
    link = harness.commands.make_link_to_send(credential_id).result()
    assert link is not None
    return link


def state_in(link: str) -> str:
    return link.partition("state=")[2]


def address(state: str, query: str = "code=ac_else") -> str:
    """Return where the browser of somebody else ends, on a route of Practice."""
    return f"http://127.0.0.1:{state.partition('.')[0]}/stripe/return?{query}&state={state}"


def paste(harness: WorkflowHarness, credential_id: str, text: str) -> PasteProblem | None:
    refused = harness.commands.use_pasted_response(credential_id, text)
    return None if refused is None else refused.why


def sent(harness: WorkflowHarness) -> tuple[str, str]:
    """Begin an approval that somebody else is asked for; return its id and the state to answer."""
    credential_id = harness.go("EU billing")
    return credential_id, state_in(link_to_send(harness, credential_id))


def test_the_link_to_send_is_stripes_own_with_a_state_of_its_own(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.clock.pass_time(timedelta(minutes=3))
    before = harness.credential(credential_id)
    link = link_to_send(harness, credential_id)

    assert link.startswith("https://stripe.example/oauth/authorize?")
    assert state_in(link) != state_in(harness.stripe_link(0))
    assert len(harness.browser.opened) == 1
    assert harness.credential(credential_id) == before
    assert harness.time_left(before) == timedelta(minutes=7)
    assert len(harness.receiver.expected) == 2
    assert_agree(harness)


def begin_to_send(harness: WorkflowHarness, credential_id: str | None = None) -> str:
    return harness.commands.go_to_stripe(
        System.STRIPE_TEST, "EU billing", SecretPlace.KEYCHAIN, credential_id, to_send=True
    )


def test_an_approval_can_begin_with_the_link_to_send(harness: WorkflowHarness) -> None:
    credential_id = begin_to_send(harness)
    approval = harness.approval(credential_id)
    link = harness.stripe_link()

    assert (approval.phase, approval.outcome) == (Phase.WAITING, LinkToSend(link))
    assert link not in repr(approval)
    assert harness.browser.opened == []
    assert harness.time_left(harness.credential(credential_id)) == timedelta(minutes=10)
    assert len(harness.receiver.expected) == 1
    assert paste(harness, credential_id, address(state_in(link))) is None
    assert harness.approval(credential_id).outcome == Approved(ACCOUNT)
    assert_agree(harness)


def test_a_credential_can_be_approved_again_by_somebody_else(harness: WorkflowHarness) -> None:
    credential_id = harness.make_active("EU billing")
    harness.stripe.fail_account = AccountNotConnectedError(Detail())
    harness.commands.check(credential_id)
    opened = len(harness.browser.opened)
    begin_to_send(harness, credential_id)

    assert harness.approval(credential_id).outcome == LinkToSend(harness.stripe_link())
    assert len(harness.browser.opened) == opened


def test_unlocking_the_keychain_opens_no_browser_for_a_link_to_send(
    harness: WorkflowHarness,
) -> None:
    harness.keychain.fail_probe = KeychainLockedError("locked")
    credential_id = begin_to_send(harness)
    assert harness.approval(credential_id).phase is Phase.BLOCKED
    harness.keychain.fail_probe = None
    harness.commands.unlock_keychain(credential_id)

    assert harness.approval(credential_id).outcome == LinkToSend(harness.stripe_link())
    assert harness.browser.opened == []


def test_only_the_link_that_was_to_be_sent_is_asked_about_as_sent(
    harness: WorkflowHarness,
) -> None:
    credential_id = begin_to_send(harness)
    harness.commands.retry(credential_id)
    assert len(harness.browser.opened) == 1
    for attempt, is_sent in ((1, False), (0, True)):
        harness.approve_elsewhere(attempt)
        incident = harness.approval(credential_id).incident
        assert isinstance(incident, UnconfirmedApproval)
        assert incident.is_by_sent_link is is_sent
        harness.commands.reject_approval(credential_id)


def test_the_pasted_address_approves(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    assert paste(harness, credential_id, address(state)) is None

    assert harness.stripe.exchanged == ["ac_else"]
    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.APPROVED, Approved(ACCOUNT))
    assert approval.incident is None
    assert [type(event) for event in harness.events].count(BrowserAnswered) == 1
    assert_agree(harness)


@pytest.mark.parametrize("page", [RETURN_PAGE, "http://127.0.0.1:51234/stripe/return"])
def test_the_return_page_and_its_dead_link_do_as_well(harness: WorkflowHarness, page: str) -> None:
    harness.stripe.known_routes = (PAGE,)
    credential_id, state = sent(harness)
    assert paste(harness, credential_id, f"{page}?code=ac_else&state={state}") is None

    assert harness.credential(credential_id).stage is Stage.APPROVED
    assert_agree(harness)


def test_the_address_of_the_browser_that_was_opened_does_as_well(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    assert paste(harness, credential_id, address(state_in(harness.stripe_link()))) is None

    assert harness.credential(credential_id).stage is Stage.APPROVED
    assert_agree(harness)


def test_after_a_restart_the_link_that_was_sent_still_works(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    harness.restart()
    assert paste(harness, credential_id, address(state)) is None

    assert harness.credential(credential_id).stage is Stage.APPROVED
    assert_agree(harness)


def test_a_pasted_denial_ends_the_attempt(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    assert paste(harness, credential_id, address(state, "error=access_denied")) is None

    approval = harness.approval(credential_id)
    assert (approval.phase, approval.outcome) == (Phase.STOPPED, Denied())
    assert harness.stripe.exchanged == []
    assert_agree(harness)


def test_another_error_of_stripes_is_told(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    text = address(state, "error=server_error&error_description=Try+later")
    assert paste(harness, credential_id, text) is None

    detail = Detail(error="server_error", description="Try later")
    assert harness.approval(credential_id).outcome == ExchangeFailed(
        ExchangeProblem.REPORTED, detail
    )
    assert_agree(harness)


@pytest.mark.parametrize(
    ("make", "problem"),
    [
        (lambda state: "I have approved it.", PasteProblem.NOT_AN_ADDRESS),
        (lambda state: f"https://evil.example/?code=x&state={state}", PasteProblem.OTHER_PAGE),
        (
            lambda state: f"https://stripe.example/oauth/authorize?state={state}",
            PasteProblem.OTHER_PAGE,
        ),
        (lambda state: address(state, "scope=read_write"), PasteProblem.NO_RESPONSE),
        (lambda state: address(state, "code=a&code=b"), PasteProblem.DAMAGED),
        (lambda state: address(state, "code=a&error=access_denied"), PasteProblem.DAMAGED),
        (lambda state: address(state, "code="), PasteProblem.DAMAGED),
        (lambda state: address(state, f"code={'x' * 513}"), PasteProblem.DAMAGED),
        (lambda state: address(state, "code=a%0Ab"), PasteProblem.DAMAGED),
        (lambda state: address(state[:-1]), PasteProblem.UNKNOWN_STATE),
        (lambda state: address(f"{state}x"), PasteProblem.UNKNOWN_STATE),
        (lambda state: address(new_state(51234).text), PasteProblem.UNKNOWN_STATE),
        (
            lambda state: "http://127.0.0.1:51234/stripe/return?error=access_denied",
            PasteProblem.DENIAL_WITHOUT_STATE,
        ),
    ],
)
def test_what_is_wrong_with_an_address_is_told_and_nothing_changes(
    harness: WorkflowHarness, make: Callable[[str], str], problem: PasteProblem
) -> None:
    credential_id, state = sent(harness)
    before = harness.approval(credential_id)
    assert paste(harness, credential_id, make(state)) is problem

    assert harness.approval(credential_id) == before
    assert harness.stripe.exchanged == []
    assert_agree(harness)
    # The right address works afterwards.
    assert paste(harness, credential_id, address(state)) is None


def test_the_page_that_is_expected_is_told(harness: WorkflowHarness) -> None:
    harness.stripe.known_routes = (PAGE,)
    credential_id, _ = sent(harness)
    assert harness.commands.use_pasted_response(
        credential_id, "https://example.com/"
    ) == PasteRefused(PasteProblem.OTHER_PAGE, (RETURN_PAGE,))


def test_the_address_of_another_credential_is_refused(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    other = harness.go("US billing")
    assert paste(harness, other, address(state)) is PasteProblem.OTHER_CREDENTIAL

    assert harness.stripe.exchanged == []
    assert paste(harness, credential_id, address(state)) is None
    assert harness.credential(other).stage is Stage.INCOMPLETE
    assert_agree(harness)


def test_a_code_is_used_once(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    paste(harness, credential_id, address(state))
    assert paste(harness, credential_id, address(state)) is PasteProblem.ALREADY_USED

    assert harness.stripe.exchanged == ["ac_else"]
    assert_agree(harness)


def test_an_attempt_is_answered_once_also_if_its_exchange_failed(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    harness.stripe.fail_exchange = UnreachableError(NO_DETAIL)
    assert paste(harness, credential_id, address(state)) is None
    assert harness.approval(credential_id).phase is Phase.STOPPED
    harness.stripe.fail_exchange = None
    again = address(state, "code=ac_other")
    assert paste(harness, credential_id, again) is PasteProblem.ALREADY_USED

    assert harness.stripe.exchanged == ["ac_else"]
    assert_agree(harness)


def test_while_a_code_is_exchanged_nothing_is_taken(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    harness.tasks.holding = {Lane.NETWORK}
    harness.approve_in_browser()
    assert paste(harness, credential_id, address(state)) is PasteProblem.ALREADY_USED
    harness.tasks.release_all()

    assert len(harness.stripe.exchanged) == 1
    assert_agree(harness)


def test_the_browser_that_comes_after_the_pasted_address_is_not_taken(
    harness: WorkflowHarness,
) -> None:
    credential_id, state = sent(harness)
    harness.tasks.holding = {Lane.DATABASE}
    assert paste(harness, credential_id, address(state)) is None
    harness.approve_in_browser(attempt=0)
    harness.tasks.release_all()

    assert harness.stripe.exchanged == ["ac_else"]
    assert_agree(harness)


def test_after_the_time_is_over_nothing_is_taken(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    harness.clock.pass_time(timedelta(minutes=10))
    assert paste(harness, credential_id, address(state)) is PasteProblem.TIME_OVER
    harness.alarm.ring()
    assert paste(harness, credential_id, address(state)) is PasteProblem.TIME_OVER

    assert harness.stripe.exchanged == []
    assert_over(harness, credential_id)
    assert_agree(harness)


def test_after_the_person_stopped_waiting_nothing_is_taken(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    harness.report_denial()
    harness.commands.stop_waiting(credential_id)
    assert paste(harness, credential_id, address(state)) is PasteProblem.ALREADY_USED

    assert harness.approval(credential_id).outcome == WaitStopped()
    assert harness.stripe.exchanged == []
    assert_agree(harness)


def test_a_browser_of_this_computer_that_opens_the_sent_link_is_asked_about(
    harness: WorkflowHarness,
) -> None:
    credential_id, state = sent(harness)
    answer = harness.approve_elsewhere(attempt=1)
    assert harness.approval(credential_id).incident == UnconfirmedApproval(
        answer.attempt_id, harness.clock.now(), is_by_sent_link=True
    )
    # Pasting its address is the person's word, too.
    text = address(state, f"code={answer.code.reveal()}")
    assert paste(harness, credential_id, text) is None

    assert harness.stripe.exchanged == [answer.code.reveal()]
    assert harness.receiver.unconfirmed == {}
    assert harness.approval(credential_id).incident is None
    assert_agree(harness)


def test_the_person_s_word_settles_that_the_link_was_opened_twice(
    harness: WorkflowHarness,
) -> None:
    credential_id = harness.go("EU billing")
    (attempt_id,) = harness.receiver.expected
    harness.workflow.receive(StartLinkOpenedTwice(attempt_id))
    assert paste(harness, credential_id, address(state_in(harness.stripe_link()))) is None

    assert harness.approval(credential_id).incident is None


def test_a_database_that_fails_sends_nothing(harness: WorkflowHarness) -> None:
    credential_id, state = sent(harness)
    harness.disk.is_full = True
    assert paste(harness, credential_id, address(state)) is None

    assert harness.stripe.exchanged == []
    assert harness.approval(credential_id).outcome == ExchangeFailed(
        ExchangeProblem.NOT_SAVED, NO_DETAIL
    )


def test_no_link_is_made_for_what_does_not_wait(harness: WorkflowHarness) -> None:
    credential_id = harness.go("EU billing")
    harness.approve_in_browser()
    assert harness.commands.make_link_to_send(credential_id).result() is None
    assert activity(harness) == ["started", "approved"]


def test_neither_the_code_nor_the_state_is_logged(
    harness: WorkflowHarness, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    credential_id, state = sent(harness)
    paste(harness, credential_id, address(state, "code=ac_else&code=ac_else"))
    paste(harness, credential_id, address(state))
    paste(harness, credential_id, address(state))

    assert "ac_else" not in caplog.text
    assert state not in caplog.text
