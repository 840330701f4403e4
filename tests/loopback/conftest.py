"""A receiver that listens, what it reported, and clients for it."""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.core.account import Account
from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.core.oauth_state import OAuthState, new_state
from desktop_app.core.outcome import Approved
from desktop_app.core.return_route import ANY_PORT
from desktop_app.loopback.receiver import LoopbackReceiver
from desktop_app.loopback.texts import ReceiverTexts
from tests.loopback.client import Client, Reply, request
from tests.loopback.texts import TEXTS

APPROVED = Approved(Account("acct_1", "Acme Ltd"))
HOUR = timedelta(hours=1)
SOON = timedelta(milliseconds=50)


@dataclass
class ReceiverHarness:
    """A receiver with everything around it; its time limits never end unless a test sets them."""

    qtbot: QtBot
    receiver: LoopbackReceiver
    answers: list[AuthorizationResponse]
    returns: list[str]
    denials: list[bool]
    port: int = 0
    clients: list[Client] = field(default_factory=list)

    def open(self, preferred: int | None = None) -> int:
        self.port = self.receiver.open((ANY_PORT,), preferred).port
        return self.port

    def expect(self, attempt_id: str = "first") -> OAuthState:
        state = new_state(self.port)
        self.receiver.expect(attempt_id, state.digest)
        return state

    def connect(self, data: bytes = b"") -> Client:
        client = Client(self.port, data)
        self.clients.append(client)
        return client

    def begin(self, target: str, *headers: str, method: str = "GET") -> Client:
        return self.connect(request(self.port, target, *headers, method=method))

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=10_000)

    def finish(self, client: Client) -> Reply:
        self.until(client.ended)
        return client.reply

    def ask(self, target: str, *headers: str, method: str = "GET") -> Reply:
        return self.finish(self.begin(target, *headers, method=method))

    def answer(self, state: OAuthState, rest: str = "code=ac_1") -> Client:
        """Send a valid answer, and return when it has reached the program."""
        before = len(self.answers)
        client = self.begin(f"/stripe/return?{rest}&state={state.text}")
        self.until(lambda: len(self.answers) > before)
        return client

    def parts(self) -> int:
        """How many Qt objects of connections are alive."""
        return sum(type(child).__name__ == "Connection" for child in self.receiver.children())


MakeDesk = Callable[..., ReceiverHarness]


@pytest.fixture
def make_harness(qtbot: QtBot) -> Iterator[MakeDesk]:
    desks: list[ReceiverHarness] = []
    owner = QObject()

    def make(
        texts: ReceiverTexts = TEXTS,
        *,
        hold: timedelta = HOUR,
        linger: timedelta = HOUR,
        header_limit: timedelta = HOUR,
        max_connections: int = 64,
        then: Callable[[AuthorizationResponse], None] | None = None,
    ) -> ReceiverHarness:
        answers: list[AuthorizationResponse] = []
        returns: list[str] = []
        denials: list[bool] = []

        def hear(answer: AuthorizationResponse) -> None:
            answers.append(answer)
            if then is not None:
                then(answer)

        receiver = LoopbackReceiver(
            texts,
            hear,
            returns.append,
            lambda: denials.append(True),
            hold=hold,
            linger=linger,
            header_limit=header_limit,
            max_connections=max_connections,
            parent=owner,
        )
        harness = ReceiverHarness(qtbot, receiver, answers, returns, denials)
        desks.append(harness)
        return harness

    yield make
    for harness in desks:
        harness.receiver.close()
        for client in harness.clients:
            client.close()
        harness.until(lambda harness=harness: harness.parts() == 0)  # type: ignore[misc]


@pytest.fixture
def harness(make_harness: MakeDesk) -> ReceiverHarness:
    """A receiver that listens and expects nothing yet."""
    harness = make_harness()
    harness.open()
    return harness


@contextmanager
def no_descriptor_left() -> Iterator[None]:
    """Let the process open no file and no socket meanwhile."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
