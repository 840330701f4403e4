"""The local log: makes new entries, and reads stored entries."""

from dataclasses import replace
from datetime import datetime
from functools import partial

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Credential
from desktop_app.core.errors import StorageError
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.events import ActivitiesNotRead
from desktop_app.workflow.ports import Clock, Lane, Ports
from desktop_app.workflow.workspace_state import WorkspaceState


class LogEntries:
    """Makes log entries with the present time and the operating system's user."""

    def __init__(self, clock: Clock, os_user: str) -> None:
        self._clock = clock
        self._os_user = os_user

    def of(self, kind: ActivityKind, credential: Credential, detail: str = "") -> Activity:
        """Return the entry for something that happens to a credential now, with its account."""
        account = credential.account or Account("")
        return Activity(
            self._now(), kind, credential.id, credential.name, credential.system,
            self._os_user, detail, account.id, account.name,
        )  # fmt: skip

    def of_account(self, kind: ActivityKind, credential: Credential, account: Account) -> Activity:
        """Return the entry for something that happens now to the access to an account.

        The account need not be the one that the credential has.
        """
        return self.of(kind, replace(credential, account=account), account.id)

    def of_grant(self, kind: ActivityKind, grant: UnsettledGrant) -> Activity:
        """Return the entry for something that happens to an unsettled grant now."""
        return grant.activity(kind, self._now(), self._os_user)

    def of_organization(self, kind: ActivityKind, system: System) -> Activity:
        """Return the entry for something that happens to an organization now, in one mode."""
        return Activity(self._now(), kind, "", "", system, self._os_user)

    def of_m3ter(self, kind: ActivityKind, organization_id: str) -> Activity:
        """Return the entry for something that happens to the connection to m3ter now."""
        return Activity(self._now(), kind, "", "", None, self._os_user, organization_id)

    def _now(self) -> datetime:
        return self._clock.now().utc


class ActivityLog:
    """Reads the new entries of the log into the state."""

    def __init__(self, ports: Ports, state: WorkspaceState) -> None:
        self._tasks = ports.tasks
        self._store = ports.store
        self._state = state
        self._is_reading = False
        self._is_wanted = False

    async def read(self) -> None:
        """Read the entries that were written since the last call.

        Publishes `ActivitiesRead` or `ActivitiesNotRead`. A call during another one makes that one
        read once more.
        """
        self._is_wanted = True
        if self._is_reading:
            return
        self._is_reading = True
        try:
            while self._is_wanted:
                self._is_wanted = False
                read = partial(self._store.activities, len(self._state.activities))
                self._state.add_activities(await self._tasks.run(Lane.DATABASE, read))
        except StorageError as error:
            self._state.publish(ActivitiesNotRead(error))
        finally:
            self._is_reading = False
