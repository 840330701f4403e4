"""Stage 2: Configure and create."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
    QWizardPage,
)

from desktop_app.core.approval import Approval, Phase
from desktop_app.core.errors import Detail
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.core.profile import Registration
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.results import when_done
from desktop_app.ui.texts import (
    connection_texts,
    credential_texts,
    incident_texts,
    outcome_texts,
    time_texts,
)
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import LinkButton, PrimaryButton
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.scrolling import fill_scrolling
from desktop_app.ui.widgets.settled_button import SettledButton
from desktop_app.ui.wizard.connect_view import ConnectView, WizardAction, connect_view
from desktop_app.ui.wizard.stripe_errors_dialog import StripeErrorsDialog
from desktop_app.ui.wizard.time_left import TimeLeft
from desktop_app.workflow.workspace import Workspace

# What confirms an answer that may be somebody else's.
_CONFIRMING = frozenset({WizardAction.CONFIRM, WizardAction.STOP_WAITING})


class ConnectPage(QWizardPage):
    """Shows the state of the approval, and what the person can do next.

    `chosen` carries the `WizardAction` whose button was pressed.
    """

    chosen = Signal(object)

    def __init__(self, workspace: Workspace, title: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._state = workspace.state
        self._approval: Approval | None = None
        self._view: ConnectView | None = None
        self._creating = False
        self._what = wrapped("", TextStyle.SECONDARY)
        self._intro = InfoPanel(Tone.INFO, self._intro_text(again=False))
        self._message = InfoPanel()
        self._copy_details = CopyDetails()
        self._message.buttons.addWidget(self._copy_details)
        self._already = InfoPanel()
        self._account = wrapped()
        self._busy_text = wrapped()
        self._busy = QProgressBar()
        self._busy.setRange(0, 0)
        self._busy.setTextVisible(False)
        self._busy.setFixedHeight(theme.S)
        self._busy.setAccessibleName(self.tr("Working"))
        self._time = TimeLeft()
        self._link = QLineEdit()
        self._link.setReadOnly(True)
        self._link.setAccessibleName(self.tr("Link to Stripe's approval page"))
        self._hint = wrapped(
            self.tr(
                "After approving, choose Return to m3ter in the browser. If no browser opened,"
                " choose Copy link, and open the link in a browser on this computer. If the page"
                " was closed or shows an error, choose Open again."
            ),
            TextStyle.SECONDARY,
        )
        self._errors = LinkButton(self.tr("What does Stripe's error mean?"))
        self._errors.setAutoDefault(False)
        self._errors.clicked.connect(self._explain_errors)
        self._copied = wrapped(
            self.tr(
                "The link was copied. Paste it into the address bar of one browser on this"
                " computer."
            ),
            TextStyle.SECONDARY,
        )
        self._actions = QHBoxLayout()
        self._actions.setSpacing(theme.S)
        self._buttons: dict[WizardAction, QPushButton] = {}
        self._lay_out(title)
        self._ticker = Ticker(self)
        self._ticker.ticked.connect(self._show_time)
        self.show_approval(None)

    def _lay_out(self, title: str) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(TextLabel(title, TextStyle.TITLE))
        column.addWidget(self._what)
        column.addSpacing(theme.XS)
        column.addWidget(TextLabel(self.tr("Stripe Connection"), TextStyle.SECTION))
        for widget in (
            self._intro,
            self._message,
            self._already,
            self._account,
            self._busy_text,
            self._busy,
            self._time,
        ):
            column.addWidget(widget)
        column.addLayout(self._actions)
        column.addWidget(self._link)
        column.addWidget(self._copied)
        column.addWidget(self._hint)
        column.addWidget(self._errors)
        column.addStretch(1)
        fill_scrolling(self, content)

    # -- called by the wizard -----------------------------------------------------------------

    def show_name_and_system(self, text: str) -> None:
        """Show the name and the system of the credential that is being created."""
        self._what.setText(text)

    def show_reauthorization(self) -> None:
        """Word the introduction for a credential that was created before.

        Such a credential is not removed when its time runs out.
        """
        self._intro.show_message(Tone.INFO, "", self._intro_text(again=True))

    def _intro_text(self, *, again: bool) -> str:
        first = self.tr(
            "You will give your authentication details on the Stripe website, in your browser."
            " An administrator of the Stripe account must approve access for m3ter."
        )
        if again:
            then = self.tr(
                "Access must be approved within {limit} of choosing Go to Stripe. After that, the"
                " credential stays as it is now."
            )
        else:
            then = self.tr(
                "Access must be approved within {limit} of choosing Go to Stripe. After that, the"
                " credential is removed and you start again."
            )
        limit = time_texts.limit_text(self._state.approval_ttl)
        return sentences(first, fill(then, limit=limit))

    def show_creating(self, creating: bool) -> None:
        """Turn *Create credential* off while the credential is being created."""
        self._creating = creating
        self.completeChanged.emit()

    def show_message(self, message: Message, detail: Detail | None = None) -> None:
        """Show a result or a problem. `detail` is what *Copy details* copies for a support team."""
        self._message.show_message(message.tone, message.title, message.text)
        self._copy_details.show_detail(detail)
        self._message.show()

    def isComplete(self) -> bool:
        return (
            self._approval is not None
            and self._approval.phase is Phase.APPROVED
            and not self._creating
        )

    def cleanupPage(self) -> None:
        """Change nothing when the person goes back to Stage 1."""

    # -- showing ------------------------------------------------------------------------------

    def show_approval(self, approval: Approval | None) -> None:
        """Show the state of the approval; None before *Go to Stripe*."""
        was_complete = self.isComplete()
        self._approval = approval
        before, view = self._view, connect_view(approval)
        self._view = view
        self._intro.setVisible(view.intro)
        self._message.setVisible(view.message is not None)
        if view.message is not None and approval is not None:
            self.show_message(view.message, outcome_texts.outcome_detail(approval.outcome))
        self.show_account()
        self._busy_text.setText(view.busy)
        self._busy_text.setVisible(bool(view.busy))
        self._busy.setVisible(bool(view.busy))
        self._time.setVisible(view.waiting)
        self._show_time()
        self._ticker.set_running(view.waiting)
        if approval is None or approval.phase is not Phase.WAITING:
            # Each link belongs to one attempt.
            self._show_link("")
        self._hint.setVisible(view.hint)
        self._errors.setVisible(view.hint and self._registration() is not None)
        if view != before:
            self._show_actions(view)
        if self.isComplete() is not was_complete:
            # QWizard hides the page for a moment: a `SettledButton` would wait again.
            self.completeChanged.emit()
        if self.isVisible() and view != before:
            announce(
                self, view.busy or (self._message.text() if view.message else self._time.words())
            )

    def show_account(self) -> None:
        """Show the account that approved, and the other credentials that use it."""
        approval = self._approval
        credential = None
        if approval is not None and approval.phase is Phase.APPROVED:
            credential = self._state.credential(approval.credential_id)
        account = None if credential is None else credential.account
        others = () if credential is None else self._state.sharing_account(credential)
        self._account.setVisible(account is not None)
        if account is not None:
            self._account.setText(connection_texts.account_facts_text(account))
        self._already.setVisible(bool(others))
        if others:
            names = [credential_texts.affected_name(other) for other in others]
            self._already.show_message(
                Tone.INFO, "", connection_texts.already_connected_text(names)
            )

    def _show_time(self) -> None:
        approval = self._approval
        if approval is None or approval.deadline is None:
            return
        credential = self._state.credential(approval.credential_id)
        if credential is not None:
            left = self._workspace.time_left(credential)
            # While the person is asked, nothing is expected of the browser.
            is_asked = isinstance(approval.incident, UnconfirmedApproval)
            waiting = approval.phase is Phase.WAITING and not is_asked
            self._time.show_time(left, waiting=waiting)

    def _show_actions(self, view: ConnectView) -> None:
        # The window's focus widget is known even while the window is not active.
        holder = self.window().focusWidget()
        focused = next((action for action, b in self._buttons.items() if b is holder), None)
        while (item := self._actions.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
        before: QWidget | None = None
        for place, action in enumerate(view.actions):
            button = self._button(action, primary=view.primary and place == 0)
            self._actions.addWidget(button)
            button.show()
            if before is not None:
                self.setTabOrder(before, button)
            before = button
        if before is not None:
            self.setTabOrder(before, self._link)
        self._actions.addStretch(1)
        if focused in view.actions:
            # An event from outside must not move the focus to another action.
            self._buttons[focused].setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.focus_first_action()

    def focus_first_action(self) -> None:
        """Give the focus to the first action, if there is one."""
        if self._view is not None and self._view.actions:
            self._buttons[self._view.actions[0]].setFocus(Qt.FocusReason.OtherFocusReason)

    def _button(self, action: WizardAction, *, primary: bool) -> QPushButton:
        known = self._buttons.get(action)
        if known is not None and isinstance(known, PrimaryButton) is primary:
            return known
        if known is not None:
            known.deleteLater()
        button = _make_button(action, self._action_text(action), primary=primary)
        button.clicked.connect(lambda: self._on_action(action))
        self._buttons[action] = button
        return button

    def _action_text(self, action: WizardAction) -> str:
        return {
            WizardAction.GO: self.tr("Go to Stripe"),
            WizardAction.OPEN_AGAIN: self.tr("Open again"),
            WizardAction.STOP_WAITING: self.tr("Stop waiting"),
            WizardAction.CONFIRM: incident_texts.yes_label(),
            WizardAction.REJECT: incident_texts.no_label(),
            WizardAction.COPY_LINK: self.tr("Copy link"),
            WizardAction.UNLOCK: self.tr("Unlock keychain"),
            WizardAction.TRY_AGAIN: self.tr("Try again"),
            WizardAction.SESSION_ONLY: self.tr("Keep for this session only"),
            WizardAction.TRY_KEYCHAIN: self.tr("Try the keychain again"),
            WizardAction.START_AGAIN: self.tr("Start again"),
            WizardAction.REMOVE: self.tr("Remove and start again"),
        }[action]

    def _on_action(self, action: WizardAction) -> None:
        if action is WizardAction.COPY_LINK and self._approval is not None:
            link = self._workspace.commands.make_link(self._approval.credential_id)
            # If no link could be made, the approval says why.
            when_done(self, link, self._copy_link, lambda _: None)
        else:
            self.chosen.emit(action)

    def _registration(self) -> Registration | None:
        """Return the registration that the approval is for, None in Practice."""
        profile, approval = self._workspace.profile, self._approval
        if profile is None or approval is None or approval.system not in profile.systems:
            return None
        return profile.registration(approval.system)

    def _explain_errors(self) -> None:
        registration = self._registration()
        if registration is not None:
            dialog = StripeErrorsDialog(registration, self)
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            dialog.open()

    def _copy_link(self, link: str | None) -> None:
        if link is not None:
            QGuiApplication.clipboard().setText(link)
            self._show_link(link)
            announce(self, self._copied.text())

    def _show_link(self, link: str) -> None:
        self._link.setText(link)
        self._link.setCursorPosition(0)
        self._link.setVisible(bool(link))
        self._copied.setVisible(bool(link))


def _make_button(action: WizardAction, text: str, *, primary: bool) -> QPushButton:
    if action in _CONFIRMING:
        return SettledButton(text)
    return PrimaryButton(text) if primary else QPushButton(text)
