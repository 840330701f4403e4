"""What the workflow and its windows need from the outside, as Protocols.

Methods marked "blocking" are only called inside `Tasks.run`. All others are quick and are called on
the UI thread.
"""

from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from desktop_app.core.account import Account, Grant
from desktop_app.core.activity import Activity
from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.credential import (
    AffectedCredential,
    Attempt,
    Credential,
    Revoking,
    SecretPlace,
    Stage,
)
from desktop_app.core.deadline import Moment, SecondsLeft
from desktop_app.core.outcome import BrowserFailed, LinkCopied, Outcome
from desktop_app.core.profile import Platform
from desktop_app.core.return_route import ReturnAddress, ReturnRoute
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant

if TYPE_CHECKING:
    # Most starts need nothing of m3ter.
    from desktop_app.workflow.m3ter_ports import M3ter, M3terStore

T = TypeVar("T")


class Lane(Enum):
    """Where a task runs. The network has several threads, every other lane has one."""

    DATABASE = auto()
    KEYCHAIN = auto()
    NETWORK = auto()
    FILES = auto()
    USERS = auto()
    """The names of other users, which may come from a server."""


class Tasks(Protocol):
    """Runs blocking work on background threads, and operations on the UI thread."""

    def run(
        self, lane: Lane, work: Callable[[], T], limit: timedelta | None = None
    ) -> Awaitable[T]:
        """Run `work` on a lane, and return its result, to be awaited on the UI thread.

        Awaiting raises what `work` raised, or `TimeLimitError` after `limit`. The work itself can't
        be stopped and may still succeed later.
        """
        ...

    def call(
        self, work: Callable[[SecondsLeft], T], limit: timedelta | None = None
    ) -> Awaitable[T]:
        """Run `work`, which calls a service, on the network's lane, and return its result.

        `limit` sets the deadline of the call, from now on. `work` is given the seconds that are
        left until the deadline. It sends nothing after the deadline, and then ends by itself. If it
        does not end, awaiting raises `TimeLimitError` a second after the deadline: what was sent in
        time may still have its effect. Without `limit`, there is no deadline.
        """
        ...

    def start(self, operation: Coroutine[Any, Any, None]) -> None:
        """Start an operation. It runs until it ends, or until these tasks are stopped."""
        ...


class Clock(Protocol):
    """Reads the wall clock and the boot clock."""

    def now(self) -> Moment:
        """Return the present moment."""
        ...


class Alarm(Protocol):
    """One single-shot alarm."""

    def set(self, after: timedelta, ring: Callable[[], None]) -> None:
        """Call `ring` once on the UI thread after `after`, in place of an earlier alarm.

        The adapter may ring earlier, where it has to check the clock more often.
        """
        ...

    def cancel(self) -> None:
        """Cancel the alarm, if one is set."""
        ...


class Browser(Protocol):
    """The person's default browser."""

    def open(self, url: str) -> bool:
        """Ask the system to open `url`. True does not prove that the browser has opened it."""
        ...


class LinkTarget(Enum):
    """What the link of an approval is given to."""

    DEFAULT_BROWSER = auto()
    PROGRAM = auto()
    """A program that the person has chosen, such as another browser."""
    CLIPBOARD = auto()
    """The clipboard, so that the person pastes the link, such as into a private window."""


class ApprovalBrowser(Protocol):
    """The browser that the person approves access in, as the program's settings say."""

    def open(self, url: str) -> LinkCopied | BrowserFailed | None:
        """Open `url` in the browser, or copy it. Return None if it was given to a browser.

        None does not prove that the browser has opened it.
        """
        ...


class Notifications(Protocol):
    """The notifications of the desktop, if it has any."""

    def show(self, key: str, title: str, text: str, chosen: Callable[[], None]) -> None:
        """Show a notification. It replaces the one with the same `key`.

        `chosen` is called on the UI thread when the person clicks it.
        """
        ...

    def withdraw(self, key: str) -> None:
        """Remove the notification with this `key`, if it is still shown."""
        ...


class Documents(Protocol):
    """The files that a person asks for. Blocking."""

    def write(self, path: Path, text: str) -> None:
        """Write `text` as UTF-8 to `path`, completely or not at all.

        An existing file is replaced. Raises `DocumentError`.
        """
        ...


@dataclass(frozen=True, slots=True)
class ShippedPackage:
    """A package of others that comes with the program; `licence` is empty if it names none."""

    name: str
    version: str
    licence: str


class FileManager(Protocol):
    """The desktop's file manager."""

    def open(self, folder: Path) -> bool:
        """Ask the system to show `folder`. True does not prove that a window has opened."""
        ...


class ProgramInfo(Protocol):
    """What this program is made of, and what it writes about its work."""

    def versions(self) -> tuple[tuple[str, str], ...]:
        """Return names and versions: the program, Python, Qt and the most important packages."""
        ...

    def platform(self) -> str:
        """Return the name and the version of the operating system, and the kind of processor."""
        ...

    def packages(self) -> tuple[ShippedPackage, ...]:
        """Return the packages of others that come with the program, by name."""
        ...

    def end_of_log(self) -> str:
        """Return the last lines of the log, without secrets. Blocking. Raises OSError."""
        ...


class Receiver(Protocol):
    """The local server that the browser comes back to."""

    def open(self, routes: Sequence[ReturnRoute], preferred_port: int | None) -> ReturnAddress:
        """Listen on loopback for the first of `routes` whose port is available.

        Returns the address for that route. For a route without a port, it is the port that is
        already open for such a route, or else `preferred_port`, or else a free port. If no attempt
        is expected within a minute, the receiver closes. Raises `ReceiverUnavailableError`.
        """
        ...

    def begin(
        self,
        attempt_id: str,
        state_digest: bytes,
        address: ReturnAddress,
        authorize_url: str,
        lasts: timedelta,
    ) -> str:
        """Expect the response of a new attempt. Return the link that the browser is given.

        The link leads to this computer, and redirects the first browser that opens it to
        `authorize_url`, Stripe's approval page. A response is certain if it comes back from that
        browser, and no other browser has opened the link. About any other code, the person is
        asked; a denial is only reported, and other errors are refused. `address` is where the
        browser comes back to, and `lasts` is how long it may take. Raises
        `ReceiverUnavailableError` if the receiver has closed.
        """
        ...

    def await_again(self, attempt_id: str, state_digest: bytes) -> None:
        """Expect the response of an attempt of an earlier run. It is never certain: see `begin`.

        Raises `ReceiverUnavailableError` if the receiver has closed.
        """
        ...

    def confirm(self, attempt_id: str) -> AuthorizationCodeResponse | None:
        """Return the response that the person was asked about, since they say it is theirs.

        None if there is none (any more), or if a response of the attempt's own browser came first.
        """
        ...

    def with_state(self, state: str) -> str | None:
        """Return the id of the attempt that a state belongs to, None if there is none (any more).

        The attempt may be of another workspace, and it may be over.
        """
        ...

    def answer(self, attempt_id: str) -> bool:
        """Note that the person has brought a response of an attempt themselves.

        Returns False if a response was accepted before, or if the attempt is over. Otherwise no
        other response of the attempt is accepted any more, and one that the person was asked about
        is dropped.
        """
        ...

    def reject(self, attempt_id: str) -> None:
        """Drop the response that the person was asked about, and ask about no other one.

        The response of the attempt's own browser is still accepted. Without a response that the
        person was asked about, nothing changes.
        """
        ...

    def conclude(self, attempt_id: str, outcome: Outcome) -> None:
        """End an attempt, and show its outcome to the browser that waits or comes later.

        After the last attempt, the receiver accepts no response any more. It closes with its result
        pages: a minute later, or after an approval when `release_page` was called, but at most 30
        minutes later.
        """
        ...

    def release_page(self, attempt_id: str) -> None:
        """Note that the person has come back: the result page of an approval is not needed."""
        ...


class StripeGateway(Protocol):
    """Stripe, as one workspace calls it.

    `prepare`, `exchange`, `account` and `deauthorize` are blocking. They send nothing after their
    deadline, `seconds_left`; if nothing was sent by then, they raise `UnreachableError`.
    `dashboard_url` is blocking, too, and sends nothing. No method is called with a system that is
    not among `systems`.
    """

    @property
    def systems(self) -> tuple[System, ...]:
        """The systems that credentials can be created for."""
        ...

    def routes(self, system: System) -> tuple[ReturnRoute, ...]:
        """Return the registered redirect URIs as routes, the preferred one first."""
        ...

    @property
    def is_running(self) -> bool:
        """Whether there is a service to call now, without a stand-in being started for the call."""
        ...

    def needs_secret(self, system: System) -> bool:
        """Return whether `take_secret` must be called before `exchange` and `deauthorize`."""
        ...

    def take_secret(self, system: System, secret: Secret) -> None:
        """Use the organization's secret for this system in later calls."""
        ...

    def reads_with_access_token(self, system: System) -> bool:
        """Return whether `account` needs the access token that was granted."""
        ...

    def prepare(self, system: System, redirect_uri: str, seconds_left: SecondsLeft) -> None:
        """Prepare for an approval that returns to `redirect_uri`. Raises `ServiceError`."""
        ...

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        """Return the URL of Stripe's approval page (Connect OAuth reference)."""
        ...

    def exchange(self, system: System, code: Secret, seconds_left: SecondsLeft) -> Grant:
        """Exchange an authorization code. Sends it at most once.

        Raises `RefusedError`, `UnreachableError` or `AnswerLostError`.
        """
        ...

    def account(
        self,
        system: System,
        account_id: str,
        seconds_left: SecondsLeft,
        access_token: Secret | None = None,
    ) -> Account:
        """Read a connected account.

        Raises `ServiceError`; `AccountNotConnectedError` if access was revoked.
        """
        ...

    def deauthorize(self, system: System, account_id: str, seconds_left: SecondsLeft) -> None:
        """Revoke access to an account. Succeeds if the account is not connected (any more).

        Raises `RefusedError`, `UnreachableError` or `AnswerLostError`.
        """
        ...

    def dashboard_url(self, system: System, account_id: str) -> str:
        """Return the address of an account in the Stripe Dashboard, for a browser.

        Where a stand-in takes Stripe's place, it is a page of the stand-in, which is started if
        necessary. Raises `UnreachableError` if the stand-in can't be started.
        """
        ...


class Keychain(Protocol):
    """The operating system's keychain. All methods are blocking and raise `KeychainError`."""

    def probe(self) -> None:
        """Return if entries can be stored. Never prompts the person.

        Raises `KeychainMissingError`, `KeychainLockedError`, or `KeychainFailedError` otherwise.
        """
        ...

    def unlock(self) -> None:
        """Ask the person to unlock the keychain. Returns when the person has done so."""
        ...

    def backend(self) -> str:
        """Return the technical name of the keychain, for a support team. Never prompts."""
        ...

    def reads_without_asking(self, entries: Sequence[str]) -> bool:
        """Return whether `read` certainly does not prompt the person for any of these entries.

        Never prompts the person. Raises no `KeychainError`: False if it can't be found out.
        """
        ...

    def write(self, entry: str, secret: Secret) -> None:
        """Store `secret` under the name `entry`."""
        ...

    def read(self, entry: str) -> Secret | None:
        """Return the secret that is stored under the name `entry`, or None."""
        ...

    def delete(self, entry: str) -> None:
        """Delete an entry. Succeeds if there is no such entry."""
        ...


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What the workflow reads from the database when it starts.

    What is known of m3ter is read later, and only if m3ter is connected.
    """

    credentials: tuple[Credential, ...]
    open_attempts: tuple[Attempt, ...]
    unsettled_grants: tuple[UnsettledGrant, ...]
    return_port: int | None
    is_m3ter_connected: bool


class KeychainEntryNames(Protocol):
    """The names of keychain entries, in a database.

    A name is stored as `pending` before its entry is made. It becomes `whole` when the database
    uses the entry, and `deleting` before the entry is deleted.
    """

    def reserve_entry(self, entry: str, owner: str) -> None:
        """Store the name of a keychain entry before the entry is made.

        `owner` is the id of a credential, `owner_of` a system for an organization's secret, or
        `M3TER_KEY_OWNER`.
        """
        ...

    def mark_entry_for_deletion(self, entry: str) -> None:
        """Record that an entry must be deleted from the keychain."""
        ...

    def confirm_entry_deleted(self, entry: str) -> None:
        """Record that an entry was deleted from the keychain."""
        ...

    def entries_to_delete(self) -> tuple[str, ...]:
        """Return the names of the entries that must be deleted."""
        ...


class Store(KeychainEntryNames, Protocol):
    """The database. All methods are blocking; each is one transaction.

    Methods that return a bool decide a race: only one caller gets True. The log entry (`activity`)
    is written only if the change was made. All methods can raise `StorageError`.
    """

    def recover(self, now: Moment, os_user: str) -> Snapshot:
        """Clean up after an earlier run, and return what is stored.

        A secret that was in memory is lost. An exchange that was under way becomes an unsettled
        grant, with a log entry of `os_user`. Keychain entries that are still `pending` must be
        deleted. A deadline of an earlier boot is rebased onto the boot clock of `now`.
        """
        ...

    def begin(self, credential: Credential, attempt: Attempt, activity: Activity) -> None:
        """Store an incomplete credential with its first attempt. Raises `NameTakenError`."""
        ...

    def add_attempt(self, attempt: Attempt) -> bool:
        """Store another attempt. False if the credential is not INCOMPLETE (any more)."""
        ...

    def reauthorize(self, credential: Credential, attempt: Attempt, activity: Activity) -> bool:
        """Make a credential that was created INCOMPLETE, and store its first new attempt.

        `credential` is the new value, with its deadline. False if the credential can't be
        reauthorized (any more): its secret is neither lost nor revoked, or its access is being
        revoked.
        """
        ...

    def claim(self, attempt_id: str) -> bool:
        """Record that the code of an attempt is about to be sent. False if it must not be sent."""
        ...

    def record_grant(
        self, attempt_id: str, system: System, account_id: str, entry: str | None
    ) -> None:
        """Store what was granted, and the name of the keychain entry that is about to be made.

        `system` is the mode that access was really granted in. `entry` is None if no entry is made.
        """
        ...

    def approve(
        self,
        attempt_id: str,
        account: Account,
        place: SecretPlace,
        activity: Activity,
        checked: datetime | None = None,
    ) -> bool:
        """Make the credential of a claimed attempt APPROVED, and end all its attempts.

        Its deadline stays stored, for `reject_account`, unless it was created before.
        `checked` is when the account was read at Stripe (UTC), None if it could not be read. With
        `SecretPlace.KEYCHAIN`, its keychain entry becomes `whole`; otherwise the entry must be
        deleted. Settles the unsettled grants that the approval covers (see
        `UnsettledGrant.is_settled_by`). False if the credential is not INCOMPLETE any more; then
        the entry must be deleted, too.
        """
        ...

    def end_attempt(self, attempt_id: str, activity: Activity | None) -> bool:
        """End an attempt that certainly leads to nothing any more.

        It was denied, failed, its grant was revoked, or its port can't be opened again. Without an
        `activity`, nothing is logged.
        """
        ...

    def lose_attempt(self, attempt_id: str, grant: UnsettledGrant, activity: Activity) -> bool:
        """End an attempt whose outcome is not known, and store its unsettled grant."""
        ...

    def end_attempts(self, activity: Activity) -> bool:
        """End all attempts of the activity's credential, unless one is being exchanged."""
        ...

    def move_to_keychain(self, credential_id: str, entry: str) -> bool:
        """Record that a secret is in the keychain now, under `entry`, and not in memory any more.

        False if the secret is not needed any more; then the entry must be deleted.
        """
        ...

    def create(self, activity: Activity) -> bool:
        """Make the activity's credential ACTIVE, created at the time of the activity.

        False if it is not APPROVED (any more), or if it was created before.
        """
        ...

    def reconnect(self, activity: Activity) -> bool:
        """Make the activity's credential ACTIVE again; the time of its creation stays.

        False if it is not APPROVED (any more), if it was never created, or if it needs another
        approval by now.
        """
        ...

    def reject_account(
        self, activity: Activity, *, revoking: bool = False, shared: bool = False
    ) -> bool:
        """Make the activity's credential INCOMPLETE again if it is APPROVED and was never created.

        Its first deadline counts again. It has no account and no secret any more, and its keychain
        entries must be deleted. `revoking` says whether the caller saw that its access is being
        revoked; False if that has changed since. With `shared`, False if no other credential uses
        its account in the same mode.
        """
        ...

    def expire(self, activity: Activity) -> bool:
        """Remove the activity's credential if it is INCOMPLETE and is not being exchanged.

        False for a credential that was ACTIVE before.
        """
        ...

    def cancel_reauthorization(self, activity: Activity) -> bool:
        """Make a credential that is being reauthorized ACTIVE as before, and end its attempts.

        False if it is not being reauthorized (any more), or if its code is being exchanged.
        """
        ...

    def update_account(
        self,
        system: System,
        account: Account,
        checked: datetime,
        activities: tuple[Activity, ...] = (),
    ) -> None:
        """Store new data of an account, for all credentials that use it.

        `checked` is when the account was read at Stripe (UTC). `activities` are the log entries of
        the credentials whose health has changed by that.
        """
        ...

    def begin_revocation(self, credential_id: str, stage: Stage, revoking: Revoking) -> bool:
        """Record that access is about to be revoked.

        `stage` and `revoking` (NO or TO_DO) are the values that the caller saw. False if one of
        them has changed since.
        """
        ...

    def end_revocation(self, credential_id: str, *, to_do: bool = False) -> None:
        """Record that access was certainly not revoked.

        With `to_do`, the revocation will be retried; otherwise it is cancelled.
        """
        ...

    def cancel_revocation(self, credential_id: str) -> bool:
        """Cancel a revocation that could not be sent yet. False if there is none (any more)."""
        ...

    def remove(
        self, activity: Activity, stage: Stage, *, revoking: bool = False, shared: bool = False
    ) -> bool:
        """Remove the activity's credential if its stage is still `stage`.

        `revoking` says whether the caller saw that its access is being revoked; False if that has
        changed since. With `shared`, False if no other credential uses its account in the same
        mode. The keychain entries of a removed credential must be deleted.
        """
        ...

    def record_revoked(
        self,
        activities: tuple[Activity, ...],
        system: System,
        account_id: str,
        checked: datetime | None = None,
    ) -> None:
        """Record that access to an account was revoked.

        The secrets of all credentials that use the account become REVOKED, and their keychain
        entries must be deleted. `checked` is when a check found this out (UTC); None if it was no
        check.
        """
        ...

    def credential_entry(self, credential_id: str) -> str | None:
        """Return the name of a credential's keychain entry, or None if there is none."""
        ...

    def activities(self, known: int) -> tuple[Activity, ...]:
        """Return log entries, oldest first, without the first `known` ones."""
        ...

    def record(self, activities: tuple[Activity, ...]) -> None:
        """Write log entries about something that changes no credential."""
        ...

    def settle_grant(self, grant_id: str, activity: Activity) -> bool:
        """Delete an unsettled grant that was cleared or revoked. False if there is none."""
        ...

    def remember_return_port(self, port: int) -> None:
        """Store the port that the browser returns to, to use it again."""
        ...

    def secret_entry(self, system: System) -> str | None:
        """Return the name of the keychain entry of the organization's secret, or None."""
        ...


class OrganizationStore(Store, Protocol):
    """The database of an organization. It also has the organization's profile."""

    def save_profile(
        self,
        text: str,
        entries: Mapping[System, str],
        platforms: Mapping[System, Platform],
        activities: tuple[Activity, ...],
    ) -> bool:
        """Store a profile together with its secrets. The former secrets must be deleted.

        `text` is the profile's TOML. `entries` are the keychain entries of the secrets; a secret in
        memory has none. `platforms` are the platforms of the profile's registrations. All open
        attempts end. False, with nothing changed, if a code is being exchanged. Raises
        `PlatformMismatchError`.
        """
        ...

    def replace_secret(
        self, system: System, entry: str | None, platform: Platform, activity: Activity
    ) -> None:
        """Replace the secret for one system. The former secret must be deleted.

        `entry` is None for a secret in memory. Raises `PlatformMismatchError`.
        """
        ...

    def forget_organization(self, activities: tuple[Activity, ...], *, erase: bool) -> bool:
        """Delete the profile, mark all secrets for deletion, and end all open attempts.

        With `erase`, the credentials, the unsettled grants and the log are deleted, too. The names
        of keychain entries stay until the entries are deleted. False, with nothing changed, if a
        code is being exchanged.
        """
        ...

    def knows_of_entries(self) -> bool:
        """Return whether the keychain may still have entries of this database."""
        ...


@dataclass(frozen=True, slots=True)
class StoredOrganization:
    """An organization that has a database.

    `text` is its profile (TOML), or None if the database can't be read.
    """

    id: str
    text: str | None


class OrganizationRepository(Protocol):
    """The databases of the organizations. All methods but `store` are blocking (DATABASE)."""

    def organizations(self) -> tuple[StoredOrganization, ...]:
        """Return the organizations that are connected or can't be read, in the order of their ids.

        Raises `StorageError`.
        """
        ...

    def leftovers(self) -> tuple[str, ...]:
        """Return the ids of organizations that are not connected and need to be cleaned up.

        Their databases are not needed, or their secrets may still be in the keychain. Raises
        `StorageError`.
        """
        ...

    def store(self, organization_id: str) -> OrganizationStore:
        """Return the database of an organization. The file is made at its first use."""
        ...

    def delete(self, organization_id: str) -> None:
        """Delete the database of an organization, if it is not needed. Raises `StorageError`.

        A database is needed if its organization is connected, if it has names of keychain entries,
        or if it has credentials or log entries.
        """
        ...

    def shown(self) -> str:
        """Return the id of the workspace that was shown last; "" is Practice."""
        ...

    def remember_shown(self, workspace_id: str) -> None:
        """Store which workspace is shown. A failure is only logged."""
        ...


def no_other_workspaces(account_id: str, system: System) -> tuple[AffectedCredential, ...]:
    """Return nothing: the default of `using_account_elsewhere`, for a single workspace."""
    return ()


def always() -> bool:
    """Return True: the default of `rechecks_quietly`."""
    return True


@dataclass(frozen=True, slots=True)
class Ports:
    """The ports and settings of one workflow.

    `os_user` is named in log entries. `login_name` takes the number or the identifier of another
    user of this computer, and returns the user's name. It is blocking. `approval_ttl` is the time
    limit of an approval. `using_account_elsewhere` takes the id of an account and a mode. It
    returns the credentials of other workspaces that lose access, too, when access to the account is
    revoked in that mode. `rechecks_quietly` says whether accounts may be read at Stripe without
    being asked for; it is called before each quiet re-check.
    """

    store: Store
    m3ter_store: "M3terStore"
    keychain: Keychain
    stripe: StripeGateway
    m3ter: "M3ter"
    receiver: Receiver
    browser: Browser
    approval_browser: ApprovalBrowser
    documents: Documents
    alarm: Alarm
    clock: Clock
    tasks: Tasks
    os_user: str
    login_name: Callable[[str], str]
    approval_ttl: timedelta
    using_account_elsewhere: Callable[[str, System], tuple[AffectedCredential, ...]] = (
        no_other_workspaces
    )
    rechecks_quietly: Callable[[], bool] = always
