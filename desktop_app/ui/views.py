"""What the window shows beside its first page, as the window asks for it.

Each is imported and made when it is first used; the composition root says how.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QStackedWidget, QWidget

from desktop_app.core.profile import Profile
from desktop_app.workflow.organizations import Organizations
from desktop_app.workflow.ports import Browser, Notifications
from desktop_app.workflow.workspace import Workspace
from desktop_app.workflow.workspace_state import ReadableState
from desktop_app.workflow.workspaces import Workspaces

if TYPE_CHECKING:
    from desktop_app.ui.activity_page import ActivityPage
    from desktop_app.ui.help.help import Help
    from desktop_app.ui.m3ter.connect_dialog import ConnectM3terDialog
    from desktop_app.ui.m3ter.systems import M3terSystems
    from desktop_app.ui.notices.feed import NoticeFeed
    from desktop_app.ui.notices.inputs import Visibility
    from desktop_app.ui.notices.notifier import Notifier
    from desktop_app.ui.organizations.connecting import Connecting
    from desktop_app.ui.organizations.drop_hint import DropHint
    from desktop_app.ui.quit_dialog import QuitDialog
    from desktop_app.ui.settings_page import OrganizationSettings, PracticeSettings
    from desktop_app.ui.stripe_page import StripePage
    from desktop_app.ui.widgets.toast import ToastArea
    from desktop_app.ui.window_settings import TableSettings


class Views(Protocol):
    """Makes pages and what they need; each method returns a new one."""

    def notice_feed(
        self, state: ReadableState, visibility: "Visibility", parent: QWidget
    ) -> "NoticeFeed":
        """Return what keeps the notices of a workspace."""
        ...

    def notifier(
        self,
        feed: "NoticeFeed",
        notifications: Notifications,
        window: QWidget,
        open_credential: Callable[[str], None],
        organization: str,
    ) -> "Notifier":
        """Return what shows notifications on the desktop."""
        ...

    def stripe_page(
        self,
        workspace: Workspace,
        feed: "NoticeFeed",
        credentials: "TableSettings",
        configurations: "TableSettings",
        browser: Browser,
    ) -> "StripePage":
        """Return the Stripe Integrations page, with the settings of its lists."""
        ...

    def connect_m3ter_dialog(self, workspace: Workspace, parent: QWidget) -> "ConnectM3terDialog":
        """Return the dialog that connects m3ter, or takes another key for it."""
        ...

    def m3ter_systems(self, workspace: Workspace) -> "M3terSystems":
        """Return the list of the systems that a workspace has at m3ter."""
        ...

    def activity_page(self, workspace: Workspace, settings: "TableSettings") -> "ActivityPage":
        """Return the Activity page; the settings are those of its list."""
        ...

    def practice_settings(self, workspace: Workspace) -> "PracticeSettings":
        """Return the Settings page of the Practice workspace."""
        ...

    def organization_settings(
        self,
        workspaces: Workspaces,
        organizations: Organizations,
        workspace: Workspace,
        profile: Profile,
        browser: Browser,
    ) -> "OrganizationSettings":
        """Return the Settings page of an organization's workspace."""
        ...

    def toast_area(self, pages: QStackedWidget) -> "ToastArea":
        """Return what shows toasts over `pages`."""
        ...

    def connecting(
        self, organizations: Organizations, browser: Browser, window: QWidget
    ) -> "Connecting":
        """Return what opens the dialog that connects an organization."""
        ...

    def drop_hint(self, window: QWidget) -> "DropHint":
        """Return what covers the window while a file is dragged over it."""
        ...

    def quit_dialog(self, workspaces: Workspaces, parent: QWidget) -> "QuitDialog":
        """Return the question before the program ends while approvals wait."""
        ...

    def help(self, browser: Browser, window: QWidget) -> "Help":
        """Return what does what the Help menu offers."""
        ...
