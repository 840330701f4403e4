"""The owner of a socket, as Linux tells it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SocketOwner:
    """The user that made a socket, and its inode: 0 if no process has the socket open any more.

    A user that has no number in our user namespace is the overflow user, usually 65534
    (user_namespaces(7)).
    """

    uid: int
    inode: int
