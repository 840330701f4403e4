"""The owner of a socket, read in tables as Linux writes them."""

import sys
from pathlib import Path

import pytest

from desktop_app.system import proc_net
from desktop_app.system.socket_owner import SocketOwner
from desktop_app.system.tcp_connection import Endpoint, TcpConnection

HEAD = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  inode"
REST = "01 00000000:00000000 00:00000000 00000000"


def number(word: str) -> str:
    """Return the four bytes that are written as hexadecimal digits, as this computer's number."""
    return f"{int.from_bytes(bytes.fromhex(word), sys.byteorder):08X}"


LOOPBACK = number("7F000001")
MAPPED = f"{number('00000000') * 2}{number('0000FFFF')}{LOOPBACK}"
IPV6_LOOPBACK = f"{number('00000000') * 3}{number('00000001')}"
PEER, OWN = 40000, 51234


def row(address: str, local: int, remote: int, uid: int, inode: int) -> str:
    ends = f"{address}:{local:04X} {address}:{remote:04X}"
    return f"   4: {ends} {REST} {uid:5} 0 {inode} 2 0000000073b56eb4 20 0 0 10 -1"


def both_ends(address: str, uid: int) -> list[str]:
    return [row(address, OWN, PEER, 1000, 11), row(address, PEER, OWN, uid, 12)]


def connection(host: str) -> TcpConnection:
    return TcpConnection(Endpoint.parse(host, PEER), Endpoint.parse(host, OWN))


def write(folder: Path, **tables: list[str]) -> None:
    for name, rows in tables.items():
        (folder / name).write_text("\n".join([HEAD, *rows]) + "\n")


@pytest.mark.parametrize(
    ("table", "address", "hosts"),
    [
        ("tcp", LOOPBACK, ["127.0.0.1", "::ffff:127.0.0.1"]),
        ("tcp6", MAPPED, ["127.0.0.1", "::ffff:127.0.0.1"]),
        ("tcp6", IPV6_LOOPBACK, ["::1"]),
    ],
)
def test_the_peers_row_is_found_in_each_table(
    tmp_path: Path, table: str, address: str, hosts: list[str]
) -> None:
    write(tmp_path, **{"tcp": [], "tcp6": [], table: both_ends(address, 1001)})
    for host in hosts:
        assert proc_net.owner(connection(host), tmp_path) == SocketOwner(1001, 12)


@pytest.mark.parametrize(
    "other",
    [
        row(LOOPBACK, PEER + 1, OWN, 1000, 12),
        row(LOOPBACK, PEER, OWN + 1, 1000, 12),
        row(number("7F000002"), PEER, OWN, 1000, 12),
        row(LOOPBACK, OWN, PEER, 1000, 12),
        # A listener on the port of the peer.
        row(LOOPBACK, PEER, 0, 1000, 12),
    ],
)
def test_a_row_of_which_one_number_differs_is_another_socket(tmp_path: Path, other: str) -> None:
    write(tmp_path, tcp=[other], tcp6=[])
    assert proc_net.owner(connection("127.0.0.1"), tmp_path) is None


def test_without_ipv6_there_is_one_table(tmp_path: Path) -> None:
    write(tmp_path, tcp=both_ends(LOOPBACK, 1001))
    assert proc_net.owner(connection("127.0.0.1"), tmp_path) == SocketOwner(1001, 12)
    write(tmp_path, tcp=[row(LOOPBACK, OWN, PEER, 1000, 11)])
    assert proc_net.owner(connection("127.0.0.1"), tmp_path) is None


@pytest.mark.parametrize("tables", [{}, {"tcp": []}, {"tcp": [], "tcp6": []}])
def test_tables_that_hold_nothing_can_not_be_asked(
    tmp_path: Path, tables: dict[str, list[str]]
) -> None:
    write(tmp_path, **tables)
    for host in ("127.0.0.1", "::1"):
        with pytest.raises(OSError, match=r"\w"):
            proc_net.owner(connection(host), tmp_path)


def test_a_table_that_can_not_be_read_can_not_be_asked(tmp_path: Path) -> None:
    write(tmp_path, tcp=[])
    (tmp_path / "tcp6").mkdir()
    with pytest.raises(IsADirectoryError):
        proc_net.owner(connection("127.0.0.1"), tmp_path)


@pytest.mark.parametrize("tail", ["", "01", f"{REST} nobody 0 12", f"{REST} 1001 0 \xb2"])
def test_a_row_in_an_unknown_form_can_not_be_asked(tmp_path: Path, tail: str) -> None:
    ends = row(LOOPBACK, PEER, OWN, 0, 0).split(REST)[0]
    (tmp_path / "tcp").write_text(f"{HEAD}\n{ends}{tail}\n", encoding="utf-8")
    with pytest.raises(OSError, match=r"\w"):
        proc_net.owner(connection("127.0.0.1"), tmp_path)
