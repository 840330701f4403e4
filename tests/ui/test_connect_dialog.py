"""Connecting an organization: its secrets are typed and tried, whatever goes wrong."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtWidgets import QApplication, QCheckBox, QFileDialog, QLabel, QLineEdit, QWidget
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
from desktop_app.ui import theme
from desktop_app.ui.organizations.discard_dialog import DiscardDialog
from desktop_app.ui.organizations.secret_card import SecretCard
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.panels import Card
from desktop_app.ui.widgets.scrolling import GrowingArea, bring_into_sight, least_height
from desktop_app.ui.widgets.toast import Toast
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.organizations import (
    ACME,
    ACME_SECRETS,
    GLOBEX,
    GLOBEX_SECRETS,
    GLOBEX_TOKEN,
    LIVE_KEY,
    STAND_IN,
    TEST_KEY,
)
from tests.pictures import connecting
from tests.ui.connect_steps import TOKEN, agree, field, is_open
from tests.ui.finding import (
    accessible_description,
    accessible_name,
    button,
    buttons,
    filled,
    focused,
    in_sight,
    named,
    open_dialog,
    wait_for_words,
    words,
)
from tests.ui.hands import press, type_text
from tests.window_harness import WindowHarness

NOT_AGREED = "Confirm above to go on."
SEE_ABOVE = "Nothing is stored yet: see above."
MIXED = ACME + 'stand_in = "http://127.0.0.1:9123"\n'


def is_whole(widget: QWidget) -> bool:
    """Return whether nothing of a widget is cut off by the area that scrolls it."""
    return widget.visibleRegion().boundingRect() == widget.rect()


def discard_after(dialog: QWidget, action: Callable[[], object]) -> None:
    """Do what would lose what was typed, and say that it may be lost."""
    action()
    assert dialog.isVisible()
    button(open_dialog(DiscardDialog), labels.DISCARD).click()


def test_connect_is_off_until_all_is_there_and_says_why(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(ACME)
    proceed = button(dialog, labels.NEXT)
    assert (proceed.isEnabled(), NOT_AGREED in words(dialog)) == (False, True)
    agree(dialog).setChecked(True)
    assert NOT_AGREED not in words(dialog)
    assert "to go on" not in words(dialog)
    proceed.click()
    connect = button(dialog, labels.CONNECT)
    assert not connect.isEnabled()
    assert "Enter both keys to go on." in words(dialog)
    field(dialog).setText(LIVE_KEY.reveal())
    assert "Enter the key to go on." in words(dialog)
    field(dialog, labels.TEST_SECRET_KEY).setText(TEST_KEY.reveal())
    assert connect.isEnabled()
    assert "to go on" not in words(dialog)
    assert NOT_AGREED not in words(dialog)
    button(dialog, labels.BACK).click()
    agree(dialog).setChecked(False)
    assert not proceed.isEnabled()
    assert not connect.isEnabled()
    dialog.try_and_store(SecretPlace.KEYCHAIN)
    assert gui.computer.trial.tried == []


def test_what_was_typed_is_still_there_after_going_back(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    button(dialog, labels.BACK).click()
    assert agree(dialog).isChecked()
    button(dialog, labels.NEXT).click()

    assert field(dialog).text() == LIVE_KEY.reveal()
    assert button(dialog, labels.CONNECT).isEnabled()


def test_a_profile_without_a_secret_is_connected_from_its_hosts(gui: WindowHarness) -> None:
    dialog = gui.connect_dialog(GLOBEX.replace("bearer_token = true", ""))
    assert "You need no key for test mode: exchange.globex.example holds it." in words(dialog)
    assert "bearer token" not in words(dialog)
    assert labels.NEXT not in buttons(dialog)
    assert not button(dialog, labels.CONNECT).isEnabled()
    agree(dialog).setChecked(True)
    button(dialog, labels.CONNECT).click()

    assert not is_open()
    assert gui.computer.workspaces.workspace("org-globex") is not None


def test_why_a_profile_without_a_secret_failed_is_told_at_its_hosts(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog(GLOBEX.replace("bearer_token = true", ""))
    gui.computer.trial.fail = TimeLimitError()
    button(dialog, labels.CONNECT).click()

    assert "exchange.globex.example did not answer in time" in words(dialog)
    assert agree(dialog).isEnabled()


def test_both_keys_are_in_sight_at_once_in_the_smallest_window(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    dialog = gui.secrets_dialog()
    dialog.setFixedSize(640, 420)

    names = (labels.LIVE_SECRET_KEY, labels.TEST_SECRET_KEY)
    qtbot.waitUntil(lambda: all(is_whole(field(dialog, name)) for name in names))


@pytest.mark.parametrize("name", [labels.LIVE_SECRET_KEY, labels.TEST_SECRET_KEY])
def test_what_is_wrong_is_told_below_the_field_and_is_never_cut(
    gui: WindowHarness, qtbot: QtBot, name: str
) -> None:
    dialog = gui.secrets_dialog()
    dialog.setFixedSize(640, 420)
    field(dialog).setText("pk_live_AcmeAcmeAcme0001")
    edit = field(dialog, name)
    edit.clear()
    edit.setText("pk_live_AcmeAcmeAcme0001")
    (card,) = [card for card in in_sight(dialog, SecretCard) if card.isAncestorOf(edit)]
    (problem,) = [label for label in in_sight(card, QLabel) if "publishable" in label.text()]

    qtbot.waitUntil(lambda: is_whole(problem))
    below = problem.mapTo(card, QPoint(0, 0)).y() - edit.mapTo(card, QPoint(0, edit.height())).y()
    assert 0 <= below <= theme.S


def test_what_stripe_refused_is_told_below_its_field(gui: WindowHarness, qtbot: QtBot) -> None:
    dialog = gui.filled_in_dialog()
    dialog.setFixedSize(640, 420)
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()
    gui.harness.tasks.release()
    gui.computer.trial.fail = SecretRefusedError(Detail(status=401))
    gui.harness.tasks.release_all()
    edit = field(dialog, labels.TEST_SECRET_KEY)
    (card,) = [card for card in in_sight(dialog, SecretCard) if card.isAncestorOf(edit)]

    assert "Stripe does not know this key" in words(card)
    qtbot.waitUntil(lambda: is_whole(button(card, labels.COPY_DETAILS)) and is_whole(edit))


@pytest.mark.parametrize(
    ("mode", "page"),
    [
        ("live mode", "https://dashboard.stripe.com/apikeys"),
        ("test mode", "https://dashboard.stripe.com/test/apikeys"),
    ],
)
def test_a_link_leads_to_where_the_key_is_made(gui: WindowHarness, mode: str, page: str) -> None:
    dialog = gui.secrets_dialog()
    link = button(dialog, f"Open API keys at Stripe, {mode}")
    link.click()
    assert gui.harness.browser.opened == [page]
    assert page not in words(dialog)

    gui.harness.browser.works = False
    link.click()
    assert f"The browser could not be opened\nOpen {page} yourself." in words(dialog)


@pytest.mark.parametrize("text", [GLOBEX, STAND_IN], ids=["token", "stand-in"])
def test_no_link_leads_to_stripe_where_no_key_of_stripes_is_asked_for(
    gui: WindowHarness, text: str
) -> None:
    dialog = gui.secrets_dialog(text)
    assert [b for b in buttons(dialog) if "Stripe" in b] == []
    assert "platform" not in words(dialog)


def test_it_says_who_has_the_token(gui: WindowHarness) -> None:
    assert "m3ter or your IT department, gives it to you" in words(gui.secrets_dialog(GLOBEX))


def test_the_platform_is_explained_once(gui: WindowHarness) -> None:
    said = words(gui.secrets_dialog())
    assert "your platform, which is the Stripe account that all others are connected to" in said
    assert said.count("platform") == 1
    assert said.count("write access") == 1


@pytest.mark.parametrize(
    "text", [ACME, STAND_IN, MIXED], ids=["keys", "stand-in", "stand-in and key"]
)
def test_what_is_true_of_each_key_is_said_where_its_key_is_asked_for(
    gui: WindowHarness, text: str
) -> None:
    """Once above all keys, if it is true of all of them."""
    dialog = gui.secrets_dialog(text)
    notes = ("write access to all Connect resources", "A made-up key is enough")
    in_cards = [
        note for card in in_sight(dialog, SecretCard) for note in notes if note in words(card)
    ]
    said = [note for note in notes if note in words(dialog)]

    assert in_cards == (list(notes) if text is MIXED else [])
    assert said == (list(notes) if text is MIXED else [notes[text is STAND_IN]])


@pytest.mark.parametrize(
    ("name", "typed", "reason"),
    [
        (
            labels.TEST_SECRET_KEY,
            LIVE_KEY.reveal(),
            "This is a key of live mode, and was not sent anywhere.",
        ),
        (
            labels.LIVE_SECRET_KEY,
            TEST_KEY.reveal(),
            "This is a key of test mode, and was not sent anywhere.",
        ),
        (labels.LIVE_SECRET_KEY, "pk_live_AcmeAcmeAcme0001", "This is a publishable key"),
        (labels.LIVE_SECRET_KEY, "sk_live_x", "This is not a whole secret key"),
        (labels.LIVE_SECRET_KEY, "hello", "This is not a whole secret key"),
        (labels.LIVE_SECRET_KEY, f'"{LIVE_KEY.reveal()}"', "no spaces and no quotation marks"),
    ],
)
def test_a_wrong_key_is_told_beside_its_field_and_never_tried(
    gui: WindowHarness, name: str, typed: str, reason: str
) -> None:
    dialog = gui.filled_in_dialog()
    edit = field(dialog, name)
    edit.setText(typed)

    assert reason in words(dialog)
    assert reason in accessible_description(edit)
    assert typed not in words(dialog)
    assert "To go on, correct the marked fields." in words(dialog)
    assert not button(dialog, labels.CONNECT).isEnabled()
    press(edit, Qt.Key.Key_Return)
    assert gui.computer.trial.tried == []

    edit.setText("")
    assert reason not in words(dialog)
    assert "Enter the key to go on." in words(dialog)
    assert accessible_description(edit) == ""


def test_stripes_key_is_refused_where_another_host_would_get_it(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog(GLOBEX)
    field(dialog, TOKEN).setText(TEST_KEY.reveal())

    assert "exchange.globex.example must not receive it" in words(dialog)
    assert not button(dialog, labels.CONNECT).isEnabled()


def test_what_surrounds_a_pasted_key_is_dropped(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    edit = field(dialog)
    edit.clear()
    QGuiApplication.clipboard().setText(f"  {LIVE_KEY.reveal()}\n")
    edit.paste()
    button(dialog, labels.CONNECT).click()

    assert dict(gui.computer.trial.tried)[System.STRIPE] == LIVE_KEY


def test_a_key_is_masked_until_it_is_to_be_shown(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    edit = field(dialog)

    def read_aloud() -> str:
        return QAccessible.queryAccessibleInterface(edit).text(QAccessible.Text.Value)

    assert LIVE_KEY.reveal() not in read_aloud()
    assert LIVE_KEY.reveal() not in edit.displayText()
    assert edit.inputMethodHints() & Qt.InputMethodHint.ImhSensitiveData
    named(dialog, QCheckBox, f"Show: {labels.LIVE_SECRET_KEY}").click()
    assert edit.displayText() == LIVE_KEY.reveal()
    named(dialog, QCheckBox, f"Show: {labels.LIVE_SECRET_KEY}").click()
    assert LIVE_KEY.reveal() not in edit.displayText()


# -- trying ---------------------------------------------------------------------------------------


def test_all_secrets_are_tried_and_kept_and_the_organization_is_shown(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    dialog = gui.filled_in_dialog()
    press(button(dialog, labels.CONNECT), Qt.Key.Key_Return)

    assert dict(gui.computer.trial.tried) == ACME_SECRETS
    assert sorted(gui.harness.keychain.entries.values()) == sorted(
        secret.reveal() for secret in ACME_SECRETS.values()
    )
    assert not is_open()
    assert gui.view.organization == "Acme Ltd"
    wait_for_words(qtbot, gui.window, "Acme Ltd is connected")


def test_what_is_tried_is_said_and_nothing_can_be_changed_meanwhile(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()
    assert "Trying the secret key of live mode at api.stripe.com…" in words(dialog)
    assert not field(dialog).isEnabled()
    assert not button(dialog, labels.CONNECT).isEnabled()

    gui.harness.tasks.release()
    assert "Trying the secret key of test mode at api.stripe.com…" in words(dialog)
    gui.harness.tasks.release_all()
    assert not is_open()


def test_what_is_tried_is_told_where_its_result_will_be_and_nothing_moves(
    gui: WindowHarness,
) -> None:
    dialog = gui.filled_in_dialog()
    cards = in_sight(dialog, SecretCard)
    before = [
        (card.geometry(), field(dialog, name).geometry())
        for card, name in zip(cards, (labels.LIVE_SECRET_KEY, labels.TEST_SECRET_KEY), strict=True)
    ]
    links = [link for link in in_sight(dialog, LinkButton) if link.isEnabled()]
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()
    for card in cards:
        (bar,) = in_sight(dialog, FlatBar)
        assert card.isAncestorOf(bar)
        assert dialog.focusWidget() is bar
        assert "Trying the secret key" in words(card)
        edits = [each.findChild(QLineEdit) for each in cards]
        assert [
            (each.geometry(), edit.geometry())
            for each, edit in zip(cards, edits, strict=True)
            if edit is not None
        ] == before
        assert all(link.isEnabled() for link in links)
        gui.harness.tasks.release()
    (bar,) = in_sight(dialog, FlatBar)
    assert not any(card.isAncestorOf(bar) for card in cards)
    assert [card.geometry() for card in cards] == [geometry for geometry, _ in before]
    gui.harness.tasks.release_all()
    assert not is_open()


def test_what_is_under_way_without_a_secret_is_told_at_the_hosts(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    dialog = gui.connect_dialog(GLOBEX.replace("bearer_token = true", ""))
    dialog.setFixedSize(640, 420)
    bring_into_sight(agree(dialog))
    agree(dialog).setChecked(True)
    qtbot.waitUntil(lambda: is_whole(agree(dialog)))
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()
    assert "Trying exchange.globex.example, test mode…" in words(dialog)
    (bar,) = in_sight(dialog, FlatBar)
    qtbot.waitUntil(lambda: is_whole(bar))
    assert not agree(dialog).isEnabled()
    gui.harness.tasks.release_all()
    assert not is_open()


def test_nobody_has_to_wait_while_secrets_are_tried(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()
    button(dialog, labels.CANCEL).click()
    assert not is_open()
    gui.harness.tasks.release_all()
    assert gui.view.organization == ""
    assert gui.harness.keychain.entries == {}


def test_it_stays_open_while_secrets_are_kept(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    button(dialog, labels.CONNECT).click()
    assert "Storing what you entered…" in words(dialog)
    assert not button(dialog, labels.CANCEL).isEnabled()
    press(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.close()
    assert dialog.isVisible()
    gui.harness.tasks.release_all()
    assert not is_open()


def test_a_bearer_token_is_tried_at_its_host(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog(GLOBEX)
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()

    assert "Trying the bearer token of test mode at exchange.globex.example…" in words(dialog)
    gui.harness.tasks.release_all()
    assert dict(gui.computer.trial.tried) == {System.STRIPE_TEST: GLOBEX_TOKEN}


@pytest.mark.parametrize(
    ("problem", "says", "copies"),
    [
        (
            SecretRefusedError(Detail("", "Invalid API Key provided", "req_1", 401)),
            "Stripe does not know this key",
            "req_1",
        ),
        (
            RefusedError(Detail("account_invalid", "No such account", "req_2", 403)),
            "No usable answer came",
            "account_invalid",
        ),
        (
            UnreachableError(Detail(NetworkProblem.NAME_NOT_FOUND, host="api.stripe.com")),
            "This computer could not find api.stripe.com",
            "name_not_found",
        ),
        (
            UnreachableError(Detail(NetworkProblem.CERTIFICATE_NOT_TRUSTED, host="api.stripe.com")),
            "The connection is not trusted",
            "certificate_not_trusted",
        ),
        (
            AnswerLostError(Detail(NetworkProblem.READ_TIMEOUT)),
            "No usable answer came",
            "read_timeout",
        ),
        (TimeLimitError(), "api.stripe.com did not answer in time", ""),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_fails_is_told_in_place_and_nothing_typed_is_lost(
    gui: WindowHarness, problem: Exception, says: str, copies: str
) -> None:
    dialog = gui.filled_in_dialog()
    gui.computer.trial.fail = problem
    button(dialog, labels.CONNECT).click()

    assert says in words(dialog)
    assert "Nothing was stored." in words(dialog)
    assert (field(dialog).text(), field(dialog, labels.TEST_SECRET_KEY).text()) == (
        LIVE_KEY.reveal(),
        TEST_KEY.reveal(),
    )
    assert dialog.focusWidget() is field(dialog)
    if copies:
        button(dialog, labels.COPY_DETAILS).click()
        assert copies in QGuiApplication.clipboard().text()
        assert LIVE_KEY.reveal() not in QGuiApplication.clipboard().text()
        assert labels.DETAILS_COPIED in buttons(dialog)

    gui.computer.trial.fail = None
    button(dialog, labels.CONNECT).click()
    assert not is_open()


def test_the_field_whose_secret_failed_has_the_keyboard(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()
    gui.harness.tasks.release()
    gui.computer.trial.fail = SecretRefusedError(Detail(status=401))
    gui.harness.tasks.release_all()

    assert "Stripe does not know this key" in words(dialog)
    assert dialog.focusWidget() is field(dialog, labels.TEST_SECRET_KEY)


def is_marked(edit: QLineEdit) -> bool:
    """Return whether the outline of a field is red."""
    return bool(edit.property(theme.WRONG))


@pytest.mark.parametrize("text", [ACME, GLOBEX], ids=["key", "token"])
def test_the_field_of_a_refused_secret_is_marked_until_it_changes(
    gui: WindowHarness, text: str
) -> None:
    dialog = gui.filled_in_dialog(text)
    gui.computer.trial.fail = SecretRefusedError(Detail(status=401))
    button(dialog, labels.CONNECT).click()
    first, *others = dialog.findChildren(QLineEdit)

    assert is_marked(first)
    assert not any(map(is_marked, others))
    assert accessible_description(first) == dialog.failure.title()
    first.setText(first.text() + "0")
    assert not is_marked(first)
    assert accessible_description(first) == ""


def test_the_field_of_a_refused_secret_is_not_marked_while_it_is_tried_again(
    gui: WindowHarness,
) -> None:
    dialog = gui.filled_in_dialog()
    gui.computer.trial.fail = SecretRefusedError(Detail(status=401))
    button(dialog, labels.CONNECT).click()
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()
    assert not is_marked(field(dialog))
    gui.computer.trial.fail = TimeLimitError()
    gui.harness.tasks.release_all()

    assert "did not answer in time" in words(dialog)
    assert not is_marked(field(dialog)), "nobody has refused it"


@pytest.mark.parametrize(
    ("problem", "says"),
    [
        (KeychainLockedError("locked"), labels.KEYCHAIN_LOCKED),
        (KeychainMissingError("none"), labels.KEYCHAIN_MISSING),
        (KeychainFailedError("broken"), labels.KEYCHAIN_FAILED),
    ],
    ids=lambda value: type(value).__name__,
)
def test_without_a_keychain_the_secrets_can_be_kept_for_the_session(
    gui: WindowHarness, problem: KeychainError, says: str, qtbot: QtBot
) -> None:
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = problem
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()
    assert says in words(dialog)
    assert labels.COPY_DETAILS not in buttons(dialog)
    assert gui.computer.workspaces.workspace("org-acme") is None
    button(dialog, labels.KEEP_FOR_SESSION).click()

    workspace = gui.computer.workspaces.workspace("org-acme")
    assert workspace is not None
    assert set(dict(workspace.secret_places).values()) == {SecretPlace.SESSION}
    wait_for_words(qtbot, gui.window, "stored for this session only")
    # The person has to know it later, too.
    assert in_sight(gui.window, Toast) == []


def test_a_locked_keychain_is_unlocked_there_and_then(gui: WindowHarness) -> None:
    keychain = gui.harness.keychain
    keychain.fail_probe = keychain.fail_unlock = KeychainLockedError("locked")
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()
    tried = len(gui.computer.trial.tried)
    press(button(dialog, labels.UNLOCK_KEYCHAIN), Qt.Key.Key_Space)
    # The person has not unlocked it. Nothing was sent anywhere for that.
    assert labels.KEYCHAIN_LOCKED in words(dialog)
    assert len(gui.computer.trial.tried) == tried

    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    button(dialog, labels.UNLOCK_KEYCHAIN).click()
    assert "Waiting for the keychain…" in words(dialog)
    assert button(dialog, labels.CANCEL).isEnabled()
    keychain.fail_unlock = None
    gui.harness.tasks.release_all()

    assert not is_open()
    assert sorted(keychain.entries.values()) == sorted(
        secret.reveal() for secret in ACME_SECRETS.values()
    )


def test_a_keychain_that_is_missing_or_broken_is_not_to_be_unlocked(gui: WindowHarness) -> None:
    keychain = gui.harness.keychain
    keychain.fail_probe = keychain.fail_unlock = KeychainMissingError("none")
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()

    assert "Install or start a keychain" in words(dialog)
    assert labels.UNLOCK_KEYCHAIN not in buttons(dialog)
    keychain.fail_probe = keychain.fail_unlock = None
    button(dialog, labels.TRY_AGAIN).click()
    assert not is_open()
    assert keychain.entries


@pytest.mark.parametrize(
    ("problem", "first"),
    [
        (KeychainLockedError("locked"), labels.UNLOCK_KEYCHAIN),
        (KeychainMissingError("none"), labels.TRY_AGAIN),
        (KeychainFailedError("broken"), labels.TRY_AGAIN),
    ],
    ids=lambda value: type(value).__name__,
)
def test_the_keychain_is_dealt_with_before_anything_else(
    gui: WindowHarness, problem: KeychainError, first: str
) -> None:
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = problem
    dialog = gui.filled_in_dialog()
    connect = button(dialog, labels.CONNECT)
    connect.click()

    assert buttons(dialog.failure) == [first, labels.KEEP_FOR_SESSION]
    assert filled(dialog) == [first]
    assert dialog.focusWidget() is button(dialog, first)
    assert not connect.isEnabled()
    assert accessible_description(connect) == dialog.failure.title()
    assert SEE_ABOVE in words(dialog)
    button(dialog, labels.BACK).click()
    assert SEE_ABOVE not in words(dialog)
    button(dialog, labels.NEXT).click()
    field(dialog).setText("")
    assert SEE_ABOVE not in words(dialog)


def test_nothing_is_tried_again_while_a_key_is_missing(gui: WindowHarness) -> None:
    problem = KeychainMissingError("none")
    gui.harness.keychain.fail_probe = gui.harness.keychain.fail_unlock = problem
    dialog = gui.filled_in_dialog()
    button(dialog, labels.CONNECT).click()
    choices = [button(dialog, name) for name in (labels.TRY_AGAIN, labels.KEEP_FOR_SESSION)]
    assert all(choice.isEnabled() for choice in choices)
    field(dialog).setText("")
    assert not any(choice.isEnabled() for choice in choices)
    field(dialog).setText(LIVE_KEY.reveal())

    assert all(choice.isEnabled() for choice in choices)


def test_after_another_failure_the_person_connects_as_before(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    gui.computer.trial.fail = TimeLimitError()
    button(dialog, labels.CONNECT).click()

    assert filled(dialog) == [labels.CONNECT]
    assert labels.TRY_AGAIN not in buttons(dialog)


def test_something_under_way_in_the_workspace_comes_first(gui: WindowHarness) -> None:
    without_secrets = GLOBEX.replace("bearer_token = true", "")
    workspace = gui.connect(without_secrets, {})
    workspace.commands.go_to_stripe(System.STRIPE_TEST, "Sandbox", SecretPlace.KEYCHAIN)
    gui.harness.tasks.holding = {Lane.KEYCHAIN}
    gui.approve_in_browser(workspace)
    dialog = gui.filled_in_dialog(without_secrets)
    button(dialog, labels.CONNECT).click()
    assert "Another operation is under way in this workspace" in words(dialog)
    gui.harness.tasks.release_all()
    button(dialog, labels.CONNECT).click()

    assert not is_open()


# -- what is left ---------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["cancel", "escape", "connect"])
def test_the_fields_are_wiped_when_it_closes(gui: WindowHarness, how: str) -> None:
    dialog = gui.filled_in_dialog()
    edits = dialog.findChildren(QLineEdit)
    named(dialog, QCheckBox, f"Show: {labels.LIVE_SECRET_KEY}").click()
    close: dict[str, Callable[[], object]] = {
        "cancel": button(dialog, labels.CANCEL).click,
        "escape": lambda: discard_after(dialog, lambda: press(dialog, Qt.Key.Key_Escape)),
        "connect": button(dialog, labels.CONNECT).click,
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


@pytest.mark.parametrize("way", ["escape", "window"])
def test_typed_keys_are_not_lost_by_escape(gui: WindowHarness, qtbot: QtBot, way: str) -> None:
    dialog = gui.filled_in_dialog()
    qtbot.waitUntil(dialog.isActiveWindow)
    if way == "escape":
        press(dialog, Qt.Key.Key_Escape)
    else:
        dialog.close()
    question = open_dialog(DiscardDialog)
    assert "Discard the typed keys?" in words(question)
    assert button(question, labels.GO_ON_TYPING).isDefault()
    press(question, Qt.Key.Key_Return)

    assert dialog.isVisible()
    assert field(dialog).text() == LIVE_KEY.reveal()
    discard_after(dialog, lambda: press(dialog, Qt.Key.Key_Escape))
    assert not is_open()


def test_enter_presses_the_button_that_has_the_focus(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    cancel = button(dialog, labels.CANCEL)
    cancel.setFocus()
    press(cancel, Qt.Key.Key_Return)

    assert not is_open()
    assert gui.computer.trial.tried == []


def test_escape_closes_at_once_if_nothing_was_typed(gui: WindowHarness) -> None:
    press(gui.secrets_dialog(), Qt.Key.Key_Escape)
    assert not is_open()


def test_the_question_about_a_token_speaks_of_no_key(gui: WindowHarness) -> None:
    press(gui.filled_in_dialog(GLOBEX), Qt.Key.Key_Escape)
    question = open_dialog(DiscardDialog)
    assert "Discard what you typed?" in words(question)
    assert "key" not in words(question)


def test_the_question_ends_when_the_organization_is_connected_meanwhile(
    gui: WindowHarness,
) -> None:
    dialog = gui.filled_in_dialog()
    gui.harness.tasks.holding = {Lane.NETWORK}
    button(dialog, labels.CONNECT).click()
    press(dialog, Qt.Key.Key_Escape)
    question = open_dialog(DiscardDialog)
    gui.harness.tasks.release_all()

    assert not is_open()
    assert not question.isVisible()
    assert gui.view.organization == "Acme Ltd"


def test_typed_keys_are_not_lost_by_another_file(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    edits = dialog.findChildren(QLineEdit)
    path = gui.computer.folder / "globex.toml"
    path.write_text(GLOBEX, encoding="utf-8")

    def choose_another() -> None:
        button(dialog, labels.CHOOSE_ANOTHER_FILE).click()
        open_dialog(QFileDialog).fileSelected.emit(str(path))
        open_dialog(QFileDialog).close()

    button(dialog, labels.BACK).click()
    choose_another()
    button(open_dialog(DiscardDialog), labels.GO_ON_TYPING).click()
    assert [edit.text() for edit in edits] == [LIVE_KEY.reveal(), TEST_KEY.reveal()]
    discard_after(dialog, choose_another)

    assert "Globex GmbH" in words(dialog)
    assert [edit for edit in dialog.findChildren(QLineEdit) if edit.text()] == []


def test_by_the_keyboard_alone(gui: WindowHarness, qtbot: QtBot) -> None:
    dialog = gui.connect_dialog(GLOBEX)
    qtbot.waitUntil(dialog.isActiveWindow)

    def tab_to(name: str) -> QWidget:
        for _ in range(60):
            if accessible_name(focused()) == name:
                return focused()
            press(focused(), Qt.Key.Key_Tab)
        raise AssertionError(f"{name!r} can’t be reached")

    press(
        tab_to("I know these hosts, and they may receive what is described here"), Qt.Key.Key_Space
    )
    press(focused(), Qt.Key.Key_Return)
    type_text(tab_to(TOKEN), GLOBEX_TOKEN.reveal())
    press(focused(), Qt.Key.Key_Return)

    assert dict(gui.computer.trial.tried) == GLOBEX_SECRETS
    assert gui.view.organization == "Globex GmbH"


def test_a_scroll_bar_moves_no_edge_of_the_content(gui: WindowHarness) -> None:
    dialog = connecting.connect_keys(gui)
    wide = content_width(dialog)
    dialog.resize(dialog.width(), least_height(dialog))
    QApplication.processEvents()
    (area,) = [each for each in in_sight(dialog, GrowingArea) if each.verticalScrollBar().maximum()]

    assert area.verticalScrollBar().isVisible()
    assert content_width(dialog) == wide


def content_width(dialog: QWidget) -> int:
    return max(card.mapTo(dialog, card.rect().topRight()).x() for card in in_sight(dialog, Card))
