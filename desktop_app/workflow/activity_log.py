"""The local log in sight: what was written, as far as somebody has asked for it."""

from functools import partial

from desktop_app.core.activity import Activity
from desktop_app.core.errors import StorageError
from desktop_app.workflow.events import ActivitiesNotRead, ActivitiesRead
from desktop_app.workflow.ports import Lane, Ports
from desktop_app.workflow.workspace_state import WorkspaceState


class ActivityLog:
    """Reads what is new in the log."""

    def __init__(self, ports: Ports, state: WorkspaceState) -> None:
        self._tasks = ports.tasks
        self._store = ports.store
        self._state = state
        self._is_reading = False
        self._is_wanted = False
        self.entries: tuple[Activity, ...] = ()

    async def read(self) -> None:
        """Read what was written since the last time, and tell it; one reading at a time."""
        self._is_wanted = True
        if self._is_reading:
            return
        self._is_reading = True
        try:
            while self._is_wanted:
                self._is_wanted = False
                read = partial(self._store.activities, len(self.entries))
                new = await self._tasks.run(Lane.DATABASE, read)
                self.entries += new
                self._state.publish(ActivitiesRead(new))
        except StorageError as problem:
            self._state.publish(ActivitiesNotRead(problem))
        finally:
            self._is_reading = False
