"""Fuzzes the receiver: bytes of browsers, of other programs and of other users, as decisions.

A step of an input is one connection, or what the program does meanwhile: `!approved first`,
`!over first`, `!confirm first`, `!reject first`. Beside the attempt `first`, whose browser may be
bound by its start page, there is one of an earlier run and one of another port.
"""

import re
from collections.abc import Callable
from datetime import timedelta

from desktop_app.core.account import Account
from desktop_app.core.authorization_response import (
    AuthorizationCodeResponse,
    AuthorizationResponse,
)
from desktop_app.core.oauth_state import digest
from desktop_app.core.outcome import Approved, TimedOut
from desktop_app.core.receiver_event import (
    ApprovalsContradict,
    ApprovalUnconfirmed,
    DenialUnconfirmed,
    ReceiverEvent,
    ReturnRequested,
    StartLinkOpenedTwice,
)
from desktop_app.core.return_route import ANY_PORT
from desktop_app.loopback.expected_callbacks import ExpectedCallback, ExpectedCallbacks
from desktop_app.loopback.request import Request, RequestReader
from desktop_app.loopback.response import Response
from desktop_app.loopback.return_port import ReturnPort
from desktop_app.loopback.router import Decision, Hold, Respond, Router
from desktop_app.loopback.start_page import StartPage
from tests.fuzz.http_messages import SentRequest, read_response
from tests.fuzz.inputs import LONG, STEP, Values, fill, steps
from tests.loopback.texts import TEXTS

PORT = 5000
HOST = f"127.0.0.1:{PORT}".encode()
PATH = b"/stripe/return"
CODE = b"ac_TheCodeThatNobodyMaySee"
STATES = {
    "first": f"{PORT}.{'s' * 43}",
    "earlier": f"{PORT}.{'e' * 43}",
    "elsewhere": f"{PORT + 1}.{'o' * 43}",
}
STRIPE = f"https://stripe.example/oauth/authorize?state={STATES['first']}"
STATUSES = {200, 204, 302, 303, 400, 403, 404, 405, 409, 410, 431}
SPECULATIVE = (b"sec-purpose", b"purpose", b"x-purpose", b"x-moz")

WORDS = (
    STEP, b"!approved first", b"!over first", b"!confirm first", b"!reject first",
    b"!confirm earlier", b"!reject earlier", b"!over earlier",
    b"{state}", b"{earlier}", b"{elsewhere}", b"{cookie}", b"{name}", b"{ticket}", b"{nonce}",
    b"{confirm}", b"{confirm_earlier}", b"{code}", b"{pad}", b"{flood}",
    b"GET ", b"HEAD ", b"POST ", b" HTTP/1.1\r\n", b" HTTP/1.0\r\n", b"\r\n\r\n", b"\r\n",
    PATH, b"/start/{ticket}", b"/done/{nonce}", b"/confirm/{confirm}", b"/return", b"/favicon.ico",
    b"?code={code}&state={state}", b"&error=access_denied", b"&error_description=", b"%2e", b"+",
    b"Host: 127.0.0.1:5000\r\n", b"Host: localhost:5000\r\n", b"Cookie: {cookie}\r\n",
    b"Origin: null\r\n", b"Sec-Purpose: prefetch\r\n", b"Purpose: prefetch\r\n",
    b"Sec-Fetch-Dest: document\r\n", b"Sec-Fetch-Dest: image\r\n", b"Content-Length: 1\r\n",
    b"Transfer-Encoding: chunked\r\n", b"Expect: 100-continue\r\n", b"Connection: upgrade\r\n",
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """See `Target`."""
    case = _Case()
    for step in steps(data):
        if step.startswith(b"!"):
            act, _, attempt_id = step[1:].decode("latin-1").partition(" ")
            case.act(act, attempt_id)
        else:
            case.connect(fill(step, case.values))


class _Case:
    """A router, and beside it what it has promised so far."""

    def __init__(self) -> None:
        self._attempts = ExpectedCallbacks()
        self._router = Router(TEXTS, self._attempts)
        self._return_port = ReturnPort(PORT)
        self._return_port.admit(ANY_PORT)
        self._start = StartPage(STRIPE, timedelta(minutes=10))
        for attempt_id, state in STATES.items():
            start = self._start if attempt_id == "first" else None
            self._attempts.add(attempt_id, digest(state), start)
        self._cookie = b""
        self._is_contested = False
        self._answered: set[str] = set()
        self._over: set[str] = set()
        self._asked: dict[str, str] = {}
        self.values: Values = {
            **LONG,
            "state": STATES["first"].encode,
            "earlier": STATES["earlier"].encode,
            "elsewhere": STATES["elsewhere"].encode,
            "code": lambda: CODE,
            "cookie": lambda: self._cookie,
            "name": lambda: self._cookie.partition(b"=")[0],
            "ticket": self._start.ticket.encode,
            "nonce": self._attempt("first").nonce.encode,
            "confirm": lambda: self._confirm_nonce("first"),
            "confirm_earlier": lambda: self._confirm_nonce("earlier"),
        }

    # -- what the program does ----------------------------------------------------------------

    def act(self, act: str, attempt_id: str) -> None:
        """Do one of the things that the program does with an attempt."""
        attempt = self._attempts.get(attempt_id)
        acts: dict[str, Callable[[ExpectedCallback], None]] = {
            "approved": self._approve,
            "over": self._end,
            "confirm": self._confirm,
            "reject": self._reject,
        }
        if attempt is not None and act in acts:
            acts[act](attempt)

    def _approve(self, attempt: ExpectedCallback) -> None:
        attempt.outcome = Approved(Account("acct_1", "Acme Ltd"))
        self._over.add(attempt.id)

    def _end(self, attempt: ExpectedCallback) -> None:
        attempt.outcome = TimedOut()
        self._over.add(attempt.id)

    def _confirm(self, attempt: ExpectedCallback) -> None:
        response = attempt.confirm()
        if response is None:
            return
        assert attempt.id not in self._answered | self._over, "an answer was handed out twice"
        assert response.code.reveal() == self._asked.pop(attempt.id), "another code was confirmed"
        self._answered.add(attempt.id)

    def _reject(self, attempt: ExpectedCallback) -> None:
        if not attempt.answered:
            attempt.stop_asking()
            self._asked.pop(attempt.id, None)

    # -- what browsers do ---------------------------------------------------------------------

    def connect(self, data: bytes) -> None:
        """Send bytes over a connection, and check what becomes of them."""
        request = RequestReader().feed(data)
        in_pieces = RequestReader()
        middle = len(data) // 2
        in_pieces.feed(data[:middle])
        assert in_pieces.feed(data[middle:]) == request, "it matters how the bytes are split"
        if request is None:
            return
        sent = _Sent(data)
        is_answer = isinstance(request, Request) and self._is_the_answer(sent)
        decision = self._router.decide(request, self._return_port)
        if is_answer:
            assert isinstance(decision, Hold), "the real answer was not taken"
        self._check(decision, sent)

    def _check(self, decision: Decision, sent: "_Sent") -> None:
        match decision:
            case Hold(response, _):
                self._check_hold(response, sent)
            case Respond(response, event):
                if event is not None:
                    self._check_event(event, sent)
                self._check_response(response, sent)

    def _check_hold(self, response: AuthorizationResponse, sent: "_Sent") -> None:
        assert response.attempt_id == "first", "only this attempt has a start page"
        assert self._is_certain(sent), "an answer without state or cookie was taken"
        assert sent.is_shown, "an answer that nobody sees was taken"
        assert "first" not in self._answered | self._over, "a second answer was taken"
        if isinstance(response, AuthorizationCodeResponse):
            assert [response.code.reveal()] == sent.parameters("code"), "another code was taken"
        self._answered.add("first")
        self._asked.pop("first", None)

    def _check_event(self, event: ReceiverEvent, sent: "_Sent") -> None:
        assert sent.is_for_us, "an event for a request that has to be refused"
        assert sent.is_shown, "an event for what nobody sees"
        match event:
            case ApprovalUnconfirmed(attempt_id):
                assert self._has_state(sent, attempt_id), "a question without the state"
                assert attempt_id not in self._answered | self._over | self._asked.keys()
                (self._asked[attempt_id],) = sent.parameters("code")
            case ApprovalsContradict(attempt_id):
                assert self._has_state(sent, attempt_id), "a contradiction without the state"
                assert sent.parameters("code") != [self._asked.pop(attempt_id)]
            case DenialUnconfirmed(None):
                assert sent.path == PATH
                assert sent.parameters("error") == ["access_denied"]
            case DenialUnconfirmed(str(attempt_id)):
                assert self._has_state(sent, attempt_id), "a denial without the state"
            case StartLinkOpenedTwice("first"):
                assert sent.path == b"/start/" + self._start.ticket.encode()
                assert self._start.is_opened, "the first browser was taken for a second one"
            case ReturnRequested(attempt_id):
                pages = (b"/done/%b/return", b"/confirm/%b/return")
                nonces = (self._attempt(attempt_id).nonce.encode(), self._confirm_nonce(attempt_id))
                known = [page % nonce for page, nonce in zip(pages, nonces, strict=True)]
                assert sent.path in known, "a return from a page that nobody was led to"
            case _:
                raise AssertionError(f"a request led to {event!r}")

    def _check_response(self, response: Response, sent: "_Sent") -> None:
        data = response.to_bytes()
        received = read_response(data)
        assert received.status in STATUSES, f"the status {received.status}"
        location = received.header("location").encode()
        cookies = [value for name, value in received.headers if name == "set-cookie"]
        if response.status == 302:
            self._check_start(location, cookies, sent)
            return
        assert not cookies, "a cookie beside no start page"
        if response.status == 409 and sent.path == b"/start/" + self._start.ticket.encode():
            self._is_contested = True
        for state in STATES.values():
            assert state.encode() not in data, "a response has a state"
        for secret in (CODE, self._start.ticket.encode(), self._cookie.partition(b"=")[2]):
            assert not secret or secret not in data, "a response has a secret"
        self._check_pages(location, data, sent)

    def _check_start(self, location: bytes, cookies: list[str], sent: "_Sent") -> None:
        assert sent.is_for_us, "a start for a request that has to be refused"
        assert sent.is_shown, "a start for what nobody sees"
        assert sent.path == b"/start/" + self._start.ticket.encode(), "a start without the ticket"
        assert location == STRIPE.encode()
        assert "first" not in self._answered | self._over, "a start of what is over"
        if not self._cookie:
            (cookie,) = cookies
            self._cookie = cookie.partition(";")[0].encode()
        else:
            assert self._cookie in sent.cookies, "a second browser was let in"
            assert not cookies, "a second cookie"

    def _check_pages(self, location: bytes, data: bytes, sent: "_Sent") -> None:
        assert location == b"" or re.fullmatch(rb"/(?:done|confirm)/[A-Za-z0-9_-]{43}", location)
        came_from_a_page = False
        for attempt_id in STATES:
            done = self._attempt(attempt_id).nonce.encode()
            confirm = self._confirm_nonce(attempt_id)
            is_bound = attempt_id == "first" and self._is_certain(sent)
            if done in sent.path or (confirm and confirm in sent.path):
                came_from_a_page = True
            if done in data:
                assert done in sent.path or is_bound, "somebody else was led to a result page"
            if confirm and confirm in data:
                assert confirm in sent.path or self._has_state(sent, attempt_id)
        if not came_from_a_page:
            assert b"The result is Approved" not in data, "somebody else was told of an approval"

    # -- what a request is --------------------------------------------------------------------

    def _is_the_answer(self, sent: "_Sent") -> bool:
        codes = sent.parameters("code")
        return (
            self._is_certain(sent)
            and sent.is_shown
            and "first" not in self._answered | self._over
            and len(codes) == 1
            and re.fullmatch(r"[\x21-\x7e]{1,512}", codes[0]) is not None
            and not sent.parameters("error")
            and len(sent.parameters("error_description")) <= 1
        )

    def _is_certain(self, sent: "_Sent") -> bool:
        return (
            self._cookie != b""
            and self._cookie in sent.cookies
            and not self._is_contested
            and self._has_state(sent, "first")
        )

    def _has_state(self, sent: "_Sent", attempt_id: str) -> bool:
        is_here = sent.is_for_us and sent.path == PATH and attempt_id != "elsewhere"
        return is_here and sent.parameters("state") == [STATES[attempt_id]]

    def _attempt(self, attempt_id: str) -> ExpectedCallback:
        attempt = self._attempts.get(attempt_id)
        assert attempt is not None
        return attempt

    def _confirm_nonce(self, attempt_id: str) -> bytes:
        unconfirmed = self._attempt(attempt_id).unconfirmed
        return b"" if unconfirmed is None else unconfirmed.nonce.encode()


class _Sent(SentRequest):
    """A request, by the rules of the receiver."""

    @property
    def is_for_us(self) -> bool:
        """Whether it is a request that a browser of the person can send."""
        return (
            self.method == b"GET"
            and self.headers(b"host") == [HOST]
            and not self.has(b"origin", b"transfer-encoding")
            and not any(value.strip(b"0") for value in self.headers(b"content-length"))
        )

    @property
    def is_speculative(self) -> bool:
        return self.has(*SPECULATIVE)

    @property
    def is_shown(self) -> bool:
        is_page = all(value == b"document" for value in self.headers(b"sec-fetch-dest"))
        return is_page and not self.is_speculative

    @property
    def cookies(self) -> list[bytes]:
        return [
            pair.strip(b" \t") for header in self.headers(b"cookie") for pair in header.split(b";")
        ]
