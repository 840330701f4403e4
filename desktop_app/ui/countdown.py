"""A tick once a second, by which pages update the time left that they show."""

from PySide6.QtCore import QObject, QTimer, Signal


class Ticker(QObject):
    """Emits `ticked` once a second while it runs. No deadline depends on it."""

    ticked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.ticked)

    def set_running(self, running: bool) -> None:
        """Start or stop ticking. Starting a ticker that runs already changes nothing."""
        if running and not self._timer.isActive():
            self._timer.start()
        elif not running:
            self._timer.stop()
