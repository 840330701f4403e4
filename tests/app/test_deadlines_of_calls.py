"""Nothing is sent to a service after the workflow was told that the time was over."""

import socket
import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import TimeLimitError, UnreachableError
from desktop_app.core.profile import Organization, Profile, Registration
from desktop_app.core.return_route import ANY_PORT
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.network import Network
from desktop_app.stripe.gateway import OrganizationStripe
from desktop_app.system.tasks import QtTasks
from tests.net.server import ServeWith, answer, misbehaving_servers
from tests.waiting import PATIENCE, TIMEOUT_MS

LIMIT = timedelta(milliseconds=50)


@pytest.fixture
def serve_with() -> Iterator[ServeWith]:
    """Starts a server that replies in the given way."""
    with misbehaving_servers() as serve:
        yield serve


class SlowNameService:
    """Finds names only when it is let go; only then are the network's threads free again."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.let_go = threading.Event()
        self._look_up = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self.getaddrinfo)

    def getaddrinfo(self, *args: object, **kwargs: object) -> object:
        assert self.let_go.wait(PATIENCE)
        return self._look_up(*args, **kwargs)  # type: ignore[arg-type]


def test_a_code_is_not_sent_after_its_time_limit_was_told(
    qtbot: QtBot, serve_with: ServeWith, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = serve_with(answer("400 No", b'{"error": "invalid_grant"}'))
    registration = Registration(System.STRIPE_TEST, "ca_test", (ANY_PORT,), stand_in=server.origin)
    stripe = OrganizationStripe(
        Profile(Organization("acme", "Acme Ltd"), (registration,)), Network()
    )
    stripe.take_secret(System.STRIPE_TEST, Secret("sk_test_madeup1234"))
    names = SlowNameService(monkeypatch)
    tasks = QtTasks(lambda error: None)
    told: list[TimeLimitError] = []
    ended = threading.Event()

    def send_code(seconds_left: SecondsLeft) -> None:
        try:
            stripe.exchange(System.STRIPE_TEST, Secret("ac_TheCode"), seconds_left)
        except UnreachableError:
            ended.set()

    async def exchange() -> None:
        try:
            await tasks.call(send_code, LIMIT)
        except TimeLimitError as error:
            told.append(error)

    tasks.start(exchange())
    qtbot.waitUntil(lambda: len(told) == 1, timeout=TIMEOUT_MS)
    names.let_go.set()
    assert ended.wait(PATIENCE)
    assert server.requests == []
    tasks.stop(lambda: None)
