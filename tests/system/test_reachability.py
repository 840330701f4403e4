"""The program hears of it when the network may have come back."""

import select
import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication, QObject, QTimer
from pytestqt.qtbot import QtBot

from desktop_app.system.reachability import Reachability
from tests.system.programs import first_line, python

NEW_ROUTE, DELETED_ROUTE = 24, 25
SOON = timedelta(milliseconds=50)

PROGRAM = """
from PySide6.QtCore import QCoreApplication
from desktop_app.system.reachability import Reachability

application = QCoreApplication([])
reachability = Reachability(print)
reachability.start()
print("goes on", flush=True)
"""


def message(kind: int, payload: bytes = b"") -> bytes:
    """Return a message as the kernel sends it."""
    return struct.pack("=IHHII", 16 + len(payload), kind, 0, 0, 0) + payload


@dataclass
class Kernel:
    """The other end of the socket, and how often the network was said to be back."""

    owner: QObject = field(default_factory=QObject)
    told: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.end, self.listened_to = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.reachability = Reachability(lambda: self.told.append("back"), self.owner, SOON)
        self.reachability.listen_to(self.listened_to)

    def is_heard(self) -> bool:
        """Return whether everything that was told has been read."""
        return not select.select([self.listened_to], [], [], 0)[0]

    def is_believed(self) -> bool:
        """Return whether it will be told that the network is back."""
        settled = self.reachability.findChild(QTimer)
        return settled is not None and settled.isActive()


@pytest.fixture
def kernel(qapp: QCoreApplication) -> Iterator[Kernel]:
    kernel = Kernel()
    yield kernel
    kernel.owner.deleteLater()
    kernel.end.close()


def test_a_new_route_says_that_the_network_may_be_back(kernel: Kernel, qtbot: QtBot) -> None:
    kernel.end.send(message(NEW_ROUTE))
    qtbot.waitUntil(lambda: kernel.told == ["back"])


def test_one_change_of_network_is_told_once(kernel: Kernel, qtbot: QtBot) -> None:
    kernel.end.send(message(DELETED_ROUTE) + message(NEW_ROUTE, b"12345") + message(NEW_ROUTE))
    kernel.end.send(message(NEW_ROUTE))
    qtbot.waitUntil(lambda: bool(kernel.told))
    assert kernel.told == ["back"]


@pytest.mark.parametrize(
    "odd", [b"", b"short", message(DELETED_ROUTE), struct.pack("=IHHII", 0, 7, 0, 0, 0) * 3]
)
def test_whatever_else_is_told_says_nothing(kernel: Kernel, qtbot: QtBot, odd: bytes) -> None:
    kernel.end.send(odd)
    qtbot.waitUntil(kernel.is_heard)
    assert not kernel.is_believed()
    kernel.end.send(message(NEW_ROUTE))
    qtbot.waitUntil(kernel.is_believed)


def test_the_kernel_can_be_listened_to_without_any_bus() -> None:
    with python(PROGRAM, DBUS_SYSTEM_BUS_ADDRESS="unix:path=/nowhere") as program:
        assert first_line(program) == "goes on"
