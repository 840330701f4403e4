"""Stage 1: Select a system and name."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget, QWizardPage

from desktop_app.core.names import NameProblem, check_name, clean_name, name_key, suggest_name
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.texts import credential_texts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.field_note import FieldNote
from desktop_app.ui.widgets.fields import TextField
from desktop_app.ui.widgets.labels import TextLabel
from desktop_app.ui.widgets.scrolling import ScrollingArea
from desktop_app.ui.wizard.stage_page import fill_stage, set_stage_compact
from desktop_app.ui.wizard.stepper import Stepper
from desktop_app.ui.wizard.system_choice import SystemChoice
from desktop_app.workflow.workspace import Workspace


class NamePage(QWizardPage):
    """Asks for the external system and the name. Next is off until both are valid."""

    def __init__(self, workspace: Workspace, title: str, stepper: Stepper) -> None:
        super().__init__()
        self._state = workspace.state
        self._suggested = ""
        self._systems = SystemChoice(workspace)
        self._system_label = TextLabel(self.tr("&External system"))
        self._system_label.setBuddy(self._systems.chosen)
        self._name = TextField()
        self._name.setAccessibleName(self.tr("Name"))
        self._name.setMaxLength(10_000)  # The page says when a name is too long.
        hint = self.tr("A descriptive name, which your colleagues will see.")
        self._note = FieldNote(self._name, hint)
        self._area = self._lay_out(title, stepper)
        self._systems.changed.connect(self._on_system)
        self._name.textChanged.connect(self._show_problem)
        self._suggest()

    def _lay_out(self, title: str, stepper: Stepper) -> ScrollingArea:
        name_label = TextLabel(self.tr("&Name"))
        name_label.setBuddy(self._name)
        content = QWidget()
        column = QVBoxLayout(content)
        # A label, its field and the words about the field are close together.
        column.setSpacing(theme.XS)
        self._title = TextLabel(title, TextStyle.TITLE)
        column.addWidget(self._title)
        column.addSpacing(theme.S)
        column.addWidget(TextLabel(self.tr("Credential details"), TextStyle.SECTION))
        column.addSpacing(theme.XS)
        column.addWidget(self._system_label)
        column.addWidget(self._systems)
        column.addSpacing(theme.M)
        column.addWidget(name_label)
        column.addWidget(self._name)
        column.addWidget(self._note)
        column.addStretch(1)
        return fill_stage(self, stepper, content)

    def set_compact(self, compact: bool) -> None:
        """Save height: leave out the title, which the stepper says too."""
        self._title.setVisible(not compact)
        set_stage_compact(self, compact)

    @property
    def system(self) -> System:
        """The chosen system."""
        return self._systems.system

    @property
    def name(self) -> str:
        """The name as it was typed."""
        return self._name.text()

    def fill_in(self, name: str, system: System) -> None:
        """Fill in a name and a system, as if the person had entered them."""
        # A newer profile of the organization may not have this system.
        self._systems.choose(system)
        self._name.setText(name)

    def focus_first(self) -> None:
        """Give the focus to the chosen system."""
        self._systems.chosen.setFocus(Qt.FocusReason.OtherFocusReason)

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
        return check_name(self.name, self._state.taken_names(self.system))

    def _problem_text(self, problem: NameProblem) -> str:
        taken = self._state.taken_names(self.system).get(name_key(self.name), "")
        is_same = taken == clean_name(self.name)
        return credential_texts.name_problem_text(
            problem, self.system, counts_as="" if is_same else taken
        )

    def _on_system(self) -> None:
        # The mnemonic leads to the chosen one.
        self._system_label.setBuddy(self._systems.chosen)
        if name_key(self.name) in ("", name_key(self._suggested)):
            self._suggest()
        self._show_problem()

    def _suggest(self) -> None:
        self._suggested = suggest_name(
            credential_texts.suggested_name, self._state.taken_names(self.system)
        )
        self._name.setText(self._suggested)

    def _show_problem(self) -> None:
        problem = self._name_problem()
        text = "" if problem is None else self._problem_text(problem)
        self._note.show_problem(text)
        self.completeChanged.emit()
