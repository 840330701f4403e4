"""Reads are asked for again, within a limit, and nothing else is."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    NetworkProblem,
    RefusedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.response import HttpResponse
from desktop_app.net.retrying import Pacing, get_with_retries
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.reading import should_retry
from tests.stripe.conftest import KEYS, Reply, ServeWith, answer, connection_to, reset

ACCOUNT = "acct_1Abc"
GOOD = answer("200 OK", b'{"id": "acct_1Abc"}')
RATE_LIMIT = b'{"error": {"type": "x", "code": "rate_limit", "message": "Slow down"}}'
LIMITS = TimeLimits(connect=10.0, read=30.0, body=60.0, total=7.0)


@dataclass
class FakeTime:
    """A clock that only moves when somebody waits."""

    now: float = 1000.0
    chance: float = 1.0
    waits: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    @property
    def pacing(self) -> Pacing:
        return Pacing(lambda: self.now, self.sleep, lambda: self.chance)


@dataclass
class Reads:
    """Gives these outcomes in turn, the last one over and over; each takes `lasting` seconds."""

    time: FakeTime
    outcomes: list[HttpResponse | ServiceError]
    lasting: float = 0.0
    limits: list[TimeLimits] = field(default_factory=list)

    def __call__(self, limits: TimeLimits) -> HttpResponse:
        self.limits.append(limits)
        self.time.now += self.lasting
        outcome = self.outcomes[min(len(self.limits), len(self.outcomes)) - 1]
        if isinstance(outcome, ServiceError):
            raise outcome
        return outcome


def raw(status: int, retry: bool | None = None, after: int | None = None) -> HttpResponse:
    headers = {"stripe-should-retry": str(retry).lower(), "retry-after": str(after)}
    return HttpResponse(status, headers, b"")


def unreachable(fault: NetworkProblem) -> UnreachableError:
    return UnreachableError(Detail(fault))


def lost(fault: NetworkProblem) -> AnswerLostError:
    return AnswerLostError(Detail(fault))


@pytest.mark.parametrize(
    "first",
    [
        raw(429),
        raw(500),
        raw(503),
        raw(409, retry=True),
        unreachable(NetworkProblem.NO_CONNECTION),
        unreachable(NetworkProblem.NAME_NOT_FOUND),
        unreachable(NetworkProblem.CONNECT_TIMEOUT),
        unreachable(NetworkProblem.PROXY_NO_CONNECTION),
        lost(NetworkProblem.READ_TIMEOUT),
        lost(NetworkProblem.CONNECTION_BROKEN),
    ],
)
def test_what_may_pass_is_asked_for_again(first: HttpResponse | ServiceError) -> None:
    time = FakeTime()
    reads = Reads(time, [first, raw(200)])
    assert get_with_retries(reads, LIMITS, time.pacing, should_retry).status == 200
    assert time.waits == [0.5]


@pytest.mark.parametrize(
    "only",
    [
        raw(200),
        raw(400),
        raw(401),
        raw(403),
        raw(302),
        raw(429, retry=False),
        raw(500, retry=False),
        unreachable(NetworkProblem.CERTIFICATE_NOT_TRUSTED),
        unreachable(NetworkProblem.CERTIFICATE_WRONG_HOST),
        unreachable(NetworkProblem.CERTIFICATE_EXPIRED),
        unreachable(NetworkProblem.CA_FILE_UNUSABLE),
        unreachable(NetworkProblem.PROXY_REFUSED),
        unreachable(NetworkProblem.PROXY_WANTS_SIGN_IN),
        unreachable(NetworkProblem.PROXY_UNSUPPORTED),
        lost(NetworkProblem.ANSWER_TOO_LONG),
    ],
)
def test_what_will_not_pass_is_told_at_once(only: HttpResponse | ServiceError) -> None:
    time = FakeTime()
    reads = Reads(time, [only])
    if isinstance(only, ServiceError):
        with pytest.raises(ServiceError) as caught:
            get_with_retries(reads, LIMITS, time.pacing, should_retry)
        assert caught.value is only
        assert caught.value.__context__ is None
    else:
        assert get_with_retries(reads, LIMITS, time.pacing, should_retry) is only
    assert len(reads.limits) == 1


def test_the_waits_double_until_the_limit() -> None:
    time = FakeTime()
    reads = Reads(time, [raw(503)])
    assert get_with_retries(reads, LIMITS, time.pacing, should_retry).status == 503
    assert time.waits == [0.5, 1.0, 2.0]
    assert time.now < 1000.0 + LIMITS.total


def test_chance_shortens_a_wait_by_half_at_most() -> None:
    time = FakeTime(chance=0.0)
    get_with_retries(Reads(time, [raw(503), raw(503), raw(200)]), LIMITS, time.pacing, should_retry)
    assert time.waits == [0.25, 0.5]


def test_a_wait_that_is_asked_for_is_kept() -> None:
    time = FakeTime()
    get_with_retries(Reads(time, [raw(429, after=3), raw(200)]), LIMITS, time.pacing, should_retry)
    assert time.waits == [3.0]


@pytest.mark.parametrize("after", [7, 3600])
def test_a_wait_beyond_the_limit_is_not_begun(after: int) -> None:
    time = FakeTime()
    reads = Reads(time, [raw(429, after=after)])
    assert get_with_retries(reads, LIMITS, time.pacing, should_retry).status == 429
    assert time.waits == []


def test_no_try_may_last_longer_than_what_is_left() -> None:
    time = FakeTime()
    reads = Reads(time, [lost(NetworkProblem.READ_TIMEOUT)], lasting=4.2)
    with pytest.raises(AnswerLostError):
        get_with_retries(reads, LIMITS, time.pacing, should_retry)
    assert [round(limits.read, 2) for limits in reads.limits] == [4.2, 2.3]
    assert [round(limits.connect, 2) for limits in reads.limits] == [4.2, 2.3]
    assert [round(limits.body, 2) for limits in reads.limits] == [4.2, 2.3]
    assert [round(limits.whole, 2) for limits in reads.limits] == [7.0, 2.3]


def test_after_a_sleep_that_lasted_too_long_nothing_is_tried_any_more() -> None:
    time = FakeTime()

    def oversleep(seconds: float) -> None:
        time.sleep(seconds + LIMITS.total)

    reads = Reads(time, [raw(503), raw(200)])
    pacing = Pacing(lambda: time.now, oversleep, lambda: time.chance)
    assert get_with_retries(reads, LIMITS, pacing, should_retry).status == 503
    assert len(reads.limits) == 1


class Patient:
    """A client on a server that replies in turn."""

    def __init__(self, serve_with: ServeWith, *replies: Reply) -> None:
        def reply(connection: object) -> None:
            replies[min(len(self.server.requests), len(replies)) - 1](connection)  # type: ignore[arg-type]

        self.time = FakeTime()
        self.server = serve_with(reply)
        limits = TimeLimits(10.0, 10.0, 10.0)
        self.client = StripeClient(
            connection_to(self.server.origin), limits=limits, pacing=self.time.pacing
        )
        self.client.take_secret(Secret(KEYS[System.STRIPE_TEST]))


@pytest.mark.parametrize(
    "first",
    [
        answer("429 Slow down", RATE_LIMIT),
        answer("500 Oh", b"{}"),
        answer("502 Bad", b"<html>"),
        answer("409 Conflict", RATE_LIMIT, "Stripe-Should-Retry: true"),
        reset,
    ],
)
def test_an_account_is_read_again(serve_with: ServeWith, first: Reply) -> None:
    patient = Patient(serve_with, first, GOOD)
    assert patient.client.account(ACCOUNT).id == ACCOUNT
    assert len(patient.server.requests) == 2


def test_the_key_is_tried_again(serve_with: ServeWith) -> None:
    patient = Patient(serve_with, answer("503 Later", b""), GOOD)
    tried = patient.client.try_secret()
    assert tried is not None
    assert tried.id == ACCOUNT


def test_a_server_that_says_not_to_is_not_asked_again(serve_with: ServeWith) -> None:
    reply = answer("429 Slow down", RATE_LIMIT, "Stripe-Should-Retry: false")
    patient = Patient(serve_with, reply, GOOD)
    with pytest.raises(RefusedError) as caught:
        patient.client.account(ACCOUNT)
    assert caught.value.detail.status == 429
    assert len(patient.server.requests) == 1


@pytest.mark.parametrize(
    ("header", "waits"),
    [("2", [2.0]), ("0", [0.5]), ("Wed, 21 Oct 2026 07:28:00 GMT", [0.5]), ("-1", [0.5])],
)
def test_a_wait_is_read_where_it_makes_sense(
    serve_with: ServeWith, header: str, waits: list[float]
) -> None:
    patient = Patient(serve_with, answer("429 No", RATE_LIMIT, f"Retry-After: {header}"), GOOD)
    patient.client.account(ACCOUNT)
    assert patient.time.waits == waits


@pytest.mark.parametrize(
    "call",
    [
        lambda client: client.exchange(Secret("ac_x")),
        lambda client: client.deauthorize(ACCOUNT),
    ],
    ids=["exchange", "deauthorize"],
)
def test_a_code_and_a_revocation_are_sent_once_whatever_stripe_says(
    serve_with: ServeWith, call: Callable[[StripeClient], None]
) -> None:
    retry = answer("503 Later", b"{}", "Stripe-Should-Retry: true", "Retry-After: 0")
    patient = Patient(serve_with, retry, GOOD)
    with pytest.raises(AnswerLostError):
        call(patient.client)
    assert len(patient.server.requests) == 1
    assert patient.time.waits == []
