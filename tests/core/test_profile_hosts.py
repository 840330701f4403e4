"""Which hosts of a profile are contacted, and which of them receive a secret key."""

from desktop_app.core.profile import (
    M3TER_API,
    ExchangeEndpoint,
    Host,
    HostUse,
    M3terService,
    Organization,
    Profile,
    Registration,
)
from desktop_app.core.return_route import loopback
from desktop_app.core.systems import System

ROUTES = (loopback("http://localhost:8765/a"),)
EXCHANGE = ExchangeEndpoint("https://acme.example/token", "https://acme.example/deauthorize")
STAND_IN = "http://127.0.0.1:9123"
M3TER_STAND_IN = "http://127.0.0.1:9123/m3ter"


def profile_of(*registrations: Registration, m3ter_stand_in: str = "") -> Profile:
    service = M3terService("acme", m3ter_stand_in)
    return Profile(Organization("acme", "Acme"), registrations, service)


def receivers(*registrations: Registration) -> set[str]:
    """Return the names of the hosts that receive a key."""
    profile = profile_of(*registrations)
    return {host.name for host in profile.hosts if profile.sends_key_to(host)}


def test_stripes_hosts_receive_a_key_that_a_mode_needs() -> None:
    direct = Registration(System.STRIPE, "ca_1", ROUTES)
    exchanged = Registration(System.STRIPE_TEST, "ca_2", ROUTES, EXCHANGE)
    stripes = {"connect.stripe.com", "api.stripe.com"}
    assert receivers(direct) == stripes
    assert receivers(exchanged) == set()
    assert receivers(direct, exchanged) == stripes


def test_a_stand_in_receives_a_key_in_place_of_stripe() -> None:
    direct = Registration(System.STRIPE_TEST, "ca_2", ROUTES, stand_in=STAND_IN)
    exchanged = Registration(System.STRIPE_TEST, "ca_2", ROUTES, EXCHANGE, STAND_IN)
    assert receivers(direct) == {"127.0.0.1:9123"}
    assert receivers(exchanged) == set()


def test_m3ters_own_api_is_no_host_of_a_profile() -> None:
    """It is called only once a person has connected m3ter."""
    profile = profile_of(Registration(System.STRIPE, "ca_1", ROUTES))
    assert profile.m3ter.api_base == M3TER_API
    assert not [host for host in profile.hosts if "m3ter" in host.name]


def test_a_stand_in_for_m3ter_is_a_host_to_confirm_and_gets_no_key_of_stripes() -> None:
    direct = Registration(System.STRIPE_TEST, "ca_2", ROUTES)
    profile = profile_of(direct, m3ter_stand_in=M3TER_STAND_IN)
    host = Host("127.0.0.1:9123", HostUse.M3TER_STAND_IN)
    assert profile.m3ter.api_base == M3TER_STAND_IN
    assert profile.hosts[-1] == host
    assert host.needs_confirmation
    assert not profile.sends_key_to(host)
    assert not profile.sends_token_to(host)


def test_one_host_that_stands_in_for_both_is_listed_for_each() -> None:
    both = Registration(System.STRIPE_TEST, "ca_2", ROUTES, stand_in=STAND_IN)
    profile = profile_of(both, m3ter_stand_in=M3TER_STAND_IN)
    uses = {host.use for host in profile.hosts if host.name == "127.0.0.1:9123"}
    assert uses == {HostUse.STAND_IN, HostUse.M3TER_STAND_IN}
