"""Where one mode of a Stripe is reached, and as whom."""

from dataclasses import dataclass

from desktop_app.core.profile import Registration, SecretKind


@dataclass(frozen=True, slots=True)
class StripeConnection:
    """The endpoints of one mode of a Stripe, and the platform's registration there.

    `api_origin` has no path (as `https://api.stripe.com`); `client_id` is `ca_…`. `secret_kind`
    says who is called: Stripe itself, with the platform's key; or an exchange endpoint that holds
    the key, with a bearer token or with none. `prefill` are Stripe's `stripe_user` fields.
    """

    authorize_url: str
    token_url: str
    deauthorize_url: str
    api_origin: str
    client_id: str
    secret_kind: SecretKind | None = SecretKind.STRIPE_KEY
    prefill: tuple[tuple[str, str], ...] = ()


def connection_of(registration: Registration) -> StripeConnection:
    """Return where a registration of a profile is used (Connect OAuth reference)."""
    origin, exchange = registration.approval_origin, registration.exchange
    return StripeConnection(
        authorize_url=f"{origin}/oauth/authorize",
        token_url=exchange.token_url if exchange else f"{origin}/oauth/token",
        deauthorize_url=exchange.deauthorize_url if exchange else f"{origin}/oauth/deauthorize",
        api_origin=registration.api_origin,
        client_id=registration.client_id,
        secret_kind=registration.secret_kind,
        prefill=registration.prefill,
    )
