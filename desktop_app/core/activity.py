"""What happened, when, to which credential, and by which operating-system user."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop_app.core.account import Health
from desktop_app.core.systems import System


class ActivityKind(Enum):
    """The kinds of entries in the local log."""

    STARTED = "started"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    REMOVED = "removed"
    CREATED = "created"
    DELETED = "deleted"
    REVOKED = "revoked"
    FAILED = "failed"
    UNKNOWN = "unknown"
    CLEARED = "cleared"
    DISCONNECTED = "disconnected"
    """Stripe said that the account is not connected any more."""
    CONNECTED = "connected"
    """The organization was connected in this mode. The entry belongs to no credential."""
    SECRET_REPLACED = "secret_replaced"  # noqa: S105  (what happened, no secret)
    """The organization has another secret in this mode. The entry belongs to no credential."""
    FORGOTTEN = "forgotten"
    """The organization was forgotten in this mode. The entry belongs to no credential."""
    PEER_REFUSED = "peer_refused"
    """A program of another user tried to connect. `detail` is the user's name."""
    WAIT_STOPPED = "wait_stopped"
    """A person stopped waiting for the browsers of a credential."""
    STOPPED = "stopped"
    """A person cancelled a reauthorization. The credential is as it was before."""
    REJECTED = "rejected"
    """A person said that the account which approved is not the right one. `detail` is its id."""
    HEALTH_CHANGED = "health_changed"
    """A check found another health of the account. `detail` is that of `health_change`."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One entry. `detail` is short plain text and never a secret; `at` is UTC."""

    at: datetime
    kind: ActivityKind
    credential_id: str
    credential_name: str
    system: System
    os_user: str
    detail: str = ""


def health_change(before: Health, after: Health) -> str:
    """Return the `detail` of an entry of the kind HEALTH_CHANGED."""
    return f"from {before.value} to {after.value}"
