"""Asks once before several credentials are deleted: names them and the consequences."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.ui.texts import credential_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.workspace_state import ReadableState


class DeleteManyDialog(Question):
    """Asks before several credentials are deleted. Their access at Stripe is never revoked.

    Those of `credentials` that may not be removed together are named as well. `chosen` are the
    others.
    """

    def __init__(
        self, state: ReadableState, credentials: Sequence[Credential], parent: QWidget
    ) -> None:
        super().__init__(self.tr("Delete credentials"), self.tr("Delete"), parent)
        self._state = state
        self._credentials = tuple(credentials)
        self.chosen = self._removable()
        self._unsettled = self._unsettled_ones()
        question = Plural.tr("Delete %n credentials?", None, len(self.chosen))
        self.show_question(question, tuple(self._what_happens()))

    def is_still_true(self) -> bool:
        """Return whether the state that the question describes has not changed."""
        now = tuple(self._state.credential(each.id) for each in self._credentials)
        return (
            now == self._credentials
            and self._removable() == self.chosen
            and self._unsettled_ones() == self._unsettled
        )

    def _removable(self) -> tuple[Credential, ...]:
        may = self._state.may_be_removed_together
        return tuple(each for each in self._credentials if may(each))

    def _unsettled_ones(self) -> tuple[Credential, ...]:
        return tuple(each for each in self.chosen if self._state.is_unsettled(each.id))

    def _what_happens(self) -> Iterable[str]:
        yield _about(
            self.chosen,
            Plural.tr(
                "{names} are deleted from the list, and their secrets from this computer. This"
                " can’t be undone.",
                None,
                len(self.chosen),
            ),
        )
        accounts = _accounts(self.chosen)
        if accounts:
            kept = self.tr(
                "m3ter keeps its access at Stripe to {accounts}. To revoke it as well, delete each"
                " credential by itself."
            )
            yield fill(kept, accounts=credential_texts.short_list(accounts))
        waiting = [each for each in self.chosen if each.stage is Stage.INCOMPLETE]
        if waiting:
            yield _about(
                waiting,
                Plural.tr(
                    "The approvals of {names} are not finished, and are given up.",
                    None,
                    len(waiting),
                ),
            )
        if self._unsettled:
            yield _about(
                self._unsettled,
                self.tr(
                    "Stripe may have granted access for {names}, and deleting does not revoke it."
                    " Check in the Stripe Dashboard whether m3ter has access."
                ),
            )
        staying = [each for each in self._credentials if each not in self.chosen]
        if staying:
            yield _about(
                staying,
                Plural.tr(
                    "{names} stay, as an approval is being completed, or access is being revoked."
                    " Delete each of them by itself.",
                    None,
                    len(staying),
                ),
            )


def _about(credentials: Sequence[Credential], text: str) -> str:
    return fill(text, names=credential_texts.short_name_list([each.name for each in credentials]))


def _accounts(credentials: Sequence[Credential]) -> list[str]:
    """Return the accounts to which m3ter keeps its access, each once."""
    connected = [each for each in credentials if each.secret_place is not SecretPlace.REVOKED]
    accounts = [each.account for each in connected if each.account is not None]
    return list(dict.fromkeys(map(credential_texts.account_label, accounts)))
