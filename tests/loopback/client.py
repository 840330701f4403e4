"""A plain client on a raw socket that never blocks, so that Qt's event loop can run meanwhile."""

import contextlib
import socket
import struct
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser


@dataclass(frozen=True)
class Reply:
    """A response as it came over the wire."""

    status: int
    headers: Message
    body: str

    @property
    def location(self) -> str:
        return str(self.headers["Location"])


class Client:
    """One connection to the receiver."""

    def __init__(self, port: int, data: bytes = b"", address: str = "127.0.0.1") -> None:
        self._socket = socket.create_connection((address, port), timeout=5)
        self.received = b""
        self._ended = False
        if data:
            self.send(data)
        self._socket.setblocking(False)

    @property
    def address(self) -> tuple[str, int]:
        """The IP address and port of this end of the connection."""
        host, port = self._socket.getsockname()[:2]
        return str(host), int(port)

    def send(self, data: bytes) -> None:
        """Send, and don't mind if the other side has had enough."""
        with contextlib.suppress(ConnectionError):
            self._socket.sendall(data)

    def ended(self) -> bool:
        """Take in what has come; return whether the other side has closed."""
        try:
            while not self._ended:
                data = self._socket.recv(65536)
                self.received += data
                self._ended = not data
        except BlockingIOError:
            pass
        except ConnectionError:
            self._ended = True
        return self._ended

    def reset(self) -> None:
        """Close at once, so that the other end gets an error."""
        at_once = struct.pack("ii", 1, 0)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        self._socket.close()

    def close(self) -> None:
        self._socket.close()

    @property
    def reply(self) -> Reply:
        head, _, body = self.received.partition(b"\r\n\r\n")
        first, _, headers = head.decode("ascii").partition("\r\n")
        message = Parser().parsestr(headers, headersonly=True)
        return Reply(int(first.split()[1]), message, body.decode("utf-8"))


def request(port: int, target: str, *headers: str, method: str = "GET") -> bytes:
    """Return a request as a browser writes it; a Host among `headers` replaces ours."""
    lines = [f"{method} {target} HTTP/1.1"]
    if not any(line.lower().startswith("host:") for line in headers):
        lines.append(f"Host: 127.0.0.1:{port}")
    return "\r\n".join([*lines, *headers, "", ""]).encode()
