"""The account that approved access, as the wizard shows it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from desktop_app.core.account import Account
from desktop_app.ui import theme
from desktop_app.ui.texts import account_texts, credential_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.texts.language import list_text
from desktop_app.ui.widgets.facts import BulletList, Facts
from desktop_app.ui.widgets.panels import Card
from desktop_app.ui.widgets.rows_model import plain_tip

# More would leave no room for the rest of the page.
_MOST_NEEDS = 6


class AccountView(Card):
    """The facts of an account in a card, with the other credentials that use the account."""

    def __init__(self) -> None:
        super().__init__()
        self._facts: Facts | None = None
        self._shown: tuple[Account | None, tuple[str, ...]] = (None, ())
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.L + theme.XS, theme.M, theme.L + theme.XS, theme.M)

    def show_account(self, account: Account | None, others: Sequence[str] = ()) -> None:
        """Show an account; None shows nothing.

        `others` are the names of the other credentials that use the account.
        """
        self.setVisible(account is not None)
        before, self._shown = self._shown, (account, tuple(others))
        if account is not None and before != self._shown:
            self._show_facts(account, others)

    def _show_facts(self, account: Account, others: Sequence[str]) -> None:
        if self._facts is not None:
            # It is deleted only later.
            self._facts.hide()
            self._facts.deleteLater()
        self._facts = facts = Facts()
        for label, value in (
            (self.tr("Account"), account.name),
            (self.tr("Account ID"), account.id),
            (self.tr("Country"), account_texts.country_text(account)),
            (self.tr("Payments and payouts"), account_texts.ability_text(account)),
        ):
            if value:
                facts.add(label, value)
        if account.currently_due:
            needs, every = BulletList(), account_texts.listed_needs(account)
            few = account_texts.few_listed_needs(account, _MOST_NEEDS)
            needs.show_items(few)
            needs.setToolTip("" if few == every else plain_tip(without_isolates("\n".join(every))))
            needs.setAccessibleName(self.tr("Stripe still needs"))
            needs.setAccessibleDescription(without_isolates(list_text(every)))
            facts.add_label(self.tr("Stripe still needs"), needs)
        if others:
            facts.add(self.tr("Also used by"), credential_texts.name_list(others))
            note = self.tr("They share the same access: revoking it for one ends it for all.")
            facts.add_note(note)
        self._column.addWidget(facts)
