"""The question before the program ends while approvals wait."""

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop_app.core.systems import System
from desktop_app.ui.quit_dialog import QuitDialog
from tests.window_harness import WindowHarness


def quit_question(gui: WindowHarness) -> QWidget:
    gui.harness.go("EU billing", System.STRIPE)
    gui.harness.clock.pass_time(timedelta(minutes=1, seconds=48))
    return _question(gui)


def quit_question_several(gui: WindowHarness) -> QWidget:
    gui.harness.go("EU billing", System.STRIPE)
    gui.harness.clock.pass_time(timedelta(minutes=8, seconds=19))
    gui.harness.go("Sandbox", System.STRIPE_TEST)
    return _question(gui)


def quit_question_of_workspaces(gui: WindowHarness) -> QWidget:
    gui.harness.go("EU billing", System.STRIPE)
    gui.connect()
    return _question(gui)


def _question(gui: WindowHarness) -> QWidget:
    gui.window.quit()
    dialog = gui.window.findChild(QuitDialog)
    assert dialog is not None
    return dialog
