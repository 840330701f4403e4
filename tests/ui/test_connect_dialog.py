"""Connecting an organization: the profile, its hosts, the secrets, and whatever goes wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    NetworkProblem,
    RefusedError,
    SecretRefusedError,
    TimeLimitError,
    UnreachableError,
)
from desktop_app.core.systems import System
from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE
from desktop_app.workflow.workspace_events import ProfileOpened
from tests.organizations import (
    ACME,
    ACME_SECRETS,
    BAD_PROFILE,
    GLOBEX,
    GLOBEX_SECRETS,
    GLOBEX_TOKEN,
    LIVE_KEY,
    LONG_NAME,
    STAND_IN,
    TEST_KEY,
)
from tests.ui.finding import (
    accessible_description,
    accessible_name,
    button,
    buttons,
    focused,
    named,
    open_dialog,
    open_wizard,
    wait_for_words,
    words,
)
from tests.ui.hands import press, type_text
from tests.window_harness import WindowHarness

LIVE, TEST = "Secret key, live mode", "Secret key, test mode"
TOKEN = "Bearer token, test mode, for exchange.globex.example"
NOT_AGREED = "Still to be said: that you know the hosts marked “Not Stripe”."


def field(dialog: QWidget, name: str = LIVE) -> QLineEdit:
    return named(dialog, QLineEdit, name)


def agree(dialog: QWidget) -> QCheckBox:
    (box,) = [b for b in dialog.findChildren(QCheckBox) if "know" in b.text()]
    return box


def filled_in(gui: WindowHarness, text: str = ACME) -> ConnectDialog:
    dialog = gui.connect_dialog(text)
    gui.fill_in(dialog)
    return dialog


def is_open() -> bool:
    return any(isinstance(w, ConnectDialog) and w.isVisible() for w in QApplication.allWidgets())


def dragged(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


# -- the ways to it -------------------------------------------------------------------------------


def test_a_file_is_chosen_and_shown(gui: WindowHarness) -> None:
    path = gui.computer.folder / "acme.toml"
    path.write_text(ACME, encoding="utf-8")
    gui.view.show_settings()
    button(gui.window, "Connect an organization…").click()
    open_dialog(QFileDialog).fileSelected.emit(str(path))

    dialog = open_dialog(ConnectDialog)
    assert "Acme Ltd" in words(dialog)
    assert "acme.toml" in words(dialog).replace("\u200b", "")
    assert not [w for w in gui.window.findChildren(QFileDialog) if w.isVisible()]


def test_the_shortcut_asks_for_a_file_and_cancel_leaves_all_as_it_was(gui: WindowHarness) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(gui.window, Qt.Key.Key_O, modifiers)
    open_dialog(QFileDialog).reject()

    assert not is_open()
    gui.connect_dialog(ACME)
    assert is_open()


def test_a_profile_that_is_dropped_on_the_window_is_shown(gui: WindowHarness) -> None:
    path = gui.computer.folder / "acme.toml"
    path.write_text(ACME, encoding="utf-8")
    data = dragged(QUrl.fromLocalFile(str(path)))
    assert gui.drag_data(data)
    assert "Drop the connection profile to connect its organization" in words(gui.window)
    gui.drop(data)

    assert "Drop the connection profile" not in words(gui.window)
    assert "Acme Ltd" in words(open_dialog(ConnectDialog))


@pytest.mark.parametrize(
    "data",
    [
        dragged(QUrl("https://acme.example/profile.toml")),
        dragged(QUrl.fromLocalFile("/a.toml"), QUrl.fromLocalFile("/b.toml")),
        QMimeData(),
    ],
    ids=["link", "two files", "nothing"],
)
def test_nothing_but_one_file_can_be_dropped(gui: WindowHarness, data: QMimeData) -> None:
    assert not gui.drag_data(data)
    assert "Drop the connection profile" not in words(gui.window)


def test_nothing_can_be_dropped_behind_a_dialog(gui: WindowHarness) -> None:
    gui.connect_dialog(ACME)
    assert not gui.drag_data(dragged(QUrl.fromLocalFile("/another.toml")))


def test_a_wizard_is_put_away_meanwhile_and_comes_back(gui: WindowHarness) -> None:
    wizard = gui.begun()
    dialog = gui.connect_dialog(ACME)
    assert open_wizard() is None
    # Nothing that is typed is interrupted by it.
    gui.harness.approve_in_browser()
    assert open_wizard() is None
    assert dialog.isVisible()
    dialog.reject()

    assert open_wizard() is wizard


def test_another_workspace_that_wants_to_be_shown_waits_behind_it(gui: WindowHarness) -> None:
    workspace = gui.computer.connect(GLOBEX, GLOBEX_SECRETS)
    wizard = gui.wizard()
    wizard.next()
    wizard.go_to_stripe()
    gui.window.show_workspace(PRACTICE)
    dialog = gui.connect_dialog(ACME)
    gui.approve_in_browser(workspace)
    assert gui.view.organization == "Globex GmbH"
    assert open_wizard() is None
    dialog.reject()

    assert open_wizard() is wizard


def test_a_second_profile_waits_for_the_first(gui: WindowHarness) -> None:
    dialog = filled_in(gui)
    gui.window.connect_organization(Path("/another.toml"))

    assert list(gui.window.findChildren(ConnectDialog)) == [dialog]
    assert field(dialog).text() == LIVE_KEY.reveal()


# -- a profile that is no good --------------------------------------------------------------------


def test_every_problem_is_told_with_its_line(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(BAD_PROFILE)
    said = words(dialog)

    assert "This profile can't be used: there are 8 problems" in said
    for place in ("Line 4, stripe.redirect_uri", "Line 5, stripe.client_id", "Line 7,"):
        assert place in said
    assert "did you mean stripe.redirect_uri?" in said
    assert "sk_live" not in said
    assert "Connect" not in buttons(dialog)
    assert dialog.focusWidget() is button(dialog, "Read again")


def test_a_mended_file_is_read_again(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME.replace("ca_Live", "live"))
    assert "there is a problem" in words(dialog)
    (gui.computer.folder / "connection-profile.toml").write_text(ACME, encoding="utf-8")
    press(button(dialog, "Read again"), Qt.Key.Key_Return)

    assert "Hosts that it talks to" in words(dialog)
    assert "problem" not in words(dialog)
    assert dialog.focusWidget() is agree(dialog)


def test_a_file_that_is_not_there_any_more_is_told(gui: WindowHarness) -> None:
    gui.window.connect_organization(gui.computer.folder / "gone.toml")

    assert "it cannot be opened" in words(open_dialog(ConnectDialog))


def test_another_file_can_be_chosen(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(BAD_PROFILE)
    path = gui.computer.folder / "globex.toml"
    path.write_text(GLOBEX, encoding="utf-8")
    button(dialog, "Choose another file…").click()
    open_dialog(QFileDialog).fileSelected.emit(str(path))

    assert "Globex GmbH" in words(open_dialog(ConnectDialog))


def test_reading_is_shown_while_it_lasts(gui: WindowHarness) -> None:
    gui.harness.tasks.holding = {Lane.FILES}
    dialog = gui.connect_dialog(ACME)
    assert "Reading the profile…" in words(dialog)
    assert not button(dialog, "Connect").isEnabled()
    gui.harness.tasks.release_all()

    assert "Reading the profile…" not in words(dialog)


@pytest.mark.parametrize(
    "text",
    [
        ACME.replace("Acme Ltd", "Acme \u202edtL\u202c"),
        ACME.replace("ca_LiveAcme000000000", "<img src=x>\u2067"),
        ACME.replace("client_id", '"<b>\u202e"', 1),
        "\u202e<h1>[not toml",
    ],
    ids=["name", "value", "key", "no toml"],
)
def test_what_a_hostile_profile_says_is_plain_text(gui: WindowHarness, text: str) -> None:
    dialog = gui.connect_dialog(text)
    labels = [label for label in dialog.findChildren(QLabel) if label.text()]

    assert "problem" in words(dialog)
    assert {label.textFormat() for label in labels} == {Qt.TextFormat.PlainText}
    invisible = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert not invisible & set(words(dialog))


@pytest.mark.parametrize("text", [ACME, "[not toml"], ids=["good", "bad"])
def test_a_files_name_is_one_line_that_hides_nothing(gui: WindowHarness, text: str) -> None:
    path = gui.computer.folder / "acme\nconnect.stripe.com · Stripe\u202elmot.toml"
    path.write_text(text, encoding="utf-8")
    gui.window.connect_organization(path)

    assert "/acme�connect.stripe.com · Stripe�lmot.toml" in words(open_dialog(ConnectDialog))


# -- a good one -----------------------------------------------------------------------------------


def test_it_says_whose_it_is_and_every_host(gui: WindowHarness) -> None:
    said = words(gui.connect_dialog(GLOBEX))

    assert "Globex GmbH" in said
    assert "org-globex" in said
    assert "connect.stripe.com · Stripe" in said
    assert "exchange.globex.example · Not Stripe" in said
    assert "pay.globex.example · Not Stripe" in said
    assert "It is sent the code of each approval" in said
    assert "ca_TestGlobex0000000" in said
    assert "https://pay.globex.example/return.html" in said
    assert "Stripe (Test Mode)" in said


def test_a_stand_in_is_marked_as_what_it_is(gui: WindowHarness) -> None:
    said = words(gui.connect_dialog(STAND_IN))

    assert "127.0.0.1:9123 · Not Stripe: a stand-in for tests" in said
    assert "It is sent to the stand-in, http://127.0.0.1:9123, and not to Stripe" in said
    assert "In the Stripe Dashboard" not in said


def test_it_says_what_a_new_account_begins_with(gui: WindowHarness) -> None:
    prefill = 'stripe_user = { email = "mallory@evil.example", business_name = "Acme Ltd" }'
    said = words(gui.connect_dialog(ACME.replace("[stripe]", f"[stripe]\n{prefill}")))

    assert "email: mallory@evil.example\nbusiness_name: Acme Ltd" in said


def test_a_long_name_and_markup_are_shown_as_they_are(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME.replace("Acme Ltd", LONG_NAME))

    assert LONG_NAME in words(dialog)


def test_connect_is_off_until_all_is_there_and_says_why(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME)
    connect = button(dialog, "Connect")
    assert (connect.isEnabled(), NOT_AGREED in words(dialog)) == (False, True)
    agree(dialog).setChecked(True)
    assert NOT_AGREED not in words(dialog)
    assert f"Still to be entered: {LIVE}." in words(dialog)
    field(dialog).setText(LIVE_KEY.reveal())
    assert f"Still to be entered: {TEST}." in words(dialog)
    field(dialog, TEST).setText(TEST_KEY.reveal())
    assert connect.isEnabled()
    assert "Still to be" not in words(dialog)
    agree(dialog).setChecked(False)
    assert not connect.isEnabled()


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        (TEST, LIVE_KEY.reveal(), "This is a key of live mode, and it was not sent anywhere."),
        (LIVE, TEST_KEY.reveal(), "This is a key of test mode, and it was not sent anywhere."),
        (LIVE, "pk_live_AcmeAcmeAcme0001", "This is a publishable key"),
        (LIVE, "sk_live_x", "This is not a whole secret key"),
        (LIVE, "hello", "This is not a whole secret key"),
        (LIVE, f'"{LIVE_KEY.reveal()}"', "no spaces and no quotation marks"),
    ],
)
def test_a_wrong_key_is_told_beside_its_field_and_never_tried(
    gui: WindowHarness, name: str, typed: str, reason: str
) -> None:
    dialog = filled_in(gui)
    edit = field(dialog, name)
    edit.setText(typed)

    assert reason in words(dialog)
    assert reason in accessible_description(edit)
    assert typed not in words(dialog)
    assert not button(dialog, "Connect").isEnabled()
    press(edit, Qt.Key.Key_Return)
    assert gui.computer.trial.tried == []

    edit.setText("")
    assert reason not in words(dialog)
    assert accessible_description(edit) == ""


def test_stripes_key_is_refused_where_another_host_would_get_it(gui: WindowHarness) -> None:
    dialog = filled_in(gui, GLOBEX)
    field(dialog, TOKEN).setText(TEST_KEY.reveal())

    assert "exchange.globex.example must not get it" in words(dialog)
    assert not button(dialog, "Connect").isEnabled()


def test_what_surrounds_a_pasted_key_is_dropped(gui: WindowHarness) -> None:
    dialog = filled_in(gui)
    edit = field(dialog)
    edit.clear()
    QGuiApplication.clipboard().setText(f"  {LIVE_KEY.reveal()}\n")
    edit.paste()
    button(dialog, "Connect").click()

    assert dict(gui.computer.trial.tried)[System.STRIPE] == LIVE_KEY


def test_a_key_is_masked_until_it_is_to_be_shown(gui: WindowHarness) -> None:
    dialog = filled_in(gui)
    edit = field(dialog)

    def read_aloud() -> str:
        return QAccessible.queryAccessibleInterface(edit).text(QAccessible.Text.Value)

    assert LIVE_KEY.reveal() not in read_aloud()
    assert LIVE_KEY.reveal() not in edit.displayText()
    assert edit.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    named(dialog, QCheckBox, f"Show: {LIVE}").click()
    assert edit.displayText() == LIVE_KEY.reveal()
    named(dialog, QCheckBox, f"Show: {LIVE}").click()
    assert LIVE_KEY.reveal() not in edit.displayText()


# -- trying ---------------------------------------------------------------------------------------


def test_all_secrets_are_tried_and_kept_and_the_organization_is_shown(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    dialog = filled_in(gui)
    press(button(dialog, "Connect"), Qt.Key.Key_Return)

    assert dict(gui.computer.trial.tried) == ACME_SECRETS
    assert sorted(gui.harness.keychain.entries.values()) == sorted(
        secret.reveal() for secret in ACME_SECRETS.values()
    )
    assert not is_open()
    assert gui.view.organization == "Acme Ltd"
    wait_for_words(qtbot, gui.window, "Acme Ltd is connected")


def test_what_is_tried_is_said_and_nothing_can_be_changed_meanwhile(gui: WindowHarness) -> None:
    dialog = filled_in(gui)
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, "Connect").click()
    assert "Trying the secret key of live mode at api.stripe.com…" in words(dialog)
    assert not field(dialog).isEnabled()
    assert not button(dialog, "Connect").isEnabled()

    gui.harness.tasks.release()
    assert "Trying the secret key of test mode at api.stripe.com…" in words(dialog)
    gui.harness.tasks.release_all()
    assert not is_open()


def test_nobody_has_to_wait_while_secrets_are_tried(gui: WindowHarness) -> None:
    dialog = filled_in(gui)
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, "Connect").click()
    button(dialog, "Cancel").click()
    assert not is_open()
    gui.harness.tasks.release_all()
    assert gui.view.organization == ""
    assert gui.harness.keychain.entries == {}


def test_it_stays_open_while_secrets_are_kept(gui: WindowHarness) -> None:
    dialog = filled_in(gui)
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    button(dialog, "Connect").click()
    assert "Keeping what was entered…" in words(dialog)
    assert not button(dialog, "Cancel").isEnabled()
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.close()
    assert dialog.isVisible()
    gui.harness.tasks.release_all()
    assert not is_open()


def test_a_bearer_token_is_tried_at_its_host(gui: WindowHarness) -> None:
    dialog = filled_in(gui, GLOBEX)
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, "Connect").click()

    assert "Trying the bearer token of test mode at exchange.globex.example…" in words(dialog)
    gui.harness.tasks.release_all()
    assert dict(gui.computer.trial.tried) == {System.STRIPE_TEST: GLOBEX_TOKEN}


@pytest.mark.parametrize(
    ("problem", "says", "copies"),
    [
        (
            SecretRefusedError(Detail("", "Invalid API Key provided", "req_1", 401)),
            f"Not accepted: {LIVE}",
            "req_1",
        ),
        (
            RefusedError(Detail("account_invalid", "No such account", "req_2", 403)),
            "No usable answer came, and nothing was kept",
            "account_invalid",
        ),
        (
            UnreachableError(Detail(NetworkProblem.NAME_NOT_FOUND, host="api.stripe.com")),
            "This computer does not find api.stripe.com",
            "name_not_found",
        ),
        (AnswerLostError(Detail(NetworkProblem.READ_TIMEOUT)), "nothing was kept", "read_timeout"),
        (TimeLimitError(), "No answer came in time", ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_fails_is_told_in_place_and_nothing_typed_is_lost(
    gui: WindowHarness, problem: Exception, says: str, copies: str
) -> None:
    dialog = filled_in(gui)
    gui.computer.trial.fail = problem
    button(dialog, "Connect").click()

    assert says in words(dialog)
    assert (field(dialog).text(), field(dialog, TEST).text()) == (
        LIVE_KEY.reveal(),
        TEST_KEY.reveal(),
    )
    assert dialog.focusWidget() is field(dialog)
    if copies:
        button(dialog, "Copy details").click()
        assert copies in QGuiApplication.clipboard().text()
        assert LIVE_KEY.reveal() not in QGuiApplication.clipboard().text()
        assert "Details copied" in buttons(dialog)

    gui.computer.trial.fail = None
    button(dialog, "Connect").click()
    assert not is_open()


def test_the_field_whose_secret_failed_has_the_keyboard(gui: WindowHarness) -> None:
    dialog = filled_in(gui)
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, "Connect").click()
    gui.harness.tasks.release()
    gui.computer.trial.fail = SecretRefusedError(Detail(status=401))
    gui.harness.tasks.release_all()

    assert f"Not accepted: {TEST}" in words(dialog)
    assert dialog.focusWidget() is field(dialog, TEST)


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (KeychainLockedError("locked"), "Your keychain is locked"),
        (KeychainMissingError("none"), "This computer has no keychain"),
        (KeychainFailedError("broken"), "The keychain did not answer as it should"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_without_a_keychain_the_secrets_can_be_kept_for_the_session(
    gui: WindowHarness, problem: KeychainError, says: str, qtbot: QtBot
) -> None:
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = problem
    dialog = filled_in(gui)
    button(dialog, "Connect").click()
    assert says in words(dialog)
    assert "Copy details" not in buttons(dialog)
    assert gui.computer.workspaces.workspace("org-acme") is None
    button(dialog, "Keep for this session only").click()

    workspace = gui.computer.workspaces.workspace("org-acme")
    assert workspace is not None
    assert set(dict(workspace.secret_places).values()) == {SecretPlace.SESSION}
    wait_for_words(qtbot, gui.window, "kept for this session only")


def test_something_under_way_in_the_workspace_comes_first(gui: WindowHarness) -> None:
    without_secrets = GLOBEX.replace("bearer_token = true", "")
    workspace = gui.computer.connect(without_secrets, {})
    workspace.workflow.go_to_stripe(System.STRIPE_TEST, "Sandbox", SecretPlace.KEYCHAIN)
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    gui.approve_in_browser(workspace)
    dialog = filled_in(gui, without_secrets)
    button(dialog, "Connect").click()
    assert "Something is under way in this workspace" in words(dialog)
    gui.harness.tasks.release_all()
    button(dialog, "Connect").click()

    assert not is_open()


# -- what is left ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cancel", "escape", "connect", "choose another"])
def test_the_fields_are_wiped_when_it_closes(gui: WindowHarness, how: str) -> None:
    dialog = filled_in(gui)
    edits = dialog.findChildren(QLineEdit)
    named(dialog, QCheckBox, f"Show: {LIVE}").click()
    close: dict[str, Callable[[], object]] = {
        "cancel": button(dialog, "Cancel").click,
        "escape": lambda: press(dialog, Qt.Key.Key_Escape),
        "connect": button(dialog, "Connect").click,
        "choose another": button(dialog, "Choose another file…").click,
    }
    close[how]()

    assert not dialog.isVisible()
    assert [edit.text() for edit in edits] == ["", ""]
    assert {edit.echoMode() for edit in edits} == {QLineEdit.EchoMode.Password}
    for edit in edits:
        # A masked field undoes nothing.
        edit.setEchoMode(QLineEdit.EchoMode.Normal)
        edit.undo()
    assert [edit.text() for edit in edits] == ["", ""]


def test_an_organization_that_is_known_says_what_changes(gui: WindowHarness) -> None:
    gui.computer.connect()
    said = words(gui.connect_dialog(ACME.replace("pay.acme", "new.acme")))

    assert "Acme Ltd is connected already" in said
    assert "Not used any more: pay.acme.example." in said
    assert "new.acme.example · Not Stripe · New" in said
    assert "api.stripe.com · Stripe · New" not in said


def test_a_profile_that_another_asks_for_does_not_change_what_is_shown(gui: WindowHarness) -> None:
    dialog = filled_in(gui)
    gui.computer.workspaces.open_profile(gui.computer.folder / "another.toml")
    path = gui.computer.folder / "connection-profile.toml"
    path.write_text(GLOBEX, encoding="utf-8")
    gui.computer.workspaces.open_profile(path)
    assert isinstance(gui.computer.events[-1], ProfileOpened)

    assert "Acme Ltd" in words(dialog)
    assert "Globex" not in words(dialog)
    assert field(dialog).text() == LIVE_KEY.reveal()


def test_by_the_keyboard_alone(gui: WindowHarness, qtbot: QtBot) -> None:
    dialog = gui.connect_dialog(GLOBEX)
    qtbot.waitUntil(dialog.isActiveWindow)

    def tab_to(name: str) -> QWidget:
        for _ in range(60):
            if accessible_name(focused()) == name:
                return focused()
            press(focused(), Qt.Key.Key_Tab)
        raise AssertionError(f"{name!r} can't be reached")

    press(tab_to("I know these hosts, and they may receive what is said here"), Qt.Key.Key_Space)
    type_text(tab_to(TOKEN), GLOBEX_TOKEN.reveal())
    press(focused(), Qt.Key.Key_Return)

    assert dict(gui.computer.trial.tried) == GLOBEX_SECRETS
    assert gui.view.organization == "Globex GmbH"
