"""The token, deauthorize and account endpoints, as a platform's server meets them."""

import base64
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests

from desktop_app.practice.accounts import ACCOUNTS, PLATFORM, PracticeAccount
from desktop_app.practice.clients import Mode
from tests.practice.conftest import ACME, RETURN_URI, PracticeHarness


def error_of(response: requests.Response) -> tuple[int, str]:
    body = response.json()
    assert body["error_description"]
    return response.status_code, body["error"]


def test_a_code_is_exchanged_for_what_stripe_documents(harness: PracticeHarness) -> None:
    response = harness.redeem(harness.approve(harness.at.live), harness.at.live)
    assert response.status_code == 200
    body = response.json()
    assert body.pop("access_token").startswith("standin_live_")
    assert body.pop("refresh_token").startswith("rt_")
    assert body.pop("stripe_publishable_key").startswith("pk_live_")
    assert body == {
        "livemode": True,
        "token_type": "bearer",
        "stripe_user_id": ACME,
        "scope": "read_write",
    }
    assert harness.practice.grants() == [(Mode.LIVE, ACME)]


def test_a_test_mode_exchange_says_that_it_is_one(harness: PracticeHarness) -> None:
    body = harness.redeem(harness.approve(harness.at.test), harness.at.test).json()
    assert body["livemode"] is False
    assert harness.practice.grants() == [(Mode.TEST, ACME)]


def by_basic(harness: PracticeHarness, code: str, key: str) -> requests.Response:
    basic = base64.b64encode(f"{key}:".encode()).decode()
    return harness.post(
        harness.at.token_url,
        None,
        {"Authorization": f"Basic {basic}"},
        grant_type="authorization_code",
        code=code,
    )


def by_bearer(harness: PracticeHarness, code: str, key: str) -> requests.Response:
    return harness.post(harness.at.token_url, key, grant_type="authorization_code", code=code)


def by_client_secret(harness: PracticeHarness, code: str, key: str) -> requests.Response:
    return harness.post(
        harness.at.token_url, grant_type="authorization_code", code=code, client_secret=key
    )


@pytest.mark.parametrize("send", [by_basic, by_bearer, by_client_secret])
def test_the_key_may_be_sent_in_three_ways(
    harness: PracticeHarness, send: Callable[[PracticeHarness, str, str], requests.Response]
) -> None:
    code = harness.approve()
    assert error_of(send(harness, code, "standin_test_wrong")) == (401, "invalid_client")
    assert send(harness, code, harness.at.test.secret_key).status_code == 200


def test_without_a_key_nothing_is_exchanged(harness: PracticeHarness) -> None:
    response = harness.post(harness.at.token_url, grant_type="authorization_code", code="ac_x")
    assert error_of(response) == (401, "invalid_client")


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "invalid_request"),
        ({"grant_type": "authorization_code"}, "invalid_request"),
        ({"grant_type": "authorization_code", "code": ""}, "invalid_request"),
        ({"grant_type": "password", "code": "ac_x"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "ac_x", "scope": "all"}, "invalid_scope"),
        ({"grant_type": "authorization_code", "code": "ac_unknown"}, "invalid_grant"),
    ],
)
def test_every_documented_token_error_has_a_string_as_its_error(
    harness: PracticeHarness, form: dict[str, str], error: str
) -> None:
    response = harness.post(harness.at.token_url, harness.at.test.secret_key, **form)
    assert error_of(response) == (400, error)


def test_a_code_in_the_address_is_not_looked_at(harness: PracticeHarness) -> None:
    url = f"{harness.at.token_url}?grant_type=authorization_code&code={harness.approve()}"
    assert error_of(harness.post(url, harness.at.test.secret_key)) == (400, "invalid_request")


def test_a_code_lives_for_five_minutes(harness: PracticeHarness) -> None:
    in_time, too_late = harness.approve(), harness.approve()
    harness.clock.now += 299
    assert harness.redeem(in_time).status_code == 200
    harness.clock.now += 1
    assert error_of(harness.redeem(too_late)) == (400, "invalid_grant")


def test_redeeming_a_code_twice_revokes_the_connection_it_made(harness: PracticeHarness) -> None:
    code = harness.approve()
    assert harness.redeem(code).status_code == 200
    assert error_of(harness.redeem(code)) == (400, "invalid_grant")
    assert harness.practice.grants() == []


def test_of_many_redemptions_at_once_one_succeeds(harness: PracticeHarness) -> None:
    code = harness.approve()
    with ThreadPoolExecutor(8) as pool:
        statuses = [r.status_code for r in pool.map(harness.redeem, [code] * 8)]
    assert sorted(statuses) == [200] + [400] * 7
    assert harness.practice.grants() == []


def test_a_used_code_revokes_its_connection_even_when_it_would_have_expired(
    harness: PracticeHarness,
) -> None:
    code = harness.approve()
    harness.redeem(code)
    harness.clock.now += 3600
    assert "already been used" in harness.redeem(code).json()["error_description"]
    assert harness.practice.grants() == []


def test_a_used_code_leaves_a_newer_connection_of_the_account_alone(
    harness: PracticeHarness,
) -> None:
    first, second = harness.approve(), harness.approve()
    harness.redeem(first)
    harness.redeem(second)
    assert error_of(harness.redeem(first)) == (400, "invalid_grant")
    assert harness.practice.grants() == [(Mode.TEST, ACME)]


def test_a_code_of_the_other_mode_is_refused_and_stays_good(harness: PracticeHarness) -> None:
    code = harness.approve(harness.at.live)
    assert error_of(harness.redeem(code, harness.at.test)) == (400, "invalid_grant")
    assert harness.redeem(code, harness.at.live).status_code == 200


def test_a_redirect_uri_that_is_sent_must_be_the_one_that_was_approved(
    harness: PracticeHarness,
) -> None:
    code = harness.approve()
    form = {"grant_type": "authorization_code", "code": code}
    key = harness.at.test.secret_key
    wrong = harness.post(harness.at.token_url, key, **form, redirect_uri="http://127.0.0.1:1/")
    assert error_of(wrong) == (400, "invalid_grant")
    right = harness.post(harness.at.token_url, key, **form, redirect_uri=RETURN_URI)
    assert right.status_code == 200


def deauthorize(harness: PracticeHarness, account: str = ACME, **changed: str) -> requests.Response:
    client = harness.at.test
    form = {"client_id": client.client_id, "stripe_user_id": account} | changed
    return harness.post(harness.at.deauthorize_url, client.secret_key, **form)


def test_deauthorizing_ends_the_connection_of_this_mode_only(harness: PracticeHarness) -> None:
    for client in (harness.at.test, harness.at.live):
        harness.redeem(harness.approve(client), client)
    response = deauthorize(harness)
    assert (response.status_code, response.json()) == (200, {"stripe_user_id": ACME})
    assert harness.practice.grants() == [(Mode.LIVE, ACME)]


def test_deauthorizing_what_is_not_connected_is_an_invalid_client(harness: PracticeHarness) -> None:
    response = deauthorize(harness)
    assert error_of(response) == (401, "invalid_client")
    assert "not connected" in response.json()["error_description"]


def test_deauthorizing_needs_the_client_of_the_key(harness: PracticeHarness) -> None:
    harness.redeem(harness.approve())
    response = deauthorize(harness, client_id=harness.at.live.client_id)
    assert error_of(response) == (401, "invalid_client")
    assert "not connected" not in response.json()["error_description"]
    assert harness.practice.grants() == [(Mode.TEST, ACME)]


@pytest.mark.parametrize("missing", ["client_id", "stripe_user_id"])
def test_deauthorizing_needs_both_parameters(harness: PracticeHarness, missing: str) -> None:
    assert error_of(deauthorize(harness, **{missing: ""})) == (400, "invalid_request")


def test_deauthorizing_needs_a_key(harness: PracticeHarness) -> None:
    response = harness.post(harness.at.deauthorize_url, client_id="ca_x", stripe_user_id=ACME)
    assert error_of(response) == (401, "invalid_client")


@pytest.mark.parametrize("chosen", ACCOUNTS, ids=lambda account: account.label)
def test_a_connected_account_can_be_read_in_both_ways(
    harness: PracticeHarness, chosen: PracticeAccount
) -> None:
    harness.redeem(harness.approve(account=chosen.id))
    key, acting = harness.at.test.secret_key, {"Stripe-Account": chosen.id}
    body = harness.get("/v1/account", key, acting).json()
    assert body == harness.get(f"/v1/accounts/{chosen.id}", key).json()
    assert body == harness.get(f"/v1/accounts/{chosen.id}", key, acting).json()
    assert body["id"] == chosen.id
    assert body["object"] == "account"
    assert body["type"] == "standard"
    assert body["business_profile"]["name"] == (chosen.display_name or None)
    assert body["settings"]["dashboard"]["display_name"] == (chosen.display_name or None)
    assert body["charges_enabled"] is chosen.charges_enabled
    assert body["payouts_enabled"] is chosen.payouts_enabled
    assert body["requirements"]["currently_due"] == list(chosen.currently_due)
    assert body["requirements"]["disabled_reason"] == chosen.disabled_reason
    assert "livemode" not in body


def test_the_platform_reads_itself_where_no_account_is_named(harness: PracticeHarness) -> None:
    assert harness.get("/v1/account", harness.at.live.secret_key).json()["id"] == PLATFORM.id


def test_the_deprecated_access_token_reads_its_own_account_only(harness: PracticeHarness) -> None:
    token = harness.redeem(harness.approve()).json()["access_token"]
    assert harness.get("/v1/account", token).json()["id"] == ACME
    assert harness.get(f"/v1/accounts/{PLATFORM.id}", token).status_code == 403
    deauthorize(harness)
    assert harness.get("/v1/account", token).status_code == 401


@pytest.mark.parametrize(
    ("path", "acting_as"),
    [
        ("/v1/account", ACCOUNTS[1].id),
        (f"/v1/accounts/{ACCOUNTS[1].id}", None),
        (f"/v1/accounts/{PLATFORM.id}", ACME),
        ("/v1/account", "acct_unknown"),
    ],
)
def test_an_account_that_is_not_connected_cannot_be_read(
    harness: PracticeHarness, path: str, acting_as: str | None
) -> None:
    harness.redeem(harness.approve())
    headers = {"Stripe-Account": acting_as} if acting_as else {}
    response = harness.get(path, harness.at.test.secret_key, headers)
    assert response.status_code == 403
    assert response.json()["error"]["type"] == "invalid_request_error"
    assert response.json()["error"]["code"] == "account_invalid"


def test_a_live_connection_is_not_seen_with_the_test_key(harness: PracticeHarness) -> None:
    harness.redeem(harness.approve(harness.at.live), harness.at.live)
    acting = {"Stripe-Account": ACME}
    assert harness.get("/v1/account", harness.at.test.secret_key, acting).status_code == 403
    assert harness.get("/v1/account", harness.at.live.secret_key, acting).status_code == 200


@pytest.mark.parametrize("key", [None, "standin_test_wrong"])
def test_the_api_has_an_object_as_its_error(harness: PracticeHarness, key: str | None) -> None:
    response = harness.get("/v1/account", key)
    assert response.status_code == 401
    assert response.json()["error"]["type"] == "invalid_request_error"
    assert response.json()["error"]["message"]


def test_an_address_that_does_not_exist_is_answered_in_the_same_way(
    harness: PracticeHarness,
) -> None:
    response = harness.get("/v1/charges", harness.at.test.secret_key)
    assert response.status_code == 404
    assert "Unrecognized request URL (GET: /v1/charges)" in response.json()["error"]["message"]
    assert harness.get("/oauth/token").status_code == 405


def test_a_form_of_a_megabyte_is_not_read(harness: PracticeHarness) -> None:
    response = harness.post(harness.at.token_url, harness.at.test.secret_key, code="x" * 1_000_000)
    assert response.status_code == 413


def test_every_answer_has_a_request_id_of_its_own(harness: PracticeHarness) -> None:
    answers = [
        harness.get("/v1/account"),
        harness.get("/v1/account", harness.at.test.secret_key),
        harness.get("/nowhere"),
        harness.post(harness.at.token_url),
        harness.redeem(harness.approve()),
        harness.visitor.open(harness.authorize_url()).response,
        harness.visitor.open(harness.authorize_url(scope="bad")).response,
    ]
    ids = {answer.headers["Request-Id"] for answer in answers}
    assert len(ids) == len(answers)
    assert all(request_id.startswith("req_") for request_id in ids)
