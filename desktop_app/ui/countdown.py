"""A regular tick, by which pages update the times that they show."""

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal


class Ticker(QObject):
    """Emits `ticked` once each `period` while it runs. No deadline depends on it.

    The period of the time left is a second, which is the default.
    """

    ticked = Signal()

    def __init__(self, parent: QObject, period: timedelta = timedelta(seconds=1)) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(period // timedelta(milliseconds=1))
        self._timer.timeout.connect(self.ticked)

    @property
    def is_running(self) -> bool:
        """Whether it ticks."""
        return self._timer.isActive()

    def set_running(self, running: bool) -> None:
        """Start or stop ticking. Starting a ticker that runs already changes nothing."""
        if running and not self._timer.isActive():
            self._timer.start()
        elif not running:
            self._timer.stop()
