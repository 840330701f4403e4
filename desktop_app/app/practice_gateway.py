"""Stripe as the Practice workspace reaches it: a stand-in on this computer."""

from typing import TYPE_CHECKING

from desktop_app.app.first_use import FirstUse
from desktop_app.core.account import Account, Grant
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.return_route import ANY_PORT, ReturnRoute
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System

if TYPE_CHECKING:
    from desktop_app.app.practice_clients import PracticeClients


class PracticeGateway:
    """Implements `workflow.ports.StripeGateway`."""

    def __init__(self, clients: "FirstUse[PracticeClients]") -> None:
        self._clients = clients

    @property
    def systems(self) -> tuple[System, ...]:
        """See `StripeGateway.systems`."""
        return tuple(System)

    def routes(self, system: System) -> tuple[ReturnRoute, ...]:
        """See `StripeGateway.routes`."""
        return (ANY_PORT,)

    @property
    def is_running(self) -> bool:
        """See `StripeGateway.is_running`."""
        return self._clients.made is not None and self._clients.made.is_running

    def needs_secret(self, system: System) -> bool:
        """See `StripeGateway.needs_secret`. The stand-in tells its keys to whoever started it."""
        return False

    def take_secret(self, system: System, secret: Secret) -> None:
        """See `StripeGateway.take_secret`."""

    def reads_with_access_token(self, system: System) -> bool:
        """See `StripeGateway.reads_with_access_token`."""
        return False

    def prepare(self, system: System, redirect_uri: str, seconds_left: SecondsLeft) -> None:
        """See `StripeGateway.prepare`. Starts the stand-in."""
        self._clients.get().prepare(redirect_uri)

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        """See `StripeGateway.authorize_url`. Only after `prepare`: nothing is started here."""
        return self._clients.get().authorize_url(system, redirect_uri, state)

    def exchange(self, system: System, code: Secret, seconds_left: SecondsLeft) -> Grant:
        """See `StripeGateway.exchange`."""
        return self._clients.get().client(system).exchange(code, seconds_left)

    def account(
        self,
        system: System,
        account_id: str,
        seconds_left: SecondsLeft,
        access_token: Secret | None = None,
    ) -> Account:
        """See `StripeGateway.account`."""
        return self._clients.get().client(system).account(account_id, seconds_left)

    def deauthorize(self, system: System, account_id: str, seconds_left: SecondsLeft) -> None:
        """See `StripeGateway.deauthorize`."""
        self._clients.get().client(system).deauthorize(account_id, seconds_left)

    def dashboard_url(self, system: System, account_id: str) -> str:
        """See `StripeGateway.dashboard_url`. Starts the stand-in, which has pages of its own."""
        return self._clients.get().dashboard_url(system, account_id)
