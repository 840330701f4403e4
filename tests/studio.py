"""A window on a desk of its own: what tests of the window, and its pictures, are made with."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton

from desktop_app.core.account import Account
from desktop_app.core.credential import SecretPlace
from desktop_app.core.problems import AnswerLost, Detail, StripeRefused
from desktop_app.core.systems import System
from desktop_app.ui.activity_page import ActivityPage
from desktop_app.ui.credentials_panel import CredentialsPanel
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.wizard.create_wizard import CreateWizard
from tests.fakes import ACCOUNT, Desk

ROOT = Path(__file__).resolve().parents[1]


class Studio:
    """A window on a desk of its own, and the hands to bring it into a state."""

    def __init__(self, folder: Path) -> None:
        self.desk = Desk(folder / "studio.sqlite3").start()
        self.window = MainWindow(self.desk.workflow, self.desk.browser, self.desk.notifications)
        self.window.show()

    def panel(self) -> CredentialsPanel:
        self.window.show_stripe()
        panel = self.window.findChild(CredentialsPanel)
        assert panel is not None
        return panel

    def wizard(self, credential_id: str | None = None) -> CreateWizard:
        page = self.window.show_stripe()
        page.open_wizard(credential_id)
        wizard = page.wizard
        assert wizard is not None
        return wizard

    def begun(self, system: System = System.STRIPE_TEST) -> CreateWizard:
        """A wizard that stands on Stage 2, after *Go to Stripe*."""
        wizard = self.wizard()
        box = wizard.findChild(QComboBox)
        assert box is not None
        box.setCurrentIndex(box.findData(system))
        self.desk.stripe.grant = replace(self.desk.stripe.grant, livemode=system.livemode)
        wizard.next()
        wizard.go_to_stripe()
        return wizard

    def activity(self) -> ActivityPage:
        self.window.show_activity()
        page = self.window.findChild(ActivityPage)
        assert page is not None
        return page

    def export(self, path: str) -> None:
        """Press *Export…* and choose where."""
        page = self.activity()
        export = next(b for b in page.findChildren(QPushButton) if b.text() == "Export…")
        export.click()
        dialog = page.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(path)
        dialog.close()

    def all_that_can_happen(self) -> None:
        """Have each kind of entry written into the log, at different times."""
        desk = self.desk

        def later() -> None:
            desk.clock.pass_time(timedelta(minutes=3, seconds=7))

        desk.make_active("EU billing", System.STRIPE)
        later()
        desk.go("Sandbox")
        later()
        desk.deny_in_browser()
        later()
        desk.stripe.fail_exchange = StripeRefused(
            Detail("invalid_grant", "Authorization code expired", "req_Vx81kD0", 400)
        )
        desk.workflow.open_again(desk.workflow.credentials[-1].id)
        desk.approve_in_browser()
        desk.clock.pass_time(timedelta(minutes=10))
        desk.alarm.ring()
        desk.stripe.fail_exchange = AnswerLost(Detail())
        lost = desk.go("US billing", System.STRIPE)
        later()
        desk.approve_in_browser()
        later()
        desk.workflow.clear_unsettled_grant(desk.workflow.unsettled_grants[0].id)
        desk.workflow.remove(lost, revoke=None)
        desk.stripe.fail_exchange = None
        desk.clock.pass_time(timedelta(days=1, hours=5))
        desk.workflow.remove(desk.make_active("Reseller pilot"), revoke=True)

    def some_credentials(self) -> None:
        self.desk.make_active("EU billing", System.STRIPE)
        self.desk.stripe.known_account = Account(
            "acct_1GlobexPractice", "Globex GmbH & Co. KG", "DE", True, False, ("external_account",)
        )
        self.desk.clock.pass_time(timedelta(days=1, hours=3))
        self.desk.make_active("Sandbox", System.STRIPE_TEST)
        self.desk.stripe.known_account = ACCOUNT
        session = self.desk.go("Reseller pilot", System.STRIPE_TEST, SecretPlace.SESSION)
        self.desk.approve_in_browser()
        self.desk.workflow.create(session)
