"""Which owners of a socket may come in, and what is asked when the kernel does not answer."""

import errno
from dataclasses import dataclass

import pytest

from desktop_app.core.refused_peer import RefusedPeer
from desktop_app.system import proc_net, sock_diag
from desktop_app.system.linux_peers import decide, refused_peer
from desktop_app.system.socket_owner import SocketOwner
from desktop_app.system.tcp_connection import Endpoint, TcpConnection

ROOT, ADA, BOB = 0, 1000, 1001
CONNECTION = TcpConnection(Endpoint.parse("127.0.0.1", 40000), Endpoint.parse("127.0.0.1", 51234))


@pytest.mark.parametrize(
    ("owner", "own_uid", "expected"),
    [
        (SocketOwner(ADA, 7), ADA, None),
        (SocketOwner(ROOT, 7), ADA, None),
        (SocketOwner(ROOT, 7), ROOT, None),
        (SocketOwner(BOB, 7), ADA, RefusedPeer("1001")),
        (SocketOwner(BOB, 7), ROOT, RefusedPeer("1001")),
        (SocketOwner(1002, 7), ADA, RefusedPeer("1002")),
        # The overflow user: one of another user namespace, who is not known here.
        (SocketOwner(65534, 7), ADA, RefusedPeer("65534")),
        # Closed by its owner: newer kernels still tell whose it was.
        (SocketOwner(ROOT, 0), ADA, RefusedPeer("")),
        (SocketOwner(ROOT, 0), ROOT, RefusedPeer("")),
        (SocketOwner(ADA, 0), ADA, RefusedPeer("")),
        (SocketOwner(BOB, 0), ADA, RefusedPeer("1001")),
        (None, ADA, RefusedPeer("")),
        (None, ROOT, RefusedPeer("")),
    ],
)
def test_only_open_sockets_of_this_user_and_of_root_may_come_in(
    owner: SocketOwner | None, own_uid: int, expected: RefusedPeer | None
) -> None:
    assert decide(owner, own_uid) == expected


@dataclass
class Source:
    """Stands for a way to ask: gives its answer, or fails with its error."""

    answer: SocketOwner | OSError | None
    times_asked: int = 0

    def owner(self, connection: TcpConnection) -> SocketOwner | None:
        assert connection == CONNECTION
        self.times_asked += 1
        if isinstance(self.answer, OSError):
            raise self.answer
        return self.answer


def failure(number: int) -> OSError:
    return OSError(number, errno.errorcode[number])


def answered_by(
    monkeypatch: pytest.MonkeyPatch, kernel: Source, tables: Source
) -> RefusedPeer | None:
    monkeypatch.setattr(sock_diag, "owner", kernel.owner)
    monkeypatch.setattr(proc_net, "owner", tables.owner)
    return refused_peer(CONNECTION, ADA)


OURS, BOBS = SocketOwner(ADA, 7), SocketOwner(BOB, 7)
NOT_THERE = [errno.ENOENT, errno.EPROTONOSUPPORT, errno.EAFNOSUPPORT, errno.EACCES, errno.EPERM]
NO_ANSWER = [errno.EAGAIN, errno.EBADMSG, errno.EINVAL]
SHORTAGES = [errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM]


@pytest.mark.parametrize(
    ("owner", "expected"), [(OURS, None), (BOBS, RefusedPeer("1001")), (None, RefusedPeer(""))]
)
def test_what_the_kernel_answers_decides_alone(
    monkeypatch: pytest.MonkeyPatch, owner: SocketOwner | None, expected: RefusedPeer | None
) -> None:
    tables = Source(failure(errno.EIO))
    assert answered_by(monkeypatch, Source(owner), tables) == expected
    assert tables.times_asked == 0


@pytest.mark.parametrize("number", NOT_THERE + NO_ANSWER)
@pytest.mark.parametrize(
    ("owner", "expected"), [(OURS, None), (BOBS, RefusedPeer("1001")), (None, RefusedPeer(""))]
)
def test_a_kernel_that_does_not_answer_is_replaced_by_its_tables(
    monkeypatch: pytest.MonkeyPatch,
    number: int,
    owner: SocketOwner | None,
    expected: RefusedPeer | None,
) -> None:
    assert answered_by(monkeypatch, Source(failure(number)), Source(owner)) == expected


@pytest.mark.parametrize("kernel", NOT_THERE + NO_ANSWER)
@pytest.mark.parametrize("tables", [errno.ENODATA, errno.EACCES, errno.EBADMSG])
def test_where_nothing_can_be_asked_everyone_may_come_in(
    monkeypatch: pytest.MonkeyPatch, kernel: int, tables: int
) -> None:
    sources = Source(failure(kernel)), Source(failure(tables))
    assert answered_by(monkeypatch, *sources) is None


@pytest.mark.parametrize("number", SHORTAGES)
def test_a_shortage_that_a_flood_can_cause_lets_nobody_in(
    monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    unasked = Source(OURS)
    assert answered_by(monkeypatch, Source(failure(number)), unasked) == RefusedPeer("")
    assert unasked.times_asked == 0
    sources = Source(failure(errno.EACCES)), Source(failure(number))
    assert answered_by(monkeypatch, *sources) == RefusedPeer("")
