"""The events of a workspace. Each event carries the new value."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic, TypeVar

from desktop_app.core.activity import Activity
from desktop_app.core.approval import Approval
from desktop_app.core.credential import Credential
from desktop_app.core.errors import (
    KeychainError,
    SecretUnavailableError,
    ServiceError,
    StorageError,
)
from desktop_app.core.incident import Incident
from desktop_app.core.outcome import Removed, TimedOut
from desktop_app.core.unsettled_grant import UnsettledGrant

E = TypeVar("E")


class EventBus(Generic[E]):
    """Calls its listeners with every event, in the order in which they subscribed."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[E], None]] = []

    def subscribe(self, listener: Callable[[E], None]) -> Callable[[], None]:
        """Call `listener` with every event from now on. Returns a function that ends this."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def publish(self, event: E) -> None:
        """Call all present listeners with an event."""
        for listener in tuple(self._listeners):
            listener(event)


@dataclass(frozen=True, slots=True)
class Loaded:
    """The database was read into the state."""


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """The database could not be read."""

    error: StorageError


@dataclass(frozen=True, slots=True)
class CredentialChanged:
    """A credential is new, or has changed."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class CredentialGone:
    """A credential was removed; `credential` is its last value."""

    credential: Credential
    why: TimedOut | Removed


@dataclass(frozen=True, slots=True)
class TimeGetsShort:
    """A warning for an incomplete credential is due; `left` is the time left."""

    credential: Credential
    left: timedelta


@dataclass(frozen=True, slots=True)
class ApprovalChanged:
    """An approval is new, or has changed."""

    approval: Approval


@dataclass(frozen=True, slots=True)
class BrowserAnswered:
    """A browser came back for a credential. The events of its outcome were published before."""

    credential_id: str


@dataclass(frozen=True, slots=True)
class TabsLost:
    """After a restart, no browser tab of a credential can come back. It can be opened again."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class IncidentReported:
    """The person has to be told or asked something about a credential; see `core.incident`."""

    credential: Credential
    incident: Incident


@dataclass(frozen=True, slots=True)
class UnsettledGrantsChanged:
    """The list of unsettled grants has changed."""

    grants: tuple[UnsettledGrant, ...]


@dataclass(frozen=True, slots=True)
class NotApprovedAgain:
    """A reauthorization ran out of time. The credential is ACTIVE as before."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class Reconnected:
    """A credential that was created before is ACTIVE again, after another approval."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class RevocationFailed:
    """Access could not be revoked, so the credential was not removed.

    `error` is None if nothing was sent, because a code is being exchanged or because another
    credential would lose access, too. `is_rejection` says that the credential was not to be
    removed: the person had rejected its account.
    """

    credential: Credential
    error: ServiceError | SecretUnavailableError | None = None
    is_rejection: bool = False


@dataclass(frozen=True, slots=True)
class GrantNotRevoked:
    """Revoking an unsettled grant failed. `error` is None for the reasons of `RevocationFailed`."""

    grant: UnsettledGrant
    error: ServiceError | SecretUnavailableError | None = None


@dataclass(frozen=True, slots=True)
class CheckBegan:
    """A check of a credential's connection has begun."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class Checked:
    """The account of a credential is connected. `credential` has the new data of the account."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class Disconnected:
    """An account is not connected any more. `credentials` all used it, the checked one first."""

    credentials: tuple[Credential, ...]


@dataclass(frozen=True, slots=True)
class CheckFailed:
    """The account of a credential could not be checked."""

    credential: Credential
    error: ServiceError | KeychainError


@dataclass(frozen=True, slots=True)
class CheckEnded:
    """A check that is one of many has ended. `AllChecked` will say how."""

    credential: Credential


@dataclass(frozen=True, slots=True)
class NotChecked:
    """Credentials of one account that could not be checked, and why. A part of `AllChecked`."""

    credentials: tuple[Credential, ...]
    error: ServiceError | KeychainError


@dataclass(frozen=True, slots=True)
class RemovedTogether:
    """Credentials were removed together, with the access at Stripe left as it is.

    Both lists have the values that the person was asked about. `error` is why some were not
    removed; None if all were, or if those that were not had changed meanwhile.
    """

    removed: tuple[Credential, ...]
    not_removed: tuple[Credential, ...] = ()
    error: StorageError | None = None


@dataclass(frozen=True, slots=True)
class AllChecked:
    """All connections, or the chosen ones, were checked, since the person asked for that.

    `checked` is the number of credentials whose account was read. `worse` are those among them that
    have got worse (see `Credential.is_worse_than`), by their accounts.
    """

    checked: int
    worse: tuple[tuple[Credential, ...], ...] = ()
    not_checked: tuple[NotChecked, ...] = ()


@dataclass(frozen=True, slots=True)
class GotWorse:
    """A quiet re-check found that an account has got worse. `credentials` all use it."""

    credentials: tuple[Credential, ...]


@dataclass(frozen=True, slots=True)
class DashboardNotOpened:
    """The browser could not be opened at the page of a credential's account at Stripe.

    `url` is the address of the page; empty if a stand-in for Stripe could not be started.
    """

    credential: Credential
    url: str


@dataclass(frozen=True, slots=True)
class M3terChanged:
    """What is known of m3ter has changed: see `ReadableState.m3ter`."""


@dataclass(frozen=True, slots=True)
class ActivitiesRead:
    """The log was read. `new` are the entries that were not known before, oldest first."""

    new: tuple[Activity, ...]


@dataclass(frozen=True, slots=True)
class ActivitiesNotRead:
    """The log could not be read."""

    error: StorageError


@dataclass(frozen=True, slots=True)
class OperationFailed:
    """An operation raised an exception: the database failed, or the program has a bug."""

    error: Exception


Event = (
    Loaded
    | LoadFailed
    | CredentialChanged
    | CredentialGone
    | TimeGetsShort
    | ApprovalChanged
    | BrowserAnswered
    | TabsLost
    | IncidentReported
    | UnsettledGrantsChanged
    | NotApprovedAgain
    | Reconnected
    | RevocationFailed
    | GrantNotRevoked
    | CheckBegan
    | Checked
    | Disconnected
    | CheckFailed
    | CheckEnded
    | RemovedTogether
    | AllChecked
    | GotWorse
    | DashboardNotOpened
    | M3terChanged
    | ActivitiesRead
    | ActivitiesNotRead
    | OperationFailed
)
