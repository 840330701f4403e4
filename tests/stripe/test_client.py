"""The other calls, and the client as a whole against the practice Stripe."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_app.core.account import Account, Health
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    RefusedError,
    SecretRefusedError,
    ServiceError,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.practice.clients import Mode
from desktop_app.practice.server import PracticeStripe
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.connection import StripeConnection
from tests.net.server import ServeWith, answer
from tests.practice.visitor import Visitor
from tests.stripe.conftest import CLIENT_IDS, KEYS, client_of, connection_to

RETURN_URI = "http://127.0.0.1:49152/return"
STATE = "49152.state & more"
ACCOUNT = "acct_1Abc"


class Practised:
    """Clients of a practice Stripe, one a mode."""

    def __init__(self, practice: PracticeStripe) -> None:
        practice.register_redirect_uri(RETURN_URI)
        at = practice.start()
        self.practice = practice
        self.clients: dict[System, StripeClient] = {}
        for system, registered in {System.STRIPE: at.live, System.STRIPE_TEST: at.test}.items():
            self.clients[system] = StripeClient(
                StripeConnection(
                    at.authorize_url,
                    at.token_url,
                    at.deauthorize_url,
                    at.api_base,
                    registered.client_id,
                )
            )
            self.clients[system].take_secret(Secret(registered.secret_key))

    def approve(self, system: System, account_id: str) -> Secret:
        visitor = Visitor()
        page = visitor.open(self.clients[system].authorize_url(RETURN_URI, STATE))
        accounts = visitor.press(page, "Log in")
        back = visitor.press(accounts, "Approve access", account=account_id).location
        query = parse_qs(urlsplit(back).query)
        assert query["state"] == [STATE]
        return Secret(query["code"][0])


@pytest.fixture
def practised(tmp_path: Path) -> Iterator[Practised]:
    practice = PracticeStripe(tmp_path)
    yield Practised(practice)
    practice.stop()


@pytest.mark.parametrize("system", list(System))
def test_the_whole_life_of_a_connection(practised: Practised, system: System) -> None:
    client, account_id = practised.clients[system], "acct_1PracticeAcmeLtd"
    grant = client.exchange(practised.approve(system, account_id))
    assert (grant.account_id, grant.scope) == (account_id, "read_write")
    assert grant.livemode is system.livemode
    account = client.account(account_id)
    assert (account.name, account.country) == ("Acme Ltd", "GB")
    assert account.health is Health.GOOD
    client.deauthorize(account_id)
    assert practised.practice.grants() == []
    with pytest.raises(AccountNotConnectedError) as caught:
        client.account(account_id)
    assert caught.value.detail.error == "account_invalid"
    assert caught.value.detail.status == 403


@pytest.mark.parametrize(
    ("account_id", "name", "health"),
    [
        ("acct_1PracticeAcmeNordics", "Acme Nordics AB", Health.NEEDS_INFORMATION),
        ("acct_1PracticeAcmeGmbH", "Acme Europe GmbH", Health.PAYOUTS_PAUSED),
        ("acct_1PracticeAcmeTrading", "Acme Trading Inc.", Health.PAYMENTS_PAUSED),
        ("acct_1PracticeNewcomer", "newcomer@acme.example", Health.PAYMENTS_PAUSED),
    ],
)
def test_accounts_are_read_with_their_health(
    practised: Practised, account_id: str, name: str, health: Health
) -> None:
    practised.clients[System.STRIPE].exchange(practised.approve(System.STRIPE, account_id))
    account = practised.clients[System.STRIPE].account(account_id)
    assert (account.name, account.health) == (name, health)
    assert account.currently_due


def test_a_code_that_was_used_is_refused_and_its_connection_is_gone(practised: Practised) -> None:
    code = practised.approve(System.STRIPE, "acct_1PracticeAcmeLtd")
    practised.clients[System.STRIPE].exchange(code)
    assert practised.practice.grants() == [(Mode.LIVE, "acct_1PracticeAcmeLtd")]
    with pytest.raises(RefusedError) as caught:
        practised.clients[System.STRIPE].exchange(code)
    assert caught.value.detail.error == "invalid_grant"
    assert caught.value.detail.request_id.startswith("req_")
    assert practised.practice.grants() == []


def test_a_live_code_is_refused_with_the_test_key(practised: Practised) -> None:
    code = practised.approve(System.STRIPE, "acct_1PracticeAcmeLtd")
    with pytest.raises(RefusedError):
        practised.clients[System.STRIPE_TEST].exchange(code)
    assert practised.practice.grants() == []


def test_deauthorizing_what_is_not_connected_counts_as_done(practised: Practised) -> None:
    client = practised.clients[System.STRIPE]
    client.exchange(practised.approve(System.STRIPE, "acct_1PracticeAcmeLtd"))
    client.deauthorize("acct_1PracticeAcmeLtd")
    client.deauthorize("acct_1PracticeAcmeLtd")
    assert practised.practice.grants() == []


def test_the_authorize_address_has_what_stripe_asks_for() -> None:
    url = client_of("http://127.0.0.1:1").authorize_url(RETURN_URI, STATE)
    assert url.startswith("http://127.0.0.1:1/oauth/authorize?")
    assert parse_qs(urlsplit(url).query) == {
        "client_id": [CLIENT_IDS[System.STRIPE_TEST]],
        "response_type": ["code"],
        "redirect_uri": [RETURN_URI],
        "scope": ["read_write"],
        "state": [STATE],
    }


def test_what_is_known_of_a_new_account_fills_the_form_at_stripe() -> None:
    prefill = (("email", "ada@acme.example"), ("business_name", "Acme & Söhne"))
    connection = replace(connection_to("http://127.0.0.1:1"), prefill=prefill)
    query = parse_qs(urlsplit(StripeClient(connection).authorize_url(RETURN_URI, STATE)).query)
    assert query["stripe_user[email]"] == ["ada@acme.example"]
    assert query["stripe_user[business_name]"] == ["Acme & Söhne"]
    assert query["state"] == [STATE]


def test_nothing_is_sent_before_the_key_is_there(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", b"{}"))
    client = StripeClient(connection_to(server.origin))
    assert client.needs_secret
    for call in (
        lambda: client.exchange(Secret("ac_x")),
        lambda: client.account(ACCOUNT),
        lambda: client.deauthorize(ACCOUNT),
        client.try_secret,
    ):
        with pytest.raises(RuntimeError, match="the secret comes first"):
            call()
    assert server.requests == []


def test_a_client_shows_no_key() -> None:
    client = client_of("http://127.0.0.1:1")
    assert not client.needs_secret
    assert KEYS[System.STRIPE_TEST] not in f"{client!r} {vars(client)}"


def read(serve_with: ServeWith, body: object) -> Account:
    server = serve_with(answer("200 OK", json.dumps(body).encode()))
    account = client_of(server.origin).account(ACCOUNT)
    assert len(server.requests) == 1
    return account


def test_an_account_is_asked_for_in_its_own_name(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", json.dumps({"id": ACCOUNT}).encode()))
    client_of(server.origin).account(ACCOUNT)
    [request] = server.requests
    assert request.startswith(b"GET /v1/account HTTP/1.1\r\n")
    assert b"Stripe-Account: acct_1Abc\r\n" in request
    assert b"Authorization: Basic " in request
    assert KEYS[System.STRIPE_TEST].encode() not in request


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ({"business_profile": {"name": "A"}, "email": "e@x"}, "A"),
        (
            {
                "business_profile": {"name": None},
                "settings": {"dashboard": {"display_name": "B"}},
                "email": "e@x",
            },
            "B",
        ),
        ({"business_profile": None, "settings": {"dashboard": {}}, "email": "e@x"}, "e@x"),
        ({"business_profile": "?", "settings": [], "email": 7}, ""),
    ],
)
def test_the_name_is_the_first_that_there_is(
    serve_with: ServeWith, body: dict[str, object], name: str
) -> None:
    assert read(serve_with, {"id": ACCOUNT} | body).name == name


def test_an_account_of_strange_fields_is_read_as_far_as_it_goes(serve_with: ServeWith) -> None:
    body = {
        "id": ACCOUNT,
        "country": ["GB"],
        "charges_enabled": "yes",
        "payouts_enabled": None,
        "requirements": {"currently_due": ["a", 1, None, "b\x00"] + ["x"] * 900},
    }
    account = read(serve_with, body)
    assert account.country == ""
    assert account.charges_enabled is None
    assert account.payouts_enabled is None
    assert account.currently_due[:3] == ("a", "b", "x")
    assert len(account.currently_due) < 60


def test_another_account_than_the_one_asked_for_is_not_believed(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", b'{"id": "acct_2"}'))
    with pytest.raises(AnswerLostError):
        client_of(server.origin).account(ACCOUNT)


@pytest.mark.parametrize("account_id", ["", "acct_", "acct_1\r\nX: y", "acct_1/..", "cus_1"])
def test_a_text_that_is_no_account_id_is_never_sent(account_id: str) -> None:
    client = client_of("http://127.0.0.1:1")
    with pytest.raises(ValueError, match="not an account id"):
        client.account(account_id)
    with pytest.raises(ValueError, match="not an account id"):
        client.deauthorize(account_id)


def test_a_deauthorization_is_sent_as_documented(serve_with: ServeWith) -> None:
    server = serve_with(answer("200 OK", b'{"stripe_user_id": "acct_1Abc"}'))
    client_of(server.origin).deauthorize(ACCOUNT)
    [request] = server.requests
    head, _, body = request.partition(b"\r\n\r\n")
    assert head.startswith(b"POST /oauth/deauthorize HTTP/1.1\r\n")
    assert parse_qs(body.decode()) == {
        "client_id": [CLIENT_IDS[System.STRIPE_TEST]],
        "stripe_user_id": [ACCOUNT],
    }


NOT_CONNECTED = (
    b'{"error": "invalid_client", "error_description": "This application is not connected to '
    b'stripe account acct_1Abc, or that account does not exist."}'
)


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized"])
def test_not_connected_counts_as_done_with_either_status(
    serve_with: ServeWith, status: str
) -> None:
    server = serve_with(answer(status, NOT_CONNECTED))
    client_of(server.origin).deauthorize(ACCOUNT)
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (
            "401 No",
            b'{"error": "invalid_client", "error_description": "No such key"}',
            RefusedError,
        ),
        ("401 No", b'{"error": "invalid_client"}', RefusedError),
        ("401 No", NOT_CONNECTED.replace(b"not connected", b"no match"), RefusedError),
        ("401 No", NOT_CONNECTED.replace(b"acct_1Abc", b"acct_2"), RefusedError),
        ("400 No", NOT_CONNECTED.replace(b"invalid_client", b"invalid_request"), RefusedError),
        ("401 No", b'{"error": {"type": "t", "message": "Invalid API Key"}}', SecretRefusedError),
        ("500 Oh", NOT_CONNECTED, AnswerLostError),
        ("200 OK", NOT_CONNECTED, AnswerLostError),
        ("200 OK", b'{"stripe_user_id": "acct_2"}', AnswerLostError),
        ("200 OK", b"<html>", AnswerLostError),
    ],
)
def test_anything_else_is_not_taken_for_a_revocation(
    serve_with: ServeWith, status: str, body: bytes, kind: type[ServiceError]
) -> None:
    server = serve_with(answer(status, body))
    with pytest.raises(ServiceError) as caught:
        client_of(server.origin).deauthorize(ACCOUNT)
    assert type(caught.value) is kind
    assert len(server.requests) == 1


def test_what_is_past_due_is_due_and_what_is_due_later_is_not(serve_with: ServeWith) -> None:
    body = {
        "id": ACCOUNT,
        "charges_enabled": True,
        "payouts_enabled": True,
        "requirements": {
            "currently_due": ["external_account"],
            "past_due": ["tos_acceptance.date", "external_account"],
            "eventually_due": ["company.tax_id"],
            "pending_verification": ["company.name"],
        },
    }
    account = read(serve_with, body)
    assert account.currently_due == ("external_account", "tos_acceptance.date")
    later = {"eventually_due": ["company.tax_id"], "currently_due": [], "past_due": []}
    assert read(serve_with, body | {"requirements": later}).health is Health.GOOD
