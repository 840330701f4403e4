"""The details of the selected configuration, and what m3ter has sent by it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.m3ter import Configuration, Run
from desktop_app.ui import icons, theme
from desktop_app.ui.texts import m3ter_texts, time_texts
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import LinkButton, set_shown
from desktop_app.ui.widgets.chips import Chip, ChipLabel
from desktop_app.ui.widgets.details_pane import DetailsPane
from desktop_app.ui.widgets.facts import Facts, show_fact
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import IconWidget, InfoPanel

# More runs would not be read; the newest are first.
_MOST_RUNS = 20


class _RunLine(QWidget):
    """One run: what became of it, when, why, and the way to what was sent."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        words, tone = m3ter_texts.run_message(run.status)
        icon = IconWidget(icons.TONE_ICONS[tone], tone, theme.L)
        self.link: LinkButton | None = None
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(wrapped(words))
        moment = run.completed or run.started
        if moment is not None:
            column.addWidget(wrapped(time_texts.moment_text(moment), TextStyle.SECONDARY))
        if run.error:
            column.addWidget(wrapped(run.error, TextStyle.SECONDARY))
        if run.url:
            self.link = LinkButton(self.tr("Open in Stripe"), icon="external")
            when = "" if moment is None else time_texts.moment_text(moment)
            name = fill(self.tr("{action}: {what}"), action=self.link.text(), what=when)
            self.link.setAccessibleName(without_isolates(name))
            column.addWidget(self.link, 0, Qt.AlignmentFlag.AlignLeading)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)


class ConfigurationPane(DetailsPane):
    """Shows one configuration.

    `credential_requested` asks to show the configuration's credential. `opened` carries the address
    of what was sent.
    """

    credential_requested = Signal()
    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[object, ...] = ()
        self._name = wrapped("", TextStyle.SECTION)
        self._system = TextLabel("", TextStyle.SECONDARY)
        self._chip = ChipLabel()
        self._message = InfoPanel(icon=False)
        self._show_credential = QPushButton(self.tr("Show the credential"))
        self._show_credential.setAutoDefault(False)
        self._show_credential.clicked.connect(self.credential_requested)
        self._message.buttons.addWidget(self._show_credential)
        facts = Facts()
        self._sends = facts.add(self.tr("Sends"), "")
        self._credential = facts.add(self.tr("Credential"), "")
        self._changed = facts.add(self.tr("Changed"), "")
        self._id = facts.add(self.tr("ID"), "")
        self._note = wrapped("", TextStyle.SECONDARY)
        self._runs = QVBoxLayout()
        self._runs.setSpacing(theme.S)
        self._lines: list[_RunLine] = []
        self._lay_out(facts)

    def _lay_out(self, facts: Facts) -> None:
        column = self.content
        column.addWidget(self._name)
        mode = QHBoxLayout()
        mode.setSpacing(theme.S)
        mode.addWidget(self._system)
        mode.addWidget(self._chip)
        mode.addStretch(1)
        column.addLayout(mode)
        column.addWidget(self._message)
        column.addWidget(facts)
        column.addSpacing(theme.S)
        column.addWidget(TextLabel(m3ter_texts.runs_heading(), TextStyle.SECTION))
        column.addWidget(self._note)
        column.addLayout(self._runs)
        column.addStretch(1)

    def show_configuration(
        self,
        configuration: Configuration,
        *,
        system: str,
        chip: Chip,
        credential: str,
        is_held: bool,
        newest: Run | None,
    ) -> None:
        """Show a configuration.

        `credential` is what is said of its credential; `is_held` says that this computer has it.
        `newest` is the newest run of its destination, if it is known.
        """
        self._name.setText(without_isolates(configuration.name or configuration.id))
        self._system.setText(system)
        self._chip.show_chip(chip)
        message = m3ter_texts.status_message(configuration, newest)
        set_shown(self._message, shown=message is not None)
        if message is not None:
            self._message.show_message(message.tone, message.title, message.text)
        set_shown(self._show_credential, shown=is_held)
        modified = configuration.modified
        show_fact(self._sends, m3ter_texts.entity_text(configuration.entity))
        show_fact(self._credential, credential)
        show_fact(self._changed, "" if modified is None else time_texts.moment_text(modified))
        show_fact(self._id, configuration.id)
        if self._shown[:1] != (configuration.id,):
            self.scroll_up()

    def show_runs(self, configuration_id: str, runs: tuple[Run, ...], note: str) -> None:
        """Show the newest runs, and what is to be known of them."""
        self._note.setText(note)
        shown = (configuration_id, runs)
        if shown == self._shown:
            return
        self._shown = shown
        for line in self._lines:
            line.hide()
            self._runs.removeWidget(line)
            line.deleteLater()
        self._lines = [_RunLine(run) for run in runs[:_MOST_RUNS]]
        for line, run in zip(self._lines, runs, strict=False):
            self._runs.addWidget(line)
            if line.link is not None:
                line.link.clicked.connect(lambda _=False, url=run.url: self.opened.emit(url))
