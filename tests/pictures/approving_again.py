"""The approval of a credential that has lost its access."""

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop_app.ui.wizard.create_wizard import CreateWizard
from tests.window_harness import WindowHarness


def approve_again(gui: WindowHarness) -> CreateWizard:
    return gui.wizard(gui.disconnected("EU billing"))


def approve_again_waiting(gui: WindowHarness) -> CreateWizard:
    wizard = approve_again(gui)
    wizard.go_to_stripe()
    gui.harness.clock.pass_time(timedelta(seconds=19))
    return wizard


def approve_again_timed_out(gui: WindowHarness) -> QWidget:
    wizard = approve_again_waiting(gui)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    return wizard


def approve_again_in_panel(gui: WindowHarness) -> QWidget:
    wizard = approve_again_waiting(gui)
    wizard.reject()
    return gui.window


def approved_by_wrong_account(gui: WindowHarness) -> QWidget:
    wizard = approve_again_waiting(gui)
    gui.approve_as_globex()
    return wizard
