"""Allows one program for each data folder: a second start raises the first window and ends."""

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
    """Locks a data folder for this program, by the lock file `lock`.

    The lock file decides which program is first, since two local servers can listen on one name.
    The server only receives the message of a second start. `raise_window` is called with the
    desktop's activation token and the path of a file to open; each is "" if there is none.
    """

    def __init__(self, lock: Path, raise_window: Callable[[str, str], None]) -> None:
        super().__init__()
        self._raise_window = raise_window
        self._lock = QLockFile(str(lock))
        # A lock is stale only if its process has ended, regardless of its age.
        self._lock.setStaleLockTime(0)
        self._name = _server_name(lock)
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._on_connection)

    def acquire(self) -> bool:
        """Lock the folder. Return False if another program has locked it.

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
        # A program that was killed may have left its socket. The lock proves that it has ended.
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            _log.warning("a second start can't raise this window: %s", self._server.errorString())
        return True

    def raise_other(self, file: str = "") -> bool:
        """Ask the program that has locked the folder to raise its window and to open `file`.

        `file` is an absolute path, or "". Returns False if the program can't be reached. Blocking.
        """
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_CONNECT_MILLISECONDS):
            return False
        token = os.environ.get("XDG_ACTIVATION_TOKEN", "")[:_MAX_TOKEN]
        parts = (quote(os.fsencode(part), safe="") for part in (token, file))
        message = b" ".join((_RAISE, *(part.encode() for part in parts)))
        # The other program does not read a longer line. A token that was cut is not valid, but the
        # window is still raised.
        socket.write(message[: _MAX_MESSAGE - 1] + b"\n")
        sent = socket.waitForBytesWritten(_CONNECT_MILLISECONDS)
        socket.disconnectFromServer()
        return sent

    def release(self) -> None:
        """Unlock the folder."""
        self._server.close()
        self._lock.unlock()

    def _on_connection(self) -> None:
        while (socket := self._server.nextPendingConnection()) is not None:
            socket.setReadBufferSize(_MAX_MESSAGE)
            socket.disconnected.connect(socket.deleteLater)
            # Not a lambda: it would keep this object alive until the socket is destroyed, and
            # destroy this object during that.
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
    # Any program of this user can send anything, and the token is put into the environment.
    text = unquote_to_bytes(sent).decode("ascii", "replace")
    return text if text.isascii() and text.isprintable() else ""


def _path(sent: bytes) -> str:
    path = os.fsdecode(unquote_to_bytes(sent))
    return path if Path(path).is_absolute() and "\0" not in path else ""


def _server_name(lock: Path) -> str:
    """Return the name of the local server: a path beside the lock, in a private folder.

    The path of a socket may have about 100 bytes. For a longer path, and for Windows' pipes, the
    name is made from a hash of the path.
    """
    beside = lock.resolve().with_suffix(".socket")
    if sys.platform != "win32" and len(os.fsencode(beside)) < _MAX_SOCKET_PATH:
        return str(beside)
    return "m3ter-desktop-" + hashlib.sha256(os.fsencode(beside)).hexdigest()[:24]
