"""The alarm clock: one precise, single-shot timer."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, Qt, QTimer

# The longest interval a QTimer takes; the longest time limit here is ten minutes.
_MAX_MILLISECONDS = 2**31 - 1


class QtAlarm(QObject):
    """The workflow's `Alarm` on a QTimer.

    A QTimer stands still while the machine sleeps and may ring a little early: whoever set it
    reads the clock when it rings.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ring: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        # The default type is off by up to 5 percent: half a minute in ten.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def set(self, after: timedelta, ring: Callable[[], None]) -> None:
        """See `Alarm.set`."""
        self._ring = ring
        # Rounded up: ringing a fraction early would only make it ring again.
        milliseconds = -(-after // timedelta(milliseconds=1))
        self._timer.start(min(milliseconds, _MAX_MILLISECONDS))

    def cancel(self) -> None:
        """See `Alarm.cancel`."""
        self._ring = None
        self._timer.stop()

    def _on_timeout(self) -> None:
        if self._ring is not None:
            self._ring()
