"""Stripe as the Practice workspace reaches it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from desktop_app.core.account import Account, Grant
from desktop_app.core.errors import Detail, UnreachableError
from desktop_app.core.return_route import ANY_PORT, ReturnRoute
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.practice.clients import Client
from desktop_app.practice.server import Addresses, PracticeStripe
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.connection import StripeConnection


class PracticeGateway:
    """Stripe as the Practice workspace reaches it: the stand-in, started when first needed."""

    def __init__(self, practice: PracticeStripe) -> None:
        self._practice = practice
        self._started: tuple[Addresses, dict[System, StripeClient]] | None = None

    @property
    def systems(self) -> tuple[System, ...]:
        """See `StripeGateway.systems`."""
        return tuple(System)

    def routes(self, system: System) -> tuple[ReturnRoute, ...]:
        """See `StripeGateway.routes`."""
        return (ANY_PORT,)

    def needs_secret(self, system: System) -> bool:
        """See `StripeGateway.needs_secret`. The stand-in tells its keys to whoever started it."""
        return False

    def take_secret(self, system: System, secret: Secret) -> None:
        """See `StripeGateway.take_secret`."""

    def reads_with_access_token(self, system: System) -> bool:
        """See `StripeGateway.reads_with_access_token`."""
        return False

    def prepare(self, system: System, redirect_uri: str) -> None:
        """See `StripeGateway.prepare`."""
        self._client(system)
        with _as_unreachable():
            self._practice.register_redirect_uri(redirect_uri)

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        """See `StripeGateway.authorize_url`. Only after `prepare`: nothing is started here."""
        if self._started is None:
            raise RuntimeError("prepare comes first")
        return self._started[1][system].authorize_url(redirect_uri, state)

    def exchange(self, system: System, code: Secret) -> Grant:
        """See `StripeGateway.exchange`."""
        return self._client(system).exchange(code)

    def account(
        self, system: System, account_id: str, access_token: Secret | None = None
    ) -> Account:
        """See `StripeGateway.account`."""
        return self._client(system).account(account_id)

    def deauthorize(self, system: System, account_id: str) -> None:
        """See `StripeGateway.deauthorize`."""
        self._client(system).deauthorize(account_id)

    def _client(self, system: System) -> StripeClient:
        with _as_unreachable():
            addresses = self._practice.start()
        if self._started is None or self._started[0] != addresses:
            self._started = (addresses, _practice_clients(addresses))
        return self._started[1][system]


@contextmanager
def _as_unreachable() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise UnreachableError(Detail(description=type(error).__name__)) from error


def _practice_clients(addresses: Addresses) -> dict[System, StripeClient]:
    return {
        System.STRIPE: _practice_client(addresses, addresses.live),
        System.STRIPE_TEST: _practice_client(addresses, addresses.test),
    }


def _practice_client(addresses: Addresses, registered: Client) -> StripeClient:
    client = StripeClient(
        StripeConnection(
            authorize_url=addresses.authorize_url,
            token_url=addresses.token_url,
            deauthorize_url=addresses.deauthorize_url,
            api_origin=addresses.api_base,
            client_id=registered.client_id,
        )
    )
    client.take_secret(Secret(registered.secret_key))
    return client
