"""Background tasks: done elsewhere, delivered on the UI thread, and never in the way of the end."""

import gc
import inspect
import logging
import math
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer
from pytestqt.qtbot import QtBot

from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import Detail, KeychainLockedError, TimeLimitError, UnreachableError
from desktop_app.system.tasks import QtTasks, TasksShare
from desktop_app.workflow.ports import Lane
from tests.system.programs import python
from tests.waiting import PATIENCE, TIMEOUT_MS, until

SHORT = timedelta(milliseconds=20)
LONGER = timedelta(milliseconds=400)
LIMIT = timedelta(minutes=1)
every_lane = pytest.mark.parametrize("lane", list(Lane))


@dataclass
class TaskHarness:
    """Tasks with what they delivered: a value, or the failure that was raised."""

    qtbot: QtBot
    results: list[Any] = field(default_factory=list)
    crashes: list[Exception] = field(default_factory=list)
    # Set at the end of a test, so that what hangs does not hang for ever.
    freed: threading.Event = field(default_factory=threading.Event)
    delivered_on: set[int] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.owner = QObject()
        self.tasks = QtTasks(self.crashes.append, self.owner)

    def do(self, lane: Lane, work: Callable[[], Any], limit: timedelta | None = None) -> None:
        async def operation() -> None:
            try:
                result = await self.tasks.run(lane, work, limit)
            except Exception as error:  # noqa: BLE001  (what is raised is what is looked at)
                result = error
            self.delivered_on.add(threading.get_ident())
            self.results.append(result)

        self.tasks.start(operation())

    def call(self, work: Callable[[SecondsLeft], Any], limit: timedelta | None) -> None:
        async def operation() -> None:
            try:
                result = await self.tasks.call(work, limit)
            except Exception as error:  # noqa: BLE001  (what is raised is what is looked at)
                result = error
            self.results.append(result)

        self.tasks.start(operation())

    def hang(self, lane: Lane, limit: timedelta | None = None) -> None:
        self.do(lane, self.freed.wait, limit)

    def until_results(self, count: int) -> None:
        self.qtbot.waitUntil(lambda: len(self.results) >= count, timeout=TIMEOUT_MS)

    def let_timers_ring(self, time: timedelta) -> None:
        """Return when every timer that was set for up to `time` from now has rung."""
        rung: list[bool] = []
        # Timers that are due together may ring in any order, so this one is late on purpose.
        milliseconds = round(time.total_seconds() * 1000) + 20
        QTimer.singleShot(milliseconds, lambda: rung.append(True))
        self.qtbot.waitUntil(lambda: bool(rung), timeout=TIMEOUT_MS)


@pytest.fixture
def harness(qtbot: QtBot) -> Iterator[TaskHarness]:
    """Tasks that are stopped after the test."""
    harness = TaskHarness(qtbot)
    yield harness
    harness.freed.set()
    if shiboken6.isValid(harness.tasks):
        harness.tasks.stop(lambda: None)


class Key:
    """Stands for a secret that a task is done with, and answers."""


@every_lane
def test_a_thread_keeps_nothing_of_what_it_did(harness: TaskHarness, lane: Lane) -> None:
    keys = [Key(), Key()]
    kept = [weakref.ref(key) for key in keys]
    harness.do(lane, partial(lambda *both: both[1], *keys))
    harness.until_results(1)
    harness.results.clear()
    keys.clear()

    def is_forgotten() -> bool:
        gc.collect()
        return not any(key() for key in kept)

    harness.qtbot.waitUntil(is_forgotten, timeout=TIMEOUT_MS)


@every_lane
def test_work_is_done_elsewhere_and_delivered_on_the_ui_thread(
    harness: TaskHarness, lane: Lane
) -> None:
    harness.do(lane, threading.get_ident)
    harness.until_results(1)
    assert harness.results != [threading.get_ident()]
    assert harness.delivered_on == {threading.get_ident()}


@every_lane
def test_nothing_is_delivered_in_the_middle_of_something_else(
    harness: TaskHarness, lane: Lane
) -> None:
    done = threading.Event()
    harness.do(lane, done.set)
    assert done.wait(PATIENCE)
    assert harness.results == []
    harness.until_results(1)


@every_lane
def test_a_failure_is_raised_where_it_is_awaited_as_what_it_is(
    harness: TaskHarness, lane: Lane
) -> None:
    failure = KeychainLockedError("locked")

    def work() -> None:
        raise failure

    harness.do(lane, work)
    harness.until_results(1)
    assert harness.results == [failure]
    assert harness.delivered_on == {threading.get_ident()}


def test_a_failure_leaves_its_lane_in_order(harness: TaskHarness) -> None:
    harness.do(Lane.DATABASE, lambda: 1 // 0)
    harness.do(Lane.DATABASE, lambda: "next")
    harness.until_results(2)
    assert harness.results[1] == "next"


def test_an_operation_goes_from_lane_to_lane(harness: TaskHarness) -> None:
    path: list[str] = []

    async def operation() -> None:
        for lane in Lane:
            path.append(await harness.tasks.run(lane, lambda: threading.current_thread().name))
        harness.results.append(path)

    harness.tasks.start(operation())
    harness.until_results(1)
    assert [name.rstrip("1234567890") for name in path] == [
        f"{lane.name.lower()}-" for lane in Lane
    ]


@pytest.mark.parametrize("lane", [Lane.DATABASE, Lane.KEYCHAIN, Lane.FILES])
def test_all_lanes_but_the_network_have_one_thread_each_and_keep_the_order(
    harness: TaskHarness, lane: Lane
) -> None:
    done: list[tuple[int, int]] = []

    def note(number: int) -> None:
        done.append((number, threading.get_ident()))

    for number in range(50):
        harness.do(lane, partial(note, number))
    harness.until_results(50)
    assert [number for number, _ in done] == list(range(50))
    assert len({thread for _, thread in done}) == 1


def test_calls_on_the_network_go_side_by_side(harness: TaskHarness) -> None:
    together = threading.Barrier(2, timeout=PATIENCE)
    harness.do(Lane.NETWORK, together.wait)
    harness.do(Lane.NETWORK, together.wait)
    harness.until_results(2)
    assert sorted(harness.results) == [0, 1]


# Time limits.


@every_lane
def test_what_takes_too_long_fails_with_its_time_limit(harness: TaskHarness, lane: Lane) -> None:
    harness.hang(lane, SHORT)
    harness.until_results(1)
    assert [type(result) for result in harness.results] == [TimeLimitError]
    assert harness.delivered_on == {threading.get_ident()}


def test_an_answer_after_the_time_limit_has_no_effect(harness: TaskHarness) -> None:
    harness.hang(Lane.KEYCHAIN, SHORT)
    harness.until_results(1)
    harness.freed.set()
    harness.do(Lane.KEYCHAIN, lambda: "the next")  # delivered after the late answer
    harness.until_results(2)
    assert [type(result) for result in harness.results] == [TimeLimitError, str]


def test_a_time_limit_after_the_answer_has_no_effect(harness: TaskHarness) -> None:
    harness.do(Lane.DATABASE, lambda: "in time", LONGER)
    harness.until_results(1)
    harness.let_timers_ring(LONGER)
    assert harness.results == ["in time"]
    assert harness.crashes == []


def test_waiting_for_a_free_thread_counts(harness: TaskHarness) -> None:
    begun: list[bool] = []
    harness.hang(Lane.KEYCHAIN)
    harness.do(Lane.KEYCHAIN, lambda: begun.append(True), SHORT)
    harness.until_results(1)
    assert [type(result) for result in harness.results] == [TimeLimitError]
    assert begun == []


@pytest.mark.parametrize(("lane", "threads"), [(Lane.NETWORK, 4), (Lane.KEYCHAIN, 1)])
def test_what_waited_too_long_for_the_network_is_not_done_after_all(
    harness: TaskHarness, lane: Lane, threads: int
) -> None:
    done: list[str] = []
    for _ in range(threads):
        harness.hang(lane)
    harness.do(lane, lambda: done.append("late"), SHORT)
    harness.until_results(1)
    harness.freed.set()
    harness.do(lane, lambda: done.append("in time"))
    harness.until_results(threads + 2)
    assert done == (["in time"] if lane is Lane.NETWORK else ["late", "in time"])


# Deadlines of calls to services.


def test_a_call_is_told_how_many_seconds_are_left(
    harness: TaskHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr("desktop_app.system.tasks.boot_seconds", lambda: clock[0])
    told: list[float] = []

    def work(seconds_left: SecondsLeft) -> None:
        told.append(seconds_left())
        clock[0] += 50.0  # asleep or awake
        told.append(seconds_left())
        clock[0] += 50.0
        told.append(seconds_left())

    harness.call(work, timedelta(seconds=60))
    harness.until_results(1)
    assert told == [60.0, 10.0, -40.0]


def test_without_a_limit_a_call_has_no_deadline(harness: TaskHarness) -> None:
    harness.call(lambda seconds_left: seconds_left(), None)
    harness.until_results(1)
    assert harness.results == [math.inf]
    assert harness.tasks.findChildren(QTimer) == []


def test_waiting_for_a_free_thread_counts_for_the_deadline(
    harness: TaskHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [100.0]
    monkeypatch.setattr("desktop_app.system.tasks.boot_seconds", lambda: clock[0])
    for _ in range(4):
        harness.hang(Lane.NETWORK)
    told: list[float] = []
    harness.call(lambda seconds_left: told.append(seconds_left()), timedelta(seconds=60))
    clock[0] += 61.0
    harness.freed.set()
    harness.until_results(5)
    assert told == [-1.0]


def test_a_call_that_ends_at_its_deadline_is_heard(harness: TaskHarness) -> None:
    failure = UnreachableError(Detail())

    def work(seconds_left: SecondsLeft) -> None:
        until(lambda: seconds_left() <= 0, "the deadline")
        raise failure

    harness.call(work, SHORT)
    harness.until_results(1)
    assert harness.results == [failure]


def test_a_call_that_does_not_end_is_given_up_after_its_deadline_and_never_before(
    harness: TaskHarness,
) -> None:
    harness.call(lambda _: harness.freed.wait(), SHORT)
    harness.until_results(1)
    assert [type(result) for result in harness.results] == [TimeLimitError]


def test_the_timer_of_a_call_rings_after_its_deadline_to_the_millisecond(
    harness: TaskHarness,
) -> None:
    """A coarse timer of a minute may ring three seconds early."""
    harness.call(lambda _: harness.freed.wait(), timedelta(seconds=60))
    [timer] = harness.tasks.findChildren(QTimer)
    assert timer.timerType() is Qt.TimerType.PreciseTimer
    assert timer.isSingleShot()
    assert timer.interval() == 61_000


# Hanging.


def test_a_keychain_that_hangs_holds_nobody_else_up(harness: TaskHarness) -> None:
    harness.hang(Lane.KEYCHAIN)
    harness.do(Lane.DATABASE, lambda: "database")
    harness.do(Lane.NETWORK, lambda: "network")
    harness.until_results(2)
    assert sorted(harness.results) == ["database", "network"]


def test_a_network_call_that_hangs_does_not_hold_up_another(harness: TaskHarness) -> None:
    harness.hang(Lane.NETWORK)
    harness.do(Lane.NETWORK, lambda: "another")
    harness.until_results(1)
    assert harness.results == ["another"]


_HANGING = """
import threading
from PySide6.QtCore import QCoreApplication
from desktop_app.system.tasks import QtTasks, TasksShare
from desktop_app.workflow.ports import Lane

application = QCoreApplication([])
tasks = QtTasks(print)

async def operation():
    for lane in (Lane.KEYCHAIN, Lane.NETWORK):
        begun = threading.Event()
        tasks.run(lane, lambda: (begun.set(), threading.Event().wait()))
        begun.wait()
    await tasks.run(Lane.DATABASE, lambda: None)
    application.quit()

tasks.start(operation())
application.exec()
tasks.stop(lambda: print("the database is closed", flush=True))
"""


def test_what_hangs_does_not_hold_up_the_end_of_the_program() -> None:
    with python(_HANGING) as process:
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "the database is closed\n"
    assert process.returncode == 0


# Stopping.


def test_stopping_waits_for_the_database_and_closes_it_last(harness: TaskHarness) -> None:
    done: list[tuple[str, str]] = []

    def note(what: str) -> None:
        done.append((what, threading.current_thread().name))

    begun, committed = threading.Event(), threading.Event()

    def commit() -> None:
        begun.set()
        committed.wait(PATIENCE)
        note("commit")

    harness.do(Lane.DATABASE, commit)
    harness.do(Lane.DATABASE, lambda: note("second"))
    assert begun.wait(PATIENCE)
    threading.Timer(0.05, committed.set).start()  # while `stop` waits
    harness.tasks.stop(lambda: note("closed"))
    assert done == [(what, "database-1") for what in ("commit", "second", "closed")]


def test_a_database_that_hangs_too_is_not_waited_for_for_ever(
    harness: TaskHarness, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("desktop_app.system.tasks._DATABASE_JOIN_SECONDS", 0.02)
    harness.hang(Lane.DATABASE)
    harness.tasks.stop(lambda: None)
    assert "the database did not finish in time" in caplog.text


def test_stopping_does_not_wait_for_a_keychain_that_hangs(harness: TaskHarness) -> None:
    closed: list[bool] = []
    harness.hang(Lane.KEYCHAIN)
    harness.do(Lane.DATABASE, lambda: None)
    harness.tasks.stop(lambda: closed.append(True))
    assert closed == [True]
    assert not harness.freed.is_set()


def test_stopping_before_anything_was_done_has_no_database_to_close(harness: TaskHarness) -> None:
    closed: list[bool] = []
    harness.tasks.stop(lambda: closed.append(True))
    assert closed == []


def test_after_the_stop_nothing_is_delivered(harness: TaskHarness) -> None:
    harness.do(Lane.DATABASE, lambda: "an answer")
    harness.hang(Lane.KEYCHAIN, SHORT)
    harness.tasks.stop(lambda: None)
    harness.let_timers_ring(SHORT)
    QCoreApplication.processEvents()
    assert harness.results == []


def test_after_the_stop_nothing_is_started(harness: TaskHarness) -> None:
    harness.tasks.stop(lambda: None)
    begun: list[bool] = []

    async def operation() -> None:
        begun.append(True)

    harness.tasks.start(operation())
    assert begun == []


def test_an_answer_for_an_owner_that_is_gone_is_dropped(harness: TaskHarness) -> None:
    threads: list[threading.Thread] = []
    begun = threading.Event()

    def work() -> None:
        threads.append(threading.current_thread())
        begun.set()
        harness.freed.wait(PATIENCE)

    harness.do(Lane.NETWORK, work, SHORT)
    assert begun.wait(PATIENCE)
    shiboken6.delete(harness.owner)
    harness.freed.set()
    threads[0].join(PATIENCE)
    assert not threads[0].is_alive()
    harness.let_timers_ring(SHORT)
    assert harness.results == []


# Mistakes.


def test_what_an_operation_lets_escape_is_told_and_logged(
    harness: TaskHarness, caplog: pytest.LogCaptureFixture
) -> None:
    mistake = ValueError("a mistake in the program")

    async def operation() -> None:
        await harness.tasks.run(Lane.DATABASE, lambda: None)
        raise mistake

    harness.tasks.start(operation())
    harness.qtbot.waitUntil(lambda: bool(harness.crashes), timeout=TIMEOUT_MS)
    assert harness.crashes == [mistake]
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "ValueError" in record.getMessage()


def test_a_mistake_before_the_first_task_is_told_too(harness: TaskHarness) -> None:
    async def operation() -> None:
        raise ValueError

    harness.tasks.start(operation())
    assert [type(crash) for crash in harness.crashes] == [ValueError]


# The share of one workspace.


def test_a_share_delivers_what_is_done_elsewhere(harness: TaskHarness) -> None:
    results: list[int] = []
    share = TasksShare(harness.tasks, harness.crashes.append)

    async def operation() -> None:
        results.append(await share.run(Lane.DATABASE, lambda: 1))
        with pytest.raises(KeychainLockedError):
            await share.run(Lane.KEYCHAIN, _locked)
        results.append(2)
        results.append(await share.call(lambda seconds_left: round(seconds_left()), LIMIT))

    share.start(operation())
    harness.qtbot.waitUntil(lambda: results == [1, 2, 60], timeout=TIMEOUT_MS)


def test_a_share_that_has_ended_delivers_nothing_and_leaves_the_others_alone(
    harness: TaskHarness,
) -> None:
    results: list[str] = []
    ended, other = (TasksShare(harness.tasks, harness.crashes.append) for _ in range(2))

    async def operation(share: TasksShare, name: str) -> None:
        await share.run(Lane.DATABASE, lambda: None)
        results.append(name)

    ended.start(operation(ended, "ended"))
    ended.end()
    other.start(operation(other, "other"))
    harness.qtbot.waitUntil(lambda: results == ["other"], timeout=TIMEOUT_MS)
    late = operation(ended, "late")
    ended.start(late)
    assert inspect.getcoroutinestate(late) == inspect.CORO_CLOSED, "it was not even begun"
    assert results == ["other"]


def test_a_mistake_in_a_share_is_told_to_its_workspace_alone(
    harness: TaskHarness, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Exception] = []
    share = TasksShare(harness.tasks, told.append)

    async def operation() -> None:
        await share.run(Lane.DATABASE, lambda: None)
        raise ZeroDivisionError

    with caplog.at_level(logging.CRITICAL):
        share.start(operation())
        harness.qtbot.waitUntil(lambda: len(told) == 1, timeout=TIMEOUT_MS)
    assert isinstance(told[0], ZeroDivisionError)
    assert harness.crashes == []


def _locked() -> None:
    raise KeychainLockedError
