"""What is told about workspaces; each event carries the new value."""

from dataclasses import dataclass
from pathlib import Path

from desktop_app.core.profile import Profile, ProfileProblem
from desktop_app.core.systems import System
from desktop_app.workflow.workspace import Workspace


@dataclass(frozen=True, slots=True)
class WorkspacesLoaded:
    """Every organization that is connected is open now.

    `unreadable` are the ids of those whose database or profile can't be read; `shown` is the id of
    the workspace that was shown last, if it is open, else Practice's.
    """

    unreadable: tuple[str, ...]
    shown: str


@dataclass(frozen=True, slots=True)
class WorkspaceOpened:
    """An organization's workspace is there, or is another than before (another profile)."""

    workspace: Workspace


@dataclass(frozen=True, slots=True)
class WorkspaceClosed:
    """A workspace is not there any more; nothing may be asked of its workflow."""

    workspace: Workspace


@dataclass(frozen=True, slots=True)
class ProfileOpened:
    """A profile was read and is good; `known` is what its organization is connected by now."""

    path: Path
    text: str
    profile: Profile
    known: Profile | None


@dataclass(frozen=True, slots=True)
class ProfileNotOpened:
    """A profile was read and is no good."""

    path: Path
    problems: tuple[ProfileProblem, ...]


@dataclass(frozen=True, slots=True)
class TryingSecret:
    """A secret is being tried at Stripe, or at the exchange endpoint of a system."""

    organization_id: str
    system: System


@dataclass(frozen=True, slots=True)
class StoringSecrets:
    """Every secret was found good; they are being kept now, which can't be given up any more."""

    organization_id: str


@dataclass(frozen=True, slots=True)
class OrganizationConnected:
    """An organization was connected, by a person; its workspace was opened before this."""

    workspace: Workspace


@dataclass(frozen=True, slots=True)
class SecretReplaced:
    """A secret was replaced, by a person; `workspace` says where it is kept now."""

    workspace: Workspace
    system: System


@dataclass(frozen=True, slots=True)
class ConnectFailed:
    """An organization was not connected, or a secret not replaced; all is as it was before.

    `problem` is a `ServiceError`, `TimeLimitError`, `KeychainError`, `StorageError` or
    `WorkspaceBusyError`; any other is a mistake in this program. `system` is the one whose secret
    was tried or replaced, None where that was not the matter.
    """

    organization_id: str
    problem: Exception
    system: System | None = None


@dataclass(frozen=True, slots=True)
class OrganizationForgotten:
    """An organization is not connected any more; `kept` says that its database stays.

    `is_clean` says that all its secrets have left the keychain; if not, they do at the next start,
    or at one after it when the keychain is open.
    """

    profile: Profile
    kept: bool
    is_clean: bool


@dataclass(frozen=True, slots=True)
class ForgetFailed:
    """An organization was not forgotten; all is as it was. See `ConnectFailed` for `problem`."""

    organization_id: str
    problem: Exception


WorkspaceEvent = (
    WorkspacesLoaded
    | WorkspaceOpened
    | WorkspaceClosed
    | ProfileOpened
    | ProfileNotOpened
    | TryingSecret
    | StoringSecrets
    | OrganizationConnected
    | SecretReplaced
    | ConnectFailed
    | OrganizationForgotten
    | ForgetFailed
)
