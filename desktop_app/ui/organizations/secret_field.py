"""A masked field for one of the organization's secrets, which checks what is typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from desktop_app.core.platform_secret import check_secret, clean_secret
from desktop_app.core.profile import Registration
from desktop_app.core.secret import Secret
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import secret_texts
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.fields import TextField
from desktop_app.ui.widgets.labels import wrapped


class SecretField(QWidget):
    """Asks for the secret of a registration. `changed` is emitted when its text has changed."""

    changed = Signal()

    def __init__(self, registration: Registration) -> None:
        super().__init__()
        self._registration = registration
        name = without_isolates(secret_texts.secret_label(registration))
        self._edit = TextField()
        self._edit.setAccessibleName(name)
        self._edit.setEchoMode(QLineEdit.EchoMode.Password)
        self._edit.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._show = QCheckBox(self.tr("Show"))
        show = fill(self.tr("Show: {secret}"), secret=name)
        self._show.setAccessibleName(without_isolates(show))
        self._show.toggled.connect(self._on_show)
        self._problem = wrapped(tone=Tone.PROBLEM)
        self._problem.hide()
        label = QLabel(name)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setBuddy(self._edit)
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(self._edit, 1)
        row.addWidget(self._show)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        column.addWidget(label)
        column.addLayout(row)
        column.addWidget(self._problem)
        column.addWidget(wrapped(secret_texts.secret_hint(registration), TextStyle.SECONDARY))
        self.setFocusProxy(self._edit)
        self._edit.textChanged.connect(self._on_text)

    @property
    def secret(self) -> Secret | None:
        """The secret that was typed, None while it is not valid."""
        text = clean_secret(self._edit.text())
        return None if check_secret(self._registration, text) else Secret(text)

    @property
    def missing(self) -> str:
        """What the person has still to enter, in words; empty if the secret is valid."""
        if self.secret is not None:
            return ""
        return secret_texts.missing_secret_text(self._registration)

    def wipe(self) -> None:
        """Clear the text, and with it what undo could bring back."""
        self._show.setChecked(False)
        self._edit.setText("")

    def _on_show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self._edit.setEchoMode(mode)

    def _on_text(self, typed: str) -> None:
        problem = check_secret(self._registration, clean_secret(typed))
        text = secret_texts.secret_problem_text(problem, self._registration) if problem else ""
        if text != self._problem.text():
            self._problem.setText(text)
            self._problem.setVisible(bool(text))
            self._edit.setAccessibleDescription(without_isolates(text))
            announce(self._edit, text)
        self.changed.emit()
