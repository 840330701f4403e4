"""Detects that the network may be back.

On Linux, the kernel announces new routes (rtnetlink(7)). QNetworkInformation is not used there:
each of its backends loads QtDBus, which waits without a limit for a bus that does not respond.
"""

import logging
import socket
import struct
import sys
from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, QSocketNotifier, QTimer
from PySide6.QtNetwork import QNetworkInformation

_log = logging.getLogger(__name__)

# <linux/rtnetlink.h>, <linux/netlink.h>
_NEW_ROUTE = 24
_IPV4_ROUTES, _IPV6_ROUTES = 0x40, 0x400
_HEADER = struct.Struct("=IHHII")
_LONGEST = 65536

# One change of network adds many routes. Wait for this long after the last one.
_SETTLING = timedelta(seconds=2)


class Reachability(QObject):
    """Calls `on_back` on the UI thread when the network may be back, after a delay of `settling`.

    If the system does not announce that, `on_back` is never called.
    """

    def __init__(
        self,
        on_back: Callable[[], None],
        parent: QObject | None = None,
        settling: timedelta = _SETTLING,
    ) -> None:
        super().__init__(parent)
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(settling // timedelta(milliseconds=1))
        self._settled.timeout.connect(on_back)

    def start(self) -> None:
        """Begin to listen, and return at once. Call it only once."""
        if sys.platform == "linux":
            try:
                routes = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
                routes.bind((0, _IPV4_ROUTES | _IPV6_ROUTES))
            except OSError as error:
                _log.info("nothing announces that the network is back: %s", error)
            else:
                self.listen_to(routes)
        elif QNetworkInformation.loadDefaultBackend():
            QNetworkInformation.instance().reachabilityChanged.connect(self._on_reachability)
        else:
            _log.info("nothing announces that the network is back")

    def listen_to(self, routes: socket.socket) -> None:
        """Listen to the kernel's messages about routes on a netlink socket.

        The socket belongs to this object from now on.
        """
        routes.setblocking(False)
        self._routes = routes
        notifier = QSocketNotifier(routes.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._read)
        self.destroyed.connect(routes.close)

    def _read(self) -> None:
        try:
            data = self._routes.recv(_LONGEST)
        except BlockingIOError:
            return
        except OSError:
            # The buffer overflowed, so messages were lost. A new route may be among them.
            self._settled.start()
            return
        if _NEW_ROUTE in _message_types(data):
            self._settled.start()

    def _on_reachability(self, reachability: QNetworkInformation.Reachability) -> None:
        if reachability is QNetworkInformation.Reachability.Online:
            self._settled.start()


def _message_types(data: bytes) -> list[int]:
    """Return the types of the netlink messages in one datagram."""
    types: list[int] = []
    while len(data) >= _HEADER.size:
        length, message_type, *_ = _HEADER.unpack_from(data)
        types.append(message_type)
        # Each message begins at a multiple of four.
        data = data[max((length + 3) & ~3, _HEADER.size) :]
    return types
