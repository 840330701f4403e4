"""A window on a desk, and the application it needs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDir, QEvent, QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.studio import ROOT, Studio


@pytest.fixture(scope="session", autouse=True)
def dressed_application(qapp: QApplication) -> None:
    """Set up what app/start.py sets up, in one style and one language for all machines."""
    qapp.setStyle("fusion")
    qapp.setQuitOnLastWindowClosed(False)
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    QDir.addSearchPath("icon", str(ROOT / "resources" / "icons"))


@pytest.fixture
def studio(qtbot: QtBot, tmp_path: Path) -> Iterator[Studio]:
    """A window on an empty desk, shown and active."""
    studio = Studio(tmp_path)
    qtbot.addWidget(studio.window)
    studio.window.activateWindow()
    qtbot.waitUntil(studio.window.isActiveWindow)
    yield studio
    clear_away(studio)


def clear_away(studio: Studio) -> None:
    """Take the window away with all that hangs on it, before the desk."""
    for widget in QApplication.topLevelWidgets():
        widget.close()
        widget.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    studio.close()
