"""The two ends of a TCP connection, in one form for all tables of connections."""

import socket
from dataclasses import dataclass

_MAPPED = bytes(10) + b"\xff\xff"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An address of 16 bytes and a port. An IPv4 address is mapped (RFC 4291 §2.5.5.2).

    The sockets of one connection can differ in their form of an address: an IPv6 socket that was
    connected to an IPv4 address has the mapped form.
    """

    address: bytes
    port: int

    @classmethod
    def parse(cls, host: str, port: int) -> "Endpoint":
        """Return the endpoint for an IP address in text, such as "127.0.0.1" or "::1".

        Raises OSError if `host` is not an IP address.
        """
        if ":" in host:
            return cls(socket.inet_pton(socket.AF_INET6, host), port)
        return cls(_MAPPED + socket.inet_pton(socket.AF_INET, host), port)

    @classmethod
    def unpack(cls, address: bytes, port: int) -> "Endpoint":
        """Return the endpoint for an address of 4 or 16 bytes, in network order."""
        return cls(address if len(address) == 16 else _MAPPED + address, port)

    @property
    def is_ipv4(self) -> bool:
        """Whether the address is an IPv4 address, mapped or not."""
        return self.address.startswith(_MAPPED)

    @property
    def ipv4(self) -> bytes:
        """The four bytes of an IPv4 address."""
        return self.address[len(_MAPPED) :]


@dataclass(frozen=True, slots=True)
class TcpConnection:
    """A connection, seen from one of its ends: `local` is the address of that end's socket."""

    local: Endpoint
    remote: Endpoint

    @property
    def is_ipv4(self) -> bool:
        """Whether both addresses are IPv4 addresses, mapped or not."""
        return self.local.is_ipv4 and self.remote.is_ipv4
