"""Connections to our listeners that are refused because of who made them."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RefusedPeer:
    """The peer of a connection that is not from this user.

    `user` is the number of the other user; on Windows, the security identifier. It is empty if the
    owner of the peer's socket is not known: for example, the owner has closed it.
    """

    user: str


UNKNOWN_PEER = RefusedPeer("")
