"""Notices above the list: what happened meanwhile and what to do about it, where it happened."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QTimer, Signal
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.core.credential import Credential, Revoking, SecretPlace
from desktop_app.core.errors import Detail, SecretUnavailableError, ServiceError
from desktop_app.core.lifecycle import Step
from desktop_app.core.outcome import Denied, Outcome, OutcomeUnknown, TabLost, TimedOut
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.listening import listen
from desktop_app.ui.texts import (
    connection_texts,
    error_texts,
    outcome_texts,
    program_texts,
)
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.scrolling import WordsArea
from desktop_app.workflow.approval import Phase
from desktop_app.workflow.events import (
    ApprovalChanged,
    BrowserAnswered,
    Checked,
    CheckFailed,
    CredentialChanged,
    CredentialGone,
    DenialReported,
    Disconnected,
    Event,
    GrantNotRevoked,
    Loaded,
    NotApprovedAgain,
    OperationFailed,
    RevocationFailed,
    TabsLost,
    UnsettledGrantsChanged,
)
from desktop_app.workflow.workspace import Workspace

translate = QCoreApplication.translate

_BRIEF_MILLISECONDS = 4000
# More would push the list off the smallest window.
_MOST = 3

# A button's words, and what it does.
Action = tuple[str, Callable[[], None]]

_BRIEF = "brief"
_TIMED_OUT = "timed out"
_FAILED = "failed"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A notice of access that is still to be revoked, and what it was made from."""

    panel: InfoPanel
    problem: ServiceError | SecretUnavailableError | None
    others: bool


class Notices(WordsArea):
    """A column of notices.

    Unsettled grants, and access that is still to be revoked, stay until they are settled. The
    others are kept by what they are about, and a newer one replaces the older. Of a credential
    whose wizard is open (`has_wizard`) that tells. `resume_requested` carries the id of a
    credential; `changed` says that there are others now.
    """

    resume_requested = Signal(str)
    changed = Signal()

    def __init__(self, workspace: Workspace, has_wizard: Callable[[str], bool]) -> None:
        column = QWidget()
        super().__init__(column, least_lines=4)
        self.setFrameShape(WordsArea.Shape.NoFrame)
        self.setAccessibleName(self.tr("Notices"))
        self._state = workspace.state
        self._commands = workspace.commands
        self._has_wizard = has_wizard
        self._grants: dict[str, InfoPanel] = {}
        self._waiting: dict[str, _Waiting] = {}
        self._passing: dict[str, InfoPanel] = {}
        self._timed_out: list[str] = []
        self._brief = QTimer(self)
        self._brief.setSingleShot(True)
        self._brief.setInterval(_BRIEF_MILLISECONDS)
        self._brief.timeout.connect(lambda: self.dismiss(_BRIEF))
        self._column = QVBoxLayout(column)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.S)
        listen(self, workspace.state.subscribe, self._on_event)
        self._show_grants(workspace.state.unsettled_grants)
        self._show_all_waiting()

    def headline(self) -> str:
        """Return the first words of the first notice that stays; empty if there is none."""
        lasting = [panel for key, panel in self._passing.items() if key != _BRIEF]
        waiting = [known.panel for known in self._waiting.values()]
        panels = (*self._grants.values(), *waiting, *lasting)
        return next((panel.title() for panel in panels), "")

    def tell_copied(self, credential: Credential) -> None:
        """A credential's ID was copied."""
        text = self.tr("The ID of “{name}” was copied.").format(name=credential.name)
        self._tell_briefly(Message(Tone.SUCCESS, "", text))

    def ask_again(self, credential_id: str) -> None:
        """The wizard of a credential was closed; a question that it showed stays to be answered."""
        credential = self._state.credential(credential_id)
        approval = self._state.approval(credential_id)
        if (
            credential is not None
            and approval is not None
            and approval.phase is Phase.WAITING
            and approval.denial_reported
        ):
            self._tell_denial_reported(credential)

    def dismiss(self, key: str) -> None:
        """Take away what was told under `key`: a credential's id, or one of this module's."""
        panel = self._passing.pop(key, None)
        if panel is not None:
            self._take_away(panel)

    def _on_event(self, event: Event) -> None:
        match event:
            case Loaded():
                self._show_grants(self._state.unsettled_grants)
                self._show_all_waiting()
            case UnsettledGrantsChanged(grants):
                self._show_grants(grants)
            case ApprovalChanged(approval):
                # What was told of the credential is not the newest any more.
                self.dismiss(approval.credential_id)
                if approval.outcome == Denied() and not self._has_wizard(approval.credential_id):
                    self._tell_answer(approval.credential_id)
            case CredentialChanged(credential) if not credential.allows(Step.RESUME):
                self.dismiss(credential.id)
                self._show_grants(self._state.unsettled_grants)
                self._show_all_waiting()
            case CredentialGone(credential, why):
                self.dismiss(credential.id)
                self._end_waiting(credential.id)
                # What is said of its grant, and of who lives on its account, is another thing now.
                self._show_grants(self._state.unsettled_grants)
                self._show_all_waiting()
                if self._has_wizard(credential.id):
                    return
                if isinstance(why, TimedOut):
                    self._tell_timed_out(credential)
                else:
                    self._tell_removed(credential)
            case BrowserAnswered(credential_id) if not self._has_wizard(credential_id):
                self._tell_answer(credential_id)
            case TabsLost(credential):
                self._tell_outcome(credential, TabLost())
            case DenialReported(credential) if not self._has_wizard(credential.id):
                self._tell_denial_reported(credential)
            case RevocationFailed(credential, problem) if not self._has_wizard(credential.id):
                self._tell_not_revoked(credential, problem)
            case GrantNotRevoked(grant, problem):
                others = self._state.affected_by_revocation(grant.account_id, grant.system)
                self._tell(
                    grant.id,
                    connection_texts.grant_not_revoked_message(grant, problem, others=bool(others)),
                    detail=error_texts.detail_of(problem),
                )
            case Checked(credential):
                self.dismiss(credential.id)
                self._tell_briefly(connection_texts.checked_message(credential))
            case Disconnected(credentials):
                self._tell(credentials[0].id, connection_texts.disconnected_message(credentials))
            case CheckFailed(credential, problem):
                self._tell(
                    credential.id,
                    connection_texts.check_failed_message(credential, problem),
                    detail=error_texts.detail_of(problem),
                )
            case NotApprovedAgain(credential) if not self._has_wizard(credential.id):
                self._tell(credential.id, connection_texts.not_approved_again_message(credential))
            case OperationFailed(problem):
                self._tell(_FAILED, program_texts.operation_failed_message(problem))

    def _tell_timed_out(self, credential: Credential) -> None:
        if _TIMED_OUT not in self._passing:
            self._timed_out.clear()
        self._timed_out.append(credential.name)
        self._tell(_TIMED_OUT, outcome_texts.timed_out_message(self._timed_out))

    def _tell_removed(self, credential: Credential) -> None:
        cut_off = [
            other.name
            for other in self._state.credentials
            if other.secret_place is SecretPlace.REVOKED
            and other.system is credential.system
            and (other.account and other.account.id)
            == (credential.account and credential.account.id)
        ]
        message = outcome_texts.gone_message(credential, cut_off)
        if cut_off and credential.revoking is Revoking.UNDER_WAY:
            self._tell(credential.id, message)
        else:
            self._tell_briefly(message)

    def _tell_answer(self, credential_id: str) -> None:
        credential = self._state.credential(credential_id)
        approval = self._state.approval(credential_id)
        if credential is None or approval is None or approval.outcome is None:
            # It is gone, and that has been told.
            return
        # Of an unknown outcome the notice of the unsettled grant tells.
        if not isinstance(approval.outcome, OutcomeUnknown):
            self._tell_outcome(credential, approval.outcome)

    def _tell_outcome(self, credential: Credential, outcome: Outcome) -> None:
        self._tell(
            credential.id,
            outcome_texts.answered_message(credential, outcome),
            ((self.tr("Resume"), lambda: self.resume_requested.emit(credential.id)),),
            detail=outcome_texts.outcome_detail(outcome),
        )

    def _tell_denial_reported(self, credential: Credential) -> None:
        message = outcome_texts.denial_reported_message()
        named = self.tr("“{name}” is waiting. {text}").format(
            name=credential.name, text=message.text
        )
        self._tell(
            credential.id,
            Message(message.tone, message.title, named),
            ((self.tr("Stop waiting"), lambda: self._commands.stop_waiting(credential.id)),),
        )

    def _tell_not_revoked(
        self, credential: Credential, problem: ServiceError | SecretUnavailableError | None
    ) -> None:
        if credential.revoking is Revoking.TO_DO:
            others = bool(self._state.would_be_cut_off(credential))
            self._show_waiting(credential, problem, others=others)
        else:
            others = bool(self._state.sharing_account(credential))
            self._tell(
                credential.id,
                connection_texts.revocation_failed_message(credential, problem, others=others),
                detail=error_texts.detail_of(problem),
            )

    def _show_all_waiting(self) -> None:
        """Show whose access is still to be revoked, and no others."""
        for credential in self._state.credentials:
            others = bool(self._state.would_be_cut_off(credential))
            known = self._waiting.get(credential.id)
            if credential.revoking is Revoking.TO_DO:
                if known is None or known.others is not others:
                    problem = None if known is None else known.problem
                    self._show_waiting(credential, problem, others=others)
            elif credential.revoking is not Revoking.UNDER_WAY:
                self._end_waiting(credential.id)

    def _show_waiting(
        self,
        credential: Credential,
        problem: ServiceError | SecretUnavailableError | None,
        *,
        others: bool,
    ) -> None:
        """Show that access is still to be revoked, with what can be done about it."""
        self._end_waiting(credential.id)
        panel = _panel(connection_texts.to_be_revoked_message(credential, problem, others=others))
        panel.buttons.addWidget(CopyDetails(error_texts.detail_of(problem)))
        for action in (
            (self.tr("Try again"), lambda: self._commands.retry_revocation(credential.id)),
            (self.tr("Keep it"), lambda: self._commands.cancel_revocation(credential.id)),
        ):
            panel.buttons.addWidget(_button(action, credential.name))
        self._waiting[credential.id] = _Waiting(panel, problem, others)
        self._column.insertWidget(len(self._grants), panel)
        self._show_if_any()
        announce(self, panel.text())

    def _end_waiting(self, credential_id: str) -> None:
        waiting = self._waiting.pop(credential_id, None)
        if waiting is not None:
            self._take_away(waiting.panel)

    def _show_grants(self, grants: tuple[UnsettledGrant, ...]) -> None:
        for panel in self._grants.values():
            self._take_away(panel)
        known, self._grants = self._grants, {}
        for grant in grants:
            self._grants[grant.id] = self._grant_panel(grant)
            self._column.insertWidget(0, self._grants[grant.id])
            if grant.id not in known:
                announce(self, self._grants[grant.id].text())
        self._show_if_any()

    def _grant_panel(self, grant: UnsettledGrant) -> InfoPanel:
        credential = self._state.credential(grant.credential_id)
        can_resume = credential is not None and credential.allows(Step.RESUME)
        panel = _panel(outcome_texts.unsettled_grant_message(grant, can_resume=can_resume))
        if can_resume:
            resume = QPushButton(self.tr("Resume"))
            resume.setAccessibleName(self.tr("Resume: “{name}”").format(name=grant.credential_name))
            resume.clicked.connect(lambda: self.resume_requested.emit(grant.credential_id))
            panel.buttons.addWidget(resume)
        if grant.account_id:
            revoke: Action = (
                self.tr("Revoke access"),
                lambda: self._commands.revoke_grant(grant.id),
            )
            panel.buttons.addWidget(_button(revoke, grant.account_id))
        clear = QPushButton(self.tr("Clear"))
        clear.clicked.connect(lambda: self._commands.clear_unsettled_grant(grant.id))
        panel.buttons.addWidget(clear)
        return panel

    def _tell_briefly(self, message: Message) -> None:
        self._tell(_BRIEF, message)
        self._brief.start()

    def _tell(
        self,
        key: str,
        message: Message,
        actions: Sequence[Action] = (),
        detail: Detail | None = None,
    ) -> None:
        self.dismiss(key)
        panel = _panel(message)
        panel.buttons.addWidget(CopyDetails(detail))
        for action in actions:
            # There is a button of that name for the selected row, too.
            panel.buttons.addWidget(_button(action, message.title))
        dismiss = QPushButton(self.tr("Dismiss"))
        dismiss.clicked.connect(lambda: self.dismiss(key))
        panel.buttons.addWidget(dismiss)
        self._passing[key] = panel
        self._column.addWidget(panel)
        if len(self._passing) > _MOST:
            # The oldest gives way; a problem only to another one.
            others = (
                old
                for old, told in self._passing.items()
                if told.tone is not Tone.PROBLEM and old != key
            )
            self.dismiss(next(others, next(iter(self._passing))))
        self._show_if_any()
        announce(self, panel.text())

    def _take_away(self, panel: InfoPanel) -> None:
        panel.hide()
        self._column.removeWidget(panel)
        panel.deleteLater()
        self._show_if_any()

    def _show_if_any(self) -> None:
        self.setVisible(bool(self._grants or self._waiting or self._passing))
        self.changed.emit()


def _button(action: Action, about: str) -> QPushButton:
    text, do = action
    button = QPushButton(text)
    button.setAccessibleName(
        translate("Notices", "{action}: {what}").format(action=text, what=about)
    )
    button.clicked.connect(do)
    return button


def _panel(message: Message) -> InfoPanel:
    panel = InfoPanel()
    panel.show_message(message.tone, message.title, message.text)
    return panel
