"""Finds the desktop's notifications: which of the adapters fits the platform.

Knows the platforms, and the icon in the tray that stands in where there is no
org.freedesktop.Notifications.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from desktop_app.workflow.ports import Notifications


def desktop_notifications(open_label: str, parent: QObject) -> Notifications:
    """Return the platform's notifications; they belong to `parent`. Connects to nothing yet.

    `open_label` is for the button on a notification, where there is one.
    """
    if sys.platform == "linux":
        # Late, since jeepney is there on Linux only.
        from desktop_app.system.freedesktop_notifications import FreedesktopNotifications

        return FreedesktopNotifications(open_label, parent)
    else:
        return TrayNotifications(parent)


class TrayNotifications(QObject):
    """The workflow's `Notifications` by an icon in the tray, for Windows and macOS.

    The icon is there from `show` until the notification is chosen or withdrawn. There is one, so
    a notification takes the place of the one before, whatever its key. Nobody has run this on
    Windows or macOS yet.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, Callable[[], None]] | None = None
        self._icon = QSystemTrayIcon(self)
        self._icon.messageClicked.connect(self._on_chosen)
        # The words go after a while; the icon stays, and leads to the same place.
        self._icon.activated.connect(self._on_chosen)

    def show(self, key: str, title: str, text: str, chosen: Callable[[], None]) -> None:
        """See `Notifications.show`."""
        self._shown = (key, chosen)
        icon = QGuiApplication.windowIcon()
        self._icon.setIcon(icon)
        self._icon.setToolTip(title)
        self._icon.show()
        self._icon.showMessage(title, text, icon)

    def withdraw(self, key: str) -> None:
        """See `Notifications.withdraw`."""
        if self._shown is not None and self._shown[0] == key:
            self._take_away()

    def _on_chosen(self) -> None:
        if self._shown is not None:
            _, chosen = self._shown
            self._take_away()
            chosen()

    def _take_away(self) -> None:
        self._shown = None
        self._icon.hide()
