"""The systems on the Integrations page, and m3ter's pages about them.

Stripe is managed here, the others in the m3ter Console.
"""

from dataclasses import dataclass

_GUIDES = "https://docs.m3ter.com/guides/integrations/setting-up-integrations/"


@dataclass(frozen=True, slots=True)
class Integration:
    """One line of the Integrations list.

    `name` is the system's product name; `guide_url` is m3ter's public guide (https);
    `available` says whether this program can connect the system.
    """

    name: str
    guide_url: str
    available: bool = False


SUPPORT_PORTAL = "https://support.m3ter.com/"
"""Where m3ter's customers ask its support team."""

INTEGRATIONS = (
    Integration("Stripe", _GUIDES + "configuring-stripe-integrations", available=True),
    Integration("AWS Marketplace", _GUIDES + "configuring-aws-integrations"),
    Integration("Azure Marketplace", _GUIDES + "configuring-azure-marketplace-integrations"),
    Integration("Chargebee", _GUIDES + "configuring-chargebee-integrations"),
    Integration("NetSuite", _GUIDES + "configuring-netsuite-integrations"),
    Integration("Outgoing webhooks", _GUIDES + "creating-and-managing-destinations"),
    Integration("Paddle", _GUIDES + "configuring-paddle-integrations"),
    Integration("QuickBooks", _GUIDES + "configuring-quickbooks-integrations"),
    Integration("Salesforce", _GUIDES + "configuring-sf-entity-data-integrations"),
    Integration("Xero", _GUIDES + "configuring-xero-integrations"),
)
