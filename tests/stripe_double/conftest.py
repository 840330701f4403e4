"""A double for each test."""

from collections.abc import Iterator

import pytest

from tests.stripe_double.double import StripeDouble


@pytest.fixture
def double() -> Iterator[StripeDouble]:
    with StripeDouble() as double:
        yield double
