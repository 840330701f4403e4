"""Operations: coroutines that go on, on the UI thread, whenever a background task delivers."""

from collections.abc import Awaitable, Callable, Coroutine, Generator
from typing import Any, Generic, TypeVar

T = TypeVar("T")


class Pending(Generic[T]):
    """A result to come. `succeed` or `fail` is called once, on the UI thread; later calls are void.

    The first delivery wins: a task that answers after its time limit has no effect.
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
        """Deliver a failure; it is raised where the operation awaits."""
        if not self._done:
            self._error = error
            self._finish()

    @property
    def is_done(self) -> bool:
        """Whether it was delivered."""
        return self._done

    def when_done(self, then: Callable[[], None]) -> None:
        """Call `then` once it was delivered; at once if it has been."""
        if self._done:
            then()
        else:
            self._then = then

    def result(self) -> T:
        """Return what was delivered, or raise the failure that was."""
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
    """Operations pass it while it is open, and wait before it while it is closed."""

    def __init__(self, *, is_open: bool) -> None:
        self._is_open = is_open
        self._waiting: list[Pending[None]] = []

    def close(self) -> None:
        """Let nothing pass from now on."""
        self._is_open = False

    def open(self) -> None:
        """Let everything pass from now on, and first what waits, in the order it came."""
        self._is_open = True
        waiting, self._waiting = self._waiting, []
        for pending in waiting:
            pending.succeed(None)

    async def passed(self) -> None:
        """Return when the gate is open."""
        while not self._is_open:
            pending: Pending[None] = Pending()
            self._waiting.append(pending)
            await pending


def drive(operation: Coroutine[Any, Any, None], crashed: Callable[[Exception], None]) -> None:
    """Run an operation up to its end, resuming it at every delivery.

    An exception that the operation lets escape is a mistake in this program: `crashed` gets it.
    """
    try:
        pending: Pending[Any] = operation.send(None)
    except StopIteration:
        return
    except Exception as error:  # noqa: BLE001  (told to whoever drives)
        crashed(error)
        return
    pending.when_done(lambda: drive(operation, crashed))


class CancelledError(Exception):
    """The person who asked does not want the answer any more."""


def answered(
    start: Callable[[Coroutine[Any, Any, None]], None],
    ask: Callable[[], Awaitable[T]],
    expected: tuple[type[Exception], ...],
) -> Pending[T]:
    """Return the answer to what `ask` asks, which is delivered to whoever asked.

    `start` starts an operation (see `Tasks.start`). `ask` is called in that operation, so that an
    operation which never ends is closed from the outside in. An error of the `expected` types is
    the answer, too; after `CancelledError` there is none. Any other exception is a mistake in this
    program: it is delivered, so that nobody waits for ever, and raised as well, so that it is
    logged.
    """
    answer: Pending[T] = Pending()

    async def deliver() -> None:
        try:
            value = await ask()
        except CancelledError:
            return
        except expected as error:
            answer.fail(error)
        except Exception as mistake:
            answer.fail(mistake)
            raise
        else:
            answer.succeed(value)

    start(deliver())
    return answer
