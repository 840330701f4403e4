"""What the practice m3ter's Console page shows and does, without HTTP."""

import hashlib
import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from desktop_app.practice.m3ter.api import (
    AUTH_FAILED,
    COMPLETE,
    DESTINATIONS,
    DISABLED,
    ApiError,
    PracticeApi,
)
from desktop_app.practice.m3ter.ledger import AccessKey, Body, Kind, M3terLedger, Stored

MOST = 200
"""How many configurations, and how many credentials, the page lists."""

_STATUSES = {
    COMPLETE: "Sent to Stripe",
    AUTH_FAILED: "Not sent: Stripe refused access",
    DISABLED: "Not sent: the integration is disabled",
}


@dataclass(frozen=True, slots=True)
class RunView:
    """A run in words. `id` is empty if nothing arrived in the destination."""

    id: str
    status: str
    error: str


@dataclass(frozen=True, slots=True)
class ConfigurationView:
    """A configuration in words. `credential` is empty if it uses none.

    `run` is the latest run of its destination. `ticket` is what its form has to send.
    """

    id: str
    name: str
    destination: str
    credential: str
    enabled: bool
    authorized: bool
    run: RunView | None
    ticket: str


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account of the stand-in for Stripe: its name, and the address of its page there."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class CredentialView:
    """A registered credential in words. `account` is None if it reaches none."""

    name: str
    destination: str
    account: AccountView | None
    connected: bool


@dataclass(frozen=True, slots=True)
class BillView:
    """A bill that arrived at Stripe: its number there, its id at m3ter, whose it is, and when."""

    number: str
    id: str
    account: AccountView | None
    livemode: bool
    time: str


class Console:
    """What a person sees and does at the made-up Console of `api`, whose memory is `ledger`.

    `view_account` takes `live` and an account, and returns None if there is no such account.
    """

    def __init__(
        self,
        ledger: M3terLedger,
        api: PracticeApi,
        view_account: Callable[[bool, str], AccountView | None],
    ) -> None:
        self._ledger = ledger
        self._view_account = view_account
        self._changes: Mapping[str, Callable[[str], Body]] = {
            "send_bill": api.send_bill,
            "disable": api.disable,
        }
        self._api = api

    def configurations(self) -> list[ConfigurationView]:
        """Return the newest configurations, at most `MOST`."""
        found = self._ledger.page(Kind.CONFIGURATION, MOST)
        credentials = self._ledger.find_each(
            Kind.CREDENTIAL, _texts(found, "integrationCredentialsId")
        )
        runs = self._ledger.newest_runs(_texts(found, "destinationId"))
        return [self._configuration(each, credentials, runs) for each in found]

    def credentials(self) -> list[CredentialView]:
        """Return the newest credentials, at most `MOST`."""

        # Many credentials reach few accounts, and each answer is a look at the practice Stripe.
        @cache
        def is_connected(live: bool, account_id: str) -> bool:
            return self._api.is_connected(live, account_id)

        def view(stored: Stored) -> CredentialView:
            destination, account_id = stored.body["destination"], stored.private["account_id"]
            live = destination == "STRIPE"
            return CredentialView(
                name=stored.body["name"],
                destination=DESTINATIONS[destination],
                account=self._view_account(live, account_id),
                connected=is_connected(live, account_id),
            )

        return [view(each) for each in self._ledger.page(Kind.CREDENTIAL, MOST)]

    def change(self, configuration_id: str, change: str, ticket: str) -> None:
        """Do to a configuration what a person has chosen: `send_bill` or `disable`.

        Raises ApiError if the ticket is not that of the configuration's form, if there is no such
        configuration, or no such change.
        """
        right = ticket_of(self._ledger.key, configuration_id)
        if not hmac.compare_digest(ticket.encode(), right.encode()):
            raise ApiError(403, "This form was not made by the page of the Console")
        if change not in self._changes:
            raise ApiError(400, "There is no such change")
        self._changes[change](configuration_id)

    def bill(self, run_id: str) -> BillView:
        """Return the bill that a run has brought to Stripe. Raises ApiError if there is none."""
        run = self._ledger.find(Kind.RUN, run_id)
        if run is None or run.body["status"] != COMPLETE:
            raise ApiError(404, "There is no such bill")
        live = run.body["destination"] == "STRIPE"
        return BillView(
            number=run.body["externalId"],
            id=run.body["entityId"],
            account=self._view_account(live, run.private.get("account_id", "")),
            livemode=live,
            time=run.body["dtCreated"],
        )

    def _configuration(
        self, stored: Stored, credentials: Mapping[str, Stored], runs: Mapping[str, Stored]
    ) -> ConfigurationView:
        body = stored.body
        credential = credentials.get(body.get("integrationCredentialsId", ""))
        return ConfigurationView(
            id=stored.id,
            name=body["name"],
            destination=DESTINATIONS[body["destination"]],
            credential=credential.body["name"] if credential else "",
            enabled=body["enabled"],
            authorized=body["authorized"],
            run=_run(runs.get(body.get("destinationId", ""))),
            ticket=ticket_of(self._ledger.key, stored.id),
        )


def ticket_of(key: AccessKey, configuration_id: str) -> str:
    """Return what a configuration's form has to send. Other sites can't read the page."""
    id_ = configuration_id.encode("utf-8", "replace")
    return hmac.new(key.secret.encode(), id_, hashlib.sha256).hexdigest()


def _run(stored: Stored | None) -> RunView | None:
    if stored is None:
        return None
    status = stored.body["status"]
    arrived = stored.id if status == COMPLETE else ""
    return RunView(arrived, _STATUSES[status], stored.body.get("error", ""))


def _texts(found: list[Stored], field: str) -> set[str]:
    return {each.body[field] for each in found if field in each.body}
