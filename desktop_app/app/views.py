"""Makes pages, the wizard and dialogs when they are first used; each method imports its own."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.core.credential import Credential
from desktop_app.core.profile import Organization, Profile, Registration
from desktop_app.workflow.organizations import Organizations
from desktop_app.workflow.ports import Browser, FileManager, Notifications
from desktop_app.workflow.workspace import Workspace
from desktop_app.workflow.workspace_state import ReadableState
from desktop_app.workflow.workspaces import Workspaces

if TYPE_CHECKING:
    from desktop_app.ui.activity_page import ActivityPage
    from desktop_app.ui.delete_dialog import DeleteDialog
    from desktop_app.ui.help.help import Help, HelpPorts
    from desktop_app.ui.m3ter.configurations_panel import ConfigurationsPanel
    from desktop_app.ui.m3ter.connect_dialog import ConnectM3terDialog
    from desktop_app.ui.m3ter.systems import M3terSystems
    from desktop_app.ui.notices.feed import NoticeFeed
    from desktop_app.ui.notices.inputs import Visibility
    from desktop_app.ui.notices.notifier import Notifier
    from desktop_app.ui.organizations.connect_dialog import ConnectDialog
    from desktop_app.ui.organizations.connecting import Connecting
    from desktop_app.ui.organizations.drop_hint import DropHint
    from desktop_app.ui.organizations.forget_dialog import ForgetDialog
    from desktop_app.ui.organizations.replace_dialog import ReplaceDialog
    from desktop_app.ui.program_settings.settings import SettingsPorts
    from desktop_app.ui.quit_dialog import QuitDialog
    from desktop_app.ui.settings_page import OrganizationSettings, PracticeSettings
    from desktop_app.ui.stripe_page import StripePage
    from desktop_app.ui.widgets.panel_tabs import PanelTabs
    from desktop_app.ui.widgets.toast import ToastArea
    from desktop_app.ui.window_settings import TableSettings
    from desktop_app.ui.wizard.create_wizard import CreateWizard


class FirstUseViews:
    """Implements `ui.views.Views`.

    `help_ports` makes the ports of the Help menu, `settings_ports` those of the program's settings,
    and `file_manager` the desktop's file manager.
    """

    def __init__(
        self,
        help_ports: Callable[[], "HelpPorts"],
        settings_ports: Callable[[], "SettingsPorts"],
        file_manager: Callable[[], FileManager],
    ) -> None:
        self._help_ports = help_ports
        self._settings_ports = settings_ports
        self._file_manager = file_manager

    def notice_feed(
        self, state: ReadableState, visibility: "Visibility", parent: QWidget
    ) -> "NoticeFeed":
        """See `Views.notice_feed`."""
        from desktop_app.ui.notices.feed import NoticeFeed

        return NoticeFeed(state, visibility, parent)

    def notifier(
        self,
        feed: "NoticeFeed",
        notifications: Notifications,
        window: QWidget,
        open_credential: Callable[[str], None],
        organization: str,
    ) -> "Notifier":
        """See `Views.notifier`."""
        from desktop_app.ui.notices.notifier import Notifier

        return Notifier(feed, notifications, window, open_credential, organization)

    def stripe_page(
        self,
        workspace: Workspace,
        feed: "NoticeFeed",
        credentials: "TableSettings",
        configurations: "TableSettings",
        browser: Browser,
    ) -> "StripePage":
        """See `Views.stripe_page`."""
        from desktop_app.ui.stripe_page import StripePage

        make_configurations = partial(_configurations_panel, workspace, configurations, browser)
        return StripePage(
            workspace, feed, _create_wizard, _delete_dialog, credentials, make_configurations
        )

    def connect_m3ter_dialog(self, workspace: Workspace, parent: QWidget) -> "ConnectM3terDialog":
        """See `Views.connect_m3ter_dialog`."""
        from desktop_app.ui.m3ter.connect_dialog import ConnectM3terDialog

        known = workspace.state.m3ter
        connected_id = "" if known is None else known.connection.organization_id
        return ConnectM3terDialog(workspace.commands.m3ter, connected_id, parent)

    def m3ter_systems(self, workspace: Workspace) -> "M3terSystems":
        """See `Views.m3ter_systems`."""
        from desktop_app.ui.m3ter.systems import M3terSystems

        return M3terSystems(workspace)

    def activity_page(self, workspace: Workspace, settings: "TableSettings") -> "ActivityPage":
        """See `Views.activity_page`."""
        from desktop_app.ui.activity_page import ActivityPage

        return ActivityPage(workspace, settings, self._file_manager())

    def practice_settings(self, workspace: Workspace) -> "PracticeSettings":
        """See `Views.practice_settings`."""
        from desktop_app.ui.settings_page import PracticeSettings

        return PracticeSettings(workspace, self._settings_ports())

    def organization_settings(
        self,
        workspaces: Workspaces,
        organizations: Organizations,
        workspace: Workspace,
        profile: Profile,
        browser: Browser,
    ) -> "OrganizationSettings":
        """See `Views.organization_settings`."""
        from desktop_app.ui.settings_page import OrganizationSettings

        return OrganizationSettings(
            workspaces,
            workspace,
            profile,
            partial(_replace_dialog, organizations, browser),
            _forget_dialog,
            self._settings_ports(),
        )

    def toast_area(self, pages: QStackedWidget) -> "ToastArea":
        """See `Views.toast_area`."""
        from desktop_app.ui.widgets.toast import ToastArea

        return ToastArea(pages)

    def connecting(
        self, organizations: Organizations, browser: Browser, window: QWidget
    ) -> "Connecting":
        """See `Views.connecting`."""
        from desktop_app.ui.organizations.connecting import Connecting

        return Connecting(partial(_connect_dialog, organizations, browser), window)

    def drop_hint(self, window: QWidget) -> "DropHint":
        """See `Views.drop_hint`."""
        from desktop_app.ui.organizations.drop_hint import DropHint

        return DropHint(window)

    def quit_dialog(self, workspaces: Workspaces, parent: QWidget) -> "QuitDialog":
        """See `Views.quit_dialog`."""
        from desktop_app.ui.quit_dialog import QuitDialog

        return QuitDialog(workspaces, parent)

    def help(self, browser: Browser, window: QWidget) -> "Help":
        """See `Views.help`."""
        from desktop_app.ui.help.help import Help

        return Help(self._help_ports(), browser, window)


def _create_wizard(
    workspace: Workspace, credential_id: str | None, parent: QWidget
) -> "CreateWizard":
    from desktop_app.ui.wizard.create_wizard import CreateWizard

    return CreateWizard(workspace, credential_id, _delete_dialog, parent)


def _configurations_panel(
    workspace: Workspace, settings: "TableSettings", browser: Browser, tabs: "PanelTabs"
) -> "ConfigurationsPanel":
    from desktop_app.ui.m3ter.configurations_panel import ConfigurationsPanel

    return ConfigurationsPanel(workspace, tabs, settings, browser)


def _delete_dialog(state: ReadableState, credential: Credential, parent: QWidget) -> "DeleteDialog":
    from desktop_app.ui.delete_dialog import DeleteDialog

    return DeleteDialog(state, credential, parent)


def _connect_dialog(
    organizations: Organizations, browser: Browser, folder: str, parent: QWidget
) -> "ConnectDialog":
    from desktop_app.ui.organizations.connect_dialog import ConnectDialog

    return ConnectDialog(organizations, browser, folder, parent)


def _replace_dialog(
    organizations: Organizations,
    browser: Browser,
    organization: Organization,
    registration: Registration,
    parent: QWidget,
) -> "ReplaceDialog":
    from desktop_app.ui.organizations.replace_dialog import ReplaceDialog

    return ReplaceDialog(organizations, browser, organization, registration, parent)


def _forget_dialog(
    state: ReadableState, organization: Organization, parent: QWidget
) -> "ForgetDialog":
    from desktop_app.ui.organizations.forget_dialog import ForgetDialog

    return ForgetDialog(state, organization, parent)
