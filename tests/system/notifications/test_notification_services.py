"""A service or a bus that is missing, comes later, refuses, ends or never answers."""

import logging
import os
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop_app.system.freedesktop_notifications import FreedesktopNotifications
from tests.dbus.daemons import mute_bus, private_bus
from tests.dbus.notifications import NAME, Screen
from tests.system.notifications.conftest import Desktop, notify_calls
from tests.system.programs import first_line, python
from tests.waiting import PATIENCE, TIMEOUT_MS

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
    desktop.wait_for_quiet(screen)
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
    desktop.wait_for_quiet(screen)
    desktop.notifications.withdraw("key")
    desktop.wait_for_quiet(screen)
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
    desktop.until_titles(screen, "warm up", "shown")


def test_a_new_service_is_not_given_the_numbers_of_the_old_one(
    desktop: Desktop, screen: Screen
) -> None:
    desktop.show("first")
    desktop.until_titles(screen, "first")
    desktop.wait_for_quiet(screen)
    desktop.leave(screen)
    new = desktop.open_screen("body-markup", first=7)
    # The news of the end has come, and was not looked at yet.
    desktop.show("<second>", text="<b>")
    desktop.until_titles(new, "<second>")
    desktop.wait_for_quiet(new)
    second, _ = notify_calls(new)
    assert second.arguments[1] == 0
    assert second.arguments[4] == "&lt;b&gt;"


def test_what_the_old_service_did_not_confirm_is_shown_by_the_new_one(
    desktop: Desktop, screen: Screen
) -> None:
    for title in ("shown", "withdrawn", "replaced"):
        desktop.show(title, key=title)
    desktop.until_titles(screen, "shown", "withdrawn", "replaced")
    desktop.wait_for_quiet(screen)
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
    desktop.wait_for_quiet(new)
    assert [call.arguments[1] for call in notify_calls(new)] == [0, 0, 0]
    desktop.notifications.withdraw("wanted")
    desktop.until_titles(new, "the next")
    new.click("the next")
    desktop.wait_for_quiet(new)
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
    desktop.wait_for_quiet(new)
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
    desktop.wait_for_quiet(screen)
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
    desktop.wait_for_quiet(screen)
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
