"""The details of the selected credential, as text that can be selected and copied."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop_app.core.account import Account
from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.ui import theme
from desktop_app.ui.texts import account_texts, credential_texts, time_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.facts import show_fact
from desktop_app.ui.widgets.labels import TextLabel, selectable
from desktop_app.ui.widgets.scrolling import WordsArea


class CredentialDetails(WordsArea):
    """Labels and values in two columns. No value can be edited, as in m3ter."""

    def __init__(self) -> None:
        words = QWidget()
        super().__init__(words, least_lines=3)
        self.setAccessibleName(self.tr("Details"))
        self._values: list[QLabel] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.L)
        grid.setVerticalSpacing(theme.XS)
        fields = (
            self.tr("Name"),
            self.tr("System"),
            self.tr("Connected account"),
            self.tr("Country"),
            self.tr("Account status"),
            self.tr("Payments and payouts"),
            self.tr("Created"),
            self.tr("Secret"),
            self.tr("ID"),
        )
        half = (len(fields) + 1) // 2
        for number, field in enumerate(fields):
            row, column = number % half, (number // half) * 2
            self._add(grid, field, row, column)
        # The value may be a long list.
        self._add(grid, self.tr("Stripe still needs"), half, 0, span=3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        grid.setContentsMargins(theme.M, theme.M, theme.M, theme.M)
        words.setLayout(grid)
        self.hide()

    def _add(self, grid: QGridLayout, field: str, row: int, column: int, *, span: int = 1) -> None:
        label, value = TextLabel(field, TextStyle.SECONDARY), selectable()
        label.setBuddy(value)
        value.setAccessibleName(field)
        grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(value, row, column + 1, 1, span, Qt.AlignmentFlag.AlignTop)
        self._values.append(value)

    def show_credential(self, credential: Credential | None) -> None:
        """Show the details of a credential; hide this widget for None."""
        self.setVisible(credential is not None)
        if credential is None:
            return
        account = credential.account
        none_yet = self.tr("None yet")
        not_yet = self.tr("Not known yet")
        unknown = self.tr("Not known")
        values = (
            credential_texts.display_name(credential),
            credential_texts.system_text(credential.system),
            none_yet if account is None else credential_texts.account_label(account),
            not_yet if account is None else account_texts.country_text(account) or unknown,
            not_yet if account is None else account_texts.access_text(credential, account),
            not_yet if account is None else self._ability(credential, account),
            time_texts.moment_text(credential.created)
            if credential.stage is Stage.ACTIVE or credential.was_active
            else self.tr("Not created yet"),
            none_yet
            if account is None
            else credential_texts.secret_place_text(credential.secret_place),
            credential.id,
            not_yet if account is None else self._needs(credential, account),
        )
        for label, value in zip(self._values, values, strict=True):
            show_fact(label, value)

    def _ability(self, credential: Credential, account: Account) -> str:
        if credential.secret_place is SecretPlace.REVOKED:
            return self.tr("Not known any more")
        return account_texts.ability_text(account)

    def _needs(self, credential: Credential, account: Account) -> str:
        if credential.secret_place is SecretPlace.REVOKED or account.charges_enabled is None:
            return self.tr("Not known")
        return account_texts.needs_text(account) or self.tr("Nothing")
