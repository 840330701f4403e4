"""One listening socket. Knows sockets and the event loop, not who may come in, nor why."""

import socket
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, QSocketNotifier

from desktop_app.loopback.timers import milliseconds, precise_timer

# The longest that Linux allows unless it was configured (net.core.somaxconn). While the queue is
# full, the kernel drops new connections, and a browser tries again only after seconds.
_BACKLOG = 4096
_AT_A_TIME = 16
_PAUSE = timedelta(milliseconds=100)


class ListeningSocket:
    """Listens at one address of this computer, and accepts what arrives.

    `arrived` is called with each accepted connection, which it then owns, and with `port`.

    At most 16 connections are accepted before the event loop goes on with other work, so a flood
    of them stops neither the window nor those that were accepted. (`QTcpServer` goes on as long as
    connections arrive, and makes a `QTcpSocket` of each.)

    Raises OSError if the address can't be listened at, also if another program does. (Windows lets
    no other user share a port. `SO_EXCLUSIVEADDRUSE` would keep out this user's own programs, too,
    but may keep a registered port from the next run.)
    """

    def __init__(
        self,
        address: str,
        port: int,
        arrived: Callable[[socket.socket, int], None],
        parent: QObject,
    ) -> None:
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._socket = socket.create_server((address, port), family=family, backlog=_BACKLOG)
        self._socket.setblocking(False)
        self.port = int(self._socket.getsockname()[1])
        self._arrived = arrived
        self._notifier = QSocketNotifier(self._socket.fileno(), QSocketNotifier.Type.Read, parent)
        self._notifier.activated.connect(self._accept)
        self._resume = precise_timer(parent)
        self._resume.timeout.connect(lambda: self._notifier.setEnabled(True))

    def close(self) -> None:
        """Stop listening at once. Connections that were not accepted yet are reset."""
        self._resume.stop()
        self._notifier.setEnabled(False)
        self._socket.close()
        self._resume.deleteLater()
        self._notifier.deleteLater()

    def _accept(self) -> None:
        for _ in range(_AT_A_TIME):
            try:
                client, _ = self._socket.accept()
            except BlockingIOError:
                return
            except ConnectionError:
                continue
            except OSError:
                # For example, no descriptor is left: the connections wait in the queue meanwhile.
                # Or the last connection has led to `close`.
                self._notifier.setEnabled(False)
                self._resume.start(milliseconds(_PAUSE))
                return
            self._arrived(client, self.port)
