"""Which hosts of a profile receive a secret key."""

from desktop_app.core.profile import ExchangeEndpoint, Organization, Profile, Registration
from desktop_app.core.return_route import loopback
from desktop_app.core.systems import System

ROUTES = (loopback("http://localhost:8765/a"),)
EXCHANGE = ExchangeEndpoint("https://acme.example/token", "https://acme.example/deauthorize")
STAND_IN = "http://127.0.0.1:9123"


def receivers(*registrations: Registration) -> set[str]:
    """Return the names of the hosts that receive a key."""
    profile = Profile(Organization("acme", "Acme"), registrations)
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
