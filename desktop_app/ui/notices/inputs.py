"""The inputs of the rules for notices, beside the state of the workspace."""

from dataclasses import dataclass
from typing import Protocol

from desktop_app.core.credential import Credential
from desktop_app.workflow.events import Event


@dataclass(frozen=True, slots=True)
class IdCopied:
    """The person has copied the ID of a credential."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class AccountIdCopied:
    """The person has copied the ID of a credential's account."""


@dataclass(frozen=True, slots=True)
class IdsCopied:
    """The person has copied the IDs of several credentials."""

    number: int


@dataclass(frozen=True, slots=True)
class WizardClosed:
    """The wizard of a credential was closed. An open question in it becomes a notice."""

    credential_id: str


@dataclass(frozen=True, slots=True)
class Dismissed:
    """The person has dismissed the passing notice about something."""

    about: str


NoticeInput = Event | IdCopied | AccountIdCopied | IdsCopied | WizardClosed | Dismissed
"""An event of the workflow, or an action of the person in the window."""


class Visibility(Protocol):
    """Which credentials of a workspace the person sees."""

    def has_wizard(self, credential_id: str) -> bool:
        """Return whether the wizard of a credential is open; the wizard shows its own results."""

    def shows_credential(self, credential_id: str) -> bool:
        """Return whether the person sees a credential now, in its wizard or in the list."""
