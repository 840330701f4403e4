"""One program a data folder: a second start raises the first window and ends."""

import errno
import hashlib
import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote, unquote_to_bytes

from PySide6.QtCore import QLockFile, QObject
from PySide6.QtNetwork import QLocalServer, QLocalSocket

_log = logging.getLogger(__name__)

_RAISE = b"raise 1"
_MAX_MESSAGE = 16 * 1024
_MAX_TOKEN = 512
_CONNECT_MILLISECONDS = 2000
# sockaddr_un has 108 bytes on Linux and 104 on macOS, and Qt binds a longer name before it renames.
_MAX_SOCKET_PATH = 90


class SingleInstance(QObject):
    """Holds a data folder.

    The lock decides who is first, since two local servers can listen on one name; the server only
    carries the message to raise the window, with the desktop's permission (a token) and the file
    that is to be opened, each empty if there is none: `raise_window` is called with both.
    """

    def __init__(self, lock: Path, raise_window: Callable[[str, str], None]) -> None:
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
        """Become the one program of the folder; False if another is.

        Raises OSError if the folder can't be locked at all.
        """
        if not self._lock.tryLock(0):
            match self._lock.error():
                case QLockFile.LockError.LockFailedError:
                    return False
                case QLockFile.LockError.PermissionError:
                    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
                case _:
                    raise OSError(errno.EIO, os.strerror(errno.EIO))
        # Left by a program that was killed; the lock says that it is gone.
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            _log.warning("a second start can't raise this window: %s", self._server.errorString())
        return True

    def raise_other(self, file: str = "") -> bool:
        """Ask the program that holds the folder to raise its window, and to open `file`, if any.

        `file` is an absolute path. False if it can't be told.
        """
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_CONNECT_MILLISECONDS):
            return False
        token = os.environ.get("XDG_ACTIVATION_TOKEN", "")[:_MAX_TOKEN]
        parts = (quote(os.fsencode(part), safe="") for part in (token, file))
        message = b" ".join((_RAISE, *(part.encode() for part in parts)))
        # A longer line would not be read; a shortened token is void, but the window is raised.
        socket.write(message[: _MAX_MESSAGE - 1] + b"\n")
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
            # Not by a lambda, which would keep this object alive until the socket is destroyed,
            # and then destroy both in the middle of that.
            socket.readyRead.connect(self._on_ready_read)
            self._read(socket)

    def _on_ready_read(self) -> None:
        socket = self.sender()
        if isinstance(socket, QLocalSocket):
            self._read(socket)

    def _read(self, socket: QLocalSocket) -> None:
        if not socket.canReadLine():
            return
        message = bytes(socket.readLine(_MAX_MESSAGE).data()).strip()
        if message == _RAISE or message.startswith(_RAISE + b" "):
            token, _, file = message[len(_RAISE) + 1 :].partition(b" ")
            self._raise_window(_token(token), _path(file))
        socket.disconnectFromServer()


def _token(sent: bytes) -> str:
    # Anyone of this user can send anything, and what is passed on goes into the environment.
    text = unquote_to_bytes(sent).decode("ascii", "replace")
    return text if text.isascii() and text.isprintable() else ""


def _path(sent: bytes) -> str:
    path = os.fsdecode(unquote_to_bytes(sent))
    return path if Path(path).is_absolute() and "\0" not in path else ""


def _server_name(lock: Path) -> str:
    """Return where the first program listens: beside the lock, in a folder that is its owner's.

    A socket's path may have about 100 bytes; a longer one, and Windows' pipes, go by a name that
    is made from it.
    """
    beside = lock.resolve().with_suffix(".socket")
    if sys.platform != "win32" and len(os.fsencode(beside)) < _MAX_SOCKET_PATH:
        return str(beside)
    return "m3ter-desktop-" + hashlib.sha256(os.fsencode(beside)).hexdigest()[:24]
