"""A card with a masked field for one of the organization's secrets, which checks what is typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.core.platform_secret import api_keys_url, check_secret, clean_secret
from desktop_app.core.profile import Registration
from desktop_app.core.secret import Secret
from desktop_app.ui import theme
from desktop_app.ui.organizations.busy_line import BusyLine
from desktop_app.ui.organizations.secret_field import SecretField
from desktop_app.ui.organizations.web_link import WebLink
from desktop_app.ui.texts import secret_texts
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.widgets.buttons import make_strong
from desktop_app.ui.widgets.field_note import FieldNote
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import Card
from desktop_app.ui.widgets.scrolling import bring_into_sight
from desktop_app.workflow.ports import Browser


class SecretCard(Card):
    """Asks for the secret of a registration, with a `hint` below the field.

    `changed` is emitted when its text has changed.
    """

    changed = Signal()

    def __init__(self, registration: Registration, browser: Browser, hint: str) -> None:
        super().__init__()
        self.registration = registration
        name = without_isolates(secret_texts.secret_label(registration))
        self._field = SecretField(name)
        self._edit = self._field.edit
        self._note = FieldNote(self._edit, hint)
        label = wrapped(name)
        make_strong(label)
        label.setBuddy(self._edit)
        self._head = QHBoxLayout()
        self._head.setSpacing(theme.S)
        self._head.addWidget(label, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        self._column.setSpacing(theme.XS)
        self._column.addLayout(self._head)
        self._column.addWidget(self._field)
        self._column.addWidget(self._note)
        self._below = QVBoxLayout()
        self._below.setContentsMargins(0, theme.XS, 0, 0)
        self._column.addLayout(self._below)
        if registration.exchange is None and not registration.stand_in:
            self._add_link(browser)
        self.setFocusProxy(self._edit)
        self._edit.textChanged.connect(self._on_text)

    def _add_link(self, browser: Browser) -> None:
        system = self.registration.system
        link = WebLink(self.tr("Open API keys at Stripe"), api_keys_url(system), browser)
        name = self.tr("Open API keys at Stripe, {mode}")
        link.setAccessibleName(without_isolates(fill(name, mode=secret_texts.mode_text(system))))
        self._head.addWidget(link)
        self._column.insertWidget(1, link.fallback)

    @property
    def is_typed(self) -> bool:
        """Whether there is anything in the field."""
        return bool(self._edit.text())

    @property
    def secret(self) -> Secret | None:
        """The secret that was typed, None while it is not valid."""
        text = clean_secret(self._edit.text())
        return None if check_secret(self.registration, text) else Secret(text)

    def show_below_hint(self, widget: QWidget) -> None:
        """Put a widget below the field and its hint."""
        self._below.addWidget(widget)

    def mark_refused(self, why: str) -> None:
        """Mark the field until its text changes or is tried again; an empty text does not."""
        self._note.mark_field(why)

    def show_busy(self, busy: bool, line: BusyLine | None) -> None:
        """Turn the field off while secrets are being tried.

        `line` is shown in place of the hint while it is about this secret, else it is None.
        """
        if busy:
            self._note.mark_field("")
        self._field.setEnabled(not busy)
        self._note.setVisible(line is None)
        if line is not None:
            line.stand_in_for(self._note, self._column)

    def wipe(self) -> None:
        """Clear the text, and with it what undo could bring back."""
        self._field.wipe()

    def _on_text(self, typed: str) -> None:
        problem = check_secret(self.registration, clean_secret(typed))
        text = secret_texts.secret_problem_text(problem, self.registration) if problem else ""
        if text != self._note.problem:
            self._note.show_problem(text)
            bring_into_sight(self._note)
        else:
            self._note.mark_field(text)
        self.changed.emit()
