"""Listens for browsers that come back: on loopback only, by IP literal (RFC 8252 §7.3, §8.3)."""

import errno
import socket
from collections.abc import Callable, Iterator, Sequence

from PySide6.QtCore import QObject
from PySide6.QtNetwork import QHostAddress, QNetworkInterface

from desktop_app.core.errors import ReceiverUnavailableError
from desktop_app.core.return_route import RETURN_PORTS, ReturnAddress, ReturnRoute
from desktop_app.loopback.listening_socket import ListeningSocket
from desktop_app.loopback.return_port import ReturnPort

_IPV4 = "127.0.0.1"
_IPV6 = "::1"
_ANY_FREE_PORT = 0
_FREE_PORT_TRIES = 16


class ReturnPorts:
    """The open ports. Each has a socket for each of its addresses.

    `arrived` is called with each accepted connection, which it then owns, and with the port that
    the connection came to. `parent` is the parent of the Qt objects.
    """

    def __init__(
        self, arrived: Callable[[socket.socket, ReturnPort], None], parent: QObject
    ) -> None:
        self._arrived = arrived
        self._parent = parent
        self._ports: dict[int, ReturnPort] = {}
        self._sockets: dict[tuple[str, int], ListeningSocket] = {}

    @property
    def are_open(self) -> bool:
        """Whether any port is open."""
        return bool(self._ports)

    def open(self, routes: Sequence[ReturnRoute], preferred_port: int | None) -> ReturnAddress:
        """Open the port of the first of `routes` whose port is available.

        Returns the address for that route. Raises `ReceiverUnavailableError`. See
        `workflow.ports.Receiver.open`.
        """
        reason = "there is no route"
        in_use: list[int] = []
        for route in routes:
            for port in self._candidates(route, preferred_port):
                try:
                    return route.address(self._open(route, port).port)
                except OSError as error:
                    reason = error.strerror or str(error)
                    if error.errno == errno.EADDRINUSE and route.port is not None:
                        in_use.append(route.port)
        raise ReceiverUnavailableError(reason, tuple(dict.fromkeys(in_use)))

    def close(self) -> None:
        """Close all ports."""
        for listening in self._sockets.values():
            listening.close()
        self._sockets.clear()
        self._ports.clear()

    def _candidates(self, route: ReturnRoute, preferred_port: int | None) -> Iterator[int]:
        if route.port is not None:
            yield route.port
            return
        yield from [
            return_port.port for return_port in self._ports.values() if return_port.admits(route)
        ]
        if preferred_port is not None and preferred_port in RETURN_PORTS:
            yield preferred_port
        for _ in range(_FREE_PORT_TRIES):
            yield _ANY_FREE_PORT

    def _open(self, route: ReturnRoute, port: int) -> ReturnPort:
        """Listen on all addresses of a route. If one fails, close those that were opened now.

        Raises OSError.
        """
        opened: dict[str, ListeningSocket] = {}
        try:
            for address in _addresses(route.host):
                if (address, port) not in self._sockets:
                    opened[address] = self._listen(address, port)
                    port = opened[address].port
        except OSError:
            for listening in opened.values():
                listening.close()
            raise
        for address, listening in opened.items():
            self._sockets[address, port] = listening
        return_port = self._ports.setdefault(port, ReturnPort(port))
        return_port.admit(route)
        return return_port

    def _pass_on(self, client: socket.socket, port: int) -> None:
        self._arrived(client, self._ports[port])

    def _listen(self, address: str, port: int) -> ListeningSocket:
        listening = ListeningSocket(address, port, self._pass_on, self._parent)
        if listening.port not in RETURN_PORTS:
            listening.close()
            raise OSError(f"port {listening.port} can't be used")
        return listening


def _addresses(host: str) -> tuple[str, ...]:
    """Return the addresses of a route's host. Without IPv6, `localhost` is 127.0.0.1 only."""
    match host:
        case "127.0.0.1":
            return (_IPV4,)
        case "[::1]":
            return (_IPV6,)
        case _:
            has_ipv6 = QHostAddress(_IPV6) in QNetworkInterface.allAddresses()
            return (_IPV4, _IPV6) if has_ipv6 else (_IPV4,)
