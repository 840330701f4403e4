"""The details of the selected credential, with what can be done with it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.credential import Credential, Status
from desktop_app.core.errors import KeychainError, ServiceError
from desktop_app.core.incident import UnconfirmedApproval
from desktop_app.ui import theme
from desktop_app.ui.credential_actions import CredentialActions
from desktop_app.ui.credential_facts import CredentialFacts
from desktop_app.ui.notices.log import Notice
from desktop_app.ui.texts import credential_texts, error_texts, status_texts
from desktop_app.ui.texts.filling import sentences, without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import ActionButton, without_mnemonic
from desktop_app.ui.widgets.chips import Chip, ChipLabel
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.details_pane import DetailsPane
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import Hairline, InfoPanel
from desktop_app.ui.widgets.settled_button import SettledButton
from desktop_app.ui.widgets.toast import keep_clear_of_toasts

# The statuses that come from the account, whose page at Stripe says more.
_OF_THE_ACCOUNT = frozenset(
    {Status.PAYMENTS_PAUSED, Status.PAYOUTS_PAUSED, Status.NEEDS_INFORMATION}
)

# More names of selected credentials would not be read.
_MOST_NAMES = 12


class _WhatNow(InfoPanel):
    """What a person can do with a credential that was just created."""

    def __init__(self, copy_id: QAction, another: QAction, *, is_practice: bool) -> None:
        super().__init__(Tone.SUCCESS, icon=False)
        if is_practice:
            text = self.tr(
                "This credential is for practice: the m3ter Console does not know it. In your"
                " organization’s workspace, you select the credential in the m3ter Console by its"
                " name or ID."
            )
        else:
            text = self.tr(
                "In the m3ter Console, select the credential by its name or ID in the"
                " configuration of your Stripe integration."
            )
        self.show_message(Tone.SUCCESS, self.tr("The credential was created"), text)
        for action in (copy_id, another):
            self.buttons.addWidget(ActionButton(action))
        self.make_dismissible()


def _tells_what_is_wrong(message: Message) -> bool:
    """Return whether the message about a status is as grave as a notice that needs a person."""
    return message.tone in (Tone.PROBLEM, Tone.WARNING)


class CredentialPane(DetailsPane):
    """Shows one credential, or which ones are selected. No value can be edited, as in m3ter.

    `dismissed` is emitted when the person has hidden *What now*, which offers `another`, the action
    that creates another credential. Of `actions`, those that are visible are shown. `is_practice`
    says whether the credentials are for practice.
    """

    dismissed = Signal()

    def __init__(self, actions: CredentialActions, another: QAction, *, is_practice: bool) -> None:
        super().__init__()
        self._actions = actions
        # Whether the message is about the status, not about a check alone.
        self._is_about_status = False
        # What is shown: the credential's id, and the message about it.
        self._shown: tuple[str, Message | None] = ("", None)
        self._name = wrapped("", TextStyle.SECTION)
        self._system = TextLabel("", TextStyle.SECONDARY)
        self._names = wrapped()
        self._chip = ChipLabel()
        self._what_now = _WhatNow(actions.copy_id, another, is_practice=is_practice)
        self._what_now.dismissed.connect(self._on_dismissed)
        self._what_now.hide()
        self._message = InfoPanel(icon=False)
        self._open_button = QPushButton(without_mnemonic(actions.open_in_stripe.text()))
        self._open_button.clicked.connect(actions.open_in_stripe.trigger)
        # The message offers a check if it tells that one is due, the buttons at the end otherwise.
        self._check_in_message = ActionButton(actions.check)
        self._check_at_end = ActionButton(actions.check)
        # It can't be taken back, and it appears when a revocation has failed.
        self._revoke_button = SettledButton(actions.revoke_now.text())
        self._revoke_button.clicked.connect(actions.revoke_now.trigger)
        self._keep_button = QPushButton(actions.keep.text())
        self._keep_button.clicked.connect(actions.keep.trigger)
        self._resume_button = ActionButton(actions.resume)
        for button in (
            self._resume_button,
            ActionButton(actions.approve_again),
            self._open_button,
            self._check_in_message,
            self._revoke_button,
            self._keep_button,
        ):
            button.setAutoDefault(False)
            self._message.buttons.addWidget(button)
        self._support = CopyDetails(link=True)
        self._message.buttons.addWidget(self._support)
        self._facts = CredentialFacts(
            actions.copy_id, actions.copy_account_id, is_practice=is_practice
        )
        self._ending = ActionButton(actions.remove, danger=True)
        self._hint = wrapped(
            self.tr("Select a credential to see its details."), TextStyle.SECONDARY
        )
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        # Where what is known of the credential elsewhere is put.
        self._elsewhere = QVBoxLayout()
        self._buttons = QWidget()
        keep_clear_of_toasts(self._buttons)
        self._line = Hairline()
        self._lay_out(actions)
        self.show_nothing()

    def _lay_out(self, actions: CredentialActions) -> None:
        content = self.content
        content.addWidget(self._name)
        mode = QHBoxLayout()
        mode.setSpacing(theme.S)
        mode.addWidget(self._system)
        mode.addWidget(self._chip)
        mode.addStretch(1)
        content.addLayout(mode)
        for widget in (self._names, self._what_now, self._message):
            content.addWidget(widget)
        content.addLayout(self._elsewhere)
        for facts in (self._facts.needs, self._facts):
            content.addWidget(facts)
        content.addStretch(1)
        self._row_of_buttons = QHBoxLayout(self._buttons)
        self._row_of_buttons.setContentsMargins(0, theme.M, 0, 0)
        self._row_of_buttons.setSpacing(theme.S)
        self._row_of_buttons.addWidget(self._check_at_end)
        self._row_of_buttons.addWidget(self._ending, 1)
        inside = QVBoxLayout()
        inside.setContentsMargins(self.margins(0, 0, theme.L, 0))
        inside.setSpacing(0)
        inside.addWidget(self._hint, 1)
        inside.addWidget(self._line)
        inside.addWidget(self._buttons)
        self.column.addLayout(inside)

    # -- showing ------------------------------------------------------------------------------

    def put_elsewhere(self, widget: QWidget) -> None:
        """Show what is known of the credential elsewhere, below the message about it."""
        self._elsewhere.addWidget(widget)

    def show_registered(self, *, is_registered: bool) -> None:
        """Follow what m3ter knows of the credential, which is said elsewhere in the pane."""
        self._facts.show_where_used(shown=False)
        self._facts.name_id(is_registered=is_registered)

    def show_alone(self, alone: bool) -> None:
        super().show_alone(alone)
        # A double click on *Details*, which was at the end, must not press the button that deletes.
        side = Qt.AlignmentFlag.AlignLeft if alone else Qt.AlignmentFlag.AlignRight
        self._row_of_buttons.setAlignment(self._ending, side)

    def show_status(self, chip: Chip, tone: Tone) -> None:
        """Show the status, and the message about it in its tone."""
        self._chip.show_chip(chip)
        if self._is_about_status and tone is not self._message.tone:
            self._message.show_tone(tone)

    def show_what_now(self, shown: bool) -> None:
        """Say what can be done with the credential that was just created."""
        self._what_now.setVisible(shown)
        self._facts.show_where_used(shown=not shown)

    def _on_dismissed(self) -> None:
        self.show_what_now(False)
        self.dismissed.emit()

    def show_nothing(self) -> None:
        """Say that no credential is selected."""
        self._show_contents(shown=False)

    def _show_contents(self, *, shown: bool) -> None:
        self._hint.setVisible(not shown)
        self.area.setVisible(shown)
        self._buttons.setVisible(shown)
        self._line.setVisible(shown)

    def show_several(self, credentials: Sequence[Credential]) -> None:
        """Say how many credentials are selected, and name them."""
        self._show_contents(shown=True)
        self._ending.offer(offered=True)
        self._name.setText(credential_texts.selected_text(len(credentials)))
        names = [each.name for each in credentials]
        self._names.setText(credential_texts.short_name_list(names, _MOST_NAMES))
        self._names.show()
        for hidden in (self._system, self._chip, self._message, self._facts.needs, self._facts):
            hidden.hide()
        self._scroll_up(("", None))

    def show_credential(
        self,
        credential: Credential,
        chip: Chip,
        tone: Tone,
        now: datetime,
        end: datetime | None,
        *,
        question: UnconfirmedApproval | None,
        failed_check: ServiceError | KeychainError | None,
        wrong: Notice | None,
        told: tuple[str, ...],
    ) -> None:
        """Show a credential and the chip of its status, whose message has this tone.

        `now` (UTC) is what the time of the last check is compared with. `end` (UTC) is when the
        time to approve an incomplete credential is over. `question` is what the person has to
        answer about it, if anything. `failed_check` is why the last check failed, None if it did
        not fail. `wrong` is the notice that asks a person to do something about it, if there is
        one. `told` are the texts of the open notices about it, which are not repeated.
        """
        self._show_contents(shown=True)
        self._name.setText(without_isolates(credential_texts.display_name(credential)))
        self._names.hide()
        self._system.setText(credential.system.label)
        self._system.show()
        message = status_texts.status_message(credential, end)
        self._is_about_status = message is not None
        if question is not None:
            message = status_texts.question_message(question)
        elif wrong is not None and failed_check is None:
            message = self._with_notice(message, wrong, told)
        # The notice above the list has the answers.
        asked = question is not None or (wrong is not None and wrong.asks)
        self._resume_button.offer(offered=not asked)
        self._show_message(message, credential, failed_check, told)
        self.show_status(chip, tone)
        self._chip.show()
        offered = not (self._check_at_end.isHidden() and self._ending.isHidden())
        for below in (self._line, self._buttons):
            below.setVisible(offered)
        self._facts.show()
        self._facts.show_facts(credential, now, check_failed=failed_check is not None)
        self._scroll_up((credential.id, message))

    def _with_notice(
        self, status: Message | None, wrong: Notice, told: tuple[str, ...]
    ) -> Message | None:
        """Return the message about the status, or in its place what a notice says, or both."""
        if status is None or wrong.asks or not _tells_what_is_wrong(status):
            self._is_about_status = False
            title = wrong.title or wrong.headline
            return status_texts.noticed_message(
                title, wrong.message, status, asks=wrong.asks, told=told
            )
        if wrong.title and wrong.message.text not in told:
            return status_texts.happened_message(wrong.title, status)
        return status

    def _show_message(
        self,
        message: Message | None,
        credential: Credential,
        failed_check: ServiceError | KeychainError | None,
        told: tuple[str, ...],
    ) -> None:
        detail = error_texts.detail_of(failed_check)
        if failed_check is not None:
            is_told = status_texts.is_why_told(failed_check, told)
            failed = status_texts.check_failed_message(failed_check, is_told=is_told)
            if is_told:
                # The notice that says why has this, too.
                detail = None
            if message is None:
                message = failed
            else:
                text = sentences(sentences(message.text, f"{failed.title}."), failed.text)
                message = Message(message.tone, message.title, text)
        self._message.setVisible(message is not None)
        asks_to_check = failed_check is not None or credential.status is Status.DETAILS_UNKNOWN
        self._check_in_message.offer(offered=asks_to_check)
        self._check_at_end.offer(offered=not asks_to_check)
        # It waits to be deleted already. The menus still offer to give the revocation up.
        self._ending.offer(offered=credential.status is not Status.TO_BE_REVOKED)
        self._support.show_detail(detail)
        if message is not None:
            self._message.show_message(message.tone, message.title, message.text)
            is_of_account = credential.status in _OF_THE_ACCOUNT
            waits = credential.status is Status.TO_BE_REVOKED
            may_be_revoked = credential.status is Status.MAY_BE_REVOKED
            self._open_button.setVisible(is_of_account)
            self._revoke_button.setVisible(waits or may_be_revoked)
            self._keep_button.setVisible(waits)

    def _scroll_up(self, shown: tuple[str, Message | None]) -> None:
        """Show the beginning, unless the same is shown as before."""
        if shown != self._shown:
            self._shown = shown
            self.scroll_up()
