"""Asks before a credential is deleted or removed: names the credential and the consequences."""

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.ui.texts import credential_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.workspace_state import ReadableState


class DeleteDialog(Question):
    """Asks before a credential is deleted or removed.

    Read `revoke` after the person has accepted: whether access at Stripe is to be revoked as well.
    """

    def __init__(self, state: ReadableState, credential: Credential, parent: QWidget) -> None:
        active = credential.stage is Stage.ACTIVE
        super().__init__(
            self.tr("Delete credential") if active else self.tr("Remove credential"),
            self.tr("Delete") if active else self.tr("Remove"),
            parent,
        )
        self._state = state
        self._credential = credential
        self._sharing = state.sharing_account(credential)
        self._unsettled = state.is_unsettled(credential.id)
        revoked = credential.secret_place is SecretPlace.REVOKED
        self._revoke: QCheckBox | None = None
        question = self.tr("Delete “{name}”?") if active else self.tr("Remove “{name}”?")
        self.show_question(fill(question, name=credential.name), self._consequences_of_it())
        chosen = credential.revoking is not Revoking.NO
        has_choice = active or credential.was_active or chosen or bool(self._sharing)
        if credential.account is not None and not revoked and has_choice:
            self._revoke = self.add_choice(self.tr("Also revoke m3ter's &access at Stripe"))
            # Removing a credential that was never created revokes its access by default.
            still_wanted = credential.revoking is Revoking.TO_DO or (chosen and not active)
            self._revoke.setChecked(still_wanted and not self._sharing)

    @property
    def revoke(self) -> bool | None:
        """Whether access at Stripe is to be revoked; None if the person was not asked."""
        return None if self._revoke is None else self._revoke.isChecked()

    def is_still_true(self) -> bool:
        """Return whether the state that the question describes has not changed."""
        credential = self._state.credential(self._credential.id)
        return (
            credential == self._credential
            and self._state.sharing_account(self._credential) == self._sharing
            and self._state.is_unsettled(self._credential.id) == self._unsettled
        )

    def _consequences_of_it(self) -> tuple[str, ...]:
        credential = self._credential
        account = credential.account
        if account is None:
            return (self._without_account(),)
        if credential.secret_place is SecretPlace.REVOKED:
            revoked = self.tr(
                "m3ter's access to the account was revoked earlier, and the secret can't be used"
                " any more."
            )
            unsettled = self._without_approval()
            return (revoked, unsettled) if unsettled else (revoked,)
        name = credential_texts.account_label(account)
        if credential.was_active:
            first = self.tr(
                "It was connected to the {system} account {account} before, and has not been"
                " approved again yet."
            )
        elif credential.stage is Stage.ACTIVE:
            first = self.tr(
                "Its secret for the {system} account {account} is removed from this computer. This"
                " can't be undone."
            )
        else:
            first = self.tr(
                "The {system} account {account} approved access, but the credential was not"
                " created."
            )
        first = fill(first, system=credential.system.label, account=name)
        return first, self._access()

    def _without_account(self) -> str:
        return self._without_approval() or self.tr(
            "It has not been approved yet. If you remove it, you have to start again."
        )

    def _without_approval(self) -> str:
        if not self._unsettled:
            return ""
        return self.tr(
            "Stripe may have granted access, and removing the credential does not revoke it. Check"
            " in the Stripe Dashboard whether m3ter has access."
        )

    def _access(self) -> str:
        if self._credential.revoking is Revoking.UNCONFIRMED and not self._sharing:
            return self.tr(
                "It is not known whether m3ter still has access to the account at Stripe."
            )
        if self._sharing:
            names = [credential_texts.affected_name(other) for other in self._sharing]
            text = Plural.tr(
                "m3ter keeps its access to the account at Stripe. Revoking it cuts off the whole"
                " account: {names} would lose access as well.",
                None,
                len(names),
            )
            return fill(text, names=credential_texts.name_list(names))
        if self._credential.revoking is Revoking.TO_DO:
            return self.tr(
                "m3ter's access to the account at Stripe has not been revoked yet. m3ter keeps it"
                " unless you revoke it."
            )
        if self._credential.stage is Stage.ACTIVE or self._credential.was_active:
            return self.tr("m3ter keeps its access to the account at Stripe, unless you revoke it.")
        return self.tr("m3ter's access to the account will be revoked.")
