"""How a widget asks the workflow something and is answered, for as long as the widget lives."""

from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QObject

from desktop_app.workflow.operations import Pending

T = TypeVar("T")


def when_answered(
    owner: QObject,
    answer: Pending[T],
    succeeded: Callable[[T], None],
    failed: Callable[[Exception], None],
) -> None:
    """Call `succeeded` with the answer, or `failed` with its error, unless `owner` is destroyed."""
    destroyed = False

    def forget() -> None:
        nonlocal destroyed
        destroyed = True

    def deliver() -> None:
        if destroyed:
            return
        try:
            value = answer.result()
        except Exception as error:  # noqa: BLE001  (handed on)
            failed(error)
        else:
            succeeded(value)

    owner.destroyed.connect(forget)
    answer.when_done(deliver)
