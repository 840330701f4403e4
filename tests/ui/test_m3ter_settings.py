"""m3ter in Settings: the connection, disconnecting it, and what the log says of both."""

import csv
import io
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QTabBar
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import Detail, NotFoundError
from desktop_app.core.integrations import INTEGRATIONS
from desktop_app.ui.activity_model import Column
from desktop_app.ui.m3ter.settings_card import M3terCard
from desktop_app.ui.m3ter.systems import M3terSystems
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.fakes import M3TER_ORGANIZATION, FakeM3ter
from tests.m3ter_steps import configurations, connect_m3ter, fill_m3ter, stripe_page
from tests.ui import activity_steps
from tests.ui.finding import (
    accessible_description,
    button,
    buttons,
    focused,
    in_sight,
    open_dialog,
)
from tests.ui.hands import press
from tests.ui.m3ter_view import fact, said, toasts, wait_for_focus
from tests.waiting import TIMEOUT_MS
from tests.window_harness import WindowHarness

CONNECTED, DISCONNECTED = "m3ter connected", "m3ter disconnected"


def card(gui: WindowHarness) -> M3terCard:
    """Return the card in Settings, which is shown unless it is in sight."""
    if not in_sight(gui.window, M3terCard):
        gui.view.show_settings()
    (found,) = in_sight(gui.window, M3terCard)
    return found


@pytest.fixture
def connected(gui: WindowHarness) -> WindowHarness:
    """Settings, with m3ter connected."""
    fill_m3ter(gui.harness.m3ter)
    connect_m3ter(gui, gui.harness.m3ter)
    gui.view.show_settings()
    return gui


def ask_to_disconnect(gui: WindowHarness) -> Question:
    button(card(gui), labels.DISCONNECT_M3TER).click()
    return open_dialog(Question)


def disconnect(gui: WindowHarness) -> None:
    button(ask_to_disconnect(gui), labels.DISCONNECT).click()


# -- the connection -------------------------------------------------------------------------------


def test_without_m3ter_the_card_says_what_can_be_had(gui: WindowHarness) -> None:
    assert "Connection to m3ter" in said(card(gui))
    assert "Connect m3ter to register" in said(card(gui))
    assert buttons(card(gui)) == [labels.CONNECT_M3TER]


def test_the_card_names_the_organization_and_the_key_and_never_the_secret(
    connected: WindowHarness,
) -> None:
    shown = card(connected)
    assert fact(shown, labels.ORGANIZATION_ID) == M3TER_ORGANIZATION
    assert fact(shown, labels.ACCESS_KEY_ID) == FakeM3ter.key.id
    assert fact(shown, labels.API_SECRET) == labels.IN_KEYCHAIN
    assert fact(shown, "Credentials") == "Registered with m3ter when they are created"
    assert FakeM3ter.key.secret.reveal() not in said(shown)
    assert "Connect m3ter to register" not in said(shown)
    assert buttons(shown) == ["Replace…", labels.DISCONNECT_M3TER]


def test_the_card_says_that_credentials_are_not_offered(gui: WindowHarness) -> None:
    gui.harness.m3ter.credentials_error = NotFoundError(Detail(status=404))
    connect_m3ter(gui, gui.harness.m3ter)

    assert fact(card(gui), "Credentials").startswith("Not registered")


def test_a_key_of_an_earlier_session_has_to_be_entered_again(gui: WindowHarness) -> None:
    commands = gui.computer.workspaces.workspaces[0].commands.m3ter
    commands.connect(M3TER_ORGANIZATION, FakeM3ter.key, SecretPlace.SESSION)
    assert fact(card(gui), labels.API_SECRET) == "For this session only"
    gui.window.close()
    gui.window.deleteLater()
    gui.computer.restart()
    gui.open_window()
    gui.computer.start()

    assert fact(card(gui), labels.API_SECRET) == "Not stored: enter it again"


# -- disconnecting --------------------------------------------------------------------------------


def test_disconnecting_is_asked_with_its_consequences(connected: WindowHarness) -> None:
    question = ask_to_disconnect(connected)

    assert "Disconnect m3ter?" in said(question)
    assert "It still works until it is deleted at m3ter." in said(question)
    assert "What was read from m3ter is deleted from this computer." in said(question)
    assert f"the integrations of {M3TER_ORGANIZATION} keep running" in said(question)
    assert button(question, labels.CANCEL).isDefault()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_and_escape_disconnect_nothing(
    connected: WindowHarness, qtbot: QtBot, key: Qt.Key
) -> None:
    button(card(connected), labels.DISCONNECT_M3TER).setFocus()
    question = ask_to_disconnect(connected)
    qtbot.waitUntil(question.isActiveWindow, timeout=TIMEOUT_MS)
    press(focused(), key)

    assert not question.isVisible()
    assert fact(card(connected), labels.ORGANIZATION_ID) == M3TER_ORGANIZATION
    assert toasts(connected) == []
    # As window managers do; the platform of the tests leaves it to the program.
    connected.window.activateWindow()
    wait_for_focus(qtbot, button(card(connected), labels.DISCONNECT_M3TER))


def test_after_disconnecting_everything_is_gone(connected: WindowHarness) -> None:
    gui = connected
    stripe_page(gui)
    disconnect(gui)

    assert toasts(gui) == ["m3ter is disconnected."]
    assert buttons(card(gui)) == [labels.CONNECT_M3TER]
    assert gui.harness.state.m3ter is None
    assert gui.harness.ports.m3ter_store.load() is None
    assert gui.harness.keychain.entries == {}
    assert gui.harness.m3ter.taken is None
    stripe_page(gui)
    assert "m3ter is not connected" in said(configurations(gui))
    assert "4 configurations" not in said(configurations(gui))
    assert labels.CONNECT_M3TER in buttons(configurations(gui))


def test_after_disconnecting_the_built_in_list_is_back(connected: WindowHarness) -> None:
    gui = connected
    gui.view.show_integrations()
    names = [each.name for each in INTEGRATIONS if not each.available]
    stripe_card = button(gui.window, labels.STRIPE)
    assert "4 configurations" in accessible_description(stripe_card)
    assert "Xero" not in said(gui.window)
    disconnect(gui)
    gui.view.show_integrations()

    assert in_sight(gui.window, M3terSystems) == []
    assert all(name in said(gui.window) for name in names)
    assert "configuration" not in accessible_description(stripe_card)
    button(gui.window, labels.CONNECT_M3TER)


def test_the_focus_is_on_what_connects_again(connected: WindowHarness, qtbot: QtBot) -> None:
    asking = button(card(connected), labels.DISCONNECT_M3TER)
    asking.setFocus()
    press(asking, Qt.Key.Key_Space)
    question = open_dialog(Question)
    qtbot.waitUntil(question.isActiveWindow, timeout=TIMEOUT_MS)
    button(question, labels.DISCONNECT).click()

    # As window managers do; the platform of the tests leaves it to the program.
    connected.window.activateWindow()
    wait_for_focus(qtbot, button(card(connected), labels.CONNECT_M3TER))


def test_disconnecting_ends_a_reading(connected: WindowHarness) -> None:
    connected.harness.tasks.holding.add(Lane.NETWORK)
    connected.computer.workspaces.workspaces[0].commands.m3ter.refresh()
    disconnect(connected)
    connected.harness.tasks.release_all()

    assert connected.harness.state.m3ter is None
    assert connected.harness.ports.m3ter_store.load() is None
    assert buttons(card(connected)) == [labels.CONNECT_M3TER]


def test_that_it_was_not_disconnected_is_told_and_it_can_be_tried_again(
    connected: WindowHarness,
) -> None:
    gui = connected
    gui.harness.disk.is_full = True
    disconnect(gui)

    assert "The disk with the data folder is full" in said(card(gui))
    assert toasts(gui) == []
    assert fact(card(gui), labels.ORGANIZATION_ID) == M3TER_ORGANIZATION
    assert list(gui.harness.keychain.entries.values()) == [FakeM3ter.key.secret.reveal()]
    gui.harness.disk.mend()
    disconnect(gui)
    assert toasts(gui) == ["m3ter is disconnected."]
    assert "The disk with the data folder is full" not in said(card(gui))


def test_disconnecting_twice_is_disconnecting_once(connected: WindowHarness) -> None:
    question = ask_to_disconnect(connected)
    connected.computer.workspaces.workspaces[0].commands.m3ter.disconnect()
    button(question, labels.DISCONNECT).click()

    assert buttons(card(connected)) == [labels.CONNECT_M3TER]
    connected.activity()
    assert activity_steps.rows(connected).count(DISCONNECTED) == 1


def test_an_organizations_settings_have_the_card_too(gui: WindowHarness) -> None:
    workspace = gui.connect()
    assert buttons(card(gui)) == [labels.CONNECT_M3TER]
    m3ter = gui.computer.m3ters[workspace.id]
    workspace.commands.m3ter.connect(m3ter.organization_id, m3ter.key, SecretPlace.KEYCHAIN)

    assert fact(card(gui), labels.ACCESS_KEY_ID) == m3ter.key.id
    disconnect(gui)
    assert buttons(card(gui)) == [labels.CONNECT_M3TER]
    assert toasts(gui) == ["m3ter is disconnected."]


# -- the log --------------------------------------------------------------------------------------


def cells(gui: WindowHarness, what: str) -> dict[str, str]:
    """Return what the one entry of this kind says, by the headings of the columns."""
    model = activity_steps.table(gui).model()
    (row,) = [
        row
        for row in range(model.rowCount())
        if str(model.index(row, Column.WHAT).data()).startswith(what)
    ]
    headings = [
        str(model.headerData(each, Qt.Orientation.Horizontal)) for each in range(len(Column))
    ]
    return {
        heading: str(model.index(row, place).data(Qt.ItemDataRole.AccessibleTextRole) or "")
        for place, heading in enumerate(headings)
    }


def test_the_log_tells_both_with_the_organization_and_no_system(connected: WindowHarness) -> None:
    disconnect(connected)
    connected.activity()

    for what in (CONNECTED, DISCONNECTED):
        entry = cells(connected, what)
        assert M3TER_ORGANIZATION in " ".join(entry.values())
        assert "Stripe" not in " ".join(entry.values())
    assert activity_steps.rows(connected) == [DISCONNECTED, CONNECTED]


def test_the_log_can_be_searched_for_the_organization(connected: WindowHarness) -> None:
    connected.harness.make_active("EU billing")
    connected.activity()
    activity_steps.search(connected).setText(M3TER_ORGANIZATION)

    assert activity_steps.rows(connected) == [CONNECTED]


def test_the_exported_log_has_both(connected: WindowHarness, tmp_path: Path) -> None:
    disconnect(connected)
    path = tmp_path / "activity.csv"
    connected.export(str(path))
    text = connected.harness.documents.written[path]
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))
    told = {row["What happened"]: row for row in rows}

    assert set(told) == {CONNECTED, DISCONNECTED}
    for row in rows:
        assert row["Details"] == M3TER_ORGANIZATION
        assert row["System"] == ""
        assert row["Credential"] == row["Credential ID"] == row["Account ID"] == ""
        assert row["By"] == "ada"


def test_every_control_of_the_card_has_a_name(connected: WindowHarness) -> None:
    shown = card(connected)
    names = [each.accessibleName() or each.text() for each in in_sight(shown, QPushButton)]

    assert names == [labels.REPLACE_M3TER_KEY, labels.DISCONNECT_M3TER]
    assert in_sight(shown, QTabBar) == []
