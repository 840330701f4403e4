"""Connections in the window: checked, approved again, revoked later, and told in words."""

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.outcome import Approved
from desktop_app.core.problems import (
    AccountNotConnected,
    AnswerLost,
    Detail,
    Fault,
    StripeRefused,
    StripeUnreachable,
)
from desktop_app.core.systems import System
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.workflow.ports import Lane
from tests.fakes import ACCOUNT
from tests.studio import ACCOUNT_IN_WANT, Studio
from tests.ui.finding import (
    button,
    buttons,
    column,
    open_dialog,
    open_wizard,
    table,
    wait_for_words,
    words,
)

OFFLINE = StripeUnreachable(Detail(Fault.NAME_NOT_FOUND, host="connect.stripe.com"))
REFUSED = StripeRefused(Detail("invalid_grant", "Code expired", "req_Vx81", 400))


def detail(studio: Studio, name: str) -> str:
    (value,) = [
        w
        for w in studio.panel().findChildren(QLabel)
        if w.isVisible() and w.accessibleName() == name
    ]
    return value.text()


def again(studio: Studio) -> CreateWizard:
    """The wizard of a disconnected credential, opened by its button."""
    studio.panel().select(studio.disconnected("EU billing"))
    button(studio.window, "Approve again").click()
    wizard = open_wizard()
    assert wizard is not None
    return wizard


def to_be_revoked(studio: Studio) -> str:
    credential_id = studio.desk.make_active("EU billing")
    studio.panel()
    studio.desk.stripe.fail_deauthorize = OFFLINE
    studio.desk.workflow.remove(credential_id, revoke=True)
    return credential_id


# -- checking -------------------------------------------------------------------------------------


def test_check_connection_shows_that_it_is_under_way_and_what_came_of_it(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.panel().select(studio.desk.make_active("EU billing"))
    studio.desk.stripe.known_account = ACCOUNT_IN_WANT
    studio.desk.tasks.holding = {Lane.NETWORK}
    button(studio.window, "Check connection").click()
    cell = table(studio.window).model().index(0, Column.STATUS)
    assert "Checking…" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert not button(studio.window, "Check connection").isEnabled()
    studio.desk.tasks.release_all()

    wait_for_words(qtbot, studio.window, "“EU billing” is connected")
    assert "Checking…" not in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert button(studio.window, "Check connection").isEnabled()
    assert "bank account for payouts" in detail(studio, "Stripe still needs")


def test_what_was_revoked_at_stripe_reads_disconnected(studio: Studio, qtbot: QtBot) -> None:
    studio.panel().select(studio.disconnected("EU billing"))

    assert column(studio.window, Column.STATUS) == ["Disconnected"]
    wait_for_words(qtbot, studio.window, "“EU billing” is disconnected")
    assert detail(studio, "Account status") == "m3ter's access was revoked"
    assert button(studio.window, "Approve again").isEnabled()
    assert not button(studio.window, "Check connection").isEnabled()
    assert "Resume" not in buttons(studio.panel())


def test_what_was_revoked_before_it_was_created_is_resumed(studio: Studio, qtbot: QtBot) -> None:
    credential_id = studio.desk.go("EU billing")
    studio.desk.approve_in_browser()
    studio.desk.stripe.fail_account = AccountNotConnected(Detail("account_invalid"))
    studio.desk.workflow.check(credential_id)
    studio.panel().select(credential_id)

    wait_for_words(qtbot, studio.window, "If that was not meant, choose Resume")
    assert button(studio.window, "Resume").isEnabled()
    assert "Approve again" not in buttons(studio.panel())


def test_a_check_that_failed_says_why_and_lets_the_details_be_copied(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.panel().select(studio.desk.make_active("EU billing"))
    studio.desk.stripe.fail_account = StripeRefused(
        Detail("api_error", "An error occurred", "req_44", 500)
    )
    button(studio.window, "Check connection").click()
    wait_for_words(qtbot, studio.window, "“EU billing” could not be checked")
    button(studio.window, "Copy details").click()

    copied = QGuiApplication.clipboard().text()
    assert "req_44" in copied
    assert "500" in copied
    assert column(studio.window, Column.STATUS) == ["Active"]


def test_the_context_menu_of_a_disconnected_one_offers_to_approve_again(studio: Studio) -> None:
    studio.panel().select(studio.disconnected("EU billing"))
    rows = table(studio.window)
    rows.customContextMenuRequested.emit(rows.visualRect(rows.currentIndex()).center())
    menu = next(m for m in studio.panel().findChildren(QMenu) if m.isVisible())

    possible = [action.text() for action in menu.actions() if action.isEnabled()]
    assert possible[0] == "Approve again"
    menu.close()


# -- approving again ------------------------------------------------------------------------------


def test_approve_again_opens_stage_2_and_begins_nothing_yet(studio: Studio) -> None:
    wizard = again(studio)

    assert "Approve again" in wizard.windowTitle()
    assert "EU billing · Stripe (Test Mode)" in words(wizard)
    assert "after that the credential is as it is now" in words(wizard)
    assert button(wizard, "Go to Stripe").isEnabled()
    assert not button(wizard, "Back").isEnabled()
    assert column(studio.window, Column.STATUS) == ["Disconnected"]
    wizard.reject()
    assert column(studio.window, Column.STATUS) == ["Disconnected"]


def test_approved_again_it_is_created_under_its_name(studio: Studio) -> None:
    wizard = again(studio)
    button(wizard, "Go to Stripe").click()
    assert column(studio.window) == ["EU billing (Incomplete)"]
    studio.desk.approve_in_browser()
    button(wizard, "Create credential").click()

    assert open_wizard() is None
    assert column(studio.window) == ["EU billing"]
    assert column(studio.window, Column.STATUS) == ["Active"]


def test_a_time_that_ran_out_is_told_in_the_wizard_which_begins_again(studio: Studio) -> None:
    wizard = again(studio)
    button(wizard, "Go to Stripe").click()
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()

    assert open_wizard() is wizard
    assert "the credential is as it was before" in words(wizard)
    assert column(studio.window, Column.STATUS) == ["Disconnected"]
    button(wizard, "Go to Stripe").click()
    assert "Waiting for approval in your browser. 10:00 left." in words(wizard)


def test_with_the_wizard_closed_it_is_told_in_the_panel(studio: Studio, qtbot: QtBot) -> None:
    wizard = again(studio)
    button(wizard, "Go to Stripe").click()
    wizard.reject()
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()
    wait_for_words(qtbot, studio.window, "“EU billing” was not approved again")

    button(studio.window, "Approve again").click()
    another = open_wizard()
    assert another is not None
    assert "The time for approval has run out" not in words(another)


def test_whoever_looks_away_is_told_by_the_desktop(studio: Studio) -> None:
    wizard = again(studio)
    button(wizard, "Go to Stripe").click()
    wizard.reject()
    studio.view.show_activity()
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()

    titles = [title for title, _ in studio.desk.notifications.shown.values()]
    assert titles == ["“EU billing” was not approved again"]


def test_the_wizard_stays_while_the_credential_changes_under_it(studio: Studio) -> None:
    other = studio.desk.go("EU invoices", place=SecretPlace.SESSION)
    studio.desk.approve_in_browser()
    studio.desk.workflow.create(other)
    studio.desk = studio.desk.restart()
    studio.open_window()
    studio.panel().select(other)
    button(studio.window, "Approve again").click()
    wizard = open_wizard()
    assert wizard is not None
    twin = studio.desk.make_active("EU pilot")
    studio.desk.workflow.remove(twin, revoke=True)

    credential = studio.desk.workflow.credential(other)
    assert credential is not None
    assert credential.secret_place is SecretPlace.REVOKED
    assert open_wizard() is wizard


def test_another_account_than_before_is_not_taken_and_that_is_said(studio: Studio) -> None:
    wizard = again(studio)
    button(wizard, "Go to Stripe").click()
    studio.approve_as_globex()

    assert "Another account approved than the one" in words(wizard)
    assert not button(wizard, "Create credential").isEnabled()
    assert button(wizard, "Open again").isEnabled()


def test_removing_it_meanwhile_says_what_was_revoked(studio: Studio) -> None:
    wizard = again(studio)
    button(wizard, "Go to Stripe").click()
    wizard.reject()
    button(studio.window, "Remove").click()
    dialog = open_dialog(DeleteDialog)

    assert "access to the account was revoked earlier" in dialog.informativeText()
    assert dialog.revoke is None
    dialog.confirm.click()
    assert studio.desk.workflow.credentials == ()


def test_removing_what_still_has_access_asks_whether_to_revoke_it(studio: Studio) -> None:
    credential_id = studio.desk.go(place=SecretPlace.SESSION)
    studio.desk.approve_in_browser()
    studio.desk.workflow.create(credential_id)
    studio.desk = studio.desk.restart()
    studio.open_window()
    wizard = studio.wizard(credential_id)
    wizard.go_to_stripe()
    wizard.reject()
    button(studio.window, "Remove").click()
    dialog = open_dialog(DeleteDialog)

    assert "was not approved again yet" in dialog.informativeText()
    assert "unless you revoke it" in dialog.informativeText()
    assert dialog.revoke is False
    dialog.reject()


# -- what is known of the account -----------------------------------------------------------------


def test_before_creating_it_is_said_who_lives_on_the_account(studio: Studio) -> None:
    studio.desk.make_active("EU billing")
    wizard = studio.begun()
    studio.desk.approve_in_browser()

    assert "This account is already connected by “EU billing”." in words(wizard)
    assert button(wizard, "Create credential").isEnabled()


def test_alone_on_its_account_nothing_is_said(studio: Studio) -> None:
    studio.desk.make_active("EU billing", System.STRIPE)
    wizard = studio.begun()
    studio.desk.approve_in_browser()

    assert "already connected" not in words(wizard)


def test_the_wizard_says_the_first_of_what_stripe_wants(studio: Studio) -> None:
    wizard = studio.begun()
    studio.desk.stripe.known_account = ACCOUNT_IN_WANT
    studio.desk.approve_in_browser()

    assert "Takes payments, but cannot pay out yet." in words(wizard)
    assert "bank account for payouts, acceptance of Stripe's terms" in words(wizard)
    assert "and 4 more." in words(wizard)


def test_the_details_say_all_that_stripe_wants(studio: Studio) -> None:
    studio.desk.stripe.known_account = ACCOUNT_IN_WANT
    studio.panel().select(studio.desk.make_active("EU billing"))

    wanted = detail(studio, "Stripe still needs")
    assert "company tax number" in wanted
    assert "settings.new_thing" in wanted
    assert detail(studio, "Country") == "United Kingdom"
    assert "cannot pay out yet" in detail(studio, "Payments and payouts")


# -- revocations that wait ------------------------------------------------------------------------


def test_what_is_still_to_be_revoked_stays_in_sight_with_what_can_be_done(
    studio: Studio, qtbot: QtBot
) -> None:
    credential_id = to_be_revoked(studio)
    wait_for_words(qtbot, studio.window, "“EU billing” is not deleted yet")
    assert "connect.stripe.com" in words(studio.window)
    assert column(studio.window, Column.STATUS) == ["Access still to be revoked"]
    button(studio.window, "Try again: EU billing").click()
    assert studio.desk.workflow.credential(credential_id) is not None
    studio.desk.stripe.fail_deauthorize = None
    button(studio.window, "Try again: EU billing").click()

    assert studio.desk.workflow.credentials == ()
    assert "is not deleted yet" not in words(studio.window)


def test_it_can_be_kept(studio: Studio, qtbot: QtBot) -> None:
    to_be_revoked(studio)
    wait_for_words(qtbot, studio.window, "is not deleted yet")
    button(studio.window, "Keep it: EU billing").click()

    assert column(studio.window, Column.STATUS) == ["Active"]
    assert "is not deleted yet" not in words(studio.window)


def test_it_is_in_sight_after_a_restart(studio: Studio, qtbot: QtBot) -> None:
    to_be_revoked(studio)
    studio.desk = studio.desk.restart()
    studio.open_window()
    studio.panel()

    wait_for_words(qtbot, studio.window, "“EU billing” is not deleted yet")


def test_it_says_when_another_has_come_to_live_on_the_account(studio: Studio, qtbot: QtBot) -> None:
    to_be_revoked(studio)
    studio.desk.make_active("EU invoices")
    wait_for_words(qtbot, studio.window, "Another credential lives on its account by now")


def test_asked_once_more_the_question_knows_what_was_chosen(studio: Studio) -> None:
    studio.panel().select(to_be_revoked(studio))
    button(studio.window, "Delete…").click()
    dialog = open_dialog(DeleteDialog)

    assert "still to be revoked" in dialog.informativeText()
    assert dialog.revoke is True
    dialog.reject()


def test_access_that_nobody_could_make_sure_of_can_be_revoked(studio: Studio, qtbot: QtBot) -> None:
    studio.panel()
    credential_id = studio.desk.go("US billing")
    studio.desk.tasks.holding = {Lane.NETWORK}
    studio.desk.approve_in_browser()
    studio.desk.workflow.remove(credential_id, revoke=None)
    studio.desk.stripe.fail_deauthorize = REFUSED
    studio.desk.tasks.release_all()
    wait_for_words(qtbot, studio.window, "Stripe may have granted access")
    button(studio.window, f"Revoke access: {ACCOUNT.id}").click()
    wait_for_words(qtbot, studio.window, f"Access to {ACCOUNT.id} was not revoked")
    studio.desk.stripe.fail_deauthorize = None
    button(studio.window, f"Revoke access: {ACCOUNT.id}").click()

    assert studio.desk.workflow.unsettled_grants == ()
    assert "Stripe may have granted access" not in words(studio.window)


def test_where_the_account_is_not_known_there_is_nothing_to_revoke(studio: Studio) -> None:
    studio.panel()
    studio.desk.go("US billing")
    studio.desk.stripe.fail_exchange = AnswerLost(Detail())
    studio.desk.approve_in_browser()

    assert "Revoke access" not in buttons(studio.window)


# -- details for a support team -------------------------------------------------------------------


def test_the_wizard_lets_the_details_of_a_failure_be_copied(studio: Studio) -> None:
    wizard = studio.begun()
    studio.desk.stripe.fail_exchange = REFUSED
    studio.desk.approve_in_browser()
    button(wizard, "Copy details").click()

    assert "Details copied" in buttons(wizard)
    copied = QGuiApplication.clipboard().text()
    for fact in ("invalid_grant", "Code expired", "req_Vx81", "400"):
        assert fact in copied


def test_where_there_is_nothing_to_copy_no_button_offers_it(studio: Studio) -> None:
    wizard = studio.begun()
    studio.desk.deny_in_browser()
    assert "Copy details" not in buttons(wizard)
    studio.desk.workflow.open_again(wizard.credential_id or "")
    studio.desk.approve_in_browser()
    outcome = studio.desk.approval(wizard.credential_id or "").outcome
    assert outcome == Approved(ACCOUNT)
    assert "Copy details" not in buttons(wizard)


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.ACTIVE])
def test_what_was_not_removed_by_a_refusal_says_why(
    studio: Studio, qtbot: QtBot, stage: Stage
) -> None:
    credential_id = studio.desk.go("EU billing")
    studio.desk.approve_in_browser()
    if stage is Stage.ACTIVE:
        studio.desk.workflow.create(credential_id)
    studio.panel()
    studio.desk.stripe.fail_deauthorize = REFUSED
    studio.desk.workflow.remove(credential_id, revoke=True)
    what = "deleted" if stage is Stage.ACTIVE else "removed"
    wait_for_words(qtbot, studio.window, f"“EU billing” was not {what}")

    assert "Copy details" in buttons(studio.window)
    assert "Code expired" in words(studio.window)
