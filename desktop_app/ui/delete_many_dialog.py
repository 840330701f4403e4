"""Asks once before several credentials are deleted: names them and the consequences."""

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from desktop_app.core.account import Account
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
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
                "{names} will be deleted from the list, and their secrets from this computer. This"
                " can’t be undone.",
                None,
                len(self.chosen),
            ),
        )
        staying = [each for each in self._credentials if each not in self.chosen]
        for revoking in Revoking:
            some = [each for each in staying if each.revoking is revoking]
            if some:
                yield _about(some, self._why_they_stay(revoking, len(some)))
        accounts = dict.fromkeys(map(credential_texts.account_label, _connected(self.chosen)))
        if accounts:
            # Access to the same account may be revoked all the same, with one that stays.
            kept = self.tr("This does not revoke m3ter’s access at Stripe to {accounts}.")
            yield fill(kept, accounts=credential_texts.short_list(list(accounts)))
        waiting = [each for each in self.chosen if each.stage is Stage.INCOMPLETE]
        if waiting:
            yield _about(
                waiting,
                Plural.tr(
                    "The approvals in progress for {names} will be cancelled.",
                    None,
                    len(waiting),
                ),
            )
        if self._unsettled:
            yield _about(
                self._unsettled,
                self.tr(
                    "Stripe may have granted access for {names}, and deleting will not revoke it."
                    " Check at Stripe first: if m3ter has access to an account that none of your"
                    " credentials uses, revoke that access."
                ),
            )

    def _why_they_stay(self, revoking: Revoking, number: int) -> str:
        """Return why credentials stay that are `revoking` in one way, and what becomes of them."""
        match revoking:
            case Revoking.NO:
                return Plural.tr(
                    "{names} will be kept: their approvals are being completed. Delete them once"
                    " that is done.",
                    None,
                    number,
                )
            case Revoking.UNDER_WAY:
                return Plural.tr(
                    "{names} will be kept until m3ter’s access is revoked, which is under way.",
                    None,
                    number,
                )
            case Revoking.TO_DO:
                return Plural.tr(
                    "{names} will be kept until m3ter Desktop can revoke m3ter’s access.",
                    None,
                    number,
                )
            case Revoking.UNCONFIRMED:
                return Plural.tr(
                    "{names} will be kept: it is not known whether m3ter’s access was revoked."
                    " Delete each of them by itself.",
                    None,
                    number,
                )


def _about(credentials: Sequence[Credential], text: str) -> str:
    return fill(text, names=credential_texts.short_name_list([each.name for each in credentials]))


def _connected(credentials: Sequence[Credential]) -> list[Account]:
    """Return the account of each credential by which m3ter keeps its access."""
    return [
        each.account
        for each in credentials
        if each.account is not None and each.secret_place is not SecretPlace.REVOKED
    ]
