"""Whoever listens in the program asks whose a connection is."""

import socket
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.app import factories
from desktop_app.core.errors import ServiceError
from desktop_app.core.receiver_event import ConnectionRefused, ReceiverEvent
from desktop_app.core.refused_peer import RefusedPeer
from desktop_app.core.return_route import ANY_PORT
from desktop_app.core.systems import System
from desktop_app.practice.accounts import PLATFORM
from tests.waiting import TIMEOUT_MS

BOB = RefusedPeer("bob")


@pytest.fixture(autouse=True)
def everybody_is_bob(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_app.system.peers.refused_peer", lambda _peer, _own: BOB)


def test_the_receiver_asks(qtbot: QtBot) -> None:
    events: list[ReceiverEvent] = []
    parent = QObject()
    receiver = factories.receiver(events.append, parent)
    port = receiver.open((ANY_PORT,), None).port
    with socket.create_connection(("127.0.0.1", port)):
        qtbot.waitUntil(lambda: events == [ConnectionRefused(BOB)], timeout=TIMEOUT_MS)
    receiver.close()


def test_the_practice_server_asks(tmp_path: Path) -> None:
    clients = factories.practice_clients(tmp_path)
    try:
        with pytest.raises(ServiceError):
            clients.client(System.STRIPE).account(PLATFORM.id)
    finally:
        clients.stop()
