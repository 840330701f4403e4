"""The ten minutes: what was begun is kept, resumed, approved late, denied, removed, or runs out."""

import pytest

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.agreement import assert_all_agree
from tests.end_to_end.journey import ACCOUNT, go
from tests.end_to_end.workplace import Workplace
from tests.ports import return_port
from tests.waiting import until

OTHER_ACCOUNT = "Acme Europe GmbH"

soon_over = pytest.mark.parametrize("approval_ttl", [8], ids=["eight seconds"])


@pytest.fixture
def incomplete(waiting: Workplace) -> Workplace:
    """The same, with the wizard put away."""
    journey.close_wizard(waiting.person)
    waiting.person.sees_row("EU billing (Incomplete)", "left")
    return waiting


# Resumed ------------------------------------------------------------------------------------


def test_a_wizard_that_is_closed_while_it_waits_can_be_resumed(waiting: Workplace) -> None:
    at = waiting
    at.desktop.keys("Escape")
    at.person.sees_no_window(labels.WIZARD)
    at.person.sees_row("EU billing (Incomplete)", "left")
    assert_all_agree(at)

    journey.resume(at.person, "EU billing (Incomplete)")
    journey.press_open_again_and_create(at.person, at.browser, labels.STRIPE, "EU billing")
    assert_all_agree(at)


def test_an_approval_after_the_wizard_was_closed_is_taken(incomplete: Workplace) -> None:
    at = incomplete
    go(journey.approve(at.browser))
    at.person.sees_row("EU billing", ACCOUNT, labels.READY_TO_CREATE)
    assert_all_agree(at)

    journey.resume(at.person, "EU billing")
    journey.create(at.person, labels.STRIPE, "EU billing")
    assert_all_agree(at)


def test_the_link_can_be_copied_for_another_browser(waiting: Workplace) -> None:
    at = waiting
    at.person.press(labels.COPY_LINK)
    link = until(lambda: at.desktop.clipboard().strip(), "the link on the clipboard")
    assert "/start/" in link
    assert link not in at.desktop.links.read_text()
    at.browser.visit(link)
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
    assert_all_agree(at)


# Answered twice, or with no ------------------------------------------------------------------


def test_of_two_tabs_the_first_wins_and_the_second_hears_that_it_was_handled(
    waiting: Workplace,
) -> None:
    at = waiting
    second = at.browser.tab
    journey.press_open_again(at.person, at.browser)
    go(journey.approve(at.browser))
    at.person.sees(ACCOUNT, labels.WIZARD)

    at.browser.turn_to(second)
    at.browser.press(labels.LOG_IN)
    at.browser.choose(OTHER_ACCOUNT)
    at.browser.press(labels.APPROVE_ACCESS)
    at.browser.sees("already handled")
    assert at.records.redeemed_codes() == 1

    journey.create(at.person, labels.STRIPE, "EU billing")
    assert len(at.records.connections()) == 1
    assert_all_agree(at)


def test_a_denial_says_what_to_do_next(waiting: Workplace) -> None:
    at = waiting
    journey.deny(at.browser)
    at.person.sees(labels.DENIED, labels.WIZARD)
    assert at.records.connections() == set()
    assert_all_agree(at)

    journey.press_open_again_and_create(at.person, at.browser, labels.STRIPE, "EU billing")
    assert_all_agree(at)


def test_a_denial_after_the_wizard_was_closed_is_told_when_it_is_resumed(
    incomplete: Workplace,
) -> None:
    at = incomplete
    journey.deny(at.browser)
    at.person.sees_row("EU billing (Incomplete)", "left")
    journey.resume(at.person, "EU billing (Incomplete)")
    at.person.sees(labels.DENIED, labels.WIZARD)
    assert_all_agree(at)

    journey.press_open_again_and_create(at.person, at.browser, labels.STRIPE, "EU billing")
    assert_all_agree(at)


def test_a_denial_that_names_no_approval_is_asked_about(waiting: Workplace) -> None:
    at = waiting
    at.browser.visit(_denial_without_state(return_port(at.browser.address)))
    at.browser.sees(labels.DENIAL_REPORTED)
    at.person.sees(labels.STOP_WAITING_QUESTION, labels.WIZARD)
    at.person.sees("left", labels.WIZARD)
    (attempt,) = at.records.attempts()
    assert attempt.status == "open"

    at.person.press(labels.STOP_WAITING)
    at.person.sees(labels.WAIT_STOPPED, labels.WIZARD)
    until(lambda: not at.records.attempts(), "the attempt to end")
    assert_all_agree(at)

    journey.press_open_again_and_create(at.person, at.browser, labels.STRIPE, "EU billing")
    assert_all_agree(at)


def test_a_denial_that_names_no_approval_keeps_no_other_answer_out(waiting: Workplace) -> None:
    at = waiting
    asked = at.browser.tab
    at.browser.visit(_denial_without_state(return_port(at.browser.address)))
    at.person.sees(labels.STOP_WAITING_QUESTION, labels.WIZARD)
    at.browser.turn_to(asked)
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
    assert_all_agree(at)


# Removed ------------------------------------------------------------------------------------


def test_what_waits_can_be_removed(incomplete: Workplace) -> None:
    at = incomplete
    at.person.selects_row("EU billing (Incomplete)")
    at.person.press(labels.REMOVE_CREDENTIAL)
    at.person.sees_window(labels.REMOVE)
    assert at.person.focused() == labels.CANCEL
    at.person.press(labels.REMOVE)
    at.person.sees_no_row("EU billing")
    at.person.sees("“EU billing” was removed.")
    assert at.records.credentials() == []

    # The tab is still open: it connects nothing any more.
    at.browser.press(labels.LOG_IN)
    at.browser.press(labels.APPROVE_ACCESS)
    at.browser.sees(labels.CREDENTIAL_REMOVED)
    assert at.records.redeemed_codes() == 0
    assert_all_agree(at)


def test_removing_what_is_ready_to_create_revokes_its_access(incomplete: Workplace) -> None:
    at = incomplete
    go(journey.approve(at.browser))
    at.person.sees_row("EU billing", ACCOUNT, labels.READY_TO_CREATE)
    assert len(at.records.connections()) == 1

    at.person.sees_window(labels.WINDOW)
    at.person.selects_row("EU billing")
    at.person.press(labels.REMOVE_CREDENTIAL)
    at.person.sees_window(labels.REMOVE)
    at.person.sees("access to the account will be revoked", labels.REMOVE)
    at.person.press(labels.REMOVE)
    at.person.sees_no_row("EU billing")
    until(lambda: not at.records.credentials(), "the credential to be removed")
    assert at.records.connections() == set()
    assert_all_agree(at)


# Run out ------------------------------------------------------------------------------------


@soon_over
def test_when_the_time_is_over_an_open_wizard_says_so_and_keeps_what_was_typed(
    workplace: Workplace,
) -> None:
    at = workplace
    journey.begin(at.person, at.browser, labels.STRIPE_TEST, "Sandbox")
    at.person.sees(labels.TIME_HAS_RUN_OUT, labels.WIZARD)
    assert at.records.credentials() == []
    _approve_too_late(at)

    at.person.press(labels.START_AGAIN)
    at.person.sees(labels.SELECT_A_SYSTEM_AND_NAME, labels.WIZARD)
    assert at.person.reads(labels.NAME) == "Sandbox"
    assert at.person.is_checked(labels.STRIPE_TEST)
    assert_all_agree(at)


@soon_over
def test_when_the_time_is_over_the_entry_goes_and_a_line_says_so(incomplete: Workplace) -> None:
    at = incomplete
    at.person.sees_no_row("EU billing")
    at.person.press(f"{labels.SHOW}: “EU billing” {labels.REMOVED_IN_TIME}")
    at.person.sees("Choose “Start again”")
    assert at.records.credentials() == []
    _approve_too_late(at)
    assert_all_agree(at)


def _approve_too_late(at: Workplace) -> None:
    """The tab that is still open hears the same; the code that it brings is never sent."""
    at.browser.press(labels.LOG_IN)
    at.browser.press(labels.APPROVE_ACCESS)
    at.browser.sees(labels.TIME_HAS_RUN_OUT)
    assert at.records.redeemed_codes() == 0


def _denial_without_state(port: int) -> str:
    """Return what Stripe's documentation shows, and anyone can send."""
    denial = "error=access_denied&error_description=The+user+denied+your+request"
    return f"http://127.0.0.1:{port}/stripe/return?{denial}"
