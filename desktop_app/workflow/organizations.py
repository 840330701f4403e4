"""Connects organizations, replaces their secrets, and forgets them.

The order of the steps leaves no keychain entry behind: if a step fails, the database knows the
names of the entries that are still to be deleted. Knows: profiles, secrets and how they are tried.
Must not know: what happens to credentials in a workspace, TOML, files, windows.
"""

import uuid
from collections.abc import Callable, Collection, Coroutine, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import SecretPlace
from desktop_app.core.deadline import SecondsLeft
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
from desktop_app.core.registration_problem import RegistrationProblem, RegistrationRefusedError
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.activity_log import LogEntries
from desktop_app.workflow.operations import CancelledError, Pending, start_pending
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
# Advice alone, so nobody has to wait long for it.
_REGISTRATION_LIMIT = timedelta(seconds=8)
_EXPECTED = (
    SecretTrialError,
    RegistrationRefusedError,
    KeychainError,
    StorageError,
    WorkspaceBusyError,
    PlatformMismatchError,
)


@dataclass(frozen=True, slots=True)
class OpenedProfile:
    """A connection profile that was read and is valid.

    `known` is the profile that the organization is connected with now; None if it is not connected.
    """

    path: Path
    text: str
    profile: Profile
    known: Profile | None


@dataclass(frozen=True, slots=True)
class TryingSecret:
    """The secret of a system is being tried. Meanwhile the change can be cancelled."""

    system: System


@dataclass(frozen=True, slots=True)
class TryingRegistration:
    """The registration of a system is being tried. Meanwhile the change can be cancelled."""

    system: System


@dataclass(frozen=True, slots=True)
class StoringSecrets:
    """All secrets were accepted and are being stored. The change can't be cancelled any more."""


ConnectProgress = TryingSecret | TryingRegistration | StoringSecrets


@dataclass(frozen=True, slots=True)
class ForgottenOrganization:
    """An organization that was forgotten.

    `history_kept` says that its database stays. `is_clean` says that its secrets were deleted from
    the keychain; otherwise, they are deleted at a later start, when the keychain is open.
    """

    profile: Profile
    history_kept: bool
    is_clean: bool


@dataclass(frozen=True, slots=True)
class OrganizationPorts:
    """The ports that organizations are connected and forgotten with.

    `read_profile` (blocking, FILES) returns the text of a file, and `parse_profile` (blocking,
    FILES) the profile of a text; both raise `ProfileError`. `try_secret` (blocking, NETWORK)
    returns the platform's own account, or None if it can't be read; it raises `ServiceError`.
    `try_registration` (blocking, NETWORK) returns what Stripe's approval page refuses, as far as it
    can be found out. Both send nothing after their deadline.
    """

    tasks: Tasks
    keychain: Keychain
    clock: Clock
    os_user: str
    repository: OrganizationRepository
    read_profile: Callable[[Path], str]
    parse_profile: Callable[[str], Profile]
    make_stripe: Callable[[Profile], StripeGateway]
    try_secret: Callable[[Registration, Secret | None, SecondsLeft], Account | None]
    try_registration: Callable[[Registration, SecondsLeft], tuple[RegistrationProblem, ...]]


@dataclass(eq=False, slots=True)
class _Change:
    """A change to an organization that is under way.

    It can be cancelled while a secret is being tried, since nothing is stored yet.
    """

    can_be_cancelled: bool = False


class Organizations:
    """Changes which organizations are connected. Each call returns its pending result.

    Calls wait until the workspaces of all organizations were opened. An organization has at most
    one change at a time: a second one fails with `WorkspaceBusyError`.
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
        """Clean up after an earlier run: forgotten organizations, and failed changes."""
        self._tasks.start(self._clear_leftovers())

    def open_profile(self, path: Path) -> Pending[OpenedProfile]:
        """Read a connection profile; the result can fail with `ProfileError`."""
        return start_pending(
            self._tasks.start, lambda: self._open_profile(path), expected=(ProfileError,)
        )

    def connect(
        self,
        opened: OpenedProfile,
        secrets: Mapping[System, Secret],
        place: SecretPlace,
        progress: Callable[[ConnectProgress], None],
        *,
        anyway: bool = False,
    ) -> Pending[Workspace]:
        """Connect an organization with a profile that the person has confirmed.

        `secrets` has a secret for each system that needs one (see `check_secret`); they are stored
        in `place`. `progress` is called before each step. The result is the new workspace. It can
        fail with `SecretTrialError`, `RegistrationRefusedError`, `KeychainError`, `StorageError`,
        `WorkspaceBusyError` or `PlatformMismatchError`; then nothing was changed. With `anyway`,
        the registrations are not tried, so `RegistrationRefusedError` does not occur.
        """
        workspace_id = opened.profile.organization.key
        return self._change(
            workspace_id,
            lambda change: self._connect(
                change, opened, dict(secrets), place, progress, anyway=anyway
            ),
        )

    def replace_secret(
        self,
        workspace_id: str,
        system: System,
        secret: Secret,
        place: SecretPlace,
        progress: Callable[[ConnectProgress], None],
    ) -> Pending[None]:
        """Replace the secret of a connected organization for one system.

        The result is None. It fails as that of `connect`.
        """
        return self._change(
            workspace_id,
            lambda change: self._replace_secret(
                change, workspace_id, system, secret, place, progress
            ),
        )

    def unlock_keychain(self, workspace_id: str) -> Pending[None]:
        """Ask the person to unlock the keychain, before the secrets of an organization are stored.

        The result is None. It can fail with `KeychainError`.
        """
        return start_pending(
            self._tasks.start, lambda: self._unlock_keychain(workspace_id), (KeychainError,)
        )

    def cancel(self, workspace_id: str) -> None:
        """Cancel a change whose secrets are being tried. Nothing is stored, and no result comes.

        If the secrets are already being stored, the change goes on.
        """
        change = self._changes.get(workspace_id)
        if change is not None and change.can_be_cancelled:
            del self._changes[workspace_id]

    def forget(self, workspace_id: str, *, keep_history: bool) -> Pending[ForgottenOrganization]:
        """Forget an organization, and delete its secrets from the keychain.

        With `keep_history`, its credentials and its log stay in the database. m3ter's access at
        Stripe is not revoked. The result can fail with `KeychainError`, `StorageError` or
        `WorkspaceBusyError`; then nothing was changed.
        """
        return self._change(
            workspace_id, lambda _: self._forget(workspace_id, keep_history=keep_history)
        )

    # -- one change at a time -----------------------------------------------------------------

    def _change(
        self, workspace_id: str, operation: Callable[[_Change], Coroutine[Any, Any, T]]
    ) -> Pending[T]:
        return start_pending(
            self._tasks.start, lambda: self._run_exclusively(workspace_id, operation), _EXPECTED
        )

    async def _run_exclusively(
        self, workspace_id: str, operation: Callable[[_Change], Coroutine[Any, Any, T]]
    ) -> T:
        await self._workspaces.loaded()
        if workspace_id in self._changes:
            raise WorkspaceBusyError
        with self._under_way(workspace_id) as change:
            return await operation(change)

    @contextmanager
    def _under_way(self, workspace_id: str) -> Iterator[_Change]:
        """Let no other change of an organization begin until the block ends."""
        change = self._changes[workspace_id] = _Change()
        try:
            yield change
        finally:
            # The change may have been cancelled, and another one may have begun.
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
        *,
        anyway: bool,
    ) -> Workspace:
        profile = opened.profile
        workspace_id = profile.organization.key
        stripe, store = self._ports.make_stripe(profile), self._repository.store(workspace_id)
        platforms = {
            registration.system: await self._try_secret(
                workspace_id, change, registration, secrets.get(registration.system), progress
            )
            for registration in profile.registrations
        }
        if not anyway:
            await self._try_registrations(workspace_id, change, profile, progress)
        entries = _new_entries(workspace_id, secrets, place)
        activities = self._activities(ActivityKind.CONNECTED, profile)
        progress(StoringSecrets())
        try:
            if self._workspaces.organization(workspace_id) is None:
                # No workflow uses this database, so clean up here what an earlier run left.
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
        # When the workflow starts, it deletes the former secrets, which are marked for deletion.
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
        platform = await self._try_secret(workspace_id, change, registration, secret, progress)
        entries = _new_entries(workspace_id, (system,), place)
        activity = self._log_entries.of_organization(ActivityKind.SECRET_REPLACED, system)
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
        # The result does not wait until the former secret is deleted from the keychain.
        self._tasks.start(self._clean_up(workspace_id))

    async def _forget(self, workspace_id: str, *, keep_history: bool) -> ForgottenOrganization:
        connected = self._connected(workspace_id)
        if await self._tasks.run(Lane.DATABASE, connected.store.knows_of_entries):
            await self._unlock_keychain(workspace_id)
        self._refuse_if_busy(workspace_id)
        activities = self._activities(ActivityKind.FORGOTTEN, connected.profile)
        forget = partial(connected.store.forget_organization, activities, erase=not keep_history)
        if not await self._tasks.run(Lane.DATABASE, forget):
            raise WorkspaceBusyError
        self._workspaces.close(workspace_id)
        # Between these two steps, the workspace may have queued something to be stored, such as the
        # name of another secret's entry.
        again = partial(connected.store.forget_organization, (), erase=not keep_history)
        with suppress(StorageError):
            await self._tasks.run(Lane.DATABASE, again)
        is_clean = await self._delete_marked_entries(workspace_id)
        return ForgottenOrganization(connected.profile, keep_history, is_clean)

    async def _clear_leftovers(self) -> None:
        await self._workspaces.loaded()
        try:
            leftovers = await self._tasks.run(Lane.DATABASE, self._repository.leftovers)
        except StorageError:
            # The workspaces are loaded from the same folder, so this error was reported before.
            return
        for workspace_id in leftovers:
            if workspace_id in self._changes or self._workspaces.organization(workspace_id):
                # It is being connected, or was connected meanwhile.
                continue
            # After an error the next start tries again; the others must be cleared all the same.
            with self._under_way(workspace_id), suppress(StorageError):
                store = self._repository.store(workspace_id)
                forget = partial(store.forget_organization, (), erase=False)
                await self._tasks.run(Lane.DATABASE, forget)
                await self._delete_marked_entries(workspace_id)

    # -- steps --------------------------------------------------------------------------------

    def _connected(self, workspace_id: str) -> ConnectedOrganization:
        connected = self._workspaces.organization(workspace_id)
        if connected is None:
            raise KeyError(workspace_id)
        return connected

    async def _unlock_keychain(self, workspace_id: str) -> None:
        """Let the operating system ask the person to unlock the keychain. Raises KeychainError."""
        error = await self._entries(workspace_id).unlock()
        if error is not None:
            raise error

    def _refuse_if_busy(self, workspace_id: str) -> None:
        workspace = self._workspaces.workspace(workspace_id)
        if workspace is not None and workspace.state.is_busy:
            raise WorkspaceBusyError

    async def _try_secret(
        self,
        workspace_id: str,
        change: _Change,
        registration: Registration,
        secret: Secret | None,
        progress: Callable[[ConnectProgress], None],
    ) -> Platform:
        """Try a secret, and return its platform. Raises SecretTrialError, CancelledError."""
        progress(TryingSecret(registration.system))
        account = await self._call(
            workspace_id,
            change,
            lambda seconds_left: self._ports.try_secret(registration, secret, seconds_left),
            _TRY_LIMIT,
        )
        if isinstance(account, ServiceError | TimeLimitError):
            raise SecretTrialError(registration.system, account)
        return Platform(
            registration.client_id,
            "" if account is None else account.id,
            is_stand_in=bool(registration.stand_in),
        )

    async def _try_registrations(
        self,
        workspace_id: str,
        change: _Change,
        profile: Profile,
        progress: Callable[[ConnectProgress], None],
    ) -> None:
        """Raise RegistrationRefusedError if Stripe refuses a registration. Raises CancelledError.

        A registration that can't be tried is taken for a good one.
        """
        found: list[RegistrationProblem] = []
        for registration in profile.registrations:
            progress(TryingRegistration(registration.system))
            problems = await self._call(
                workspace_id,
                change,
                partial(self._ports.try_registration, registration),
                _REGISTRATION_LIMIT,
            )
            if not isinstance(problems, ServiceError | TimeLimitError):
                found += problems
        if found:
            raise RegistrationRefusedError(tuple(found))

    async def _call(
        self,
        workspace_id: str,
        change: _Change,
        work: Callable[[SecondsLeft], T],
        limit: timedelta,
    ) -> T | ServiceError | TimeLimitError:
        """Call a service, and return its result or its error.

        Meanwhile the change can be cancelled; then this raises CancelledError.
        """
        change.can_be_cancelled = True
        result: T | ServiceError | TimeLimitError
        try:
            result = await self._tasks.call(work, limit)
        except (ServiceError, TimeLimitError) as error:
            result = error
        if self._changes.get(workspace_id) is not change:
            raise CancelledError
        change.can_be_cancelled = False
        return result

    def _activities(self, kind: ActivityKind, profile: Profile) -> tuple[Activity, ...]:
        return tuple(self._log_entries.of_organization(kind, system) for system in profile.systems)

    async def _store_secrets(
        self, workspace_id: str, entries: Mapping[System, str], secrets: Mapping[System, Secret]
    ) -> None:
        """Store secrets in the keychain under `entries`. Their names are stored before."""
        if not entries:
            return
        keychain, store = self._entries(workspace_id), self._repository.store(workspace_id)
        await self._unlock_keychain(workspace_id)
        for system, entry in entries.items():
            reserve = partial(store.reserve_entry, entry, owner_of(system))
            await self._tasks.run(Lane.DATABASE, reserve)
            error = await keychain.write(entry, secrets[system])
            if error is not None:
                raise error

    async def _roll_back(self, workspace_id: str, entries: Collection[str]) -> None:
        """Delete the entries that were stored for a change that failed.

        An entry that can't be deleted now is deleted at the next start, since the database has its
        name.
        """
        store = self._repository.store(workspace_id)
        with suppress(StorageError):
            for entry in entries:
                await self._tasks.run(Lane.DATABASE, partial(store.mark_entry_for_deletion, entry))
        await self._delete_marked_entries(workspace_id)

    async def _clean_up(self, workspace_id: str) -> None:
        await self._delete_marked_entries(workspace_id)

    async def _delete_marked_entries(self, workspace_id: str) -> bool:
        """Delete the marked entries, and the database if it is not needed any more.

        Returns whether all entries were deleted.
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
    """Return names for new keychain entries; none if the secrets are not stored there."""
    if place is not SecretPlace.KEYCHAIN:
        return {}
    return {
        system: f"organization {workspace_id} {system.value} {uuid.uuid4().hex}"
        for system in systems
    }
