"""Keeps what is told in one workspace.

Knows when something happens; must not know what is worth telling, or how that is shown.
"""

from PySide6.QtCore import QObject, Signal

from desktop_app.ui.listening import listen
from desktop_app.ui.notices.happenings import Happening, Sight, State
from desktop_app.ui.notices.rules import after
from desktop_app.ui.notices.told import Notice, Told
from desktop_app.ui.notices.view import headline, notices
from desktop_app.workflow.events import Loaded
from desktop_app.workflow.service import Workflow


class NoticeFeed(QObject):
    """Hears what happens, and has what is told; `changed` follows everything that happens."""

    changed = Signal()

    def __init__(self, workflow: Workflow, sight: Sight, parent: QObject) -> None:
        super().__init__(parent)
        self._state: State = workflow
        self._sight = sight
        self._told = after(Told(), Loaded(), self._state, sight)
        listen(self, workflow.subscribe, self.hear)

    @property
    def told(self) -> Told:
        """What is told, in a notice or elsewhere."""
        return self._told

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices, from top to bottom."""
        return notices(self._told, self._state)

    @property
    def headline(self) -> str:
        """The heading of the first notice that stays; empty if there is none."""
        return headline(self.notices)

    def hear(self, happening: Happening) -> None:
        """Something has happened, in the workspace or in its pages."""
        self._told = after(self._told, happening, self._state, self._sight)
        self.changed.emit()
