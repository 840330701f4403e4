"""What can be done with the selected credential, as actions for buttons and menus."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import Credential, Stage
from desktop_app.core.lifecycle import Step
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.inputs import Dismissed, IdCopied
from desktop_app.ui.page_actions import PageAction, action_text, make_action
from desktop_app.ui.removing import MakeDeleteDialog, ask_to_remove
from desktop_app.ui.texts import connection_texts
from desktop_app.workflow.workspace import Workspace


class CredentialActions(QObject):
    """Says what is possible for the selected credential, and does it.

    `resume_requested` carries the id of a credential, and asks for its wizard. `window` is the
    parent of the question before a credential is deleted. `by_kind` holds the actions of the menus.
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
        self.by_kind: dict[PageAction, QAction] = {}
        self.resume = self._action(PageAction.RESUME, self.resume_selected)
        self.approve_again = self._action(PageAction.APPROVE_AGAIN, self.resume_selected)
        self.check = self._action(PageAction.CHECK, self._check)
        self.check_all = self._action(PageAction.CHECK_ALL, self._check_all)
        self.open_in_stripe = self._action(PageAction.OPEN_IN_STRIPE, self._open_in_stripe)
        self.copy_id = self._action(PageAction.COPY_ID, self._copy_id)
        # It removes a credential that was never created, and deletes any other.
        self.remove = self._action(PageAction.REMOVE, self._ask_to_remove)
        self.show_selected(None)
        self.show_check_all()

    def _action(self, which: PageAction, do: Callable[[], None]) -> QAction:
        action = make_action(which, self)
        action.triggered.connect(do)
        self.by_kind[which] = action
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
        delete = action_text(PageAction.REMOVE)
        self.remove.setText(delete if created or credential is None else self.tr("Re&move…"))
        self.copy_id.setEnabled(credential is not None)
        self.open_in_stripe.setVisible(credential is not None and credential.account is not None)

    def _offer(self, action: QAction, step: Step) -> None:
        """Offer an action if its step is possible. What is not possible is not shown greyed."""
        possible = self._selected is not None and self._selected.allows(step)
        action.setVisible(possible)
        action.setEnabled(possible)

    def show_check_all(self) -> None:
        """Offer to check all connections, if there are any, and no such round is under way."""
        is_checking = self._state.is_checking_all
        words = action_text(PageAction.CHECK_ALL)
        self.check_all.setText(connection_texts.checking_text() if is_checking else words)
        self.check_all.setVisible(any(c.allows(Step.CHECK) for c in self._state.credentials))
        self.check_all.setEnabled(self.check_all.isVisible() and not is_checking)

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

    def _check_all(self) -> None:
        self._commands.check_all()
        self.show_check_all()

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
