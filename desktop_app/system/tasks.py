"""The one background-task helper: runs work elsewhere, delivers on the UI thread."""

import logging
import queue
import threading
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop_app.core.errors import TimeLimitError
from desktop_app.workflow.operations import Pending, drive
from desktop_app.workflow.ports import Lane

T = TypeVar("T")

_log = logging.getLogger(__name__)

_THREADS = {Lane.DATABASE: 1, Lane.KEYCHAIN: 1, Lane.NETWORK: 4, Lane.FILES: 1}
# A commit in the middle must be able to finish; nothing on the other lanes is worth waiting for.
_DATABASE_JOIN_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Job:
    pending: Pending[Any]
    work: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class _Delivery:
    pending: Pending[Any]
    value: Any
    error: BaseException | None

    def hand_over(self) -> None:
        if self.error is not None:
            self.pending.fail(self.error)
        else:
            self.pending.succeed(self.value)


class QtTasks(QObject):
    """Runs tasks on daemon threads, one set a lane, made when first needed.

    A call that hangs (a keychain's can) hangs its own lane only and never holds up the program's
    end. `crashed` is told what an operation let escape.
    """

    _delivered = Signal(object)

    def __init__(self, crashed: Callable[[Exception], None], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._crashed = crashed
        self._lanes: dict[Lane, _Threads] = {}
        self._stopped = False
        self._delivered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def run(
        self, lane: Lane, work: Callable[[], T], limit: timedelta | None = None
    ) -> Awaitable[T]:
        """See `Tasks.run`. The limit counts from now, the wait for a free thread included."""
        pending: Pending[T] = Pending()
        if lane not in self._lanes:
            self._lanes[lane] = _Threads(lane, self._delivered.emit)
        self._lanes[lane].put(_Job(pending, work))
        if limit is not None:
            milliseconds = round(limit.total_seconds() * 1000)
            late = _Delivery(pending, None, TimeLimitError())
            QTimer.singleShot(milliseconds, self, lambda: self._deliver(late))
        return pending

    def start(self, operation: Coroutine[Any, Any, None]) -> None:
        """See `Tasks.start`."""
        if self._stopped:
            operation.close()
            return
        drive(operation, self._tell_crash)

    def stop(self, last_on_database: Callable[[], None]) -> None:
        """Deliver nothing more, do `last_on_database` after all database work, and end.

        Operations that wait for a delivery stay where they are: what they had written down is
        settled at the next start.
        """
        self._stopped = True
        database = self._lanes.get(Lane.DATABASE)
        if database is not None:
            database.put(_Job(Pending(), last_on_database))
        for threads in self._lanes.values():
            threads.end()
        if database is not None and not database.join(_DATABASE_JOIN_SECONDS):
            _log.warning("the database did not finish in time")

    @Slot(object)
    def _deliver(self, delivery: _Delivery) -> None:
        if not self._stopped:
            delivery.hand_over()

    def _tell_crash(self, error: Exception) -> None:
        log_crash(error)
        self._crashed(error)


def log_crash(error: Exception) -> None:
    """Write down what an operation let escape."""
    _log.error("an operation broke off: %s", type(error).__name__, exc_info=error)


class TasksShare:
    """One workspace's share of the tasks. `end` ends what it started, and what it waits for.

    `crashed` is told what one of its operations let escape.
    """

    def __init__(self, tasks: QtTasks, crashed: Callable[[Exception], None]) -> None:
        self._tasks = tasks
        self._crashed = crashed
        self._ended = False

    def run(
        self, lane: Lane, work: Callable[[], T], limit: timedelta | None = None
    ) -> Awaitable[T]:
        """See `Tasks.run`."""
        pending: Pending[T] = Pending()
        self._tasks.start(self._carry(self._tasks.run(lane, work, limit), pending))
        return pending

    def start(self, operation: Coroutine[Any, Any, None]) -> None:
        """See `Tasks.start`."""
        if self._ended:
            operation.close()
        else:
            drive(operation, self._tell_crash)

    def end(self) -> None:
        """Deliver nothing more: operations that wait stay where they are."""
        self._ended = True

    async def _carry(self, delivery: Awaitable[T], pending: Pending[T]) -> None:
        try:
            value = await delivery
        except Exception as error:  # noqa: BLE001  (raised again where it is awaited)
            if not self._ended:
                pending.fail(error)
        else:
            if not self._ended:
                pending.succeed(value)

    def _tell_crash(self, error: Exception) -> None:
        log_crash(error)
        self._crashed(error)


class _Threads:
    """The daemon threads of one lane, fed by one queue."""

    def __init__(self, lane: Lane, deliver: Callable[[_Delivery], None]) -> None:
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._deliver = deliver
        self._drops_late = lane is Lane.NETWORK
        self._threads = [
            threading.Thread(target=self._work, name=f"{lane.name.lower()}-{number}", daemon=True)
            for number in range(1, _THREADS[lane] + 1)
        ]
        for thread in self._threads:
            thread.start()

    def put(self, job: _Job) -> None:
        self._jobs.put(job)

    def end(self) -> None:
        for _ in self._threads:
            self._jobs.put(None)

    def join(self, seconds: float) -> bool:
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if self._drops_late and job.pending.is_done:
                # Its limit passed while it waited for a thread. A code that was declared lost must
                # not be sent after all. (A late delete in the keychain is still wanted.)
                continue
            try:
                delivery = _Delivery(job.pending, job.work(), None)
            except BaseException as error:  # noqa: BLE001  (raised again where it is awaited)
                delivery = _Delivery(job.pending, None, error)
            try:
                self._deliver(delivery)
            except RuntimeError:
                # The receiving object is gone: the program ends, nobody waits any more.
                return
            # A thread that waits for more keeps nothing of what it did: there are secrets in it.
            del job, delivery
