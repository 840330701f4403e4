"""A window on a harness, and the application it needs."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDir, QEvent, QLocale, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.system.translations import install_translations
from desktop_app.ui.style import InputWatch, Look
from desktop_app.ui.widgets import settled_button, toast
from tests.paths import ROOT
from tests.window_harness import WindowHarness


@pytest.fixture(scope="session", autouse=True)
def dressed_application(qapp: QApplication) -> None:
    """Set up what app/start.py sets up, in one style and one language for all machines."""
    Look(qapp)
    qapp.setQuitOnLastWindowClosed(False)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    install_translations(qapp, QLocale())
    QDir.addSearchPath("icon", str(ROOT / "resources" / "icons"))


@pytest.fixture(autouse=True)
def buttons_settle_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a `SettledButton` wait for the next turn of the event loop only, not for a second."""
    monkeypatch.setattr(settled_button, "SETTLE_TIME", timedelta(0))


@pytest.fixture(autouse=True)
def toasts_come_and_go_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have toasts not fade."""
    monkeypatch.setattr(toast, "FADE_TIME", timedelta(0))


@pytest.fixture(autouse=True)
def nothing_was_pressed_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each test begin as a program does, before the keyboard or the mouse is used."""
    monkeypatch.setattr(InputWatch, "is_keyboard", False)


@pytest.fixture
def from_right_to_left(qapp: QApplication) -> Iterator[None]:
    """The layout of a language that is written from right to left, for windows made from now on."""
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def never_settles(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """From the call on, no `SettledButton` settles during the test."""
    return lambda: monkeypatch.setattr(settled_button, "SETTLE_TIME", timedelta(hours=1))


@pytest.fixture
def gui(qtbot: QtBot, tmp_path: Path) -> Iterator[WindowHarness]:
    """A window on an empty harness, shown and active."""
    gui = WindowHarness(tmp_path)
    qtbot.addWidget(gui.window)
    gui.window.activateWindow()
    qtbot.waitUntil(gui.window.isActiveWindow)
    yield gui
    clear_away(gui)


def clear_away(gui: WindowHarness) -> None:
    """Take the window away with all that hangs on it, before the harness."""
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gui.close()
