"""Finds out whose program is at the other end of a connection to a listener of ours.

On a computer with several users, each can connect to the loopback ports of all.
"""

import os
import sys

from desktop_app.core.refused_peer import RefusedPeer
from desktop_app.system.tcp_connection import Endpoint, TcpConnection

# Not later: a flood of connections may leave no file descriptor to read a module with.
if sys.platform == "linux":
    from desktop_app.system import linux_peers
elif sys.platform == "win32":
    from desktop_app.system import windows_peers
    from desktop_app.system.windows_calls import system_calls


def refused_peer(peer: tuple[str, int], own: tuple[str, int]) -> RefusedPeer | None:
    """Return why an accepted connection is refused, or None if it may come in.

    `peer` and `own` are the IP address, as text, and the port of the connection's two ends. It may
    come in if its other end is a socket of the user who runs this program, or of the system's
    administrator (root, LocalSystem), or if the system can't be asked. macOS can't.

    Call it while the listener is open. It takes microseconds; on Windows, and on a Linux without
    sock_diag(7), it reads the whole table of connections.
    """
    seen_by_peer = TcpConnection(Endpoint.parse(*peer), Endpoint.parse(*own))
    if sys.platform == "linux":
        return linux_peers.refused_peer(seen_by_peer, os.geteuid())
    elif sys.platform == "win32":
        return windows_peers.refused_peer(seen_by_peer, system_calls())
    else:
        return None
