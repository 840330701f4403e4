"""The accounts that a person can choose from. Each has another health.

`account_body` has the fields of Stripe's account object (Stripe API reference, "The Account
object") that identify the account and say whether it can take payments. As at Stripe, it has no
field for the mode.
"""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class PracticeAccount:
    """A made-up account. `health` is one line that describes it on the approval page.

    `display_name` may be empty, as for a new account at Stripe.
    """

    id: str
    display_name: str
    email: str
    country: str
    currency: str
    health: str
    charges_enabled: bool = True
    payouts_enabled: bool = True
    details_submitted: bool = True
    currently_due: tuple[str, ...] = ()
    disabled_reason: str | None = None

    @property
    def label(self) -> str:
        """The name of the account in a list."""
        return self.display_name or self.email

    @property
    def needs(self) -> tuple[str, ...]:
        """What has to be provided for the account, in words, without repetitions."""
        return tuple(dict.fromkeys(_NEEDS[requirement] for requirement in self.currently_due))


_NEEDS = {
    "business_profile.product_description": "Description of the products",
    "business_profile.url": "Business website",
    "company.tax_id": "Company tax number",
    "external_account": "Bank account for payouts",
    "representative.verification.document": "Identity document of the representative",
    "tos_acceptance.date": "Acceptance of Stripe’s terms",
    "tos_acceptance.ip": "Acceptance of Stripe’s terms",
}

ACCOUNTS = (
    PracticeAccount(
        id="acct_1PracticeAcmeLtd",
        display_name="Acme Ltd",
        email="finance@acme.example",
        country="GB",
        currency="gbp",
        health="Takes payments and pays out",
    ),
    PracticeAccount(
        id="acct_1PracticeAcmeNordics",
        display_name="Acme Nordics AB",
        email="ekonomi@acme.example",
        country="SE",
        currency="sek",
        health="Takes payments and pays out; Stripe needs information",
        currently_due=("company.tax_id",),
    ),
    PracticeAccount(
        id="acct_1PracticeAcmeGmbH",
        display_name="Acme Europe GmbH",
        email="finanzen@acme.example",
        country="DE",
        currency="eur",
        health="Takes payments; payouts are paused",
        payouts_enabled=False,
        currently_due=("external_account", "representative.verification.document"),
    ),
    PracticeAccount(
        id="acct_1PracticeAcmeTrading",
        display_name="Acme Trading Inc.",
        email="billing@acme-trading.example",
        country="US",
        currency="usd",
        health="Payments and payouts are paused",
        charges_enabled=False,
        payouts_enabled=False,
        currently_due=("business_profile.url", "tos_acceptance.date", "tos_acceptance.ip"),
        disabled_reason="requirements.past_due",
    ),
    PracticeAccount(
        id="acct_1PracticeNewcomer",
        display_name="",
        email="newcomer@acme.example",
        country="IE",
        currency="eur",
        health="Just opened: no business details yet",
        charges_enabled=False,
        payouts_enabled=False,
        details_submitted=False,
        currently_due=(
            "business_profile.product_description",
            "business_profile.url",
            "external_account",
            "tos_acceptance.date",
            "tos_acceptance.ip",
        ),
        disabled_reason="requirements.past_due",
    ),
)

PLATFORM = PracticeAccount(
    id="acct_1PracticePlatform",
    display_name="m3ter",
    email="platform@m3ter.example",
    country="GB",
    currency="gbp",
    health="The platform itself",
)


def find_account(account_id: str) -> PracticeAccount | None:
    """Return the account with this id, or None."""
    return next((account for account in ACCOUNTS if account.id == account_id), None)


def with_everything(account: PracticeAccount) -> PracticeAccount:
    """Return the account as it is once everything was provided that it needs."""
    return replace(
        account,
        health="Takes payments and pays out",
        charges_enabled=True,
        payouts_enabled=True,
        details_submitted=True,
        currently_due=(),
        disabled_reason=None,
    )


def account_body(account: PracticeAccount) -> dict[str, object]:
    """Return the account as Stripe's API returns it, as a JSON object."""
    due = list(account.currently_due)
    past_due = due if account.disabled_reason == "requirements.past_due" else []
    name = account.display_name or None
    return {
        "id": account.id,
        "object": "account",
        "business_profile": {
            "mcc": None,
            "name": name,
            "product_description": None,
            "support_email": None,
            "support_phone": None,
            "support_url": None,
            "url": None,
        },
        "business_type": "company" if account.details_submitted else None,
        "capabilities": {
            "card_payments": "active" if account.charges_enabled else "inactive",
            "transfers": "active" if account.payouts_enabled else "inactive",
        },
        "charges_enabled": account.charges_enabled,
        "controller": {"type": "account"},
        "country": account.country,
        "created": 1767225600,
        "default_currency": account.currency,
        "details_submitted": account.details_submitted,
        "email": account.email,
        "metadata": {},
        "payouts_enabled": account.payouts_enabled,
        "requirements": {
            "alternatives": [],
            "current_deadline": None,
            "currently_due": due,
            "disabled_reason": account.disabled_reason,
            "errors": [],
            "eventually_due": due,
            "past_due": past_due,
            "pending_verification": [],
        },
        "settings": {
            "branding": {"icon": None, "logo": None, "primary_color": None},
            "dashboard": {"display_name": name, "timezone": "Etc/UTC"},
            "payments": {"statement_descriptor": None},
        },
        "type": "standard",
    }
