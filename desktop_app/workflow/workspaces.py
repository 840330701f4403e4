"""Which workspaces there are: Practice, and the organizations that this computer is connected to.

Knows: how an organization is connected, given another secret, and forgotten, in an order that
leaves nothing behind. Must not know: what a credential goes through in a workspace, TOML, files,
windows.
"""

import uuid
from collections import deque
from collections.abc import Callable, Collection, Coroutine, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.errors import (
    KeychainError,
    PlatformMismatchError,
    ServiceError,
    StorageError,
    TimeLimitError,
    WorkspaceBusyError,
)
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.profile import Platform, Profile, ProfileError, Registration
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.event_bus import EventBus
from desktop_app.workflow.keychain_entries import KeychainEntries
from desktop_app.workflow.ports import (
    Clock,
    Keychain,
    Lane,
    OrganizationRepository,
    OrganizationStore,
    Store,
    StoredOrganization,
    StripeGateway,
    Tasks,
)
from desktop_app.workflow.service import Workflow
from desktop_app.workflow.workspace import PRACTICE, Workspace
from desktop_app.workflow.workspace_events import (
    ConnectFailed,
    ForgetFailed,
    OrganizationConnected,
    OrganizationForgotten,
    ProfileNotOpened,
    ProfileOpened,
    SecretReplaced,
    StoringSecrets,
    TryingSecret,
    WorkspaceClosed,
    WorkspaceEvent,
    WorkspaceOpened,
    WorkspacesLoaded,
)

_TRY_LIMIT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Running:
    """A workflow that runs; `stop` ends it, at once and for good."""

    workflow: Workflow
    stop: Callable[[], None]


@dataclass(frozen=True, slots=True)
class WorkspacesPorts:
    """What is reached through ports, and what the composition root makes.

    `read_profile` (blocking, FILES) returns a file's text, `parse_profile` what it says; both raise
    `ProfileError`. `try_secret` (blocking, NETWORK) raises `ServiceError`.
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
    run: Callable[[str, Store, StripeGateway], Running]


@dataclass(frozen=True, slots=True)
class _Organization:
    """What is behind an open workspace of an organization."""

    profile: Profile
    running: Running
    stripe: StripeGateway
    store: OrganizationStore


class Workspaces:
    """All of them. Calls return at once; what came of them is told as events."""

    def __init__(self, ports: WorkspacesPorts, practice: Workflow) -> None:
        self._ports = ports
        self._tasks = ports.tasks
        self._repository = ports.repository
        self._bus: EventBus[WorkspaceEvent] = EventBus()
        self._open = {PRACTICE: Workspace(PRACTICE, practice)}
        self._behind: dict[str, _Organization] = {}
        # Organizations that are just being connected, changed or forgotten, each by what does it.
        self._in_hand: dict[str, object] = {}
        # Those of them whose secrets are just being tried: nothing of them is kept yet.
        self._trying: set[str] = set()
        self._is_loaded = False
        # What was asked for before it was known which organizations there are.
        self._waiting: deque[Callable[[], None]] = deque()

    # -- what is in sight ---------------------------------------------------------------------

    def subscribe(self, listener: Callable[[WorkspaceEvent], None]) -> Callable[[], None]:
        """Tell `listener` every event from now on; call what is returned to end that."""
        return self._bus.subscribe(listener)

    @property
    def workspaces(self) -> tuple[Workspace, ...]:
        """Those that are open, Practice first."""
        return tuple(self._open.values())

    @property
    def practice(self) -> Workspace:
        """The Practice workspace, which is always there."""
        return self._open[PRACTICE]

    def workspace(self, workspace_id: str) -> Workspace | None:
        """Return a workspace, or None if it is not open (any more)."""
        return self._open.get(workspace_id)

    def on_account_elsewhere(
        self, workspace_id: str, system: System, account_id: str
    ) -> tuple[Credential, ...]:
        """Return what lives on an account in other workspaces that are registered as the same.

        Revoking access in one of them cuts off all. Their names say which organization's they are.
        """
        here = self._behind.get(workspace_id)
        if here is None or system not in here.profile.systems:
            return ()
        ours = here.profile.registration(system)
        return tuple(
            replace(credential, name=f"{credential.name} ({other.profile.organization.name})")
            for other_id, other in self._behind.items()
            if other_id != workspace_id and other.profile.shares_platform(ours)
            for credential in other.running.workflow.on_account(system, account_id)
        )

    # -- calls --------------------------------------------------------------------------------

    def start(self) -> None:
        """Open the workspaces of all organizations; ends with `WorkspacesLoaded`.

        What is asked for before that is done after it.
        """
        self.practice.workflow.start()
        self._tasks.start(self._load())

    def remember_shown(self, workspace_id: str) -> None:
        """Keep which workspace is shown, for the next start."""
        self._tasks.start(self._remember_shown(workspace_id))

    def open_profile(self, path: Path) -> None:
        """Read a connection profile; ends with `ProfileOpened` or `ProfileNotOpened`."""
        self._when_loaded(lambda: self._tasks.start(self._open_profile(path)))

    def connect(
        self, opened: ProfileOpened, secrets: Mapping[System, Secret], place: SecretPlace
    ) -> None:
        """Connect an organization by a profile that the person has agreed to.

        `secrets` has one for each system that needs one, of the right shape; they are kept in
        `place`. Ends with `OrganizationConnected` or `ConnectFailed`.
        """
        workspace_id = opened.profile.organization.key
        self._take_in_hand(
            workspace_id,
            lambda: self._connect(opened, dict(secrets), place),
            lambda problem: ConnectFailed(workspace_id, problem),
        )

    def replace_secret(
        self, workspace_id: str, system: System, secret: Secret, place: SecretPlace
    ) -> None:
        """Give an organization another secret; ends with `SecretReplaced` or `ConnectFailed`."""
        self._take_in_hand(
            workspace_id,
            lambda: self._replace_secret(workspace_id, system, secret, place),
            lambda problem: ConnectFailed(workspace_id, problem, system),
        )

    def give_up(self, workspace_id: str) -> None:
        """A person does not want to wait while secrets are tried: nothing is kept, or told.

        Once they are being kept, it is too late for that.
        """
        if workspace_id in self._trying:
            self._trying.discard(workspace_id)
            del self._in_hand[workspace_id]

    def forget(self, workspace_id: str, *, keep_database: bool) -> None:
        """Forget an organization; its secrets leave the keychain.

        m3ter's access at Stripe stays as it is. Ends with `OrganizationForgotten` or
        `ForgetFailed`.
        """
        self._take_in_hand(
            workspace_id,
            lambda: self._forget(workspace_id, keep_database=keep_database),
            lambda problem: ForgetFailed(workspace_id, problem),
        )

    # -- operations ---------------------------------------------------------------------------

    async def _load(self) -> None:
        unreadable: list[str] = []
        shown = PRACTICE
        try:
            kept = await self._tasks.run(Lane.DATABASE, self._repository.organizations)
            shown = await self._tasks.run(Lane.DATABASE, self._repository.shown)
            for organization in kept:
                if not await self._open_stored(organization):
                    unreadable.append(organization.id)
        except Exception:
            # Whatever it was: Practice is there, and so is what was opened before it.
            self._tell_loaded(unreadable, shown)
            raise
        self._tell_loaded(unreadable, shown)
        await self._clear_leftovers()

    def _tell_loaded(self, unreadable: list[str], shown: str) -> None:
        self._is_loaded = True
        self._publish(
            WorkspacesLoaded(tuple(unreadable), shown if shown in self._open else PRACTICE)
        )
        while self._waiting:
            self._waiting.popleft()()

    async def _open_stored(self, organization: StoredOrganization) -> bool:
        """Open the workspace of an organization as it was kept; False if it can't be read."""
        text = organization.text
        if text is None:
            return False
        try:
            profile = await self._tasks.run(Lane.FILES, lambda: self._ports.parse_profile(text))
            if profile.organization.key != organization.id:
                # A copy of another one's file: one database has one workspace.
                return False
            places = await self._secret_places(profile)
        except (ProfileError, StorageError):
            return False
        self._open_workspace(profile, self._ports.make_stripe(profile), places)
        return True

    async def _secret_places(self, profile: Profile) -> dict[System, SecretPlace]:
        store = self._repository.store(profile.organization.key)
        places: dict[System, SecretPlace] = {}
        for registration in profile.registrations:
            if registration.secret_kind is not None:
                read = partial(store.secret_entry, registration.system)
                entry = await self._tasks.run(Lane.DATABASE, read)
                places[registration.system] = (
                    SecretPlace.LOST if entry is None else SecretPlace.KEYCHAIN
                )
        return places

    async def _clear_leftovers(self) -> None:
        """Finish what an earlier run could not: what was to be forgotten, or never came about."""
        for workspace_id in await self._tasks.run(Lane.DATABASE, self._repository.leftovers):
            if workspace_id in self._in_hand or workspace_id in self._behind:
                # It is being connected, or has been meanwhile.
                continue
            self._in_hand[workspace_id] = self
            try:
                store = self._repository.store(workspace_id)
                forget = partial(store.forget_organization, (), erase=False)
                await self._tasks.run(Lane.DATABASE, forget)
                await self._delete_marked_entries(workspace_id)
            except StorageError:
                # Another start may do better; the others are to be cleared all the same.
                continue
            finally:
                del self._in_hand[workspace_id]

    async def _remember_shown(self, workspace_id: str) -> None:
        await self._tasks.run(Lane.DATABASE, lambda: self._repository.remember_shown(workspace_id))

    async def _open_profile(self, path: Path) -> None:
        try:
            text = await self._tasks.run(Lane.FILES, lambda: self._ports.read_profile(path))
            profile = await self._tasks.run(Lane.FILES, lambda: self._ports.parse_profile(text))
        except ProfileError as refused:
            self._publish(ProfileNotOpened(path, refused.problems))
            return
        known = self._open.get(profile.organization.key)
        self._publish(ProfileOpened(path, text, profile, None if known is None else known.profile))

    async def _connect(
        self, opened: ProfileOpened, secrets: Mapping[System, Secret], place: SecretPlace
    ) -> None:
        profile = opened.profile
        workspace_id = profile.organization.key
        stripe, store = self._ports.make_stripe(profile), self._repository.store(workspace_id)
        platforms = {
            registration.system: await self._try(
                workspace_id, registration, secrets.get(registration.system)
            )
            for registration in profile.registrations
        }
        entries = _new_entries(workspace_id, secrets, place)
        activities = self._activities(ActivityKind.CONNECTED, profile)
        self._begin_storing(workspace_id)
        try:
            if workspace_id not in self._behind:
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
        self._close(workspace_id)
        for system, secret in secrets.items():
            stripe.take_secret(system, secret)
        # Its workflow, too, deletes at its start what is to be deleted: the secrets before these.
        workspace = self._open_workspace(profile, stripe, dict.fromkeys(secrets, place))
        self._publish(OrganizationConnected(workspace))

    async def _replace_secret(
        self, workspace_id: str, system: System, secret: Secret, place: SecretPlace
    ) -> None:
        behind = self._behind[workspace_id]
        platform = await self._try(workspace_id, behind.profile.registration(system), secret)
        entries = _new_entries(workspace_id, (system,), place)
        activity = self._activity(ActivityKind.SECRET_REPLACED, system)
        self._begin_storing(workspace_id)
        try:
            await self._store_secrets(workspace_id, entries, {system: secret})
            entry = entries.get(system)
            await self._tasks.run(
                Lane.DATABASE,
                lambda: behind.store.replace_secret(system, entry, platform, activity),
            )
        except Exception:
            await self._roll_back(workspace_id, entries.values())
            raise
        behind.stripe.take_secret(system, secret)
        workspace = self._open[workspace_id]
        places = {**dict(workspace.secret_places), system: place}
        workspace = replace(workspace, secret_places=tuple(places.items()))
        self._open[workspace_id] = workspace
        self._publish(SecretReplaced(workspace, system))
        await self._delete_marked_entries(workspace_id)

    async def _forget(self, workspace_id: str, *, keep_database: bool) -> None:
        behind = self._behind[workspace_id]
        if await self._tasks.run(Lane.DATABASE, behind.store.knows_of_entries):
            problem = await self._entries(workspace_id).unlock()
            if problem is not None:
                raise problem
        self._refuse_if_busy(workspace_id)
        activities = self._activities(ActivityKind.FORGOTTEN, behind.profile)
        if not await self._tasks.run(
            Lane.DATABASE,
            lambda: behind.store.forget_organization(activities, erase=not keep_database),
        ):
            raise WorkspaceBusyError
        self._close(workspace_id)
        is_clean = await self._delete_marked_entries(workspace_id)
        self._publish(OrganizationForgotten(behind.profile, keep_database, is_clean))

    # -- steps --------------------------------------------------------------------------------

    def _when_loaded(self, call: Callable[[], None]) -> None:
        """Do something at once, or when it is known which organizations there are."""
        if self._is_loaded:
            call()
        else:
            self._waiting.append(call)

    def _take_in_hand(
        self,
        workspace_id: str,
        operation: Callable[[], Coroutine[Any, Any, None]],
        failed: Callable[[Exception], WorkspaceEvent],
    ) -> None:
        """Do one thing at a time with an organization, and tell how it failed if it did."""

        def begin() -> None:
            if workspace_id in self._in_hand:
                self._publish(failed(WorkspaceBusyError()))
            else:
                mine = self._in_hand[workspace_id] = object()
                self._tasks.start(self._carry_out(workspace_id, mine, operation, failed))

        self._when_loaded(begin)

    async def _carry_out(
        self,
        workspace_id: str,
        mine: object,
        operation: Callable[[], Coroutine[Any, Any, None]],
        failed: Callable[[Exception], WorkspaceEvent],
    ) -> None:
        try:
            await operation()
        except _CancelledError:
            return
        except _TrialError as tried:
            self._publish(ConnectFailed(workspace_id, tried.problem, tried.system))
        except (KeychainError, StorageError, WorkspaceBusyError, PlatformMismatchError) as problem:
            self._publish(failed(problem))
        except Exception as mistake:
            # A mistake in this program: nobody may be left waiting for the end of it.
            self._publish(failed(mistake))
            raise
        finally:
            if self._in_hand.get(workspace_id) is mine:
                del self._in_hand[workspace_id]
                self._trying.discard(workspace_id)

    def _refuse_if_busy(self, workspace_id: str) -> None:
        workspace = self._open.get(workspace_id)
        if workspace is not None and workspace.workflow.is_busy:
            raise WorkspaceBusyError

    async def _try(
        self, workspace_id: str, registration: Registration, secret: Secret | None
    ) -> Platform:
        """Try a secret, and return the platform that it is of."""
        mine = self._in_hand.get(workspace_id)
        self._trying.add(workspace_id)
        self._publish(TryingSecret(workspace_id, registration.system))
        try:
            account = await self._tasks.run(
                Lane.NETWORK, lambda: self._ports.try_secret(registration, secret), _TRY_LIMIT
            )
        except (ServiceError, TimeLimitError) as problem:
            self._go_on(workspace_id, mine)
            raise _TrialError(registration.system, problem) from None
        self._go_on(workspace_id, mine)
        return Platform(
            registration.client_id,
            "" if account is None else account.id,
            is_stand_in=bool(registration.stand_in),
        )

    def _activities(self, kind: ActivityKind, profile: Profile) -> tuple[Activity, ...]:
        return tuple(self._activity(kind, system) for system in profile.systems)

    def _activity(self, kind: ActivityKind, system: System) -> Activity:
        return Activity(self._ports.clock.now().utc, kind, "", "", system, self._ports.os_user)

    def _go_on(self, workspace_id: str, mine: object) -> None:
        if self._in_hand.get(workspace_id) is not mine:
            raise _CancelledError

    def _begin_storing(self, workspace_id: str) -> None:
        """From here on nothing is given up: at once after the trial, before anything is awaited."""
        self._trying.discard(workspace_id)
        self._publish(StoringSecrets(workspace_id))

    async def _store_secrets(
        self, workspace_id: str, entries: Mapping[System, str], secrets: Mapping[System, Secret]
    ) -> None:
        """Keep secrets in the keychain under `entries`; their names are written down before."""
        if not entries:
            return
        keychain, store = self._entries(workspace_id), self._repository.store(workspace_id)
        problem = await keychain.unlock()
        if problem is not None:
            raise problem
        for system, entry in entries.items():
            reserve = partial(store.reserve_entry, entry, owner_of(system))
            await self._tasks.run(Lane.DATABASE, reserve)
            problem = await keychain.write(entry, secrets[system])
            if problem is not None:
                raise problem

    async def _roll_back(self, workspace_id: str, entries: Collection[str]) -> None:
        """Take back what was kept for something that did not come about.

        What can't be taken back now is at the next start, since its name is written down.
        """
        store = self._repository.store(workspace_id)
        with suppress(StorageError):
            for entry in entries:
                await self._tasks.run(Lane.DATABASE, partial(store.mark_entry_for_deletion, entry))
        await self._delete_marked_entries(workspace_id)

    async def _delete_marked_entries(self, workspace_id: str) -> bool:
        """Delete what is to be deleted; return whether nothing was left for the next start."""
        store = self._repository.store(workspace_id)
        try:
            await self._entries(workspace_id).delete_marked()
            left = await self._tasks.run(Lane.DATABASE, store.entries_to_delete)
            await self._tasks.run(Lane.DATABASE, lambda: self._repository.delete(workspace_id))
        except StorageError:
            return False
        return not left

    def _entries(self, workspace_id: str) -> KeychainEntries:
        return KeychainEntries(
            self._tasks, self._ports.keychain, self._repository.store(workspace_id)
        )

    def _open_workspace(
        self, profile: Profile, stripe: StripeGateway, places: Mapping[System, SecretPlace]
    ) -> Workspace:
        workspace_id = profile.organization.key
        store = self._repository.store(workspace_id)
        running = self._ports.run(workspace_id, store, stripe)
        self._behind[workspace_id] = _Organization(profile, running, stripe, store)
        workspace = Workspace(workspace_id, running.workflow, profile, tuple(places.items()))
        self._open[workspace_id] = workspace
        self._publish(WorkspaceOpened(workspace))
        running.workflow.start()
        return workspace

    def _close(self, workspace_id: str) -> None:
        behind = self._behind.pop(workspace_id, None)
        if behind is not None:
            behind.running.stop()
            self._publish(WorkspaceClosed(self._open.pop(workspace_id)))

    def _publish(self, event: WorkspaceEvent) -> None:
        self._bus.publish(event)


class _CancelledError(Exception):
    """A person did not want to wait for what comes of a trial."""


class _TrialError(Exception):
    """A secret was tried, and was not found good."""

    def __init__(self, system: System, problem: Exception) -> None:
        super().__init__(system.value)
        self.system = system
        self.problem = problem


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
