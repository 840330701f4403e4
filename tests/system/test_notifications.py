"""What the desktop shows is what was asked for last, over a real bus, whatever comes when."""

import logging
import os
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import shiboken6
from jeepney import DBusAddress
from PySide6.QtCore import QObject
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from desktop_app.system.freedesktop_notifications import FreedesktopNotifications
from desktop_app.system.notifications import TrayNotifications, desktop_notifications
from desktop_app.workflow.ports import Notifications
from tests.dbus import hostile
from tests.dbus.bus import Bus
from tests.dbus.daemons import PrivateBus, mute_bus, private_bus
from tests.dbus.notifications import NAME, PATH, Screen
from tests.dbus.service import Call
from tests.system.programs import first_line, python
from tests.waiting import PATIENCE, TIMEOUT_MS, until

# A program that has a notification shown, says so, and ends when it is told to.
PROGRAM = """
import sys
from PySide6.QtCore import QCoreApplication, QSocketNotifier
from desktop_app.system.notifications import desktop_notifications

application = QCoreApplication([])
notifications = desktop_notifications("Open", application)
notifications.show("key", "Title", "Text", print)
end = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
end.activated.connect(application.quit)
application.exec()
print("over", flush=True)
"""


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

    def settle(self, screen: Screen) -> None:
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


def test_it_is_shown_as_the_specification_has_it(desktop: Desktop, screen: Screen) -> None:
    desktop.show("Acme is ready", text="Create the credential now.")
    desktop.until_titles(screen, "Acme is ready")
    (call,) = notify_calls(screen)
    assert call.signature == "susssasa{sv}i"
    name, replaces, icon, title, text, actions, hints, timeout = call.arguments
    assert (name, replaces, title) == ("m3ter Desktop", 0, "Acme is ready")
    assert text == "Create the credential now."
    assert icon.startswith("file:///")
    assert icon.endswith("/icons/app.svg")
    assert actions == ["default", "Open"]
    assert hints == {"desktop-entry": ("s", "m3ter-desktop"), "urgency": ("y", 1)}
    assert timeout == -1


def test_each_key_has_its_own(desktop: Desktop, screen: Screen) -> None:
    desktop.show("one", key="1")
    desktop.show("two", key="2")
    desktop.until_titles(screen, "one", "two")


def test_nobody_is_called_before_something_is_shown(desktop: Desktop, screen: Screen) -> None:
    desktop.notifications.withdraw("key")
    assert desktop.notifications.findChild(QLocalSocket) is None
    desktop.show("Title")
    assert desktop.notifications.findChild(QLocalSocket) is not None


def test_the_next_one_takes_its_place(desktop: Desktop, screen: Screen) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    desktop.settle(screen)
    desktop.show("second")
    desktop.until_titles(screen, "second")
    assert [call.arguments[1] for call in notify_calls(screen)] == [0, 0, 7]


def test_the_next_one_takes_its_place_before_the_first_has_a_number(
    desktop: Desktop, screen: Screen
) -> None:
    desktop.show("warm up", key="other")
    desktop.until_titles(screen, "warm up")
    screen.service.holding = True
    desktop.show("first")
    desktop.qtbot.waitUntil(lambda: len(notify_calls(screen)) == 2, timeout=TIMEOUT_MS)
    desktop.show("passed over")
    desktop.show("second")
    screen.service.release()
    desktop.until_titles(screen, "warm up", "second")
    assert [call.arguments[1] for call in notify_calls(screen)] == [0, 0, 8]


def test_it_is_withdrawn(desktop: Desktop, screen: Screen) -> None:
    desktop.show("gone", key="1")
    desktop.show("stays", key="2")
    desktop.until_titles(screen, "gone", "stays")
    desktop.settle(screen)
    desktop.notifications.withdraw("1")
    desktop.until_titles(screen, "stays")
    close = screen.service.calls[-1]
    assert (close.method, close.signature, close.arguments) == ("CloseNotification", "u", (7,))


def test_it_is_withdrawn_before_it_has_a_number(desktop: Desktop, screen: Screen) -> None:
    desktop.show("warm up", key="other")
    desktop.until_titles(screen, "warm up")
    screen.service.holding = True
    desktop.show("gone")
    desktop.qtbot.waitUntil(lambda: len(notify_calls(screen)) == 2, timeout=TIMEOUT_MS)
    desktop.notifications.withdraw("key")
    screen.service.release()
    desktop.qtbot.waitUntil(
        lambda: screen.service.methods()[-1] == "CloseNotification", timeout=TIMEOUT_MS
    )
    assert screen.titles() == ["warm up"]


def test_withdrawn_and_shown_again_before_it_has_a_number(desktop: Desktop, screen: Screen) -> None:
    desktop.show("warm up", key="other")
    desktop.until_titles(screen, "warm up")
    screen.service.holding = True
    desktop.show("first")
    desktop.qtbot.waitUntil(lambda: len(notify_calls(screen)) == 2, timeout=TIMEOUT_MS)
    desktop.notifications.withdraw("key")
    desktop.show("second")
    screen.service.release()
    desktop.until_titles(screen, "warm up", "second")


def test_withdrawn_at_once_it_is_never_sent(desktop: Desktop, screen: Screen) -> None:
    desktop.show("never seen")
    desktop.notifications.withdraw("key")
    desktop.show("seen", key="other")
    desktop.until_methods(screen, "GetCapabilities", "Notify")
    assert screen.titles() == ["seen"]


def test_of_several_shown_at_once_only_the_last_is_sent(desktop: Desktop, screen: Screen) -> None:
    desktop.show("first")
    desktop.show("second")
    desktop.until_methods(screen, "GetCapabilities", "Notify")
    assert screen.titles() == ["second"]


def test_what_the_person_closed_is_not_withdrawn(desktop: Desktop, screen: Screen) -> None:
    desktop.show("closed")
    desktop.until_titles(screen, "closed")
    desktop.settle(screen)
    screen.close("closed")
    desktop.settle(screen)
    desktop.notifications.withdraw("key")
    desktop.settle(screen)
    assert "CloseNotification" not in screen.service.methods()


def test_what_the_person_closed_is_shown_anew(desktop: Desktop, screen: Screen) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    screen.close("first")
    desktop.settle(screen)
    desktop.show("second")
    desktop.until_titles(screen, "second")
    assert notify_calls(screen)[-1].arguments[1] == 0


def test_closed_while_the_next_one_is_on_its_way(desktop: Desktop, screen: Screen) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    desktop.settle(screen)
    screen.service.holding = True
    desktop.show("second")
    desktop.qtbot.waitUntil(lambda: bool(notify_calls(screen)[-1].arguments[1]), timeout=TIMEOUT_MS)
    screen.close("first")
    screen.service.release()
    desktop.until_titles(screen, "second")
    desktop.settle(screen)
    desktop.notifications.withdraw("key")
    desktop.until_titles(screen)


def test_a_click_is_told_once_and_on_the_ui_thread(
    qtbot: QtBot, desktop: Desktop, screen: Screen
) -> None:
    threads: list[threading.Thread] = []
    desktop.notifications.show(
        "key", "Title", "Text", lambda: threads.append(threading.current_thread())
    )
    desktop.until_titles(screen, "Title")
    screen.click("Title")
    qtbot.waitUntil(lambda: bool(threads), timeout=TIMEOUT_MS)
    desktop.settle(screen)
    assert threads == [threading.main_thread()]


def test_a_click_leads_where_the_last_one_leads(desktop: Desktop, screen: Screen) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    desktop.show("second")
    desktop.until_titles(screen, "second")
    desktop.settle(screen)
    screen.click("second")
    desktop.settle(screen)
    assert desktop.chosen == ["second"]


def test_what_was_clicked_is_not_withdrawn(desktop: Desktop, screen: Screen) -> None:
    desktop.show("clicked")
    desktop.until_titles(screen, "clicked")
    screen.click("clicked")
    desktop.settle(screen)
    desktop.notifications.withdraw("key")
    desktop.settle(screen)
    assert "CloseNotification" not in screen.service.methods()


def test_a_click_may_lead_to_a_dialog(desktop: Desktop, screen: Screen) -> None:
    seen: list[bool] = []

    def stay() -> None:
        desktop.settle(screen)
        seen.append(True)

    desktop.notifications.show("key", "Title", "Text", stay)
    desktop.until_titles(screen, "Title")
    screen.click("Title")
    desktop.qtbot.waitUntil(lambda: bool(seen), timeout=TIMEOUT_MS)


def test_other_actions_are_not_a_click(desktop: Desktop, screen: Screen) -> None:
    desktop.show("Title")
    desktop.until_titles(screen, "Title")
    screen.click("Title", action="settings")
    desktop.settle(screen)
    assert desktop.chosen == []


def test_the_numbers_of_others_are_not_ours(
    desktop: Desktop, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.show("ours")
    desktop.until_titles(screen, "ours")
    desktop.settle(screen)
    for number in (0, 6, 4_000_000_000):
        screen.service.emit("ActivationToken", "us", (number, "token"))
        screen.service.emit("ActionInvoked", "us", (number, "default"))
        screen.service.emit("NotificationClosed", "uu", (number, 2))
    desktop.settle(screen)
    assert desktop.chosen == []
    assert "XDG_ACTIVATION_TOKEN" not in os.environ
    desktop.notifications.withdraw("key")
    desktop.until_titles(screen)


def test_only_the_service_can_tell_of_a_click(desktop: Desktop, screen: Screen) -> None:
    desktop.show("ours")
    desktop.until_titles(screen, "ours")
    desktop.settle(screen)
    us, number = notify_calls(screen)[0].sender, screen.titled("ours").number
    notifications = DBusAddress(PATH, interface=NAME)
    daemon = DBusAddress("/org/freedesktop/DBus", interface="org.freedesktop.DBus")
    gone = (NAME, screen.service.unique_name, "")
    with Bus(desktop.bus.address) as stranger:
        for to in (None, us):
            stranger.send_signal(notifications, "ActionInvoked", "us", (number, "default"), to)
            stranger.send_signal(daemon, "NameOwnerChanged", "sss", gone, to)
        # Answered after the signals were passed on.
        assert stranger.has_owner(NAME)
    desktop.settle(screen)
    assert desktop.chosen == []
    assert screen.service.methods().count("GetCapabilities") == 1


@pytest.mark.parametrize(
    "hurtful",
    [hostile.without_its_descriptor, hostile.of_an_unknown_type, hostile.enormous],
)
def test_nobody_can_keep_one_from_being_shown(
    desktop: Desktop, screen: Screen, hurtful: Callable[[str], bytes]
) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    screen.service.holding = True
    desktop.show("second")
    desktop.qtbot.waitUntil(lambda: len(notify_calls(screen)) == 2, timeout=TIMEOUT_MS)
    with Bus(desktop.bus.address) as stranger:
        stranger.send_bytes(hurtful(notify_calls(screen)[0].sender))
        # Answered after the signal was passed on.
        assert stranger.has_owner(NAME)
    screen.service.release()
    desktop.settle(screen)
    assert screen.titles() == ["second"]
    assert screen.service.methods().count("GetCapabilities") == 1


def test_the_permission_to_come_to_the_front_is_there_before_the_click(
    desktop: Desktop, screen: Screen
) -> None:
    tokens: list[str | None] = []
    desktop.notifications.show(
        "key", "Title", "Text", lambda: tokens.append(os.environ.get("XDG_ACTIVATION_TOKEN"))
    )
    desktop.until_titles(screen, "Title")
    screen.service.emit("ActivationToken", "us", (screen.titled("Title").number, "token-1"))
    screen.click("Title")
    desktop.settle(screen)
    assert tokens == ["token-1"]


@pytest.mark.parametrize(
    ("capabilities", "text"),
    [
        (("actions", "body", "body-markup"), '&lt;b&gt;Tom &amp; "Jerry\'s"&lt;/b&gt;'),
        (("actions", "body"), '<b>Tom & "Jerry\'s"</b>'),
    ],
)
def test_words_are_never_markup(desktop: Desktop, capabilities: tuple[str, ...], text: str) -> None:
    screen = desktop.open_screen(*capabilities)
    desktop.show("<i>Title</i> & more", text='<b>Tom & "Jerry\'s"</b>')
    # A title is plain text to every service.
    desktop.until_titles(screen, "<i>Title</i> & more")
    assert notify_calls(screen)[0].arguments[4] == text


def quiet_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return what was logged, none of which may be above INFO."""
    assert {record.levelno for record in caplog.records} <= {logging.INFO}
    return [record.getMessage() for record in caplog.records]


def test_without_a_service_nothing_happens(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desktop.show("nowhere")
    desktop.qtbot.waitUntil(lambda: bool(caplog.records), timeout=TIMEOUT_MS)
    assert quiet_lines(caplog) == [
        "the desktop did not show a notification: org.freedesktop.DBus.Error.ServiceUnknown"
    ]
    desktop.notifications.withdraw("key")


def test_a_service_that_comes_later_shows_what_is_still_wanted(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desktop.show("wanted")
    desktop.show("withdrawn", key="other")
    desktop.qtbot.waitUntil(lambda: bool(caplog.records), timeout=TIMEOUT_MS)
    desktop.notifications.withdraw("other")
    screen = desktop.open_screen()
    desktop.until_methods(screen, "GetCapabilities", "Notify")
    desktop.until_titles(screen, "wanted")


def test_a_service_that_comes_later_is_found_and_the_log_is_told_once(
    desktop: Desktop, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desktop.show("nowhere")
    desktop.qtbot.waitUntil(lambda: bool(caplog.records), timeout=TIMEOUT_MS)
    screen = desktop.open_screen()
    screen.refusing = True
    desktop.show("refused")
    desktop.until_methods(screen, "GetCapabilities", "Notify")
    screen.refusing = False
    desktop.settle(screen)
    desktop.show("shown")
    desktop.until_titles(screen, "shown")
    assert len(quiet_lines(caplog)) == 1


@pytest.mark.parametrize("address", ["", "unix:path=/nowhere/bus", "autolaunch:", "tcp:host=a"])
def test_without_a_bus_nothing_happens(
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    address: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    notifications = FreedesktopNotifications("Open")
    notifications.show("key", "Title", "Text", lambda: None)
    notifications.show("key", "Title", "Text", lambda: None)
    qtbot.waitUntil(lambda: bool(caplog.records), timeout=TIMEOUT_MS)
    notifications.withdraw("key")
    assert len(quiet_lines(caplog)) == 1
    shiboken6.delete(notifications)


def test_a_bus_that_comes_later_is_found(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    desktop.show("nowhere")
    desktop.qtbot.waitUntil(lambda: bool(caplog.records), timeout=TIMEOUT_MS)
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", desktop.bus.address)
    screen = desktop.open_screen()
    desktop.show("shown", key="other")
    desktop.until_titles(screen, "shown")


def test_a_bus_that_lets_nobody_in_is_no_bus(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with private_bus(auth="ANONYMOUS") as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        notifications = FreedesktopNotifications("Open")
        notifications.show("key", "Title", "Text", lambda: None)
        qtbot.waitUntil(lambda: bool(caplog.records), timeout=TIMEOUT_MS)
        shiboken6.delete(notifications)
    assert quiet_lines(caplog) == [
        "the desktop did not show a notification: the message bus refused the connection"
    ]


def test_a_bus_with_an_abstract_name_is_found(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with private_bus(listen=f"unix:abstract=/m3ter-tests-{os.getpid()}") as bus:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", bus.address)
        desktop = Desktop(qtbot, bus, FreedesktopNotifications("Open"))
        screen = desktop.open_screen()
        desktop.show("Title")
        desktop.until_titles(screen, "Title")
        shiboken6.delete(desktop.notifications)
        screen.service.end()


def test_a_bus_that_ends_is_told_quietly(
    desktop: Desktop, screen: Screen, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desktop.show("before")
    desktop.until_titles(screen, "before")
    desktop.bus.end()
    desktop.show("after")
    desktop.notifications.withdraw("key")
    desktop.qtbot.waitUntil(lambda: bool(caplog.records), timeout=TIMEOUT_MS)
    desktop.show("for nobody")
    assert len(quiet_lines(caplog)) == 1


def test_a_refused_one_is_forgotten(desktop: Desktop, screen: Screen) -> None:
    screen.refusing = True
    desktop.show("refused")
    desktop.until_methods(screen, "GetCapabilities", "Notify")
    screen.refusing = False
    desktop.settle(screen)
    desktop.notifications.withdraw("key")
    desktop.settle(screen)
    assert "refused" not in screen.titles()
    assert "CloseNotification" not in screen.service.methods()


def test_what_came_after_a_refused_one_is_shown(desktop: Desktop, screen: Screen) -> None:
    desktop.show("warm up", key="other")
    desktop.until_titles(screen, "warm up")
    screen.service.holding = screen.refusing = True
    desktop.show("refused")
    desktop.qtbot.waitUntil(lambda: len(notify_calls(screen)) == 2, timeout=TIMEOUT_MS)
    desktop.show("shown")
    screen.service.release()
    screen.refusing = False
    desktop.qtbot.waitUntil(lambda: len(notify_calls(screen)) == 3, timeout=TIMEOUT_MS)


def test_a_new_service_is_not_given_the_numbers_of_the_old_one(
    desktop: Desktop, screen: Screen
) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    desktop.settle(screen)
    desktop.leave(screen)
    new = desktop.open_screen("body-markup", first=7)
    # The news of the end has come, and was not looked at yet.
    desktop.show("<second>", text="<b>")
    desktop.until_titles(new, "<second>")
    desktop.settle(new)
    second, _ = notify_calls(new)
    assert second.arguments[1] == 0
    assert second.arguments[4] == "&lt;b&gt;"


def test_what_the_old_service_did_not_confirm_is_shown_by_the_new_one(
    desktop: Desktop, screen: Screen
) -> None:
    for title in ("shown", "withdrawn", "replaced"):
        desktop.show(title, key=title)
    desktop.until_titles(screen, "shown", "withdrawn", "replaced")
    desktop.settle(screen)
    screen.service.holding = True
    before = len(screen.service.calls)
    for title in ("withdrawn too", "wanted"):
        desktop.show(title, key=title)
    desktop.show("the next", key="replaced")
    desktop.notifications.withdraw("withdrawn")
    desktop.qtbot.waitUntil(lambda: len(screen.service.calls) == before + 4, timeout=TIMEOUT_MS)
    desktop.notifications.withdraw("withdrawn too")
    desktop.leave(screen)
    new = desktop.open_screen()
    desktop.until_titles(new, "the next", "wanted")
    desktop.settle(new)
    assert [call.arguments[1] for call in notify_calls(new)] == [0, 0, 0]
    desktop.notifications.withdraw("wanted")
    desktop.until_titles(new, "the next")
    new.click("the next")
    desktop.settle(new)
    assert desktop.chosen == ["the next"]


def test_a_service_that_ends_before_it_answers_is_nothing_to_wait_for(
    desktop: Desktop, screen: Screen
) -> None:
    screen.service.holding = True
    desktop.show("<b>")
    desktop.until_methods(screen, "GetCapabilities")
    screen.service.give_name_up()
    desktop.until_nobody_is_there()
    new = desktop.open_screen("body-markup")
    screen.service.release()
    desktop.until_titles(new, "<b>")
    desktop.settle(new)
    assert screen.service.methods() == ["GetCapabilities"]


def test_a_service_that_ended_is_started_again_for_what_it_did_not_confirm(
    desktop: Desktop, screen: Screen, tmp_path: Path
) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    screen.service.holding = True
    desktop.show("second")
    desktop.qtbot.waitUntil(lambda: len(notify_calls(screen)) == 2, timeout=TIMEOUT_MS)
    asked = tmp_path / "asked"
    (desktop.bus.services / "notifications.service").write_text(
        f"[D-BUS Service]\nName={NAME}\nExec=/usr/bin/touch {asked}\n"
    )
    desktop.leave(screen)
    desktop.qtbot.waitUntil(asked.exists, timeout=TIMEOUT_MS)
    new = desktop.open_screen()
    desktop.until_titles(new, "second")


def test_a_new_service_is_not_called_for_nothing(desktop: Desktop, screen: Screen) -> None:
    desktop.show("shown", key="1")
    desktop.show("first", key="2")
    desktop.until_titles(screen, "shown", "first")
    desktop.settle(screen)
    screen.service.holding = True
    desktop.show("second", key="2")
    desktop.qtbot.waitUntil(lambda: len(notify_calls(screen)) == 4, timeout=TIMEOUT_MS)
    desktop.notifications.withdraw("2")
    desktop.leave(screen)
    new = desktop.open_screen()
    # Connected after all that has arrived, and read after it.
    other = FreedesktopNotifications("Open")
    other.show("key", "Title", "Text", lambda: None)
    desktop.until_titles(new, "Title")
    assert new.service.methods() == ["GetCapabilities", "Notify"]
    shiboken6.delete(other)


def test_a_service_that_is_started_by_asking_for_it_is_waited_for(
    desktop: Desktop, tmp_path: Path
) -> None:
    asked = tmp_path / "asked"
    (desktop.bus.services / "notifications.service").write_text(
        f"[D-BUS Service]\nName={NAME}\nExec=/usr/bin/touch {asked}\n"
    )
    desktop.show("Title")
    desktop.qtbot.waitUntil(asked.exists, timeout=TIMEOUT_MS)
    screen = desktop.open_screen()
    desktop.until_titles(screen, "Title")


def test_an_answer_of_a_service_that_has_left_is_nothing(
    desktop: Desktop, screen: Screen, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desktop.show("first")
    desktop.until_titles(screen, "first")
    desktop.settle(screen)
    screen.service.holding = True
    desktop.show("second")
    desktop.qtbot.waitUntil(lambda: len(notify_calls(screen)) == 3, timeout=TIMEOUT_MS)
    screen.service.give_name_up()
    screen.service.release()
    desktop.until_nobody_is_there()
    desktop.qtbot.waitUntil(lambda: bool(caplog.records), timeout=TIMEOUT_MS)
    assert quiet_lines(caplog) == [
        "the desktop did not show a notification: org.freedesktop.DBus.Error.ServiceUnknown"
    ]
    new = desktop.open_screen()
    desktop.until_titles(new, "second")


def test_what_is_shown_while_the_bus_goes_away_is_lost_quietly(
    desktop: Desktop, screen: Screen, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    desktop.show("before")
    desktop.until_titles(screen, "before")
    connection = desktop.notifications.findChild(QLocalSocket)
    assert isinstance(connection, QLocalSocket)
    connection.disconnected.connect(lambda: desktop.show("after"))
    desktop.bus.end()
    desktop.qtbot.waitUntil(lambda: bool(caplog.records), timeout=TIMEOUT_MS)
    assert len(quiet_lines(caplog)) == 1


def test_a_service_that_never_answers_blocks_nothing(desktop: Desktop, screen: Screen) -> None:
    screen.service.holding = True
    desktop.show("first")
    desktop.show("second", key="other")
    desktop.until_methods(screen, "GetCapabilities")
    desktop.show("third")
    desktop.notifications.withdraw("other")
    screen.service.release()
    desktop.until_titles(screen, "third")


@pytest.mark.parametrize("answers", [True, False])
def test_a_program_that_showed_one_ends_at_once(
    desktop: Desktop, screen: Screen, answers: bool
) -> None:
    screen.service.holding = not answers
    with python(PROGRAM, DBUS_SESSION_BUS_ADDRESS=desktop.bus.address) as program:
        method = "Notify" if answers else "GetCapabilities"
        desktop.qtbot.waitUntil(lambda: method in screen.service.methods(), timeout=TIMEOUT_MS)
        assert program.stdin is not None
        program.stdin.write("end\n")
        program.stdin.flush()
        assert first_line(program) == "over"
        assert program.wait(PATIENCE) == 0


def test_a_bus_that_never_answers_blocks_nothing() -> None:
    with (
        mute_bus() as bus,
        python(PROGRAM, DBUS_SESSION_BUS_ADDRESS=bus.address) as program,
        bus.somebody(),
    ):
        assert program.stdin is not None
        program.stdin.write("end\n")
        program.stdin.flush()
        assert first_line(program) == "over"
        assert program.wait(PATIENCE) == 0


def test_linux_has_the_desktops_own(qtbot: QtBot) -> None:
    parent = QObject()
    assert isinstance(desktop_notifications("Open", parent), FreedesktopNotifications)
    shiboken6.delete(parent)


# The icon in the tray. There is no tray here: what is seen is what Qt is asked for.

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
