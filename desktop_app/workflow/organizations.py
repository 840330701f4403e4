"""How an organization is connected, given another secret, and forgotten.

The order of the steps leaves nothing behind: whatever breaks off, the database knows the names of
the keychain entries that are still to be deleted. Knows: profiles, secrets and their trial. Must
not know: what a credential goes through in a workspace, TOML, files, windows.
"""

import uuid
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    KeychainError,
    PlatformMismatchError,
    SecretTrialError,
    ServiceError,
    StorageError,
    TimeLimitError,
    WorkspaceBusyError,
)
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.profile import Platform, Profile, ProfileError, Registration
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.activity_log import LogEntries
from desktop_app.workflow.operations import CancelledError, Pending, answered
from desktop_app.workflow.ports import (
    Clock,
    Keychain,
    Lane,
    OrganizationRepository,
    StripeGateway,
    Tasks,
)
from desktop_app.workflow.secrets import KeychainEntries
from desktop_app.workflow.workspace import Workspace
from desktop_app.workflow.workspaces import ConnectedOrganization, Workspaces

T = TypeVar("T")

_TRY_LIMIT = timedelta(seconds=30)
_EXPECTED = (
    SecretTrialError,
    KeychainError,
    StorageError,
    WorkspaceBusyError,
    PlatformMismatchError,
)


@dataclass(frozen=True, slots=True)
class OpenedProfile:
    """A connection profile that was read and is good.

    `known` is the profile by which its organization is connected now, None if it is not.
    """

    path: Path
    text: str
    profile: Profile
    known: Profile | None


@dataclass(frozen=True, slots=True)
class TryingSecret:
    """The secret of a system is being tried; until it was, connecting can be cancelled."""

    system: System


@dataclass(frozen=True, slots=True)
class StoringSecrets:
    """Every secret was accepted, and they are being stored; that can't be cancelled."""


ConnectProgress = TryingSecret | StoringSecrets


@dataclass(frozen=True, slots=True)
class ForgottenOrganization:
    """An organization that was forgotten.

    `history_kept` says that its database stays. `is_clean` says that its secrets have left the
    keychain; otherwise they do so at a later start, when the keychain is open.
    """

    profile: Profile
    history_kept: bool
    is_clean: bool


@dataclass(frozen=True, slots=True)
class OrganizationPorts:
    """What organizations are connected and forgotten with.

    `read_profile` (blocking, FILES) returns a file's text, `parse_profile` (blocking, FILES) what
    the text says; both raise `ProfileError`. `try_secret` (blocking, NETWORK) raises
    `ServiceError`.
    """

    tasks: Tasks
    keychain: Keychain
    clock: Clock
    os_user: str
    repository: OrganizationRepository
    read_profile: Callable[[Path], str]
    parse_profile: Callable[[str], Profile]
    make_stripe: Callable[[Profile], StripeGateway]
    try_secret: Callable[[Registration, Secret | None], Account | None]


@dataclass(eq=False, slots=True)
class _Change:
    """A change to an organization that is under way.

    It can be cancelled while a secret is tried, since nothing is stored yet.
    """

    can_be_cancelled: bool = False


class Organizations:
    """Changes which organizations are connected. Each call is answered to whoever asked.

    What is asked for before it is known which organizations there are waits until then. There is
    one change at a time to an organization: a second one is answered by `WorkspaceBusyError`.
    """

    def __init__(self, ports: OrganizationPorts, workspaces: Workspaces) -> None:
        self._ports = ports
        self._tasks = ports.tasks
        self._repository = ports.repository
        self._workspaces = workspaces
        self._log_entries = LogEntries(ports.clock, ports.os_user)
        self._changes: dict[str, _Change] = {}

    # -- calls --------------------------------------------------------------------------------

    def start(self) -> None:
        """Finish what an earlier run could not: forgetting, or what never came about."""
        self._tasks.start(self._clear_leftovers())

    def open_profile(self, path: Path) -> Pending[OpenedProfile]:
        """Read a connection profile; the answer fails with `ProfileError`."""
        return answered(
            self._tasks.start, lambda: self._open_profile(path), expected=(ProfileError,)
        )

    def connect(
        self,
        opened: OpenedProfile,
        secrets: Mapping[System, Secret],
        place: SecretPlace,
        progress: Callable[[ConnectProgress], None],
    ) -> Pending[Workspace]:
        """Connect an organization by a profile that the person has agreed to.

        `secrets` has one for each system that needs one, of the right shape; they are stored in
        `place`. `progress` is called on the way. The answer is the new workspace, or fails with
        `SecretTrialError`, `KeychainError`, `StorageError`, `WorkspaceBusyError` or
        `PlatformMismatchError`; then all is as it was before.
        """
        workspace_id = opened.profile.organization.key
        return self._change(
            workspace_id,
            lambda change: self._connect(change, opened, dict(secrets), place, progress),
        )

    def replace_secret(
        self,
        workspace_id: str,
        system: System,
        secret: Secret,
        place: SecretPlace,
        progress: Callable[[ConnectProgress], None],
    ) -> Pending[None]:
        """Give an organization another secret for one system; fails as `connect` does."""
        return self._change(
            workspace_id,
            lambda change: self._replace_secret(
                change, workspace_id, system, secret, place, progress
            ),
        )

    def cancel(self, workspace_id: str) -> None:
        """Cancel a change while secrets are tried: nothing is stored, and there is no answer.

        Once the secrets are being stored it is too late, and the change goes on.
        """
        change = self._changes.get(workspace_id)
        if change is not None and change.can_be_cancelled:
            del self._changes[workspace_id]

    def forget(self, workspace_id: str, *, keep_history: bool) -> Pending[ForgottenOrganization]:
        """Forget an organization; its secrets leave the keychain.

        m3ter's access at Stripe stays as it is. The answer fails with `KeychainError`,
        `StorageError` or `WorkspaceBusyError`; then all is as it was before.
        """
        return self._change(
            workspace_id, lambda _: self._forget(workspace_id, keep_history=keep_history)
        )

    # -- one change at a time -----------------------------------------------------------------

    def _change(
        self, workspace_id: str, operation: Callable[[_Change], Coroutine[Any, Any, T]]
    ) -> Pending[T]:
        return answered(self._tasks.start, lambda: self._alone(workspace_id, operation), _EXPECTED)

    async def _alone(
        self, workspace_id: str, operation: Callable[[_Change], Coroutine[Any, Any, T]]
    ) -> T:
        await self._workspaces.loaded()
        if workspace_id in self._changes:
            raise WorkspaceBusyError
        change = self._changes[workspace_id] = _Change()
        try:
            return await operation(change)
        finally:
            # It may have been cancelled, and another one begun.
            if self._changes.get(workspace_id) is change:
                del self._changes[workspace_id]

    # -- operations ---------------------------------------------------------------------------

    async def _open_profile(self, path: Path) -> OpenedProfile:
        await self._workspaces.loaded()
        text = await self._tasks.run(Lane.FILES, lambda: self._ports.read_profile(path))
        profile = await self._tasks.run(Lane.FILES, lambda: self._ports.parse_profile(text))
        connected = self._workspaces.organization(profile.organization.key)
        return OpenedProfile(path, text, profile, None if connected is None else connected.profile)

    async def _connect(
        self,
        change: _Change,
        opened: OpenedProfile,
        secrets: Mapping[System, Secret],
        place: SecretPlace,
        progress: Callable[[ConnectProgress], None],
    ) -> Workspace:
        profile = opened.profile
        workspace_id = profile.organization.key
        stripe, store = self._ports.make_stripe(profile), self._repository.store(workspace_id)
        platforms = {
            registration.system: await self._try(
                workspace_id, change, registration, secrets.get(registration.system), progress
            )
            for registration in profile.registrations
        }
        entries = _new_entries(workspace_id, secrets, place)
        activities = self._activities(ActivityKind.CONNECTED, profile)
        progress(StoringSecrets())
        try:
            if self._workspaces.organization(workspace_id) is None:
                # What an earlier run left in the middle has nobody who could settle it.
                now = self._ports.clock.now()
                recover = partial(store.recover, now, self._ports.os_user)
                await self._tasks.run(Lane.DATABASE, recover)
            await self._store_secrets(workspace_id, entries, secrets)
            self._refuse_if_busy(workspace_id)
            if not await self._tasks.run(
                Lane.DATABASE,
                lambda: store.save_profile(opened.text, entries, platforms, activities),
            ):
                raise WorkspaceBusyError
        except Exception:
            await self._roll_back(workspace_id, entries.values())
            raise
        for system, secret in secrets.items():
            stripe.take_secret(system, secret)
        # Its workflow deletes the secrets before these, which are marked for deletion, at its
        # start.
        return self._workspaces.open(profile, stripe, dict.fromkeys(secrets, place))

    async def _replace_secret(
        self,
        change: _Change,
        workspace_id: str,
        system: System,
        secret: Secret,
        place: SecretPlace,
        progress: Callable[[ConnectProgress], None],
    ) -> None:
        connected = self._connected(workspace_id)
        registration = connected.profile.registration(system)
        platform = await self._try(workspace_id, change, registration, secret, progress)
        entries = _new_entries(workspace_id, (system,), place)
        activity = self._log_entries.of_mode(ActivityKind.SECRET_REPLACED, system)
        progress(StoringSecrets())
        try:
            await self._store_secrets(workspace_id, entries, {system: secret})
            entry = entries.get(system)
            await self._tasks.run(
                Lane.DATABASE,
                lambda: connected.store.replace_secret(system, entry, platform, activity),
            )
        except Exception:
            await self._roll_back(workspace_id, entries.values())
            raise
        connected.stripe.take_secret(system, secret)
        self._workspaces.change_secret_place(workspace_id, system, place)
        # Nobody has to wait until the secret before this one has left the keychain.
        self._tasks.start(self._clean_up(workspace_id))

    async def _forget(self, workspace_id: str, *, keep_history: bool) -> ForgottenOrganization:
        connected = self._connected(workspace_id)
        if await self._tasks.run(Lane.DATABASE, connected.store.knows_of_entries):
            error = await self._entries(workspace_id).unlock()
            if error is not None:
                raise error
        self._refuse_if_busy(workspace_id)
        activities = self._activities(ActivityKind.FORGOTTEN, connected.profile)
        if not await self._tasks.run(
            Lane.DATABASE,
            lambda: connected.store.forget_organization(activities, erase=not keep_history),
        ):
            raise WorkspaceBusyError
        self._workspaces.close(workspace_id)
        is_clean = await self._delete_marked_entries(workspace_id)
        return ForgottenOrganization(connected.profile, keep_history, is_clean)

    async def _clear_leftovers(self) -> None:
        await self._workspaces.loaded()
        try:
            leftovers = await self._tasks.run(Lane.DATABASE, self._repository.leftovers)
        except StorageError:
            # Loading has read the same folder, and has told that it can't be read.
            return
        for workspace_id in leftovers:
            if workspace_id in self._changes or self._workspaces.organization(workspace_id):
                # It is being connected, or has been meanwhile.
                continue
            change = self._changes[workspace_id] = _Change()
            try:
                store = self._repository.store(workspace_id)
                forget = partial(store.forget_organization, (), erase=False)
                await self._tasks.run(Lane.DATABASE, forget)
                await self._delete_marked_entries(workspace_id)
            except StorageError:
                # Another start may do better; the others are to be cleared all the same.
                continue
            finally:
                if self._changes.get(workspace_id) is change:
                    del self._changes[workspace_id]

    # -- steps --------------------------------------------------------------------------------

    def _connected(self, workspace_id: str) -> ConnectedOrganization:
        connected = self._workspaces.organization(workspace_id)
        if connected is None:
            raise KeyError(workspace_id)
        return connected

    def _refuse_if_busy(self, workspace_id: str) -> None:
        workspace = self._workspaces.workspace(workspace_id)
        if workspace is not None and workspace.state.is_busy:
            raise WorkspaceBusyError

    async def _try(
        self,
        workspace_id: str,
        change: _Change,
        registration: Registration,
        secret: Secret | None,
        progress: Callable[[ConnectProgress], None],
    ) -> Platform:
        """Try a secret, and return the platform that it belongs to."""
        change.can_be_cancelled = True
        progress(TryingSecret(registration.system))
        refused: ServiceError | TimeLimitError | None = None
        account: Account | None = None
        try:
            account = await self._tasks.run(
                Lane.NETWORK, lambda: self._ports.try_secret(registration, secret), _TRY_LIMIT
            )
        except (ServiceError, TimeLimitError) as error:
            refused = error
        if self._changes.get(workspace_id) is not change:
            raise CancelledError
        change.can_be_cancelled = False
        if refused is not None:
            raise SecretTrialError(registration.system, refused)
        return Platform(
            registration.client_id,
            "" if account is None else account.id,
            is_stand_in=bool(registration.stand_in),
        )

    def _activities(self, kind: ActivityKind, profile: Profile) -> tuple[Activity, ...]:
        return tuple(self._log_entries.of_mode(kind, system) for system in profile.systems)

    async def _store_secrets(
        self, workspace_id: str, entries: Mapping[System, str], secrets: Mapping[System, Secret]
    ) -> None:
        """Store secrets in the keychain under `entries`, whose names are written down before."""
        if not entries:
            return
        keychain, store = self._entries(workspace_id), self._repository.store(workspace_id)
        error = await keychain.unlock()
        if error is not None:
            raise error
        for system, entry in entries.items():
            reserve = partial(store.reserve_entry, entry, owner_of(system))
            await self._tasks.run(Lane.DATABASE, reserve)
            error = await keychain.write(entry, secrets[system])
            if error is not None:
                raise error

    async def _roll_back(self, workspace_id: str, entries: Collection[str]) -> None:
        """Delete the entries that were stored for a change which did not come about.

        An entry that can't be deleted now is deleted at the next start, since its name is written
        down.
        """
        store = self._repository.store(workspace_id)
        with suppress(StorageError):
            for entry in entries:
                await self._tasks.run(Lane.DATABASE, partial(store.mark_entry_for_deletion, entry))
        await self._delete_marked_entries(workspace_id)

    async def _clean_up(self, workspace_id: str) -> None:
        await self._delete_marked_entries(workspace_id)

    async def _delete_marked_entries(self, workspace_id: str) -> bool:
        """Delete the marked entries, and a database that is not needed any more.

        Returns whether nothing was left for the next start.
        """
        store = self._repository.store(workspace_id)
        try:
            await self._entries(workspace_id).delete_marked()
            left = await self._tasks.run(Lane.DATABASE, store.entries_to_delete)
            await self._tasks.run(Lane.DATABASE, lambda: self._repository.delete(workspace_id))
        except StorageError:
            return False
        return not left

    def _entries(self, workspace_id: str) -> KeychainEntries:
        store = self._repository.store(workspace_id)
        return KeychainEntries(self._tasks, self._ports.keychain, store)


def _new_entries(
    workspace_id: str, systems: Iterable[System], place: SecretPlace
) -> dict[System, str]:
    """Return names for new keychain entries, if that is where the secrets belong."""
    if place is not SecretPlace.KEYCHAIN:
        return {}
    return {
        system: f"organization {workspace_id} {system.value} {uuid.uuid4().hex}"
        for system in systems
    }
