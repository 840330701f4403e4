"""A client with made-up keys, and servers for it that behave as badly as they are told to."""

from desktop_app.core.profile import SecretKind
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.network import Network
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.connection import StripeConnection
from tests.net.fixtures import serve_with, sites

__all__ = [
    "CLIENT_IDS",
    "KEYS",
    "STAND_IN_KEYS",
    "client_of",
    "connection_to",
    "serve_with",
    "sites",
]

KEYS = {System.STRIPE: "sk_live_madeup1234", System.STRIPE_TEST: "sk_test_madeup1234"}
STAND_IN_KEYS = {
    System.STRIPE: "standin_live_madeup1234",
    System.STRIPE_TEST: "standin_test_madeup1234",
}
CLIENT_IDS = {System.STRIPE: "ca_live", System.STRIPE_TEST: "ca_test"}


def connection_to(
    origin: str,
    system: System = System.STRIPE_TEST,
    secret_kind: SecretKind | None = SecretKind.STRIPE_KEY,
) -> StripeConnection:
    return StripeConnection(
        authorize_url=f"{origin}/oauth/authorize",
        token_url=f"{origin}/oauth/token",
        deauthorize_url=f"{origin}/oauth/deauthorize",
        api_origin=origin,
        client_id=CLIENT_IDS[system],
        secret_kind=secret_kind,
    )


def client_of(
    origin: str,
    limits: TimeLimits | None = None,
    system: System = System.STRIPE_TEST,
    network: Network | None = None,
) -> StripeClient:
    """A client that has its key."""
    limits = limits or TimeLimits(10.0, 10.0, 10.0)
    client = StripeClient(connection_to(origin, system), network, limits)
    client.take_secret(Secret(KEYS[system]))
    return client
