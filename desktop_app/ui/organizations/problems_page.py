"""The page for a connection profile that cannot be used: a list of its problems."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.core.profile import ProfileProblem
from desktop_app.ui import theme
from desktop_app.ui.texts import organization_texts, profile_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.facts import Facts
from desktop_app.ui.widgets.labels import TextLabel, selectable
from desktop_app.ui.widgets.panels import IconWidget, InfoPanel
from desktop_app.ui.widgets.scrolling import fill_scrolling


class ProblemsPage(QWidget):
    """Shows each problem of a profile, with its line and what was expected instead."""

    def __init__(self, path: Path, problems: tuple[ProfileProblem, ...]) -> None:
        super().__init__()
        message = organization_texts.profile_refused_message(len(problems))
        panel = InfoPanel()
        panel.show_message(message.tone, message.title, message.text)
        file = Facts()
        file.add(self.tr("File"), profile_texts.file_text(path))
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(theme.XL, theme.L, theme.XL, theme.L)
        column.setSpacing(theme.M)
        column.addWidget(TextLabel(self.tr("Connect an organization"), TextStyle.TITLE))
        column.addWidget(panel)
        column.addWidget(file)
        for problem in problems:
            column.addLayout(self._row(profile_texts.profile_problem_text(problem)))
        column.addStretch(1)
        fill_scrolling(self, content)

    def _row(self, sentence: str) -> QHBoxLayout:
        words = selectable()
        words.setText(sentence)
        words.setAccessibleName(without_isolates(sentence))
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        icon = IconWidget("problem", Tone.PROBLEM, theme.L)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(words, 1)
        return row
