"""Settings: what a workspace is connected to, another secret, and forgetting an organization."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    NO_DETAIL,
    AnswerLostError,
    Detail,
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    SecretRefusedError,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.organizations.discard_dialog import DiscardDialog
from desktop_app.ui.organizations.forget_dialog import ForgetDialog
from desktop_app.ui.organizations.replace_dialog import ReplaceDialog
from desktop_app.ui.program_settings.section import ProgramSection
from desktop_app.ui.settings_page import OrganizationSettings
from desktop_app.ui.widgets.choices import ExplainedButton
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.page_notice import PageNotice
from desktop_app.ui.widgets.scrolling import ScrollingArea
from desktop_app.ui.widgets.toast import Toast
from desktop_app.ui.workspace_view import WorkspaceView
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.organizations import GLOBEX, GLOBEX_SECRETS
from tests.ui.finding import (
    button,
    buttons,
    filled,
    in_sight,
    named,
    open_dialog,
    wait_for_words,
    words,
)
from tests.ui.hands import press
from tests.window_harness import WindowHarness

NEW_KEY = Secret("sk_live_AcmeAcmeAcme0009")
KEEP = labels.KEEP_THE_HISTORY


def said(view: WorkspaceView) -> str:
    return words(view).replace("\u200b", "")


def fact(view: WorkspaceView, name: str) -> list[str]:
    """Return what stands beside a label, once for each mode."""
    return [
        label.text().replace("\u200b", "")
        for label in view.findChildren(QLabel)
        if label.isVisible() and label.accessibleName() == name
    ]


def test_practice_says_what_it_is_and_leads_on(gui: WindowHarness) -> None:
    gui.view.show_settings()

    assert "This is the Practice workspace" in said(gui.view)
    assert "nothing leaves the computer" in said(gui.view)
    button(gui.view, labels.CONNECT_AN_ORGANIZATION)


def test_an_organization_shows_all_that_it_is_connected_to(gui: WindowHarness) -> None:
    gui.connect()
    gui.view.show_settings()
    view = gui.view

    assert fact(view, "Name") == ["Acme Ltd"]
    assert fact(view, "ID") == ["org-acme"]
    assert fact(view, "Client ID") == ["ca_LiveAcme000000000", "ca_TestAcme000000000"]
    assert fact(view, "Redirect URI") == [
        "https://pay.acme.example/m3ter/return.html",
        "http://localhost:8765/stripe/return",
    ]
    assert fact(view, "Secret key") == [labels.IN_KEYCHAIN] * 2
    assert "pay.acme.example · Not Stripe" in said(view)
    assert "Stripe’s API" in said(view)
    assert "api.stripe.com" in said(view)


def test_replace_stands_at_the_end_of_the_row_of_its_secret(gui: WindowHarness) -> None:
    gui.connect()
    gui.view.show_settings()
    QApplication.processEvents()
    lists = [
        facts
        for facts in in_sight(gui.view, Facts)
        if any(w.accessibleName() == "Secret key" for w in in_sight(facts, QLabel))
    ]
    assert len(lists) == 2
    for facts in lists:
        (replace,) = in_sight(facts, QPushButton)
        (place,) = [w for w in in_sight(facts, QLabel) if w.accessibleName() == "Secret key"]
        assert abs(replace.geometry().center().y() - place.geometry().center().y()) <= 1
        assert replace.geometry().right() == facts.rect().right()


def test_explanations_have_the_size_of_the_text_around_them(gui: WindowHarness) -> None:
    gui.connect()
    gui.view.show_settings()
    # A line below a radio button or a check box is smaller than the button's words.
    lines = {w for each in in_sight(gui.view, ExplainedButton) for w in in_sight(each, QLabel)}
    sentences = [w for w in in_sight(gui.view, QLabel) if w.text().rstrip().endswith(".")]
    sentences = [w for w in sentences if w not in lines]

    assert {w.font().pointSizeF() for w in sentences} == {QApplication.font().pointSizeF()}


def test_a_secret_of_an_earlier_session_has_to_be_entered_again(gui: WindowHarness) -> None:
    gui.connect(GLOBEX, GLOBEX_SECRETS, SecretPlace.SESSION)
    gui.view.show_settings()
    assert fact(gui.view, "Bearer token") == ["For this session only"]
    gui.computer.restart()
    gui.open_window()
    gui.computer.start()
    gui.view.show_settings()
    assert fact(gui.view, "Bearer token") == ["Not stored: enter it again"]
    dialog = gui.replace_dialog()
    gui.fill_in(dialog)
    button(dialog, labels.REPLACE).click()

    assert fact(gui.view, "Bearer token") == [labels.IN_KEYCHAIN]


# -- another secret -------------------------------------------------------------------------------


REPLACED = "The secret key for live mode was replaced."


def replacing(gui: WindowHarness, key: str = NEW_KEY.reveal()) -> ReplaceDialog:
    dialog = gui.replace_dialog()
    named(dialog, QLineEdit, labels.LIVE_SECRET_KEY).setText(key)
    return dialog


def test_a_secret_is_tried_and_takes_the_place_of_the_other(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    workspace = gui.connect()
    dialog = replacing(gui)
    press(named(dialog, QLineEdit, labels.LIVE_SECRET_KEY), Qt.Key.Key_Return)

    assert not dialog.isVisible()
    assert gui.computer.trial.tried[-1] == (System.STRIPE, NEW_KEY)
    assert gui.computer.stripes[workspace.id].secrets[System.STRIPE] == NEW_KEY
    wait_for_words(qtbot, gui.window, REPLACED)
    (shown,) = [each for each in in_sight(gui.window, Toast) if each.text == REPLACED]
    button(shown, labels.DISMISS).click()
    assert REPLACED not in words(gui.window)


def test_a_secret_of_the_wrong_mode_is_not_tried(gui: WindowHarness) -> None:
    gui.connect()
    before = len(gui.computer.trial.tried)
    dialog = replacing(gui, "sk_test_AcmeAcmeAcme0002")

    assert not button(dialog, labels.REPLACE).isEnabled()
    assert "This is a key of test mode" in words(dialog)
    assert len(gui.computer.trial.tried) == before


def test_a_secret_that_is_refused_changes_nothing_and_can_be_mended(gui: WindowHarness) -> None:
    workspace = gui.connect()
    entries = dict(gui.harness.keychain.entries)
    dialog = replacing(gui)
    gui.computer.trial.fail = SecretRefusedError(Detail(status=401, request_id="req_9"))
    button(dialog, labels.REPLACE).click()
    assert "Stripe does not know this key" in words(dialog)
    assert "The current key stays in use." in words(dialog)
    assert named(dialog, QLineEdit, labels.LIVE_SECRET_KEY).text() == NEW_KEY.reveal()
    assert gui.harness.keychain.entries == entries
    gui.computer.trial.fail = None
    button(dialog, labels.REPLACE).click()

    assert gui.computer.stripes[workspace.id].secrets[System.STRIPE] == NEW_KEY


def test_what_the_toast_covers_can_be_scrolled_into_sight(gui: WindowHarness) -> None:
    gui.connect()
    replacing(gui).confirm.click()
    (toast,) = in_sight(gui.window, Toast)
    (page,) = in_sight(gui.window, OrganizationSettings)
    (area,) = in_sight(page, ScrollingArea)
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    (last,) = in_sight(page, ProgramSection)
    lower_end = last.mapToGlobal(last.rect().bottomLeft()).y()
    assert lower_end < toast.mapToGlobal(toast.rect().topLeft()).y()


def test_what_is_missing_is_said_beside_the_button(gui: WindowHarness) -> None:
    gui.connect()
    dialog = gui.replace_dialog()
    replace = button(dialog, labels.REPLACE)

    assert not replace.isEnabled()
    assert replace.accessibleDescription() == "Enter the key to go on."
    assert "Enter the key to go on." in words(dialog)
    replacing(gui)
    assert "to go on" not in words(dialog)


def test_the_title_stays_and_the_error_is_below_the_hint(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.connect()
    dialog = replacing(gui)
    dialog.setFixedSize(640, 300)
    gui.computer.trial.fail = SecretRefusedError(Detail(status=401))
    button(dialog, labels.REPLACE).click()
    (area,) = in_sight(dialog, ScrollingArea)
    qtbot.waitUntil(lambda: area.verticalScrollBar().value() > 0)
    (title,) = [w for w in in_sight(dialog, QLabel) if w.text() == "Replace a secret"]
    assert title.visibleRegion().boundingRect() == title.rect()
    edit = named(dialog, QLineEdit, labels.LIVE_SECRET_KEY)
    (hint,) = [w for w in in_sight(dialog, QLabel) if w.text().startswith("It begins with")]

    tops = [w.mapTo(dialog, QPoint(0, 0)).y() for w in (edit, hint, dialog.failure)]
    assert tops == sorted(tops)
    assert 0 <= tops[1] - tops[0] - edit.height() <= theme.S


def test_with_the_keychain_locked_it_can_be_kept_for_the_session(gui: WindowHarness) -> None:
    gui.connect()
    dialog = replacing(gui)
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = KeychainLockedError(
        "locked"
    )
    button(dialog, labels.REPLACE).click()
    assert filled(dialog) == [labels.UNLOCK_KEYCHAIN]
    button(dialog, labels.KEEP_FOR_SESSION).click()

    assert fact(gui.view, "Secret key") == [
        "For this session only",
        labels.IN_KEYCHAIN,
    ]


def test_the_field_is_wiped_when_it_is_cancelled(gui: WindowHarness) -> None:
    gui.connect()
    dialog = replacing(gui)
    edit = named(dialog, QLineEdit, labels.LIVE_SECRET_KEY)
    assert edit.text() == NEW_KEY.reveal()
    button(dialog, labels.CANCEL).click()

    assert edit.text() == ""


def test_a_typed_secret_is_not_lost_by_escape(gui: WindowHarness) -> None:
    gui.connect()
    dialog = replacing(gui)
    press(dialog, Qt.Key.Key_Escape)
    button(open_dialog(DiscardDialog), labels.GO_ON_TYPING).click()
    assert named(dialog, QLineEdit, labels.LIVE_SECRET_KEY).text() == NEW_KEY.reveal()
    press(dialog, Qt.Key.Key_Escape)
    button(open_dialog(DiscardDialog), labels.DISCARD).click()

    assert not dialog.isVisible()


def test_a_link_leads_to_where_the_other_key_is_made(gui: WindowHarness) -> None:
    gui.connect()
    dialog = gui.replace_dialog()
    button(dialog, "Open API keys at Stripe, live mode").click()

    assert gui.harness.browser.opened == ["https://dashboard.stripe.com/apikeys"]


# -- forgetting -----------------------------------------------------------------------------------


def test_forgetting_names_what_stays_at_stripe(gui: WindowHarness) -> None:
    gui.organization_with_credentials()
    dialog = gui.forget_dialog()
    text = words(dialog)

    assert "Forget “Acme Ltd”?" in text
    assert "m3ter keeps its access to Acme Ltd (acct_1AcmePractice) at Stripe." in text
    assert "Approvals of incomplete credentials will be stopped." in text
    assert dialog.cancel.isDefault()
    assert dialog.cancel.text() == labels.CANCEL
    assert "This can’t be undone." in text
    keep = named(dialog, QCheckBox, KEEP)
    assert keep.isChecked()
    # The check box says that they are kept.
    deleted = "The credentials and the activity will be deleted."
    assert deleted not in text
    keep.setChecked(False)
    assert deleted in words(dialog)


def test_the_question_follows_what_happens_meanwhile(gui: WindowHarness) -> None:
    workspace = gui.organization_with_credentials()
    dialog = gui.forget_dialog()
    assert "keeps its access" in words(dialog)
    assert "incomplete" in words(dialog)
    for credential in workspace.state.credentials:
        workspace.commands.remove(credential.id, revoke=True)

    assert "keeps its access" not in words(dialog)
    assert "incomplete" not in words(dialog)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_cancel_is_the_default(gui: WindowHarness, key: Qt.Key, qtbot: QtBot) -> None:
    workspace = gui.connect()
    dialog = gui.forget_dialog()
    qtbot.waitUntil(dialog.isActiveWindow)
    press(dialog, key)

    assert not dialog.isVisible()
    assert gui.computer.workspaces.workspace(workspace.id) is not None


@pytest.mark.parametrize("keep", [False, True])
def test_its_secrets_leave_the_keychain_and_practice_is_shown(
    gui: WindowHarness, qtbot: QtBot, keep: bool
) -> None:
    workspace = gui.organization_with_credentials()
    assert gui.harness.keychain.entries
    dialog = gui.forget_dialog()
    named(dialog, QCheckBox, KEEP).setChecked(keep)
    gui.press_forget(dialog)

    assert gui.computer.workspaces.workspace(workspace.id) is None
    assert gui.harness.keychain.entries == {}
    assert gui.view.organization == ""
    wait_for_words(qtbot, gui.window, "Acme Ltd was forgotten")
    database = gui.computer.folder / "organizations" / "org-acme.sqlite3"
    assert database.exists() is keep


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (KeychainLockedError("locked"), labels.KEYCHAIN_LOCKED),
        (KeychainFailedError("broken"), labels.KEYCHAIN_FAILED),
    ],
    ids=["locked", "failed"],
)
def test_a_failure_is_told_where_it_was_asked_for(
    gui: WindowHarness, qtbot: QtBot, problem: KeychainError, says: str
) -> None:
    workspace = gui.connect()
    dialog = gui.forget_dialog()
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = problem
    gui.window.resize(760, 520)
    for area in in_sight(gui.window, QScrollArea):
        area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())
    gui.press_forget(dialog)

    wait_for_words(qtbot, gui.window, says)
    assert "Acme Ltd was not forgotten" in words(gui.window)
    (page,) = gui.window.findChildren(OrganizationSettings)
    (notice,) = in_sight(page, PageNotice)
    qtbot.waitUntil(lambda: not notice.visibleRegion().isEmpty())
    assert gui.computer.workspaces.workspace(workspace.id) is not None
    assert button(gui.window, labels.FORGET_THIS_ORGANIZATION).isEnabled()
    is_locked = isinstance(problem, KeychainLockedError)
    assert (labels.UNLOCK_AND_FORGET in buttons(notice)) is is_locked
    assert ("Try again…" in buttons(notice)) is not is_locked


def test_after_a_failure_the_notice_leads_to_the_question_again(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.connect()
    keychain = gui.harness.keychain
    keychain.fail_probe = keychain.fail_unlock = KeychainLockedError("locked")
    gui.press_forget(gui.forget_dialog())
    wait_for_words(qtbot, gui.window, "Acme Ltd was not forgotten")
    again = button(gui.window, labels.UNLOCK_AND_FORGET)
    qtbot.waitUntil(lambda: gui.window.focusWidget() is again)
    keychain.fail_probe = keychain.fail_unlock = None

    again.click()
    (dialog,) = [w for w in gui.window.findChildren(ForgetDialog) if w.isVisible()]
    gui.press_forget(dialog)
    qtbot.waitUntil(lambda: gui.view.organization == "")


def test_forgetting_says_that_there_may_be_access_that_nobody_is_sure_of(
    gui: WindowHarness,
) -> None:
    workspace = gui.connect()
    gui.computer.stripes[workspace.id].fail_exchange = AnswerLostError(NO_DETAIL)
    begun = workspace.commands.go_to_stripe(System.STRIPE_TEST, "Sandbox", SecretPlace.KEYCHAIN)
    dialog = gui.forget_dialog()
    assert "m3ter may have access" not in words(dialog)
    gui.approve_in_browser(workspace)
    workspace.commands.remove(begun, revoke=None)

    assert "m3ter may have access to other accounts" in words(dialog)


def test_it_is_not_forgotten_while_a_code_is_out(gui: WindowHarness, qtbot: QtBot) -> None:
    workspace = gui.connect()
    stripe = gui.computer.stripes[workspace.id]
    workspace.commands.go_to_stripe(System.STRIPE_TEST, "Sandbox", SecretPlace.KEYCHAIN)
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.approve_in_browser(workspace)
    gui.press_forget(gui.forget_dialog())

    wait_for_words(qtbot, gui.window, "Another operation is under way in this workspace")
    gui.harness.tasks.release_all()
    assert stripe.exchanged == ["ac_organization"]
    assert not [w for w in gui.window.findChildren(ForgetDialog) if w.isVisible()]


def test_it_can_be_asked_for_once_at_a_time(gui: WindowHarness) -> None:
    gui.connect()
    gui.harness.tasks.holding = {Lane.DATABASE}
    gui.press_forget(gui.forget_dialog())

    assert not button(gui.window, labels.FORGET_THIS_ORGANIZATION).isEnabled()
    gui.harness.tasks.release_all()
    assert gui.view.organization == ""
