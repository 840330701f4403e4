"""What happened, when, to which credential, and by which operating-system user."""

import re
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from desktop_app.core.account import Account, Health
from desktop_app.core.systems import System


class ActivityKind(Enum):
    """The kinds of entries in the local log."""

    STARTED = "started"
    APPROVED = "approved"
    DENIED = "denied"
    EXPIRED = "expired"
    REMOVED = "removed"
    CREATED = "created"
    RECONNECTED = "reconnected"
    """A credential that was created before is ACTIVE again, after another approval."""
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
    """A check found that the account has changed. `detail` is that of `account_changes`.

    Entries of earlier versions have that of `health_change`.
    """
    M3TER_CONNECTED = "m3ter_connected"
    """m3ter was connected, or its key replaced. `detail` is the organization's ID at m3ter."""
    M3TER_REGISTERED = "m3ter_registered"
    """A credential was registered with m3ter. `detail` is m3ter's id of it."""
    M3TER_FOUND = "m3ter_found"
    """m3ter has a credential of the same name and mode. `detail` is m3ter's id of it."""
    M3TER_UNCLEAR = "m3ter_unclear"
    """Whether a credential was registered with m3ter is not known: no answer came."""
    M3TER_DISCONNECTED = "m3ter_disconnected"
    """m3ter was disconnected, and its key deleted. `detail` is the organization's ID at m3ter."""


@dataclass(frozen=True, slots=True)
class Activity:
    """One entry. `detail` is short plain text and never a secret; `at` is UTC.

    `system` is None if the entry is about none. `account_id` (`acct_…`) and `account_name` are of
    the account at Stripe that the entry is about, as far as they were known then. They are empty if
    not.
    """

    at: datetime
    kind: ActivityKind
    credential_id: str
    credential_name: str
    system: System | None
    os_user: str
    detail: str = ""
    account_id: str = ""
    account_name: str = ""


class Compared(Enum):
    """What a check compares of an account. The log stores the values."""

    CHARGES = "charges"
    PAYOUTS = "payouts"
    CURRENTLY_DUE = "currently due"


@dataclass(frozen=True, slots=True)
class AccountChange:
    """One thing that a check found changed.

    `before` and `after` are ENABLED, DISABLED or UNKNOWN, or for CURRENTLY_DUE the names of
    requirements, separated by ", ", or NOTHING.
    """

    compared: Compared
    before: str
    after: str


ENABLED, DISABLED, UNKNOWN, NOTHING = "enabled", "disabled", "unknown", "nothing"
_CHANGE = re.compile(rf"({'|'.join(each.value for each in Compared)}) from (.+) to (.+)")


def account_changes(before: Account, after: Account) -> str:
    """Return the `detail` of an entry of the kind HEALTH_CHANGED; empty if nothing has changed.

    The order and repetitions of requirements do not count.
    """
    changes = (
        AccountChange(
            Compared.CHARGES, _ability(before.charges_enabled), _ability(after.charges_enabled)
        ),
        AccountChange(
            Compared.PAYOUTS, _ability(before.payouts_enabled), _ability(after.payouts_enabled)
        ),
        AccountChange(Compared.CURRENTLY_DUE, _requirements(before), _requirements(after)),
    )
    return "; ".join(
        f"{each.compared.value} from {each.before} to {each.after}"
        for each in changes
        if each.before != each.after
    )


def read_account_changes(detail: str) -> tuple[AccountChange, ...]:
    """Return what `account_changes` has written; empty if `detail` is something else."""
    found = [_CHANGE.fullmatch(part) for part in detail.split("; ")]
    changes = tuple(
        AccountChange(Compared(match[1]), match[2], match[3])
        for match in found
        if match is not None
    )
    return changes if len(changes) == len(found) else ()


def _ability(enabled: bool | None) -> str:
    if enabled is None:
        return UNKNOWN
    return ENABLED if enabled else DISABLED


def _requirements(account: Account) -> str:
    return ", ".join(sorted(set(account.currently_due))) or NOTHING


def health_change(before: Health, after: Health) -> str:
    """Return the `detail` that earlier versions gave to an entry of the kind HEALTH_CHANGED."""
    return f"from {before.value} to {after.value}"
