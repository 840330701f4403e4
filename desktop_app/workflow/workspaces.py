"""The open workspaces: Practice, and one for each connected organization.

Knows: which workspaces are open, and how they are opened at the start. Must not know: how an
organization is connected or forgotten (`organizations.py`), TOML, files, windows.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from desktop_app.core.credential import AffectedCredential, SecretPlace
from desktop_app.core.errors import StorageError
from desktop_app.core.profile import Profile, ProfileError
from desktop_app.core.systems import System
from desktop_app.workflow.events import EventBus
from desktop_app.workflow.operations import Gate
from desktop_app.workflow.ports import (
    Clock,
    Lane,
    OrganizationRepository,
    OrganizationStore,
    StoredOrganization,
    StripeGateway,
    Tasks,
)
from desktop_app.workflow.workflow import Workflow
from desktop_app.workflow.workspace import (
    PRACTICE,
    Workspace,
    WorkspaceChanged,
    WorkspaceClosed,
    WorkspaceEvent,
    WorkspaceOpened,
    WorkspacesLoaded,
)


@dataclass(frozen=True, slots=True)
class Running:
    """A workflow, and the function that stops it at once. It can't be started again."""

    workflow: Workflow
    stop: Callable[[], None]


@dataclass(frozen=True, slots=True)
class WorkspacePorts:
    """The ports that workspaces are opened with.

    `parse_profile` (blocking, FILES) returns the profile of a text, or raises `ProfileError`.
    `make_workflow` takes an organization's profile, its database and its Stripe.
    """

    tasks: Tasks
    clock: Clock
    repository: OrganizationRepository
    parse_profile: Callable[[str], Profile]
    make_stripe: Callable[[Profile], StripeGateway]
    make_workflow: Callable[[Profile, OrganizationStore, StripeGateway], Running]


@dataclass(frozen=True, slots=True)
class ConnectedOrganization:
    """The parts of an organization's open workspace."""

    profile: Profile
    running: Running
    stripe: StripeGateway
    store: OrganizationStore


class Workspaces:
    """All open workspaces."""

    def __init__(self, ports: WorkspacePorts, practice: Workflow) -> None:
        self._ports = ports
        self._tasks = ports.tasks
        self._repository = ports.repository
        self._bus: EventBus[WorkspaceEvent] = EventBus()
        self._practice = practice
        self._open = {PRACTICE: Workspace(PRACTICE, practice.state, practice.commands, ports.clock)}
        self._organizations: dict[str, ConnectedOrganization] = {}
        self._loaded = Gate(is_open=False)

    # -- reading ------------------------------------------------------------------------------

    def subscribe(self, listener: Callable[[WorkspaceEvent], None]) -> Callable[[], None]:
        """Call `listener` with every event from now on. Returns a function that ends this."""
        return self._bus.subscribe(listener)

    @property
    def workspaces(self) -> tuple[Workspace, ...]:
        """The open workspaces, Practice first."""
        return tuple(self._open.values())

    @property
    def workflows(self) -> tuple[Workflow, ...]:
        """The workflows of the open workspaces, Practice's first."""
        return (
            self._practice,
            *(organization.running.workflow for organization in self._organizations.values()),
        )

    def workspace(self, workspace_id: str) -> Workspace | None:
        """Return a workspace, or None if it is not open (any more)."""
        return self._open.get(workspace_id)

    def organization(self, workspace_id: str) -> ConnectedOrganization | None:
        """Return the parts of an organization's workspace, or None if it is not open."""
        return self._organizations.get(workspace_id)

    def using_account_elsewhere(
        self, workspace_id: str, account_id: str, system: System
    ) -> tuple[AffectedCredential, ...]:
        """Return the credentials of other workspaces that use an account on the same platform.

        They lose access, too, when access to the account is revoked in the workspace
        `workspace_id`.
        """
        here = self._organizations.get(workspace_id)
        if here is None or system not in here.profile.systems:
            return ()
        ours = here.profile.registration(system)
        return tuple(
            AffectedCredential(credential, other.profile.organization.name)
            for other_id, other in self._organizations.items()
            if other_id != workspace_id and other.profile.shares_platform(ours)
            for credential in other.running.workflow.state.using_account(account_id, system)
        )

    async def loaded(self) -> None:
        """Wait until it is known which organizations are connected."""
        await self._loaded.passed()

    # -- commands -----------------------------------------------------------------------------

    def start(self) -> None:
        """Open the workspaces of all organizations. Publishes `WorkspacesLoaded`."""
        self._practice.start()
        self._tasks.start(self._load())

    def remember_shown(self, workspace_id: str) -> None:
        """Store which workspace is shown, for the next start."""
        self._tasks.start(self._remember_shown(workspace_id))

    # -- opening and closing, for `organizations.py` -----------------------------------------

    def open(
        self, profile: Profile, stripe: StripeGateway, places: Mapping[System, SecretPlace]
    ) -> Workspace:
        """Open the workspace of an organization. An open one is closed before.

        `places` says where the organization's secrets are stored.
        """
        workspace_id = profile.organization.key
        self.close(workspace_id)
        store = self._repository.store(workspace_id)
        running = self._ports.make_workflow(profile, store, stripe)
        self._organizations[workspace_id] = ConnectedOrganization(profile, running, stripe, store)
        workflow = running.workflow
        workspace = Workspace(
            workspace_id,
            workflow.state,
            workflow.commands,
            self._ports.clock,
            profile,
            tuple(places.items()),
        )
        self._open[workspace_id] = workspace
        self._bus.publish(WorkspaceOpened(workspace))
        workflow.start()
        return workspace

    def change_secret_place(self, workspace_id: str, system: System, place: SecretPlace) -> None:
        """Change where an open workspace's secret for one system is stored."""
        workspace = self._open[workspace_id]
        places = {**dict(workspace.secret_places), system: place}
        workspace = replace(workspace, secret_places=tuple(places.items()))
        self._open[workspace_id] = workspace
        self._bus.publish(WorkspaceChanged(workspace))

    def close(self, workspace_id: str) -> None:
        """Close the workspace of an organization, if it is open."""
        organization = self._organizations.pop(workspace_id, None)
        if organization is not None:
            organization.running.stop()
            self._bus.publish(WorkspaceClosed(self._open.pop(workspace_id)))

    # -- operations ---------------------------------------------------------------------------

    async def _load(self) -> None:
        unreadable: list[str] = []
        shown = PRACTICE
        try:
            stored = await self._tasks.run(Lane.DATABASE, self._repository.organizations)
            shown = await self._tasks.run(Lane.DATABASE, self._repository.shown)
            for organization in stored:
                if not await self._open_stored(organization):
                    unreadable.append(organization.id)
        except Exception:
            # Practice can be used all the same, and so can the workspaces that were opened. Not in
            # a `finally` block: that also runs when the program ends and closes the operation.
            self._publish_loaded(unreadable, shown)
            raise
        self._publish_loaded(unreadable, shown)

    def _publish_loaded(self, unreadable: list[str], shown: str) -> None:
        self._bus.publish(
            WorkspacesLoaded(tuple(unreadable), shown if shown in self._open else PRACTICE)
        )
        self._loaded.open()

    async def _open_stored(self, organization: StoredOrganization) -> bool:
        """Open the workspace of a stored organization; return False if it can't be read."""
        text = organization.text
        if text is None:
            return False
        try:
            profile = await self._tasks.run(Lane.FILES, lambda: self._ports.parse_profile(text))
            if profile.organization.key != organization.id:
                # The file is a copy of another organization's database.
                return False
            places = await self._secret_places(profile)
        except (ProfileError, StorageError):
            return False
        self.open(profile, self._ports.make_stripe(profile), places)
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

    async def _remember_shown(self, workspace_id: str) -> None:
        await self._tasks.run(Lane.DATABASE, lambda: self._repository.remember_shown(workspace_id))
