"""Listens to logind's signal that the computer has resumed from sleep.

Knows PrepareForSleep on the system bus (org.freedesktop.login1(5)). Import this module on Linux
only.
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
    """Connects to the system bus when it is constructed. Never blocks.

    `found` is emitted when logind is running. `resumed` is emitted each time the computer has
    resumed. `silent` is emitted, with a short reason, when logind is not running (any more). All
    are emitted from the event loop. If the bus does not respond, none is emitted.
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
        # In this order: the bus sends its reply to GetNameOwner before any later change of owner.
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
        # Match rules do not apply to signals that are sent to this program only, so the sender must
        # be checked.
        if message.sender == self._owner and message.member == _SIGNAL:
            match message.values("b"):
                case (False,):
                    self.resumed.emit()
