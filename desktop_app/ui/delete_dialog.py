"""Asks before a credential is deleted or removed: names the credential and the consequences."""

from PySide6.QtWidgets import QCheckBox, QWidget

from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.lifecycle import Step
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
        # A credential that was created before is deleted, even while it is approved again.
        self._is_created = created = credential.was_created
        super().__init__(
            self.tr("Delete credential") if created else self.tr("Remove credential"),
            self.tr("Delete") if created else self.tr("Remove"),
            parent,
        )
        self._state = state
        self._credential = credential
        self._sharing = state.sharing_account(credential)
        self._unsettled = state.is_unsettled(credential.id)
        self._is_alike = credential.id in state.named_alike
        revoked = credential.secret_place is SecretPlace.REVOKED
        self._revoke: QCheckBox | None = None
        chosen = credential.revoking is not Revoking.NO
        has_choice = created or chosen or bool(self._sharing)
        if credential.account is not None and not revoked and has_choice:
            self._revoke = self.add_choice(self.tr("Also revoke m3ter’s &access at Stripe"))
            # Removing a credential that was never created revokes its access by default.
            still_wanted = credential.revoking is Revoking.TO_DO or (chosen and not created)
            self._revoke.setChecked(still_wanted and not self._sharing)
            self._revoke.toggled.connect(self._ask)
        self._ask()

    def _ask(self) -> None:
        question = self.tr("Delete {name}?") if self._is_created else self.tr("Remove {name}?")
        name = credential_texts.quoted_name(self._credential, alike=self._is_alike)
        self.show_question(fill(question, name=name), self._consequences_of_it())

    def propose_to_revoke(self) -> None:
        """Tick that access is to be revoked, unless another credential would lose it, too."""
        if self._revoke is not None:
            self._revoke.setChecked(not self._sharing)

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
            return self._without_account()
        if credential.secret_place is SecretPlace.REVOKED:
            revoked = self.tr(
                "m3ter’s access to the account was revoked earlier, and the secret can’t be used"
                " any more."
            )
            return (self._gone(), revoked, *self._without_approval())
        name = credential_texts.account_label(account)
        if credential.stage is Stage.INCOMPLETE:
            first = self.tr(
                "It was connected to the {system} account {account} before, and has not been"
                " approved again yet."
            )
        elif credential.was_created:
            first = self.tr(
                "Its secret for the {system} account {account} will be removed from this computer."
                " This can’t be undone."
            )
        else:
            first = self.tr(
                "The {system} account {account} approved access, but the credential was not"
                " created."
            )
        first = fill(first, system=credential.system.label, account=name)
        known = self._what_is_known()
        return (first, known, self._access()) if known else (first, self._access())

    def _without_account(self) -> tuple[str, ...]:
        if self._unsettled:
            return (self._gone(), *self._without_approval())
        again = self.tr("It has not been approved yet. If you remove it, you have to start again.")
        return (again,)

    def _gone(self) -> str:
        return self.tr("It will be removed from this list. This can’t be undone.")

    def _without_approval(self) -> tuple[str, ...]:
        if not self._unsettled:
            return ()
        access = self.tr(
            "m3ter may already have access to the {system} account that was chosen, and removing"
            " the credential will not revoke it."
        )
        access = fill(access, system=self._credential.system.label)
        check = self.tr(
            "Before you remove the credential, check that account at Stripe: if m3ter has access"
            " and no other credential here uses the account, revoke the access there."
        )
        if not self._credential.allows(Step.RESUME):
            return access, check
        instead = self.tr(
            "Or keep the credential: choose “Cancel”, then “Resume”, and approve access again with"
            " the same account."
        )
        return access, check, instead

    def _what_is_known(self) -> str:
        """Return that an earlier revocation may have succeeded; empty if that is not so."""
        if self._sharing or self._credential.revoking is not Revoking.UNCONFIRMED:
            return ""
        return self.tr("It is not known whether m3ter still has access to the account at Stripe.")

    def _access(self) -> str:
        """Return what becomes of the access at Stripe, as the check box says."""
        revoke = self.revoke
        if self._sharing:
            names = [credential_texts.affected_name(other) for other in self._sharing]
            if revoke:
                text = Plural.tr(
                    "m3ter’s access at Stripe will be revoked for the whole account: {names} will"
                    " lose access as well.",
                    None,
                    len(names),
                )
            else:
                text = Plural.tr(
                    "m3ter keeps its access to the account at Stripe. Revoking it cuts off the"
                    " whole account: {names} would lose access as well.",
                    None,
                    len(names),
                )
            return fill(text, names=credential_texts.name_list(names))
        if revoke is None:
            return self.tr("m3ter’s access to the account will be revoked.")
        if revoke:
            return self.tr("m3ter’s access at Stripe will be revoked, too.")
        if self._credential.revoking is Revoking.UNCONFIRMED:
            return self.tr("m3ter keeps the access that it may still have.")
        return self.tr("m3ter keeps its access at Stripe.")
