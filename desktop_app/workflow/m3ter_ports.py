"""The ports to m3ter, and to what is stored of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from desktop_app.core.activity import Activity
from desktop_app.core.deadline import SecondsLeft
from desktop_app.core.m3ter import (
    AccessKey,
    Configuration,
    ExternalSystem,
    M3terConnection,
    Portion,
    RegisteredCredential,
    Registration,
    Run,
)
from desktop_app.core.systems import System


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a person need not type to connect m3ter; all of it may be changed.

    `host` gets the key. `is_stand_in` says that a stand-in on this computer takes m3ter's place;
    then `key` may be known.
    """

    organization_id: str
    host: str
    key: AccessKey | None = None
    is_stand_in: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """What an organization offers at m3ter: its systems, and whether credentials can be listed."""

    systems: tuple[ExternalSystem, ...]
    credentials: bool


class M3ter(Protocol):
    """m3ter, as one workspace reaches it. The methods are blocking and raise `ServiceError`.

    Only after `take_key`, except `propose` and `try_key`. What has an effect is sent once; after
    `AnswerLostError` its outcome is not known.
    """

    def is_running(self) -> bool:
        """Return whether calls start no stand-in. Does not block. m3ter itself always runs."""
        ...

    def propose(self) -> Proposal:
        """Return what is known beforehand. May start a stand-in."""
        ...

    def try_key(self, organization_id: str, key: AccessKey, seconds_left: SecondsLeft) -> Offer:
        """Find out whether a key works for an organization, and what it offers. Changes nothing.

        A key that may be m3ter's own is not sent to a stand-in: `SecretRefusedError`.
        """
        ...

    def take_key(self, organization_id: str, key: AccessKey) -> None:
        """Use this key in later calls. Does not block.

        They raise `SecretRefusedError` if it may be m3ter's own and would be sent to a stand-in.
        """
        ...

    def drop_key(self) -> None:
        """Forget the key. Does not block."""
        ...

    def systems(self, seconds_left: SecondsLeft) -> tuple[ExternalSystem, ...]:
        """Return the systems that the organization can integrate with."""
        ...

    def configurations(self, seconds_left: SecondsLeft) -> Iterator[Portion[Configuration]]:
        """Yield all configurations, page by page; each page is read when it is asked for."""
        ...

    def credentials(self, seconds_left: SecondsLeft) -> Iterator[Portion[RegisteredCredential]]:
        """Yield all registered credentials, page by page."""
        ...

    def runs(self, destination_id: str, seconds_left: SecondsLeft) -> Iterator[Portion[Run]]:
        """Yield the runs of a destination, the newest first, page by page."""
        ...

    def register(
        self, name: str, system: System, seconds_left: SecondsLeft
    ) -> RegisteredCredential:
        """Register a credential."""
        ...


@dataclass(frozen=True, slots=True)
class M3terLists:
    """What an organization has at m3ter, and when that was read (UTC).

    `unreadable` counts the rows that made no sense.
    """

    read: datetime
    systems: tuple[ExternalSystem, ...] = ()
    configurations: tuple[Configuration, ...] = ()
    credentials: tuple[RegisteredCredential, ...] = ()
    unreadable: int = 0


_STRIPE = frozenset(each.value for each in System)


def is_stripe(destination: str) -> bool:
    """Return whether a destination of m3ter's is Stripe, in any mode."""
    return destination in _STRIPE


def stripe_configurations(lists: M3terLists) -> tuple[Configuration, ...]:
    """Return the configurations whose destination is Stripe, in any mode."""
    return tuple(each for each in lists.configurations if is_stripe(each.destination))


@dataclass(frozen=True, slots=True)
class StoredM3ter:
    """What is stored of m3ter.

    `entry` is the name of the keychain entry of the key, None if it is in memory only. `lists` is
    None if nothing was read yet.
    """

    connection: M3terConnection
    entry: str | None
    lists: M3terLists | None = None
    registrations: tuple[Registration, ...] = ()


class M3terStore(Protocol):
    """What is stored of m3ter. Methods are blocking; each is one transaction (`StorageError`)."""

    def load(self) -> StoredM3ter | None:
        """Return what is stored, None if m3ter is not connected."""
        ...

    def connect(self, connection: M3terConnection, entry: str | None, activity: Activity) -> None:
        """Store a connection, with the name of its key's keychain entry (None: in memory).

        A former key must be deleted, and what was read with it is forgotten.
        """
        ...

    def disconnect(self, activity: Activity) -> None:
        """Forget the connection and all that was read. Its key must be deleted."""
        ...

    def begin_registration(self, connection: M3terConnection, credential_id: str) -> bool:
        """Record that a credential is about to be registered: as UNKNOWN.

        False, with nothing changed, if the connection is another one by now, or the credential has
        a registration already.
        """
        ...

    def end_registration(self, credential_id: str) -> None:
        """Record that a credential was certainly not registered."""
        ...

    def record_registered(
        self, connection: M3terConnection, registered_id: str, activity: Activity
    ) -> bool:
        """Record that the activity's credential is registered, and under which id.

        False, with nothing changed, if the connection is another one by now.
        """
        ...

    def save(self, connection: M3terConnection, lists: M3terLists) -> None:
        """Store what was read from a connection, unless it is another one by now."""
        ...
