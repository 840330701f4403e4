"""Listens where browsers may come back to: on loopback only, by IP literal (RFC 8252 §7.3, §8.3).

A port that another program listens at is not shared: it can't be had. On Windows, Qt asks neither
for sharing (`SO_REUSEADDR`) nor against it (`SO_EXCLUSIVEADDRUSE`).
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
    """A port can't be had; `is_in_use` says whether that is since somebody else has it."""

    def __init__(self, server: QTcpServer) -> None:
        super().__init__(server.errorString())
        self.is_in_use = server.serverError() is QAbstractSocket.SocketError.AddressInUseError


class CallbackListeners(QObject):
    """The doors that are open; each has a listening server for each of its addresses.

    `arrived` is handed every new connection, with the door that it came to.
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
        """Whether any is."""
        return bool(self._listeners)

    def open(self, routes: Sequence[ReturnRoute], preferred_port: int | None) -> ReturnAddress:
        """Open a door for the first of `routes` that can be had, and return where that is.

        Raises `ReceiverUnavailableError`. See `workflow.ports.Receiver`.
        """
        reason = "there is no route"
        in_use: list[int] = []
        for route in routes:
            for port in self._candidates(route, preferred_port):
                try:
                    return route.address(self._open(route, port).port)
                except _ListenError as problem:
                    reason = str(problem)
                    if problem.is_in_use and route.port is not None:
                        in_use.append(route.port)
        raise ReceiverUnavailableError(reason, tuple(dict.fromkeys(in_use)))

    def close(self) -> None:
        """Close all of them."""
        self._accept_again.stop()
        for server in self._servers.values():
            _discard(server)
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
        """Listen at all addresses of a route, or at none that was not open before."""
        opened: list[QTcpServer] = []
        try:
            for address in _addresses(route.host):
                if (address.toString(), port) not in self._servers:
                    server = self._listen(address, port)
                    opened.append(server)
                    port = server.serverPort()
        except _ListenError:
            for server in opened:
                _discard(server)
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
            problem = _ListenError(server)
            _discard(server)
            raise problem
        server.newConnection.connect(partial(self._accept, server))
        server.acceptError.connect(self._accept_failed)
        return server

    def _accept(self, server: QTcpServer) -> None:
        while server.hasPendingConnections():
            self._arrived(server.nextPendingConnection(), self._listeners[server.serverPort()])

    def _accept_failed(self) -> None:
        # Qt stops accepting when the process has no file descriptor left, and would never go on.
        self._accept_again.start(milliseconds(_ACCEPT_AGAIN_AFTER))

    def _resume_accepting(self) -> None:
        for server in self._servers.values():
            server.resumeAccepting()


def _addresses(host: str) -> tuple[QHostAddress, ...]:
    """Return what a route's host means; `localhost`, where there is no IPv6, 127.0.0.1 alone."""
    match host:
        case "127.0.0.1":
            return (_IPV4,)
        case "[::1]":
            return (_IPV6,)
        case _:
            has_ipv6 = _IPV6 in QNetworkInterface.allAddresses()
            return (_IPV4, _IPV6) if has_ipv6 else (_IPV4,)


def _discard(server: QTcpServer) -> None:
    server.close()
    server.deleteLater()
