"""The row of buttons at the foot of a dialog in which secrets are entered."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import wrapped


class Footer(QWidget):
    """Buttons at both ends of a row, and a note in the room between them."""

    def __init__(self) -> None:
        super().__init__()
        self._note = wrapped("", TextStyle.SECONDARY)
        self._note.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._buttons = QHBoxLayout(self)
        self._buttons.setContentsMargins(theme.XL, theme.M, theme.XL, theme.L)
        self._buttons.setSpacing(theme.S)
        self._buttons.addWidget(self._note, 1)

    def add_at_start(self, button: QPushButton) -> None:
        """Add a button before the note."""
        self._buttons.insertWidget(self._buttons.indexOf(self._note), button)

    def add_at_end(self, button: QPushButton) -> None:
        """Add a button after the note, and after the others that are there."""
        self._buttons.addWidget(button)

    def show_note(self, text: str) -> None:
        """Show a note; an empty text hides it."""
        self._note.setText(text)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        line = QRect(theme.XL, 0, self.width() - 2 * theme.XL, 1)
        QPainter(self).fillRect(line, theme.colors(self.palette()).hairline)
