"""What a person asks of the organizations, and what came of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import SecretTrialError
from desktop_app.core.profile import ProfileError, ProfileProblem
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.workflow.operations import Pending
from desktop_app.workflow.organizations import (
    ConnectProgress,
    ForgottenOrganization,
    OpenedProfile,
    Organizations,
)
from desktop_app.workflow.workspace import Workspace, WorkspaceEvent

T = TypeVar("T")


@dataclass(frozen=True)
class ProfileNotOpened:
    path: Path
    problems: tuple[ProfileProblem, ...]


@dataclass(frozen=True)
class OrganizationConnected:
    workspace: Workspace


@dataclass(frozen=True)
class SecretReplaced:
    organization_id: str
    system: System


@dataclass(frozen=True)
class ConnectFailed:
    organization_id: str
    error: Exception
    system: System | None = None


@dataclass(frozen=True)
class ForgetFailed:
    organization_id: str
    error: Exception


Told = (
    WorkspaceEvent
    | ConnectProgress
    | OpenedProfile
    | ProfileNotOpened
    | OrganizationConnected
    | SecretReplaced
    | ConnectFailed
    | ForgottenOrganization
    | ForgetFailed
)
"""An event, a step on the way to an answer, or an answer."""


class Asking:
    """Asks, and tells each answer as soon as it is there."""

    def __init__(self, organizations: Organizations, tell: Callable[[Told], None]) -> None:
        self._organizations = organizations
        self._tell = tell

    def open_profile(self, path: Path) -> None:
        """Open a connection profile."""
        answer = self._organizations.open_profile(path)

        def deliver() -> None:
            try:
                self._tell(answer.result())
            except ProfileError as error:
                self._tell(ProfileNotOpened(path, error.problems))

        answer.when_done(deliver)

    def connect(
        self,
        opened: OpenedProfile,
        secrets: Mapping[System, Secret],
        place: SecretPlace,
        *,
        anyway: bool = False,
    ) -> None:
        """Connect an organization."""
        answer = self._organizations.connect(opened, secrets, place, self._tell, anyway=anyway)
        organization_id = opened.profile.organization.key
        self._when_done(
            answer, OrganizationConnected, lambda error: _failed(organization_id, error, None)
        )

    def replace_secret(
        self, organization_id: str, system: System, secret: Secret, place: SecretPlace
    ) -> None:
        """Give an organization another secret."""
        answer = self._organizations.replace_secret(
            organization_id, system, secret, place, self._tell
        )
        self._when_done(
            answer,
            lambda _: SecretReplaced(organization_id, system),
            lambda error: _failed(organization_id, error, system),
        )

    def forget(self, organization_id: str, *, keep_history: bool) -> None:
        """Forget an organization."""
        answer = self._organizations.forget(organization_id, keep_history=keep_history)
        self._when_done(
            answer, lambda forgotten: forgotten, lambda error: ForgetFailed(organization_id, error)
        )

    def cancel(self, organization_id: str) -> None:
        """Cancel what is under way, if that is possible."""
        self._organizations.cancel(organization_id)

    def _when_done(
        self,
        answer: Pending[T],
        succeeded: Callable[[T], Told],
        failed: Callable[[Exception], Told],
    ) -> None:
        def deliver() -> None:
            try:
                self._tell(succeeded(answer.result()))
            except Exception as error:  # noqa: BLE001  (remembered)
                self._tell(failed(error))

        answer.when_done(deliver)


def _failed(organization_id: str, error: Exception, system: System | None) -> ConnectFailed:
    if isinstance(error, SecretTrialError):
        return ConnectFailed(organization_id, error.cause, error.system)
    return ConnectFailed(organization_id, error, system)
