"""What becomes of a request, decided without a socket."""

from datetime import timedelta
from http import HTTPStatus
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from desktop_app.core.account import Account
from desktop_app.core.authorization_response import (
    AuthorizationCodeResponse,
    AuthorizationErrorResponse,
)
from desktop_app.core.oauth_state import digest, new_state
from desktop_app.core.outcome import Approved, TimedOut
from desktop_app.core.receiver_event import DenialUnconfirmed
from desktop_app.core.return_route import ANY_PORT, loopback
from desktop_app.core.secret import Secret
from desktop_app.loopback.expected_callbacks import ExpectedCallbacks
from desktop_app.loopback.request import Request
from desktop_app.loopback.response import Response
from desktop_app.loopback.return_port import ReturnPort
from desktop_app.loopback.router import Decision, Hold, Respond, Router
from desktop_app.loopback.start_page import StartPage
from tests.loopback.decisions import accepted
from tests.loopback.texts import TEXTS

PORT = 5000
STATE = new_state(PORT).text
OTHER = new_state(PORT).text


def return_port(*redirect_uris: str) -> ReturnPort:
    """A port that these lead to; without any, the one that Practice and return pages lead to."""
    return_port = ReturnPort(PORT)
    for route in map(loopback, redirect_uris):
        return_port.admit(route)
    if not redirect_uris:
        return_port.admit(ANY_PORT)
    return return_port


class RouterHarness:
    """A router that waits for one attempt with `STATE`, whose start page a browser has opened."""

    def __init__(self) -> None:
        self.attempts = ExpectedCallbacks()
        self.cookies: tuple[str, ...] = (self.begin("first", STATE),)
        self.router = Router(TEXTS, self.attempts)

    def begin(self, attempt_id: str, state: str, url: str = "https://stripe.example/") -> str:
        """Begin an attempt, open its start page, and return the cookie."""
        start = StartPage(url, timedelta(minutes=10))
        self.attempts.add(attempt_id, digest(state), start)
        opened = start.open(())
        assert opened is not None
        ((_, cookie),) = opened
        return cookie.partition(";")[0]

    def get(self, query: str, path: str = "/stripe/return") -> Decision:
        host = (f"127.0.0.1:{PORT}",)
        request = Request("GET", path, query, host, self.cookies)
        return self.router.decide(request, return_port())

    def refused(self, query: str, path: str = "/stripe/return") -> Response:
        decision = self.get(query, path)
        assert isinstance(decision, Respond)
        return decision.response


def test_a_code_with_our_state_is_the_answer() -> None:
    assert accepted(
        RouterHarness().get(f"code=ac_1&scope=read_write&state={STATE}")
    ) == AuthorizationCodeResponse("first", Secret("ac_1"))


def test_a_denial_with_our_state_is_an_answer_too() -> None:
    query = f"error=access_denied&error_description=The+user+denied&state={STATE}"
    assert accepted(RouterHarness().get(query)) == AuthorizationErrorResponse(
        "first", "access_denied", "The user denied"
    )


def test_an_issuer_is_not_looked_at() -> None:
    assert isinstance(RouterHarness().get(f"code=ac_1&iss=https%3A%2F%2Fx&state={STATE}"), Hold)


def test_each_attempt_is_answered_by_itself() -> None:
    harness = RouterHarness()
    harness.cookies += (harness.begin("second", OTHER),)
    assert accepted(harness.get(f"code=ac_2&state={OTHER}")) == AuthorizationCodeResponse(
        "second", Secret("ac_2")
    )
    assert accepted(harness.get(f"code=ac_1&state={STATE}")) == AuthorizationCodeResponse(
        "first", Secret("ac_1")
    )


@pytest.mark.parametrize(
    "query",
    [
        "",
        "code=ac_1",
        "code=ac_1&state=",
        f"code=ac_1&state={OTHER}",
        f"code=ac_1&state={STATE}x",
        f"code=ac_1&state={STATE}&state={STATE}",
        f"code=ac_1&state={STATE}&st%61te={OTHER}",
        f"code=ac_1&code=ac_2&state={STATE}",
        f"code=ac_1&c%6fde=ac_2&state={STATE}",
        f"code=ac_1&error=access_denied&state={STATE}",
        f"error=a&error=b&state={STATE}",
        f"error=a&error_description=b&error_description=c&state={STATE}",
        f"state={STATE}",
        f"code=&state={STATE}",
        f"code=a%20b&state={STATE}",
        f"code=a%0d%0ab&state={STATE}",
        f"code=%C3%A9&state={STATE}",
        f"code={'a' * 513}&state={STATE}",
        f"error=&state={STATE}",
        f"error=%00%0a&state={STATE}",
    ],
)
def test_what_is_no_answer_is_refused_and_the_wait_goes_on(query: str) -> None:
    harness = RouterHarness()
    assert harness.refused(query).status is HTTPStatus.BAD_REQUEST
    assert isinstance(harness.get(f"code={'a' * 512}&state={STATE}"), Hold)


def test_a_denial_without_state_is_named_but_ends_nothing() -> None:
    harness = RouterHarness()
    decision = harness.get("error=access_denied&error_description=no")
    assert isinstance(decision, Respond)
    assert decision.event == DenialUnconfirmed(None)
    assert decision.response.status is HTTPStatus.BAD_REQUEST
    assert b"Unconfirmed denial" in decision.response.body
    assert isinstance(harness.get(f"code=ac_1&state={STATE}"), Hold)


def test_a_denial_with_a_wrong_state_is_not_reported() -> None:
    decision = RouterHarness().get(f"error=access_denied&state={OTHER}")
    assert isinstance(decision, Respond)
    assert decision.event is None


@pytest.mark.parametrize(
    "unseen", [{"is_navigation": False}, {"is_speculative": True}], ids=["image", "prefetch"]
)
def test_a_denial_without_state_that_nobody_sees_is_not_reported(unseen: dict[str, bool]) -> None:
    query = "error=access_denied&error_description=no"
    request = Request("GET", "/stripe/return", query, (f"127.0.0.1:{PORT}",), (), **unseen)

    decision = RouterHarness().router.decide(request, return_port())
    assert isinstance(decision, Respond)
    assert decision.event is None


@pytest.mark.parametrize("rest", ["code=ac_1", "error=access_denied"])
def test_a_browser_that_guesses_the_next_click_has_not_answered(rest: str) -> None:
    harness, query = RouterHarness(), f"{rest}&state={STATE}"
    guess = Request(
        "GET",
        "/stripe/return",
        query,
        (f"127.0.0.1:{PORT}",),
        harness.cookies,
        is_speculative=True,
    )

    assert status(harness.router.decide(guess, return_port())) is HTTPStatus.FORBIDDEN
    assert isinstance(harness.get(query), Hold)


def test_an_error_text_is_cut_and_loses_its_control_characters() -> None:
    text = quote("a\x00\r\n\u202eb\u2028" + "c" * 1000)
    decision = RouterHarness().get(f"error={text}&error_description={text}&state={STATE}")
    error, description = "a b " + "c" * 59 + "…", "a b " + "c" * 295 + "…"
    assert accepted(decision) == AuthorizationErrorResponse("first", error, description)


def test_repeats_hear_that_it_is_handled_whatever_they_carry() -> None:
    harness = RouterHarness()
    harness.get(f"code=ac_1&state={STATE}")
    for rest in ("code=ac_1", "code=ac_2", "error=access_denied", ""):
        response = harness.refused(f"{rest}&state={STATE}")
        assert response.status is HTTPStatus.OK
        assert b"Already handled" in response.body


def test_a_repeat_after_the_end_is_sent_to_the_result() -> None:
    harness = RouterHarness()
    harness.get(f"code=ac_1&state={STATE}")
    attempt = harness.attempts.get("first")
    assert attempt is not None
    attempt.outcome = Approved(Account("acct_1"))
    response = harness.refused(f"code=ac_1&state={STATE}")
    assert response.status is HTTPStatus.SEE_OTHER
    assert response.headers == (("Location", f"/done/{attempt.nonce}"),)


def test_an_answer_to_an_attempt_that_is_over_comes_too_late() -> None:
    harness = RouterHarness()
    attempt = harness.attempts.get("first")
    assert attempt is not None
    attempt.outcome = TimedOut()
    response = harness.refused(f"code=ac_1&state={STATE}")
    assert response.status is HTTPStatus.SEE_OTHER
    assert response.headers == (("Location", f"/done/{attempt.nonce}"),)
    assert not attempt.answered


def test_the_return_path_is_closed_when_nothing_waits() -> None:
    harness = RouterHarness()
    attempt = harness.attempts.get("first")
    assert attempt is not None
    attempt.outcome = TimedOut()
    assert harness.refused(f"code=ac_1&state={OTHER}").status is HTTPStatus.GONE


@pytest.mark.parametrize(
    ("url", "is_said"),
    [
        ("https://connect.stripe.com/oauth/authorize", False),
        ("http://127.0.0.1:4242/oauth/authorize", True),
        ("http://[::1]:4242/oauth/authorize", True),
        ("http://localhost:4242/oauth/authorize", True),
        ("https://127.0.0.1.example/oauth/authorize", False),
    ],
)
def test_each_page_of_an_approval_at_a_stand_in_says_so(url: str, is_said: bool) -> None:
    harness = RouterHarness()
    harness.begin("second", OTHER, url)
    attempt = harness.attempts.get("second")
    assert attempt is not None

    def says_it(path: str) -> bool:
        body = harness.refused("", path).body.decode()
        assert "Return to m3ter" in body
        return '<p class="band" role="note">Not the real Stripe</p>' in body

    assert says_it(f"/done/{attempt.nonce}") is is_said
    assert says_it(f"/done/{attempt.nonce}/return") is is_said
    harness.cookies = ()
    harness.refused(f"code=ac_1&state={OTHER}")
    assert attempt.unconfirmed is not None
    assert says_it(f"/confirm/{attempt.unconfirmed.nonce}") is is_said
    attempt.outcome = TimedOut()
    assert says_it(f"/done/{attempt.nonce}") is is_said


def test_an_attempt_that_is_waited_for_again_stays_answered() -> None:
    harness = RouterHarness()
    harness.get(f"code=ac_1&state={STATE}")
    harness.attempts.add("first", digest(STATE))
    # The page of a repeat; a question to the person would be a redirect.
    assert harness.refused(f"code=ac_1&state={STATE}").status is HTTPStatus.OK


@given(st.text())
def test_no_other_state_is_ever_taken(text: str) -> None:
    assume(text.encode("utf-8", "replace") != STATE.encode())
    state = quote_plus(text, errors="replace")
    assert RouterHarness().refused(f"code=ac_1&state={state}").status is HTTPStatus.BAD_REQUEST


@given(st.lists(st.sampled_from(["a=b", "iss=x", "", "=", "&", "%", "scope=%zz"]), max_size=5))
def test_our_state_is_taken_among_whatever_else_is_there(others: list[str]) -> None:
    query = "&".join([*others, f"state={STATE}", *others, "code=ac_1"])
    assert accepted(RouterHarness().get(query)) == AuthorizationCodeResponse(
        "first", Secret("ac_1")
    )


@given(st.text(alphabet=st.characters(max_codepoint=255)))
def test_no_query_ever_raises(query: str) -> None:
    harness = RouterHarness()
    # Without the state nothing is an answer; with it, anything may be.
    assert not isinstance(harness.get(query), Hold)
    assert isinstance(harness.get(f"state={STATE}&{query}"), Respond | Hold)


@given(st.text(alphabet=st.characters(min_codepoint=33, max_codepoint=255)))
def test_no_path_ever_raises(path: str) -> None:
    request = Request("GET", "/" + path, "", (f"127.0.0.1:{PORT}",))
    decision = RouterHarness().router.decide(request, return_port())
    assert isinstance(decision, Respond)


# By which name, and at which path


def ask(at: ReturnPort, host: str, path: str, query: str = f"code=ac_1&state={STATE}") -> Decision:
    harness = RouterHarness()
    return harness.router.decide(Request("GET", path, query, (host,), harness.cookies), at)


def status(decision: Decision) -> HTTPStatus:
    assert isinstance(decision, Respond)
    return decision.response.status


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "localhost"])
def test_a_door_answers_to_the_registered_name_only(host: str) -> None:
    at = return_port(f"http://{host}:{PORT}/back")
    assert isinstance(ask(at, f"{host}:{PORT}", "/back"), Hold)
    names = {"127.0.0.1", "[::1]", "localhost", "LOCALHOST", "localhost.", "127.0.0.2", "evil"}
    for other in names - {host}:
        assert status(ask(at, f"{other}:{PORT}", "/back")) is HTTPStatus.BAD_REQUEST
        assert status(ask(at, f"{other}:{PORT}", "/favicon.ico")) is HTTPStatus.BAD_REQUEST
    for wrong in (host, f"{host}:{PORT + 1}", f"{host}:0{PORT}", f"{host}:{PORT} ", ""):
        assert status(ask(at, wrong, "/back")) is HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("hosts", [(), (f"127.0.0.1:{PORT}",) * 2])
def test_a_request_that_names_no_host_or_two_is_refused(hosts: tuple[str, ...]) -> None:
    request = Request("GET", "/stripe/return", f"code=ac_1&state={STATE}", hosts)
    assert status(RouterHarness().router.decide(request, return_port())) is HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize("path", ["/", "/back", "/back/", "/a/b", "/favicon.ico", "/done/x"])
def test_a_port_takes_an_answer_at_the_registered_path_only(path: str) -> None:
    at = return_port(f"http://127.0.0.1:{PORT}{path}")
    assert isinstance(ask(at, f"127.0.0.1:{PORT}", path), Hold)
    for other in {"/", "/back", "/back/", "/Back", "/a/b", "/a%2Fb", "/stripe/return"} - {path}:
        assert status(ask(at, f"127.0.0.1:{PORT}", other)) is HTTPStatus.NOT_FOUND


def test_a_registered_address_without_a_path_is_asked_for_at_the_root() -> None:
    assert isinstance(ask(return_port(f"http://localhost:{PORT}"), f"localhost:{PORT}", "/"), Hold)


def test_each_name_of_a_port_has_its_own_paths() -> None:
    at = return_port(f"http://127.0.0.1:{PORT}/live", f"http://localhost:{PORT}/test")
    assert isinstance(ask(at, f"127.0.0.1:{PORT}", "/live"), Hold)
    assert isinstance(ask(at, f"localhost:{PORT}", "/test"), Hold)
    assert status(ask(at, f"127.0.0.1:{PORT}", "/test")) is HTTPStatus.NOT_FOUND
    assert status(ask(at, f"localhost:{PORT}", "/live")) is HTTPStatus.NOT_FOUND


def test_an_answer_counts_only_at_the_port_that_its_state_was_made_for() -> None:
    harness = RouterHarness()
    elsewhere = new_state(PORT + 1).text
    harness.cookies += (harness.begin("elsewhere", elsewhere),)
    for rest in ("code=ac_1", "error=access_denied"):
        refused = harness.refused(f"{rest}&state={elsewhere}")
        assert refused.status is HTTPStatus.BAD_REQUEST
    attempt = harness.attempts.get("elsewhere")
    assert attempt is not None
    assert not attempt.answered
    assert isinstance(harness.get(f"code=ac_1&state={STATE}"), Hold)
