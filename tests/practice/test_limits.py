"""The server has limits of time, number and memory; whoever exceeds one gives way."""

import contextlib
import os
import resource
import socket
import struct
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from desktop_app.practice import __main__ as alone
from desktop_app.practice import http_server
from desktop_app.practice.limits import Limits
from tests.practice.conftest import RETURN_URI, Clock, MakePractice, PracticeHarness
from tests.practice.raw import connect, everything_from, exchange, is_closed, port_of, status_of
from tests.practice.test_alone import get, running
from tests.waiting import until

OWN_DESCRIPTORS = Path("/proc/self/fd")
SOON = 0.2
HOUR = 3600.0
PATIENT = Limits(receive_time=HOUR, send_time=HOUR, idle_time=None)
STALLED = b"POST /oauth/token HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n\r\ncode"


def started(make_practice: MakePractice, clock: Clock, **options: object) -> PracticeHarness:
    return PracticeHarness(make_practice(**{"limits": PATIENT} | options), clock)


def request(harness: PracticeHarness) -> bytes:
    """Return a request that is answered with 401."""
    host = harness.at.api_base.removeprefix("http://")
    return f"GET /v1/account HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def answers(harness: PracticeHarness) -> bool:
    return status_of(exchange(port_of(harness.at.api_base), request(harness))) == 401


def starts_and_answers(harness: PracticeHarness) -> bool:
    """Use it. On a busy computer, it may be closed again between its start and the request."""
    harness.practice.start()
    try:
        return answers(harness)
    except ConnectionError:
        return False


def threads() -> set[str]:
    return {thread.name for thread in threading.enumerate()}


def entries(folder: Path) -> int:
    return sum(1 for _ in folder.iterdir())


@contextlib.contextmanager
def stalled(port: int, number: int, data: bytes = STALLED) -> Iterator[list[socket.socket]]:
    """Hold connections without a complete request."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(connect(port, data)) for _ in range(number)]


@pytest.mark.parametrize("data", [b"", b"GET /oauth/authorize HTTP/1.1\r\nHo", STALLED])
def test_hundreds_of_stalled_connections_neither_stop_it_nor_use_it_up(data: bytes) -> None:
    with running("--redirect-uri", RETURN_URI) as (program, at):
        port = port_of(at["api_base"])
        process = Path(f"/proc/{program.pid}")
        before = entries(process / "fd")
        with stalled(port, 300, data):
            page = get(
                at["authorize_url"],
                {
                    "client_id": at["test"]["client_id"],
                    "response_type": "code",
                    "redirect_uri": RETURN_URI,
                },
            )
            assert page.status_code == 200
            assert "Log in" in page.text
            # The listener, the selector, a pair of sockets, and the connections.
            assert entries(process / "fd") <= before + Limits().connections + 1
            assert entries(process / "task") == 2


def test_requests_are_answered_during_a_flood_of_connections_that_end_and_stall(
    make_practice: MakePractice, clock: Clock
) -> None:
    harness = started(make_practice, clock)
    port = port_of(harness.at.api_base)
    with contextlib.ExitStack() as stack:
        for number in range(200):
            stack.enter_context(connect(port, STALLED))
            # A reset, in the middle of a response.
            with connect(port, request(harness)) as gone:
                gone.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            if number % 20 == 0:
                assert answers(harness)
        assert answers(harness)


def test_the_oldest_connection_without_a_whole_request_gives_way(
    make_practice: MakePractice, clock: Clock
) -> None:
    harness = started(make_practice, clock, limits=Limits(connections=3, receive_time=HOUR))
    with stalled(port_of(harness.at.api_base), 3) as held:
        assert not any(map(is_closed, held))
        assert answers(harness)
        until(lambda: is_closed(held[0]), "the oldest one to be closed")
        assert not is_closed(held[1])
        assert not is_closed(held[2])


def test_a_request_that_has_arrived_is_answered_before_its_connection_would_give_way(
    make_practice: MakePractice, clock: Clock
) -> None:
    asked: list[tuple[str, int]] = []
    pause = threading.Event()

    def wait(client: tuple[str, int], server: tuple[str, int]) -> bool:
        asked.append(client)
        return len(asked) == 1 or pause.wait(20)

    limits = Limits(connections=1, receive_time=HOUR)
    harness = started(make_practice, clock, limits=limits, may_connect=wait)
    with connect(port_of(harness.at.api_base)) as real:
        until(lambda: len(asked) == 1, "the first connection to be accepted")
        with stalled(port_of(harness.at.api_base), 1, b""):
            until(lambda: len(asked) == 2, "the second one to be asked about")
            real.sendall(request(harness))
            pause.set()
            assert status_of(everything_from(real)) == 401


def test_a_client_that_keeps_its_connection_after_the_response_gives_way_first(
    make_practice: MakePractice, clock: Clock
) -> None:
    harness = started(make_practice, clock, limits=Limits(connections=2, receive_time=HOUR))
    port = port_of(harness.at.api_base)
    with stalled(port, 1) as held, connect(port, request(harness)) as lingering:
        assert status_of(everything_from(lingering)) == 401
        assert answers(harness)
        assert not is_closed(held[0])


@pytest.mark.parametrize("head", [b"GET / HTTP/1.1\r\nCookie: ", STALLED.replace(b"9", b"9999")])
def test_bytes_that_trickle_do_not_buy_time(
    make_practice: MakePractice, clock: Clock, head: bytes
) -> None:
    harness = started(make_practice, clock, limits=Limits(receive_time=SOON))
    with connect(port_of(harness.at.api_base), head) as slow:

        def trickled_out() -> bool:
            try:
                slow.sendall(b"a")
            except ConnectionError:
                return True
            return is_closed(slow)

        until(trickled_out, "the slow client to be dropped")


def test_a_client_that_never_closes_does_not_keep_its_place(
    make_practice: MakePractice, clock: Clock
) -> None:
    harness = started(make_practice, clock, limits=Limits(send_time=SOON))
    before = entries(OWN_DESCRIPTORS)
    with connect(port_of(harness.at.api_base), request(harness)) as lingering:
        assert status_of(everything_from(lingering)) == 401
        # This end of the connection, but not the server's.
        until(
            lambda: entries(OWN_DESCRIPTORS) == before + 1,
            "the server to close its end",
        )


def test_a_connection_is_for_one_request(harness: PracticeHarness) -> None:
    with connect(port_of(harness.at.api_base), request(harness) * 3) as pipelining:
        received = everything_from(pipelining)
    assert received.count(b"HTTP/1.1 401") == received.count(b"HTTP/1.1") == 1
    assert b"\r\nConnection: close\r\n" in received


def test_who_may_not_connect_gets_no_byte_and_no_place(
    make_practice: MakePractice, clock: Clock
) -> None:
    asked: list[tuple[tuple[str, int], tuple[str, int]]] = []
    welcome = True

    def may_connect(client: tuple[str, int], server: tuple[str, int]) -> bool:
        asked.append((client, server))
        return welcome

    limits = Limits(connections=1, receive_time=HOUR)
    harness = started(make_practice, clock, limits=limits, may_connect=may_connect)
    port = port_of(harness.at.api_base)
    with stalled(port, 1) as held:
        until(lambda: len(asked) == 1, "the first connection to be accepted")
        welcome = False
        for _ in range(50):
            with connect(port, request(harness)) as stranger:
                assert everything_from(stranger) == b""
                assert asked[-1] == (stranger.getsockname(), ("127.0.0.1", port))
        assert not is_closed(held[0])
        welcome = True
        assert answers(harness)


def test_who_cannot_be_asked_about_may_not_connect(
    make_practice: MakePractice, clock: Clock
) -> None:
    failures = [True]

    def may_connect(client: tuple[str, int], server: tuple[str, int]) -> bool:
        if failures.pop():
            failures.append(False)
            raise OSError
        failures.append(False)
        return True

    harness = started(make_practice, clock, may_connect=may_connect)
    with connect(port_of(harness.at.api_base), request(harness)) as stranger:
        assert everything_from(stranger) == b""
    assert answers(harness)


def test_it_accepts_again_after_the_process_ran_out_of_descriptors(
    make_practice: MakePractice, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    harness = started(make_practice, clock)
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    with socket.socket() as real:
        real.settimeout(20)
        free = os.dup(0)
        os.close(free)
        resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
        try:
            real.connect(("127.0.0.1", port_of(harness.at.api_base)))
            real.sendall(request(harness))
            until(lambda: "can't accept a connection" in caplog.text, "a line in the log")
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        assert status_of(everything_from(real)) == 401


def test_without_a_use_it_closes_and_leaves_nothing(
    make_practice: MakePractice, clock: Clock
) -> None:
    # The selector's and the interpreter's first use of some files is not the server's.
    PracticeHarness(make_practice(), clock).practice.stop()
    before = entries(OWN_DESCRIPTORS)
    harness = started(make_practice, clock, limits=Limits(idle_time=SOON))
    with stalled(port_of(harness.at.api_base), 3) as held:
        until(lambda: all(map(is_closed, held)), "the stalled connections to be closed")
    until(lambda: "practice-stripe" not in threads(), "its thread to end")
    assert entries(OWN_DESCRIPTORS) == before
    with pytest.raises(ConnectionRefusedError):
        connect(port_of(harness.at.api_base))


def test_the_next_use_starts_it_again_on_the_same_port(
    make_practice: MakePractice, clock: Clock
) -> None:
    harness = started(make_practice, clock, limits=Limits(idle_time=SOON))
    for _ in range(3):
        until(lambda: "practice-stripe" not in threads(), "its thread to end")
        assert harness.practice.start() == harness.at
        until(lambda: starts_and_answers(harness), "an answer")
    harness.practice.stop()
    harness.practice.stop()


def test_a_port_that_was_taken_while_it_was_closed_is_given_up(
    make_practice: MakePractice, clock: Clock
) -> None:
    harness = started(make_practice, clock, limits=Limits(idle_time=SOON))
    until(lambda: "practice-stripe" not in threads(), "its thread to end")
    with socket.create_server(("127.0.0.1", port_of(harness.at.api_base))):
        moved = harness.practice.start()
    assert moved.api_base != harness.at.api_base
    harness.at = moved
    assert answers(harness)


@pytest.mark.parametrize("use", ["start", "request"])
def test_each_use_begins_the_idle_time_anew_and_a_mere_connection_does_not(
    make_practice: MakePractice, clock: Clock, monkeypatch: pytest.MonkeyPatch, use: str
) -> None:
    passed = [time.monotonic()]
    stand_in = SimpleNamespace(monotonic=lambda: passed[-1], sleep=time.sleep)
    monkeypatch.setattr(http_server, "time", stand_in)
    limits = Limits(receive_time=HOUR, send_time=HOUR, idle_time=100)
    harness = started(make_practice, clock, limits=limits)
    server = next(each for each in threading.enumerate() if each.name == "practice-stripe")
    for _ in range(3):
        passed.append(passed[-1] + 90)
        # The server looks at its clock whenever something comes.
        if use == "start":
            harness.practice.start()
            with connect(port_of(harness.at.api_base), b"x\r\n\r\n") as wrong:
                assert status_of(everything_from(wrong)) == 400
        else:
            assert answers(harness)
        assert server.is_alive()
    passed.append(passed[-1] + 110)
    # The server may have looked at its clock already, when the last client closed.
    with contextlib.suppress(ConnectionError), connect(port_of(harness.at.api_base), STALLED):
        until(lambda: not server.is_alive(), "the server to close")
    until(lambda: not server.is_alive(), "the server to close")


def test_starts_while_it_closes_all_find_a_server(make_practice: MakePractice) -> None:
    practice = make_practice(limits=Limits(idle_time=0.001))
    for _ in range(300):
        at = practice.start()
        # It may be closed again by now, but never while its port is still its own.
        assert practice.start() == at


def test_alone_it_is_not_closed_without_a_use(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[object] = []

    class MadeError(Exception):
        """Ends the run as soon as the limits are known."""

    def practice(*_: object, limits: Limits, **__: object) -> None:
        made.append(limits.idle_time)
        raise MadeError

    monkeypatch.setattr(alone, "PracticeStripe", practice)
    monkeypatch.setattr("signal.signal", lambda *_: None)
    with pytest.raises(MadeError):
        alone.main([])
    assert made == [None]
