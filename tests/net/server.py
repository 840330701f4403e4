"""A server that behaves as badly as it is told to."""

import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path
from typing import Protocol

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Reply = Callable[[socket.socket], None]


class MisbehavingServer:
    """Reads each request whole, keeps it, and lets `reply` do what it likes with the connection."""

    def __init__(self, reply: Reply, tls: ssl.SSLContext | None = None) -> None:
        self._reply = reply
        self._tls = tls
        self._over = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self.requests: list[bytes] = []
        self.origin = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._over.set()
        # Wakes the thread that accepts.
        with suppress(OSError), socket.create_connection(self._listener.getsockname()):
            pass
        self._thread.join()
        self._listener.close()

    def stay_silent(self, _: socket.socket) -> None:
        """Hold the connection open, and never answer."""
        self._over.wait()

    def _serve(self) -> None:
        held: list[threading.Thread] = []
        while True:
            connection, _ = self._listener.accept()
            if self._over.is_set():
                connection.close()
                break
            held.append(threading.Thread(target=self._handle, args=(connection,)))
            held[-1].start()
        for thread in held:
            thread.join()

    def _handle(self, connection: socket.socket) -> None:
        with suppress(OSError), self._greet(connection) as greeted:
            self.requests.append(_read_request(greeted))
            self._reply(greeted)

    def _greet(self, connection: socket.socket) -> socket.socket:
        if self._tls is None:
            return connection
        try:
            return self._tls.wrap_socket(connection, server_side=True)
        finally:
            connection.close()


def _read_request(connection: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _receive(connection)
    head, _, body = data.partition(b"\r\n\r\n")
    length = next(
        (
            int(line.split(b":")[1])
            for line in head.splitlines()
            if line.lower().startswith(b"content-length:")
        ),
        0,
    )
    while len(body) < length:
        body += _receive(connection)
    return head + b"\r\n\r\n" + body


def _receive(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise ConnectionError("whoever called has gone")
    return data


def answer(status: str, body: bytes, *headers: str) -> Reply:
    """Answer properly, with a body of any kind."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Request-Id: req_42", *headers]
    return say("\r\n".join([*lines, "", ""]).encode() + body)


def say(data: bytes) -> Reply:
    """Send these bytes, and close."""
    return lambda connection: connection.sendall(data)


def reset(connection: socket.socket) -> None:
    """Break the connection off without a goodbye (RST)."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def self_signed_certificate(folder: Path) -> Path:
    """Make a certificate for 127.0.0.1 that nobody vouches for; returns it with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    both = folder / "certificate.pem"
    both.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return both


class ServeWith(Protocol):
    """Starts a server that replies in the given way, over TLS if there is a context."""

    def __call__(self, reply: Reply, tls: ssl.SSLContext | None = None) -> MisbehavingServer: ...


@contextmanager
def misbehaving_servers() -> Iterator[ServeWith]:
    """Start servers when they are asked for, and stop all of them at the end."""
    servers: list[MisbehavingServer] = []

    def serve(reply: Reply, tls: ssl.SSLContext | None = None) -> MisbehavingServer:
        server = MisbehavingServer(reply, tls)
        servers.append(server)
        server.start()
        return server

    yield serve
    for server in servers:
        server.stop()
