"""Every documented answer and error, as the program hears it."""

import re
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest

from desktop_app.core.account import Health
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    KeyMismatchError,
    RefusedError,
    SecretRefusedError,
)
from tests.practice.visitor import Visitor
from tests.stripe.contract.company import Company, Way, problem_of, said_in
from tests.stripe_double import faults
from tests.stripe_double.accounts import INCOMPLETE, NAMELESS, READY, RESTRICTED, Account
from tests.stripe_double.clients import Mode, made_up
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.messages import Endpoint

STATE = "51234.a state & more"


# Approval -------------------------------------------------------------------------------------


def test_every_registered_way_back_leads_through_approval_to_a_connection(
    company: Company,
) -> None:
    double, gateway = company.double, company.gateway
    schemes = []
    for route in gateway.routes(company.system):
        uri = route.address(51234).redirect_uri
        schemes.append(urlsplit(uri).scheme)
        visitor = Visitor()
        page = visitor.open(gateway.authorize_url(company.system, uri, STATE))
        accounts = visitor.press(page, "Log in")
        back = visitor.press(accounts, "Approve access", account=READY.id).location
        answer = parse_qs(urlsplit(back).query)
        assert back.startswith(f"{uri}?")
        assert answer["state"] == [STATE]
        grant = company.exchange(answer["code"][0])
        assert grant.account_id == READY.id
        assert grant.livemode is company.mode.livemode
        assert double.connections() == {(company.mode, READY.id)}
        company.deauthorize()
    assert schemes == (["https"] if company.mode is Mode.LIVE else ["http", "http"])


def test_what_is_known_of_the_person_stands_on_stripes_page(double: StripeDouble) -> None:
    company = Company(double, Mode.TEST, Way.DIRECT)
    uri = company.client.redirect_uris[0]
    page = Visitor().open(company.gateway.authorize_url(company.system, uri, STATE))
    assert page.fields["email"] == "finance@acme.example"


# Who is told what -----------------------------------------------------------------------------


def test_stripe_is_called_as_the_platform_in_the_accounts_name(double: StripeDouble) -> None:
    for mode in Mode:
        company = Company(double, mode, Way.DIRECT)
        company.account(company.connect())
        [read] = double.received(Endpoint.ACCOUNT)[-1:]
        assert read.path == "/v1/account"
        assert read.headers["Stripe-Account"] == READY.id
        company.deauthorize()
        for received in double.received()[-3:]:
            assert company.client.secret_key in said_in(received)
            assert company.client.secret_key not in received.target
    assert double.received(Endpoint.EXCHANGE_TOKEN) == []


def test_an_exchange_endpoint_is_told_its_own_token_and_no_key_is_told_to_anybody(
    double: StripeDouble,
) -> None:
    for mode in Mode:
        company = Company(double, mode, Way.EXCHANGE)
        grant = company.connect()
        company.account(grant)
        company.deauthorize()
        assert grant.access_token is not None
        [read] = double.received(Endpoint.ACCOUNT)[-1:]
        assert read.authorization == f"Bearer {grant.access_token.reveal()}"
        assert read.headers["Stripe-Account"] is None
        assert double.bearer not in said_in(read)
    assert double.received(Endpoint.TOKEN) == []
    for endpoint in (Endpoint.EXCHANGE_TOKEN, Endpoint.EXCHANGE_DEAUTHORIZE):
        for received in double.received(endpoint):
            assert received.authorization == f"Bearer {double.bearer}"
            assert not re.search(r"\b(?:[sr]k|standin)_", said_in(received))


def test_an_exchange_endpoint_that_wants_no_token_is_sent_none() -> None:
    with StripeDouble(bearer="") as double:
        company = Company(double, Mode.TEST, Way.EXCHANGE)
        assert not company.gateway.needs_secret(company.system)
        company.account(company.connect())
        company.deauthorize()
        assert double.connections() == set()
        double.assert_no_code_was_sent_twice()


# Codes ----------------------------------------------------------------------------------------


def unknown(_: Company) -> str:
    return f"ac_{made_up('unknown code')}"


def expired(company: Company) -> str:
    code = company.double.approve(company.mode)
    company.double.let_time_pass(300)
    return code


def used(company: Company) -> str:
    code = company.double.approve(company.mode)
    company.double.use_up(code)
    return code


def of_the_other_mode(company: Company) -> str:
    return company.double.approve(Mode.TEST if company.mode is Mode.LIVE else Mode.LIVE)


@pytest.mark.parametrize("make", [unknown, expired, used, of_the_other_mode])
def test_a_code_that_is_no_good_is_refused_in_stripes_words(
    company: Company, make: Callable[[Company], str]
) -> None:
    code = make(company)
    problem = problem_of(lambda: company.exchange(code), code, company.secret)
    assert type(problem) is (KeyMismatchError if make is of_the_other_mode else RefusedError)
    detail = problem.detail
    assert (detail.error, detail.status) == ("invalid_grant", 400)
    assert detail.request_id == company.double.last_answer.request_id
    assert detail.description
    assert company.double.connections() == set()


def test_a_code_lives_to_the_end_of_its_five_minutes(company: Company) -> None:
    code = company.double.approve(company.mode)
    company.double.let_time_pass(299)
    assert company.exchange(code).account_id == READY.id


def test_a_grant_says_what_was_really_granted(company: Company) -> None:
    code = company.double.approve(company.mode, INCOMPLETE.id, scope="read_only")
    grant = company.exchange(code)
    assert (grant.account_id, grant.scope) == (INCOMPLETE.id, "read_only")
    company.double.next(company.token_endpoint, faults.altered(livemode=not company.mode.livemode))
    assert company.connect().livemode is not company.mode.livemode


# Keys and tokens ------------------------------------------------------------------------------


def wrong_secret(company: Company) -> str:
    wrong = made_up("wrong secret")
    return f"standin_{company.mode.value}_{wrong}" if company.is_direct else wrong


def test_a_wrong_secret_is_refused_as_such_and_changes_nothing(company: Company) -> None:
    company.connect()
    wrong = company.but(secret=wrong_secret(company))
    code = company.double.approve(company.mode, INCOMPLETE.id)
    error = "invalid_client" if company.is_direct else "invalid_token"
    for call in (lambda: wrong.exchange(code), wrong.deauthorize):
        problem = problem_of(call, code, wrong.secret)
        # When an account is cut off, Stripe's `invalid_client` may also mean the client id.
        assert isinstance(problem, SecretRefusedError) or call == wrong.deauthorize
        assert isinstance(problem, RefusedError)
        assert (problem.detail.error, problem.detail.status) == (error, 401)
        assert problem.detail.request_id == company.double.last_answer.request_id
    assert company.double.connections() == {(company.mode, READY.id)}


def test_a_wrong_key_is_not_mistaken_for_an_account_that_is_not_connected(
    double: StripeDouble,
) -> None:
    company = Company(double, Mode.LIVE, Way.DIRECT)
    grant = company.connect()
    wrong = company.but(secret=wrong_secret(company))
    problem = problem_of(lambda: wrong.account(grant), wrong.secret)
    assert type(problem) is SecretRefusedError
    assert (problem.detail.error, problem.detail.status) == ("invalid_request_error", 401)


def test_the_key_of_the_other_mode_connects_nothing(double: StripeDouble) -> None:
    company = Company(double, Mode.TEST, Way.DIRECT)
    mixed = company.but(secret=double.live.secret_key)
    code = double.approve(Mode.TEST)
    assert type(problem_of(lambda: mixed.exchange(code), code)) is KeyMismatchError
    company.connect(INCOMPLETE.id)
    assert isinstance(problem_of(lambda: mixed.deauthorize(INCOMPLETE.id)), RefusedError)
    assert double.connections() == {(Mode.TEST, INCOMPLETE.id)}


def test_a_restricted_key_does_as_well_and_one_that_may_not_is_told_so(
    double: StripeDouble,
) -> None:
    company = Company(double, Mode.TEST, Way.DIRECT).but(secret=double.test.restricted_key)
    grant = company.connect()
    assert company.account(grant).name == READY.name
    double.next(Endpoint.ACCOUNT, faults.lacks_permission)
    problem = problem_of(lambda: company.account(grant), company.secret)
    assert type(problem) is RefusedError
    assert (problem.detail.error, problem.detail.status) == ("more_permissions_required", 403)


# Accounts -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("account", "name", "health"),
    [
        (READY, "Acme Ltd", Health.GOOD),
        (INCOMPLETE, "Acme Europe GmbH", Health.PAYOUTS_PAUSED),
        (RESTRICTED, "Acme Trading Inc.", Health.PAYMENTS_PAUSED),
        (NAMELESS, "newcomer@acme.example", Health.PAYMENTS_PAUSED),
    ],
)
def test_an_account_is_read_as_it_is_at_stripe(
    company: Company, account: Account, name: str, health: Health
) -> None:
    read = company.account(company.connect(account.id))
    assert (read.id, read.name, read.country) == (account.id, name, account.country)
    assert read.currently_due == account.currently_due
    assert read.disabled_reason == (account.disabled_reason or "")
    assert read.health is health


def test_an_account_that_changes_is_read_anew(company: Company) -> None:
    grant = company.connect()
    assert company.account(grant).health is Health.GOOD
    company.double.change_account(replace(READY, charges_enabled=False))
    assert company.account(grant).health is Health.PAYMENTS_PAUSED


def test_an_account_that_revoked_access_is_not_connected(company: Company) -> None:
    grant = company.connect()
    company.double.cut_off(company.mode)
    problem = problem_of(lambda: company.account(grant), company.secret)
    assert type(problem) is AccountNotConnectedError
    assert problem.detail.request_id == company.double.last_answer.request_id
    assert problem.detail.status == (403 if company.is_direct else 401)


def test_what_is_not_connected_any_more_counts_as_cut_off(company: Company) -> None:
    company.connect()
    company.deauthorize()
    company.deauthorize()
    assert company.double.connections() == set()


def test_a_mode_is_cut_off_by_itself(double: StripeDouble, way: Way) -> None:
    live, test = (Company(double, mode, way) for mode in Mode)
    live.connect()
    test.connect()
    test.deauthorize()
    assert double.connections() == {(Mode.LIVE, READY.id)}


# Limits ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("should_retry", ["", "true", "false"])
def test_too_many_requests_do_not_prove_that_a_code_was_not_exchanged(
    company: Company, should_retry: str
) -> None:
    company.double.next(company.token_endpoint, faults.too_many(should_retry))
    code = company.double.approve(company.mode)
    problem = problem_of(lambda: company.exchange(code), code)
    assert type(problem) is AnswerLostError
    assert (problem.detail.error, problem.detail.status) == ("rate_limit", 429)
    assert len(company.double.received(company.token_endpoint)) == 1
