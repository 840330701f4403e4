"""Connecting m3ter: its key is typed and tried, whatever goes wrong, and where it is then."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QCheckBox, QLineEdit
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    Detail,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    NetworkProblem,
    NotFoundError,
    UnreachableError,
)
from desktop_app.core.m3ter import AccessKey
from desktop_app.core.secret import Secret
from desktop_app.ui.m3ter.connect_dialog import ConnectM3terDialog
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.m3ter_ports import Proposal
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.fakes import M3TER_ORGANIZATION, FakeM3ter
from tests.m3ter_steps import (
    MADE_UP,
    configurations,
    connect_m3ter,
    enter,
    fill_m3ter,
    m3ter_dialog,
    stripe_page,
)
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
)
from tests.ui.hands import press, type_text
from tests.ui.m3ter_view import (
    FIELDS,
    column,
    dialogs,
    fact,
    field,
    said,
    search,
    toasts,
    wait_for_focus,
)
from tests.waiting import TIMEOUT_MS
from tests.window_harness import WindowHarness

STAND_IN = "127.0.0.1:41273"
IN_PRACTICE = Proposal("practice-organization", STAND_IN, MADE_UP, is_stand_in=True)
GOOD = FakeM3ter.key
SECRET = GOOD.secret.reveal()
ADMINISTRATOR = "service user with the Administrator permission"


def link_of_integrations(gui: WindowHarness) -> None:
    gui.view.show_integrations()
    button(gui.window, labels.CONNECT_M3TER).click()


def button_of_empty_panel(gui: WindowHarness) -> None:
    stripe_page(gui)
    button(configurations(gui), labels.CONNECT_M3TER).click()


def button_of_settings(gui: WindowHarness) -> None:
    gui.view.show_settings()
    button(gui.window, labels.CONNECT_M3TER).click()


EVERY_PLACE = (link_of_integrations, button_of_empty_panel, button_of_settings)


def connecting(gui: WindowHarness) -> ConnectM3terDialog:
    """The dialog with a good key typed."""
    dialog = m3ter_dialog(gui)
    enter(dialog, M3TER_ORGANIZATION, GOOD)
    return dialog


def connect(dialog: ConnectM3terDialog) -> None:
    button(dialog, labels.CONNECT).click()


def is_connected(gui: WindowHarness) -> bool:
    return gui.harness.state.m3ter is not None


def place_of_key(gui: WindowHarness) -> SecretPlace:
    known = gui.harness.state.m3ter
    assert known is not None
    return known.key_place


def nothing_is_stored(gui: WindowHarness) -> bool:
    """Nothing in memory, in the database, in the keychain, and for calls to come."""
    stored = gui.harness.ports.m3ter_store.load()
    kept = (gui.harness.state.m3ter, stored, gui.harness.m3ter.taken)
    return kept == (None, None, None) and not gui.harness.keychain.entries


# -- opening --------------------------------------------------------------------------------------


@pytest.mark.parametrize("begin", EVERY_PLACE)
def test_m3ter_is_connected_from_each_place(
    gui: WindowHarness, begin: Callable[[WindowHarness], None]
) -> None:
    begin(gui)
    (dialog,) = dialogs()
    assert dialog.windowTitle() == "Connect m3ter"
    enter(dialog, M3TER_ORGANIZATION, GOOD)
    connect(dialog)

    assert dialogs() == []
    assert toasts(gui) == [f"m3ter is connected: {M3TER_ORGANIZATION}"]
    assert place_of_key(gui) is SecretPlace.KEYCHAIN
    assert list(gui.harness.keychain.entries.values()) == [SECRET]
    assert gui.harness.m3ter.taken == (M3TER_ORGANIZATION, GOOD)


@pytest.mark.parametrize("begin", EVERY_PLACE)
def test_the_focus_is_in_the_page_afterwards(
    gui: WindowHarness, qtbot: QtBot, begin: Callable[[WindowHarness], None]
) -> None:
    begin(gui)
    (dialog,) = dialogs()
    enter(dialog, M3TER_ORGANIZATION, GOOD)
    connect(dialog)

    qtbot.waitUntil(gui.window.isActiveWindow, timeout=TIMEOUT_MS)
    qtbot.waitUntil(lambda: QApplication.focusWidget() is not None, timeout=TIMEOUT_MS)
    assert gui.window.isAncestorOf(focused())
    assert focused().isVisible()
    assert focused().isEnabled()


@pytest.mark.parametrize("begin", EVERY_PLACE)
def test_cancel_gives_the_focus_back_to_the_button(
    gui: WindowHarness, qtbot: QtBot, begin: Callable[[WindowHarness], None]
) -> None:
    begin(gui)
    opener = gui.window.focusWidget()
    button(dialogs()[0], labels.CANCEL).click()

    qtbot.waitUntil(lambda: QApplication.focusWidget() is opener, timeout=TIMEOUT_MS)
    assert is_connected(gui) is False


def test_the_panel_is_filled_and_its_list_has_the_focus(gui: WindowHarness, qtbot: QtBot) -> None:
    fill_m3ter(gui.harness.m3ter)
    button_of_empty_panel(gui)
    (dialog,) = dialogs()
    enter(dialog, M3TER_ORGANIZATION, GOOD)
    connect(dialog)

    assert column(gui) == ["EU bills", "Nordics", "Reseller pilot", "US bills"]
    # The button that was pressed is gone. Cancel took its focus while the list was being read.
    wait_for_focus(qtbot, button(configurations(gui), labels.REFRESH))


def test_a_second_request_shows_the_dialog_that_is_open(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui)
    type_text(field(dialog, labels.API_SECRET), SECRET)
    gui.view.connect_m3ter()

    assert dialogs() == [dialog]
    assert field(dialog, labels.API_SECRET).text() == SECRET


def test_the_dialog_can_be_opened_again_after_it_was_closed(gui: WindowHarness) -> None:
    enter(m3ter_dialog(gui), M3TER_ORGANIZATION, GOOD)
    button(dialogs()[0], labels.CANCEL).click()
    gui.view.connect_m3ter()

    (again,) = dialogs()
    assert [field(again, name).text() for name in FIELDS] == [M3TER_ORGANIZATION, "", ""]


# -- what it says beforehand ----------------------------------------------------------------------


def test_it_says_beforehand_that_the_key_is_powerful_and_where_it_goes(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui, Proposal("org-acme", "api.m3ter.example"))

    assert "An access key is powerful" in said(dialog)
    assert ADMINISTRATOR in said(dialog)
    assert "read and change everything" in said(dialog)
    assert "sent to api.m3ter.example only" in said(dialog)
    assert "stored in this computer’s keychain" in said(dialog)
    assert "This is not m3ter" not in said(dialog)


def test_it_says_that_a_stand_in_is_not_m3ter(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui, IN_PRACTICE)

    assert "This is not m3ter" in said(dialog)
    assert STAND_IN in said(dialog)
    assert "accepts made-up keys" in said(dialog)
    assert ADMINISTRATOR in said(dialog)


def test_the_organization_is_proposed_and_what_is_empty_has_the_focus(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    dialog = m3ter_dialog(gui, Proposal("org-proposed", "api.m3ter.com"))

    assert [field(dialog, name).text() for name in FIELDS] == ["org-proposed", "", ""]
    wait_for_focus(qtbot, field(dialog, labels.ACCESS_KEY_ID))


def test_in_practice_enter_alone_connects(gui: WindowHarness, qtbot: QtBot) -> None:
    m3ter = gui.harness.m3ter
    m3ter.organization_id, m3ter.key = IN_PRACTICE.organization_id, MADE_UP
    dialog = m3ter_dialog(gui, IN_PRACTICE)
    typed = [IN_PRACTICE.organization_id, MADE_UP.id, MADE_UP.secret.reveal()]
    assert [field(dialog, name).text() for name in FIELDS] == typed
    connect_button = button(dialog, labels.CONNECT)
    wait_for_focus(qtbot, connect_button)
    assert connect_button.isDefault()
    assert filled(dialog) == [labels.CONNECT]
    press(focused(), Qt.Key.Key_Return)

    assert dialogs() == []
    assert toasts(gui) == ["m3ter is connected: practice-organization"]


def test_every_control_has_a_name(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui)
    controls = [w for kind in (QLineEdit, QCheckBox) for w in in_sight(dialog, kind)]

    assert [accessible_name(w) for w in controls] == [*FIELDS, labels.SHOW_API_SECRET]
    assert buttons(dialog) == [labels.CANCEL, labels.CONNECT]


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (Qt.Key.Key_I, labels.ORGANIZATION_ID),
        (Qt.Key.Key_K, labels.ACCESS_KEY_ID),
        (Qt.Key.Key_S, labels.API_SECRET),
    ],
)
def test_each_field_has_a_key_of_its_own(
    gui: WindowHarness, qtbot: QtBot, key: Qt.Key, name: str
) -> None:
    dialog = m3ter_dialog(gui)
    button(dialog, labels.CANCEL).setFocus()
    wait_for_focus(qtbot, button(dialog, labels.CANCEL))
    press(dialog, key, Qt.KeyboardModifier.AltModifier)

    wait_for_focus(qtbot, field(dialog, name))


# -- what is typed --------------------------------------------------------------------------------


def test_connect_is_off_until_nothing_is_missing_and_says_why(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui)
    connect_button = button(dialog, labels.CONNECT)
    field(dialog, labels.ORGANIZATION_ID).clear()
    seen = []
    for name, text in zip(FIELDS, (M3TER_ORGANIZATION, GOOD.id, SECRET), strict=True):
        note = accessible_description(connect_button)
        assert note in said(dialog)
        seen.append((connect_button.isEnabled(), note))
        type_text(field(dialog, name), text)

    assert seen == [
        (False, "Still missing: Organization ID, Access key ID, API secret."),
        (False, "Still missing: Access key ID, API secret."),
        (False, "Still missing: API secret."),
    ]
    assert connect_button.isEnabled()
    assert accessible_description(connect_button) == ""
    assert "Still missing" not in said(dialog)


def test_enter_in_a_field_does_nothing_while_something_is_missing(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui)
    press(field(dialog, labels.ORGANIZATION_ID), Qt.Key.Key_Return)

    assert dialogs() == [dialog]
    assert gui.harness.m3ter.asked == []


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        (labels.ORGANIZATION_ID, "acme ltd", "letters, digits, hyphens and underscores"),
        (labels.ACCESS_KEY_ID, "key 1", "has no spaces or colons"),
        (labels.ACCESS_KEY_ID, "key:1", "has no spaces or colons"),
        (labels.ACCESS_KEY_ID, "sk_live_" + "x" * 12, "a Stripe key"),
        (labels.API_SECRET, "short", "at least eight characters"),
        (labels.API_SECRET, "has a space in it", "at least eight characters, and no spaces"),
        (labels.API_SECRET, "rk_test_" + "x" * 12, "a Stripe key"),
    ],
)
def test_what_is_misspelt_is_told_at_its_field_and_never_sent(
    gui: WindowHarness, name: str, text: str, problem: str
) -> None:
    dialog = connecting(gui)
    good = field(dialog, name).text()
    assert problem not in said(dialog)
    field(dialog, name).setText(text)
    connect_button = button(dialog, labels.CONNECT)
    assert problem in said(dialog)
    assert problem in accessible_description(field(dialog, name))
    assert "Correct what is marked first." in said(dialog)
    assert not connect_button.isEnabled()
    assert accessible_description(connect_button) == "Correct what is marked first."
    press(field(dialog, name), Qt.Key.Key_Return)
    assert gui.harness.m3ter.asked == []
    field(dialog, name).setText(good)

    assert problem not in said(dialog)
    assert accessible_description(field(dialog, name)) == ""
    assert connect_button.isEnabled()


def test_a_stand_in_takes_made_up_secrets_only(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui, IN_PRACTICE)
    field(dialog, labels.API_SECRET).setText(SECRET)

    assert "made-up secrets only" in accessible_description(field(dialog, labels.API_SECRET))
    assert not button(dialog, labels.CONNECT).isEnabled()


def test_an_empty_field_is_not_called_wrong(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    for name in FIELDS:
        field(dialog, name).clear()

    assert [accessible_description(field(dialog, name)) for name in FIELDS] == ["", "", ""]
    assert "Correct what is marked" not in said(dialog)


def test_white_space_around_is_dropped(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui)
    around = AccessKey(f"\t{GOOD.id} ", Secret(f" {SECRET}\u00a0 "))
    enter(dialog, f"  {M3TER_ORGANIZATION} ", around)
    connect(dialog)

    assert gui.harness.m3ter.taken == (M3TER_ORGANIZATION, GOOD)
    assert toasts(gui) == [f"m3ter is connected: {M3TER_ORGANIZATION}"]


def test_the_secret_is_masked_until_the_box_shows_it(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    secret = field(dialog, labels.API_SECRET)
    box = named(dialog, QCheckBox, labels.SHOW_API_SECRET)
    assert SECRET not in secret.displayText()
    box.click()
    assert secret.displayText() == SECRET
    box.click()

    assert SECRET not in secret.displayText()


@pytest.mark.parametrize("way", [labels.CANCEL, labels.CONNECT])
def test_closing_clears_the_secret(gui: WindowHarness, way: str) -> None:
    dialog = connecting(gui)
    secret = field(dialog, labels.API_SECRET)
    named(dialog, QCheckBox, labels.SHOW_API_SECRET).click()
    button(dialog, way).click()
    assert dialogs() == []

    assert secret.text() == ""
    secret.undo()
    assert secret.text() == ""


# -- trying ---------------------------------------------------------------------------------------


def test_what_is_under_way_is_said_and_nothing_can_be_changed_meanwhile(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    connect(dialog)

    assert "Trying the key at api.m3ter.com…" in said(dialog)
    assert not any(field(dialog, name).isEnabled() for name in FIELDS)
    assert not button(dialog, labels.CONNECT).isEnabled()
    assert dialog.isAncestorOf(focused())
    press(focused(), Qt.Key.Key_Return)
    assert dialogs() == [dialog]
    assert len(gui.harness.tasks.held) == 1


def test_trying_can_be_cancelled_and_then_nothing_is_stored(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    connect(dialog)
    button(dialog, labels.CANCEL).click()
    assert dialogs() == []
    # The answer comes all the same.
    gui.harness.tasks.release_all()

    assert gui.harness.m3ter.asked == ["try_key"]
    assert nothing_is_stored(gui)
    assert toasts(gui) == []
    gui.view.connect_m3ter()
    enter(dialogs()[0], M3TER_ORGANIZATION, GOOD)
    connect(dialogs()[0])
    assert is_connected(gui)


def test_what_succeeds_while_it_is_asked_whether_to_discard_stays(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    connect(dialog)
    press(dialog, Qt.Key.Key_Escape)
    question = open_dialog(Question)
    gui.harness.tasks.release_all()

    assert not question.isVisible()
    assert dialogs() == []
    assert is_connected(gui)


def test_discarding_while_it_is_tried_cancels(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    connect(dialog)
    press(dialog, Qt.Key.Key_Escape)
    button(open_dialog(Question), labels.DISCARD).click()
    gui.harness.tasks.release_all()

    assert dialogs() == []
    assert nothing_is_stored(gui)


def refused(gui: WindowHarness, dialog: ConnectM3terDialog) -> None:
    field(dialog, labels.API_SECRET).setText("another-secret")


def not_permitted(gui: WindowHarness, dialog: ConnectM3terDialog) -> None:
    field(dialog, labels.ORGANIZATION_ID).setText("org-another")


def not_found(gui: WindowHarness, dialog: ConnectM3terDialog) -> None:
    gui.harness.m3ter.error = NotFoundError(Detail("", "No such organization", status=404))


def unreachable(gui: WindowHarness, dialog: ConnectM3terDialog) -> None:
    detail = Detail(NetworkProblem.NAME_NOT_FOUND, host="api.m3ter.com")
    gui.harness.m3ter.error = UnreachableError(detail)


@pytest.mark.parametrize(
    ("happens", "title", "text"),
    [
        (refused, "m3ter did not accept the access key", "Check the access key ID"),
        (not_permitted, "The key has no access to this organization", "“org-another”"),
        (not_found, "m3ter does not know this organization", f"“{M3TER_ORGANIZATION}”"),
        (unreachable, "m3ter could not be reached", "could not find api.m3ter.com"),
    ],
)
def test_what_m3ter_answered_is_told_and_nothing_is_stored(
    gui: WindowHarness,
    happens: Callable[[WindowHarness, ConnectM3terDialog], None],
    title: str,
    text: str,
) -> None:
    dialog = connecting(gui)
    happens(gui, dialog)
    connect(dialog)

    assert dialogs() == [dialog]
    assert title in said(dialog)
    assert text in said(dialog)
    assert "Nothing was stored" in said(dialog)
    assert nothing_is_stored(gui)
    assert labels.COPY_DETAILS in buttons(dialog)
    gui.harness.m3ter.error = None
    enter(dialog, M3TER_ORGANIZATION, GOOD)
    connect(dialog)
    assert is_connected(gui)
    assert dialogs() == []


def test_a_refusal_stays_until_it_is_tried_again(gui: WindowHarness, qtbot: QtBot) -> None:
    dialog = connecting(gui)
    refused(gui, dialog)
    connect(dialog)
    wait_for_focus(qtbot, button(dialog, labels.CONNECT))
    gui.harness.tasks.holding.add(Lane.NETWORK)
    connect(dialog)

    assert "did not accept" not in said(dialog)
    assert "Trying the key" in said(dialog)


def test_the_time_limit_is_told(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    gui.harness.tasks.holding.add(Lane.NETWORK)
    connect(dialog)
    gui.harness.tasks.time_out()

    assert "api.m3ter.com did not answer in time" in said(dialog)
    assert "Nothing was stored" in said(dialog)
    assert button(dialog, labels.CONNECT).isEnabled()
    assert field(dialog, labels.API_SECRET).text() == SECRET
    assert nothing_is_stored(gui)


# -- the keychain and the disk --------------------------------------------------------------------


def locked(gui: WindowHarness) -> ConnectM3terDialog:
    dialog = connecting(gui)
    gui.harness.keychain.fail_unlock = KeychainLockedError("locked")
    connect(dialog)
    return dialog


def test_a_locked_keychain_is_unlocked_from_the_dialog(gui: WindowHarness, qtbot: QtBot) -> None:
    dialog = locked(gui)
    unlock = button(dialog, labels.UNLOCK_KEYCHAIN)
    assert labels.KEYCHAIN_LOCKED in said(dialog)
    wait_for_focus(qtbot, unlock)
    assert filled(dialog) == [labels.UNLOCK_KEYCHAIN]
    assert not button(dialog, labels.CONNECT).isEnabled()
    assert nothing_is_stored(gui)
    gui.harness.keychain.fail_unlock = None
    unlock.click()

    assert dialogs() == []
    assert place_of_key(gui) is SecretPlace.KEYCHAIN
    assert list(gui.harness.keychain.entries.values()) == [SECRET]


def test_the_person_may_refuse_to_unlock_the_keychain_again(gui: WindowHarness) -> None:
    dialog = locked(gui)
    button(dialog, labels.UNLOCK_KEYCHAIN).click()

    assert labels.KEYCHAIN_LOCKED in said(dialog)
    assert nothing_is_stored(gui)


@pytest.mark.parametrize(
    ("problem", "title", "choices"),
    [
        (
            KeychainLockedError("locked"),
            labels.KEYCHAIN_LOCKED,
            [labels.UNLOCK_KEYCHAIN, labels.KEEP_FOR_SESSION],
        ),
        (
            KeychainMissingError("none"),
            labels.KEYCHAIN_MISSING,
            [labels.TRY_AGAIN, labels.KEEP_FOR_SESSION],
        ),
        (
            KeychainFailedError("broken"),
            labels.KEYCHAIN_FAILED,
            [labels.TRY_AGAIN, labels.KEEP_FOR_SESSION],
        ),
    ],
)
def test_without_a_keychain_the_key_is_kept_for_the_session(
    gui: WindowHarness, problem: Exception, title: str, choices: list[str]
) -> None:
    dialog = connecting(gui)
    gui.harness.keychain.fail_unlock = gui.harness.keychain.fail_probe = problem
    connect(dialog)
    assert title in said(dialog)
    assert [b for b in buttons(dialog) if b in choices] == choices
    button(dialog, labels.KEEP_FOR_SESSION).click()

    assert dialogs() == []
    assert place_of_key(gui) is SecretPlace.SESSION
    assert gui.harness.keychain.entries == {}
    gui.view.show_settings()
    assert fact(gui.window, labels.API_SECRET) == "For this session only"


def test_a_full_disk_is_told_and_the_key_is_not_left_in_the_keychain(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    # The keychain entry is reserved first.
    gui.harness.disk.fails.extend((False, True))
    connect(dialog)

    assert dialogs() == [dialog]
    assert "The change could not be saved" in said(dialog)
    assert nothing_is_stored(gui)
    assert toasts(gui) == []
    connect(dialog)
    assert is_connected(gui)


# -- closing --------------------------------------------------------------------------------------


def test_escape_asks_before_a_typed_secret_is_lost(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    press(dialog, Qt.Key.Key_Escape)
    question = open_dialog(Question)
    assert "Discard the API secret that you typed?" in said(question)
    assert "It has not been stored" in said(question)
    button(question, labels.GO_ON_TYPING).click()
    assert dialogs() == [dialog]
    assert field(dialog, labels.API_SECRET).text() == SECRET
    press(dialog, Qt.Key.Key_Escape)
    button(open_dialog(Question), labels.DISCARD).click()

    assert dialogs() == []
    assert nothing_is_stored(gui)


def is_closed_without_question(dialog: ConnectM3terDialog) -> bool:
    return not dialogs() and not in_sight(dialog, Question)


def test_cancel_does_not_ask(gui: WindowHarness) -> None:
    dialog = connecting(gui)
    button(dialog, labels.CANCEL).click()

    assert is_closed_without_question(dialog)


def test_escape_does_not_ask_if_no_secret_was_typed(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui)
    type_text(field(dialog, labels.ACCESS_KEY_ID), "key-1")
    press(dialog, Qt.Key.Key_Escape)

    assert is_closed_without_question(dialog)


def test_escape_does_not_ask_about_what_the_stand_in_filled_in(gui: WindowHarness) -> None:
    dialog = m3ter_dialog(gui, IN_PRACTICE)
    press(dialog, Qt.Key.Key_Escape)

    assert is_closed_without_question(dialog)


# -- proposing ------------------------------------------------------------------------------------


def without_stand_in(gui: WindowHarness) -> ConnectM3terDialog:
    gui.harness.m3ter.fail_propose = UnreachableError(Detail(description="OSError"))
    return m3ter_dialog(gui)


def out_of_time(gui: WindowHarness) -> ConnectM3terDialog:
    gui.harness.tasks.holding.add(Lane.NETWORK)
    dialog = m3ter_dialog(gui)
    gui.harness.tasks.time_out()
    return dialog


NO_PROPOSAL = pytest.mark.parametrize("begin", [without_stand_in, out_of_time])


@NO_PROPOSAL
def test_that_the_stand_in_does_not_start_is_told(
    gui: WindowHarness, begin: Callable[[WindowHarness], ConnectM3terDialog]
) -> None:
    dialog = begin(gui)

    assert "The stand-in for m3ter could not be started" in said(dialog)
    assert "The server answered" not in said(dialog)
    assert "Getting ready" not in said(dialog)
    assert nothing_is_stored(gui)
    press(dialog, Qt.Key.Key_Escape)
    assert is_closed_without_question(dialog)


@NO_PROPOSAL
def test_without_a_proposal_no_key_can_be_sent(
    gui: WindowHarness, begin: Callable[[WindowHarness], ConnectM3terDialog]
) -> None:
    dialog = begin(gui)
    enter(dialog, M3TER_ORGANIZATION, GOOD)
    connect_button = button(dialog, labels.CONNECT)

    # The person was not told to which host the key would go.
    assert not connect_button.isEnabled()
    assert not any(field(dialog, name).isEnabled() for name in FIELDS)
    note = "To try again, close this window and open it again."
    assert accessible_description(connect_button) == note
    assert note in said(dialog)
    press(dialog, Qt.Key.Key_Return)
    assert gui.harness.m3ter.asked == []


def test_it_can_be_opened_again_once_the_stand_in_starts(gui: WindowHarness) -> None:
    button(without_stand_in(gui), labels.CANCEL).click()
    gui.harness.m3ter.fail_propose = None
    enter(m3ter_dialog(gui), M3TER_ORGANIZATION, GOOD)
    connect(dialogs()[0])

    assert is_connected(gui)


def test_that_it_gets_ready_is_said_and_can_be_left(gui: WindowHarness) -> None:
    gui.harness.tasks.holding.add(Lane.NETWORK)
    dialog = m3ter_dialog(gui, IN_PRACTICE)
    assert "Getting ready…" in said(dialog)
    assert not button(dialog, labels.CONNECT).isEnabled()
    assert not any(field(dialog, name).isEnabled() for name in FIELDS)
    button(dialog, labels.CANCEL).click()
    assert dialogs() == []


@pytest.mark.parametrize(
    ("proposal", "name"),
    [(IN_PRACTICE, ""), (Proposal("org-proposed", "api.m3ter.com"), labels.ACCESS_KEY_ID)],
)
def test_once_it_is_ready_the_focus_is_where_the_person_goes_on(
    gui: WindowHarness, qtbot: QtBot, proposal: Proposal, name: str
) -> None:
    gui.harness.tasks.holding.add(Lane.NETWORK)
    dialog = m3ter_dialog(gui, proposal)
    qtbot.waitUntil(dialog.isActiveWindow, timeout=TIMEOUT_MS)
    gui.harness.tasks.release_all()

    wait_for_focus(qtbot, field(dialog, name) if name else button(dialog, labels.CONNECT))


def test_a_proposal_that_comes_after_the_dialog_was_closed_changes_nothing(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.harness.tasks.holding.add(Lane.NETWORK)
    dialog = m3ter_dialog(gui, IN_PRACTICE)
    secret = field(dialog, labels.API_SECRET)
    press(dialog, Qt.Key.Key_Escape)
    assert dialogs() == []
    # It comes before the dialog is destroyed.
    gui.harness.tasks.release_all()
    assert secret.text() == ""
    gui.harness.tasks.holding.add(Lane.NETWORK)
    gui.view.connect_m3ter()
    (late,) = dialogs()
    gone: list[str] = []
    late.destroyed.connect(lambda: gone.append("late"))
    press(late, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: gone == ["late"], timeout=TIMEOUT_MS)
    # And after it.
    gui.harness.tasks.release_all()

    assert dialogs() == []
    assert nothing_is_stored(gui)


# -- another key ----------------------------------------------------------------------------------


def replacing(gui: WindowHarness) -> ConnectM3terDialog:
    connect_m3ter(gui, gui.harness.m3ter)
    gui.harness.m3ter.proposal = Proposal("org-of-the-profile", "api.m3ter.com")
    gui.view.show_settings()
    button(gui.window, labels.REPLACE_M3TER_KEY).click()
    (dialog,) = dialogs()
    return dialog


def test_replacing_the_key_keeps_the_organization(gui: WindowHarness, qtbot: QtBot) -> None:
    dialog = replacing(gui)
    former = set(gui.harness.keychain.entries)
    assert field(dialog, labels.ORGANIZATION_ID).text() == M3TER_ORGANIZATION
    assert field(dialog, labels.ACCESS_KEY_ID).text() == ""
    wait_for_focus(qtbot, field(dialog, labels.ACCESS_KEY_ID))
    new = AccessKey("key-2", Secret("api-secret-2"))
    gui.harness.m3ter.key = new
    type_text(field(dialog, labels.ACCESS_KEY_ID), new.id)
    type_text(field(dialog, labels.API_SECRET), new.secret.reveal())
    connect(dialog)

    assert dialogs() == []
    assert fact(gui.window, labels.ORGANIZATION_ID) == M3TER_ORGANIZATION
    assert fact(gui.window, labels.ACCESS_KEY_ID) == "key-2"
    assert list(gui.harness.keychain.entries.values()) == ["api-secret-2"]
    assert not former & set(gui.harness.keychain.entries)


def test_a_key_that_is_refused_leaves_the_former_one(gui: WindowHarness) -> None:
    dialog = replacing(gui)
    before = dict(gui.harness.keychain.entries)
    type_text(field(dialog, labels.ACCESS_KEY_ID), "key-2")
    type_text(field(dialog, labels.API_SECRET), "api-secret-2")
    connect(dialog)
    assert "m3ter did not accept the access key" in said(dialog)
    button(dialog, labels.CANCEL).click()

    assert gui.harness.keychain.entries == before
    assert gui.harness.m3ter.taken == (M3TER_ORGANIZATION, GOOD)
    assert fact(gui.window, labels.ACCESS_KEY_ID) == GOOD.id


def test_in_practice_another_key_is_filled_in_for_the_connected_organization(
    gui: WindowHarness,
) -> None:
    connect_m3ter(gui, gui.harness.m3ter)
    dialog = m3ter_dialog(gui, IN_PRACTICE)

    assert [field(dialog, name).text() for name in FIELDS[:2]] == [M3TER_ORGANIZATION, MADE_UP.id]
    button(dialog, labels.CANCEL).click()


def test_the_search_is_there_once_there_is_something_to_search(gui: WindowHarness) -> None:
    stripe_page(gui)
    assert in_sight(configurations(gui), QLineEdit) == []
    fill_m3ter(gui.harness.m3ter)
    enter(m3ter_dialog(gui), M3TER_ORGANIZATION, GOOD)
    connect(dialogs()[0])

    assert search(gui).isVisible()
