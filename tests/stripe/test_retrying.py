"""Stripe is asked again for an account, and for nothing else."""

from collections.abc import Callable

import pytest

from desktop_app.core.errors import AnswerLostError, RefusedError
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.client import StripeClient
from tests.net.fake_time import FakeTime
from tests.net.server import Reply, ServeWith, answer, reset
from tests.stripe.conftest import KEYS, connection_to

ACCOUNT = "acct_1Abc"
GOOD = answer("200 OK", b'{"id": "acct_1Abc"}')
RATE_LIMIT = b'{"error": {"type": "x", "code": "rate_limit", "message": "Slow down"}}'


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
