"""The kernel's answers about one socket, real ones and those that it would never give."""

import errno
import os
import socket
import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.system import sock_diag
from desktop_app.system.sock_diag import read_answer, request
from desktop_app.system.socket_owner import SocketOwner
from desktop_app.system.tcp_connection import Endpoint, TcpConnection
from tests.limits import no_descriptor_left
from tests.system.dialling import dialled

PEER, OWN = 40000, 51234
ERROR, DONE, FOUND = 2, 3, 20


def connection(host: str = "127.0.0.1", peer: int = PEER, own: int = OWN) -> TcpConnection:
    return TcpConnection(Endpoint.parse(host, peer), Endpoint.parse(host, own))


def message(kind: int, body: bytes) -> bytes:
    return struct.pack("=IHHII", 16 + len(body), kind, 0, 0, 0) + body


def error(number: int) -> bytes:
    return message(ERROR, struct.pack("=i", -number) + bytes(16))


def found(
    host: str = "127.0.0.1", peer: int = PEER, own: int = OWN, uid: int = 1000, inode: int = 12
) -> bytes:
    """Return the answer about a socket, followed by an attribute as in real answers."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    address = socket.inet_pton(family, host).ljust(16, b"\0")
    ends = struct.pack("!HH", peer, own) + address * 2
    body = struct.pack("=BBBB", family, 1, 0, 0) + ends + struct.pack("=IQ", 1, 77)
    return message(FOUND, body + struct.pack("=IIIII", 0, 0, 0, uid, inode) + bytes(8))


@pytest.mark.parametrize("host", ["127.0.0.1", "::ffff:127.0.0.1"])
def test_ipv4_connections_are_asked_for_as_such(host: str) -> None:
    """A kernel without IPv6 does not know the other form."""
    family, protocol = struct.unpack_from("=BB", request(connection(host)), 16)
    assert (family, protocol) == (socket.AF_INET, socket.IPPROTO_TCP)
    assert request(connection(host)) == request(connection("127.0.0.1"))


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("127.0.0.1", "::ffff:127.0.0.1"),
        ("::ffff:127.0.0.1", "127.0.0.1"),
        ("::ffff:127.0.0.1", "::ffff:127.0.0.1"),
        ("::1", "::1"),
    ],
)
def test_the_owner_is_read_in_both_forms_of_an_address(asked: str, answered: str) -> None:
    assert read_answer(found(answered), connection(asked)) == SocketOwner(1000, 12)


@pytest.mark.parametrize(
    "other",
    [
        found(peer=PEER + 1),
        found(own=OWN + 1),
        found(peer=OWN, own=PEER),
        found(host="127.0.0.2"),
        found(host="::1"),
        # A listener on the port of the peer.
        found(own=0),
    ],
)
def test_an_answer_about_another_socket_names_no_owner(other: bytes) -> None:
    assert read_answer(other, connection()) is None


WHOLE = found()
# Where two ports and two IPv4 addresses are in it.
FOUR_NUMBERS = [*range(20, 28), *range(40, 44)]


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        *(WHOLE[:length] for length in (1, 15, 16, 17, 87)),
        message(DONE, WHOLE[16:]),
        message(FOUND, b""),
        # Its length is more, or less, than there is.
        struct.pack("=I", len(WHOLE) + 1) + WHOLE[4:],
        struct.pack("=I", 16) + WHOLE[4:],
        # Neither IPv4 nor IPv6.
        WHOLE[:16] + bytes([socket.AF_UNIX]) + WHOLE[17:],
        # An acknowledgement, an error that is cut, and one with a number of the wrong sign.
        error(0),
        message(ERROR, b""),
        error(-1),
    ],
)
def test_garbage_is_no_answer(answer: bytes) -> None:
    with pytest.raises(OSError, match="Bad message"):
        read_answer(answer, connection())


@given(st.binary(max_size=200))
def test_any_bytes_are_an_answer_or_none(answer: bytes) -> None:
    with suppress(OSError):
        assert read_answer(answer, connection()) is None


@given(st.data())
def test_a_damaged_answer_names_no_owner_but_of_the_same_four_numbers(
    data: st.DataObject,
) -> None:
    position = data.draw(st.sampled_from([*range(8), *FOUR_NUMBERS]))
    damaged = bytearray(WHOLE)
    damaged[position] ^= data.draw(st.integers(1, 255))
    try:
        owner = read_answer(bytes(damaged), connection())
    except OSError:
        return
    assert owner is None or position not in FOUR_NUMBERS


@pytest.mark.parametrize("number", [errno.EACCES, errno.EINVAL, errno.EPERM, errno.ENOMEM])
def test_an_error_of_the_kernel_is_raised(number: int) -> None:
    with pytest.raises(OSError, match=os.strerror(number)) as raised:
        sock_diag.owner(connection(), lambda message: error(number))
    assert raised.value.errno == number


def test_a_socket_that_is_not_there_has_no_owner_if_our_own_one_is_found() -> None:
    for own in (found(peer=OWN, own=PEER), found(peer=OWN, own=0)):
        answers = {request(connection()): error(errno.ENOENT)}
        answers[request(connection(peer=OWN, own=PEER))] = own
        assert sock_diag.owner(connection(), answers.__getitem__) is None


def test_a_kernel_that_does_not_find_our_own_socket_can_not_be_asked() -> None:
    with pytest.raises(FileNotFoundError):
        sock_diag.owner(connection(), lambda message: error(errno.ENOENT))


@pytest.mark.timeout(10)
def test_a_kernel_that_does_not_answer_is_not_waited_for() -> None:
    # It answers a message without the flag of a request with nothing.
    unanswered = struct.pack("=IHHII", 16, FOUND, 0, 0, 0)
    with pytest.raises(BlockingIOError):
        sock_diag.ask_kernel(unanswered)
    with dialled("127.0.0.1", "127.0.0.1") as real:
        connection = TcpConnection(Endpoint.parse(*real.peer), Endpoint.parse(*real.own))
        assert sock_diag.owner(connection) is not None


def test_an_answer_that_comes_late_is_not_taken_for_the_next_one(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with dialled("127.0.0.1", "127.0.0.1") as real:
        connection = TcpConnection(Endpoint.parse(*real.peer), Endpoint.parse(*real.own))
        expected = sock_diag.owner(connection)
        other = TcpConnection(Endpoint.parse(real.peer[0], 1), Endpoint.parse(*real.own))
        with monkeypatch.context() as late:
            # So the kernel seems not to have answered yet, and the answer stays in the socket.
            late.setattr(socket.socket, "recv", raise_would_block)
            with pytest.raises(BlockingIOError):
                sock_diag.owner(other)
        assert sock_diag.owner(connection) == expected


def test_many_questions_take_one_descriptor() -> None:
    with dialled("127.0.0.1", "127.0.0.1") as real:
        connection = TcpConnection(Endpoint.parse(*real.peer), Endpoint.parse(*real.own))
        sock_diag.owner(connection)
        with no_descriptor_left():
            assert sock_diag.owner(connection) is not None


def raise_would_block(*_: object) -> bytes:
    raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN))


def test_a_connection_that_never_was_has_no_owner() -> None:
    with dialled("127.0.0.1", "127.0.0.1") as real:
        never = TcpConnection(Endpoint.parse(real.peer[0], 1), Endpoint.parse(*real.own))
        assert sock_diag.owner(never) is None
