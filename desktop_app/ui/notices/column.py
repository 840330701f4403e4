"""The column of notices above the list of credentials.

Knows how a notice is drawn, and which command each button sends. Must not know why a notice is
shown.
"""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.inputs import Dismissed
from desktop_app.ui.notices.log import Action, Button, Notice
from desktop_app.ui.texts import incident_texts
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.scrolling import WordsArea
from desktop_app.ui.widgets.settled_button import SettledButton
from desktop_app.workflow.commands import Commands

translate = QCoreApplication.translate

# What confirms an answer that may be somebody else's.
_CONFIRMING = frozenset({Action.CONFIRM_APPROVAL, Action.STOP_WAITING})


class Notices(WordsArea):
    """Shows the notices of `feed` in a column that scrolls.

    `resume_requested` carries the id of the credential to resume.
    """

    resume_requested = Signal(str)

    def __init__(self, commands: Commands, feed: NoticeFeed) -> None:
        column = QWidget()
        super().__init__(column, least_lines=4)
        self.setFrameShape(WordsArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Notices"))
        self._commands = commands
        self._feed = feed
        self._shown: dict[str, tuple[Notice, InfoPanel]] = {}
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.S)
        feed.changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        """Show the current notices. The panel of a notice that has not changed is kept."""
        notices = self._feed.notices
        before, self._shown = self._shown, {}
        for notice, panel in before.values():
            if notice in notices:
                self._shown[notice.about] = (notice, panel)
            else:
                self._take_away(panel)
        for position, notice in enumerate(notices):
            if notice.about not in self._shown:
                self._shown[notice.about] = (notice, self._make_panel(notice))
            _, panel = self._shown[notice.about]
            if self._column.indexOf(panel) != position:
                self._column.insertWidget(position, panel)
                panel.show()
        self.setVisible(bool(notices))

    def _make_panel(self, notice: Notice) -> InfoPanel:
        message = notice.message
        panel = InfoPanel()
        panel.show_message(message.tone, message.title, message.text)
        panel.buttons.addWidget(CopyDetails(notice.detail))
        for button in notice.buttons:
            panel.buttons.addWidget(self._make_button(button))
        return panel

    def _make_button(self, button: Button) -> QPushButton:
        label = _label(button.action)
        widget = SettledButton(label) if button.action in _CONFIRMING else QPushButton(label)
        if button.what:
            name = fill(self.tr("{action}: {what}"), action=label, what=button.what)
            widget.setAccessibleName(without_isolates(name))
        widget.clicked.connect(lambda: self._do(button))
        return widget

    def _do(self, button: Button) -> None:
        match button.action:
            case Action.RESUME:
                self.resume_requested.emit(button.target)
            case Action.STOP_WAITING:
                self._commands.stop_waiting(button.target)
            case Action.CONFIRM_APPROVAL:
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
            case Action.DISMISS:
                self._feed.handle(Dismissed(button.target))

    def _take_away(self, panel: InfoPanel) -> None:
        panel.hide()
        self._column.removeWidget(panel)
        panel.deleteLater()


def _label(action: Action) -> str:
    match action:
        case Action.RESUME:
            return translate("Notices", "Resume")
        case Action.STOP_WAITING:
            return translate("Notices", "Stop waiting")
        case Action.CONFIRM_APPROVAL:
            return incident_texts.yes_label()
        case Action.REJECT_APPROVAL:
            return incident_texts.no_label()
        case Action.RETRY_REVOCATION:
            return translate("Notices", "Try again")
        case Action.CANCEL_REVOCATION:
            return translate("Notices", "Keep it")
        case Action.REVOKE_GRANT:
            return translate("Notices", "Revoke access")
        case Action.CLEAR_GRANT:
            return translate("Notices", "Clear")
        case Action.OPEN_IN_STRIPE:
            return translate("Notices", "Open in Stripe")
        case Action.DISMISS:
            return translate("Notices", "Dismiss")
