"""Tells when the machine wakes from sleep, or that nothing here announces it.

Knows the platforms, and for how long an answer is worth hoping for.
"""

import logging
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer

_log = logging.getLogger(__name__)

_LIMIT = timedelta(seconds=3)


class ResumeSignal(QObject):
    """Calls `on_resume` on the UI thread each time the machine has woken.

    Calls `on_silence` once, and from the event loop, as soon as nothing is known to announce that:
    at once, later on, or after `limit` without an answer. A resume may still be told after it.
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
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(limit // timedelta(milliseconds=1))
        self._patience.timeout.connect(partial(self._be_silent, "no answer"))

    def listen(self) -> None:
        """Begin to listen, and return at once. To be called once.

        Windows and macOS do announce it, but nothing listens to them yet: silence.
        """
        if sys.platform != "linux":
            QTimer.singleShot(0, self, partial(self._be_silent, "nobody to ask"))
        else:
            # Late, since jeepney is there on Linux only.
            from desktop_app.system.logind import Logind

            logind = Logind(self)
            logind.found.connect(self._patience.stop)
            logind.silent.connect(self._be_silent)
            # Queued, since what follows is anybody's: the bus is still being read here.
            logind.resumed.connect(self._resume, Qt.ConnectionType.QueuedConnection)
            self._patience.start()

    def _resume(self) -> None:
        self._on_resume()

    def _be_silent(self, reason: str) -> None:
        if not self._silent:
            self._silent = True
            self._patience.stop()
            _log.info("nothing announces that the machine has woken: %s", reason)
            self._on_silence()
