"""The Settings page of a workspace: what it is connected to, and the settings of the program."""

from collections.abc import Callable
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import KeychainLockedError
from desktop_app.core.profile import Organization, Profile, Registration
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.m3ter.settings_card import M3terCard
from desktop_app.ui.organizations.profile_facts import HostList, mode_facts, organization_facts
from desktop_app.ui.program_settings.section import ProgramSection
from desktop_app.ui.program_settings.settings import SettingsPorts
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import error_texts, organization_texts, secret_texts
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.widgets import toast
from desktop_app.ui.widgets.buttons import DangerButton, PrimaryButton
from desktop_app.ui.widgets.facts import show_fact
from desktop_app.ui.widgets.header import PageHeader
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.page_notice import PageNotice
from desktop_app.ui.widgets.panels import TitledCard
from desktop_app.ui.widgets.scrolling import fill_scrolling
from desktop_app.workflow.workspace import Workspace, WorkspaceChanged, WorkspaceEvent
from desktop_app.workflow.workspace_state import ReadableState
from desktop_app.workflow.workspaces import Workspaces

if TYPE_CHECKING:
    from desktop_app.ui.organizations.forget_dialog import ForgetDialog
    from desktop_app.ui.organizations.replace_dialog import ReplaceDialog

# The most that the cards have, in pixels.
_WIDTH = theme.XL * 30

MakeReplaceDialog = Callable[[Organization, Registration, QWidget], "ReplaceDialog"]
MakeForgetDialog = Callable[[ReadableState, Organization, QWidget], "ForgetDialog"]


class PracticeSettings(QWidget):
    """Says what Practice is. `connect_requested` asks to connect an organization.

    `m3ter_requested` asks to connect m3ter. `succeeded` carries the `Message` about what succeeded.
    """

    connect_requested = Signal()
    m3ter_requested = Signal()
    succeeded = Signal(object)

    def __init__(self, workspace: Workspace, ports: SettingsPorts) -> None:
        super().__init__()
        begin = PrimaryButton(self.tr("Connect an organization…"))
        begin.clicked.connect(self.connect_requested)
        card = TitledCard(self.tr("This is the Practice workspace"))
        card.column.addWidget(
            wrapped(
                self.tr(
                    "Stand-ins on this computer take Stripe’s and m3ter’s places: nothing leaves"
                    " the computer, and no real account is used. To work with your company’s Stripe"
                    " account, connect your organization with the connection profile that m3ter or"
                    " your IT department gives you."
                )
            )
        )
        card.column.addSpacing(theme.S)
        card.column.addLayout(_at_the_left(begin))
        content = _Content()
        column = content.column
        column.addWidget(PageHeader(self.tr("Settings")))
        column.addWidget(card)
        m3ter = M3terCard(workspace)
        m3ter.connect_requested.connect(self.m3ter_requested)
        m3ter.succeeded.connect(self.succeeded)
        column.addWidget(m3ter)
        column.addWidget(ProgramSection(ports))
        column.addStretch(1)
        fill_scrolling(self, content)
        self.setFocusProxy(begin)


class OrganizationSettings(QWidget):
    """Shows what an organization is connected to and where its secrets are stored.

    `forget_confirmed` asks to forget the organization. It carries whether to keep the history.
    `m3ter_requested` asks to connect m3ter. `succeeded` carries the `Message` about what succeeded.
    """

    forget_confirmed = Signal(bool)
    m3ter_requested = Signal()
    succeeded = Signal(object)

    def __init__(
        self,
        workspaces: Workspaces,
        workspace: Workspace,
        profile: Profile,
        make_replace_dialog: MakeReplaceDialog,
        make_forget_dialog: MakeForgetDialog,
        ports: SettingsPorts,
    ) -> None:
        super().__init__()
        self._make_replace_dialog = make_replace_dialog
        self._make_forget_dialog = make_forget_dialog
        self._workspace = workspace
        self._profile = profile
        self._places: dict[System, QLabel] = {}
        self._again = QPushButton()
        self._again.setAutoDefault(False)
        # It asks again: the organization may have other credentials by then.
        self._again.clicked.connect(self._ask_to_forget)
        self._notice = PageNotice(self._again)
        self._forget = DangerButton(self.tr("Forget this organization…"))
        self._forget.clicked.connect(self._ask_to_forget)
        # The button that gets the focus when the page is shown.
        self._first: QPushButton = self._forget
        content = _Content()
        column = content.column
        column.addWidget(PageHeader(self.tr("Settings")))
        column.addWidget(self._notice)
        column.addWidget(
            _card(self.tr("Organization"), organization_facts(profile, self.tr("Name")))
        )
        for registration in profile.registrations:
            column.addWidget(_card(registration.system.label, self._mode(registration)))
        m3ter = M3terCard(workspace, urlsplit(profile.m3ter.api_base).netloc)
        m3ter.connect_requested.connect(self.m3ter_requested)
        m3ter.succeeded.connect(self.succeeded)
        column.addWidget(m3ter)
        column.addWidget(
            _card(self.tr("Hosts that receive data"), HostList(profile, profile.hosts))
        )
        forget = TitledCard(
            self.tr("Forget this organization"),
            self.tr(
                "Removes the organization and its secrets from this computer. You choose whether"
                " its credentials and activity are kept. m3ter’s access at Stripe does not change."
            ),
        )
        forget.column.addLayout(_at_the_left(self._forget))
        column.addWidget(forget)
        column.addWidget(ProgramSection(ports))
        column.addStretch(1)
        column.addSpacing(toast.ROOM)
        self._area = fill_scrolling(self, content)
        self.setFocusProxy(self._first)
        connect_until_destroyed(self, workspaces.subscribe, self._on_event)

    def _mode(self, registration: Registration) -> QWidget:
        facts = mode_facts(registration)
        if registration.secret_kind is None:
            return facts
        label = secret_texts.secret_label(registration)
        place = secret_texts.place_text(self._place(registration.system))
        replace = QPushButton(self.tr("Replace…"))
        if not self._places:
            self._first = replace
        name = fill(self.tr("Replace…: {secret}"), secret=label)
        replace.setAccessibleName(without_isolates(name))
        replace.clicked.connect(lambda: self._ask_for_secret(registration))
        self._places[registration.system] = facts.add(
            secret_texts.secret_kind_text(registration), place, replace
        )
        return facts

    def _place(self, system: System) -> SecretPlace:
        return dict(self._workspace.secret_places).get(system, SecretPlace.LOST)

    # -- what happens -------------------------------------------------------------------------

    def _on_event(self, event: WorkspaceEvent) -> None:
        if isinstance(event, WorkspaceChanged) and event.workspace.id == self._workspace.id:
            self._workspace = event.workspace
            for system, fact in self._places.items():
                show_fact(fact, secret_texts.place_text(self._place(system)))

    def show_not_forgotten(self, error: Exception) -> None:
        """Show why the organization was not forgotten."""
        self._forget.setEnabled(True)
        # Either way the person is asked again. After that, the system asks to unlock the keychain.
        is_locked = isinstance(error, KeychainLockedError)
        again = self.tr("Unlock and forget…") if is_locked else self.tr("Try again…")
        self._again.setText(again)
        self._notice.show_notice(
            organization_texts.forget_failed_message(self._profile.organization, error),
            error_texts.detail_of(error),
        )
        # The button that was pressed is at the other end of the page.
        self._area.verticalScrollBar().setValue(0)
        self._again.setFocus()

    # -- doing --------------------------------------------------------------------------------

    def _ask_for_secret(self, registration: Registration) -> None:
        self._notice.hide()
        dialog = self._make_replace_dialog(self._profile.organization, registration, self)
        dialog.accepted.connect(lambda: self._show_replaced(registration))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _show_replaced(self, registration: Registration) -> None:
        self.succeeded.emit(organization_texts.replaced_message(registration))

    def _ask_to_forget(self) -> None:
        self._notice.hide()
        dialog = self._make_forget_dialog(self._workspace.state, self._profile.organization, self)
        dialog.finished.connect(dialog.deleteLater)
        dialog.confirmed.connect(self._begin_to_forget)
        dialog.open()

    def _begin_to_forget(self, keep_history: bool) -> None:
        self._forget.setEnabled(False)
        self.forget_confirmed.emit(keep_history)


class _Content(QWidget):
    """Has what a page shows in a column. It is no wider than lines of text are read well."""

    def __init__(self) -> None:
        super().__init__()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.XL)
        self.column.setSpacing(theme.M)
        self.setMaximumWidth(_WIDTH + 2 * theme.XL)


def _card(title: str, content: QWidget) -> TitledCard:
    card = TitledCard(title)
    card.column.addWidget(content)
    return card


def _at_the_left(button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
