"""Everything that must not disturb a receiver while it waits for the real answer.

Also from the command line, in a process of its own:

    python -m tests.loopback.storm PORT

It prints one JSON line when the storm is over, and keeps its stalled connections open until its
standard input ends, so that the real answer can be sent among them.
"""

import contextlib
import itertools
import json
import secrets
import socket
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass

_HOST = "127.0.0.1"
_TIMEOUT_SECONDS = 30
TLS_HELLO = b"\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03" + bytes(36)


@dataclass(frozen=True)
class StormReport:
    """What was sent, and how many of the wrong answers were refused with 400."""

    wrong_answers: int
    refused: int
    stalled: int
    noise_bytes: int


@contextlib.contextmanager
def storm(
    port: int, wrong_answers: int = 5_000, stalled: int = 500, noise_bytes: int = 1 << 20
) -> Iterator[StormReport]:
    """Send the storm to a receiver on loopback; its stalled connections stay open in the block.

    Stalled connections, the TLS hello and the noise come in between the wrong answers.
    """
    refused = 0
    with contextlib.ExitStack() as stack:
        every = max(1, wrong_answers // max(1, stalled))
        for number, query in zip(
            range(wrong_answers), itertools.cycle(wrong_queries()), strict=False
        ):
            if number % every == 0 and number // every < stalled:
                stack.enter_context(stall(port))
            if number == wrong_answers // 2:
                shout(port, TLS_HELLO)
                shout(port, secrets.token_bytes(noise_bytes))
            refused += (
                status(port, query.format(wrong=f"{port}.{secrets.token_urlsafe(32)}")) == 400
            )
        yield StormReport(wrong_answers, refused, stalled, noise_bytes)


def wrong_queries() -> list[str]:
    """Return queries that are no answer. `{wrong}` stands for a state that nobody made."""
    return [
        "code=ac_wrong&state={wrong}",
        "code=ac_wrong",
        "code=ac_wrong&state={wrong}&state={wrong}",
        "error=access_denied&state={wrong}",
        "error=access_denied&error_description=no",
        "code=ac_wrong&state=%00%ff",
        "",
    ]


def stall(port: int) -> socket.socket:
    """Begin a request, and return its connection without ending the request."""
    connection = socket.create_connection((_HOST, port), timeout=_TIMEOUT_SECONDS)
    connection.sendall(b"GET /stripe/return?code=ac_stalled HTTP/1.1\r\nHost: ")
    return connection


def shout(port: int, data: bytes) -> None:
    """Send bytes that are no request, and listen until the receiver has had enough."""
    with (
        socket.create_connection((_HOST, port), timeout=_TIMEOUT_SECONDS) as connection,
        contextlib.suppress(ConnectionError),
    ):
        connection.sendall(data)
        while connection.recv(65536):
            pass


def status(port: int, query: str) -> int:
    """Send a request to the redirect URI, and return the status of its response."""
    head = f"GET /stripe/return?{query} HTTP/1.1\r\nHost: {_HOST}:{port}\r\n\r\n"
    with socket.create_connection((_HOST, port), timeout=_TIMEOUT_SECONDS) as connection:
        connection.sendall(head.encode())
        reply = b""
        while data := connection.recv(65536):
            reply += data
    return int(reply.split(maxsplit=2)[1])


def main() -> None:
    """Run the storm from the command line."""
    with storm(int(sys.argv[1])) as report:
        print(json.dumps(asdict(report)), flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
