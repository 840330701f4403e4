"""The double itself: other tests can be no better than it is."""

import socket
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from desktop_app.core.systems import System
from desktop_app.stripe.dashboard import dashboard_url
from tests.practice.visitor import Page, Visitor
from tests.stripe_double import faults
from tests.stripe_double.accounts import INCOMPLETE, PLATFORM, READY
from tests.stripe_double.clients import Client, Mode, register
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.faults import InjectedFault
from tests.stripe_double.messages import Endpoint
from tests.waiting import until

BOTH = pytest.mark.parametrize("mode", list(Mode))


def call(
    method: str,
    url: str,
    bearer: str = "",
    acting: str = "",
    *,
    authority: Path | None = None,
    **form: str,
) -> requests.Response:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    if acting:
        headers["Stripe-Account"] = acting
    with requests.Session() as session:
        session.trust_env = False
        return session.request(
            method,
            url,
            headers=headers,
            data=form,
            timeout=10,
            verify=str(authority) if authority else True,
            allow_redirects=False,
        )


def redeem(double: StripeDouble, code: str, key: str = "") -> requests.Response:
    return call(
        "POST",
        f"{double.origin}/oauth/token",
        key or double.test.secret_key,
        grant_type="authorization_code",
        code=code,
    )


def redeem_by_exchange(double: StripeDouble, mode: Mode, code: str) -> requests.Response:
    return call(
        "POST",
        double.exchange_token_url(mode),
        double.bearer,
        grant_type="authorization_code",
        code=code,
    )


def cut_off(double: StripeDouble, client: Client, account_id: str = READY.id) -> requests.Response:
    return call(
        "POST",
        f"{double.origin}/oauth/deauthorize",
        client.secret_key,
        client_id=client.client_id,
        stripe_user_id=account_id,
    )


def account(
    double: StripeDouble, key: str, acting: str = "", path: str = "/v1/account"
) -> requests.Response:
    return call("GET", f"{double.origin}{path}", key, acting)


def error_of(response: requests.Response) -> tuple[int, str]:
    assert response.headers["Request-Id"].startswith("req_")
    error = response.json()["error"]
    return response.status_code, error if isinstance(error, str) else error.get("code", "")


def authorize_url(double: StripeDouble, client: Client, **changed: str) -> str:
    asked = {
        "client_id": client.client_id,
        "response_type": "code",
        "redirect_uri": client.redirect_uris[0],
        "scope": "read_write",
        "state": "51234.a state & more",
    }
    return f"{double.origin}/oauth/authorize?{urlencode(asked | changed)}"


def choose(double: StripeDouble, client: Client) -> tuple[Visitor, Page]:
    visitor = Visitor()
    page = visitor.open(authorize_url(double, client))
    assert page.headings == ["Get started with Stripe"]
    return visitor, visitor.press(page, "Log in")


@BOTH
def test_a_person_approves_and_the_platform_connects_reads_and_cuts_off(
    double: StripeDouble, mode: Mode
) -> None:
    client = double.clients[mode]
    visitor, page = choose(double, client)
    assert page.choices["Acme Ltd"] == READY.id
    back = urlsplit(
        visitor.press(page, "Approve access", account=page.choices["Acme Europe GmbH"]).location
    )
    answer = dict(parse_qsl(back.query))
    assert back._replace(query="").geturl() == client.redirect_uris[0]
    assert answer["state"] == "51234.a state & more"
    assert answer["scope"] == "read_write"

    granted = redeem(double, answer["code"], client.secret_key).json()
    assert granted["stripe_user_id"] == INCOMPLETE.id
    assert granted["livemode"] is mode.livemode
    assert granted["scope"] == "read_write"
    assert granted["token_type"] == "bearer"
    assert double.connections() == {(mode, INCOMPLETE.id)}

    for read in (
        account(double, client.secret_key, INCOMPLETE.id),
        account(double, client.restricted_key, INCOMPLETE.id),
        account(double, client.secret_key, path=f"/v1/accounts/{INCOMPLETE.id}"),
        account(double, granted["access_token"]),
    ):
        assert read.json()["business_profile"]["name"] == "Acme Europe GmbH"
        assert read.json()["requirements"]["currently_due"] == ["external_account"]
    assert account(double, client.secret_key).json()["id"] == PLATFORM.id

    assert cut_off(double, client, INCOMPLETE.id).json() == {"stripe_user_id": INCOMPLETE.id}
    assert double.connections() == set()
    assert error_of(account(double, client.secret_key, INCOMPLETE.id)) == (403, "account_invalid")
    assert error_of(account(double, granted["access_token"])) == (401, "platform_api_key_expired")
    assert error_of(cut_off(double, client, INCOMPLETE.id)) == (401, "invalid_client")


@pytest.mark.parametrize("carried", [True, False])
def test_a_denial_comes_back_with_its_state_or_without(double: StripeDouble, carried: bool) -> None:
    double.carry_state_with_denials(carried)
    visitor, page = choose(double, double.test)
    answer = dict(parse_qsl(urlsplit(visitor.press(page, "Deny access").location).query))
    assert answer["error"] == "access_denied"
    assert ("state" in answer) is carried
    assert visitor.press(page, "Approve access", account=READY.id).status == 400


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"redirect_uri": "http://127.0.0.1:1/stripe/return"}, "invalid_redirect_uri"),
    ],
)
def test_a_bad_request_for_approval_is_shown_as_json(
    double: StripeDouble, changed: dict[str, str], error: str
) -> None:
    page = Visitor().open(authorize_url(double, double.test, **changed))
    assert error_of(page.response) == (400, error)


def test_an_unknown_client_is_shown_as_json_of_another_form(double: StripeDouble) -> None:
    page = Visitor().open(authorize_url(double, double.test, client_id="ca_other"))
    assert page.response.status_code == 400
    assert page.response.json() == {
        "error": {"message": "No application matches the supplied client identifier"}
    }


@BOTH
def test_the_owner_of_an_account_revokes_access_in_the_browser(
    double: StripeDouble, mode: Mode
) -> None:
    redeem(double, double.approve(mode), double.clients[mode].secret_key)
    visitor = Visitor()
    page = visitor.open(f"{double.origin}/")
    assert f"Acme Ltd, {mode.value} account" in page.response.text

    assert "None." in visitor.press(page, "Revoke access").response.text
    assert double.connections() == set()


def test_redirect_uris_match_exactly_and_live_ones_are_https(double: StripeDouble) -> None:
    for strange in (
        double.test.redirect_uris[0] + "/",
        double.test.redirect_uris[0].upper(),
        double.test.redirect_uris[0] + "?a=b",
    ):
        page = Visitor().open(authorize_url(double, double.test, redirect_uri=strange))
        assert error_of(page.response) == (400, "invalid_redirect_uri")
    page = Visitor().open(
        authorize_url(double, double.live, redirect_uri=double.test.redirect_uris[0])
    )
    assert error_of(page.response) == (400, "invalid_redirect_uri")
    with pytest.raises(ValueError, match="live mode"):
        register(Mode.LIVE, ["http://127.0.0.1:51234/stripe/return"])


def test_redeeming_a_code_twice_ends_the_connection_and_is_remembered(double: StripeDouble) -> None:
    code = double.approve(Mode.TEST)
    token = redeem(double, code).json()["access_token"]
    double.assert_no_code_was_sent_twice()
    assert error_of(redeem(double, code)) == (400, "invalid_grant")
    assert double.connections() == set()
    assert account(double, token).status_code == 401
    with pytest.raises(AssertionError, match="sent twice"):
        double.assert_no_code_was_sent_twice()


def test_a_second_sending_is_remembered_even_where_the_first_met_a_fault(
    double: StripeDouble,
) -> None:
    double.next(Endpoint.TOKEN, faults.server_error)
    code = double.approve(Mode.TEST)
    assert redeem(double, code).status_code == 500
    double.assert_no_code_was_sent_twice()
    assert redeem(double, code).status_code == 200
    with pytest.raises(AssertionError):
        double.assert_no_code_was_sent_twice()


def test_a_used_code_leaves_the_connection_of_another_code_alone(double: StripeDouble) -> None:
    first, second = double.approve(Mode.TEST), double.approve(Mode.TEST)
    redeem(double, first)
    redeem(double, second)
    redeem(double, first)
    assert double.connections() == {(Mode.TEST, READY.id)}


def test_a_code_lives_for_five_minutes_and_in_its_own_mode(double: StripeDouble) -> None:
    code = double.approve(Mode.TEST)
    assert error_of(redeem(double, code, double.live.secret_key)) == (400, "invalid_grant")
    double.let_time_pass(299)
    assert redeem(double, code).status_code == 200
    late = double.approve(Mode.TEST)
    double.let_time_pass(300)
    assert error_of(redeem(double, late)) == (400, "invalid_grant")


@BOTH
def test_the_exchange_endpoint_has_its_own_token_and_keeps_the_key(
    double: StripeDouble, mode: Mode
) -> None:
    code = double.approve(mode)
    for wrong in ("", "another", double.clients[mode].secret_key):
        refused = call("POST", double.exchange_token_url(mode), wrong)
        assert error_of(refused) == (401, "invalid_token")
    assert double.connections() == set()

    granted = redeem_by_exchange(double, mode, code).json()
    assert account(double, granted["access_token"]).json()["id"] == READY.id
    gone = call(
        "POST",
        double.exchange_deauthorize_url(mode),
        double.bearer,
        client_id=double.clients[mode].client_id,
        stripe_user_id=READY.id,
    )
    assert gone.json() == {"stripe_user_id": READY.id}
    redeem_by_exchange(double, mode, code)
    with pytest.raises(AssertionError):
        double.assert_no_code_was_sent_twice()


def test_an_exchange_endpoint_may_want_no_token() -> None:
    with StripeDouble(bearer="") as double:
        granted = redeem_by_exchange(double, Mode.TEST, double.approve(Mode.TEST))
        assert granted.json()["stripe_user_id"] == READY.id


def test_an_account_can_change_at_stripe(double: StripeDouble) -> None:
    redeem(double, double.approve(Mode.TEST))
    double.change_account(replace(READY, charges_enabled=False, currently_due=("iban",)))
    body = account(double, double.test.secret_key, READY.id).json()
    assert body["charges_enabled"] is False
    assert body["requirements"]["currently_due"] == ["iban"]
    assert "livemode" not in body


@pytest.mark.parametrize(
    ("fault", "done"),
    [
        (faults.server_error, False),
        (faults.server_error_afterwards, True),
        (faults.bad_gateway, True),
        (faults.too_many("false"), False),
        (faults.redirected(307, "/oauth/token"), False),
        (faults.oversized, True),
        (faults.altered(scope="read_only", livemode=faults.MISSING), True),
    ],
)
def test_a_fault_says_whether_stripe_did_what_it_was_asked(
    double: StripeDouble, fault: InjectedFault, done: bool
) -> None:
    double.next(Endpoint.TOKEN, fault)
    redeem(double, double.approve(Mode.TEST))
    assert double.connections() == ({(Mode.TEST, READY.id)} if done else set())


@pytest.mark.parametrize(
    "fault",
    [faults.reset_before_answer, faults.reset_in_answer, faults.truncated, faults.hang_up],
)
def test_a_connection_that_breaks_leaves_the_connection_at_stripe(
    double: StripeDouble, fault: InjectedFault
) -> None:
    double.next(Endpoint.TOKEN, fault)
    with pytest.raises(requests.RequestException):
        redeem(double, double.approve(Mode.TEST))
    assert double.connections() == {(Mode.TEST, READY.id)}


def test_a_connection_that_is_not_welcome_is_closed_unread(double: StripeDouble) -> None:
    double.hang_up_on(1)
    code = double.approve(Mode.TEST)
    with pytest.raises(requests.RequestException):
        redeem(double, code)
    assert double.received() == []
    assert redeem(double, code).status_code == 200


def test_while_it_is_offline_nobody_answers_and_nothing_is_forgotten(double: StripeDouble) -> None:
    redeem(double, double.approve(Mode.TEST))
    with double.offline(), pytest.raises(requests.ConnectionError):
        account(double, double.test.secret_key, READY.id)
    assert account(double, double.test.secret_key, READY.id).status_code == 200
    assert len(double.received(Endpoint.ACCOUNT)) == 1


def test_faults_are_for_their_own_endpoint_and_once(double: StripeDouble) -> None:
    double.next(Endpoint.ACCOUNT, faults.server_error, faults.unavailable("true"))
    redeem(double, double.approve(Mode.TEST))
    answers = [account(double, double.test.secret_key, READY.id) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [500, 503, 200]
    assert answers[1].headers["Stripe-Should-Retry"] == "true"


@pytest.mark.parametrize("endless", [faults.no_answer, faults.slow_drip])
def test_stopping_ends_what_would_never_end(endless: InjectedFault) -> None:
    with StripeDouble() as double:
        double.next(Endpoint.PAGE, endless)
        caller = socket.create_connection(("127.0.0.1", urlsplit(double.origin).port or 0))
        caller.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        until(double.received, "the request to arrive")
    with caller, suppress(ConnectionResetError):
        while caller.recv(4096):
            pass


def test_the_return_page_is_served_over_https_at_its_registered_address(
    double: StripeDouble, tmp_path: Path
) -> None:
    authority = tmp_path / "authority.pem"
    authority.write_bytes(double.return_page.authority)
    assert double.live.redirect_uris == (double.return_page.uri,)
    page = call("GET", f"{double.return_page.uri}?code=ac_x&state=s", authority=authority)
    assert "Return to m3ter" in page.text
    assert call("GET", f"{double.return_page.uri}/x", authority=authority).status_code == 404
    with pytest.raises(requests.exceptions.SSLError):
        call("GET", double.return_page.uri)


def test_no_key_is_in_any_repr(double: StripeDouble) -> None:
    assert "sk_" not in repr(double.live)
    assert "rk_" not in repr(double.test)


def test_a_port_that_is_taken_is_said_at_once_and_nothing_is_left_behind(
    double: StripeDouble,
) -> None:
    taken = urlsplit(double.origin).port or 0
    with pytest.raises(OSError, match="in use"):
        StripeDouble(port=taken)


@BOTH
def test_its_dashboard_says_how_an_account_is(double: StripeDouble, mode: Mode) -> None:
    system = System.STRIPE if mode is Mode.LIVE else System.STRIPE_TEST
    page = Visitor().open(dashboard_url(INCOMPLETE.id, system, double.origin))
    assert page.status == 200
    assert page.headings == [INCOMPLETE.name]
    assert f"{mode.value.capitalize()} account {INCOMPLETE.id}" in page.text
    assert "Payments are enabled. Payouts are paused." in page.text
    assert "external_account" in page.text
    gone = Visitor().open(dashboard_url("acct_1Unknown", system, double.origin))
    assert gone.status == 404
