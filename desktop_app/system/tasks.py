"""Runs blocking work on background threads, and delivers the results on the UI thread."""

import logging
import queue
import threading
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from desktop_app.core.deadline import SecondsLeft, no_deadline
from desktop_app.core.errors import TimeLimitError
from desktop_app.system.clock import boot_seconds
from desktop_app.workflow.operations import Pending, drive
from desktop_app.workflow.ports import Lane

T = TypeVar("T")

_log = logging.getLogger(__name__)

_THREADS = dict.fromkeys(Lane, 1) | {Lane.NETWORK: 4}
# How long a call is waited for after its deadline. Meanwhile it reports what became of it, and a
# request that passed the last check in time leaves this computer.
_GRACE = timedelta(seconds=1)
# At the end, only the database is waited for, so that it can finish a transaction.
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

    def deliver(self) -> None:
        if self.error is not None:
            self.pending.fail(self.error)
        else:
            self.pending.succeed(self.value)


class QtTasks(QObject):
    """Implements `workflow.ports.Tasks` with daemon threads, which are made when first needed.

    Each lane has its own threads. A call that hangs (a keychain's can) blocks only its own lane,
    and does not delay the program's end. `crashed` is called with an exception that an operation
    raises.
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
        """See `Tasks.run`. The limit begins now, so it includes the wait for a free thread."""
        pending: Pending[T] = Pending()
        if lane not in self._lanes:
            self._lanes[lane] = _Threads(lane, self._delivered.emit)
        self._lanes[lane].put(_Job(pending, work))
        if limit is not None:
            late = _Delivery(pending, None, TimeLimitError())
            self._set_timer(limit, lambda: self._deliver(late))
        return pending

    def call(
        self, work: Callable[[SecondsLeft], T], limit: timedelta | None = None
    ) -> Awaitable[T]:
        """See `Tasks.call`."""
        if limit is None:
            return self.run(Lane.NETWORK, lambda: work(no_deadline))
        ends = boot_seconds() + limit.total_seconds()
        return self.run(Lane.NETWORK, lambda: work(lambda: ends - boot_seconds()), limit + _GRACE)

    def start(self, operation: Coroutine[Any, Any, None]) -> None:
        """See `Tasks.start`."""
        if self._stopped:
            operation.close()
            return
        drive(operation, self._report_crash)

    def stop(self, last_on_database: Callable[[], None]) -> None:
        """Deliver nothing more, run `last_on_database` after all database work, and end.

        Operations that await a result never continue. The next start cleans up after them by what
        they have stored.
        """
        self._stopped = True
        database = self._lanes.get(Lane.DATABASE)
        if database is not None:
            database.put(_Job(Pending(), last_on_database))
        for threads in self._lanes.values():
            threads.stop()
        if database is not None and not database.join(_DATABASE_JOIN_SECONDS):
            _log.warning("the database did not finish in time")

    def _set_timer(self, after: timedelta, ring: Callable[[], None]) -> None:
        # Timers of other types may ring up to 5% too early.
        timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        timer.timeout.connect(ring)
        timer.timeout.connect(timer.deleteLater)
        timer.start(after // timedelta(milliseconds=1))

    @Slot(object)
    def _deliver(self, delivery: _Delivery) -> None:
        if not self._stopped:
            delivery.deliver()

    def _report_crash(self, error: Exception) -> None:
        log_crash(error)
        self._crashed(error)


def log_crash(error: Exception) -> None:
    """Log an exception that an operation raised, with its traceback."""
    _log.error("an operation broke off: %s", type(error).__name__, exc_info=error)


class TasksShare:
    """Implements `workflow.ports.Tasks` for one workspace, with the threads of `tasks`.

    `crashed` is called with an exception that an operation of the workspace raises.
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

    def call(
        self, work: Callable[[SecondsLeft], T], limit: timedelta | None = None
    ) -> Awaitable[T]:
        """See `Tasks.call`."""
        pending: Pending[T] = Pending()
        self._tasks.start(self._carry(self._tasks.call(work, limit), pending))
        return pending

    def start(self, operation: Coroutine[Any, Any, None]) -> None:
        """See `Tasks.start`."""
        if self._ended:
            operation.close()
        else:
            drive(operation, self._report_crash)

    def end(self) -> None:
        """Deliver nothing more. Operations that await a result never continue."""
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

    def _report_crash(self, error: Exception) -> None:
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

    def stop(self) -> None:
        for _ in self._threads:
            self._jobs.put(None)

    def join(self, seconds: float) -> bool:
        for thread in self._threads:
            thread.join(seconds)
        return not any(thread.is_alive() for thread in self._threads)

    def _work(self) -> None:
        while (job := self._jobs.get()) is not None:
            if self._drops_late and job.pending.is_done:
                # The time limit passed while the job waited for a thread. It must not run now: it
                # could send a code whose attempt has ended. (On the keychain's lane, a late delete
                # is still needed.)
                continue
            try:
                delivery = _Delivery(job.pending, job.work(), None)
            except BaseException as error:  # noqa: BLE001  (raised again where it is awaited)
                delivery = _Delivery(job.pending, None, error)
            try:
                self._deliver(delivery)
            except RuntimeError:
                # The receiving object was deleted, since the program ends.
                return
            # The job and its result may have secrets. Do not hold them while waiting for more work.
            del job, delivery
