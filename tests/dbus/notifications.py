"""A stand-in for the desktop's notifications: it remembers what is shown, and can be clicked.

Desktop Notifications Specification 1.3, as far as a program needs it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count

from tests.dbus.bus import Values
from tests.dbus.service import Call, Service

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"

_DISMISSED_BY_THE_PERSON = 2
_CLOSED_BY_THE_PROGRAM = 3


@dataclass(frozen=True, slots=True)
class Notification:
    """One notification on the screen. `actions` are the keys of what can be done with it."""

    number: int
    title: str
    text: str
    actions: tuple[str, ...]


class Screen:
    """Who shows notifications on the bus at `address`, and what is shown.

    `capabilities` is what it says it can do; `first` is the number of the first notification.
    While `refusing` is set nothing is shown.
    """

    def __init__(self, address: str, capabilities: Sequence[str] = (), first: int = 1) -> None:
        self.refusing = False
        self._capabilities = list(capabilities)
        self._numbers = count(first)
        self._shown: dict[int, Notification] = {}
        self._ever_shown: list[Notification] = []
        self.service = Service(address, NAME, PATH, self._answer)

    def shown(self) -> list[Notification]:
        """Return what is on the screen, the oldest first."""
        return list(self._shown.values())

    def ever_shown(self) -> list[Notification]:
        """Return all that was ever shown, what has gone included."""
        return list(self._ever_shown)

    def titles(self) -> list[str]:
        """Return the titles of what is on the screen, the oldest first."""
        return [each.title for each in self.shown()]

    def titled(self, title: str) -> Notification:
        """Return the one notification of this title that is on the screen."""
        (found,) = (each for each in self.shown() if each.title == title)
        return found

    def click(self, title: str, action: str = "default") -> None:
        """Click as the specification has it: the notification goes away after it."""
        number = self.titled(title).number
        self.service.emit("ActionInvoked", "us", (number, action))
        self._remove(number, _DISMISSED_BY_THE_PERSON)

    def close(self, title: str) -> None:
        """Close a notification as a person does, without clicking on it."""
        self._remove(self.titled(title).number, _DISMISSED_BY_THE_PERSON)

    def _answer(self, call: Call) -> tuple[str, Values] | None:
        match call.method:
            case "GetServerInformation":
                return "ssss", ("Stand-in", "m3ter", "1", "1.3")
            case "GetCapabilities":
                return "as", (self._capabilities,)
            case "Notify" if not self.refusing:
                return "u", (self._show(call),)
            case "CloseNotification":
                self._remove(call.arguments[0], _CLOSED_BY_THE_PROGRAM)
                return "", ()
        return None

    def _show(self, call: Call) -> int:
        _, number, _, title, text, actions, _, _ = call.arguments
        if number not in self._shown:
            number = next(self._numbers)
        # Keys and labels of actions come by turns.
        notification = Notification(number, title, text, tuple(actions[::2]))
        self._shown[number] = notification
        self._ever_shown.append(notification)
        return notification.number

    def _remove(self, number: int, why: int) -> None:
        # Whoever comes second, the person or the program, finds it gone.
        if self._shown.pop(number, None) is not None:
            self.service.emit("NotificationClosed", "uu", (number, why))
