"""The facts about one credential: a label above each value. No value can be edited."""

from datetime import datetime

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.core.account import Account, Health
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.ui import theme
from desktop_app.ui.texts import account_texts, credential_texts, time_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import IconButton, without_mnemonic
from desktop_app.ui.widgets.facts import show_fact
from desktop_app.ui.widgets.labels import ElidedLabel, TextLabel, selectable, wrapped


class CredentialFacts(QWidget):
    """Shows what is known of a credential. What is not known takes no room.

    `copy_id` and `copy_account_id` are the actions of the buttons beside the IDs. `is_practice`
    says whether the credentials are for practice, so that no other program knows them.
    """

    def __init__(self, copy_id: QAction, copy_account_id: QAction, *, is_practice: bool) -> None:
        super().__init__()
        self.needs = _Needs()
        self._id = _Id(self.tr("ID"), TextStyle.BODY)
        if is_practice:
            used = self.tr("For practice: not in the m3ter Console.")
        else:
            used = self.tr("In the m3ter Console, choose it by its name or ID.")
        self._used = wrapped(used, TextStyle.SECONDARY)
        # The space below a fact.
        self._used.setContentsMargins(0, 0, 0, theme.XS)
        self._account_name = selectable()
        self._account_id = _Id(self.tr("Account ID"), TextStyle.SECONDARY)
        self._account = _fact(
            self.tr("Connected account"), self._account_name, self._account_id, copy_account_id
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._is_in_use = False
        column.addWidget(_fact(self.tr("ID"), None, self._id, copy_id))
        column.addWidget(self._used)
        column.addWidget(self._account)
        self._rows: list[tuple[QWidget, QLabel]] = []
        for field in (
            self.tr("Country"),
            self.tr("Payments and payouts"),
            self.tr("Created"),
            self.tr("Last checked"),
            self.tr("Secret"),
        ):
            value = selectable()
            row = _fact(field, value)
            self._rows.append((row, value))
            column.addWidget(row)

    def show_facts(self, credential: Credential, now: datetime, *, check_failed: bool) -> None:
        """Show a credential; `now` (UTC) is what the time of the last check is compared with.

        `check_failed` says that a later check failed. The time is then told by the clock.
        """
        account = credential.account
        self._id.setText(credential.id)
        self._is_in_use = (
            credential.stage is Stage.ACTIVE
            and credential.revoking is Revoking.NO
            and not credential.needs_approval
        )
        self._account.setVisible(account is not None)
        if account is not None:
            show_fact(self._account_name, account.name)
            self._account_name.setVisible(bool(account.name))
            self._account_id.setText(account.id)
        known = account if credential.secret_place is not SecretPlace.REVOKED else None
        self.needs.show_needs(() if known is None else account_texts.listed_needs(known))
        values = (
            "" if account is None else account_texts.country_text(account),
            _ability_text(known),
            time_texts.moment_by_text(credential.created, credential.created_by)
            if credential.was_created
            else "",
            ""
            if account is None
            else time_texts.last_checked_text(credential.checked, now, by_clock=check_failed),
            "" if account is None else credential_texts.secret_place_text(credential.secret_place),
        )
        for (row, label), value in zip(self._rows, values, strict=True):
            show_fact(label, value)
            row.setVisible(bool(value))

    def show_where_used(self, *, shown: bool) -> None:
        """Show where a credential that works is used, or leave that out where it is said."""
        self._used.setVisible(shown and self._is_in_use)


def _ability_text(account: Account | None) -> str:
    if account is None or account.health is Health.UNKNOWN:
        return ""
    # The message about the account's health says the same.
    unhealthy = account_texts.health_message(account) is not None
    return "" if unhealthy else account_texts.ability_text(account)


class _Id(ElidedLabel):
    """An ID in one line, which can be selected. `field` is its accessible name."""

    def __init__(self, field: str, style: TextStyle) -> None:
        self._field = field
        super().__init__(style)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )

    def sizeHint(self) -> QSize:
        # A label needs a little more than its words.
        width = self.fontMetrics().horizontalAdvance(self.text()) + 2
        return QSize(width, super().sizeHint().height())

    def _show_words(self) -> None:
        super()._show_words()
        self.updateGeometry()
        self.setAccessibleName(self._field)
        self.setAccessibleDescription(self.text())


def _fact(
    field: str, value: QLabel | None, id_label: _Id | None = None, copy: QAction | None = None
) -> QWidget:
    """Return a row with a label, a value and an ID, as far as they are given.

    The button for `copy` stands behind the ID. The button is higher than the line of the ID, and
    reaches into the lines above and below, so that it makes the row no higher.
    """
    row = QWidget()
    label = TextLabel(field, TextStyle.SECONDARY)
    grid = QGridLayout(row)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setSpacing(0)
    grid.addWidget(label, 0, 0, 1, 3)
    if value is not None:
        label.setBuddy(value)
        value.setAccessibleName(field)
        grid.addWidget(value, 1, 0, 1, 3)
    if id_label is not None:
        label.setBuddy(value or id_label)
        grid.addWidget(id_label, 2, 0)
    grid.setRowMinimumHeight(3, theme.XS)
    grid.setColumnStretch(2, 1)
    if copy is not None:
        button = IconButton("copy", without_mnemonic(copy.text()))
        button.clicked.connect(copy.trigger)
        # The icon itself is as far away again from the edge of its button.
        grid.setColumnMinimumWidth(1, theme.XS + button.width())
        grid.addWidget(
            button, 0, 1, 4, 1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom
        )
    return row


class _Needs(QWidget):
    """Lists what Stripe still needs for an account."""

    def __init__(self) -> None:
        super().__init__()
        self._needs: tuple[str, ...] = ()
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(theme.S)
        self._list.setVerticalSpacing(2)
        self._list.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.XS)
        column.setSpacing(2)
        column.addWidget(TextLabel(self.tr("Stripe still needs"), TextStyle.SECONDARY))
        column.addLayout(self._list)
        self.hide()

    def show_needs(self, needs: tuple[str, ...]) -> None:
        """Show these items; without any, the list takes no room."""
        self.setVisible(bool(needs))
        if needs == self._needs:
            return
        self._needs = needs
        while (item := self._list.takeAt(0)) is not None:
            shown = item.widget()
            if shown is not None:
                shown.hide()
                shown.deleteLater()
        for row, need in enumerate(needs):
            self._list.addWidget(TextLabel("•"), row, 0, Qt.AlignmentFlag.AlignTop)
            self._list.addWidget(wrapped(need), row, 1)
