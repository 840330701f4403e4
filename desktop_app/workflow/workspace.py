"""A workspace that is open, as windows and events know it."""

from dataclasses import dataclass

from desktop_app.core.credential import SecretPlace
from desktop_app.core.profile import Profile
from desktop_app.core.systems import System
from desktop_app.workflow.service import Workflow

PRACTICE = ""
"""The id of the Practice workspace."""


@dataclass(frozen=True, slots=True)
class Workspace:
    """A workspace that is open.

    `id` is its organization's key; `profile` is None in Practice. `secret_places` says where the
    organization's secrets are kept, for each system that needs one.
    """

    id: str
    workflow: Workflow
    profile: Profile | None = None
    secret_places: tuple[tuple[System, SecretPlace], ...] = ()
