"""The clients of the stand-in follow it wherever it is started again."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from desktop_app.app.first_use import FirstUse
from desktop_app.app.practice_clients import PracticeClients
from desktop_app.app.practice_gateway import PracticeGateway
from desktop_app.core.errors import ServiceError, UnreachableError
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.practice.accounts import ACCOUNTS, PLATFORM
from desktop_app.workflow.ports import StripeGateway
from tests.practice.visitor import Visitor

REDIRECT_URI = "http://127.0.0.1:49152/stripe/return"


@pytest.fixture
def clients(tmp_path: Path) -> Iterator[PracticeClients]:
    clients = PracticeClients(tmp_path)
    yield clients
    clients.stop()


def port_of(clients: PracticeClients) -> int:
    port = urlsplit(clients.authorize_url(System.STRIPE, REDIRECT_URI, "state")).port
    assert port is not None
    return port


def test_a_client_starts_the_stand_in_that_was_closed_on_the_same_port(
    clients: PracticeClients,
) -> None:
    clients.prepare(REDIRECT_URI)
    port = port_of(clients)
    for system in System:
        clients.stop()
        assert clients.client(system).account(PLATFORM.id).id == PLATFORM.id
        assert port_of(clients) == port


def test_a_client_finds_the_stand_in_that_had_to_take_another_port(
    clients: PracticeClients,
) -> None:
    clients.prepare(REDIRECT_URI)
    port = port_of(clients)
    clients.stop()
    with socket.create_server(("127.0.0.1", port)):
        assert clients.client(System.STRIPE).account(PLATFORM.id).id == PLATFORM.id
        assert port_of(clients) != port


def test_the_stand_in_asks_who_may_connect(tmp_path: Path) -> None:
    asked: list[int] = []

    def nobody(client: tuple[str, int], server: tuple[str, int]) -> bool:
        asked.append(server[1])
        return False

    clients = PracticeClients(tmp_path, may_connect=nobody)
    clients.prepare(REDIRECT_URI)
    with pytest.raises(ServiceError):
        clients.client(System.STRIPE).exchange(Secret("ac_1"))
    assert set(asked) == {port_of(clients)}
    clients.stop()


@pytest.mark.parametrize("system", list(System))
def test_an_accounts_page_is_served_by_the_stand_in_which_is_started_for_it(
    clients: PracticeClients, system: System
) -> None:
    gateway: StripeGateway = PracticeGateway(FirstUse(lambda: clients))
    account = ACCOUNTS[0]
    url = gateway.dashboard_url(system, account.id)
    assert urlsplit(url).hostname == "127.0.0.1", "made-up accounts are not Stripe's"
    page = Visitor().open(url)
    assert page.status == 200
    assert page.headings == [account.label]
    assert ("Test mode" in page.text) is not system.livemode


def test_whether_the_stand_in_runs_is_known_without_starting_it(
    clients: PracticeClients,
) -> None:
    first_use = FirstUse(lambda: clients)
    gateway: StripeGateway = PracticeGateway(first_use)
    running = [gateway.is_running]
    assert first_use.made is None
    gateway.prepare(System.STRIPE, REDIRECT_URI, lambda: 0.0)
    running.append(gateway.is_running)
    clients.stop()
    running.append(gateway.is_running)
    assert running == [False, True, False]


def test_no_page_has_an_address_while_the_stand_in_can_not_be_started(tmp_path: Path) -> None:
    folder = tmp_path / "a file"
    folder.touch()
    with pytest.raises(UnreachableError):
        PracticeClients(folder).dashboard_url(System.STRIPE, ACCOUNTS[0].id)
