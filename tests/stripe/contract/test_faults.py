"""Every way in which the network fails: what is sent once, what is read again, and what is told."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from desktop_app.core.errors import (
    AnswerLostError,
    RefusedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.errors import (
    NetworkProblem as Told,
)
from desktop_app.core.secret import Secret
from desktop_app.net.network import Network
from desktop_app.net.retrying import Pacing
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.connection import connection_of
from tests.stripe.contract.company import HASTY, PATIENT, Company, problem_of
from tests.stripe_double import faults
from tests.stripe_double.accounts import INCOMPLETE, READY
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.faults import MISSING, InjectedFault
from tests.stripe_double.messages import Endpoint

REFUSAL = '{"error": "invalid_grant", "error_description": "Expired."}'


@dataclass(frozen=True, slots=True)
class Case:
    """A fault, and what the program makes of it: `Detail.error`, status, and the problem's type.

    What has an effect may always have had it; `read` is what a read makes of the fault.
    """

    fault: InjectedFault
    error: str
    status: int = 0
    read: type[ServiceError] = AnswerLostError
    limits: TimeLimits = PATIENT


# What keeps an answer from being one, whatever was asked.
BAD_ANSWERS = {
    "500": Case(faults.server_error, "api_error", 500),
    "500 though it was done": Case(faults.server_error_afterwards, "api_error", 500),
    "502 with a page": Case(faults.bad_gateway, Told.NOT_JSON, 502),
    "503 that asks for a retry": Case(faults.unavailable("true"), "api_error", 503),
    "429": Case(faults.too_many(), "rate_limit", 429, RefusedError),
    "429 that asks for a retry": Case(faults.too_many("true"), "rate_limit", 429, RefusedError),
    "429 that asks for none": Case(faults.too_many("false"), "rate_limit", 429, RefusedError),
    "408 of a gateway": Case(faults.gave_up(408), "gave_up", 408),
    "409 of a gateway": Case(faults.gave_up(409), "gave_up", 409),
    "425 of a gateway": Case(faults.gave_up(425), "gave_up", 425),
    "429 of a gateway": Case(faults.gave_up(429), "gave_up", 429),
    "no answer": Case(faults.no_answer, Told.READ_TIMEOUT, limits=HASTY),
    "reset before the answer": Case(faults.reset_before_answer, Told.CONNECTION_BROKEN),
    "reset in the answer": Case(faults.reset_in_answer, Told.CONNECTION_BROKEN),
    "cut off": Case(faults.truncated, Told.CONNECTION_BROKEN),
    "closed without a word": Case(faults.hang_up, Told.CONNECTION_BROKEN),
    "a slow drip": Case(faults.slow_drip, Told.ANSWER_TOO_LONG, 200, limits=TimeLimits(body=0.2)),
    "too much": Case(faults.oversized, Told.ANSWER_TOO_LONG, 200),
    "no JSON": Case(faults.ok_with("<h1>Sign in to the Wi-Fi</h1>"), Told.NOT_JSON, 200),
    "nothing": Case(faults.ok_with(""), Told.NOT_JSON, 200),
    "a list": Case(faults.ok_with("[]"), Told.NOT_JSON, 200),
    "an error as a success": Case(faults.ok_with(REFUSAL), "invalid_grant", 200),
    "an empty object": Case(faults.ok_with("{}"), Told.UNEXPECTED_ANSWER, 200),
    "302": Case(faults.redirected(302, "/elsewhere"), Told.REDIRECT, 302),
    "307": Case(faults.redirected(307, "/elsewhere"), Told.REDIRECT, 307),
}
BAD_GRANTS = {
    f"{name} is {value!r}": Case(faults.altered(**{name: value}), Told.UNEXPECTED_ANSWER, 200)
    for name, value in (
        ("stripe_user_id", None),
        ("stripe_user_id", 42),
        ("stripe_user_id", "acct_1/../2"),
        ("livemode", "true"),
        ("scope", ["read_write"]),
    )
} | {
    f"{name} is missing": Case(faults.altered(**{name: MISSING}), Told.UNEXPECTED_ANSWER, 200)
    for name in ("stripe_user_id", "livemode", "scope")
}
BAD_GRANTS["an error beside the grant"] = Case(
    faults.altered(error="invalid_grant"), "invalid_grant", 200
)
BAD_CONFIRMATIONS = {
    "another account": Case(
        faults.altered(stripe_user_id=INCOMPLETE.id), Told.UNEXPECTED_ANSWER, 200
    ),
    "no account": Case(faults.altered(stripe_user_id=MISSING), Told.UNEXPECTED_ANSWER, 200),
}
# What a read gets over by asking again; the rest it takes for final.
PASSING = (
    "500",
    "500 though it was done",
    "502 with a page",
    "503 that asks for a retry",
    "429",
    "429 that asks for a retry",
    "429 of a gateway",
    "no answer",
    "reset before the answer",
    "reset in the answer",
    "cut off",
    "closed without a word",
)
FINAL = tuple(name for name in BAD_ANSWERS if name not in PASSING)


def expect(case: Case, problem: ServiceError, kind: type[ServiceError] = AnswerLostError) -> None:
    assert type(problem) is kind
    assert (problem.detail.error, problem.detail.status) == (case.error, case.status)


# Codes ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [*BAD_ANSWERS, *BAD_GRANTS])
def test_a_code_is_sent_once_whatever_comes_back(company: Company, how: str) -> None:
    case = (BAD_ANSWERS | BAD_GRANTS)[how]
    double = company.double
    double.next(company.token_endpoint, case.fault)
    code = double.approve(company.mode)
    expect(
        case,
        problem_of(
            lambda: company.but(limits=case.limits).exchange(code),
            code,
            company.secret,
            *double.access_tokens(),
        ),
    )
    assert [received.path for received in double.received()] == [
        double.received(company.token_endpoint)[0].path
    ]


def test_a_code_whose_call_is_not_taken_may_have_been_sent(company: Company) -> None:
    code = company.double.approve(company.mode)
    company.double.hang_up_on(1)
    problem = problem_of(lambda: company.exchange(code), code, company.secret)
    assert type(problem) is AnswerLostError
    assert problem.detail.error == Told.CONNECTION_BROKEN
    assert company.double.received() == []
    assert company.double.connections() == set()


# Revocations ----------------------------------------------------------------------------------


@pytest.mark.parametrize("how", [*BAD_ANSWERS, *BAD_CONFIRMATIONS])
def test_a_revocation_is_sent_once_and_not_taken_for_done(company: Company, how: str) -> None:
    case = (BAD_ANSWERS | BAD_CONFIRMATIONS)[how]
    company.connect()
    company.double.next(company.deauthorize_endpoint, case.fault)
    hasty = company.but(limits=case.limits)
    expect(case, problem_of(hasty.deauthorize, company.secret))
    assert len(company.double.received(company.deauthorize_endpoint)) == 1
    # Revoking again does no harm, whatever became of the first time.
    company.deauthorize()
    assert company.double.connections() == set()


# Reads ----------------------------------------------------------------------------------------


class Pace:
    """A clock that only goes on while somebody waits; chance is always the same."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    @property
    def pacing(self) -> Pacing:
        return Pacing(lambda: self.now, self.sleep, lambda: 0.5)


class Reader:
    """Reads one connected account of a company, without really waiting."""

    def __init__(self, company: Company, limits: TimeLimits = PATIENT) -> None:
        self._company = company
        self._grant = company.connect()
        self._pace = Pace()
        self._client = StripeClient(
            connection_of(company.profile.registration(company.system)),
            Network(),
            limits,
            self._pace.pacing,
        )
        self._client.take_secret(Secret(company.secret))

    def read(self) -> str:
        token = None if self._company.is_direct else self._grant.access_token
        return self._client.account(self._grant.account_id, access_token=token).name

    @property
    def requests(self) -> int:
        return len(self._company.double.received(Endpoint.ACCOUNT))

    @property
    def waits(self) -> list[float]:
        return self._pace.waits


@pytest.mark.parametrize("how", PASSING)
def test_a_read_gets_over_what_passes(company: Company, how: str) -> None:
    case = BAD_ANSWERS[how]
    # Time enough for the good answer, too, however busy this computer is.
    reader = Reader(company, TimeLimits(read=0.8) if case.limits is HASTY else case.limits)
    company.double.next(Endpoint.ACCOUNT, case.fault, case.fault)
    assert reader.read() == READY.name
    assert reader.requests == 3
    first, second = reader.waits
    assert 0 < first < second


@pytest.mark.parametrize("how", PASSING)
def test_a_read_that_never_gets_over_it_gives_up_in_time(company: Company, how: str) -> None:
    case = BAD_ANSWERS[how]
    reader = Reader(company, case.limits)
    company.double.next(Endpoint.ACCOUNT, *[case.fault] * 20)
    expect(case, problem_of(reader.read, company.secret), case.read)
    assert 2 <= reader.requests <= 10
    assert sum(reader.waits) <= case.limits.total


@pytest.mark.parametrize("how", FINAL)
def test_a_read_takes_what_will_not_pass_for_final(company: Company, how: str) -> None:
    case = BAD_ANSWERS[how]
    reader = Reader(company, case.limits)
    company.double.next(Endpoint.ACCOUNT, case.fault)
    expect(case, problem_of(reader.read, company.secret), case.read)
    assert (reader.requests, reader.waits) == (1, [])


def test_a_read_obeys_stripe_when_it_asks_for_no_retry(company: Company) -> None:
    reader = Reader(company)
    company.double.next(Endpoint.ACCOUNT, faults.unavailable("false"))
    assert problem_of(reader.read).detail.status == 503
    assert reader.requests == 1


def test_a_read_gets_over_a_call_that_is_not_taken(company: Company) -> None:
    reader = Reader(company)
    company.double.hang_up_on(2)
    assert reader.read() == READY.name
    assert len(reader.waits) == 2


def test_another_account_than_the_one_asked_for_is_not_believed(company: Company) -> None:
    reader = Reader(company)
    company.double.next(Endpoint.ACCOUNT, faults.altered(id=INCOMPLETE.id))
    assert type(problem_of(reader.read)) is AnswerLostError


# Nobody there ---------------------------------------------------------------------------------


@pytest.mark.parametrize("ask", [Company.connect, Company.deauthorize])
def test_where_nobody_listens_nothing_was_sent(
    company: Company, ask: Callable[[Company], object]
) -> None:
    company.double.stop()
    problem = problem_of(lambda: ask(company), company.secret)
    assert type(problem) is UnreachableError
    assert problem.detail.error == Told.NO_CONNECTION


def test_a_read_asks_again_where_nobody_listens(double: StripeDouble, company: Company) -> None:
    reader = Reader(company)
    double.stop()
    assert type(problem_of(reader.read, company.secret)) is UnreachableError
    assert reader.waits
