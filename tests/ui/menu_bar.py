"""The menu bar, as a person reads it: menus and entries by their words."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from tests.window_harness import WindowHarness


def plain(text: str) -> str:
    """Return a text without the mark of its mnemonic."""
    return text.replace("&", "")


def menu_named(gui: WindowHarness, title: str) -> QMenu:
    """Return the menu with this title."""
    (found,) = [a for a in gui.window.menuBar().actions() if plain(a.text()) == title]
    menu = found.menu()
    assert isinstance(menu, QMenu)
    return menu


def entries(menu: QMenu) -> list[str]:
    """Return what the entries of a menu say, with those that are greyed."""
    return [plain(a.text()) for a in menu.actions() if a.isVisible() and not a.isSeparator()]


def possible(menu: QMenu) -> list[str]:
    """Return what the entries of a menu say that are not greyed."""
    offered = [a for a in menu.actions() if a.isVisible() and a.isEnabled()]
    return [plain(a.text()) for a in offered if not a.isSeparator()]


def entry(gui: WindowHarness, title: str, text: str) -> QAction:
    """Return the entry of a menu with these words."""
    (found,) = [a for a in menu_named(gui, title).actions() if plain(a.text()) == text]
    return found
