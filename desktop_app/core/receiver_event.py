"""What the receiver reports: what browsers bring back, and what was refused."""

from dataclasses import dataclass
from typing import ClassVar

from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.core.refused_peer import RefusedPeer


@dataclass(frozen=True, slots=True)
class ResponseArrived:
    """The first response of an attempt came, certainly from the attempt's own browser."""

    response: AuthorizationResponse

    @property
    def attempt_id(self) -> str:
        """The attempt that the response belongs to."""
        return self.response.attempt_id


@dataclass(frozen=True, slots=True)
class ApprovalUnconfirmed:
    """A code came that may be somebody else's. The receiver holds it until the person decides."""

    attempt_id: str


@dataclass(frozen=True, slots=True)
class ApprovalsContradict:
    """A second, different code came that may be somebody else's. Both were dropped."""

    attempt_id: str


@dataclass(frozen=True, slots=True)
class DenialUnconfirmed:
    """A denial came that may be somebody else's. `attempt_id` is None if it has no state."""

    attempt_id: str | None


@dataclass(frozen=True, slots=True)
class StartLinkOpenedTwice:
    """A second browser opened the start link of an attempt."""

    attempt_id: str


@dataclass(frozen=True, slots=True)
class ReturnRequested:
    """The person followed the link on the result page of an attempt."""

    attempt_id: str


@dataclass(frozen=True, slots=True)
class ConnectionRefused:
    """A program of another user tried to connect."""

    peer: RefusedPeer
    attempt_id: ClassVar[None] = None
    """A connection that was refused belongs to no attempt."""


ReceiverEvent = (
    ResponseArrived
    | ApprovalUnconfirmed
    | ApprovalsContradict
    | DenialUnconfirmed
    | StartLinkOpenedTwice
    | ReturnRequested
    | ConnectionRefused
)
