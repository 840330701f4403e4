"""The notices as panels, one below the other.

Knows how a notice is drawn, and which command each button sends. Must not know why a notice is
shown, nor where on the page.
"""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.inputs import Dismissed
from desktop_app.ui.notices.log import Action, Button, Notice
from desktop_app.ui.texts import incident_texts
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.widgets.buttons import LOG_FOLDER, CopyAddress, LinkButton, trigger_in_menu
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.settled_button import SettledButton
from desktop_app.workflow.commands import Commands

translate = QCoreApplication.translate

# What cannot be taken back, such as an answer that may be somebody else's.
_SETTLED = frozenset(
    {
        Action.CONFIRM_APPROVAL,
        Action.CONFIRM_SENT,
        Action.STOP_WAITING,
        Action.APPROVED_IT,
        Action.RETRY_REVOCATION,
        Action.REVOKE_GRANT,
        Action.CLEAR_GRANT,
    }
)


class NoticePanel(InfoPanel):
    """One notice, on what is behind it. `show_place` says where it is among the others."""

    def __init__(self, notice: Notice) -> None:
        super().__init__()
        self._is_first = True
        message = notice.message
        self.show_message(message.tone, message.title, message.text)

    def show_place(self, *, is_first: bool, is_only_one: bool) -> None:
        """Draw a line above the notice unless it `is_first`.

        The line above the notices has the icon and the heading of the only one.
        """
        self._is_first = is_first
        self.show_head(shown=not is_only_one)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._is_first:
            line = QRect(0, 0, self.width(), 1)
            QPainter(self).fillRect(line, theme.colors(self.palette()).hairline)


class NoticeColumn(QWidget):
    """Shows notices as panels.

    `resume_requested` carries the id of the credential to resume. `start_again_requested` carries
    the `Credential` that timed out, whose name and system begin another one. `delete_requested`
    carries the id of a credential to delete, and whose access to revoke.
    """

    resume_requested = Signal(str)
    delete_requested = Signal(str)
    start_again_requested = Signal(object)

    def __init__(self, commands: Commands, feed: NoticeFeed) -> None:
        super().__init__()
        self._commands = commands
        self._feed = feed
        self._shown: list[tuple[Notice, NoticePanel]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addStretch(1)

    def show_notices(self, notices: Sequence[Notice]) -> None:
        """Show these notices. The panel of a notice that has not changed is kept."""
        kept: dict[str, NoticePanel] = {}
        for notice, panel in self._shown:
            if notice in notices:
                kept[notice.about] = panel
            else:
                self._take_away(panel)
        self._shown = [
            (notice, kept[notice.about] if notice.about in kept else self._make_panel(notice))
            for notice in notices
        ]
        for position, (_, panel) in enumerate(self._shown):
            panel.show_place(is_first=position == 0, is_only_one=len(notices) == 1)
            if self._column.indexOf(panel) != position:
                self._column.insertWidget(position, panel)
                panel.show()

    def buttons(self) -> list[QPushButton]:
        """Return the buttons in their order on the screen; *Dismiss* is the last of each notice."""
        return [button for _, panel in self._shown for button in panel.findChildren(QPushButton)]

    def _make_panel(self, notice: Notice) -> NoticePanel:
        panel = NoticePanel(notice)
        doing = [button for button in notice.buttons if button.action is not Action.DISMISS]
        leaving = [button for button in notice.buttons if button.action is Action.DISMISS]
        # Links follow the buttons.
        widgets: list[QWidget] = [self.make_button(button) for button in doing]
        widgets.append(CopyDetails(notice.detail))
        widgets.extend(self.make_button(button) for button in leaving)
        for widget in widgets:
            panel.buttons.addWidget(widget)
        return panel

    def make_button(self, button: Button) -> QPushButton:
        """Return a new widget that does what a button of a notice does."""
        if button.action is Action.COPY_ADDRESS:
            return CopyAddress(button.target)
        label = _label(button.action)
        widget = _make_widget(button.action, label)
        if button.what:
            name = fill(self.tr("{action}: {what}"), action=label, what=button.what)
            widget.setAccessibleName(without_isolates(name))
        widget.clicked.connect(lambda: self._do(button))
        return widget

    def _do(self, button: Button) -> None:
        match button.action:
            case Action.RESUME | Action.APPROVE_AGAIN:
                self.resume_requested.emit(button.target)
            case Action.START_AGAIN:
                (gone,) = self._feed.log.timed_out
                self.start_again_requested.emit(gone)
            case Action.STOP_WAITING:
                self._commands.stop_waiting(button.target)
            case Action.CONFIRM_APPROVAL | Action.CONFIRM_SENT:
                # The wizard shows how it goes on, and what is left to do.
                self.resume_requested.emit(button.target)
                self._commands.confirm_approval(button.target)
            case Action.REJECT_APPROVAL:
                self._commands.reject_approval(button.target)
            case Action.RETRY_REVOCATION:
                self._commands.retry_revocation(button.target)
            case Action.CANCEL_REVOCATION:
                self._commands.cancel_revocation(button.target)
            case Action.REVOKE_GRANT:
                self._commands.revoke_grant(button.target)
            case Action.CLEAR_GRANT:
                self._commands.clear_unsettled_grant(button.target)
            case Action.OPEN_IN_STRIPE:
                self._commands.open_in_stripe(button.target)
            case Action.OPEN_DATA_FOLDER:
                trigger_in_menu(self, LOG_FOLDER)
            case Action.COPY_ADDRESS:
                pass  # The button itself copies.
            case Action.DELETE:
                self.delete_requested.emit(button.target)
            case Action.KEEP_WAITING | Action.APPROVED_IT | Action.DISMISS:
                self._feed.handle(Dismissed(button.target))

    def _take_away(self, panel: NoticePanel) -> None:
        panel.hide()
        self._column.removeWidget(panel)
        panel.deleteLater()


def _make_widget(action: Action, label: str) -> QPushButton:
    if action is Action.DISMISS:
        return LinkButton(label)
    return SettledButton(label) if action in _SETTLED else QPushButton(label)


def _label(action: Action) -> str:
    match action:
        case Action.RESUME:
            return translate("Notices", "Resume")
        case Action.APPROVE_AGAIN:
            return translate("Notices", "Approve again")
        case Action.START_AGAIN:
            return translate("Notices", "Start again")
        case Action.STOP_WAITING:
            return incident_texts.stop_waiting_label()
        case Action.KEEP_WAITING:
            return incident_texts.keep_waiting_label()
        case Action.APPROVED_IT:
            return incident_texts.yes_label()
        case Action.DELETE:
            return translate("Notices", "No, delete…")
        case Action.CONFIRM_APPROVAL:
            return incident_texts.yes_label()
        case Action.CONFIRM_SENT:
            return incident_texts.yes_sent_label()
        case Action.REJECT_APPROVAL:
            return incident_texts.no_label()
        case Action.RETRY_REVOCATION:
            return translate("Notices", "Try again")
        case Action.CANCEL_REVOCATION:
            return translate("Notices", "Keep the credential")
        case Action.REVOKE_GRANT:
            return translate("Notices", "Revoke access")
        case Action.CLEAR_GRANT:
            return translate("Notices", "Clear this notice")
        case Action.OPEN_IN_STRIPE:
            return translate("Notices", "Open in Stripe")
        case Action.COPY_ADDRESS:
            return translate("Notices", "Copy address")
        case Action.OPEN_DATA_FOLDER:
            return translate("Notices", "Open data folder")
        case Action.DISMISS:
            return translate("Notices", "Dismiss")
