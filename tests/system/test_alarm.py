"""The alarm rings once, in time, and not before."""

import time
from datetime import timedelta

import pytest
import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

from desktop_app.system.alarm import QtAlarm
from tests.waiting import TIMEOUT_MS

SHORT = timedelta(milliseconds=30)


def timer(alarm: QtAlarm) -> QTimer:
    found = alarm.findChild(QTimer)
    assert isinstance(found, QTimer)
    return found


def nothing() -> None:
    """Ring without a sound."""


def test_it_rings_once_and_not_before_its_time(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    rung: list[float] = []
    began = time.monotonic()
    alarm.set(SHORT, lambda: rung.append(time.monotonic()))
    qtbot.waitUntil(lambda: bool(rung), timeout=TIMEOUT_MS)
    # A QTimer counts whole milliseconds and may ring up to one early.
    assert rung[0] - began >= SHORT.total_seconds() - 0.001
    assert not timer(alarm).isActive()


def test_it_is_precise(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    assert timer(alarm).timerType() is Qt.TimerType.PreciseTimer
    assert timer(alarm).isSingleShot()


@pytest.mark.parametrize(
    ("after", "milliseconds"),
    [
        (timedelta(0), 0),
        (timedelta(microseconds=1), 1),
        (timedelta(microseconds=1500), 2),
        (timedelta(milliseconds=2), 2),
        (timedelta(minutes=10), 600_000),
        (timedelta(minutes=10) - timedelta(microseconds=1), 600_000),
        (timedelta(days=365), 2**31 - 1),
    ],
)
def test_time_is_rounded_up_to_what_a_timer_can_wait(
    qtbot: QtBot, after: timedelta, milliseconds: int
) -> None:
    alarm = QtAlarm()
    alarm.set(after, nothing)
    assert timer(alarm).interval() == milliseconds
    alarm.cancel()


def test_setting_it_again_replaces_what_was_set(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    rung: list[str] = []
    alarm.set(timedelta(0), lambda: rung.append("first"))
    alarm.set(SHORT, lambda: rung.append("second"))
    qtbot.waitUntil(lambda: "second" in rung, timeout=TIMEOUT_MS)
    assert rung == ["second"]


def test_a_cancelled_alarm_does_not_ring(qtbot: QtBot) -> None:
    cancelled, other = QtAlarm(), QtAlarm()
    rung: list[str] = []
    cancelled.set(timedelta(milliseconds=1), lambda: rung.append("cancelled"))
    other.set(SHORT, lambda: rung.append("other"))
    cancelled.cancel()
    qtbot.waitUntil(lambda: "other" in rung, timeout=TIMEOUT_MS)
    assert rung == ["other"]


def test_it_can_be_set_again_while_it_rings(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    rung: list[str] = []

    def first() -> None:
        rung.append("first")
        alarm.set(timedelta(milliseconds=1), lambda: rung.append("second"))

    alarm.set(timedelta(0), first)
    qtbot.waitUntil(lambda: len(rung) == 2, timeout=TIMEOUT_MS)
    assert rung == ["first", "second"]


def test_it_can_be_cancelled_while_it_rings_or_before_it_is_set(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    alarm.cancel()
    rung: list[bool] = []

    def ring() -> None:
        alarm.cancel()
        rung.append(True)

    alarm.set(timedelta(0), ring)
    qtbot.waitUntil(lambda: bool(rung), timeout=TIMEOUT_MS)
    assert not timer(alarm).isActive()


def test_it_can_be_told_to_ring_early(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    rung: list[str] = []
    alarm.ring_within(timedelta(milliseconds=1))
    alarm.set(timedelta(days=1), lambda: rung.append("early"))
    qtbot.waitUntil(lambda: bool(rung), timeout=TIMEOUT_MS)
    assert rung == ["early"]
    assert not timer(alarm).isActive()


def test_what_is_set_already_rings_early_too(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    rung: list[str] = []
    alarm.set(timedelta(days=1), lambda: rung.append("early"))
    alarm.ring_within(timedelta(milliseconds=1))
    qtbot.waitUntil(lambda: bool(rung), timeout=TIMEOUT_MS)
    assert rung == ["early"]


def test_whoever_is_rung_early_sets_it_again_until_it_is_time(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    alarm.ring_within(timedelta(milliseconds=5))
    looks: list[float] = []
    end = time.monotonic() + SHORT.total_seconds()

    def look() -> None:
        now = time.monotonic()
        looks.append(now)
        if now < end:
            alarm.set(timedelta(seconds=end - now), look)

    alarm.set(SHORT, look)
    qtbot.waitUntil(lambda: bool(looks) and looks[-1] >= end, timeout=TIMEOUT_MS)
    assert len(looks) > 1
    assert not timer(alarm).isActive()


def test_ringing_early_needs_something_to_be_set(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    alarm.ring_within(timedelta(milliseconds=1))
    assert not timer(alarm).isActive()
    alarm.set(timedelta(days=1), nothing)
    alarm.cancel()
    alarm.ring_within(timedelta(milliseconds=1))
    assert not timer(alarm).isActive()


def test_what_rings_sooner_rings_no_later(qtbot: QtBot) -> None:
    alarm = QtAlarm()
    alarm.set(timedelta(seconds=1), nothing)
    before = timer(alarm).interval()
    alarm.ring_within(timedelta(minutes=1))
    assert timer(alarm).interval() == before
    alarm.set(timedelta(seconds=2), nothing)
    assert timer(alarm).interval() == 2000
    alarm.cancel()


def test_it_does_not_outlive_its_owner(qtbot: QtBot) -> None:
    owner = QObject()
    rung: list[str] = []
    QtAlarm(owner).set(timedelta(milliseconds=1), lambda: rung.append("owned"))
    other = QtAlarm()
    other.set(SHORT, lambda: rung.append("other"))
    shiboken6.delete(owner)
    qtbot.waitUntil(lambda: "other" in rung, timeout=TIMEOUT_MS)
    assert rung == ["other"]
