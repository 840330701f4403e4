"""Connections in the window: checked, approved again, revoked later, and told in words."""

from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    Detail,
    NetworkProblem,
    RefusedError,
    UnreachableError,
)
from desktop_app.core.outcome import Approved
from desktop_app.core.systems import System
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.page_actions import PageAction
from desktop_app.ui.widgets.facts import BulletList
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.fakes import ACCOUNT
from tests.ui.finding import (
    accessible_description,
    button,
    buttons,
    column,
    detail,
    in_sight,
    names,
    open_dialog,
    open_wizard,
    settled_button,
    table,
    wait_for_notice,
    words,
)
from tests.ui.menu_bar import plain
from tests.window_harness import ACCOUNT_IN_WANT, WindowHarness

OFFLINE = UnreachableError(Detail(NetworkProblem.NAME_NOT_FOUND, host="connect.stripe.com"))
REFUSED = RefusedError(Detail("invalid_grant", "Code expired", "req_Vx81", 400))


def again(gui: WindowHarness) -> CreateWizard:
    """The wizard of a disconnected credential, opened by its button."""
    gui.panel().select(gui.disconnected("EU billing"))
    button(gui.window, labels.APPROVE_AGAIN).click()
    wizard = open_wizard()
    assert wizard is not None
    return wizard


def to_be_revoked(gui: WindowHarness) -> str:
    credential_id = gui.harness.make_active("EU billing")
    gui.panel()
    gui.harness.stripe.fail_deauthorize = OFFLINE
    gui.harness.commands.remove(credential_id, revoke=True)
    return credential_id


# -- checking -------------------------------------------------------------------------------------


def test_check_connection_shows_that_it_is_under_way_and_what_came_of_it(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(gui.window, labels.CHECK_CONNECTION).click()
    cell = table(gui.window).model().index(0, Column.STATUS)
    assert "Checking…" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert not button(gui.window, labels.CHECK_CONNECTION).isEnabled()
    gui.harness.tasks.release_all()

    wait_for_notice(qtbot, gui.window, "“EU billing” is connected")
    assert column(gui.window, Column.STATUS) == [labels.PAYOUTS_PAUSED]
    assert "Payouts are paused" in words(gui.panel())
    assert "Checking…" not in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert button(gui.window, labels.CHECK_CONNECTION).isEnabled()
    assert "Bank account for payouts" in words(gui.panel())


def test_what_got_worse_is_told_with_the_way_to_stripe(gui: WindowHarness, qtbot: QtBot) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.panel()
    gui.harness.stripe.known_account = replace(ACCOUNT, charges_enabled=False)
    gui.harness.clock.pass_time(timedelta(hours=2))
    gui.harness.commands.recheck_quietly()
    wait_for_notice(qtbot, gui.window, "“EU billing”: Payments are paused")

    button(gui.window, "Open in Stripe: EU billing").click()
    assert gui.harness.browser.opened[-1] == gui.harness.stripe.dashboard_url(
        System.STRIPE_TEST, ACCOUNT.id
    )
    gui.harness.stripe.known_account = ACCOUNT
    gui.harness.commands.check(credential_id)
    assert "“EU billing”: Payments are paused" not in words(gui.window)


def test_a_check_of_all_shows_where_it_is(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel()
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.commands.check_all()
    cell = table(gui.window).model().index(0, Column.STATUS)
    assert "Checking…" in cell.data(Qt.ItemDataRole.ToolTipRole)
    updated: list[None] = []
    table(gui.window).model().dataChanged.connect(lambda *_: updated.append(None))
    gui.harness.stripe.fail_account = OFFLINE
    gui.harness.tasks.release_all()
    assert "Checking…" not in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert updated, "it would be painted as before"
    assert "“EU billing” could not be checked" in words(gui.window)


def test_what_was_revoked_at_stripe_reads_disconnected(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel().select(gui.disconnected("EU billing"))

    assert column(gui.window, Column.STATUS) == [labels.DISCONNECTED]
    wait_for_notice(qtbot, gui.window, "“EU billing” is disconnected")
    assert detail(gui.panel(), "Secret") == "Not usable"
    assert "Payments and payouts" not in words(gui.panel())
    assert button(gui.window, labels.APPROVE_AGAIN).isEnabled()
    assert labels.CHECK_CONNECTION not in buttons(gui.panel())
    assert labels.RESUME not in buttons(gui.panel())


def test_what_was_revoked_before_it_was_created_is_resumed(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    gui.harness.stripe.fail_account = AccountNotConnectedError(Detail("account_invalid"))
    gui.harness.commands.check(credential_id)
    gui.panel().select(credential_id)

    wait_for_notice(qtbot, gui.window, "If this was a mistake, choose “Resume”")
    assert button(gui.window, labels.RESUME).isEnabled()
    assert labels.APPROVE_AGAIN not in buttons(gui.panel())


def test_a_check_that_failed_says_why_and_lets_the_details_be_copied(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    gui.harness.stripe.fail_account = RefusedError(
        Detail("api_error", "An error occurred", "req_44", 500)
    )
    button(gui.window, labels.CHECK_CONNECTION).click()
    wait_for_notice(qtbot, gui.window, "“EU billing” could not be checked")
    button(gui.window, labels.COPY_DETAILS).click()

    copied = QGuiApplication.clipboard().text()
    assert "req_44" in copied
    assert "500" in copied
    assert column(gui.window, Column.STATUS) == ["Not checked"]


def test_the_context_menu_of_a_disconnected_one_offers_to_approve_again(gui: WindowHarness) -> None:
    gui.panel().select(gui.disconnected("EU billing"))
    rows = table(gui.window)
    rows.customContextMenuRequested.emit(rows.visualRect(rows.currentIndex()).center())
    menu = next(m for m in gui.panel().findChildren(QMenu) if m.isVisible())

    possible = [plain(action.text()) for action in menu.actions() if action.isVisible()]
    assert possible[0] == labels.APPROVE_AGAIN
    menu.close()


# -- approving again ------------------------------------------------------------------------------


def test_approve_again_opens_stage_2_and_begins_nothing_yet(gui: WindowHarness) -> None:
    wizard = again(gui)

    assert labels.APPROVE_AGAIN in wizard.windowTitle()
    assert words(wizard).startswith(labels.APPROVE_AGAIN)
    assert labels.STAGE_2_CURRENT not in names(wizard)
    assert "EU billing · Stripe (Test Mode)" in words(wizard)
    assert "the credential stays unusable, and you can try again." in words(wizard)
    assert button(wizard, labels.GO_TO_STRIPE).isEnabled()
    assert labels.BACK not in buttons(wizard)
    assert column(gui.window, Column.STATUS) == [labels.DISCONNECTED]
    wizard.reject()
    assert column(gui.window, Column.STATUS) == [labels.DISCONNECTED]


def test_approved_again_it_is_created_under_its_name(gui: WindowHarness) -> None:
    wizard = again(gui)
    button(wizard, labels.GO_TO_STRIPE).click()
    assert column(gui.window) == ["EU billing (Approving again)"]
    assert column(gui.window, Column.STATUS) == [labels.APPROVING]
    gui.harness.approve_in_browser()
    assert "Choose “Reconnect” to finish." in words(wizard)
    button(wizard, labels.RECONNECT).click()

    assert_connected_again(gui)


def assert_connected_again(gui: WindowHarness) -> None:
    """The wizard is closed, and nothing says that a credential was created."""
    assert open_wizard() is None
    assert column(gui.window) == ["EU billing"]
    assert column(gui.window, Column.STATUS) == [labels.ACTIVE]
    said = words(gui.window)
    assert "“EU billing” is connected again: Acme Ltd (acct_1AcmePractice)." in said
    assert "The credential was created" not in said


def test_an_approval_that_waits_is_taken_by_the_same_words(gui: WindowHarness) -> None:
    wizard = again(gui)
    button(wizard, labels.GO_TO_STRIPE).click()
    gui.harness.approve_in_browser()
    wizard.reject()

    assert column(gui.window) == ["EU billing"]
    assert column(gui.window, Column.STATUS) == [labels.READY_TO_RECONNECT]
    assert "Choose “Resume”, then “Reconnect”." in words(gui.window)
    button(gui.window, labels.RESUME).click()
    resumed = open_wizard()
    assert resumed is not None
    assert labels.APPROVE_AGAIN in resumed.windowTitle()
    assert labels.CONFIGURE_AND_CREATE not in words(resumed)
    assert labels.CREATE_CREDENTIAL not in buttons(resumed)
    button(resumed, labels.RECONNECT).click()

    assert_connected_again(gui)


def test_in_the_wizard_what_was_created_before_is_not_removed(gui: WindowHarness) -> None:
    wizard = again(gui)
    button(wizard, labels.GO_TO_STRIPE).click()
    assert labels.REMOVE_CREDENTIAL not in buttons(wizard)
    gui.harness.approve_in_browser()
    assert labels.REMOVE_CREDENTIAL not in buttons(wizard)
    button(wizard, labels.CLOSE).click()

    button(gui.window, labels.DELETE_CREDENTIAL).click()
    dialog = open_dialog(DeleteDialog)
    assert "Delete “EU billing”?" in words(dialog)
    assert "was not created" not in words(dialog)
    assert "Its secret for the Stripe (Test Mode) account Acme Ltd" in words(dialog)
    assert dialog.revoke is False
    dialog.reject()
    assert column(gui.window, Column.STATUS) == [labels.READY_TO_RECONNECT]


def test_what_lost_its_access_before_it_was_reconnected_is_approved_again(
    gui: WindowHarness,
) -> None:
    wizard = again(gui)
    button(wizard, labels.GO_TO_STRIPE).click()
    gui.harness.approve_in_browser()
    gui.harness.stripe.fail_account = AccountNotConnectedError(Detail())
    gui.harness.commands.check(gui.harness.state.credentials[0].id)
    gui.harness.stripe.fail_account = None

    assert column(gui.window, Column.STATUS) == [labels.DISCONNECTED]
    assert "Choose “Go to Stripe” to approve again." in words(wizard)
    wizard.reject()
    button(gui.window, labels.APPROVE_AGAIN).click()
    resumed = open_wizard()
    assert resumed is not None
    button(resumed, labels.GO_TO_STRIPE).click()
    gui.harness.approve_in_browser()
    button(resumed, labels.RECONNECT).click()
    assert_connected_again(gui)


def test_the_steps_say_which_account_has_to_approve_again(gui: WindowHarness) -> None:
    wizard = again(gui)
    step = "Choose Acme Ltd (acct_1AcmePractice), and approve access for m3ter"
    assert step in words(wizard)
    button(wizard, labels.GO_TO_STRIPE).click()
    assert step in words(wizard)


def test_a_time_that_ran_out_is_told_in_the_wizard_which_begins_again(gui: WindowHarness) -> None:
    wizard = again(gui)
    button(wizard, labels.GO_TO_STRIPE).click()
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()

    assert open_wizard() is wizard
    assert "the credential stays unusable" in words(wizard)
    assert column(gui.window, Column.STATUS) == [labels.DISCONNECTED]
    button(wizard, labels.GO_TO_STRIPE).click()
    assert "10:00" in words(wizard)


def test_with_the_wizard_closed_it_is_told_in_the_panel(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = again(gui)
    button(wizard, labels.GO_TO_STRIPE).click()
    wizard.reject()
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    wait_for_notice(qtbot, gui.window, "“EU billing” was not approved in time")

    button(gui.window, labels.APPROVE_AGAIN).click()
    another = open_wizard()
    assert another is not None
    assert labels.TIME_HAS_RUN_OUT not in words(another)


def test_whoever_looks_away_is_told_by_the_desktop(gui: WindowHarness) -> None:
    wizard = again(gui)
    button(wizard, labels.GO_TO_STRIPE).click()
    wizard.reject()
    gui.view.show_activity()
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()

    titles = [title for title, _ in gui.harness.notifications.shown.values()]
    assert titles == ["“EU billing” was not approved in time"]


def test_the_wizard_stays_while_the_credential_changes_under_it(gui: WindowHarness) -> None:
    other = gui.harness.go("EU invoices", place=SecretPlace.SESSION)
    gui.harness.approve_in_browser()
    gui.harness.commands.create(other)
    gui.harness = gui.harness.restart()
    gui.open_window()
    gui.panel().select(other)
    button(gui.window, labels.APPROVE_AGAIN).click()
    wizard = open_wizard()
    assert wizard is not None
    twin = gui.harness.make_active("EU pilot")
    gui.harness.commands.remove(twin, revoke=True)

    credential = gui.harness.credential(other)
    assert credential.secret_place is SecretPlace.REVOKED
    assert open_wizard() is wizard


def test_another_account_than_before_is_not_taken_and_that_is_said(gui: WindowHarness) -> None:
    wizard = again(gui)
    button(wizard, labels.GO_TO_STRIPE).click()
    gui.approve_as_globex()

    assert "acct_1GlobexPractice approved" in words(wizard)
    assert "was connected to Acme Ltd (acct_1AcmePractice)" in words(wizard)
    assert not button(wizard, labels.RECONNECT).isEnabled()
    assert button(wizard, labels.OPEN_AGAIN).isEnabled()


def test_removing_it_meanwhile_says_what_was_revoked(gui: WindowHarness) -> None:
    wizard = again(gui)
    button(wizard, labels.GO_TO_STRIPE).click()
    wizard.reject()
    button(gui.window, labels.DELETE_CREDENTIAL).click()
    dialog = open_dialog(DeleteDialog)

    assert "access to the account was revoked earlier" in words(dialog)
    assert dialog.revoke is None
    dialog.confirm.click()
    assert gui.harness.state.credentials == ()


def test_removing_what_still_has_access_asks_whether_to_revoke_it(gui: WindowHarness) -> None:
    credential_id = gui.harness.go(place=SecretPlace.SESSION)
    gui.harness.approve_in_browser()
    gui.harness.commands.create(credential_id)
    gui.harness = gui.harness.restart()
    gui.open_window()
    wizard = gui.wizard(credential_id)
    wizard.go_to_stripe()
    wizard.reject()
    button(gui.window, labels.DELETE_CREDENTIAL).click()
    dialog = open_dialog(DeleteDialog)

    assert "has not been approved again yet" in words(dialog)
    assert "m3ter keeps its access at Stripe." in words(dialog)
    assert dialog.revoke is False
    dialog.reject()


# -- what is known of the account -----------------------------------------------------------------


def test_before_creating_it_is_said_who_lives_on_the_account(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    wizard = gui.begun()
    gui.harness.approve_in_browser()

    assert "Also used by\n“EU billing”" in words(wizard)
    assert button(wizard, labels.CREATE_CREDENTIAL).isEnabled()


def test_alone_on_its_account_nothing_is_said(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing", System.STRIPE)
    wizard = gui.begun()
    gui.harness.approve_in_browser()

    assert "Also used by" not in words(wizard)


def test_the_wizard_says_what_stripe_wants(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    gui.harness.approve_in_browser()

    assert "Access is approved, but payouts are paused" in words(wizard)
    assert "Takes payments, but cannot pay out" in words(wizard)
    (needs,) = in_sight(wizard, BulletList)
    listed = words(needs).splitlines()
    assert "Business website" in listed
    assert listed[-1] == "Another detail (settings.new_thing)"
    assert accessible_description(needs).endswith("and Another detail (settings.new_thing)")


def test_the_details_say_all_that_stripe_wants(gui: WindowHarness) -> None:
    gui.harness.stripe.known_account = ACCOUNT_IN_WANT
    gui.panel().select(gui.harness.make_active("EU billing"))

    said = words(gui.panel()).splitlines()
    assert "7 things are missing, and some are overdue." in said
    assert said.index("Stripe still needs") < said.index("ID")
    # Each is told once.
    assert (
        said.count("Company tax number") == said.count("Another detail (settings.new_thing)") == 1
    )
    assert "company tax number" not in words(gui.panel())
    assert detail(gui.panel(), "Country") == "United Kingdom"
    assert "Payouts are paused" in words(gui.panel())
    assert "Payments and payouts" not in words(gui.panel())


# -- revocations that wait ------------------------------------------------------------------------


def test_what_is_still_to_be_revoked_stays_in_sight_with_what_can_be_done(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    credential_id = to_be_revoked(gui)
    wait_for_notice(qtbot, gui.window, "“EU billing” is not deleted yet")
    assert "connect.stripe.com" in words(gui.window)
    assert column(gui.window, Column.STATUS) == [labels.TO_BE_REVOKED]
    settled_button(qtbot, gui.window, "Try again: EU billing").click()
    assert gui.harness.state.credential(credential_id) is not None
    gui.harness.stripe.fail_deauthorize = None
    settled_button(qtbot, gui.window, "Try again: EU billing").click()

    assert gui.harness.state.credentials == ()
    assert "is not deleted yet" not in words(gui.window)


def test_it_can_be_kept(gui: WindowHarness, qtbot: QtBot) -> None:
    to_be_revoked(gui)
    wait_for_notice(qtbot, gui.window, "is not deleted yet")
    button(gui.window, "Keep the credential: EU billing").click()

    assert column(gui.window, Column.STATUS) == [labels.ACTIVE]
    assert "is not deleted yet" not in words(gui.window)


def test_it_is_in_sight_after_a_restart(gui: WindowHarness, qtbot: QtBot) -> None:
    to_be_revoked(gui)
    gui.harness = gui.harness.restart()
    gui.open_window()
    gui.panel()

    wait_for_notice(qtbot, gui.window, "“EU billing” is not deleted yet")


def test_it_says_when_another_has_come_to_live_on_the_account(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    to_be_revoked(gui)
    gui.harness.make_active("EU invoices")
    wait_for_notice(qtbot, gui.window, "Another credential now uses this account")


def test_asked_once_more_the_question_knows_what_was_chosen(gui: WindowHarness) -> None:
    gui.panel().select(to_be_revoked(gui))
    gui.panel().offered.actions[PageAction.REMOVE].trigger()
    dialog = open_dialog(DeleteDialog)

    assert "has not been revoked yet" not in words(dialog)
    assert words(dialog).endswith("m3ter’s access at Stripe will be revoked, too.")
    assert dialog.revoke is True
    dialog.reject()


def test_access_that_nobody_could_make_sure_of_can_be_revoked(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    credential_id = gui.harness.go("US billing")
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    gui.harness.commands.remove(credential_id, revoke=None)
    gui.harness.stripe.fail_deauthorize = REFUSED
    gui.harness.tasks.release_all()
    wait_for_notice(qtbot, gui.window, labels.MAY_HAVE_GRANTED_ACCESS)
    settled_button(qtbot, gui.window, f"Revoke access: {ACCOUNT.id}").click()
    wait_for_notice(qtbot, gui.window, "Access for “US billing” was not revoked")
    gui.harness.stripe.fail_deauthorize = None
    settled_button(qtbot, gui.window, f"Revoke access: {ACCOUNT.id}").click()

    assert gui.harness.state.unsettled_grants == ()
    assert labels.MAY_HAVE_GRANTED_ACCESS not in words(gui.window)


def test_where_the_account_is_not_known_there_is_nothing_to_revoke(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.panel()
    gui.harness.go("US billing")
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()

    wait_for_notice(qtbot, gui.window, labels.MAY_HAVE_GRANTED_ACCESS)
    assert "Revoke access" not in buttons(gui.window)


# -- details for a support team -------------------------------------------------------------------


def test_the_wizard_lets_the_details_of_a_failure_be_copied(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.stripe.fail_exchange = REFUSED
    gui.harness.approve_in_browser()
    button(wizard, labels.COPY_DETAILS).click()

    assert labels.DETAILS_COPIED in buttons(wizard)
    copied = QGuiApplication.clipboard().text()
    for fact in ("invalid_grant", "Code expired", "req_Vx81", "400"):
        assert fact in copied


def test_where_there_is_nothing_to_copy_no_button_offers_it(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.deny_in_browser()
    assert labels.COPY_DETAILS not in buttons(wizard)
    gui.harness.commands.retry(wizard.credential_id or "")
    gui.harness.approve_in_browser()
    outcome = gui.harness.approval(wizard.credential_id or "").outcome
    assert outcome == Approved(ACCOUNT)
    assert labels.COPY_DETAILS not in buttons(wizard)


@pytest.mark.parametrize("stage", [Stage.APPROVED, Stage.ACTIVE])
def test_what_was_not_removed_by_a_refusal_says_why(
    gui: WindowHarness, qtbot: QtBot, stage: Stage
) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    if stage is Stage.ACTIVE:
        gui.harness.commands.create(credential_id)
    gui.panel()
    gui.harness.stripe.fail_deauthorize = REFUSED
    gui.harness.commands.remove(credential_id, revoke=True)
    what = "deleted" if stage is Stage.ACTIVE else "removed"
    wait_for_notice(qtbot, gui.window, f"“EU billing” was not {what}")

    assert labels.COPY_DETAILS in buttons(gui.window)
    assert "Code expired" in words(gui.window)
