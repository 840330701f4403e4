"""The Settings page, and what is asked and told there."""

from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    Detail,
    KeychainLockedError,
    SecretRefusedError,
)
from tests.organizations import GLOBEX, GLOBEX_SECRETS, STAND_IN
from tests.window_harness import WindowHarness


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
