"""Sends a read again when it has failed for a reason that may pass.

Only reads: what has an effect is never sent twice.
"""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from desktop_app.core.errors import NetworkProblem, ServiceError, UnreachableError
from desktop_app.net.response import HttpResponse
from desktop_app.net.time_limits import TimeLimits

# One try may take this part of the time, so that a silent server leaves time for a second try.
_SHARE_OF_ONE_TRY = 0.6
_FIRST_WAIT_SECONDS = 0.5
_TEMPORARY_PROBLEMS = frozenset(
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
    """A clock in seconds, a way to wait for seconds, and a random number from 0 up to 1."""

    now: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    chance: Callable[[], float] = random.random


def is_temporary_failure(response: HttpResponse) -> bool:
    """Return whether the same request may succeed later: status 429 (RFC 6585, 4) or 5xx."""
    return response.status == 429 or response.status >= 500


def get_with_retries(
    read: Callable[[TimeLimits], HttpResponse],
    limits: TimeLimits,
    pacing: Pacing,
    should_retry: Callable[[HttpResponse], bool] = is_temporary_failure,
) -> HttpResponse:
    """Call `read` until its response is final, and return that response. Blocking.

    `read` sends one request within the limits that it is given. It is called again after a
    temporary network problem, and after a response for which `should_retry` is true, until
    `limits.total` or the deadline is over. The waits double from half a second, with jitter, and
    are never shorter than `Retry-After` asks for.

    Returns the last response, or raises the `ServiceError` of the last try. `UnreachableError` says
    that nothing was sent, so it is only raised if no try was sent. Otherwise the outcome is that of
    the last try that was sent.
    """
    total = min(limits.total, limits.seconds_left())
    ends = pacing.now() + total
    wait = _FIRST_WAIT_SECONDS
    sent: HttpResponse | ServiceError | None = None
    while True:
        left = ends - pacing.now()
        outcome = _try(read, limits.within(min(left, total * _SHARE_OF_ONE_TRY), left))
        if not isinstance(outcome, UnreachableError):
            sent = outcome
        if isinstance(outcome, ServiceError):
            is_final, asked = outcome.detail.error not in _TEMPORARY_PROBLEMS, 0.0
        else:
            is_final, asked = not should_retry(outcome), outcome.retry_after or 0.0
        pause = max(wait * (1 + pacing.chance()) / 2, asked)
        if is_final or pacing.now() + pause >= ends:
            break
        pacing.sleep(pause)
        if pacing.now() >= ends:
            # `sleep` may take a little longer than it was asked to.
            break
        wait *= 2
    outcome = outcome if sent is None else sent
    if isinstance(outcome, ServiceError):
        raise outcome
    return outcome


def _try(
    read: Callable[[TimeLimits], HttpResponse], limits: TimeLimits
) -> HttpResponse | ServiceError:
    try:
        return read(limits)
    except ServiceError as error:
        return error
