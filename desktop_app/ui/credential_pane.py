"""The details of the selected credential, with what can be done with it."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.credential import Credential, SecretPlace, Status
from desktop_app.ui import theme
from desktop_app.ui.credential_actions import CredentialActions
from desktop_app.ui.texts import account_texts, credential_texts, status_texts, time_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import ActionButton, IconButton, LinkButton, without_mnemonic
from desktop_app.ui.widgets.chips import Chip, ChipLabel
from desktop_app.ui.widgets.facts import show_fact
from desktop_app.ui.widgets.labels import TextLabel, selectable, wrapped
from desktop_app.ui.widgets.panels import Card, Hairline, InfoPanel
from desktop_app.ui.widgets.scrolling import ScrollingArea

# The statuses that come from the account, whose page at Stripe says more.
_OF_THE_ACCOUNT = frozenset(
    {Status.PAYMENTS_PAUSED, Status.PAYOUTS_PAUSED, Status.NEEDS_INFORMATION}
)


class _WhatNow(InfoPanel):
    """What a person can do with a credential that was just created."""

    def __init__(self, copy_id: QAction, another: QAction) -> None:
        super().__init__(Tone.SUCCESS, icon=False)
        self.show_message(
            Tone.SUCCESS,
            self.tr("The credential was created"),
            self.tr(
                "In the m3ter Console, choose it by its name or ID in the configuration of your"
                " Stripe integration."
            ),
        )
        for action in (copy_id, another):
            self.buttons.addWidget(ActionButton(action))
        self.make_dismissible()
        self.dismissed.connect(self.hide)


class CredentialPane(Card):
    """Shows one credential, or which ones are selected. No value can be edited, as in m3ter.

    `closed` asks to show the list again, where the pane takes its place. `dismissed` is emitted
    when the person has hidden *What now*, which offers `another`, the action that creates another
    credential. Of `actions`, those that are visible are shown.
    """

    closed = Signal()
    dismissed = Signal()

    def __init__(self, actions: CredentialActions, another: QAction) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Details"))
        self._actions = actions
        self._values: dict[str, QLabel] = {}
        self._rows: dict[str, QWidget] = {}
        self._back = LinkButton(self.tr("Back to the list"))
        self._back.clicked.connect(self.closed)
        self._name = wrapped("", TextStyle.SECTION)
        self._system = TextLabel("", TextStyle.SECONDARY)
        self._names = wrapped("", TextStyle.SECONDARY)
        self._chip = ChipLabel()
        self._what_now = _WhatNow(actions.copy_id, another)
        self._what_now.dismissed.connect(self.dismissed)
        self._what_now.hide()
        self._message = InfoPanel(icon=False)
        self._open_button = QPushButton(without_mnemonic(actions.open_in_stripe.text()))
        self._open_button.setAutoDefault(False)
        self._open_button.clicked.connect(actions.open_in_stripe.trigger)
        self._message.buttons.addWidget(self._open_button)
        self._hint = wrapped(
            self.tr("Select a credential to see its details."), TextStyle.SECONDARY
        )
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._content = QWidget()
        self._buttons = QWidget()
        self._line = Hairline()
        self._lay_out(actions)
        self.show_nothing()

    def _lay_out(self, actions: CredentialActions) -> None:
        facts = QVBoxLayout(self._content)
        facts.setContentsMargins(0, 0, theme.XS, 0)
        facts.setSpacing(theme.S)
        facts.addWidget(self._name)
        mode = QHBoxLayout()
        mode.setSpacing(theme.S)
        mode.addWidget(self._system)
        mode.addWidget(self._chip)
        mode.addStretch(1)
        facts.addLayout(mode)
        facts.addWidget(self._names)
        facts.addWidget(self._what_now)
        facts.addWidget(self._message)
        facts.addWidget(self._row(self.tr("ID"), actions.copy_id))
        for field in (
            self.tr("Connected account"),
            self.tr("Account ID"),
            self.tr("Country"),
            self.tr("Payments and payouts"),
            self.tr("Stripe still needs"),
            self.tr("Created"),
            self.tr("Last checked"),
            self.tr("Secret"),
        ):
            facts.addWidget(self._row(field))
        facts.addStretch(1)
        area = ScrollingArea(self._content)
        area.setFrameShape(ScrollingArea.Shape.NoFrame)
        area.viewport().setAutoFillBackground(False)
        self._content.setAutoFillBackground(False)
        self._rows_of_buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight, self._buttons)
        self._rows_of_buttons.setContentsMargins(0, theme.M, 0, 0)
        self._rows_of_buttons.setSpacing(theme.S)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.setSpacing(theme.S)
        for action in actions.approving_and_checking:
            first.addWidget(ActionButton(action))
        first.addStretch(1)
        second.addStretch(1)
        second.addWidget(ActionButton(actions.remove, danger=True))
        self._rows_of_buttons.addLayout(first)
        self._rows_of_buttons.addLayout(second)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.M)
        column.setSpacing(0)
        column.addWidget(self._back)
        column.addWidget(self._hint, 1)
        column.addWidget(area, 1)
        column.addWidget(self._line)
        column.addWidget(self._buttons)
        self._area = area

    def _row(self, field: str, copy: QAction | None = None) -> QWidget:
        row = QWidget()
        label, value = TextLabel(field, TextStyle.SECONDARY), selectable()
        label.setBuddy(value)
        value.setAccessibleName(field)
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(label)
        line = QHBoxLayout()
        line.setSpacing(theme.XS)
        line.addWidget(value, 1)
        if copy is not None:
            line.addWidget(_copy_button(copy), 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        self._rows[field], self._values[field] = row, value
        return row

    # -- showing ------------------------------------------------------------------------------

    def show_alone(self, alone: bool) -> None:
        """Offer the way back to the list if the pane takes its place."""
        self._back.setVisible(alone)

    def focus_first(self) -> None:
        """Give the focus to the way back to the list."""
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_chip(self, chip: Chip) -> None:
        """Show the status."""
        self._chip.show_chip(chip)

    def show_what_now(self, shown: bool) -> None:
        """Say what can be done with the credential that was just created."""
        self._what_now.setVisible(shown)

    def show_nothing(self) -> None:
        """Say that no credential is selected."""
        self._show_contents(shown=False)

    def _show_contents(self, *, shown: bool) -> None:
        self._hint.setVisible(not shown)
        self._area.setVisible(shown)
        self._buttons.setVisible(shown)
        self._line.setVisible(shown)

    def show_several(self, credentials: Sequence[Credential]) -> None:
        """Say how many credentials are selected, and name them."""
        self._show_contents(shown=True)
        self._rows_of_buttons.setDirection(QBoxLayout.Direction.LeftToRight)
        self._name.setText(credential_texts.selected_text(len(credentials)))
        names = [each.name for each in credentials]
        self._names.setText(credential_texts.short_name_list(names))
        self._names.show()
        for hidden in (self._system, self._chip, self._message, *self._rows.values()):
            hidden.hide()

    def show_credential(
        self, credential: Credential, chip: Chip, now: datetime, end: datetime | None
    ) -> None:
        """Show a credential and the chip of its status.

        `now` (UTC) is what the time of the last check is compared with. `end` (UTC) is when the
        time to approve an incomplete credential is over.
        """
        self._show_contents(shown=True)
        # There is room for two buttons beside one another.
        offered = self._actions.approving_and_checking
        several = sum(action.isVisible() for action in offered) > 1
        self._rows_of_buttons.setDirection(
            QBoxLayout.Direction.TopToBottom if several else QBoxLayout.Direction.LeftToRight
        )
        self._name.setText(without_isolates(credential_texts.display_name(credential)))
        self._names.hide()
        self._system.setText(credential.system.label)
        self._system.show()
        self.show_chip(chip)
        self._show_message(status_texts.status_message(credential, end), credential)
        for (field, label), value in zip(
            self._values.items(), self._facts(credential, now), strict=True
        ):
            show_fact(label, value)
            self._rows[field].setVisible(bool(value))

    def _show_message(self, message: Message | None, credential: Credential) -> None:
        self._message.setVisible(message is not None)
        # The heading of the message says what the chip says.
        self._chip.setVisible(message is None)
        if message is not None:
            self._message.show_message(message.tone, message.title, message.text)
            self._open_button.setVisible(credential.status in _OF_THE_ACCOUNT)

    def _facts(self, credential: Credential, now: datetime) -> tuple[str, ...]:
        account = credential.account
        revoked = credential.secret_place is SecretPlace.REVOKED
        known = account is not None and not revoked
        return (
            credential.id,
            "" if account is None else account.name,
            "" if account is None else account.id,
            "" if account is None else account_texts.country_text(account),
            # The message about the account's health says the same.
            account_texts.ability_text(account)
            if account is not None and known and account_texts.health_message(account) is None
            else "",
            "\n".join(f"• {need}" for need in account_texts.needs(account))
            if account is not None and known
            else "",
            time_texts.moment_by_text(credential.created, credential.created_by)
            if credential.was_created
            else "",
            "" if account is None else time_texts.last_checked_text(credential.checked, now),
            "" if account is None else credential_texts.secret_place_text(credential.secret_place),
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._back.isVisible():
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _copy_button(action: QAction) -> IconButton:
    button = IconButton("copy", without_mnemonic(action.text()))
    button.clicked.connect(action.trigger)
    return button
