"""Deleting and removing: what is asked first, and what is done with the answer."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import AnswerLostError, Detail
from desktop_app.core.systems import System
from desktop_app.ui.credentials_model import Column, Role
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.page_actions import PageAction
from desktop_app.ui.texts import outcome_texts
from tests import labels
from tests.pictures import database, deleting, notices
from tests.pictures.approving_again import approve_again_in_panel
from tests.ui.finding import button, column, in_sight, open_dialog, table, words
from tests.ui.hands import press
from tests.window_harness import WindowHarness


def ask(gui: WindowHarness, action: str) -> DeleteDialog:
    button(gui.window, action).click()
    return open_dialog(DeleteDialog)


def test_delete_asks_first_and_cancel_is_the_default(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    dialog = ask(gui, labels.DELETE_CREDENTIAL)

    assert "Delete “EU billing”?" in words(dialog)
    assert dialog.cancel.isDefault()
    assert dialog.cancel.text() == labels.CANCEL
    press(dialog, Qt.Key.Key_Return)
    assert column(gui.window) == ["EU billing"]
    assert len(gui.harness.keychain.entries) == 1


def test_two_names_that_look_the_same_are_told_apart_by_their_ids(gui: WindowHarness) -> None:
    database.names_alike(gui)
    rows = table(gui.window).model()
    names = [rows.index(row, Column.NAME) for row in range(2)]
    ids = [each.data(Role.CREDENTIAL).id for each in names]
    assert [each.data(Role.SECOND_LINE) for each in names] == [f"{each[:8]}…" for each in ids]
    gui.panel().select(ids[0])
    gui.panel().offered.actions[PageAction.REMOVE].trigger()
    dialog = open_dialog(DeleteDialog)
    (title,) = [line for line in words(dialog).splitlines() if line.startswith("Delete “")]
    assert title.endswith(f"” ({ids[0][:8]}…)?")
    dialog.confirm.click()

    assert rows.index(0, Column.NAME).data(Role.SECOND_LINE) == ""


def test_a_question_that_is_not_true_any_more_is_taken_back(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    """Another credential is approved for the same account, and would lose access unnamed."""
    gui.panel().select(gui.harness.make_active("EU billing"))
    gui.harness.go("EU invoices")
    dialog = ask(gui, labels.DELETE_CREDENTIAL)
    with qtbot.waitSignal(dialog.finished):
        gui.harness.approve_in_browser()

    assert sorted(column(gui.window)) == ["EU billing", "EU invoices"]
    assert "“EU invoices”" in words(ask(gui, labels.DELETE_CREDENTIAL))


def test_a_question_stays_while_others_come_and_go(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    dialog = ask(gui, labels.DELETE_CREDENTIAL)
    gui.harness.go("US billing", System.STRIPE)
    assert dialog.isVisible()


def test_esc_cancels_the_question(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    press(ask(gui, labels.DELETE_CREDENTIAL), Qt.Key.Key_Escape)

    assert column(gui.window) == ["EU billing"]


def test_the_delete_key_asks_too(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    press(table(gui.window), Qt.Key.Key_Delete)

    assert "Delete “EU billing”?" in words(open_dialog(DeleteDialog))


@pytest.mark.parametrize("revoke", [True, False])
def test_a_confirmed_delete_revokes_only_if_it_was_chosen(gui: WindowHarness, revoke: bool) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    dialog = ask(gui, labels.DELETE_CREDENTIAL)
    choice = dialog.findChild(QCheckBox)
    assert isinstance(choice, QCheckBox)
    assert not choice.isChecked()
    choice.setChecked(revoke)
    button(dialog, labels.DELETE).click()

    assert gui.harness.state.credentials == ()
    assert gui.harness.keychain.entries == {}
    assert bool(gui.harness.stripe.connected) is not revoke


def test_the_question_names_those_that_would_lose_access(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.panel().select(gui.harness.make_active("EU invoices"))
    dialog = ask(gui, labels.DELETE_CREDENTIAL)

    assert "“EU billing” would lose access as well." in words(dialog)
    choice = dialog.findChild(QCheckBox)
    assert choice is not None
    assert not dialog.revoke
    choice.setChecked(True)
    assert "for the whole account: “EU billing” will lose access as well." in words(dialog)


def test_the_question_says_what_becomes_of_the_access_as_it_is_chosen(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.make_active("EU billing"))
    dialog = ask(gui, labels.DELETE_CREDENTIAL)
    choice = dialog.findChild(QCheckBox)
    assert choice is not None
    assert words(dialog).endswith("m3ter keeps its access at Stripe.")
    choice.setChecked(True)
    assert words(dialog).endswith("m3ter’s access at Stripe will be revoked, too.")


def test_what_is_approved_again_is_deleted_and_not_only_removed(gui: WindowHarness) -> None:
    approve_again_in_panel(gui)
    dialog = DeleteDialog(gui.harness.state, gui.harness.state.credentials[0], gui.window)
    dialog.open()
    said = words(dialog)
    assert "Delete “EU billing”?" in said
    assert "It will be removed from this list. This can’t be undone." in said
    assert dialog.confirm.text() == labels.DELETE
    dialog.confirm.click()
    gone = outcome_texts.gone_message(gui.harness.state.credentials[0], [])
    assert gone.text == "“EU billing” was deleted."


def test_removing_what_was_not_approved_just_removes(gui: WindowHarness) -> None:
    gui.panel().select(gui.harness.go("EU billing"))
    dialog = ask(gui, labels.REMOVE_CREDENTIAL)
    assert "Remove “EU billing”?" in words(dialog)
    assert dialog.findChild(QCheckBox) is None
    button(dialog, labels.REMOVE).click()

    assert gui.harness.state.credentials == ()


def test_removing_what_stripe_may_have_granted_says_what_to_check_first(
    gui: WindowHarness,
) -> None:
    deleting.remove_question_unsettled(gui)
    dialog = open_dialog(DeleteDialog)
    said = words(dialog).replace("•\n", "").splitlines()

    assert said == [
        "Remove “US billing”?",
        "It will be removed from this list. This can’t be undone.",
        "m3ter may already have access to the Stripe account that was chosen, and removing the"
        " credential will not revoke it.",
        "Before you remove the credential, check that account at Stripe: if m3ter has access and"
        " no other credential here uses the account, revoke the access there.",
        "Or keep the credential: choose “Cancel”, then “Resume”, and approve access again with"
        " the same account.",
    ]
    dialog.reject()


@pytest.mark.parametrize("shared", [True, False])
def test_removing_what_is_ready_revokes_unless_others_live_on_it(
    gui: WindowHarness, shared: bool
) -> None:
    if shared:
        gui.harness.make_active("EU billing")
    credential_id = gui.harness.go("EU invoices")
    gui.harness.approve_in_browser()
    gui.panel().select(credential_id)
    button(ask(gui, labels.REMOVE_CREDENTIAL), labels.REMOVE).click()

    assert gui.harness.state.credential(credential_id) is None
    assert bool(gui.harness.stripe.connected) is shared


def test_a_name_is_text_and_never_markup(gui: WindowHarness) -> None:
    name = "<b>Bold</b> & <img src=x>"
    gui.panel().select(gui.harness.make_active(name))
    dialog = ask(gui, labels.DELETE_CREDENTIAL)

    said = [w for w in dialog.findChildren(QLabel) if w.text()]
    assert any(name in label.text() for label in said)
    assert {label.textFormat() for label in said} == {Qt.TextFormat.PlainText}


def test_where_nobody_knows_whether_access_is_left_the_person_chooses(gui: WindowHarness) -> None:
    panel = gui.panel()
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    gui.harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    gui.harness.commands.remove(credential_id, revoke=None)
    panel.select(credential_id)
    assert "Revocation unclear" in column(gui.window, Column.STATUS)
    button(gui.window, labels.REMOVE_CREDENTIAL).click()
    dialog = open_dialog(DeleteDialog)

    assert dialog.revoke is True
    assert "not known whether m3ter still has access" in words(dialog)
    dialog.reject()


def test_who_did_not_approve_is_asked_to_delete_and_to_revoke(gui: WindowHarness) -> None:
    notices.created_and_link_opened_twice_in_panel(gui)
    (no,) = [each for each in in_sight(gui.window, QPushButton) if each.text() == "No, delete…"]
    no.click()
    dialog = open_dialog(DeleteDialog)
    assert "Delete “US billing”?" in words(dialog)
    assert dialog.revoke
    dialog.confirm.click()

    assert gui.harness.state.credentials == ()
    assert gui.harness.stripe.connected == set()


def test_what_is_left_of_several_that_were_deleted_says_why(gui: WindowHarness) -> None:
    deleting.not_all_deleted(gui)
    left = gui.panel().selected()
    assert left is not None
    assert left.name == "EU invoices"
    assert words(gui.window).count("“EU invoices” was not deleted") == 2
