"""The Help menu: where it is, and what each of its entries does."""

import re
from itertools import product

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAction, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton, QTableView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app import __version__
from desktop_app.core.errors import AnswerLostError, Detail, RefusedError
from desktop_app.core.integrations import INTEGRATIONS, SUPPORT_PORTAL
from desktop_app.ui.help.about_dialog import AboutDialog
from desktop_app.ui.help.shortcuts_dialog import ShortcutsDialog
from desktop_app.ui.texts.shortcut_texts import shortcuts
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.toast import Toast
from tests import labels
from tests.organizations import ACME, GLOBEX, GLOBEX_SECRETS, M3TER_STAND_IN
from tests.paths import ROOT
from tests.pictures.helping import choose, opened_guide
from tests.pictures.wizard import no_port, wrong_mode
from tests.system.test_log import SECRETS
from tests.ui.finding import (
    accessible_name,
    button,
    buttons,
    in_sight,
    named,
    open_dialog,
    wait_for_notice,
    wait_for_words,
    words,
)
from tests.ui.hands import press
from tests.ui.menu_bar import menu_named, plain
from tests.window_harness import WindowHarness

LOG = "m3ter-desktop.log"
ENTRIES = [
    labels.USER_GUIDE,
    labels.STRIPE_GUIDE,
    labels.SUPPORT_PORTAL,
    labels.KEYBOARD_SHORTCUTS,
    labels.COPY_DIAGNOSTICS,
    labels.OPEN_LOG_FOLDER,
    labels.ABOUT,
]


def help_button(gui: WindowHarness) -> QPushButton:
    return named(gui.window, QPushButton, labels.HELP_AND_SUPPORT)


def entries(gui: WindowHarness) -> list[str]:
    """What the entries of the menu say, with their mnemonics."""
    return [each.text() for each in help_button(gui).menu().actions() if each.text()]


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


# -- the menu -------------------------------------------------------------------------------------


def test_the_menu_bar_has_the_menu(gui: WindowHarness) -> None:
    titles = [plain(each.text()) for each in gui.window.menuBar().actions()]

    assert titles == [
        labels.FILE,
        labels.CREDENTIAL,
        labels.VIEW,
        labels.WORKSPACE,
        labels.HELP,
    ]


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_the_button_in_the_sidebar_opens_the_same_menu(
    gui: WindowHarness, qtbot: QtBot, key: Qt.Key
) -> None:
    menu = help_button(gui).menu()
    assert menu is menu_named(gui, labels.HELP)
    help_button(gui).setFocus()
    press(help_button(gui), key)
    qtbot.waitUntil(menu.isVisible)

    assert [entry.replace("&", "") for entry in entries(gui)] == ENTRIES
    menu.close()


def test_each_workspace_has_the_button(gui: WindowHarness) -> None:
    before = help_button(gui)
    gui.connect()

    assert help_button(gui) is not before
    assert help_button(gui).menu() is before.menu()


def test_the_button_is_an_icon_with_a_tool_tip_in_a_narrow_sidebar(gui: WindowHarness) -> None:
    at = help_button(gui)
    wide = at.width()
    assert at.toolTip() == ""
    gui.window.resize(760, 600)
    QApplication.processEvents()

    assert at.width() < wide
    assert at.toolTip() == labels.HELP_AND_SUPPORT
    assert accessible_name(at) == labels.HELP_AND_SUPPORT


def test_the_button_is_mirrored_where_words_go_from_right_to_left(gui: WindowHarness) -> None:
    at = help_button(gui)
    near, far = QRect(0, 0, 40, at.height()), QRect(at.width() - 40, 0, 40, at.height())
    empty = at.grab(far).toImage()
    assert at.grab(near).toImage() != empty
    gui.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)

    assert at.grab(near).toImage() == empty
    assert at.grab(far).toImage() != empty


def test_the_mnemonics_of_the_menu_are_all_different(gui: WindowHarness) -> None:
    mnemonics = [entry[entry.index("&") + 1].lower() for entry in entries(gui)]

    assert len(set(mnemonics)) == len(mnemonics) == len(ENTRIES)


# -- pages of the web -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        (labels.STRIPE_GUIDE, INTEGRATIONS[0].guide_url),
        (labels.SUPPORT_PORTAL, "https://support.m3ter.com/"),
    ],
)
def test_an_address_is_opened_in_the_browser(gui: WindowHarness, entry: str, address: str) -> None:
    choose(gui, entry)

    assert gui.harness.browser.opened == [address]


def test_an_address_that_is_not_opened_is_told(gui: WindowHarness) -> None:
    gui.harness.browser.works = False
    choose(gui, labels.SUPPORT_PORTAL)

    assert SUPPORT_PORTAL in words(gui.window)
    button(gui.window, labels.COPY_ADDRESS).click()
    assert QGuiApplication.clipboard().text() == SUPPORT_PORTAL


def lost_answer(gui: WindowHarness) -> QWidget:
    """A wizard that shows a failure with details."""
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail("", "reset", "req_1", 0))
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    assert labels.COPY_DETAILS in buttons(wizard)
    return wizard


def test_in_the_wizard_a_link_beside_the_details_opens_the_portal(gui: WindowHarness) -> None:
    button(lost_answer(gui), labels.CONTACT_SUPPORT).click()

    assert gui.harness.browser.opened[-1] == SUPPORT_PORTAL


def test_where_only_the_support_team_helps_its_portal_is_the_filled_button(
    gui: WindowHarness,
) -> None:
    wizard = wrong_mode(gui)
    assert [each.text() for each in in_sight(wizard, PrimaryButton)] == [labels.CONTACT_SUPPORT]
    assert buttons(wizard).count(labels.CONTACT_SUPPORT) == 1
    button(wizard, labels.CONTACT_SUPPORT).click()

    assert gui.harness.browser.opened[-1] == SUPPORT_PORTAL


def test_without_a_port_there_is_something_to_tell_the_it_department(gui: WindowHarness) -> None:
    wizard = no_port(gui)
    assert labels.CONTACT_SUPPORT in buttons(wizard)
    button(wizard, labels.COPY_DETAILS).click()

    assert QGuiApplication.clipboard().text() == "Description: no port"


def test_in_a_notice_a_link_beside_the_details_opens_the_portal(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.panel()
    gui.harness.stripe.fail_deauthorize = RefusedError(Detail("", "refused", "req_1", 400))
    gui.harness.commands.remove(credential_id, revoke=True)
    wait_for_notice(qtbot, gui.window, "“EU billing” was not deleted")
    assert labels.COPY_DETAILS in buttons(gui.window)
    button(gui.window, labels.CONTACT_SUPPORT).click()

    assert gui.harness.browser.opened[-1] == SUPPORT_PORTAL


def test_in_the_connect_dialog_a_link_beside_the_details_opens_the_portal(
    gui: WindowHarness,
) -> None:
    gui.computer.trial.fail = RefusedError(Detail("", "refused", "req_1", 400))
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()
    assert labels.COPY_DETAILS in buttons(dialog)
    button(dialog, labels.CONTACT_SUPPORT).click()

    assert gui.harness.browser.opened[-1] == SUPPORT_PORTAL


def test_over_a_dialog_the_address_is_told_in_a_dialog(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = lost_answer(gui)
    gui.harness.browser.works = False
    button(wizard, labels.CONTACT_SUPPORT).click()

    box = open_dialog(QMessageBox)
    wait_for_words(qtbot, box, SUPPORT_PORTAL)
    button(box, labels.COPY_ADDRESS).click()
    assert QGuiApplication.clipboard().text() == SUPPORT_PORTAL


def test_without_details_there_is_no_link(gui: WindowHarness) -> None:
    assert labels.CONTACT_SUPPORT not in buttons(gui.begun())


# -- the log's folder -----------------------------------------------------------------------------


def test_the_folder_of_the_log_is_shown_in_the_file_manager(gui: WindowHarness) -> None:
    choose(gui, labels.OPEN_LOG_FOLDER)

    assert gui.harness.file_manager.opened == [gui.computer.folder]


def test_a_folder_that_is_not_opened_is_told_with_its_path(gui: WindowHarness) -> None:
    gui.harness.file_manager.works = False
    choose(gui, labels.OPEN_LOG_FOLDER)

    assert str(gui.computer.folder) in words(gui.window).replace("\u200b", "")


# -- the shortcuts --------------------------------------------------------------------------------


def test_the_user_guide_has_the_same_shortcuts() -> None:
    guide = (ROOT / "docs" / "user-guide.md").read_text(encoding="utf-8")
    section = guide.partition("## By keyboard")[2].partition("\n## ")[0]
    cells = r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$"
    rows = re.findall(cells, section.replace("*", ""), re.MULTILINE)

    assert rows[0] == ("Where", "Key", "Does")
    assert tuple(rows[1:]) == shortcuts()


def test_the_dialog_lists_the_shortcuts(gui: WindowHarness) -> None:
    choose(gui, labels.KEYBOARD_SHORTCUTS)
    dialog = open_dialog(ShortcutsDialog)

    assert tuple(rows_of(dialog)) == shortcuts()
    press(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_all_shortcuts_are_in_sight_and_the_focus_is_at_close(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    choose(gui, labels.KEYBOARD_SHORTCUTS)
    dialog = open_dialog(ShortcutsDialog)
    table = named(dialog, QTableView, labels.KEYBOARD_SHORTCUTS)
    assert dialog.height() < dialog.screen().availableSize().height()
    qtbot.waitUntil(lambda: table.verticalScrollBar().maximum() == 0)
    assert dialog.focusWidget() is button(dialog, labels.CLOSE)


def rows_of(dialog: QWidget) -> list[tuple[str, ...]]:
    (table,) = in_sight(dialog, QTableView)
    model = table.model()
    columns = range(model.columnCount())
    return [
        tuple(str(model.index(row, column).data()) for column in columns)
        for row in range(model.rowCount())
    ]


def test_a_place_is_drawn_once_above_its_shortcuts(gui: WindowHarness) -> None:
    choose(gui, labels.KEYBOARD_SHORTCUTS)
    table = named(open_dialog(ShortcutsDialog), QTableView, labels.KEYBOARD_SHORTCUTS)
    picture = table.viewport().grab().toImage()
    first, second = (
        picture.copy(table.visualRect(table.model().index(row, 0)).adjusted(12, 2, -2, -4))
        for row in (0, 1)
    )

    assert colors_of(first) > 1
    assert colors_of(second) == 1


def colors_of(picture: QImage) -> int:
    places = product(range(picture.width()), range(picture.height()))
    return len({picture.pixel(x, y) for x, y in places})


def test_every_shortcut_of_the_menus_is_listed(gui: WindowHarness) -> None:
    keys = {action.shortcut().toString() for action in gui.window.findChildren(QAction)} - {""}

    assert {"F1", "F5", "Ctrl+N", "Ctrl+Q", "Ctrl+Shift+O"} <= keys
    assert keys <= {key for _, key, _ in shortcuts()}


def test_no_words_of_the_table_are_cut_off(gui: WindowHarness, qtbot: QtBot) -> None:
    choose(gui, labels.KEYBOARD_SHORTCUTS)
    table = named(open_dialog(ShortcutsDialog), QTableView, labels.KEYBOARD_SHORTCUTS)

    def all_fit() -> None:
        for row in range(table.model().rowCount()):
            assert table.rowHeight(row) >= table.sizeHintForRow(row)
        assert table.columnWidth(0) >= table.sizeHintForColumn(0)

    qtbot.waitUntil(all_fit)


# -- about ----------------------------------------------------------------------------------------


def about(gui: WindowHarness) -> QWidget:
    choose(gui, labels.ABOUT)
    return open_dialog(AboutDialog)


def test_about_says_the_version_and_lists_each_package_with_its_licence(
    gui: WindowHarness,
) -> None:
    dialog = about(gui)

    assert __version__ in words(dialog)
    expected = [(each.name, each.version, each.licence) for each in gui.program.packages()]
    assert rows_of(dialog) == expected


def test_its_links_are_opened_in_the_browser(gui: WindowHarness) -> None:
    dialog = about(gui)
    for link in ("m3ter’s website", "m3ter’s documentation", labels.SUPPORT_PORTAL):
        button(dialog, link).click()

    opened = ["https://www.m3ter.com/", "https://docs.m3ter.com/", SUPPORT_PORTAL]
    assert gui.harness.browser.opened == opened


# -- the diagnostics ------------------------------------------------------------------------------


def test_the_diagnostics_are_copied_and_a_toast_says_so(gui: WindowHarness) -> None:
    (gui.computer.folder / LOG).write_text("the last line\n")
    choose(gui, labels.COPY_DIAGNOSTICS)

    (toast,) = in_sight(gui.window, Toast)
    assert "Diagnostics copied" in words(toast)
    text = clipboard()
    for name, version in gui.program.versions():
        assert f"{name}: {version}\n" in text
    assert f"Platform: {gui.program.platform()}\n" in text
    assert "Window system: offscreen\n" in text
    assert "Style: fusion\n" in text
    assert "Scale of each screen: 1\n" in text
    assert "Keychain: keychain.in_memory\n" in text
    assert "Practice stays on this computer" in text
    assert text.endswith("End of the log:\nthe last line")


def test_they_name_the_hosts_of_the_workspace_that_is_shown(gui: WindowHarness) -> None:
    profile = gui.connect(GLOBEX, GLOBEX_SECRETS).profile
    assert profile is not None
    choose(gui, labels.COPY_DIAGNOSTICS)

    assert {"connect.stripe.com", "api.stripe.com"} < {host.name for host in profile.hosts}
    for host in profile.hosts:
        assert f"  {host.name} (" in clipboard()


def test_they_name_a_stand_in_for_m3ter(gui: WindowHarness) -> None:
    gui.connect(ACME + M3TER_STAND_IN)
    choose(gui, labels.COPY_DIAGNOSTICS)

    assert "\n  127.0.0.1:9124 (a stand-in for m3ter)\n" in clipboard()


@pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
def test_no_secret_gets_out_even_if_the_log_has_one(gui: WindowHarness, secret: str) -> None:
    lines = f"before\nGET /return?code={secret}&state={secret}\n{secret}\n"
    (gui.computer.folder / LOG).write_text(lines)
    choose(gui, labels.COPY_DIAGNOSTICS)

    assert "before" in clipboard()
    assert secret not in clipboard()


def test_no_stored_secret_is_among_them(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    choose(gui, labels.COPY_DIAGNOSTICS)

    stored = list(gui.harness.keychain.entries.values())
    assert stored
    assert [secret for secret in stored if secret in clipboard()] == []


def test_a_log_that_is_missing_does_not_keep_the_rest_back(gui: WindowHarness) -> None:
    assert not (gui.computer.folder / LOG).exists()
    choose(gui, labels.COPY_DIAGNOSTICS)

    assert "m3ter Desktop: " in clipboard()
    assert "End of the log:\nnot known" in clipboard()


# -- the end --------------------------------------------------------------------------------------


def test_the_guide_is_closed_with_the_window(gui: WindowHarness) -> None:
    guide = opened_guide(gui)
    assert guide.isVisible()
    gui.window.close()

    assert not guide.isVisible()
