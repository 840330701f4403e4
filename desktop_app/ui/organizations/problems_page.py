"""The page for a connection profile that cannot be used: a list of its problems."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout

from desktop_app.core.profile import ProfileProblem
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.organizations.dialog_page import DialogPage
from desktop_app.ui.texts import organization_texts, profile_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import PrimaryButton, make_strong
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.labels import TextLabel, selectable, wrapped
from desktop_app.ui.widgets.panels import Card, Hairline, InfoPanel
from desktop_app.ui.wizard.stepper import Stepper


class ProblemsPage(DialogPage):
    """Says to whom the problems should be sent, and lists each with what was expected instead.

    `copy_report` copies the list. It is None if the file could not be opened at all, which the
    person can mend alone: the message says why, and there is no list.
    """

    def __init__(self, path: Path, problems: tuple[ProfileProblem, ...], stepper: Stepper) -> None:
        super().__init__(self.tr("Connect an organization"), stepper)
        self._report = profile_texts.report_text(path, problems)
        message = organization_texts.profile_refused_message(problems)
        self.copy_report: QPushButton | None = None
        panel = InfoPanel()
        panel.show_message(message.tone, message.title, message.text)
        if profile_texts.can_be_reported(problems):
            is_no_profile = profile_texts.is_no_profile(problems)
            kind = QPushButton if is_no_profile else PrimaryButton
            self.copy_report = kind(self.tr("Copy report"))
            self.copy_report.clicked.connect(self._copy)
            panel.buttons.addWidget(self.copy_report)
        self.column.addWidget(panel)
        file = Facts()
        file.add(self.tr("File"), profile_texts.file_text(path))
        self.column.addWidget(file)
        if self.copy_report is not None:
            self.column.addWidget(_list(problems))
        self.column.addStretch(1)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._report)
        if self.copy_report is not None:
            self.copy_report.setText(self.tr("Report copied"))
        announce(self, self.tr("The report was copied."))


def _list(problems: tuple[ProfileProblem, ...]) -> Card:
    card = Card()
    rows = QVBoxLayout(card)
    rows.setContentsMargins(theme.L, theme.M, theme.L, theme.M)
    rows.setSpacing(theme.M)
    for number, problem in enumerate(problems):
        if number:
            rows.addWidget(Hairline())
        rows.addLayout(_row(problem))
    return card


def _row(problem: ProfileProblem) -> QVBoxLayout:
    row = QVBoxLayout()
    row.setSpacing(theme.XS // 2)
    place = QHBoxLayout()
    place.setSpacing(theme.S)
    if problem.key:
        key = wrapped(problem.key)
        make_strong(key)
        place.addWidget(key, 1)
    line = profile_texts.problem_line(problem)
    if line:
        place.addWidget(TextLabel(line, TextStyle.SECONDARY))
    row.addLayout(place)
    sentence = selectable()
    sentence.setText(profile_texts.problem_sentence(problem))
    sentence.setAccessibleName(without_isolates(profile_texts.profile_problem_text(problem)))
    row.addWidget(sentence)
    return row
