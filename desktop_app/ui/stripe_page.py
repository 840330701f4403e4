"""The Stripe Integrations page."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QDialog, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.core.credential import Credential
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.credentials_panel import CredentialsPanel
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.page_actions import PageActions
from desktop_app.ui.removing import MakeDeleteDialog
from desktop_app.ui.widgets.header import PageHeader
from desktop_app.ui.widgets.panel_tabs import PanelTabs
from desktop_app.ui.window_settings import TableSettings
from desktop_app.workflow.workspace import Workspace

if TYPE_CHECKING:
    from desktop_app.ui.m3ter.configurations_panel import ConfigurationsPanel
    from desktop_app.ui.wizard.create_wizard import CreateWizard

# The panels, from left to right.
_CREDENTIALS, _CONFIGURATIONS = range(2)
# A window that is lower leaves out the title of the page, which the trail above it says, too.
_LEAST_FOR_TITLE = 620


class StripePage(QWidget):
    """Holds the Credentials and the Configurations panel, and opens the create wizard.

    `went_back` asks for the parent page, `settings_requested` for the Settings page.
    `quit_requested` asks to quit the program. `m3ter_requested` asks to connect m3ter.
    `panel_changed` is emitted when the other panel is shown. `settings` are those of the list of
    credentials; `make_configurations` makes the other panel.
    """

    went_back = Signal()
    quit_requested = Signal()
    settings_requested = Signal()
    m3ter_requested = Signal()
    panel_changed = Signal()

    def __init__(
        self,
        workspace: Workspace,
        feed: NoticeFeed,
        make_wizard: "Callable[[Workspace, str | None, QWidget], CreateWizard]",
        make_delete_dialog: MakeDeleteDialog,
        settings: TableSettings,
        make_configurations: "Callable[[PanelTabs], ConfigurationsPanel]",
    ) -> None:
        super().__init__()
        self._workspace = workspace
        self._make_wizard = make_wizard
        self._make_configurations = make_configurations
        self._configurations: ConfigurationsPanel | None = None
        self._is_compact = False
        self._tabs: list[PanelTabs] = []
        self._wizard: CreateWizard | None = None
        header = PageHeader(self.tr("Stripe Integrations"), parent_page=self.tr("Integrations"))
        header.went_back.connect(self.went_back)
        tabs = self._make_tabs(_CREDENTIALS)
        self._credentials = CredentialsPanel(workspace, feed, make_delete_dialog, tabs, settings)
        self._credentials.configure_requested.connect(lambda: self.open_wizard(None))
        self._credentials.resume_requested.connect(self.open_wizard)
        self._credentials.start_again_requested.connect(self._start_again)
        self._header = header
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.XL)
        column.setSpacing(theme.L)
        column.addWidget(header)
        self._panels = QStackedWidget()
        self._panels.addWidget(self._credentials)
        column.addWidget(self._panels, 1)

    def _make_tabs(self, current: int) -> PanelTabs:
        """Return the headings of the panels, for one of them."""
        headings = (self.tr("Credentials"), self.tr("Configurations"))
        tabs = PanelTabs(headings, current)
        tabs.chosen.connect(self._on_tab)
        self._tabs.append(tabs)
        return tabs

    def _on_tab(self, chosen: int) -> None:
        self._show_panel(chosen)
        # The heading that was pressed is gone with its panel.
        self._tabs[chosen].setFocus(Qt.FocusReason.TabFocusReason)

    def _show_panel(self, panel: int) -> None:
        if panel == self._panels.currentIndex():
            return
        if panel == _CONFIGURATIONS and self._configurations is None:
            self._configurations = self._make_configurations(self._make_tabs(panel))
            self._configurations.connect_requested.connect(self.m3ter_requested)
            self._configurations.credential_requested.connect(self.select)
            self._configurations.set_compact(self._is_compact)
            self._panels.addWidget(self._configurations)
        self._panels.setCurrentIndex(panel)
        self.panel_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # In a low window, the rows of the list come first.
        compact = self.window().height() < _LEAST_FOR_TITLE
        above, below = (theme.S, theme.L) if compact else (theme.L, theme.XL)
        self._column.setContentsMargins(theme.XL, above, theme.XL, below)
        self._column.setSpacing(theme.S if compact else theme.L)
        self._header.set_compact(compact)
        self._is_compact = compact
        self._credentials.set_compact(compact)
        if self._configurations is not None:
            self._configurations.set_compact(compact)

    @property
    def _panel(self) -> "CredentialsPanel | ConfigurationsPanel":
        if self._configurations is None or self.shows_credentials:
            return self._credentials
        return self._configurations

    @property
    def shows_credentials(self) -> bool:
        """Whether the Credentials panel is the one that is shown."""
        return self._panels.currentIndex() == _CREDENTIALS

    @property
    def offered(self) -> PageActions:
        """What the page offers to the menu bar."""
        return self._panel.offered

    def focus_first(self) -> None:
        """Give the focus to the list of the panel that is shown, or to what takes its place."""
        self._panel.focus_first()

    def show_configurations(self) -> None:
        """Show the Configurations panel."""
        self._show_panel(_CONFIGURATIONS)
        self.focus_first()

    def select(self, credential_id: str) -> None:
        """Show the Credentials panel, and select a credential, if it is there."""
        self._show_panel(_CREDENTIALS)
        self._credentials.select(credential_id)

    def has_wizard(self, credential_id: str) -> bool:
        """Return whether the wizard of a credential is open."""
        return self._wizard is not None and self._wizard.is_about(credential_id)

    @property
    def wizard(self) -> "CreateWizard | None":
        """The wizard, while one is open."""
        return self._wizard

    def open_wizard(
        self, credential_id: str | None, prefill: tuple[str, System] | None = None
    ) -> None:
        """Open the wizard to resume a credential, or for a new one if the id is None.

        `prefill` is a name and a system to begin with. A wizard that is open already comes to the
        front instead.
        """
        if self._wizard is not None:
            self._wizard.raise_()
            self._wizard.activateWindow()
            return
        self._show_panel(_CREDENTIALS)
        self._wizard = self._make_wizard(self._workspace, credential_id, self)
        if prefill is not None:
            self._wizard.start_with(*prefill)
        self._wizard.finished.connect(self._on_finished)
        self._wizard.quit_requested.connect(self.quit_requested)
        self._wizard.settings_requested.connect(self.settings_requested)
        self._wizard.open()

    def _start_again(self, gone: Credential) -> None:
        self.open_wizard(None, (gone.name, gone.system))

    def _on_finished(self) -> None:
        if self._wizard is None:
            return
        credential_id = self._wizard.credential_id
        is_accepted = self._wizard.result() == QDialog.DialogCode.Accepted
        created = is_accepted and not self._wizard.is_reauthorization
        self._wizard.deleteLater()
        self._wizard = None
        if credential_id is None:
            return
        self._credentials.wizard_closed(credential_id)
        if created:
            self._credentials.show_created(credential_id)
