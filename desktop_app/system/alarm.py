"""The alarm clock: one precise, single-shot timer."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, Qt, QTimer

# The longest interval a QTimer takes; the longest time limit here is ten minutes.
_MAX_MILLISECONDS = 2**31 - 1


class QtAlarm(QObject):
    """The workflow's `Alarm` on a QTimer.

    A QTimer stands still while the machine sleeps and may ring a little early: whoever set it
    reads the clock when it rings, and sets it again if it is too early.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ring: Callable[[], None] | None = None
        self._longest_milliseconds = _MAX_MILLISECONDS
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        # The default type is off by up to 5 percent: half a minute in ten.
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_timeout)

    def set(self, after: timedelta, ring: Callable[[], None]) -> None:
        """See `Alarm.set`."""
        self._ring = ring
        self._timer.start(min(_milliseconds(after), self._longest_milliseconds))

    def cancel(self) -> None:
        """See `Alarm.cancel`."""
        self._ring = None
        self._timer.stop()

    def ring_within(self, longest: timedelta) -> None:
        """From now on ring after `longest` at the latest, early if need be; also what is set now.

        For machines that do not announce that they have slept: whoever set the alarm reads the
        clock that often, and only while something is set.
        """
        self._longest_milliseconds = min(_milliseconds(longest), _MAX_MILLISECONDS)
        if self._timer.remainingTime() > self._longest_milliseconds:
            self._timer.start(self._longest_milliseconds)

    def _on_timeout(self) -> None:
        if self._ring is not None:
            self._ring()


def _milliseconds(time: timedelta) -> int:
    # Rounded up: ringing a fraction early would only make it ring again.
    return -(-time // timedelta(milliseconds=1))
