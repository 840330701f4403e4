"""The Credentials panel: what it lists, and what can be done with one credential."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.account import Account
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import AnswerLostError, Detail, RefusedError
from desktop_app.core.systems import System
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.credential_details import CredentialDetails
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.credentials_panel import CredentialsPanel
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.workflow.workspace import PRACTICE
from tests.fakes import ACCOUNT
from tests.ui.finding import (
    button,
    buttons,
    column,
    named,
    open_dialog,
    open_wizard,
    table,
    wait_for_words,
    words,
)
from tests.ui.hands import click, double_click, press
from tests.window_harness import WindowHarness

ACTIONS = ["Resume", "Check connection", "Remove", "Copy ID", "Delete…"]


def three_credentials(gui: WindowHarness) -> None:
    """One active, one ready to create, one incomplete; in neither order of any column."""
    harness = gui.harness
    harness.clock.pass_time(timedelta(days=1))
    harness.stripe.known_account = Account("acct_1Globex", "Globex GmbH", "DE", True, True)
    harness.make_active("Nordics", System.STRIPE)
    harness.stripe.known_account = ACCOUNT
    harness.clock.pass_time(timedelta(days=1))
    harness.go("EU billing", System.STRIPE_TEST)
    harness.approve_in_browser()
    harness.clock.pass_time(timedelta(days=1))
    harness.go("Sandbox", System.STRIPE_TEST)
    gui.panel()


def select(gui: WindowHarness, name: str) -> str:
    (credential,) = [c for c in gui.harness.workflow.credentials if c.name == name]
    gui.panel().select(credential.id)
    return credential.id


def enabled(gui: WindowHarness) -> list[str]:
    return [text for text in ACTIONS if button(gui.window, text).isEnabled()]


def ask(gui: WindowHarness, action: str) -> DeleteDialog:
    button(gui.window, action).click()
    return open_dialog(DeleteDialog)


def test_an_empty_panel_says_what_a_credential_is_for(gui: WindowHarness) -> None:
    gui.panel()

    assert "No credentials yet" in words(gui.window)
    assert [b for b in buttons(gui.window) if b == "Configure new credentials"] == [
        "Configure new credentials"
    ]
    assert not [b for b in buttons(gui.window) if b in ACTIONS]


def test_the_first_credential_takes_the_place_of_the_empty_state(gui: WindowHarness) -> None:
    gui.panel()
    credential_id = gui.harness.make_active("EU billing")
    assert column(gui.window) == ["EU billing"]
    assert "No credentials yet" not in words(gui.window)
    gui.harness.workflow.remove(credential_id, revoke=True)
    assert "No credentials yet" in words(gui.window)


@pytest.mark.parametrize(
    ("which", "ascending"),
    [
        (Column.NAME, ["EU billing", "Nordics", "Sandbox (Incomplete)"]),
        (Column.SYSTEM, ["Nordics", "EU billing", "Sandbox (Incomplete)"]),
        (Column.STATUS, ["Nordics", "Sandbox (Incomplete)", "EU billing"]),
        (Column.ACCOUNT, ["Sandbox (Incomplete)", "EU billing", "Nordics"]),
        (Column.CREATED, ["Nordics", "EU billing", "Sandbox (Incomplete)"]),
    ],
)
def test_every_column_can_be_sorted_by(
    gui: WindowHarness, which: Column, ascending: list[str]
) -> None:
    three_credentials(gui)
    table(gui.window).sortByColumn(which, Qt.SortOrder.AscendingOrder)
    assert column(gui.window) == ascending
    table(gui.window).sortByColumn(which, Qt.SortOrder.DescendingOrder)
    assert column(gui.window) == ascending[::-1]


def test_a_click_on_a_header_sorts(gui: WindowHarness, qtbot: QtBot) -> None:
    three_credentials(gui)
    header = table(gui.window).horizontalHeader()
    where = header.sectionViewportPosition(Column.NAME) + 20
    at = header.viewport().rect().center()
    at.setX(where)
    before = column(gui.window)
    click(header.viewport(), at)

    assert column(gui.window) == before[::-1]


@pytest.mark.parametrize(
    ("searched", "found"),
    [
        ("nord", ["Nordics"]),
        ("GLOBEX", ["Nordics"]),
        ("acct_1acme", ["EU billing"]),
        ("incomplete", ["Sandbox (Incomplete)"]),
        (" ready to create ", ["EU billing"]),
        ("test mode", ["EU billing", "Sandbox (Incomplete)"]),
        ("", ["EU billing", "Nordics", "Sandbox (Incomplete)"]),
    ],
)
def test_search_looks_at_all_that_is_shown(
    gui: WindowHarness, searched: str, found: list[str]
) -> None:
    three_credentials(gui)
    named(gui.window, QLineEdit, "Search credentials").setText(searched)

    assert column(gui.window) == found


def test_search_finds_by_id(gui: WindowHarness) -> None:
    three_credentials(gui)
    credential_id = select(gui, "Nordics")
    named(gui.window, QLineEdit, "Search credentials").setText(credential_id.upper())

    assert column(gui.window) == ["Nordics"]


def test_when_nothing_matches_it_says_so_and_nothing_can_be_done(gui: WindowHarness) -> None:
    three_credentials(gui)
    select(gui, "Nordics")
    search = named(gui.window, QLineEdit, "Search credentials")
    search.setText("umbrella")
    assert "No credential matches" in words(gui.window)
    assert enabled(gui) == []
    search.clear()
    assert "No credential matches" not in words(gui.window)
    assert len(column(gui.window)) == 3


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("Nordics", ["Check connection", "Copy ID", "Delete…"]),
        ("EU billing", ["Resume", "Check connection", "Remove", "Copy ID"]),
        ("Sandbox", ["Resume", "Remove", "Copy ID"]),
    ],
)
def test_what_can_be_done_depends_on_the_selected_row(
    gui: WindowHarness, name: str, possible: list[str]
) -> None:
    three_credentials(gui)
    table(gui.window).clearSelection()
    assert enabled(gui) == []
    select(gui, name)

    assert enabled(gui) == possible


def test_details_are_as_tall_as_their_words(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    QApplication.processEvents()
    details = gui.panel().findChild(CredentialDetails)
    assert details is not None
    assert details.isVisible()
    assert details.verticalScrollBar().maximum() == 0


def test_a_search_never_selects_what_nobody_chose(gui: WindowHarness) -> None:
    three_credentials(gui)
    search = named(gui.window, QLineEdit, "Search credentials")
    select(gui, "Nordics")
    search.setText("billing")
    assert enabled(gui) == []

    select(gui, "EU billing")
    search.setText("eu bill")
    assert "Resume" in enabled(gui)


def test_an_answer_with_the_wizard_closed_does_not_interrupt(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.view.show_activity()
    gui.harness.approve_in_browser()
    assert "What happened to credentials" in words(gui.window)

    gui.window.return_from_browser(PRACTICE)
    assert "Stripe Integrations" in words(gui.window)
    panel = gui.window.findChild(CredentialsPanel)
    assert panel is not None
    selected = panel.selected()
    assert selected is not None
    assert selected.id == credential_id
    assert "Ready to create" in column(gui.window, Column.STATUS)


def test_enter_on_a_row_resumes_it(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    panel = gui.panel()
    panel.select(credential_id)
    press(table(gui.window), Qt.Key.Key_Return)

    wizard = open_wizard()
    assert wizard is not None
    assert wizard.credential_id == credential_id


def test_enter_presses_the_focused_button(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    press(button(gui.window, "Configure new credentials"), Qt.Key.Key_Return)
    assert open_wizard() is not None


def test_the_context_menu_offers_the_same(gui: WindowHarness, qtbot: QtBot) -> None:
    three_credentials(gui)
    select(gui, "Nordics")
    rows = table(gui.window)
    rows.customContextMenuRequested.emit(rows.visualRect(rows.currentIndex()).center())
    menu = next(m for m in gui.panel().findChildren(QMenu) if m.isVisible())

    assert [a.text() for a in menu.actions() if not a.isSeparator()] == ACTIONS
    menu.close()


def by_button(gui: WindowHarness, qtbot: QtBot) -> None:
    button(gui.window, "Copy ID").click()


def by_keyboard(gui: WindowHarness, qtbot: QtBot) -> None:
    press(table(gui.window), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("copy", [by_button, by_keyboard])
def test_copy_id_copies_the_id_and_says_so(
    gui: WindowHarness, qtbot: QtBot, copy: Callable[[WindowHarness, QtBot], None]
) -> None:
    three_credentials(gui)
    credential_id = select(gui, "Nordics")
    QGuiApplication.clipboard().clear()
    copy(gui, qtbot)

    assert QGuiApplication.clipboard().text() == credential_id
    wait_for_words(qtbot, gui.window, "The ID of “Nordics” was copied.")


def detail(gui: WindowHarness, name: str) -> str:
    (value,) = [
        w for w in gui.panel().findChildren(QLabel) if w.isVisible() and w.accessibleName() == name
    ]
    return value.text()


def test_details_tell_all_that_is_known(gui: WindowHarness) -> None:
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.panel().select(credential_id)

    assert detail(gui, "Name") == "EU billing"
    assert detail(gui, "System") == "Stripe, live mode"
    assert detail(gui, "Connected account") == "Acme Ltd (acct_1AcmePractice)"
    assert detail(gui, "Account status") == "Ready to take payments"
    assert "2026" in detail(gui, "Created")
    assert detail(gui, "Secret") == "In this computer's keychain"
    assert detail(gui, "ID") == credential_id


def test_details_of_an_incomplete_credential_say_what_is_missing(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.panel().select(credential_id)

    assert detail(gui, "Name") == "EU billing (Incomplete)"
    assert detail(gui, "Connected account") == "None yet"
    assert detail(gui, "Created") == "Not created yet"


def test_details_follow_what_happens_to_the_credential(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.panel().select(credential_id)
    gui.harness.approve_in_browser()

    account = detail(gui, "Connected account")
    assert account == "Acme Ltd (acct_1AcmePractice)"
    assert enabled(gui) == ["Resume", "Check connection", "Remove", "Copy ID"]
    gui.harness.workflow.create(credential_id)
    assert enabled(gui) == ["Check connection", "Copy ID", "Delete…"]


def test_the_time_left_is_listed_and_ticks(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    panel = gui.panel()
    model = table(gui.window).model()
    cell = model.index(0, Column.STATUS)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert cell.data(spoken) == "Incomplete, 10 minutes left"
    changed: list[object] = []
    model.dataChanged.connect(lambda *what: changed.append(what))
    gui.harness.clock.pass_time(timedelta(seconds=19))
    ticker = panel.findChild(Ticker)
    assert ticker is not None
    ticker.ticked.emit()

    assert cell.data(spoken) == "Incomplete, 9 minutes 41 seconds left"
    assert changed


def test_resume_opens_the_wizard_of_the_selected_credential(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    three_credentials(gui)
    credential_id = select(gui, "Sandbox")
    button(gui.window, "Resume").click()

    wizard = open_wizard()
    assert wizard is not None
    assert wizard.credential_id == credential_id


def test_a_double_click_resumes(gui: WindowHarness, qtbot: QtBot) -> None:
    three_credentials(gui)
    credential_id = select(gui, "Sandbox")
    rows: QTableView = table(gui.window)
    where = rows.visualRect(rows.currentIndex()).center()
    double_click(rows.viewport(), where)

    wizard = open_wizard()
    assert wizard is not None
    assert wizard.credential_id == credential_id


def test_time_that_ran_out_is_told_where_the_credential_stood(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()

    wait_for_words(qtbot, gui.window, "“EU billing” was removed")
    assert "Authentication with Stripe was not completed in time." in words(gui.window)
    button(gui.window, "Dismiss").click()
    assert "“EU billing” was removed" not in words(gui.window)


def test_coming_back_to_the_window_looks_at_the_deadlines(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.clock.pass_time(timedelta(minutes=10))
    other = gui.wizard()
    qtbot.waitUntil(other.isActiveWindow)
    other.reject()
    gui.window.activateWindow()

    qtbot.waitUntil(lambda: not gui.harness.workflow.credentials)


# -- notices ------------------------------------------------------------------------------------


def test_a_lost_answer_stays_in_sight_until_it_is_cleared(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    wait_for_words(qtbot, gui.window, "Stripe may have granted access")
    assert "“EU billing”" in words(gui.window)
    button(gui.window, "Clear").click()

    assert "Stripe may have granted access" not in words(gui.window)
    assert gui.harness.workflow.unsettled_grants == ()


def test_a_revocation_that_failed_is_told(gui: WindowHarness, qtbot: QtBot) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.panel()
    gui.harness.stripe.fail_deauthorize = RefusedError(Detail("invalid_request", "No such id"))
    gui.harness.workflow.remove(credential_id, revoke=True)

    wait_for_words(qtbot, gui.window, "“EU billing” was not deleted")
    wait_for_words(qtbot, gui.window, "No such id")
    assert column(gui.window) == ["EU billing"]


# -- deleting -----------------------------------------------------------------------------------


def test_delete_asks_first_and_cancel_is_the_default(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    dialog = ask(gui, "Delete…")

    assert "Delete “EU billing”?" in words(dialog)
    default = dialog.defaultButton()
    assert isinstance(default, QPushButton)
    assert default.text() == "Cancel"
    press(dialog, Qt.Key.Key_Return)
    assert column(gui.window) == ["EU billing"]
    assert len(gui.harness.keychain.entries) == 1


def test_a_question_that_is_not_true_any_more_is_taken_back(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    """Another credential is approved for the same account, and would lose access unnamed."""
    gui.panel().select(gui.harness.make_active("EU billing"))
    gui.harness.go("EU invoices")
    dialog = ask(gui, "Delete…")
    with qtbot.waitSignal(dialog.finished):
        gui.harness.approve_in_browser()

    assert sorted(column(gui.window)) == ["EU billing", "EU invoices"]
    assert "“EU invoices”" in words(ask(gui, "Delete…"))


def test_a_question_stays_while_others_come_and_go(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    dialog = ask(gui, "Delete…")
    gui.harness.go("US billing", System.STRIPE)
    assert dialog.isVisible()


def test_esc_cancels_the_question(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    press(ask(gui, "Delete…"), Qt.Key.Key_Escape)

    assert column(gui.window) == ["EU billing"]


def test_the_delete_key_asks_too(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    press(table(gui.window), Qt.Key.Key_Delete)

    assert "Delete “EU billing”?" in words(open_dialog(DeleteDialog))


@pytest.mark.parametrize("revoke", [True, False])
def test_a_confirmed_delete_revokes_only_if_it_was_chosen(gui: WindowHarness, revoke: bool) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    dialog = ask(gui, "Delete…")
    choice = dialog.checkBox()
    assert isinstance(choice, QCheckBox)
    assert not choice.isChecked()
    choice.setChecked(revoke)
    button(dialog, "Delete").click()

    assert gui.harness.workflow.credentials == ()
    assert gui.harness.keychain.entries == {}
    assert bool(gui.harness.stripe.connected) is not revoke


def test_the_question_names_those_that_would_lose_access(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel().select(gui.harness.make_active("EU invoices"))
    dialog = ask(gui, "Delete…")

    assert "“EU billing” would lose access as well." in words(dialog)
    assert dialog.checkBox() is not None
    assert not dialog.revoke


def test_removing_what_was_not_approved_just_removes(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.go("EU billing"))
    dialog = ask(gui, "Remove")
    assert "Remove “EU billing”?" in words(dialog)
    assert dialog.checkBox() is None
    button(dialog, "Remove").click()

    assert gui.harness.workflow.credentials == ()


@pytest.mark.parametrize("shared", [True, False])
def test_removing_what_is_ready_revokes_unless_others_live_on_it(
    gui: WindowHarness, shared: bool
) -> None:
    if shared:
        gui.harness.make_active("EU billing")
    credential_id = gui.harness.go("EU invoices")
    gui.harness.approve_in_browser()
    gui.panel().select(credential_id)
    button(ask(gui, "Remove"), "Remove").click()

    assert gui.harness.workflow.credential(credential_id) is None
    assert bool(gui.harness.stripe.connected) is shared


def test_a_name_is_text_and_never_markup(gui: WindowHarness) -> None:
    name = "<b>Bold</b> & <img src=x>"
    gui.panel().select(gui.harness.make_active(name))
    dialog = ask(gui, "Delete…")

    labels = [w for w in dialog.findChildren(QLabel) if w.text()]
    assert any(name in label.text() for label in labels)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_a_credential_needs_approval_again_after_its_session(gui: WindowHarness) -> None:
    credential_id = gui.harness.go(place=SecretPlace.SESSION)
    gui.harness.approve_in_browser()
    gui.harness.workflow.create(credential_id)
    gui.harness.restart()
    gui.window.close()
    gui.open_window()
    gui.window.show()
    gui.panel().select(credential_id)

    assert column(gui.window, Column.STATUS) == ["Needs approval again"]
    assert detail(gui, "Secret") == "Not kept any more: access has to be approved again"


def test_the_selection_is_kept_while_others_come_and_go(gui: WindowHarness) -> None:
    three_credentials(gui)
    credential_id = select(gui, "Nordics")
    gui.harness.go("Another")
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()

    selected = gui.panel().selected()
    assert selected is not None
    assert selected.id == credential_id
    rows = table(gui.window).selectionModel()
    assert isinstance(rows, QItemSelectionModel)
    assert len(rows.selectedRows()) == 1


def test_where_nobody_knows_whether_access_is_left_the_person_chooses(gui: WindowHarness) -> None:
    panel = gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    gui.harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    gui.harness.workflow.remove(credential_id, revoke=None)
    panel.select(credential_id)
    assert "Access may be revoked" in column(gui.window, Column.STATUS)
    button(gui.window, "Remove").click()
    dialog = open_dialog(DeleteDialog)

    assert dialog.revoke is True
    assert "not known whether m3ter still has access" in dialog.informativeText()
    dialog.reject()
