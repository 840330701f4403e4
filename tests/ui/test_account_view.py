"""The account that approved access, as the wizard shows it."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.ui.texts import account_texts
from desktop_app.ui.widgets.facts import BulletList
from desktop_app.ui.wizard.account_view import AccountView
from tests.ui.finding import accessible_description, in_sight, words
from tests.window_harness import ACCOUNT_IN_WANT


def needs_of(view: AccountView) -> BulletList:
    """Return the list of what Stripe still needs."""
    (needs,) = in_sight(view, BulletList)
    return needs


def items(needs: BulletList) -> list[str]:
    return [line for line in words(needs).splitlines() if line != "•"]


@pytest.fixture
def view(qtbot: QtBot) -> AccountView:
    view = AccountView()
    qtbot.addWidget(view)
    view.show()
    return view


def test_what_stripe_needs_beyond_the_first_ones_can_be_read_too(view: AccountView) -> None:
    others = tuple(f"settings.new_thing_{number}" for number in range(4))
    account = replace(ACCOUNT_IN_WANT, currently_due=(*ACCOUNT_IN_WANT.currently_due, *others))
    view.show_account(account)
    needs = needs_of(view)
    every = account_texts.listed_needs(account)

    assert len(every) == 11
    assert items(needs) == [*every[:6], "5 more"]
    for told in (needs.toolTip(), accessible_description(needs)):
        assert [need for need in every if need not in told] == []


def test_a_list_that_is_shown_whole_has_no_tool_tip(view: AccountView) -> None:
    view.show_account(ACCOUNT_IN_WANT)
    needs = needs_of(view)

    assert items(needs) == list(account_texts.listed_needs(ACCOUNT_IN_WANT))
    assert needs.toolTip() == ""
    assert needs.accessibleName() == "Stripe still needs"
