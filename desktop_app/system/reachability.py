"""Tells when the network may have come back.

Knows the platforms. On Linux the kernel tells of new routes (rtnetlink(7)): loading any backend of
QNetworkInformation there loads QtDBus, which waits for a silent bus without a limit.
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

# One change of network brings many routes, and is not over with the first.
_SETTLING = timedelta(seconds=2)


class Reachability(QObject):
    """Calls `on_back` on the UI thread, a moment after the network may have come back.

    Where nothing announces that, it never does.
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

    def listen(self) -> None:
        """Begin to listen, and return at once. To be called once."""
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
        """Listen to what the kernel tells of routes over a socket, which is kept from now on."""
        routes.setblocking(False)
        self._routes = routes
        notifier = QSocketNotifier(routes.fileno(), QSocketNotifier.Type.Read, self)
        notifier.activated.connect(self._read)
        self.destroyed.connect(routes.close)

    def _read(self) -> None:
        try:
            told = self._routes.recv(_LONGEST)
        except BlockingIOError:
            return
        except OSError:
            # More was told than there was room for.
            self._settled.start()
            return
        if _NEW_ROUTE in _kinds(told):
            self._settled.start()

    def _on_reachability(self, reachability: QNetworkInformation.Reachability) -> None:
        if reachability is QNetworkInformation.Reachability.Online:
            self._settled.start()


def _kinds(told: bytes) -> list[int]:
    """Return the kinds of the messages in what was told at once."""
    kinds: list[int] = []
    while len(told) >= _HEADER.size:
        length, kind, *_ = _HEADER.unpack_from(told)
        kinds.append(kind)
        # Each begins at a multiple of four.
        told = told[max((length + 3) & ~3, _HEADER.size) :]
    return kinds
