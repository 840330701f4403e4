"""Waiting for conditions, never for seconds."""

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

PATIENCE = 20.0
# The same, as pytest-qt counts it.
TIMEOUT_MS = round(PATIENCE * 1000)
_PAUSE = 0.05


class NotSeenInTimeError(AssertionError):
    """Something that was awaited did not come about."""


def until(condition: Callable[[], T | None], what: str, within: float = PATIENCE) -> T:
    """Return the first truthy value of `condition`, asked again and again.

    `what` says in words what is awaited; `within` is in seconds. Raises `NotSeenInTimeError`.
    """
    deadline = time.monotonic() + within
    while True:
        if value := condition():
            return value
        if time.monotonic() > deadline:
            raise NotSeenInTimeError(f"Waited {within:g} s in vain for {what}.")
        time.sleep(_PAUSE)
