"""The account that approved access, as the wizard shows it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout

from desktop_app.core.account import Account
from desktop_app.ui import theme
from desktop_app.ui.texts import account_texts, credential_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.panels import Card

# More would leave no room for the rest of the page.
_MOST_NEEDS = 8


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
            most = account_texts.few_needs_text(account, _MOST_NEEDS)
            few = facts.add(self.tr("Stripe still needs"), _capitalised(most))
            every = _capitalised(without_isolates(account_texts.needs_text(account)))
            few.setAccessibleDescription(every)
            few.setToolTip("" if every == few.text() else every)
        if others:
            facts.add(self.tr("Also used by"), credential_texts.name_list(others))
            facts.add_note(self.tr("All of them share one access."))
        self._column.addWidget(facts)


def _capitalised(text: str) -> str:
    """Return a text with a capital letter at its beginning."""
    return text[:1].upper() + text[1:]
