"""A workspace for the user interface, and the events of opening and closing workspaces."""

from dataclasses import dataclass
from datetime import timedelta

from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.profile import Profile
from desktop_app.core.systems import System
from desktop_app.workflow.commands import Commands
from desktop_app.workflow.ports import Clock
from desktop_app.workflow.workspace_state import ReadableState

PRACTICE = ""
"""The id of the Practice workspace."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """An open workspace: its state, to read, and its commands.

    `id` is the key of its organization. `profile` is None in Practice. `secret_places` says where
    the organization's secrets are stored, for each system that needs one.
    """

    id: str
    state: ReadableState
    commands: Commands
    clock: Clock
    profile: Profile | None = None
    secret_places: tuple[tuple[System, SecretPlace], ...] = ()

    @property
    def systems(self) -> tuple[System, ...]:
        """The systems that credentials can be created for."""
        return tuple(System) if self.profile is None else self.profile.systems

    def time_left(self, credential: Credential) -> timedelta:
        """Return the time left of an incomplete credential; zero for others."""
        if credential.deadline is None or credential.stage is not Stage.INCOMPLETE:
            return timedelta(0)
        return credential.deadline.time_left(self.clock.now())

    @property
    def waiting(self) -> tuple[Credential, ...]:
        """The credentials whose browser may still come back, with time left.

        Those whose code is being exchanged do not wait any more.
        """
        return tuple(
            credential
            for credential in self.state.credentials
            if credential.stage is Stage.INCOMPLETE
            and self.state.is_awaited(credential.id)
            and not self.state.is_exchanging_for(credential.id)
            and self.time_left(credential) > timedelta(0)
        )


@dataclass(frozen=True, slots=True)
class WorkspacesLoaded:
    """The workspaces of all connected organizations were opened, as far as possible.

    `unreadable` are the ids of the organizations whose database or profile can't be read. `shown`
    is the id of the workspace that was shown last, if it is open, else Practice's.
    """

    unreadable: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class WorkspaceOpened:
    """The workspace of an organization was opened. A former one with the same id was closed."""

    workspace: Workspace


@dataclass(frozen=True, slots=True)
class WorkspaceChanged:
    """A secret of an organization was replaced; `workspace` says where its secrets are now."""

    workspace: Workspace


@dataclass(frozen=True, slots=True)
class WorkspaceClosed:
    """A workspace was closed. Its commands must not be called any more."""

    workspace: Workspace


WorkspaceEvent = WorkspacesLoaded | WorkspaceOpened | WorkspaceChanged | WorkspaceClosed
