"""Labels and values in two columns. The values can be selected and copied, but not edited."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import TextLabel, selectable, wrapped


def fill_with_items(grid: QGridLayout, items: Iterable[str], *, bullets: bool = True) -> None:
    """Put items into a grid in place of those before, one in each row, behind a bullet each."""
    while (item := grid.takeAt(0)) is not None:
        shown = item.widget()
        if shown is not None:
            shown.hide()
            shown.deleteLater()
    for row, text in enumerate(items):
        if bullets:
            grid.addWidget(TextLabel("•"), row, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(wrapped(text), row, 1)


class BulletList(QWidget):
    """Shows items, each behind a bullet on a line of its own."""

    def __init__(self) -> None:
        super().__init__()
        self._items: tuple[str, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.S)
        self._grid.setVerticalSpacing(2)
        self._grid.setColumnStretch(1, 1)

    def show_items(self, items: tuple[str, ...]) -> None:
        """Show other items in place of those before."""
        if items == self._items:
            return
        self._items = items
        fill_with_items(self._grid, items)


class Facts(QWidget):
    """A list of facts: a label and a value in each row.

    With `on_tint`, the labels have the colour of other text, which stands out from a tint as well.
    """

    def __init__(self, *, on_tint: bool = False) -> None:
        super().__init__()
        self._on_tint = on_tint
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(theme.L)
        self._grid.setVerticalSpacing(theme.XS)
        self._grid.setColumnStretch(1, 1)

    def add(self, label: str, value: str, button: QPushButton | None = None) -> QLabel:
        """Add a fact, and return the label that shows its value.

        `button`, which changes the value, stands at the end of the row.
        """
        shown = selectable()
        shown.setAccessibleName(label)
        self.add_label(label, shown, button)
        show_fact(shown, value)
        return shown

    def add_label(self, label: str, shown: QWidget, button: QPushButton | None = None) -> None:
        """Add a fact whose value is shown by a label of another kind, or by a list."""
        words = TextLabel(label, TextStyle.SECONDARY)
        if self._on_tint:
            words.set_tone(None)
        words.setBuddy(shown)
        row = self._grid.rowCount()
        if button is None:
            # This puts the smaller words on the baseline of the value.
            lower = shown.fontMetrics().ascent() - words.fontMetrics().ascent()
            words.setContentsMargins(0, lower, 0, 0)
            self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(shown, row, 1, 1, 2, Qt.AlignmentFlag.AlignTop)
        else:
            # The words are in the middle of the button's height.
            self._grid.addWidget(words, row, 0, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(shown, row, 1, Qt.AlignmentFlag.AlignVCenter)
            self._grid.addWidget(button, row, 2)
        # One width for all labels aligns the values of several lists.
        self._grid.setColumnMinimumWidth(0, self.fontMetrics().averageCharWidth() * 16)

    def add_note(self, text: str) -> None:
        """Add a note in secondary text below the last value."""
        note = wrapped(text, TextStyle.SECONDARY)
        self._grid.addWidget(note, self._grid.rowCount(), 1)


def show_fact(shown: QLabel, value: str) -> None:
    """Show another value in a label that is `selectable`, such as `Facts.add` returns."""
    shown.setText(value)
    shown.setAccessibleDescription(without_isolates(value))
