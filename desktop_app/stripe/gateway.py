"""Stripe for the workspace of an organization, by its connection profile."""

from desktop_app.core.account import Account, Grant
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.errors import ServiceError
from desktop_app.core.profile import Profile, Registration
from desktop_app.core.registration_problem import RegistrationProblem, RegistrationProblemKind
from desktop_app.core.return_route import ReturnRoute
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.net.network import Network
from desktop_app.net.time_limits import TimeLimits
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.connection import connection_of
from desktop_app.stripe.dashboard import dashboard_url


class OrganizationStripe:
    """Implements `workflow.ports.StripeGateway` for the systems of a profile."""

    def __init__(
        self, profile: Profile, network: Network, limits: TimeLimits | None = None
    ) -> None:
        self._profile = profile
        self._clients = {
            registration.system: StripeClient(connection_of(registration), network, limits)
            for registration in profile.registrations
        }

    @property
    def systems(self) -> tuple[System, ...]:
        """See `StripeGateway.systems`."""
        return self._profile.systems

    def routes(self, system: System) -> tuple[ReturnRoute, ...]:
        """See `StripeGateway.routes`."""
        return self._profile.registration(system).routes

    @property
    def is_running(self) -> bool:
        """See `StripeGateway.is_running`. Nothing has to be started."""
        return True

    def needs_secret(self, system: System) -> bool:
        """See `StripeGateway.needs_secret`."""
        return self._clients[system].needs_secret

    def take_secret(self, system: System, secret: Secret) -> None:
        """See `StripeGateway.take_secret`."""
        self._clients[system].take_secret(secret)

    def reads_with_access_token(self, system: System) -> bool:
        """See `StripeGateway.reads_with_access_token`."""
        return self._profile.registration(system).exchange is not None

    def prepare(self, system: System, redirect_uri: str, seconds_left: SecondsLeft) -> None:
        """See `StripeGateway.prepare`. Does nothing: people register redirect URIs beforehand."""

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        """See `StripeGateway.authorize_url`."""
        return self._clients[system].authorize_url(redirect_uri, state)

    def exchange(self, system: System, code: Secret, seconds_left: SecondsLeft) -> Grant:
        """See `StripeGateway.exchange`."""
        return self._clients[system].exchange(code, seconds_left)

    def account(
        self,
        system: System,
        account_id: str,
        seconds_left: SecondsLeft,
        access_token: Secret | None = None,
    ) -> Account:
        """See `StripeGateway.account`."""
        return self._clients[system].account(account_id, seconds_left, access_token)

    def deauthorize(self, system: System, account_id: str, seconds_left: SecondsLeft) -> None:
        """See `StripeGateway.deauthorize`."""
        self._clients[system].deauthorize(account_id, seconds_left)

    def dashboard_url(self, system: System, account_id: str) -> str:
        """See `StripeGateway.dashboard_url`."""
        stand_in = self._profile.registration(system).stand_in
        return dashboard_url(account_id, system, stand_in)


def try_secret(
    registration: Registration,
    secret: Secret | None,
    network: Network,
    limits: TimeLimits | None = None,
) -> Account | None:
    """Find out whether a registration can be used with `secret`. This changes nothing. Blocking.

    `secret` is None if the registration needs none. Returns the platform's own account, or None if
    it can't be read. Raises `ServiceError`; `SecretRefusedError` if the secret is not accepted.
    """
    client = StripeClient(connection_of(registration), network, limits)
    if secret is not None:
        client.take_secret(secret)
    return client.try_secret()


def try_registration(
    registration: Registration, network: Network, limits: TimeLimits | None = None
) -> tuple[RegistrationProblem, ...]:
    """Return what Stripe's approval page refuses in a registration. Blocking.

    Each redirect URI is tried once, without a secret. This is advice alone: where no answer comes,
    or one that is not Stripe's, nothing more is tried, and nothing is said of the rest.
    """
    client = StripeClient(connection_of(registration), network, limits)
    problems: list[RegistrationProblem] = []
    for route in registration.routes:
        try:
            refused = client.try_redirect_uri(route.redirect_uri)
        except ServiceError:
            break
        if refused is None:
            continue
        kind, detail = refused
        problems.append(RegistrationProblem(kind, registration, route.redirect_uri, detail))
        if kind is not RegistrationProblemKind.UNREGISTERED_REDIRECT_URI:
            # The reason is not this redirect URI, so all others are refused for the same one.
            break
    return tuple(problems)
