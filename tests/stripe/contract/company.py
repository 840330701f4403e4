"""One company in one mode: the program's gateway, led to a double by a profile, as people do."""

import base64
from collections.abc import Callable
from enum import Enum, auto

import pytest

from desktop_app.core.account import Account, Grant
from desktop_app.core.deadline import no_deadline
from desktop_app.core.errors import ServiceError
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.network import Network
from desktop_app.net.time_limits import TimeLimits
from desktop_app.profiles.reading import parse_profile
from desktop_app.stripe.gateway import OrganizationStripe
from tests.stripe_double.accounts import READY
from tests.stripe_double.clients import Client, Mode
from tests.stripe_double.double import StripeDouble
from tests.stripe_double.messages import Endpoint, Received
from tests.stripe_double.profile_files import direct_profile, exchange_profile

SYSTEMS = {Mode.LIVE: System.STRIPE, Mode.TEST: System.STRIPE_TEST}
PATIENT = TimeLimits(10.0, 10.0, 10.0)
HASTY = TimeLimits(10.0, read=0.2)
"""For what is never answered."""


class Way(Enum):
    """How a company authenticates."""

    DIRECT = auto()
    EXCHANGE = auto()


class Company:
    """Calls as the workflow does; `secret` is the right one unless another is given."""

    def __init__(
        self,
        double: StripeDouble,
        mode: Mode,
        way: Way,
        limits: TimeLimits = PATIENT,
        secret: str = "",
    ) -> None:
        self.double = double
        self.mode = mode
        self.way = way
        self.secret = secret or (self.client.secret_key if self.is_direct else double.bearer)
        self.profile = parse_profile(
            direct_profile(double) if self.is_direct else exchange_profile(double)
        )
        self.gateway = OrganizationStripe(self.profile, Network(), limits)
        self.gateway.take_secret(self.system, Secret(self.secret))

    def but(self, limits: TimeLimits = PATIENT, secret: str = "") -> "Company":
        """Return the same company with other limits, or with another secret."""
        return Company(self.double, self.mode, self.way, limits, secret or self.secret)

    @property
    def is_direct(self) -> bool:
        return self.way is Way.DIRECT

    @property
    def system(self) -> System:
        return SYSTEMS[self.mode]

    @property
    def client(self) -> Client:
        return self.double.clients[self.mode]

    @property
    def token_endpoint(self) -> Endpoint:
        return Endpoint.TOKEN if self.is_direct else Endpoint.EXCHANGE_TOKEN

    @property
    def deauthorize_endpoint(self) -> Endpoint:
        return Endpoint.DEAUTHORIZE if self.is_direct else Endpoint.EXCHANGE_DEAUTHORIZE

    def connect(self, account_id: str = READY.id) -> Grant:
        """Have an account approved, and exchange the code."""
        return self.exchange(self.double.approve(self.mode, account_id))

    def exchange(self, code: str) -> Grant:
        return self.gateway.exchange(self.system, Secret(code), no_deadline)

    def account(self, grant: Grant) -> Account:
        token = grant.access_token if self.gateway.reads_with_access_token(self.system) else None
        return self.gateway.account(self.system, grant.account_id, no_deadline, token)

    def deauthorize(self, account_id: str = READY.id) -> None:
        self.gateway.deauthorize(self.system, account_id, no_deadline)


def problem_of(call: Callable[[], object], *secrets: str) -> ServiceError:
    """Return the problem that a call ends in; none of these secrets may be in it."""
    with pytest.raises(ServiceError) as caught:
        call()
    problem = caught.value
    shown = f"{problem} {problem!r} {problem.detail!r} {problem.__dict__}"
    assert not [secret for secret in secrets if secret in shown]
    assert problem.__cause__ is None
    assert problem.__context__ is None
    return problem


def said_in(received: Received) -> str:
    """Return all that a request said, with its Basic user in clear."""
    scheme, _, value = received.authorization.partition(" ")
    clear = base64.b64decode(value).decode() if scheme == "Basic" else value
    return f"{received.target} {received.headers.items()} {received.form} {clear}"
