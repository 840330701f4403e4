"""What one workspace has for itself: an alarm, and its shares of what all workspaces share."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from desktop_app.app.shared_receiver import SharedReceiver
from desktop_app.system.alarm import QtAlarm
from desktop_app.system.tasks import QtTasks, TasksShare
from desktop_app.workflow.ports import Ports
from desktop_app.workflow.workflow import Workflow


class WorkspaceScope(QObject):
    """Made before the workflow that runs in it, and closed after it.

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
        self.tasks = TasksShare(tasks, self._on_crash)
        self.alarm = QtAlarm(self)
        self.receiver = receiver.share(on_return)

    def make_workflow(self, ports: Ports) -> Workflow:
        """Return a new workflow that runs in this scope once it is started."""
        self._workflow = Workflow(ports)
        self.receiver.inbox = self._workflow
        return self._workflow

    def close(self) -> None:
        """End the workflow, at once and for good."""
        self.tasks.end()
        self.alarm.cancel()
        self.receiver.end()
        self.deleteLater()

    def _on_crash(self, error: Exception) -> None:
        if self._workflow is not None:
            self._workflow.operation_failed(error)
