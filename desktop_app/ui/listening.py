"""How widgets hear what happens, for as long as they live."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

E = TypeVar("E")


def listen(
    owner: QObject,
    subscribe: Callable[[Callable[[E], None]], Callable[[], None]],
    listener: Callable[[E], None],
) -> None:
    """Have `listener` told every event until `owner` is destroyed.

    `subscribe` takes the listener, and returns what ends that.
    """
    owner.destroyed.connect(subscribe(listener))
