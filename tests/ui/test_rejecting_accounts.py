"""*Not this account?* in the wizard: the question, and what comes of it."""

from dataclasses import replace
from datetime import timedelta

from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import Revoking, Stage
from desktop_app.core.errors import AnswerLostError, Detail, UnreachableError
from desktop_app.core.systems import System
from desktop_app.ui.texts import connection_texts
from desktop_app.ui.widgets.buttons import DangerButton, PrimaryButton
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.ui.wizard.reject_account_dialog import RejectAccountDialog
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.ui.finding import (
    button,
    buttons,
    filled,
    names,
    open_dialog,
    open_wizard,
    words,
)
from tests.window_harness import WindowHarness

ACME = "Acme Ltd (acct_1AcmePractice)"


def approved(gui: WindowHarness) -> CreateWizard:
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    return wizard


def ask(wizard: CreateWizard) -> RejectAccountDialog:
    # What is to be deleted is still found, until then.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    button(wizard, labels.NOT_THIS_ACCOUNT).click()
    dialog = wizard.findChild(RejectAccountDialog)
    assert dialog is not None
    return dialog


def test_the_question_says_what_will_happen(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=4))
    gui.harness.approve_in_browser()
    dialog = ask(wizard)

    assert "Use a different account instead of Acme Ltd?" in words(dialog)
    assert f"m3ter’s access to {ACME} will be revoked at Stripe." in words(dialog)
    assert "until 09:10" in words(dialog)
    assert dialog.cancel.isDefault()
    assert dialog.confirm.text() == labels.REVOKE_AND_CHOOSE_ANOTHER
    assert isinstance(dialog.confirm, DangerButton)


def test_the_same_account_in_live_mode_stays_connected(gui: WindowHarness) -> None:
    stripe = gui.harness.stripe
    stripe.grant = replace(stripe.grant, livemode=True)
    gui.harness.make_active("Acme UK billing", System.STRIPE)
    dialog = ask(approved(gui))

    said = words(dialog)
    assert f"m3ter’s test-mode access to {ACME} will be revoked at Stripe." in said
    assert "“Acme UK billing” (live) will stay connected." in said


def test_the_same_account_in_test_mode_stays_connected(gui: WindowHarness) -> None:
    for name in ("Sandbox", "Staging"):
        gui.harness.make_active(name)
    wizard = gui.begun(System.STRIPE)
    gui.harness.approve_in_browser()

    said = words(ask(wizard))
    assert f"m3ter’s live access to {ACME} will be revoked at Stripe." in said
    assert "“Sandbox” and “Staging” (test mode) will stay connected." in said


def test_no_leaves_everything_as_it_was(gui: WindowHarness) -> None:
    wizard = approved(gui)
    ask(wizard).cancel.click()

    assert labels.APPROVED in words(wizard)
    assert gui.harness.state.credentials[0].stage is Stage.APPROVED


def test_yes_opens_the_approval_again(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = approved(gui)
    ask(wizard).confirm.click()

    assert f"Access to {ACME} was revoked" in words(wizard)
    assert labels.LEFT_TO_APPROVE in words(wizard)
    assert not button(wizard, labels.CREATE_CREDENTIAL).isEnabled()
    button(wizard, labels.OPEN_AGAIN).click()
    gui.harness.approve_in_browser()
    button(wizard, labels.CREATE_CREDENTIAL).click()
    qtbot.waitUntil(lambda: open_wizard() is None)
    assert gui.harness.state.credentials[0].stage is Stage.ACTIVE


def test_a_shared_account_keeps_the_access_and_that_is_said(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    wizard = approved(gui)
    shared = "They share the same access: revoking it for one ends it for all."
    assert f"Also used by\n“EU billing”\n{shared}" in words(wizard)
    dialog = ask(wizard)
    assert f"m3ter keeps its access to {ACME}, for “EU billing”." in words(dialog)
    # Nothing is lost, so nothing warns.
    assert isinstance(dialog.confirm, PrimaryButton)
    dialog.confirm.click()

    assert f"{ACME} is not used for this credential" in words(wizard)
    assert "m3ter keeps its access to that account, since “EU billing” uses it." in words(wizard)
    assert len(gui.harness.stripe.connected) == 1


def test_after_the_deadline_it_is_over_and_can_be_started_again(gui: WindowHarness) -> None:
    wizard = approved(gui)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    dialog = ask(wizard)
    assert "Remove “Stripe Credential 1”?" in words(dialog)
    # The reason comes before what else will happen.
    reason = "There is no time left to approve with a different account."
    consequence = f"m3ter’s access to {ACME} will be revoked at Stripe."
    assert words(dialog).index(reason) < words(dialog).index(consequence)
    assert "“Cancel” keeps the credential with this account." in words(dialog)
    assert dialog.confirm.text() == "Revoke and remove"
    dialog.confirm.click()

    assert labels.TIME_HAS_RUN_OUT in words(wizard)
    button(wizard, labels.START_AGAIN).click()
    assert labels.STAGE_1_CURRENT in names(wizard)


def test_after_the_deadline_a_shared_account_keeps_the_access_and_that_is_said(
    gui: WindowHarness,
) -> None:
    gui.harness.make_active("EU billing")
    wizard = approved(gui)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    dialog = ask(wizard)

    assert "Remove “Stripe Credential 1”?" in words(dialog)
    assert f"m3ter keeps its access to {ACME}, for “EU billing”." in words(dialog)
    assert dialog.confirm.text() == labels.REMOVE
    assert isinstance(dialog.confirm, DangerButton)


def test_while_access_is_given_back_nothing_can_be_pressed(gui: WindowHarness) -> None:
    wizard = approved(gui)
    gui.harness.tasks.holding = {Lane.NETWORK}
    ask(wizard).confirm.click()

    assert "Revoking access at Stripe…" in words(wizard)
    assert not button(wizard, labels.CREATE_CREDENTIAL).isEnabled()
    assert labels.NOT_THIS_ACCOUNT not in buttons(wizard)
    assert labels.REMOVE_CREDENTIAL not in buttons(wizard)
    gui.harness.tasks.release_all()
    assert labels.OPEN_AGAIN in buttons(wizard)


def test_access_that_was_not_revoked_is_told_and_it_can_be_tried_again(
    gui: WindowHarness,
) -> None:
    wizard = approved(gui)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    ask(wizard).confirm.click()

    assert "Access to Acme Ltd was not revoked" in words(wizard)
    assert "“Create credential” keeps this account." in words(wizard)
    assert button(wizard, labels.CREATE_CREDENTIAL).isEnabled()
    assert words(wizard).count("acct_1AcmePractice") == 1
    # The other way, *Create credential*, leads to the account that the person does not want.
    assert wizard.focusWidget() is button(wizard, labels.TRY_AGAIN)
    assert filled(wizard) == [labels.TRY_AGAIN]
    assert labels.CONTACT_SUPPORT in buttons(wizard)
    assert labels.COPY_DETAILS not in buttons(wizard), "nothing is known that could be copied"
    gui.harness.stripe.fail_deauthorize = None
    button(wizard, labels.TRY_AGAIN).click()
    open_dialog(RejectAccountDialog).confirm.click()
    assert f"Access to {ACME} was revoked" in words(wizard)


def test_what_is_known_of_the_failure_can_be_copied(gui: WindowHarness) -> None:
    wizard = approved(gui)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail("name_not_found"))
    ask(wizard).confirm.click()
    button(wizard, labels.COPY_DETAILS).click()

    assert QGuiApplication.clipboard().text() == "Error: name_not_found"


def test_the_buttons_stay_where_they_are_when_create_credential_is_not_filled(
    gui: WindowHarness,
) -> None:
    wizard = approved(gui)
    QApplication.processEvents()
    place = button(wizard, labels.CLOSE).geometry()
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    ask(wizard).confirm.click()
    QApplication.processEvents()

    assert filled(wizard) == [labels.TRY_AGAIN]
    assert button(wizard, labels.CLOSE).geometry() == place


def test_the_question_closes_when_it_is_not_true_any_more(gui: WindowHarness) -> None:
    wizard = approved(gui)
    dialog = ask(wizard)
    gui.harness.make_active("EU billing")

    assert not dialog.isVisible()
    assert "for “EU billing”" in words(ask(wizard))


def test_one_that_is_approved_again_is_not_asked_about(gui: WindowHarness) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.harness.commands.remove(gui.harness.make_active("EU invoices"), revoke=True)
    wizard = gui.wizard(credential_id)
    button(wizard, labels.GO_TO_STRIPE).click()
    gui.harness.approve_in_browser()

    assert labels.APPROVED in words(wizard)
    assert labels.NOT_THIS_ACCOUNT not in buttons(wizard)


def test_with_the_wizard_closed_a_notice_says_what_came_of_it(gui: WindowHarness) -> None:
    wizard = approved(gui)
    gui.harness.tasks.holding = {Lane.NETWORK}
    ask(wizard).confirm.click()
    wizard.close()
    gui.harness.tasks.release_all()

    assert f"“Stripe Credential 1”: Access to {ACME} was revoked" in words(gui.window)


def test_it_is_not_created_while_it_is_unknown_whether_access_was_revoked(
    gui: WindowHarness,
) -> None:
    wizard = approved(gui)
    gui.harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    ask(wizard).confirm.click()
    assert not button(wizard, labels.CREATE_CREDENTIAL).isEnabled()


def test_without_the_wizard_a_lost_answer_leads_to_what_is_possible(gui: WindowHarness) -> None:
    approved(gui)
    (credential,) = gui.harness.state.credentials
    unknown = replace(credential, revoking=Revoking.UNCONFIRMED)
    message = connection_texts.revocation_failed_message(
        unknown, AnswerLostError(Detail()), others=False, is_rejection=True
    )

    assert "To make sure, remove the credential." in message.text
