"""Subscribes a widget to events for as long as the widget exists."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

E = TypeVar("E")


def connect_until_destroyed(
    owner: QObject,
    subscribe: Callable[[Callable[[E], None]], Callable[[], None]],
    listener: Callable[[E], None],
) -> None:
    """Call `listener` with each event until `owner` is destroyed.

    `subscribe` takes the listener, and returns a function that ends the subscription.
    """
    owner.destroyed.connect(subscribe(listener))
