"""One receiver for all workspaces: each hears of its own attempts, at whatever port they wait."""

import gc
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from desktop_app.app.shared_receiver import ReceiverShare, SharedReceiver
from desktop_app.core.authorization_response import AuthorizationCodeResponse, AuthorizationResponse
from desktop_app.core.oauth_state import OAuthState, new_state
from desktop_app.core.outcome import Denied
from desktop_app.core.return_route import ANY_PORT, ReturnRoute, loopback
from desktop_app.core.secret import Secret
from desktop_app.loopback.receiver import LoopbackReceiver
from tests.loopback.client import Client, Reply, request
from tests.loopback.texts import TEXTS
from tests.ports import free_port
from tests.waiting import TIMEOUT_MS


@dataclass
class Workspace:
    """A share, and what it was told."""

    share: ReceiverShare
    answers: list[AuthorizationResponse]
    returns: list[bool]
    denials: list[bool]
    port: int = 0

    def waits(self, attempt_id: str, route: ReturnRoute = ANY_PORT) -> OAuthState:
        self.port = self.share.open((route,), None).port
        state = new_state(self.port)
        self.share.expect(attempt_id, state.digest)
        return state


class Holder:
    """Hears answers, and stands for all that a workspace has, its secrets among it."""

    def __init__(self, answers: list[AuthorizationResponse], denials: list[bool]) -> None:
        self._answers = answers
        self._denials = denials

    def response_arrived(self, response: AuthorizationResponse) -> None:
        self._answers.append(response)

    def denial_reported(self) -> None:
        self._denials.append(True)


@dataclass
class SharedReceiverHarness:
    """A receiver, and browsers."""

    qtbot: QtBot
    receiver: SharedReceiver
    clients: list[Client] = field(default_factory=list)

    def workspace(self) -> Workspace:
        answers: list[AuthorizationResponse] = []
        returns: list[bool] = []
        denials: list[bool] = []
        share = self.receiver.share(lambda: returns.append(True))
        share.inbox = Holder(answers, denials)
        return Workspace(share, answers, returns, denials)

    def visit(self, port: int, target: str) -> Client:
        client = Client(port, request(port, target))
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
        qtbot, SharedReceiver(partial(LoopbackReceiver, TEXTS, parent=owner))
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

    client = harness.visit(acme.port, f"/stripe/return?code=ac_1&state={state.text}")
    harness.until(lambda: bool(acme.answers))
    assert acme.answers == [AuthorizationCodeResponse("acme", Secret("ac_1"))]
    assert practice.answers == []

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
    harness.visit(port, f"/back?code=ac_1&state={state.text}")
    harness.until(lambda: bool(globex.answers))
    assert acme.answers == []


def test_a_denial_that_says_nothing_is_told_to_all(harness: SharedReceiverHarness) -> None:
    practice, acme = harness.workspace(), harness.workspace()
    practice.waits("practice")
    acme.waits("acme")
    harness.ask(acme.port, "/stripe/return?error=access_denied")
    assert (practice.denials, acme.denials) == ([True], [True])


def test_a_workspace_that_is_closed_hears_nothing_and_the_others_go_on(
    harness: SharedReceiverHarness,
) -> None:
    closed, open_one = harness.workspace(), harness.workspace()
    late = closed.waits("closed")
    state = open_one.waits("open")
    closed.share.end()

    reply = harness.ask(closed.port, f"/stripe/return?code=ac_1&state={late.text}")
    assert reply.status == 303, "its page says that it is over"
    assert "Removed" in harness.ask(closed.port, reply.location).body
    harness.ask(open_one.port, "/stripe/return?error=access_denied")
    assert (closed.answers, closed.denials, open_one.denials) == ([], [], [True])

    harness.visit(open_one.port, f"/stripe/return?code=ac_2&state={state.text}")
    harness.until(lambda: bool(open_one.answers))


def test_a_workspace_that_is_closed_is_not_kept_for_its_pages(
    harness: SharedReceiverHarness,
) -> None:
    holder = Holder([], [])
    kept = weakref.ref(holder)
    share = harness.receiver.share(lambda: None)
    share.inbox = holder
    share.open((ANY_PORT,), None)
    share.expect("closed", new_state(4000).digest)
    share.end()
    del holder

    gc.collect()
    assert kept() is None
