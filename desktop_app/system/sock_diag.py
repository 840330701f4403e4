"""Asks the Linux kernel for the owner of one TCP socket (sock_diag(7))."""

import atexit
import errno
import os
import socket
import struct
import sys
import threading
from collections.abc import Callable

from desktop_app.system.socket_owner import SocketOwner
from desktop_app.system.tcp_connection import Endpoint, TcpConnection

_LONGEST = 8192

# <linux/netlink.h>, <linux/sock_diag.h>
_NETLINK_SOCK_DIAG = 4
_NLMSG_ERROR, _SOCK_DIAG_BY_FAMILY = 2, 20
_NLM_F_REQUEST = 1
_HEADER = struct.Struct("=IHHII")
_ERROR_CODE = struct.Struct("=i")
_KERNEL = 0

# <linux/inet_diag.h>: inet_diag_sockid is _PORTS, two addresses of 16 bytes and _REST_OF_ID.
_FAMILY = struct.Struct("=BBBB")
_STATES = struct.Struct("=I")
_ALL_STATES = 0xFFFFFFFF
_PORTS = struct.Struct("!HH")
_REST_OF_ID = struct.Struct("=I8s")
_ANY_INTERFACE, _ANY_COOKIE = 0, b"\xff" * 8

# inet_diag_msg: the family, inet_diag_sockid, and then three numbers before the owner.
_SOCKET = struct.Struct("!B3xHH16s16s12x")
_OWNER = struct.Struct("=12xII")
_SHORTEST = _HEADER.size + _SOCKET.size + _OWNER.size


class _Kernel:
    """One socket for all questions, so that a flood of them takes no descriptor for each."""

    def __init__(self) -> None:
        # The receiver and the practice server ask from threads of their own.
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    def ask(self, message: bytes) -> bytes:
        """Send one request to the kernel, and return its answer.

        The kernel answers while the request is being sent, so nothing is waited for. Raises
        OSError, also if there is no answer.
        """
        if sys.platform != "linux":
            raise OSError(errno.EAFNOSUPPORT, os.strerror(errno.EAFNOSUPPORT))
        else:
            with self._lock:
                kernel = self._socket or socket.socket(
                    socket.AF_NETLINK, socket.SOCK_RAW, _NETLINK_SOCK_DIAG
                )
                try:
                    kernel.sendto(message, (_KERNEL, 0))
                    # Apart from the kernel, only root's processes could answer (netlink(7)).
                    answer = kernel.recv(_LONGEST, socket.MSG_DONTWAIT)
                except OSError:
                    # An answer that comes later must not be taken for that to the next question.
                    kernel.close()
                    self._socket = None
                    raise
                self._socket = kernel
                return answer

    def close(self) -> None:
        """Close the socket. The next question opens another one."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None


_kernel = _Kernel()
atexit.register(_kernel.close)
ask_kernel = _kernel.ask


def owner(
    connection: TcpConnection, ask: Callable[[bytes], bytes] = ask_kernel
) -> SocketOwner | None:
    """Return the owner of the socket at the local end of `connection`; None if there is none.

    The remote end is a listener of ours, or was accepted by one. Raises OSError if the kernel can't
    be asked, or if its answer can't be read.
    """
    try:
        return read_answer(ask(request(connection)), connection)
    except FileNotFoundError:
        # The kernel says this of a socket that is not there, but also if it can't look for any.
        # Then it does not find our own socket either.
        opposite = TcpConnection(connection.remote, connection.local)
        read_answer(ask(request(opposite)), opposite)
        return None


def request(connection: TcpConnection) -> bytes:
    """Return the request for the one socket at the local end of `connection`.

    The kernel finds an IPv6 socket with mapped addresses by its IPv4 addresses, too; without IPv6,
    it finds nothing by mapped ones.
    """
    local, remote = connection.local, connection.remote
    if connection.is_ipv4:
        family, addresses = socket.AF_INET, (local.ipv4, remote.ipv4)
    else:
        family, addresses = socket.AF_INET6, (local.address, remote.address)
    body = b"".join(
        (
            _FAMILY.pack(family, socket.IPPROTO_TCP, 0, 0),
            _STATES.pack(_ALL_STATES),
            _PORTS.pack(local.port, remote.port),
            *(address.ljust(16, b"\0") for address in addresses),
            _REST_OF_ID.pack(_ANY_INTERFACE, _ANY_COOKIE),
        )
    )
    return _HEADER.pack(_HEADER.size + len(body), _SOCK_DIAG_BY_FAMILY, _NLM_F_REQUEST, 0, 0) + body


def read_answer(answer: bytes, connection: TcpConnection) -> SocketOwner | None:
    """Return the owner that the kernel's answer names for the local end of `connection`.

    None if the answer is about another socket: the kernel names a socket that listens on the local
    address if there is no connection. Raises OSError if the answer is an error or can't be read.
    """
    try:
        length, kind, _, _, _ = _HEADER.unpack_from(answer)
        if kind == _NLMSG_ERROR:
            (code,) = _ERROR_CODE.unpack_from(answer, _HEADER.size)
            raise OSError(-code, os.strerror(-code)) if code < 0 else _unreadable()
        if kind != _SOCK_DIAG_BY_FAMILY or not _SHORTEST <= length <= len(answer):
            raise _unreadable()
        family, local_port, remote_port, local, remote = _SOCKET.unpack_from(answer, _HEADER.size)
        uid, inode = _OWNER.unpack_from(answer, _HEADER.size + _SOCKET.size)
    except struct.error:
        raise _unreadable() from None
    size = {socket.AF_INET: 4, socket.AF_INET6: 16}.get(family)
    if size is None:
        raise _unreadable()
    found = TcpConnection(
        Endpoint.unpack(local[:size], local_port), Endpoint.unpack(remote[:size], remote_port)
    )
    return SocketOwner(uid, inode) if found == connection else None


def _unreadable() -> OSError:
    return OSError(errno.EBADMSG, os.strerror(errno.EBADMSG))
