"""The stand-in for Stripe, and the clients that call it. Imported when it is first used."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from desktop_app.core.errors import Detail, UnreachableError
from desktop_app.core.m3ter import AccessKey
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.practice.clients import Client
from desktop_app.practice.http_server import MayConnect
from desktop_app.practice.server import Addresses, PracticeStripe, anyone
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.connection import StripeConnection
from desktop_app.stripe.dashboard import dashboard_url
from desktop_app.workflow.m3ter_ports import Proposal


class PracticeClients:
    """Starts the stand-in when it is called and does not run.

    `folder` is where the stand-in remembers its grants. `may_connect` says of each connection to it
    whether it is accepted; see `PracticeStripe`.
    """

    def __init__(self, folder: Path, may_connect: MayConnect = anyone) -> None:
        self._practice = PracticeStripe(folder, may_connect=may_connect)
        self._started: tuple[Addresses, dict[System, StripeClient]] | None = None

    @property
    def is_running(self) -> bool:
        """Whether the stand-in runs. It closes by itself after some time without a request."""
        return self._practice.is_running

    def prepare(self, redirect_uri: str) -> None:
        """Start the stand-in, and let browsers come back to `redirect_uri`.

        Raises `UnreachableError`.
        """
        with _as_unreachable():
            self._start()
            self._practice.register_redirect_uri(redirect_uri)

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        """Return the address of the approval page; only after `prepare`."""
        if self._started is None:
            raise RuntimeError("prepare comes first")
        return self._started[1][system].authorize_url(redirect_uri, state)

    def client(self, system: System) -> StripeClient:
        """Return the client for a system. Raises `UnreachableError`."""
        with _as_unreachable():
            return self._start()[system]

    def dashboard_url(self, system: System, account_id: str) -> str:
        """Return the address of an account's page, and start the stand-in, which serves the page.

        Raises `UnreachableError`.
        """
        with _as_unreachable():
            addresses = self._practice.start()
        return dashboard_url(account_id, system, addresses.api_base)

    def m3ter_base(self) -> str:
        """Start the stand-in for m3ter, and return its base address. Raises `UnreachableError`."""
        with _as_unreachable():
            return self._practice.start().m3ter_base

    def m3ter_proposal(self) -> Proposal:
        """Start the stand-in for m3ter, and return its organization and its key.

        Raises `UnreachableError`.
        """
        with _as_unreachable():
            addresses = self._practice.start()
        key = AccessKey(addresses.m3ter_key.id, Secret(addresses.m3ter_key.secret))
        host = urlsplit(addresses.m3ter_base).netloc
        return Proposal(addresses.m3ter_organization, host, key, is_stand_in=True)

    def _start(self) -> dict[System, StripeClient]:
        addresses = self._practice.start()
        if self._started is None or self._started[0] != addresses:
            self._started = (addresses, _clients(addresses))
        return self._started[1]

    def stop(self) -> None:
        """Stop the stand-in."""
        self._practice.stop()


@contextmanager
def _as_unreachable() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise UnreachableError(Detail(description=type(error).__name__)) from error


def _clients(addresses: Addresses) -> dict[System, StripeClient]:
    return {
        System.STRIPE: _client(addresses, addresses.live),
        System.STRIPE_TEST: _client(addresses, addresses.test),
    }


def _client(addresses: Addresses, registered: Client) -> StripeClient:
    client = StripeClient(
        StripeConnection(
            authorize_url=addresses.authorize_url,
            token_url=addresses.token_url,
            deauthorize_url=addresses.deauthorize_url,
            api_origin=addresses.api_base,
            client_id=registered.client_id,
            is_stand_in=True,
        )
    )
    client.take_secret(Secret(registered.secret_key))
    return client
