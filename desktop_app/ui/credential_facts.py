"""The facts about one credential: a label beside each value. No value can be edited."""

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QAction, QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.core.account import Account, Health
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.ui import theme
from desktop_app.ui.texts import account_texts, credential_texts, time_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import IconButton, without_mnemonic
from desktop_app.ui.widgets.facts import BulletList, show_fact
from desktop_app.ui.widgets.labels import ElidedLabel, TextLabel, selectable, wrapped

translate = QCoreApplication.translate

# In characters: the width of the labels, and from which width on there are two columns of facts.
# Characters are 7 pixels wide in a font of usual size.
_LABEL, _WIDE = 12, 68


class CredentialFacts(QWidget):
    """Shows what is known of a credential. What is not known takes no room.

    `copy_id` and `copy_account_id` are the actions of the buttons behind the IDs. `is_practice`
    says whether the credentials are for practice, so that no other program knows them. Where there
    is room, the facts are in two columns.
    """

    def __init__(self, copy_id: QAction, copy_account_id: QAction, *, is_practice: bool) -> None:
        super().__init__()
        self.needs = _Needs()
        # In the size of the values, an ID of wide letters would not fit into a narrow place.
        self._id = _Id(self.tr("ID"), TextStyle.SECONDARY)
        self._id.set_tone(None)
        if is_practice:
            used = self.tr("For practice: not in the m3ter Console.")
        else:
            used = self.tr("Select it in the m3ter Console by its name or ID.")
        self._used = wrapped(used, TextStyle.SECONDARY)
        self._is_in_use = False
        self._account = _AccountValue(self.tr("Account ID"), copy_account_id)
        # The whole ID has no room beside its label in a narrow place.
        self._id_fact = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._id_label = _label(self.tr("ID"), self._id, self)
        self._id_fact.addWidget(self._id_label)
        self._id_fact.addLayout(_with_copy(self._id, copy_id), 1)
        about_account, about_credential = _Group(), _Group()
        self._account_row = about_account.add(
            self.tr("Connected account"), self._account.name, self._account
        )
        self._rows = (
            about_account.add(self.tr("Country")),
            about_account.add(self.tr("Payments and payouts")),
            about_credential.add(self.tr("Created")),
            about_credential.add(self.tr("Last checked")),
            about_credential.add(self.tr("Secret")),
        )
        self._groups = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._groups.setSpacing(theme.S)
        for group in (about_account, about_credential):
            self._groups.addWidget(group, 1, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(self._id_fact)
        column.addLayout(self._groups)
        column.addWidget(self._used)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = event.size().width() >= self.fontMetrics().averageCharWidth() * _WIDE
        direction = (
            QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom
        )
        for box in (self._id_fact, self._groups):
            box.setDirection(direction)
        self._id_fact.setSpacing(theme.S if is_wide else 0)

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
        self._account_row.set_visible(account is not None)
        if account is not None:
            self._account.show_account(account)
            _put_on_baseline(self._account_row.label, *self._account.first_line())
        known = account if credential.secret_place is not SecretPlace.REVOKED else None
        self.needs.show_needs(() if known is None else account_texts.listed_needs(known))
        values = (
            "" if account is None else account_texts.country_text(account),
            _ability_text(known),
            time_texts.moment_by_text(credential.created, credential.created_by)
            if credential.was_created
            else "",
            "" if account is None else _checked_text(credential, now, by_clock=check_failed),
            "" if account is None else credential_texts.secret_place_text(credential.secret_place),
        )
        for row, value in zip(self._rows, values, strict=True):
            row.show_value(value)

    def name_id(self, *, is_registered: bool) -> None:
        """Say which ID is shown, of a credential that m3ter has under another one."""
        self._id_label.setText(self.tr("ID here") if is_registered else self.tr("ID"))

    def show_where_used(self, *, shown: bool) -> None:
        """Show where a credential that works is used, or leave that out where it is said."""
        self._used.setVisible(shown and self._is_in_use)


def _checked_text(credential: Credential, now: datetime, *, by_clock: bool) -> str:
    """Return when the account was last checked, and whether Stripe left out what it can do."""
    text = time_texts.last_checked_text(credential.checked, now, by_clock=by_clock)
    account = credential.account
    if credential.checked is None or account is None or account.health is not Health.UNKNOWN:
        return text
    return fill(translate("CredentialFacts", "{when}, without details"), when=text)


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


class _AccountValue(QWidget):
    """The name of an account, and below it the account's ID with a button that copies it."""

    def __init__(self, field: str, copy: QAction) -> None:
        super().__init__()
        self.name = selectable()
        self._id = _Id(field, TextStyle.SECONDARY)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.name)
        self._line = _with_copy(self._id, copy)
        column.addLayout(self._line)

    def show_account(self, account: Account) -> None:
        """Show an account. Its name need not be known: the ID is the value then."""
        is_named = bool(account.name)
        show_fact(self.name, account.name)
        self.name.setVisible(is_named)
        self._id.setFont(theme.text_font(TextStyle.SECONDARY if is_named else TextStyle.BODY))
        self._id.set_tone(Tone.QUIET if is_named else None)
        self._id.setText(account.id)

    def first_line(self) -> tuple[QLabel, int]:
        """Return what is shown first, and how many pixels are above it."""
        if not self.name.isHidden():
            return self.name, 0
        # The button is higher than the words.
        return self._id, (self._line.sizeHint().height() - self._id.sizeHint().height()) // 2


@dataclass(frozen=True, slots=True)
class _Row:
    """A label and a value, in the widget that is beside the label."""

    label: QLabel
    value: QLabel
    beside: QWidget

    def show_value(self, value: str) -> None:
        """Show a value; without one, the row takes no room."""
        show_fact(self.value, value)
        self.set_visible(bool(value))

    def set_visible(self, visible: bool) -> None:
        """Show or hide the row."""
        self.label.setVisible(visible)
        self.beside.setVisible(visible)


class _Group(QWidget):
    """Facts in rows: a label, and a value beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.S)
        self._grid.setVerticalSpacing(theme.S)
        self._grid.setColumnStretch(1, 1)

    def add(self, field: str, value: QLabel | None = None, beside: QWidget | None = None) -> _Row:
        """Add a row, and return it. `beside` is the widget that `value` is in, if it is in one."""
        value = value or selectable()
        value.setAccessibleName(field)
        row = _Row(_label(field, value, self), value, beside or value)
        place = self._grid.rowCount()
        self._grid.addWidget(row.label, place, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(row.beside, place, 1, Qt.AlignmentFlag.AlignTop)
        return row


def _label(field: str, value: QLabel, parent: QWidget) -> QLabel:
    """Return the label of a value. All labels have one width, so that the values are aligned."""
    label = wrapped(field, TextStyle.SECONDARY)
    label.setParent(parent)
    label.setBuddy(value)
    label.setFixedWidth(parent.fontMetrics().averageCharWidth() * _LABEL)
    _put_on_baseline(label, value)
    return label


def _put_on_baseline(label: QLabel, value: QLabel, above: int = 0) -> None:
    """Put the smaller words of a label on the baseline of its value; `above` is what is above."""
    lower = value.fontMetrics().ascent() - label.fontMetrics().ascent()
    label.setContentsMargins(0, above + lower, 0, 0)


def _with_copy(id_label: _Id, copy: QAction) -> QHBoxLayout:
    """Return a line with an ID, and a button behind it that triggers `copy`."""
    button = IconButton("copy", without_mnemonic(copy.text()))
    button.clicked.connect(copy.trigger)
    line = QHBoxLayout()
    line.setSpacing(theme.XS)
    line.addWidget(id_label)
    line.addWidget(button)
    line.addStretch(1)
    return line


class _Needs(QWidget):
    """Lists what Stripe still needs for an account."""

    def __init__(self) -> None:
        super().__init__()
        self._list = BulletList()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, theme.XS)
        column.setSpacing(2)
        column.addWidget(TextLabel(self.tr("Stripe still needs"), TextStyle.SECONDARY))
        column.addWidget(self._list)
        self.hide()

    def show_needs(self, needs: tuple[str, ...]) -> None:
        """Show these items; without any, the list takes no room."""
        self.setVisible(bool(needs))
        self._list.show_items(needs)
