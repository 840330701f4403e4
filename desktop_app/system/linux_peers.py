"""Decides on Linux whose connections may come in."""

import errno

from desktop_app.core.refused_peer import UNKNOWN_PEER, RefusedPeer
from desktop_app.system import proc_net, sock_diag
from desktop_app.system.socket_owner import SocketOwner
from desktop_app.system.tcp_connection import TcpConnection

_ROOT = 0
# Many connections at once can cause these, so they must not let anyone in.
_SHORTAGES = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)


def refused_peer(seen_by_peer: TcpConnection, own_uid: int) -> RefusedPeer | None:
    """Return the refusal of the socket at a connection's other end; None if it may come in.

    `seen_by_peer` has the other end as its local one. `own_uid` is the user who runs this program.
    A socket may come in if the system can't be asked, unless descriptors or memory are short.
    """
    try:
        owner = _owner(seen_by_peer)
    except OSError as error:
        return UNKNOWN_PEER if error.errno in _SHORTAGES else None
    return decide(owner, own_uid)


def _owner(connection: TcpConnection) -> SocketOwner | None:
    try:
        return sock_diag.owner(connection)
    except OSError as error:
        if error.errno in _SHORTAGES:
            raise
        return proc_net.owner(connection)


def decide(owner: SocketOwner | None, own_uid: int) -> RefusedPeer | None:
    """Return the refusal of a peer whose socket has this owner, or None if it may come in.

    Only open sockets of root and of `own_uid` may. Root can do everything anyway, and relays such
    as those of a container run as root. `owner` is None if there is no such socket any more. Of a
    socket that was closed, older kernels say that it is root's, while data from it can still be
    read.
    """
    if owner is None:
        return UNKNOWN_PEER
    if owner.uid not in (_ROOT, own_uid):
        return RefusedPeer(str(owner.uid))
    return None if owner.inode else UNKNOWN_PEER
