"""The details of a credential: beside the list, or in its place, with what can be done."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.account import Account
from desktop_app.core.errors import AccountNotConnectedError, Detail
from desktop_app.core.systems import System
from desktop_app.ui.credential_pane import CredentialPane
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.pictures import credentials as states
from tests.ui.finding import (
    accessible_name,
    button,
    buttons,
    in_sight,
    named,
    open_dialog,
    open_wizard,
    table,
    words,
)
from tests.ui.hands import press
from tests.window_harness import ACCOUNT_IN_WANT, WindowHarness

CREATED = "The credential was created"
HINT = "Select a credential to see its details."


def pane_is_in_sight(gui: WindowHarness) -> bool:
    return bool(in_sight(gui.window, CredentialPane))


def list_is_in_sight(gui: WindowHarness) -> bool:
    return any(
        accessible_name(each) == labels.CREDENTIALS for each in in_sight(gui.window, QTableView)
    )


def pane(gui: WindowHarness) -> CredentialPane:
    return named(gui.window, CredentialPane, labels.DETAILS)


def offered(root: QWidget) -> list[str]:
    return [accessible_name(each) for each in in_sight(root, QPushButton)]


def focus(gui: WindowHarness) -> QWidget:
    """Return what has the focus in the window, which need not be the active one."""
    return gui.window.focusWidget()


def make_narrow(gui: WindowHarness) -> None:
    gui.window.resize(gui.window.minimumSize())
    in_sight(gui.window, QPushButton)


def create(gui: WindowHarness) -> str:
    """Create a credential in the wizard, and return its id."""
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    credential_id = wizard.credential_id
    assert credential_id is not None
    button(wizard, labels.CREATE_CREDENTIAL).click()
    return credential_id


# -- wide -----------------------------------------------------------------------------------------


def test_a_window_of_usual_size_shows_the_list_and_the_details(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))

    assert list_is_in_sight(gui)
    assert pane_is_in_sight(gui)
    assert labels.DETAILS not in buttons(gui.window)
    assert labels.BACK_TO_THE_LIST not in buttons(gui.window)


def test_without_a_selection_the_pane_says_what_it_is_for(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    table(gui.window).clearSelection()

    assert words(pane(gui)) == HINT
    assert offered(pane(gui)) == []
    gui.panel().select(gui.harness.state.credentials[0].id)
    assert HINT not in words(pane(gui))


def test_where_there_is_nothing_to_select_there_is_no_pane(gui: WindowHarness) -> None:
    gui.panel()
    assert not pane_is_in_sight(gui)
    credential_id = gui.harness.make_active("EU billing")
    assert pane_is_in_sight(gui)
    gui.harness.commands.remove(credential_id, revoke=True)
    assert not pane_is_in_sight(gui)


@pytest.mark.parametrize(
    ("state", "possible"),
    [
        (states.one_credential, [labels.CHECK_CONNECTION, labels.DELETE_CREDENTIAL]),
        (states.long_incomplete_name, [labels.RESUME, labels.REMOVE_CREDENTIAL]),
        (states.disconnected, [labels.APPROVE_AGAIN, labels.DELETE_CREDENTIAL]),
        (states.revoking, []),
        (states.may_be_revoked, [labels.DELETE_CREDENTIAL]),
        (
            states.payments_paused,
            [labels.OPEN_IN_STRIPE, labels.CHECK_CONNECTION, labels.DELETE_CREDENTIAL],
        ),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_only_what_is_possible_is_offered(
    gui: WindowHarness, state: Callable[[WindowHarness], QWidget], possible: list[str]
) -> None:
    state(gui)

    found = [name for name in offered(pane(gui)) if name != labels.COPY_ID]
    assert found == possible
    assert all(each.isEnabled() for each in in_sight(pane(gui), QPushButton))


def test_a_check_that_is_under_way_cannot_be_asked_for_again(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    gui.harness.tasks.holding = {Lane.NETWORK}
    check = button(pane(gui), labels.CHECK_CONNECTION)
    check.click()
    assert check.isVisible()
    assert not check.isEnabled()
    gui.harness.tasks.release_all()

    assert check.isEnabled()


def test_facts_that_are_not_known_take_no_room(gui: WindowHarness) -> None:
    gui.harness.stripe.known_account = Account("acct_1AcmePractice")
    gui.panel().select(gui.harness.make_active("EU billing"))

    said = words(pane(gui)).splitlines()
    assert "Account ID" in said
    assert "Country" not in said
    assert "Stripe still needs" not in said


# -- the health of the account --------------------------------------------------------------------


def test_what_is_wrong_with_the_account_leads_to_stripe(gui: WindowHarness) -> None:
    states.payments_paused(gui)
    assert "Payments are paused" in words(pane(gui))
    opened = len(gui.harness.browser.opened)
    button(pane(gui), labels.OPEN_IN_STRIPE).click()

    (address,) = gui.harness.browser.opened[opened:]
    assert address == "https://dashboard.stripe.example/STRIPE/acct_1AcmePractice"


def test_an_account_that_works_says_nothing_of_its_health(gui: WindowHarness) -> None:
    states.payments_paused(gui)
    (nordics,) = [each for each in gui.harness.state.credentials if each.name == "Nordics"]
    gui.panel().select(nordics.id)

    assert "paused" not in words(pane(gui))
    assert labels.OPEN_IN_STRIPE not in offered(pane(gui))


# -- narrow ---------------------------------------------------------------------------------------


def test_narrow_the_list_has_a_line_that_leads_to_the_details(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.go("EU billing"))
    make_narrow(gui)
    assert list_is_in_sight(gui)
    assert not pane_is_in_sight(gui)
    assert "EU billing (Incomplete)" in words(gui.window)
    assert labels.RESUME in buttons(gui.window)
    assert labels.CHECK_CONNECTION not in buttons(gui.window)
    details = button(gui.window, labels.DETAILS)
    details.setFocus()
    press(details, Qt.Key.Key_Space)

    assert not list_is_in_sight(gui)
    assert pane_is_in_sight(gui)
    assert labels.DETAILS not in buttons(gui.window)
    assert focus(gui) is button(pane(gui), labels.BACK_TO_THE_LIST)
    assert pane(gui).width() == gui.panel().width()


def by_escape(gui: WindowHarness) -> None:
    press(focus(gui), Qt.Key.Key_Escape)


def by_escape_further_down(gui: WindowHarness) -> None:
    button(pane(gui), labels.CHECK_CONNECTION).setFocus()
    press(focus(gui), Qt.Key.Key_Escape)


def by_link(gui: WindowHarness) -> None:
    press(button(pane(gui), labels.BACK_TO_THE_LIST), Qt.Key.Key_Space)


@pytest.mark.parametrize("go_back", [by_escape, by_escape_further_down, by_link])
def test_narrow_the_way_back_gives_the_focus_to_the_list(
    gui: WindowHarness, go_back: Callable[[WindowHarness], None]
) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.panel().select(credential_id)
    make_narrow(gui)
    button(gui.window, labels.DETAILS).click()
    go_back(gui)

    assert list_is_in_sight(gui)
    assert not pane_is_in_sight(gui)
    assert focus(gui) is table(gui.window)
    selected = gui.panel().selected()
    assert selected is not None
    assert selected.id == credential_id


def test_escape_beside_the_list_closes_nothing(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    button(pane(gui), labels.CHECK_CONNECTION).setFocus()
    press(focus(gui), Qt.Key.Key_Escape)

    assert pane_is_in_sight(gui)
    assert focus(gui) is button(pane(gui), labels.CHECK_CONNECTION)


def test_narrow_without_a_selection_there_is_no_line(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    make_narrow(gui)
    table(gui.window).clearSelection()

    assert labels.DETAILS not in buttons(gui.window)


def test_narrow_what_is_removed_gives_way_to_the_list(gui: WindowHarness) -> None:
    gui.harness.make_active("US billing")
    credential_id = gui.harness.make_active("EU billing")
    gui.panel().select(credential_id)
    make_narrow(gui)
    button(gui.window, labels.DETAILS).click()
    gui.harness.commands.remove(credential_id, revoke=True)

    assert list_is_in_sight(gui)
    assert not pane_is_in_sight(gui)
    assert focus(gui) is table(gui.window)


def test_a_window_that_is_made_wider_shows_both_again(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    make_narrow(gui)
    button(gui.window, labels.DETAILS).click()
    gui.window.resize(1200, 720)

    assert list_is_in_sight(gui)
    assert pane_is_in_sight(gui)
    assert labels.BACK_TO_THE_LIST not in buttons(gui.window)


# -- what now -------------------------------------------------------------------------------------


def test_what_was_created_says_what_to_do_now(gui: WindowHarness) -> None:
    credential_id = create(gui)
    assert CREATED in words(pane(gui))
    assert "In the m3ter Console" in words(pane(gui))
    copies = [each for each in in_sight(pane(gui), QPushButton) if each.text() == labels.COPY_ID]
    assert len(copies) == 1
    copies[0].click()

    assert QGuiApplication.clipboard().text() == credential_id


def test_another_one_can_be_created_at_once(gui: WindowHarness, qtbot: QtBot) -> None:
    create(gui)
    button(pane(gui), labels.CREATE_ANOTHER).click()

    qtbot.waitUntil(lambda: open_wizard() is not None)


def test_it_is_said_once_and_only_of_what_was_created(gui: WindowHarness) -> None:
    other = gui.harness.make_active("Nordics")
    credential_id = create(gui)
    gui.panel().select(other)
    assert CREATED not in words(pane(gui))
    gui.panel().select(credential_id)

    assert CREATED not in words(pane(gui))


def test_what_was_dismissed_stays_away(gui: WindowHarness) -> None:
    credential_id = create(gui)
    button(pane(gui), f"{labels.DISMISS}: {CREATED}").click()
    assert CREATED not in words(pane(gui))
    gui.harness.commands.check(credential_id)
    gui.harness.make_active("Nordics", System.STRIPE)

    assert CREATED not in words(pane(gui))


def test_what_lost_its_access_does_not_say_any_more_what_to_do_now(gui: WindowHarness) -> None:
    credential_id = create(gui)
    gui.harness.stripe.fail_account = AccountNotConnectedError(Detail())
    gui.harness.commands.check(credential_id)

    assert "m3ter's access was revoked" in words(pane(gui))
    assert CREATED not in words(pane(gui))


def test_what_was_created_on_an_account_in_want_says_it_all_the_same(gui: WindowHarness) -> None:
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    create(gui)

    assert CREATED in words(pane(gui))


def test_narrow_what_was_created_is_shown_and_has_the_focus(gui: WindowHarness) -> None:
    make_narrow(gui)
    create(gui)

    assert CREATED in words(pane(gui))
    assert pane(gui).isAncestorOf(focus(gui))
    press(focus(gui), Qt.Key.Key_Escape)
    assert list_is_in_sight(gui)
    assert focus(gui) is table(gui.window)


# -- deleting -------------------------------------------------------------------------------------


def test_after_deleting_by_keyboard_the_focus_is_in_the_list(gui: WindowHarness) -> None:
    gui.harness.make_active("US billing")
    gui.panel().select(gui.harness.make_active("EU billing"))
    delete = button(pane(gui), labels.DELETE_CREDENTIAL)
    delete.setFocus()
    press(delete, Qt.Key.Key_Space)
    open_dialog(DeleteDialog).confirm.click()

    assert words(pane(gui)) == HINT
    assert focus(gui) is table(gui.window)
    assert gui.panel().selected() is None
