"""Asks before the program ends while approvals wait for a browser."""

from datetime import timedelta

from PySide6.QtWidgets import QWidget

from desktop_app.core.credential import Credential
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import time_texts, workspace_texts
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.widgets.question import Question
from desktop_app.workflow.events import Event
from desktop_app.workflow.workspace import Workspace
from desktop_app.workflow.workspaces import Workspaces

# The question stays short: of more approvals, it names those whose time runs out first.
_MOST_NAMED = 5


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
            (workspace.time_left(credential), workspace, credential)
            for workspace in self._workspaces.workspaces
            for credential in workspace.waiting
        ]
        if not waiting:
            self.reject()
            return
        first = sorted(waiting, key=lambda each: each[0])[:_MOST_NAMED]
        self.show_question(
            Plural.tr("Quit while %n approvals are waiting?", None, len(waiting)),
            (
                *(
                    self._deadline(left, workspace, credential)
                    for left, workspace, credential in first
                ),
                self.tr(
                    "An approval given meanwhile will arrive only when you start m3ter Desktop"
                    " again."
                ),
            ),
        )

    def _deadline(self, left: timedelta, workspace: Workspace, credential: Credential) -> str:
        if credential.was_created:
            text = self.tr("{what} has to be approved by {time}, or it will stay unusable.")
        else:
            text = self.tr("{what} has to be approved by {time}, or it will be removed.")
        end = workspace.clock.now().utc + left
        what = self._what(workspace, credential)
        return fill(text, what=what, time=time_texts.time_of_day_text(end))

    def _what(self, workspace: Workspace, credential: Credential) -> str:
        """Return the name of a credential, with that of its workspace if there are several."""
        if len(self._workspaces.workspaces) == 1:
            return fill(self.tr("“{name}”"), name=credential.name)
        labels = workspace_texts.workspace_labels(self._workspaces.workspaces)
        text = self.tr("“{name}” in {workspace}")
        return fill(text, name=credential.name, workspace=labels[workspace.id])
