"""A browser that keeps no cookies: an approval counts by the person's word."""

import pytest

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.agreement import assert_all_agree
from tests.end_to_end.browser import Browser
from tests.end_to_end.journey import ACCOUNT
from tests.end_to_end.workplace import Workplace


@pytest.fixture(scope="module")
def browser(browser_without_cookies: Browser) -> Browser:
    """The browser of every workplace in this module."""
    return browser_without_cookies


def test_the_main_job_is_done_by_the_persons_word(waiting: Workplace) -> None:
    at = waiting
    journey.approve_unconfirmed(at.browser)
    assert at.browser.left_edge_of(labels.RETURN_TO_M3TER) < 400
    assert "code" not in at.browser.address
    at.person.sees(labels.DID_YOU_APPROVE, labels.WIZARD)
    assert at.records.redeemed_codes() == 0

    at.browser.press(labels.RETURN_TO_M3TER)
    at.person.sees_window(labels.WIZARD)
    at.person.press(labels.YES_I_APPROVED)
    journey.create(at.person, labels.STRIPE, "EU billing")
    assert at.records.redeemed_codes() == 1
    assert_all_agree(at)


def test_a_denial_is_asked_about(waiting: Workplace) -> None:
    at = waiting
    at.browser.press(labels.LOG_IN)
    at.browser.press(labels.DENY_ACCESS)
    at.browser.sees(labels.DENIAL_REPORTED)
    at.person.sees(labels.STOP_WAITING_QUESTION, labels.WIZARD)
    at.person.press(labels.STOP_WAITING)
    at.person.sees(labels.WAIT_STOPPED, labels.WIZARD)
    assert_all_agree(at)


def test_no_keeps_the_approval_waiting(waiting: Workplace) -> None:
    at = waiting
    journey.approve_unconfirmed(at.browser)
    at.person.press(labels.NO_DISCARD_IT)
    at.person.sees("left", labels.WIZARD)
    assert not at.person.can_see(ACCOUNT)
    assert at.records.redeemed_codes() == 0
    assert_all_agree(at)
