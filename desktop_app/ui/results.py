"""Delivers the result of an operation to a widget, for as long as the widget exists."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from desktop_app.workflow.operations import Pending

T = TypeVar("T")


def when_done(
    owner: QObject,
    pending: Pending[T],
    succeeded: Callable[[T], None],
    failed: Callable[[Exception], None],
) -> None:
    """Call `succeeded` with the result of `pending`, or `failed` with its error, when it is done.

    Neither is called after `owner` was destroyed.
    """
    destroyed = False

    def forget() -> None:
        nonlocal destroyed
        destroyed = True

    def deliver() -> None:
        if destroyed:
            return
        try:
            value = pending.result()
        except Exception as error:  # noqa: BLE001  (passed on)
            failed(error)
        else:
            succeeded(value)

    owner.destroyed.connect(forget)
    pending.when_done(deliver)
