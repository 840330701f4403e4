"""The wizard renders the workflow's state, and keeps none of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
    QWizard,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.approval import Phase
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.errors import (
    Detail,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    UnreachableError,
)
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.scrolling import ScrollingArea
from desktop_app.ui.wizard.browser_steps import BrowserSteps
from desktop_app.ui.wizard.connect_page import ConnectPage
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.ui.wizard.name_page import NamePage
from desktop_app.ui.wizard.stepper import Stepper
from desktop_app.ui.wizard.waiting_card import WaitingCard
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.pictures.wizard import (
    approved,
    approved_and_link_opened_twice,
    denied,
    key_mismatch,
    secret_lost,
    stage_1,
    stage_2,
    waiting,
    waiting_small_screen,
)
from tests.ui.finding import (
    accessible_name,
    button,
    buttons,
    chosen_system,
    column,
    detail,
    filled,
    focused,
    in_sight,
    named,
    names,
    open_dialog,
    open_wizard,
    settled_button,
    words,
)
from tests.ui.hands import click_at, press
from tests.window_harness import WindowHarness, choose_system


def type_name(wizard: CreateWizard, name: str, system: System = System.STRIPE_TEST) -> None:
    choose_system(wizard, system)
    named(wizard, QLineEdit, labels.NAME).setText(name)


def esc(wizard: CreateWizard, qtbot: QtBot) -> None:
    press(wizard, Qt.Key.Key_Escape)


def press_button(wizard: CreateWizard, qtbot: QtBot) -> None:
    wizard.button(QWizard.WizardButton.CancelButton).click()


def close(wizard: CreateWizard, qtbot: QtBot) -> None:
    wizard.close()


CLOSINGS = pytest.mark.parametrize("leave", [esc, press_button, close])
Leave = Callable[[CreateWizard, QtBot], None]


@CLOSINGS
def test_leaving_the_wizard_keeps_the_entry(gui: WindowHarness, qtbot: QtBot, leave: Leave) -> None:
    wizard = gui.begun()
    leave(wizard, qtbot)

    qtbot.waitUntil(lambda: open_wizard() is None)
    assert column(gui.window) == ["Stripe Credential 1 (Incomplete)"]
    assert len(gui.harness.receiver.expected) == 1


@CLOSINGS
def test_leaving_the_wizard_before_go_to_stripe_leaves_nothing(
    gui: WindowHarness, qtbot: QtBot, leave: Leave
) -> None:
    wizard = gui.wizard()
    wizard.next()
    leave(wizard, qtbot)

    qtbot.waitUntil(lambda: open_wizard() is None)
    assert gui.harness.state.credentials == ()


def test_back_is_gone_after_go_to_stripe(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    wizard.next()
    assert button(wizard, labels.BACK).isEnabled()
    button(wizard, labels.GO_TO_STRIPE).click()
    assert labels.BACK not in buttons(wizard)
    gui.harness.deny_in_browser()
    assert labels.BACK not in buttons(wizard)


def test_resume_shows_the_same_approval(gui: WindowHarness) -> None:
    credential_id = gui.harness.go()
    gui.harness.clock.pass_time(timedelta(seconds=19))
    wizard = gui.wizard(credential_id)

    assert labels.STAGE_1_COMPLETED in names(wizard)
    assert "9:41" in words(wizard)
    assert labels.LEFT_TO_APPROVE in words(wizard)
    assert "EU billing" in words(wizard)
    assert labels.STRIPE_TEST in wizard.windowTitle()
    assert labels.BACK not in buttons(wizard)


def test_resume_of_what_was_approved_meanwhile_shows_the_account(gui: WindowHarness) -> None:
    credential_id = gui.harness.go()
    gui.harness.approve_in_browser()
    wizard = gui.wizard(credential_id)

    assert labels.APPROVED in words(wizard)
    assert detail(wizard, "Account") == "Acme Ltd"
    assert detail(wizard, "Payments and payouts") == "Takes payments and pays out"
    assert detail(wizard, "Country") == "United Kingdom"
    assert detail(wizard, "Account ID") == "acct_1AcmePractice"
    button(wizard, labels.CREATE_CREDENTIAL).click()
    assert column(gui.window, Column.STATUS) == [labels.ACTIVE]


def test_open_again_sends_the_browser_once_more(gui: WindowHarness) -> None:
    wizard = gui.begun()
    button(wizard, labels.OPEN_AGAIN).click()

    assert len(gui.harness.browser.opened) == 2
    assert labels.LEFT_TO_APPROVE in words(wizard)


def shown_links(wizard: QWidget) -> list[str]:
    """Return the links to Stripe's approval page that can be seen."""
    return [field.text() for field in wizard.findChildren(QLineEdit) if field.isVisible()]


def test_copy_link_makes_a_new_link_and_copies_it(gui: WindowHarness) -> None:
    wizard = gui.begun()
    assert shown_links(wizard) == []
    copied = []
    for label in (labels.COPY_LINK, labels.LINK_COPIED):
        button(wizard, label).click()
        copied.append(QGuiApplication.clipboard().text())
        assert shown_links(wizard) == [copied[-1]]
        assert labels.LINK_COPIED in buttons(wizard)

    newest = list(gui.harness.receiver.expected)[-1]
    assert copied[-1].endswith(f"/start/{newest}")
    assert len({*copied, *gui.harness.browser.opened}) == 3


def test_a_link_that_was_copied_is_gone_when_the_browser_is_opened_again(
    gui: WindowHarness,
) -> None:
    wizard = gui.begun()
    button(wizard, labels.COPY_LINK).click()
    button(wizard, labels.OPEN_AGAIN).click()

    assert shown_links(wizard) == []
    assert labels.LINK_COPIED not in buttons(wizard)
    assert labels.COPY_LINK in buttons(wizard)


def test_a_link_that_can_not_be_made_leaves_the_reason(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.disk.is_full = True
    QGuiApplication.clipboard().setText("before")
    button(wizard, labels.COPY_LINK).click()

    assert QGuiApplication.clipboard().text() == "before"
    assert "Stripe was not opened again" in words(wizard)


def test_yes_connects_what_was_approved_without_the_cookie(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.begun()
    gui.harness.approve_elsewhere()
    assert "Did you just approve access at Stripe?" in words(wizard)
    settled_button(qtbot, wizard, labels.YES_I_APPROVED).click()

    assert labels.APPROVED in words(wizard)
    assert detail(wizard, "Account ID") == "acct_1AcmePractice"


def test_the_time_to_answer_is_as_long_as_stripe_keeps_the_approval(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=1))
    gui.harness.approve_elsewhere()
    assert "5:00" in words(wizard)
    assert "left to answer: Stripe keeps an approval for five minutes" in words(wizard)
    gui.harness.clock.pass_time(timedelta(minutes=5))
    gui.harness.alarm.ring()

    assert labels.NOT_CONFIRMED_IN_TIME in words(wizard)
    assert labels.OPEN_AGAIN in buttons(wizard)
    assert "4:00" in words(wizard)
    assert labels.LEFT_TO_APPROVE in words(wizard)


def test_shortly_before_the_end_the_time_to_answer_is_that_of_the_approval(
    gui: WindowHarness,
) -> None:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=8))
    gui.harness.approve_elsewhere()
    assert "2:00" in words(wizard)
    assert "Stripe keeps" not in words(wizard)


def test_whoever_presses_a_key_as_the_question_comes_has_not_said_yes(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.begun()
    qtbot.waitUntil(button(wizard, labels.OPEN_AGAIN).hasFocus)
    gui.harness.approve_elsewhere()
    assert accessible_name(focused()) == labels.NO_DISCARD_IT
    press(focused(), Qt.Key.Key_Return)

    assert gui.harness.stripe.exchanged == []
    assert labels.LEFT_TO_APPROVE in words(wizard)


def test_whoever_clicks_as_the_question_comes_has_not_said_yes(
    gui: WindowHarness, never_settles: Callable[[], None]
) -> None:
    never_settles()
    wizard = gui.begun()
    gui.harness.approve_elsewhere()
    click_at(button(wizard, labels.YES_I_APPROVED))

    assert gui.harness.stripe.exchanged == []
    assert labels.DID_YOU_APPROVE in words(wizard)


def test_a_new_question_in_the_same_place_has_yes_wait_again(
    gui: WindowHarness, qtbot: QtBot, never_settles: Callable[[], None]
) -> None:
    wizard = gui.begun()
    qtbot.waitUntil(button(wizard, labels.OPEN_AGAIN).hasFocus)
    gui.harness.approve_elsewhere()
    settled_button(qtbot, wizard, labels.YES_I_APPROVED)
    never_settles()
    press(focused(), Qt.Key.Key_Return)
    gui.harness.approve_elsewhere()

    assert not button(wizard, labels.YES_I_APPROVED).isEnabled()
    assert accessible_name(focused()) == labels.NO_DISCARD_IT


def test_yes_does_not_wait_again_when_the_same_question_is_shown_again(
    gui: WindowHarness, qtbot: QtBot, never_settles: Callable[[], None]
) -> None:
    wizard = gui.begun()
    gui.harness.approve_elsewhere()
    yes = settled_button(qtbot, wizard, labels.YES_I_APPROVED)
    yes.setFocus()
    never_settles()
    page, credential_id = wizard.currentPage(), wizard.credential_id
    assert isinstance(page, ConnectPage)
    assert credential_id is not None
    page.show_approval(gui.harness.approval(credential_id))

    assert yes.isEnabled()
    assert focused() is yes


def test_no_goes_on_waiting(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.approve_elsewhere()
    button(wizard, labels.NO_DISCARD_IT).click()

    assert labels.LEFT_TO_APPROVE in words(wizard)
    assert "Did you just approve" not in words(wizard)
    assert gui.harness.stripe.exchanged == []


def test_a_denial_can_be_followed_by_an_approval(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.deny_in_browser()
    assert labels.DENIED in words(wizard)
    button(wizard, labels.OPEN_AGAIN).click()
    gui.harness.approve_in_browser()

    assert button(wizard, labels.CREATE_CREDENTIAL).isEnabled()


def test_a_locked_keychain_is_unlocked_in_the_wizard(gui: WindowHarness) -> None:
    gui.harness.keychain.fail_probe = KeychainLockedError("locked")
    wizard = gui.begun()
    assert labels.KEYCHAIN_LOCKED in words(wizard)
    button(wizard, labels.UNLOCK_KEYCHAIN).click()

    assert labels.LEFT_TO_APPROVE in words(wizard)


def test_without_a_keychain_the_session_can_be_chosen(gui: WindowHarness) -> None:
    gui.harness.keychain.fail_probe = KeychainMissingError("none")
    wizard = gui.begun()
    assert labels.KEYCHAIN_MISSING in words(wizard)
    button(wizard, labels.KEEP_FOR_SESSION).click()
    gui.harness.approve_in_browser()
    button(wizard, labels.CREATE_CREDENTIAL).click()

    (credential,) = gui.harness.state.credentials
    assert (credential.stage, credential.secret_place) == (Stage.ACTIVE, SecretPlace.SESSION)


def test_a_keychain_that_failed_after_the_approval_can_be_tried_again(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.keychain.fail_write = KeychainFailedError("broken")
    gui.harness.approve_in_browser()
    assert "The secret could not be stored in the keychain" in words(wizard)
    gui.harness.keychain.fail_write = None
    button(wizard, "Try the keychain again").click()

    (credential,) = gui.harness.state.credentials
    assert credential.secret_place is SecretPlace.KEYCHAIN
    assert labels.APPROVED in words(wizard)
    assert button(wizard, labels.CREATE_CREDENTIAL).isEnabled()


def test_when_stripe_was_out_of_reach_trying_again_goes_on(gui: WindowHarness) -> None:
    gui.harness.stripe.fail_prepare = UnreachableError(Detail())
    wizard = gui.begun()
    assert "Stripe was not opened" in words(wizard)
    gui.harness.stripe.fail_prepare = None
    button(wizard, labels.TRY_AGAIN).click()

    assert labels.LEFT_TO_APPROVE in words(wizard)


def test_starting_again_after_time_ran_out_keeps_what_was_typed(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    type_name(wizard, "Mine")
    wizard.next()
    button(wizard, labels.GO_TO_STRIPE).click()
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    assert labels.TIME_HAS_RUN_OUT in words(wizard)
    button(wizard, labels.START_AGAIN).click()

    assert labels.SELECT_A_SYSTEM_AND_NAME in words(wizard)
    assert named(wizard, QLineEdit, labels.NAME).text() == "Mine"
    assert chosen_system(wizard) == labels.STRIPE_TEST
    wizard.next()
    button(wizard, labels.GO_TO_STRIPE).click()
    assert "10:00" in words(wizard)


def test_starting_again_in_a_resumed_wizard_keeps_the_name_too(gui: WindowHarness) -> None:
    wizard = gui.wizard(gui.harness.go("Sandbox", System.STRIPE_TEST))
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()
    button(wizard, labels.START_AGAIN).click()

    assert named(wizard, QLineEdit, labels.NAME).text() == "Sandbox"
    assert chosen_system(wizard) == labels.STRIPE_TEST
    button(wizard, labels.NEXT).click()
    button(wizard, labels.GO_TO_STRIPE).click()
    assert [c.name for c in gui.harness.state.credentials] == ["Sandbox"]


@pytest.mark.parametrize("blocked", [True, False])
def test_a_name_that_was_changed_before_anything_was_begun_counts(
    gui: WindowHarness, blocked: bool
) -> None:
    wizard = gui.wizard()
    type_name(wizard, "First")
    wizard.next()
    if blocked:
        gui.harness.keychain.fail_probe = KeychainLockedError("locked")
    else:
        gui.harness.stripe.fail_prepare = UnreachableError(Detail())
    button(wizard, labels.GO_TO_STRIPE).click()
    button(wizard, labels.BACK).click()
    type_name(wizard, "Second", System.STRIPE)
    gui.harness.keychain.fail_probe = gui.harness.stripe.fail_prepare = None
    wizard.next()
    assert "Second" in words(wizard)
    assert "First" not in words(wizard)
    button(wizard, labels.GO_TO_STRIPE).click()

    (credential,) = gui.harness.state.credentials
    assert (credential.name, credential.system) == ("Second", System.STRIPE)


def test_a_name_that_was_taken_meanwhile_can_be_changed(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    type_name(wizard, "Mine")
    wizard.next()
    gui.harness.make_active("Mine")
    button(wizard, labels.GO_TO_STRIPE).click()
    assert "This name was just taken" in words(wizard)
    button(wizard, labels.CHOOSE_ANOTHER_NAME).click()
    assert not button(wizard, labels.NEXT).isEnabled()
    named(wizard, QLineEdit, labels.NAME).setText("Other")
    button(wizard, labels.NEXT).click()
    button(wizard, labels.GO_TO_STRIPE).click()

    assert {c.name for c in gui.harness.state.credentials} == {"Mine", "Other"}


def test_create_credential_cannot_be_chosen_twice(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    gui.harness.tasks.holding = {Lane.DATABASE}
    button(wizard, labels.CREATE_CREDENTIAL).click()
    assert not button(wizard, labels.CREATE_CREDENTIAL).isEnabled()
    assert open_wizard() is wizard
    gui.harness.tasks.release_all()

    assert open_wizard() is None


def test_a_credential_removed_elsewhere_is_over_in_the_wizard(gui: WindowHarness) -> None:
    wizard = gui.begun()
    assert wizard.credential_id is not None
    gui.harness.commands.remove(wizard.credential_id, revoke=True)

    assert labels.CREDENTIAL_REMOVED in words(wizard)
    assert labels.START_AGAIN in buttons(wizard)


def test_live_and_test_mode_are_told_apart_by_words(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    wizard.next()
    assert wizard.windowTitle().endswith(labels.STRIPE)
    wizard.back()
    type_name(wizard, "Sandbox", System.STRIPE_TEST)
    wizard.next()
    assert wizard.windowTitle().endswith(labels.STRIPE_TEST)


def test_only_one_wizard_is_open_at_a_time(gui: WindowHarness) -> None:
    first = gui.wizard()
    assert gui.wizard() is first


def test_what_was_kept_for_an_ended_session_is_removed_and_begun_anew(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = secret_lost(gui)
    button(wizard, labels.START_AGAIN).click()

    assert gui.harness.state.credentials == ()
    assert gui.harness.stripe.connected == set()
    assert labels.CREDENTIAL_DETAILS in words(wizard)
    assert named(wizard, QLineEdit, labels.NAME).text() == "EU billing"


def test_a_wizard_that_was_closed_leaves_its_row_selected(gui: WindowHarness) -> None:
    wizard = gui.begun()
    wizard.reject()

    selected = gui.panel().selected()
    assert selected is not None
    assert selected.name == "Stripe Credential 1"


def test_a_name_of_one_long_word_does_not_push_the_wizard_off_the_screen(
    gui: WindowHarness,
) -> None:
    wizard = gui.wizard()
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
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.wizard(gui.harness.go("EU billing"))

    qtbot.waitUntil(button(wizard, labels.OPEN_AGAIN).hasFocus)


def test_while_it_waits_tab_goes_from_the_steps_to_the_link(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.begun()
    button(wizard, labels.COPY_LINK).click()
    qtbot.waitUntil(button(wizard, labels.OPEN_AGAIN).hasFocus)
    order = []
    for _ in range(4):
        press(focused(), Qt.Key.Key_Tab)
        order.append(accessible_name(focused()))

    assert order == [
        labels.LINK_COPIED,
        labels.SOMEBODY_ELSE_APPROVES,
        labels.NOTHING_OPENED,
        "Link to Stripe’s approval page",
    ]


def test_ctrl_q_closes_the_wizard_too_and_keeps_what_was_begun(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.begun()
    credential_id = wizard.credential_id
    # While it waits, the person is asked first: see test_quitting.py.
    gui.harness.approve_in_browser()
    qtbot.waitUntil(wizard.isActiveWindow)
    press(focused(), Qt.Key.Key_Q, Qt.KeyboardModifier.ControlModifier)

    qtbot.waitUntil(lambda: not gui.window.isVisible())
    assert open_wizard() is None
    assert credential_id is not None
    assert gui.harness.state.credential(credential_id) is not None


def test_a_denial_that_anyone_could_send_leads_the_keyboard_to_what_does_no_harm(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.begun()
    qtbot.waitUntil(wizard.isActiveWindow)
    button(wizard, labels.COPY_LINK).setFocus()
    gui.harness.report_denial()
    assert accessible_name(focused()) == labels.KEEP_WAITING
    press(focused(), Qt.Key.Key_Return)

    credential_id = wizard.credential_id
    assert credential_id is not None
    assert gui.harness.approval(credential_id).phase is Phase.WAITING
    assert labels.STOP_WAITING_QUESTION not in words(wizard)
    assert {labels.OPEN_AGAIN, labels.COPY_LINK} <= set(buttons(wizard))
    gui.harness.report_denial()
    assert labels.STOP_WAITING_QUESTION in words(wizard), "another one is told again"


def test_a_secret_key_that_is_wrong_is_replaced_in_settings(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = key_mismatch(gui)
    assert {labels.COPY_DETAILS, labels.CONTACT_SUPPORT} <= set(buttons(wizard))
    assert labels.LEFT_TO_APPROVE in words(wizard)
    button(wizard, labels.OPEN_SETTINGS).click()

    qtbot.waitUntil(lambda: open_wizard() is None)
    named(gui.window, QLabel, labels.SETTINGS)
    assert gui.harness.state.credentials[0].stage is Stage.INCOMPLETE


def test_what_could_not_be_removed_from_here_is_told_here(gui: WindowHarness) -> None:
    wizard = secret_lost(gui)
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    button(wizard, labels.START_AGAIN).click()

    assert "is not removed yet" in words(wizard)


def remove(wizard: CreateWizard, qtbot: QtBot) -> DeleteDialog:
    """Press *Remove…*, and return the question."""
    button(wizard, labels.REMOVE_CREDENTIAL).click()
    return open_dialog(DeleteDialog)


def test_remove_asks_and_then_closes_the_wizard(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.begun()
    dialog = remove(wizard, qtbot)
    button(dialog, labels.CANCEL).click()
    assert column(gui.window) == ["Stripe Credential 1 (Incomplete)"]
    button(remove(wizard, qtbot), labels.REMOVE).click()

    qtbot.waitUntil(lambda: open_wizard() is None)
    assert gui.harness.state.credentials == ()


def test_removing_what_was_approved_revokes_its_access(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    button(remove(wizard, qtbot), labels.REMOVE).click()

    qtbot.waitUntil(lambda: open_wizard() is None)
    assert gui.harness.state.credentials == ()
    assert gui.harness.stripe.connected == set()


def test_what_could_not_be_removed_leaves_the_wizard_open(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    gui.harness.stripe.fail_deauthorize = UnreachableError(Detail())
    button(remove(wizard, qtbot), labels.REMOVE).click()

    assert open_wizard() is wizard
    assert "is not removed yet" in words(wizard)


def test_a_question_that_is_outdated_closes(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.begun()
    dialog = remove(wizard, qtbot)
    gui.harness.approve_in_browser()

    assert not dialog.isVisible()
    assert labels.APPROVED in words(wizard)


def test_the_buttons_say_what_closing_the_wizard_does(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    assert labels.REMOVE_CREDENTIAL not in buttons(wizard)
    choose_system(wizard, System.STRIPE_TEST)
    wizard.next()
    assert sorted(buttons(wizard)) == [
        labels.BACK,
        labels.CANCEL,
        labels.CREATE_CREDENTIAL,
        labels.GO_TO_STRIPE,
        labels.SOMEBODY_ELSE_APPROVES,
    ]
    button(wizard, labels.GO_TO_STRIPE).click()
    assert "If you close, it stays in the list until" in words(wizard)
    assert {labels.CLOSE, labels.REMOVE_CREDENTIAL} <= set(buttons(wizard))
    assert not {labels.BACK, labels.CANCEL} & set(buttons(wizard))
    gui.harness.approve_in_browser()
    assert words(wizard).endswith("If you close, it stays in the list")


def test_while_stripe_s_answer_is_handled_no_key_presses_a_button(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.begun()
    qtbot.waitUntil(button(wizard, labels.OPEN_AGAIN).hasFocus)
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.approve_in_browser()
    assert accessible_name(focused()) == "Working"
    press(focused(), Qt.Key.Key_Return)
    press(focused(), Qt.Key.Key_Space)
    assert open_wizard() is wizard

    gui.harness.tasks.release_all()
    assert accessible_name(focused()) == labels.CREATE_CREDENTIAL


@pytest.mark.parametrize("label", [labels.CLOSE, labels.REMOVE_CREDENTIAL])
def test_an_approval_leaves_the_focus_where_the_person_has_put_it(
    gui: WindowHarness, qtbot: QtBot, label: str
) -> None:
    wizard = gui.begun()
    qtbot.waitUntil(wizard.isActiveWindow)
    button(wizard, label).setFocus()
    gui.harness.approve_in_browser()

    assert accessible_name(focused()) == label


def test_at_most_one_button_is_filled(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    assert filled(wizard) == [labels.NEXT]
    choose_system(wizard, System.STRIPE_TEST)
    wizard.next()
    assert filled(wizard) == [labels.GO_TO_STRIPE]
    button(wizard, labels.GO_TO_STRIPE).click()
    assert filled(wizard) == []
    gui.harness.deny_in_browser()
    assert filled(wizard) == [labels.OPEN_AGAIN]
    button(wizard, labels.OPEN_AGAIN).click()
    gui.harness.approve_in_browser()
    assert filled(wizard) == [labels.CREATE_CREDENTIAL]


def test_help_is_folded_until_the_person_wants_it(gui: WindowHarness) -> None:
    wizard = gui.begun()
    advice = "If no browser opened, choose “Copy link”"
    assert advice not in words(wizard)
    button(wizard, labels.NOTHING_OPENED).click()
    assert advice in words(wizard)
    button(wizard, labels.NOTHING_OPENED).click()
    assert advice not in words(wizard)
    gui.harness.deny_in_browser()
    assert labels.NOTHING_OPENED not in buttons(wizard)


def test_arrow_keys_choose_the_system_and_enter_goes_on(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.wizard()
    qtbot.waitUntil(named(wizard, QRadioButton, labels.STRIPE).hasFocus)
    press(focused(), Qt.Key.Key_Down)
    assert chosen_system(wizard) == labels.STRIPE_TEST
    assert wizard.currentId() == 0
    press(focused(), Qt.Key.Key_Return)
    assert labels.STRIPE_TEST in wizard.windowTitle()


def test_a_click_on_the_line_below_a_system_chooses_it(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    (advice,) = [
        label
        for label in in_sight(wizard, QLabel)
        if "a made-up account in test mode" in label.text()
    ]
    click_at(advice)
    assert chosen_system(wizard) == labels.STRIPE_TEST


def test_the_mnemonic_of_the_systems_leads_to_the_chosen_one(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.wizard()
    qtbot.waitUntil(wizard.isActiveWindow)
    type_name(wizard, "Sandbox", System.STRIPE_TEST)
    named(wizard, QLineEdit, labels.NAME).setFocus()
    press(focused(), Qt.Key.Key_E, Qt.KeyboardModifier.AltModifier)

    assert accessible_name(focused()) == labels.STRIPE_TEST
    assert chosen_system(wizard) == labels.STRIPE_TEST


def test_on_a_small_screen_the_buttons_and_the_error_stay_in_sight(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.wizard()
    wizard.setFixedSize(640, 380)
    named(wizard, QLineEdit, labels.NAME).setText("tab\there")
    (problem,) = [w for w in in_sight(wizard, QLabel) if "invisible character" in w.text()]

    qtbot.waitUntil(lambda: problem.visibleRegion().boundingRect() == problem.rect())
    assert wizard.height() == 380
    for label in (labels.CANCEL, labels.NEXT):
        row = button(wizard, label)
        assert row.visibleRegion().boundingRect() == row.rect()


def test_if_there_is_little_room_the_title_of_the_other_stage_is_not_shown(
    qtbot: QtBot,
) -> None:
    stepper = Stepper((labels.SELECT_A_SYSTEM_AND_NAME, labels.CONFIGURE_AND_CREATE), 2)
    qtbot.addWidget(stepper)
    stepper.resize(640, 60)
    stepper.show()
    first, second = (label.text() for label in in_sight(stepper, QLabel))
    assert (first, second) == (labels.SELECT_A_SYSTEM_AND_NAME, labels.CONFIGURE_AND_CREATE)
    said = names(stepper)
    stepper.resize(220, 60)
    QApplication.processEvents()

    assert [label.text() for label in in_sight(stepper, QLabel)] == ["", second]
    assert names(stepper) == said
    assert said == (
        f"{labels.STAGE_1_COMPLETED}: {labels.SELECT_A_SYSTEM_AND_NAME}\n"
        f"{labels.STAGE_2_CURRENT}: {labels.CONFIGURE_AND_CREATE}"
    )


def test_the_window_grows_to_what_a_state_needs_and_never_shrinks_by_itself(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.wizard()
    choose_system(wizard, System.STRIPE_TEST)
    wizard.next()
    area = wizard.currentPage().findChild(ScrollingArea)
    assert area is not None
    wizard.resize(640, wizard.minimumSizeHint().height())
    qtbot.waitUntil(lambda: area.missing_height() == 0)
    wizard.resize(640, wizard.minimumSizeHint().height())
    button(wizard, labels.GO_TO_STRIPE).click()

    qtbot.waitUntil(lambda: area.missing_height() == 0)
    gui.harness.deny_in_browser()
    qtbot.waitUntil(lambda: area.missing_height() == 0)
    tall = wizard.height()
    button(wizard, labels.OPEN_AGAIN).click()
    # This state needs less than the one before.
    assert labels.DENIED not in words(wizard)
    QApplication.processEvents()
    assert wizard.height() == tall


def test_the_window_grows_to_the_width_that_a_state_needs(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.wizard()
    wizard.next()
    wizard.resize(380, 488)
    button(wizard, labels.GO_TO_STRIPE).click()

    again, more = button(wizard, labels.OPEN_AGAIN), button(wizard, labels.NOTHING_OPENED)

    def is_whole(each: QPushButton) -> bool:
        return each.visibleRegion().boundingRect() == each.rect()

    qtbot.waitUntil(lambda: is_whole(again) and is_whole(more))


def test_a_low_window_has_no_title_beside_the_stepper(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    title = named(wizard.currentPage(), QLabel, labels.SELECT_A_SYSTEM_AND_NAME)
    wizard.setFixedHeight(470)
    assert title.isVisible()
    wizard.setFixedHeight(469)
    assert not title.isVisible()
    assert labels.STAGE_1_CURRENT in names(wizard)


def test_the_note_ends_shortly_before_close(gui: WindowHarness) -> None:
    wizard = gui.begun()
    QApplication.processEvents()
    (note,) = [w for w in in_sight(wizard, QLabel) if w.text().startswith("If you close, it stays")]
    close = button(wizard, labels.CLOSE)
    finish = button(wizard, labels.CREATE_CREDENTIAL)

    assert note.alignment() & Qt.AlignmentFlag.AlignRight
    assert close.x() - (note.x() + note.width()) == theme.M
    assert finish.x() - (close.x() + close.width()) == theme.S


def test_the_line_above_the_buttons_is_one_pixel(gui: WindowHarness) -> None:
    wizard = gui.wizard()
    QApplication.processEvents()
    colors = theme.colors(wizard.palette())
    picture = wizard.grab().toImage()
    below = wizard.currentPage().mapTo(wizard, wizard.currentPage().rect().bottomLeft()).y()
    middle = picture.width() // 2
    lines = [picture.pixelColor(middle, y).name() for y in range(below + 1, wizard.height() - 40)]

    assert lines.count(colors.hairline.name()) == 1
    assert set(lines) == {colors.hairline.name(), colors.window.name()}
    name = named(wizard, QLineEdit, labels.NAME)
    assert name.palette().color(QPalette.ColorRole.Base) == colors.surface


def test_whoever_is_asked_whose_approval_it_was_sees_no_filled_button(gui: WindowHarness) -> None:
    wizard = approved_and_link_opened_twice(gui)
    assert isinstance(wizard, CreateWizard)
    assert filled(wizard) == []


@pytest.mark.parametrize("state", [stage_1, stage_2, waiting, denied, approved])
def test_the_smallest_screen_shows_all_without_a_scroll_bar(
    gui: WindowHarness, qtbot: QtBot, state: Callable[[WindowHarness], QWidget]
) -> None:
    wizard = state(gui)
    assert isinstance(wizard, CreateWizard)
    wizard.setFixedSize(640, 390)
    QApplication.processEvents()

    area = wizard.currentPage().findChild(ScrollingArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.missing_height() == 0)


def test_on_the_smallest_screen_the_words_keep_off_the_line_of_their_card(
    gui: WindowHarness,
) -> None:
    card = waiting_small_screen(gui).findChild(WaitingCard)
    assert card is not None
    QApplication.processEvents()
    texts = in_sight(card, QLabel)
    tops = [each.mapTo(card, QPoint(0, 0)).y() for each in texts]
    ends = [each.mapTo(card, each.rect().bottomLeft()).y() for each in texts]
    assert min(tops) >= theme.M
    assert card.height() - max(ends) >= theme.M


def test_while_it_gets_ready_what_is_above_the_button_stays_where_it_is(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.wizard()
    wizard.next()
    steps = wizard.currentPage().findChild(BrowserSteps)
    assert steps is not None

    def top() -> int:
        QApplication.processEvents()
        return steps.mapTo(wizard, QPoint(0, 0)).y()

    before = top()
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    button(wizard, labels.GO_TO_STRIPE).click()
    assert "Getting ready…" in words(wizard)
    assert top() == before


def test_once_the_link_is_copied_no_one_is_told_to_copy_it(gui: WindowHarness) -> None:
    wizard = gui.begun()
    button(wizard, labels.NOTHING_OPENED).click()
    assert "choose “Copy link”" in words(wizard)
    button(wizard, labels.COPY_LINK).click()

    assert labels.LINK_COPIED in buttons(wizard)
    assert "choose “Copy link”" not in words(wizard)
    assert "choose “Open again”" in words(wizard)


def test_on_a_small_screen_the_next_step_is_scrolled_into_sight(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.wizard()
    wizard.setFixedSize(640, 340)
    wizard.next()
    button(wizard, labels.GO_TO_STRIPE).click()

    page = wizard.currentPage()
    area = page.findChild(ScrollingArea)
    assert area is not None
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0)
    again = button(wizard, labels.OPEN_AGAIN)
    assert again.visibleRegion().boundingRect() == again.rect()


def test_while_access_is_being_revoked_nothing_is_removed_again(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(remove(wizard, qtbot), labels.REMOVE).click()
    assert labels.REMOVE_CREDENTIAL not in buttons(wizard)

    gui.harness.tasks.release_all()
    qtbot.waitUntil(lambda: open_wizard() is None)


def test_a_keychain_that_is_locked_leaves_the_focus_on_cancel(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.harness.keychain.fail_probe = KeychainLockedError("locked")
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    wizard = gui.begun()
    qtbot.waitUntil(wizard.isActiveWindow)
    button(wizard, labels.CANCEL).setFocus()
    gui.harness.tasks.release_all()

    assert labels.KEYCHAIN_LOCKED in words(wizard)
    assert accessible_name(focused()) == labels.CANCEL


def test_what_can_only_be_begun_anew_has_no_dead_button(gui: WindowHarness) -> None:
    wizard = gui.begun()
    assert labels.CREATE_CREDENTIAL in buttons(wizard)
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()

    assert labels.TIME_HAS_RUN_OUT in words(wizard)
    assert labels.CREATE_CREDENTIAL not in buttons(wizard)
    # Qt shows the button anew at this signal.
    wizard.currentPage().completeChanged.emit()
    assert labels.CREATE_CREDENTIAL not in buttons(wizard)
    button(wizard, labels.START_AGAIN).click()
    button(wizard, labels.NEXT).click()
    assert labels.CREATE_CREDENTIAL in buttons(wizard)


def test_the_answers_to_a_message_are_in_its_panel(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.deny_in_browser()

    assert isinstance(button(wizard, labels.OPEN_AGAIN).parentWidget(), InfoPanel)


def test_while_the_account_is_rejected_it_stays_in_sight(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.approve_in_browser()
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.harness.commands.reject_account(wizard.credential_id or "")

    assert "Revoking access at Stripe…" in words(wizard)
    assert detail(wizard, "Account ID") == "acct_1AcmePractice"


def test_the_link_for_a_browser_that_failed_is_shown_with_what_to_do(gui: WindowHarness) -> None:
    gui.harness.browser.works = False
    wizard = gui.begun()
    assert labels.NOTHING_OPENED not in buttons(wizard)
    button(wizard, labels.COPY_LINK).click()

    assert shown_links(wizard) == [QGuiApplication.clipboard().text()]
    assert "Paste it into the address bar of a browser on this computer." in words(wizard)
    assert "It then works in that browser only." in words(wizard)
