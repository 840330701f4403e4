"""What the two that speak to a bus rely on: where it is, its end, and who owns a name."""

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from jeepney import Message, message_bus  # type: ignore[import-untyped]
from PySide6.QtNetwork import QLocalSocket
from pytestqt.qtbot import QtBot

from desktop_app.system.message_bus import (
    MessageBus,
    error_name,
    owner_change,
    session_bus_address,
    system_bus_address,
)
from tests.system.message_bus import PrivateBus, Service, private_bus
from tests.system.waiting import TIMEOUT_MS


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

    def read(message: Message) -> None:
        changes.append(owner_change(message, "test.One"))

    def arrived(reply: Message) -> None:
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
