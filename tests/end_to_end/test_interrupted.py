"""The main job, interrupted: what was begun is kept, and can be gone on with or dropped."""

import pytest

from tests.end_to_end import journey
from tests.end_to_end.journey import ACCOUNT, STRIPE, WIZARD, go
from tests.end_to_end.waiting import until
from tests.end_to_end.workplace import Workplace


@pytest.fixture
def waiting(workplace: Workplace) -> Workplace:
    """A wizard that waits for approval, and a browser that stands at Stripe's page."""
    go(journey.open_stripe(workplace.person))
    go(journey.name_credential(workplace.person, STRIPE, "EU billing"))
    go(journey.go_to_stripe(workplace.person, workplace.browser))
    return workplace


def test_a_wizard_that_is_closed_while_it_waits_can_be_resumed(waiting: Workplace) -> None:
    at = waiting
    at.desk.keys("Escape")
    at.person.sees_no_window(WIZARD)
    at.person.sees_row("EU billing (Incomplete)", "left")

    at.person.selects_row("EU billing (Incomplete)")
    at.person.press("Resume")
    at.person.sees_window(WIZARD)
    at.person.press("Open again")
    at.browser.follow_opened_link()
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, STRIPE, "EU billing"))
    assert at.records.open_attempts() == 0


def test_an_approval_after_the_wizard_was_closed_is_taken(waiting: Workplace) -> None:
    at = waiting
    at.person.press("Cancel")
    at.person.sees_no_window(WIZARD)
    go(journey.approve(at.browser))
    at.person.sees_row("EU billing", ACCOUNT, "Ready to create")

    at.person.selects_row("EU billing")
    at.person.press("Resume")
    at.person.sees_window(WIZARD)
    at.person.press("Create credential")
    at.person.sees_no_window(WIZARD)
    at.person.sees_row("EU billing", ACCOUNT, "Active")


def test_a_denial_says_what_to_do_next(waiting: Workplace) -> None:
    at = waiting
    at.browser.press("Log in")
    at.browser.press("Deny access")
    at.browser.sees("denied")
    at.person.sees("denied", WIZARD)
    assert at.records.connections() == set()
    assert at.keychain.entries() == []

    at.person.press("Open again")
    at.browser.follow_opened_link()
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, STRIPE, "EU billing"))


def test_the_link_can_be_copied_for_another_browser(waiting: Workplace) -> None:
    at = waiting
    at.person.press("Copy link")
    link = until(lambda: at.desk.clipboard().strip(), "the link on the clipboard")
    assert "/oauth/authorize?" in link
    at.browser.visit(link)
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, STRIPE, "EU billing"))


def test_what_waits_can_be_removed(waiting: Workplace) -> None:
    at = waiting
    at.person.press("Cancel")
    at.person.sees_no_window(WIZARD)
    at.person.selects_row("EU billing (Incomplete)")
    at.person.press("Remove")
    at.person.sees_window("Remove")
    assert at.person.focused() == "Cancel"
    at.person.press("Remove")
    at.person.sees_no_row("EU billing")
    assert at.records.credentials() == []


def test_when_the_time_is_over_the_credential_is_removed(workplace: Workplace) -> None:
    at = workplace
    at.person.sees_window(journey.WINDOW)
    at.program.close()
    at.program.approval_ttl = 8
    at.program.start()
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, STRIPE, "EU billing"))
    go(journey.go_to_stripe(at.person, at.browser))
    at.person.sees("The time for approval has run out", WIZARD)
    assert at.records.credentials() == []
    assert at.records.open_attempts() == 0
    assert at.keychain.entries() == []

    # Too late: the browser hears the same, and the code is never sent.
    at.browser.press("Log in")
    at.browser.press("Approve access")
    at.browser.sees("The time for approval has run out")
    assert at.records.redeemed_codes() == 0

    at.person.press("Start again")
    at.person.sees("Select a system and name", WIZARD)
    assert at.person.reads("Name") == "EU billing"
