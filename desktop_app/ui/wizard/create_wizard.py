"""The create wizard: two stages that show the workflow's state."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QPushButton, QWidget, QWizard

from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.names import clean_name
from desktop_app.core.outcome import Removed
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.texts import (
    connection_texts,
    credential_texts,
    error_texts,
    program_texts,
)
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.widgets.buttons import paint_primary
from desktop_app.ui.wizard.connect_page import ConnectPage
from desktop_app.ui.wizard.connect_view import WizardAction
from desktop_app.ui.wizard.name_page import NamePage
from desktop_app.ui.wizard.stages import StagesPanel, StageState
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
# In these phases no browser was opened, so the person may go back and change the name.
_MAY_GO_BACK = (Phase.BLOCKED, Phase.OVER)


class CreateWizard(QWizard):
    """Creates one credential, or resumes one that was begun.

    Cancel, Esc and the window's X close the wizard, and the credential stays in the list. It is
    removed in the Credentials panel. `quit_requested` asks to quit the program.
    """

    quit_requested = Signal()

    def __init__(self, workspace: Workspace, credential_id: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._state = workspace.state
        self._commands = workspace.commands
        self._credential_id = credential_id
        first = self.tr("Select a system and name")
        second = self.tr("Configure and create")
        self._name_page = NamePage(workspace, first)
        self._connect_page = ConnectPage(workspace, second)
        self._connect_page.chosen.connect(self._on_action)
        self._stages = StagesPanel((first, second))
        self._set_up_window()
        self.setPage(_NAME, self._name_page)
        self.setPage(_CONNECT, self._connect_page)
        self.setStartId(_NAME if credential_id is None else _CONNECT)
        credential = None if credential_id is None else workspace.state.credential(credential_id)
        self._stage = None if credential is None else credential.stage
        self._is_reauthorization = credential is not None and (
            credential.was_active or credential.stage is Stage.ACTIVE
        )
        if credential is not None and credential.stage is Stage.ACTIVE:
            # An approval that an earlier wizard left behind is over.
            workspace.commands.abandon(credential.id)
        if self._is_reauthorization:
            self._connect_page.show_reauthorization()
        self.currentIdChanged.connect(self._show_stage)
        QShortcut(QKeySequence("Ctrl+Q"), self).activated.connect(self.quit_requested)
        unsubscribe = workspace.state.subscribe(self._on_event)
        self.finished.connect(unsubscribe)

    @property
    def credential_id(self) -> str | None:
        """The id of the wizard's credential, None if no such credential is stored."""
        known = self._credential_id is not None and self._state.credential(self._credential_id)
        return self._credential_id if known else None

    def start_with(self, name: str, system: System) -> None:
        """Fill in a name and a system in Stage 1."""
        self._name_page.fill_in(name, system)

    def is_about(self, credential_id: str) -> bool:
        """Return whether the wizard shows this credential, even if it is not stored."""
        return self._credential_id == credential_id

    def _set_up_window(self) -> None:
        # One style on every platform. It has room for the stages beside the page, and its fields
        # stand out from the page in dark palettes too.
        self.setWizardStyle(QWizard.WizardStyle.ClassicStyle)
        self.setOption(QWizard.WizardOption.NoBackButtonOnStartPage, False)
        self.setSideWidget(self._stages)
        self.setButtonText(QWizard.WizardButton.BackButton, self.tr("Back"))
        self.setButtonText(QWizard.WizardButton.NextButton, self.tr("Next"))
        self.setButtonText(QWizard.WizardButton.FinishButton, self.tr("Create credential"))
        self.setButtonText(QWizard.WizardButton.CancelButton, self.tr("Cancel"))
        self.setButtonLayout(
            [
                QWizard.WizardButton.Stretch,
                QWizard.WizardButton.BackButton,
                QWizard.WizardButton.NextButton,
                QWizard.WizardButton.FinishButton,
                QWizard.WizardButton.CancelButton,
            ]
        )
        self._paint_buttons()
        self.setWindowModality(Qt.WindowModality.WindowModal)
        # As tall as the longest state is in the system's font, but not taller than the screen.
        tall = max(theme.XL * 23, self.fontMetrics().height() * 32)
        self.resize(QSize(theme.XL * 36, tall).boundedTo(self.screen().availableSize()))

    def _paint_buttons(self) -> None:
        for which in (QWizard.WizardButton.NextButton, QWizard.WizardButton.FinishButton):
            button = self.button(which)
            if isinstance(button, QPushButton):
                paint_primary(button)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._paint_buttons()
        super().changeEvent(event)

    # -- showing ------------------------------------------------------------------------------

    def _show_stage(self, page: int) -> None:
        if page == _CONNECT:
            self._stages.show_states((StageState.DONE, StageState.CURRENT))
            self._show_approval(self._approval())
            self._connect_page.focus_first_action()
        elif page == _NAME:
            # No approval was begun, or it is over. The name and the system can be changed now.
            self._abandon()
            self._stages.show_states((StageState.CURRENT, StageState.TO_DO))
            self.setWindowTitle(self.tr("Create credential"))

    def _show_approval(self, approval: Approval | None) -> None:
        name, system = self._name_and_system(approval)
        title = self.tr("Create credential – {system}")
        if self._is_reauthorization:
            title = self.tr("Approve again – {system}")
        title = fill(title, system=credential_texts.system_text(system))
        self.setWindowTitle(without_isolates(title))
        self._connect_page.show_name_and_system(
            fill(
                self.tr("{name} · {system}"), name=name, system=credential_texts.system_text(system)
            )
        )
        self._connect_page.show_approval(approval)
        begun = self.credential_id is not None or (
            approval is not None and approval.phase not in _MAY_GO_BACK
        )
        self.setOption(QWizard.WizardOption.DisabledBackButtonOnLastPage, begun)
        self.button(QWizard.WizardButton.CancelButton).setToolTip(
            self.tr("Close this window and keep the credential in the list") if begun else ""
        )
        if self._connect_page.isComplete():
            # The button that had the focus is gone, and Qt would move the focus to Cancel.
            self.button(QWizard.WizardButton.FinishButton).setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self.currentId() == _CONNECT:
            # Qt would give the focus of a resumed wizard to Cancel.
            self._connect_page.focus_first_action()

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
                else:
                    self._connect_page.show_account()
            case CredentialGone(credential, Removed()) if credential.id == self._credential_id:
                # `WizardAction.REMOVE` removed it. No approval is left to show that outcome.
                if self._approval() is None:
                    self._start_again(credential.name, credential.system)
            case CredentialChanged() | CredentialGone() if self.currentId() == _CONNECT:
                self._connect_page.show_account()
            case RevocationFailed(credential, error) if credential.id == self._credential_id:
                others = bool(self._state.would_be_cut_off(credential))
                message = connection_texts.revocation_failed_message(
                    credential, error, others=others
                )
                self._connect_page.show_message(message, error_texts.detail_of(error))
            case OperationFailed(error):
                self._connect_page.show_creating(False)
                self._connect_page.show_message(program_texts.operation_failed_message(error))

    # -- doing --------------------------------------------------------------------------------

    def _on_action(self, action: WizardAction) -> None:
        match action:
            case WizardAction.GO:
                self.go_to_stripe()
            case WizardAction.TRY_AGAIN if (approval := self._approval()) is not None:
                self.go_to_stripe(approval.place)
            case WizardAction.SESSION_ONLY:
                self.go_to_stripe(SecretPlace.SESSION)
            case WizardAction.START_AGAIN:
                self._start_again(*self._name_and_system(self._approval()))
            case WizardAction.REMOVE if self._credential_id is not None:
                self._commands.remove(self._credential_id, revoke=None)
            case WizardAction.UNLOCK if self._credential_id is not None:
                self._commands.unlock_keychain(self._credential_id)
            case WizardAction.OPEN_AGAIN if self._credential_id is not None:
                self._commands.retry(self._credential_id)
            case WizardAction.STOP_WAITING if self._credential_id is not None:
                self._commands.stop_waiting(self._credential_id)
            case WizardAction.CONFIRM if self._credential_id is not None:
                self._commands.confirm_approval(self._credential_id)
            case WizardAction.REJECT if self._credential_id is not None:
                self._commands.reject_approval(self._credential_id)
            case WizardAction.TRY_KEYCHAIN if self._credential_id is not None:
                self._commands.move_to_keychain(self._credential_id)

    def go_to_stripe(self, place: SecretPlace = SecretPlace.KEYCHAIN) -> None:
        """Begin the approval, or resume one. `place` is where the secret will be stored."""
        name, system = self._name_and_system(self._approval())
        self._credential_id = self._commands.go_to_stripe(system, name, place, self._credential_id)
        self._show_approval(self._approval())

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
