"""The fields for an organization at m3ter and its access key, which check what is typed."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from desktop_app.core.m3ter import AccessKey
from desktop_app.core.m3ter_key import (
    KeyProblem,
    key_id_problem,
    organization_problem,
    secret_problem,
)
from desktop_app.core.secret import Secret
from desktop_app.ui import theme
from desktop_app.ui.organizations.secret_field import SecretField
from desktop_app.ui.texts import m3ter_texts
from desktop_app.ui.widgets.buttons import make_strong
from desktop_app.ui.widgets.field_note import FieldNote
from desktop_app.ui.widgets.fields import TextField
from desktop_app.ui.widgets.labels import TextLabel
from desktop_app.ui.widgets.panels import Card

Check = Callable[[str], KeyProblem | None]


class KeyFields(Card):
    """Asks for the organization's ID, the access key's ID, and the API secret.

    White space around what is typed is never part of it. `changed` is emitted when a text has
    changed.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._takes_made_up_only = False
        self._organization = TextField()
        self._key_id = TextField()
        self._secret = SecretField(self.tr("API secret"))
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.L, theme.M, theme.L, theme.L)
        self._column.setSpacing(theme.XS)
        # In the order in which they are shown.
        self._fields: tuple[tuple[str, QLineEdit, Check, FieldNote], ...] = (
            self._add(self.tr("Organization &ID"), self._organization, organization_problem),
            self._add(self.tr("Access &key ID"), self._key_id, key_id_problem),
            self._add(self.tr("API &secret"), self._secret.edit, self._check_secret, self._secret),
        )
        self.setFocusProxy(self._organization)

    def _add(
        self, label: str, edit: QLineEdit, check: Check, shown: QWidget | None = None
    ) -> tuple[str, QLineEdit, Check, FieldNote]:
        """Add a field; `shown` is the widget that has it, if it is not shown alone."""
        name = label.replace("&", "")
        edit.setAccessibleName(name)
        words = TextLabel(label)
        make_strong(words)
        words.setBuddy(edit)
        note = FieldNote(edit)
        if self._column.count():
            self._column.addSpacing(theme.S)
        for widget in (words, shown or edit, note):
            self._column.addWidget(widget)
        edit.textChanged.connect(self._on_text)
        return name, edit, check, note

    def _check_secret(self, text: str) -> KeyProblem | None:
        return secret_problem(text, is_stand_in=self._takes_made_up_only)

    # -- what is entered ----------------------------------------------------------------------

    def fill_in(self, organization_id: str, key: AccessKey | None, *, is_stand_in: bool) -> None:
        """Fill in what is known beforehand. `is_stand_in` says that only made-up keys are taken."""
        self._takes_made_up_only = is_stand_in
        self._organization.setText(organization_id)
        if key is not None:
            self._key_id.setText(key.id)
            self._secret.edit.setText(key.secret.reveal())

    @property
    def organization_id(self) -> str:
        """The organization's ID as it was typed."""
        return self._organization.text().strip()

    @property
    def key(self) -> AccessKey:
        """The access key as it was typed. It is valid only if `problem` is empty."""
        return AccessKey(self._key_id.text().strip(), Secret(self._secret.edit.text().strip()))

    @property
    def missing(self) -> str:
        """What the person has still to do, in words; empty if nothing is missing."""
        problems = [check(edit.text().strip()) for _, edit, check, _ in self._fields]
        if any(problem not in (None, KeyProblem.EMPTY) for problem in problems):
            return m3ter_texts.correct_text()
        empty = [
            name
            for (name, *_), problem in zip(self._fields, problems, strict=True)
            if problem is not None
        ]
        return m3ter_texts.missing_text(empty)

    @property
    def is_secret_typed(self) -> bool:
        """Whether there is anything in the field of the secret."""
        return bool(self._secret.edit.text())

    def focus_first(self) -> None:
        """Give the focus to the first field that is empty, else to the first one."""
        edits = [edit for _, edit, *_ in self._fields]
        next((edit for edit in edits if not edit.text()), edits[0]).setFocus()

    def wipe(self) -> None:
        """Clear the secret."""
        self._secret.wipe()

    def _on_text(self) -> None:
        for _, edit, check, note in self._fields:
            problem = check(edit.text().strip())
            note.show_problem(m3ter_texts.problem_text(problem) if problem else "")
        self.changed.emit()
