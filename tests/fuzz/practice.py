"""Fuzzes the practice Stripe: the bytes of one request a step, up to the bytes of the response.

Visits, codes and tokens are new each time that an input asks for them.
"""

import atexit
import base64
import json
import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import quote

from desktop_app.practice.clients import Client, Mode
from desktop_app.practice.http_messages import Request, RequestReader, error_response
from desktop_app.practice.ledger import VISIT_LIFE_SECONDS, AuthorizeRequest, Ledger, VisitPage
from desktop_app.practice.m3ter.console import ticket_of
from desktop_app.practice.m3ter.ledger import ORGANIZATION_ID, Kind, M3terLedger, Stored
from desktop_app.practice.protocol import ApiError, exchange
from desktop_app.practice.web import make_application
from desktop_app.practice.wsgi import responder
from tests.fuzz.http_messages import read_response
from tests.fuzz.inputs import LONG, STEP, Values, fill, steps

ADDRESS = ("127.0.0.1", 50000)
ORIGIN = "http://127.0.0.1:50000"
RETURN_URI = "http://127.0.0.1:49152/return"
ACCOUNT = "acct_1PracticeAcmeLtd"
STATUSES = {200, 302, 303, 400, 401, 403, 404, 405, 409, 413, 422, 431}

WORDS = (
    STEP, b"{client}", b"{key}", b"{live_key}", b"{basic}", b"{log_in}", b"{decide}", b"{code}",
    b"{spent}", b"{token}", b"{account}", b"{redirect_uri}", b"{pad}", b"{flood}",
    b"GET ", b"POST ", b"HEAD ", b"OPTIONS ", b" HTTP/1.1\r\n", b" HTTP/1.0\r\n",
    b"\r\n\r\n", b"\r\n", b"/oauth/authorize", b"/log-in", b"/accounts", b"/decision",
    b"/oauth/token", b"/oauth/deauthorize", b"/v1/account", b"/v1/accounts/", b"/practice/grants",
    b"/dashboard/", b"/test", b"{organization}", b"{access_key}", b"{bearer}", b"{registered}",
    b"{configured}", b"{ticket}", b"/m3ter/console", b"/m3ter/bills/",
    b"/m3ter/oauth/token", b"/integrationconfigs", b"/integrationcredentials", b"/integrationruns",
    b"/destinations/", b"/enable", b"/available", b"/systems", b"/entities", b"/values/",
    b"pageSize=", b"nextToken=", b"order=ASC", b"change=send_bill", b"change=disable", b"ticket=",
    b'"name":', b'"destination":"STRIPE"', b'"entityType":"Bill"',
    b'"type":"STRIPE_SIGNED_REQUEST"', b'"configData":', b'"integrationCredentialsId":',
    b'"version":', b"NaN", b"1e999", b'"\\ud800"', b"PUT ", b"DELETE ",
    b"Authorization: Bearer {bearer}\r\n",
    b"client_id=", b"client_secret=", b"response_type=code", b"redirect_uri=", b"scope=read_write",
    b"state=", b"stripe_user[email]=", b"visit=", b"email=", b"account=",
    b"decision=approve", b"decision=deny", b"grant_type=authorization_code", b"code=",
    b"stripe_user_id=", b"Host: 127.0.0.1:50000\r\n", b"Authorization: Bearer {key}\r\n",
    b"Authorization: Basic {basic}\r\n", b"Authorization: Digest ", b"Stripe-Account: ",
    b"Content-Type: application/x-www-form-urlencoded\r\n", b"Content-Type: application/json\r\n",
    b"Content-Type: multipart/form-data; boundary=b\r\n", b"Content-Length: {length}\r\n",
    b"Content-Length: ", b"Origin: null\r\n", b"Transfer-Encoding: chunked\r\n", b"Cookie: ",
    b"Range: bytes=0-1\r\n", b"If-None-Match: *\r\n",
    b"Expect: 100-continue\r\n", b'--b\r\nContent-Disposition: form-data; name="code"\r\n\r\n',
    b"%00", b"%ff", b"%0d%0a", b"; charset=utf-16", b"boundary*=utf-8''%ff",
)  # fmt: skip


def fuzz(data: bytes) -> None:
    """See `Target`."""
    site = _site()
    for step in steps(data):
        site.connect(fill(step, site.values))


@cache
def _site() -> "_Site":
    return _Site()


class _Site:
    """An application that is called directly, in a folder of its own."""

    def __init__(self) -> None:
        folder = Path(tempfile.mkdtemp(prefix="m3ter-fuzz-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        self._now = 1_800_000_000.0
        self._ledger = Ledger(folder, lambda: self._now)
        self._ledger.register_redirect_uri(RETURN_URI)
        self._m3ter = M3terLedger(folder, lambda: self._now)
        self._objects = _add_objects(self._m3ter)
        self._respond = responder(
            make_application(
                self._ledger,
                self._m3ter,
                ORIGIN,
                denial_carries_state=True,
                grants_endpoint=True,
            ),
            ADDRESS,
        )
        self._test, self._live = (self._ledger.clients[mode] for mode in (Mode.TEST, Mode.LIVE))
        self.values: Values = {
            **LONG,
            "client": self._test.client_id.encode,
            "key": self._test.secret_key.encode,
            "live_key": self._live.secret_key.encode,
            "basic": lambda: _basic(self._test),
            "log_in": lambda: self._visit(VisitPage.LOG_IN),
            "decide": lambda: self._visit(VisitPage.DECIDE),
            "code": lambda: self._code().encode(),
            "spent": self._spent_code,
            "token": self._access_token,
            "account": ACCOUNT.encode,
            "redirect_uri": quote(RETURN_URI, safe="").encode,
            "organization": f"/m3ter/organizations/{ORGANIZATION_ID}".encode,
            "access_key": lambda: _pair(self._m3ter.key.id, self._m3ter.key.secret),
            "bearer": lambda: self._m3ter.issue_token().encode(),
            "registered": lambda: self._registered().encode(),
            "configured": lambda: self._configured().encode(),
            "ticket": lambda: ticket_of(self._m3ter.key, self._configured()).encode(),
        }

    def connect(self, data: bytes) -> None:
        """Send one request, and then no more, and check the response."""
        # Visits of earlier inputs end, so that the ledger does not grow.
        self._now += VISIT_LIFE_SECONDS / 1000
        with _nothing_logged():
            request, response = self._exchange(data)
        if response is not None:
            is_head = request is not None and request.method == "HEAD"
            self._check(response, data, is_head=is_head)

    def _exchange(self, data: bytes) -> tuple[Request | None, bytes | None]:
        """Return what was read of a request, and the response, if there is one."""
        reader = RequestReader()
        try:
            request = (data and reader.feed(data)) or reader.feed(b"")
        except ApiError as error:
            return None, error_response(error)
        return request, None if request is None else self._respond(request)

    def _check(self, response: bytes, sent: bytes, *, is_head: bool) -> None:
        received = read_response(response)
        assert received.status in STATUSES, f"the status {received.status}"
        assert not (is_head and received.body), "RFC 9110 §9.3.2: HEAD gets no body"
        for client in (self._test, self._live):
            key = client.secret_key.encode()
            assert key not in response or key in sent, "the key of a platform was handed out"
        assert self._m3ter.key.secret.encode() not in response, "the key of m3ter was handed out"
        location = received.header("location")
        led_to = (f"{RETURN_URI}?", "/oauth/authorize/accounts?visit=", "/m3ter/console")
        assert location == "" or location.startswith(led_to), "led to another site"
        if received.header("content-type") == "application/json" and received.body:
            content = json.loads(received.body)
            has_key = self._test.secret_key.encode() in sent or _basic(self._test) in sent
            has_live_key = self._live.secret_key.encode() in sent
            if "access_token" in content and "livemode" in content:
                assert has_live_key if content["livemode"] else has_key, "a token without the key"

    def _registered(self) -> str:
        self._configured()
        return self._objects[0].id

    def _configured(self) -> str:
        # An earlier input may have deleted it, and then the credential that it used.
        if self._m3ter.find(Kind.CONFIGURATION, self._objects[1].id) is None:
            self._objects = _add_objects(self._m3ter)
        return self._objects[1].id

    def _request(self) -> AuthorizeRequest:
        return AuthorizeRequest(Mode.TEST, RETURN_URI, "read_write", "49152.state", "")

    def _visit(self, page: VisitPage) -> bytes:
        return self._ledger.open_visit(page, self._request()).encode()

    def _code(self) -> str:
        return self._ledger.issue_code(self._request(), ACCOUNT)

    def _spent_code(self) -> bytes:
        code = self._code()
        self._redeem(code)
        return code.encode()

    def _access_token(self) -> bytes:
        return str(self._redeem(self._code())["access_token"]).encode()

    def _redeem(self, code: str) -> dict[str, object]:
        form = {"grant_type": ["authorization_code"], "code": [code]}
        return exchange(self._ledger, form, self._test.secret_key)


@contextmanager
def _nothing_logged() -> Iterator[None]:
    """Raise if anything is logged in the block."""
    lines: list[str] = []
    listener = logging.Handler(logging.INFO)
    listener.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(listener)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(listener)
    assert lines == [], "something was logged"


def _add_objects(ledger: M3terLedger) -> tuple[Stored, Stored]:
    """Add a credential and a configuration that uses it, and return both."""
    shared = {"name": "EU", "destination": "STRIPE_TEST", "destinationId": "destination-1"}
    registered = ledger.add(
        Kind.CREDENTIAL, {**shared, "type": "STRIPE_SIGNED_REQUEST"}, {"account_id": ACCOUNT}
    )
    content = {
        **shared,
        "entityType": "Bill",
        "configData": {},
        "enabled": True,
        "authorized": True,
        "integrationCredentialsId": registered.id,
    }
    return registered, ledger.add(Kind.CONFIGURATION, content, {})


def _basic(client: Client) -> bytes:
    return _pair(client.secret_key, "")


def _pair(name: str, password: str) -> bytes:
    return base64.b64encode(f"{name}:{password}".encode())
