"""Reads the owner of a TCP socket in the tables of /proc/net (Linux's proc_net_tcp document)."""

import errno
import os
import struct
from collections.abc import Iterator
from pathlib import Path

from desktop_app.system.socket_owner import SocketOwner
from desktop_app.system.tcp_connection import TcpConnection

_FOLDER = Path("/proc/net")
_UID, _INODE = 7, 9


def owner(connection: TcpConnection, folder: Path = _FOLDER) -> SocketOwner | None:
    """Return the owner of the socket at the local end of `connection`; None if there is none.

    Raises OSError if the tables can't be read, or hold no socket at all. A system that imitates
    Linux may leave them empty; otherwise they hold our own listener at least.
    """
    are_empty = True
    for table, ends in _places(connection):
        rows = _rows(folder / table)
        are_empty = are_empty and not rows
        for row in rows:
            if ends in row:
                return _owner(row)
    if are_empty:
        raise OSError(errno.ENODATA, os.strerror(errno.ENODATA))
    return None


def _places(connection: TcpConnection) -> Iterator[tuple[str, str]]:
    """Yield each table that may have the socket, with the two endpoints as its row shows them."""
    local, remote = connection.local, connection.remote
    if connection.is_ipv4:
        yield "tcp", f" {_shown(local.ipv4, local.port)} {_shown(remote.ipv4, remote.port)} "
    # This table has the IPv4 connections of IPv6 sockets, too.
    yield "tcp6", f" {_shown(local.address, local.port)} {_shown(remote.address, remote.port)} "


def _shown(address: bytes, port: int) -> str:
    """Return an endpoint as the tables show it: each four bytes of the address as one number."""
    words = struct.unpack(f"={len(address) // 4}I", address)
    return "".join(f"{word:08X}" for word in words) + f":{port:04X}"


def _rows(table: Path) -> list[str]:
    try:
        return table.read_text(encoding="ascii", errors="replace").splitlines()[1:]
    except FileNotFoundError:
        # The kernel runs without IPv6, or without /proc.
        return []


def _owner(row: str) -> SocketOwner:
    try:
        values = row.split()
        return SocketOwner(int(values[_UID]), int(values[_INODE]))
    except (IndexError, ValueError):
        raise OSError(errno.EBADMSG, os.strerror(errno.EBADMSG)) from None
