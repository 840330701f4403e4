"""The local log in sight: what was written, as far as somebody has asked for it."""

from functools import partial

from desktop_app.core.activity import Activity
from desktop_app.core.problems import StorageFailed
from desktop_app.workflow.board import Board
from desktop_app.workflow.events import ActivitiesNotRead, ActivitiesRead
from desktop_app.workflow.ports import Lane, Outside


class ActivityLog:
    """Reads what is new in the log."""

    def __init__(self, outside: Outside, board: Board) -> None:
        self._tasks = outside.tasks
        self._store = outside.store
        self._board = board
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
                self._board.publish(ActivitiesRead(new))
        except StorageFailed as problem:
            self._board.publish(ActivitiesNotRead(problem))
        finally:
            self._is_reading = False
