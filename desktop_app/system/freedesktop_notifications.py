"""The desktop's notifications on Linux (Desktop Notifications Specification 1.3).

Knows which notifications are shown and which should be, and the calls of
org.freedesktop.Notifications.
"""

import html
import logging
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from jeepney import (
    DBusAddress,
    MatchRule,
    new_method_call,
)
from PySide6.QtCore import QObject, QTimer

from desktop_app.system import paths
from desktop_app.system.dbus import (
    MessageBus,
    error_name,
    owner_change,
    returned,
    session_bus_address,
)
from desktop_app.system.dbus_messages import Incoming

_log = logging.getLogger(__name__)

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_APP_NAME = "m3ter Desktop"
_DESKTOP_ENTRY = "m3ter-desktop"
_URGENCY_NORMAL = 1
_EXPIRES_AS_THE_DESKTOP_LIKES = -1


@dataclass(frozen=True, slots=True, eq=False)
class _Content:
    """The content of one call of `show`."""

    title: str
    text: str
    chosen: Callable[[], None]


@dataclass(slots=True)
class _Notice:
    """The notification of one key: what should be shown, and what the desktop has confirmed.

    `id` is the number that the service gave it. `under_way` says that a reply is expected.
    """

    wanted: _Content | None = None
    shown: _Content | None = None
    id: int | None = None
    under_way: bool = False


class FreedesktopNotifications(QObject):
    """Implements `workflow.ports.Notifications` with the service org.freedesktop.Notifications.

    The first `show` connects to the session bus. No method blocks. If there is no such service,
    nothing is shown, and that is logged once. If a service starts later, or replaces another one,
    it gets the notifications that were not shown yet. `open_label` is the label of the button that
    some desktops show.
    """

    def __init__(self, open_label: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_label = open_label
        self._notices: dict[str, _Notice] = {}
        self._bus: MessageBus | None = None
        # The unique name of the service, after its first reply. Calls go to this name only, since
        # the ids of the notifications are valid only for this service.
        self._service: str | None = None
        self._asking = False
        self._takes_markup = False
        self._is_failure_logged = False

    def show(self, key: str, title: str, text: str, chosen: Callable[[], None]) -> None:
        """See `Notifications.show`."""
        notice = self._notices.setdefault(key, _Notice())
        notice.wanted = _Content(title, text, chosen)
        self._update(key)

    def withdraw(self, key: str) -> None:
        """See `Notifications.withdraw`."""
        notice = self._notices.get(key)
        if notice is not None:
            notice.wanted = None
            self._update(key)

    def _update(self, key: str) -> None:
        """Send the calls that make the desktop show what is wanted.

        While a reply is expected, do nothing: the reply calls this method again.
        """
        notice = self._notices[key]
        if notice.under_way:
            return
        if notice.wanted is None:
            del self._notices[key]
            if notice.id is not None:
                self._call("CloseNotification", "u", (notice.id,))
        elif notice.wanted is not notice.shown:
            if self._service is None:
                self._find_service()
            else:
                self._notify(key, notice, notice.wanted)

    def _notify(self, key: str, notice: _Notice, content: _Content) -> None:
        notice.under_way = True
        self._call(
            "Notify",
            "susssasa{sv}i",
            (
                _APP_NAME,
                notice.id or 0,
                (paths.resources() / "icons" / "app.svg").as_uri(),
                content.title,
                html.escape(content.text, quote=False) if self._takes_markup else content.text,
                ["default", self._open_label],
                {"desktop-entry": ("s", _DESKTOP_ENTRY), "urgency": ("y", _URGENCY_NORMAL)},
                _EXPIRES_AS_THE_DESKTOP_LIKES,
            ),
            partial(self._on_notified, key, content),
        )

    def _on_notified(self, key: str, content: _Content, reply: Incoming) -> None:
        notice = self._notices[key]
        notice.under_way = False
        body = returned(reply, "u")
        if body is not None:
            notice.id, notice.shown = body[0], content
        else:
            self._log_failure(error_name(reply))
            if notice.wanted is content:
                notice.wanted = None
        self._update(key)

    def _find_service(self) -> None:
        """Ask the service for its capabilities. The bus starts the service if it can."""
        if self._bus is None:
            self._bus = MessageBus(session_bus_address(), self)
            self._bus.signalled.connect(self._on_signal)
            self._bus.lost.connect(self._disconnect)
            self._bus.follow(_NAME)
            self._bus.subscribe(MatchRule(type="signal", sender=_NAME, interface=_NAME))
        if not self._asking:
            self._asking = True
            self._call("GetCapabilities", None, (), self._on_capabilities)

    def _on_capabilities(self, reply: Incoming) -> None:
        self._asking = False
        body = returned(reply, "as")
        if body is None:
            self._log_failure(error_name(reply))
            return
        self._service = reply.sender
        self._takes_markup = "body-markup" in body[0]
        for key in tuple(self._notices):
            self._update(key)

    def _call(
        self,
        method: str,
        signature: str | None,
        arguments: tuple[object, ...],
        on_reply: Callable[[Incoming], None] | None = None,
    ) -> None:
        if self._bus is not None:
            service = DBusAddress(_PATH, bus_name=self._service or _NAME, interface=_NAME)
            self._bus.call(new_method_call(service, method, signature, arguments), on_reply)

    def _disconnect(self, reason: str) -> None:
        """Remove all notifications and the connection. The next `show` connects again."""
        self._log_failure(reason)
        self._notices.clear()
        self._service = None
        self._asking = False
        if self._bus is not None:
            self._bus.close()
            self._bus.deleteLater()
            self._bus = None

    def _log_failure(self, reason: str) -> None:
        if not self._is_failure_logged:
            _log.info("the desktop did not show a notification: %s", reason)
        self._is_failure_logged = True

    def _on_signal(self, message: Incoming) -> None:
        # Match rules do not apply to signals that are sent to this program only, so the sender must
        # be checked.
        change = owner_change(message, _NAME)
        if change is not None:
            self._on_owner_change(had_an_owner=bool(change[0]))
        elif message.sender == self._service:
            self._on_service_signal(message)

    def _on_owner_change(self, *, had_an_owner: bool) -> None:
        if had_an_owner:
            # The service has ended, and its notifications are gone. Those that it did not confirm
            # are shown again: it is not known whether the person has seen them.
            if self._bus is not None:
                self._bus.abandon_calls()
            self._service = None
            self._asking = False
            self._notices = {
                key: _Notice(notice.wanted)
                for key, notice in self._notices.items()
                if notice.wanted not in (None, notice.shown)
            }
        if self._notices:
            self._find_service()

    def _on_service_signal(self, message: Incoming) -> None:
        match message.member:
            case "NotificationClosed":
                if (closed := message.values("uu")) is not None:
                    self._on_closed(closed[0])
            case "ActivationToken":
                token = message.values("us")
                if token is not None and self._key(token[0]) is not None:
                    # The desktop's permission to raise the window, for the click that follows.
                    os.environ["XDG_ACTIVATION_TOKEN"] = token[1]
            case "ActionInvoked":
                match message.values("us"):
                    case number, "default":
                        self._on_clicked(number)

    def _on_closed(self, number: int) -> None:
        key = self._key(number)
        # If a call is under way, its reply handles the notification.
        if key is not None and not self._notices[key].under_way:
            del self._notices[key]

    def _on_clicked(self, number: int) -> None:
        key = self._key(number)
        content = self._notices[key].wanted if key is not None else None
        if content is not None:
            # From the event loop, since `chosen` may open a dialog while the bus is being read.
            QTimer.singleShot(0, self, content.chosen)

    def _key(self, number: int) -> str | None:
        """Return the key of the notification with the service's id `number`, or None."""
        return next((key for key, notice in self._notices.items() if notice.id == number), None)
