"""Takes m3ter's access to an account back, and writes down that it was."""

from dataclasses import dataclass, replace
from enum import Enum, auto

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    AnswerLostError,
    RefusedError,
    SecretUnavailableError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.systems import System
from desktop_app.workflow.activity_log import LogEntries
from desktop_app.workflow.operations import Gate
from desktop_app.workflow.ports import Lane, Ports
from desktop_app.workflow.progress import Progress
from desktop_app.workflow.secrets import CredentialSecrets, PlatformSecrets
from desktop_app.workflow.workspace_state import WorkspaceState


class Revoked(Enum):
    """What is known after a revocation."""

    YES = auto()
    NO = auto()
    NOT_YET = auto()
    """Nothing was sent; it can be tried another time."""
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class Result:
    """How a revocation ended, and what went wrong, if anything did."""

    revoked: Revoked
    problem: ServiceError | SecretUnavailableError | None = None


class Revocation:
    """The one way by which access is revoked.

    No code is exchanged meanwhile: it may be for the same account, and then nobody would know
    which of the two Stripe did last.
    """

    def __init__(
        self,
        ports: Ports,
        state: WorkspaceState,
        log_entries: LogEntries,
        progress: Progress,
        secrets: CredentialSecrets,
        platform: PlatformSecrets,
    ) -> None:
        self._tasks = ports.tasks
        self._store = ports.store
        self._stripe = ports.stripe
        self._state = state
        self._log_entries = log_entries
        self._progress = progress
        self._secrets = secrets
        self._platform = platform
        # Closed while access is being revoked.
        self._gate = Gate(is_open=True)

    async def ended(self) -> None:
        """Wait until no revocation is under way."""
        await self._gate.passed()

    async def revoke(self, system: System, account_id: str, entry: Activity) -> Result:
        """Revoke access to an account in one mode.

        Revoking cuts off the account: all credentials that name it need approval again. `entry` is
        what is written down if there is none; it names the credential on whose account this is
        done. While another one's code is out nothing is revoked: it may be for the same account.
        """
        if self._state.is_exchanging_for_others(entry.credential_id):
            return Result(Revoked.NOT_YET)
        self._state.begin_revocation()
        self._gate.close()
        try:
            return await self._revoke(system, account_id, entry)
        finally:
            self._state.end_revocation()
            if not self._state.is_revoking:
                self._gate.open()

    async def _revoke(self, system: System, account_id: str, entry: Activity) -> Result:
        unavailable = await self._platform.make_ready(system)
        if unavailable is not None:
            return Result(Revoked.NOT_YET, unavailable)
        try:
            # Without a limit of ours, beside the client's own: one that was given up would still
            # arrive, and cut off what was approved meanwhile.
            await self._tasks.run(
                Lane.NETWORK, lambda: self._stripe.deauthorize(system, account_id)
            )
        except RefusedError as problem:
            return Result(Revoked.NO, problem)
        except UnreachableError as problem:
            return Result(Revoked.NOT_YET, problem)
        except AnswerLostError as problem:
            return Result(Revoked.UNKNOWN, problem)
        await self.record(ActivityKind.REVOKED, system, account_id, entry)
        return Result(Revoked.YES)

    async def record(
        self, kind: ActivityKind, system: System, account_id: str, entry: Activity
    ) -> None:
        """Access to an account is revoked: write it down for all that live on it, or `entry`."""
        cut_off = self._state.on_account(account_id, system)
        activities = tuple(self._log_entries.of(kind, each, account_id) for each in cut_off)
        try:
            await self._tasks.run(
                Lane.DATABASE,
                lambda: self._store.record_revoked(activities or (entry,), system, account_id),
            )
        finally:
            # It is so, even if the database does not take it.
            for each in cut_off:
                self._secrets.drop(each.id)
                current = self._state.credential(each.id)
                if current is not None:
                    self._state.put(replace(current, secret_place=SecretPlace.REVOKED))
                if each.id != entry.credential_id:
                    self._progress.refresh(each.id)
