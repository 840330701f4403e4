"""The workspaces of organizations, and the menu that switches between them."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QMenu, QWidget

from desktop_app.core.credential import SecretPlace
from tests import labels
from tests.organizations import ACME, GLOBEX, GLOBEX_SECRETS, LONG_NAME, STAND_IN
from tests.translations.pseudo_text import plain
from tests.window_harness import WindowHarness


def workspace_menu(gui: WindowHarness) -> QWidget:
    gui.connect()
    gui.connect(GLOBEX, GLOBEX_SECRETS)
    menus = gui.window.findChildren(QMenu)
    menu = next(m for m in menus if plain(m.title()).replace("&", "") == labels.WORKSPACE)
    menu.popup(gui.window.mapToGlobal(QPoint(0, 0)))
    return menu


def connected(gui: WindowHarness) -> QWidget:
    gui.connect()
    return gui.window


def connected_for_session(gui: WindowHarness) -> QWidget:
    gui.connect(place=SecretPlace.SESSION)
    return gui.window


def stand_in_workspace(gui: WindowHarness) -> QWidget:
    gui.connect(STAND_IN)
    gui.view.show_stripe()
    return gui.window


def long_named_workspace(gui: WindowHarness) -> QWidget:
    gui.connect(ACME.replace("Acme Ltd", LONG_NAME))
    gui.window.resize(760, 520)
    return gui.window


def organization_unreadable(gui: WindowHarness) -> QWidget:
    gui.connect()
    folder = gui.computer.folder / "organizations"
    gui.close()
    (folder / "org-acme.sqlite3").write_bytes(b"not a database" * 100)
    gui.computer.harness.crash()
    gui.open_window()
    gui.computer.start()
    return gui.window
