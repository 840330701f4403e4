"""An organization's Stripe: by its profile, with a key or by an exchange endpoint."""

import re
import threading
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_app.core.deadline import no_deadline
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    NetworkProblem,
    RefusedError,
    SecretRefusedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.profile import (
    ExchangeEndpoint,
    M3terService,
    Organization,
    Profile,
    Registration,
)
from desktop_app.core.return_route import loopback, return_page
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.network import Network
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.connection import connection_of
from desktop_app.stripe.gateway import OrganizationStripe, try_secret
from desktop_app.workflow.ports import StripeGateway
from tests.net.server import MisbehavingServer, ServeWith, answer, reset
from tests.stripe.conftest import CLIENT_IDS, KEYS, STAND_IN_KEYS
from tests.stripe.test_exchange import good

ACCOUNT = "acct_1Abc"
KEY = Secret(STAND_IN_KEYS[System.STRIPE_TEST])
TOKEN = Secret("bearer|of-the.endpoint")
ACCESS_TOKEN = Secret("standin_test_accesstoken")
CODE = Secret("ac_TheCode")
LIMITS = TimeLimits(10.0, 10.0, 10.0, total=1.0)
ROUTES = {
    System.STRIPE: (return_page("https://acme.example/return"),),
    System.STRIPE_TEST: (loopback("http://localhost:51000/a"), loopback("http://[::1]:51000/b")),
}


def registration(
    system: System = System.STRIPE_TEST,
    origin: str = "",
    endpoint: str = "",
    *,
    wants_token: bool = False,
) -> Registration:
    exchange = ExchangeEndpoint(f"{endpoint}/token", f"{endpoint}/revoke", wants_token)
    return Registration(
        system,
        CLIENT_IDS[system],
        ROUTES[system],
        exchange if endpoint else None,
        origin,
        (("email", "ada@acme.example"),),
    )


def gateway_of(*registrations: Registration) -> OrganizationStripe:
    profile = Profile(Organization("acme", "Acme Ltd"), registrations, M3terService("acme"))
    return OrganizationStripe(profile, Network(), LIMITS)


def head_of(server: MisbehavingServer) -> list[bytes]:
    [request] = server.requests
    return request.partition(b"\r\n\r\n")[0].split(b"\r\n")


def authorization(server: MisbehavingServer) -> list[bytes]:
    return [line for line in head_of(server) if line.lower().startswith(b"authorization:")]


def test_stripes_own_addresses_are_used_unless_the_profile_says_otherwise() -> None:
    direct = connection_of(registration(System.STRIPE))
    assert direct.authorize_url == "https://connect.stripe.com/oauth/authorize"
    assert direct.token_url == "https://connect.stripe.com/oauth/token"
    assert direct.deauthorize_url == "https://connect.stripe.com/oauth/deauthorize"
    assert direct.api_origin == "https://api.stripe.com"
    exchanged = connection_of(registration(endpoint="https://acme.example"))
    assert exchanged.authorize_url == "https://connect.stripe.com/oauth/authorize"
    assert exchanged.token_url == "https://acme.example/token"
    assert exchanged.deauthorize_url == "https://acme.example/revoke"
    assert exchanged.api_origin == "https://api.stripe.com"


def test_systems_and_routes_are_the_profiles() -> None:
    gateway: StripeGateway = gateway_of(registration(System.STRIPE_TEST))
    assert gateway.systems == (System.STRIPE_TEST,)
    assert gateway.routes(System.STRIPE_TEST) == ROUTES[System.STRIPE_TEST]
    gateway.prepare(System.STRIPE_TEST, "http://localhost:51000/a", no_deadline)
    url = gateway.authorize_url(System.STRIPE_TEST, "http://localhost:51000/a", "a state")
    query = parse_qs(urlsplit(url).query)
    assert query["client_id"] == [CLIENT_IDS[System.STRIPE_TEST]]
    assert query["redirect_uri"] == ["http://localhost:51000/a"]
    assert query["state"] == ["a state"]
    assert query["stripe_user[email]"] == ["ada@acme.example"]


def test_each_mode_waits_for_its_own_secret_if_it_wants_one() -> None:
    gateway = gateway_of(
        registration(System.STRIPE),
        registration(System.STRIPE_TEST, endpoint="https://acme.example", wants_token=True),
    )
    assert all(map(gateway.needs_secret, System))
    gateway.take_secret(System.STRIPE, Secret(KEYS[System.STRIPE]))
    assert not gateway.needs_secret(System.STRIPE)
    assert gateway.needs_secret(System.STRIPE_TEST)
    assert not gateway.reads_with_access_token(System.STRIPE)
    assert gateway.reads_with_access_token(System.STRIPE_TEST)
    without = gateway_of(registration(endpoint="https://acme.example"))
    assert not without.needs_secret(System.STRIPE_TEST)


def test_a_mode_is_called_with_its_own_key(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", good()))
    gateway = gateway_of(
        registration(System.STRIPE, server.origin), registration(System.STRIPE_TEST, server.origin)
    )
    for system, key in STAND_IN_KEYS.items():
        gateway.take_secret(system, Secret(key))
    gateway.exchange(System.STRIPE_TEST, CODE, no_deadline)
    assert authorization(server) == [b"Authorization: Basic c3RhbmRpbl90ZXN0X21hZGV1cDEyMzQ6"]


@pytest.mark.parametrize("wants_token", [True, False])
def test_an_endpoint_is_called_with_its_token_or_with_nothing(
    serve_with: ServeWith, wants_token: bool
) -> None:
    server = serve_with(answer("200 OK", good()))
    gateway = gateway_of(registration(endpoint=server.origin, wants_token=wants_token))
    gateway.take_secret(System.STRIPE_TEST, TOKEN)
    grant = gateway.exchange(System.STRIPE_TEST, CODE, no_deadline)
    assert grant.access_token == Secret("sk_test_accesstoken")
    assert head_of(server)[0] == b"POST /token HTTP/1.1"
    expected = [b"Authorization: Bearer " + TOKEN.reveal().encode()] if wants_token else []
    assert authorization(server) == expected


@pytest.mark.parametrize("wants_token", [True, False])
def test_an_endpoint_revokes_access(serve_with: ServeWith, wants_token: bool) -> None:
    server = serve_with(answer("200 OK", b'{"stripe_user_id": "acct_1Abc"}'))
    gateway = gateway_of(registration(endpoint=server.origin, wants_token=wants_token))
    gateway.take_secret(System.STRIPE_TEST, TOKEN)
    gateway.deauthorize(System.STRIPE_TEST, ACCOUNT, no_deadline)
    assert head_of(server)[0] == b"POST /revoke HTTP/1.1"
    assert len(authorization(server)) == wants_token


def test_with_an_endpoint_the_account_is_read_at_stripe_with_the_access_token(
    serve_with: ServeWith,
) -> None:
    endpoint = serve_with(reset)
    stripe = serve_with(answer("200 OK", b'{"id": "acct_1Abc"}'))
    gateway = gateway_of(registration(origin=stripe.origin, endpoint=endpoint.origin))
    assert gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline, ACCESS_TOKEN).id == ACCOUNT
    head = head_of(stripe)
    assert head[0] == b"GET /v1/account HTTP/1.1"
    assert authorization(stripe) == [b"Authorization: Bearer standin_test_accesstoken"]
    assert not [line for line in head if line.lower().startswith(b"stripe-account")]
    assert endpoint.requests == []
    with pytest.raises(UnreachableError) as raised:
        gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline)
    assert raised.value.detail.error == NetworkProblem.NO_ACCESS_TOKEN
    assert len(stripe.requests) == 1


def test_with_a_key_the_access_token_is_not_sent(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", b'{"id": "acct_1Abc"}'))
    gateway = gateway_of(registration(origin=server.origin))
    gateway.take_secret(System.STRIPE_TEST, KEY)
    gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline, ACCESS_TOKEN)
    assert b"accesstoken" not in server.requests[0]
    assert b"Stripe-Account: acct_1Abc" in head_of(server)


NO_ACCESS = (
    b'{"error": {"type": "invalid_request_error", "code": "account_invalid", "message": "The'
    b" provided key 'sk_test_***1234' does not have access to account 'acct_1Abc' (or that"
    b' account does not exist). Application access may have been revoked."}}'
)
BAD_KEY = b'{"error": {"type": "invalid_request_error", "message": "Invalid API Key provided"}}'
EXPIRED_KEY = (
    b'{"error": {"type": "invalid_request_error", "code": "platform_api_key_expired", "message":'
    b' "The API key provided by your platform has expired."}}'
)
NOT_ALLOWED = (
    b'{"error": {"type": "invalid_request_error", "code": "more_permissions_required", "message":'
    b" \"The provided key 'rk_test_***1234' does not have the required permissions.\"}}"
)


@pytest.mark.parametrize(
    ("status", "body", "with_key", "with_access_token"),
    [
        ("403 Forbidden", NO_ACCESS, AccountNotConnectedError, AccountNotConnectedError),
        ("401 Unauthorized", NO_ACCESS, AccountNotConnectedError, AccountNotConnectedError),
        ("401 Unauthorized", BAD_KEY, SecretRefusedError, AccountNotConnectedError),
        ("401 Unauthorized", EXPIRED_KEY, SecretRefusedError, AccountNotConnectedError),
        ("403 Forbidden", NOT_ALLOWED, RefusedError, RefusedError),
        ("404 Not Found", BAD_KEY, RefusedError, RefusedError),
        ("401 Unauthorized", b"<html>Log in to the Wi-Fi</html>", AnswerLostError, AnswerLostError),
        ("403 Forbidden", b"<html>Blocked by Acme IT</html>", AnswerLostError, AnswerLostError),
        ("200 OK", NO_ACCESS, AnswerLostError, AnswerLostError),
        ("302 Found", NO_ACCESS, AnswerLostError, AnswerLostError),
    ],
)
def test_disconnected_is_only_what_stripe_says_is_so(
    serve_with: ServeWith,
    status: str,
    body: bytes,
    with_key: type[ServiceError],
    with_access_token: type[ServiceError],
) -> None:
    server = serve_with(answer(status, body))
    direct = gateway_of(registration(origin=server.origin))
    direct.take_secret(System.STRIPE_TEST, KEY)
    exchanged = gateway_of(registration(origin=server.origin, endpoint="https://acme.example"))
    for gateway, kind in ((direct, with_key), (exchanged, with_access_token)):
        with pytest.raises(ServiceError) as caught:
            gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline, ACCESS_TOKEN)
        assert type(caught.value) is kind
        assert caught.value.detail.status == int(status[:3])
        assert not re.search("sk_test|standin", caught.value.detail.description)


def test_an_account_with_server_errors_is_not_disconnected(serve_with: ServeWith) -> None:
    server = serve_with(answer("500 Oh", NO_ACCESS))
    gateway = gateway_of(registration(origin=server.origin))
    gateway.take_secret(System.STRIPE_TEST, KEY)
    with pytest.raises(AnswerLostError):
        gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline)


ENDPOINTS: dict[str, Callable[[str], Registration]] = {
    "Stripe": lambda origin: registration(origin=origin),
    "an endpoint with a token": lambda at: registration(endpoint=at, wants_token=True),
    "an open endpoint": lambda at: registration(endpoint=at),
}


def secret_for(where: str) -> Secret:
    return KEY if where == "Stripe" else TOKEN


@pytest.mark.parametrize(
    ("status", "body", "where", "kind"),
    [
        ("401 No", BAD_KEY, "Stripe", SecretRefusedError),
        ("400 No", b'{"error": "invalid_client"}', "Stripe", SecretRefusedError),
        ("401 No", b"<html>", "Stripe", AnswerLostError),
        ("400 No", b'{"error": "invalid_grant"}', "Stripe", RefusedError),
        ("401 No", b'{"error": "invalid_token"}', "an endpoint with a token", SecretRefusedError),
        ("401 No", b'{"message": "Unauthorized"}', "an endpoint with a token", SecretRefusedError),
        ("401 No", b"", "an endpoint with a token", SecretRefusedError),
        ("403 No", b"", "an endpoint with a token", AnswerLostError),
        ("400 No", b'{"error": "invalid_grant"}', "an endpoint with a token", RefusedError),
        ("401 No", b"", "an open endpoint", RefusedError),
        ("401 No", b'{"error": "invalid_client"}', "an open endpoint", RefusedError),
    ],
)
def test_a_refused_secret_is_told_apart_from_a_refused_code(
    serve_with: ServeWith, status: str, body: bytes, where: str, kind: type[ServiceError]
) -> None:
    server = serve_with(answer(status, body))
    gateway = gateway_of(ENDPOINTS[where](server.origin))
    gateway.take_secret(System.STRIPE_TEST, secret_for(where))
    with pytest.raises(ServiceError) as caught:
        gateway.exchange(System.STRIPE_TEST, CODE, no_deadline)
    assert type(caught.value) is kind
    assert len(server.requests) == 1


@pytest.mark.parametrize("text", ["", "with a space", "zwölf", "two\r\nX-Other: lines"])
def test_a_token_that_no_header_can_carry_is_refused_before_it_is_sent(
    serve_with: ServeWith, text: str
) -> None:
    server = serve_with(answer("200 OK", good()))
    gateway = gateway_of(registration(endpoint=server.origin, wants_token=True))
    gateway.take_secret(System.STRIPE_TEST, Secret(text))
    with pytest.raises(SecretRefusedError) as caught:
        gateway.exchange(System.STRIPE_TEST, CODE, no_deadline)
    assert caught.value.detail.error == NetworkProblem.SECRET_NOT_SENDABLE
    with pytest.raises(RefusedError) as caught_reading:
        gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline, Secret(text))
    assert type(caught_reading.value) is RefusedError
    assert server.requests == []


# Each could be one of Stripe's keys, or contain one.
NOT_MADE_UP = [
    "sk_live_51Acme0000",
    "rk_test_51Acme0000",
    "sk_org_live_51Acme0000",
    "standin_test_sk_live_51Acme0000",
    "standin_sk_live_51Acme0000",
    " standin_test_madeup1234",
    "another shape",
]


@pytest.mark.parametrize("text", NOT_MADE_UP)
def test_a_stand_in_is_never_sent_a_key_that_may_be_stripes(
    serve_with: ServeWith, text: str
) -> None:
    """Whoever holds the port of a stand-in reads what is sent there."""
    server = serve_with(answer("200 OK", b'{"id": "acct_1Abc"}'))
    key, here = Secret(text), registration(origin=server.origin)
    gateway = gateway_of(here)
    gateway.take_secret(System.STRIPE_TEST, key)
    assert gateway.needs_secret(System.STRIPE_TEST)
    calls: list[Callable[[], object]] = [
        lambda: gateway.exchange(System.STRIPE_TEST, CODE, no_deadline),
        lambda: gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline),
        lambda: gateway.deauthorize(System.STRIPE_TEST, ACCOUNT, no_deadline),
        lambda: try_secret(here, key, Network(), LIMITS),
    ]
    for call in calls:
        with pytest.raises(SecretRefusedError) as caught:
            call()
        assert caught.value.detail.error == NetworkProblem.NOT_A_STAND_IN_KEY
        assert text not in str(caught.value)
    assert server.requests == []
    gateway.take_secret(System.STRIPE_TEST, KEY)
    assert not gateway.needs_secret(System.STRIPE_TEST)
    gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline)
    assert len(authorization(server)) == 1


@pytest.mark.parametrize("text", NOT_MADE_UP)
def test_a_stand_in_is_never_sent_an_access_token_that_may_be_stripes(
    serve_with: ServeWith, text: str
) -> None:
    endpoint = serve_with(reset)
    server = serve_with(answer("200 OK", b'{"id": "acct_1Abc"}'))
    gateway = gateway_of(registration(origin=server.origin, endpoint=endpoint.origin))
    with pytest.raises(RefusedError) as caught:
        gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline, Secret(text))
    assert type(caught.value) is RefusedError
    assert caught.value.detail.error == NetworkProblem.NOT_A_STAND_IN_KEY
    assert server.requests == []


CALLS: dict[str, Callable[[OrganizationStripe], object]] = {
    "exchange": lambda stripe: stripe.exchange(System.STRIPE_TEST, CODE, lambda: 0.0),
    "account": lambda stripe: stripe.account(System.STRIPE_TEST, ACCOUNT, lambda: 0.0),
    "deauthorize": lambda stripe: stripe.deauthorize(System.STRIPE_TEST, ACCOUNT, lambda: 0.0),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_nothing_is_sent_after_the_deadline(
    serve_with: ServeWith, call: Callable[[OrganizationStripe], object]
) -> None:
    server = serve_with(reset)
    gateway = gateway_of(registration(origin=server.origin))
    gateway.take_secret(System.STRIPE_TEST, KEY)
    with pytest.raises(UnreachableError):
        call(gateway)
    assert server.requests == []


@pytest.mark.parametrize("where", ["Stripe", "an endpoint with a token"])
def test_no_secret_is_tried_after_the_deadline(serve_with: ServeWith, where: str) -> None:
    server = serve_with(reset)
    limits = replace(LIMITS, seconds_left=lambda: 0.0)
    with pytest.raises(UnreachableError):
        try_secret(ENDPOINTS[where](server.origin), secret_for(where), Network(), limits)
    assert server.requests == []


def test_a_secret_may_be_taken_while_others_call(serve_with: ServeWith) -> None:
    both = threading.Barrier(2)

    def reply(connection: object) -> None:
        both.wait(20)
        answer("200 OK", b'{"id": "acct_1Abc"}')(connection)  # type: ignore[arg-type]

    server = serve_with(reply)
    gateway = gateway_of(registration(origin=server.origin))
    gateway.take_secret(System.STRIPE_TEST, KEY)
    caller = threading.Thread(
        target=gateway.account, args=(System.STRIPE_TEST, ACCOUNT, no_deadline)
    )
    caller.start()
    gateway.take_secret(System.STRIPE_TEST, Secret("standin_test_another1"))
    both.wait(20)
    caller.join()
    assert not gateway.needs_secret(System.STRIPE_TEST)


def test_no_secret_is_in_any_repr() -> None:
    gateway = gateway_of(registration())
    gateway.take_secret(System.STRIPE_TEST, KEY)
    assert (
        "standin" not in f"{gateway!r} {vars(gateway)} {vars(gateway._clients[System.STRIPE_TEST])}"
    )


def tried(where: str, server: MisbehavingServer, secret: Secret | None) -> object:
    return try_secret(ENDPOINTS[where](server.origin), secret, Network(), LIMITS)


def test_a_good_key_reads_the_platforms_own_account(serve_with: ServeWith) -> None:
    body = b'{"id": "acct_1Platform", "business_profile": {"name": "Acme"}, "country": "GB"}'
    server = serve_with(answer("200 OK", body))
    account = try_secret(registration(origin=server.origin), KEY, Network(), LIMITS)
    assert account is not None
    assert (account.id, account.name, account.country) == ("acct_1Platform", "Acme", "GB")
    head = head_of(server)
    assert head[0] == b"GET /v1/account HTTP/1.1"
    assert not [line for line in head if line.lower().startswith(b"stripe-account")]


def test_a_restricted_key_that_may_not_read_it_is_accepted(serve_with: ServeWith) -> None:
    server = serve_with(answer("403 Forbidden", NOT_ALLOWED))
    assert tried("Stripe", server, Secret("standin_restricted_test_madeup1234")) is None


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_what_stands_between_and_refuses_in_its_own_words_says_nothing_of_a_key(
    serve_with: ServeWith, status: str
) -> None:
    server = serve_with(answer(status, b'{"error": "blocked"}'))
    with pytest.raises(RefusedError) as caught:
        tried("Stripe", server, Secret("standin_restricted_test_madeup1234"))
    assert type(caught.value) is RefusedError
    assert caught.value.detail.error == "blocked"


@pytest.mark.parametrize("where", ["an endpoint with a token", "an open endpoint"])
def test_an_endpoint_that_knows_no_such_code_is_there(serve_with: ServeWith, where: str) -> None:
    server = serve_with(answer("400 No", b'{"error": "invalid_grant"}'))
    assert tried(where, server, TOKEN if "token" in where else None) is None
    assert len(authorization(server)) == ("token" in where)
    _, _, form = server.requests[0].partition(b"\r\n\r\n")
    assert parse_qs(form.decode())["grant_type"] == ["authorization_code"]


@pytest.mark.parametrize(
    ("status", "body", "where", "kind"),
    [
        ("401 No", BAD_KEY, "Stripe", SecretRefusedError),
        ("403 No", NOT_ALLOWED, "Stripe", RefusedError),
        ("400 No", BAD_KEY, "Stripe", RefusedError),
        ("200 OK", b"<html>", "Stripe", RefusedError),
        ("500 Oh", b'{"error": {"type": "api_error"}}', "Stripe", RefusedError),
        ("302 Found", b"", "Stripe", RefusedError),
        ("401 No", b"", "an endpoint with a token", SecretRefusedError),
        ("403 No", b"Forbidden", "an endpoint with a token", SecretRefusedError),
        ("400 No", b'{"error": "invalid_client"}', "an endpoint with a token", SecretRefusedError),
        ("400 No", b'{"error": "invalid_request"}', "an endpoint with a token", RefusedError),
        ("404 No", b"<html>", "an endpoint with a token", RefusedError),
        ("200 OK", good(), "an endpoint with a token", RefusedError),
        ("500 Oh", b'{"error": "invalid_grant"}', "an endpoint with a token", RefusedError),
        ("401 No", b"", "an open endpoint", RefusedError),
        ("403 No", b"", "an open endpoint", RefusedError),
    ],
)
def test_everything_else_is_said_with_what_was_answered(
    serve_with: ServeWith, status: str, body: bytes, where: str, kind: type[ServiceError]
) -> None:
    server = serve_with(answer(status, body))
    secret = None if where == "an open endpoint" else secret_for(where)
    with pytest.raises(ServiceError) as caught:
        tried(where, server, secret)
    assert type(caught.value) is kind
    assert caught.value.detail.status == int(status[:3])
    assert caught.value.detail.error
    assert caught.value.detail.request_id == "req_42"


def test_where_nothing_is_there_the_secret_is_not_judged() -> None:
    with pytest.raises(UnreachableError):
        try_secret(registration(origin="http://127.0.0.1:1"), KEY, Network(), LIMITS)


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_a_gateway_that_refuses_in_words_of_its_own_disconnects_nobody(
    serve_with: ServeWith, status: str
) -> None:
    server = serve_with(answer(status, b'{"error": "account_invalid"}'))
    gateway = gateway_of(registration(origin=server.origin))
    gateway.take_secret(System.STRIPE_TEST, KEY)
    with pytest.raises(AnswerLostError):
        gateway.account(System.STRIPE_TEST, ACCOUNT, no_deadline)


@pytest.mark.parametrize(
    ("system", "stand_in", "address"),
    [
        (System.STRIPE, "", "https://dashboard.stripe.com/acct_1Abc"),
        (System.STRIPE_TEST, "", "https://dashboard.stripe.com/acct_1Abc/test"),
        (System.STRIPE, "http://127.0.0.1:4242", "http://127.0.0.1:4242/dashboard/acct_1Abc"),
        (
            System.STRIPE_TEST,
            "http://127.0.0.1:4242",
            "http://127.0.0.1:4242/dashboard/acct_1Abc/test",
        ),
    ],
)
@pytest.mark.parametrize("endpoint", ["", "https://exchange.example"])
def test_the_dashboard_of_a_stand_in_is_the_stand_ins_own(
    system: System, stand_in: str, address: str, endpoint: str
) -> None:
    gateway: StripeGateway = gateway_of(registration(system, stand_in, endpoint))
    assert gateway.dashboard_url(system, ACCOUNT) == address


def test_each_mode_has_the_dashboard_of_its_own_registration() -> None:
    gateway = gateway_of(
        registration(System.STRIPE), registration(System.STRIPE_TEST, "http://127.0.0.1:4242")
    )
    assert gateway.dashboard_url(System.STRIPE, ACCOUNT).startswith("https://dashboard.stripe.com/")
    assert gateway.dashboard_url(System.STRIPE_TEST, ACCOUNT).startswith("http://127.0.0.1:4242/")
