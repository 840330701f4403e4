"""What had no effect for certain: documented errors with documented statuses, and nothing else."""

import json
from itertools import product

import pytest

from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    RefusedError,
    SecretRefusedError,
    ServiceError,
)
from desktop_app.core.profile import SecretKind
from desktop_app.core.secret import Secret
from desktop_app.net.response import HttpResponse
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.reading import DEAUTHORIZE_ERRORS, TOKEN_ERRORS, read_oauth_refusal
from tests.net.server import ServeWith, answer
from tests.stripe.conftest import KEYS, connection_to

ACCOUNT = "acct_1Abc"
STATUSES = (*range(400, 419), *range(421, 430), 431, 444, 451, 460, 463, 494, 498, 499)
API_ERROR = {"type": "invalid_request_error", "message": "Invalid API Key provided"}
NO_ERRORS: tuple[object, ...] = (None, "", {}, [], 7, True, {"type": "t"}, {"message": "m"})
OTHER_ERRORS = (
    "request_timeout",
    "slow_down",
    "server_error",
    "temporarily_unavailable",
    "invalid_token",
    "Invalid_grant",
    " invalid_grant",
    "invalid_grant\x00",
)
TOKEN_KEYS = ("Stripe", "an endpoint with a token", "an open endpoint")


def response(status: int, error: object) -> HttpResponse:
    return HttpResponse(status, {}, json.dumps({"error": error}).encode())


def is_certain(status: int, error: object, documented: frozenset[str] = TOKEN_ERRORS) -> bool:
    return read_oauth_refusal(response(status, error), documented, ()) is not None


@pytest.mark.parametrize("documented", [TOKEN_ERRORS, DEAUTHORIZE_ERRORS])
def test_a_documented_error_is_certain_with_400_and_401_and_no_other_status(
    documented: frozenset[str],
) -> None:
    certain = {
        (status, error)
        for status, error in product((200, 302, *STATUSES, 500, 503), documented)
        if is_certain(status, error, documented)
    }
    assert certain == set(product((400, 401), documented))


@pytest.mark.parametrize("error", [*OTHER_ERRORS, API_ERROR])
def test_another_error_is_certain_with_401_alone(error: object) -> None:
    assert [status for status in (200, 302, *STATUSES, 500) if is_certain(status, error)] == [401]


@pytest.mark.parametrize("error", NO_ERRORS)
def test_a_body_in_neither_form_is_never_certain(error: object) -> None:
    assert not [status for status in (200, 302, *STATUSES, 500) if is_certain(status, error)]


def test_the_errors_of_a_token_are_not_those_of_a_deauthorization() -> None:
    assert is_certain(400, "invalid_grant", TOKEN_ERRORS)
    assert not is_certain(400, "invalid_grant", DEAUTHORIZE_ERRORS)


# What is made of it ---------------------------------------------------------------------------

OAUTH = b'{"error": "%b", "error_description": "No."}'
API = json.dumps({"error": API_ERROR}).encode()
PAGE = b"<html>No</html>"
GIVEN_UP = ("408 Late", "409 Conflict", "425 Too Early", "429 Slow down", "499 Gone")


def client(origin: str, where: str) -> StripeClient:
    kind = {
        "Stripe": SecretKind.STRIPE_KEY,
        "an endpoint with a token": SecretKind.BEARER_TOKEN,
        "an open endpoint": None,
    }[where]
    limits = TimeLimits(10.0, 10.0, 10.0, total=0.1)
    made = StripeClient(connection_to(origin, secret_kind=kind), limits=limits)
    made.take_secret(Secret(next(iter(KEYS.values()))))
    return made


@pytest.mark.parametrize("body", [OAUTH % b"invalid_grant", OAUTH % b"late", API, PAGE, b""])
@pytest.mark.parametrize("status", ["402 Pay", "403 No", "404 No", *GIVEN_UP])
@pytest.mark.parametrize("where", TOKEN_KEYS)
def test_with_any_other_status_the_outcome_is_not_known(
    serve_with: ServeWith, where: str, status: str, body: bytes
) -> None:
    server = serve_with(answer(status, body))
    with pytest.raises(ServiceError) as exchanged:
        client(server.origin, where).exchange(Secret("ac_x"))
    with pytest.raises(ServiceError) as deauthorized:
        client(server.origin, where).deauthorize(ACCOUNT)
    for raised in (exchanged, deauthorized):
        assert type(raised.value) is AnswerLostError
        assert raised.value.detail.status == int(status[:3])
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    ("status", "body", "where", "exchanged", "deauthorized"),
    [
        ("400 No", OAUTH % b"invalid_request", "Stripe", RefusedError, RefusedError),
        ("400 No", OAUTH % b"invalid_client", "Stripe", SecretRefusedError, RefusedError),
        ("400 No", OAUTH % b"invalid_grant", "Stripe", RefusedError, AnswerLostError),
        ("400 No", OAUTH % b"unauthorized_client", "Stripe", RefusedError, AnswerLostError),
        ("400 No", OAUTH % b"late", "Stripe", AnswerLostError, AnswerLostError),
        ("400 No", API, "Stripe", AnswerLostError, AnswerLostError),
        ("400 No", PAGE, "an endpoint with a token", AnswerLostError, AnswerLostError),
        ("401 No", OAUTH % b"invalid_client", "Stripe", SecretRefusedError, RefusedError),
        ("401 No", OAUTH % b"anything", "Stripe", SecretRefusedError, SecretRefusedError),
        ("401 No", API, "Stripe", SecretRefusedError, SecretRefusedError),
        ("401 No", PAGE, "Stripe", AnswerLostError, AnswerLostError),
        ("401 No", b'{"error": {"code": 401}}', "Stripe", AnswerLostError, AnswerLostError),
        ("401 No", API, "an endpoint with a token", SecretRefusedError, SecretRefusedError),
        ("401 No", PAGE, "an endpoint with a token", SecretRefusedError, SecretRefusedError),
        ("401 No", b"", "an open endpoint", RefusedError, RefusedError),
    ],
)
def test_a_certain_refusal_says_whether_it_is_the_secret_that_is_refused(
    serve_with: ServeWith,
    status: str,
    body: bytes,
    where: str,
    exchanged: type[ServiceError],
    deauthorized: type[ServiceError],
) -> None:
    server = serve_with(answer(status, body))
    with pytest.raises(ServiceError) as caught:
        client(server.origin, where).exchange(Secret("ac_x"))
    assert type(caught.value) is exchanged
    with pytest.raises(ServiceError) as caught:
        client(server.origin, where).deauthorize(ACCOUNT)
    assert type(caught.value) is deauthorized


@pytest.mark.parametrize("status", ["402 Pay", "403 No", "404 No", *GIVEN_UP])
def test_not_connected_is_believed_with_documented_statuses_only(
    serve_with: ServeWith, status: str
) -> None:
    body = OAUTH.replace(b"No.", b"This application is not connected to stripe account acct_1Abc")
    server = serve_with(answer(status, body % b"invalid_client"))
    with pytest.raises(AnswerLostError):
        client(server.origin, "Stripe").deauthorize(ACCOUNT)


GONE = json.dumps({"error": API_ERROR | {"code": "account_invalid"}}).encode()
NO_TYPE = b'{"error": {"code": "account_invalid", "message": "No"}}'
NO_MESSAGE = b'{"error": {"code": "account_invalid", "type": "invalid_request_error"}}'


@pytest.mark.parametrize(
    ("status", "body", "with_key", "with_access_token"),
    [
        ("403 No", GONE, AccountNotConnectedError, AccountNotConnectedError),
        ("401 No", GONE, AccountNotConnectedError, AccountNotConnectedError),
        ("401 No", API, SecretRefusedError, AccountNotConnectedError),
        *((status, GONE, RefusedError, RefusedError) for status in ("404 No", *GIVEN_UP)),
        *(
            (status, body, AnswerLostError, AnswerLostError)
            for status in ("401 No", "403 No")
            for body in (NO_TYPE, NO_MESSAGE, OAUTH % b"account_invalid", PAGE)
        ),
    ],
)
def test_an_account_is_disconnected_by_documented_answers_only(
    serve_with: ServeWith,
    status: str,
    body: bytes,
    with_key: type[ServiceError],
    with_access_token: type[ServiceError],
) -> None:
    server = serve_with(answer(status, body))
    cases = {"Stripe": with_key, "an open endpoint": with_access_token}
    for where, kind in cases.items():
        with pytest.raises(ServiceError) as caught:
            client(server.origin, where).account(
                ACCOUNT, access_token=Secret("sk_test_accesstoken")
            )
        assert type(caught.value) is kind


@pytest.mark.parametrize("status", ["401 No", "403 No", "404 No", *GIVEN_UP])
def test_an_endpoint_that_refuses_an_unknown_code_with_a_wrong_status_is_not_trusted(
    serve_with: ServeWith, status: str
) -> None:
    server = serve_with(answer(status, OAUTH % b"invalid_grant"))
    with pytest.raises(RefusedError):
        client(server.origin, "an endpoint with a token").try_secret()
