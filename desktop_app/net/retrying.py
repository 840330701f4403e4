"""Asks again for what may be asked for twice: reads, never codes and never revocations."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.core.errors import NetworkProblem, ServiceError
from desktop_app.net.sending import HttpResponse, TimeLimits

# A silent server must leave time for a second try.
_SHARE_OF_ONE_TRY = 0.6
_FIRST_WAIT_SECONDS = 0.5
_PASSING_FAULTS = frozenset(
    {
        NetworkProblem.NAME_NOT_FOUND,
        NetworkProblem.NO_CONNECTION,
        NetworkProblem.CONNECT_TIMEOUT,
        NetworkProblem.TLS_FAILED,
        NetworkProblem.PROXY_NOT_FOUND,
        NetworkProblem.PROXY_NO_CONNECTION,
        NetworkProblem.READ_TIMEOUT,
        NetworkProblem.CONNECTION_BROKEN,
    }
)


@dataclass(frozen=True, slots=True)
class Pacing:
    """A clock in seconds, a way to wait, and chance from 0 up to 1."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


def get_with_retries(
    read: Callable[[TimeLimits], HttpResponse], limits: TimeLimits, pacing: Pacing
) -> HttpResponse:
    """Return what `read` returns, or raise what it raises, once asking again is of no use.

    It is of use for 429, 5xx and broken connections, unless Stripe says otherwise by
    `Stripe-Should-Retry` (API reference, "Error codes"; Stripe's own libraries), and as long as
    `limits.total` is not over. The waits double from half a second, with jitter.
    """
    ends = pacing.now() + limits.total
    wait = _FIRST_WAIT_SECONDS
    while True:
        left = ends - pacing.now()
        outcome = _try(read, limits.within(min(left, limits.total * _SHARE_OF_ONE_TRY), left))
        pause = max(wait * (1 + pacing.chance()) / 2, _asked_pause(outcome))
        if not _may_pass(outcome) or pacing.now() + pause >= ends:
            break
        pacing.sleep(pause)
        if pacing.now() >= ends:
            # It may sleep a little longer than it was asked to.
            break
        wait *= 2
    if isinstance(outcome, ServiceError):
        raise outcome
    return outcome


def _try(
    read: Callable[[TimeLimits], HttpResponse], limits: TimeLimits
) -> HttpResponse | ServiceError:
    try:
        return read(limits)
    except ServiceError as problem:
        return problem


def _may_pass(outcome: HttpResponse | ServiceError) -> bool:
    if isinstance(outcome, ServiceError):
        return outcome.detail.error in _PASSING_FAULTS
    if outcome.should_retry is not None:
        return outcome.should_retry
    return outcome.status == 429 or outcome.status >= 500


def _asked_pause(outcome: HttpResponse | ServiceError) -> float:
    return outcome.retry_after or 0.0 if isinstance(outcome, HttpResponse) else 0.0
