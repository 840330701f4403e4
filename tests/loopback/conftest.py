"""A receiver that listens, what it reported, and a browser and other clients for it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.core.account import Account
from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.core.oauth_state import OAuthState, new_state
from desktop_app.core.outcome import Approved
from desktop_app.core.receiver_event import ReceiverEvent, ResponseArrived, ReturnRequested
from desktop_app.core.return_route import ANY_PORT
from desktop_app.loopback.receiver import LoopbackReceiver, PeerCheck
from desktop_app.loopback.texts import ReceiverTexts
from tests.loopback.client import Client, Reply, request
from tests.loopback.texts import TEXTS

APPROVED = Approved(Account("acct_1", "Acme Ltd"))
HOUR = timedelta(hours=1)
SOON = timedelta(milliseconds=50)
STRIPE = "https://stripe.example/oauth/authorize?client_id=ca_1&state=secret"


@dataclass
class ReceiverHarness:
    """A receiver with everything around it; its time limits never end unless a test sets them."""

    qtbot: QtBot
    receiver: LoopbackReceiver
    events: list[ReceiverEvent]
    port: int = 0
    clients: list[Client] = field(default_factory=list)
    # The browser's cookies, and the links that it was given, by their attempts.
    cookies: list[str] = field(default_factory=list)
    links: dict[str, str] = field(default_factory=dict)

    @property
    def answers(self) -> list[AuthorizationResponse]:
        return [event.response for event in self.events if isinstance(event, ResponseArrived)]

    @property
    def returns(self) -> list[str]:
        return [event.attempt_id for event in self.events if isinstance(event, ReturnRequested)]

    def open(self, preferred: int | None = None) -> int:
        self.port = self.receiver.open((ANY_PORT,), preferred).port
        return self.port

    def begin_attempt(self, attempt_id: str = "first", lasts: timedelta = HOUR) -> OAuthState:
        """Begin an attempt. Its link is in `links`, and no browser has opened it yet."""
        state, address = new_state(self.port), ANY_PORT.address(self.port)
        self.links[attempt_id] = self.receiver.begin(
            attempt_id, state.digest, address, STRIPE, lasts
        )
        return state

    def expect(self, attempt_id: str = "first") -> OAuthState:
        """Begin an attempt, and open its link in the browser."""
        state = self.begin_attempt(attempt_id)
        self.open_link(attempt_id)
        return state

    def open_link(self, attempt_id: str = "first") -> Reply:
        """Open the link of an attempt in the browser, which keeps the cookies that it is given."""
        reply = self.ask(urlsplit(self.links[attempt_id]).path)
        self.cookies += [
            cookie.partition(";")[0] for cookie in reply.headers.get_all("Set-Cookie", [])
        ]
        return reply

    def connect(self, data: bytes = b"") -> Client:
        client = Client(self.port, data)
        self.clients.append(client)
        return client

    def begin(self, target: str, *headers: str, method: str = "GET") -> Client:
        """Send a request as the browser does, with its cookies, and do not wait for the reply."""
        kept = [f"Cookie: {'; '.join(self.cookies)}"] if self.cookies else []
        return self.connect(request(self.port, target, *kept, *headers, method=method))

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=10_000)

    def finish(self, client: Client) -> Reply:
        self.until(client.ended)
        return client.reply

    def ask(self, target: str, *headers: str, method: str = "GET") -> Reply:
        return self.finish(self.begin(target, *headers, method=method))

    def ask_from_elsewhere(self, target: str, *headers: str) -> Reply:
        """Send a request as another browser does, which has no cookies."""
        return self.finish(self.connect(request(self.port, target, *headers)))

    def answer(self, state: OAuthState, rest: str = "code=ac_1") -> Client:
        """Send a valid answer, and return when it has reached the program."""
        before = len(self.answers)
        client = self.begin(f"/stripe/return?{rest}&state={state.text}")
        self.until(lambda: len(self.answers) > before)
        return client

    def open_connections(self) -> int:
        """How many Qt objects of connections are alive."""
        return sum(type(child).__name__ == "Connection" for child in self.receiver.children())


MakeHarness = Callable[..., ReceiverHarness]


@pytest.fixture
def make_harness(qtbot: QtBot) -> Iterator[MakeHarness]:
    harnesses: list[ReceiverHarness] = []
    owner = QObject()

    def make(
        texts: ReceiverTexts = TEXTS,
        *,
        hold: timedelta = HOUR,
        linger: timedelta = HOUR,
        page_limit: timedelta = HOUR,
        time_limit: timedelta = HOUR,
        max_connections: int = 64,
        check_peer: PeerCheck = lambda _peer, _own: None,
        then: Callable[[AuthorizationResponse], None] | None = None,
    ) -> ReceiverHarness:
        events: list[ReceiverEvent] = []

        def hear(event: ReceiverEvent) -> None:
            events.append(event)
            if then is not None and isinstance(event, ResponseArrived):
                then(event.response)

        receiver = LoopbackReceiver(
            texts,
            hear,
            check_peer,
            hold=hold,
            linger=linger,
            page_limit=page_limit,
            time_limit=time_limit,
            max_connections=max_connections,
            parent=owner,
        )
        harness = ReceiverHarness(qtbot, receiver, events)
        harnesses.append(harness)
        return harness

    yield make
    for harness in harnesses:
        harness.receiver.close()
        for client in harness.clients:
            client.close()
        harness.until(lambda harness=harness: harness.open_connections() == 0)  # type: ignore[misc]


@pytest.fixture
def harness(make_harness: MakeHarness) -> ReceiverHarness:
    """A receiver that listens and expects nothing yet."""
    harness = make_harness()
    harness.open()
    return harness
