"""Background tasks: done elsewhere, delivered on the UI thread, and never in the way of the end."""

import gc
import inspect
import logging
import threading
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from pytestqt.qtbot import QtBot

from desktop_app.core.problems import KeychainLocked, TimeLimitReached
from desktop_app.system.tasks import QtTasks, TasksShare
from desktop_app.workflow.ports import Lane
from tests.system.programs import python
from tests.waiting import PATIENCE, TIMEOUT_MS

SHORT = timedelta(milliseconds=20)
LONGER = timedelta(milliseconds=400)
every_lane = pytest.mark.parametrize("lane", list(Lane))


@dataclass
class Office:
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
def office(qtbot: QtBot) -> Iterator[Office]:
    """Tasks that are stopped after the test."""
    office = Office(qtbot)
    yield office
    office.freed.set()
    if shiboken6.isValid(office.tasks):
        office.tasks.stop(lambda: None)


class Key:
    """Stands for a secret that a task is done with, and answers."""


@every_lane
def test_a_thread_keeps_nothing_of_what_it_did(office: Office, lane: Lane) -> None:
    keys = [Key(), Key()]
    kept = [weakref.ref(key) for key in keys]
    office.do(lane, partial(lambda *both: both[1], *keys))
    office.until_results(1)
    office.results.clear()
    keys.clear()

    def is_forgotten() -> bool:
        gc.collect()
        return not any(key() for key in kept)

    office.qtbot.waitUntil(is_forgotten, timeout=TIMEOUT_MS)


@every_lane
def test_work_is_done_elsewhere_and_delivered_on_the_ui_thread(office: Office, lane: Lane) -> None:
    office.do(lane, threading.get_ident)
    office.until_results(1)
    assert office.results != [threading.get_ident()]
    assert office.delivered_on == {threading.get_ident()}


@every_lane
def test_nothing_is_delivered_in_the_middle_of_something_else(office: Office, lane: Lane) -> None:
    done = threading.Event()
    office.do(lane, done.set)
    assert done.wait(PATIENCE)
    assert office.results == []
    office.until_results(1)


@every_lane
def test_a_failure_is_raised_where_it_is_awaited_as_what_it_is(office: Office, lane: Lane) -> None:
    failure = KeychainLocked("locked")

    def work() -> None:
        raise failure

    office.do(lane, work)
    office.until_results(1)
    assert office.results == [failure]
    assert office.delivered_on == {threading.get_ident()}


def test_a_failure_leaves_its_lane_in_order(office: Office) -> None:
    office.do(Lane.DATABASE, lambda: 1 // 0)
    office.do(Lane.DATABASE, lambda: "next")
    office.until_results(2)
    assert office.results[1] == "next"


def test_an_operation_goes_from_lane_to_lane(office: Office) -> None:
    path: list[str] = []

    async def operation() -> None:
        for lane in Lane:
            path.append(await office.tasks.run(lane, lambda: threading.current_thread().name))
        office.results.append(path)

    office.tasks.start(operation())
    office.until_results(1)
    assert [name.rstrip("1234567890") for name in path] == [
        f"{lane.name.lower()}-" for lane in Lane
    ]


@pytest.mark.parametrize("lane", [Lane.DATABASE, Lane.KEYCHAIN, Lane.FILES])
def test_all_lanes_but_the_network_have_one_thread_each_and_keep_the_order(
    office: Office, lane: Lane
) -> None:
    done: list[tuple[int, int]] = []

    def note(number: int) -> None:
        done.append((number, threading.get_ident()))

    for number in range(50):
        office.do(lane, partial(note, number))
    office.until_results(50)
    assert [number for number, _ in done] == list(range(50))
    assert len({thread for _, thread in done}) == 1


def test_calls_on_the_network_go_side_by_side(office: Office) -> None:
    together = threading.Barrier(2, timeout=PATIENCE)
    office.do(Lane.NETWORK, together.wait)
    office.do(Lane.NETWORK, together.wait)
    office.until_results(2)
    assert sorted(office.results) == [0, 1]


# Time limits.


@every_lane
def test_what_takes_too_long_fails_with_its_time_limit(office: Office, lane: Lane) -> None:
    office.hang(lane, SHORT)
    office.until_results(1)
    assert [type(result) for result in office.results] == [TimeLimitReached]
    assert office.delivered_on == {threading.get_ident()}


def test_an_answer_after_the_time_limit_has_no_effect(office: Office) -> None:
    office.hang(Lane.KEYCHAIN, SHORT)
    office.until_results(1)
    office.freed.set()
    office.do(Lane.KEYCHAIN, lambda: "the next")  # delivered after the late answer
    office.until_results(2)
    assert [type(result) for result in office.results] == [TimeLimitReached, str]


def test_a_time_limit_after_the_answer_has_no_effect(office: Office) -> None:
    office.do(Lane.DATABASE, lambda: "in time", LONGER)
    office.until_results(1)
    office.let_timers_ring(LONGER)
    assert office.results == ["in time"]
    assert office.crashes == []


def test_waiting_for_a_free_thread_counts(office: Office) -> None:
    begun: list[bool] = []
    office.hang(Lane.KEYCHAIN)
    office.do(Lane.KEYCHAIN, lambda: begun.append(True), SHORT)
    office.until_results(1)
    assert [type(result) for result in office.results] == [TimeLimitReached]
    assert begun == []


@pytest.mark.parametrize(("lane", "threads"), [(Lane.NETWORK, 4), (Lane.KEYCHAIN, 1)])
def test_what_waited_too_long_for_the_network_is_not_done_after_all(
    office: Office, lane: Lane, threads: int
) -> None:
    done: list[str] = []
    for _ in range(threads):
        office.hang(lane)
    office.do(lane, lambda: done.append("late"), SHORT)
    office.until_results(1)
    office.freed.set()
    office.do(lane, lambda: done.append("in time"))
    office.until_results(threads + 2)
    assert done == (["in time"] if lane is Lane.NETWORK else ["late", "in time"])


# Hanging.


def test_a_keychain_that_hangs_holds_nobody_else_up(office: Office) -> None:
    office.hang(Lane.KEYCHAIN)
    office.do(Lane.DATABASE, lambda: "database")
    office.do(Lane.NETWORK, lambda: "network")
    office.until_results(2)
    assert sorted(office.results) == ["database", "network"]


def test_a_network_call_that_hangs_does_not_hold_up_another(office: Office) -> None:
    office.hang(Lane.NETWORK)
    office.do(Lane.NETWORK, lambda: "another")
    office.until_results(1)
    assert office.results == ["another"]


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


def test_stopping_waits_for_the_database_and_closes_it_last(office: Office) -> None:
    done: list[tuple[str, str]] = []

    def note(what: str) -> None:
        done.append((what, threading.current_thread().name))

    begun, committed = threading.Event(), threading.Event()

    def commit() -> None:
        begun.set()
        committed.wait(PATIENCE)
        note("commit")

    office.do(Lane.DATABASE, commit)
    office.do(Lane.DATABASE, lambda: note("second"))
    assert begun.wait(PATIENCE)
    threading.Timer(0.05, committed.set).start()  # while `stop` waits
    office.tasks.stop(lambda: note("closed"))
    assert done == [(what, "database-1") for what in ("commit", "second", "closed")]


def test_a_database_that_hangs_too_is_not_waited_for_for_ever(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("desktop_app.system.tasks._DATABASE_JOIN_SECONDS", 0.02)
    office.hang(Lane.DATABASE)
    office.tasks.stop(lambda: None)
    assert "the database did not finish in time" in caplog.text


def test_stopping_does_not_wait_for_a_keychain_that_hangs(office: Office) -> None:
    closed: list[bool] = []
    office.hang(Lane.KEYCHAIN)
    office.do(Lane.DATABASE, lambda: None)
    office.tasks.stop(lambda: closed.append(True))
    assert closed == [True]
    assert not office.freed.is_set()


def test_stopping_before_anything_was_done_is_fine(office: Office) -> None:
    office.tasks.stop(lambda: None)


def test_after_the_stop_nothing_is_delivered(office: Office) -> None:
    office.do(Lane.DATABASE, lambda: "an answer")
    office.hang(Lane.KEYCHAIN, SHORT)
    office.tasks.stop(lambda: None)
    office.let_timers_ring(SHORT)
    QCoreApplication.processEvents()
    assert office.results == []


def test_after_the_stop_nothing_is_started(office: Office) -> None:
    office.tasks.stop(lambda: None)
    begun: list[bool] = []

    async def operation() -> None:
        begun.append(True)

    office.tasks.start(operation())
    assert begun == []


def test_an_answer_for_an_owner_that_is_gone_is_dropped(office: Office) -> None:
    threads: list[threading.Thread] = []
    begun = threading.Event()

    def work() -> None:
        threads.append(threading.current_thread())
        begun.set()
        office.freed.wait(PATIENCE)

    office.do(Lane.NETWORK, work, SHORT)
    assert begun.wait(PATIENCE)
    shiboken6.delete(office.owner)
    office.freed.set()
    threads[0].join(PATIENCE)
    assert not threads[0].is_alive()
    office.let_timers_ring(SHORT)
    assert office.results == []


# Mistakes.


def test_what_an_operation_lets_escape_is_told_and_logged(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    mistake = ValueError("a mistake in the program")

    async def operation() -> None:
        await office.tasks.run(Lane.DATABASE, lambda: None)
        raise mistake

    office.tasks.start(operation())
    office.qtbot.waitUntil(lambda: bool(office.crashes), timeout=TIMEOUT_MS)
    assert office.crashes == [mistake]
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "ValueError" in record.getMessage()


def test_a_mistake_before_the_first_task_is_told_too(office: Office) -> None:
    async def operation() -> None:
        raise ValueError

    office.tasks.start(operation())
    assert [type(crash) for crash in office.crashes] == [ValueError]


# The share of one workspace.


def test_a_share_delivers_what_is_done_elsewhere(office: Office) -> None:
    results: list[int] = []
    share = TasksShare(office.tasks, office.crashes.append)

    async def operation() -> None:
        results.append(await share.run(Lane.DATABASE, lambda: 1))
        with pytest.raises(KeychainLocked):
            await share.run(Lane.KEYCHAIN, _locked)
        results.append(2)

    share.start(operation())
    office.qtbot.waitUntil(lambda: results == [1, 2], timeout=TIMEOUT_MS)


def test_a_share_that_has_ended_delivers_nothing_and_leaves_the_others_alone(
    office: Office,
) -> None:
    results: list[str] = []
    ended, other = (TasksShare(office.tasks, office.crashes.append) for _ in range(2))

    async def operation(share: TasksShare, name: str) -> None:
        await share.run(Lane.DATABASE, lambda: None)
        results.append(name)

    ended.start(operation(ended, "ended"))
    ended.end()
    other.start(operation(other, "other"))
    office.qtbot.waitUntil(lambda: results == ["other"], timeout=TIMEOUT_MS)
    late = operation(ended, "late")
    ended.start(late)
    assert inspect.getcoroutinestate(late) == inspect.CORO_CLOSED, "it was not even begun"
    assert results == ["other"]


def test_a_mistake_in_a_share_is_told_to_its_workspace_alone(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    told: list[Exception] = []
    share = TasksShare(office.tasks, told.append)

    async def operation() -> None:
        await share.run(Lane.DATABASE, lambda: None)
        raise ZeroDivisionError

    with caplog.at_level(logging.CRITICAL):
        share.start(operation())
        office.qtbot.waitUntil(lambda: len(told) == 1, timeout=TIMEOUT_MS)
    assert isinstance(told[0], ZeroDivisionError)
    assert office.crashes == []


def _locked() -> None:
    raise KeychainLocked
