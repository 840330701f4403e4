"""The approval of a credential that has lost its access."""

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop_app.core.errors import AccountNotConnectedError, Detail
from desktop_app.ui.wizard.create_wizard import CreateWizard
from tests import labels
from tests.window_harness import WindowHarness, press_button


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


def approve_again_approved(gui: WindowHarness) -> QWidget:
    wizard = approve_again_waiting(gui)
    gui.harness.approve_in_browser()
    return wizard


def approve_again_ready(gui: WindowHarness) -> QWidget:
    """The wizard was closed before *Reconnect*."""
    wizard = approve_again_waiting(gui)
    gui.harness.approve_in_browser()
    wizard.reject()
    return gui.window


def approve_again_lost(gui: WindowHarness) -> QWidget:
    """Access was revoked once more, before *Reconnect*."""
    wizard = approve_again_waiting(gui)
    gui.harness.approve_in_browser()
    gui.harness.stripe.fail_account = AccountNotConnectedError(Detail())
    gui.harness.commands.check(gui.harness.state.credentials[0].id)
    return wizard


def reconnected(gui: WindowHarness) -> QWidget:
    wizard = approve_again_waiting(gui)
    gui.harness.approve_in_browser()
    press_button(wizard, labels.RECONNECT)
    return gui.window


def approved_by_wrong_account(gui: WindowHarness) -> QWidget:
    wizard = approve_again_waiting(gui)
    gui.approve_as_globex()
    return wizard
