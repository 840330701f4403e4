"""A company's forward proxy on loopback, which can also be as unhelpful as real ones are."""

import base64
import selectors
import socket
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress

from desktop_app.core.proxy import Proxy
from desktop_app.core.secret import Secret

Admission = Callable[[bytes], str]
"""Returns the head of the answer to a CONNECT, by its head; an empty one hangs up."""


def admit(_: bytes) -> str:
    """Open a tunnel for anyone."""
    return "200 Connection established"


def admit_by_password(user: str, password: str) -> Admission:
    """Open a tunnel for whoever gives this name and password (Basic)."""
    pair = base64.b64encode(f"{user}:{password}".encode()).decode()
    expected = f"proxy-authorization: basic {pair}".lower().encode()

    def answer(head: bytes) -> str:
        if expected in [line.lower() for line in head.split(b"\r\n")]:
            return admit(head)
        return '407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="Acme"'

    return answer


def admit_by_domain(_: bytes) -> str:
    """Ask for a sign-in as Windows domains have it."""
    return "407 Authenticate\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: NTLM"


def refuse(status: str) -> Admission:
    """Open no tunnel."""
    return lambda _: status


class ForwardProxy:
    """Takes CONNECT for the hosts in `reach`, each of which is a port of this computer.

    `heads` are the requests it got, as they came.
    """

    def __init__(self, reach: Mapping[str, int], answer: Admission = admit) -> None:
        self._reach = reach
        self._answer = answer
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._threads = [threading.Thread(target=self._serve)]
        self.heads: list[bytes] = []
        self.port = self._listener.getsockname()[1]

    def address(self, user: str = "", password: str = "") -> Proxy:
        """Return the proxy as a system's settings would name it."""
        return Proxy("http", "127.0.0.1", self.port, user, Secret(password))

    def start(self) -> None:
        self._threads[0].start()

    def die(self) -> None:
        """Break every tunnel off, without a goodbye."""
        self._over.set()

    def stop(self) -> None:
        self._over.set()
        with suppress(OSError), socket.create_connection(self._listener.getsockname()):
            pass
        for thread in self._threads:
            thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            if self._over.is_set():
                connection.close()
                return
            self._threads.append(threading.Thread(target=self._handle, args=(connection,)))
            self._threads[-1].start()

    def _handle(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            head = b""
            while b"\r\n\r\n" not in head:
                head += client.recv(4096)
            self.heads.append(head)
            target = head.split(b" ")[1].decode()
            if target not in self._reach:
                client.sendall(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")
                return
            answer = self._answer(head)
            if not answer:
                return
            client.sendall(f"HTTP/1.1 {answer}\r\n\r\n".encode())
            if answer.startswith("200"):
                with socket.create_connection(("127.0.0.1", self._reach[target])) as server:
                    self._relay(client, server)

    def _relay(self, client: socket.socket, server: socket.socket) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(client, selectors.EVENT_READ, server)
            ready.register(server, selectors.EVENT_READ, client)
            while not self._over.is_set():
                for key, _ in ready.select(0.02):
                    data = key.fileobj.recv(65536)  # type: ignore[union-attr]
                    if not data:
                        return
                    key.data.sendall(data)
        for side in (client, server):
            side.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
