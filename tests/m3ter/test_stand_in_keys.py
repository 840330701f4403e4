"""What the workspace of an organization sends to m3ter, and what it never sends to a stand-in."""

import pytest

from desktop_app.core.deadline import no_deadline
from desktop_app.core.errors import NetworkProblem, SecretRefusedError
from desktop_app.core.m3ter import AccessKey
from desktop_app.core.secret import Secret
from desktop_app.m3ter.gateway import OrganizationM3ter
from desktop_app.net.authorization import basic
from desktop_app.net.time_limits import TimeLimits
from desktop_app.workflow.m3ter_ports import Proposal
from tests.m3ter.conftest import PracticeM3ter
from tests.m3ter.double import KEY, ORGANIZATION, M3terDouble, in_json
from tests.net.server import ServeWith

MADE_UP = AccessKey("key-1", Secret("standin_secret_Made0Up1"))
PROPOSAL = Proposal(ORGANIZATION, "api.m3ter.com")
LIMITS = TimeLimits(10.0, 10.0, 10.0)
SYSTEMS = f"/organizations/{ORGANIZATION}/integrationconfigs/available/systems"
NOT_MADE_UP = [
    "f3a1c29d88e04b6f9a7c",
    "standin_secret_short12",
    "standin_secret_f3a1_c29d88e0",
    "standin_key_f3a1c29d88e0",
    "standin_test_f3a1c29d88e0",
    " standin_secret_f3a1c29d88e0",
    "standin_secret_f3a1c29d88e0\n",
    "",
]


@pytest.fixture
def double(serve_with: ServeWith) -> M3terDouble:
    double = M3terDouble(serve_with)
    double.answers(SYSTEMS, in_json([]))
    return double


def gateway_at(double: M3terDouble, *, is_stand_in: bool) -> OrganizationM3ter:
    return OrganizationM3ter(
        lambda: double.server.origin, lambda: PROPOSAL, limits=LIMITS, is_stand_in=is_stand_in
    )


@pytest.mark.parametrize("text", NOT_MADE_UP)
def test_a_stand_in_is_never_sent_a_key_that_may_be_m3ters(double: M3terDouble, text: str) -> None:
    """Whoever holds the port of a stand-in reads what is sent there."""
    gateway = gateway_at(double, is_stand_in=True)
    key = AccessKey("key-1", Secret(text))
    with pytest.raises(SecretRefusedError) as tried:
        gateway.try_key(ORGANIZATION, key, no_deadline)
    gateway.take_key(ORGANIZATION, key)
    with pytest.raises(SecretRefusedError) as taken:
        gateway.systems(no_deadline)
    for caught in (tried, taken):
        assert caught.value.detail.error == NetworkProblem.NOT_A_STAND_IN_KEY
        assert not text or text not in f"{caught.value} {caught.value.detail}"
    assert double.server.requests == []


def test_a_stand_in_is_sent_a_made_up_key(double: M3terDouble) -> None:
    gateway = gateway_at(double, is_stand_in=True)
    gateway.take_key(ORGANIZATION, MADE_UP)
    gateway.systems(no_deadline)
    assert basic(MADE_UP.id, MADE_UP.secret.reveal()).encode() in double.server.requests[0]


def test_m3ter_itself_is_sent_any_key(double: M3terDouble) -> None:
    gateway = gateway_at(double, is_stand_in=False)
    gateway.take_key(ORGANIZATION, KEY)
    gateway.systems(no_deadline)
    assert basic(KEY.id, KEY.secret.reveal()).encode() in double.server.requests[0]


def test_the_key_of_the_practice_m3ter_is_a_made_up_one(practice: PracticeM3ter) -> None:
    at = practice.at
    gateway = OrganizationM3ter(
        lambda: at.m3ter_base, lambda: PROPOSAL, limits=LIMITS, is_stand_in=True
    )
    key = AccessKey(at.m3ter_key.id, Secret(at.m3ter_key.secret))
    assert gateway.try_key(at.m3ter_organization, key, no_deadline).systems
