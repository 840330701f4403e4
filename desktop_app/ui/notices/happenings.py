"""What the rules go by: what can happen, and what they read of a workspace and of its pages.

Knows that notices are about credentials and grants; must not know what is told of them.
"""

from dataclasses import dataclass
from typing import Protocol

from desktop_app.core.credential import Credential
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.events import Approval, Event


@dataclass(frozen=True, slots=True)
class IdCopied:
    """A person has copied the ID of a credential."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class WizardClosed:
    """The wizard of a credential was closed; a question that it showed stays to be answered."""

    credential_id: str


@dataclass(frozen=True, slots=True)
class Dismissed:
    """A person is done with the passing notice about something."""

    about: str


Happening = Event | IdCopied | WizardClosed | Dismissed


class State(Protocol):
    """What is read of a workspace: a part of the workflow."""

    @property
    def credentials(self) -> tuple[Credential, ...]: ...
    @property
    def unsettled_grants(self) -> tuple[UnsettledGrant, ...]: ...
    def credential(self, credential_id: str) -> Credential | None: ...
    def approval(self, credential_id: str) -> Approval | None: ...
    def sharing_account(self, credential: Credential) -> tuple[Credential, ...]: ...
    def would_be_cut_off(self, credential: Credential) -> tuple[Credential, ...]: ...
    def affected_by_revoking(self, grant: UnsettledGrant) -> tuple[Credential, ...]: ...


class Sight(Protocol):
    """What a person sees."""

    def has_wizard(self, credential_id: str) -> bool:
        """Return whether the wizard of a credential is open: it tells what happens itself."""

    def is_in_sight(self, credential_id: str) -> bool:
        """Return whether a person sees a credential, in its wizard or in the list."""
