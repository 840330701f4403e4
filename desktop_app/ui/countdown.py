"""The one-second tick by which time left is shown, while something waits."""

from PySide6.QtCore import QObject, QTimer, Signal


class Ticker(QObject):
    """Ticks once a second while it is wanted. It shows time; it decides nothing."""

    ticked = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setInterval(1000)
        self._timer.timeout.connect(self.ticked)

    def want(self, wanted: bool) -> None:
        """Tick from now on, or stop."""
        if wanted and not self._timer.isActive():
            self._timer.start()
        elif not wanted:
            self._timer.stop()
