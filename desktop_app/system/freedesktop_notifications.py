"""The desktop's notifications on Linux: the Desktop Notifications Specification 1.3.

Knows what is on the screen, what is wanted there, and how org.freedesktop.Notifications is told.
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
class _Words:
    """What one call of `show` asked for."""

    title: str
    text: str
    chosen: Callable[[], None]


@dataclass(slots=True)
class _Notice:
    """What is wanted under one key, and what the desktop has made of it so far."""

    wanted: _Words | None = None
    shown: _Words | None = None
    id: int | None = None
    under_way: bool = False


class FreedesktopNotifications(QObject):
    """The workflow's `Notifications` by whoever owns org.freedesktop.Notifications.

    Nothing is connected before the first `show`, and nothing is ever waited for. Where no one
    answers for notifications nothing happens, and the log says so once. Who comes to answer for
    them later, or in another's place, is told what is still wanted and was not shown yet.
    `open_label` is for the button that some desktops show.
    """

    def __init__(self, open_label: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open_label = open_label
        self._notices: dict[str, _Notice] = {}
        self._bus: MessageBus | None = None
        # The unique name of the service, once it has answered: the numbers are its own, and so
        # what it is told is told to nobody else.
        self._service: str | None = None
        self._asking = False
        self._takes_markup = False
        self._told = False

    def show(self, key: str, title: str, text: str, chosen: Callable[[], None]) -> None:
        """See `Notifications.show`."""
        notice = self._notices.setdefault(key, _Notice())
        notice.wanted = _Words(title, text, chosen)
        self._settle(key)

    def withdraw(self, key: str) -> None:
        """See `Notifications.withdraw`."""
        notice = self._notices.get(key)
        if notice is not None:
            notice.wanted = None
            self._settle(key)

    def _settle(self, key: str) -> None:
        """Make the screen show what is wanted; while an answer is awaited, the answer does."""
        notice = self._notices[key]
        if notice.under_way:
            return
        if notice.wanted is None:
            del self._notices[key]
            if notice.id is not None:
                self._call("CloseNotification", "u", (notice.id,))
        elif notice.wanted is not notice.shown:
            if self._service is None:
                self._ask()
            else:
                self._notify(key, notice, notice.wanted)

    def _notify(self, key: str, notice: _Notice, words: _Words) -> None:
        notice.under_way = True
        self._call(
            "Notify",
            "susssasa{sv}i",
            (
                _APP_NAME,
                notice.id or 0,
                (paths.resources() / "icons" / "app.svg").as_uri(),
                words.title,
                html.escape(words.text, quote=False) if self._takes_markup else words.text,
                ["default", self._open_label],
                {"desktop-entry": ("s", _DESKTOP_ENTRY), "urgency": ("y", _URGENCY_NORMAL)},
                _EXPIRES_AS_THE_DESKTOP_LIKES,
            ),
            partial(self._on_notified, key, words),
        )

    def _on_notified(self, key: str, words: _Words, reply: Incoming) -> None:
        notice = self._notices[key]
        notice.under_way = False
        body = returned(reply, "u")
        if body is not None:
            notice.id, notice.shown = body[0], words
        else:
            self._tell(error_name(reply))
            if notice.wanted is words:
                notice.wanted = None
        self._settle(key)

    def _ask(self) -> None:
        """Ask whoever owns the name what it can do; where it can be started, that starts it."""
        if self._bus is None:
            self._bus = MessageBus(session_bus_address(), self)
            self._bus.signalled.connect(self._on_signal)
            self._bus.lost.connect(self._give_up)
            self._bus.follow(_NAME)
            self._bus.subscribe(MatchRule(type="signal", sender=_NAME, interface=_NAME))
        if not self._asking:
            self._asking = True
            self._call("GetCapabilities", None, (), self._on_capabilities)

    def _on_capabilities(self, reply: Incoming) -> None:
        self._asking = False
        body = returned(reply, "as")
        if body is None:
            self._tell(error_name(reply))
            return
        self._service = reply.sender
        self._takes_markup = "body-markup" in body[0]
        for key in tuple(self._notices):
            self._settle(key)

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

    def _give_up(self, reason: str) -> None:
        """Forget everything: nothing is on the screen, and the next `show` begins anew."""
        self._tell(reason)
        self._notices.clear()
        self._service = None
        self._asking = False
        if self._bus is not None:
            self._bus.close()
            self._bus.deleteLater()
            self._bus = None

    def _tell(self, reason: str) -> None:
        if not self._told:
            _log.info("the desktop did not show a notification: %s", reason)
        self._told = True

    def _on_signal(self, message: Incoming) -> None:
        # What is sent to one program alone arrives whatever the rules say: look at the sender.
        change = owner_change(message, _NAME)
        if change is not None:
            self._on_change_of_hands(had_an_owner=bool(change[0]))
        elif message.sender == self._service:
            self._on_word_of_the_service(message)

    def _on_change_of_hands(self, *, had_an_owner: bool) -> None:
        if had_an_owner:
            # With its service, everything that was on the screen is gone. What it had been told
            # and did not confirm was seen by nobody, as far as anybody knows.
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
            self._ask()

    def _on_word_of_the_service(self, message: Incoming) -> None:
        match message.member:
            case "NotificationClosed":
                if (closed := message.values("uu")) is not None:
                    self._on_closed(closed[0])
            case "ActivationToken":
                token = message.values("us")
                if token is not None and self._key(token[0]) is not None:
                    # The desktop's permission to come to the front, for the click that follows.
                    os.environ["XDG_ACTIVATION_TOKEN"] = token[1]
            case "ActionInvoked":
                match message.values("us"):
                    case number, "default":
                        self._on_clicked(number)

    def _on_closed(self, number: int) -> None:
        key = self._key(number)
        # One that the next is on its way for is about to be shown again.
        if key is not None and not self._notices[key].under_way:
            del self._notices[key]

    def _on_clicked(self, number: int) -> None:
        key = self._key(number)
        words = self._notices[key].wanted if key is not None else None
        if words is not None:
            # Later, since it may well open a dialog: the bus is still being read here.
            QTimer.singleShot(0, self, words.chosen)

    def _key(self, number: int) -> str | None:
        """Return the key that the service's `number` is shown under, if it is one of ours."""
        return next((key for key, notice in self._notices.items() if notice.id == number), None)
