"""The wizard renders the workflow's state, and keeps none of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.problems import (
    Detail,
    KeychainFailed,
    KeychainLocked,
    KeychainMissing,
    StripeUnreachable,
)
from desktop_app.core.systems import System
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.ui.wizard.name_page import NamePage
from desktop_app.workflow.events import Phase
from desktop_app.workflow.ports import Lane
from tests.pictures import secret_lost
from tests.studio import Studio
from tests.ui.finding import (
    accessible_name,
    button,
    buttons,
    column,
    focused,
    named,
    open_wizard,
    words,
)
from tests.ui.hands import press


def type_name(wizard: CreateWizard, name: str, system: System = System.STRIPE_TEST) -> None:
    systems = named(wizard, QComboBox, "External system")
    systems.setCurrentIndex(systems.findData(system))
    named(wizard, QLineEdit, "Name").setText(name)


def esc(wizard: CreateWizard, qtbot: QtBot) -> None:
    press(wizard, Qt.Key.Key_Escape)


def cancel(wizard: CreateWizard, qtbot: QtBot) -> None:
    button(wizard, "Cancel").click()


def close(wizard: CreateWizard, qtbot: QtBot) -> None:
    wizard.close()


CLOSINGS = pytest.mark.parametrize("leave", [esc, cancel, close])
Leave = Callable[[CreateWizard, QtBot], None]


@CLOSINGS
def test_leaving_the_wizard_keeps_the_entry(studio: Studio, qtbot: QtBot, leave: Leave) -> None:
    wizard = studio.begun()
    leave(wizard, qtbot)

    qtbot.waitUntil(lambda: open_wizard() is None)
    assert column(studio.window) == ["Stripe Credential 1 (Incomplete)"]
    assert len(studio.desk.receiver.expected) == 1


@CLOSINGS
def test_leaving_the_wizard_before_go_to_stripe_leaves_nothing(
    studio: Studio, qtbot: QtBot, leave: Leave
) -> None:
    wizard = studio.wizard()
    wizard.next()
    leave(wizard, qtbot)

    qtbot.waitUntil(lambda: open_wizard() is None)
    assert studio.desk.workflow.credentials == ()


def test_back_is_off_after_go_to_stripe(studio: Studio) -> None:
    wizard = studio.wizard()
    wizard.next()
    assert button(wizard, "Back").isEnabled()
    button(wizard, "Go to Stripe").click()
    assert not button(wizard, "Back").isEnabled()
    studio.desk.deny_in_browser()
    assert not button(wizard, "Back").isEnabled()


def test_resume_shows_the_same_approval(studio: Studio) -> None:
    credential_id = studio.desk.go()
    studio.desk.clock.pass_time(timedelta(seconds=19))
    wizard = studio.wizard(credential_id)

    assert "Stage 1, completed" in words(wizard)
    assert "Waiting for approval in your browser. 9:41 left." in words(wizard)
    assert "EU billing" in words(wizard)
    assert "Stripe (Test Mode)" in wizard.windowTitle()
    assert not button(wizard, "Back").isEnabled()


def test_resume_of_what_was_approved_meanwhile_shows_the_account(studio: Studio) -> None:
    credential_id = studio.desk.go()
    studio.desk.approve_in_browser()
    wizard = studio.wizard(credential_id)

    assert "Acme Ltd (acct_1AcmePractice) is connected." in words(wizard)
    assert "Payments and payouts: Takes payments and pays out." in words(wizard)
    assert "Country: United Kingdom." in words(wizard)
    button(wizard, "Create credential").click()
    assert column(studio.window, Column.STATUS) == ["Active"]


def test_open_again_sends_the_browser_once_more(studio: Studio) -> None:
    wizard = studio.begun()
    button(wizard, "Open again").click()

    assert len(studio.desk.browser.opened) == 2
    assert "Waiting for approval" in words(wizard)


def test_copy_link_copies_the_link_that_is_shown(studio: Studio) -> None:
    wizard = studio.begun()
    button(wizard, "Copy link").click()

    assert QGuiApplication.clipboard().text() == studio.desk.browser.opened[-1]
    link = named(wizard, QLineEdit, "Link to Stripe's approval page")
    assert link.text() == studio.desk.browser.opened[-1]
    assert "The link was copied." in words(wizard)


def test_a_denial_can_be_followed_by_an_approval(studio: Studio) -> None:
    wizard = studio.begun()
    studio.desk.deny_in_browser()
    assert "Access was denied at Stripe" in words(wizard)
    button(wizard, "Open again").click()
    studio.desk.approve_in_browser()

    assert button(wizard, "Create credential").isEnabled()


def test_a_locked_keychain_is_unlocked_in_the_wizard(studio: Studio) -> None:
    studio.desk.keychain.fail_probe = KeychainLocked("locked")
    wizard = studio.begun()
    assert "Your keychain is locked" in words(wizard)
    button(wizard, "Unlock keychain").click()

    assert "Waiting for approval" in words(wizard)


def test_without_a_keychain_the_session_can_be_chosen(studio: Studio) -> None:
    studio.desk.keychain.fail_probe = KeychainMissing("none")
    wizard = studio.begun()
    assert "This computer has no keychain" in words(wizard)
    button(wizard, "Keep for this session only").click()
    studio.desk.approve_in_browser()
    button(wizard, "Create credential").click()

    (credential,) = studio.desk.workflow.credentials
    assert (credential.stage, credential.secret_place) == (Stage.ACTIVE, SecretPlace.SESSION)


def test_a_keychain_that_failed_after_the_approval_can_be_tried_again(studio: Studio) -> None:
    wizard = studio.begun()
    studio.desk.keychain.fail_write = KeychainFailed("broken")
    studio.desk.approve_in_browser()
    assert "The keychain did not take the secret" in words(wizard)
    studio.desk.keychain.fail_write = None
    button(wizard, "Try the keychain again").click()

    (credential,) = studio.desk.workflow.credentials
    assert credential.secret_place is SecretPlace.KEYCHAIN
    assert "Stripe approved access" in words(wizard)
    assert button(wizard, "Create credential").isEnabled()


def test_when_stripe_was_out_of_reach_trying_again_goes_on(studio: Studio) -> None:
    studio.desk.stripe.fail_prepare = StripeUnreachable(Detail())
    wizard = studio.begun()
    assert "Stripe was not opened" in words(wizard)
    studio.desk.stripe.fail_prepare = None
    button(wizard, "Try again").click()

    assert "Waiting for approval" in words(wizard)


def test_starting_again_after_time_ran_out_keeps_what_was_typed(studio: Studio) -> None:
    wizard = studio.wizard()
    type_name(wizard, "Mine")
    wizard.next()
    button(wizard, "Go to Stripe").click()
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()
    assert "The time for approval has run out" in words(wizard)
    button(wizard, "Start again").click()

    assert "Select a system and name" in words(wizard)
    assert named(wizard, QLineEdit, "Name").text() == "Mine"
    assert named(wizard, QComboBox, "External system").currentData() is System.STRIPE_TEST
    wizard.next()
    button(wizard, "Go to Stripe").click()
    assert "Waiting for approval in your browser. 10:00 left." in words(wizard)


def test_starting_again_in_a_resumed_wizard_keeps_the_name_too(studio: Studio) -> None:
    wizard = studio.wizard(studio.desk.go("Sandbox", System.STRIPE_TEST))
    studio.desk.clock.pass_time(timedelta(minutes=10))
    studio.desk.alarm.ring()
    button(wizard, "Start again").click()

    assert named(wizard, QLineEdit, "Name").text() == "Sandbox"
    assert named(wizard, QComboBox, "External system").currentData() is System.STRIPE_TEST
    button(wizard, "Next").click()
    button(wizard, "Go to Stripe").click()
    assert [c.name for c in studio.desk.workflow.credentials] == ["Sandbox"]


@pytest.mark.parametrize("blocked", [True, False])
def test_a_name_that_was_changed_before_anything_was_begun_counts(
    studio: Studio, blocked: bool
) -> None:
    wizard = studio.wizard()
    type_name(wizard, "First")
    wizard.next()
    if blocked:
        studio.desk.keychain.fail_probe = KeychainLocked("locked")
    else:
        studio.desk.stripe.fail_prepare = StripeUnreachable(Detail())
    button(wizard, "Go to Stripe").click()
    button(wizard, "Back").click()
    type_name(wizard, "Second", System.STRIPE)
    studio.desk.keychain.fail_probe = studio.desk.stripe.fail_prepare = None
    wizard.next()
    assert "Second" in words(wizard)
    assert "First" not in words(wizard)
    button(wizard, "Go to Stripe").click()

    (credential,) = studio.desk.workflow.credentials
    assert (credential.name, credential.system) == ("Second", System.STRIPE)


def test_a_name_that_was_taken_meanwhile_can_be_changed(studio: Studio) -> None:
    wizard = studio.wizard()
    type_name(wizard, "Mine")
    wizard.next()
    studio.desk.make_active("Mine")
    button(wizard, "Go to Stripe").click()
    assert "Another credential has taken this name meanwhile." in words(wizard)
    button(wizard, "Back").click()
    assert not button(wizard, "Next").isEnabled()
    named(wizard, QLineEdit, "Name").setText("Other")
    button(wizard, "Next").click()
    button(wizard, "Go to Stripe").click()

    assert {c.name for c in studio.desk.workflow.credentials} == {"Mine", "Other"}


def test_create_credential_cannot_be_chosen_twice(studio: Studio) -> None:
    wizard = studio.begun()
    studio.desk.approve_in_browser()
    studio.desk.tasks.holding = {Lane.DATABASE}
    button(wizard, "Create credential").click()
    assert not button(wizard, "Create credential").isEnabled()
    assert open_wizard() is wizard
    studio.desk.tasks.release_all()

    assert open_wizard() is None


def test_a_credential_removed_elsewhere_is_over_in_the_wizard(studio: Studio) -> None:
    wizard = studio.begun()
    assert wizard.credential_id is not None
    studio.desk.workflow.remove(wizard.credential_id, revoke=True)

    assert "The credential was removed" in words(wizard)
    assert "Start again" in buttons(wizard)


def test_live_and_test_mode_are_told_apart_by_words(studio: Studio) -> None:
    wizard = studio.wizard()
    wizard.next()
    assert "live mode" in wizard.windowTitle()
    wizard.back()
    type_name(wizard, "Sandbox", System.STRIPE_TEST)
    wizard.next()
    assert "Test Mode" in wizard.windowTitle()


def test_only_one_wizard_is_open_at_a_time(studio: Studio) -> None:
    first = studio.wizard()
    assert studio.wizard() is first


def test_what_was_kept_for_an_ended_session_is_removed_and_begun_anew(
    studio: Studio, qtbot: QtBot
) -> None:
    wizard = secret_lost(studio)
    button(wizard, "Remove and start again").click()

    assert studio.desk.workflow.credentials == ()
    assert studio.desk.stripe.connected == set()
    assert "Credential details" in words(wizard)
    assert named(wizard, QLineEdit, "Name").text() == "EU billing"


def test_a_wizard_that_was_closed_leaves_its_row_selected(studio: Studio) -> None:
    wizard = studio.begun()
    wizard.reject()

    selected = studio.panel().selected()
    assert selected is not None
    assert selected.name == "Stripe Credential 1"


def test_a_name_of_one_long_word_does_not_push_the_wizard_off_the_screen(studio: Studio) -> None:
    wizard = studio.wizard()
    name = wizard.findChild(NamePage)
    assert name is not None
    before = wizard.width()
    name.fill_in("W" * 100, System.STRIPE)
    wizard.next()
    wizard.go_to_stripe()
    QApplication.processEvents()
    assert wizard.width() == before
    assert wizard.minimumSizeHint().width() <= before


def test_a_resumed_wizard_has_its_first_step_under_the_keyboard(
    studio: Studio, qtbot: QtBot
) -> None:
    wizard = studio.wizard(studio.desk.go("EU billing"))

    qtbot.waitUntil(button(wizard, "Open again").hasFocus)


def test_while_it_waits_tab_goes_from_the_steps_to_the_link(studio: Studio, qtbot: QtBot) -> None:
    wizard = studio.begun()
    qtbot.waitUntil(button(wizard, "Open again").hasFocus)
    order = []
    for _ in range(2):
        press(focused(), Qt.Key.Key_Tab)
        order.append(accessible_name(focused()))

    assert order == ["Copy link", "Link to Stripe's approval page"]


def test_ctrl_q_closes_the_wizard_too_and_keeps_what_was_begun(
    studio: Studio, qtbot: QtBot
) -> None:
    wizard = studio.begun()
    credential_id = wizard.credential_id
    qtbot.waitUntil(wizard.isActiveWindow)
    press(focused(), Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: not studio.window.isVisible())
    assert open_wizard() is None
    assert credential_id is not None
    assert studio.desk.workflow.credential(credential_id) is not None


def test_a_denial_that_anyone_could_send_does_not_move_the_keyboard(
    studio: Studio, qtbot: QtBot
) -> None:
    wizard = studio.begun()
    qtbot.waitUntil(wizard.isActiveWindow)
    button(wizard, "Copy link").setFocus()
    studio.desk.workflow.denial_reported()
    assert accessible_name(focused()) == "Copy link"
    press(focused(), Qt.Key.Key_Return)

    credential_id = wizard.credential_id
    assert credential_id is not None
    assert studio.desk.approval(credential_id).phase is Phase.WAITING


def test_what_could_not_be_removed_from_here_is_told_here(studio: Studio) -> None:
    wizard = secret_lost(studio)
    studio.desk.stripe.fail_deauthorize = StripeUnreachable(Detail())
    button(wizard, "Remove and start again").click()

    assert "is not removed yet" in words(wizard)
