"""The receiver over real sockets."""

import os
import re
import resource
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtNetwork import QNetworkProxy, QTcpServer, QTcpSocket

from desktop_app.core.account import Account
from desktop_app.core.answer import CodeAnswer, ErrorAnswer
from desktop_app.core.outcome import Approved, Denied, OutcomeUnknown, TimedOut
from desktop_app.core.problems import Detail, ReceiverUnavailable
from desktop_app.core.return_route import ANY_PORT
from desktop_app.core.secret import Secret
from desktop_app.loopback.texts import PageText, Tone
from desktop_app.workflow.ports import Receiver
from tests.loopback.client import Client, request
from tests.loopback.conftest import Desk, MakeDesk
from tests.loopback.texts import TEXTS

APPROVED = Approved(Account("acct_1", "Acme Ltd"))
SOON = timedelta(milliseconds=50)


def can_connect(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=5).close()
    except ConnectionRefusedError:
        return False
    return True


# The main road


def test_it_is_the_receiver_that_the_workflow_asks_for(desk: Desk) -> None:
    receiver: Receiver = desk.receiver
    address = receiver.open((ANY_PORT,), None)
    assert address.redirect_uri == f"http://127.0.0.1:{desk.port}/stripe/return"


def test_the_browser_is_held_until_the_result_is_known_and_then_sees_it(desk: Desk) -> None:
    state = desk.expect()
    client = desk.answer(state)
    assert desk.answers == [CodeAnswer("first", Secret("ac_1"))]
    assert not client.ended()
    desk.receiver.conclude("first", APPROVED)
    reply = desk.finish(client)
    assert reply.status == 303
    assert re.fullmatch(r"/done/[A-Za-z0-9_-]{43}", reply.location)
    result = desk.ask(reply.location)
    assert result.status == 200
    assert "The result is Approved" in result.body


def test_the_link_on_the_result_page_brings_the_window_back(desk: Desk) -> None:
    client = desk.answer(desk.expect())
    desk.receiver.conclude("first", APPROVED)
    done = desk.finish(client).location
    link = re.search(r'<a class="return" href="([^"]+)">Return to m3ter</a>', desk.ask(done).body)
    assert link is not None
    assert desk.returns == []
    assert "Returned" in desk.ask(link[1]).body
    assert desk.returns == ["first"]


def test_a_denial_without_a_state_is_reported_while_something_waits(desk: Desk) -> None:
    link = "/stripe/return?error=access_denied&error_description=No"
    assert "Over" in desk.ask(link).body
    assert desk.denials == []
    desk.expect()
    assert "Denied without state" in desk.ask(link).body
    assert desk.denials == [True]
    assert desk.answers == []


def test_a_denial_goes_the_same_way(desk: Desk) -> None:
    client = desk.answer(desk.expect(), "error=access_denied&error_description=No")
    assert desk.answers == [ErrorAnswer("first", "access_denied", "No")]
    desk.receiver.conclude("first", Denied())
    assert "The result is Denied" in desk.ask(desk.finish(client).location).body


def test_a_result_may_be_known_while_the_answer_is_handed_over(make_desk: MakeDesk) -> None:
    desk: Desk = make_desk(then=lambda answer: desk.receiver.conclude(answer.attempt_id, APPROVED))
    desk.open()
    state = desk.expect()
    assert desk.ask(f"/stripe/return?code=ac_1&state={state.text}").status == 303


def test_a_browser_that_waited_long_enough_is_told_and_a_reload_shows_the_result(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(hold=SOON)
    desk.open()
    reply = desk.finish(desk.answer(desk.expect()))
    assert reply.status == 303
    page = desk.ask(reply.location)
    assert page.status == 200
    assert "Still working" in page.body
    assert "Return to m3ter" in page.body
    desk.receiver.conclude("first", APPROVED)
    assert "The result is Approved" in desk.ask(reply.location).body


def test_a_result_that_is_made_good_later_replaces_the_first(desk: Desk) -> None:
    client = desk.answer(desk.expect())
    desk.receiver.conclude("first", OutcomeUnknown(Detail()))
    done = desk.finish(client).location
    desk.receiver.conclude("first", APPROVED)
    assert "The result is Approved" in desk.ask(done).body


# Once


def test_the_first_answer_latches_and_repeats_are_not_handed_on(desk: Desk) -> None:
    state = desk.expect()
    first = desk.answer(state)
    repeat = desk.ask(f"/stripe/return?code=ac_2&state={state.text}")
    assert repeat.status == 200
    assert "Already handled" in repeat.body
    desk.receiver.conclude("first", APPROVED)
    done = desk.finish(first).location
    late = desk.ask(f"/stripe/return?code=ac_3&state={state.text}")
    assert (late.status, late.location) == (303, done)
    assert len(desk.answers) == 1


def test_a_tab_closed_while_it_waits_does_not_open_the_latch(desk: Desk) -> None:
    state = desk.expect()
    desk.answer(state).close()
    desk.until(lambda: desk.parts() == 0)
    assert "Already handled" in desk.ask(f"/stripe/return?code=ac_1&state={state.text}").body
    desk.receiver.conclude("first", APPROVED)
    assert desk.ask(f"/stripe/return?code=ac_1&state={state.text}").status == 303
    assert len(desk.answers) == 1


def test_two_attempts_each_get_their_own_result(desk: Desk) -> None:
    first, second = desk.expect("first"), desk.expect("second")
    first_client, second_client = desk.answer(first), desk.answer(second)
    desk.receiver.conclude("second", Denied())
    assert not first_client.ended()
    desk.receiver.conclude("first", APPROVED)
    assert "Denied" in desk.ask(desk.finish(second_client).location).body
    assert "Approved" in desk.ask(desk.finish(first_client).location).body


def test_an_attempt_that_ended_unanswered_tells_how(desk: Desk) -> None:
    state = desk.expect()
    desk.receiver.conclude("first", TimedOut())
    reply = desk.ask(f"/stripe/return?code=ac_1&state={state.text}")
    assert reply.status == 303
    assert "TimedOut" in desk.ask(reply.headers["location"]).body
    assert desk.answers == []


def test_concluding_what_nobody_knows_changes_nothing(desk: Desk) -> None:
    desk.receiver.conclude("nobody", TimedOut())
    desk.answer(desk.expect())


# What is refused, while the wait goes on

ANSWER = "/stripe/return?code=ac_1&state={state}"


@pytest.mark.parametrize(
    ("status", "method", "target", "headers"),
    [
        (400, "GET", "/stripe/return?code=ac_1&state=wrong", []),
        (400, "GET", ANSWER, ["Host: localhost:{port}"]),
        (400, "GET", ANSWER, ["Host: 127.0.0.1"]),
        (400, "GET", ANSWER, ["Host: 127.0.0.1:1"]),
        (400, "GET", ANSWER, ["Host: evil.example:{port}"]),
        (400, "GET", ANSWER, ["Host: 127.0.0.1:{port}", "Host: 127.0.0.1:{port}"]),
        (403, "GET", ANSWER, ["Origin: https://evil.example"]),
        (403, "GET", ANSWER, ["Origin: null"]),
        (400, "GET", ANSWER, ["Content-Length: 3"]),
        (400, "GET", ANSWER, ["Transfer-Encoding: chunked"]),
        (431, "GET", ANSWER, ["X-Long: " + "a" * 8192]),
        (405, "HEAD", ANSWER, []),
        (405, "POST", ANSWER, []),
        (405, "OPTIONS", ANSWER, []),
        (404, "GET", "/stripe/return/?code=ac_1&state={state}", []),
        (404, "GET", "http://127.0.0.1:{port}/stripe/return?code=ac_1&state={state}", []),
        (404, "GET", "/", []),
        (404, "GET", "/done/nothing", []),
        (404, "GET", "/done/nothing/return", []),
        (204, "GET", "/favicon.ico", []),
    ],
)
def test_a_wrong_request_is_refused_and_the_real_answer_still_taken(
    desk: Desk, status: int, method: str, target: str, headers: list[str]
) -> None:
    state = desk.expect()
    fill = {"state": state.text, "port": desk.port}
    reply = desk.ask(
        target.format(**fill), *(line.format(**fill) for line in headers), method=method
    )
    assert reply.status == status
    assert desk.answers == []
    assert desk.returns == []
    desk.answer(state)


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"x\r\n\r\n"])
def test_bytes_that_are_no_http_are_answered_quietly(desk: Desk, data: bytes) -> None:
    state = desk.expect()
    assert desk.finish(desk.connect(data)).status == 400
    desk.answer(state)


def test_head_is_answered_without_a_body_and_says_what_is_allowed(desk: Desk) -> None:
    reply = desk.ask("/", method="HEAD")
    assert reply.headers["Allow"] == "GET"
    assert reply.body == ""


@pytest.mark.parametrize("header", ["Sec-Purpose: prefetch", "Purpose: prefetch"])
def test_a_browser_that_guesses_does_not_raise_the_window(desk: Desk, header: str) -> None:
    client = desk.answer(desk.expect())
    desk.receiver.conclude("first", APPROVED)
    done = desk.finish(client).location
    assert desk.ask(f"{done}/return", header).status == 403
    assert desk.ask(f"{done}/return", method="HEAD").status == 405
    assert desk.returns == []


def test_every_response_keeps_the_browser_quiet(desk: Desk) -> None:
    state = desk.expect()
    client = desk.answer(state)
    desk.receiver.conclude("first", APPROVED)
    redirect = desk.finish(client)
    replies = [redirect, desk.ask(redirect.location), desk.ask("/favicon.ico"), desk.ask("/none")]
    replies.append(desk.ask("/", method="HEAD"))
    for reply in replies:
        assert reply.headers["Cache-Control"] == "no-store"
        assert reply.headers["Referrer-Policy"] == "no-referrer"
        assert reply.headers["X-Content-Type-Options"] == "nosniff"
        assert reply.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert reply.headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert reply.headers["Connection"] == "close"
        assert "default-src 'none'" in reply.headers["Content-Security-Policy"]
        assert "Server" not in reply.headers
        if reply.status != 204:
            assert int(reply.headers["Content-Length"]) == len(reply.body.encode())


# Time and number


def test_a_request_that_does_not_arrive_in_time_is_dropped(make_desk: MakeDesk) -> None:
    desk = make_desk(header_limit=SOON)
    desk.open()
    state = desk.expect()
    silent, stalled = desk.connect(), desk.connect(b"GET /stripe/return HTTP/1.1\r\nHo")
    desk.until(lambda: silent.ended() and stalled.ended())
    assert silent.received == stalled.received == b""
    desk.until(lambda: desk.parts() == 0)
    desk.answer(state)


def test_bytes_that_trickle_do_not_buy_time(make_desk: MakeDesk) -> None:
    desk = make_desk(header_limit=SOON)
    desk.open()
    client = desk.connect(b"GET / HTTP/1.1\r\nX: ")

    def trickled_out() -> bool:
        client.send(b"a")
        return client.ended()

    desk.until(trickled_out)


def test_a_held_browser_is_not_hurried(make_desk: MakeDesk) -> None:
    desk = make_desk(header_limit=SOON)
    desk.open()
    held = desk.answer(desk.expect())
    silent = desk.connect()
    desk.until(silent.ended)
    assert not held.ended()


def test_idle_preconnects_do_not_delay_the_answer(desk: Desk) -> None:
    idle = [desk.connect() for _ in range(20)]
    desk.answer(desk.expect())
    assert not any(client.ended() for client in idle)


def test_the_oldest_unfinished_connection_gives_way(make_desk: MakeDesk) -> None:
    desk = make_desk(max_connections=3)
    desk.open()
    held = desk.answer(desk.expect())
    oldest, second = desk.connect(), desk.connect()
    desk.until(lambda: desk.parts() == 3)
    third = desk.connect()
    desk.until(oldest.ended)
    assert not any(client.ended() for client in (held, second, third))
    assert desk.parts() == 3


def test_a_newcomer_is_turned_away_when_all_others_are_held(make_desk: MakeDesk) -> None:
    desk = make_desk(max_connections=2)
    desk.open()
    held = [desk.answer(desk.expect(name)) for name in ("first", "second")]
    newcomer = desk.connect()
    desk.until(newcomer.ended)
    assert not any(client.ended() for client in held)


def test_an_answer_that_has_arrived_is_read_before_its_connection_would_give_way(
    make_desk: MakeDesk,
) -> None:
    desk = make_desk(max_connections=4)
    desk.open()
    state = desk.expect()
    real = desk.begin(f"/stripe/return?code=ac_1&state={state.text}")
    crowd = [desk.connect() for _ in range(100)]
    desk.until(lambda: sum(client.ended() for client in crowd) == 97)
    assert len(desk.answers) == 1
    assert not real.ended()


# More than the operating system buffers for a client that does not read.
LONG_TEXTS = replace(TEXTS, not_found=PageText("Not found", "long " * 4_000_000, Tone.PROBLEM))


def test_a_client_that_never_reads_does_not_keep_its_place(make_desk: MakeDesk) -> None:
    desk = make_desk(LONG_TEXTS, header_limit=SOON)
    desk.open()
    desk.begin("/none")
    desk.until(lambda: desk.parts() == 1)
    desk.until(lambda: desk.parts() == 0)


def test_a_client_that_never_reads_gives_way(make_desk: MakeDesk) -> None:
    desk = make_desk(LONG_TEXTS, max_connections=1)
    desk.open()
    state = desk.expect()
    desk.begin("/none")
    desk.until(lambda: desk.parts() == 1)
    desk.answer(state)


def test_what_a_held_browser_sends_on_is_not_kept(desk: Desk) -> None:
    client = desk.answer(desk.expect())
    client.send(b"x" * 500_000)
    sockets = desk.receiver.findChildren(QTcpSocket)
    desk.receiver.conclude("first", APPROVED)
    desk.until(client.ended)
    assert [child.readBufferSize() for child in sockets] == [16 * 1024]


@contextmanager
def no_descriptor_left() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = os.dup(0)
    os.close(free)
    resource.setrlimit(resource.RLIMIT_NOFILE, (free, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def test_it_accepts_again_after_the_process_ran_out_of_descriptors(desk: Desk) -> None:
    state = desk.expect()
    failed: list[object] = []
    server = desk.receiver.findChild(QTcpServer)
    assert server is not None
    server.acceptError.connect(failed.append)
    client = Client(desk.port, request(desk.port, f"/stripe/return?code=ac_1&state={state.text}"))
    desk.clients.append(client)
    with no_descriptor_left():
        while not failed:
            QCoreApplication.processEvents()
    desk.until(lambda: len(desk.answers) == 1)


# Opening and closing


def test_it_listens_on_loopback_only(desk: Desk) -> None:
    # The port is still free on every other address, so nobody listens on all of them.
    with socket.socket() as other:
        other.bind(("127.0.0.2", desk.port))
    assert can_connect(desk.port)


def test_it_takes_the_preferred_port_if_it_can(make_desk: MakeDesk) -> None:
    first = make_desk()
    port = first.open()
    first.receiver.close()
    assert make_desk().open(port) == port


def test_it_takes_a_free_port_if_the_preferred_one_is_taken(make_desk: MakeDesk) -> None:
    taken = make_desk().open()
    port = make_desk().open(taken)
    assert port != taken
    assert port >= 1024


@pytest.mark.parametrize("port", [80, 70_000, -1])
def test_a_preferred_port_that_no_program_may_take_is_not_tried(
    make_desk: MakeDesk, port: int
) -> None:
    assert make_desk().open(port) >= 1024


def test_a_proxy_for_the_program_does_not_stand_before_our_own_computer(
    make_desk: MakeDesk,
) -> None:
    before = QNetworkProxy.applicationProxy()
    proxy = QNetworkProxy(QNetworkProxy.ProxyType.Socks5Proxy, "127.0.0.1", 1)
    QNetworkProxy.setApplicationProxy(proxy)
    try:
        assert can_connect(make_desk().open())
    finally:
        QNetworkProxy.setApplicationProxy(before)


def test_an_open_receiver_keeps_its_port(desk: Desk) -> None:
    assert desk.receiver.open((ANY_PORT,), None).port == desk.port


def test_it_says_so_when_no_port_can_be_had(make_desk: MakeDesk) -> None:
    desk = make_desk()
    with no_descriptor_left(), pytest.raises(ReceiverUnavailable):
        desk.open()


def test_a_closed_receiver_expects_nothing(make_desk: MakeDesk) -> None:
    receiver = make_desk().receiver
    with pytest.raises(ReceiverUnavailable):
        receiver.expect("first", b"")


def test_it_closes_by_itself_some_time_after_the_last_attempt(make_desk: MakeDesk) -> None:
    desk = make_desk(linger=SOON)
    desk.open()
    desk.expect()
    desk.receiver.conclude("first", TimedOut())
    desk.until(lambda: not can_connect(desk.port))


def test_it_closes_by_itself_when_nothing_came_of_it(make_desk: MakeDesk) -> None:
    desk = make_desk(linger=SOON)
    desk.open()
    desk.until(lambda: not can_connect(desk.port))


def test_it_stays_open_while_one_attempt_waits_or_works(make_desk: MakeDesk) -> None:
    desk = make_desk(linger=SOON, hold=SOON * 4)
    desk.open()
    answered = desk.answer(desk.expect("first"))
    desk.expect("second")
    desk.receiver.conclude("second", TimedOut())
    # The hold is longer than the linger, so the receiver would be closed by now.
    assert "Still working" in desk.ask(desk.finish(answered).location).body


def test_opening_again_in_time_keeps_port_and_pages(make_desk: MakeDesk) -> None:
    desk = make_desk(linger=SOON, hold=SOON * 4)
    desk.open()
    client = desk.answer(desk.expect("first"))
    desk.receiver.conclude("first", APPROVED)
    assert desk.receiver.open((ANY_PORT,), None).port == desk.port
    second = desk.expect("second")
    done = desk.finish(client).location
    desk.finish(desk.answer(second))
    assert "The result is Approved" in desk.ask(done).body


def test_close_ends_everything_at_once(desk: Desk) -> None:
    held = desk.answer(desk.expect())
    idle = desk.connect(b"GET")
    desk.until(lambda: desk.parts() == 2)
    desk.receiver.close()
    assert not can_connect(desk.port)
    desk.until(lambda: held.ended() and idle.ended())
    desk.until(lambda: desk.parts() == 0)


def test_after_close_old_states_are_worth_nothing(desk: Desk) -> None:
    old = desk.expect()
    desk.receiver.close()
    desk.open(desk.port)
    desk.expect("second")
    assert desk.ask(f"/stripe/return?code=ac_1&state={old.text}").status == 400


def test_it_may_be_closed_by_whoever_hears_the_answer(make_desk: MakeDesk) -> None:
    desk: Desk = make_desk(then=lambda _answer: desk.receiver.close())
    desk.open()
    state = desk.expect()
    client = desk.begin(f"/stripe/return?code=ac_1&state={state.text}")
    desk.until(client.ended)
    assert client.received == b""
