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
from desktop_app.core.problems import AnswerLost, Detail, StripeRefused
from desktop_app.core.systems import System
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.credential_details import CredentialDetails
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.credentials_panel import CredentialsPanel
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.workflow.workspace import PRACTICE
from tests.fakes import ACCOUNT
from tests.studio import Studio
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

ACTIONS = ["Resume", "Check connection", "Remove", "Copy ID", "Delete…"]


def three_credentials(studio: Studio) -> None:
    """One active, one ready to create, one incomplete; in neither order of any column."""
    desk = studio.desk
    desk.clock.pass_time(timedelta(days=1))
    desk.stripe.known_account = Account("acct_1Globex", "Globex GmbH", "DE", True, True)
    desk.make_active("Nordics", System.STRIPE)
    desk.stripe.known_account = ACCOUNT
    desk.clock.pass_time(timedelta(days=1))
    desk.go("EU billing", System.STRIPE_TEST)
    desk.approve_in_browser()
    desk.clock.pass_time(timedelta(days=1))
    desk.go("Sandbox", System.STRIPE_TEST)
    studio.panel()


def select(studio: Studio, name: str) -> str:
    (credential,) = [c for c in studio.desk.workflow.credentials if c.name == name]
    studio.panel().select(credential.id)
    return credential.id


def enabled(studio: Studio) -> list[str]:
    return [text for text in ACTIONS if button(studio.window, text).isEnabled()]


def ask(studio: Studio, action: str) -> DeleteDialog:
    button(studio.window, action).click()
    return open_dialog(DeleteDialog)


def test_an_empty_panel_says_what_a_credential_is_for(studio: Studio) -> None:
    studio.panel()

    assert "No credentials yet" in words(studio.window)
    assert [b for b in buttons(studio.window) if b == "Configure new credentials"] == [
        "Configure new credentials"
    ]
    assert not [b for b in buttons(studio.window) if b in ACTIONS]


def test_the_first_credential_takes_the_place_of_the_empty_state(studio: Studio) -> None:
    studio.panel()
    credential_id = studio.desk.make_active("EU billing")
    assert column(studio.window) == ["EU billing"]
    assert "No credentials yet" not in words(studio.window)
    studio.desk.workflow.remove(credential_id, revoke=True)
    assert "No credentials yet" in words(studio.window)


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
def test_every_column_can_be_sorted_by(studio: Studio, which: Column, ascending: list[str]) -> None:
    three_credentials(studio)
    table(studio.window).sortByColumn(which, Qt.SortOrder.AscendingOrder)
    assert column(studio.window) == ascending
    table(studio.window).sortByColumn(which, Qt.SortOrder.DescendingOrder)
    assert column(studio.window) == ascending[::-1]


def test_a_click_on_a_header_sorts(studio: Studio, qtbot: QtBot) -> None:
    three_credentials(studio)
    header = table(studio.window).horizontalHeader()
    where = header.sectionViewportPosition(Column.NAME) + 20
    at = header.viewport().rect().center()
    at.setX(where)
    before = column(studio.window)
    click(header.viewport(), at)

    assert column(studio.window) == before[::-1]


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
def test_search_looks_at_all_that_is_shown(studio: Studio, searched: str, found: list[str]) -> None:
    three_credentials(studio)
    named(studio.window, QLineEdit, "Search credentials").setText(searched)

    assert column(studio.window) == found


def test_search_finds_by_id(studio: Studio) -> None:
    three_credentials(studio)
    credential_id = select(studio, "Nordics")
    named(studio.window, QLineEdit, "Search credentials").setText(credential_id.upper())

    assert column(studio.window) == ["Nordics"]


def test_when_nothing_matches_it_says_so_and_nothing_can_be_done(studio: Studio) -> None:
    three_credentials(studio)
    select(studio, "Nordics")
    search = named(studio.window, QLineEdit, "Search credentials")
    search.setText("umbrella")
    assert "No credential matches" in words(studio.window)
    assert enabled(studio) == []
    search.clear()
    assert "No credential matches" not in words(studio.window)
    assert len(column(studio.window)) == 3


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("Nordics", ["Check connection", "Copy ID", "Delete…"]),
        ("EU billing", ["Resume", "Check connection", "Remove", "Copy ID"]),
        ("Sandbox", ["Resume", "Remove", "Copy ID"]),
    ],
)
def test_what_can_be_done_depends_on_the_selected_row(
    studio: Studio, name: str, possible: list[str]
) -> None:
    three_credentials(studio)
    table(studio.window).clearSelection()
    assert enabled(studio) == []
    select(studio, name)

    assert enabled(studio) == possible


def test_details_are_as_tall_as_their_words(studio: Studio) -> None:
    studio.panel().select(studio.desk.make_active("EU billing"))
    QApplication.processEvents()
    details = studio.panel().findChild(CredentialDetails)
    assert details is not None
    assert details.isVisible()
    assert details.verticalScrollBar().maximum() == 0


def test_a_search_never_selects_what_nobody_chose(studio: Studio) -> None:
    three_credentials(studio)
    search = named(studio.window, QLineEdit, "Search credentials")
    select(studio, "Nordics")
    search.setText("billing")
    assert enabled(studio) == []

    select(studio, "EU billing")
    search.setText("eu bill")
    assert "Resume" in enabled(studio)


def test_an_answer_with_the_wizard_closed_does_not_interrupt(studio: Studio) -> None:
    credential_id = studio.desk.go("EU billing")
    studio.view.show_activity()
    studio.desk.approve_in_browser()
    assert "What happened to credentials" in words(studio.window)

    studio.window.return_from_browser(PRACTICE)
    assert "Stripe Integrations" in words(studio.window)
    panel = studio.window.findChild(CredentialsPanel)
    assert panel is not None
    selected = panel.selected()
    assert selected is not None
    assert selected.id == credential_id
    assert "Ready to create" in column(studio.window, Column.STATUS)


def test_enter_on_a_row_resumes_it(studio: Studio) -> None:
    credential_id = studio.desk.go("EU billing")
    panel = studio.panel()
    panel.select(credential_id)
    press(table(studio.window), Qt.Key.Key_Return)

    wizard = open_wizard()
    assert wizard is not None
    assert wizard.credential_id == credential_id


def test_enter_presses_the_focused_button(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    press(button(studio.window, "Configure new credentials"), Qt.Key.Key_Return)
    assert open_wizard() is not None


def test_the_context_menu_offers_the_same(studio: Studio, qtbot: QtBot) -> None:
    three_credentials(studio)
    select(studio, "Nordics")
    rows = table(studio.window)
    rows.customContextMenuRequested.emit(rows.visualRect(rows.currentIndex()).center())
    menu = next(m for m in studio.panel().findChildren(QMenu) if m.isVisible())

    assert [a.text() for a in menu.actions() if not a.isSeparator()] == ACTIONS
    menu.close()


def by_button(studio: Studio, qtbot: QtBot) -> None:
    button(studio.window, "Copy ID").click()


def by_keyboard(studio: Studio, qtbot: QtBot) -> None:
    press(table(studio.window), Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)


@pytest.mark.parametrize("copy", [by_button, by_keyboard])
def test_copy_id_copies_the_id_and_says_so(
    studio: Studio, qtbot: QtBot, copy: Callable[[Studio, QtBot], None]
) -> None:
    three_credentials(studio)
    credential_id = select(studio, "Nordics")
    QGuiApplication.clipboard().clear()
    copy(studio, qtbot)

    assert QGuiApplication.clipboard().text() == credential_id
    wait_for_words(qtbot, studio.window, "The ID of “Nordics” was copied.")


def detail(studio: Studio, name: str) -> str:
    (value,) = [
        w
        for w in studio.panel().findChildren(QLabel)
        if w.isVisible() and w.accessibleName() == name
    ]
    return value.text()


def test_details_tell_all_that_is_known(studio: Studio) -> None:
    credential_id = studio.desk.make_active("EU billing", System.STRIPE)
    studio.panel().select(credential_id)

    assert detail(studio, "Name") == "EU billing"
    assert detail(studio, "System") == "Stripe, live mode"
    assert detail(studio, "Connected account") == "Acme Ltd (acct_1AcmePractice)"
    assert detail(studio, "Account status") == "Ready to take payments"
    assert "2026" in detail(studio, "Created")
    assert detail(studio, "Secret") == "In this computer's keychain"
    assert detail(studio, "ID") == credential_id


def test_details_of_an_incomplete_credential_say_what_is_missing(studio: Studio) -> None:
    credential_id = studio.desk.go("EU billing")
    studio.panel().select(credential_id)

    assert detail(studio, "Name") == "EU billing (Incomplete)"
    assert detail(studio, "Connected account") == "None yet"
    assert detail(studio, "Created") == "Not created yet"


def test_details_follow_what_happens_to_the_credential(studio: Studio) -> None:
    credential_id = studio.desk.go("EU billing")
    studio.panel().select(credential_id)
    studio.desk.approve_in_browser()

    account = detail(studio, "Connected account")
    assert account == "Acme Ltd (acct_1AcmePractice)"
    assert enabled(studio) == ["Resume", "Check connection", "Remove", "Copy ID"]
    studio.desk.workflow.create(credential_id)
    assert enabled(studio) == ["Check connection", "Copy ID", "Delete…"]


def test_the_time_left_is_listed_and_ticks(studio: Studio) -> None:
    studio.desk.go("EU billing")
    panel = studio.panel()
    model = table(studio.window).model()
    cell = model.index(0, Column.STATUS)
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert cell.data(spoken) == "Incomplete, 10 minutes left"
    changed: list[object] = []
    model.dataChanged.connect(lambda *what: changed.append(what))
    studio.desk.clock.pass_time(timedelta(seconds=19))
    ticker = panel.findChild(Ticker)
    assert ticker is not None
    ticker.ticked.emit()

    assert cell.data(spoken) == "Incomplete, 9 minutes 41 seconds left"
    assert changed


def test_resume_opens_the_wizard_of_the_selected_credential(studio: Studio, qtbot: QtBot) -> None:
    three_credentials(studio)
    credential_id = select(studio, "Sandbox")
    button(studio.window, "Resume").click()

    wizard = open_wizard()
    assert wizard is not None
    assert wizard.credential_id == credential_id


def test_a_double_click_resumes(studio: Studio, qtbot: QtBot) -> None:
    three_credentials(studio)
    credential_id = select(studio, "Sandbox")
    rows: QTableView = table(studio.window)
    where = rows.visualRect(rows.currentIndex()).center()
    double_click(rows.viewport(), where)

    wizard = open_wizard()
    assert wizard is not None
    assert wizard.credential_id == credential_id


def test_time_that_ran_out_is_told_where_the_credential_stood(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    studio.desk.go("EU billing")
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()

    wait_for_words(qtbot, studio.window, "“EU billing” was removed")
    assert "Authentication with Stripe was not completed in time." in words(studio.window)
    button(studio.window, "Dismiss").click()
    assert "“EU billing” was removed" not in words(studio.window)


def test_coming_back_to_the_window_looks_at_the_deadlines(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    studio.desk.go("EU billing")
    studio.desk.clock.pass_time(timedelta(minutes=10))
    other = studio.wizard()
    qtbot.waitUntil(other.isActiveWindow)
    other.reject()
    studio.window.activateWindow()

    qtbot.waitUntil(lambda: not studio.desk.workflow.credentials)


# -- notices ------------------------------------------------------------------------------------


def test_a_lost_answer_stays_in_sight_until_it_is_cleared(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    studio.desk.go("EU billing")
    studio.desk.stripe.fail_exchange = AnswerLost(Detail())
    studio.desk.approve_in_browser()
    wait_for_words(qtbot, studio.window, "Stripe may have granted access")
    assert "“EU billing”" in words(studio.window)
    button(studio.window, "Clear").click()

    assert "Stripe may have granted access" not in words(studio.window)
    assert studio.desk.workflow.unsettled_grants == ()


def test_a_revocation_that_failed_is_told(studio: Studio, qtbot: QtBot) -> None:
    credential_id = studio.desk.make_active("EU billing")
    studio.panel()
    studio.desk.stripe.fail_deauthorize = StripeRefused(Detail("invalid_request", "No such id"))
    studio.desk.workflow.remove(credential_id, revoke=True)

    wait_for_words(qtbot, studio.window, "“EU billing” was not deleted")
    wait_for_words(qtbot, studio.window, "No such id")
    assert column(studio.window) == ["EU billing"]


# -- deleting -----------------------------------------------------------------------------------


def test_delete_asks_first_and_cancel_is_the_default(studio: Studio, qtbot: QtBot) -> None:
    studio.panel().select(studio.desk.make_active("EU billing"))
    dialog = ask(studio, "Delete…")

    assert "Delete “EU billing”?" in words(dialog)
    default = dialog.defaultButton()
    assert isinstance(default, QPushButton)
    assert default.text() == "Cancel"
    press(dialog, Qt.Key.Key_Return)
    assert column(studio.window) == ["EU billing"]
    assert len(studio.desk.keychain.entries) == 1


def test_a_question_that_is_not_true_any_more_is_taken_back(studio: Studio, qtbot: QtBot) -> None:
    """Another credential is approved for the same account, and would lose access unnamed."""
    studio.panel().select(studio.desk.make_active("EU billing"))
    studio.desk.go("EU invoices")
    dialog = ask(studio, "Delete…")
    with qtbot.waitSignal(dialog.finished):
        studio.desk.approve_in_browser()

    assert sorted(column(studio.window)) == ["EU billing", "EU invoices"]
    assert "“EU invoices”" in words(ask(studio, "Delete…"))


def test_a_question_stays_while_others_come_and_go(studio: Studio, qtbot: QtBot) -> None:
    studio.panel().select(studio.desk.make_active("EU billing"))
    dialog = ask(studio, "Delete…")
    studio.desk.go("US billing", System.STRIPE)
    assert dialog.isVisible()


def test_esc_cancels_the_question(studio: Studio, qtbot: QtBot) -> None:
    studio.panel().select(studio.desk.make_active("EU billing"))
    press(ask(studio, "Delete…"), Qt.Key.Key_Escape)

    assert column(studio.window) == ["EU billing"]


def test_the_delete_key_asks_too(studio: Studio, qtbot: QtBot) -> None:
    studio.panel().select(studio.desk.make_active("EU billing"))
    press(table(studio.window), Qt.Key.Key_Delete)

    assert "Delete “EU billing”?" in words(open_dialog(DeleteDialog))


@pytest.mark.parametrize("revoke", [True, False])
def test_a_confirmed_delete_revokes_only_if_it_was_chosen(studio: Studio, revoke: bool) -> None:
    studio.panel().select(studio.desk.make_active("EU billing"))
    dialog = ask(studio, "Delete…")
    choice = dialog.checkBox()
    assert isinstance(choice, QCheckBox)
    assert not choice.isChecked()
    choice.setChecked(revoke)
    button(dialog, "Delete").click()

    assert studio.desk.workflow.credentials == ()
    assert studio.desk.keychain.entries == {}
    assert bool(studio.desk.stripe.connected) is not revoke


def test_the_question_names_those_that_would_lose_access(studio: Studio) -> None:
    studio.desk.make_active("EU billing")
    studio.panel().select(studio.desk.make_active("EU invoices"))
    dialog = ask(studio, "Delete…")

    assert "“EU billing” would lose access as well." in words(dialog)
    assert dialog.checkBox() is not None
    assert not dialog.revoke


def test_removing_what_was_not_approved_just_removes(studio: Studio) -> None:
    studio.panel().select(studio.desk.go("EU billing"))
    dialog = ask(studio, "Remove")
    assert "Remove “EU billing”?" in words(dialog)
    assert dialog.checkBox() is None
    button(dialog, "Remove").click()

    assert studio.desk.workflow.credentials == ()


@pytest.mark.parametrize("shared", [True, False])
def test_removing_what_is_ready_revokes_unless_others_live_on_it(
    studio: Studio, shared: bool
) -> None:
    if shared:
        studio.desk.make_active("EU billing")
    credential_id = studio.desk.go("EU invoices")
    studio.desk.approve_in_browser()
    studio.panel().select(credential_id)
    button(ask(studio, "Remove"), "Remove").click()

    assert studio.desk.workflow.credential(credential_id) is None
    assert bool(studio.desk.stripe.connected) is shared


def test_a_name_is_text_and_never_markup(studio: Studio) -> None:
    name = "<b>Bold</b> & <img src=x>"
    studio.panel().select(studio.desk.make_active(name))
    dialog = ask(studio, "Delete…")

    labels = [w for w in dialog.findChildren(QLabel) if w.text()]
    assert any(name in label.text() for label in labels)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}


def test_a_credential_needs_approval_again_after_its_session(studio: Studio) -> None:
    credential_id = studio.desk.go(place=SecretPlace.SESSION)
    studio.desk.approve_in_browser()
    studio.desk.workflow.create(credential_id)
    studio.desk.restart()
    studio.window.close()
    studio.open_window()
    studio.window.show()
    studio.panel().select(credential_id)

    assert column(studio.window, Column.STATUS) == ["Needs approval again"]
    assert detail(studio, "Secret") == "Not kept any more: access has to be approved again"


def test_the_selection_is_kept_while_others_come_and_go(studio: Studio) -> None:
    three_credentials(studio)
    credential_id = select(studio, "Nordics")
    studio.desk.go("Another")
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()

    selected = studio.panel().selected()
    assert selected is not None
    assert selected.id == credential_id
    rows = table(studio.window).selectionModel()
    assert isinstance(rows, QItemSelectionModel)
    assert len(rows.selectedRows()) == 1


def test_where_nobody_knows_whether_access_is_left_the_person_chooses(studio: Studio) -> None:
    panel = studio.panel()
    credential_id = studio.desk.go("EU billing")
    studio.desk.approve_in_browser()
    studio.desk.stripe.fail_deauthorize = AnswerLost(Detail())
    studio.desk.workflow.remove(credential_id, revoke=None)
    panel.select(credential_id)
    assert "Access may be revoked" in column(studio.window, Column.STATUS)
    button(studio.window, "Remove").click()
    dialog = open_dialog(DeleteDialog)

    assert dialog.revoke is True
    assert "not known whether m3ter still has access" in dialog.informativeText()
    dialog.reject()
