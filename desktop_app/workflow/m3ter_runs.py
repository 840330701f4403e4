"""The runs of m3ter's destinations, which are read one destination at a time.

Knows: how runs are read, and which reading is still wanted. Must not know: the key, what is stored.
"""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta

from desktop_app.core.deadline import is_stale
from desktop_app.core.errors import KeychainError, ServiceError, TimeLimitError
from desktop_app.core.m3ter import M3terConnection, Portion, Run
from desktop_app.workflow.m3ter_state import NO_RUNS, M3terError, RunsState
from desktop_app.workflow.operations import CancelledError, IsWanted, if_wanted
from desktop_app.workflow.services import Services

_PAGE_LIMIT = timedelta(seconds=60)
# Runs that were read this long ago are read again when a person looks at them.
_STALE = timedelta(minutes=1)


class M3terRuns:
    """Reads runs into `M3terState.runs`. `make_ready` gives m3ter its key; see `M3terCommands`."""

    def __init__(
        self, services: Services, make_ready: Callable[[IsWanted], Awaitable[None]]
    ) -> None:
        self._tasks = services.ports.tasks
        self._m3ter = services.ports.m3ter
        self._clock = services.ports.clock
        self._state = services.state
        self._make_ready = make_ready

    def read(self, destination_id: str, *, if_old: bool) -> None:
        """Read the latest runs of a destination: its first page.

        With `if_old`, does nothing if the last reading is not old. Does nothing while they are
        being read. Never prompts the person.
        """
        known = self._state.m3ter
        if known is None or not destination_id:
            return
        runs = known.runs.get(destination_id, NO_RUNS)
        if runs.is_reading or (if_old and not self._is_old(runs)):
            return
        self._put(destination_id, replace(runs, is_reading=True, error=None))
        self._tasks.start(self._read(known.connection, destination_id))

    def _is_old(self, runs: RunsState) -> bool:
        if runs.error is not None:
            # The person is told, and asks again.
            return False
        return is_stale(runs.read, self._clock.now().utc, _STALE)

    async def _read(self, connection: M3terConnection, destination_id: str) -> None:
        def is_wanted() -> bool:
            known = self._state.m3ter
            return known is not None and known.connection is connection

        error: M3terError | None = None
        page: Portion[Run] | None = None
        try:
            await self._make_ready(is_wanted)
            reading = self._tasks.call(
                lambda seconds_left: next(self._m3ter.runs(destination_id, seconds_left), None),
                _PAGE_LIMIT,
            )
            page = await if_wanted(is_wanted, reading)
        except CancelledError:
            return
        except (ServiceError, KeychainError, TimeLimitError) as failure:
            error = failure
        except Exception:
            self._put(destination_id, replace(self._runs(destination_id), is_reading=False))
            raise
        if not is_wanted():
            return
        runs = replace(self._runs(destination_id), is_reading=False, error=error)
        if error is None:
            now = self._clock.now().utc
            page = page or Portion(())
            runs = RunsState(page.items, now, has_more=not page.is_last, unreadable=page.unreadable)
        self._put(destination_id, runs)

    def _runs(self, destination_id: str) -> RunsState:
        known = self._state.m3ter
        return NO_RUNS if known is None else known.runs.get(destination_id, NO_RUNS)

    def _put(self, destination_id: str, runs: RunsState) -> None:
        known = self._state.m3ter
        if known is not None:
            self._state.put_m3ter(replace(known, runs={**known.runs, destination_id: runs}))
