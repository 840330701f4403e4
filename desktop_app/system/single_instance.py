"""One program a data folder: a second start raises the first window and ends."""

import hashlib
import logging
import os
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_log = logging.getLogger(__name__)

_RAISE = b"raise 1 "
_MAX_MESSAGE = 4096
_CONNECT_MILLISECONDS = 2000


class SingleInstance(QObject):
    """Holds a data folder.

    The lock decides who is first, since two local servers can listen on one name; the server only
    carries the message to raise the window.
    """

    def __init__(self, lock: Path, raise_window: Callable[[str], None]) -> None:
        super().__init__()
        self._raise_window = raise_window
        self._lock = QLockFile(str(lock))
        # A lock is stale only when its process is gone, however long it has been held.
        self._lock.setStaleLockTime(0)
        self._name = _server_name(lock)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def acquire(self) -> bool:
        """Become the one program of the folder; False if another is."""
        if not self._lock.tryLock(0):
            return False
        # Left by a program that was killed; the lock says that it is gone.
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            _log.warning("a second start can't raise this window: %s", self._server.errorString())
        return True

    def raise_other(self) -> bool:
        """Ask the program that holds the folder to raise its window; False if it can't be told."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_CONNECT_MILLISECONDS):
            return False
        token = os.environ.get("XDG_ACTIVATION_TOKEN", "")
        socket.write(_RAISE + token.encode("utf-8", "replace")[:_MAX_MESSAGE] + b"\n")
        sent = socket.waitForBytesWritten(_CONNECT_MILLISECONDS)
        socket.disconnectFromServer()
        return sent

    def release(self) -> None:
        """Let go of the folder."""
        self._server.close()
        self._lock.unlock()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setReadBufferSize(_MAX_MESSAGE)
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda s=socket: self._on_message(s))
            if socket.canReadLine():
                self._on_message(socket)

    def _on_message(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        message = bytes(socket.readLine(_MAX_MESSAGE).data()).strip()
        if message.startswith(_RAISE.strip()):
            token = message[len(_RAISE) :].decode("utf-8", "replace")
            self._raise_window(token)
        socket.disconnectFromServer()


def _server_name(lock: Path) -> str:
    # Short: on Unix it becomes the path of a socket, which may have about 100 characters.
    return "m3ter-desktop-" + hashlib.sha256(str(lock.resolve()).encode()).hexdigest()[:24]
