"""Detects that the computer has resumed from sleep, or that the system does not announce it."""

import logging
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer

_log = logging.getLogger(__name__)

_LIMIT = timedelta(seconds=3)


class ResumeSignal(QObject):
    """Calls `on_resume` on the UI thread each time the computer has resumed from sleep.

    Calls `on_silence` once, from the event loop, if the system does not announce that (any more),
    or if it does not respond within `limit`. `on_resume` may still be called after that.
    """

    def __init__(
        self,
        on_resume: Callable[[], None],
        on_silence: Callable[[], None],
        parent: QObject | None = None,
        limit: timedelta = _LIMIT,
    ) -> None:
        super().__init__(parent)
        self._on_resume = on_resume
        self._on_silence = on_silence
        self._silent = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(limit // timedelta(milliseconds=1))
        self._timer.timeout.connect(partial(self._report_silence, "no answer"))

    def start(self) -> None:
        """Begin to listen, and return at once. Call it only once.

        Windows and macOS announce a resume, but this program does not listen to them yet.
        """
        if sys.platform != "linux":
            QTimer.singleShot(0, self, partial(self._report_silence, "nobody to ask"))
        else:
            # Imported here, since jeepney is installed on Linux only.
            from desktop_app.system.logind import Logind

            logind = Logind(self)
            logind.found.connect(self._timer.stop)
            logind.silent.connect(self._report_silence)
            # Queued, so that `on_resume` does not run while the bus is being read.
            logind.resumed.connect(self._resume, Qt.ConnectionType.QueuedConnection)
            self._timer.start()

    def _resume(self) -> None:
        self._on_resume()

    def _report_silence(self, reason: str) -> None:
        if not self._silent:
            self._silent = True
            self._timer.stop()
            _log.info("nothing announces that the machine has woken: %s", reason)
            self._on_silence()
