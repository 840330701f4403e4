"""A question before something is done that can't be taken back, and its two answers."""

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import DangerButton, PrimaryButton
from desktop_app.ui.widgets.facts import fill_with_items
from desktop_app.ui.widgets.labels import wrapped

# The width of the words, in characters.
_WIDE = 58


class Question(QDialog):
    """Shows a question in bold, and below it what will happen.

    The answers are a verb, which accepts the dialog, and *Cancel* or another `refusal`, which is
    the default. `danger` says whether the verb destroys something: then the verb is filled with
    red. If it does not, `primary` says whether the verb is the filled button; else the refusal is.
    With `risky`, the verb is something that the program advises against: neither is filled.
    """

    def __init__(
        self,
        title: str,
        verb: str,
        parent: QWidget,
        *,
        refusal: str = "",
        danger: bool = True,
        primary: bool = False,
        risky: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self._question = wrapped("", TextStyle.SECTION)
        self._consequences = QGridLayout()
        self._consequences.setHorizontalSpacing(theme.S)
        self._consequences.setVerticalSpacing(theme.S)
        self._consequences.setColumnStretch(1, 1)
        self._choice = QVBoxLayout()
        self.confirm: QPushButton = PrimaryButton(verb) if primary else QPushButton(verb)
        if danger:
            self.confirm = DangerButton(verb, filled=True)
        refusal = refusal or self.tr("Cancel")
        leads = danger or primary or risky
        self.cancel = QPushButton(refusal) if leads else PrimaryButton(refusal)
        self.confirm.clicked.connect(self.accept)
        self.cancel.clicked.connect(self.reject)
        self.cancel.setDefault(True)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.S)
        buttons.addStretch(1)
        # The filled button is the last one, or else the verb.
        answers = (self.cancel, self.confirm) if leads else (self.confirm, self.cancel)
        for answer in answers:
            buttons.addWidget(answer)
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.DIALOG_MARGINS)
        column.setSpacing(theme.M)
        column.addWidget(self._question)
        column.addLayout(self._consequences)
        column.addLayout(self._choice)
        column.addSpacing(theme.S)
        column.addLayout(buttons)
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self._question.setMinimumWidth(self.fontMetrics().averageCharWidth() * _WIDE)
        self.cancel.setFocus()

    def show_question(self, question: str, consequences: tuple[str, ...]) -> None:
        """Show the question, and what will happen as a list."""
        self._question.setText(question)
        fill_with_items(self._consequences, consequences, bullets=len(consequences) > 1)
        self.setAccessibleDescription(without_isolates(" ".join(consequences)))

    def add_choice(self, words: str) -> QCheckBox:
        """Add a check box below the consequences, and return it."""
        choice = QCheckBox(words)
        self._choice.addWidget(choice)
        return choice
