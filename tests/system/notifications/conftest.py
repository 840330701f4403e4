"""Notifications on a bus of their own, and who stands on the other side."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from desktop_app.system.freedesktop_notifications import FreedesktopNotifications
from tests.dbus.bus import Bus
from tests.dbus.daemons import PrivateBus, private_bus
from tests.dbus.notifications import NAME, Screen
from tests.dbus.service import Call
from tests.waiting import TIMEOUT_MS, until


@dataclass
class Desktop:
    """Notifications on a bus of their own, and who stands on the other side."""

    qtbot: QtBot
    bus: PrivateBus
    notifications: FreedesktopNotifications
    chosen: list[str] = field(default_factory=list)
    screens: list[Screen] = field(default_factory=list)

    def open_screen(self, *capabilities: str, first: int = 7) -> Screen:
        screen = Screen(self.bus.address, capabilities, first)
        self.screens.append(screen)
        return screen

    def leave(self, screen: Screen) -> None:
        """Let a screen end, and wait until the bus has noticed."""
        self.screens.remove(screen)
        screen.service.end()
        self.until_nobody_is_there()

    def until_nobody_is_there(self) -> None:
        """Wait until nobody shows notifications; what was sent before has arrived, unread."""
        with Bus(self.bus.address) as other:
            until(lambda: not other.has_owner(NAME), "the service's leaving")
            other.has_owner(NAME)

    def show(self, title: str, key: str = "key", text: str = "Text") -> None:
        self.notifications.show(key, title, text, lambda: self.chosen.append(title))

    def until_methods(self, screen: Screen, *methods: str) -> None:
        """Wait until just these were called, in this order; a barrier, if they are."""
        wanted = list(methods)
        self.qtbot.waitUntil(lambda: len(screen.service.calls) >= len(wanted), timeout=TIMEOUT_MS)
        assert screen.service.methods() == wanted

    def until_titles(self, screen: Screen, *titles: str) -> None:
        self.qtbot.waitUntil(lambda: screen.titles() == list(titles), timeout=TIMEOUT_MS)

    def wait_for_quiet(self, screen: Screen) -> None:
        """Wait until everything that was sent from either side has arrived and been answered."""
        self.show("barrier", key="barrier")
        self.qtbot.waitUntil(lambda: "barrier" in screen.titles(), timeout=TIMEOUT_MS)
        screen.click("barrier")
        self.qtbot.waitUntil(lambda: "barrier" in self.chosen, timeout=TIMEOUT_MS)
        self.chosen.remove("barrier")


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[PrivateBus]:
    """A session bus of one's own, with nobody on it."""
    with private_bus() as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
        yield bus


@pytest.fixture
def desktop(qtbot: QtBot, bus: PrivateBus) -> Iterator[Desktop]:
    """A desktop that no one shows notifications on as yet."""
    desktop = Desktop(qtbot, bus, FreedesktopNotifications("Open"))
    yield desktop
    shiboken6.delete(desktop.notifications)
    for screen in desktop.screens:
        screen.service.end()


@pytest.fixture
def screen(desktop: Desktop) -> Screen:
    """Who shows notifications."""
    return desktop.open_screen()


def notify_calls(screen: Screen) -> list[Call]:
    return [call for call in screen.service.calls if call.method == "Notify"]
