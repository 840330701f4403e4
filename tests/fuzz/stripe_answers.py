"""Fuzzes what reads Stripe's answers: raw HTTP from the network, up to the result of a call.

The first byte of an input says which call of which client is answered, the rest is the answer.
Every try of a call gets the same answer.
"""

import base64
import io
import json
import re
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from functools import cache
from itertools import count
from unittest.mock import patch
from urllib.parse import quote_plus

from desktop_app.core.account import Account, Grant
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    RefusedError,
    ServiceError,
)
from desktop_app.core.profile import SecretKind
from desktop_app.core.secret import Secret
from desktop_app.net.response import HttpResponse
from desktop_app.net.retrying import Pacing
from desktop_app.net.sending import send
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.connection import StripeConnection
from tests.fuzz.inputs import LONG, Values, fill

ORIGIN = "http://127.0.0.1:4242"
ACCOUNT = "acct_1Abc"
CODE = Secret("ac_TheCode~That+NobodyMaySee")
ACCESS_TOKEN = Secret("access-token/of.the-Grant==1")
SECRETS = {
    SecretKind.STRIPE_KEY: Secret("sk_test_ThePlatformKey1"),
    SecretKind.BEARER_TOKEN: Secret("bearer-token/of.m3ter==2"),
    None: Secret("never-sent-to-an-open-endpoint"),
}
KINDS = tuple(SECRETS)
TOKEN_ERRORS = {
    "invalid_request", "invalid_client", "invalid_grant", "unauthorized_client",
    "unsupported_grant_type", "invalid_scope",
}  # fmt: skip
DEAUTHORIZE_ERRORS = {"invalid_request", "invalid_client"}
MAX_SHOWN = 300

WORDS = (
    b"{code}", b"{form_code}", b"{key}", b"{basic}", b"{access_token}", b"{account}",
    b"{pad}", b"{flood}",
    b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 400 No\r\n", b"HTTP/1.1 401 No\r\n", b"HTTP/1.1 403 No\r\n",
    b"HTTP/1.1 409 No\r\n", b"HTTP/1.1 429 No\r\n", b"HTTP/1.1 302 Found\r\n", b"HTTP/1.1 100 \r\n",
    b"HTTP/1.1 204 No\r\n", b"HTTP/1.0 500 No\r\n", b"HTTP/1.1 999 ", b"\r\n\r\n", b"\r\n",
    b"Content-Length: {length}\r\n", b"Content-Length: ",
    b"Transfer-Encoding: chunked\r\n", b"Content-Encoding: gzip\r\n",
    b"Content-Type: application/json\r\n", b"Request-Id: ", b"Retry-After: 1\r\n",
    b"Stripe-Should-Retry: true\r\n", b"Location: http://evil.example/\r\n", b"Set-Cookie: a=b\r\n",
    b"Connection: keep-alive\r\n", b"Trailer: x\r\n", b'{"error": ', b'"error_description": ',
    b'{"type": "invalid_request_error", "message": "', b'"code": "account_invalid"',
    b'"invalid_grant"', b'"invalid_client"', b'"invalid_request"', b"not connected",
    b'{"stripe_user_id": "{account}"', b'"livemode": false', b'"scope": "read_write"',
    b'"access_token": ', b'"refresh_token": ', b'{"id": "{account}"', b'"requirements": ',
    b'"business_profile": {"name": ', b'"settings": {"dashboard": {"display_name": ', b'"email": ',
    b"null", b"true", b"[", b"]", b"}", b'"', b"\\u0000", b"\\ud800", b"\\u202e", b"1e999",
    b"0\r\n\r\n",
)  # fmt: skip

Call = Callable[[StripeClient], object]


def _account(client: StripeClient) -> Account:
    return client.account(ACCOUNT, access_token=ACCESS_TOKEN)


CALLS: tuple[Call, ...] = (
    lambda client: client.exchange(CODE),
    lambda client: client.deauthorize(ACCOUNT),
    _account,
    lambda client: client.try_secret(),
)
EXCHANGE, DEAUTHORIZE, READ, TRY = CALLS


def fuzz(data: bytes) -> None:
    """See `Target`."""
    number = data[0] if data else 0
    call = CALLS[number % len(CALLS)]
    kind = KINDS[number // len(CALLS) % len(KINDS)]
    shown = {"key": SECRETS[kind].reveal()} if kind else {}
    shown |= {"code": CODE.reveal(), "access_token": ACCESS_TOKEN.reveal(), "account": ACCOUNT}
    values: Values = {
        **LONG,
        **{name: value.encode for name, value in shown.items()},
        "form_code": quote_plus(CODE.reveal()).encode,
        "basic": lambda: _basic(SECRETS[kind]),
    }
    _Answered(call, kind, fill(data[1:], values)).check()


class _Answered:
    """A call of a client that gets `answer`, whatever it sends."""

    def __init__(self, call: Call, kind: SecretKind | None, answer: bytes) -> None:
        self._call = call
        self._kind = kind
        self._answer = answer
        self._connections: list[_Connection] = []
        self._responses: list[HttpResponse] = []

    def check(self) -> None:
        """Make the call, and check its result."""
        try:
            with self._network():
                result = self._call(self._client())
        except ServiceError as error:
            self._check_error(error)
        else:
            self._check_result(result)
        if self._call in (EXCHANGE, DEAUTHORIZE):
            assert len(self._connections) == 1, "it was sent more than once"
        assert all(connection.requests == 1 for connection in self._connections)

    def _check_result(self, result: object) -> None:
        response, body = self._last()
        if self._call is TRY:
            if result is None and self._kind is SecretKind.STRIPE_KEY:
                raise AssertionError("this key is not restricted")
            assert result is not None or (response.status, body.get("error")) == (
                400,
                "invalid_grant",
            )
        elif self._call is DEAUTHORIZE and response.status != 200:
            assert response.status in {400, 401}
            assert body.get("error") == "invalid_client"
            assert ACCOUNT in str(body.get("error_description"))
        else:
            assert response.status == 200, f"a success with the status {response.status}"
        match result:
            case Grant(account_id=account_id, scope=scope):
                assert "error" not in body
                assert body.get("stripe_user_id") == account_id
                assert body.get("livemode") in (True, False)
                _check_texts(account_id, scope)
            case Account(id=account_id):
                assert body.get("id") == account_id
                assert self._call is TRY or account_id == ACCOUNT, "another account was taken"
                _check_texts(
                    *(str(getattr(result, f.name)) for f in fields(result) if f.type == "str"),
                    *result.currently_due,
                )

    def _check_error(self, error: ServiceError) -> None:
        assert error.__cause__ is error.__context__ is None, "a crash report shows the request"
        detail = error.detail
        texts = [str(getattr(detail, field.name)) for field in fields(detail)]
        _check_texts(*texts)
        told = f"{error} {error!r} {detail!r} {error.__dict__}"
        for secret in self._sent_secrets():
            assert secret not in told, "a message repeats a secret"
        if isinstance(error, RefusedError) and self._call is not TRY:
            assert self._is_certain(), "a refusal that nothing documents"
        elif not isinstance(error, RefusedError):
            assert type(error) is AnswerLostError, "it was sent, so the outcome is not known"
        if isinstance(error, AccountNotConnectedError):
            assert self._call is READ

    def _is_certain(self) -> bool:
        """Whether the answer is a documented error with a documented status."""
        if not self._responses:
            return False
        response, body = self._last()
        error = body.get("error")
        is_api_error = isinstance(error, dict) and all(
            isinstance(error.get(name), str) for name in ("type", "message")
        )
        if self._call is READ:
            return 400 <= response.status < 500 and is_api_error
        if response.status == 401:
            is_oauth_error = isinstance(error, str) and error != ""
            return is_oauth_error or is_api_error or self._kind is not SecretKind.STRIPE_KEY
        documented = TOKEN_ERRORS if self._call is EXCHANGE else DEAUTHORIZE_ERRORS
        return response.status == 400 and error in documented

    def _last(self) -> tuple[HttpResponse, dict[str, object]]:
        response = self._responses[-1]
        try:
            body = json.loads(response.body)
        except (ValueError, RecursionError):
            body = None
        return response, body if isinstance(body, dict) else {}

    def _sent_secrets(self) -> Iterator[str]:
        if self._call is EXCHANGE:
            yield CODE.reveal()
            yield quote_plus(CODE.reveal())
        if self._kind is None and self._call is not READ:
            return
        holds_key = self._kind is SecretKind.STRIPE_KEY
        secret = ACCESS_TOKEN if self._call is READ and not holds_key else SECRETS[self._kind]
        yield secret.reveal()
        yield _basic(secret).decode()

    def _client(self) -> StripeClient:
        connection = StripeConnection(
            f"{ORIGIN}/oauth/authorize",
            f"{ORIGIN}/oauth/token",
            f"{ORIGIN}/oauth/deauthorize",
            ORIGIN,
            "ca_test",
            self._kind,
        )
        seconds = count()
        # A clock on which each look takes a second.
        pacing = Pacing(lambda: float(next(seconds)), lambda _: None, lambda: 0.5)
        client = StripeClient(connection, None, TimeLimits(total=7.0), pacing)
        client.take_secret(SECRETS[self._kind])
        return client

    @contextmanager
    def _network(self) -> Iterator[None]:
        def heard(*args: object) -> HttpResponse:
            response = send(*args)  # type: ignore[arg-type]  # it is passed on as it is
            self._responses.append(response)
            return response

        def connect(*_: object, **__: object) -> "_Connection":
            self._connections.append(_Connection(self._answer))
            return self._connections[-1]

        with (
            patch("desktop_app.stripe.client.send", heard),
            patch("urllib3.util.connection.create_connection", connect),
            patch("desktop_app.net.adapter.truststore.SSLContext", lambda _: _trust()),
        ):
            yield


@cache
def _trust() -> ssl.SSLContext:
    """Return a context that is made once. Nothing here is encrypted, and making it is slow."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class _Connection:
    """A socket whose other end has sent `answer`, and closed."""

    def __init__(self, answer: bytes) -> None:
        self._answer = answer
        self._timeout: float | None = None
        self.requests = 0

    def sendall(self, data: bytes) -> None:
        self.requests += bytes(data).startswith((b"POST ", b"GET "))

    def makefile(self, *_: object, **__: object) -> io.BufferedReader:
        return io.BufferedReader(io.BytesIO(self._answer))

    def settimeout(self, timeout: float | None) -> None:
        self._timeout = timeout

    def gettimeout(self) -> float | None:
        return self._timeout

    def setsockopt(self, *_: object) -> None:
        pass

    def shutdown(self, _: int) -> None:
        pass

    def close(self) -> None:
        pass


def _check_texts(*texts: str) -> None:
    for text in texts:
        assert len(text) <= MAX_SHOWN, "a text is too long"
        assert (
            re.search(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\ud800-\udfff]", text) is None
        )


def _basic(secret: Secret) -> bytes:
    return base64.b64encode(f"{secret.reveal()}:".encode())
