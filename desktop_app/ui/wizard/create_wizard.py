"""The create wizard: two stages that show the workflow's state."""

from datetime import datetime

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget, QWizard

from desktop_app.core.approval import Approval
from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.names import clean_name
from desktop_app.core.outcome import Removed
from desktop_app.core.systems import System
from desktop_app.ui.announce import announce
from desktop_app.ui.removing import MakeDeleteDialog, ask_to_remove
from desktop_app.ui.texts import (
    connection_texts,
    error_texts,
    program_texts,
)
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.theme import Recoloring
from desktop_app.ui.widgets.scrolling import LEAST_LINES
from desktop_app.ui.wizard.button_row import ButtonRow
from desktop_app.ui.wizard.buttons_view import buttons_view
from desktop_app.ui.wizard.connect_page import ConnectPage, approve_again_text
from desktop_app.ui.wizard.connect_view import WizardAction
from desktop_app.ui.wizard.name_page import NamePage
from desktop_app.ui.wizard.reject_account_dialog import RejectAccountDialog
from desktop_app.ui.wizard.stepper import Stepper
from desktop_app.workflow.events import (
    ApprovalChanged,
    CredentialChanged,
    CredentialGone,
    Event,
    OperationFailed,
    RevocationFailed,
)
from desktop_app.workflow.workspace import Workspace

_NAME, _CONNECT = 0, 1
# In a lower window, the room is for the rest of the page.
_LEAST_FOR_TITLE = 470
# The least width of the window, in heights of a line.
_LEAST_WIDTH = 22


class CreateWizard(QWizard):
    """Creates one credential, or resumes one that was begun.

    Close (Cancel, if nothing was begun), Esc and the window's X close the wizard, and the
    credential stays in the list. *Remove…* asks, as in the Credentials panel.
    `quit_requested` asks to quit the program, `settings_requested` to show the Settings page.
    """

    quit_requested = Signal()
    settings_requested = Signal()

    def __init__(
        self,
        workspace: Workspace,
        credential_id: str | None,
        make_delete_dialog: MakeDeleteDialog,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._recoloring = Recoloring(self._paint_buttons)
        self._workspace = workspace
        self._state = workspace.state
        self._commands = workspace.commands
        self._make_delete_dialog = make_delete_dialog
        self._credential_id = credential_id
        self._closes_when_removed = False
        # Whether the person has rejected the account, and access could not be revoked.
        self._rejection_failed = False
        first = self.tr("Select a system and name")
        second = self.tr("Configure and create")
        self._steppers = [Stepper((first, second), current) for current in (1, 2)]
        self._name_page = NamePage(workspace, first, self._steppers[_NAME])
        self._connect_page = ConnectPage(workspace, second, self._steppers[_CONNECT])
        self._connect_page.chosen.connect(self._on_action)
        # One style on every platform: its fields stand out from the page in dark palettes too.
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self._buttons = ButtonRow(self)
        self._buttons.remove.clicked.connect(self._on_remove)
        self._set_up_window()
        self.setPage(_NAME, self._name_page)
        self.setPage(_CONNECT, self._connect_page)
        # After Qt's own answer to the signal.
        self._connect_page.completeChanged.connect(self._buttons.hide_finish_unless_wanted)
        self.setStartId(_NAME if credential_id is None else _CONNECT)
        credential = None if credential_id is None else workspace.state.credential(credential_id)
        self._stage = None if credential is None else credential.stage
        before = None
        if credential is not None and credential.was_created:
            before = credential.account
            # An approval that an earlier wizard left behind is over, unless it has begun.
            workspace.commands.abandon(credential.id)
        self._is_reauthorization = before is not None
        if before is not None:
            self._connect_page.show_reauthorization(before)
            self._buttons.show_reauthorization()
        self.currentIdChanged.connect(self._show_stage)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.quit_requested)
        unsubscribe = workspace.state.subscribe(self._on_event)
        self.finished.connect(unsubscribe)

    @property
    def credential_id(self) -> str | None:
        """The id of the wizard's credential, None if no such credential is stored."""
        known = self._credential_id is not None and self._state.credential(self._credential_id)
        return self._credential_id if known else None

    @property
    def is_reauthorization(self) -> bool:
        """Whether the credential was created before, and is approved again."""
        return self._is_reauthorization

    def start_with(self, name: str, system: System) -> None:
        """Fill in a name and a system in Stage 1."""
        self._name_page.fill_in(name, system)

    def is_about(self, credential_id: str) -> bool:
        """Return whether the wizard shows this credential, even if it is not stored."""
        return self._credential_id == credential_id

    def _set_up_window(self) -> None:
        self.setWindowModality(Qt.WindowModality.WindowModal)
        # As large as most states are in the system's font, but not larger than the screen.
        line = self.fontMetrics().height()
        size = QSize(max(640, line * 37), max(488, line * 28))
        self.resize(size.boundedTo(self.screen().availableSize()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for page in (self._name_page, self._connect_page):
            page.set_compact(self.height() < _LEAST_FOR_TITLE)
        self._keep_least_size()

    def _keep_least_size(self) -> None:
        """Keep the window so large that the stage and all buttons can be used.

        Qt looks at what a wizard needs only once, before its pages have their contents.
        """
        line = self.fontMetrics().height()
        least = QSize(line * _LEAST_WIDTH, line * LEAST_LINES)
        most = self.screen().availableSize() - (self.frameGeometry().size() - self.size())
        needed = self._inside().minimumSizeHint().expandedTo(least)
        self.setMinimumSize(needed.boundedTo(most))

    def _inside(self) -> QWidget:
        """Return the widget that Qt puts the pages and the buttons into."""
        inside: QWidget = self._name_page
        while (parent := inside.parentWidget()) is not None and parent is not self:
            inside = parent
        return inside

    def _paint_buttons(self) -> None:
        self._buttons.paint()

    def changeEvent(self, event: QEvent) -> None:
        self._recoloring.handle(event)
        super().changeEvent(event)

    # -- showing ------------------------------------------------------------------------------

    def _show_stage(self, page: int) -> None:
        if page == _CONNECT:
            self._show_approval(self._approval())
            self._connect_page.focus_first_action()
        elif page == _NAME:
            # No approval was begun, or it is over. The name and the system can be changed now.
            self._abandon()
            self._buttons.show_stage_1()
            self.setWindowTitle(self.tr("Create credential"))
        if self.isVisible() and page in (_NAME, _CONNECT):
            self._announce_stage(page)

    def _announce_stage(self, page: int) -> None:
        stage = self._steppers[page].words()
        if self._is_reauthorization:
            stage = approve_again_text()
        if page == _CONNECT:
            stage = fill(self.tr("{stage}. {credential}"), stage=stage, credential=self._what())
        announce(self, stage)

    def _show_approval(self, approval: Approval | None) -> None:
        _, system = self._name_and_system(approval)
        title = self.tr("Create credential – {system}")
        if self._is_reauthorization:
            title = self.tr("{title} – {system}")
        title = fill(title, title=approve_again_text(), system=system.label)
        self.setWindowTitle(without_isolates(title))
        self._rejection_failed = False
        self._show_buttons()
        self._connect_page.show_name_and_system(self._what())
        self._connect_page.show_approval(approval)

    def _show_buttons(self) -> None:
        credential = self._credential()
        end = self._end_of_time(credential)
        view = buttons_view(self._approval(), credential, end, is_rejected=self._rejection_failed)
        self._buttons.show(view)

    def _what(self) -> str:
        """Return the name and the system of the credential."""
        name, system = self._name_and_system(self._approval())
        return fill(self.tr("{name} · {system}"), name=name, system=system.label)

    def _credential(self) -> Credential | None:
        return None if self._credential_id is None else self._state.credential(self._credential_id)

    def _end_of_time(self, credential: Credential | None) -> datetime | None:
        """Return when the time of an incomplete credential runs out."""
        if credential is None or credential.deadline is None:
            return None
        return self._workspace.clock.now().utc + self._workspace.time_left(credential)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._buttons.paint()
        # Qt would give the focus of a resumed wizard to Close.
        if self.currentId() == _CONNECT:
            self._connect_page.focus_first_action()
        else:
            self._name_page.focus_first()

    def _approval(self) -> Approval | None:
        if self._credential_id is None:
            return None
        return self._state.approval(self._credential_id)

    def _name_and_system(self, approval: Approval | None) -> tuple[str, System]:
        if approval is not None:
            return approval.name, approval.system
        if self._credential_id is not None:
            credential = self._state.credential(self._credential_id)
            if credential is not None:
                return credential.name, credential.system
        return clean_name(self._name_page.name), self._name_page.system

    def _on_event(self, event: Event) -> None:
        match event:
            case ApprovalChanged(approval) if approval.credential_id == self._credential_id:
                if self.currentId() == _CONNECT:
                    self._show_approval(approval)
            case CredentialChanged(credential) if credential.id == self._credential_id:
                before, self._stage = self._stage, credential.stage
                if credential.stage is Stage.ACTIVE and before is Stage.APPROVED:
                    self.done(QWizard.DialogCode.Accepted)
                elif self.currentId() == _CONNECT:
                    self._show_buttons()
                    self._connect_page.show_account()
            case CredentialGone(credential, Removed()) if credential.id == self._credential_id:
                if self._closes_when_removed:
                    self.done(QWizard.DialogCode.Rejected)
                # `WizardAction.REMOVE` removed it. No approval is left to show that outcome.
                elif self._approval() is None:
                    self._start_again(credential.name, credential.system)
            case CredentialChanged() | CredentialGone() if self.currentId() == _CONNECT:
                self._connect_page.show_account()
            case RevocationFailed(credential, error) if credential.id == self._credential_id:
                others = bool(self._state.would_be_cut_off(credential))
                message = connection_texts.revocation_failed_message(
                    credential,
                    error,
                    others=others,
                    is_rejection=event.is_rejection,
                    in_wizard=True,
                )
                self._closes_when_removed = False
                detail = error_texts.detail_of(error)
                if event.is_rejection:
                    self._rejection_failed = True
                    self._show_buttons()
                    self._connect_page.show_failed_rejection(message, detail)
                else:
                    self._connect_page.show_message(message, detail)
            case OperationFailed(error):
                self._connect_page.show_creating(False)
                self._connect_page.show_message(program_texts.operation_failed_message(error))

    # -- doing --------------------------------------------------------------------------------

    def _on_action(self, action: WizardAction) -> None:
        match action:
            case WizardAction.GO if (
                credential := self._credential()
            ) is not None and credential.stage is Stage.INCOMPLETE:
                # It has begun with the link to send.
                self._commands.retry(credential.id)
            case WizardAction.GO:
                self.go_to_stripe()
            case WizardAction.SOMEBODY_ELSE:
                self.go_to_stripe(to_send=True)
            case WizardAction.TRY_AGAIN if (approval := self._approval()) is not None:
                self.go_to_stripe(approval.place, to_send=approval.to_send)
            case WizardAction.SESSION_ONLY if (approval := self._approval()) is not None:
                self.go_to_stripe(SecretPlace.SESSION, to_send=approval.to_send)
            case WizardAction.START_AGAIN | WizardAction.CHOOSE_NAME:
                self._start_again(*self._name_and_system(self._approval()))
            case WizardAction.REMOVE if self._credential_id is not None:
                self._closes_when_removed = False
                self._commands.remove(self._credential_id, revoke=None)
            case WizardAction.UNLOCK if self._credential_id is not None:
                self._commands.unlock_keychain(self._credential_id)
            case WizardAction.OPEN_AGAIN if self._credential_id is not None:
                self._commands.retry(self._credential_id)
            case WizardAction.KEEP_WAITING if self._credential_id is not None:
                self._commands.keep_waiting(self._credential_id)
            case WizardAction.STOP_WAITING if self._credential_id is not None:
                self._commands.stop_waiting(self._credential_id)
            case WizardAction.CONFIRM | WizardAction.CONFIRM_SENT if (
                self._credential_id is not None
            ):
                self._commands.confirm_approval(self._credential_id)
            case WizardAction.REJECT if self._credential_id is not None:
                self._commands.reject_approval(self._credential_id)
            case WizardAction.TRY_KEYCHAIN if self._credential_id is not None:
                self._commands.move_to_keychain(self._credential_id)
            case WizardAction.NOT_THIS_ACCOUNT | WizardAction.REJECT_ACCOUNT_AGAIN if (
                credential := self._credential()
            ) is not None:
                self._ask_to_reject_account(credential)
            case WizardAction.OPEN_SETTINGS:
                self.reject()
                self.settings_requested.emit()

    def go_to_stripe(
        self, place: SecretPlace = SecretPlace.KEYCHAIN, *, to_send: bool = False
    ) -> None:
        """Begin the approval, or resume one. `place` is where the secret will be stored.

        With `to_send`, no browser is opened: the link is for somebody else.
        """
        name, system = self._name_and_system(self._approval())
        self._credential_id = self._commands.go_to_stripe(
            system, name, place, self._credential_id, to_send=to_send
        )
        self._show_approval(self._approval())

    def _ask_to_reject_account(self, credential: Credential) -> None:
        dialog = RejectAccountDialog(self._workspace, credential, self)
        dialog.accepted.connect(lambda: self._commands.reject_account(credential.id))
        dialog.open()

    def _on_remove(self) -> None:
        credential = self._credential()
        if credential is not None:
            dialog = self._make_delete_dialog(self._state, credential, self)
            ask_to_remove(dialog, self._state, self._remove_and_close)

    def _remove_and_close(self, revoke: bool | None) -> None:
        """Remove the credential. The wizard closes when it is gone, and says why it is not."""
        if self._credential_id is not None:
            self._closes_when_removed = True
            self._commands.remove(self._credential_id, revoke=revoke)

    def _start_again(self, name: str, system: System) -> None:
        """Go back to Stage 1, with this name and system filled in, in a resumed wizard too."""
        self.setStartId(_NAME)
        self.restart()
        self._name_page.fill_in(name, system)

    def _abandon(self) -> None:
        if self._credential_id is not None:
            self._commands.abandon(self._credential_id)
            self._credential_id = None

    def validateCurrentPage(self) -> bool:
        """Finish only once the credential is active in the workflow's state."""
        if self.currentId() != _CONNECT:
            return super().validateCurrentPage()
        if self._credential_id is None:
            return False
        credential = self._state.credential(self._credential_id)
        if credential is not None and credential.stage is Stage.ACTIVE:
            return True
        if self._connect_page.isComplete():
            self._connect_page.show_creating(True)
            self._commands.create(self._credential_id)
        return False

    def reject(self) -> None:
        if self._credential_id is not None:
            self._commands.abandon(self._credential_id)
        super().reject()
