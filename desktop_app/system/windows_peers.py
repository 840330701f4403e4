"""Decides on Windows whose connections may come in."""

import struct
from typing import Protocol

from desktop_app.core.refused_peer import UNKNOWN_PEER, RefusedPeer
from desktop_app.system.tcp_connection import Endpoint, TcpConnection

_LOCAL_SYSTEM = "S-1-5-18"

# <tcpmib.h>: MIB_TCPROW_OWNER_PID and MIB_TCP6ROW_OWNER_PID, each in a table after the number of
# its rows. Addresses and ports are in network order, and a port is in the first half of its field.
_NUMBER_OF_ROWS = struct.Struct("=I")
_IPV4_ROW = struct.Struct("!4x4sH2x4sH2x4s")
_IPV6_ROW = struct.Struct("!16s4xH2x16s4xH2x4x4s")


class WindowsCalls(Protocol):
    """What is asked of Windows."""

    def tcp_table(self, *, is_ipv4: bool) -> bytes:
        """Return the table of IPv4 or IPv6 connections, with the process that owns each.

        A connection to an IPv4 address is an IPv4 connection, also that of an IPv6 socket. Raises
        OSError if there is no table.
        """

    def own_user(self) -> str:
        """Return the security identifier of the user of this process. Raises OSError."""

    def user_of(self, process: int) -> str:
        """Return the security identifier of the user of a process.

        Raises OSError if the process has ended, or if we may not ask.
        """


def refused_peer(seen_by_peer: TcpConnection, calls: WindowsCalls) -> RefusedPeer | None:
    """Return the refusal of the process that owns a connection's other end; None if it may come in.

    `seen_by_peer` has the other end as its local one. Windows does not let a user ask about most
    processes of others, so a process that can't be asked about is refused.
    """
    try:
        own_user = calls.own_user()
        process = owning_process(calls.tcp_table(is_ipv4=seen_by_peer.is_ipv4), seen_by_peer)
    except OSError:
        return None
    if process is None:
        return UNKNOWN_PEER
    try:
        user = calls.user_of(process)
    except OSError:
        return UNKNOWN_PEER
    # A security identifier is told as it is: to find its name, Windows may ask a server.
    return None if user in (own_user, _LOCAL_SYSTEM) else RefusedPeer(user)


def owning_process(table: bytes, connection: TcpConnection) -> int | None:
    """Return the id of the process that owns the local end of `connection`, or None.

    Raises OSError if the table can't be read.
    """
    row = _IPV4_ROW if connection.is_ipv4 else _IPV6_ROW
    try:
        (number,) = _NUMBER_OF_ROWS.unpack_from(table)
        rows = table[_NUMBER_OF_ROWS.size :][: number * row.size]
        for local, local_port, remote, remote_port, process in row.iter_unpack(rows):
            found = TcpConnection(
                Endpoint.unpack(local, local_port), Endpoint.unpack(remote, remote_port)
            )
            if found == connection:
                return int.from_bytes(process, "little")
    except struct.error as error:
        raise OSError("the table of connections can't be read") from error
    return None
