"""The owner of a socket, as Linux tells it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SocketOwner:
    """The user that made a socket, and its inode: 0 if no process has the socket open any more.

    Users that have no number in our user namespace all have the same one, usually 65534
    (user_namespaces(7)). If our own user is one of these, nobody can be told from us.
    """

    uid: int
    inode: int
