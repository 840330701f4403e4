"""Revokes m3ter's access to an account at Stripe, and records the revocation."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum, auto

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Credential, Revoking, SecretPlace
from desktop_app.core.errors import (
    AnswerLostError,
    RefusedError,
    SecretUnavailableError,
    ServiceError,
    StorageError,
    UnreachableError,
)
from desktop_app.core.systems import System
from desktop_app.workflow.activity_log import LogEntries
from desktop_app.workflow.events import RevocationFailed
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
    """Nothing was sent. The revocation can be retried."""
    UNKNOWN = auto()


@dataclass(frozen=True, slots=True)
class RevocationResult:
    """How a revocation ended, and its error, if there was one."""

    revoked: Revoked
    error: ServiceError | SecretUnavailableError | None = None


class Revocation:
    """The only way to revoke access.

    No code is exchanged during a revocation. The code may be for the same account, and then it
    would not be known which request Stripe handled last.
    """

    def __init__(
        self,
        ports: Ports,
        state: WorkspaceState,
        log_entries: LogEntries,
        progress: Progress,
        secrets: CredentialSecrets,
        platform_secrets: PlatformSecrets,
    ) -> None:
        self._tasks = ports.tasks
        self._store = ports.store
        self._stripe = ports.stripe
        self._state = state
        self._log_entries = log_entries
        self._progress = progress
        self._secrets = secrets
        self._platform_secrets = platform_secrets
        # Credentials that are not to be removed with their access: the person rejected the account.
        self._rejections: set[str] = set()
        # Closed while access is being revoked.
        self._gate = Gate(is_open=True)

    def note_rejection(self, credential_id: str) -> None:
        """Note that access is revoked since the person rejected the account."""
        self._rejections.add(credential_id)

    def is_rejection(self, credential_id: str) -> bool:
        """Return whether the person rejected the account of a credential in this run."""
        return credential_id in self._rejections

    async def ended(self) -> None:
        """Wait until no revocation is under way."""
        await self._gate.passed()

    async def begin(self, credential: Credential) -> bool:
        """Record that a revocation is about to be sent. UNCONFIRMED says so already.

        False if the stage or the revocation of the credential has changed.
        """
        if credential.revoking is Revoking.UNCONFIRMED:
            return True
        return await self._tasks.run(
            Lane.DATABASE,
            lambda: self._store.begin_revocation(
                credential.id, credential.stage, credential.revoking
            ),
        )

    async def end(self, credential_id: str, left: Revoking) -> None:
        """Record that access was certainly not revoked; `left` is NO or TO_DO."""
        to_do = left is Revoking.TO_DO
        try:
            await self._tasks.run(
                Lane.DATABASE, lambda: self._store.end_revocation(credential_id, to_do=to_do)
            )
        except StorageError:
            self.show(credential_id, Revoking.UNCONFIRMED)
            self.report_failed(credential_id)
            raise
        self.show(credential_id, left)

    def show(self, credential_id: str, revoking: Revoking) -> None:
        """Note in the state how a credential's revocation stands."""
        # Read again, since the secret may have been moved to the keychain meanwhile.
        current = self._state.credential(credential_id)
        if current is not None and current.revoking is not revoking:
            self._state.put(replace(current, revoking=revoking))

    def report_failed(
        self,
        credential_id: str,
        error: ServiceError | SecretUnavailableError | None = None,
        *,
        is_rejection: bool = False,
    ) -> None:
        """Publish `RevocationFailed`, unless the credential is gone."""
        current = self._state.credential(credential_id)
        if current is not None:
            self._state.publish(RevocationFailed(current, error, is_rejection))

    async def revoke(self, system: System, account_id: str, activity: Activity) -> RevocationResult:
        """Revoke access to an account in one mode.

        All credentials that use the account lose access and need approval again. `activity` names
        the credential that the revocation is for. It is the log entry that is written if no
        credential uses the account. If a code of another credential is being exchanged, nothing is
        sent, since that code may be for the same account.
        """
        if self._state.is_exchanging_for_others(activity.credential_id):
            return RevocationResult(Revoked.NOT_YET)
        self._state.begin_revocation()
        self._gate.close()
        try:
            return await self._revoke(system, account_id, activity)
        finally:
            self._state.end_revocation()
            if not self._state.is_revoking:
                self._gate.open()

    async def _revoke(
        self, system: System, account_id: str, activity: Activity
    ) -> RevocationResult:
        unavailable = await self._platform_secrets.make_ready(system)
        if unavailable is not None:
            return RevocationResult(Revoked.NOT_YET, unavailable)
        try:
            # Without a time limit beside the client's own: a request that was given up could still
            # arrive, and revoke access that was granted meanwhile. No outcome is told before the
            # request has ended, so none is sent after an outcome was told.
            await self._tasks.call(
                lambda seconds_left: self._stripe.deauthorize(system, account_id, seconds_left)
            )
        except RefusedError as error:
            return RevocationResult(Revoked.NO, error)
        except UnreachableError as error:
            return RevocationResult(Revoked.NOT_YET, error)
        except AnswerLostError as error:
            return RevocationResult(Revoked.UNKNOWN, error)
        await self.record(ActivityKind.REVOKED, system, account_id, activity)
        return RevocationResult(Revoked.YES)

    async def record(
        self,
        kind: ActivityKind,
        system: System,
        account_id: str,
        activity: Activity,
        checked: datetime | None = None,
    ) -> None:
        """Record that access to an account was revoked.

        Writes a log entry of `kind` for each credential that uses the account, or `activity` if
        there is no such credential. `checked` is when a check found this out (UTC), if it was one.
        """
        affected = self._state.using_account(account_id, system)
        activities = tuple(
            self._log_entries.of_account(kind, each, each.account or Account(account_id))
            for each in affected
        )
        try:
            await self._tasks.run(
                Lane.DATABASE,
                lambda: self._store.record_revoked(
                    activities or (activity,), system, account_id, checked
                ),
            )
        finally:
            # Access is revoked at Stripe, even if the database could not store it.
            for each in affected:
                self._secrets.release(each.id)
                current = self._state.credential(each.id)
                if current is not None:
                    revoked = replace(current, secret_place=SecretPlace.REVOKED)
                    self._state.put(replace(revoked, checked=checked or current.checked))
                if each.id != activity.credential_id:
                    self._progress.refresh(each.id)
