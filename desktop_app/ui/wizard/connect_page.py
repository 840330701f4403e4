"""Stage 2: Configure and create."""

from functools import partial

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget, QWizard, QWizardPage

from desktop_app.core.account import Account
from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import Credential, Revoking
from desktop_app.core.errors import Detail
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.core.outcome import LinkToSend
from desktop_app.core.profile import Registration
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.results import when_done
from desktop_app.ui.texts import credential_texts, outcome_texts, time_texts
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.time_texts import Awaited
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import trigger_in_menu
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.flow import FlowLayout
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.paths import PathLabel
from desktop_app.ui.wizard.account_view import AccountView
from desktop_app.ui.wizard.action_row import ActionRow
from desktop_app.ui.wizard.connect_view import (
    ConnectView,
    WizardAction,
    connect_view,
    failed_rejection_view,
)
from desktop_app.ui.wizard.somebody_else_dialog import SentLink, SomebodyElseDialog
from desktop_app.ui.wizard.stage_page import fill_stage, set_stage_compact
from desktop_app.ui.wizard.stepper import Stepper
from desktop_app.ui.wizard.waiting_card import WaitingCard
from desktop_app.ui.wizard.waiting_help import WaitingHelp
from desktop_app.workflow.workspace import Workspace

translate = QCoreApplication.translate

# What few people need. *Not this account?* is in the message only if the account is in doubt: then
# the button is as plain as the other answers.
_LINKS_IN_MESSAGE = frozenset({WizardAction.SOMEBODY_ELSE})
_LINKS_BELOW = _LINKS_IN_MESSAGE | {WizardAction.NOT_THIS_ACCOUNT}
# What shows the link to send, once an approval has begun.
_LINK_TO_SEND = frozenset({WizardAction.SOMEBODY_ELSE, WizardAction.SHOW_LINK})


def approve_again_text() -> str:
    """Return the title of the page and the window when a credential is approved again."""
    return translate("Connect", "Approve again")


class ConnectPage(QWizardPage):
    """Shows the state of the approval, and what the person can do next.

    `chosen` carries the `WizardAction` whose button was pressed.
    """

    chosen = Signal(object)

    def __init__(self, workspace: Workspace, title: str, stepper: Stepper) -> None:
        super().__init__()
        # The account of a credential that was created before and is approved again.
        self._before: Account | None = None
        self._workspace = workspace
        self._state = workspace.state
        self._approval: Approval | None = None
        self._view: ConnectView | None = None
        self._creating = False
        # As the wizard was told.
        self._was_complete = False
        self._somebody_else: SomebodyElseDialog | None = None
        # Whether the person waits for the link to send, while the approval begins.
        self._is_link_awaited = False
        self._what = wrapped("", TextStyle.SECONDARY)
        self._intro = InfoPanel(Tone.INFO, self._intro_text())
        self._message = InfoPanel()
        self._message.buttons.setContentsMargins(0, theme.S, 0, 0)
        self._path = PathLabel()
        self._path.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self._message.add_below_heading(self._path)
        self._copy_details = CopyDetails(link=True)
        self._account = AccountView()
        self._waiting = WaitingCard()
        self._help = WaitingHelp()
        self._below = FlowLayout()
        self._answers = ActionRow(
            self._message.buttons, _LINKS_IN_MESSAGE, self, details=self._copy_details
        )
        self._others = ActionRow(self._below, _LINKS_BELOW, self, after=self._help.toggle)
        self._rows = (self._answers, self._others)
        for row in self._rows:
            row.chosen.connect(self._on_action)
        self._lay_out(title, stepper)
        self._ticker = Ticker(self)
        self._ticker.ticked.connect(self._show_time)
        self.show_approval(None)

    def _lay_out(self, title: str, stepper: Stepper) -> None:
        self._stepper = stepper
        self._title = TextLabel(title, TextStyle.TITLE)
        content = QWidget()
        self._column = column = QVBoxLayout(content)
        column.setSpacing(theme.M)
        head = QVBoxLayout()
        head.setSpacing(theme.XS)
        head.addWidget(self._title)
        head.addWidget(self._what)
        column.addLayout(head)
        column.addWidget(TextLabel(self.tr("Stripe Connection"), TextStyle.SECTION))
        below = QHBoxLayout()
        below.setSpacing(theme.S)
        below.addLayout(self._below, 1)
        below.addWidget(self._help.toggle)
        for widget in (self._intro, self._message, self._waiting, self._account):
            column.addWidget(widget)
        column.addLayout(below)
        column.addWidget(self._help)
        column.addStretch(1)
        self._area = fill_stage(self, stepper, content)
        self._help.unfolded.connect(lambda: self._area.ensureWidgetVisible(self._help))

    # -- called by the wizard -----------------------------------------------------------------

    def show_name_and_system(self, text: str) -> None:
        """Show the name and the system of the credential that is being created."""
        self._what.setText(text)

    def show_reauthorization(self, before: Account) -> None:
        """Use the words for a credential that was created before, for the account `before`.

        Such a credential is not removed when its time runs out. It has no stages: its name and its
        system are known.
        """
        self._before = before
        self._stepper.hide()
        self._waiting.name_account(before)
        self._title.setText(approve_again_text())
        self._intro.show_message(Tone.INFO, "", self._intro_text())

    def set_compact(self, compact: bool) -> None:
        """Save height: put all closer together, and leave out a title that the stepper says too."""
        self._title.setVisible(not compact or self._before is not None)
        self._column.setSpacing(theme.S if compact else theme.M)
        self._column.setContentsMargins(0, 0, 0, 0 if compact else theme.XS)
        self._waiting.set_compact(compact)
        set_stage_compact(self, compact)

    def _intro_text(self) -> str:
        first = self.tr(
            "You will give your authentication details on the Stripe website, in your browser."
        )
        if self._before is not None:
            then = self.tr(
                "If you do not approve within {limit}, the credential stays unusable, and you"
                " can try again."
            )
        else:
            then = self.tr(
                "If you do not approve access within {limit}, the credential is removed, and you"
                " start again."
            )
        limit = time_texts.limit_text(self._state.approval_ttl)
        return sentences(first, fill(then, limit=limit))

    def show_creating(self, creating: bool) -> None:
        """Turn *Create credential* off while the credential is being created."""
        self._creating = creating
        self._tell_completeness()

    def _tell_completeness(self) -> None:
        self._was_complete = self.isComplete()
        self.completeChanged.emit()

    def show_message(self, message: Message, detail: Detail | None = None) -> None:
        """Show a result or a problem. `detail` is what *Copy details* copies for a support team."""
        self._message.show_message(message.tone, message.title, message.text)
        self._path.setText(message.path)
        self._path.setVisible(bool(message.path))
        has_contact = self._view is None or WizardAction.CONTACT_SUPPORT not in self._view.answers
        self._copy_details.show_detail(detail, contact=has_contact)
        self._message.show()

    def show_failed_rejection(self, message: Message, detail: Detail | None) -> None:
        """Show why the account could not be rejected, and offer to try again."""
        if self._view is not None:
            self._show_view(failed_rejection_view(self._view, message), detail)
            # It was at *Create credential*, which is not what the person wants.
            self.focus_first_action()
            announce(self, self._result_words())

    def isComplete(self) -> bool:
        if self._approval is None or self._approval.phase is not Phase.APPROVED:
            return False
        credential = self._workspace.state.credential(self._approval.credential_id)
        # Not while it is unknown whether access was revoked.
        is_whole = credential is not None and credential.revoking is Revoking.NO
        return is_whole and not self._creating

    def cleanupPage(self) -> None:
        """Change nothing when the person goes back to Stage 1."""

    def focus_first_action(self) -> None:
        """Give the focus to the first action, if there is one."""
        row = self._answers if self._view is not None and self._view.answers else self._others
        row.focus_first()

    # -- showing ------------------------------------------------------------------------------

    def show_approval(self, approval: Approval | None) -> None:
        """Show the state of the approval; None before *Go to Stripe*."""
        # The window's focus widget is known even while the window is not active.
        holder = self.window().focusWidget()
        focused = next(filter(None, (row.action_of(holder) for row in self._rows)), None)
        self._approval = approval
        if approval is None or approval.phase is not Phase.APPROVED:
            self._creating = False
        self._update_somebody_else(approval)
        if approval is None or approval.phase is not Phase.WAITING:
            # Each link belongs to one attempt.
            self._help.show_link("")
        detail = None if approval is None else outcome_texts.outcome_detail(approval.outcome)
        before, view = self._view, connect_view(approval, self._before)
        self._show_view(view, detail)
        if self.isComplete() is not self._was_complete:
            # QWizard hides the page for a moment: a `SettledButton` would wait again.
            self._tell_completeness()
        is_focused = any(row.focus(focused) for row in self._rows)
        if not is_focused and not _can_have_focus(holder):
            self._focus_anew()
        if self.isVisible() and view != before:
            # The buttons have their places once the page is laid out again.
            QTimer.singleShot(0, self, self._bring_focus_into_sight)
            announce(self, view.busy or self._result_words() or self._waiting.words())
        if self._is_link_awaited and self._link_to_send():
            self._is_link_awaited = False
            self._ask_somebody_else()

    def _show_view(self, view: ConnectView, detail: Detail | None) -> None:
        before, self._view = self._view, view
        self._intro.setVisible(view.intro)
        self._message.setVisible(view.message is not None)
        if view.message is not None:
            self.show_message(view.message, detail)
        else:
            self._copy_details.show_detail(None)
        self.show_account()
        self._waiting.show_parts(
            time=view.awaited is not None,
            busy=view.busy,
            busy_note=view.busy_note,
            steps=view.steps,
        )
        self._show_time()
        self._ticker.set_running(view.awaited is not None)
        self._help.offer(view.help, self._registration())
        if view != before:
            self._answers.show_actions(view.answers, primary=view.primary)
            self._others.show_actions(view.others, primary=view.primary and not view.answers)
            self._help.follow_toggle()

    def _focus_anew(self) -> None:
        """Give the focus to what comes next, since the widget that had the focus is gone."""
        wizard = self.wizard()
        if self.isComplete() and wizard is not None:
            wizard.button(QWizard.WizardButton.FinishButton).setFocus()
        elif not self._waiting.focus_busy():
            # At the bar, no key presses a button that the person did not choose.
            self.focus_first_action()

    def _bring_focus_into_sight(self) -> None:
        focused = self.window().focusWidget()
        if focused in self._area.findChildren(QWidget):
            self._area.ensureWidgetVisible(focused)

    def _result_words(self) -> str:
        return "" if self._message.isHidden() else self._message.text()

    def show_account(self) -> None:
        """Show the account that approved, and the other credentials that use it."""
        approval = self._approval
        credential = None
        if approval is not None and approval.phase in (Phase.APPROVED, Phase.REJECTING):
            credential = self._credential(approval)
        if credential is None:
            self._account.show_account(None)
            return
        others = self._state.sharing_account(credential)
        names = [credential_texts.affected_name(other) for other in others]
        self._account.show_account(credential.account, names)

    def _show_time(self) -> None:
        approval, view = self._approval, self._view
        if approval is None or view is None or view.awaited is None:
            return
        credential = self._credential(approval)
        if credential is None or credential.deadline is None:
            return
        left, limit = self._workspace.time_left(credential), credential.deadline.ttl
        asked = approval.incident
        if view.awaited is Awaited.EARLY_ANSWER and isinstance(asked, UnconfirmedApproval):
            left = asked.deadline.time_left(self._workspace.clock.now())
            limit = asked.time_to_answer
        self._waiting.show_time(left, limit, view.awaited, is_kept=credential.was_created)

    # -- doing --------------------------------------------------------------------------------

    def _on_action(self, action: WizardAction) -> None:
        if action is WizardAction.COPY_LINK and self._approval is not None:
            link = self._workspace.commands.make_link(self._approval.credential_id)
            # If no link could be made, the approval says why.
            when_done(self, link, self._copy_link, lambda _: None)
        elif action in _LINK_TO_SEND and self._is_begun():
            self._ask_somebody_else()
        elif action is WizardAction.CONTACT_SUPPORT:
            trigger_in_menu(self, SUPPORT_PORTAL)
        else:
            self._is_link_awaited |= action is WizardAction.SOMEBODY_ELSE
            self.chosen.emit(action)

    def _is_begun(self) -> bool:
        return self._approval is not None and self._approval.phase is not Phase.OVER

    def _link_to_send(self) -> str:
        """Return the link of an approval that began with the link to send; empty for others."""
        outcome = None if self._approval is None else self._approval.outcome
        return outcome.link if isinstance(outcome, LinkToSend) else ""

    def _ask_somebody_else(self) -> None:
        """Show the link to send. It is made once for as long as the approval waits."""
        if self._somebody_else is not None:
            self._somebody_else.open()
        elif link := self._link_to_send():
            self._show_link_to_send(link)
        elif self._approval is not None:
            made = self._workspace.commands.make_link_to_send(self._approval.credential_id)
            # If no link could be made, the approval says why.
            when_done(self, made, self._show_link_to_send, lambda _: None)

    def _show_link_to_send(self, link: str | None) -> None:
        credential = None if self._approval is None else self._credential(self._approval)
        if link is None or credential is None or self._somebody_else is not None:
            return
        time_left = partial(self._workspace.time_left, credential)
        end = self._workspace.clock.now().utc + time_left()
        sent = SentLink(link, self._what.text(), end, time_left)
        use = partial(self._workspace.commands.use_pasted_response, credential.id)
        self._somebody_else = SomebodyElseDialog(sent, self._registration(), use, self)
        self._somebody_else.open()

    def _update_somebody_else(self, approval: Approval | None) -> None:
        """End the dialog when the approval does not wait any more; hide it before a question."""
        dialog = self._somebody_else
        if dialog is None:
            return
        if approval is None or approval.phase not in (Phase.WAITING, Phase.PREPARING):
            self._somebody_else = None
            dialog.end()
        elif isinstance(approval.incident, UnconfirmedApproval):
            dialog.reject()

    def _credential(self, approval: Approval) -> Credential | None:
        return self._state.credential(approval.credential_id)

    def _registration(self) -> Registration | None:
        """Return the registration that the approval is for, None in Practice."""
        profile, approval = self._workspace.profile, self._approval
        if profile is None or approval is None or approval.system not in profile.systems:
            return None
        return profile.registration(approval.system)

    def _copy_link(self, link: str | None) -> None:
        if link is not None:
            QGuiApplication.clipboard().setText(link)
            self._help.show_link(link)
            for row in self._rows:
                row.say_copied()
            announce(self, self._help.copied_text())


def _can_have_focus(widget: QWidget | None) -> bool:
    return widget is not None and widget.isVisible() and widget.isEnabled()
