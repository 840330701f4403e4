"""The Credentials panel: what it lists, and what can be done with one credential."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QTableView,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.account import Account
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import AnswerLostError, Detail, RefusedError, UnreachableError
from desktop_app.core.systems import System
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.credential_pane import CredentialPane
from desktop_app.ui.credentials_head import CredentialsHead
from desktop_app.ui.credentials_model import Column, Role
from desktop_app.ui.credentials_panel import CredentialsPanel
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.chips import ChipLabel
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.tables import _BelowRows
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE
from tests import labels
from tests.fakes import ACCOUNT
from tests.pictures import approving_again
from tests.pictures import credentials as states
from tests.pictures import notices as notice_states
from tests.ui.finding import (
    accessible_name,
    button,
    buttons,
    column,
    detail,
    in_sight,
    named,
    open_wizard,
    table,
    wait_for_notice,
    words,
)
from tests.ui.hands import click, double_click, press
from tests.ui.menu_bar import plain
from tests.window_harness import WindowHarness

ACTIONS = [
    labels.RESUME,
    labels.APPROVE_AGAIN,
    labels.CHECK_CONNECTION,
    labels.REMOVE_CREDENTIAL,
    labels.COPY_ID,
    labels.DELETE_CREDENTIAL,
]


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
    (credential,) = [c for c in gui.harness.state.credentials if c.name == name]
    gui.panel().select(credential.id)
    return credential.id


def possible_actions(gui: WindowHarness) -> list[str]:
    """What is offered for the selected credential. What is not possible is not in sight."""
    offered = in_sight(gui.panel(), QPushButton)
    assert all(each.isEnabled() for each in offered)
    names = [accessible_name(each) for each in offered]
    return [text for text in ACTIONS if text in names]


def details(gui: WindowHarness) -> CredentialPane:
    return named(gui.panel(), CredentialPane, labels.DETAILS)


def test_an_empty_panel_says_what_a_credential_is_for(gui: WindowHarness) -> None:
    gui.panel()

    assert "No credentials yet" in words(gui.window)
    assert [b for b in buttons(gui.window) if b == labels.CONFIGURE_NEW_CREDENTIALS] == [
        labels.CONFIGURE_NEW_CREDENTIALS
    ]
    assert not [b for b in buttons(gui.window) if b in ACTIONS]


def test_the_first_credential_takes_the_place_of_the_empty_state(gui: WindowHarness) -> None:
    gui.panel()
    credential_id = gui.harness.make_active("EU billing")
    assert column(gui.window) == ["EU billing"]
    assert "No credentials yet" not in words(gui.window)
    gui.harness.commands.remove(credential_id, revoke=True)
    said = words(gui.window).splitlines()
    assert "No credentials" in said
    assert "No credentials yet" not in said


def test_without_credentials_the_page_points_to_the_notices_above(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    credential_id = gui.harness.make_active("EU billing")
    gui.harness.commands.remove(credential_id, revoke=None)
    above = "See the notices above, or configure a credential."
    assert above not in words(gui.window)
    gui.harness.go("US billing")
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    assert above in words(gui.window)
    wait_for_notice(qtbot, gui.window, f"“US billing” {labels.REMOVED_IN_TIME}")
    button(gui.window, f"{labels.DISMISS}: “US billing” {labels.REMOVED_IN_TIME}").click()
    assert above not in words(gui.window)


def test_what_a_credential_is_for_is_not_said_again_after_a_restart(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.commands.remove(gui.harness.make_active("EU billing"), revoke=True)
    gui.harness = gui.harness.restart()
    gui.window.close()
    gui.open_window()
    gui.window.show()
    gui.panel()

    said = words(gui.window).splitlines()
    assert "No credentials" in said
    assert "No credentials yet" not in said


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
    assert "No credential matches “umbrella”" in words(gui.window)
    assert possible_actions(gui) == []
    button(gui.window, "Clear search").click()
    assert search.text() == ""
    assert "No credential matches" not in words(gui.window)
    assert len(column(gui.window)) == 3


def test_a_long_search_is_quoted_by_its_beginning(gui: WindowHarness) -> None:
    three_credentials(gui)
    named(gui.window, QLineEdit, "Search credentials").setText("x" * 1000)

    assert f"No credential matches “{'x' * 60}…”" in words(gui.window).replace("\u200b", "")


def test_a_search_from_right_to_left_leaves_the_heading_in_order(gui: WindowHarness) -> None:
    three_credentials(gui)
    named(gui.window, QLineEdit, "Search credentials").setText("אבג")

    texts = [each.text() for each in in_sight(gui.window, QLabel)]
    assert "No credential matches “\u2068אבג\u2069”" in texts


@pytest.mark.parametrize(
    ("name", "possible"),
    [
        ("Nordics", [labels.CHECK_CONNECTION, labels.COPY_ID, labels.DELETE_CREDENTIAL]),
        (
            "EU billing",
            [labels.RESUME, labels.CHECK_CONNECTION, labels.REMOVE_CREDENTIAL, labels.COPY_ID],
        ),
        ("Sandbox", [labels.RESUME, labels.REMOVE_CREDENTIAL, labels.COPY_ID]),
    ],
)
def test_what_can_be_done_depends_on_the_selected_row(
    gui: WindowHarness, name: str, possible: list[str]
) -> None:
    three_credentials(gui)
    table(gui.window).clearSelection()
    assert possible_actions(gui) == []
    select(gui, name)

    assert possible_actions(gui) == possible


def test_a_search_never_selects_what_nobody_chose(gui: WindowHarness) -> None:
    three_credentials(gui)
    search = named(gui.window, QLineEdit, "Search credentials")
    select(gui, "Nordics")
    search.setText("billing")
    assert possible_actions(gui) == []

    select(gui, "EU billing")
    search.setText("eu bill")
    assert labels.REMOVE_CREDENTIAL in possible_actions(gui)


def test_on_entry_what_needs_the_person_is_selected(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing", System.STRIPE)
    failed = gui.harness.make_active("US billing", System.STRIPE)
    gui.harness.stripe.fail_account = UnreachableError(Detail())
    gui.harness.commands.check(failed)
    panel = gui.panel()

    selected = panel.selected()
    assert selected is not None
    assert selected.id == failed


def test_on_entry_the_first_row_is_selected_if_nothing_needs_the_person(gui: WindowHarness) -> None:
    gui.harness.make_active("US billing", System.STRIPE)
    gui.harness.make_active("EU billing", System.STRIPE)
    panel = gui.panel()

    selected = panel.selected()
    assert selected is not None
    assert selected.name == "EU billing"


def test_the_first_credential_is_selected_when_it_comes(gui: WindowHarness) -> None:
    panel = gui.panel()
    credential_id = gui.harness.make_active("EU billing")

    selected = panel.selected()
    assert selected is not None
    assert selected.id == credential_id


def test_what_the_person_has_deselected_stays_so(gui: WindowHarness) -> None:
    credential_id = gui.harness.make_active("EU billing")
    panel = gui.panel()
    table(gui.window).clearSelection()
    gui.harness.commands.check(credential_id)
    gui.harness.make_active("US billing")

    assert panel.selected() is None


def test_a_window_that_becomes_wide_enough_for_details_has_some(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.window.resize(gui.window.minimumSize())
    panel = gui.panel()
    assert panel.selected() is None
    gui.window.resize(1080, 760)
    QApplication.processEvents()

    assert panel.selected() is not None


def test_an_answer_with_the_wizard_closed_does_not_interrupt(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.view.show_activity()
    gui.harness.approve_in_browser()
    assert "What happened to credentials" in words(gui.window)

    gui.window.return_from_browser(PRACTICE)
    assert labels.STRIPE_INTEGRATIONS in words(gui.window)
    panel = gui.window.findChild(CredentialsPanel)
    assert panel is not None
    selected = panel.selected()
    assert selected is not None
    assert selected.id == credential_id
    assert labels.READY_TO_CREATE in column(gui.window, Column.STATUS)


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
    press(button(gui.window, labels.CONFIGURE_NEW_CREDENTIALS), Qt.Key.Key_Return)
    assert open_wizard() is not None


def test_the_context_menu_offers_the_same(gui: WindowHarness, qtbot: QtBot) -> None:
    three_credentials(gui)
    select(gui, "Nordics")
    rows = table(gui.window)
    rows.customContextMenuRequested.emit(rows.visualRect(rows.currentIndex()).center())
    menu = next(m for m in gui.panel().findChildren(QMenu) if m.isVisible())

    offered = [a for a in menu.actions() if a.isVisible() and not a.isSeparator()]
    assert [plain(a.text()) for a in offered] == [
        labels.CHECK_CONNECTION,
        labels.OPEN_IN_STRIPE,
        labels.COPY_ID,
        labels.DELETE_CREDENTIAL,
    ]
    assert all(a.isEnabled() for a in offered)
    menu.close()


def by_button(gui: WindowHarness, qtbot: QtBot) -> None:
    button(gui.window, labels.COPY_ID).click()


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
    wait_for_notice(qtbot, gui.window, "The ID of “Nordics” was copied.")


def test_details_tell_all_that_is_known(gui: WindowHarness) -> None:
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.panel().select(credential_id)

    pane = details(gui)
    assert words(pane).splitlines()[:2] == ["EU billing", labels.STRIPE]
    assert accessible_name(in_sight(pane, ChipLabel)[0]) == labels.ACTIVE
    assert detail(pane, "Connected account") == "Acme Ltd"
    assert detail(pane, "Account ID") == "acct_1AcmePractice"
    assert detail(pane, "Payments and payouts") == "Takes payments and pays out"
    assert detail(pane, "Created") == "24 Nov 2026, 09:00 by ada"
    assert detail(gui.panel(), "Secret") == labels.IN_KEYCHAIN
    assert detail(gui.panel(), "ID") == credential_id


def test_details_of_an_incomplete_credential_say_what_is_missing(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.panel().select(credential_id)

    pane = details(gui)
    assert words(pane).splitlines() == [
        "EU billing (Incomplete)",
        labels.STRIPE_TEST,
        "Not approved yet",
        "Approve access at Stripe by 09:10. After that, the credential is removed.",
        "ID",
        credential_id,
    ]
    assert accessible_name(in_sight(pane, ChipLabel)[0]) == "Incomplete · 10:00 left"


def test_details_follow_what_happens_to_the_credential(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.panel().select(credential_id)
    gui.harness.approve_in_browser()

    assert detail(gui.panel(), "Connected account") == "Acme Ltd"
    assert detail(gui.panel(), "Account ID") == "acct_1AcmePractice"
    assert "Access is approved" in words(details(gui))
    assert possible_actions(gui) == [
        labels.RESUME,
        labels.CHECK_CONNECTION,
        labels.REMOVE_CREDENTIAL,
        labels.COPY_ID,
    ]
    gui.harness.commands.create(credential_id)
    assert accessible_name(in_sight(gui.panel(), ChipLabel)[0]) == labels.ACTIVE
    assert possible_actions(gui) == [
        labels.CHECK_CONNECTION,
        labels.COPY_ID,
        labels.DELETE_CREDENTIAL,
    ]


def test_a_row_that_a_notice_is_about_is_marked_and_says_so(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    name = table(gui.window).model().index(0, Column.NAME)
    assert name.data(Role.TONE) is None
    gui.harness.approve_in_browser()

    told = "“EU billing” is ready to create"
    # The chip says so by its colour and its word.
    assert name.data(Role.TONE) is None
    assert name.data(Qt.ItemDataRole.AccessibleTextRole) == "EU billing"
    assert name.data(Qt.ItemDataRole.AccessibleDescriptionRole) == told
    assert told in name.data(Qt.ItemDataRole.ToolTipRole)


def test_a_notice_that_the_status_does_not_tell_of_has_a_mark(gui: WindowHarness) -> None:
    states.check_failed(gui)
    name = table(gui.window).model().index(0, Column.NAME)

    assert name.data(Role.TONE) is Tone.WARNING


def test_each_credential_that_a_notice_names_has_a_mark(gui: WindowHarness) -> None:
    notice_states.not_all_checked(gui)
    rows = table(gui.window).model()

    # One of them has a status that warns as well.
    names = [rows.index(row, Column.NAME) for row in range(rows.rowCount())]
    assert [(each.data(), each.data(Role.TONE)) for each in names] == [
        ("EU billing", Tone.WARNING),
        ("Reseller pilot", Tone.WARNING),
        ("Sandbox", Tone.WARNING),
    ]
    said = "“EU billing”, “Reseller pilot” and “Sandbox” could not be checked"
    assert said in words(gui.window)


def test_each_credential_is_counted_once(gui: WindowHarness) -> None:
    gui.harness.make_active("Nordics")
    gui.harness.go("Sandbox")
    gui.harness.deny_in_browser()
    approving_again.approve_again_in_panel(gui)

    # "Sandbox" is incomplete, and a notice tells what to do about it. "Nordics" is disconnected.
    assert "1 approving again · 2 need attention" in words(gui.window)


def test_what_could_not_be_checked_needs_attention(gui: WindowHarness) -> None:
    notice_states.not_all_checked(gui)

    assert "3 need attention · not checked since 09:00" in words(gui.panel())
    (workspace,) = gui.computer.workspaces.workspaces[1:]
    workspace.commands.go_to_stripe(System.STRIPE_TEST, "Nordics", SecretPlace.KEYCHAIN)
    assert "1 incomplete · 3 need attention · not checked since 09:00" in words(gui.panel())


def test_the_oldest_of_different_times_is_called_so(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.make_active("US billing")

    assert "2 active · oldest check 10 minutes ago" in words(gui.panel())


def test_the_numbers_add_up_to_the_rows(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.make_active("Nordics")
    going = gui.harness.make_active("US billing", System.STRIPE)
    gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    gui.harness.go("Sandbox")
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.commands.remove(going, revoke=True)

    said = "1 active · 1 incomplete · 1 ready to create · 1 revoking · last checked just now"
    assert said in words(gui.window)


def test_the_time_of_the_check_is_left_out_where_it_has_no_room(gui: WindowHarness) -> None:
    states.many_credentials(gui)
    head = gui.panel().findChild(CredentialsHead)
    assert head is not None

    def summary() -> str:
        (label,) = in_sight(head, ElidedLabel)
        return QLabel.text(label)

    shown = set()
    for width in range(700, 1400, 20):
        gui.window.resize(width, 600)
        QApplication.processEvents()
        shown.add(summary())

    numbers = "2 active · 1 incomplete · 1 ready to create · 2 need attention"
    whole = f"{numbers} · oldest check yesterday at 09:00"
    assert {numbers, whole} <= shown
    assert {each for each in shown if " · o" in each} == {whole}


def test_rows_that_scroll_are_never_cut_off(gui: WindowHarness) -> None:
    for number in range(30):
        gui.harness.make_active(f"Cost centre {number:02}")
    gui.panel()
    rows = table(gui.window)
    for height in range(420, 760, 7):
        gui.window.resize(1080, height)
        QApplication.processEvents()
        room, high = rows.viewport().height(), rows.rowHeight(0)
        covered = rows.findChild(_BelowRows)
        assert covered is not None
        assert high >= rows.fontMetrics().height() * 2
        assert covered.height() == room % high
        assert covered.geometry().bottom() == rows.viewport().geometry().bottom()


def test_rows_that_all_have_room_have_their_usual_height(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    rows = table(gui.window)

    assert rows.rowHeight(0) == max(48, rows.fontMetrics().height() * 2 + 4)


def test_without_an_account_the_cell_says_so(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    cell = table(gui.window).model().index(0, Column.ACCOUNT)

    assert cell.data() == "—"
    assert cell.data(Qt.ItemDataRole.AccessibleTextRole) == "none"


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


def test_how_long_ago_accounts_were_checked_is_shown_anew_each_minute(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    panel = gui.panel()
    select(gui, "EU billing")
    assert "checked just now" in words(panel)
    assert detail(gui.window, "Last checked") == "just now"
    gui.harness.clock.pass_time(timedelta(minutes=10))
    seconds, minutes = panel.findChildren(Ticker)
    assert (seconds.is_running, minutes.is_running) == (False, True)
    minutes.ticked.emit()

    assert "checked 10 minutes ago" in words(panel)
    assert detail(gui.window, "Last checked") == "10 minutes ago"


def test_it_is_shown_anew_when_the_page_comes_back(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    panel = gui.panel()
    panel.hide()
    gui.harness.clock.pass_time(timedelta(minutes=10))
    panel.show()

    assert "checked 10 minutes ago" in words(panel)


def test_no_minutes_are_counted_where_none_are_shown(gui: WindowHarness) -> None:
    panel = gui.panel()
    _, minutes = panel.findChildren(Ticker)
    assert minutes.is_running is False, "nothing was ever checked"
    gui.harness.make_active("EU billing")
    for change, runs in (
        (gui.window.hide, False),
        (gui.window.show, True),
        (gui.window.showMinimized, False),
        (gui.window.showNormal, True),
    ):
        change()
        assert minutes.is_running is runs


def test_resume_opens_the_wizard_of_the_selected_credential(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    three_credentials(gui)
    credential_id = select(gui, "Sandbox")
    button(gui.window, labels.RESUME).click()

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

    wait_for_notice(qtbot, gui.window, f"“EU billing” {labels.REMOVED_IN_TIME}")
    assert "Choose “Start again” to begin with the same name." in words(gui.window)
    button(gui.window, f"{labels.DISMISS}: “EU billing” {labels.REMOVED_IN_TIME}").click()
    assert f"“EU billing” {labels.REMOVED_IN_TIME}" not in words(gui.window)


def test_coming_back_to_the_window_looks_at_the_deadlines(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.clock.pass_time(timedelta(minutes=10))
    other = gui.wizard()
    qtbot.waitUntil(other.isActiveWindow)
    other.reject()
    assert gui.harness.state.credentials, "nobody has looked yet"
    gui.window.activateWindow()

    qtbot.waitUntil(lambda: not gui.harness.state.credentials)


# -- notices ------------------------------------------------------------------------------------


def test_a_lost_answer_stays_in_sight_until_it_is_cleared(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    wait_for_notice(qtbot, gui.window, labels.MAY_HAVE_GRANTED_ACCESS)
    assert "“EU billing”" in words(gui.window)
    button(gui.window, "Clear this notice").click()

    assert labels.MAY_HAVE_GRANTED_ACCESS not in words(gui.window)
    assert gui.harness.state.unsettled_grants == ()


def test_a_revocation_that_failed_is_told(gui: WindowHarness, qtbot: QtBot) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.panel()
    gui.harness.stripe.fail_deauthorize = RefusedError(Detail("invalid_request", "No such id"))
    gui.harness.commands.remove(credential_id, revoke=True)

    wait_for_notice(qtbot, gui.window, "“EU billing” was not deleted")
    wait_for_notice(qtbot, gui.window, "No such id")
    wait_for_notice(qtbot, gui.window, "Choose “Delete…” again, with or without revoking access.")
    assert column(gui.window) == ["EU billing"]


def test_what_is_not_known_after_a_lost_answer_is_told(gui: WindowHarness, qtbot: QtBot) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    gui.panel()
    gui.harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    gui.harness.commands.remove(credential_id, revoke=True)

    wait_for_notice(qtbot, gui.window, "“EU billing” was not removed")
    wait_for_notice(qtbot, gui.window, "m3ter may still have access.")
    wait_for_notice(qtbot, gui.window, "Choose “Remove…” again, with or without revoking access.")


def test_a_credential_needs_approval_again_after_its_session(gui: WindowHarness) -> None:
    credential_id = gui.harness.go(place=SecretPlace.SESSION)
    gui.harness.approve_in_browser()
    gui.harness.commands.create(credential_id)
    gui.harness.restart()
    gui.window.close()
    gui.open_window()
    # Wider than the screen of the tests, so that the details stand beside the list.
    gui.window.resize(1080, 720)
    gui.panel().select(credential_id)

    assert column(gui.window, Column.STATUS) == [labels.NEEDS_APPROVAL_AGAIN]
    assert detail(gui.panel(), "Secret") == "Not stored any more: access has to be approved again"


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
