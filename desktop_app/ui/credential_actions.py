"""What can be done with the selected credentials, as actions for buttons and menus."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import Credential
from desktop_app.core.lifecycle import Step
from desktop_app.ui.delete_many_dialog import DeleteManyDialog
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.inputs import AccountIdCopied, Dismissed, IdCopied, IdsCopied
from desktop_app.ui.page_actions import PageAction, action_text, make_action
from desktop_app.ui.removing import MakeDeleteDialog, ask_to_remove, ask_while_true
from desktop_app.ui.texts import connection_texts
from desktop_app.workflow.workspace import Workspace

if TYPE_CHECKING:
    from desktop_app.ui.delete_dialog import DeleteDialog


class CredentialActions(QObject):
    """Says what is possible for the selected credentials, and does it.

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
        self._selected: tuple[Credential, ...] = ()
        self.by_kind: dict[PageAction, QAction] = {}
        self.resume = self._action(PageAction.RESUME, self.resume_selected)
        self.approve_again = self._action(PageAction.APPROVE_AGAIN, self.resume_selected)
        self.check = self._action(PageAction.CHECK, self._check)
        self.check_all = self._action(PageAction.CHECK_ALL, self._check_all)
        self.open_in_stripe = self._action(PageAction.OPEN_IN_STRIPE, self._open_in_stripe)
        self.copy_id = self._action(PageAction.COPY_ID, self._copy_id)
        # It removes a credential that was never created, and deletes any other.
        self.remove = self._action(PageAction.REMOVE, self._ask_to_remove)
        self.copy_account_id = self._own_action(self.tr("Copy account ID"), self._copy_account_id)
        # What a notice offers, too, while access is still to be revoked.
        self.revoke_now = self._own_action(self.tr("Try again"), self._revoke_now)
        self.keep = self._own_action(self.tr("Keep the credential"), self._keep)
        self.show_selected(())
        self.show_check_all()

    def _own_action(self, text: str, do: Callable[[], None]) -> QAction:
        """Return an action that no menu has."""
        action = QAction(text, self)
        action.triggered.connect(do)
        return action

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

    def show_selected(self, credentials: Sequence[Credential]) -> None:
        """Offer what is possible for these credentials."""
        self._selected = tuple(credentials)
        self._offer(self.resume, self._one_allows(Step.RESUME))
        self._offer(self.approve_again, self._one_allows(Step.REAUTHORIZE))
        self._show_check()
        self._show_remove()
        one = self._one
        several = len(self._selected) > 1
        copy_one = action_text(PageAction.COPY_ID)
        self.copy_id.setText(self.tr("Copy &IDs") if several else copy_one)
        self.copy_id.setEnabled(bool(self._selected))
        self.open_in_stripe.setVisible(one is not None and one.account is not None)

    @property
    def _one(self) -> Credential | None:
        """The selected credential, None if none or several are selected."""
        return self._selected[0] if len(self._selected) == 1 else None

    def _one_allows(self, step: Step) -> bool:
        return self._one is not None and self._one.allows(step)

    def _offer(self, action: QAction, possible: bool) -> None:
        """Offer an action if it is possible. What is not possible is not shown greyed."""
        action.setVisible(possible)
        action.setEnabled(possible)

    def _show_check(self) -> None:
        several = len(self._selected) > 1
        check_one = action_text(PageAction.CHECK)
        self.check.setText(self.tr("&Check connections") if several else check_one)
        self._offer(self.check, any(each.allows(Step.CHECK) for each in self._selected))
        one = self._one
        if self._state.is_checking_all if one is None else self._state.is_checking(one.id):
            self.check.setEnabled(False)

    def _show_remove(self) -> None:
        delete = action_text(PageAction.REMOVE)
        one = self._one
        never_created = one is not None and not one.was_created
        self.remove.setText(self.tr("Re&move…") if never_created else delete)
        # A credential cannot be removed while its access is being revoked. It can be removed again
        # if the outcome of that is unknown.
        may = self._state.may_be_removed_together
        possible = any(map(may, self._selected)) if one is None else one.allows(Step.REMOVE)
        self._offer(self.remove, possible)

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
        if self._one is not None:
            self.resume_credential(self._one.id)

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
        if self._one is not None:
            self._commands.check(self._one.id)
        else:
            self._commands.check_many(self._ids)
            self.show_check_all()
            self._show_check()

    def _check_all(self) -> None:
        self._commands.check_all()
        self.show_check_all()

    def _open_in_stripe(self) -> None:
        if self._one is not None:
            self._commands.open_in_stripe(self._one.id)

    def _copy_id(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._ids))
        one = self._one
        self._feed.handle(IdsCopied(len(self._selected)) if one is None else IdCopied(one))

    def _copy_account_id(self) -> None:
        one = self._one
        if one is not None and one.account is not None:
            QGuiApplication.clipboard().setText(one.account.id)
            self._feed.handle(AccountIdCopied())

    def _revoke_now(self) -> None:
        if self._one is not None:
            self._commands.retry_revocation(self._one.id)

    def _keep(self) -> None:
        if self._one is not None:
            self._commands.cancel_revocation(self._one.id)

    def _ask_to_remove(self) -> None:
        if self._one is None:
            self._ask_to_remove_several()
        else:
            self._ask_to_remove_one(self._one)

    def ask_to_delete_and_revoke(self, credential_id: str) -> None:
        """Ask whether to delete a credential, and propose to revoke its access."""
        credential = self._state.credential(credential_id)
        if credential is not None and credential.allows(Step.REMOVE):
            self._ask_to_remove_one(credential).propose_to_revoke()

    def _ask_to_remove_one(self, credential: Credential) -> "DeleteDialog":
        dialog = self._make_delete_dialog(self._state, credential, self._window)
        ask_to_remove(
            dialog,
            self._state,
            lambda revoke: self._commands.remove(credential.id, revoke=revoke),
        )
        return dialog

    def _ask_to_remove_several(self) -> None:
        dialog = DeleteManyDialog(self._state, self._selected, self._window)
        ids = [each.id for each in dialog.chosen]
        ask_while_true(dialog, self._state, lambda: self._commands.remove_many(ids))

    @property
    def _ids(self) -> list[str]:
        return [each.id for each in self._selected]
