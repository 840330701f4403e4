"""Makes adapters when they are first used.

The window must appear quickly. So only its first page is made at the start. Everything else -
adapters, other pages, the wizard, dialogs - is imported and made when it is first used.
`factories.py` and `views.py` have the imports that are put off.
"""

import threading
from collections.abc import Callable
from typing import Any, Generic, TypeVar, cast

T = TypeVar("T")


class FirstUse(Generic[T]):
    """Makes a value on its first use. It may be used on any thread."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: T | None = None

    @property
    def made(self) -> T | None:
        """The value, or None if it was not used yet."""
        return self._made

    def get(self) -> T:
        """Return the value, which is made now if it is not there yet."""
        with self._lock:
            if self._made is None:
                self._made = self._make()
            return self._made

    @property
    def lazy(self) -> T:
        """An object that passes calls of methods on to the value.

        The first call makes the value, on the thread of that call. Attributes that are no methods
        can't be read.
        """
        return cast(T, _Lazy(self))


class _Lazy:
    """Passes every call on to the value of a `FirstUse`."""

    def __init__(self, first_use: FirstUse[Any]) -> None:
        self._first_use = first_use

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  (whatever the method takes)
            return getattr(self._first_use.get(), name)(*args, **kwargs)

        return call
