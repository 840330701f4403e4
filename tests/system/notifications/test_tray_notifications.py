"""The icon in the tray. There is no tray here: what is seen is what Qt is asked for."""

import sys
from collections.abc import Iterator

import pytest
import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from desktop_app.system.notifications import TrayNotifications, desktop_notifications
from desktop_app.workflow.ports import Notifications

# Said by the offscreen platform, which has no tray.
no_tray = pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QObject]:
    """Who owns the notifications, in a program that has an icon."""
    before = qapp.windowIcon()
    pixmap = QPixmap(16, 16)
    pixmap.fill()
    qapp.setWindowIcon(QIcon(pixmap))
    parent = QObject()
    yield parent
    shiboken6.delete(parent)
    qapp.setWindowIcon(before)


@pytest.fixture
def tray(parent: QObject, monkeypatch: pytest.MonkeyPatch) -> Notifications:
    """What Windows gets."""
    monkeypatch.setattr(sys, "platform", "win32")
    notifications = desktop_notifications("Open", parent)
    monkeypatch.undo()
    assert isinstance(notifications, TrayNotifications)
    return notifications


def icon(parent: QObject) -> QSystemTrayIcon:
    found = parent.findChild(QSystemTrayIcon)
    assert isinstance(found, QSystemTrayIcon)
    return found


@no_tray
def test_the_icon_is_in_the_tray_until_it_is_withdrawn(
    tray: Notifications, parent: QObject
) -> None:
    assert not icon(parent).isVisible()
    tray.show("key", "Title", "Text", lambda: None)
    assert icon(parent).isVisible()
    assert icon(parent).toolTip() == "Title"
    tray.withdraw("another key")
    assert icon(parent).isVisible()
    tray.withdraw("key")
    assert not icon(parent).isVisible()


@no_tray
@pytest.mark.parametrize("clicked", ["words", "icon"])
def test_a_click_in_the_tray_is_told_once_and_takes_the_icon_away(
    tray: Notifications, parent: QObject, clicked: str
) -> None:
    chosen: list[str] = []
    tray.show("key", "Title", "Text", lambda: chosen.append("first"))
    tray.show("key", "Title", "Text", lambda: chosen.append("second"))
    for _ in range(2):
        if clicked == "words":
            icon(parent).messageClicked.emit()
        else:
            icon(parent).activated.emit(QSystemTrayIcon.ActivationReason.Trigger)
    assert chosen == ["second"]
    assert not icon(parent).isVisible()
    tray.withdraw("key")
