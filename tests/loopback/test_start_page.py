"""The start page: it leads to Stripe once, and binds the browser that it was opened in."""

import gc
from datetime import timedelta
from http.cookies import SimpleCookie
from itertools import count, cycle
from urllib.parse import urlsplit

import pytest
from PySide6.QtNetwork import QTcpSocket

from desktop_app.core.outcome import Denied, TimedOut
from desktop_app.core.receiver_event import (
    ApprovalsContradict,
    ApprovalUnconfirmed,
    ConnectionRefused,
    DenialUnconfirmed,
    ResponseArrived,
    StartLinkOpenedTwice,
)
from desktop_app.core.refused_peer import UNKNOWN_PEER, RefusedPeer
from desktop_app.core.return_route import loopback
from desktop_app.loopback.cookie import cookie_values
from tests.loopback.client import request
from tests.loopback.conftest import APPROVED, SOON, STRIPE, MakeHarness, ReceiverHarness
from tests.ports import free_port, is_served

TEN_MINUTES = timedelta(minutes=10)


def test_the_link_holds_nothing_but_a_ticket(harness: ReceiverHarness) -> None:
    state = harness.begin_attempt()
    link = urlsplit(harness.links["first"])
    assert (link.netloc, link.query) == (f"127.0.0.1:{harness.port}", "")
    assert state.text not in harness.links["first"]
    assert len(link.path) == len("/start/") + 43


def test_the_first_browser_is_led_to_stripe_with_a_cookie(harness: ReceiverHarness) -> None:
    harness.begin_attempt(lasts=TEN_MINUTES)
    reply = harness.open_link()
    assert (reply.status, reply.location) == (302, STRIPE)
    (cookie,) = SimpleCookie(reply.headers["Set-Cookie"]).values()
    assert cookie.key.startswith("m3ter-desktop-")
    assert len(cookie.value) == 43
    assert (cookie["path"], cookie["max-age"], cookie["samesite"]) == ("/", "600", "Lax")
    assert (cookie["httponly"], cookie["secure"], cookie["domain"]) == (True, "", "")


def test_each_attempt_has_a_cookie_of_its_own(harness: ReceiverHarness) -> None:
    harness.expect("first")
    harness.expect("second")
    names = {cookie.partition("=")[0] for cookie in harness.cookies}
    assert len(names) == 2


def test_the_same_browser_may_open_the_link_again(harness: ReceiverHarness) -> None:
    state = harness.expect()
    again = harness.open_link()
    assert (again.status, again.location) == (302, STRIPE)
    assert again.headers["Set-Cookie"] is None
    harness.answer(state)


def test_another_browser_learns_nothing_and_the_answer_is_then_asked_about(
    harness: ReceiverHarness,
) -> None:
    state = harness.expect()
    reply = harness.ask_from_elsewhere(urlsplit(harness.links["first"]).path)
    assert reply.status == 409
    assert "Refused: START_LINK_USED" in reply.body
    assert "Location" not in reply.headers
    assert "Set-Cookie" not in reply.headers
    assert harness.events == [StartLinkOpenedTwice("first")]

    harness.ask(f"/stripe/return?code=ac_1&state={state.text}")
    assert harness.events == [StartLinkOpenedTwice("first"), ApprovalUnconfirmed("first")]


def test_a_second_browser_is_reported_after_the_first_has_answered_too(
    harness: ReceiverHarness,
) -> None:
    client = harness.answer(harness.expect())
    path = urlsplit(harness.links["first"]).path
    assert harness.ask_from_elsewhere(path).status == 409
    assert "Already handled" in harness.open_link().body
    harness.receiver.conclude("first", APPROVED)
    harness.finish(client)
    assert harness.ask_from_elsewhere(path).status == 409
    assert harness.events[1:] == [StartLinkOpenedTwice("first"), StartLinkOpenedTwice("first")]


@pytest.mark.parametrize(
    "header", ["Sec-Purpose: prefetch;prerender", "Purpose: prefetch", "Sec-Fetch-Dest: image"]
)
def test_a_browser_that_loads_ahead_does_not_use_the_link_up(
    harness: ReceiverHarness, header: str
) -> None:
    state = harness.begin_attempt()
    path = urlsplit(harness.links["first"]).path
    assert harness.ask_from_elsewhere(path, header).status == 403
    assert harness.ask(path, method="HEAD").status == 405
    assert harness.open_link().status == 302
    harness.answer(state)


@pytest.mark.parametrize("outcome", [TimedOut(), Denied(), APPROVED])
def test_the_link_of_an_attempt_that_is_over_leads_nowhere(
    harness: ReceiverHarness, outcome: TimedOut | Denied
) -> None:
    harness.begin_attempt()
    harness.receiver.conclude("first", outcome)
    reply = harness.open_link()
    assert (reply.status, harness.cookies) == (410, [])
    assert "Refused: OVER" in reply.body


def test_the_link_of_an_attempt_that_was_answered_leads_nowhere(harness: ReceiverHarness) -> None:
    harness.answer(harness.expect())
    reply = harness.open_link()
    assert reply.status == 200
    assert "Already handled" in reply.body


def test_a_link_that_nobody_was_given_leads_nowhere(harness: ReceiverHarness) -> None:
    harness.begin_attempt()
    assert harness.ask("/start/" + "a" * 43).status == 410


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_the_link_is_on_the_host_that_the_browser_comes_back_to(
    make_harness: MakeHarness, host: str
) -> None:
    harness = make_harness()
    address = harness.receiver.open((loopback(f"http://{host}:{free_port()}/back"),), None)
    link = harness.receiver.begin("first", b"", address, STRIPE, TEN_MINUTES)
    assert link.startswith(f"http://{host}:{address.port}/start/")


# Without the cookie


def come_back(harness: ReceiverHarness, text: str, code: str = "ac_1") -> str:
    """Come back without the cookie; return where the browser is led to, or what the page says."""
    reply = harness.ask_from_elsewhere(f"/stripe/return?code={code}&state={text}")
    return reply.location if reply.status == 303 else reply.body


def test_an_answer_without_the_cookie_is_held_until_the_person_says_yes(
    harness: ReceiverHarness,
) -> None:
    state = harness.expect()
    page = come_back(harness, state.text)
    assert page.startswith("/confirm/")
    assert "code" not in page
    assert harness.events == [ApprovalUnconfirmed("first")]
    shown = harness.ask_from_elsewhere(page).body
    assert "Unconfirmed" in shown
    assert f'href="{page}/return"' in shown

    response = harness.receiver.confirm("first")
    assert response is not None
    assert response.attempt_id == "first"
    assert "Still working" in harness.ask_from_elsewhere(page).body
    harness.receiver.conclude("first", APPROVED)
    assert "The result is Approved" in harness.ask_from_elsewhere(page).body
    assert come_back(harness, state.text) == page
    assert harness.receiver.confirm("first") is None, "it is handed out once"


def test_the_same_answer_again_is_the_same_question(harness: ReceiverHarness) -> None:
    state = harness.expect()
    assert come_back(harness, state.text) == come_back(harness, state.text)
    assert harness.events == [ApprovalUnconfirmed("first")]


def test_a_different_answer_drops_both_and_the_cookie_still_counts(
    harness: ReceiverHarness,
) -> None:
    state = harness.expect()
    page = come_back(harness, state.text, "ac_1")
    assert "Not confirmed" in come_back(harness, state.text, "ac_2")
    assert harness.events == [ApprovalUnconfirmed("first"), ApprovalsContradict("first")]
    assert harness.receiver.confirm("first") is None
    assert "Not confirmed" in harness.ask_from_elsewhere(page).body
    assert "Not confirmed" in come_back(harness, state.text, "ac_3")
    assert len(harness.events) == 2

    harness.answer(state)


def test_after_a_yes_no_other_answer_is_handed_on(harness: ReceiverHarness) -> None:
    state = harness.expect()
    page = come_back(harness, state.text)
    assert harness.receiver.confirm("first") is not None
    reply = harness.ask(f"/stripe/return?code=ac_2&state={state.text}")
    assert "Already handled" in reply.body
    assert harness.answers == []

    # A No that comes too late takes nothing back.
    harness.receiver.reject("first")
    assert "Still working" in harness.ask_from_elsewhere(page).body


def test_no_drops_the_answer_and_no_other_one_is_asked_about(harness: ReceiverHarness) -> None:
    state = harness.expect()
    page = come_back(harness, state.text)
    harness.receiver.reject("first")
    assert harness.receiver.confirm("first") is None
    assert "Not confirmed" in harness.ask_from_elsewhere(page).body
    assert "Not confirmed" in come_back(harness, state.text)
    assert harness.events == [ApprovalUnconfirmed("first")]

    harness.answer(state)


def test_where_nothing_was_asked_no_changes_nothing(harness: ReceiverHarness) -> None:
    state = harness.expect()
    harness.receiver.reject("first")
    assert come_back(harness, state.text).startswith("/confirm/")
    assert harness.events == [ApprovalUnconfirmed("first")]


def test_the_answer_with_the_cookie_wins_over_one_that_is_asked_about(
    harness: ReceiverHarness,
) -> None:
    state = harness.expect()
    page = come_back(harness, state.text, "ac_attacker")
    harness.answer(state)
    assert harness.receiver.confirm("first") is None
    assert "Not confirmed" in harness.ask_from_elsewhere(page).body
    assert isinstance(harness.events[-1], ResponseArrived)


def test_after_the_answer_with_the_cookie_no_other_one_is_asked_about(
    harness: ReceiverHarness,
) -> None:
    state = harness.expect()
    client = harness.answer(state)
    assert "Already handled" in come_back(harness, state.text)
    harness.receiver.conclude("first", APPROVED)
    harness.finish(client)
    assert "Refused: OVER" in come_back(harness, state.text)
    assert len(harness.events) == 1


def test_an_attempt_of_an_earlier_run_is_always_asked_about(harness: ReceiverHarness) -> None:
    state = harness.begin_attempt()
    harness.open_link()
    port = harness.port
    harness.receiver.close()
    harness.open(port)
    harness.receiver.await_again("first", state.digest)
    harness.ask(f"/stripe/return?code=ac_1&state={state.text}")
    assert harness.events == [ApprovalUnconfirmed("first")]


def test_a_denial_without_the_cookie_ends_nothing(harness: ReceiverHarness) -> None:
    state = harness.expect()
    reply = harness.ask_from_elsewhere(f"/stripe/return?error=access_denied&state={state.text}")
    assert "Unconfirmed denial" in reply.body
    assert harness.events == [DenialUnconfirmed("first")]
    harness.answer(state)


def test_another_error_without_the_cookie_is_no_denial(harness: ReceiverHarness) -> None:
    state = harness.expect()
    reply = harness.ask_from_elsewhere(f"/stripe/return?error=invalid_scope&state={state.text}")
    assert "Refused: UNCONFIRMED_ERROR" in reply.body
    assert harness.events == []
    harness.answer(state)


@pytest.mark.parametrize("header", ["Sec-Purpose: prefetch", "Sec-Fetch-Dest: image"])
def test_what_nobody_sees_is_not_asked_about_and_no_answer(
    harness: ReceiverHarness, header: str
) -> None:
    state = harness.expect()
    target = f"/stripe/return?code=ac_1&state={state.text}"
    assert harness.ask_from_elsewhere(target, header).status == 403
    assert harness.ask(target, header).status == 403
    assert harness.events == []
    harness.answer(state)


def test_what_was_not_confirmed_in_time_is_over(harness: ReceiverHarness) -> None:
    state = harness.expect()
    page = come_back(harness, state.text)
    harness.receiver.conclude("first", TimedOut())
    assert "The result is TimedOut" in harness.ask_from_elsewhere(page).body
    assert "The result is TimedOut" in come_back(harness, state.text, "ac_2")
    assert harness.receiver.confirm("first") is None


def test_the_cookie_of_another_attempt_does_not_count(harness: ReceiverHarness) -> None:
    first = harness.begin_attempt("first")
    harness.expect("second")
    harness.ask(f"/stripe/return?code=ac_1&state={first.text}")
    assert harness.events == [ApprovalUnconfirmed("first")]


def test_a_cookie_of_the_right_name_with_another_value_does_not_count(
    harness: ReceiverHarness,
) -> None:
    state = harness.expect()
    name = harness.cookies[0].partition("=")[0]
    forged = f"Cookie: {name}={'a' * 43}"
    harness.ask_from_elsewhere(f"/stripe/return?code=ac_1&state={state.text}", forged)
    assert harness.events == [ApprovalUnconfirmed("first")]


@pytest.mark.parametrize("prefix", ["other", "m3ter-desktop-"])
def test_the_cookie_counts_among_the_cookies_of_other_programs(
    harness: ReceiverHarness, prefix: str
) -> None:
    # Browsers keep 180 cookies for a host, of 4096 bytes each.
    full_jar = [f"{prefix}{number}=".ljust(4096, "x") for number in range(180)]
    harness.cookies += full_jar[:90]
    state = harness.expect()
    name = harness.cookies[-1].partition("=")[0]
    harness.cookies.insert(0, f"{name}=forged")
    harness.cookies += full_jar[90:]
    assert harness.open_link().status == 302
    harness.answer(state)


def test_white_space_around_a_cookie_is_a_space_or_a_tab() -> None:
    headers = ["a=1; \t mine=2 \t;mine=3", "mine=4\x1d; \x1fmine=5; \x85mine=6"]
    assert cookie_values(headers, "mine") == ["2", "3", "4\x1d"]


def test_a_cookie_is_as_short_as_the_receiver_expects(harness: ReceiverHarness) -> None:
    harness.expect()
    assert [len(cookie) for cookie in harness.cookies] == [69]


# Pages stay as long as they are true


def test_the_result_of_an_approval_stays_until_the_person_has_come_back(
    make_harness: MakeHarness,
) -> None:
    harness = make_harness(linger=SOON)
    harness.open()
    client = harness.answer(harness.expect())
    harness.receiver.conclude("first", APPROVED)
    done = harness.finish(client).location
    # Another attempt ends without approval meanwhile.
    harness.begin_attempt("second")
    harness.receiver.conclude("second", TimedOut())
    # When this receiver has closed by itself, the other would have closed, too.
    clock = make_harness(linger=SOON * 4)
    clock.open()
    harness.until(lambda: not is_served(clock.port))
    assert "The result is Approved" in harness.ask(done).body
    harness.receiver.release_page("first")
    harness.until(lambda: not is_served(harness.port))


def test_the_result_of_an_approval_does_not_stay_for_ever(make_harness: MakeHarness) -> None:
    harness = make_harness(page_limit=SOON)
    harness.open()
    harness.begin_attempt()
    harness.receiver.conclude("first", APPROVED)
    harness.until(lambda: not is_served(harness.port))


# Whose the peer is


def test_a_program_of_another_user_gets_no_place_and_is_reported(make_harness: MakeHarness) -> None:
    asked: list[tuple[tuple[str, int], tuple[str, int]]] = []

    def check(peer: tuple[str, int], own: tuple[str, int]) -> RefusedPeer | None:
        asked.append((peer, own))
        return RefusedPeer("bob")

    harness = make_harness(check_peer=check)
    harness.open()
    client = harness.begin("/")
    harness.until(client.ended)
    assert client.received == b""
    assert harness.events == [ConnectionRefused(RefusedPeer("bob"))]
    harness.until(lambda: not [each for each in gc.get_objects() if isinstance(each, QTcpSocket)])
    assert asked == [(client.address, ("127.0.0.1", harness.port))]
    assert harness.open_connections() == 0


def test_a_program_of_another_user_costs_nobody_a_place(make_harness: MakeHarness) -> None:
    refusals = iter([None, RefusedPeer("bob")])
    harness = make_harness(check_peer=lambda _peer, _own: next(refusals), max_connections=1)
    harness.open()
    ours = harness.connect()
    harness.until(lambda: harness.open_connections() == 1)
    refused = harness.connect()
    harness.until(refused.ended)
    assert harness.events == [ConnectionRefused(RefusedPeer("bob"))]
    ours.send(request(harness.port, "/"))
    assert harness.finish(ours).status == 404


def test_a_connection_that_was_reset_before_it_was_accepted_is_nobodys(
    make_harness: MakeHarness,
) -> None:
    asked: list[tuple[str, int]] = []

    def check(peer: tuple[str, int], _own: tuple[str, int]) -> RefusedPeer | None:
        asked.append(peer)
        return None

    harness = make_harness(check_peer=check)
    harness.open()
    harness.connect().reset()
    ours = harness.begin("/")
    assert harness.finish(ours).status == 404
    assert asked == [ours.address]
    assert harness.events == []


def test_a_user_is_reported_once_for_each_attempt(make_harness: MakeHarness) -> None:
    refusals = cycle([RefusedPeer("1001"), RefusedPeer("1002")])
    harness = make_harness(check_peer=lambda _peer, _own: next(refusals))
    harness.open()
    for attempt in ("first", "second"):
        harness.begin_attempt(attempt)
        harness.events.clear()
        crowd = [harness.connect() for _ in range(10)]
        harness.until(lambda crowd=crowd: all(client.ended() for client in crowd))  # type: ignore[misc]
        assert harness.events == [
            ConnectionRefused(RefusedPeer("1001")),
            ConnectionRefused(RefusedPeer("1002")),
        ]


def test_no_more_than_eight_users_are_reported(make_harness: MakeHarness) -> None:
    numbers = count(100_000)
    harness = make_harness(check_peer=lambda _peer, _own: RefusedPeer(str(next(numbers))))
    harness.open()
    crowd = [harness.connect() for _ in range(100)]
    harness.until(lambda: all(client.ended() for client in crowd))
    assert len(harness.events) == 8


def test_a_socket_that_was_closed_early_is_not_reported(make_harness: MakeHarness) -> None:
    harness = make_harness(check_peer=lambda _peer, _own: UNKNOWN_PEER)
    harness.open()
    client = harness.connect()
    harness.until(client.ended)
    assert harness.events == []
