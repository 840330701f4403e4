"""Windows' tables of connections, and whose processes may come in; Windows itself is played."""

import socket
import struct
from dataclasses import dataclass, field

import pytest

from desktop_app.core.refused_peer import RefusedPeer
from desktop_app.system.tcp_connection import Endpoint, TcpConnection
from desktop_app.system.windows_peers import owning_process, refused_peer

ADA, BOB, SYSTEM = "S-1-5-21-1-2-3-1001", "S-1-5-21-1-2-3-1002", "S-1-5-18"
PEER, OWN = 40000, 51234
BROWSER, PROGRAM = 0x01020304, 8


def port(number: int) -> bytes:
    """Return a port as in the tables: in network order, in the first two of four bytes."""
    return struct.pack("!H", number) + b"\xab\xcd"


def row(host: str, local: int, remote: int, process: int) -> bytes:
    """Return a row of MIB_TCPTABLE_OWNER_PID or MIB_TCP6TABLE_OWNER_PID, field by field."""
    state, scope, owner = struct.pack("<I", 5), struct.pack("<I", 1), struct.pack("<I", process)
    if ":" in host:
        ip = socket.inet_pton(socket.AF_INET6, host)
        return ip + scope + port(local) + ip + scope + port(remote) + state + owner
    ip = socket.inet_pton(socket.AF_INET, host)
    return state + ip + port(local) + ip + port(remote) + owner


def table(*rows: bytes) -> bytes:
    """Return a table, in a buffer that is longer than it."""
    return struct.pack("<I", len(rows)) + b"".join(rows) + b"\xee" * 30


def connection(host: str = "127.0.0.1") -> TcpConnection:
    return TcpConnection(Endpoint.parse(host, PEER), Endpoint.parse(host, OWN))


@pytest.mark.parametrize(
    ("host", "shown"),
    [("127.0.0.1", "127.0.0.1"), ("::ffff:127.0.0.1", "127.0.0.1"), ("::1", "::1")],
)
def test_the_process_at_the_other_end_is_found(host: str, shown: str) -> None:
    rows = row(shown, OWN, PEER, PROGRAM), row(shown, PEER, OWN, BROWSER)
    assert owning_process(table(*rows), connection(host)) == BROWSER


def test_a_row_of_which_one_number_differs_is_another_connection() -> None:
    others = [
        row("127.0.0.1", PEER + 1, OWN, BROWSER),
        row("127.0.0.1", PEER, OWN + 1, BROWSER),
        row("127.0.0.2", PEER, OWN, BROWSER),
        row("127.0.0.1", OWN, PEER, BROWSER),
        row("127.0.0.1", PEER, 0, BROWSER),
    ]
    assert owning_process(table(*others), connection()) is None
    assert owning_process(table(), connection()) is None


def test_what_is_behind_the_last_row_is_not_read() -> None:
    behind = struct.pack("<I", 0) + row("127.0.0.1", PEER, OWN, BROWSER)
    assert owning_process(behind, connection()) is None


@pytest.mark.parametrize("garbage", [b"", b"\x01", struct.pack("<I", 9) + b"\x01" * 30])
def test_a_table_that_is_cut_can_not_be_read(garbage: bytes) -> None:
    for host in ("127.0.0.1", "::1"):
        with pytest.raises(OSError, match="can't be read"):
            owning_process(garbage, connection(host))


@dataclass
class PlayedWindows:
    """Implements `WindowsCalls`: a process that has no user here can't be asked about."""

    table: bytes | None = field(
        default_factory=lambda: table(
            row("127.0.0.1", OWN, PEER, PROGRAM), row("127.0.0.1", PEER, OWN, BROWSER)
        )
    )
    own: str | None = ADA
    users: dict[int, str] = field(default_factory=lambda: {PROGRAM: ADA})

    def tcp_table(self, *, is_ipv4: bool) -> bytes:
        if self.table is None or not is_ipv4:
            raise OSError("no table")
        return self.table

    def own_user(self) -> str:
        if self.own is None:
            raise PermissionError("no token")
        return self.own

    def user_of(self, process: int) -> str:
        if process not in self.users:
            raise PermissionError("access denied")
        return self.users[process]


@pytest.mark.parametrize(
    ("user", "expected"), [(ADA, None), (SYSTEM, None), (BOB, RefusedPeer(BOB))]
)
def test_only_processes_of_this_user_and_of_the_system_may_come_in(
    user: str, expected: RefusedPeer | None
) -> None:
    windows = PlayedWindows(users={PROGRAM: ADA, BROWSER: user})
    assert refused_peer(connection(), windows) == expected


def test_a_process_that_can_not_be_asked_about_is_refused() -> None:
    assert refused_peer(connection(), PlayedWindows()) == RefusedPeer("")


def test_a_connection_that_is_not_in_the_table_is_refused() -> None:
    windows = PlayedWindows(table=table(row("127.0.0.1", OWN, PEER, PROGRAM)))
    assert refused_peer(connection(), windows) == RefusedPeer("")


@pytest.mark.parametrize(
    "windows", [PlayedWindows(table=None), PlayedWindows(table=b""), PlayedWindows(own=None)]
)
def test_where_nothing_can_be_asked_everyone_may_come_in(windows: PlayedWindows) -> None:
    assert refused_peer(connection(), windows) is None
