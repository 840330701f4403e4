"""Operations: coroutines that go on, on the UI thread, whenever a background task delivers."""

from collections.abc import Callable, Coroutine, Generator
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

    def _finish(self) -> None:
        self._done = True
        if self._then is not None:
            self._then()

    def __await__(self) -> Generator["Pending[T]", None, T]:
        if not self._done:
            yield self
        if self._error is not None:
            raise self._error
        return self._value  # type: ignore[return-value]  # T was delivered


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
