"""Several credentials selected: what is said, and what is done to all of them."""

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import Detail, UnreachableError
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.credential_pane import CredentialPane
from desktop_app.ui.credentials_panel import CredentialsPanel
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.delete_many_dialog import DeleteManyDialog
from desktop_app.ui.selection_line import SelectionLine
from desktop_app.ui.style import InputWatch
from desktop_app.ui.widgets.toast import Toast
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.ui.finding import (
    accessible_name,
    button,
    buttons,
    column,
    focused,
    in_sight,
    named,
    open_dialog,
    open_wizard,
    table,
    wait_for_notice,
    wait_for_words,
    words,
)
from tests.ui.hands import press
from tests.ui.menu_bar import entry, plain
from tests.window_harness import WindowHarness

CTRL = Qt.KeyboardModifier.ControlModifier
CHECK_CONNECTIONS = "Check connections"


def three(gui: WindowHarness) -> list[str]:
    """An active one, one that waits, and another active one; none is selected."""
    first, last = gui.harness.make_active("EU billing"), gui.harness.make_active("Sandbox")
    waiting = gui.harness.go("Nordics", System.STRIPE)
    gui.panel()
    return [first, waiting, last]


def select_all(gui: WindowHarness) -> list[str]:
    ids = three(gui)
    table(gui.window).setFocus()
    press(table(gui.window), Qt.Key.Key_A, CTRL)
    return ids


def select_too(gui: WindowHarness, row: int) -> None:
    """Select another row, too."""
    rows = table(gui.window)
    flags = QItemSelectionModel.SelectionFlag
    rows.selectionModel().select(rows.model().index(row, 0), flags.Select | flags.Rows)


def pane(gui: WindowHarness) -> CredentialPane:
    return named(gui.panel(), CredentialPane, labels.DETAILS)


def ask(gui: WindowHarness) -> DeleteManyDialog:
    press(table(gui.window), Qt.Key.Key_Delete)
    return open_dialog(DeleteManyDialog)


def offered(gui: WindowHarness) -> list[str]:
    return [accessible_name(each) for each in in_sight(pane(gui), QPushButton)]


# -- what is said ---------------------------------------------------------------------------------


def test_ctrl_a_selects_all_and_the_details_say_how_many(gui: WindowHarness) -> None:
    select_all(gui)

    assert words(pane(gui)).splitlines() == [
        "3 credentials are selected",
        "“EU billing”, “Nordics” and “Sandbox”",
    ]
    assert offered(gui) == [CHECK_CONNECTIONS, labels.DELETE_CREDENTIAL]
    assert gui.panel().selected() is None


def test_the_menu_selects_all(gui: WindowHarness) -> None:
    three(gui)
    entry(gui, labels.CREDENTIAL, labels.SELECT_ALL).trigger()

    assert "3 credentials are selected" in words(pane(gui))


def test_one_again_has_its_details_again(gui: WindowHarness) -> None:
    ids = select_all(gui)
    gui.panel().select(ids[0])

    assert words(pane(gui)).splitlines()[:2] == ["EU billing", labels.STRIPE_TEST]
    assert labels.CHECK_CONNECTION in offered(gui)


def test_a_narrow_window_says_it_in_the_line(gui: WindowHarness) -> None:
    select_all(gui)
    gui.window.resize(760, 600)
    QApplication.processEvents()
    (line,) = in_sight(gui.window, SelectionLine)

    assert words(line) == "3 credentials are selected"
    assert buttons(line) == [CHECK_CONNECTIONS, labels.DELETE_CREDENTIAL]


def test_enter_opens_no_wizard_of_several(gui: WindowHarness) -> None:
    select_all(gui)
    press(table(gui.window), Qt.Key.Key_Return)

    assert open_wizard() is None


def test_the_context_menu_is_about_all_of_them(gui: WindowHarness) -> None:
    select_all(gui)
    rows = table(gui.window)
    rows.customContextMenuRequested.emit(rows.visualRect(rows.currentIndex()).center())
    menu = next(m for m in gui.panel().findChildren(QMenu) if m.isVisible())

    shown = [plain(a.text()) for a in menu.actions() if a.isVisible() and not a.isSeparator()]
    assert shown == [CHECK_CONNECTIONS, "Copy IDs", labels.DELETE_CREDENTIAL]
    menu.close()


def test_the_row_of_the_keyboard_is_marked_even_if_it_is_not_selected(gui: WindowHarness) -> None:
    three(gui)
    rows = table(gui.window)
    rows.setFocus()
    press(rows, Qt.Key.Key_Down, CTRL)
    assert [each.row() for each in rows.selectionModel().selectedRows()] == [0]
    assert rows.currentIndex().row() == 1

    picture = rows.viewport().grab().toImage()
    accent = theme.colors(rows.palette()).accent
    marked = [
        picture.pixelColor(1, rows.visualRect(rows.model().index(row, 0)).center().y()) == accent
        for row in range(3)
    ]
    assert marked == [True, True, False]


def test_without_a_selection_only_the_keyboard_marks_a_row(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    three(gui)
    rows = table(gui.window)
    rows.setFocus()
    rows.clearSelection()
    accent = theme.colors(rows.palette()).accent

    def is_marked() -> bool:
        middle = rows.visualRect(rows.currentIndex()).center().y()
        return rows.viewport().grab().toImage().pixelColor(1, middle) == accent

    for is_keyboard in (False, True):
        monkeypatch.setattr(InputWatch, "is_keyboard", is_keyboard)
        assert is_marked() is is_keyboard


# -- what is done ---------------------------------------------------------------------------------


def test_all_ids_are_copied_one_a_line(gui: WindowHarness, qtbot: QtBot) -> None:
    ids = select_all(gui)
    press(table(gui.window), Qt.Key.Key_C, CTRL)

    assert QGuiApplication.clipboard().text() == "\n".join(ids)
    wait_for_words(qtbot, gui.window, "3 IDs were copied.")


def test_those_that_can_be_checked_are(gui: WindowHarness, qtbot: QtBot) -> None:
    select_all(gui)
    button(pane(gui), CHECK_CONNECTIONS).click()

    wait_for_words(qtbot, gui.window, "2 credentials were checked. Nothing has got worse.")


def test_while_they_are_checked_no_other_round_begins(gui: WindowHarness) -> None:
    select_all(gui)
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(pane(gui), CHECK_CONNECTIONS).click()

    assert not button(pane(gui), CHECK_CONNECTIONS).isEnabled()
    gui.harness.tasks.release_all()
    assert button(pane(gui), CHECK_CONNECTIONS).isEnabled()


def test_one_question_names_all_of_them_and_what_is_kept(gui: WindowHarness) -> None:
    select_all(gui)
    said = words(ask(gui)).replace("•\n", "").splitlines()

    assert said == [
        "Delete 3 credentials?",
        "“EU billing”, “Nordics” and “Sandbox” will be deleted from the list, and their secrets"
        " from this computer. This can’t be undone.",
        "The approval in progress for “Nordics” will be cancelled.",
        "Deleting “EU billing” and “Sandbox” does not revoke m3ter’s access to Acme Ltd"
        " (acct_1AcmePractice) in Stripe (Test Mode). To revoke it as well, choose “Cancel”, then"
        " delete one of them by itself, and tick “Also revoke m3ter’s access"
        " at Stripe”.",
    ]


def test_cancel_is_the_default(gui: WindowHarness) -> None:
    select_all(gui)
    press(ask(gui), Qt.Key.Key_Return)

    assert len(column(gui.window)) == 3


def test_they_are_deleted_with_one_message_and_access_stays(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    select_all(gui)
    button(ask(gui), labels.DELETE).click()

    assert gui.harness.state.credentials == ()
    assert gui.harness.stripe.connected
    assert gui.harness.keychain.entries == {}
    wait_for_words(qtbot, gui.window, "3 credentials were deleted.")
    assert len(in_sight(gui.window, Toast)) == 1


def test_those_that_have_to_stay_are_named_and_stay(gui: WindowHarness) -> None:
    ids = three(gui)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    gui.harness.commands.remove(ids[0], revoke=True)
    table(gui.window).selectAll()
    dialog = ask(gui)
    assert "Delete 2 credentials?" in words(dialog)
    stays = "“EU billing” was deleted earlier, and stays in the list until m3ter’s access to Acme"
    assert stays in words(dialog)
    ends = "“Sandbox” uses the same access as “EU billing”, so nothing more has to be revoked"
    assert ends in words(dialog)
    assert "does not revoke" not in words(dialog)
    button(dialog, labels.DELETE).click()

    assert column(gui.window) == ["EU billing"]


def test_a_question_is_taken_back_when_access_ends_because_of_another(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    for name in ("EU billing", "EU invoices", "Nordics"):
        gui.harness.make_active(name)
    gui.panel()
    ids = [each.id for each in gui.harness.state.credentials]
    gui.panel().select(ids[1])
    select_too(gui, column(gui.window).index("Nordics"))
    dialog = ask(gui)
    assert "Deleting them does not revoke" in words(dialog)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    with qtbot.waitSignal(dialog.finished):
        gui.harness.commands.remove(ids[0], revoke=True)

    gui.window.activateWindow()
    qtbot.waitUntil(table(gui.window).hasFocus)
    assert "use the same access as “EU billing”" in words(ask(gui))


def test_each_that_stays_is_told_its_own_reason(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.harness.make_active("Sandbox")
    waiting = gui.harness.make_active("Nordics", System.STRIPE)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    gui.harness.commands.remove(waiting, revoke=True)
    gui.harness.go("Reseller pilot")
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    gui.panel()
    table(gui.window).selectAll()
    said = words(ask(gui))

    assert (
        "“Reseller pilot” will stay: its approval is being completed. Delete it once that is done."
    ) in said
    assert "“Nordics” was deleted earlier, and stays in the list until m3ter’s access" in said


def test_where_none_may_be_deleted_together_that_is_not_offered(gui: WindowHarness) -> None:
    ids = three(gui)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    gui.harness.commands.remove(ids[0], revoke=True)
    gui.harness.commands.remove(ids[2], revoke=True)
    gui.panel().select(ids[0])
    select_too(gui, column(gui.window).index("Sandbox"))

    assert labels.DELETE_CREDENTIAL not in offered(gui)


def test_a_question_that_is_not_true_any_more_is_taken_back(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    """The browser comes back, and nobody was told that this access would stay."""
    gui.harness.make_active("EU billing")
    gui.harness.go("Nordics")
    gui.panel()
    table(gui.window).selectAll()
    dialog = ask(gui)
    with qtbot.waitSignal(dialog.finished):
        gui.harness.approve_in_browser()

    assert len(column(gui.window)) == 2


def test_what_could_not_be_deleted_is_told(gui: WindowHarness, qtbot: QtBot) -> None:
    select_all(gui)
    dialog = ask(gui)
    gui.harness.disk.is_full = True
    button(dialog, labels.DELETE).click()

    wait_for_notice(qtbot, gui.window, "“EU billing”, “Nordics” and “Sandbox” were not deleted")
    wait_for_notice(qtbot, gui.window, "Check that the disk is not full, then try again.")
    assert len(column(gui.window)) == 3


def test_of_many_names_the_first_are_listed(gui: WindowHarness) -> None:
    for number in range(14):
        gui.harness.make_active(f"Cost centre {number:02}")
    gui.panel()
    table(gui.window).selectAll()

    assert "“Cost centre 04” and 9 more will be deleted" in words(ask(gui))


def test_with_one_that_goes_the_others_stay_selected(gui: WindowHarness) -> None:
    ids = select_all(gui)
    gui.harness.commands.remove(ids[1], revoke=False)

    assert "2 credentials are selected" in words(pane(gui))


# -- the first row --------------------------------------------------------------------------------


def test_the_first_row_is_selected_when_the_page_is_shown(gui: WindowHarness) -> None:
    three(gui)
    gui.view.show_integrations()
    table_of(gui).clearSelection()
    gui.view.show_stripe()

    selected = gui.panel().selected()
    assert selected is not None
    assert selected.name == "EU billing"


def table_of(gui: WindowHarness) -> QTableView:
    panel = gui.window.findChild(CredentialsPanel)
    assert panel is not None
    found = panel.findChild(QTableView)
    assert found is not None
    return found


def test_what_is_selected_stays_selected(gui: WindowHarness) -> None:
    ids = three(gui)
    gui.panel().select(ids[2])
    gui.view.show_integrations()
    gui.view.show_stripe()

    selected = gui.panel().selected()
    assert selected is not None
    assert selected.id == ids[2]


def test_in_a_narrow_window_nothing_is_selected_by_itself(gui: WindowHarness) -> None:
    gui.window.resize(760, 600)
    three(gui)
    QApplication.processEvents()

    assert gui.panel().selected() is None
    assert in_sight(gui.window, SelectionLine) == []


def test_ctrl_f_leads_from_the_details_alone_to_the_search(gui: WindowHarness) -> None:
    gui.window.resize(760, 600)
    ids = three(gui)
    gui.panel().select(ids[0])
    button(gui.window, labels.DETAILS).click()
    assert in_sight(gui.window, QTableView) == []
    entry(gui, labels.VIEW, labels.FIND).trigger()

    assert accessible_name(focused()) == "Search credentials"
    assert len(in_sight(gui.window, QTableView)) == 1


@pytest.mark.parametrize("several", [False, True])
def test_a_single_one_is_asked_about_as_before(gui: WindowHarness, several: bool) -> None:
    ids = three(gui)
    gui.panel().select(ids[0])
    if several:
        select_too(gui, 2)
    press(table(gui.window), Qt.Key.Key_Delete)

    open_dialog(DeleteManyDialog if several else DeleteDialog)
