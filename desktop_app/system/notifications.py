"""Chooses the adapter to the desktop's notifications for the platform, and asks if they are wanted.

Also has the adapter for platforms without org.freedesktop.Notifications: an icon in the tray.
"""

import sys
from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QSystemTrayIcon

from desktop_app.workflow.ports import Notifications


def desktop_notifications(open_label: str, parent: QObject) -> Notifications:
    """Return the notifications of the platform, as a child of `parent`. Does not connect yet.

    `open_label` is the label of the button on a notification, where the desktop shows one.
    """
    if sys.platform == "linux":
        # Imported here, since jeepney is installed on Linux only.
        from desktop_app.system.freedesktop_notifications import FreedesktopNotifications

        return FreedesktopNotifications(open_label, parent)
    else:
        return TrayNotifications(parent)


class NotificationsIfWanted:
    """Implements `workflow.ports.Notifications`: shows one only if `are_wanted` returns True then.

    One that was shown before is withdrawn in any case.
    """

    def __init__(self, notifications: Notifications, are_wanted: Callable[[], bool]) -> None:
        self._notifications = notifications
        self._are_wanted = are_wanted

    def show(self, key: str, title: str, text: str, chosen: Callable[[], None]) -> None:
        """See `Notifications.show`."""
        if self._are_wanted():
            self._notifications.show(key, title, text, chosen)

    def withdraw(self, key: str) -> None:
        """See `Notifications.withdraw`."""
        self._notifications.withdraw(key)


class TrayNotifications(QObject):
    """Implements `workflow.ports.Notifications` with an icon in the tray, for Windows and macOS.

    The icon is shown from `show` until the notification is clicked or withdrawn. There is one icon,
    so a notification replaces the one before, whatever its key. This was not tried on Windows or
    macOS yet.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._shown: tuple[str, Callable[[], None]] | None = None
        self._icon = QSystemTrayIcon(self)
        self._icon.messageClicked.connect(self._on_chosen)
        # The message disappears after a while. A click on the icon then does the same.
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
            self._hide()

    def _on_chosen(self) -> None:
        if self._shown is not None:
            _, chosen = self._shown
            self._hide()
            chosen()

    def _hide(self) -> None:
        self._shown = None
        self._icon.hide()
