"""The settings of the program: each counts at once, in every workspace, and after a restart."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QCheckBox,
    QFileDialog,
    QGroupBox,
    QLabel,
    QRadioButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import KeychainFailedError, KeychainMissingError
from desktop_app.core.outcome import BrowserFailed, LinkCopied
from desktop_app.system.window_settings import StoredProgram, StoredWindow
from desktop_app.ui.texts import keychain_texts
from desktop_app.ui.widgets.panels import Card, RowsCard
from desktop_app.ui.widgets.paths import PathLabel
from desktop_app.workflow.ports import LinkTarget
from tests import labels
from tests.ui.finding import (
    accessible_description,
    button,
    buttons,
    detail,
    in_sight,
    named,
    words,
)
from tests.ui.hands import press
from tests.window_harness import WindowHarness

UNKNOWN, LIGHT, DARK = Qt.ColorScheme.Unknown, Qt.ColorScheme.Light, Qt.ColorScheme.Dark


def shown(gui: WindowHarness) -> QWidget:
    """Show the Settings page of the workspace that is shown."""
    gui.view.show_settings()
    return gui.view


def choice(page: QWidget, group: str, words: str) -> QRadioButton:
    return named(named(page, QGroupBox, group), QRadioButton, words)


def after_restart(gui: WindowHarness) -> StoredProgram:
    """Close the window, and return what the next start reads."""
    gui.window.close()
    return StoredWindow(gui.computer.folder / "window.ini").program


def program_in(folder: Path, name: str = "browser") -> Path:
    path = folder / name
    path.write_text("#!/bin/sh\n", encoding="utf-8")
    path.chmod(0o700)
    return path


def choose_program(page: QWidget, path: Path) -> None:
    """Press *Choose a program…*, and choose one."""
    button(page, labels.CHOOSE_A_PROGRAM).click()
    dialog = page.findChildren(QFileDialog)[-1]
    dialog.fileSelected.emit(str(path))
    dialog.close()


# -- both kinds of workspaces ---------------------------------------------------------------------


def in_practice(gui: WindowHarness) -> None:
    """Stay in Practice."""


def in_an_organization(gui: WindowHarness) -> None:
    gui.connect()


@pytest.fixture(params=[in_practice, in_an_organization])
def page(gui: WindowHarness, request: pytest.FixtureRequest) -> QWidget:
    """The Settings page of each kind of workspace."""
    enter: Callable[[WindowHarness], None] = request.param
    enter(gui)
    return shown(gui)


def test_they_are_said_to_be_the_program_s_own(page: QWidget) -> None:
    assert "On this computer" in words(page)
    assert "They apply to all workspaces." in words(page)


def test_what_is_turned_on_or_off_is_in_one_card(page: QWidget) -> None:
    switches = [
        named(page, QCheckBox, name) for name in (labels.SHOW_NOTIFICATIONS, labels.CHECK_QUIETLY)
    ]
    cards = [card for card in page.findChildren(RowsCard) if card.isAncestorOf(switches[0])]
    (card,) = cards
    assert card.isAncestorOf(switches[1])
    assert card.isAncestorOf(named(page, QGroupBox, labels.APPEARANCE))


@pytest.mark.parametrize("width", [1080, 2400])
def test_in_a_wide_window_the_cards_are_as_wide_as_lines_can_be_read(
    gui: WindowHarness, page: QWidget, width: int
) -> None:
    gui.window.resize(width, 700)
    QApplication.processEvents()
    cards = in_sight(page, Card)
    assert {card.width() for card in cards} == {720}
    (title,) = [each for each in in_sight(page, QLabel) if each.text() == labels.SETTINGS]
    left = title.mapTo(page, title.rect().topLeft()).x()
    assert {card.mapTo(page, card.rect().topLeft()).x() for card in cards} == {left}


def test_what_one_workspace_sets_is_shown_in_another(gui: WindowHarness) -> None:
    practice = shown(gui)
    organization = gui.connect()
    there = shown(gui)
    choice(there, labels.APPEARANCE, "Dark").click()
    named(there, QCheckBox, labels.SHOW_NOTIFICATIONS).click()
    named(there, QCheckBox, labels.CHECK_QUIETLY).click()
    choice(there, labels.LINK_TO_STRIPE, labels.ONLY_COPY).click()
    gui.window.show_workspace("")

    assert practice is gui.view
    assert choice(practice, labels.APPEARANCE, "Dark").isChecked()
    assert not named(practice, QCheckBox, labels.SHOW_NOTIFICATIONS).isChecked()
    assert not named(practice, QCheckBox, labels.CHECK_QUIETLY).isChecked()
    assert choice(practice, labels.LINK_TO_STRIPE, labels.ONLY_COPY).isChecked()
    gui.window.show_workspace(organization.id)
    assert choice(there, labels.APPEARANCE, "Dark").isChecked()


def test_nothing_has_to_be_saved(page: QWidget) -> None:
    assert not [each for each in in_sight(page, QAbstractButton) if "Save" in each.text()]


# -- appearance -----------------------------------------------------------------------------------


@pytest.mark.parametrize(("words", "scheme"), [("Light", LIGHT), ("Dark", DARK)])
def test_the_appearance_is_shown_at_once_and_remembered(
    gui: WindowHarness, page: QWidget, words: str, scheme: Qt.ColorScheme
) -> None:
    assert choice(page, labels.APPEARANCE, "System").isChecked()
    choice(page, labels.APPEARANCE, words).click()
    assert gui.schemes == [scheme]
    assert after_restart(gui).color_scheme is scheme


def test_the_appearance_follows_the_system_again(gui: WindowHarness, page: QWidget) -> None:
    choice(page, labels.APPEARANCE, "Dark").click()
    choice(page, labels.APPEARANCE, "System").click()
    assert gui.schemes == [DARK, UNKNOWN]
    assert after_restart(gui).color_scheme is UNKNOWN


def test_the_keyboard_chooses_too(gui: WindowHarness, page: QWidget) -> None:
    system = choice(page, labels.APPEARANCE, "System")
    system.setFocus()
    press(system, Qt.Key.Key_Right)
    assert gui.schemes == [LIGHT]
    assert gui.settings.program.color_scheme is LIGHT


# -- on or off ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "is_on"),
    [
        (labels.SHOW_NOTIFICATIONS, lambda program: program.notifies),
        (labels.CHECK_QUIETLY, lambda program: program.rechecks_quietly),
    ],
)
def test_a_switch_is_on_at_first_and_counts_at_once(
    gui: WindowHarness, page: QWidget, name: str, is_on: Callable[[StoredProgram], bool]
) -> None:
    switch = named(page, QCheckBox, name)
    assert switch.isChecked()
    switch.click()
    assert not is_on(gui.settings.program)
    switch.click()
    assert is_on(gui.settings.program)
    switch.click()
    assert not is_on(after_restart(gui))


def test_the_quiet_checks_say_that_they_never_ask_for_a_password(page: QWidget) -> None:
    switch = named(page, QCheckBox, labels.CHECK_QUIETLY)
    assert "never asked for its password" in accessible_description(switch)


# -- the link of an approval ----------------------------------------------------------------------


def test_a_program_is_chosen_and_remembered(
    gui: WindowHarness, page: QWidget, tmp_path: Path
) -> None:
    program = program_in(tmp_path)
    choice(page, labels.LINK_TO_STRIPE, labels.A_PROGRAM).click()
    assert gui.settings.program.link_target is LinkTarget.DEFAULT_BROWSER
    assert "None is chosen yet" in words(page)
    choose_program(page, program)

    assert str(program) in [label.text() for label in in_sight(page, PathLabel)]
    remembered = after_restart(gui)
    assert remembered.link_target is LinkTarget.PROGRAM
    assert remembered.link_program == str(program)


def test_a_program_that_is_gone_is_told_with_what_to_do(
    gui: WindowHarness, page: QWidget, tmp_path: Path
) -> None:
    program = program_in(tmp_path)
    choice(page, labels.LINK_TO_STRIPE, labels.A_PROGRAM).click()
    choose_program(page, program)
    assert "is not there any more" not in words(page)
    program.unlink()
    gui.view.show_activity()
    gui.view.show_settings()
    assert "“browser” is not there any more, or can’t be run. Choose another" in words(page)

    choose_program(page, program_in(tmp_path, "other"))
    assert "is not there any more" not in words(page)


def test_a_program_that_is_not_known_any_more_is_chosen_again(
    gui: WindowHarness, tmp_path: Path
) -> None:
    gui.settings.program.remember_link_target(LinkTarget.PROGRAM)
    page = shown(gui)

    assert choice(page, labels.LINK_TO_STRIPE, labels.A_PROGRAM).isChecked()
    assert "is not known any more. Choose it again" in words(page)
    choose_program(page, program_in(tmp_path))
    assert "is not known any more" not in words(page)


def test_the_program_is_kept_while_something_else_is_chosen(
    gui: WindowHarness, page: QWidget, tmp_path: Path
) -> None:
    program = program_in(tmp_path)
    choice(page, labels.LINK_TO_STRIPE, labels.A_PROGRAM).click()
    choose_program(page, program)
    choice(page, labels.LINK_TO_STRIPE, labels.DEFAULT_BROWSER).click()
    assert in_sight(page, PathLabel)[0].text() != str(program)
    choice(page, labels.LINK_TO_STRIPE, labels.A_PROGRAM).click()

    assert gui.settings.program.link_target is LinkTarget.PROGRAM
    assert gui.settings.program.link_program == str(program)


def test_only_copied_is_remembered(gui: WindowHarness, page: QWidget) -> None:
    choice(page, labels.LINK_TO_STRIPE, labels.ONLY_COPY).click()
    assert after_restart(gui).link_target is LinkTarget.CLIPBOARD


def test_the_wizard_says_that_the_link_is_copied(gui: WindowHarness) -> None:
    gui.harness.approval_browser.answer = LinkCopied()
    wizard = gui.begun()

    assert "The link is copied" in words(wizard)
    assert "Paste it into a browser on this computer that is signed in" in words(wizard)
    assert labels.LEFT_TO_APPROVE in words(wizard)
    assert labels.NOTHING_OPENED not in buttons(wizard)
    # Practice has no profile that an error could be about.
    assert labels.STRIPES_ERROR not in buttons(wizard)
    button(wizard, labels.COPY_LINK).click()
    assert QGuiApplication.clipboard().text().startswith("http")


def test_where_only_the_link_is_copied_stripes_errors_are_explained_all_the_same(
    gui: WindowHarness,
) -> None:
    gui.harness.approval_browser.answer = LinkCopied()
    gui.connect()
    gui.harness.approval_browser.answer = LinkCopied()
    wizard = gui.begun()

    assert labels.NOTHING_OPENED not in buttons(wizard)
    assert labels.STRIPES_ERROR in buttons(wizard)


def test_the_wizard_names_the_program_that_is_gone(gui: WindowHarness) -> None:
    gui.harness.approval_browser.answer = BrowserFailed("/opt/firefox")
    wizard = gui.begun()

    assert "/opt/firefox" in words(wizard).splitlines()
    assert "It is not there any more" in words(wizard)
    gui.harness.approval_browser.answer = None
    button(wizard, labels.OPEN_AGAIN).click()
    assert "/opt/firefox" not in words(wizard)


def test_another_program_is_one_button_away(gui: WindowHarness) -> None:
    gui.harness.approval_browser.answer = BrowserFailed("/opt/firefox")
    wizard = gui.begun()
    button(wizard, labels.OPEN_SETTINGS).click()

    assert not wizard.isVisible()
    assert labels.LINK_TO_STRIPE in words(gui.window)


# -- where data is kept ---------------------------------------------------------------------------


def folder_label(page: QWidget, gui: WindowHarness) -> PathLabel:
    (found,) = [
        label for label in in_sight(page, PathLabel) if label.text() == str(gui.data_folder)
    ]
    return found


def test_the_folder_is_shown_copied_and_opened(gui: WindowHarness, page: QWidget) -> None:
    gui.window.resize(gui.window.minimumSize())
    label = folder_label(page, gui)
    assert label.accessibleName() == str(gui.data_folder)
    label.setFocus()
    press(label, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == str(gui.data_folder)

    button(page, labels.OPEN_FOLDER).click()
    assert gui.harness.file_manager.opened == [gui.data_folder]
    assert "could not be opened" not in words(page)
    gui.harness.file_manager.works = False
    button(page, labels.OPEN_FOLDER).click()
    assert "could not be opened" in words(page)
    QGuiApplication.clipboard().clear()
    copy = button(page, "Copy path")
    copy.click()
    assert QGuiApplication.clipboard().text() == str(gui.data_folder)
    assert copy.text() == "Path copied"


def test_a_long_path_is_cut_in_its_middle(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.data_folder = Path("/home/ada") / ("long" * 60) / "m3ter-desktop"
    page = shown(gui)
    label = folder_label(page, gui)
    qtbot.waitUntil(lambda: "…" in QLabel.text(label))
    assert QLabel.text(label).endswith("m3ter-desktop")
    assert label.toolTip() == str(gui.data_folder)


def test_the_keychain_is_named(gui: WindowHarness, page: QWidget) -> None:
    assert "In this computer’s keychain: keychain.in_memory" in words(page)
    gui.harness.keychain.fail_probe = KeychainMissingError("none")
    gui.view.show_activity()
    gui.view.show_settings()
    assert "No keychain was found" in words(page)
    gui.harness.keychain.fail_probe = KeychainFailedError("broken")
    gui.view.show_activity()
    gui.view.show_settings()
    assert detail(page, "Secrets") == "In this computer’s keychain"


@pytest.mark.parametrize(
    ("backend", "name"),
    [
        ("keyring.backends.SecretService", "Secret Service"),
        ("keyring.backends.kwallet", "KWallet"),
        ("keyring.backends.macOS", "macOS Keychain"),
        ("keyring.backends.Windows", "Windows Credential Manager"),
        ("keyring.backends.other", "keyring.backends.other"),
    ],
)
def test_a_keychain_has_the_name_that_people_know(backend: str, name: str) -> None:
    assert keychain_texts.place_text(backend) == f"In this computer’s keychain: {name}"
