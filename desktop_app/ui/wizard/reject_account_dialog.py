"""Asks before the account that approved access is rejected, and says what will happen."""

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.core.account import Account
from desktop_app.core.credential import AffectedCredential, Credential
from desktop_app.core.systems import System
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import credential_texts, time_texts
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.events import Event
from desktop_app.workflow.workspace import Workspace


class RejectAccountDialog(Question):
    """Asks whether a different account is wanted. `accepted` is emitted if the answer is yes.

    If the time for approval has run out, it asks whether to remove the credential.
    The dialog closes by itself when the credential, or another one on its account, has changed.
    """

    def __init__(self, workspace: Workspace, credential: Credential, parent: QWidget) -> None:
        self._state = workspace.state
        self._credential = credential
        self._sharing = workspace.state.sharing_account(credential)
        self._end = self._end_of_time(workspace)
        # With an account that others use, and time left, nothing is lost.
        danger = self._end is None or not self._sharing
        super().__init__(
            self.tr("Not this account?"), self._verb(), parent, danger=danger, primary=not danger
        )
        self._answered = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.accepted.connect(self._on_answer)
        connect_until_destroyed(self, workspace.state.subscribe, self._on_event)
        account = credential.account
        if account is not None:
            self.show_question(self._question_about(account), self._facts(account))

    def _end_of_time(self, workspace: Workspace) -> datetime | None:
        """Return until when another account can approve, None if the time has run out."""
        deadline, now = self._credential.deadline, workspace.clock.now()
        if deadline is None or deadline.has_passed(now):
            return None
        return now.utc + deadline.time_left(now)

    def _verb(self) -> str:
        if self._end is not None:
            if self._sharing:
                return self.tr("Use a different account")
            return self.tr("Revoke and choose another")
        return self.tr("Remove") if self._sharing else self.tr("Revoke and remove")

    def _question_about(self, account: Account) -> str:
        if self._end is None:
            return fill(self.tr("Remove “{name}”?"), name=self._credential.name)
        question = self.tr("Use a different account instead of {account}?")
        return fill(question, account=account.name or account.id)

    def _facts(self, account: Account) -> tuple[str, ...]:
        if self._end is None:
            # Why it is asked comes first.
            removed = self.tr(
                "There is no time left to approve with a different account. To use another one,"
                " remove this credential, and start again with the same name."
            )
            kept = self.tr("“Cancel” keeps the credential with this account.")
            return removed, self._access(account), kept
        text = self.tr("Then you can approve access with a different account until {time}.")
        then = fill(text, time=time_texts.time_of_day_text(self._end))
        return self._access(account), then

    def _access(self, account: Account) -> str:
        if self._sharing:
            names = [credential_texts.affected_name(other) for other in self._sharing]
            text = self.tr("m3ter keeps its access to {account}, for {names}.")
            others = credential_texts.name_list(names)
            return fill(text, account=credential_texts.account_label(account), names=others)
        label = credential_texts.account_label(account)
        names = [credential_texts.affected_name(other) for other in self._in_other_mode(account)]
        if not names:
            text = self.tr("m3ter’s access to {account} will be revoked at Stripe.")
            return fill(text, account=label)
        if self._credential.system.livemode:
            revoked = self.tr("m3ter’s live access to {account} will be revoked at Stripe.")
            kept = Plural.tr("{names} (test mode) will stay connected.", None, len(names))
        else:
            revoked = self.tr("m3ter’s test-mode access to {account} will be revoked at Stripe.")
            kept = Plural.tr("{names} (live) will stay connected.", None, len(names))
        others = credential_texts.name_list(names)
        return sentences(fill(revoked, account=label), fill(kept, names=others))

    def _in_other_mode(self, account: Account) -> tuple[AffectedCredential, ...]:
        """Return the credentials that use the same account in the other mode."""
        other = next(each for each in System if each is not self._credential.system)
        return self._state.affected_by_revocation(account.id, other)

    def _on_answer(self) -> None:
        self._answered = True

    def _on_event(self, _: Event) -> None:
        is_same = (
            self._state.credential(self._credential.id) == self._credential
            and self._state.sharing_account(self._credential) == self._sharing
        )
        if not self._answered and not is_same:
            self.reject()
