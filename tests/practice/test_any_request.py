"""Whatever bytes a request has, they end in a documented status, and the log stays empty."""

import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.practice.http_messages import Request
from desktop_app.practice.ledger import Ledger
from desktop_app.practice.m3ter.ledger import ORGANIZATION_ID, M3terLedger
from desktop_app.practice.server import Addresses, PracticeStripe
from desktop_app.practice.web import make_application
from desktop_app.practice.wsgi import responder
from tests.practice.conftest import ACME, RETURN_URI
from tests.practice.raw import connect, exchange, port_of, status_of

PAGES = {200, 302, 303}
REFUSALS = {400, 401, 403, 404, 405, 409, 413, 422, 431}

# Of the application, as if it were at this address.
ADDRESS = ("127.0.0.1", 50000)
HOST = "127.0.0.1:50000"
JSON = ("content-type", "application/json")

PATHS = [
    "/oauth/authorize",
    "/oauth/authorize/log-in",
    "/oauth/authorize/accounts",
    "/oauth/authorize/decision",
    "/oauth/token",
    "/oauth/deauthorize",
    "/v1/account",
    "/v1/accounts/acct_1",
    "/dashboard/acct_1",
    "/dashboard/acct_1/test",
    "/practice/grants",
]
# The page of the practice m3ter's Console is for everybody who may connect.
CONSOLE = "/m3ter/console"
_API = f"/m3ter/organizations/{ORGANIZATION_ID}"
_CONFIGURATIONS = f"{_API}/integrationconfigs"
_CREDENTIALS = f"{_API}/integrationcredentials"
_RUNS = f"{_API}/integrationruns"
M3TER_PATHS = [
    f"{CONSOLE}/x",
    "/m3ter/bills/x",
    "/m3ter/oauth/token",
    "/m3ter/organizations/another/integrationconfigs",
    _CONFIGURATIONS,
    f"{_CONFIGURATIONS}/x",
    f"{_CONFIGURATIONS}/x/enable",
    f"{_CONFIGURATIONS}/available",
    f"{_CONFIGURATIONS}/available/systems",
    f"{_CONFIGURATIONS}/available/STRIPE/entities",
    f"{_CONFIGURATIONS}/values/STRIPE/disabledNotificationUsers",
    _CREDENTIALS,
    f"{_CREDENTIALS}/x",
    f"{_RUNS}/x",
    f"{_RUNS}/destinations/x",
]
FIELDS = [
    "client_id",
    "client_secret",
    "response_type",
    "redirect_uri",
    "scope",
    "state",
    "stripe_user[email]",
    "visit",
    "email",
    "account",
    "decision",
    "ticket",
    "change",
    "grant_type",
    "code",
    "stripe_user_id",
    "pageSize",
    "nextToken",
    "destinationId",
    "status",
    "order",
]
JSON_FIELDS = [
    "type",
    "entityType",
    "destination",
    "name",
    "configData",
    "integrationCredentialsId",
    "destinationId",
    "version",
    "grant_type",
]
HEADERS = [
    "accept",
    "accept-charset",
    "authorization",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "expect",
    "host",
    "if-modified-since",
    "origin",
    "range",
    "stripe-account",
    "transfer-encoding",
    "x-forwarded-host",
    "x-http-method-override",
]

# Header values as WSGI has them: each character is one byte.
byte_text = st.text(st.characters(max_codepoint=255), max_size=40)
escaped = st.binary(max_size=20).map(lambda data: "".join(f"%{byte:02x}" for byte in data))
# JSON as Python reads it: also NaN, halves of surrogate pairs, and 1e999.
any_text = st.text(st.characters(exclude_categories=()), max_size=20)
any_json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | any_text,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(any_text, inner, max_size=3),
    max_leaves=8,
)
visible = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=20)


@contextmanager
def nothing_logged() -> Iterator[None]:
    """Fail if anything is logged meanwhile."""
    lines: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(record.getMessage())

    listener = Listener(logging.INFO)
    logging.getLogger().addHandler(listener)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(listener)
    assert lines == []


class Served:
    """An application that is called directly, and the values that are valid there."""

    def __init__(self, folder: Path) -> None:
        ledger = Ledger(folder)
        ledger.register_redirect_uri(RETURN_URI)
        m3ter = M3terLedger(folder)
        application = make_application(
            ledger,
            m3ter,
            f"http://{HOST}",
            denial_carries_state=True,
            grants_endpoint=True,
        )
        clients = ledger.clients.values()
        self.respond: Callable[[Request], bytes] = responder(application, ADDRESS)
        self.keys = [client.secret_key for client in clients]
        valid = [
            *(client.client_id for client in clients),
            *self.keys,
            "code",
            "authorization_code",
            RETURN_URI,
            "read_write",
            "approve",
            "deny",
            ACME,
        ]
        values = st.one_of(st.sampled_from(valid), escaped, visible, byte_text)
        pairs = st.lists(st.tuples(st.sampled_from(FIELDS), values), max_size=8)
        parameters = st.one_of(
            pairs.map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs)), visible
        )
        bodies = st.one_of(
            parameters.map(lambda text: text.encode("latin-1")),
            st.binary(max_size=200),
            st.binary(max_size=100).map(
                lambda data: b'--b\r\nContent-Disposition: form-data; name="code"\r\n\r\n' + data
            ),
        )
        authorizations = st.builds(
            lambda scheme, rest: f"{scheme} {rest}",
            st.sampled_from(["Basic", "Bearer", "Digest", "Negotiate", ""]),
            st.one_of(
                byte_text, st.sampled_from([*self.keys, 'a="b', "a*=utf-8''%ff", "=", "x=="])
            ),
        )
        types = st.one_of(
            st.sampled_from(
                [
                    "application/x-www-form-urlencoded",
                    "application/x-www-form-urlencoded; charset=utf-16",
                    "multipart/form-data; boundary=b",
                    "multipart/form-data",
                    "multipart/form-data; boundary*=utf-8''%ff",
                    "application/json",
                ]
            ),
            byte_text,
        )
        others = st.lists(
            st.one_of(
                st.tuples(st.sampled_from(HEADERS), byte_text),
                st.tuples(st.just("authorization"), authorizations),
                st.tuples(st.just("content-type"), types),
            ),
            max_size=6,
        )
        self.bearer = f"Bearer {m3ter.issue_token()}"
        self.m3ter_requests = self._m3ter_requests(m3ter)
        self.requests = st.builds(
            lambda method, path, query, headers, body: Request(
                method, path, query, (("host", HOST), *headers), body
            ),
            st.sampled_from(["GET", "POST", "POST", "HEAD", "OPTIONS", "PUT", "TRACE", "get", "x"]),
            st.one_of(
                st.sampled_from([*PATHS, CONSOLE, *M3TER_PATHS]),
                st.builds("/v1/accounts/{}".format, escaped),
                st.builds(f"{CONSOLE}/{{}}".format, escaped),
                visible,
            ),
            st.one_of(parameters.map(lambda t: t.encode("ascii", "ignore").decode()), escaped),
            others.map(tuple),
            bodies,
        )

    def _m3ter_requests(self, m3ter: M3terLedger) -> st.SearchStrategy[Request]:
        """Return requests of somebody who has a token of the practice m3ter."""
        registered = self.call(
            "POST",
            _CREDENTIALS,
            {"type": "STRIPE_SIGNED_REQUEST", "name": "EU", "destination": "STRIPE"},
        )
        bills = {
            "entityType": "Bill",
            "destination": "STRIPE",
            "name": "EU",
            "integrationCredentialsId": registered["id"],
        }
        configured = self.call("POST", _CONFIGURATIONS, bills)
        ids = [registered["id"], configured["id"], registered["destinationId"]]
        known = [*ids, *bills.values(), "STRIPE_SIGNED_REQUEST", "STRIPE_TEST", 1, 10**30, {}]
        values = st.sampled_from(known) | any_json
        objects = st.dictionaries(st.sampled_from(JSON_FIELDS), values).map(
            lambda drawn: {**bills, "type": "STRIPE_SIGNED_REQUEST", **drawn}
        )
        paths = st.builds(
            lambda path, id_: path.replace("/x", f"/{id_}"),
            st.sampled_from(M3TER_PATHS),
            st.sampled_from(ids) | escaped,
        )
        queries = st.dictionaries(
            st.sampled_from(["pageSize", "nextToken", "destinationId", "status", "order"]),
            st.sampled_from(["", "0", "1", "-1", "200", "9" * 5000, "²", "ASC", *ids]) | escaped,
        ).map(lambda query: "&".join(f"{name}={value}" for name, value in query.items()))
        headers = (("host", HOST), ("authorization", self.bearer), JSON)
        return st.builds(
            lambda method, path, query, body: Request(method, path, quoted(query), headers, body),
            st.sampled_from(["GET", "POST", "PUT", "DELETE"]),
            paths,
            queries,
            (objects | any_json).map(lambda value: json.dumps(value).encode()),
        )

    def call(self, method: str, path: str, content: object = None) -> dict[str, Any]:
        """Send a request of somebody who has a token, and return the JSON of its response."""
        headers = (("host", HOST), ("authorization", self.bearer), JSON)
        response = self.respond(Request(method, path, "", headers, json.dumps(content).encode()))
        found: dict[str, Any] = json.loads(response.partition(b"\r\n\r\n")[2])
        return found

    def page(self, path: str) -> int:
        """Return the status of what everybody may see."""
        return status_of(self.respond(Request("GET", path, "", (("host", HOST),), b"")))


def quoted(query: str) -> str:
    return quote(query, safe="&=%")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Served:
    return Served(tmp_path_factory.mktemp("application"))


@given(st.data())
def test_any_request_ends_in_a_page_or_a_refusal(served: Served, data: st.DataObject) -> None:
    request = data.draw(served.requests)
    with nothing_logged():
        response = served.respond(request)
    assert status_of(response) in PAGES | REFUSALS


@given(st.data())
def test_whoever_has_a_token_gets_an_answer_or_a_refusal_and_spoils_no_list(
    served: Served, data: st.DataObject
) -> None:
    request = data.draw(served.m3ter_requests)
    with nothing_logged():
        response = served.respond(request)
        assert status_of(response) in PAGES | REFUSALS
        assert served.page(CONSOLE) == 200
        for path in (_CONFIGURATIONS, _CREDENTIALS):
            assert "data" in served.call("GET", path)


@pytest.mark.parametrize(
    "data",
    [
        b"[" * 60_000,
        b'{"a":' * 12_000,
        b'{"entityType":"Bill","destination":"STRIPE","name":"x","configData":{"a":NaN}}',
        b'{"entityType":"Bill","destination":"STRIPE","name":"x","configData":{"a":1e999}}',
        b'{"entityType":"Bill","destination":"STRIPE","name":"x","configData":{"a":'
        + b"[" * 50
        + b"]" * 50
        + b"}}",
        b'{"entityType":"Bill","destination":"STRIPE","name":"\\ud800"}',
        b'{"entityType":"Bill","destination":"STRIPE","name":"x",'
        b'"integrationCredentialsId":"\\udfff"}',
        b'{"type":"STRIPE_SIGNED_REQUEST","destination":"STRIPE","name":"\\ud800"}',
    ],
)
@pytest.mark.parametrize("path", [_CONFIGURATIONS, _CREDENTIALS])
def test_json_that_cannot_be_kept_is_refused(served: Served, path: str, data: bytes) -> None:
    headers = (("host", HOST), ("authorization", served.bearer), JSON)
    with nothing_logged():
        status = status_of(served.respond(Request("POST", path, "", headers, data)))
    assert status in {400, 422}


def test_a_page_of_a_list_has_a_size_that_can_be_read(served: Served) -> None:
    headers = (("host", HOST), ("authorization", served.bearer))
    for query in ("pageSize=0", "pageSize=201", "pageSize=" + "9" * 5000, "nextToken=-1"):
        with nothing_logged():
            response = served.respond(Request("GET", _CREDENTIALS, query, headers, b""))
        assert status_of(response) == 400


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("authorization", "Basic \xff\xff"),
        ("authorization", "Bearer \xe9"),
        ("authorization", 'Digest a="\xff'),
        ("authorization", "Digest a*=x''%ff"),
        ("content-type", "multipart/form-data; boundary=\xff"),
        ("content-type", "application/x-www-form-urlencoded; charset=\xff"),
        ("stripe-account", "\xff\x00"),
        ("cookie", "\xff=\xff; \x00"),
        ("origin", "\xff"),
        ("x-forwarded-host", "["),
    ],
)
@pytest.mark.parametrize("path", [*PATHS, *M3TER_PATHS])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_bytes_that_no_client_sends_are_refused(
    served: Served, method: str, path: str, name: str, value: str
) -> None:
    request = Request(method, path, "", (("host", HOST), (name, value)), b"code=%ff&code")
    with nothing_logged():
        assert status_of(served.respond(request)) in REFUSALS


@pytest.fixture(scope="module")
def at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Addresses]:
    practice = PracticeStripe(tmp_path_factory.mktemp("practice"), grants_endpoint=True)
    yield practice.start()
    practice.stop()


lines = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda name, value: name.encode() + b": " + value,
        st.sampled_from(HEADERS),
        st.one_of(st.binary(max_size=30), st.sampled_from([b"chunked", b"0", b"9" * 5000, b"-1"])),
    ),
)
first_lines = st.one_of(
    st.binary(max_size=60),
    st.builds(
        lambda method, target, version: b" ".join((method, target, version)),
        st.sampled_from([b"GET", b"POST", b"CONNECT", b"PRI", b"\xff"]),
        st.one_of(
            st.sampled_from(
                [b"/oauth/authorize", b"/oauth/token", b"*", b"http://[", b"//", b"/%"]
            ),
            st.binary(max_size=30),
        ),
        st.sampled_from([b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b""]),
    ),
)
raw_requests = st.one_of(
    st.binary(min_size=1, max_size=300),
    st.builds(
        lambda first, rest, body: b"\r\n".join((first, *rest, b"", body)),
        first_lines,
        st.lists(lines, max_size=5),
        st.binary(max_size=60),
    ),
)


@given(raw_requests)
@example(b"GET http://[ HTTP/1.1\r\nHost: [\r\n\r\n")
@example(b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n")
@example(b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")
@example(b"POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\ncode")
@example(b"\x16\x03\x01\x00\x2f\x01\x00\x00\x2b\x03\x03" + bytes(36))
@example(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
@example(b"\r\n" * 100_000)
def test_any_bytes_on_the_wire_are_refused(at: Addresses, data: bytes) -> None:
    with nothing_logged():
        response = exchange(port_of(at.api_base), data)
    # Blank lines before a request are no part of one (RFC 9112 §2.2), so they get no response.
    if data.strip(b"\r\n"):
        assert status_of(response) in REFUSALS


@pytest.mark.parametrize(
    ("target", "status"),
    [
        ("//oauth//authorize", 404),
        ("/oauth/authorize/", 404),
        ("oauth/authorize", 400),
        ("*", 400),
        ("http://127.0.0.1/oauth/authorize", 400),
    ],
)
def test_another_target_is_not_taken_for_one_of_its_own(
    at: Addresses, target: str, status: int
) -> None:
    port = port_of(at.api_base)
    head = f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
    assert status_of(exchange(port, head.encode())) == status


def test_a_request_without_a_host_is_refused(at: Addresses) -> None:
    assert status_of(exchange(port_of(at.api_base), b"GET /v1/account HTTP/1.0\r\n\r\n")) == 400


def test_a_header_with_an_underscore_is_not_taken_for_one_with_a_dash(served: Served) -> None:
    def status(name: str) -> int:
        key = ("authorization", f"Bearer {served.keys[0]}")
        headers = (("host", HOST), key, (name, "acct_other"))
        return status_of(served.respond(Request("GET", "/v1/account", "", headers, b"")))

    assert status("stripe-account") == 403
    assert status("stripe_account") == 200


def test_a_request_that_is_too_long_is_told_so(at: Addresses) -> None:
    port = port_of(at.api_base)
    host = f"Host: 127.0.0.1:{port}\r\n".encode()
    long = b"x" * 1_000_000
    assert status_of(exchange(port, b"GET /" + long)) == 431
    assert status_of(exchange(port, b"GET / HTTP/1.1\r\n" + host + b"Cookie: " + long)) == 431
    body = b"POST /oauth/token HTTP/1.1\r\n" + host + b"Content-Length: 1000000\r\n\r\n" + long
    assert status_of(exchange(port, body)) == 413


def test_who_sends_too_much_is_not_reset_before_the_response_is_read(at: Addresses) -> None:
    with connect(port_of(at.api_base)) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nCookie: " + b"x" * 4_000_000)
        received = connection.recv(65536)
        while data := connection.recv(65536):
            received += data
    assert status_of(received) == 431


def test_the_cookies_of_other_programs_on_this_host_do_no_harm(at: Addresses) -> None:
    port = port_of(at.api_base)
    head = f"GET /v1/account HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: a={'x' * 60_000}\r\n\r\n"
    assert status_of(exchange(port, head.encode())) == 401
