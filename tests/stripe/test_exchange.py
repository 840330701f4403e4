"""The code is sent once, and every answer to it has one meaning."""

import gzip
import json
import logging
from urllib.parse import parse_qs

import pytest

from desktop_app.core.errors import (
    AnswerLostError,
    RefusedError,
    SecretRefusedError,
    ServiceError,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.sending import MAX_BODY_BYTES
from desktop_app.stripe.client import StripeClient
from tests.net.server import Reply, ServeWith, answer, reset, say
from tests.net.sites import Sites
from tests.stripe.conftest import KEYS, client_of

CODE = Secret("ac_TheCodeOfThisTest")
GRANT = {
    "stripe_user_id": "acct_1Abc",
    "livemode": False,
    "scope": "read_write",
    "token_type": "bearer",
    "access_token": "sk_test_accesstoken",
    "refresh_token": "rt_refreshtoken",
}


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


@pytest.mark.parametrize("how", list(BROKEN))
def test_through_a_proxy_too_nothing_is_sent_again(sites: Sites, how: str) -> None:
    site = sites.make(BROKEN[how], proxied=True)
    assert type(exchange(client_of(site.origin, network=site.network()))) is AnswerLostError
    assert len(site.server.requests) == 1
    assert site.proxy is not None
    assert len(site.proxy.heads) == 1


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


@pytest.mark.parametrize(
    "encoded", ["a+code+%2B+more", "c2tfdGVzdF9tYWRldXAxMjM0Og=="], ids=["form", "Basic"]
)
def test_what_was_sent_is_hidden_in_the_form_in_which_it_was_sent(
    serve_with: ServeWith, encoded: str
) -> None:
    body = json.dumps({"error": "invalid_grant", "error_description": f"Unknown: {encoded}"})
    server = serve_with(answer("400 Bad", body.encode()))
    with pytest.raises(RefusedError) as caught:
        client_of(server.origin).exchange(Secret("a code + more"))
    assert caught.value.detail.description == "Unknown: •••"


def test_cookies_are_not_read_since_pythons_parser_warns_of_odd_ones(
    serve_with: ServeWith,
) -> None:
    odd = ("Set-Cookie2: b expires=", "Set-Cookie: ")
    server = serve_with(answer("200 OK", good(), *odd))
    assert client_of(server.origin).exchange(CODE).livemode is False


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
