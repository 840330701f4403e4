"""Only this user's own programs, and root's, may connect to the program's listeners.

The connections are real. Those of another user are made if the tests run as root.
"""

import sys

import pytest

from desktop_app.core.refused_peer import RefusedPeer
from desktop_app.system import proc_net, sock_diag
from desktop_app.system.peers import refused_peer
from desktop_app.system.socket_owner import SocketOwner
from desktop_app.system.tcp_connection import Endpoint, TcpConnection
from tests.system.dialling import DATA, OTHER_UIDS, OWN_UID, Dialled, dialled

# The address that is listened on, and the one that is dialled.
ROUTES = [
    ("127.0.0.1", "127.0.0.1"),
    ("127.0.0.1", "::ffff:127.0.0.1"),
    ("::1", "::1"),
    ("::", "127.0.0.1"),
    ("::", "::ffff:127.0.0.1"),
    ("::", "::1"),
]
USERS = [OWN_UID, *OTHER_UIDS]


def refusal(of: Dialled) -> RefusedPeer | None:
    """Return the answer, after both ways of asking have agreed on the owner."""
    connection = TcpConnection(Endpoint.parse(*of.peer), Endpoint.parse(*of.own))
    assert of_open_socket(proc_net.owner(connection)) == of_open_socket(sock_diag.owner(connection))
    return refused_peer(of.peer, of.own)


def of_open_socket(owner: SocketOwner | None) -> SocketOwner | None:
    """Return `owner`, or None for a closed socket, whose user the kernel forgets after a while."""
    return owner if owner is not None and owner.inode else None


@pytest.mark.parametrize("uid", USERS)
@pytest.mark.parametrize(("listens", "dials"), ROUTES)
def test_a_program_of_another_user_is_refused_on_every_route(
    listens: str, dials: str, uid: int
) -> None:
    expected = None if uid == OWN_UID else RefusedPeer(str(uid))
    with dialled(listens, dials, uid) as connection:
        assert refusal(connection) == expected
        connection.do("half-close")
        assert refusal(connection) == expected


@pytest.mark.parametrize("uid", USERS)
@pytest.mark.parametrize(("listens", "dials"), ROUTES)
@pytest.mark.parametrize("ending", ["close", "reset"])
def test_a_socket_that_its_owner_closed_is_refused_while_its_data_can_be_read(
    listens: str, dials: str, uid: int, ending: str
) -> None:
    with dialled(listens, dials, uid) as connection:
        connection.do(ending)
        assert refusal(connection) is not None
        assert connection.accepted.recv(len(DATA)) == DATA


@pytest.mark.parametrize("uid", USERS)
def test_a_listener_on_the_peers_port_does_not_stand_in_for_its_socket(uid: int) -> None:
    with dialled("127.0.0.1", "127.0.0.1", uid) as connection:
        connection.do("reset")
        connection.do("listen")
        assert refusal(connection) == RefusedPeer("")


@pytest.mark.parametrize("uid", USERS)
def test_where_the_system_can_not_be_asked_everyone_may_come_in(
    uid: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    with dialled("127.0.0.1", "127.0.0.1", uid) as connection:
        assert refused_peer(connection.peer, connection.own) is None


@pytest.mark.parametrize("uid", USERS)
def test_nothing_that_the_other_end_does_makes_the_question_slow(
    uid: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The kernel finds one socket in microseconds; reading its tables takes milliseconds."""
    tables_read: list[TcpConnection] = []
    monkeypatch.setattr(proc_net, "owner", tables_read.append)
    with dialled("127.0.0.1", "127.0.0.1", uid) as connection:
        refused_peer(connection.peer, connection.own)
        for what in ("half-close", "reset", "listen"):
            connection.do(what)
            refused_peer(connection.peer, connection.own)
    assert tables_read == []
