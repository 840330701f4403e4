"""A masked field for a secret, which can be shown."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QWidget

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.widgets.fields import TextField


class SecretField(QWidget):
    """Has the field `edit`, and a box that shows what is typed. `name` is its accessible name."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.edit = TextField()
        self.edit.setAccessibleName(name)
        self.edit.setEchoMode(QLineEdit.EchoMode.Password)
        self.edit.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._show = QCheckBox(self.tr("Show"))
        show = fill(self.tr("Show: {secret}"), secret=name)
        self._show.setAccessibleName(without_isolates(show))
        self._show.toggled.connect(self._on_show)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(self.edit, 1)
        row.addWidget(self._show)
        self.setFocusProxy(self.edit)

    def wipe(self) -> None:
        """Clear the text, and with it what undo could bring back."""
        self._show.setChecked(False)
        self.edit.setText("")

    def _on_show(self, shown: bool) -> None:
        mode = QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password
        self.edit.setEchoMode(mode)
