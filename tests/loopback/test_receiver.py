"""The receiver over real sockets."""

import re
import socket

import pytest
from PySide6.QtNetwork import QNetworkProxy

from desktop_app.core.authorization_response import (
    AuthorizationCodeResponse,
    AuthorizationErrorResponse,
)
from desktop_app.core.errors import Detail, ReceiverUnavailableError
from desktop_app.core.outcome import Denied, OutcomeUnknown, TimedOut
from desktop_app.core.receiver_event import DenialUnconfirmed
from desktop_app.core.return_route import ANY_PORT
from desktop_app.core.secret import Secret
from desktop_app.workflow.ports import Receiver
from tests.limits import no_descriptor_left
from tests.loopback.conftest import APPROVED, SOON, MakeHarness, ReceiverHarness
from tests.ports import is_served

# The main road


def test_it_is_the_receiver_that_the_workflow_asks_for(harness: ReceiverHarness) -> None:
    receiver: Receiver = harness.receiver
    address = receiver.open((ANY_PORT,), None)
    assert address.redirect_uri == f"http://127.0.0.1:{harness.port}/stripe/return"


def test_the_browser_is_held_until_the_result_is_known_and_then_sees_it(
    harness: ReceiverHarness,
) -> None:
    state = harness.expect()
    client = harness.answer(state)
    assert harness.answers == [AuthorizationCodeResponse("first", Secret("ac_1"))]
    assert not client.ended()
    harness.receiver.conclude("first", APPROVED)
    reply = harness.finish(client)
    assert reply.status == 303
    assert re.fullmatch(r"/done/[A-Za-z0-9_-]{43}", reply.location)
    result = harness.ask(reply.location)
    assert result.status == 200
    assert "The result is Approved" in result.body


def test_the_link_on_the_result_page_brings_the_window_back(harness: ReceiverHarness) -> None:
    client = harness.answer(harness.expect())
    harness.receiver.conclude("first", APPROVED)
    done = harness.finish(client).location
    link = re.search(
        r'<a class="return" href="([^"]+)">Return to m3ter</a>', harness.ask(done).body
    )
    assert link is not None
    assert harness.returns == []
    assert "Returned" in harness.ask(link[1]).body
    assert harness.returns == ["first"]


def test_a_denial_without_a_state_is_reported_while_something_waits(
    harness: ReceiverHarness,
) -> None:
    link = "/stripe/return?error=access_denied&error_description=No"
    assert "Refused: OVER" in harness.ask(link).body
    assert harness.events == []
    harness.expect()
    assert "Unconfirmed denial" in harness.ask(link).body
    assert harness.events == [DenialUnconfirmed(None)]


def test_a_denial_goes_the_same_way(harness: ReceiverHarness) -> None:
    client = harness.answer(harness.expect(), "error=access_denied&error_description=No")
    assert harness.answers == [AuthorizationErrorResponse("first", "access_denied", "No")]
    harness.receiver.conclude("first", Denied())
    assert "The result is Denied" in harness.ask(harness.finish(client).location).body


def test_a_result_may_be_known_while_the_answer_is_handed_over(make_harness: MakeHarness) -> None:
    harness: ReceiverHarness = make_harness(
        then=lambda answer: harness.receiver.conclude(answer.attempt_id, APPROVED)
    )
    harness.open()
    state = harness.expect()
    assert harness.ask(f"/stripe/return?code=ac_1&state={state.text}").status == 303


def test_a_browser_that_waited_long_enough_is_told_and_a_reload_shows_the_result(
    make_harness: MakeHarness,
) -> None:
    harness = make_harness(hold=SOON)
    harness.open()
    reply = harness.finish(harness.answer(harness.expect()))
    assert reply.status == 303
    page = harness.ask(reply.location)
    assert page.status == 200
    assert "Still working" in page.body
    assert "Return to m3ter" in page.body
    harness.receiver.conclude("first", APPROVED)
    assert "The result is Approved" in harness.ask(reply.location).body


def test_a_result_that_is_made_good_later_replaces_the_first(harness: ReceiverHarness) -> None:
    client = harness.answer(harness.expect())
    harness.receiver.conclude("first", OutcomeUnknown(Detail()))
    done = harness.finish(client).location
    harness.receiver.conclude("first", APPROVED)
    assert "The result is Approved" in harness.ask(done).body


# Once


def test_the_first_answer_counts_and_repeats_are_not_handed_on(harness: ReceiverHarness) -> None:
    state = harness.expect()
    first = harness.answer(state)
    repeat = harness.ask(f"/stripe/return?code=ac_2&state={state.text}")
    assert repeat.status == 200
    assert "Already handled" in repeat.body
    harness.receiver.conclude("first", APPROVED)
    done = harness.finish(first).location
    late = harness.ask(f"/stripe/return?code=ac_3&state={state.text}")
    assert (late.status, late.location) == (303, done)
    assert len(harness.answers) == 1


def test_an_attempt_whose_tab_was_closed_stays_answered(harness: ReceiverHarness) -> None:
    state = harness.expect()
    harness.answer(state).close()
    harness.until(lambda: harness.open_connections() == 0)
    assert "Already handled" in harness.ask(f"/stripe/return?code=ac_1&state={state.text}").body
    harness.receiver.conclude("first", APPROVED)
    assert harness.ask(f"/stripe/return?code=ac_1&state={state.text}").status == 303
    assert len(harness.answers) == 1


def test_two_attempts_each_get_their_own_result(harness: ReceiverHarness) -> None:
    first, second = harness.expect("first"), harness.expect("second")
    first_client, second_client = harness.answer(first), harness.answer(second)
    harness.receiver.conclude("second", Denied())
    assert not first_client.ended()
    harness.receiver.conclude("first", APPROVED)
    assert "Denied" in harness.ask(harness.finish(second_client).location).body
    assert "Approved" in harness.ask(harness.finish(first_client).location).body


def test_an_attempt_that_ended_unanswered_tells_how(harness: ReceiverHarness) -> None:
    state = harness.expect()
    harness.receiver.conclude("first", TimedOut())
    reply = harness.ask(f"/stripe/return?code=ac_1&state={state.text}")
    assert reply.status == 303
    assert "TimedOut" in harness.ask(reply.headers["location"]).body
    assert harness.answers == []


def test_concluding_what_nobody_knows_changes_nothing(harness: ReceiverHarness) -> None:
    harness.receiver.conclude("nobody", TimedOut())
    harness.answer(harness.expect())
    assert [answer.attempt_id for answer in harness.answers] == ["first"]


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
        (431, "GET", ANSWER, ["X-Long: " + "a" * 65536]),
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
    harness: ReceiverHarness, status: int, method: str, target: str, headers: list[str]
) -> None:
    state = harness.expect()
    fill = {"state": state.text, "port": harness.port}
    reply = harness.ask(
        target.format(**fill), *(line.format(**fill) for line in headers), method=method
    )
    assert reply.status == status
    assert harness.answers == []
    assert harness.returns == []
    harness.answer(state)


@pytest.mark.parametrize("data", [b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", b"x\r\n\r\n"])
def test_bytes_that_are_no_http_are_answered_quietly(harness: ReceiverHarness, data: bytes) -> None:
    state = harness.expect()
    assert harness.finish(harness.connect(data)).status == 400
    harness.answer(state)


def test_head_is_answered_without_a_body_and_says_what_is_allowed(harness: ReceiverHarness) -> None:
    reply = harness.ask("/", method="HEAD")
    assert reply.headers["Allow"] == "GET"
    assert reply.body == ""


@pytest.mark.parametrize(
    "header", ["Sec-Purpose: prefetch", "Purpose: prefetch", "Sec-Fetch-Dest: image"]
)
def test_a_browser_that_guesses_does_not_raise_the_window(
    harness: ReceiverHarness, header: str
) -> None:
    client = harness.answer(harness.expect())
    harness.receiver.conclude("first", APPROVED)
    done = harness.finish(client).location
    assert harness.ask(f"{done}/return", header).status == 403
    assert harness.ask(f"{done}/return", method="HEAD").status == 405
    assert harness.returns == []


def test_every_response_keeps_the_browser_quiet(harness: ReceiverHarness) -> None:
    state = harness.expect()
    client = harness.answer(state)
    harness.receiver.conclude("first", APPROVED)
    redirect = harness.finish(client)
    replies = [
        redirect,
        harness.ask(redirect.location),
        harness.ask("/favicon.ico"),
        harness.ask("/none"),
    ]
    replies.append(harness.ask("/", method="HEAD"))
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


# Opening and closing


def test_it_listens_on_loopback_only(harness: ReceiverHarness) -> None:
    # The port is still free on every other address, so nobody listens on all of them.
    with socket.socket() as other:
        other.bind(("127.0.0.2", harness.port))
    assert is_served(harness.port)


def test_it_takes_the_preferred_port_if_it_can(make_harness: MakeHarness) -> None:
    first = make_harness()
    port = first.open()
    first.receiver.close()
    assert make_harness().open(port) == port


def test_it_takes_a_free_port_if_the_preferred_one_is_taken(make_harness: MakeHarness) -> None:
    taken = make_harness().open()
    port = make_harness().open(taken)
    assert port != taken
    assert port >= 1024


@pytest.mark.parametrize("port", [80, 70_000, -1])
def test_a_preferred_port_that_no_program_may_take_is_not_tried(
    make_harness: MakeHarness, port: int
) -> None:
    assert make_harness().open(port) >= 1024


def test_a_proxy_for_the_program_does_not_stand_before_our_own_computer(
    make_harness: MakeHarness,
) -> None:
    before = QNetworkProxy.applicationProxy()
    proxy = QNetworkProxy(QNetworkProxy.ProxyType.Socks5Proxy, "127.0.0.1", 1)
    QNetworkProxy.setApplicationProxy(proxy)
    try:
        assert is_served(make_harness().open())
    finally:
        QNetworkProxy.setApplicationProxy(before)


def test_an_open_receiver_keeps_its_port(harness: ReceiverHarness) -> None:
    assert harness.receiver.open((ANY_PORT,), None).port == harness.port


def test_it_says_so_when_no_port_can_be_had(make_harness: MakeHarness) -> None:
    harness = make_harness()
    with no_descriptor_left(), pytest.raises(ReceiverUnavailableError):
        harness.open()


def test_a_closed_receiver_expects_nothing(make_harness: MakeHarness) -> None:
    receiver = make_harness().receiver
    with pytest.raises(ReceiverUnavailableError):
        receiver.await_again("first", b"")


def test_it_closes_by_itself_some_time_after_the_last_attempt(make_harness: MakeHarness) -> None:
    harness = make_harness(linger=SOON)
    harness.open()
    harness.expect()
    harness.receiver.conclude("first", TimedOut())
    harness.until(lambda: not is_served(harness.port))


def test_it_closes_by_itself_when_nothing_came_of_it(make_harness: MakeHarness) -> None:
    harness = make_harness(linger=SOON)
    harness.open()
    assert is_served(harness.port)
    harness.until(lambda: not is_served(harness.port))


def test_it_stays_open_while_one_attempt_waits_or_works(make_harness: MakeHarness) -> None:
    harness = make_harness(linger=SOON, hold=SOON * 4)
    harness.open()
    answered = harness.answer(harness.expect("first"))
    harness.expect("second")
    harness.receiver.conclude("second", TimedOut())
    # The hold is longer than the linger, so the receiver would be closed by now.
    assert "Still working" in harness.ask(harness.finish(answered).location).body


def test_opening_again_in_time_keeps_port_and_pages(make_harness: MakeHarness) -> None:
    harness = make_harness(linger=SOON, hold=SOON * 4)
    harness.open()
    client = harness.answer(harness.expect("first"))
    harness.receiver.conclude("first", APPROVED)
    assert harness.receiver.open((ANY_PORT,), None).port == harness.port
    second = harness.expect("second")
    done = harness.finish(client).location
    harness.finish(harness.answer(second))
    assert "The result is Approved" in harness.ask(done).body


def test_close_ends_everything_at_once(harness: ReceiverHarness) -> None:
    held = harness.answer(harness.expect())
    idle = harness.connect(b"GET")
    harness.until(lambda: harness.open_connections() == 2)
    harness.receiver.close()
    assert not is_served(harness.port)
    harness.until(lambda: held.ended() and idle.ended())
    harness.until(lambda: harness.open_connections() == 0)


def test_after_close_old_states_are_worth_nothing(harness: ReceiverHarness) -> None:
    old = harness.expect()
    harness.receiver.close()
    harness.open(harness.port)
    harness.expect("second")
    assert harness.ask(f"/stripe/return?code=ac_1&state={old.text}").status == 400


def test_it_may_be_closed_by_whoever_hears_the_answer(make_harness: MakeHarness) -> None:
    harness: ReceiverHarness = make_harness(then=lambda _answer: harness.receiver.close())
    harness.open()
    state = harness.expect()
    client = harness.begin(f"/stripe/return?code=ac_1&state={state.text}")
    harness.until(client.ended)
    assert client.received == b""
