"""The filters of the Credentials panel: which credentials are listed, and how many there are."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import Detail, UnreachableError
from desktop_app.core.systems import System
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.widgets.filters import FilterButton, Filters
from desktop_app.workflow.events import NotApprovedAgain
from desktop_app.workflow.workspace_state import WorkspaceState
from tests import labels
from tests.pictures import database
from tests.ui.finding import button, column, in_sight, named, words
from tests.ui.hands import press
from tests.window_harness import WindowHarness

ALL, NEEDS_ATTENTION, TEST_MODE = "All", "Needs attention", "Test mode"


def filter_buttons(root: QWidget) -> dict[str, FilterButton]:
    """Return the filters in sight by their names, without the numbers."""
    return {each.text().rsplit("  ", 1)[0]: each for each in in_sight(root, FilterButton)}


def numbers(root: QWidget) -> dict[str, int]:
    return {name: int(each.text().split()[-1]) for name, each in filter_buttons(root).items()}


def choose(gui: WindowHarness, name: str) -> None:
    filter_buttons(gui.panel())[name].click()


def search(gui: WindowHarness, text: str) -> None:
    named(gui.window, QLineEdit, "Search credentials").setText(text)


def chosen(gui: WindowHarness) -> list[str]:
    return [name for name, each in filter_buttons(gui.panel()).items() if each.isChecked()]


def selected(gui: WindowHarness) -> str:
    credential = gui.panel().selected()
    return "" if credential is None else credential.name


@pytest.fixture
def three(gui: WindowHarness) -> WindowHarness:
    """One that works, one that is disconnected, one in test mode that is incomplete."""
    gui.harness.make_active("EU billing", System.STRIPE)
    gui.disconnected("Nordics")
    gui.harness.go("Sandbox", System.STRIPE_TEST)
    gui.panel()
    return gui


def test_what_a_notice_asks_about_needs_attention(three: WindowHarness) -> None:
    gui = three
    assert numbers(gui.panel())[NEEDS_ATTENTION] == 1
    choose(gui, NEEDS_ATTENTION)
    gui.harness.deny_in_browser()
    assert column(gui.window, Column.NAME) == ["Nordics", "Sandbox (Incomplete)"]
    assert numbers(gui.panel())[NEEDS_ATTENTION] == 2
    button(gui.window, f"{labels.SHOW}: 2 notices").click()
    denied = "“Sandbox”: Access was denied at Stripe"
    button(gui.window, f"{labels.DISMISS}: {denied}").click()

    assert column(gui.window, Column.NAME) == ["Nordics"]
    assert numbers(gui.panel())[NEEDS_ATTENTION] == 1


def test_what_a_second_notice_asks_about_needs_attention(gui: WindowHarness) -> None:
    database.names_alike(gui)
    first = gui.harness.state.credentials[0]
    gui.harness.go("Nordics")
    gui.harness.deny_in_browser()
    choose(gui, NEEDS_ATTENTION)
    assert first.name not in column(gui.window, Column.NAME)
    state = gui.harness.state
    assert isinstance(state, WorkspaceState)
    state.publish(NotApprovedAgain(first))
    assert first.name in column(gui.window, Column.NAME)
    button(gui.window, f"{labels.SHOW}: 3 notices").click()
    notice = f"“{first.name}” was not approved in time"
    button(gui.window, f"{labels.DISMISS}: {notice}").click()

    assert first.name not in column(gui.window, Column.NAME)


def test_a_check_that_failed_needs_attention(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing", System.STRIPE)
    other = gui.harness.make_active("Sandbox", System.STRIPE_TEST)
    gui.panel()
    gui.harness.stripe.fail_account = UnreachableError(Detail())
    gui.harness.commands.check(other)
    choose(gui, NEEDS_ATTENTION)

    # As its row is marked, and as it is counted above the list.
    assert column(gui.window, Column.NAME) == ["Sandbox"]
    assert "1 active · 1 needs attention" in words(gui.window)


def test_a_notice_of_success_needs_nobody(three: WindowHarness) -> None:
    gui = three
    gui.harness.approve_in_browser()

    assert "2 notices" in words(gui.window)
    assert numbers(gui.panel())[NEEDS_ATTENTION] == 1


def test_each_filter_says_how_many_credentials_it_lists(three: WindowHarness) -> None:
    gui = three
    assert numbers(gui.panel()) == {ALL: 3, NEEDS_ATTENTION: 1, TEST_MODE: 2}
    assert chosen(gui) == [ALL]
    gui.harness.make_active("US billing", System.STRIPE_TEST)

    assert numbers(gui.panel()) == {ALL: 4, NEEDS_ATTENTION: 1, TEST_MODE: 3}


def test_a_filter_lists_what_it_takes(three: WindowHarness) -> None:
    gui = three
    choose(gui, NEEDS_ATTENTION)
    assert chosen(gui) == [NEEDS_ATTENTION]
    assert column(gui.window) == ["Nordics"]
    choose(gui, TEST_MODE)
    assert column(gui.window) == ["Nordics", "Sandbox (Incomplete)"]
    choose(gui, ALL)
    assert column(gui.window) == ["EU billing", "Nordics", "Sandbox (Incomplete)"]


def test_a_filter_and_the_search_both_count(three: WindowHarness) -> None:
    gui = three
    choose(gui, TEST_MODE)
    search(gui, "nord")
    assert column(gui.window) == ["Nordics"]
    search(gui, "eu billing")
    assert "No credential matches" in words(gui.panel())
    choose(gui, ALL)
    assert column(gui.window) == ["EU billing"]


def test_a_filter_never_selects_what_nobody_chose(three: WindowHarness) -> None:
    gui = three
    ids = {each.name: each.id for each in gui.harness.state.credentials}
    gui.panel().select(ids["EU billing"])
    choose(gui, NEEDS_ATTENTION)
    assert selected(gui) == ""
    choose(gui, ALL)
    assert selected(gui) == ""

    gui.panel().select(ids["Nordics"])
    choose(gui, TEST_MODE)
    assert selected(gui) == "Nordics"
    choose(gui, NEEDS_ATTENTION)
    assert selected(gui) == "Nordics"


def test_what_leaves_a_filter_is_not_followed_by_another_selection(gui: WindowHarness) -> None:
    gui.disconnected("Nordics")
    gui.disconnected("Reseller")
    gui.harness.make_active("EU billing", System.STRIPE)
    ids = {each.name: each.id for each in gui.harness.state.credentials}
    choose(gui, NEEDS_ATTENTION)
    gui.panel().select(ids["Nordics"])
    gui.harness.commands.remove(ids["Nordics"], revoke=None)

    assert column(gui.window) == ["Reseller"]
    assert selected(gui) == ""


def test_what_is_to_be_shown_is_shown_whatever_is_filtered(three: WindowHarness) -> None:
    """As after creating a credential, and on the way back from the browser."""
    live = next(c for c in three.harness.state.credentials if c.system.livemode)
    choose(three, TEST_MODE)
    search(three, "no such name")
    three.panel().select(live.id)

    assert chosen(three) == [ALL]
    assert selected(three) == live.name


def test_a_filter_that_narrows_nothing_is_not_offered(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.make_active("EU billing", System.STRIPE)
    assert numbers(gui.panel()) == {}
    gui.harness.make_active("Sandbox", System.STRIPE_TEST)
    assert numbers(gui.panel()) == {ALL: 2, TEST_MODE: 1}


def test_a_chosen_filter_that_becomes_empty_stays_and_says_so(three: WindowHarness) -> None:
    gui = three
    choose(gui, NEEDS_ATTENTION)
    (nordics,) = [each for each in gui.harness.state.credentials if each.name == "Nordics"]
    gui.harness.commands.remove(nordics.id, revoke=None)

    assert numbers(gui.panel()) == {ALL: 2, NEEDS_ATTENTION: 0, TEST_MODE: 1}
    assert chosen(gui) == [NEEDS_ATTENTION]
    assert "No credential matches" in words(gui.panel())
    choose(gui, ALL)
    assert NEEDS_ATTENTION not in filter_buttons(gui.panel())
    assert column(gui.window) == ["EU billing", "Sandbox (Incomplete)"]


# -- the buttons ----------------------------------------------------------------------------------


def test_one_filter_is_chosen_at_a_time_by_mouse_keyboard_and_program(qtbot: QtBot) -> None:
    filters = Filters(("One", "Two", "Three"), "Which")
    qtbot.addWidget(filters)
    filters.show_numbers((3, 2, 1))
    filters.show()
    filters.activateWindow()
    qtbot.waitUntil(filters.isActiveWindow)
    places: list[int] = []
    filters.chosen.connect(places.append)
    shown = filter_buttons(filters)
    filters.choose(1)
    shown["Three"].click()
    shown["Three"].setFocus()
    press(shown["Three"], Qt.Key.Key_Left)

    assert places == [1, 2, 1]
    assert [each.isChecked() for each in shown.values()] == [False, True, False]
    assert filters.accessibleName() == "Which"


def test_a_chosen_filter_looks_different(qtbot: QtBot) -> None:
    filters = Filters(("All", "All"), "Which")
    qtbot.addWidget(filters)
    filters.show_numbers((2, 1))
    filters.show()
    first, second = in_sight(filters, FilterButton)
    before = first.grab().toImage()
    assert before != second.grab().toImage()
    second.click()

    assert second.grab().toImage().pixelColor(0, 12) == before.pixelColor(0, 12)
    assert first.grab().toImage().pixelColor(0, 12) != before.pixelColor(0, 12)


def test_the_icon_of_the_search_leads_into_its_field(three: WindowHarness) -> None:
    field = named(three.window, QLineEdit, "Search credentials")
    named(three.window, QToolButton, "Search credentials").click()

    assert field.hasFocus()
