"""A window on its own: what tests of the window, and its pictures, are made with."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QFileDialog,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QWidget,
)

from desktop_app.app.views import FirstUseViews
from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import AccountNotConnectedError, AnswerLostError, Detail, RefusedError
from desktop_app.core.receiver_event import ResponseArrived
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.system.approval_browser import can_start
from desktop_app.system.program_info import InstalledProgram
from desktop_app.system.window_settings import StoredWindow
from desktop_app.ui.activity_page import ActivityPage
from desktop_app.ui.credentials_panel import CredentialsPanel
from desktop_app.ui.help.help import HelpPorts
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.ui.organizations.forget_dialog import ForgetDialog
from desktop_app.ui.organizations.replace_dialog import ReplaceDialog
from desktop_app.ui.organizations.secret_card import SecretCard
from desktop_app.ui.organizations.secret_dialog import SecretDialog
from desktop_app.ui.program_settings.settings import SettingsPorts
from desktop_app.ui.wizard.create_wizard import CreateWizard
from desktop_app.ui.workspace_view import WorkspaceView
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.support import Support
from desktop_app.workflow.workspace import Workspace
from tests import labels
from tests.fakes import ACCOUNT, FakeStripe
from tests.organizations import ACME, ACME_SECRETS, GLOBEX_TOKEN, LIVE_KEY, TEST_KEY, Computer
from tests.paths import ROOT
from tests.translations.pseudo_text import plain

COPY = Qt.DropAction.CopyAction
NO_MODIFIER = Qt.KeyboardModifier.NoModifier
GLOBEX_ACCOUNT = Account("acct_1GlobexPractice", "Globex GmbH & Co. KG", "DE", True, True)
PAUSED_ACCOUNT = replace(GLOBEX_ACCOUNT, payouts_enabled=False, currently_due=("external_account",))
ACCOUNT_IN_WANT = Account(
    "acct_1AcmePractice",
    "Acme Ltd",
    "GB",
    True,
    False,
    (
        "external_account",
        "tos_acceptance.date",
        "tos_acceptance.ip",
        "representative.dob.day",
        "representative.dob.month",
        "representative.verification.document",
        "company.tax_id",
        "business_profile.url",
        "settings.new_thing",
    ),
    "requirements.past_due",
)


def press_button(root: QWidget, text: str) -> None:
    """Press the first button with this English text, shown or not, in whichever language."""
    next(b for b in root.findChildren(QPushButton) if plain(b.text()) == text).click()


def choose_system(wizard: QWidget, system: System) -> None:
    """Choose a system in the wizard's first stage, in whichever language."""
    radios = wizard.findChildren(QRadioButton)
    next(r for r in radios if r.text() == system.label).setChecked(True)


class WindowHarness:
    """A window on its own, and the hands to bring it into a state."""

    def __init__(self, folder: Path) -> None:
        self.computer = Computer(folder).start()
        self.harness = self.computer.harness
        self.settings = StoredWindow(folder / "window.ini")
        # What the program was told to show; the tests' application keeps its own colours.
        self.schemes: list[Qt.ColorScheme] = []
        self.data_folder = folder
        self.documents = ROOT / "docs"
        self.program = InstalledProgram(folder / "m3ter-desktop.log")
        self.open_window()

    def open_window(self) -> None:
        """Open the window of a run; the harness's workflow may have been started, or not yet."""
        if self.computer.workspaces.workspaces[0].state is not self.harness.state:
            self.computer.begin_run()
        self.window = MainWindow(
            self.computer.workspaces,
            self.computer.organizations,
            self.harness.browser,
            self.harness.notifications,
            FirstUseViews(
                self._help_ports, self._settings_ports, lambda: self.harness.file_manager
            ),
            self.settings,
        )
        if self.settings.geometry is None:
            # As at the first start on a usual screen; the screen of the tests is smaller.
            self.window.resize(1080, 760)
        self.window.show()

    def _help_ports(self) -> HelpPorts:
        harness = self.harness
        support = Support(harness.tasks, harness.keychain, self.program)
        return HelpPorts(
            self.program, support, harness.file_manager, self.documents, self.computer.folder
        )

    def _settings_ports(self) -> SettingsPorts:
        harness = self.harness
        support = Support(harness.tasks, harness.keychain, self.program)
        return SettingsPorts(
            self.settings.program,
            self.schemes.append,
            can_start,
            harness.file_manager,
            support.keychain_backend,
            self.data_folder,
        )

    def connect(
        self,
        text: str = ACME,
        secrets: dict[System, Secret] = ACME_SECRETS,
        place: SecretPlace = SecretPlace.KEYCHAIN,
    ) -> Workspace:
        """Connect an organization, as by the window's own dialog."""
        workspace = self.computer.connect(text, secrets, place)
        self.window.show_connected(workspace)
        return workspace

    @property
    def view(self) -> WorkspaceView:
        """The workspace that the window shows."""
        return self.window.view

    def connect_dialog(self, text: str) -> ConnectDialog:
        """Begin to connect an organization by a profile that holds `text`."""
        path = self.computer.folder / "connection-profile.toml"
        path.write_text(text, encoding="utf-8")
        self.window.connect_organization(path)
        return self._connect_dialog()

    def empty_connect_dialog(self) -> ConnectDialog:
        """Begin to connect an organization, by a profile that is still to be chosen."""
        self.window.connect_organization(None)
        return self._connect_dialog()

    def _connect_dialog(self) -> ConnectDialog:
        dialogs = self.window.findChildren(ConnectDialog)
        return next(dialog for dialog in dialogs if dialog.isVisible())

    def secrets_dialog(self, text: str = ACME) -> ConnectDialog:
        """Begin to connect an organization, and agree to its hosts, so that secrets are asked."""
        dialog = self.connect_dialog(text)
        self.agree(dialog)
        return dialog

    def filled_in_dialog(self, text: str = ACME) -> ConnectDialog:
        """Begin to connect an organization, agree to its hosts, and enter good secrets."""
        dialog = self.connect_dialog(text)
        self.fill_in(dialog)
        return dialog

    def drag(self, path: Path, over: QWidget | None = None) -> QMimeData:
        """Drag a file over the window; return what is dragged, which has to be kept till then."""
        dragged = QMimeData()
        dragged.setUrls([QUrl.fromLocalFile(str(path))])
        self.drag_data(dragged, over)
        return dragged

    def drag_data(self, dragged: QMimeData, over: QWidget | None = None) -> bool:
        """Drag something over the window, or `over` a widget; return whether it may be dropped."""
        event = QDragEnterEvent(
            QPoint(20, 200), COPY, dragged, Qt.MouseButton.LeftButton, NO_MODIFIER
        )
        QApplication.sendEvent(over or self.window, event)
        return event.isAccepted()

    def drop(self, dragged: QMimeData, over: QWidget | None = None) -> None:
        """Drop it."""
        event = QDropEvent(QPointF(20, 200), COPY, dragged, Qt.MouseButton.LeftButton, NO_MODIFIER)
        QApplication.sendEvent(over or self.window, event)

    def fill_in(self, dialog: SecretDialog) -> None:
        """Agree to the hosts, and enter a good secret everywhere."""
        self.agree(dialog)
        for card in dialog.findChildren(SecretCard):
            edit = card.findChild(QLineEdit)
            assert edit is not None
            name = plain(edit.accessibleName())
            secret = LIVE_KEY if "live" in name else TEST_KEY
            edit.setText((GLOBEX_TOKEN if "token" in name else secret).reveal())

    def agree(self, dialog: SecretDialog) -> None:
        """Agree to the hosts, and go on to the secrets, if the dialog asks for both."""
        for box in dialog.findChildren(QCheckBox):
            if "know" in plain(box.text()):
                box.setChecked(True)
        for button in dialog.findChildren(QPushButton):
            if plain(button.text()) == labels.NEXT and button.isVisible():
                button.click()

    def replace_dialog(self) -> ReplaceDialog:
        """Press the first *Replace…* in Settings."""
        self.view.show_settings()
        press_button(self.view, "Replace…")
        dialog = self.window.findChild(ReplaceDialog)
        assert dialog is not None
        return dialog

    def forget_dialog(self) -> ForgetDialog:
        """Press *Forget this organization…* in Settings."""
        self.view.show_settings()
        press_button(self.view, labels.FORGET_THIS_ORGANIZATION)
        dialog = self.window.findChild(ForgetDialog)
        assert dialog is not None
        return dialog

    def press_forget(self, dialog: ForgetDialog) -> None:
        """Confirm that the organization is to be forgotten."""
        press_button(dialog, labels.FORGET)

    def organization_with_credentials(self) -> Workspace:
        """Connect an organization that has a credential, and another that is incomplete."""
        workspace = self.connect()
        self.make_active(workspace, "EU billing", System.STRIPE)
        place = SecretPlace.KEYCHAIN
        workspace.commands.go_to_stripe(System.STRIPE_TEST, "Sandbox", place)
        return workspace

    def make_active(self, workspace: Workspace, name: str, system: System) -> str:
        """Create a credential of an organization. Practice's are created by the harness."""
        stripe = self.computer.stripes[workspace.id]
        stripe.grant = replace(stripe.grant, livemode=system.livemode)
        credential_id = workspace.commands.go_to_stripe(system, name, SecretPlace.KEYCHAIN)
        self.approve_in_browser(workspace)
        workspace.commands.create(credential_id)
        return credential_id

    @property
    def stripe(self) -> FakeStripe:
        """The Stripe of the organization that was connected, or of Practice if none was."""
        return next(iter(self.computer.stripes.values()), self.harness.stripe)

    def approve_in_browser(self, workspace: Workspace) -> None:
        """The browser of an organization's one open attempt comes back with a code."""
        (attempt,) = self.computer.receivers[workspace.id].expected
        self.computer.workflow(workspace).receive(
            ResponseArrived(AuthorizationCodeResponse(attempt, Secret("ac_organization")))
        )

    def close(self) -> None:
        """Close the databases."""
        self.computer.repository.close()
        self.harness.store.close()

    def panel(self) -> CredentialsPanel:
        self.view.show_stripe()
        panel = self.view.findChild(CredentialsPanel)
        assert panel is not None
        return panel

    def wizard(self, credential_id: str | None = None) -> CreateWizard:
        page = self.view.show_stripe()
        page.open_wizard(credential_id)
        wizard = page.wizard
        assert wizard is not None
        return wizard

    def begun(self, system: System = System.STRIPE_TEST) -> CreateWizard:
        """A wizard that stands on Stage 2, after *Go to Stripe*."""
        wizard = self.wizard()
        choose_system(wizard, system)
        self.harness.stripe.grant = replace(self.harness.stripe.grant, livemode=system.livemode)
        wizard.next()
        wizard.go_to_stripe()
        return wizard

    def activity(self) -> ActivityPage:
        self.view.show_activity()
        page = self.view.findChild(ActivityPage)
        assert page is not None
        return page

    def export(self, path: str) -> None:
        """Press *Export…* and choose where."""
        page = self.activity()
        press_button(page, labels.EXPORT)
        dialog = page.findChildren(QFileDialog)[-1]
        dialog.fileSelected.emit(path)
        dialog.close()

    def all_that_can_happen(self) -> None:
        """Have each kind of entry written into the log, at different times."""
        harness = self.harness

        def later() -> None:
            harness.clock.pass_time(timedelta(minutes=3, seconds=7))

        credential_id = harness.make_active("EU billing", System.STRIPE)
        later()
        harness.stripe.known_account = replace(ACCOUNT, payouts_enabled=False)
        harness.commands.check(credential_id)
        harness.stripe.known_account = ACCOUNT
        later()
        harness.go("Sandbox")
        later()
        harness.refuse_peer("bob")
        harness.report_denial()
        harness.commands.stop_waiting(harness.state.credentials[-1].id)
        harness.commands.retry(harness.state.credentials[-1].id)
        harness.deny_in_browser()
        later()
        harness.stripe.fail_exchange = RefusedError(
            Detail("invalid_grant", "Authorization code expired", "req_Vx81kD0", 400)
        )
        harness.commands.retry(harness.state.credentials[-1].id)
        harness.approve_in_browser()
        harness.clock.pass_time(timedelta(minutes=10))
        harness.alarm.ring()
        harness.stripe.fail_exchange = AnswerLostError(Detail())
        lost = harness.go("US billing", System.STRIPE)
        later()
        harness.approve_in_browser()
        later()
        harness.commands.clear_unsettled_grant(harness.state.unsettled_grants[0].id)
        harness.commands.remove(lost, revoke=None)
        harness.stripe.fail_exchange = None
        again = self.disconnected("Nordics")
        self.approval_given_up(again)
        harness.commands.go_to_stripe(System.STRIPE_TEST, "Nordics", SecretPlace.KEYCHAIN, again)
        harness.approve_in_browser()
        harness.commands.create(again)
        wrong = harness.go("Partners")
        harness.approve_in_browser()
        harness.commands.reject_account(wrong)
        harness.commands.remove(wrong, revoke=None)
        harness.clock.pass_time(timedelta(days=1, hours=5))
        harness.commands.remove(harness.make_active("Reseller pilot"), revoke=True)

    def organization_changes(self) -> None:
        """What happens to an organization. Practice has none."""
        for kind in (ActivityKind.CONNECTED, ActivityKind.SECRET_REPLACED, ActivityKind.FORGOTTEN):
            now = self.harness.clock.now().utc
            self.harness.write(Activity(now, kind, "", "", System.STRIPE, "ada"))
        for kind in (ActivityKind.M3TER_CONNECTED, ActivityKind.M3TER_DISCONNECTED):
            now = self.harness.clock.now().utc
            self.harness.write(Activity(now, kind, "", "", None, "ada", "org-acme"))
        for kind in (
            ActivityKind.M3TER_REGISTERED,
            ActivityKind.M3TER_FOUND,
            ActivityKind.M3TER_UNCLEAR,
        ):
            now = self.harness.clock.now().utc
            self.harness.write(
                Activity(now, kind, "credential-1", "EU billing", System.STRIPE, "ada", "m3ter-1")
            )

    def disconnected(self, name: str) -> str:
        """A credential whose access was revoked at Stripe, and was found so."""
        harness = self.harness
        credential_id = harness.make_active(name)
        harness.stripe.fail_account = AccountNotConnectedError(
            Detail("account_invalid", "The account is not connected.", "req_Ks72nB1", 403)
        )
        harness.commands.check(credential_id)
        harness.stripe.fail_account = None
        return credential_id

    def approve_as_globex(self) -> None:
        """The browser comes back, and another account has approved."""
        stripe = self.harness.stripe
        stripe.grant = replace(stripe.grant, account_id=GLOBEX_ACCOUNT.id)
        stripe.known_account = GLOBEX_ACCOUNT
        self.harness.approve_in_browser()

    def approval_given_up(self, credential_id: str) -> None:
        """Close the wizard of one that is approved again, just before the browser opens."""
        harness = self.harness
        credential = harness.credential(credential_id)
        harness.tasks.holding = {Lane.DATABASE}
        harness.commands.go_to_stripe(
            credential.system, credential.name, SecretPlace.KEYCHAIN, credential_id
        )
        harness.commands.abandon(credential_id)
        harness.tasks.release_all()

    def some_credentials(self) -> None:
        self.harness.make_active("EU billing", System.STRIPE)
        self.harness.stripe.known_account = PAUSED_ACCOUNT
        self.harness.clock.pass_time(timedelta(days=1, hours=3))
        self.harness.make_active("Sandbox", System.STRIPE_TEST)
        self.harness.stripe.known_account = ACCOUNT
        session = self.harness.go("Reseller pilot", System.STRIPE_TEST, SecretPlace.SESSION)
        self.harness.approve_in_browser()
        self.harness.commands.create(session)
