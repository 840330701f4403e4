"""Hears from logind that the machine has woken from sleep.

Knows PrepareForSleep on the system's bus (org.freedesktop.login1(5)). Imported on Linux only.
"""

from jeepney import MatchRule, message_bus
from PySide6.QtCore import QObject, Signal

from desktop_app.system.dbus import (
    MessageBus,
    error_name,
    owner_change,
    returned,
    system_bus_address,
)
from desktop_app.system.dbus_messages import Incoming

_NAME = "org.freedesktop.login1"
_PATH = "/org/freedesktop/login1"
_MANAGER = "org.freedesktop.login1.Manager"
_SIGNAL = "PrepareForSleep"


class Logind(QObject):
    """Listens as soon as it is built, and never waits.

    `found` comes whenever there is a logind to hear, `resumed` each time it says that the machine
    has woken, `silent`, with the reason in a few words, whenever there is none to hear (any more).
    All come from the event loop; none of them at all from a bus that does not answer.
    """

    found = Signal()
    resumed = Signal()
    silent = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        # The unique name of logind, empty while there is none.
        self._owner = ""
        bus = MessageBus(system_bus_address(), self)
        bus.signalled.connect(self._on_signal)
        bus.lost.connect(self.silent)
        # The bus keeps the order: what changes after its answer is told after it.
        bus.follow(_NAME)
        bus.subscribe(
            MatchRule(type="signal", sender=_NAME, path=_PATH, interface=_MANAGER, member=_SIGNAL),
            self._on_subscribed,
        )
        bus.call(message_bus.GetNameOwner(_NAME), self._on_owner)

    def _on_subscribed(self, reply: Incoming) -> None:
        if returned(reply, "") is None:
            self.silent.emit(error_name(reply))

    def _on_owner(self, reply: Incoming) -> None:
        body = returned(reply, "s")
        if body is None:
            self.silent.emit(error_name(reply))
        else:
            self._follow(body[0])

    def _follow(self, owner: str) -> None:
        self._owner = owner
        if owner:
            self.found.emit()
        else:
            self.silent.emit("logind has ended")

    def _on_signal(self, message: Incoming) -> None:
        change = owner_change(message, _NAME)
        if change is not None:
            self._follow(change[1])
            return
        # What is sent to one program alone arrives whatever the rules say: look at the sender.
        if message.sender == self._owner and message.member == _SIGNAL:
            match message.values("b"):
                case (False,):
                    self.resumed.emit()
