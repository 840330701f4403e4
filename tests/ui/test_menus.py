"""The menu bar, and the shortcuts of its entries: what is offered where, and what it does."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from desktop_app.core.systems import System
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.navigation import Navigation, Page
from desktop_app.workflow.workspace import PRACTICE
from tests import labels
from tests.pictures import credentials, database, notices
from tests.ui.finding import buttons, column, focused, named, open_dialog, open_wizard, table, words
from tests.ui.hands import type_text
from tests.ui.menu_bar import entries, entry, menu_named, plain, possible
from tests.window_harness import WindowHarness

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
NONE = Qt.KeyboardModifier.NoModifier


def press_in_window(gui: WindowHarness, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
    """Press a key as a person does: the widget with the focus gets it, or a shortcut."""
    QTest.keyClick(gui.window.windowHandle(), key, modifier)


def search(gui: WindowHarness, name: str = "Search credentials") -> QLineEdit:
    return named(gui.window, QLineEdit, name)


# -- what is offered where -----------------------------------------------------------------------


def test_the_menus_have_the_usual_entries(gui: WindowHarness) -> None:
    assert entries(menu_named(gui, labels.FILE)) == [
        labels.NEW_CREDENTIAL,
        labels.CONNECT_AN_ORGANIZATION,
        labels.EXPORT_THE_ACTIVITY,
        labels.QUIT,
    ]
    assert entries(menu_named(gui, labels.CREDENTIAL)) == [
        labels.RESUME,
        labels.APPROVE_AGAIN,
        labels.CHECK_CONNECTION,
        labels.CHECK_ALL,
        labels.OPEN_IN_STRIPE,
        labels.COPY_ID,
        labels.SELECT_ALL,
        labels.DELETE_CREDENTIAL,
    ]
    assert entries(menu_named(gui, labels.VIEW)) == [
        labels.FIND,
        labels.INTEGRATIONS,
        labels.STRIPE_INTEGRATIONS,
        labels.ACTIVITY,
        labels.SETTINGS,
    ]


def test_what_a_page_does_not_do_is_greyed(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    gui.view.show_settings()

    assert possible(menu_named(gui, labels.CREDENTIAL)) == []
    assert labels.FIND not in possible(menu_named(gui, labels.VIEW))
    assert labels.EXPORT_THE_ACTIVITY not in possible(menu_named(gui, labels.FILE))


def test_what_can_be_done_with_the_selected_credential_is_not_greyed(gui: WindowHarness) -> None:
    menu = menu_named(gui, labels.CREDENTIAL)
    gui.panel().select(gui.harness.make_active("EU billing"))
    assert possible(menu) == [
        labels.CHECK_CONNECTION,
        labels.CHECK_ALL,
        labels.OPEN_IN_STRIPE,
        labels.COPY_ID,
        labels.SELECT_ALL,
        labels.DELETE_CREDENTIAL,
    ]
    gui.panel().select(gui.harness.go("US billing", System.STRIPE))
    assert possible(menu) == [
        labels.RESUME,
        labels.CHECK_ALL,
        labels.COPY_ID,
        labels.SELECT_ALL,
        labels.REMOVE_CREDENTIAL,
    ]
    table(gui.window).clearSelection()
    assert possible(menu) == [labels.CHECK_ALL, labels.SELECT_ALL]


def test_the_menus_follow_the_workspace_that_is_shown(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    gui.connect()
    assert possible(menu_named(gui, labels.CREDENTIAL)) == []
    gui.window.show_workspace(PRACTICE)

    assert labels.DELETE_CREDENTIAL in possible(menu_named(gui, labels.CREDENTIAL))


def test_a_forgotten_workspace_leaves_working_menus(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.connect()
    gui.panel()
    gui.press_forget(gui.forget_dialog())
    gui.panel().select(gui.harness.make_active("EU billing"))
    entry(gui, labels.CREDENTIAL, labels.COPY_ID).trigger()

    assert QGuiApplication.clipboard().text() == gui.harness.state.credentials[0].id


@pytest.mark.parametrize("unusable", [database.reading, database.database_unusable])
def test_without_a_database_nothing_is_configured(
    gui: WindowHarness, qtbot: QtBot, unusable: Callable[[WindowHarness], object]
) -> None:
    unusable(gui)
    qtbot.waitUntil(gui.window.isActiveWindow)
    gui.view.show_integrations()
    gui.view.show_stripe()
    assert labels.NEW_CREDENTIAL not in possible(menu_named(gui, labels.FILE))
    press_in_window(gui, Qt.Key.Key_N, CTRL)
    press_in_window(gui, Qt.Key.Key_Return)
    press_in_window(gui, Qt.Key.Key_Space)

    assert open_wizard() is None


def test_what_is_focused_at_last_is_what_was_waited_for(gui: WindowHarness) -> None:
    database.reading(gui)
    gui.harness.tasks.release_all()
    assert "No credentials yet" in words(gui.window)
    press_in_window(gui, Qt.Key.Key_Return)

    assert open_wizard() is not None


# -- what the entries and shortcuts do -----------------------------------------------------------


@pytest.mark.parametrize("page", Page)
def test_ctrl_n_opens_the_wizard_from_any_page(gui: WindowHarness, page: Page) -> None:
    gui.view.show_page(page)
    press_in_window(gui, Qt.Key.Key_N, CTRL)

    assert open_wizard() is not None


def test_ctrl_f_goes_to_the_search_and_esc_clears_it(gui: WindowHarness) -> None:
    gui.some_credentials()
    gui.panel()
    press_in_window(gui, Qt.Key.Key_F, CTRL)
    assert focused() is search(gui)
    type_text(focused(), "billing")
    assert column(gui.window) == ["EU billing"]
    press_in_window(gui, Qt.Key.Key_Escape)

    assert search(gui).text() == ""
    assert len(column(gui.window)) == 3


def test_ctrl_f_selects_what_was_searched_before(gui: WindowHarness) -> None:
    credentials.no_match(gui)
    press_in_window(gui, Qt.Key.Key_F, CTRL)

    assert search(gui).selectedText() == "umbrella"


def test_ctrl_f_searches_the_activity_where_it_is_shown(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    gui.activity()
    named(gui.window, Navigation, labels.NAVIGATION).setFocus()
    press_in_window(gui, Qt.Key.Key_F, CTRL)

    assert focused() is search(gui, labels.SEARCH_ACTIVITY)


def test_esc_in_an_empty_search_still_closes_the_notices(gui: WindowHarness) -> None:
    notices.got_worse(gui)
    assert labels.HIDE in buttons(gui.window)
    search(gui).setFocus()
    press_in_window(gui, Qt.Key.Key_Escape)

    assert labels.HIDE not in buttons(gui.window)


def test_f5_checks_the_selected_credential(gui: WindowHarness) -> None:
    gui.harness.make_active("Nordics")
    credential_id = gui.harness.make_active("EU billing")
    before = gui.harness.credential(credential_id).checked
    gui.harness.clock.pass_time(gui.harness.state.approval_ttl)
    gui.panel().select(credential_id)
    press_in_window(gui, Qt.Key.Key_F5)

    assert gui.harness.credential(credential_id).checked != before


def test_ctrl_shift_f5_checks_all(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    press_in_window(gui, Qt.Key.Key_F5, CTRL | Qt.KeyboardModifier.ShiftModifier)

    qtbot.waitUntil(lambda: "1 credential was checked." in words(gui.window))


@pytest.mark.parametrize("key", [Qt.Key.Key_F5, Qt.Key.Key_Delete])
def test_the_shortcuts_of_another_page_do_nothing(gui: WindowHarness, key: Qt.Key) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.panel().select(credential_id)
    before = gui.harness.credential(credential_id)
    gui.harness.clock.pass_time(gui.harness.state.approval_ttl)
    gui.view.show_settings()
    press_in_window(gui, key)

    assert gui.harness.credential(credential_id) == before
    assert gui.window.findChildren(DeleteDialog) == []


def test_del_asks_only_where_the_list_has_the_focus(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    search(gui).setFocus()
    press_in_window(gui, Qt.Key.Key_Delete)
    assert gui.window.findChildren(DeleteDialog) == []
    table(gui.window).setFocus()
    press_in_window(gui, Qt.Key.Key_Delete)

    open_dialog(DeleteDialog)


def test_del_removes_what_was_never_created(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.go("EU billing"))
    press_in_window(gui, Qt.Key.Key_Delete)

    assert "Remove “EU billing”?" in words(open_dialog(DeleteDialog))


def test_export_asks_where(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.activity()
    entry(gui, labels.FILE, labels.EXPORT_THE_ACTIVITY).trigger()

    (dialog,) = gui.window.findChildren(QFileDialog)
    dialog.close()


@pytest.mark.parametrize(
    ("text", "page"),
    [
        (labels.INTEGRATIONS, Page.INTEGRATIONS),
        (labels.STRIPE_INTEGRATIONS, Page.STRIPE),
        (labels.ACTIVITY, Page.ACTIVITY),
        (labels.SETTINGS, Page.SETTINGS),
    ],
)
def test_a_page_is_shown_and_marked(gui: WindowHarness, text: str, page: Page) -> None:
    gui.view.show_page(Page.ACTIVITY if page is Page.INTEGRATIONS else Page.INTEGRATIONS)
    entry(gui, labels.VIEW, text).trigger()

    assert gui.view.page is page
    marked = [plain(a.text()) for a in menu_named(gui, labels.VIEW).actions() if a.isChecked()]
    assert marked == [text]


def test_alt_left_goes_back_to_integrations(gui: WindowHarness) -> None:
    gui.panel()
    press_in_window(gui, Qt.Key.Key_Left, ALT)

    assert gui.view.page is Page.INTEGRATIONS


def test_the_columns_are_those_of_the_page(gui: WindowHarness) -> None:
    def columns() -> list[str]:
        menu = entry(gui, labels.VIEW, labels.COLUMNS).menu()
        assert isinstance(menu, QMenu)
        return entries(menu)

    gui.some_credentials()
    gui.panel()
    assert columns()[:3] == ["Name", "System", "Status"]
    menu = entry(gui, labels.VIEW, labels.COLUMNS).menu()
    assert isinstance(menu, QMenu)
    next(a for a in menu.actions() if a.text() == "System").trigger()
    assert table(gui.window).isColumnHidden(1)
    gui.activity()
    assert columns()[0] == "When"
    gui.view.show_settings()
    assert labels.COLUMNS not in entries(menu_named(gui, labels.VIEW))
