"""The four things that this program asks of Stripe (Connect OAuth reference, API reference)."""

import base64
from collections.abc import Mapping
from urllib.parse import urlencode

from desktop_app import __version__
from desktop_app.core.account import REQUIRED_SCOPE, Account, Grant
from desktop_app.core.problems import AnswerLost, StripeProblem, StripeRefused
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.stripe.connection import StripeConnection
from desktop_app.stripe.reading import (
    confirms_deauthorization,
    distrust,
    is_account_id,
    read_account,
    read_grant,
    read_refusal,
)
from desktop_app.stripe.sending import RawAnswer, TimeLimits, send


class StripeClient:
    """Talks to one Stripe. All methods but `authorize_url` are blocking; none sends twice.

    They raise `StripeRefused` for a documented error, `StripeUnreachable` when for certain nothing
    was sent, `AnswerLost` for everything between the two, and what the connection's `key` raises.
    """

    def __init__(self, connection: StripeConnection, limits: TimeLimits | None = None) -> None:
        self._connection = connection
        self._limits = limits or TimeLimits()

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        """Return the address of Stripe's approval page."""
        query = urlencode(
            {
                "client_id": self._connection.client_ids[system],
                "response_type": "code",
                "redirect_uri": redirect_uri,
                "scope": REQUIRED_SCOPE,
                "state": state,
            }
        )
        return f"{self._connection.authorize_url}?{query}"

    def exchange(self, system: System, code: Secret) -> Grant:
        """Exchange an authorization code.

        It is sent once, whatever happens: Stripe revokes the connection of a code that is sent
        twice. After `AnswerLost` the outcome is unknown.
        """
        key = self._connection.key(system)
        form = {"grant_type": "authorization_code", "code": code.reveal()}
        answer = self._send("POST", self._connection.token_url, key, form=form)
        grant = read_grant(answer)
        if grant is None:
            raise _failure(answer, key, code)
        return grant

    def account(self, system: System, account_id: str) -> Account:
        """Read a connected account (`acct_…`)."""
        _check(account_id)
        key = self._connection.key(system)
        answer = self._send(
            "GET", f"{self._connection.api_base}/v1/account", key, {"Stripe-Account": account_id}
        )
        account = read_account(answer, account_id)
        if account is None:
            raise _failure(answer, key)
        return account

    def deauthorize(self, system: System, account_id: str) -> None:
        """Revoke access to an account; one that is not connected counts as done."""
        _check(account_id)
        key = self._connection.key(system)
        form = {
            "client_id": self._connection.client_ids[system],
            "stripe_user_id": account_id,
        }
        answer = self._send("POST", self._connection.deauthorize_url, key, form=form)
        if not confirms_deauthorization(answer, account_id):
            raise _failure(answer, key)

    def _send(
        self,
        method: str,
        url: str,
        key: Secret,
        headers: Mapping[str, str] | None = None,
        form: Mapping[str, str] | None = None,
    ) -> RawAnswer:
        # The key as Basic user: encoded, it fits into a header whatever was pasted as a key.
        basic = base64.b64encode(f"{key.reveal()}:".encode()).decode()
        return send(
            method,
            url,
            {
                "Accept": "application/json",
                "Authorization": f"Basic {basic}",
                "User-Agent": f"m3ter-desktop/{__version__}",
                **(headers or {}),
            },
            form,
            self._limits,
        )


def _check(account_id: str) -> None:
    if not is_account_id(account_id):
        raise ValueError("not an account id")


def _failure(answer: RawAnswer, *secrets: Secret) -> StripeProblem:
    hidden = [secret.reveal() for secret in secrets]
    refusal = read_refusal(answer, hidden)
    return StripeRefused(refusal) if refusal else AnswerLost(distrust(answer, hidden))
