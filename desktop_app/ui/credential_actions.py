"""What can be done with the selected credential, as actions for buttons and menus."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import Credential, Stage
from desktop_app.core.lifecycle import Step
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.inputs import Dismissed, IdCopied
from desktop_app.ui.removing import MakeDeleteDialog, ask_to_remove
from desktop_app.workflow.workspace import Workspace


class CredentialActions(QObject):
    """Says what is possible for the selected credential, and does it.

    `resume_requested` carries the id of a credential, and asks for its wizard. `window` is the
    parent of the question before a credential is deleted.
    """

    resume_requested = Signal(str)

    def __init__(
        self,
        workspace: Workspace,
        feed: NoticeFeed,
        make_delete_dialog: MakeDeleteDialog,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._state = workspace.state
        self._commands = workspace.commands
        self._feed = feed
        self._make_delete_dialog = make_delete_dialog
        self._window = window
        self._selected: Credential | None = None
        self.resume = self._action(self.tr("Resume"), self.resume_selected)
        self.approve_again = self._action(self.tr("Approve again"), self.resume_selected)
        self.check = self._action(self.tr("Check connection"), self._check)
        self.open_in_stripe = self._action(self.tr("Open in Stripe"), self._open_in_stripe)
        self.copy_id = self._action(self.tr("Copy ID"), self._copy_id)
        self.copy_id.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        # It removes a credential that was never created, and deletes any other.
        self.remove = self._action("", self._ask_to_remove)
        self.remove.setShortcut(QKeySequence(QKeySequence.StandardKey.Delete))
        self.show_selected(None)

    def _action(self, text: str, do: Callable[..., None]) -> QAction:
        action = QAction(text, self)
        action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        action.triggered.connect(do)
        return action

    @property
    def approving_and_checking(self) -> tuple[QAction, ...]:
        """What is done most: at most one of the approvals is possible at a time."""
        return (self.resume, self.approve_again, self.check)

    # -- what is possible ---------------------------------------------------------------------

    def show_selected(self, credential: Credential | None) -> None:
        """Offer what is possible for a credential, or nothing if none is selected."""
        self._selected = credential
        self._offer(self.resume, Step.RESUME)
        self._offer(self.approve_again, Step.REAUTHORIZE)
        self._offer(self.check, Step.CHECK)
        if credential is not None and self._state.is_checking(credential.id):
            self.check.setEnabled(False)
        # A credential cannot be removed while its access is being revoked. It can be removed again
        # if the outcome of that is unknown.
        self._offer(self.remove, Step.REMOVE)
        created = credential is not None and (
            credential.stage is Stage.ACTIVE or credential.was_active
        )
        self.remove.setText(self.tr("Delete…") if created else self.tr("Remove…"))
        self.copy_id.setEnabled(credential is not None)
        self.open_in_stripe.setVisible(credential is not None and credential.account is not None)

    def _offer(self, action: QAction, step: Step) -> None:
        """Offer an action if its step is possible. What is not possible is not shown greyed."""
        possible = self._selected is not None and self._selected.allows(step)
        action.setVisible(possible)
        action.setEnabled(possible)

    # -- doing --------------------------------------------------------------------------------

    def resume_selected(self) -> None:
        """Open the wizard of the selected credential, if it can be resumed or approved again."""
        if self._selected is not None:
            self.resume_credential(self._selected.id)

    def resume_credential(self, credential_id: str) -> None:
        """Open the wizard to resume a credential or to approve it again, if one is possible."""
        credential = self._state.credential(credential_id)
        if credential is None or not (
            credential.allows(Step.RESUME) or credential.allows(Step.REAUTHORIZE)
        ):
            return
        self._feed.handle(Dismissed(credential_id))
        self.resume_requested.emit(credential_id)

    def _check(self) -> None:
        if self._selected is not None:
            self._commands.check(self._selected.id)

    def _open_in_stripe(self) -> None:
        if self._selected is not None:
            self._commands.open_in_stripe(self._selected.id)

    def _copy_id(self) -> None:
        if self._selected is not None:
            QGuiApplication.clipboard().setText(self._selected.id)
            self._feed.handle(IdCopied(self._selected))

    def _ask_to_remove(self) -> None:
        credential = self._selected
        if credential is None:
            return
        ask_to_remove(
            self._make_delete_dialog(self._state, credential, self._window),
            self._state,
            lambda revoke: self._commands.remove(credential.id, revoke=revoke),
        )
