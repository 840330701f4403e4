"""Both modes, with and without an exchange endpoint; and the counters are looked at each time."""

from collections.abc import Iterator

import pytest

from tests.stripe.contract.company import Company, Way
from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble


@pytest.fixture
def double() -> Iterator[StripeDouble]:
    with StripeDouble() as double:
        yield double
        double.assert_no_code_was_sent_twice()


@pytest.fixture(params=[Way.DIRECT, Way.EXCHANGE], ids=["direct", "exchange"])
def way(request: pytest.FixtureRequest) -> Way:
    way: Way = request.param
    return way


@pytest.fixture(params=list(Mode), ids=["live", "test"])
def company(double: StripeDouble, request: pytest.FixtureRequest, way: Way) -> Company:
    return Company(double, request.param, way)
