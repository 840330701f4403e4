"""Whoever wants to be told what happens."""

from collections.abc import Callable
from typing import Generic, TypeVar

E = TypeVar("E")


class EventBus(Generic[E]):
    """Told every event, in the order they came."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[E], None]] = []

    def subscribe(self, listener: Callable[[E], None]) -> Callable[[], None]:
        """Tell `listener` every event from now on; call what is returned to end that."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def publish(self, event: E) -> None:
        """Tell an event to all who listen now."""
        for listener in tuple(self._listeners):
            listener(event)
