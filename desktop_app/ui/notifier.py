"""Tells what happens while the person looks elsewhere.

Knows which events are worth a person's attention; must not know how a desktop shows them.
"""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.core.credential import Credential
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import TimedOut
from desktop_app.ui.announce import announce
from desktop_app.ui.listening import listen
from desktop_app.ui.texts import (
    connection_texts,
    outcome_texts,
    program_texts,
    time_texts,
)
from desktop_app.ui.texts.message import Message
from desktop_app.workflow.events import (
    ApprovalChanged,
    BrowserAnswered,
    CredentialChanged,
    CredentialGone,
    Event,
    NotApprovedAgain,
    TimeGetsShort,
)
from desktop_app.workflow.ports import Notifications
from desktop_app.workflow.workspace_state import ReadableState


class Notifier:
    """Announces time that gets short, and shows notifications on the desktop.

    The desktop is told where nobody sees what happens, and of an answer whose wizard is closed.
    `has_wizard` says whether a credential's wizard is open, `is_in_sight` whether a person sees it
    or its row; `open_credential` shows it to the person who has chosen its notification.
    `organization` is whose workspace it is; empty in Practice. What is shown ends with `end`.
    """

    def __init__(
        self,
        state: ReadableState,
        notifications: Notifications,
        window: QWidget,
        has_wizard: Callable[[str], bool],
        is_in_sight: Callable[[str], bool],
        open_credential: Callable[[str], None],
        organization: str = "",
    ) -> None:
        self._state = state
        self._notifications = notifications
        self._window = window
        self._has_wizard = has_wizard
        self._is_in_sight = is_in_sight
        self._open_credential = open_credential
        self._organization = organization
        self._shown: set[str] = set()
        # Once is a warning; each minute would be a nuisance.
        self._warned: set[str] = set()
        listen(window, state.subscribe, self._on_event)

    def end(self) -> None:
        """Take everything off the desktop: what it leads to is not there any more."""
        for credential_id in self._shown:
            self._notifications.withdraw(credential_id)

    def _on_event(self, event: Event) -> None:
        match event:
            case TimeGetsShort(credential, left):
                message = time_texts.time_gets_short_message(credential, left)
                urgent = time_texts.is_urgent(left)
                announce(QApplication.activeWindow() or self._window, message.title, urgent=urgent)
                if (
                    urgent
                    and credential.id not in self._warned
                    and not self._is_in_sight(credential.id)
                ):
                    self._warned.add(credential.id)
                    self._show(credential, message)
            case ApprovalChanged(approval) if self._state.credential(approval.credential_id):
                # What was told of the credential is not the newest any more.
                self._notifications.withdraw(approval.credential_id)
            case CredentialChanged(credential) if not credential.allows(Step.RESUME):
                self._notifications.withdraw(credential.id)
            case CredentialGone(credential, why):
                self._warned.discard(credential.id)
                if isinstance(why, TimedOut) and not self._is_in_sight(credential.id):
                    self._show(credential, outcome_texts.timed_out_message([credential.name]))
                else:
                    self._notifications.withdraw(credential.id)
            case NotApprovedAgain(credential):
                self._warned.discard(credential.id)
                if not self._is_in_sight(credential.id):
                    message = connection_texts.not_approved_again_message(credential)
                    self._show(credential, message)
            case BrowserAnswered(credential_id) if not self._has_wizard(credential_id):
                self._tell_answer(credential_id)

    def _tell_answer(self, credential_id: str) -> None:
        credential = self._state.credential(credential_id)
        approval = self._state.approval(credential_id)
        # One that is gone has been told.
        if credential is not None and approval is not None and approval.outcome is not None:
            self._show(credential, outcome_texts.answered_message(credential, approval.outcome))

    def _show(self, credential: Credential, message: Message) -> None:
        self._shown.add(credential.id)
        self._notifications.show(
            credential.id,
            message.title,
            program_texts.notification_text(self._organization, message.text),
            lambda: self._open_credential(credential.id),
        )
