"""The words below a field: a hint, or what is wrong with what was entered."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import IconWidget
from desktop_app.ui.widgets.scrolling import bring_into_sight


class FieldNote(QWidget):
    """Shows a hint about a field. While the text of the field is wrong, it says why instead.

    Then the outline of the field is red, and assistive technology reads the problem with the field.
    """

    def __init__(self, field: QLineEdit, hint: str = "") -> None:
        super().__init__()
        self._field = field
        self._hint = wrapped(hint, TextStyle.SECONDARY)
        self._problem = wrapped(style=TextStyle.SECONDARY, tone=Tone.PROBLEM)
        self._row = QWidget()
        row = QHBoxLayout(self._row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.XS)
        icon = IconWidget("problem", Tone.PROBLEM, theme.L)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._problem, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._hint)
        column.addWidget(self._row)
        self._hint.setVisible(bool(hint))
        self._row.hide()

    @property
    def problem(self) -> str:
        """What is wrong with the text of the field, empty if nothing is."""
        return self._problem.text()

    def mark_field(self, problem: str) -> None:
        """Outline the field in red for a problem that is told elsewhere; an empty text ends that.

        Assistive technology reads the problem with the field.
        """
        self._field.setProperty(theme.WRONG, bool(problem))
        self._field.update()
        self._field.setAccessibleDescription(without_isolates(problem))

    def show_problem(self, problem: str) -> None:
        """Show what is wrong with the text of the field; an empty text shows the hint again."""
        if problem == self._problem.text():
            return
        self._problem.setText(problem)
        self._row.setVisible(bool(problem))
        self._hint.setVisible(bool(self._hint.text()) and not problem)
        self.mark_field(problem)
        announce(self._field, problem)
        if problem:
            bring_into_sight(self._problem)
