"""Stands where the program would listen, and keeps every request just as it came."""

import socketserver
from contextlib import suppress

_REPLY = (
    b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n"
    b"Content-Security-Policy: default-src 'none'\r\n\r\n"
    b"<!DOCTYPE html><title>Arrived</title>"
)


class LoopbackListener(socketserver.ThreadingTCPServer):
    """`heads` are the heads of the requests so far, byte for byte."""

    daemon_threads = True

    def __init__(self) -> None:
        self.heads: list[bytes] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    @property
    def port(self) -> int:
        return int(self.server_address[1])


class _Handler(socketserver.StreamRequestHandler):
    server: LoopbackListener

    def handle(self) -> None:
        lines: list[bytes] = []
        # Browsers also connect just in case, say nothing, and break off.
        with suppress(ConnectionError):
            while (line := self.rfile.readline()).strip():
                lines.append(line)
        if lines:
            self.server.heads.append(b"".join(lines) + b"\r\n")
            self.wfile.write(_REPLY)
