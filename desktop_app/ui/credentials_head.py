"""What stands above the list of credentials: how many there are, and what is done with all."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.texts import credential_texts, time_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import ActionButton, PrimaryButton
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.panel_tabs import PanelHead, PanelTabs
from desktop_app.workflow.workspace import Workspace


class CredentialsHead(QWidget):
    """Shows a heading, numbers, and two buttons.

    `configure_requested` asks for the create wizard. `tabs` are the headings of this panel and the
    other one. `check_all` is the action of the other button.
    `feed` knows which credentials need attention.
    """

    configure_requested = Signal()

    def __init__(
        self, workspace: Workspace, feed: NoticeFeed, tabs: PanelTabs, check_all: QAction
    ) -> None:
        super().__init__()
        self._state = workspace.state
        self._feed = feed
        self._clock = workspace.clock
        self._summary = _Summary()
        self._configure = PrimaryButton(self.tr("Configure new credentials"))
        self._configure.clicked.connect(self.configure_requested)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(PanelHead(tabs, self._summary, ActionButton(check_all), self._configure))

    def show_numbers(self) -> None:
        """Show how many credentials there are, when they were checked, if there are any."""
        credentials = self._state.credentials
        now = self._clock.now().utc
        connected = [each for each in credentials if each.account]
        checked = [each.checked for each in connected]
        failed = [self._state.failed_check(each.id) is not None for each in connected]
        self._summary.show_parts(
            credential_texts.summary_text(credentials, self._feed.needs_attention),
            # "Just now" would be taken for the time of a check that failed.
            time_texts.oldest_check_text(checked, now, by_clock=any(failed), failed=all(failed)),
        )
        # Without credentials, the empty list has the button.
        self._summary.setVisible(bool(credentials))
        self._configure.setVisible(bool(credentials))


class _Summary(ElidedLabel):
    """The numbers, and when accounts were checked. Where that has no room, it is left out."""

    def __init__(self) -> None:
        self._numbers = ""
        super().__init__(TextStyle.SECONDARY, Qt.TextElideMode.ElideRight)

    def show_parts(self, numbers: str, checked: str) -> None:
        """Show both parts; each may be empty."""
        self._numbers = numbers
        self.setText(" · ".join(part for part in (numbers, checked) if part))

    def shown_words(self) -> str:
        has_room = self.fontMetrics().horizontalAdvance(self.text()) <= self.width()
        return self.text() if has_room or not self._numbers else self.elided(self._numbers)
