"""What the workflow and its windows need from the outside, as Protocols.

Methods marked "blocking" are only ever called inside `Tasks.run`; all others are quick and are
called on the UI thread.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import Any, Protocol, TypeVar

from desktop_app.core.account import Account, Grant
from desktop_app.core.activity import Activity
from desktop_app.core.affected_credential import AffectedCredential
from desktop_app.core.credential import Attempt, Credential, Revoking, SecretPlace, Stage
from desktop_app.core.deadline import Moment
from desktop_app.core.outcome import Outcome
from desktop_app.core.profile import Platform
from desktop_app.core.return_route import ReturnAddress, ReturnRoute
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant

T = TypeVar("T")


class Lane(Enum):
    """Where a task runs. The network has several threads, every other lane has one."""

    DATABASE = auto()
    KEYCHAIN = auto()
    NETWORK = auto()
    FILES = auto()


class Tasks(Protocol):
    """The one background-task helper."""

    def run(
        self, lane: Lane, work: Callable[[], T], limit: timedelta | None = None
    ) -> Awaitable[T]:
        """Run `work` on a lane; the awaiting operation goes on on the UI thread.

        Raises what `work` raised, or `TimeLimitError` after `limit` (the work itself can't be
        stopped and may still succeed later).
        """
        ...

    def start(self, operation: Coroutine[Any, Any, None]) -> None:
        """Start an operation; it ends by itself, or with its owner."""
        ...


class Clock(Protocol):
    """Reads both clocks."""

    def now(self) -> Moment:
        """Return the present moment."""
        ...


class Alarm(Protocol):
    """One single-shot alarm."""

    def set(self, after: timedelta, ring: Callable[[], None]) -> None:
        """Call `ring` once on the UI thread, replacing what was set before.

        When `after` has passed, or earlier, where the adapter looks at the clock more often.
        """
        ...

    def cancel(self) -> None:
        """Forget what was set."""
        ...


class Browser(Protocol):
    """The person's own browser."""

    def open(self, url: str) -> bool:
        """Ask for `url` to be opened; the answer is only a hint."""
        ...


class Notifications(Protocol):
    """The desktop's notifications, where it has any. Quick; called on the UI thread."""

    def show(self, key: str, title: str, text: str, chosen: Callable[[], None]) -> None:
        """Show one; it replaces the one that was shown under the same `key`.

        `chosen` is called on the UI thread when the person clicks it.
        """
        ...

    def withdraw(self, key: str) -> None:
        """Take away what was shown under `key`, if it is still there."""
        ...


class Documents(Protocol):
    """The files that a person asks for. Blocking."""

    def write(self, path: Path, text: str) -> None:
        """Write `text` as UTF-8 to `path`, the whole of it or nothing.

        A file that is there is replaced. Raises `DocumentError`.
        """
        ...


class Receiver(Protocol):
    """The local server that the browser comes back to. Lives on the UI thread."""

    def open(self, routes: Sequence[ReturnRoute], preferred_port: int | None) -> ReturnAddress:
        """Listen on loopback for the first of `routes` that can be had; return where that is.

        Where any port will do: on the one that is open for such a route already, on
        `preferred_port`, or on a free one. If nothing is expected within a minute it closes by
        itself. Raises `ReceiverUnavailableError`.
        """
        ...

    def expect(self, attempt_id: str, state_digest: bytes) -> None:
        """From now on accept one answer with this state."""
        ...

    def conclude(self, attempt_id: str, outcome: Outcome) -> None:
        """An attempt is over: show its true result to the browser that waits for it, or later asks.

        After the last one is concluded the receiver closes by itself, its result pages a minute
        later.
        """
        ...


class StripeGateway(Protocol):
    """Stripe, as one workspace reaches it.

    `prepare`, `exchange`, `account` and `deauthorize` are blocking. A system that is not among
    `systems` is never asked for.
    """

    @property
    def systems(self) -> tuple[System, ...]:
        """The systems that credentials can be created for."""
        ...

    def routes(self, system: System) -> tuple[ReturnRoute, ...]:
        """Return the ways back from an approval, the preferred one first."""
        ...

    def needs_secret(self, system: System) -> bool:
        """Return whether `exchange` and `deauthorize` wait for the organization's secret."""
        ...

    def take_secret(self, system: System, secret: Secret) -> None:
        """From now on call as the organization, with its secret for this system."""
        ...

    def reads_with_access_token(self, system: System) -> bool:
        """Return whether `account` needs the access token that was granted."""
        ...

    def prepare(self, system: System, redirect_uri: str) -> None:
        """Make ready for an approval that returns to `redirect_uri`. Raises `ServiceError`."""
        ...

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        """Return the address of Stripe's approval page."""
        ...

    def exchange(self, system: System, code: Secret) -> Grant:
        """Exchange an authorization code, sent once. Raises `ServiceError`'s three kinds."""
        ...

    def account(
        self, system: System, account_id: str, access_token: Secret | None = None
    ) -> Account:
        """Read a connected account.

        Raises `ServiceError`, `AccountNotConnectedError` among them.
        """
        ...

    def deauthorize(self, system: System, account_id: str) -> None:
        """Revoke access; an account that is not connected counts as done."""
        ...


class Keychain(Protocol):
    """The operating system's keychain. All methods are blocking and raise `KeychainError`."""

    def probe(self) -> None:
        """Return if entries can be kept, without ever asking the person for anything.

        Raises `KeychainMissingError`, `KeychainLockedError`, or `KeychainFailedError`.
        """
        ...

    def unlock(self) -> None:
        """Ask the person to unlock it; may take as long as a person takes."""
        ...

    def write(self, entry: str, secret: Secret) -> None:
        """Keep `secret` under the name `entry`."""
        ...

    def read(self, entry: str) -> Secret | None:
        """Return what is kept under the name `entry`, None if nothing is."""
        ...

    def delete(self, entry: str) -> None:
        """Delete an entry; one that is not there counts as done."""
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the database knows that the workflow keeps in sight."""

    credentials: tuple[Credential, ...]
    open_attempts: tuple[Attempt, ...]
    unsettled_grants: tuple[UnsettledGrant, ...]
    return_port: int | None


class KeychainEntryNames(Protocol):
    """What a database knows of keychain entries: their names, before they are made."""

    def reserve_entry(self, entry: str, owner: str) -> None:
        """Write down the name of a keychain entry before the entry is made.

        `owner` is a credential's id, or says whose secret it is otherwise.
        """
        ...

    def mark_entry_for_deletion(self, entry: str) -> None:
        """Write down that an entry is to be deleted from the keychain."""
        ...

    def confirm_entry_deleted(self, entry: str) -> None:
        """The entry is not in the keychain any more."""
        ...

    def entries_to_delete(self) -> tuple[str, ...]:
        """Return the entries that are to be deleted."""
        ...


class Store(KeychainEntryNames, Protocol):
    """The database. All methods are blocking; each is one transaction.

    Methods that return a bool decide a race: True for the one caller that won. The activity is
    written only when the change was made.
    """

    def recover(self, now: Moment, os_user: str) -> Snapshot:
        """Settle what an ended run left behind, and return all that is known.

        A deadline of an earlier boot is told by this boot's clock from here on.

        Secrets kept for a session are lost; an exchange that was under way becomes an unsettled
        grant, with an activity of `os_user`; entries that were never made whole are to be deleted.
        """
        ...

    def begin(self, credential: Credential, attempt: Attempt, activity: Activity) -> None:
        """Store an incomplete credential with its first attempt. Raises `NameTakenError`."""
        ...

    def add_attempt(self, attempt: Attempt) -> bool:
        """Store another attempt; False if the credential is not incomplete any more."""
        ...

    def reauthorize(self, credential: Credential, attempt: Attempt, activity: Activity) -> bool:
        """Make an ACTIVE credential INCOMPLETE, to be approved again by `attempt`.

        `credential` is as it will be, with its deadline. False if there is nothing to approve
        again: its secret is neither lost nor worthless (any more), or access is being revoked.
        """
        ...

    def claim(self, attempt_id: str) -> bool:
        """Record that a code is about to be sent; False if it must not be sent."""
        ...

    def record_grant(
        self, attempt_id: str, system: System, account_id: str, entry: str | None
    ) -> None:
        """Write down what was granted, and the name of the keychain entry about to be made.

        `system` is the mode that was really granted.
        """
        ...

    def approve(
        self,
        attempt_id: str,
        account: Account,
        place: SecretPlace,
        activity: Activity,
    ) -> bool:
        """Make a claimed attempt's credential APPROVED and close all its attempts.

        With `SecretPlace.KEYCHAIN` its entry is whole; otherwise the entry is to be deleted.
        Settles the unsettled grants that `UnsettledGrant.is_settled_by` the credential.
        False, with the entry to be deleted, if the credential is not incomplete any more.
        """
        ...

    def end_attempt(self, attempt_id: str, activity: Activity | None) -> bool:
        """Close an attempt that was denied, failed for certain, or was undone."""
        ...

    def lose_attempt(self, attempt_id: str, grant: UnsettledGrant, activity: Activity) -> bool:
        """Close an attempt whose outcome is unknown, and keep the unsettled grant."""
        ...

    def stop_attempts(self, activity: Activity) -> bool:
        """Close all attempts of the activity's credential, unless an exchange is under way."""
        ...

    def move_to_keychain(self, credential_id: str, entry: str) -> bool:
        """A secret that was kept for the session is now whole in the keychain."""
        ...

    def create(self, activity: Activity) -> datetime | None:
        """Make the activity's credential ACTIVE if it is APPROVED; return when it was created.

        That is the activity's time, unless it was created before, and has only been approved again.
        None, with nothing changed, while its access is being revoked.
        """
        ...

    def expire(self, activity: Activity) -> bool:
        """Remove the activity's credential if INCOMPLETE, unless an exchange is under way.

        One that was ACTIVE before is not removed by this.
        """
        ...

    def cancel_reauthorization(self, activity: Activity) -> bool:
        """Make a credential that is approved again ACTIVE as before, with no open attempts.

        False if it is not (any more), or if an exchange is under way.
        """
        ...

    def update_account(self, system: System, account: Account) -> None:
        """Take over what was read of an account, for all credentials that live on it."""
        ...

    def begin_revocation(self, credential_id: str, stage: Stage, revoking: Revoking) -> bool:
        """Record that access is about to be revoked, if the credential still stands in `stage`.

        `revoking` is how it stood before: NO, or TO_DO. False, too, if a person has kept it
        meanwhile, or if that is under way already.
        """
        ...

    def end_revocation(self, credential_id: str, *, to_do: bool = False) -> None:
        """Access was not revoked, for certain.

        The credential stays as it was; with `to_do` it is noted that access is to be revoked.
        """
        ...

    def cancel_revocation(self, credential_id: str) -> bool:
        """A person wants a credential kept whose access was to be revoked."""
        ...

    def remove(
        self, activity: Activity, stage: Stage, *, revoking: bool = False, shared: bool = False
    ) -> bool:
        """Remove the activity's credential if it still stands in `stage`.

        With `revoking` only after `begin_revocation`, without it only if that is not under way.
        With `shared` only while another credential lives on its account in the same mode.
        Its keychain entries are to be deleted.
        """
        ...

    def record_revoked(
        self, activities: tuple[Activity, ...], system: System, account_id: str
    ) -> None:
        """Access to an account is revoked: the secrets of all its credentials are worthless.

        Their keychain entries are to be deleted.
        """
        ...

    def credential_entry(self, credential_id: str) -> str | None:
        """Return the keychain entry of a credential's secret, if it is kept there."""
        ...

    def activities(self, known: int) -> tuple[Activity, ...]:
        """Return the entries of the log, the first first, but for the first `known` of them."""
        ...

    def settle_grant(self, grant_id: str, activity: Activity) -> bool:
        """A person cleared an unsettled grant."""
        ...

    def remember_return_port(self, port: int) -> None:
        """Keep the port that the browser returns to."""
        ...

    def secret_entry(self, system: System) -> str | None:
        """Return the keychain entry of the organization's secret for a system, if it is kept."""
        ...


class OrganizationStore(Store, Protocol):
    """The database of an organization, which holds its profile as well."""

    def save_profile(
        self,
        text: str,
        entries: Mapping[System, str],
        platforms: Mapping[System, Platform],
        activities: tuple[Activity, ...],
    ) -> bool:
        """Take over a profile with its secrets, all at once; those before it are to be deleted.

        `entries` are the secrets' keychain entries; one that is kept for the session has none.
        `platforms` are those that the profile is registered as. No open attempt can be answered any
        more. False, with nothing changed, while a code is being exchanged. Raises
        `PlatformMismatchError`.
        """
        ...

    def replace_secret(
        self, system: System, entry: str | None, platform: Platform, activity: Activity
    ) -> None:
        """Take over another secret for one system; the one before it is to be deleted.

        Raises `PlatformMismatchError`.
        """
        ...

    def forget_organization(self, activities: tuple[Activity, ...], *, erase: bool) -> bool:
        """Let go of the profile and of every secret; no open attempt can be answered any more.

        What was done here stays known, unless `erase` says that nothing of it is wanted: then only
        the names of entries stay that are still in the keychain. False, with nothing changed, while
        a code is being exchanged.
        """
        ...

    def knows_of_entries(self) -> bool:
        """Return whether anything of this database may still be in the keychain."""
        ...


@dataclass(frozen=True, slots=True)
class StoredOrganization:
    """An organization's database; `text` is its profile, None in one that can't be read."""

    id: str
    text: str | None


class OrganizationRepository(Protocol):
    """The databases of the organizations. All methods but `store` are blocking (DATABASE)."""

    def organizations(self) -> tuple[StoredOrganization, ...]:
        """Return those that are connected, and those that can't be read, by their ids.

        Raises `StorageError`.
        """
        ...

    def leftovers(self) -> tuple[str, ...]:
        """Return the ids of those that are not connected and not wanted, or not all cleared up.

        Raises `StorageError`.
        """
        ...

    def store(self, organization_id: str) -> OrganizationStore:
        """Return the database of an organization; it is made when it is first used."""
        ...

    def delete(self, organization_id: str) -> None:
        """Delete a database that is not needed; others stay as they are. Raises `StorageError`.

        Not needed is one that is not connected, knows of nothing in the keychain, and was erased or
        never used.
        """
        ...

    def shown(self) -> str:
        """Return the workspace that was shown last, "" if that is Practice."""
        ...

    def remember_shown(self, workspace_id: str) -> None:
        """Keep which workspace is shown, if that is possible."""
        ...


def nowhere_else(system: System, account_id: str) -> tuple[AffectedCredential, ...]:
    """Default for a single workspace: nothing shares the account."""
    return ()


@dataclass(frozen=True, slots=True)
class Ports:
    """Everything the workflow reaches through its ports, and the facts it is given.

    `on_account_elsewhere` returns the credentials of other workspaces that lose access as well when
    access to an account is revoked in one mode.
    """

    store: Store
    keychain: Keychain
    stripe: StripeGateway
    receiver: Receiver
    browser: Browser
    documents: Documents
    alarm: Alarm
    clock: Clock
    tasks: Tasks
    os_user: str
    approval_ttl: timedelta
    on_account_elsewhere: Callable[[System, str], tuple[AffectedCredential, ...]] = nowhere_else
