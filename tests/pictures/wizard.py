"""The wizard, stage by stage, and everything that can come of an approval."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Attempt, Credential, SecretPlace, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    KeyMismatchError,
    NetworkProblem,
    RefusedError,
    UnreachableError,
)
from desktop_app.core.outcome import BrowserFailed, Denied, LinkCopied
from desktop_app.core.receiver_event import StartLinkOpenedTwice
from desktop_app.core.systems import System
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.wizard.name_page import NamePage
from desktop_app.ui.wizard.reject_account_dialog import RejectAccountDialog
from desktop_app.ui.wizard.somebody_else_dialog import SomebodyElseDialog
from desktop_app.ui.wizard.stripe_errors_dialog import StripeErrorsDialog
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.window_harness import ACCOUNT_IN_WANT, WindowHarness, press_button

# The smallest screen, without the title bar.
_SMALL_SCREEN = QSize(640, 390)


def stage_1(gui: WindowHarness) -> QWidget:
    return gui.wizard()


def stage_1_bad_name(gui: WindowHarness) -> QWidget:
    gui.harness.make_active("EU billing", System.STRIPE)
    wizard = gui.wizard()
    page = wizard.findChild(NamePage)
    assert page is not None
    name = page.findChild(QLineEdit)
    assert name is not None
    name.setText("eu BILLING")
    return wizard


def stage_2(gui: WindowHarness) -> QWidget:
    wizard = gui.wizard()
    wizard.next()
    return wizard


def getting_ready(gui: WindowHarness) -> QWidget:
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    return gui.begun()


def keychain_locked(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = KeychainLockedError("locked")
    return gui.begun()


def keychain_missing(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = KeychainMissingError("none")
    return gui.begun()


def stripe_unreachable(gui: WindowHarness) -> QWidget:
    gui.harness.stripe.fail_prepare = UnreachableError(Detail())
    return gui.begun()


def keychain_broken(gui: WindowHarness) -> QWidget:
    gui.harness.keychain.fail_probe = KeychainFailedError("broken")
    return gui.begun()


def no_port(gui: WindowHarness) -> QWidget:
    gui.harness.receiver.unavailable = True
    return gui.begun()


def name_taken(gui: WindowHarness) -> QWidget:
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    wizard = gui.begun()
    gui.harness.store.begin(*_same_name(gui))
    gui.harness.tasks.release_all()
    return wizard


def _same_name(gui: WindowHarness) -> tuple[Credential, Attempt, Activity]:
    now = gui.harness.clock.now()
    credential = Credential(
        "other", System.STRIPE_TEST, "stripe credential 1", Stage.INCOMPLETE, now.utc
    )
    deadline = Deadline(now, gui.harness.ttl)
    attempt = Attempt("other", "other", b"", 51234, now.utc)
    activity = Activity(
        now.utc, ActivityKind.STARTED, "other", credential.name, credential.system, "ada"
    )
    return replace(credential, deadline=deadline), attempt, activity


def not_opened_again(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.fail_prepare = UnreachableError(Detail())
    gui.harness.commands.retry(wizard.credential_id or "")
    return wizard


def waiting(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(seconds=19))
    return wizard


def waiting_urgently(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=8, seconds=19))
    return wizard


def stopped_urgently(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=8, seconds=19))
    gui.harness.deny_in_browser()
    return wizard


def denial_reported(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.report_denial()
    return wizard


def approval_to_confirm(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.approve_elsewhere()
    return wizard


def approval_to_confirm_by_sent_link(gui: WindowHarness) -> QWidget:
    wizard = somebody_else_from_the_start(gui)
    gui.harness.approve_elsewhere()
    return wizard


def approval_not_confirmed(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.approve_elsewhere()
    gui.harness.clock.pass_time(timedelta(minutes=5))
    gui.harness.alarm.ring()
    return wizard


def two_approvals(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.commands.retry(gui.harness.state.credentials[-1].id)
    for attempt in range(2):
        gui.harness.approve_elsewhere(attempt)
    return wizard


def peer_refused(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.refuse_peer("bob")
    return wizard


def wait_stopped(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.report_denial()
    gui.harness.commands.stop_waiting(gui.harness.state.credentials[-1].id)
    return wizard


def link_opened_twice(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    (attempt_id,) = gui.harness.receiver.expected
    gui.harness.workflow.receive(StartLinkOpenedTwice(attempt_id))
    return wizard


def approved_and_link_opened_twice(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    answer = gui.harness.approve_in_browser()
    gui.harness.workflow.receive(StartLinkOpenedTwice(answer.attempt_id))
    return wizard


def denied_and_link_opened_twice(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    (attempt_id,) = gui.harness.receiver.expected
    gui.harness.deny_in_browser()
    gui.harness.workflow.receive(StartLinkOpenedTwice(attempt_id))
    return wizard


def link_copied(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    press_button(wizard, labels.COPY_LINK)
    return wizard


def somebody_else(gui: WindowHarness) -> QWidget:
    return _somebody_else(waiting_in_organization(gui))


def somebody_else_with_return_page(gui: WindowHarness) -> QWidget:
    gui.connect()
    return _somebody_else(gui.begun(System.STRIPE))


def somebody_else_from_the_start(gui: WindowHarness) -> QWidget:
    wizard = stage_2(gui)
    _somebody_else(wizard).close()
    return wizard


def somebody_else_message_copied(gui: WindowHarness) -> QWidget:
    dialog = somebody_else(gui)
    press_button(dialog, labels.COPY_A_MESSAGE)
    return dialog


def somebody_else_in_practice(gui: WindowHarness) -> QWidget:
    return _somebody_else(gui.begun())


def address_refused(gui: WindowHarness) -> QWidget:
    dialog = somebody_else(gui)
    press_button(dialog, labels.COPY_LINK)
    link, address = dialog.findChildren(QLineEdit)
    address.setText(link.text())
    press_button(dialog, labels.USE_THIS_ADDRESS)
    return dialog


def _somebody_else(wizard: QWidget) -> QWidget:
    press_button(wizard, labels.SOMEBODY_ELSE_APPROVES)
    dialog = wizard.findChild(SomebodyElseDialog)
    assert dialog is not None
    return dialog


def help_unfolded(gui: WindowHarness) -> QWidget:
    wizard = waiting_in_organization(gui)
    press_button(wizard, labels.NOTHING_OPENED)
    return wizard


def stage_1_small_screen(gui: WindowHarness) -> QWidget:
    wizard = stage_1_bad_name(gui)
    wizard.setFixedSize(_SMALL_SCREEN)
    return wizard


def waiting_small_screen(gui: WindowHarness) -> QWidget:
    wizard = waiting(gui)
    wizard.setFixedSize(_SMALL_SCREEN)
    return wizard


def waiting_long_name(gui: WindowHarness) -> QWidget:
    return _waiting_with_name(gui, ", ".join(["US billing"] * 8))


def waiting_right_to_left_name(gui: WindowHarness) -> QWidget:
    return _waiting_with_name(gui, "חיוב אירופה 2")


def _waiting_with_name(gui: WindowHarness, name: str) -> QWidget:
    wizard = gui.wizard()
    page = wizard.findChild(NamePage)
    assert page is not None
    page.fill_in(name, System.STRIPE)
    wizard.next()
    wizard.go_to_stripe()
    return wizard


def waiting_from_right_to_left(gui: WindowHarness) -> QWidget:
    wizard = waiting_urgently(gui)
    wizard.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    return wizard


def remove_question_in_wizard(gui: WindowHarness) -> QWidget:
    wizard = waiting(gui)
    press_button(wizard, labels.REMOVE_CREDENTIAL)
    dialog = wizard.findChild(DeleteDialog)
    assert dialog is not None
    return dialog


def code_too_old(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.approve_elsewhere()
    gui.harness.clock.pass_time(timedelta(minutes=5))
    gui.harness.commands.confirm_approval(gui.harness.state.credentials[-1].id)
    return wizard


def waiting_live(gui: WindowHarness) -> QWidget:
    return gui.begun(System.STRIPE)


def browser_failed(gui: WindowHarness) -> QWidget:
    gui.harness.browser.works = False
    return gui.begun()


def link_copied_instead(gui: WindowHarness) -> QWidget:
    gui.harness.approval_browser.answer = LinkCopied()
    return gui.begun()


def browser_program_missing(gui: WindowHarness) -> QWidget:
    gui.harness.approval_browser.answer = BrowserFailed("/opt/firefox/firefox")
    return gui.begun()


def resumed_after_restart(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go()
    gui.harness = gui.harness.restart()
    gui.open_window()
    return gui.wizard(credential_id)


def tab_lost(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go()
    port = gui.harness.receiver.port
    assert port is not None
    # Somebody else has the port by now.
    gui.harness.crash().receiver.taken_ports.add(port)
    gui.harness.start()
    gui.open_window()
    return gui.wizard(credential_id)


def secret_lost(gui: WindowHarness) -> QWidget:
    credential_id = gui.harness.go(place=SecretPlace.SESSION)
    gui.harness.approve_in_browser()
    gui.harness = gui.harness.restart()
    gui.open_window()
    return gui.wizard(credential_id)


def finishing(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    return wizard


def approved(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    return wizard


def not_this_account(gui: WindowHarness) -> QWidget:
    return _not_this_account(approved(gui))


def not_this_account_shared(gui: WindowHarness) -> QWidget:
    return _not_this_account(approved_shared(gui))


def not_this_account_in_other_mode(gui: WindowHarness) -> QWidget:
    stripe = gui.harness.stripe
    stripe.grant = replace(stripe.grant, livemode=True)
    gui.harness.make_active("US billing", System.STRIPE)
    return _not_this_account(approved(gui))


def not_this_account_too_late(gui: WindowHarness) -> QWidget:
    wizard = approved(gui)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    return _not_this_account(wizard)


def _not_this_account(wizard: QWidget) -> QWidget:
    press_button(wizard, labels.NOT_THIS_ACCOUNT)
    dialog = wizard.findChild(RejectAccountDialog)
    assert dialog is not None
    return dialog


def rejecting_account(gui: WindowHarness) -> QWidget:
    wizard = approved(gui)
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.commands.reject_account(gui.harness.state.credentials[-1].id)
    return wizard


def account_rejected(gui: WindowHarness) -> QWidget:
    wizard = approved(gui)
    gui.harness.commands.reject_account(gui.harness.state.credentials[-1].id)
    return wizard


def account_rejected_shared(gui: WindowHarness) -> QWidget:
    wizard = approved_shared(gui)
    gui.harness.commands.reject_account(gui.harness.state.credentials[-1].id)
    return wizard


def account_not_rejected(gui: WindowHarness) -> QWidget:
    wizard = approved(gui)
    gui.harness.stripe.fail_deauthorize = UnreachableError(
        Detail(NetworkProblem.NAME_NOT_FOUND, host="connect.stripe.com")
    )
    gui.harness.commands.reject_account(gui.harness.state.credentials[-1].id)
    return wizard


def approved_keychain_failed(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.keychain.fail_write = KeychainFailedError("broken")
    gui.harness.approve_in_browser()
    return wizard


def denied(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.deny_in_browser()
    approval = gui.harness.approval(wizard.credential_id or "")
    assert isinstance(approval.outcome, Denied)
    return wizard


def refused(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.fail_exchange = RefusedError(
        Detail("invalid_grant", "Authorization code expired", "req_123", 400)
    )
    gui.harness.approve_in_browser()
    return wizard


def unreachable(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.fail_exchange = UnreachableError(Detail())
    gui.harness.approve_in_browser()
    return wizard


def wrong_mode(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.grant = replace(gui.harness.stripe.grant, livemode=True)
    gui.harness.approve_in_browser()
    return wizard


def key_mismatch(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.fail_exchange = KeyMismatchError(
        Detail("invalid_grant", "Authorization code expired", "req_123", 400)
    )
    gui.harness.approve_in_browser()
    return wizard


def waiting_in_organization(gui: WindowHarness) -> QWidget:
    gui.connect()
    return gui.begun()


def stripes_errors(gui: WindowHarness) -> QWidget:
    wizard = waiting_in_organization(gui)
    press_button(wizard, labels.STRIPES_ERROR)
    dialog = wizard.findChild(StripeErrorsDialog)
    assert dialog is not None
    return dialog


def wrong_scope(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.grant = replace(gui.harness.stripe.grant, scope="read_only")
    gui.harness.approve_in_browser()
    return wizard


def answer_lost(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()
    return wizard


def expired(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    return wizard


def approved_shared(gui: WindowHarness) -> QWidget:
    gui.harness.make_active("EU billing")
    gui.harness.make_active("EU invoices")
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    return wizard


def approved_wants_things(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    gui.harness.approve_in_browser()
    return wizard


def approved_payments_paused(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.known_account = replace(
        ACCOUNT_IN_WANT, charges_enabled=False, disabled_reason="requirements.past_due"
    )
    gui.harness.approve_in_browser()
    return wizard


def approved_needs_information(gui: WindowHarness) -> QWidget:
    wizard = gui.begun()
    gui.harness.stripe.known_account = replace(
        ACCOUNT_IN_WANT, payouts_enabled=True, disabled_reason=""
    )
    gui.harness.approve_in_browser()
    return wizard
