"""What is told above the list, or over the page, while no wizard shows it."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    RefusedError,
    UnreachableError,
)
from desktop_app.core.receiver_event import StartLinkOpenedTwice
from desktop_app.core.systems import System
from desktop_app.ui.widgets.toast import Toast
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.fakes import ACCOUNT
from tests.pictures.approving_again import approve_again_in_panel
from tests.pictures.credentials import NOT_FOUND
from tests.pictures.database import database_page, names_alike
from tests.window_harness import ACCOUNT_IN_WANT, PAUSED_ACCOUNT, WindowHarness, press_button

# Hebrew: "billing of the branch in Haifa".
RIGHT_TO_LEFT_NAME = "חיוב של הסניף בחיפה"
LONG_NAME = "A name that somebody made as long as it may be, since it has to hold a cost centre"


def opened(gui: WindowHarness) -> QWidget:
    """Press *Show more* on the line above the list."""
    press_button(gui.window, labels.SHOW)
    return gui.window


def smallest(window: QWidget) -> QWidget:
    window.resize(window.minimumSize())
    return window


def removed_in_time(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    gui.panel()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    return gui.window


def removed_in_time_opened(gui: WindowHarness) -> QWidget:
    removed_in_time(gui)
    return opened(gui)


def several_removed_in_time(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    for name in ("US billing", "Nordics", "APAC"):
        gui.harness.go(name, System.STRIPE)
    gui.harness.crash().clock.pass_time(timedelta(minutes=11))
    return database_page(gui)


def got_worse(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.make_active("US billing", System.STRIPE)
    gui.harness.stripe.known_account = replace(ACCOUNT_IN_WANT, id=ACCOUNT.id)
    gui.harness.clock.pass_time(timedelta(hours=2))
    gui.harness.commands.recheck_quietly()
    return opened(gui)


def all_checked(gui: WindowHarness) -> QWidget:
    gui.some_credentials()
    gui.panel()
    gui.harness.commands.check_all()
    return gui.window


def not_all_checked(gui: WindowHarness) -> QWidget:
    """Only checks for an organization leave this computer."""
    workspace = gui.connect()
    for name in ("EU billing", "Reseller pilot"):
        gui.make_active(workspace, name, System.STRIPE)
    gui.stripe.known_account = PAUSED_ACCOUNT
    gui.make_active(workspace, "Sandbox", System.STRIPE_TEST)
    gui.panel()
    gui.stripe.fail_account = NOT_FOUND
    workspace.commands.check_all()
    return gui.window


def approved_late(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.approve_in_browser()
    return gui.window


def denied_late(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.deny_in_browser()
    return gui.window


def denial_reported_in_panel(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.report_denial()
    return gui.window


def approval_to_confirm_in_panel(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.approve_elsewhere()
    return gui.window


def peer_refused_in_panel(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.refuse_peer("bob")
    return gui.window


def created_and_link_opened_twice_in_panel(gui: WindowHarness) -> QWidget:
    gui.panel()
    credential_id = gui.harness.go("US billing", System.STRIPE)
    answer = gui.harness.approve_in_browser()
    gui.harness.commands.create(credential_id)
    gui.harness.workflow.receive(StartLinkOpenedTwice(answer.attempt_id))
    return gui.window


def many_notices(gui: WindowHarness) -> QWidget:
    """As much as can be to say at once, in a small window."""
    answer_lost_late = unsettled_grant(gui)
    for name in ("Nordics", "APAC", "LATAM"):
        gui.harness.go(name, System.STRIPE_TEST)
        gui.harness.deny_in_browser()
    answer_lost_late.resize(760, 520)
    return answer_lost_late


def many_notices_opened(gui: WindowHarness) -> QWidget:
    smallest(many_notices(gui))
    return opened(gui)


def long_and_right_to_left_notices(gui: WindowHarness) -> QWidget:
    gui.panel()
    for name in (LONG_NAME, RIGHT_TO_LEFT_NAME):
        gui.harness.go(name, System.STRIPE)
        gui.harness.deny_in_browser()
    return opened(gui)


def long_notice(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.harness.go(LONG_NAME, System.STRIPE)
    gui.harness.deny_in_browser()
    return smallest(gui.window)


def approval_to_confirm_in_smallest_window(gui: WindowHarness) -> QWidget:
    return smallest(approval_to_confirm_in_panel(gui))


def three_toasts(gui: WindowHarness) -> QWidget:
    panel = gui.panel()
    for name in (LONG_NAME, RIGHT_TO_LEFT_NAME, "EU billing"):
        panel.select(gui.harness.make_active(name, System.STRIPE))
        press_button(panel, labels.COPY_ID)
    return smallest(gui.window)


def unsettled_grant(gui: WindowHarness) -> QWidget:
    gui.panel()
    gui.some_credentials()
    gui.harness.go("US billing", System.STRIPE)
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    return gui.window


def unsettled_grant_opened(gui: WindowHarness) -> QWidget:
    unsettled_grant(gui)
    return opened(gui)


def revocation_failed(gui: WindowHarness) -> QWidget:
    gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    gui.harness.commands.remove(credential_id, revoke=True)
    return gui.window


def operation_failed(gui: WindowHarness) -> QWidget:
    """A credential that was approved, and could not be created."""
    gui.some_credentials()
    wizard = gui.wizard(gui.harness.go("US billing", System.STRIPE))
    gui.harness.approve_in_browser()
    gui.harness.disk.is_full = True
    press_button(wizard, labels.CREATE_CREDENTIAL)
    gui.harness.workflow.operation_failed(gui.harness.tasks.crashes.pop())
    wizard.reject()
    return gui.window


def operation_failed_opened(gui: WindowHarness) -> QWidget:
    operation_failed(gui)
    return opened(gui)


def check_failed_without_details(gui: WindowHarness) -> QWidget:
    """A check that failed, and nothing is known of why."""
    gui.panel()
    credential_id = gui.harness.make_active("EU billing", System.STRIPE)
    gui.harness.stripe.fail_account = AnswerLostError(Detail())
    gui.harness.commands.check(credential_id)
    return opened(gui)


def names_alike_opened(gui: WindowHarness) -> QWidget:
    names_alike(gui)
    return opened(gui)


def not_approved_again(gui: WindowHarness) -> QWidget:
    approve_again_in_panel(gui)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    return gui.window


def grant_not_revoked(gui: WindowHarness) -> QWidget:
    """An approval that came after its credential was removed, and could not be given back."""
    gui.panel()
    credential_id = gui.harness.go("US billing")
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    gui.harness.commands.remove(credential_id, revoke=None)
    gui.harness.stripe.fail_deauthorize = RefusedError(
        Detail("invalid_request", "No such application", "req_9dKw1", 400)
    )
    gui.harness.tasks.release_all()
    # What was said of the removal is gone before anybody can press *Revoke access*.
    for toast in gui.window.findChildren(Toast):
        toast.gone.emit()
    gui.harness.commands.revoke_grant(gui.harness.state.unsettled_grants[0].id)
    return gui.window
