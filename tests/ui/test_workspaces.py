"""Several workspaces in one window: switching, what goes on behind, and what closes."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QListView, QMenu, QPushButton
from pytestqt.qtbot import QtBot

from desktop_app.core.credential import SecretPlace
from desktop_app.core.problems import StorageFailed
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.ui.delete_dialog import DeleteDialog
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE, Workspace
from tests.organizations import (
    ACME,
    ACME_SECRETS,
    GLOBEX,
    GLOBEX_SECRETS,
    LIVE_KEY,
    LONG_NAME,
    STAND_IN,
)
from tests.studio import Studio
from tests.ui.finding import (
    button,
    focused,
    named,
    open_dialog,
    open_wizard,
    wait_for_words,
    words,
)
from tests.ui.hands import press

ONLY_LIVE = ACME.split("[stripe_test]", maxsplit=1)[0]
CTRL = Qt.KeyboardModifier.ControlModifier


def menu(studio: Studio) -> QMenu:
    (found,) = studio.window.findChildren(QMenu)
    return found


def choices(studio: Studio) -> list[tuple[str, bool]]:
    """What the menu offers to be shown, and whether it is."""
    return [(a.text(), a.isChecked()) for a in menu(studio).actions() if a.isCheckable()]


def action(studio: Studio, text: str) -> QAction:
    (found,) = [a for a in menu(studio).actions() if a.text() == text]
    return found


def banner(studio: Studio) -> str:
    """The first words of what is shown."""
    labels = [label for label in studio.view.findChildren(QLabel) if label.isVisible()]
    return min(labels, key=lambda label: label.mapTo(studio.window, label.pos()).y()).text()


def begin(studio: Studio, workspace: Workspace, name: str = "EU billing") -> str:
    """Go to Stripe in an organization, without its wizard."""
    stripe = studio.computer.stripes[workspace.id]
    stripe.grant = replace(stripe.grant, livemode=True)
    return workspace.workflow.go_to_stripe(System.STRIPE, name, SecretPlace.KEYCHAIN)


def shown_after_restart(studio: Studio) -> str:
    studio.computer.restart()
    studio.open_window()
    studio.computer.start()
    return studio.view.organization


@pytest.fixture
def quits(monkeypatch: pytest.MonkeyPatch) -> list[None]:
    """How often the program was told to end."""
    quits: list[None] = []
    monkeypatch.setattr(QApplication, "quit", lambda: quits.append(None))
    return quits


@pytest.fixture
def acme(studio: Studio) -> Workspace:
    """An organization that is connected, with Practice shown."""
    workspace = studio.computer.connect()
    studio.window.show_workspace(PRACTICE)
    return workspace


def test_only_practice_is_there_at_first(studio: Studio) -> None:
    assert choices(studio) == [("Practice", True)]
    assert studio.window.windowTitle() == "m3ter Desktop"
    assert banner(studio).startswith("Practice workspace: no real accounts are used.")


def test_an_organization_that_is_connected_is_shown_and_can_be_left(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.computer.connect()

    assert choices(studio) == [("Practice", False), ("Acme Ltd", True)]
    assert studio.window.windowTitle() == "Acme Ltd – m3ter Desktop"
    assert banner(studio) == "Acme Ltd: live and test accounts of Stripe."
    wait_for_words(qtbot, studio.window, "Acme Ltd is connected")
    qtbot.waitUntil(named(studio.window, QListView, "Integrations").hasFocus)

    action(studio, "Practice").trigger()
    assert choices(studio) == [("Practice", True), ("Acme Ltd", False)]
    assert studio.window.windowTitle() == "m3ter Desktop"


@pytest.mark.parametrize(
    ("text", "secrets", "says"),
    [
        (GLOBEX, GLOBEX_SECRETS, "Globex GmbH: test accounts of Stripe."),
        (
            STAND_IN,
            ACME_SECRETS,
            "Acme rehearsal: a stand-in on this computer takes Stripe's place. For tests only.",
        ),
        (ONLY_LIVE, {System.STRIPE: LIVE_KEY}, "Acme Ltd: live accounts of Stripe."),
    ],
)
def test_the_banner_says_what_is_real(
    studio: Studio, text: str, secrets: dict[System, Secret], says: str
) -> None:
    studio.computer.connect(text, secrets)

    assert banner(studio) == says


def test_switch_opens_the_menu(studio: Studio, qtbot: QtBot) -> None:
    switch = button(studio.window, "Switch…")
    switch.setFocus()
    press(switch, Qt.Key.Key_Return)
    qtbot.waitUntil(menu(studio).isVisible)

    menu(studio).close()


@pytest.mark.parametrize("name", ["Practice", "PRACTICE"])
def test_an_organization_cannot_pass_for_practice(studio: Studio, name: str) -> None:
    studio.computer.connect(ACME.replace("Acme Ltd", name))

    assert [text for text, _ in choices(studio)] == ["Practice", f"{name} (org-acme)"]


def test_organizations_of_one_name_are_told_apart(studio: Studio) -> None:
    studio.computer.connect()
    studio.computer.connect(ACME.replace("org-acme", "org-second"))

    assert [text for text, _ in choices(studio)] == [
        "Practice",
        "Acme Ltd (org-acme)",
        "Acme Ltd (org-second)",
    ]


def test_a_name_is_text_and_nothing_else(studio: Studio) -> None:
    studio.computer.connect(ACME.replace("Acme Ltd", LONG_NAME.replace("Sons", "[*]")))
    name = LONG_NAME.replace("Sons", "[*]")

    assert [text for text, _ in choices(studio)][1] == name.replace("&", "&&")
    assert name.replace("[*]", "[*][*]") in studio.window.windowTitle()
    assert name in banner(studio)
    markup = [
        label.text()
        for label in studio.window.findChildren(QLabel)
        if label.textFormat() is not Qt.TextFormat.PlainText and "<" in label.text()
    ]
    assert markup == []


def test_each_has_pages_and_credentials_of_its_own(studio: Studio, acme: Workspace) -> None:
    studio.desk.make_active("Practice credential")
    begin(studio, acme)
    studio.window.show_workspace(acme.id)
    studio.view.show_stripe()

    assert [c.name for c in acme.workflow.credentials] == ["EU billing"]
    assert studio.panel().findChildren(QPushButton)
    assert "Practice credential" not in words(studio.window)


def test_stage_1_offers_only_what_the_profile_has(studio: Studio) -> None:
    studio.computer.connect(GLOBEX, GLOBEX_SECRETS)
    wizard = studio.wizard()
    systems = named(wizard, QComboBox, "External system")
    assert [systems.itemText(i) for i in range(systems.count())] == ["Stripe (Test Mode)"]


def test_switching_keeps_the_page_of_each(studio: Studio, acme: Workspace) -> None:
    studio.view.show_activity()
    studio.window.show_workspace(acme.id).show_settings()
    studio.window.show_workspace(PRACTICE)
    assert "What happened to credentials" in words(studio.window)

    studio.window.show_workspace(acme.id)
    assert "org-acme" in words(studio.window)


def test_the_keyboard_goes_on_where_it_was(studio: Studio, acme: Workspace) -> None:
    entries = named(studio.window, QListView, "Navigation")
    entries.setFocus()
    studio.window.show_workspace(acme.id)
    assert focused() is not entries
    studio.window.show_workspace(PRACTICE)

    assert focused() is entries


def test_what_is_shown_for_the_first_time_begins_at_its_page(studio: Studio) -> None:
    studio.computer.connect()
    assert shown_after_restart(studio) == "Acme Ltd"

    assert studio.window.focusWidget() is named(studio.view, QListView, "Integrations")


def test_the_workspace_that_was_shown_is_shown_at_the_next_start(
    studio: Studio, acme: Workspace
) -> None:
    assert shown_after_restart(studio) == ""
    studio.window.show_workspace(acme.id)
    assert shown_after_restart(studio) == "Acme Ltd"
    assert studio.window.windowTitle() == "Acme Ltd – m3ter Desktop"


def test_whoever_has_begun_something_at_the_start_is_not_disturbed(studio: Studio) -> None:
    studio.computer.connect()
    studio.computer.restart()
    studio.open_window()
    wizard = studio.wizard()
    studio.computer.start()

    assert studio.view.organization == ""
    assert wizard.isVisible()


def test_an_organization_that_cannot_be_opened_is_told(studio: Studio, qtbot: QtBot) -> None:
    studio.computer.connect()
    studio.close()
    folder = studio.computer.folder / "organizations"
    (folder / "org-acme.sqlite3").write_bytes(b"not a database" * 100)
    studio.computer.desk.crash()
    studio.open_window()
    studio.computer.start()

    assert studio.view.organization == ""
    wait_for_words(qtbot, studio.window, "“org-acme” can't be opened")
    button(studio.window, "Dismiss").click()
    assert "can't be opened" not in words(studio.window)


# -- what goes on behind --------------------------------------------------------------------------


def test_an_answer_in_a_hidden_workspace_is_told_and_interrupts_nobody(
    studio: Studio, acme: Workspace
) -> None:
    credential_id = begin(studio, acme)
    studio.approve_in_browser(acme)

    assert studio.view.organization == ""
    ((title, text),) = studio.desk.notifications.shown.values()
    assert title == "“EU billing” is ready to create"
    assert text.startswith("Acme Ltd: ")

    studio.desk.notifications.choose(credential_id)
    assert studio.view.organization == "Acme Ltd"
    selected = studio.panel().selected()
    assert selected is not None
    assert selected.id == credential_id


def test_time_that_gets_short_in_a_hidden_workspace_is_told_on_the_desktop(
    studio: Studio, acme: Workspace
) -> None:
    studio.window.show_workspace(acme.id).show_stripe()
    begin(studio, acme)
    studio.window.show_workspace(PRACTICE)
    alarm = studio.computer.alarms[acme.id]
    assert alarm.after is not None
    for _ in range(2):
        studio.desk.clock.pass_time(alarm.after)
        alarm.ring()

    (title,) = [title for title, _ in studio.desk.notifications.shown.values()]
    assert title == "2 minutes left to approve “EU billing”"


def test_a_wizard_is_put_away_with_its_workspace_and_comes_back_with_it(
    studio: Studio, acme: Workspace
) -> None:
    wizard = studio.wizard()
    wizard.next()
    studio.window.show_workspace(acme.id)
    assert not wizard.isVisible()
    assert open_wizard() is None

    studio.window.show_workspace(PRACTICE)
    assert open_wizard() is wizard
    assert wizard.windowModality() is Qt.WindowModality.WindowModal
    assert wizard.currentId() == 1


def test_a_question_is_put_away_too(studio: Studio, acme: Workspace) -> None:
    panel = studio.panel()
    panel.select(studio.desk.make_active())
    button(studio.window, "Delete…").click()
    dialog = open_dialog(DeleteDialog)
    studio.window.show_workspace(acme.id)
    assert not dialog.isVisible()

    studio.window.show_workspace(PRACTICE)
    assert dialog.isVisible()
    dialog.reject()
    assert len(studio.desk.workflow.credentials) == 1


def test_an_answer_brings_its_wizard_back_in_front_of_another_workspace(
    studio: Studio, acme: Workspace
) -> None:
    wizard = studio.begun()
    studio.window.show_workspace(acme.id)
    studio.desk.approve_in_browser()

    assert studio.view.organization == ""
    assert open_wizard() is wizard
    assert studio.desk.notifications.shown == {}


def test_return_to_m3ter_leads_to_the_workspace_that_was_answered(
    studio: Studio, acme: Workspace
) -> None:
    begin(studio, acme)
    studio.approve_in_browser(acme)
    studio.window.return_from_browser(acme.id)

    assert studio.view.organization == "Acme Ltd"
    assert "EU billing" in [c.name for c in acme.workflow.credentials]
    assert "Stripe Integrations" in words(studio.window)


def test_return_to_m3ter_from_a_forgotten_workspace_comes_to_the_front(studio: Studio) -> None:
    studio.window.return_from_browser("org-gone")

    assert studio.window.isVisible()
    assert studio.view.organization == ""


def test_deadlines_of_all_workspaces_are_looked_at_on_activation(
    studio: Studio, acme: Workspace
) -> None:
    begin(studio, acme)
    studio.desk.go("In Practice")
    studio.desk.clock.pass_time(studio.desk.ttl)
    QApplication.sendEvent(studio.window, QEvent(QEvent.Type.ActivationChange))

    assert acme.workflow.credentials == ()
    assert studio.desk.workflow.credentials == ()


def test_the_program_waits_for_a_code_that_is_out_in_a_hidden_workspace(
    studio: Studio, acme: Workspace, quits: list[None]
) -> None:
    begin(studio, acme)
    studio.desk.tasks.holding = {Lane.NETWORK}
    studio.approve_in_browser(acme)
    studio.window.close()
    assert quits == []

    studio.desk.tasks.release_all()
    assert len(quits) == 1
    assert not studio.window.isVisible()


def test_quit_in_the_menu_ends_the_program(studio: Studio, quits: list[None]) -> None:
    press(studio.window, Qt.Key.Key_Q, CTRL)

    assert len(quits) == 1


# -- what closes ----------------------------------------------------------------------------------


def test_a_workspace_that_closes_takes_its_dialogs_and_notifications_with_it(
    studio: Studio, qtbot: QtBot
) -> None:
    workspace = studio.computer.connect()
    begin(studio, workspace, "Late")
    studio.approve_in_browser(workspace)
    assert studio.desk.notifications.shown
    studio.wizard()
    studio.window.show_workspace(PRACTICE)
    studio.computer.workspaces.forget(workspace.id, keep_database=False)

    assert choices(studio) == [("Practice", True)]
    assert studio.desk.notifications.shown == {}
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QGuiApplication.processEvents()
    assert [w for w in QApplication.topLevelWidgets() if isinstance(w, CreateWizard)] == []
    # Whoever still listened would not be there to hear it.
    workspace.workflow.operation_failed(StorageFailed("late"))


def test_a_workspace_that_is_shown_and_closes_gives_way_to_practice(
    studio: Studio, qtbot: QtBot
) -> None:
    workspace = studio.computer.connect()
    studio.computer.workspaces.forget(workspace.id, keep_database=False)

    assert studio.view.organization == ""
    wait_for_words(qtbot, studio.window, "Acme Ltd was forgotten")
    assert studio.computer.shelf.shown() == ""


def test_a_workspace_that_is_connected_anew_replaces_its_view(studio: Studio) -> None:
    studio.computer.connect()
    studio.view.show_settings()
    studio.computer.connect(ACME.replace("Acme Ltd", "Acme plc"))

    assert choices(studio) == [("Practice", False), ("Acme plc", True)]
    assert studio.window.windowTitle() == "Acme plc – m3ter Desktop"
