"""What the desktop tells a person who looks elsewhere."""

from collections.abc import Iterator

import pytest

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.agreement import assert_all_agree
from tests.end_to_end.announcements import hear_announcements
from tests.end_to_end.another_program import another_program
from tests.end_to_end.journey import ACCOUNT, go
from tests.end_to_end.notifications import Notifications, show_notifications
from tests.end_to_end.workplace import Workplace
from tests.waiting import until


@pytest.fixture
def notifications(workplace: Workplace) -> Iterator[Notifications]:
    """The desktop's notifications."""
    with show_notifications(workplace.desktop) as notifications:
        yield notifications


@pytest.fixture
def incomplete(workplace: Workplace, notifications: Notifications) -> Workplace:
    """A credential that waits for approval, its wizard put away, the browser at Stripe's page."""
    journey.begin(workplace.person, workplace.browser, labels.STRIPE, "EU billing")
    journey.close_wizard(workplace.person)
    assert notifications.shown() == []
    return workplace


def test_a_late_approval_is_told_and_a_click_leads_to_it(
    incomplete: Workplace, notifications: Notifications
) -> None:
    at = incomplete
    go(journey.approve(at.browser))
    told = notifications.sees("EU billing", "ready to create")
    at.person.opens_row(labels.INTEGRATIONS)
    at.person.sees(labels.OPEN_GUIDE)

    with another_program(at.desktop):
        notifications.click(told.title)
        until(lambda: labels.WINDOW in at.desktop.active_window_title(), "the window at the front")
        at.person.sees_row("EU billing", ACCOUNT, labels.READY_TO_CREATE)
        until(lambda: at.person.focused() == "EU billing", "its row to be selected")
    assert_all_agree(at)


def test_what_was_told_goes_when_it_is_not_true_any_more(
    incomplete: Workplace, notifications: Notifications
) -> None:
    at = incomplete
    go(journey.approve(at.browser))
    notifications.sees("EU billing", "ready to create")
    journey.resume(at.person, "EU billing")
    journey.create(at.person, labels.STRIPE, "EU billing")
    notifications.sees_none()


def test_an_approval_that_an_open_wizard_shows_is_not_told(
    workplace: Workplace, notifications: Notifications
) -> None:
    at = workplace
    journey.begin(at.person, at.browser, labels.STRIPE, "EU billing")
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
    at.program.close()
    assert notifications.ever_shown() == []


@pytest.mark.parametrize("approval_ttl", [37], ids=["half a minute"])
def test_that_time_gets_short_is_told_to_who_looks_elsewhere(
    incomplete: Workplace, notifications: Notifications
) -> None:
    with (
        hear_announcements(incomplete.desktop) as announcements,
        another_program(incomplete.desktop),
    ):
        announcements.hears("30 seconds left to approve “EU billing”")
        notifications.sees("EU billing", "30 seconds left to approve")


@pytest.mark.parametrize("approval_ttl", [8], ids=["eight seconds"])
def test_that_the_time_is_over_is_told_to_who_looks_elsewhere(
    incomplete: Workplace, notifications: Notifications
) -> None:
    with another_program(incomplete.desktop):
        notifications.sees("EU billing", "was removed", "not approved in time")
    assert_all_agree(incomplete)
