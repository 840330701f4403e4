"""What the window remembers for the next start: its place, and the page of each workspace."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.system.window_settings import StoredWindow
from desktop_app.ui.activity_page import ActivityPage
from desktop_app.ui.integrations_page import IntegrationsPage
from desktop_app.ui.settings_page import OrganizationSettings, PracticeSettings
from desktop_app.ui.stripe_page import StripePage
from desktop_app.ui.workspace_view import WorkspaceView
from desktop_app.workflow.workspace import PRACTICE
from tests.ui.finding import in_sight
from tests.window_harness import WindowHarness

PAGES = (IntegrationsPage, StripePage, ActivityPage, PracticeSettings, OrganizationSettings)


def page(gui: WindowHarness) -> type[QWidget]:
    """The kind of the page in sight."""
    (found,) = [kind for kind in PAGES if in_sight(gui.window, kind)]
    return found


def open_again(gui: WindowHarness) -> None:
    """Close the window, and open the next run's. Its workspaces are not read yet."""
    gui.window.close()
    gui.window.deleteLater()
    gui.settings = StoredWindow(gui.computer.folder / "window.ini")
    gui.computer.restart()
    gui.open_window()


def start_again(gui: WindowHarness) -> None:
    """Open the next run's window, and read its workspaces."""
    open_again(gui)
    gui.computer.start()


# -- pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("show", "shown"),
    [
        (WorkspaceView.show_stripe, StripePage),
        (WorkspaceView.show_activity, ActivityPage),
        (WorkspaceView.show_settings, PracticeSettings),
    ],
)
def test_the_page_is_shown_again_once_the_databases_are_read(
    gui: WindowHarness, show: Callable[[WorkspaceView], object], shown: type[QWidget]
) -> None:
    show(gui.view)
    open_again(gui)
    assert page(gui) is IntegrationsPage
    assert gui.window.findChildren(shown) == [], "nothing is made before the first paint"

    gui.computer.start()
    assert page(gui) is shown


def test_going_back_is_remembered_too(gui: WindowHarness) -> None:
    gui.view.show_activity()
    gui.view.show_integrations()
    start_again(gui)
    assert page(gui) is IntegrationsPage


def test_each_workspace_has_its_page(gui: WindowHarness) -> None:
    acme = gui.connect()
    gui.view.show_settings()
    gui.window.show_workspace(PRACTICE)
    gui.view.show_stripe()
    gui.window.show_workspace(acme.id)
    start_again(gui)
    assert gui.view.organization == "Acme Ltd"
    assert page(gui) is OrganizationSettings

    gui.window.show_workspace(PRACTICE)
    assert page(gui) is StripePage


def test_a_person_who_has_gone_somewhere_meanwhile_stays_there(gui: WindowHarness) -> None:
    gui.view.show_stripe()
    open_again(gui)
    gui.view.show_activity()
    gui.computer.start()
    assert page(gui) is ActivityPage


def test_a_person_who_has_come_back_meanwhile_stays_there(gui: WindowHarness) -> None:
    gui.view.show_stripe()
    open_again(gui)
    gui.settings.workspace(PRACTICE).remember_page("STRIPE")
    gui.view.show_activity()
    gui.view.show_integrations()
    gui.computer.start()
    assert page(gui) is IntegrationsPage


def test_a_page_is_restored_once(gui: WindowHarness) -> None:
    acme = gui.connect()
    gui.window.show_workspace(PRACTICE)
    gui.settings.workspace(PRACTICE).remember_page("STRIPE")
    gui.window.show_workspace(acme.id)
    gui.window.show_workspace(PRACTICE)
    assert page(gui) is IntegrationsPage


@pytest.mark.parametrize("name", ["", "NEVER", "stripe", "1"])
def test_a_page_that_there_is_not_is_not_shown(gui: WindowHarness, name: str) -> None:
    open_again(gui)
    gui.settings.workspace(PRACTICE).remember_page(name)
    gui.computer.start()
    assert page(gui) is IntegrationsPage


def test_nothing_is_remembered_of_a_forgotten_organization(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    acme = gui.connect()
    gui.view.show_activity()
    assert gui.settings.workspace(acme.id).page == "ACTIVITY"
    dialog = gui.forget_dialog()
    gui.press_forget(dialog)
    qtbot.waitUntil(lambda: gui.view.organization == "")

    assert gui.settings.workspace(acme.id).page == ""


def test_an_organization_that_is_connected_again_keeps_what_is_remembered(
    gui: WindowHarness,
) -> None:
    table = gui.settings.workspace(gui.connect().id).table("credentials")
    table.remember_widths({"NAME": 240})
    gui.connect()

    assert dict(table.widths) == {"NAME": 240}


# -- the window -----------------------------------------------------------------------------------


def test_the_window_is_where_it_was(gui: WindowHarness) -> None:
    place = QRect(40, 70, 700, 500)
    gui.window.setGeometry(place)
    open_again(gui)
    assert gui.window.geometry() == place
    assert not gui.window.isMaximized()


def test_a_maximized_window_is_maximized_again(gui: WindowHarness) -> None:
    place = QRect(40, 70, 700, 500)
    gui.window.setGeometry(place)
    gui.window.showMaximized()
    QApplication.processEvents()
    open_again(gui)
    assert gui.window.isMaximized()
    gui.window.close()

    assert StoredWindow(gui.computer.folder / "window.ini").is_maximized


def test_a_window_that_was_elsewhere_comes_back_onto_the_screen(gui: WindowHarness) -> None:
    gui.window.setGeometry(QRect(5000, 5000, 700, 500))
    open_again(gui)
    screen = QApplication.primaryScreen().availableGeometry()
    assert screen.contains(gui.window.geometry())
    assert gui.window.size() == QSize(700, 500)


def test_the_window_can_be_made_small(gui: WindowHarness) -> None:
    assert gui.window.minimumSize() == QSize(640, 420)
