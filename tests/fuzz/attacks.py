"""What hostile clients do to a receiver, again and again, in a process of their own:

    python -m tests.fuzz.attacks ATTACK PORT

It prints one line when the attack is under way, goes on until its standard input ends, and then
prints how many connections were made.
"""

import contextlib
import os
import secrets
import select
import socket
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping

from tests.loopback.storm import TLS_HELLO, shout, stall, status, wrong_queries
from tests.paths import ROOT

WORKERS = 8
OPEN_AT_ONCE = 512
_PIPELINED = 50
_NOISE_BYTES = 1 << 20
_TIMEOUT_SECONDS = 30
_HOST = "127.0.0.1"
_NOBODY = 65534
_PATH = "/stripe/return?code=ac_wrong&state=wrong"

Attack = Callable[[int], Iterator[int]]
"""Attacks a port for ever. It yields how many connections it has made. OSError ends it."""


def stalled(port: int) -> Iterator[int]:
    """Keep connections open that have sent half a request."""
    yield from _kept_open(lambda: stall(port))


def never_reading(port: int) -> Iterator[int]:
    """Keep connections open that have sent a request and do not read the response."""

    def ask() -> socket.socket:
        connection = socket.socket()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
        connection.settimeout(_TIMEOUT_SECONDS)
        connection.connect((_HOST, port))
        connection.sendall(_request(_PATH, f"Host: {_HOST}:{port}"))
        return connection

    yield from _kept_open(ask)


def wrong_states(port: int) -> Iterator[int]:
    """Send answers whose states are wrong, missing or double."""
    while True:
        query = secrets.choice(wrong_queries())
        status(port, query.format(wrong=f"{port}.{secrets.token_urlsafe(32)}"))
        yield 1


def resets(port: int) -> Iterator[int]:
    """Reset connections in the middle of a request."""
    while True:
        with stall(port) as connection:
            at_once = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, at_once)
        yield 1


def tls_hello(port: int) -> Iterator[int]:
    """Begin TLS where there is none."""
    while True:
        shout(port, TLS_HELLO)
        yield 1


def noise(port: int) -> Iterator[int]:
    """Send a megabyte that is no request."""
    data = secrets.token_bytes(_NOISE_BYTES)
    while True:
        shout(port, data)
        yield 1


def rebinding_hosts(port: int) -> Iterator[int]:
    """Send requests as a page does whose own host name leads to this computer."""
    while True:
        host = secrets.choice(("evil.example", f"evil.example:{port}", f"localhost:{port}", _HOST))
        shout(port, _request(_PATH, f"Host: {host}"))
        yield 1


def foreign_origins(port: int) -> Iterator[int]:
    """Send requests as scripts and forms of other pages do."""
    while True:
        method = secrets.choice(("GET", "POST", "OPTIONS"))
        origin = secrets.choice(("https://evil.example", "null", f"http://{_HOST}:{port}"))
        own = f"Host: {_HOST}:{port}"
        shout(port, _request(_PATH, own, f"Origin: {origin}", method=method))
        yield 1


def pipelining(port: int) -> Iterator[int]:
    """Send many requests over one connection, without waiting for a response."""
    while True:
        shout(port, _PIPELINED * _request(_PATH, f"Host: {_HOST}:{port}"))
        yield 1


def flood(port: int) -> Iterator[int]:
    """Connect as fast as possible: as another user if root runs this, else as the same one."""
    kept: deque[socket.socket] = deque()
    while True:
        if len(kept) == OPEN_AT_ONCE // WORKERS:
            kept.popleft().close()
        connection = socket.socket()
        kept.append(connection)
        connection.setblocking(False)
        connection.connect_ex((_HOST, port))
        yield 1


ATTACKS: Mapping[str, Attack] = {
    attack.__name__: attack
    for attack in (
        stalled, wrong_states, resets, tls_hello, noise, rebinding_hosts, foreign_origins,
        pipelining, never_reading, flood,
    )
}  # fmt: skip


@contextlib.contextmanager
def under_attack(name: str, port: int) -> Iterator[list[int]]:
    """Attack in the block, in another process.

    After the block, the list that is yielded has one number: the connections that were made.
    """
    made: list[int] = []
    with subprocess.Popen(
        [sys.executable, "-m", "tests.fuzz.attacks", name, str(port)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        with contextlib.closing(process.stdin):
            assert process.stdout.readline() == "under way\n"
            yield made
        made.append(int(process.stdout.readline()))


class _Crowd:
    """The workers of one attack."""

    def __init__(self, attack: Attack, port: int) -> None:
        self._attack = attack
        self._port = port
        self._made = [0] * WORKERS
        self._is_over = threading.Event()
        self._threads = [threading.Thread(target=self._work, args=(n,)) for n in range(WORKERS)]

    def begin(self) -> None:
        """Return when every worker has made a connection."""
        for thread in self._threads:
            thread.start()
        while not all(self._made):
            self._is_over.wait(0.01)

    def end(self) -> int:
        """Return how many connections were made."""
        self._is_over.set()
        for thread in self._threads:
            thread.join()
        return sum(self._made)

    def _work(self, number: int) -> None:
        while not self._is_over.is_set():
            # The receiver closes connections as it likes, also without a response.
            with contextlib.suppress(OSError, IndexError):
                for made in self._attack(self._port):
                    self._made[number] += made
                    if self._is_over.is_set():
                        return


def _kept_open(connect: Callable[[], socket.socket]) -> Iterator[int]:
    """Make many connections at first, and then replace the oldest one, for ever."""
    kept = deque(connect() for _ in range(OPEN_AT_ONCE // WORKERS))
    yield len(kept)
    while True:
        kept.popleft().close()
        kept.append(connect())
        yield 1


def _request(target: str, *headers: str, method: str = "GET") -> bytes:
    return "\r\n".join([f"{method} {target} HTTP/1.1", *headers, "", ""]).encode()


def main() -> None:
    """Attack until the standard input ends."""
    attack = ATTACKS[sys.argv[1]]
    if attack is flood and os.geteuid() == 0:
        os.setgroups([])
        os.setgid(_NOBODY)
        os.setuid(_NOBODY)
    crowd = _Crowd(attack, int(sys.argv[2]))
    crowd.begin()
    print("under way", flush=True)
    select.select([sys.stdin], [], [])
    print(crowd.end(), flush=True)


if __name__ == "__main__":
    main()
