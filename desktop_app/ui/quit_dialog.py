"""Asks before the program ends while approvals wait for a browser."""

from PySide6.QtWidgets import QWidget

from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import time_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.events import Event
from desktop_app.workflow.workspaces import Workspaces


class QuitDialog(Question):
    """A question with *Keep open* as the default. `accepted` is emitted if the person quits.

    The question closes by itself once no approval of any workspace waits any more.
    """

    def __init__(self, workspaces: Workspaces, parent: QWidget) -> None:
        super().__init__(
            self.tr("Quit m3ter Desktop"),
            self.tr("Quit"),
            parent,
            refusal=self.tr("Keep open"),
            danger=False,
        )
        self._workspaces = workspaces
        self._show_waiting()
        for workspace in workspaces.workspaces:
            connect_until_destroyed(self, workspace.state.subscribe, self._on_event)

    def _on_event(self, _: Event) -> None:
        self._show_waiting()

    def _show_waiting(self) -> None:
        waiting = [
            (workspace.time_left(credential), workspace)
            for workspace in self._workspaces.workspaces
            for credential in workspace.waiting
        ]
        if not waiting:
            self.reject()
            return
        left, workspace = min(waiting, key=lambda each: each[0])
        question = Plural.tr(
            "%n approvals are waiting (the first one: {time} left).", None, len(waiting)
        )
        consequence = self.tr(
            "After you quit, your browser can't report back. Start m3ter Desktop again before"
            " {time} to go on."
        )
        end = workspace.clock.now().utc + left
        self.show_question(
            fill(question, time=time_texts.clock_text(left)),
            (fill(consequence, time=time_texts.time_of_day_text(end)),),
        )
