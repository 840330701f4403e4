"""Several workspaces in one window: switching, what goes on behind, and what closes."""

from dataclasses import replace
from datetime import timedelta
from html import escape

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QListView, QMenu, QPushButton, QRadioButton
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import StorageError
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE, Workspace
from tests import labels
from tests.organizations import (
    ACME,
    ACME_SECRETS,
    GLOBEX,
    GLOBEX_SECRETS,
    LIVE_KEY,
    LONG_NAME,
    STAND_IN,
)
from tests.ui.finding import (
    accessible_description,
    accessible_name,
    button,
    chosen_system,
    focused,
    in_sight,
    named,
    open_dialog,
    open_wizard,
    wait_for_words,
    words,
)
from tests.ui.hands import press
from tests.window_harness import WindowHarness

ONLY_LIVE = ACME.split("[stripe_test]", maxsplit=1)[0]
CTRL = Qt.KeyboardModifier.ControlModifier


def menu(gui: WindowHarness) -> QMenu:
    menus = gui.window.findChildren(QMenu)
    (found,) = [each for each in menus if each.title().replace("&", "") == labels.WORKSPACE]
    return found


def choices(gui: WindowHarness) -> list[tuple[str, bool]]:
    """What the menu offers to be shown, and whether it is."""
    return [(a.text(), a.isChecked()) for a in menu(gui).actions() if a.isCheckable()]


def action(gui: WindowHarness, text: str) -> QAction:
    (found,) = [a for a in menu(gui).actions() if a.text() == text]
    return found


def banner(gui: WindowHarness) -> str:
    """The first words of what is shown."""
    shown = [label for label in gui.view.findChildren(QLabel) if label.isVisible()]
    return min(shown, key=lambda label: label.mapTo(gui.window, label.pos()).y()).text()


def begin(gui: WindowHarness, workspace: Workspace, name: str = "EU billing") -> str:
    """Go to Stripe in an organization, without its wizard."""
    stripe = gui.computer.stripes[workspace.id]
    stripe.grant = replace(stripe.grant, livemode=True)
    return workspace.commands.go_to_stripe(System.STRIPE, name, SecretPlace.KEYCHAIN)


def shown_after_restart(gui: WindowHarness) -> str:
    gui.computer.restart()
    gui.open_window()
    gui.computer.start()
    return gui.view.organization


@pytest.fixture
def quits(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """How often the program was told to end."""
    quits: list[None] = []
    monkeypatch.setattr(QApplication, "quit", lambda: quits.append(None))
    return quits


@pytest.fixture
def acme(gui: WindowHarness) -> Workspace:
    """An organization that is connected, with Practice shown."""
    workspace = gui.connect()
    gui.window.show_workspace(PRACTICE)
    return workspace


def test_only_practice_is_there_at_first(gui: WindowHarness) -> None:
    assert choices(gui) == [(labels.PRACTICE, True)]
    assert gui.window.windowTitle() == labels.WINDOW
    assert banner(gui).startswith("Practice workspace: no real accounts are used.")


def test_an_organization_that_is_connected_is_shown_and_can_be_left(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.connect()

    assert choices(gui) == [(labels.PRACTICE, False), ("Acme Ltd", True)]
    assert gui.window.windowTitle() == "Acme Ltd – m3ter Desktop"
    assert banner(gui) == labels.INTEGRATIONS, "real accounts need no strip"
    assert accessible_description(button(gui.window, labels.SWITCH)) == "Acme Ltd"
    wait_for_words(qtbot, gui.window, "Acme Ltd is connected")
    qtbot.waitUntil(button(gui.window, labels.STRIPE).hasFocus)

    action(gui, labels.PRACTICE).trigger()
    assert choices(gui) == [(labels.PRACTICE, True), ("Acme Ltd", False)]
    assert gui.window.windowTitle() == labels.WINDOW
    assert accessible_description(button(gui.window, labels.SWITCH)) == labels.PRACTICE


@pytest.mark.parametrize(
    ("text", "secrets", "says"),
    [
        (GLOBEX, GLOBEX_SECRETS, labels.INTEGRATIONS),
        (
            STAND_IN,
            ACME_SECRETS,
            "Acme rehearsal: a stand-in on this computer takes Stripe’s place. For tests only.",
        ),
        (ONLY_LIVE, {System.STRIPE: LIVE_KEY}, labels.INTEGRATIONS),
    ],
)
def test_the_strip_says_what_is_not_real_and_is_not_there_otherwise(
    gui: WindowHarness, text: str, secrets: dict[System, Secret], says: str
) -> None:
    gui.connect(text, secrets)

    assert banner(gui) == says


def test_switch_opens_the_menu(gui: WindowHarness, qtbot: QtBot) -> None:
    switch = button(gui.window, labels.SWITCH)
    switch.setFocus()
    press(switch, Qt.Key.Key_Return)
    qtbot.waitUntil(menu(gui).isVisible)

    menu(gui).close()


@pytest.mark.parametrize("name", [labels.PRACTICE, "PRACTICE"])
def test_an_organization_cannot_pass_for_practice(gui: WindowHarness, name: str) -> None:
    gui.connect(ACME.replace("Acme Ltd", name))

    assert [text for text, _ in choices(gui)] == [labels.PRACTICE, f"{name} (org-acme)"]


def test_organizations_of_one_name_are_told_apart(gui: WindowHarness) -> None:
    gui.connect()
    gui.connect(ACME.replace("org-acme", "org-second"))

    assert [text for text, _ in choices(gui)] == [
        labels.PRACTICE,
        "Acme Ltd (org-acme)",
        "Acme Ltd (org-second)",
    ]


def test_a_name_is_text_and_nothing_else(gui: WindowHarness) -> None:
    gui.connect(ACME.replace("Acme Ltd", LONG_NAME.replace("Sons", "[*]")))
    name = LONG_NAME.replace("Sons", "[*]")

    assert [text for text, _ in choices(gui)][1] == name.replace("&", "&&")
    assert name.replace("[*]", "[*][*]") in gui.window.windowTitle()
    switch = button(gui.window, labels.SWITCH)
    assert accessible_description(switch) == name
    assert switch.toolTip() == f"<span>{escape(name)}</span>"
    markup = [
        label.text()
        for label in gui.window.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and "<" in label.text()
    ]
    assert markup == []


def test_each_has_pages_and_credentials_of_its_own(gui: WindowHarness, acme: Workspace) -> None:
    gui.harness.make_active("Practice credential")
    begin(gui, acme)
    gui.window.show_workspace(acme.id)
    gui.view.show_stripe()

    assert [c.name for c in acme.state.credentials] == ["EU billing"]
    assert gui.panel().findChildren(QPushButton)
    assert "Practice credential" not in words(gui.window)


def test_stage_1_offers_only_what_the_profile_has(gui: WindowHarness) -> None:
    gui.connect(GLOBEX, GLOBEX_SECRETS)
    wizard = gui.wizard()
    assert [accessible_name(r) for r in in_sight(wizard, QRadioButton)] == [labels.STRIPE_TEST]
    assert chosen_system(wizard) == labels.STRIPE_TEST


def test_switching_keeps_the_page_of_each(gui: WindowHarness, acme: Workspace) -> None:
    gui.view.show_activity()
    gui.window.show_workspace(acme.id).show_settings()
    gui.window.show_workspace(PRACTICE)
    assert "What happened to credentials" in words(gui.window)

    gui.window.show_workspace(acme.id)
    assert "org-acme" in words(gui.window)


def test_the_keyboard_goes_on_where_it_was(gui: WindowHarness, acme: Workspace) -> None:
    entries = named(gui.window, QListView, labels.NAVIGATION)
    entries.setFocus()
    gui.window.show_workspace(acme.id)
    assert focused() is not entries
    gui.window.show_workspace(PRACTICE)

    assert focused() is entries


def test_what_is_shown_for_the_first_time_begins_at_its_page(gui: WindowHarness) -> None:
    gui.connect()
    assert shown_after_restart(gui) == "Acme Ltd"

    assert gui.window.focusWidget() is button(gui.view, labels.STRIPE)


def test_the_workspace_that_was_shown_is_shown_at_the_next_start(
    gui: WindowHarness, acme: Workspace
) -> None:
    assert shown_after_restart(gui) == ""
    gui.window.show_workspace(acme.id)
    assert shown_after_restart(gui) == "Acme Ltd"
    assert gui.window.windowTitle() == "Acme Ltd – m3ter Desktop"


def test_whoever_has_begun_something_at_the_start_is_not_disturbed(gui: WindowHarness) -> None:
    gui.connect()
    gui.computer.restart()
    gui.open_window()
    wizard = gui.wizard()
    gui.computer.start()

    assert gui.view.organization == ""
    assert wizard.isVisible()


def test_an_organization_that_cannot_be_opened_is_told(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.connect()
    gui.close()
    folder = gui.computer.folder / "organizations"
    (folder / "org-acme.sqlite3").write_bytes(b"not a database" * 100)
    gui.computer.harness.crash()
    gui.open_window()
    gui.computer.start()

    assert gui.view.organization == ""
    wait_for_words(qtbot, gui.window, "“org-acme” can’t be opened")
    # Where the databases are is in the user guide.
    assert "the user guide says how to go on" in words(gui.window)
    button(gui.window, labels.OPEN_DATA_FOLDER).click()
    assert gui.harness.file_manager.opened == [gui.computer.folder]
    button(gui.window, labels.CONNECT_AGAIN).click()
    open_dialog(ConnectDialog).reject()
    button(gui.window, f"{labels.DISMISS}: “org-acme” can’t be opened").click()
    assert "can’t be opened" not in words(gui.window)


# -- what goes on behind --------------------------------------------------------------------------


def test_an_answer_in_a_hidden_workspace_is_told_and_interrupts_nobody(
    gui: WindowHarness, acme: Workspace
) -> None:
    credential_id = begin(gui, acme)
    gui.approve_in_browser(acme)

    assert gui.view.organization == ""
    ((title, text),) = gui.harness.notifications.shown.values()
    assert title == "“EU billing” is ready to create"
    assert text.startswith("Acme Ltd: ")

    gui.harness.notifications.choose(credential_id)
    assert gui.view.organization == "Acme Ltd"
    selected = gui.panel().selected()
    assert selected is not None
    assert selected.id == credential_id


def test_time_that_gets_short_in_a_hidden_workspace_is_told_on_the_desktop(
    gui: WindowHarness, acme: Workspace
) -> None:
    gui.window.show_workspace(acme.id).show_stripe()
    begin(gui, acme)
    gui.window.show_workspace(PRACTICE)
    alarm = gui.computer.alarms[acme.id]
    assert alarm.after is not None
    for _ in range(2):
        gui.harness.clock.pass_time(alarm.after)
        alarm.ring()

    (title,) = [title for title, _ in gui.harness.notifications.shown.values()]
    assert title == "2 minutes left to approve “EU billing”"


def test_a_wizard_is_put_away_with_its_workspace_and_comes_back_with_it(
    gui: WindowHarness, acme: Workspace
) -> None:
    wizard = gui.wizard()
    wizard.next()
    gui.window.show_workspace(acme.id)
    assert not wizard.isVisible()
    assert open_wizard() is None

    gui.window.show_workspace(PRACTICE)
    assert open_wizard() is wizard
    assert wizard.windowModality() is Qt.WindowModality.WindowModal
    assert wizard.currentId() == 1


def test_a_question_is_put_away_too(gui: WindowHarness, acme: Workspace) -> None:
    panel = gui.panel()
    panel.select(gui.harness.make_active())
    button(gui.window, labels.DELETE_CREDENTIAL).click()
    dialog = open_dialog(DeleteDialog)
    gui.window.show_workspace(acme.id)
    assert not dialog.isVisible()

    gui.window.show_workspace(PRACTICE)
    assert dialog.isVisible()
    dialog.reject()
    assert len(gui.harness.state.credentials) == 1


def test_an_answer_brings_its_wizard_back_in_front_of_another_workspace(
    gui: WindowHarness, acme: Workspace
) -> None:
    wizard = gui.begun()
    gui.window.show_workspace(acme.id)
    gui.harness.approve_in_browser()

    assert gui.view.organization == ""
    assert open_wizard() is wizard
    assert gui.harness.notifications.shown == {}


def test_return_to_m3ter_leads_to_the_workspace_that_was_answered(
    gui: WindowHarness, acme: Workspace
) -> None:
    begin(gui, acme)
    gui.approve_in_browser(acme)
    gui.window.return_from_browser(acme.id)

    assert gui.view.organization == "Acme Ltd"
    assert "EU billing" in [c.name for c in acme.state.credentials]
    assert labels.STRIPE_INTEGRATIONS in words(gui.window)


def test_return_to_m3ter_from_a_forgotten_workspace_comes_to_the_front(gui: WindowHarness) -> None:
    gui.window.return_from_browser("org-gone")

    assert gui.window.isVisible()
    assert gui.view.organization == ""


def test_deadlines_of_all_workspaces_are_looked_at_on_activation(
    gui: WindowHarness, acme: Workspace
) -> None:
    begin(gui, acme)
    gui.harness.go("In Practice")
    gui.harness.clock.pass_time(gui.harness.ttl)
    assert acme.state.credentials, "nobody has looked yet"
    assert gui.harness.state.credentials, "nobody has looked yet"
    QApplication.sendEvent(gui.window, QEvent(QEvent.Type.ActivationChange))

    assert acme.state.credentials == ()
    assert gui.harness.state.credentials == ()


def test_accounts_of_all_workspaces_are_read_again_on_activation(
    gui: WindowHarness, acme: Workspace
) -> None:
    begin(gui, acme)
    gui.approve_in_browser(acme)
    (credential,) = acme.state.credentials
    acme.commands.create(credential.id)
    in_practice = gui.harness.make_active("In Practice")
    gui.harness.clock.pass_time(timedelta(hours=1, minutes=1))
    QApplication.sendEvent(gui.window, QEvent(QEvent.Type.ActivationChange))

    now = gui.harness.clock.now().utc
    assert [each.checked for each in acme.state.credentials] == [now]
    assert gui.harness.credential(in_practice).checked == now


def test_the_program_waits_for_a_code_that_is_out_in_a_hidden_workspace(
    gui: WindowHarness, acme: Workspace, quits: list[None]
) -> None:
    begin(gui, acme)
    gui.harness.tasks.holding = {Lane.NETWORK}
    gui.approve_in_browser(acme)
    gui.window.close()
    assert quits == []

    gui.harness.tasks.release_all()
    assert len(quits) == 1
    assert not gui.window.isVisible()


def test_quit_in_the_menu_ends_the_program(gui: WindowHarness, quits: list[None]) -> None:
    press(gui.window, Qt.Key.Key_Q, CTRL)

    assert len(quits) == 1


# -- what closes ----------------------------------------------------------------------------------


def test_a_workspace_that_closes_takes_its_dialogs_and_notifications_with_it(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    workspace = gui.connect()
    workflow = gui.computer.workflow(workspace)
    begin(gui, workspace, "Late")
    gui.approve_in_browser(workspace)
    assert gui.harness.notifications.shown
    gui.wizard()
    gui.window.show_workspace(PRACTICE)
    gui.computer.asks.forget(workspace.id, keep_history=False)

    assert choices(gui) == [(labels.PRACTICE, True)]
    assert gui.harness.notifications.shown == {}
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QGuiApplication.processEvents()
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, CreateWizard)] == []
    # Whoever still listened would not be there to hear it.
    workflow.operation_failed(StorageError("late"))


def test_a_workspace_that_is_shown_and_closes_gives_way_to_practice(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    workspace = gui.connect()
    gui.window.show_workspace(workspace.id).forget_confirmed.emit(False)

    assert gui.view.organization == ""
    wait_for_words(qtbot, gui.window, "Acme Ltd was forgotten")
    assert gui.computer.repository.shown() == ""


def test_a_workspace_that_is_connected_anew_replaces_its_view(gui: WindowHarness) -> None:
    gui.connect()
    gui.view.show_settings()
    gui.connect(ACME.replace("Acme Ltd", "Acme plc"))

    assert choices(gui) == [(labels.PRACTICE, False), ("Acme plc", True)]
    assert gui.window.windowTitle() == "Acme plc – m3ter Desktop"
