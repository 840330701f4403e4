"""Listens for browsers that come back: on loopback only, by IP literal (RFC 8252 §7.3, §8.3).

A port that another program listens on is not shared: opening it fails. On Windows, Qt sets neither
`SO_REUSEADDR` nor `SO_EXCLUSIVEADDRUSE`.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial

from PySide6.QtCore import QObject
from PySide6.QtNetwork import (
    QAbstractSocket,
    QHostAddress,
    QNetworkInterface,
    QTcpServer,
    QTcpSocket,
)

from desktop_app.core.errors import ReceiverUnavailableError
from desktop_app.core.return_route import RETURN_PORTS, ReturnAddress, ReturnRoute
from desktop_app.loopback.callback_listener import CallbackListener
from desktop_app.loopback.connection import milliseconds, precise_timer

_IPV4 = QHostAddress(QHostAddress.SpecialAddress.LocalHost)
_IPV6 = QHostAddress(QHostAddress.SpecialAddress.LocalHostIPv6)
_ANY_FREE_PORT = 0
_FREE_PORT_TRIES = 16
_BACKLOG = 128
_ACCEPT_AGAIN_AFTER = timedelta(milliseconds=100)


class _ListenError(Exception):
    """A port can't be opened. `is_in_use` says whether another program uses it."""

    def __init__(self, server: QTcpServer) -> None:
        super().__init__(server.errorString())
        self.is_in_use = server.serverError() is QAbstractSocket.SocketError.AddressInUseError


class CallbackListeners(QObject):
    """The open listeners. Each has a server for each of its addresses.

    `arrived` is called with every new connection and the listener that it came to.
    """

    def __init__(
        self, arrived: Callable[[QTcpSocket, CallbackListener], None], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._arrived = arrived
        self._listeners: dict[int, CallbackListener] = {}
        self._servers: dict[tuple[str, int], QTcpServer] = {}
        self._accept_again = precise_timer(self)
        self._accept_again.timeout.connect(self._resume_accepting)

    @property
    def are_open(self) -> bool:
        """Whether any listener is open."""
        return bool(self._listeners)

    def open(self, routes: Sequence[ReturnRoute], preferred_port: int | None) -> ReturnAddress:
        """Open a listener for the first of `routes` whose port is available.

        Returns the address for that route. Raises `ReceiverUnavailableError`. See
        `workflow.ports.Receiver.open`.
        """
        reason = "there is no route"
        in_use: list[int] = []
        for route in routes:
            for port in self._candidates(route, preferred_port):
                try:
                    return route.address(self._open(route, port).port)
                except _ListenError as error:
                    reason = str(error)
                    if error.is_in_use and route.port is not None:
                        in_use.append(route.port)
        raise ReceiverUnavailableError(reason, tuple(dict.fromkeys(in_use)))

    def close(self) -> None:
        """Close all listeners."""
        self._accept_again.stop()
        for server in self._servers.values():
            _close(server)
        self._servers.clear()
        self._listeners.clear()

    def _candidates(self, route: ReturnRoute, preferred_port: int | None) -> Iterator[int]:
        if route.port is not None:
            yield route.port
            return
        yield from [
            listener.port for listener in self._listeners.values() if listener.admits(route)
        ]
        if preferred_port is not None and preferred_port in RETURN_PORTS:
            yield preferred_port
        for _ in range(_FREE_PORT_TRIES):
            yield _ANY_FREE_PORT

    def _open(self, route: ReturnRoute, port: int) -> CallbackListener:
        """Listen on all addresses of a route. If one fails, close those that were opened now."""
        opened: list[QTcpServer] = []
        try:
            for address in _addresses(route.host):
                if (address.toString(), port) not in self._servers:
                    server = self._listen(address, port)
                    opened.append(server)
                    port = server.serverPort()
        except _ListenError:
            for server in opened:
                _close(server)
            raise
        for server in opened:
            self._servers[server.serverAddress().toString(), port] = server
        listener = self._listeners.setdefault(port, CallbackListener(port))
        listener.admit(route)
        return listener

    def _listen(self, address: QHostAddress, port: int) -> QTcpServer:
        server = QTcpServer(self)
        server.setListenBacklogSize(_BACKLOG)
        if not server.listen(address, port) or server.serverPort() not in RETURN_PORTS:
            error = _ListenError(server)
            _close(server)
            raise error
        server.newConnection.connect(partial(self._accept, server))
        server.acceptError.connect(self._accept_failed)
        return server

    def _accept(self, server: QTcpServer) -> None:
        while server.hasPendingConnections():
            self._arrived(server.nextPendingConnection(), self._listeners[server.serverPort()])

    def _accept_failed(self) -> None:
        # Qt stops accepting when the process has no file descriptor left, and does not resume.
        self._accept_again.start(milliseconds(_ACCEPT_AGAIN_AFTER))

    def _resume_accepting(self) -> None:
        for server in self._servers.values():
            server.resumeAccepting()


def _addresses(host: str) -> tuple[QHostAddress, ...]:
    """Return the addresses of a route's host. Without IPv6, `localhost` is 127.0.0.1 only."""
    match host:
        case "127.0.0.1":
            return (_IPV4,)
        case "[::1]":
            return (_IPV6,)
        case _:
            has_ipv6 = _IPV6 in QNetworkInterface.allAddresses()
            return (_IPV4, _IPV6) if has_ipv6 else (_IPV4,)


def _close(server: QTcpServer) -> None:
    server.close()
    server.deleteLater()
