"""The token call is sent once, and every way of going wrong has one meaning."""

import gzip
import json
import logging
import socket
import ssl
import threading
from pathlib import Path
from urllib.parse import parse_qs

import pytest

from desktop_app.core.errors import (
    AnswerLostError,
    RefusedError,
    SecretRefusedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.sending import MAX_BODY_BYTES
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.client import StripeClient
from tests.stripe.conftest import (
    KEYS,
    Reply,
    ServeWith,
    answer,
    client_of,
    reset,
    say,
    self_signed_certificate,
)

CODE = Secret("ac_TheCodeOfThisTest")
GRANT = {
    "stripe_user_id": "acct_1Abc",
    "livemode": False,
    "scope": "read_write",
    "token_type": "bearer",
    "access_token": "sk_test_accesstoken",
    "refresh_token": "rt_refreshtoken",
}
SHORT = TimeLimits(connect=10.0, read=0.05, body=10.0)


def good(**changed: object) -> bytes:
    return json.dumps(GRANT | changed).encode()


def exchange(client: StripeClient) -> ServiceError:
    """Exchange the code, and return the failure."""
    with pytest.raises(ServiceError) as caught:
        client.exchange(CODE)
    return caught.value


def test_the_code_is_sent_as_documented(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", good()))
    grant = client_of(server.origin).exchange(CODE)
    assert (grant.account_id, grant.livemode, grant.scope) == ("acct_1Abc", False, "read_write")
    assert grant.access_token == Secret("sk_test_accesstoken")
    assert grant.refresh_token == Secret("rt_refreshtoken")
    [request] = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /oauth/token HTTP/1.1\r\n")
    assert b"Content-Type: application/x-www-form-urlencoded" in head
    assert b"Authorization: Basic c2tfdGVzdF9tYWRldXAxMjM0Og==" in head
    assert parse_qs(body.decode()) == {
        "grant_type": ["authorization_code"],
        "code": [CODE.reveal()],
    }


def test_the_deprecated_tokens_may_be_absent(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", good(access_token=None, refresh_token="")))
    grant = client_of(server.origin).exchange(CODE)
    assert grant.access_token is None
    assert grant.refresh_token is None


REFUSED = b'{"error": "invalid_grant", "error_description": "Expired."}'
BROKEN: dict[str, Reply] = {
    "hangs up without a word": lambda _: None,
    "is reset": reset,
    "is cut off in the head": say(b"HTTP/1.1 200 OK\r\nContent-Le"),
    "is cut off in the body": say(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + good()),
    "is a refusal that is cut off": say(b"HTTP/1.1 400 No\r\nContent-Length: 900\r\n\r\n{"),
    "is cut off between chunks": say(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{'a':\r\n"
    ),
    "is not HTTP": say(b"\x16\x03\x01 hello\r\n\r\n"),
    "is a server error": answer("500 Oh no", b'{"error": "server_error"}'),
    "is a server error that looks like a refusal": answer("503 Later", REFUSED),
    "is a page": answer("200 OK", b"<html>Log in to the Wi-Fi</html>"),
    "is a page that says no": answer("403 Forbidden", b"<html>Blocked</html>"),
    "is empty": answer("200 OK", b""),
    "is not an object": answer("200 OK", b"[]"),
    "is nested too deeply": answer("200 OK", b"[" * 100_000),
    "is a redirect": answer("302 Found", good(), "Location: /elsewhere"),
    "is a redirect that keeps the method": answer("307 There", b"", "Location: /elsewhere"),
    "is a redirect to nonsense": answer("302 Found", b"", "Location: http://["),
    "is a success with an error": answer("200 OK", REFUSED),
    "is a grant with an error": answer("200 OK", good(error="invalid_grant")),
    "names no account": answer("200 OK", good(stripe_user_id=None)),
    "names a strange account": answer("200 OK", good(stripe_user_id="acct_1/../2")),
    "has no mode": answer("200 OK", good(livemode="false")),
    "has no scope": answer("200 OK", good(scope=None)),
    "is an error without a name": answer("400 Bad", b'{"error": null}'),
    "is packed": answer("200 OK", gzip.compress(good()), "Content-Encoding: gzip"),
    "is longer than any answer": answer("200 OK", good(filling="x" * MAX_BODY_BYTES)),
}


@pytest.mark.parametrize("how", list(BROKEN))
def test_an_answer_that_cannot_be_trusted_is_lost_and_nothing_is_sent_again(
    serve_with: ServeWith, how: str
) -> None:
    server = serve_with(BROKEN[how])
    problem = exchange(client_of(server.origin))
    assert type(problem) is AnswerLostError
    assert problem.detail.error
    assert len(server.requests) == 1


def test_a_server_that_never_answers_is_lost_after_the_read_time_out(
    serve_with: ServeWith,
) -> None:
    def reply(connection: socket.socket) -> None:
        server.stay_silent(connection)

    server = serve_with(reply)
    problem = exchange(client_of(server.origin, SHORT))
    assert type(problem) is AnswerLostError
    assert problem.detail.error == "read_timeout"
    assert len(server.requests) == 1


def test_a_server_that_stops_in_the_middle_is_lost_after_the_read_time_out(
    serve_with: ServeWith,
) -> None:
    def reply(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n{")
        server.stay_silent(connection)

    server = serve_with(reply)
    problem = exchange(client_of(server.origin, SHORT))
    assert type(problem) is AnswerLostError
    assert problem.detail.error == "read_timeout"
    assert len(server.requests) == 1


def test_a_server_that_drips_is_lost_when_the_whole_takes_too_long(serve_with: ServeWith) -> None:
    gone = threading.Event()

    def reply(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n")
        try:
            while True:
                connection.sendall(b" ")
        except OSError:
            gone.set()

    server = serve_with(reply)
    problem = exchange(client_of(server.origin, TimeLimits(10.0, 10.0, body=0.0)))
    assert type(problem) is AnswerLostError
    assert problem.detail.error == "answer_too_long"
    assert gone.wait(20)
    assert len(server.requests) == 1


CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = {
    "headers, bit by bit": (b"HTTP/1.1 200 OK\r\nX: ", b"x", 0.01),
    "interim answers": (b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100, 0.0),
    "a chunk's length": (CHUNKED + b"1;", b"x", 0.01),
    "trailers": (CHUNKED + b"2\r\n{}\r\n0\r\n", b"X: y\r\n" * 100, 0.0),
}


@pytest.mark.parametrize("what", list(ENDLESS))
def test_an_answer_without_end_is_lost_at_the_time_limit_of_the_whole(
    serve_with: ServeWith, what: str
) -> None:
    beginning, endless, pause = ENDLESS[what]
    gone = threading.Event()

    def reply(connection: socket.socket) -> None:
        connection.sendall(beginning)
        try:
            while not gone.wait(pause):
                connection.sendall(endless)
        except OSError:
            gone.set()

    server = serve_with(reply)
    problem = exchange(client_of(server.origin, TimeLimits(10.0, 10.0, 10.0, whole=0.2)))
    assert type(problem) is AnswerLostError
    assert problem.detail.error == "read_timeout"
    assert gone.wait(20)
    assert len(server.requests) == 1


def test_nothing_is_sent_once_the_time_limit_of_the_whole_has_passed(
    serve_with: ServeWith,
) -> None:
    server = serve_with(answer("200 OK", good()))
    problem = exchange(client_of(server.origin, TimeLimits(10.0, 10.0, 10.0, whole=0.0)))
    assert type(problem) is UnreachableError
    assert problem.detail.error == "connect_timeout"
    assert server.requests == []


@pytest.mark.parametrize(
    ("status", "body", "error", "description"),
    [
        ("400 Bad Request", REFUSED, "invalid_grant", "Expired."),
        ("401 Unauthorized", b'{"error": "invalid_client"}', "invalid_client", ""),
        (
            "401 Unauthorized",
            b'{"error": {"type": "invalid_request_error", "message": "Invalid API Key"}}',
            "invalid_request_error",
            "Invalid API Key",
        ),
        (
            "429 Too Many Requests",
            b'{"error": {"type": "x", "code": "rate_limit", "message": "Slow down"}}',
            "rate_limit",
            "Slow down",
        ),
    ],
)
def test_a_documented_error_is_a_refusal_with_stripes_own_words(
    serve_with: ServeWith, status: str, body: bytes, error: str, description: str
) -> None:
    server = serve_with(answer(status, body))
    problem = exchange(client_of(server.origin))
    assert type(problem) is (SecretRefusedError if status.startswith("401") else RefusedError)
    detail = problem.detail
    assert (detail.error, detail.description) == (error, description)
    assert (detail.request_id, detail.status) == ("req_42", int(status[:3]))
    assert len(server.requests) == 1


def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    problem = exchange(client_of(f"http://127.0.0.1:{port}"))
    assert type(problem) is UnreachableError
    assert problem.detail.error == "no_connection"
    assert problem.detail.status == 0


def test_a_name_that_does_not_resolve_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    assert type(exchange(client_of("http://stripe.invalid"))) is UnreachableError


def test_a_server_that_takes_no_call_is_unreachable() -> None:
    with socket.socket() as full:
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        address = full.getsockname()
        waiting = [socket.socket() for _ in range(4)]
        try:
            for caller in waiting:
                caller.setblocking(False)
                caller.connect_ex(address)
            client = client_of(f"http://127.0.0.1:{address[1]}", TimeLimits(0.05, 10.0, 10.0))
            problem = exchange(client)
        finally:
            for caller in waiting:
                caller.close()
    assert type(problem) is UnreachableError
    assert problem.detail.error == "connect_timeout"


def test_a_server_whose_certificate_is_not_trusted_is_sent_nothing(
    serve_with: ServeWith, tmp_path: Path
) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(self_signed_certificate(tmp_path))
    server = serve_with(answer("200 OK", good()), context)
    problem = exchange(client_of(server.origin.replace("http:", "https:")))
    assert type(problem) is UnreachableError
    assert problem.detail.error == "certificate_not_trusted"
    assert server.requests == []


def test_neither_proxies_nor_netrc_of_the_environment_have_a_say(
    serve_with: ServeWith, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    server = serve_with(answer("200 OK", good()))
    client_of(server.origin).exchange(CODE)
    assert b"Authorization: Basic c2tfdGVzdF9tYWRldXAxMjM0Og==" in server.requests[0]


def test_each_call_has_a_connection_of_its_own(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", good(), "Connection: keep-alive"))
    client = client_of(server.origin)
    for _ in range(3):
        client.exchange(CODE)
    assert len(server.requests) == 3
    assert all(b"Connection: close" in request for request in server.requests)


def test_no_secret_is_in_any_error_or_log(
    serve_with: ServeWith, caplog: pytest.LogCaptureFixture
) -> None:
    key = KEYS[System.STRIPE_TEST]
    words = f"No such code: {CODE.reveal()}; key {key}; other sk_live_other123456"
    replies = [
        answer(
            "400 Bad", json.dumps({"error": CODE.reveal(), "error_description": words}).encode()
        ),
        answer("401 No", json.dumps({"error": {"type": "t", "message": words}}).encode()),
        answer("500 Oh", json.dumps({"error": key, "error_description": words}).encode()),
        answer("400 Bad", REFUSED, f"Request-Id: {key}"),
        answer("200 OK", good(error=words)),
        reset,
    ]
    with caplog.at_level(logging.DEBUG):
        for reply in replies:
            problem = exchange(client_of(serve_with(reply).origin))
            told = f"{problem} {problem!r} {problem.detail!r} {problem.__dict__}"
            for secret in (CODE.reveal(), key, "sk_live_other123456", "sk_test_accesstoken"):
                assert secret not in told
            assert problem.__cause__ is None
            assert problem.__context__ is None
    for secret in (CODE.reveal(), key, "c2tfdGVzdF9tYWRldXAxMjM0"):
        assert secret not in caplog.text


def test_what_was_sent_is_hidden_whatever_it_looks_like(serve_with: ServeWith) -> None:
    body = b'{"error": "invalid_grant", "error_description": "Unknown: a code of no known shape"}'
    server = serve_with(answer("400 Bad", body))
    with pytest.raises(RefusedError) as caught:
        client_of(server.origin).exchange(Secret("a code of no known shape"))
    assert caught.value.detail.description == "Unknown: •••"


def test_no_secret_is_in_the_repr_of_a_grant(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", good()))
    shown = repr(client_of(server.origin).exchange(CODE))
    assert "accesstoken" not in shown
    assert "refreshtoken" not in shown


def test_texts_from_outside_are_short_and_plain(serve_with: ServeWith) -> None:
    hostile = "Pay\r\nhere\x1b[31m\x00 \u202eelbisivni\u2028now " + "x" * 100_000
    body = json.dumps({"error": hostile, "error_description": hostile}).encode()
    detail = exchange(client_of(serve_with(answer("400 Bad", body)).origin)).detail
    for text in (detail.error, detail.description):
        assert text.startswith("Pay here [31m elbisivni now xxx")
        assert text.isprintable()
        assert len(text) == 300
        assert text.endswith("…")
