"""Operations: coroutines that run on the UI thread and await background tasks."""

from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Pending(Generic[T]):
    """A result that is not known yet, like a `Future` of asyncio.

    `succeed` and `fail` are called on the UI thread. Only the first call counts, so a task that
    ends after its time limit has no effect.
    """

    def __init__(self) -> None:
        self._done = False
        self._value: T | None = None
        self._error: BaseException | None = None
        self._then: Callable[[], None] | None = None

    def succeed(self, value: T) -> None:
        """Deliver a result."""
        if not self._done:
            self._value = value
            self._finish()

    def fail(self, error: BaseException) -> None:
        """Deliver an error. It is raised in the operation that awaits the result."""
        if not self._done:
            self._error = error
            self._finish()

    @property
    def is_done(self) -> bool:
        """Whether a result or an error was delivered."""
        return self._done

    def when_done(self, then: Callable[[], None]) -> None:
        """Call `then` after the delivery, or at once if there was one already.

        Only the last function that was passed before the delivery is called.
        """
        if self._done:
            then()
        else:
            self._then = then

    def result(self) -> T:
        """Return the delivered result, or raise the delivered error."""
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]  # T was delivered

    def _finish(self) -> None:
        self._done = True
        if self._then is not None:
            self._then()

    def __await__(self) -> Generator["Pending[T]", None, T]:
        if not self._done:
            yield self
        return self.result()


class Gate:
    """Makes operations wait while it is closed, like an `Event` of asyncio that is not set."""

    def __init__(self, *, is_open: bool) -> None:
        self._is_open = is_open
        self._waiting: list[Pending[None]] = []

    def close(self) -> None:
        """Make operations wait from now on."""
        self._is_open = False

    def open(self) -> None:
        """Let operations pass from now on. Those that wait go first, in the order they came."""
        self._is_open = True
        waiting, self._waiting = self._waiting, []
        for pending in waiting:
            pending.succeed(None)

    async def passed(self) -> None:
        """Wait until the gate is open."""
        while not self._is_open:
            pending: Pending[None] = Pending()
            self._waiting.append(pending)
            await pending


def drive(operation: Coroutine[Any, Any, None], crashed: Callable[[Exception], None]) -> None:
    """Run an operation to its end, resuming it after each delivery that it awaits.

    `crashed` is called with an exception that the operation raises: the database failed, or this
    program has a bug.
    """
    try:
        pending: Pending[Any] = operation.send(None)
    except StopIteration:
        return
    except Exception as error:  # noqa: BLE001  (passed to `crashed`)
        crashed(error)
        return
    pending.when_done(lambda: drive(operation, crashed))


class CancelledError(Exception):
    """The person cancelled the operation and does not want its result any more."""


IsWanted = Callable[[], bool]
"""Whether the result of something that is under way is still wanted."""


async def if_wanted(is_wanted: IsWanted, result: Awaitable[T]) -> T:
    """Return a result, or raise its error; `CancelledError` if it is not wanted any more."""
    try:
        value = await result
    except Exception:
        # What goes on without what it needs, such as a key, may fail in any way.
        if is_wanted():
            raise
        raise CancelledError from None
    if not is_wanted():
        raise CancelledError
    return value


def start_pending(
    start: Callable[[Coroutine[Any, Any, None]], None],
    work: Callable[[], Awaitable[T]],
    expected: tuple[type[Exception], ...],
) -> Pending[T]:
    """Start an operation that awaits `work()`, and return its pending result.

    `start` starts an operation (see `Tasks.start`). `work` is called inside the operation: if the
    operation is closed, the coroutine of `work` is closed with it. Errors of the `expected` types
    are delivered as the result. After `CancelledError`, nothing is delivered. Any other exception
    is a bug in this program: it is delivered, so that the caller does not wait for ever, and also
    raised, so that it is logged.
    """
    result: Pending[T] = Pending()

    async def deliver() -> None:
        try:
            value = await work()
        except CancelledError:
            return
        except expected as error:
            result.fail(error)
        except Exception as bug:
            result.fail(bug)
            raise
        else:
            result.succeed(value)

    start(deliver())
    return result
