"""Labels and values in two columns. The values can be selected and copied, but not edited."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import TextLabel, selectable, wrapped


class Facts(QWidget):
    """A list of facts: a label and a value in each row."""

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.XS)
        self._grid.setColumnStretch(1, 1)

    def add(self, label: str, value: str) -> QLabel:
        """Add a fact, and return the label that shows its value."""
        words, shown = TextLabel(label, TextStyle.SECONDARY), selectable()
        words.setBuddy(shown)
        # Both are at the top of the row: this puts the smaller words on the baseline of the value.
        lower = shown.fontMetrics().ascent() - words.fontMetrics().ascent()
        words.setContentsMargins(0, lower, 0, 0)
        shown.setAccessibleName(label)
        row = self._grid.rowCount()
        self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignTop)
        # One width for all labels aligns the values of several lists.
        self._grid.setColumnMinimumWidth(0, self.fontMetrics().averageCharWidth() * 16)
        show_fact(shown, value)
        return shown

    def add_note(self, text: str) -> None:
        """Add a note in secondary text below the last value."""
        note = wrapped(text, TextStyle.SECONDARY)
        self._grid.addWidget(note, self._grid.rowCount(), 1)

    def add_below(self, row: QLayout) -> None:
        """Add a row below the last value, in its column."""
        self._grid.addLayout(row, self._grid.rowCount(), 1)


def show_fact(shown: QLabel, value: str) -> None:
    """Show another value in a label that is `selectable`, such as `Facts.add` returns."""
    shown.setText(value)
    shown.setAccessibleDescription(without_isolates(value))
