"""Reads are asked for again, within a limit, and nothing else is."""

from dataclasses import dataclass, field, replace

import pytest

from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    NetworkProblem,
    ServiceError,
    UnreachableError,
)
from desktop_app.net.response import HttpResponse
from desktop_app.net.retrying import Pacing, get_with_retries, is_temporary_failure
from desktop_app.net.time_limits import TimeLimits
from tests.net.fake_time import FakeTime

LIMITS = TimeLimits(connect=10.0, read=30.0, body=60.0, total=7.0)


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
    headers = {"should-retry": str(retry).lower(), "retry-after": str(after)}
    return HttpResponse(status, headers, b"")


def should_retry(response: HttpResponse) -> bool:
    """As a service may say it."""
    match response.headers["should-retry"]:
        case "none":
            return is_temporary_failure(response)
        case said:
            return said == "true"


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
    assert [round(limits.one_try, 2) for limits in reads.limits] == [7.0, 2.3]


@pytest.mark.parametrize(
    "sent", [raw(503), raw(429), lost(NetworkProblem.READ_TIMEOUT)], ids=["503", "429", "lost"]
)
@pytest.mark.parametrize("before", [0, 1])
def test_nothing_was_sent_is_not_said_of_several_tries_of_which_one_was_sent(
    sent: HttpResponse | ServiceError, before: int
) -> None:
    time = FakeTime()
    never = unreachable(NetworkProblem.NO_CONNECTION)
    reads = Reads(time, [*[never] * before, sent, never])
    if isinstance(sent, ServiceError):
        with pytest.raises(ServiceError) as caught:
            get_with_retries(reads, LIMITS, time.pacing, should_retry)
        assert caught.value is sent
    else:
        assert get_with_retries(reads, LIMITS, time.pacing, should_retry) is sent
    assert len(reads.limits) == 4


def test_nothing_was_sent_is_said_if_no_try_was_sent() -> None:
    time = FakeTime()
    last = unreachable(NetworkProblem.NAME_NOT_FOUND)
    reads = Reads(time, [unreachable(NetworkProblem.NO_CONNECTION), last])
    with pytest.raises(UnreachableError) as caught:
        get_with_retries(reads, LIMITS, time.pacing, should_retry)
    assert caught.value is last


def test_nothing_is_tried_again_after_the_deadline() -> None:
    time = FakeTime()
    limits = replace(LIMITS, seconds_left=lambda: 1002.0 - time.now)
    reads = Reads(time, [raw(503)])
    assert get_with_retries(reads, limits, time.pacing, should_retry).status == 503
    assert time.waits == [0.5, 1.0]
    assert [limits.one_try for limits in reads.limits] == [2.0, 1.5, 0.5]
    assert [round(limits.read, 2) for limits in reads.limits] == [1.2, 1.2, 0.5]


def test_after_a_sleep_that_lasted_too_long_nothing_is_tried_any_more() -> None:
    time = FakeTime()

    def oversleep(seconds: float) -> None:
        time.sleep(seconds + LIMITS.total)

    reads = Reads(time, [raw(503), raw(200)])
    pacing = Pacing(lambda: time.now, oversleep, lambda: time.chance)
    assert get_with_retries(reads, LIMITS, pacing, should_retry).status == 503
    assert len(reads.limits) == 1
