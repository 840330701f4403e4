"""Somebody else approves: the dialog with the link to send and the address to paste."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.core.approval import Phase
from desktop_app.core.credential import Stage
from desktop_app.core.pasted_response import PasteProblem, PasteRefused
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.texts import pasting_texts
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.ui.wizard.somebody_else_dialog import SomebodyElseDialog
from tests import labels
from tests.ui.finding import (
    accessible_description,
    accessible_name,
    button,
    buttons,
    in_sight,
    named,
    settled_button,
    words,
)
from tests.window_harness import WindowHarness, choose_system


def find_dialog(wizard: QWidget) -> SomebodyElseDialog | None:
    # What is to be deleted is still found, until then.
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return wizard.findChild(SomebodyElseDialog)


def open_dialog(wizard: CreateWizard) -> SomebodyElseDialog:
    button(wizard, labels.SOMEBODY_ELSE_APPROVES).click()
    dialog = find_dialog(wizard)
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def show_dialog(wizard: CreateWizard) -> SomebodyElseDialog:
    """Open the dialog again where an approval has begun with it."""
    button(wizard, labels.SHOW_THE_LINK).click()
    dialog = find_dialog(wizard)
    assert dialog is not None
    assert dialog.isVisible()
    return dialog


def link_of(dialog: QWidget) -> str:
    return named(dialog, QLineEdit, labels.LINK_TO_SEND).text()


def field_of(dialog: QWidget) -> QLineEdit:
    fields = {accessible_name(each): each for each in in_sight(dialog, QLineEdit)}
    return fields.get(labels.PASTE_ADDRESS) or fields[labels.PASTE_ADDRESS_IN_PRACTICE]


def address_for(link: str, query: str = "code=ac_else") -> str:
    state = link.partition("state=")[2]
    return f"http://127.0.0.1:{state.partition('.')[0]}/stripe/return?{query}&state={state}"


def use(dialog: QWidget, text: str) -> None:
    field_of(dialog).setText(text)
    button(dialog, labels.USE_THIS_ADDRESS).click()


def test_the_link_is_stripes_own_and_its_end_is_said(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.clock.pass_time(timedelta(minutes=4))
    dialog = open_dialog(wizard)

    assert link_of(dialog) == gui.harness.stripe_link()
    assert "It works until 09:10" in words(dialog)
    assert len(gui.harness.browser.opened) == 1
    button(dialog, labels.COPY_LINK).click()
    assert QGuiApplication.clipboard().text() == link_of(dialog)
    assert labels.LINK_COPIED in buttons(dialog)


def test_what_is_approved_and_the_time_left_are_at_the_top(gui: WindowHarness) -> None:
    dialog = open_dialog(gui.begun())
    assert "Stripe Credential 1 · Stripe (Test Mode)" in words(dialog)
    assert "10:00 left" in words(dialog)
    dialog.close()
    gui.harness.clock.pass_time(timedelta(minutes=9))
    dialog.show()
    assert "Only 1:00 left" in words(dialog)


def test_what_is_copied_does_not_move_what_is_beside_it(gui: WindowHarness) -> None:
    gui.connect()
    dialog = open_dialog(gui.begun())
    link = named(dialog, QLineEdit, labels.LINK_TO_SEND)
    QApplication.processEvents()
    before = link.geometry()
    for label in (labels.COPY_LINK, labels.COPY_A_MESSAGE):
        button(dialog, label).click()
        QApplication.processEvents()
        assert link.geometry() == before


def test_what_the_return_page_copies_is_named_at_the_field(gui: WindowHarness) -> None:
    gui.connect()
    dialog = open_dialog(gui.begun(System.STRIPE))
    assert named(dialog, QLineEdit, labels.PASTE_COPIED_ADDRESS).isVisible()


def test_the_pasted_address_completes_the_approval(gui: WindowHarness) -> None:
    wizard = gui.begun()
    dialog = open_dialog(wizard)
    assert not button(dialog, labels.USE_THIS_ADDRESS).isEnabled()
    use(dialog, address_for(link_of(dialog)))

    assert labels.APPROVED in words(wizard)
    assert find_dialog(wizard) is None
    button(wizard, labels.CREATE_CREDENTIAL).click()
    assert gui.harness.state.credentials[0].stage is Stage.ACTIVE


def test_what_is_wrong_is_said_and_what_was_pasted_stays(gui: WindowHarness) -> None:
    wizard = gui.begun()
    dialog = open_dialog(wizard)
    use(dialog, "https://example.com/?code=ac_else")

    assert "Stripe does not return to this page" in words(dialog)
    assert field_of(dialog).text() == "https://example.com/?code=ac_else"
    assert dialog.isVisible()
    # It is not said of what is pasted next.
    field_of(dialog).setText("https://example.com")
    assert "Stripe does not return to this page" not in words(dialog)


def test_who_pastes_the_link_itself_is_told(gui: WindowHarness) -> None:
    dialog = open_dialog(gui.begun())
    use(dialog, f" {link_of(dialog)}\n")

    assert "This is the link itself. Paste the address" in words(dialog)


def test_a_refused_address_is_marked_at_its_field_until_it_is_changed(gui: WindowHarness) -> None:
    dialog = open_dialog(gui.begun())
    field = field_of(dialog)
    use(dialog, "https://example.com/?code=ac_else")
    assert field.property(theme.WRONG)
    assert "Stripe does not return to this page" in accessible_description(field)
    assert "Paste only" not in words(dialog)
    field.setText("https://example.com")
    assert not field.property(theme.WRONG)
    assert not accessible_description(field)
    assert "Paste only" in words(dialog)


def test_closed_and_opened_again_it_has_the_same_link_and_text(gui: WindowHarness) -> None:
    wizard = gui.begun()
    dialog = open_dialog(wizard)
    link = link_of(dialog)
    field_of(dialog).setText("https://return")
    button(dialog, labels.CLOSE).click()
    assert not dialog.isVisible()
    assert wizard.isVisible()
    button(wizard, labels.OPEN_AGAIN).click()

    assert open_dialog(wizard) is dialog
    assert link_of(dialog) == link
    assert field_of(dialog).text() == "https://return"
    assert len(gui.harness.receiver.expected) == 3


def deny(gui: WindowHarness) -> None:
    gui.harness.deny_in_browser()


def approve(gui: WindowHarness) -> None:
    gui.harness.approve_in_browser()


def run_out(gui: WindowHarness) -> None:
    gui.harness.clock.pass_time(timedelta(minutes=10))
    gui.harness.alarm.ring()


@pytest.mark.parametrize("end", [deny, approve, run_out])
def test_what_was_pasted_is_wiped_when_the_approval_waits_no_more(
    gui: WindowHarness, end: Callable[[WindowHarness], None]
) -> None:
    wizard = gui.begun()
    dialog = open_dialog(wizard)
    field = field_of(dialog)
    field.insert(address_for(link_of(dialog)))
    end(gui)

    assert not field.text()
    assert not field.isUndoAvailable()
    assert not dialog.isVisible()
    assert find_dialog(wizard) is None


def test_a_used_code_is_wiped_also_from_what_undo_brings_back(gui: WindowHarness) -> None:
    wizard = gui.begun()
    dialog = open_dialog(wizard)
    field = field_of(dialog)
    field.insert(address_for(link_of(dialog)))
    assert field.isUndoAvailable()
    button(dialog, labels.USE_THIS_ADDRESS).click()

    assert not field.text()
    assert not field.isUndoAvailable()


def test_the_next_attempt_has_a_link_of_its_own(gui: WindowHarness) -> None:
    wizard = gui.begun()
    dialog = open_dialog(wizard)
    first = link_of(dialog)
    use(dialog, address_for(first, "error=access_denied"))
    assert labels.DENIED in words(wizard)
    button(wizard, labels.OPEN_AGAIN).click()
    dialog = open_dialog(wizard)

    assert link_of(dialog) != first
    use(dialog, address_for(first))
    assert "This approval was answered before" in words(dialog)


def test_a_question_is_not_hidden_behind_the_dialog(gui: WindowHarness, qtbot: QtBot) -> None:
    wizard = gui.begun()
    dialog = open_dialog(wizard)
    field_of(dialog).setText("https://return")
    gui.harness.approve_elsewhere(attempt=1)

    assert not dialog.isVisible()
    assert labels.HAVE_THEY_APPROVED in words(wizard)
    settled_button(qtbot, wizard, labels.NO_DISCARD_IT).click()
    assert field_of(open_dialog(wizard)).text() == "https://return"


def stage_2(gui: WindowHarness, system: System = System.STRIPE_TEST) -> CreateWizard:
    wizard = gui.wizard()
    choose_system(wizard, system)
    wizard.next()
    return wizard


def test_it_can_begin_without_a_browser_of_this_computer(gui: WindowHarness) -> None:
    wizard = stage_2(gui)
    dialog = open_dialog(wizard)

    assert gui.harness.browser.opened == []
    assert link_of(dialog) == gui.harness.stripe_link()
    assert "It works until 09:10" in words(dialog)
    assert len(gui.harness.receiver.expected) == 1
    button(dialog, labels.CLOSE).click()
    assert "Waiting for somebody else’s approval" in words(wizard)
    assert show_dialog(wizard) is dialog
    use(dialog, address_for(link_of(dialog)))
    assert labels.APPROVED in words(wizard)


def test_who_begins_with_the_link_can_still_go_to_stripe(gui: WindowHarness) -> None:
    wizard = stage_2(gui)
    button(open_dialog(wizard), labels.CLOSE).click()
    gui.harness.clock.pass_time(timedelta(minutes=3))
    button(wizard, labels.GO_TO_STRIPE).click()

    assert len(gui.harness.browser.opened) == 1
    assert "7:00" in words(wizard)
    assert labels.OPEN_AGAIN in buttons(wizard)


def test_no_leaves_what_the_question_names(gui: WindowHarness) -> None:
    wizard = stage_2(gui)
    open_dialog(wizard)
    gui.harness.approve_elsewhere()
    button(wizard, labels.NO_DISCARD_IT).click()
    assert {labels.OPEN_AGAIN, labels.SOMEBODY_ELSE_APPROVES} <= set(buttons(wizard))


def test_its_link_is_the_same_after_the_wizard_was_closed(gui: WindowHarness) -> None:
    wizard = stage_2(gui)
    link = link_of(open_dialog(wizard))
    credential_id = wizard.credential_id
    wizard.reject()
    wizard = gui.wizard(credential_id)
    assert find_dialog(wizard) is None

    assert link_of(show_dialog(wizard)) == link
    assert len(gui.harness.receiver.expected) == 1


def test_what_can_not_begin_leaves_the_reason_and_opens_nothing(gui: WindowHarness) -> None:
    gui.harness.receiver.unavailable = True
    wizard = stage_2(gui)
    button(wizard, labels.SOMEBODY_ELSE_APPROVES).click()
    assert find_dialog(wizard) is None
    gui.harness.receiver.unavailable = False
    button(wizard, labels.TRY_AGAIN).click()

    dialog = find_dialog(wizard)
    assert dialog is not None
    assert dialog.isVisible()
    assert gui.harness.browser.opened == []


def test_the_question_is_about_the_person_that_the_link_was_sent_to(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    wizard = stage_2(gui)
    open_dialog(wizard)
    gui.harness.approve_elsewhere()

    assert labels.HAVE_THEY_APPROVED in words(wizard)
    assert labels.DID_YOU_APPROVE not in words(wizard)
    settled_button(qtbot, wizard, labels.YES_CONNECT_IT).click()
    assert labels.APPROVED in words(wizard)


def test_in_practice_nobody_is_sent_anything(gui: WindowHarness) -> None:
    dialog = open_dialog(gui.begun())

    assert "open this link in a browser on this computer" in words(dialog)
    assert named(dialog, QLineEdit, labels.PASTE_ADDRESS_IN_PRACTICE).isVisible()
    assert labels.COPY_A_MESSAGE not in buttons(dialog)


def test_the_message_to_mail_says_until_when_and_what_to_send_back(gui: WindowHarness) -> None:
    gui.connect()
    dialog = open_dialog(stage_2(gui))
    button(dialog, labels.COPY_A_MESSAGE).click()
    message = QGuiApplication.clipboard().text()

    assert link_of(dialog) in message.splitlines()
    assert "The link works until 24 Nov 2026, 09:10 " in message
    assert "Send me the address from its address bar" in message
    assert not {"\u2066", "\u2067", "\u2068", "\u2069"} & set(message)
    assert labels.MESSAGE_COPIED in buttons(dialog)
    button(dialog, labels.COPY_LINK).click()
    assert labels.MESSAGE_COPIED not in buttons(dialog)
    assert labels.LINK_COPIED in buttons(dialog)


def test_the_message_names_what_the_return_page_offers(gui: WindowHarness) -> None:
    gui.connect()
    dialog = open_dialog(stage_2(gui, System.STRIPE))
    button(dialog, labels.COPY_A_MESSAGE).click()
    assert "choose “Copy for m3ter Desktop”" in QGuiApplication.clipboard().text()


def test_a_link_that_can_not_be_made_leaves_the_reason(gui: WindowHarness) -> None:
    wizard = gui.begun()
    gui.harness.disk.is_full = True
    button(wizard, labels.SOMEBODY_ELSE_APPROVES).click()

    assert find_dialog(wizard) is None
    assert "Stripe was not opened again" in words(wizard)


def test_each_way_back_is_explained(gui: WindowHarness) -> None:
    practice = words(open_dialog(gui.begun()))
    assert "open this link in a browser on this computer" in practice
    gui.connect()
    with_page = words(open_dialog(gui.begun(System.STRIPE)))
    assert "they choose “Copy for m3ter Desktop”" in with_page
    assert "this computer only" not in with_page


def test_the_dead_address_of_loopback_is_explained(gui: WindowHarness) -> None:
    gui.connect()
    dialog = words(open_dialog(gui.begun(System.STRIPE_TEST)))
    assert "Their browser shows that it can’t connect; that is expected" in dialog
    assert "comes back to m3ter Desktop by itself" not in dialog


@pytest.mark.parametrize("why", PasteProblem)
def test_each_problem_has_words_of_its_own(why: PasteProblem) -> None:
    text = pasting_texts.problem_text(PasteRefused(why, ("https://a.example/", "http://b")))
    others = [pasting_texts.problem_text(PasteRefused(each)) for each in PasteProblem]
    what, _, then = text.partition(". ")
    assert what
    assert then
    assert "{" not in text
    assert len({other.partition(".")[0] for other in others}) == len(others)


def test_the_page_that_is_expected_is_named() -> None:
    refused = PasteRefused(PasteProblem.OTHER_PAGE, ("https://return.acme.example/stripe",))
    assert "https://return.acme.example/stripe" in pasting_texts.problem_text(refused)


def test_the_approval_goes_on_waiting_while_nothing_is_pasted(gui: WindowHarness) -> None:
    wizard = gui.begun()
    open_dialog(wizard)
    assert gui.harness.approval(wizard.credential_id or "").phase is Phase.WAITING
