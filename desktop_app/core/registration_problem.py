"""What Stripe's approval page refuses in the registrations of a connection profile."""

from dataclasses import dataclass
from enum import Enum, auto

from desktop_app.core.errors import Detail
from desktop_app.core.profile import Registration


class RegistrationProblemKind(Enum):
    """Which line of the profile is wrong."""

    UNKNOWN_CLIENT = auto()
    """`client_id`: Stripe knows no application with this client id."""
    UNREGISTERED_REDIRECT_URI = auto()
    """`redirect_uri`: the client has no such redirect URI. The client id may be the wrong one."""
    REFUSED = auto()
    """Stripe refuses for another documented reason; the detail has Stripe's words."""


@dataclass(frozen=True, slots=True)
class RegistrationProblem:
    """One thing that Stripe refuses in a registration.

    `redirect_uri` is the one that was tried. `detail` has Stripe's words.
    """

    kind: RegistrationProblemKind
    registration: Registration
    redirect_uri: str
    detail: Detail


class RegistrationRefusedError(Exception):
    """Stripe's approval page refuses registrations of a profile. Nothing was stored.

    The message is safe to log. `problems` has at least one.
    """

    def __init__(self, problems: tuple[RegistrationProblem, ...]) -> None:
        super().__init__("; ".join(f"{item.kind.name}: {item.detail.error}" for item in problems))
        self.problems = problems
