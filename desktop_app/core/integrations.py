"""The systems on the Integrations page, and m3ter's pages about them.

Stripe is managed here, the others in the m3ter Console.
"""

from dataclasses import dataclass

_GUIDES = "https://docs.m3ter.com/guides/integrations/setting-up-integrations/"


@dataclass(frozen=True, slots=True)
class Integration:
    """One line of the Integrations list.

    `name` is the system's product name; `guide_url` is m3ter's public guide (https);
    `destinations` are m3ter's words for it, as far as they are published (`Destination`);
    `available` says whether this program can connect the system.
    """

    name: str
    guide_url: str
    destinations: tuple[str, ...] = ()
    available: bool = False


SUPPORT_PORTAL = "https://support.m3ter.com/"
"""Where m3ter's customers ask its support team."""

INTEGRATIONS = (
    Integration(
        "Stripe",
        _GUIDES + "configuring-stripe-integrations",
        ("STRIPE", "STRIPE_TEST"),
        available=True,
    ),
    Integration("AWS Marketplace", _GUIDES + "configuring-aws-integrations", ("AWS",)),
    Integration("Azure Marketplace", _GUIDES + "configuring-azure-marketplace-integrations"),
    Integration("Chargebee", _GUIDES + "configuring-chargebee-integrations", ("CHARGEBEE",)),
    Integration("NetSuite", _GUIDES + "configuring-netsuite-integrations", ("NETSUITE",)),
    Integration("Outgoing webhooks", _GUIDES + "creating-and-managing-destinations", ("WEBHOOK",)),
    Integration(
        "Paddle", _GUIDES + "configuring-paddle-integrations", ("PADDLE", "PADDLE_SANDBOX")
    ),
    Integration(
        "QuickBooks",
        _GUIDES + "configuring-quickbooks-integrations",
        ("QUICKBOOKS", "QUICKBOOKS_SANDBOX"),
    ),
    Integration("Salesforce", _GUIDES + "configuring-sf-entity-data-integrations", ("SALESFORCE",)),
    Integration("Xero", _GUIDES + "configuring-xero-integrations", ("XERO",)),
)


def integration_of(destination: str) -> Integration | None:
    """Return the integration for a destination of m3ter's, None if it is not known here."""
    return next((each for each in INTEGRATIONS if destination in each.destinations), None)
