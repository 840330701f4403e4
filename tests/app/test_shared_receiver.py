"""One receiver for all workspaces: each hears of its own attempts, at whatever port they wait."""

import gc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.app.shared_receiver import ReceiverShare, SharedReceiver
from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.oauth_state import OAuthState, new_state
from desktop_app.core.outcome import Denied
from desktop_app.core.receiver_event import DenialUnconfirmed, ReceiverEvent, ResponseArrived
from desktop_app.core.return_route import ANY_PORT, ReturnAddress, ReturnRoute, loopback
from desktop_app.core.secret import Secret
from desktop_app.loopback.receiver import LoopbackReceiver
from tests.loopback.client import Client, Reply, request
from tests.loopback.texts import TEXTS
from tests.ports import free_port
from tests.waiting import TIMEOUT_MS

HOUR = timedelta(hours=1)


@dataclass
class Workspace:
    """A share, and what it was told."""

    share: ReceiverShare
    events: list[ReceiverEvent]
    returns: list[bool]
    address: ReturnAddress | None = None
    link: str = ""

    @property
    def port(self) -> int:
        assert self.address is not None, "it does not wait"
        return self.address.port

    def waits(self, attempt_id: str, route: ReturnRoute = ANY_PORT) -> OAuthState:
        self.address = self.share.open((route,), None)
        state = new_state(self.port)
        self.link = self.share.begin(
            attempt_id, state.digest, self.address, "https://stripe.example/", HOUR
        )
        return state


class Holder:
    """Hears events, and stands for all that a workspace has, its secrets among it."""

    def __init__(self, events: list[ReceiverEvent]) -> None:
        self._events = events

    def receive(self, event: ReceiverEvent) -> None:
        self._events.append(event)


@dataclass
class SharedReceiverHarness:
    """A receiver, and browsers."""

    qtbot: QtBot
    receiver: SharedReceiver
    clients: list[Client] = field(default_factory=list)
    cookies: list[str] = field(default_factory=list)

    def workspace(self) -> Workspace:
        events: list[ReceiverEvent] = []
        returns: list[bool] = []
        share = self.receiver.share(lambda: returns.append(True))
        share.inbox = Holder(events)
        return Workspace(share, events, returns)

    def open_link(self, workspace: Workspace) -> None:
        """Open the link that the browser was given, and keep its cookie."""
        reply = self.ask(workspace.port, urlsplit(workspace.link).path)
        self.cookies.append(reply.headers["Set-Cookie"].partition(";")[0])

    def visit(self, port: int, target: str) -> Client:
        client = Client(port, request(port, target, f"Cookie: {'; '.join(self.cookies)}"))
        self.clients.append(client)
        return client

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=TIMEOUT_MS)

    def ask(self, port: int, target: str) -> Reply:
        client = self.visit(port, target)
        self.until(client.ended)
        return client.reply


@pytest.fixture
def harness(qtbot: QtBot) -> Iterator[SharedReceiverHarness]:
    owner = QObject()
    harness = SharedReceiverHarness(
        qtbot,
        SharedReceiver(
            lambda on_event: LoopbackReceiver(TEXTS, on_event, lambda *_: None, parent=owner)
        ),
    )
    yield harness
    for client in harness.clients:
        client.close()
    harness.receiver.close()


def test_an_answer_goes_to_the_workspace_that_waits_for_it(harness: SharedReceiverHarness) -> None:
    practice, acme = harness.workspace(), harness.workspace()
    practice.waits("practice")
    state = acme.waits("acme")
    assert practice.port == acme.port, "they share what is open"

    harness.open_link(acme)
    client = harness.visit(acme.port, f"/stripe/return?code=ac_1&state={state.text}")
    harness.until(lambda: bool(acme.events))
    response = AuthorizationCodeResponse("acme", Secret("ac_1"))
    assert acme.events == [ResponseArrived(response)]
    assert practice.events == []

    acme.share.conclude("acme", Denied())
    harness.until(client.ended)
    done = client.reply.location
    harness.ask(acme.port, f"{done}/return")
    assert (practice.returns, acme.returns) == ([], [True])


def test_two_workspaces_can_wait_at_one_registered_port(harness: SharedReceiverHarness) -> None:
    port = free_port()
    route = loopback(f"http://127.0.0.1:{port}/back")
    acme, globex = harness.workspace(), harness.workspace()
    acme.waits("acme", route)
    state = globex.waits("globex", route)
    harness.open_link(globex)
    harness.visit(port, f"/back?code=ac_1&state={state.text}")
    harness.until(lambda: bool(globex.events))
    assert acme.events == []


def test_a_denial_that_says_nothing_is_told_to_all(harness: SharedReceiverHarness) -> None:
    practice, acme = harness.workspace(), harness.workspace()
    practice.waits("practice")
    acme.waits("acme")
    harness.ask(acme.port, "/stripe/return?error=access_denied")
    assert practice.events == acme.events == [DenialUnconfirmed(None)]


def test_a_workspace_that_is_closed_hears_nothing_and_the_others_go_on(
    harness: SharedReceiverHarness,
) -> None:
    closed, open_one = harness.workspace(), harness.workspace()
    late = closed.waits("closed")
    harness.open_link(closed)
    state = open_one.waits("open")
    harness.open_link(open_one)
    closed.share.end()

    reply = harness.ask(closed.port, f"/stripe/return?code=ac_1&state={late.text}")
    assert reply.status == 303, "its page says that it is over"
    assert "Removed" in harness.ask(closed.port, reply.location).body
    harness.ask(open_one.port, "/stripe/return?error=access_denied")
    assert (closed.events, open_one.events) == ([], [DenialUnconfirmed(None)])

    harness.visit(open_one.port, f"/stripe/return?code=ac_2&state={state.text}")
    harness.until(lambda: len(open_one.events) == 2)


def test_a_workspace_that_is_closed_is_not_kept_for_its_pages(
    harness: SharedReceiverHarness,
) -> None:
    holder = Holder([])
    kept = weakref.ref(holder)
    share = harness.receiver.share(lambda: None)
    share.inbox = holder
    share.open((ANY_PORT,), None)
    share.await_again("closed", new_state(4000).digest)
    share.end()
    del holder

    gc.collect()
    assert kept() is None
