"""The Settings page, and what is asked and told there."""

from pathlib import Path

from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    Detail,
    KeychainLockedError,
    KeychainMissingError,
    SecretRefusedError,
)
from desktop_app.ui.widgets.scrolling import ScrollingArea
from desktop_app.ui.window_place import MINIMUM_SIZE
from desktop_app.workflow.ports import LinkTarget
from tests.organizations import GLOBEX, GLOBEX_SECRETS, STAND_IN
from tests.window_harness import WindowHarness, press_button


def practice_settings(gui: WindowHarness) -> QWidget:
    gui.view.show_settings()
    return gui.window


def organization_settings(gui: WindowHarness) -> QWidget:
    gui.connect()
    gui.view.show_settings()
    gui.window.resize(1000, 1000)
    return gui.window


def organization_settings_exchange(gui: WindowHarness) -> QWidget:
    gui.connect(GLOBEX, GLOBEX_SECRETS, SecretPlace.SESSION)
    gui.view.show_settings()
    gui.window.resize(1000, 860)
    return gui.window


def organization_settings_small(gui: WindowHarness) -> QWidget:
    gui.connect(STAND_IN)
    gui.view.show_settings()
    gui.window.resize(760, 520)
    return gui.window


def program_settings(gui: WindowHarness) -> QWidget:
    _on_adas_computer(gui)
    gui.settings.program.remember_notifies(on=False)
    gui.view.show_settings()
    gui.window.resize(1080, 1060)
    return gui.window


def program_settings_in_organization(gui: WindowHarness) -> QWidget:
    _on_adas_computer(gui)
    gui.connect()
    return _at_the_end(gui)


def program_settings_small(gui: WindowHarness) -> QWidget:
    _on_adas_computer(gui)
    gui.window.resize(MINIMUM_SIZE)
    return _at_the_end(gui)


def program_chosen(gui: WindowHarness) -> QWidget:
    _choose_program(gui, Path("/bin/sh"))
    return _at_the_end(gui)


def program_missing(gui: WindowHarness) -> QWidget:
    _choose_program(gui, Path("/opt/firefox/firefox"))
    return _at_the_end(gui)


def program_missing_small(gui: WindowHarness) -> QWidget:
    _choose_program(gui, Path("/opt/firefox-nightly/2026-11-30/firefox"))
    gui.window.resize(MINIMUM_SIZE)
    return _at_the_end(gui)


def data_folder_not_opened(gui: WindowHarness) -> QWidget:
    _on_adas_computer(gui)
    gui.harness.file_manager.works = False
    gui.harness.keychain.fail_probe = KeychainMissingError("none")
    _at_the_end(gui)
    press_button(gui.view, "Open folder")
    return _at_the_end(gui)


def _on_adas_computer(gui: WindowHarness) -> None:
    gui.data_folder = Path("/home/ada/.local/share/m3ter-desktop")
    gui.harness.keychain.name = "keyring.backends.SecretService"


def _choose_program(gui: WindowHarness, program: Path) -> None:
    _on_adas_computer(gui)
    gui.settings.program.remember_link_program(str(program))
    gui.settings.program.remember_link_target(LinkTarget.PROGRAM)


def _at_the_end(gui: WindowHarness) -> QWidget:
    """Show the Settings page, scrolled to its end."""
    gui.view.show_settings()
    QApplication.processEvents()
    for area in gui.view.findChildren(ScrollingArea):
        if area.isVisible():
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    return gui.window


def secret_to_replace(gui: WindowHarness) -> QWidget:
    gui.connect()
    return gui.replace_dialog()


def secret_not_replaced(gui: WindowHarness) -> QWidget:
    gui.connect()
    dialog = gui.replace_dialog()
    gui.computer.trial.fail = SecretRefusedError(Detail(status=401, request_id="req_Vx81kD0"))
    gui.fill_in(dialog)
    dialog.confirm.click()
    return dialog


def secret_replaced(gui: WindowHarness) -> QWidget:
    gui.connect()
    dialog = gui.replace_dialog()
    gui.fill_in(dialog)
    dialog.confirm.click()
    return gui.window


def forget_question(gui: WindowHarness) -> QWidget:
    gui.connect()
    return gui.forget_dialog()


def forget_question_accounts(gui: WindowHarness) -> QWidget:
    gui.organization_with_credentials()
    return gui.forget_dialog()


def forget_failed(gui: WindowHarness) -> QWidget:
    gui.connect()
    dialog = gui.forget_dialog()
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = KeychainLockedError(
        "locked"
    )
    gui.press_forget(dialog)
    return gui.window


def forgotten(gui: WindowHarness) -> QWidget:
    gui.connect()
    gui.press_forget(gui.forget_dialog())
    return gui.window
