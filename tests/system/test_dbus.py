"""What the two that speak to a bus rely on: where it is, its end, and who says what on it."""

import tracemalloc
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from jeepney import (
    DBusAddress,
    HeaderFields,
    Message,
    message_bus,
    new_method_call,
    new_method_return,
)
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop_app.system.dbus import (
    MessageBus,
    error_name,
    owner_change,
    returned,
    session_bus_address,
    system_bus_address,
)
from desktop_app.system.dbus_messages import Incoming
from tests.dbus import hostile
from tests.dbus.bus import Bus
from tests.dbus.daemons import PrivateBus, mute_bus, private_bus
from tests.dbus.service import Service
from tests.waiting import TIMEOUT_MS

NAME = "test.Service"
SERVICE = DBusAddress("/test", bus_name=NAME, interface=NAME)


@pytest.fixture
def bus() -> Iterator[PrivateBus]:
    """A bus with nobody on it."""
    with private_bus() as bus:
        yield bus


@pytest.fixture
def connection(qtbot: QtBot, bus: PrivateBus) -> Iterator[MessageBus]:
    """A connection to it."""
    connection = MessageBus(bus.address)
    yield connection
    shiboken6.delete(connection)


@pytest.mark.parametrize(
    ("variable", "address", "otherwise"),
    [
        ("DBUS_SESSION_BUS_ADDRESS", session_bus_address, ""),
        (
            "DBUS_SYSTEM_BUS_ADDRESS",
            system_bus_address,
            "unix:path=/var/run/dbus/system_bus_socket",
        ),
    ],
)
def test_a_bus_is_where_its_variable_says_or_where_it_is_known_to_be(
    monkeypatch: pytest.MonkeyPatch, variable: str, address: Callable[[], str], otherwise: str
) -> None:
    monkeypatch.setenv(variable, "unix:path=/somewhere")
    assert address() == "unix:path=/somewhere"
    monkeypatch.setenv(variable, "")
    assert address() == otherwise
    monkeypatch.delenv(variable)
    assert address() == otherwise


def test_a_bus_is_lost_once(qtbot: QtBot, connection: MessageBus) -> None:
    lost: list[str] = []
    connection.lost.connect(lost.append)
    socket = connection.findChild(QLocalSocket)
    assert isinstance(socket, QLocalSocket)
    for error in (
        QLocalSocket.LocalSocketError.ConnectionError,
        QLocalSocket.LocalSocketError.PeerClosedError,
    ):
        socket.errorOccurred.emit(error)
    qtbot.waitUntil(lambda: bool(lost), timeout=TIMEOUT_MS)
    assert lost == ["no message bus (ConnectionError)"]


def test_each_change_of_hands_is_told_of_the_name_it_is_about(
    qtbot: QtBot, bus: PrivateBus, connection: MessageBus
) -> None:
    changes: list[tuple[str, str] | None] = []
    errors: list[str] = []

    def read(message: Incoming) -> None:
        changes.append(owner_change(message, "test.One"))

    def arrived(reply: Incoming) -> None:
        errors.append(error_name(reply))

    connection.signalled.connect(read)
    for name in ("test.Two", "test.One"):
        connection.follow(name)
    connection.call(message_bus.GetNameOwner("test.One"), arrived)
    qtbot.waitUntil(lambda: bool(errors), timeout=TIMEOUT_MS)
    assert errors == ["org.freedesktop.DBus.Error.NameHasNoOwner"]
    # The bus has let the connection in and told it so: that is no change of these names.
    assert changes == [None]
    two = Service(bus.address, "test.Two", "/", lambda _: None)
    one = Service(bus.address, "test.One", "/", lambda _: None)
    one.end()
    qtbot.waitUntil(lambda: len(changes) == 4, timeout=TIMEOUT_MS)
    assert changes == [None, None, ("", one.unique_name), (one.unique_name, "")]
    two.end()


@pytest.fixture
def us(qtbot: QtBot, connection: MessageBus) -> str:
    """The unique name of the connection, which the bus tells it first of all."""
    with qtbot.waitSignal(connection.signalled, timeout=TIMEOUT_MS) as told:
        pass
    (named,) = told.args
    assert named.member == "NameAcquired"
    name: str = named.values("s")[0]
    return name


@pytest.fixture
def arrived(connection: MessageBus) -> list[Incoming]:
    """The signals that the connection told of."""
    arrived: list[Incoming] = []
    connection.signalled.connect(arrived.append)
    return arrived


@pytest.fixture
def lost(connection: MessageBus) -> list[str]:
    """Why there is no connection any more, if there is none."""
    lost: list[str] = []
    connection.lost.connect(lost.append)
    return lost


@pytest.fixture
def stranger(bus: PrivateBus) -> Iterator[Bus]:
    """Somebody else on the bus."""
    with Bus(bus.address) as stranger:
        yield stranger


@pytest.mark.parametrize(
    "hurtful",
    [
        hostile.without_its_descriptor,
        hostile.of_an_unknown_type,
        hostile.enormous,
    ],
)
def test_nobody_can_end_a_connection_or_make_it_deaf(
    qtbot: QtBot,
    us: str,
    arrived: list[Incoming],
    lost: list[str],
    stranger: Bus,
    hurtful: Callable[[str], bytes],
) -> None:
    stranger.send_bytes(hurtful(us))
    stranger.send_signal(SERVICE, "Fine", "s", ("text",), us)
    # One program's messages come in the order in which it sent them.
    qtbot.waitUntil(
        lambda: [each.values("s") for each in arrived if each.member == "Fine"] == [("text",)],
        timeout=TIMEOUT_MS,
    )
    assert lost == []


def test_what_is_enormous_is_neither_kept_nor_read(
    qtbot: QtBot,
    us: str,
    connection: MessageBus,
    arrived: list[Incoming],
    stranger: Bus,
) -> None:
    data = hostile.enormous(us)
    socket = connection.findChild(QLocalSocket)
    assert isinstance(socket, QLocalSocket)
    pieces: list[object] = []
    socket.readyRead.connect(lambda: pieces.append(None))
    tracemalloc.start()
    stranger.send_bytes(data)
    stranger.send_signal(SERVICE, "Fine", "", (), us)
    qtbot.waitUntil(lambda: bool(arrived), timeout=TIMEOUT_MS)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [each.member for each in arrived] == ["Fine"]
    assert most < len(data) / 8
    # The event loop has its turn after every 64 KiB.
    assert len(pieces) > len(data) / (64 * 1024)


def forged_call(call: Message) -> Message:
    """Return a call to who sent `call`, which says of itself that it answers it."""
    us = call.header.fields[HeaderFields.sender]
    forged = new_method_call(SERVICE, "Answer", "s", ("forged",))
    forged.header.fields[HeaderFields.destination] = us
    forged.header.fields[HeaderFields.reply_serial] = call.header.serial
    return forged


def forged_return(call: Message) -> Message:
    """Return an answer to a call that somebody else was asked."""
    return new_method_return(call, "s", ("forged",))


@pytest.mark.parametrize(
    ("forge", "by_its_unique_name"), [(forged_call, False), (forged_return, True)]
)
def test_only_who_was_called_can_answer(
    qtbot: QtBot,
    bus: PrivateBus,
    connection: MessageBus,
    stranger: Bus,
    forge: Callable[[Message], Message],
    by_its_unique_name: bool,
) -> None:
    service = Service(bus.address, NAME, "/test", lambda _: ("s", ("genuine",)))
    service.holding = True
    replies: list[Incoming] = []
    called = service.unique_name if by_its_unique_name else NAME
    address = DBusAddress("/test", bus_name=called, interface=NAME)
    connection.call(new_method_call(address, "Ask"), replies.append)
    qtbot.waitUntil(lambda: service.methods() == ["Ask"], timeout=TIMEOUT_MS)
    stranger.connection.send(forge(service.calls[0].message))
    # Answered after the forgery was passed on.
    assert stranger.has_owner(NAME)
    service.release()
    qtbot.waitUntil(lambda: bool(replies), timeout=TIMEOUT_MS)
    assert [returned(reply, "s") for reply in replies] == [("genuine",)]
    service.end()


def test_a_call_is_answered_once(
    qtbot: QtBot,
    bus: PrivateBus,
    us: str,
    connection: MessageBus,
    arrived: list[Incoming],
    stranger: Bus,
) -> None:
    service = Service(bus.address, NAME, "/test", lambda _: ("s", ("genuine",)))
    replies: list[Incoming] = []
    connection.call(new_method_call(SERVICE, "Ask"), replies.append)
    qtbot.waitUntil(lambda: bool(replies), timeout=TIMEOUT_MS)
    stranger.connection.send(forged_return(service.calls[0].message))
    stranger.send_signal(SERVICE, "Fine", "", (), us)
    qtbot.waitUntil(lambda: bool(arrived), timeout=TIMEOUT_MS)
    assert len(replies) == 1
    service.end()


def test_a_call_to_somebody_who_has_left_is_answered_by_the_bus(
    qtbot: QtBot, connection: MessageBus
) -> None:
    nobody = DBusAddress("/test", bus_name=":1.4000", interface=NAME)
    errors: list[str] = []
    connection.call(new_method_call(nobody, "Ask"), lambda reply: errors.append(error_name(reply)))
    qtbot.waitUntil(lambda: bool(errors), timeout=TIMEOUT_MS)
    assert errors == ["org.freedesktop.DBus.Error.ServiceUnknown"]


def test_calls_that_were_abandoned_are_not_answered(
    qtbot: QtBot, bus: PrivateBus, connection: MessageBus
) -> None:
    service = Service(bus.address, NAME, "/test", lambda call: ("s", (call.method,)))
    replies: list[Incoming] = []
    connection.call(new_method_call(SERVICE, "First"), replies.append)
    connection.abandon_calls()
    connection.call(new_method_call(SERVICE, "Second"), replies.append)
    qtbot.waitUntil(lambda: bool(replies), timeout=TIMEOUT_MS)
    assert service.methods() == ["First", "Second"]
    assert [returned(reply, "s") for reply in replies] == [("Second",)]
    service.end()


def test_a_bus_that_makes_no_sense_is_lost(qtbot: QtBot) -> None:
    with mute_bus() as bus:
        connection = MessageBus(bus.address)
        lost: list[str] = []
        connection.lost.connect(lost.append)
        peer, _ = bus.listener.accept()
        with peer:
            peer.setblocking(False)
            peer.sendall(b"OK 0123456789abcdef0123456789abcdef\r\n")
            said = bytearray()

            def begun() -> bool:
                try:
                    said.extend(peer.recv(1024))
                except BlockingIOError:
                    return False
                return b"BEGIN\r\n" in said

            qtbot.waitUntil(begun, timeout=TIMEOUT_MS)
            peer.sendall(b"this is no message at all")
            qtbot.waitUntil(lambda: bool(lost), timeout=TIMEOUT_MS)
        assert lost == ["the message bus makes no sense"]
        shiboken6.delete(connection)
