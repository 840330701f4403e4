"""The two pages on which a person approves or denies access."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_app.practice.accounts import ACCOUNTS, PLATFORM, PracticeAccount
from tests import labels
from tests.practice.conftest import ACME, RETURN_URI, Clock, MakePractice, PracticeHarness
from tests.practice.visitor import Page


def answer(location: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def test_the_log_in_is_filled_in_already(harness: PracticeHarness) -> None:
    page = harness.visitor.open(harness.authorize_url())
    assert page.status == 200
    assert page.headings == ["Get started with Stripe"]
    assert page.fields["email"]
    assert list(page.buttons) == [labels.LOG_IN]


def test_no_browser_offers_to_save_a_password(harness: PracticeHarness) -> None:
    page = harness.visitor.open(harness.authorize_url())
    assert 'type="password"' not in page.text
    assert set(page.fields) == {"visit", "email"}


def test_that_it_is_not_the_real_stripe_stays_in_sight(harness: PracticeHarness) -> None:
    band = harness.visitor.open(harness.authorize_url()).text.split(".band {")[1].split("}")[0]
    assert "position: sticky; top: 0;" in band


def test_every_field_has_a_label_and_every_page_says_what_it_is(harness: PracticeHarness) -> None:
    for page in (harness.visitor.open(harness.authorize_url()), harness.log_in()):
        assert "Practice: not the real Stripe." in page.text
        assert '<html lang="en">' in page.text
        assert len(page.headings) == 1
    assert harness.visitor.open(harness.authorize_url()).labels == {"email"}
    assert harness.log_in().labels == {account.id for account in ACCOUNTS}


def test_the_email_of_the_request_is_filled_in(harness: PracticeHarness) -> None:
    url = harness.authorize_url(**{"stripe_user[email]": "anna@acme.example"})
    assert harness.visitor.open(url).fields["email"] == "anna@acme.example"


@pytest.mark.parametrize("email", ["nonsense", "a@b\nc", "@" * 300, ""])
def test_an_email_that_is_no_good_is_ignored_silently(harness: PracticeHarness, email: str) -> None:
    page = harness.visitor.open(harness.authorize_url(**{"stripe_user[email]": email}))
    assert page.fields["email"] == "finance@acme.example"


def test_markup_in_a_request_stays_text(harness: PracticeHarness) -> None:
    page = harness.visitor.open(harness.authorize_url(**{"stripe_user[email]": '"><b>@x'}))
    assert page.fields["email"] == '"><b>@x'
    assert "<b>" not in page.text


def test_an_empty_log_in_is_told_so_and_may_be_tried_again(harness: PracticeHarness) -> None:
    page = harness.visitor.press(
        harness.visitor.open(harness.authorize_url()), labels.LOG_IN, email=""
    )
    assert page.status == 400
    assert "Enter an email." in page.text
    assert labels.APPROVE_ACCESS in harness.visitor.press(page, labels.LOG_IN).buttons


def test_the_accounts_are_listed_with_their_health(harness: PracticeHarness) -> None:
    page = harness.log_in()
    assert page.headings == ["Get started with Stripe"]
    assert list(page.buttons) == [labels.APPROVE_ACCESS, labels.DENY_ACCESS]
    assert list(page.choices) == [
        "Acme Ltd",
        "Acme Nordics AB",
        "Acme Europe GmbH",
        "Acme Trading Inc.",
        "newcomer@acme.example",
    ]
    for account in ACCOUNTS:
        assert account.health in page.text


def test_the_first_account_is_chosen_already(harness: PracticeHarness) -> None:
    assert harness.log_in().fields["account"] == ACME


def test_only_test_mode_says_test_mode(harness: PracticeHarness) -> None:
    for client, says_so in ((harness.at.test, True), (harness.at.live, False)):
        log_in = harness.visitor.open(harness.authorize_url(client))
        assert ("Test mode" in log_in.text) is says_so
        assert ("Test mode" in harness.visitor.press(log_in, labels.LOG_IN).text) is says_so


def test_the_page_says_whether_m3ter_may_write(harness: PracticeHarness) -> None:
    assert "read and write" in harness.log_in(scope="read_write").text
    assert "read and write" not in harness.log_in(scope="read_only").text


def test_an_approval_goes_back_with_code_scope_and_state(harness: PracticeHarness) -> None:
    back = harness.visitor.press(harness.log_in(), labels.APPROVE_ACCESS)
    assert back.status == 302
    assert back.location.startswith(f"{RETURN_URI}?")
    got = answer(back.location)
    assert got.pop("code").startswith("ac_")
    assert got == {"scope": "read_write", "state": "49152.state & more"}


def test_an_approval_without_state_goes_back_without_state(harness: PracticeHarness) -> None:
    url = harness.authorize_url().split("&state=")[0]
    accounts = harness.visitor.press(harness.visitor.open(url), labels.LOG_IN)
    assert "state" not in answer(harness.visitor.press(accounts, labels.APPROVE_ACCESS).location)


def test_a_redirect_uri_with_a_query_keeps_it(harness: PracticeHarness) -> None:
    uri = "https://acme.example/return?from=stripe"
    harness.practice.register_redirect_uri(uri)
    back = harness.visitor.press(harness.log_in(redirect_uri=uri), labels.APPROVE_ACCESS)
    assert back.location.startswith(f"{uri}&")
    assert answer(back.location)["from"] == "stripe"


def test_without_a_redirect_uri_the_first_one_that_was_registered_is_used(
    harness: PracticeHarness,
) -> None:
    harness.practice.register_redirect_uri("http://127.0.0.1:50000/other")
    url = f"{harness.at.authorize_url}?response_type=code&client_id={harness.at.live.client_id}"
    accounts = harness.visitor.press(harness.visitor.open(url), labels.LOG_IN)
    location = harness.visitor.press(accounts, labels.APPROVE_ACCESS).location
    assert location.startswith(RETURN_URI)
    assert answer(location)["scope"] == "read_only"


def test_a_denial_goes_back_with_the_state_and_grants_nothing(harness: PracticeHarness) -> None:
    back = harness.visitor.press(harness.log_in(), labels.DENY_ACCESS)
    assert back.status == 302
    assert answer(back.location) == {
        "error": "access_denied",
        "error_description": "The user denied your request",
        "state": "49152.state & more",
    }
    assert harness.practice.grants() == []


def test_a_denial_can_go_back_without_the_state_as_documented(
    make_practice: MakePractice, clock: Clock
) -> None:
    harness = PracticeHarness(make_practice(denial_carries_state=False), clock)
    back = harness.visitor.press(harness.log_in(), labels.DENY_ACCESS)
    assert set(answer(back.location)) == {"error", "error_description"}


def test_an_approval_alone_connects_nothing(harness: PracticeHarness) -> None:
    harness.approve()
    assert harness.practice.grants() == []


@pytest.mark.parametrize(
    ("changed", "error"),
    [
        ({"client_id": "ca_unknown"}, "invalid_request"),
        ({"client_id": ""}, "invalid_request"),
        ({"response_type": ""}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "everything"}, "invalid_scope"),
        ({"state": "x" * 3000}, "invalid_request"),
        ({"redirect_uri": ""}, "invalid_redirect_uri"),
        ({"redirect_uri": f"{RETURN_URI}/"}, "invalid_redirect_uri"),
        ({"redirect_uri": f"{RETURN_URI}?a=b"}, "invalid_redirect_uri"),
        ({"redirect_uri": RETURN_URI.replace("49152", "49153")}, "invalid_redirect_uri"),
        ({"redirect_uri": "http://localhost:49152/return"}, "invalid_redirect_uri"),
    ],
)
def test_every_other_error_is_shown_as_json_in_the_browser(
    harness: PracticeHarness, changed: dict[str, str], error: str
) -> None:
    page = harness.visitor.open(harness.authorize_url(**changed))
    assert page.status == 400
    assert page.response.json()["error"] == error
    assert page.response.json()["error_description"]


def test_a_parameter_that_comes_twice_is_an_error(harness: PracticeHarness) -> None:
    page = harness.visitor.open(f"{harness.authorize_url()}&redirect_uri=http%3A%2F%2Fevil.example")
    assert page.response.json()["error"] == "invalid_request"


def test_plain_http_to_another_computer_is_for_test_mode_only(harness: PracticeHarness) -> None:
    uri = "http://intranet.acme.example/return"
    harness.practice.register_redirect_uri(uri)
    assert (
        harness.visitor.open(harness.authorize_url(harness.at.test, redirect_uri=uri)).status == 200
    )
    refused = harness.visitor.open(harness.authorize_url(harness.at.live, redirect_uri=uri))
    assert refused.response.json()["error"] == "invalid_redirect_uri"


@pytest.mark.parametrize("uri", ["", "return", "ftp://a.example/", "http:///x", "https://a/#b"])
def test_a_text_that_is_no_redirect_uri_cannot_be_registered(
    harness: PracticeHarness, uri: str
) -> None:
    with pytest.raises(ValueError, match="redirect URI"):
        harness.practice.register_redirect_uri(uri)


def test_a_decision_is_taken_once(harness: PracticeHarness) -> None:
    accounts = harness.log_in()
    assert harness.visitor.press(accounts, labels.APPROVE_ACCESS).status == 302
    for button in (labels.APPROVE_ACCESS, labels.DENY_ACCESS):
        again = harness.visitor.press(accounts, button)
        assert again.status == 400
        assert again.headings == ["This page is over"]


def test_a_log_in_is_used_once(harness: PracticeHarness) -> None:
    page = harness.visitor.open(harness.authorize_url())
    assert harness.visitor.press(page, labels.LOG_IN).status == 200
    assert harness.visitor.press(page, labels.LOG_IN).headings == ["This page is over"]


def test_the_page_with_the_accounts_may_be_loaded_again(harness: PracticeHarness) -> None:
    accounts = harness.visitor.open(harness.log_in().response.url)
    assert harness.visitor.press(accounts, labels.APPROVE_ACCESS).status == 302


def test_a_page_that_was_left_open_for_hours_is_over(harness: PracticeHarness) -> None:
    accounts = harness.log_in()
    harness.clock.now += 3601
    assert harness.visitor.press(accounts, labels.APPROVE_ACCESS).headings == ["This page is over"]


@pytest.mark.parametrize(
    "form",
    [{"decision": "approve", "account": "acct_other"}, {"decision": "perhaps"}, {}],
)
def test_a_forged_decision_is_refused(harness: PracticeHarness, form: dict[str, str]) -> None:
    url = f"{harness.at.api_base}/oauth/authorize/decision"
    visit = harness.log_in().fields["visit"]
    assert harness.post(url, visit=visit, **form).status_code == 400
    assert harness.post(url, decision="approve", account=ACME, visit="guess").status_code == 400
    assert harness.practice.grants() == []


def test_a_server_reached_by_another_name_refuses(harness: PracticeHarness) -> None:
    page = harness.visitor.open(harness.authorize_url(), headers={"Host": "rebound.example"})
    assert page.status == 400
    assert page.headings == []


def test_a_form_of_another_site_is_refused(harness: PracticeHarness) -> None:
    accounts = harness.log_in()
    for origin in ("https://evil.example", "null"):
        page = harness.visitor.press(accounts, labels.APPROVE_ACCESS, headers={"Origin": origin})
        assert page.status == 403
    own = {"Origin": harness.at.api_base}
    assert harness.visitor.press(accounts, labels.APPROVE_ACCESS, headers=own).status == 302


def test_pages_are_not_kept_and_load_nothing_from_elsewhere(
    harness: PracticeHarness,
) -> None:
    for page in (harness.visitor.open(harness.authorize_url()), harness.log_in()):
        headers = page.response.headers
        assert headers["Cache-Control"] == "no-store"
        assert "default-src 'none'; style-src 'sha256-" in headers["Content-Security-Policy"]
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert "src=" not in page.text
        assert "<script" not in page.text


@pytest.mark.parametrize(
    ("uri", "source"),
    [
        (RETURN_URI, "http://127.0.0.1:49152"),
        ("https://acme.example/return", "https://acme.example"),
        ("http://[::1]:49152/return", "http:"),
    ],
)
def test_the_form_may_lead_to_the_redirect_uri_and_nowhere_else(
    harness: PracticeHarness, uri: str, source: str
) -> None:
    harness.practice.register_redirect_uri(uri)
    policy = harness.log_in(redirect_uri=uri).response.headers["Content-Security-Policy"]
    assert f"form-action 'self' {source};" in policy


@pytest.mark.parametrize("account", ACCOUNTS, ids=lambda account: account.label)
@pytest.mark.parametrize("mode", ["", "/test"])
def test_each_account_has_a_page_that_says_how_it_is(
    harness: PracticeHarness, account: PracticeAccount, mode: str
) -> None:
    page = harness.visitor.open(f"{harness.at.api_base}/dashboard/{account.id}{mode}")
    text = unescape(page.text)
    assert page.status == 200
    assert page.headings == [account.label]
    assert "Practice: not the real Stripe." in text
    assert ("Test mode" in text) is bool(mode)
    assert account.id in text
    paused = [account.charges_enabled, account.payouts_enabled].count(False)
    assert text.count(">Paused<") == paused
    assert text.count(">Enabled<") == 2 - paused
    assert all(need in text for need in account.needs)
    assert ("Nothing</dd>" in text) is (not account.currently_due)


def test_the_page_of_an_account_says_whether_m3ter_has_access(harness: PracticeHarness) -> None:
    def says_access(mode: str = "") -> bool:
        page = harness.visitor.open(f"{harness.at.api_base}/dashboard/{ACME}{mode}")
        return "Has access to this account" in page.text

    assert not says_access("/test")
    harness.redeem(harness.approve())
    assert says_access("/test")
    assert not says_access()


# -- what the owner of an account does on its page -------------------------------------------------

IN_WANT = next(account for account in ACCOUNTS if account.disabled_reason)


def account_page(harness: PracticeHarness, mode: str = "/test", account: str = ACME) -> Page:
    return harness.visitor.open(f"{harness.at.api_base}/dashboard/{account}{mode}")


def test_what_is_provided_on_the_page_is_found_by_a_check(harness: PracticeHarness) -> None:
    connected = harness.redeem(harness.approve(account=IN_WANT.id)).json()
    before = account_page(harness, account=IN_WANT.id)
    assert labels.TAKE_BACK not in before.buttons
    after = harness.visitor.press(before, labels.PROVIDE_ALL)
    assert after.status == 200
    assert after.text.count(">Enabled<") == 2
    assert "Nothing</dd>" in after.text
    assert labels.PROVIDE_ALL not in after.buttons

    acting = {"Stripe-Account": IN_WANT.id}
    for response in (
        harness.get("/v1/account", harness.at.test.secret_key, acting),
        harness.get("/v1/account", connected["access_token"]),
    ):
        account = response.json()
        assert (account["charges_enabled"], account["payouts_enabled"]) == (True, True)
        assert account["requirements"]["currently_due"] == []
        assert account["requirements"]["disabled_reason"] is None
    assert IN_WANT.health not in harness.log_in().text


def test_what_was_provided_can_be_taken_back(harness: PracticeHarness) -> None:
    page = harness.visitor.press(account_page(harness, account=IN_WANT.id), labels.PROVIDE_ALL)
    page = harness.visitor.press(page, labels.TAKE_BACK)
    assert page.text.count(">Paused<") == 2
    assert labels.PROVIDE_ALL in page.buttons
    assert labels.TAKE_BACK not in page.buttons


def test_each_mode_has_its_own_account(harness: PracticeHarness) -> None:
    harness.visitor.press(account_page(harness, account=IN_WANT.id), labels.PROVIDE_ALL)
    assert account_page(harness, "", IN_WANT.id).text.count(">Paused<") == 2


def test_access_that_is_revoked_on_the_page_has_ended(harness: PracticeHarness) -> None:
    assert labels.REVOKE_M3TERS_ACCESS not in account_page(harness).buttons
    harness.redeem(harness.approve())
    page = harness.visitor.press(account_page(harness), labels.REVOKE_M3TERS_ACCESS)
    assert "Has no access to this account" in page.text
    assert harness.practice.grants() == []
    refused = harness.get(
        "/v1/account", harness.at.test.secret_key, {"Stripe-Account": ACME}
    ).json()
    assert refused["error"]["code"] == "account_invalid"


def test_a_healthy_account_without_access_has_nothing_to_press(harness: PracticeHarness) -> None:
    assert account_page(harness).buttons == {}


@pytest.mark.parametrize(
    ("headers", "changed", "status"),
    [
        ({"Origin": "https://evil.example"}, {}, 403),
        ({"Host": "rebound.example"}, {}, 400),
        ({}, {"ticket": ""}, 403),
        ({}, {"ticket": "0" * 64}, 403),
        ({}, {"change": "everything"}, 400),
    ],
)
def test_nobody_else_changes_an_account(
    harness: PracticeHarness, headers: dict[str, str], changed: dict[str, str], status: int
) -> None:
    harness.redeem(harness.approve())
    page = account_page(harness)
    pressed = harness.visitor.press(page, labels.REVOKE_M3TERS_ACCESS, headers, **changed)
    assert pressed.status == status
    assert len(harness.practice.grants()) == 1


def test_the_form_of_one_account_does_not_change_another(harness: PracticeHarness) -> None:
    harness.redeem(harness.approve())
    ticket = account_page(harness, account=IN_WANT.id).fields["ticket"]
    for mode in ("", "/test"):
        url = f"{harness.at.api_base}/dashboard/{ACME}{mode}"
        assert harness.post(url, ticket=ticket, change="revoke").status_code == 403
    assert len(harness.practice.grants()) == 1


def test_an_account_that_does_not_exist_cannot_be_changed(harness: PracticeHarness) -> None:
    url = f"{harness.at.api_base}/dashboard/acct_1Unknown"
    assert harness.post(url, ticket="", change="provide").status_code == 403


@pytest.mark.parametrize(
    "path", ["acct_1Unknown", "acct_1Unknown/test", f"{ACME}/live", f"{PLATFORM.id}", ""]
)
def test_no_other_account_has_a_page(harness: PracticeHarness, path: str) -> None:
    response = harness.get(f"/dashboard/{path}")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/json"
