"""Asks once before several credentials are deleted: names them and the consequences."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.ui.texts import credential_texts
from desktop_app.ui.texts.filling import fill, sentences
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.workspace_state import ReadableState

translate = QCoreApplication.translate

_TO_BE_REVOKED = (Revoking.UNDER_WAY, Revoking.TO_DO)


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
        self._said = tuple(self._what_happens())
        question = Plural.tr("Delete %n credentials?", None, len(self.chosen))
        self.show_question(question, self._said)

    def is_still_true(self) -> bool:
        """Return whether the state that the question describes has not changed."""
        now = tuple(self._state.credential(each.id) for each in self._credentials)
        return (
            now == self._credentials
            and self._removable() == self.chosen
            and tuple(self._what_happens()) == self._said
        )

    def _removable(self) -> tuple[Credential, ...]:
        may = self._state.may_be_removed_together
        return tuple(each for each in self._credentials if may(each))

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
        may = self._state.may_be_removed_together
        staying = [each for each in self._credentials if not may(each)]
        for revoking in Revoking:
            some = [each for each in staying if each.revoking is revoking]
            if some:
                accounts = credential_texts.short_list(_accounts(some))
                yield _about(some, self._why_they_stay(revoking, len(some)), accounts=accounts)
        yield from self._what_happens_to_access()
        unsettled = [each for each in self.chosen if self._state.is_unsettled(each.id)]
        if unsettled:
            yield _about(
                unsettled,
                Plural.tr(
                    "m3ter may already have access to the accounts that were chosen for {names},"
                    " and deleting will not revoke it. Check at Stripe first: if m3ter has access"
                    " to an account that no other credential here uses, revoke it there.",
                    None,
                    len(unsettled),
                ),
            )

    def _what_happens_to_access(self) -> Iterable[str]:
        """Say whose access is to be revoked because of another credential, and whose stays."""
        others: dict[str, None] = {}
        ending: list[Credential] = []
        staying: list[Credential] = []
        for each in filter(_is_connected, self.chosen):
            names = self._revoked_with(each)
            others |= dict.fromkeys(names)
            (ending if names else staying).append(each)
        if ending:
            text = Plural.tr(
                "{names} use the same access as {others}, so nothing more has to be revoked for"
                " them.",
                None,
                len(ending),
            )
            yield _about(ending, text, others=credential_texts.short_name_list(list(others)))
        if not staying:
            return
        accounts = _accounts(staying)
        if len(staying) == len(self.chosen):
            stays = Plural.tr(
                "Deleting them does not revoke m3ter’s access to {accounts}.",
                None,
                len(staying),
            )
        else:
            stays = self.tr("Deleting {names} does not revoke m3ter’s access to {accounts}.")
        if len(staying) == 1:
            instead = self.tr(
                "To revoke it as well, choose “Cancel”, then delete {names} by itself, and tick"
                " “Also revoke m3ter’s access at Stripe”."
            )
        else:
            instead = Plural.tr(
                "To revoke it as well, choose “Cancel”, then delete one of them for each"
                " account by itself, and tick “Also revoke m3ter’s access at Stripe”.",
                None,
                len(accounts),
            )
        shown = credential_texts.short_list(accounts)
        yield _about(staying, sentences(stays, instead), accounts=shown)

    def _revoked_with(self, credential: Credential) -> list[str]:
        """Return the names of others because of which the access of a credential ends."""
        sharing = self._state.sharing_account(credential)
        return [
            credential_texts.affected_name(other)
            for other in sharing
            if other.credential.revoking in _TO_BE_REVOKED
        ]

    def _why_they_stay(self, revoking: Revoking, number: int) -> str:
        """Return why credentials stay that are `revoking` in one way, and what becomes of them."""
        match revoking:
            case Revoking.NO:
                return Plural.tr(
                    "{names} will stay: their approvals are being completed. Delete them once that"
                    " is done.",
                    None,
                    number,
                )
            case Revoking.UNDER_WAY:
                return Plural.tr(
                    "{names} were deleted earlier, and stay in the list until m3ter’s access to"
                    " {accounts} is revoked, which is under way.",
                    None,
                    number,
                )
            case Revoking.TO_DO:
                return Plural.tr(
                    "{names} were deleted earlier, and stay in the list until m3ter’s access to"
                    " {accounts} is revoked.",
                    None,
                    number,
                )
            case Revoking.UNCONFIRMED:
                return Plural.tr(
                    "{names} will stay: it is not known whether m3ter’s access was revoked. Delete"
                    " each of them by itself.",
                    None,
                    number,
                )


def _is_connected(credential: Credential) -> bool:
    """Return whether m3ter has access to the account of a credential."""
    return credential.account is not None and credential.secret_place is not SecretPlace.REVOKED


def _about(credentials: Sequence[Credential], text: str, **values: str) -> str:
    names = credential_texts.short_name_list([each.name for each in credentials])
    return fill(text, names=names, **values)


def _accounts(credentials: Sequence[Credential]) -> list[str]:
    """Return the accounts of credentials, each with its mode: m3ter has access to it in one."""
    text = translate("DeleteManyDialog", "{account} in {system}")
    labels = (
        fill(text, account=credential_texts.account_label(each.account), system=each.system.label)
        for each in credentials
        if each.account is not None
    )
    return list(dict.fromkeys(labels))
