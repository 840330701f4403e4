"""Several ways back at once, over real sockets."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import pytest
from PySide6.QtNetwork import QHostAddress, QNetworkInterface

from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.errors import ReceiverUnavailableError
from desktop_app.core.oauth_state import OAuthState, new_state
from desktop_app.core.outcome import TimedOut
from desktop_app.core.return_route import (
    ANY_PORT,
    ReturnAddress,
    ReturnRoute,
    loopback,
    return_page,
)
from desktop_app.core.secret import Secret
from desktop_app.loopback import return_ports
from tests.loopback.client import Client, Reply, request
from tests.loopback.conftest import (
    APPROVED,
    HOUR,
    SOON,
    STRIPE,
    MakeHarness,
    ReceiverHarness,
)
from tests.ports import is_served

PAGE = return_page("https://return.acme.example/stripe")
ADDRESSES = {"127.0.0.1": ["127.0.0.1"], "[::1]": ["::1"], "localhost": ["127.0.0.1", "::1"]}
NOT_OF_THIS_COMPUTER = "2001:db8::1"  # RFC 3849


def family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET


@contextmanager
def another_program(address: str, port: int = 0) -> Iterator[int]:
    """Another program listens at an address while the block lasts; return its port."""
    with socket.create_server((address, port), family=family(address)) as server:
        yield int(server.getsockname()[1])


@pytest.fixture
def free_ports() -> list[int]:
    """Three ports that nobody has, neither with IPv4 nor with IPv6."""
    ports: list[int] = []
    while len(ports) < 3:
        with another_program("127.0.0.1") as port, suppress(OSError), another_program("::1", port):
            ports.append(port)
    return ports


@dataclass
class Browser:
    """Comes back by one way: at one address, with the name and the path that are registered."""

    harness: ReceiverHarness
    where: ReturnAddress
    address: str = "127.0.0.1"
    name: str = field(init=False)
    path: str = field(init=False)

    def __post_init__(self) -> None:
        match = re.fullmatch(r"http://([^/]+)(/.*)", self.where.redirect_uri)
        assert match is not None
        self.name, self.path = match.groups()

    def ask(self, target: str) -> Reply:
        return self.harness.finish(self.begin(target))

    def begin(self, target: str) -> Client:
        cookies = f"Cookie: {'; '.join(self.harness.cookies)}"
        data = request(self.where.port, target, f"Host: {self.name}", cookies)
        client = Client(self.where.port, data, self.address)
        self.harness.clients.append(client)
        return client

    def come_back(self, state: OAuthState, code: str = "ac_1") -> Client:
        return self.begin(f"{self.path}?code={code}&state={state.text}")


def expect(harness: ReceiverHarness, where: ReturnAddress, attempt_id: str) -> OAuthState:
    state = new_state(where.port)
    link = harness.receiver.begin(attempt_id, state.digest, where, STRIPE, HOUR)
    name, target = link.removeprefix("http://").split("/", 1)
    assert f"http://{name}" == where.origin
    client = Client(where.port, request(where.port, f"/{target}", f"Host: {name}"), at(name))
    harness.clients.append(client)
    cookie = harness.finish(client).headers["Set-Cookie"]
    harness.cookies.append(cookie.partition(";")[0])
    return state


def at(name: str) -> str:
    """Return an IP address that a browser reaches the host `name` at."""
    return "::1" if name.startswith("[::1]") else "127.0.0.1"


def fixed(port: int, host: str = "127.0.0.1", path: str = "/back") -> ReturnRoute:
    return loopback(f"http://{host}:{port}{path}")


# One way


@pytest.mark.parametrize("host", ADDRESSES)
def test_a_registered_port_is_listened_at_by_its_name_and_the_answer_taken_there(
    make_harness: MakeHarness, free_ports: list[int], host: str
) -> None:
    for address in ADDRESSES[host]:
        harness = make_harness()
        where = harness.receiver.open((fixed(free_ports[0], host),), None)
        origin = f"http://{host}:{free_ports[0]}"
        assert where == ReturnAddress(free_ports[0], f"{origin}/back", origin)
        state = expect(harness, where, "first")
        browser = Browser(harness, where, address)
        client = browser.come_back(state)
        harness.until(lambda harness=harness: bool(harness.answers))  # type: ignore[misc]
        assert harness.answers == [AuthorizationCodeResponse("first", Secret("ac_1"))]
        harness.receiver.conclude("first", APPROVED)
        done = harness.finish(client).location
        assert "The result is Approved" in browser.ask(done).body
        browser.ask(f"{done}/return")
        assert harness.returns == ["first"]
        harness.receiver.close()


@pytest.mark.parametrize("host", ADDRESSES)
def test_it_listens_where_the_name_leads_and_nowhere_else(
    make_harness: MakeHarness, free_ports: list[int], host: str
) -> None:
    make_harness().receiver.open((fixed(free_ports[0], host),), None)
    served = [address for address in ("127.0.0.1", "::1") if is_served(free_ports[0], address)]
    assert served == ADDRESSES[host]
    with another_program("127.0.0.2", free_ports[0]):
        pass


def test_a_return_page_leads_to_the_port_in_the_state(make_harness: MakeHarness) -> None:
    harness = make_harness()
    where = harness.receiver.open((PAGE,), None)
    assert where.redirect_uri == PAGE.redirect_uri
    state = expect(harness, where, "first")
    assert state.text.startswith(f"{where.port}.")
    harness.port = where.port
    harness.answer(state)


def test_a_registered_port_is_had_again_at_once_by_the_next_run(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    first = make_harness()
    where = first.receiver.open((fixed(free_ports[0], "localhost"),), None)
    # The side that closes first keeps the port busy for a while (TIME_WAIT).
    Browser(first, where).ask("/none")
    Browser(first, where, "::1").ask("/none")
    first.receiver.close()
    assert make_harness().receiver.open((fixed(free_ports[0], "localhost"),), None) == where


# Ports that are taken


@pytest.mark.parametrize(
    ("host", "taken"),
    [
        ("127.0.0.1", "127.0.0.1"),
        ("[::1]", "::1"),
        ("localhost", "127.0.0.1"),
        ("localhost", "::1"),
        ("127.0.0.1", "0.0.0.0"),  # noqa: S104  (the other program's, for a moment)
        ("localhost", "::"),
    ],
)
def test_a_port_that_another_program_has_is_named_and_nothing_stays_open(
    make_harness: MakeHarness, free_ports: list[int], host: str, taken: str
) -> None:
    port = free_ports[0]
    harness = make_harness()
    with another_program(taken, port), pytest.raises(ReceiverUnavailableError) as problem:
        harness.receiver.open((fixed(port, host),), None)
    assert problem.value.ports == (port,)
    with another_program("127.0.0.1", port), another_program("::1", port):
        pass
    with pytest.raises(ReceiverUnavailableError):
        harness.receiver.await_again("first", b"")


def test_a_name_that_another_program_does_not_share_is_free(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    with another_program("::1", free_ports[0]):
        assert make_harness().receiver.open((fixed(free_ports[0]),), None).port == free_ports[0]


def test_registered_ports_are_tried_in_turn(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    first, second, third = free_ports
    routes = [fixed(first, "localhost"), fixed(second, "[::1]"), fixed(third)]
    harness = make_harness()
    with another_program("::1", first), another_program("::1", second):
        assert harness.receiver.open(routes, None) == routes[2].address(third)
        with pytest.raises(ReceiverUnavailableError) as problem:
            harness.receiver.open([*routes[:2], routes[0]], None)
    assert problem.value.ports == (first, second)
    assert harness.receiver.open(routes, None) == routes[0].address(first)


def test_a_return_page_is_a_way_out_where_the_registered_port_is_taken(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    harness = make_harness()
    with another_program("127.0.0.1", free_ports[0]):
        where = harness.receiver.open([fixed(free_ports[0]), PAGE], free_ports[1])
    origin = f"http://127.0.0.1:{free_ports[1]}"
    assert where == ReturnAddress(free_ports[1], PAGE.redirect_uri, origin)


def test_the_preferred_port_is_only_for_routes_that_are_free_to_choose(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    registered, preferred, _ = free_ports
    assert make_harness().receiver.open([fixed(registered)], preferred).port == registered


# A computer without IPv6


def test_without_ipv6_localhost_is_the_other_address_alone(
    make_harness: MakeHarness, free_ports: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ipv4 = QHostAddress(QHostAddress.SpecialAddress.LocalHost)
    monkeypatch.setattr(QNetworkInterface, "allAddresses", lambda: [ipv4])
    harness = make_harness()
    where = harness.receiver.open((fixed(free_ports[0], "localhost"),), None)
    assert not is_served(where.port, "::1")
    client = Browser(harness, where).come_back(expect(harness, where, "first"))
    harness.until(lambda: bool(harness.answers))
    assert not client.ended()


def test_an_address_that_this_computer_does_not_have_is_not_said_to_be_in_use(
    make_harness: MakeHarness, free_ports: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(return_ports, "_IPV6", NOT_OF_THIS_COMPUTER)
    with pytest.raises(ReceiverUnavailableError) as problem:
        make_harness().receiver.open((fixed(free_ports[0], "[::1]"),), None)
    assert problem.value.ports == ()


# Several at once


def test_each_attempt_is_answered_at_its_own_port_and_at_no_other(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    harness = make_harness()
    routes = {"test": fixed(free_ports[0], "localhost"), "live": PAGE, "old": fixed(free_ports[1])}
    where = {name: harness.receiver.open((route,), None) for name, route in routes.items()}
    states = {name: expect(harness, where[name], name) for name in routes}
    loopback_of_page = ANY_PORT.address(where["live"].port)
    browsers = {
        "test": Browser(harness, where["test"], "::1"),
        "live": Browser(harness, loopback_of_page),
        "old": Browser(harness, where["old"]),
    }
    for name, browser in browsers.items():
        for other in browsers.keys() - {name}:
            assert harness.finish(browser.come_back(states[other])).status == 400
    assert harness.answers == []

    held = {name: browser.come_back(states[name]) for name, browser in browsers.items()}
    harness.until(lambda: len(harness.answers) == 3)
    assert {answer.attempt_id for answer in harness.answers} == set(routes)
    for name, browser in browsers.items():
        harness.receiver.conclude(name, APPROVED)
        done = harness.finish(held[name]).location
        assert "The result is Approved" in browser.ask(done).body


@pytest.mark.parametrize(
    ("live", "test"),
    [
        ("http://localhost:{port}/live", "http://localhost:{port}/test"),
        ("http://127.0.0.1:{port}/live", "http://localhost:{port}/test"),
        ("http://localhost:{port}/test", "http://127.0.0.1:{port}/test"),
        ("http://127.0.0.1:{port}/", "http://[::1]:{port}/"),
    ],
)
def test_one_port_serves_two_registered_addresses(
    make_harness: MakeHarness, free_ports: list[int], live: str, test: str
) -> None:
    harness = make_harness()
    attempts: list[str] = []
    for uri in (live, test):
        where = harness.receiver.open((loopback(uri.format(port=free_ports[0])),), None)
        state = expect(harness, where, uri)
        Browser(harness, where, "::1" if "[" in uri else "127.0.0.1").come_back(state)
        attempts.append(uri)
        harness.until(lambda: len(harness.answers) == len(attempts))
    assert [answer.attempt_id for answer in harness.answers] == attempts


def test_the_second_name_of_a_port_may_be_taken_while_the_first_goes_on(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    harness = make_harness()
    where = harness.receiver.open((fixed(free_ports[0]),), None)
    state = expect(harness, where, "first")
    with another_program("::1", where.port), pytest.raises(ReceiverUnavailableError) as problem:
        harness.receiver.open((fixed(where.port, "localhost"),), None)
    assert problem.value.ports == (where.port,)
    Browser(harness, where).come_back(state)
    harness.until(lambda: len(harness.answers) == 1)


def test_a_port_that_is_open_is_used_again(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    harness = make_harness()
    localhost = fixed(free_ports[0], "localhost")
    assert harness.receiver.open((localhost,), None) == harness.receiver.open((localhost,), None)
    free = harness.receiver.open((ANY_PORT,), free_ports[1])
    assert harness.receiver.open((PAGE,), free_ports[2]).port == free.port == free_ports[1]


def test_a_preferred_port_that_is_open_for_another_route_serves_both(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    harness = make_harness()
    port = free_ports[0]
    first = harness.receiver.open((fixed(port, "[::1]"),), None)
    second = harness.receiver.open((ANY_PORT,), port)
    assert first.port == second.port == port
    Browser(harness, first, "::1").come_back(expect(harness, first, "first"))
    Browser(harness, second).come_back(expect(harness, second, "second"))
    harness.until(lambda: len(harness.answers) == 2)


# Closing


def all_closed(*ports: int) -> Callable[[], bool]:
    return lambda: not any(is_served(port, at) for port in ports for at in ("127.0.0.1", "::1"))


def test_all_ports_close_some_time_after_the_last_attempt(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    harness = make_harness(linger=SOON, hold=SOON * 4)
    first = harness.receiver.open((fixed(free_ports[0], "localhost"),), None)
    expect(harness, first, "first")
    second = harness.receiver.open((PAGE,), None)
    state = expect(harness, second, "second")
    harness.receiver.conclude("first", TimedOut())
    harness.port = second.port
    harness.finish(harness.answer(state))
    # The hold is longer than the linger, so the first port would be closed by now.
    assert Browser(harness, first).ask("/none").status == 404
    harness.receiver.conclude("second", APPROVED)
    harness.receiver.release_page("second")
    harness.until(all_closed(first.port, second.port))


def test_close_closes_every_port_at_once(make_harness: MakeHarness, free_ports: list[int]) -> None:
    harness = make_harness()
    where = harness.receiver.open((fixed(free_ports[0], "localhost"),), None)
    page = harness.receiver.open((PAGE,), None)
    harness.receiver.close()
    assert all_closed(where.port, page.port)()
    assert harness.receiver.open((fixed(free_ports[0]),), None).port == free_ports[0]
    assert not is_served(free_ports[0], "::1")


def test_ports_share_the_places_for_connections(
    make_harness: MakeHarness, free_ports: list[int]
) -> None:
    harness = make_harness(max_connections=2)
    harness.port = harness.receiver.open((fixed(free_ports[0]),), None).port
    oldest = harness.connect()
    harness.until(lambda: harness.open_connections() == 1)
    harness.port = harness.receiver.open((fixed(free_ports[1]),), None).port
    harness.connect()
    harness.until(lambda: harness.open_connections() == 2)
    harness.connect()
    harness.until(oldest.ended)
    assert harness.open_connections() == 2
