"""What a person does to connect m3ter in a window, and what an organization has there."""

from datetime import UTC, datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from PySide6.QtWidgets import QLineEdit

from desktop_app.core.credential import SecretPlace
from desktop_app.core.m3ter import AccessKey, Configuration, RegisteredCredential, Run, RunStatus
from desktop_app.core.secret import Secret
from desktop_app.ui.m3ter.configurations_panel import ConfigurationsPanel
from desktop_app.ui.m3ter.connect_dialog import ConnectM3terDialog
from desktop_app.ui.stripe_page import StripePage
from desktop_app.workflow.m3ter_ports import Proposal
from tests.fakes import FakeM3ter
from tests.translations.pseudo_text import plain
from tests.window_harness import WindowHarness

MADE_UP = AccessKey("standin_key_4f1a9c", Secret("standin_secret_practice4f1a9c22"))
CHANGED = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)


def fill_m3ter(m3ter: FakeM3ter) -> None:
    """Have the organization's integrations set up in all ways that there are."""
    m3ter.known_credentials = [
        RegisteredCredential("cred-eu", "EU billing", "STRIPE_TEST"),
        RegisteredCredential("cred-us", "US billing, by Berlin", "STRIPE"),
    ]
    m3ter.known_configurations = [
        _configuration("EU bills", "STRIPE_TEST", "cred-eu", enabled=True, authorized=True),
        _configuration("US bills", "STRIPE", "cred-us", enabled=True, authorized=False),
        _configuration("Nordics", "STRIPE", "cred-us", enabled=False, authorized=True),
        _configuration("Reseller pilot", "STRIPE_TEST", "", enabled=None, authorized=None),
        _configuration("Ledger", "NETSUITE", "", enabled=True, authorized=True),
    ]


def fill_runs(m3ter: FakeM3ter) -> None:
    """Have a run of each kind, the newest first."""
    sent = "https://dashboard.stripe.com/test/invoices/in_1"
    m3ter.page_size = 200
    m3ter.known_runs["destination-1"] = [
        Run(
            f"run-{number}",
            "Bill",
            f"bill-{number}",
            status,
            "STRIPE_TEST",
            "destination-1",
            started=CHANGED - timedelta(hours=number),
            error=error,
            url=sent if status == RunStatus.COMPLETE else "",
        )
        for number, (status, error) in enumerate(
            [
                (RunStatus.AUTH_FAILED, "The platform has no access to the account."),
                *((status, "") for status in RunStatus if status != RunStatus.AUTH_FAILED),
                ("SOMETHING_NEW", ""),
            ]
        )
    ]


def id_of(name: str) -> str:
    """Return the id of the configuration of this name."""
    return str(uuid5(NAMESPACE_URL, name))


def _configuration(
    name: str,
    destination: str,
    credential_id: str,
    *,
    enabled: bool | None,
    authorized: bool | None,
) -> Configuration:
    changed = CHANGED - timedelta(days=len(name))
    return Configuration(
        id_of(name),
        name,
        "Bill",
        destination,
        "destination-1",
        credential_id,
        authorized,
        enabled,
        version=3,
        modified=changed,
    )


def connect_m3ter(gui: WindowHarness, m3ter: FakeM3ter) -> None:
    """Connect m3ter in the workspace that is shown, without the dialog."""
    commands = gui.computer.workspaces.workspaces[0].commands.m3ter
    connecting = commands.connect(m3ter.organization_id, m3ter.key, SecretPlace.KEYCHAIN)
    assert connecting.is_done
    connecting.result()


def stripe_page(gui: WindowHarness) -> StripePage:
    """Show the Stripe page with its Configurations panel, and return the page."""
    page = gui.view.show_stripe()
    page.show_configurations()
    return page


def configurations(gui: WindowHarness) -> ConfigurationsPanel:
    """Return the Configurations panel that is shown."""
    panels = gui.window.findChildren(ConfigurationsPanel)
    return next(panel for panel in panels if panel.isVisible())


def m3ter_dialog(gui: WindowHarness, proposal: Proposal | None = None) -> ConnectM3terDialog:
    """Open the dialog that connects m3ter, where this is proposed."""
    if proposal is not None:
        gui.harness.m3ter.proposal = proposal
    gui.view.connect_m3ter()
    dialogs = gui.window.findChildren(ConnectM3terDialog)
    return next(dialog for dialog in dialogs if dialog.isVisible())


def enter(dialog: ConnectM3terDialog, organization_id: str, key: AccessKey) -> None:
    """Enter an organization and a key."""
    for name, text in zip(
        ("Organization ID", "Access key ID", "API secret"),
        (organization_id, key.id, key.secret.reveal()),
        strict=True,
    ):
        fields = dialog.findChildren(QLineEdit)
        next(field for field in fields if plain(field.accessibleName()) == name).setText(text)
