"""Settings: what a workspace is connected to, another secret, and forgetting an organization."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.problems import (
    NO_DETAIL,
    AnswerLost,
    Detail,
    KeychainFailed,
    KeychainLocked,
    KeychainProblem,
    SecretRefused,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.ui.organizations.forget_dialog import ForgetDialog
from desktop_app.ui.organizations.replace_dialog import ReplaceDialog
from desktop_app.ui.workspace_view import WorkspaceView
from desktop_app.workflow.ports import Lane
from tests.organizations import GLOBEX, GLOBEX_SECRETS
from tests.studio import Studio
from tests.ui.finding import button, named, open_dialog, wait_for_words, words
from tests.ui.hands import press

NEW_KEY = Secret("sk_live_AcmeAcmeAcme0009")
KEEP = "Keep what was done here (credentials and activity)"


def said(view: WorkspaceView) -> str:
    return words(view).replace("\u200b", "")


def fact(view: WorkspaceView, name: str) -> list[str]:
    """Return what stands beside a label, once for each mode."""
    return [
        label.text().replace("\u200b", "")
        for label in view.findChildren(QLabel)
        if label.isVisible() and label.accessibleName() == name
    ]


def test_practice_says_what_it_is_and_leads_on(studio: Studio) -> None:
    studio.view.show_settings()

    assert "This is the Practice workspace" in said(studio.view)
    assert "nothing leaves the computer" in said(studio.view)
    button(studio.view, "Connect an organization…")


def test_an_organization_shows_all_that_it_is_connected_to(studio: Studio) -> None:
    studio.computer.connect()
    studio.view.show_settings()
    view = studio.view

    assert fact(view, "Organization") == ["Acme Ltd"]
    assert fact(view, "ID") == ["org-acme"]
    assert fact(view, "Client ID") == ["ca_LiveAcme000000000", "ca_TestAcme000000000"]
    assert fact(view, "Redirect URI") == [
        "https://pay.acme.example/m3ter/return.html",
        "http://localhost:8765/stripe/return",
    ]
    assert fact(view, "Secret key") == ["In this computer's keychain"] * 2
    assert "pay.acme.example · Not Stripe" in said(view)
    assert "api.stripe.com · Stripe" in said(view)


def test_a_secret_of_an_earlier_session_has_to_be_entered_again(studio: Studio) -> None:
    studio.computer.connect(GLOBEX, GLOBEX_SECRETS, SecretPlace.SESSION)
    studio.view.show_settings()
    assert fact(studio.view, "Bearer token") == ["For this session only"]
    studio.computer.restart()
    studio.open_window()
    studio.computer.start()
    studio.view.show_settings()
    assert fact(studio.view, "Bearer token") == ["Not kept: enter it again"]
    dialog = studio.replace_dialog()
    studio.fill_in(dialog)
    button(dialog, "Replace").click()

    assert fact(studio.view, "Bearer token") == ["In this computer's keychain"]


# -- another secret -------------------------------------------------------------------------------


def replacing(studio: Studio, key: str = NEW_KEY.reveal()) -> ReplaceDialog:
    dialog = studio.replace_dialog()
    named(dialog, QLineEdit, "Secret key, live mode").setText(key)
    return dialog


def test_a_secret_is_tried_and_takes_the_place_of_the_other(studio: Studio, qtbot: QtBot) -> None:
    workspace = studio.computer.connect()
    dialog = replacing(studio)
    press(named(dialog, QLineEdit, "Secret key, live mode"), Qt.Key.Key_Return)

    assert not dialog.isVisible()
    assert studio.computer.trial.tried[-1] == (System.STRIPE, NEW_KEY)
    assert studio.computer.stripes[workspace.id].secrets[System.STRIPE] == NEW_KEY
    wait_for_words(qtbot, studio.window, "Replaced: Secret key, live mode")
    button(studio.window, "Dismiss").click()
    assert "Replaced" not in words(studio.window)


def test_a_secret_of_the_wrong_mode_is_not_tried(studio: Studio) -> None:
    studio.computer.connect()
    before = len(studio.computer.trial.tried)
    dialog = replacing(studio, "sk_test_AcmeAcmeAcme0002")

    assert not button(dialog, "Replace").isEnabled()
    assert "This is a key of test mode" in words(dialog)
    assert len(studio.computer.trial.tried) == before


def test_a_secret_that_is_refused_changes_nothing_and_can_be_mended(studio: Studio) -> None:
    workspace = studio.computer.connect()
    entries = dict(studio.desk.keychain.entries)
    dialog = replacing(studio)
    studio.computer.trial.fail = SecretRefused(Detail(status=401, request_id="req_9"))
    button(dialog, "Replace").click()
    assert "Not accepted: Secret key, live mode" in words(dialog)
    assert named(dialog, QLineEdit, "Secret key, live mode").text() == NEW_KEY.reveal()
    assert studio.desk.keychain.entries == entries
    studio.computer.trial.fail = None
    button(dialog, "Replace").click()

    assert studio.computer.stripes[workspace.id].secrets[System.STRIPE] == NEW_KEY


def test_with_the_keychain_locked_it_can_be_kept_for_the_session(studio: Studio) -> None:
    studio.computer.connect()
    dialog = replacing(studio)
    studio.desk.keychain.fail_probe = studio.desk.keychain.fail_unlock = KeychainLocked("locked")
    button(dialog, "Replace").click()
    button(dialog, "Keep for this session only").click()

    assert fact(studio.view, "Secret key") == [
        "For this session only",
        "In this computer's keychain",
    ]


def test_the_field_is_wiped_when_it_is_cancelled(studio: Studio) -> None:
    studio.computer.connect()
    dialog = replacing(studio)
    edit = named(dialog, QLineEdit, "Secret key, live mode")
    button(dialog, "Cancel").click()

    assert edit.text() == ""


# -- forgetting -----------------------------------------------------------------------------------


def test_forgetting_names_what_stays_at_stripe(studio: Studio) -> None:
    studio.organization_with_credentials()
    dialog = studio.forget_dialog()
    text = dialog.informativeText()

    assert dialog.text() == "Forget “Acme Ltd”?"
    assert "m3ter keeps its access to Acme Ltd (acct_1AcmePractice) at Stripe." in text
    assert "Credentials that are incomplete end here, too." in text
    default = dialog.defaultButton()
    assert isinstance(default, QPushButton)
    assert default.text() == "Cancel"
    assert not named(dialog, QCheckBox, KEEP).isChecked()


def test_the_question_follows_what_happens_meanwhile(studio: Studio) -> None:
    workspace = studio.organization_with_credentials()
    dialog = studio.forget_dialog()
    for credential in workspace.workflow.credentials:
        workspace.workflow.remove(credential.id, revoke=True)

    assert "keeps its access" not in dialog.informativeText()
    assert "incomplete" not in dialog.informativeText()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_cancel_is_the_default(studio: Studio, key: Qt.Key, qtbot: QtBot) -> None:
    workspace = studio.computer.connect()
    dialog = studio.forget_dialog()
    qtbot.waitUntil(dialog.isActiveWindow)
    press(dialog, key)

    assert not dialog.isVisible()
    assert studio.computer.workspaces.workspace(workspace.id) is not None


@pytest.mark.parametrize("keep", [False, True])
def test_its_secrets_leave_the_keychain_and_practice_is_shown(
    studio: Studio, qtbot: QtBot, keep: bool
) -> None:
    workspace = studio.organization_with_credentials()
    assert studio.desk.keychain.entries
    dialog = studio.forget_dialog()
    named(dialog, QCheckBox, KEEP).setChecked(keep)
    studio.press_forget(dialog)

    assert studio.computer.workspaces.workspace(workspace.id) is None
    assert studio.desk.keychain.entries == {}
    assert studio.view.organization == ""
    wait_for_words(qtbot, studio.window, "Acme Ltd was forgotten")
    database = studio.computer.folder / "organizations" / "org-acme.sqlite3"
    assert database.exists() is keep


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (KeychainLocked("locked"), "Your keychain is locked"),
        (KeychainFailed("broken"), "The keychain did not answer as it should"),
    ],
    ids=["locked", "failed"],
)
def test_a_failure_is_told_where_it_was_asked_for(
    studio: Studio, qtbot: QtBot, problem: KeychainProblem, says: str
) -> None:
    workspace = studio.computer.connect()
    dialog = studio.forget_dialog()
    studio.desk.keychain.fail_probe = studio.desk.keychain.fail_unlock = problem
    studio.press_forget(dialog)

    wait_for_words(qtbot, studio.window, says)
    assert studio.computer.workspaces.workspace(workspace.id) is not None
    assert button(studio.window, "Forget this organization…").isEnabled()


def test_forgetting_says_that_there_may_be_access_that_nobody_is_sure_of(studio: Studio) -> None:
    workspace = studio.computer.connect()
    studio.computer.stripes[workspace.id].fail_exchange = AnswerLost(NO_DETAIL)
    begun = workspace.workflow.go_to_stripe(System.STRIPE_TEST, "Sandbox", SecretPlace.KEYCHAIN)
    dialog = studio.forget_dialog()
    assert "It is not known" not in dialog.informativeText()
    studio.approve_in_browser(workspace)
    workspace.workflow.remove(begun, revoke=None)

    assert "It is not known whether m3ter has more access" in dialog.informativeText()


def test_it_is_not_forgotten_while_a_code_is_out(studio: Studio, qtbot: QtBot) -> None:
    workspace = studio.computer.connect()
    stripe = studio.computer.stripes[workspace.id]
    workspace.workflow.go_to_stripe(System.STRIPE_TEST, "Sandbox", SecretPlace.KEYCHAIN)
    studio.desk.tasks.holding = {Lane.NETWORK}
    studio.approve_in_browser(workspace)
    studio.press_forget(studio.forget_dialog())

    wait_for_words(qtbot, studio.window, "Something is under way in this workspace")
    studio.desk.tasks.release_all()
    assert stripe.exchanged == ["ac_organization"]
    assert not [w for w in studio.window.findChildren(ForgetDialog) if w.isVisible()]


def test_it_can_be_asked_for_once_at_a_time(studio: Studio) -> None:
    studio.computer.connect()
    studio.desk.tasks.holding = {Lane.DATABASE}
    studio.press_forget(studio.forget_dialog())

    assert not button(studio.window, "Forget this organization…").isEnabled()
    studio.desk.tasks.release_all()
    assert studio.view.organization == ""


def test_the_question_is_a_dialog_of_its_own(studio: Studio) -> None:
    studio.computer.connect()
    studio.forget_dialog()

    assert open_dialog(ForgetDialog).textFormat() is Qt.TextFormat.PlainText
