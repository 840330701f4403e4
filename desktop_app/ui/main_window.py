"""The main window: the workspace's banner, the navigation, and the pages."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QSize, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QShortcut,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QListView,
    QMainWindow,
    QPushButton,
    QStackedWidget,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.integrations import INTEGRATIONS, Integration
from desktop_app.ui import icons, theme
from desktop_app.ui.activity_page import ActivityPage
from desktop_app.ui.integrations_page import IntegrationsPage
from desktop_app.ui.notifier import Notifier
from desktop_app.ui.parts.lists import CalmSelection, draw_focus_bar
from desktop_app.ui.parts.panels import InfoPanel
from desktop_app.ui.parts.rows_model import Index
from desktop_app.ui.stripe_page import StripePage
from desktop_app.ui.texts import program_texts
from desktop_app.ui.theme import Tone
from desktop_app.workflow.events import BrowserAnswered, Event
from desktop_app.workflow.ports import Browser, Notifications
from desktop_app.workflow.service import Workflow


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the navigation. It leads to the first of its pages."""

    icon: str
    label: str
    pages: tuple[QWidget, ...]


class _EntryDelegate(QStyledItemDelegate):
    """Shows the navigation's focus as the other lists do."""

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: Index,
    ) -> None:
        option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, index)
        draw_focus_bar(painter, option)


class MainWindow(QMainWindow):
    """Shows one page at a time, and comes to the front when the browser has answered."""

    def __init__(self, workflow: Workflow, browser: Browser, notifications: Notifications) -> None:
        super().__init__()
        self._workflow = workflow
        self._browser = browser
        self._ending = False
        self._answered: str | None = None
        self.setWindowTitle(self.tr("m3ter Desktop"))
        self.setWindowIcon(QApplication.windowIcon())
        self._integrations = IntegrationsPage(INTEGRATIONS)
        self._integrations.opened.connect(self._open_integration)
        self._stripe = StripePage(workflow)
        self._stripe.went_back.connect(self.show_integrations)
        self._stripe.attention_changed.connect(self._integrations.show_attention)
        self._activity = ActivityPage(workflow)
        self._entries = (
            _Entry("integrations", self.tr("Integrations"), (self._integrations, self._stripe)),
            _Entry("activity", self.tr("Activity"), (self._activity,)),
        )
        self._pages = QStackedWidget()
        for entry in self._entries:
            for page in entry.pages:
                self._pages.addWidget(page)
        self._navigation = self._make_navigation()
        self._pages.currentChanged.connect(self._follow_page)
        banner = InfoPanel(Tone.INFO, program_texts.workspace_banner(), slim=True)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self._navigation)
        row.addWidget(self._pages, 1)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(banner)
        column.addLayout(row, 1)
        self.setCentralWidget(body)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Back), self, self.show_integrations)
        QShortcut(QKeySequence("Ctrl+Q"), self, self.close)
        self.setMinimumSize(760, 520)
        self.resize(1000, 660)
        workflow.subscribe(self._on_event)
        self._notifier = Notifier(
            workflow,
            notifications,
            self,
            has_wizard=self._stripe.has_wizard,
            is_in_sight=self._is_in_sight,
            open_credential=self.open_credential,
        )
        self._integrations.setFocus()

    def _make_navigation(self) -> QListView:
        model = QStandardItemModel(self)
        for entry in self._entries:
            item = QStandardItem(icons.icon(entry.icon), entry.label)
            item.setEditable(False)
            item.setSizeHint(QSize(0, theme.XL + theme.L))
            model.appendRow(item)
        navigation = QListView()
        navigation.setAccessibleName(self.tr("Navigation"))
        navigation.setModel(model)
        navigation.setItemDelegate(_EntryDelegate(navigation))
        CalmSelection(navigation)
        navigation.setFrameShape(QListView.Shape.NoFrame)
        navigation.setIconSize(QSize(theme.L + theme.XS, theme.L + theme.XS))
        navigation.setFixedWidth(theme.M * 11)
        navigation.setCurrentIndex(model.index(0, 0))
        navigation.clicked.connect(self._navigate)
        navigation.activated.connect(self._navigate)
        navigation.selectionModel().currentChanged.connect(self._follow_entry)
        return navigation

    def _navigate(self, entry: QModelIndex) -> None:
        self._show(self._entries[entry.row()].pages[0])

    def _follow_entry(self, entry: QModelIndex) -> None:
        """The arrow keys are on another entry: show its page, and leave the focus where it is."""
        pages = self._entries[entry.row()].pages
        if self._pages.currentWidget() not in pages:
            self._pages.setCurrentWidget(pages[0])

    def _follow_page(self) -> None:
        """A page is shown, however it was opened: its entry is the selected one."""
        shown = self._pages.currentWidget()
        row = next(row for row, entry in enumerate(self._entries) if shown in entry.pages)
        self._navigation.setCurrentIndex(self._navigation.model().index(row, 0))

    def show_integrations(self) -> None:
        """Show the Integrations page."""
        self._show(self._integrations)

    def show_stripe(self) -> StripePage:
        """Show the Stripe Integrations page and return it."""
        self._pages.setCurrentWidget(self._stripe)
        self._stripe.focus_first()
        return self._stripe

    def show_activity(self) -> None:
        """Show the Activity page."""
        self._show(self._activity)

    def _show(self, page: QWidget) -> None:
        self._pages.setCurrentWidget(page)
        page.setFocus()

    def _is_in_sight(self, credential_id: str) -> bool:
        if QApplication.activeWindow() is None:
            return False
        on_its_page = self._pages.currentWidget() is self._stripe
        return on_its_page or self._stripe.has_wizard(credential_id)

    def return_from_browser(self) -> None:
        """The person has followed the way back: show what the browser has answered for."""
        if self._stripe.wizard is None and self._answered is not None:
            self.open_credential(self._answered)
        else:
            self.bring_to_front()

    def open_credential(self, credential_id: str) -> None:
        """Come to the front and show a credential, or that it is gone."""
        self.show_stripe().select(credential_id)
        self.bring_to_front()

    def bring_to_front(self) -> None:
        """Raise and activate the window, the wizard before it, and ask for attention.

        A window manager may refuse to raise (Wayland does), so the attention is asked for always.
        """
        self._ending = False
        front: QWidget = self._stripe.wizard or self
        for window in dict.fromkeys((self, front)):
            window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
            window.show()
            window.raise_()
        front.activateWindow()
        QApplication.alert(front)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the focused button, as it does in dialogs."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(
            focused, QPushButton
        ):
            focused.click()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow():
            self._workflow.check_deadlines()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._ending = True
        self._end_if_wanted()

    def _end_if_wanted(self) -> None:
        """End the program once its window was closed, but not while a code is out."""
        if self._ending and not self._workflow.is_exchanging:
            QApplication.quit()

    def _open_integration(self, integration: Integration) -> None:
        if integration.available:
            self.show_stripe()
        elif not self._browser.open(integration.guide_url):
            self._integrations.tell_guide(integration)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, BrowserAnswered) and self._ending:
            self._end_if_wanted()
        elif isinstance(event, BrowserAnswered):
            self._answered = event.credential_id
            if self._stripe.has_wizard(event.credential_id):
                # The browser stands in front of this window now.
                self.bring_to_front()
            else:
                # The person had put it away: told, but not interrupted.
                QApplication.alert(self)
