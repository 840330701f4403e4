"""Stage 1: Select a system and name."""

from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
    QWizardPage,
)

from desktop_app.core.names import NameProblem, check_name, name_key, suggest_name
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import credential_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.ui.widgets.scrolling import fill_scrolling
from desktop_app.workflow.workspace import Workspace


class NamePage(QWizardPage):
    """Asks for the external system and the name. Next is off until both are valid."""

    def __init__(self, workspace: Workspace, title: str) -> None:
        super().__init__()
        self._state = workspace.state
        self._suggested = ""
        self._system = QComboBox()
        self._system.setAccessibleName(self.tr("External system"))
        for system in System:
            if system in workspace.systems:
                self._system.addItem(system.label, system)
        self._name = QLineEdit()
        self._name.setAccessibleName(self.tr("Name"))
        self._name.setMaxLength(10_000)  # The page says when a name is too long.
        self._problem = wrapped(tone=Tone.PROBLEM)
        self._tip = InfoPanel(
            Tone.INFO,
            self.tr("Choose Stripe (Test Mode) to authenticate with your Stripe test environment."),
        )
        self._tip.setVisible(self._system.count() > 1)
        self._lay_out(title)
        self._system.currentIndexChanged.connect(self._on_system)
        self._name.textChanged.connect(self._show_problem)
        self._suggest()

    def _lay_out(self, title: str) -> None:
        system_label = QLabel(self.tr("&External system"))
        system_label.setBuddy(self._system)
        name_label = QLabel(self.tr("&Name"))
        name_label.setBuddy(self._name)
        form = QGridLayout()
        form.setHorizontalSpacing(theme.L)
        form.setVerticalSpacing(theme.S)
        form.addWidget(system_label, 0, 0)
        form.addWidget(self._system, 0, 1)
        form.addWidget(self._tip, 1, 1)
        form.setRowMinimumHeight(2, theme.XS)
        form.addWidget(name_label, 3, 0)
        form.addWidget(self._name, 3, 1)
        hint = wrapped(
            self.tr("A descriptive name, by which your colleagues know this credential."),
            TextStyle.SECONDARY,
        )
        form.addWidget(hint, 4, 1)
        form.addWidget(self._problem, 5, 1)
        form.setColumnStretch(1, 1)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(TextLabel(title, TextStyle.TITLE))
        column.addSpacing(theme.S)
        column.addWidget(TextLabel(self.tr("Credential details"), TextStyle.SECTION))
        column.addLayout(form)
        column.addStretch(1)
        fill_scrolling(self, content)

    @property
    def system(self) -> System:
        """The chosen system."""
        return System(self._system.currentData())

    @property
    def name(self) -> str:
        """The name as it was typed."""
        return self._name.text()

    def fill_in(self, name: str, system: System) -> None:
        """Fill in a name and a system, as if the person had entered them."""
        # A newer profile of the organization may not have this system.
        self._system.setCurrentIndex(max(0, self._system.findData(system)))
        self._name.setText(name)

    def initializePage(self) -> None:
        # Another credential may have taken or freed the name meanwhile.
        self._show_problem()

    def cleanupPage(self) -> None:
        """Keep what was typed when the person goes back."""

    def validatePage(self) -> bool:
        # Another credential may have taken the name since it was typed.
        self._show_problem()
        return self.isComplete()

    def isComplete(self) -> bool:
        return self._name_problem() is None

    def _name_problem(self) -> NameProblem | None:
        return check_name(self.name, self._state.taken_keys(self.system))

    def _on_system(self) -> None:
        if name_key(self.name) in ("", name_key(self._suggested)):
            self._suggest()
        self._show_problem()

    def _suggest(self) -> None:
        self._suggested = suggest_name(
            credential_texts.suggested_name, self._state.taken_keys(self.system)
        )
        self._name.setText(self._suggested)

    def _show_problem(self) -> None:
        problem = self._name_problem()
        text = "" if problem is None else credential_texts.name_problem_text(problem, self.system)
        if text != self._problem.text():
            self._problem.setText(text)
            self._name.setAccessibleDescription(without_isolates(text))
            announce(self._name, text)
        self.completeChanged.emit()
