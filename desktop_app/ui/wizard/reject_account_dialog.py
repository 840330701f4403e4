"""Asks before the account that approved access is rejected, and says what will happen."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from desktop_app.core.account import Account
from desktop_app.core.credential import Credential
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import credential_texts, time_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.events import Event
from desktop_app.workflow.workspace import Workspace


class RejectAccountDialog(Question):
    """Asks whether another account is wanted. `accepted` is emitted if the answer is yes.

    The dialog closes by itself when the credential, or another one on its account, has changed.
    """

    def __init__(self, workspace: Workspace, credential: Credential, parent: QWidget) -> None:
        super().__init__(
            self.tr("Not this account?"),
            self.tr("Use another account"),
            parent,
        )
        self._state = workspace.state
        self._credential = credential
        self._sharing = workspace.state.sharing_account(credential)
        self._answered = False
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.accepted.connect(self._on_answer)
        connect_until_destroyed(self, workspace.state.subscribe, self._on_event)
        account = credential.account
        if account is not None:
            question = self.tr("Use another account than {account}?")
            self.show_question(
                fill(question, account=credential_texts.account_label(account)),
                (self._access(account), self._time(workspace)),
            )

    def _access(self, account: Account) -> str:
        if self._sharing:
            names = [credential_texts.affected_name(other) for other in self._sharing]
            text = self.tr("m3ter keeps its access to this account, for {names}.")
            return fill(text, names=credential_texts.name_list(names))
        text = self.tr("m3ter's access to {account} is revoked at Stripe.")
        return fill(text, account=account.name or account.id)

    def _time(self, workspace: Workspace) -> str:
        deadline, now = self._credential.deadline, workspace.clock.now()
        if deadline is None or deadline.has_passed(now):
            return self.tr(
                "The time for approval has run out, so the credential is removed. You can start"
                " again with the same name."
            )
        text = self.tr("Then you can approve access with another account until {time}.")
        end = now.utc + deadline.time_left(now)
        return fill(text, time=time_texts.time_of_day_text(end))

    def _on_answer(self) -> None:
        self._answered = True

    def _on_event(self, _: Event) -> None:
        is_same = (
            self._state.credential(self._credential.id) == self._credential
            and self._state.sharing_account(self._credential) == self._sharing
        )
        if not self._answered and not is_same:
            self.reject()
