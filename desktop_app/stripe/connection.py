"""The endpoints of Stripe, or of a stand-in, for one mode."""

from dataclasses import dataclass

from desktop_app.core.profile import Registration, SecretKind


@dataclass(frozen=True, slots=True)
class StripeConnection:
    """The endpoints of one mode, and the platform's registration there.

    `api_origin` has no path (as `https://api.stripe.com`). `client_id` is `ca_…`. `secret_kind` is
    STRIPE_KEY if Stripe itself is called, with the platform's key. It is BEARER_TOKEN or None if an
    exchange endpoint is called, with or without a token. `prefill` are Stripe's `stripe_user`
    fields. `is_stand_in` says that a stand-in takes Stripe's place. It is sent only made-up keys.
    """

    authorize_url: str
    token_url: str
    deauthorize_url: str
    api_origin: str
    client_id: str
    secret_kind: SecretKind | None = SecretKind.STRIPE_KEY
    prefill: tuple[tuple[str, str], ...] = ()
    is_stand_in: bool = False


def connection_of(registration: Registration) -> StripeConnection:
    """Return the endpoints for a registration of a profile (Connect OAuth reference)."""
    origin, exchange = registration.approval_origin, registration.exchange
    return StripeConnection(
        authorize_url=f"{origin}/oauth/authorize",
        token_url=exchange.token_url if exchange else f"{origin}/oauth/token",
        deauthorize_url=exchange.deauthorize_url if exchange else f"{origin}/oauth/deauthorize",
        api_origin=registration.api_origin,
        client_id=registration.client_id,
        secret_kind=registration.secret_kind,
        prefill=registration.prefill,
        is_stand_in=bool(registration.stand_in),
    )
