"""Deleting a credential, with and without revoking m3ter's access at Stripe."""

import pytest

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.agreement import assert_all_agree
from tests.end_to_end.journey import ACCOUNT_ID, go
from tests.end_to_end.workplace import Workplace

GRANTED = frozenset({("live", ACCOUNT_ID)})


@pytest.fixture
def active(workplace: Workplace) -> Workplace:
    """A credential that was created."""
    go(journey.open_stripe(workplace.person))
    go(journey.create_credential(workplace.person, workplace.browser, labels.STRIPE, "EU billing"))
    return workplace


@pytest.fixture
def two_active(active: Workplace) -> Workplace:
    """Two credentials of one account."""
    go(journey.create_credential(active.person, active.browser, labels.STRIPE, "US billing"))
    assert active.records.connections() == GRANTED
    return active


def test_deleting_asks_first_and_leaves_access_at_stripe_unless_it_is_revoked(
    active: Workplace,
) -> None:
    at = active
    journey.ask_to_delete(at.person, "EU billing")
    assert at.person.focused() == labels.CANCEL
    at.desktop.keys("Return")
    at.person.sees_no_window(labels.DELETE_DIALOG)
    at.person.sees_row("EU billing", labels.ACTIVE)

    journey.ask_to_delete(at.person, "EU billing")
    at.person.sees("m3ter keeps its access at Stripe", labels.DELETE_DIALOG)
    journey.confirm_to_delete(at.person, "EU billing")
    assert at.records.credentials() == []
    assert_all_agree(at, left=GRANTED)


def test_deleting_and_revoking_leaves_nothing(active: Workplace) -> None:
    at = active
    journey.delete(at.person, "EU billing", revoke=True)
    assert at.records.credentials() == []
    assert at.records.connections() == set()
    assert_all_agree(at)


def test_deleting_one_of_two_on_an_account_names_the_other_which_stays_connected(
    two_active: Workplace,
) -> None:
    at = two_active
    journey.ask_to_delete(at.person, "EU billing")
    at.person.sees("“US billing” would lose access as well", labels.DELETE_DIALOG)
    journey.confirm_to_delete(at.person, "EU billing")
    at.person.sees_row("US billing", labels.ACTIVE)
    assert [each.name for each in at.records.credentials()] == ["US billing"]
    assert at.records.connections() == GRANTED
    assert_all_agree(at)
