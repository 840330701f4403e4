"""The account that approved access, as the wizard shows it."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui.texts import account_texts
from desktop_app.ui.wizard.account_view import AccountView
from tests.ui.finding import accessible_description, in_sight
from tests.window_harness import ACCOUNT_IN_WANT


def needs_of(view: AccountView) -> QLabel:
    """Return the label with what Stripe still needs."""
    (label,) = [
        each for each in in_sight(view, QLabel) if each.accessibleName() == "Stripe still needs"
    ]
    return label


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
    label = needs_of(view)
    every = account_texts.needs(account)

    assert len(every) == 11
    assert label.text().endswith("and 3 more")
    for told in (label.toolTip(), accessible_description(label)):
        assert [need for need in every if need.lower() not in told.lower()] == []


def test_a_list_that_is_shown_whole_has_no_tool_tip(view: AccountView) -> None:
    view.show_account(ACCOUNT_IN_WANT)
    label = needs_of(view)

    assert " more" not in label.text()
    assert label.toolTip() == ""
    assert accessible_description(label) == label.text()
