"""The program hears of it when the machine has woken, from logind and from nobody else."""

import logging
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
import shiboken6
from jeepney import DBusAddress
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from desktop_app.system.logind import Logind
from desktop_app.system.resume import ResumeSignal
from tests.dbus import hostile
from tests.dbus.bus import Bus
from tests.dbus.daemons import PrivateBus, mute_bus, private_bus
from tests.dbus.service import Service
from tests.system.programs import first_line, python
from tests.waiting import PATIENCE, TIMEOUT_MS

LOGIND = "org.freedesktop.login1"
MANAGER = "org.freedesktop.login1.Manager"
PATH = "/org/freedesktop/login1"

# A program that says when it listens, and ends when the machine has woken or nobody tells of it.
PROGRAM = """
from datetime import timedelta
from PySide6.QtCore import QCoreApplication
from desktop_app.system.resume import ResumeSignal

application = QCoreApplication([])

def end(word):
    print(word, flush=True)
    application.quit()

listener = ResumeSignal(lambda: end("woken"), lambda: end("silence"), limit=timedelta(seconds={}))
listener.start()
print("goes on", flush=True)
application.exec()
"""
LONG = 600
SHORT = 0.001


@dataclass
class Machine:
    """A machine that can be put to sleep, and what was heard of its waking."""

    qtbot: QtBot
    bus: PrivateBus
    owner: QObject = field(default_factory=QObject)
    services: list[Service] = field(default_factory=list)
    heard: list[str] = field(default_factory=list)

    def run(self, name: str) -> Service:
        service = Service(self.bus.address, name, PATH, lambda _: None)
        self.services.append(service)
        return service

    def end(self, service: Service) -> None:
        self.services.remove(service)
        service.end()

    def listener(self, name: str = "", seconds: float = LONG) -> ResumeSignal:
        return ResumeSignal(
            lambda: self.heard.append(f"{name}woken"),
            lambda: self.heard.append(f"{name}silence"),
            self.owner,
            timedelta(seconds=seconds),
        )

    def start_signal(self, name: str = "") -> ResumeSignal:
        """Listen, and wait until the bus has been asked for everything and has answered."""
        listener = self.listener(name)
        listener.start()
        self.until_found(listener)
        return listener

    def until_found(self, listener: ResumeSignal) -> None:
        with self.qtbot.waitSignal(logind(listener).found, timeout=TIMEOUT_MS):
            pass

    def until_heard(self, *words: str) -> None:
        """Wait until as much was heard, and see that it was just that, in this order."""
        self.qtbot.waitUntil(lambda: len(self.heard) >= len(words), timeout=TIMEOUT_MS)
        assert self.heard == list(words)


@pytest.fixture
def machine(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """A machine with a system bus of its own, without logind as yet."""
    with private_bus() as bus:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        machine = Machine(qtbot, bus)
        yield machine
        shiboken6.delete(machine.owner)
        for service in machine.services:
            service.end()


def logind(listener: ResumeSignal) -> Logind:
    found = listener.findChild(Logind)
    assert isinstance(found, Logind)
    return found


def prepare_for_sleep(service: Service, going_to_sleep: bool) -> None:
    service.emit("PrepareForSleep", "b", (going_to_sleep,), interface=MANAGER)


def test_each_waking_is_told_and_no_falling_asleep(machine: Machine) -> None:
    service = machine.run(LOGIND)
    machine.start_signal()
    for times in (1, 2):
        prepare_for_sleep(service, True)
        prepare_for_sleep(service, False)
        # Everything is delivered in order: the first was not told twice or too often.
        machine.until_heard(*["woken"] * times)


def test_falling_asleep_alone_is_nothing(machine: Machine) -> None:
    service = machine.run(LOGIND)
    machine.start_signal()
    prepare_for_sleep(service, True)
    # The bus keeps the order: whoever hears what comes later has heard this.
    machine.start_signal("other ")
    prepare_for_sleep(service, False)
    machine.qtbot.waitUntil(lambda: len(machine.heard) >= 2, timeout=TIMEOUT_MS)
    assert sorted(machine.heard) == ["other woken", "woken"]


def test_who_is_not_logind_is_not_heard(machine: Machine) -> None:
    service = machine.run(LOGIND)
    machine.start_signal()
    manager = DBusAddress(PATH, interface=MANAGER)
    daemon = DBusAddress("/org/freedesktop/DBus", interface="org.freedesktop.DBus")
    gone = (LOGIND, service.unique_name, "")
    with Bus(machine.bus.address) as stranger:
        for to in (None, *stranger.others()):
            stranger.send_signal(manager, "PrepareForSleep", "b", (False,), to)
            stranger.send_signal(daemon, "NameOwnerChanged", "sss", gone, to)
        # Answered after the signals were passed on.
        assert stranger.has_owner(LOGIND)
    prepare_for_sleep(service, False)
    machine.until_heard("woken")


@pytest.mark.parametrize(
    "hurtful",
    [hostile.without_its_descriptor, hostile.of_an_unknown_type, hostile.enormous],
)
def test_a_waking_is_heard_whatever_else_is_sent(
    machine: Machine, hurtful: Callable[[str], bytes]
) -> None:
    service = machine.run(LOGIND)
    machine.start_signal()
    with Bus(machine.bus.address) as stranger:
        for to in set(stranger.others()) - {service.unique_name}:
            stranger.send_bytes(hurtful(to))
        # Answered after the signals were passed on.
        assert stranger.has_owner(LOGIND)
    prepare_for_sleep(service, False)
    machine.until_heard("woken")


def test_another_signal_of_logind_is_nothing(machine: Machine) -> None:
    service = machine.run(LOGIND)
    machine.start_signal()
    with Bus(machine.bus.address) as other:
        for to in other.others():
            service.emit("PrepareForShutdown", "b", (False,), MANAGER, to)
            service.emit("PrepareForSleep", "s", ("",), MANAGER, to)
    prepare_for_sleep(service, False)
    machine.until_heard("woken")


def test_the_next_waking_is_heard_while_the_last_one_shows_a_dialog(machine: Machine) -> None:
    service = machine.run(LOGIND)

    def stay() -> None:
        machine.heard.append("woken")
        if len(machine.heard) == 1:
            prepare_for_sleep(service, False)
            machine.until_heard("woken", "woken")
            machine.heard.append("over")

    listener = ResumeSignal(stay, lambda: None, machine.owner)
    listener.start()
    machine.until_found(listener)
    prepare_for_sleep(service, False)
    machine.until_heard("woken", "woken", "over")


def test_without_logind_there_is_silence_and_one_that_comes_later_is_heard(
    machine: Machine,
) -> None:
    machine.listener().start()
    assert machine.heard == []
    machine.until_heard("silence")
    prepare_for_sleep(machine.run(LOGIND), False)
    machine.until_heard("silence", "woken")


def test_a_logind_that_ends_is_silent_and_the_next_one_is_heard(machine: Machine) -> None:
    service = machine.run(LOGIND)
    machine.start_signal()
    machine.end(service)
    machine.until_heard("silence")
    prepare_for_sleep(machine.run(LOGIND), False)
    machine.until_heard("silence", "woken")


def test_a_bus_that_ends_is_silent(machine: Machine) -> None:
    machine.run(LOGIND)
    machine.start_signal()
    machine.bus.end()
    machine.until_heard("silence")


def test_silence_is_told_once(machine: Machine) -> None:
    listener = machine.listener()
    listener.start()
    machine.until_heard("silence")
    with machine.qtbot.waitSignal(logind(listener).silent, timeout=TIMEOUT_MS):
        machine.bus.end()
    assert machine.heard == ["silence"]


def test_a_bus_that_takes_no_more_wishes_is_silent(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Room for the news of who is logind, but not for its signal.
    with private_bus(rules=1) as bus:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        service = Service(bus.address, LOGIND, PATH, lambda _: None)
        machine.listener().start()
        machine.until_heard("silence")
        service.end()


@pytest.mark.parametrize("address", ["unix:path=/nowhere/bus", "tcp:host=a", "nonsense"])
def test_without_a_system_bus_there_is_silence_but_not_at_once(
    machine: Machine,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    address: str,
) -> None:
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", address)
    machine.listener().start()
    assert machine.heard == []
    machine.until_heard("silence")
    (record,) = caplog.records
    assert record.levelno == logging.INFO
    assert record.getMessage().startswith("nothing announces that the machine has woken: no ")


def test_a_bus_that_never_answers_is_silent_when_the_limit_is_over(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mute_bus() as bus:
        monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", bus.address)
        machine.listener(seconds=SHORT).start()
        assert machine.heard == []
        machine.until_heard("silence")


def test_an_answer_in_time_ends_the_wait(machine: Machine) -> None:
    machine.run(LOGIND)
    listener = machine.listener()
    listener.start()
    waiting = listener.findChild(QTimer)
    assert isinstance(waiting, QTimer)
    assert waiting.remainingTime() > 0
    machine.qtbot.waitUntil(lambda: not waiting.isActive(), timeout=TIMEOUT_MS)
    assert machine.heard == []


def test_no_more_than_a_few_seconds_are_waited_for(machine: Machine) -> None:
    listener = ResumeSignal(lambda: None, lambda: None, machine.owner)
    listener.start()
    waiting = listener.findChild(QTimer)
    assert isinstance(waiting, QTimer)
    assert 0 < waiting.remainingTime() <= 5000


def test_a_program_listens_on_the_system_bus(machine: Machine) -> None:
    service = machine.run(LOGIND)
    with python(PROGRAM.format(LONG), DBUS_SYSTEM_BUS_ADDRESS=machine.bus.address) as program:
        assert first_line(program) == "goes on"

        def over() -> bool:
            prepare_for_sleep(service, False)
            return program.poll() is not None

        machine.qtbot.waitUntil(over, timeout=TIMEOUT_MS)
        assert (first_line(program), program.returncode) == ("woken", 0)


def test_a_program_goes_on_and_ends_whatever_the_bus_does() -> None:
    with (
        mute_bus() as bus,
        python(PROGRAM.format(SHORT), DBUS_SYSTEM_BUS_ADDRESS=bus.address) as program,
        bus.somebody(),
    ):
        assert first_line(program) == "goes on"
        assert first_line(program) == "silence"
        assert program.wait(PATIENCE) == 0


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_elsewhere_there_is_silence_but_not_at_once(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    machine.run(LOGIND)
    monkeypatch.setattr(sys, "platform", platform)
    listener = machine.listener()
    listener.start()
    monkeypatch.undo()
    assert machine.heard == []
    machine.until_heard("silence")
    assert listener.findChild(Logind) is None
