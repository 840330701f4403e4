"""A secret is tried before it is relied on: at no cost, and with no effect."""

import pytest

from desktop_app.core.account import Account
from desktop_app.core.errors import RefusedError, SecretRefusedError, UnreachableError
from desktop_app.core.secret import Secret
from desktop_app.net.network import Network
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.gateway import try_secret
from tests.stripe.contract.company import PATIENT, Company, Way, problem_of
from tests.stripe_double import faults
from tests.stripe_double.accounts import PLATFORM
from tests.stripe_double.clients import Mode, made_up
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.messages import Endpoint


def attempt(company: Company, secret: str = "", limits: TimeLimits = PATIENT) -> Account | None:
    registration = company.profile.registration(company.system)
    return try_secret(registration, Secret(secret or company.secret), Network(), limits)


def test_a_good_secret_is_accepted_and_nothing_happens_at_stripe(company: Company) -> None:
    platform = attempt(company)
    assert attempt(company) == platform
    if company.is_direct:
        assert platform is not None
        assert (platform.id, platform.name) == (PLATFORM.id, PLATFORM.name)
        assert company.double.received(Endpoint.TOKEN) == []
    else:
        assert platform is None
    assert company.double.connections() == set()


def test_a_wrong_secret_is_refused_as_such(company: Company) -> None:
    wrong = (
        f"standin_{company.mode.value}_{made_up('wrong')}"
        if company.is_direct
        else made_up("wrong")
    )
    problem = problem_of(lambda: attempt(company, wrong), wrong)
    assert type(problem) is SecretRefusedError
    assert problem.detail.status == 401
    assert problem.detail.request_id == company.double.last_answer.request_id


def test_a_restricted_key_is_good_though_it_may_not_read_the_platforms_account(
    double: StripeDouble,
) -> None:
    company = Company(double, Mode.TEST, Way.DIRECT)
    assert attempt(company, double.test.restricted_key) is not None
    double.next(Endpoint.ACCOUNT, faults.lacks_permission)
    assert attempt(company, double.test.restricted_key) is None


def test_an_endpoint_that_wants_no_token_is_tried_without_one() -> None:
    with StripeDouble(bearer="") as double:
        company = Company(double, Mode.TEST, Way.EXCHANGE)
        registration = company.profile.registration(company.system)
        assert try_secret(registration, None, Network(), PATIENT) is None
        [received] = double.received(Endpoint.EXCHANGE_TOKEN)
        assert received.authorization == ""


@pytest.mark.parametrize(
    "answer",
    ["<h1>It works!</h1>", "{}", '{"error": "invalid_grant"}'],
)
def test_what_does_not_answer_as_stripe_does_is_not_accepted(
    double: StripeDouble, answer: str
) -> None:
    company = Company(double, Mode.LIVE, Way.EXCHANGE)
    double.next(Endpoint.EXCHANGE_TOKEN, faults.ok_with(answer))
    assert type(problem_of(lambda: attempt(company), company.secret)) is RefusedError


def test_where_nobody_listens_no_secret_was_sent(company: Company) -> None:
    company.double.stop()
    problem = problem_of(lambda: attempt(company, limits=TimeLimits(total=0.1)), company.secret)
    assert type(problem) is UnreachableError
