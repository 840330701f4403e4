"""What the Help menu opens."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget

from desktop_app.ui.help.about_dialog import AboutDialog
from desktop_app.ui.help.guide_window import GuideWindow
from desktop_app.ui.help.shortcuts_dialog import ShortcutsDialog
from tests import labels
from tests.translations.pseudo_text import plain
from tests.window_harness import WindowHarness


def help_menu(gui: WindowHarness) -> QWidget:
    menu = _menu(gui)
    menu.popup(gui.window.mapToGlobal(QPoint(0, 0)))
    return menu


def guide(gui: WindowHarness) -> QWidget:
    return opened_guide(gui)


def guide_table(gui: WindowHarness) -> QWidget:
    gui.view.show_stripe()
    return opened_guide(gui)


def guide_searched(gui: WindowHarness) -> QWidget:
    window = opened_guide(gui)
    search = window.findChild(QLineEdit)
    assert search is not None
    search.setText("keychain")
    return window


def shortcuts(gui: WindowHarness) -> QWidget:
    choose(gui, labels.KEYBOARD_SHORTCUTS)
    dialog = gui.window.findChild(ShortcutsDialog)
    assert dialog is not None
    return dialog


def about(gui: WindowHarness) -> QWidget:
    choose(gui, labels.ABOUT)
    dialog = gui.window.findChild(AboutDialog)
    assert dialog is not None
    return dialog


def diagnostics_copied(gui: WindowHarness) -> QWidget:
    choose(gui, labels.COPY_DIAGNOSTICS)
    return gui.window


def portal_not_opened(gui: WindowHarness) -> QWidget:
    gui.harness.browser.works = False
    choose(gui, labels.SUPPORT_PORTAL)
    return gui.window


def choose(gui: WindowHarness, words: str) -> None:
    """Choose an entry of the Help menu, in whichever language."""
    next(a for a in _menu(gui).actions() if plain(a.text()).replace("&", "") == words).trigger()


def opened_guide(gui: WindowHarness) -> GuideWindow:
    """Open the user guide."""
    choose(gui, labels.USER_GUIDE)
    (window,) = [w for w in QApplication.topLevelWidgets() if isinstance(w, GuideWindow)]
    return window


def _menu(gui: WindowHarness) -> QMenu:
    menus = gui.window.findChildren(QMenu)
    return next(menu for menu in menus if plain(menu.title()).replace("&", "") == labels.HELP)
