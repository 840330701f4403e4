"""Nothing is sent to a service after the workflow was told that the time was over."""

import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app.app import factories
from desktop_app.app.first_use import FirstUse
from desktop_app.app.practice_clients import PracticeClients
from desktop_app.app.practice_gateway import PracticeGateway
from desktop_app.core.deadline import SecondsLeft, no_deadline
from desktop_app.core.errors import TimeLimitError, UnreachableError
from desktop_app.core.profile import M3terService, Organization, Profile, Registration
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


def registration(origin: str) -> Registration:
    return Registration(System.STRIPE_TEST, "ca_test", (ANY_PORT,), stand_in=origin)


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
    stripe = OrganizationStripe(
        Profile(
            Organization("acme", "Acme Ltd"),
            (registration(server.origin),),
            M3terService("acme"),
        ),
        Network(),
    )
    stripe.take_secret(System.STRIPE_TEST, Secret("standin_test_madeup1234"))
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


def over() -> float:
    return 0.0


PRACTICE_CALLS: dict[str, Callable[[PracticeGateway], object]] = {
    "exchange": lambda stripe: stripe.exchange(System.STRIPE, Secret("ac_x"), over),
    "account": lambda stripe: stripe.account(System.STRIPE, "acct_1", over),
    "deauthorize": lambda stripe: stripe.deauthorize(System.STRIPE, "acct_1", over),
}


@pytest.mark.parametrize("call", PRACTICE_CALLS.values(), ids=PRACTICE_CALLS)
def test_the_practice_stripe_is_sent_nothing_after_the_deadline(
    tmp_path: Path, call: Callable[[PracticeGateway], object]
) -> None:
    clients = PracticeClients(tmp_path)
    try:
        with pytest.raises(UnreachableError):
            call(PracticeGateway(FirstUse(lambda: clients)))
    finally:
        clients.stop()


def test_no_secret_is_tried_after_the_deadline(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", b'{"id": "acct_1"}'))
    tried = registration(server.origin)
    with pytest.raises(UnreachableError):
        factories.try_secret(tried, Secret("standin_test_madeup1234"), over, ca_file=None)
    assert server.requests == []


def test_no_registration_is_tried_after_the_deadline(serve_with: ServeWith) -> None:
    server = serve_with(answer("400 No", b'{"error": {"message": "No application matches it"}}'))
    tried = registration(server.origin)
    assert factories.try_registration(tried, over, ca_file=None) == ()
    assert server.requests == []
    assert len(factories.try_registration(tried, no_deadline, ca_file=None)) == 1
