"""Has the person choose what opens the link of an approval."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.program_settings.settings import ProgramSettings
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.choices import ChoiceGroup, ExplainedButton, words_indent
from desktop_app.ui.widgets.panels import InfoPanel, TitledCard
from desktop_app.ui.widgets.paths import PathLabel
from desktop_app.workflow.ports import LinkTarget


class ApprovalLinkCard(TitledCard):
    """Offers the default browser, a program, and the clipboard.

    `can_start` says whether a path is that of a program that can be started. Until the person has
    chosen a program, what was set before stays set.
    """

    def __init__(self, settings: ProgramSettings, can_start: Callable[[str], bool]) -> None:
        super().__init__(
            self.tr("Link to Stripe"),
            self.tr(
                "How “Go to Stripe” and “Open again” open the page where access is approved."
                " Other links open in the default browser."
            ),
        )
        self._settings = settings
        self._can_start = can_start
        self._radios = QButtonGroup(self)
        self._radios.idClicked.connect(lambda _: self._choose())
        self._targets: dict[LinkTarget, QRadioButton] = {}
        group = ChoiceGroup(self.tr("Link to Stripe"))
        rows = QVBoxLayout(group)
        rows.setContentsMargins(0, theme.XS, 0, 0)
        rows.setSpacing(theme.M)
        for target, words, advice in (
            (
                LinkTarget.DEFAULT_BROWSER,
                self.tr("Default browser"),
                self.tr("The browser that this computer opens links in."),
            ),
            (
                LinkTarget.PROGRAM,
                self.tr("A program that you choose"),
                self.tr("Such as another browser, in which you use the right Stripe account."),
            ),
            (
                LinkTarget.CLIPBOARD,
                self.tr("Only copy the link"),
                self.tr("You paste it yourself, such as in a private window."),
            ),
        ):
            radio = QRadioButton(words)
            self._targets[target] = radio
            self._radios.addButton(radio)
            rows.addWidget(ExplainedButton(radio, advice))
            if target is LinkTarget.PROGRAM:
                self._program = self._make_program(words_indent(radio))
                rows.addWidget(self._program)
        self.column.addWidget(group)

    def _make_program(self, indent: int) -> QWidget:
        program = QWidget()
        self._path = PathLabel()
        choose = QPushButton(self.tr("Choose a program…"))
        choose.clicked.connect(self._ask_for_program)
        self._problem = InfoPanel(Tone.WARNING)
        row = QHBoxLayout()
        row.setSpacing(theme.M)
        row.addWidget(choose)
        row.addWidget(self._path, 1)
        column = QVBoxLayout(program)
        column.setContentsMargins(indent, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(row)
        column.addWidget(self._problem)
        return program

    def refresh(self) -> None:
        """Show what is set, and whether the program is still there."""
        self._targets[self._settings.link_target].setChecked(True)
        self._show_program()

    def _show_program(self) -> None:
        program = self._settings.link_program
        problem = self._problem_of(program)
        none = self.tr("Not known") if problem else self.tr("None is chosen yet.")
        self._path.setText(program or none)
        if problem:
            self._problem.show_message(Tone.WARNING, "", problem)
        self._problem.setVisible(bool(problem))
        self._program.setVisible(self._targets[LinkTarget.PROGRAM].isChecked())

    def _problem_of(self, program: str) -> str:
        """Return why the program can't be started; empty if it can, or if none was chosen."""
        if program and not self._can_start(program):
            text = self.tr(
                "“{program}” is not there any more, or can’t be run. Choose another program; until"
                " then, the wizard offers to copy the link."
            )
            return fill(text, program=Path(program).name)
        if not program and self._settings.link_target is LinkTarget.PROGRAM:
            return self.tr(
                "The program that you chose is not known any more. Choose it again; until then, the"
                " wizard offers to copy the link."
            )
        return ""

    def _choose(self) -> None:
        chosen = next(target for target, radio in self._targets.items() if radio.isChecked())
        if chosen is not LinkTarget.PROGRAM or self._settings.link_program:
            self._settings.remember_link_target(chosen)
        self._show_program()

    def _ask_for_program(self) -> None:
        before = self._settings.link_program
        folder = str(Path(before).parent) if before else _programs_folder()
        dialog = QFileDialog(self, self.tr("Choose a program"), folder)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._take)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, path: str) -> None:
        self._settings.remember_link_program(path)
        self._settings.remember_link_target(LinkTarget.PROGRAM)
        self.refresh()


def _programs_folder() -> str:
    """Return where the platform has its programs."""
    if sys.platform == "linux":
        return "/usr/bin"
    elif sys.platform == "win32":
        return os.environ.get("PROGRAMFILES", "")
    else:
        return "/Applications"
