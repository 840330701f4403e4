"""One workspace in the window: the sidebar, a strip if nothing is real, and the pages."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.core.integrations import INTEGRATIONS, Integration
from desktop_app.ui.integrations_page import IntegrationsPage
from desktop_app.ui.navigation import Entry, Navigation, Page
from desktop_app.ui.page_actions import PageAction, PageActions, make_action
from desktop_app.ui.sidebar import HelpButton, Sidebar, WorkspaceSwitch
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import credential_texts, workspace_texts
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.workflow.events import (
    BrowserAnswered,
    Event,
    IncidentReported,
    Loaded,
    M3terChanged,
)
from desktop_app.workflow.organizations import Organizations
from desktop_app.workflow.ports import Browser, Notifications
from desktop_app.workflow.workspace import Workspace
from desktop_app.workflow.workspaces import Workspaces

if TYPE_CHECKING:
    from desktop_app.ui.m3ter.connect_dialog import ConnectM3terDialog
    from desktop_app.ui.notices.feed import NoticeFeed
    from desktop_app.ui.notices.notifier import Notifier
    from desktop_app.ui.settings_page import OrganizationSettings
    from desktop_app.ui.stripe_page import StripePage
    from desktop_app.ui.views import Views
    from desktop_app.ui.widgets.toast import ToastArea
    from desktop_app.ui.window_settings import WorkspaceSettings

# A narrower window shows the icons of the navigation alone.
_LEAST_FOR_WORDS = 820


class WorkspaceView(QWidget):
    """Shows one page of a workspace at a time.

    `front_requested` asks the window to show this view and to come to the front. `answered` carries
    the id of the credential that a browser has answered for. `connect_requested` asks to connect an
    organization. `forget_confirmed` asks to forget this one, and carries whether to keep its
    history. `quit_requested` asks to quit the program. `page_changed` is emitted when another page
    is shown. `switch_menu` is the menu that shows another workspace, `help_menu` the window's Help
    menu.
    """

    front_requested = Signal()
    answered = Signal(str)
    connect_requested = Signal()
    forget_confirmed = Signal(bool)
    quit_requested = Signal()
    page_changed = Signal()

    def __init__(
        self,
        workspaces: Workspaces,
        organizations: Organizations,
        workspace: Workspace,
        browser: Browser,
        notifications: Notifications,
        views: "Views",
        switch_menu: QMenu,
        help_menu: QMenu,
        remembered: "WorkspaceSettings",
    ) -> None:
        super().__init__()
        self._workspaces = workspaces
        self._organizations = organizations
        self._workspace = workspace
        self._browser = browser
        self._views = views
        self._remembered = remembered
        self._is_page_chosen = False
        self._organization = workspace_texts.organization_name(workspace)
        self._last_answered: str | None = None
        self._hidden_dialogs: list[QDialog] = []
        self._new_credential = make_action(PageAction.NEW_CREDENTIAL, self)
        self._new_credential.setEnabled(isinstance(workspace.state.loaded, Loaded))
        self._new_credential.triggered.connect(lambda: self.show_stripe().open_wizard(None))
        self.addAction(self._new_credential)
        self._offered: dict[Page, PageActions] = {}
        self._integrations = IntegrationsPage(INTEGRATIONS)
        self._integrations.opened.connect(self._open_integration)
        self._integrations.m3ter_requested.connect(self.connect_m3ter)
        self._notifications = notifications
        # Made when they are first used.
        self._feed: NoticeFeed | None = None
        self._notifier: Notifier | None = None
        self._stripe: StripePage | None = None
        self._m3ter_dialog: ConnectM3terDialog | None = None
        self._settings: OrganizationSettings | None = None
        self._toasts: ToastArea | None = None
        self._made: dict[Page, QWidget] = {Page.INTEGRATIONS: self._integrations}
        self._pages = QStackedWidget()
        self._pages.addWidget(self._integrations)
        self._navigation = self._make_navigation()
        self._pages.currentChanged.connect(self._follow_page)
        self._lay_out(workspace, switch_menu, help_menu)
        connect_until_destroyed(self, workspace.state.subscribe, self._on_event)
        self._integrations.setFocus()

    def _make_navigation(self) -> Navigation:
        navigation = Navigation(
            (
                Entry("integrations", self.tr("Integrations"), (Page.INTEGRATIONS, Page.STRIPE)),
                Entry("activity", self.tr("Activity"), (Page.ACTIVITY,)),
                Entry("settings", self.tr("Settings"), (Page.SETTINGS,)),
            )
        )
        navigation.chosen.connect(self._show)
        navigation.passed.connect(self._show_passed)
        return navigation

    def _lay_out(self, workspace: Workspace, switch_menu: QMenu, help_menu: QMenu) -> None:
        self._switch = WorkspaceSwitch(self._organization or self.tr("Practice"), switch_menu)
        self._sidebar = Sidebar(
            self._switch, self._navigation, HelpButton(self.tr("Help and support"), help_menu)
        )
        pages = QVBoxLayout()
        pages.setSpacing(0)
        message = workspace_texts.workspace_banner(workspace)
        if message is not None:
            strip = InfoPanel(slim=True)
            strip.show_message(message.tone, "", message.text)
            pages.addWidget(strip)
        pages.addWidget(self._pages, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._sidebar)
        row.addLayout(pages, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._sidebar.set_narrow(event.size().width() < _LEAST_FOR_WORDS)

    # -- pages --------------------------------------------------------------------------------

    def show_integrations(self) -> None:
        """Show the Integrations page."""
        self._show(Page.INTEGRATIONS)

    def show_stripe(self) -> "StripePage":
        """Show the Stripe Integrations page and return it."""
        stripe = self._stripe_page()
        self._pages.setCurrentWidget(stripe)
        stripe.focus_first()
        return stripe

    def show_activity(self) -> None:
        """Show the Activity page."""
        self._show(Page.ACTIVITY)

    def show_settings(self) -> None:
        """Show the Settings page."""
        self._show(Page.SETTINGS)

    def restore_page(self) -> None:
        """Show the page that is remembered, once, unless another page was shown before."""
        if self._is_page_chosen:
            return
        self._is_page_chosen = True
        page = Page.__members__.get(self._remembered.page)
        if page is not None:
            self.show_page(page)

    def show_page(self, page: Page) -> None:
        """Show a page, with the focus where the person most likely goes on."""
        if page is Page.STRIPE:
            self.show_stripe()
        else:
            self._show(page)

    def show_not_forgotten(self, error: Exception) -> None:
        """Show on the Settings page why the organization was not forgotten."""
        if self._settings is not None:
            self._settings.show_not_forgotten(error)

    def show_notice(self, message: Message, *buttons: QPushButton) -> None:
        """Show the Integrations page, and a toast of a success, or else a notice on the page.

        The notice has these buttons.
        """
        self.show_integrations()
        if message.tone is Tone.SUCCESS:
            self.show_toast(message)
        else:
            self._integrations.show_notice(message, *buttons)

    def show_toast(self, message: Message, button: QPushButton | None = None) -> None:
        """Show a message about what succeeded over the page, for some seconds.

        `button` does something with what succeeded.
        """
        if self._toasts is None:
            self._toasts = self._views.toast_area(self._pages)
        self._toasts.show_toast(message, button)

    def _show(self, page: Page) -> None:
        widget = self._widget(page)
        self._pages.setCurrentWidget(widget)
        widget.setFocus()

    def _show_passed(self, page: Page) -> None:
        # Both pages have one entry. Passing that entry must not replace the Stripe page.
        if not (page is Page.INTEGRATIONS and self._pages.currentWidget() is self._stripe):
            self._pages.setCurrentWidget(self._widget(page))

    def _follow_page(self) -> None:
        self._navigation.show_page(self.page)
        self._is_page_chosen = True
        self._remembered.remember_page(self.page.name)
        self.page_changed.emit()

    # -- what is made when it is first used ---------------------------------------------------

    def _widget(self, page: Page) -> QWidget:
        if page not in self._made:
            self._made[page] = self._make(page)
            self._pages.addWidget(self._made[page])
        return self._made[page]

    def _make(self, page: Page) -> QWidget:
        match page:
            case Page.INTEGRATIONS:
                return self._integrations
            case Page.STRIPE:
                return self._make_stripe()
            case Page.ACTIVITY:
                activity = self._views.activity_page(
                    self._workspace, self._remembered.table("activity")
                )
                activity.succeeded.connect(self.show_toast)
                activity.exported.connect(self.show_toast)
                self._offered[page] = activity.offered
                return activity
            case Page.SETTINGS:
                return self._make_settings()

    def _stripe_page(self) -> "StripePage":
        self._widget(Page.STRIPE)
        if self._stripe is None:
            raise RuntimeError("the page was not made")
        return self._stripe

    def _make_stripe(self) -> "StripePage":
        self._stripe = stripe = self._views.stripe_page(
            self._workspace,
            self._notice_feed(),
            self._remembered.table("credentials"),
            self._remembered.table("configurations"),
            self._browser,
        )
        stripe.went_back.connect(self.show_integrations)
        stripe.quit_requested.connect(self.quit_requested)
        stripe.settings_requested.connect(self.show_settings)
        stripe.m3ter_requested.connect(self.connect_m3ter)
        stripe.panel_changed.connect(self._follow_panel)
        self._offered[Page.STRIPE] = stripe.offered
        return stripe

    def _follow_panel(self) -> None:
        if self._stripe is not None:
            self._offered[Page.STRIPE] = self._stripe.offered
            self.page_changed.emit()

    def _make_settings(self) -> QWidget:
        # Its secrets may have been replaced since the view was made.
        workspace = self._workspaces.workspace(self._workspace.id) or self._workspace
        if workspace.profile is None:
            practice = self._views.practice_settings(workspace)
            practice.connect_requested.connect(self.connect_requested)
            practice.m3ter_requested.connect(self.connect_m3ter)
            practice.succeeded.connect(self.show_toast)
            return practice
        self._settings = self._views.organization_settings(
            self._workspaces, self._organizations, workspace, workspace.profile, self._browser
        )
        self._settings.forget_confirmed.connect(self.forget_confirmed)
        self._settings.succeeded.connect(self.show_toast)
        self._settings.m3ter_requested.connect(self.connect_m3ter)
        return self._settings

    # -- m3ter --------------------------------------------------------------------------------

    def connect_m3ter(self) -> None:
        """Open the dialog that connects m3ter. One that is open comes to the front instead."""
        if self._m3ter_dialog is not None:
            self._m3ter_dialog.raise_()
            self._m3ter_dialog.activateWindow()
            return
        self._m3ter_dialog = dialog = self._views.connect_m3ter_dialog(self._workspace, self)
        dialog.connected.connect(self._on_m3ter_connected)
        dialog.finished.connect(self._on_m3ter_dialog_closed)
        dialog.open()

    def _on_m3ter_dialog_closed(self) -> None:
        if self._m3ter_dialog is not None:
            self._m3ter_dialog.deleteLater()
            self._m3ter_dialog = None

    def _on_m3ter_connected(self, organization_id: str) -> None:
        # Imported now: the start does not need this module.
        from desktop_app.ui.texts import m3ter_texts

        self.show_toast(m3ter_texts.connected_message(organization_id))

    def _show_m3ter(self) -> None:
        """Show on the Integrations page what m3ter has, while it is connected."""
        if self._workspace.state.m3ter is None:
            self._integrations.show_systems(None)
        elif not self._integrations.has_systems:
            systems = self._views.m3ter_systems(self._workspace)
            systems.guide_requested.connect(self._open_integration)
            self._integrations.show_systems(systems)
        self._show_summary()

    def _notice_feed(self) -> "NoticeFeed":
        if self._feed is None:
            self._feed = self._views.notice_feed(self._workspace.state, self, self)
            self._feed.changed.connect(self._show_summary)
            self._feed.toast_requested.connect(self.show_toast)
            self._notifier = self._views.notifier(
                self._feed, self._notifications, self, self.open_credential, self._organization
            )
        return self._feed

    def _show_summary(self) -> None:
        state = self._workspace.state
        credentials = state.credentials
        feed = self._notice_feed()
        notice = feed.first
        summary = credential_texts.summary_text(credentials, feed.needs_attention)
        stands_still = False
        if state.m3ter is not None:
            # Imported now: the start does not need this module.
            from desktop_app.ui.texts import m3ter_texts

            lists = state.m3ter.lists
            summary = m3ter_texts.with_configurations(summary, lists)
            stands_still = m3ter_texts.needs_attention(lists)
        self._integrations.show_summary(
            summary if notice is None else notice.headline,
            needs_attention=any(map(feed.needs_attention, credentials))
            or (notice is not None and notice.needs_person)
            or stands_still,
            shortened_first=() if notice is None else notice.names,
        )

    # -- in front and behind ------------------------------------------------------------------

    @property
    def organization(self) -> str:
        """The organization's name; empty in Practice."""
        return self._organization

    @property
    def page(self) -> Page:
        """The page that is shown."""
        shown = self._pages.currentWidget()
        return next(page for page, widget in self._made.items() if widget is shown)

    @property
    def offered(self) -> PageActions:
        """What the page that is shown offers to the menu bar."""
        page = self._offered.get(self.page, PageActions())
        new = {PageAction.NEW_CREDENTIAL: self._new_credential}
        return PageActions({**page.actions, **new}, page.columns)

    @property
    def is_untouched(self) -> bool:
        """Whether the person has begun nothing: the first page is shown, and no dialog is open."""
        return (
            self._pages.currentWidget() is self._integrations
            and QApplication.activeModalWidget() is None
        )

    @property
    def wizard(self) -> QWidget | None:
        """The wizard that is open, even while another workspace is shown."""
        return None if self._stripe is None else self._stripe.wizard

    def has_wizard(self, credential_id: str) -> bool:
        """Return whether the wizard of a credential is open."""
        return self._stripe is not None and self._stripe.has_wizard(credential_id)

    def hide_dialogs(self) -> None:
        """Hide the dialogs that are open. They keep their contents."""
        shown = [dialog for dialog in self.findChildren(QDialog) if dialog.isVisible()]
        for dialog in shown:
            dialog.hide()
        self._hidden_dialogs.extend(shown)

    def restore_dialogs(self) -> None:
        """Show again the dialogs that were hidden."""
        hidden, self._hidden_dialogs = self._hidden_dialogs, []
        open_still = set(self.findChildren(QDialog))
        for dialog in hidden:
            if dialog in open_still:
                dialog.open()

    @property
    def focus_target(self) -> QWidget:
        """The widget that gets the focus when the view is shown: the last one, or else the page."""
        # PySide's types do not say that `focusWidget` may return None.
        before = cast("QWidget | None", self.focusWidget())
        if before is not None and before.isVisibleTo(self):
            return before
        return self._pages.currentWidget() or self

    def return_from_browser(self) -> None:
        """Show the credential that the browser answered for; the person chose to return to it."""
        if self.wizard is None and self._last_answered is not None:
            self.open_credential(self._last_answered)
        else:
            self.front_requested.emit()

    def open_credential(self, credential_id: str) -> None:
        """Come to the front, show the Stripe page, and select the credential if it still exists."""
        self.front_requested.emit()
        self.show_stripe().select(credential_id)

    def end(self) -> None:
        """Close the dialogs and withdraw the notifications, since the workspace was closed.

        No command may be sent to its workflow from now on.
        """
        if self._notifier is not None:
            self._notifier.end()
        for dialog in self.findChildren(QDialog):
            # Not by `reject`, since a wizard then sends a command to the workflow.
            dialog.done(QDialog.DialogCode.Rejected)

    def shows_credential(self, credential_id: str) -> bool:
        """Return whether the person sees a credential, in its wizard or in the list."""
        if QApplication.activeWindow() is None or not self.isVisible():
            return False
        is_listed = self._stripe is not None and self._stripe.shows_credentials
        is_shown = self._pages.currentWidget() is self._stripe and is_listed
        return is_shown or self.has_wizard(credential_id)

    # -- what happens -------------------------------------------------------------------------

    def _open_integration(self, integration: Integration) -> None:
        if integration.available:
            self.show_stripe()
        elif not self._browser.open(integration.guide_url):
            self._integrations.show_guide_address(integration)

    def _on_event(self, event: Event) -> None:
        if self._feed is None:
            # The feed is made for this event. It subscribes to the events that follow.
            self._notice_feed().handle(event)
        match event:
            case Loaded():
                self._new_credential.setEnabled(True)
            case M3terChanged():
                self._show_m3ter()
            case BrowserAnswered(credential_id):
                self._last_answered = credential_id
                self.answered.emit(credential_id)
            case IncidentReported(credential, UnconfirmedApproval()):
                # The browser says that the person has to come back.
                self._last_answered = credential.id
                self.answered.emit(credential.id)
