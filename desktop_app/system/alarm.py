"""The alarm: one precise single-shot timer."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, Qt, QTimer

# The longest interval a QTimer takes; the longest time limit here is ten minutes.
_MAX_MILLISECONDS = 2**31 - 1


class QtAlarm(QObject):
    """Implements `workflow.ports.Alarm` with a QTimer.

    A QTimer stops while the computer sleeps, and may ring a little early. So the caller must read
    the clock when the alarm rings, and set the alarm again if it rang too early.
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
        """Ring after at most `longest` from now on. This applies to the present alarm, too.

        For computers that do not announce that they have resumed from sleep: this way, the caller
        reads the clock often enough while an alarm is set.
        """
        self._longest_milliseconds = min(_milliseconds(longest), _MAX_MILLISECONDS)
        if self._timer.remainingTime() > self._longest_milliseconds:
            self._timer.start(self._longest_milliseconds)

    def _on_timeout(self) -> None:
        if self._ring is not None:
            self._ring()


def _milliseconds(time: timedelta) -> int:
    # Rounded up: an alarm that rings a fraction too early would only be set again.
    return -(-time // timedelta(milliseconds=1))
