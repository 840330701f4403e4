"""What the desktop shows is what was asked for last, over a real bus, whatever comes when."""

import os
import threading
from collections.abc import Callable

import pytest
import shiboken6
from jeepney import DBusAddress
from PySide6.QtCore import QObject
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop_app.system.freedesktop_notifications import FreedesktopNotifications
from desktop_app.system.notifications import desktop_notifications
from tests.dbus import hostile
from tests.dbus.bus import Bus
from tests.dbus.notifications import NAME, PATH, Screen
from tests.system.notifications.conftest import Desktop, notify_calls
from tests.waiting import TIMEOUT_MS


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
    desktop.wait_for_quiet(screen)
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
    desktop.wait_for_quiet(screen)
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
    desktop.wait_for_quiet(screen)
    screen.close("closed")
    desktop.wait_for_quiet(screen)
    desktop.notifications.withdraw("key")
    desktop.wait_for_quiet(screen)
    assert "CloseNotification" not in screen.service.methods()


def test_what_the_person_closed_is_shown_anew(desktop: Desktop, screen: Screen) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    screen.close("first")
    desktop.wait_for_quiet(screen)
    desktop.show("second")
    desktop.until_titles(screen, "second")
    assert notify_calls(screen)[-1].arguments[1] == 0


def test_closed_while_the_next_one_is_on_its_way(desktop: Desktop, screen: Screen) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    desktop.wait_for_quiet(screen)
    screen.service.holding = True
    desktop.show("second")
    desktop.qtbot.waitUntil(lambda: bool(notify_calls(screen)[-1].arguments[1]), timeout=TIMEOUT_MS)
    screen.close("first")
    screen.service.release()
    desktop.until_titles(screen, "second")
    desktop.wait_for_quiet(screen)
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
    desktop.wait_for_quiet(screen)
    assert threads == [threading.main_thread()]


def test_a_click_leads_where_the_last_one_leads(desktop: Desktop, screen: Screen) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    desktop.show("second")
    desktop.until_titles(screen, "second")
    desktop.wait_for_quiet(screen)
    screen.click("second")
    desktop.wait_for_quiet(screen)
    assert desktop.chosen == ["second"]


def test_what_was_clicked_is_not_withdrawn(desktop: Desktop, screen: Screen) -> None:
    desktop.show("clicked")
    desktop.until_titles(screen, "clicked")
    screen.click("clicked")
    desktop.wait_for_quiet(screen)
    desktop.notifications.withdraw("key")
    desktop.wait_for_quiet(screen)
    assert "CloseNotification" not in screen.service.methods()


def test_a_click_may_lead_to_a_dialog(desktop: Desktop, screen: Screen) -> None:
    seen: list[bool] = []

    def stay() -> None:
        desktop.wait_for_quiet(screen)
        seen.append(True)

    desktop.notifications.show("key", "Title", "Text", stay)
    desktop.until_titles(screen, "Title")
    screen.click("Title")
    desktop.qtbot.waitUntil(lambda: bool(seen), timeout=TIMEOUT_MS)


def test_other_actions_are_not_a_click(desktop: Desktop, screen: Screen) -> None:
    desktop.show("Title")
    desktop.until_titles(screen, "Title")
    screen.click("Title", action="settings")
    desktop.wait_for_quiet(screen)
    assert desktop.chosen == []


def test_the_numbers_of_others_are_not_ours(
    desktop: Desktop, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    desktop.show("ours")
    desktop.until_titles(screen, "ours")
    desktop.wait_for_quiet(screen)
    for number in (0, 6, 4_000_000_000):
        screen.service.emit("ActivationToken", "us", (number, "token"))
        screen.service.emit("ActionInvoked", "us", (number, "default"))
        screen.service.emit("NotificationClosed", "uu", (number, 2))
    desktop.wait_for_quiet(screen)
    assert desktop.chosen == []
    assert "XDG_ACTIVATION_TOKEN" not in os.environ
    desktop.notifications.withdraw("key")
    desktop.until_titles(screen)


def test_only_the_service_can_tell_of_a_click(desktop: Desktop, screen: Screen) -> None:
    desktop.show("ours")
    desktop.until_titles(screen, "ours")
    desktop.wait_for_quiet(screen)
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
    desktop.wait_for_quiet(screen)
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
    desktop.wait_for_quiet(screen)
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
    desktop.wait_for_quiet(screen)
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


def test_linux_has_the_desktops_own(qtbot: QtBot) -> None:
    parent = QObject()
    assert isinstance(desktop_notifications("Open", parent), FreedesktopNotifications)
    shiboken6.delete(parent)
