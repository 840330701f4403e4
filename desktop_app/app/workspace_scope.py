"""What one workspace has for itself: an alarm, and its shares of what all have in common."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop_app.app.shared_receiver import SharedReceiver
from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.system.alarm import QtAlarm
from desktop_app.system.tasks import QtTasks, TasksShare
from desktop_app.workflow.ports import Ports
from desktop_app.workflow.service import Workflow


class WorkspaceScope(QObject):
    """Made before the workflow that works on it, and cleared after it.

    `on_return` is called when the person has followed the link back from the browser.
    """

    def __init__(
        self,
        tasks: QtTasks,
        receiver: SharedReceiver,
        on_return: Callable[[], None],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._workflow: Workflow | None = None
        self._shared_receiver = receiver
        self.tasks = TasksShare(tasks, self._on_crash)
        self.alarm = QtAlarm(self)
        self.receiver = receiver.share(self._on_answer, on_return, self._on_denial)

    def run(self, ports: Ports) -> Workflow:
        """Let a workflow run on this bench, and return it."""
        self._workflow = Workflow(ports)
        return self._workflow

    def clear(self) -> None:
        """End the workflow, at once and for good."""
        self.tasks.end()
        self.alarm.cancel()
        self._shared_receiver.take_back(self.receiver)
        self.deleteLater()

    # The pieces made first call back the one made last.

    def _on_answer(self, answer: AuthorizationResponse) -> None:
        if self._workflow is not None:
            self._workflow.response_arrived(answer)

    def _on_denial(self) -> None:
        if self._workflow is not None:
            self._workflow.denial_reported()

    def _on_crash(self, error: Exception) -> None:
        if self._workflow is not None:
            self._workflow.operation_failed(error)
