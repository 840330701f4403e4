"""The page for a connection profile that cannot be used: a list of its problems."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from desktop_app.core.profile import ProfileProblem
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.dialog_page import DialogPage
from desktop_app.ui.texts import organization_texts, profile_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.labels import selectable
from desktop_app.ui.widgets.panels import Card, IconWidget, InfoPanel
from desktop_app.ui.wizard.stepper import Stepper


class ProblemsPage(DialogPage):
    """Says to whom the problems should be sent, and lists each with what was expected instead.

    `copy_report` copies the list. It is None if the file could not be opened at all, which the
    person can mend alone.
    """

    def __init__(self, path: Path, problems: tuple[ProfileProblem, ...], stepper: Stepper) -> None:
        super().__init__(self.tr("Connect an organization"), stepper)
        self._report = profile_texts.report_text(path, problems)
        message = organization_texts.profile_refused_message(problems)
        self.copy_report: PrimaryButton | None = None
        panel = InfoPanel()
        panel.show_message(message.tone, message.title, message.text)
        self.column.addWidget(panel)
        if profile_texts.can_be_reported(problems):
            # A filled button stands out from the window, and not from a tint.
            self.copy_report = PrimaryButton(self.tr("Copy report"))
            self.copy_report.clicked.connect(self._copy)
            self.column.addWidget(self.copy_report, 0, Qt.AlignmentFlag.AlignLeft)
        file = Facts()
        file.add(self.tr("File"), profile_texts.file_text(path))
        card = Card()
        rows = QVBoxLayout(card)
        rows.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
        rows.setSpacing(theme.M)
        rows.addWidget(file)
        for problem in problems:
            rows.addLayout(_row(profile_texts.profile_problem_text(problem)))
        self.column.addWidget(card)
        self.column.addStretch(1)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        if self.copy_report is not None:
            self.copy_report.setText(self.tr("Report copied"))
        announce(self, self.tr("The report was copied."))


def _row(sentence: str) -> QHBoxLayout:
    words = selectable()
    words.setText(sentence)
    words.setAccessibleName(without_isolates(sentence))
    row = QHBoxLayout()
    row.setSpacing(theme.S)
    icon = IconWidget("problem", Tone.PROBLEM, theme.L)
    row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(words, 1)
    return row
