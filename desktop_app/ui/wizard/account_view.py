"""The account that approved access, as the wizard shows it."""

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.core.account import Account
from desktop_app.ui import theme
from desktop_app.ui.texts import account_texts, connection_texts
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.panels import Card, InfoPanel


class AccountView(QWidget):
    """The facts of an account in a card, below messages about it."""

    def __init__(self) -> None:
        super().__init__()
        self._already = InfoPanel()
        self._messages = QVBoxLayout()
        self._messages.setSpacing(theme.M)
        self._messages.addWidget(self._already)
        self._card = Card()
        self._facts: Facts | None = None
        self._account: Account | None = None
        facts = QVBoxLayout(self._card)
        facts.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.M)
        column.addLayout(self._messages)
        column.addWidget(self._card)

    def show_account(self, account: Account | None, others: Sequence[str] = ()) -> None:
        """Show an account; None shows nothing.

        `others` are the names of the other credentials that use the account.
        """
        self.setVisible(account is not None)
        if account is not None and account != self._account:
            self._show_facts(account)
        self._account = account
        self._already.setVisible(bool(others))
        if others:
            text = connection_texts.already_connected_text(others)
            self._already.show_message(Tone.INFO, "", text)

    def _show_facts(self, account: Account) -> None:
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
            (self.tr("Stripe still needs"), account_texts.few_needs_text(account)),
        ):
            if value:
                facts.add(label, value)
        layout = self._card.layout()
        if layout is not None:
            layout.addWidget(facts)
