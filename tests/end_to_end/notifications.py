"""A stand-in for the desktop's notifications: it remembers what is shown, and can be clicked.

Desktop Notifications Specification 1.3, as far as a program needs it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from threading import Lock, Thread
from typing import Any

from jeepney import (  # type: ignore[import-untyped]
    DBusAddress,
    HeaderFields,
    Message,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney.io.threading import (  # type: ignore[import-untyped]
    DBusConnection,
    DBusRouter,
    Proxy,
    ReceiveStopped,
    open_dbus_connection,
)

from tests.end_to_end.dbus import CALL_LIMIT
from tests.end_to_end.desk import Desk
from tests.end_to_end.waiting import until

_NAME = "org.freedesktop.Notifications"
_OBJECT = DBusAddress("/org/freedesktop/Notifications", interface=_NAME)
_DISMISSED_BY_THE_PERSON = 2
_CLOSED_BY_THE_PROGRAM = 3


@dataclass(frozen=True, slots=True)
class Notification:
    """One notification on the screen. `actions` are the keys of what can be done with it."""

    id: int
    title: str
    text: str
    actions: tuple[str, ...]


class Notifications:
    """What stands on the screen of a desk."""

    def __init__(self, connection: DBusConnection) -> None:
        self._connection = connection
        self._lock = Lock()
        self._numbers = count(1)
        self._shown: dict[int, Notification] = {}
        self._ever: list[Notification] = []
        self._answers: dict[str, Callable[..., tuple[str, tuple[Any, ...]]]] = {
            "GetServerInformation": self._information,
            "GetCapabilities": self._capabilities,
            "Notify": self._notify,
            "CloseNotification": self._close,
        }

    def shown(self) -> list[Notification]:
        """Return what is on the screen, the oldest first."""
        with self._lock:
            return list(self._shown.values())

    def ever_shown(self) -> list[Notification]:
        """Return all that was ever shown, what has gone included."""
        with self._lock:
            return list(self._ever)

    def sees(self, *texts: str) -> Notification:
        """Wait for a notification that says all of these, in its title or its text."""

        def found() -> Notification | None:
            said = ((each, f"{each.title}\n{each.text}") for each in self.shown())
            return next((each for each, words in said if all(t in words for t in texts)), None)

        return until(found, f"a notification that says {', '.join(texts)}")

    def sees_none(self) -> None:
        """Wait until there is no notification on the screen."""
        until(lambda: not self.shown(), "all notifications to go")

    def click(self, notification: Notification) -> None:
        """Click on a notification, which then goes."""
        assert "default" in notification.actions, f"{notification} can't be clicked"
        self._signal("ActionInvoked", "us", (notification.id, "default"))
        self._forget(notification.id, _DISMISSED_BY_THE_PERSON)

    def serve(self) -> None:
        """Answer calls until the connection is interrupted."""
        with suppress(ReceiveStopped):
            while True:
                message = self._connection.receive()
                if message.header.message_type is MessageType.method_call:
                    self._connection.send(self._reply(message))

    def _reply(self, call: Message) -> Message:
        answer = self._answers.get(call.header.fields[HeaderFields.member])
        if answer is None:
            return new_error(call, "org.freedesktop.DBus.Error.UnknownMethod")
        signature, values = answer(*call.body)
        return new_method_return(call, signature or None, values)

    def _information(self) -> tuple[str, tuple[Any, ...]]:
        return "ssss", ("Stand-in", "m3ter", "1", "1.3")

    def _capabilities(self) -> tuple[str, tuple[Any, ...]]:
        return "as", (["actions", "body", "persistence"],)

    def _notify(
        self,
        _program: str,
        replaces: int,
        _icon: str,
        title: str,
        text: str,
        actions: Sequence[str],
        _hints: object,
        _expires: int,
    ) -> tuple[str, tuple[Any, ...]]:
        with self._lock:
            number = replaces or next(self._numbers)
            # Keys and labels by turns.
            self._shown[number] = Notification(number, title, text, tuple(actions[::2]))
            self._ever.append(self._shown[number])
        return "u", (number,)

    def _close(self, number: int) -> tuple[str, tuple[Any, ...]]:
        self._forget(number, _CLOSED_BY_THE_PROGRAM)
        return "", ()

    def _forget(self, number: int, why: int) -> None:
        with self._lock:
            known = self._shown.pop(number, None)
        if known is not None:
            self._signal("NotificationClosed", "uu", (number, why))

    def _signal(self, name: str, signature: str, values: tuple[Any, ...]) -> None:
        self._connection.send(new_signal(_OBJECT, name, signature, values))


@contextmanager
def show_notifications(desk: Desk) -> Iterator[Notifications]:
    """Own the desk's notifications while the block lasts."""
    with closing(open_dbus_connection(desk.session_bus)) as connection:
        with DBusRouter(connection) as router:
            Proxy(message_bus, router, timeout=CALL_LIMIT).RequestName(_NAME)
        notifications = Notifications(connection)
        serving = Thread(target=notifications.serve, name="notifications")
        serving.start()
        try:
            yield notifications
        finally:
            connection.interrupt()
            serving.join()
