"""What is known of m3ter in a workspace that is connected to it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import KeychainError, ServiceError, StorageError, TimeLimitError
from desktop_app.core.m3ter import (
    M3terConnection,
    RegisteredCredential,
    Registration,
    RegistrationStage,
    Run,
)
from desktop_app.workflow.m3ter_ports import M3terLists

M3terError = ServiceError | KeychainError | TimeLimitError
"""Why m3ter could not be read."""


@dataclass(frozen=True, slots=True)
class RunsState:
    """The latest runs of a destination, the newest first, as far as they were read.

    `read` is when (UTC), None if they were not read yet. `has_more` says that there are older ones,
    and `unreadable` counts those that made no sense. `error` is why the last reading failed, None
    if it did not.
    """

    runs: tuple[Run, ...] = ()
    read: datetime | None = None
    has_more: bool = False
    unreadable: int = 0
    is_reading: bool = False
    error: M3terError | None = None


NO_RUNS = RunsState()
"""Nothing was read of a destination yet."""


@dataclass(frozen=True, slots=True)
class NotRegistered:
    """Why a credential was not registered.

    `alike` are those of the same name and mode, if m3ter has several: the person has to choose.
    `is_unclear` says that a request may have had its effect, and m3ter does not list it.
    """

    error: M3terError | StorageError | None = None
    alike: tuple[RegisteredCredential, ...] = ()
    is_unclear: bool = False


@dataclass(frozen=True, slots=True)
class M3terState:
    """The connection, what was read last, and how reading goes.

    `key_place` says where the API secret is. `lists` is None if nothing was read yet. `rows_read`
    counts the rows of a reading that is under way; it is None if none is. `error` is why the last
    reading failed, None if it did not. `runs` are those of destinations, by their ids.
    `registrations` are what is known of this computer's credentials at m3ter, by the credentials'
    ids; `registering` are those that are being registered, and `failed` says why some were not.
    """

    connection: M3terConnection
    key_place: SecretPlace
    lists: M3terLists | None = None
    rows_read: int | None = None
    error: M3terError | None = None
    runs: Mapping[str, RunsState] = field(default_factory=dict)
    registrations: Mapping[str, Registration] = field(default_factory=dict)
    registering: frozenset[str] = frozenset()
    failed: Mapping[str, NotRegistered] = field(default_factory=dict)

    def is_registered(self, credential_id: str) -> bool:
        """Return whether m3ter has a credential of this computer, for certain."""
        registration = self.registrations.get(credential_id)
        return registration is not None and registration.stage is RegistrationStage.REGISTERED

    @property
    def is_reading(self) -> bool:
        """Whether m3ter is being read."""
        return self.rows_read is not None
