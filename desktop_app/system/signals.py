"""Ends the program gracefully at SIGINT and SIGTERM."""

import signal
import socket
from collections.abc import Callable
from types import FrameType

from PySide6.QtCore import QObject, QSocketNotifier


class GracefulShutdown(QObject):
    """Calls `end` on the UI thread at SIGINT and SIGTERM.

    Python runs its signal handlers only between two bytecodes, and an idle Qt event loop runs none.
    So Python writes to a socket at each signal (`signal.set_wakeup_fd`), and Qt reads from it.
    """

    def __init__(self, end: Callable[[], object], parent: QObject) -> None:
        super().__init__(parent)
        self._end = end
        self._receiving, self._sending = socket.socketpair()
        for side in (self._receiving, self._sending):
            side.setblocking(False)
        self._before = {
            number: signal.signal(number, _leave_to_wakeup)
            for number in (signal.SIGINT, signal.SIGTERM)
        }
        self._fd_before = signal.set_wakeup_fd(self._sending.fileno(), warn_on_full_buffer=False)
        notifier = QSocketNotifier(self._receiving.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._on_signal)

    def restore(self) -> None:
        """Restore the former handlers of the signals."""
        signal.set_wakeup_fd(self._fd_before)
        for number, handler in self._before.items():
            signal.signal(number, handler)
        self._receiving.close()
        self._sending.close()

    def _on_signal(self) -> None:
        self._receiving.recv(64)
        self._end()


def _leave_to_wakeup(_: int, __: FrameType | None) -> None:
    """Do nothing. Python writes to the wake-up socket only for signals that have a handler."""
