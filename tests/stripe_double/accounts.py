"""The accounts that a person can choose from, and their bodies as Stripe's API shows them.

The body's form is that of a sample that Stripe publishes (`data/account.json`, shortened). It says
nothing of live or test mode: Stripe's account object has no `livemode`.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SAMPLE = Path(__file__).parent / "data" / "account.json"


@dataclass(frozen=True, slots=True)
class Account:
    """One account; `dataclasses.replace` it to have it change at Stripe."""

    id: str
    name: str | None
    email: str
    country: str
    currency: str
    charges_enabled: bool = True
    payouts_enabled: bool = True
    details_submitted: bool = True
    currently_due: tuple[str, ...] = ()
    disabled_reason: str | None = None

    def body(self) -> dict[str, Any]:
        """Return the account object."""
        body: dict[str, Any] = json.loads(_SAMPLE.read_text(encoding="utf-8"))
        body.update(
            id=self.id,
            email=self.email,
            country=self.country,
            default_currency=self.currency,
            charges_enabled=self.charges_enabled,
            payouts_enabled=self.payouts_enabled,
            details_submitted=self.details_submitted,
        )
        body["business_profile"]["name"] = self.name
        body["settings"]["dashboard"]["display_name"] = self.name
        body["requirements"].update(
            currently_due=list(self.currently_due),
            eventually_due=list(self.currently_due),
            disabled_reason=self.disabled_reason,
        )
        return body


READY = Account("acct_1DoubleAcmeLtd", "Acme Ltd", "finance@acme.example", "GB", "gbp")
INCOMPLETE = Account(
    "acct_1DoubleAcmeGmbH",
    "Acme Europe GmbH",
    "finanzen@acme.example",
    "DE",
    "eur",
    payouts_enabled=False,
    currently_due=("external_account",),
)
RESTRICTED = Account(
    "acct_1DoubleAcmeInc",
    "Acme Trading Inc.",
    "billing@acme.example",
    "US",
    "usd",
    charges_enabled=False,
    payouts_enabled=False,
    currently_due=("business_profile.url", "tos_acceptance.date"),
    disabled_reason="requirements.past_due",
)
NAMELESS = Account(
    "acct_1DoubleNewcomer",
    None,
    "newcomer@acme.example",
    "IE",
    "eur",
    charges_enabled=False,
    payouts_enabled=False,
    details_submitted=False,
    currently_due=("business_profile.url", "external_account", "tos_acceptance.date"),
    disabled_reason="requirements.past_due",
)
CHOICE = (READY, INCOMPLETE, RESTRICTED, NAMELESS)
PLATFORM = Account("acct_1DoublePlatform", "m3ter", "platform@m3ter.example", "GB", "gbp")
