"""Stand-ins at the workflow's edges: they do what they are told to, and remember what was asked.

The database is never faked: tests use the real one in a temporary folder. Only its disk may fail.
"""

import math
import sqlite3
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

from desktop_app.core.account import Account, Grant
from desktop_app.core.activity import Activity
from desktop_app.core.approval import Approval
from desktop_app.core.authorization_response import (
    AuthorizationCodeResponse,
    AuthorizationErrorResponse,
)
from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.core.deadline import Moment, SecondsLeft
from desktop_app.core.errors import (
    AccountNotConnectedError,
    AnswerLostError,
    Detail,
    NotPermittedError,
    ReceiverUnavailableError,
    SecretRefusedError,
    ServiceError,
    TimeLimitError,
)
from desktop_app.core.m3ter import (
    AccessKey,
    Configuration,
    ExternalSystem,
    Portion,
    RegisteredCredential,
    Run,
)
from desktop_app.core.oauth_state import matches
from desktop_app.core.outcome import BrowserFailed, LinkCopied, Outcome
from desktop_app.core.receiver_event import (
    ApprovalUnconfirmed,
    ConnectionRefused,
    DenialUnconfirmed,
    ResponseArrived,
)
from desktop_app.core.refused_peer import RefusedPeer
from desktop_app.core.return_route import ANY_PORT, ReturnAddress, ReturnRoute
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.storage.m3ter_store import SqliteM3terStore
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.events import Event
from desktop_app.workflow.m3ter_ports import Offer, Proposal
from desktop_app.workflow.operations import Pending, drive
from desktop_app.workflow.ports import Lane, Ports
from desktop_app.workflow.workflow import Workflow
from desktop_app.workflow.workspace import PRACTICE, Workspace
from tests.activity_log import write_entry

T = TypeVar("T")

M3TER_ORGANIZATION = "org-acme"
LOGIN_NAMES = {"1001": "bob"}
BEGINNING = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ACCOUNT = Account(
    "acct_1AcmePractice", "Acme Ltd", "GB", charges_enabled=True, payouts_enabled=True
)


class FakeClock:
    """Two clocks that move together, until a test moves one alone."""

    def __init__(self) -> None:
        self.moment = Moment(BEGINNING, 1000.0, "boot-1")
        self.passed = timedelta(0)

    def now(self) -> Moment:
        return self.moment

    def pass_time(self, time: timedelta) -> None:
        """Let time pass, asleep or awake."""
        self.passed += time
        self.moment = replace(
            self.moment,
            utc=self.moment.utc + time,
            boot_seconds=self.moment.boot_seconds + time.total_seconds(),
        )

    def set_wall_clock(self, by: timedelta) -> None:
        """Somebody sets the wall clock."""
        self.moment = replace(self.moment, utc=self.moment.utc + by)

    def restart_machine(self, off: timedelta) -> None:
        """The machine is started again; it was off for a while, and has been up for as long."""
        self.pass_time(off * 2)
        boot_id = f"{self.moment.boot_id}+"
        self.moment = replace(self.moment, boot_seconds=off.total_seconds(), boot_id=boot_id)


class FakeAlarm:
    """Rings when the test lets it."""

    def __init__(self) -> None:
        self.after: timedelta | None = None
        self._ring: Callable[[], None] | None = None

    def set(self, after: timedelta, ring: Callable[[], None]) -> None:
        self.after, self._ring = after, ring

    def cancel(self) -> None:
        self.after = self._ring = None

    def ring(self) -> None:
        assert self._ring is not None, "no alarm is set"
        self._ring()


class FakeTasks:
    """Does everything at once, but for the lanes that a test holds.

    A held task waits in `held` until `release` does it, or `time_out` lets its limit pass.
    """

    def __init__(self) -> None:
        self.crashes: list[Exception] = []
        self.holding: set[Lane] = set()
        self.held: deque[tuple[Lane, Callable[[], Any], Pending[Any]]] = deque()
        # Those that have no limit: they are never given up.
        self.unlimited: list[Pending[Any]] = []

    def run(
        self, lane: Lane, work: Callable[[], T], limit: timedelta | None = None
    ) -> Awaitable[T]:
        pending: Pending[T] = Pending()
        if limit is None:
            self.unlimited.append(pending)
        # A lane does one task after the other.
        if lane in self.holding or any(held is lane for held, _, _ in self.held):
            self.held.append((lane, work, pending))
        else:
            _do(work, pending)
        return pending

    def call(
        self, work: Callable[[SecondsLeft], T], limit: timedelta | None = None
    ) -> Awaitable[T]:
        # What is held was sent in time: its effect may come after the limit.
        seconds = math.inf if limit is None else limit.total_seconds()
        return self.run(Lane.NETWORK, lambda: work(lambda: seconds), limit)

    def start(self, operation: Coroutine[Any, Any, None]) -> None:
        drive(operation, self.crashes.append)

    def release(self, lane: Lane | None = None) -> None:
        """Do the task that has been held longest, of one lane or of all."""
        task = next(task for task in self.held if lane in (None, task[0]))
        self.held.remove(task)
        _, work, pending = task
        _do(work, pending)

    def release_all(self) -> None:
        """Hold nothing any more."""
        self.holding.clear()
        while self.held:
            self.release()

    def do_unheard(self, lane: Lane | None = None) -> None:
        """Do the longest held task, of one lane or of all; the program ends before it hears."""
        task = next(task for task in self.held if lane in (None, task[0]))
        self.held.remove(task)
        task[1]()

    def time_out(self) -> Callable[[], Any]:
        """Let the limit of the longest held task pass; return its work, which may come later."""
        _, work, pending = self.held.popleft()
        pending.fail(TimeLimitError())
        return work


def _do(work: Callable[[], T], pending: Pending[T]) -> None:
    try:
        value = work()
    except Exception as error:  # noqa: BLE001  (raised again where it is awaited)
        pending.fail(error)
    else:
        pending.succeed(value)


class FakeReceiver:
    """A receiver without a socket: the test plays the browser.

    `ports` are those that it listens at, each with the routes that lead there; `taken_ports` those
    that another program has.
    """

    def __init__(self) -> None:
        self.ports: dict[int, list[ReturnRoute]] = {}
        self.next_port = 51234
        self.expected: dict[str, bytes] = {}
        # The digests of all states, also of attempts that are over.
        self.digests: dict[str, bytes] = {}
        self.ever_expected: list[str] = []
        # The attempts whose responses the person has pasted.
        self.answered: set[str] = set()
        self.concluded: list[tuple[str, Outcome]] = []
        self.released: list[str] = []
        # Stripe's page and the time left, by the attempts.
        self.targets: dict[str, tuple[str, timedelta]] = {}
        # The responses that the person has to confirm, by their attempts.
        self.unconfirmed: dict[str, AuthorizationCodeResponse] = {}
        self.unavailable = False
        self.taken_ports: set[int] = set()

    @property
    def port(self) -> int | None:
        """The first port that it listens at."""
        return next(iter(self.ports), None)

    def close(self) -> None:
        """Listen no more."""
        self.ports.clear()

    def open(self, routes: Sequence[ReturnRoute], preferred_port: int | None) -> ReturnAddress:
        if self.unavailable:
            raise ReceiverUnavailableError("no port")
        for route in routes:
            port = self._free_port(route, preferred_port) if route.port is None else route.port
            if port in self.ports or port not in self.taken_ports:
                self.ports.setdefault(port, []).append(route)
                return route.address(port)
        raise ReceiverUnavailableError(
            "in use", tuple(r.port for r in routes if r.port is not None)
        )

    def _free_port(self, route: ReturnRoute, preferred_port: int | None) -> int:
        for port, others in self.ports.items():
            if any((other.host, other.path) == (route.host, route.path) for other in others):
                return port
        port = preferred_port or self.next_port
        while port in self.taken_ports:
            port += 1
        return port

    def begin(
        self,
        attempt_id: str,
        state_digest: bytes,
        address: ReturnAddress,
        authorize_url: str,
        lasts: timedelta,
    ) -> str:
        self._expect(attempt_id, state_digest)
        self.targets[attempt_id] = (authorize_url, lasts)
        return f"{address.origin}/start/{attempt_id}"

    def await_again(self, attempt_id: str, state_digest: bytes) -> None:
        self._expect(attempt_id, state_digest)

    def _expect(self, attempt_id: str, state_digest: bytes) -> None:
        if not self.ports:
            raise ReceiverUnavailableError("the receiver is not open")
        self.expected[attempt_id] = self.digests[attempt_id] = state_digest
        self.ever_expected.append(attempt_id)

    def confirm(self, attempt_id: str) -> AuthorizationCodeResponse | None:
        return self.unconfirmed.pop(attempt_id, None)

    def with_state(self, state: str) -> str | None:
        digests = self.digests.items()
        return next((each for each, known in digests if matches(state, known)), None)

    def answer(self, attempt_id: str) -> bool:
        if attempt_id not in self.expected or attempt_id in self.answered:
            return False
        self.answered.add(attempt_id)
        self.unconfirmed.pop(attempt_id, None)
        return True

    def reject(self, attempt_id: str) -> None:
        self.unconfirmed.pop(attempt_id, None)

    def conclude(self, attempt_id: str, outcome: Outcome) -> None:
        self.expected.pop(attempt_id, None)
        self.unconfirmed.pop(attempt_id, None)
        self.concluded.append((attempt_id, outcome))

    def release_page(self, attempt_id: str) -> None:
        self.released.append(attempt_id)


class FakeBrowser:
    """Remembers what it was asked to open."""

    def __init__(self) -> None:
        self.opened: list[str] = []
        self.works = True

    def open(self, url: str) -> bool:
        self.opened.append(url)
        return self.works


class FakeApprovalBrowser:
    """Opens links as a browser does; it can be told to answer something else."""

    def __init__(self, browser: FakeBrowser) -> None:
        self._browser = browser
        self.answer: LinkCopied | BrowserFailed | None = None

    def open(self, url: str) -> LinkCopied | BrowserFailed | None:
        opened = self._browser.open(url)
        return self.answer if opened else BrowserFailed()


class FakeFileManager:
    """Remembers which folders it was asked to show."""

    def __init__(self) -> None:
        self.opened: list[Path] = []
        self.works = True

    def open(self, folder: Path) -> bool:
        self.opened.append(folder)
        return self.works


class FakeNotifications:
    """Remembers what stands on the desktop."""

    def __init__(self) -> None:
        self.shown: dict[str, tuple[str, str]] = {}
        self._chosen: dict[str, Callable[[], None]] = {}

    def show(self, key: str, title: str, text: str, chosen: Callable[[], None]) -> None:
        self.shown[key] = (title, text)
        self._chosen[key] = chosen

    def withdraw(self, key: str) -> None:
        self.shown.pop(key, None)

    def choose(self, key: str) -> None:
        """The person clicks a notification."""
        del self.shown[key]
        self._chosen[key]()


class FakeDocuments:
    """Keeps in memory what was written."""

    def __init__(self) -> None:
        self.written: dict[Path, str] = {}
        self.fail: Exception | None = None

    def write(self, path: Path, text: str) -> None:
        _raise(self.fail)
        self.written[path] = text


class FakeStripe:
    """A Stripe that grants what it is told to, and counts."""

    def __init__(self) -> None:
        self.grant = Grant(ACCOUNT.id, False, "read_write", Secret("sk_test_token"))
        self.known_account: Account = ACCOUNT
        self.exchanged: list[str] = []
        # The seconds that each call was given, by the name of its method.
        self.given: list[tuple[str, float]] = []
        self.connected: set[tuple[System, str]] = set()
        self.known_systems = tuple(System)
        self.known_routes: tuple[ReturnRoute, ...] = (ANY_PORT,)
        self.wants_secret = False
        self.secrets: dict[System, Secret] = {}
        # Secrets that must not be sent where this Stripe is.
        self.unfit: set[Secret] = set()
        self.wants_access_token = False
        self.is_running = True
        self.read_with: list[Secret | None] = []
        self.ended_tokens: set[str] = set()
        self.fail_prepare: Exception | None = None
        self.fail_exchange: Exception | None = None
        self.fail_account: Exception | None = None
        self.fail_deauthorize: Exception | None = None
        self.fail_dashboard: Exception | None = None

    @property
    def systems(self) -> tuple[System, ...]:
        return self.known_systems

    def routes(self, system: System) -> tuple[ReturnRoute, ...]:
        return self.known_routes

    def needs_secret(self, system: System) -> bool:
        return self.wants_secret and self.secrets.get(system) in {None, *self.unfit}

    def take_secret(self, system: System, secret: Secret) -> None:
        self.secrets[system] = secret

    def reads_with_access_token(self, system: System) -> bool:
        return self.wants_access_token

    def prepare(self, system: System, redirect_uri: str, seconds_left: SecondsLeft) -> None:
        self.given.append(("prepare", seconds_left()))
        _raise(self.fail_prepare)

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        return f"https://stripe.example/oauth/authorize?client_id=ca_123&state={state}"

    def exchange(self, system: System, code: Secret, seconds_left: SecondsLeft) -> Grant:
        self.given.append(("exchange", seconds_left()))
        self.exchanged.append(code.reveal())
        # Of all that a lost answer may have said, the worst: access was granted.
        if self.fail_exchange is None or isinstance(self.fail_exchange, AnswerLostError):
            mode = System.STRIPE if self.grant.livemode else System.STRIPE_TEST
            self.connected.add((mode, self.grant.account_id))
        _raise(self.fail_exchange)
        return self.grant

    def account(
        self,
        system: System,
        account_id: str,
        seconds_left: SecondsLeft,
        access_token: Secret | None = None,
    ) -> Account:
        self.given.append(("account", seconds_left()))
        self.read_with.append(access_token)
        _raise(self.fail_account)
        if access_token is not None and access_token.reveal() in self.ended_tokens:
            raise AccountNotConnectedError(Detail("invalid_request_error", "Expired", status=401))
        return self.known_account

    def deauthorize(self, system: System, account_id: str, seconds_left: SecondsLeft) -> None:
        self.given.append(("deauthorize", seconds_left()))
        if self.fail_deauthorize is None or isinstance(self.fail_deauthorize, AnswerLostError):
            self.connected.discard((system, account_id))
        _raise(self.fail_deauthorize)

    def dashboard_url(self, system: System, account_id: str) -> str:
        _raise(self.fail_dashboard)
        return f"https://dashboard.stripe.example/{system.value}/{account_id}"


class FakeKeychain:
    """A keychain in memory that can be locked, missing, or broken."""

    def __init__(self) -> None:
        self.name = "keychain.in_memory"
        self.entries: dict[str, str] = {}
        self.fail_probe: Exception | None = None
        self.fail_unlock: Exception | None = None
        self.fail_asking_beforehand: Exception | None = None
        # How often the person was asked to unlock it, and the entries that it asks about each time.
        self.unlocked = 0
        self.asks_about: set[str] = set()
        self.fail_read: Exception | None = None
        self.fail_write: Exception | None = None
        self.fail_delete: Exception | None = None

    def probe(self) -> None:
        _raise(self.fail_probe)

    def unlock(self) -> None:
        _raise(self.fail_unlock)
        self.unlocked += 1
        self.fail_probe = None

    def backend(self) -> str:
        _raise(self.fail_probe)
        return self.name

    def reads_without_asking(self, entries: Sequence[str]) -> bool:
        _raise(self.fail_asking_beforehand)
        return self.fail_probe is None and not self.asks_about & set(entries)

    def write(self, entry: str, secret: Secret) -> None:
        _raise(self.fail_write)
        self.entries[entry] = secret.reveal()

    def read(self, entry: str) -> Secret | None:
        _raise(self.fail_read)
        text = self.entries.get(entry)
        return None if text is None else Secret(text)

    def delete(self, entry: str) -> None:
        _raise(self.fail_delete)
        self.entries.pop(entry, None)


def _raise(error: Exception | None) -> None:
    if error is not None:
        raise error


class FakeM3ter:
    """m3ter, with one organization and one key that work.

    `error` is raised by all calls, `credentials_error` by the list of credentials, and
    `fail_propose` by `propose`. Lists come in pages of `page_size` rows. `unreadable` rows of the
    configurations made no sense.
    """

    key = AccessKey("key-1", Secret("api-secret-1"))

    def __init__(self, organization_id: str = M3TER_ORGANIZATION) -> None:
        self.organization_id = organization_id
        self.proposal = Proposal(organization_id, "api.m3ter.com")
        self.fail_propose: ServiceError | None = None
        self.runs_already = True
        self.error: ServiceError | None = None
        self.credentials_error: ServiceError | None = None
        self.page_size = 2
        self.unreadable = 0
        self.known_systems: tuple[ExternalSystem, ...] = (
            ExternalSystem("STRIPE", "Stripe"),
            ExternalSystem("STRIPE_TEST", "Stripe (Test Mode)"),
            ExternalSystem("NETSUITE", "NetSuite"),
        )
        self.known_configurations: list[Configuration] = []
        self.known_credentials: list[RegisteredCredential] = []
        self.register_error: ServiceError | None = None
        self.loses_answers = False
        self.known_runs: dict[str, list[Run]] = {}
        self.taken: tuple[str, AccessKey] | None = None
        self.asked: list[str] = []

    def is_running(self) -> bool:
        return self.runs_already

    def propose(self) -> Proposal:
        _raise(self.fail_propose)
        return self.proposal

    def try_key(self, organization_id: str, key: AccessKey, seconds_left: SecondsLeft) -> Offer:
        self._ask("try_key")
        if key != self.key:
            raise SecretRefusedError(Detail("", "The access key is not valid", status=401))
        if organization_id != self.organization_id:
            raise NotPermittedError(Detail("", "No access to the organization", status=403))
        return Offer(self.known_systems, credentials=self.credentials_error is None)

    def take_key(self, organization_id: str, key: AccessKey) -> None:
        self.taken = (organization_id, key)

    def drop_key(self) -> None:
        self.taken = None

    def systems(self, seconds_left: SecondsLeft) -> tuple[ExternalSystem, ...]:
        self._call("systems")
        return self.known_systems

    def configurations(self, seconds_left: SecondsLeft) -> Iterator[Portion[Configuration]]:
        self._call("configurations")
        return self._pages(self.known_configurations, self.unreadable)

    def credentials(self, seconds_left: SecondsLeft) -> Iterator[Portion[RegisteredCredential]]:
        self._call("credentials")
        if self.credentials_error is not None:
            raise self.credentials_error
        return self._pages(self.known_credentials)

    def runs(self, destination_id: str, seconds_left: SecondsLeft) -> Iterator[Portion[Run]]:
        self._call("runs")
        return self._pages(self.known_runs.get(destination_id, []))

    def register(
        self, name: str, system: System, seconds_left: SecondsLeft
    ) -> RegisteredCredential:
        self._call("register")
        if self.register_error is not None:
            raise self.register_error
        made = RegisteredCredential(
            f"standin_credential_{len(self.known_credentials)}", name, system.value
        )
        self.known_credentials.append(made)
        if self.loses_answers:
            raise AnswerLostError(Detail("read_timeout", "no answer came"))
        return made

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error

    def _call(self, what: str) -> None:
        assert self.taken == (self.organization_id, self.key), "called without the key"
        self._ask(what)

    def _pages(self, rows: Sequence[T], unreadable: int = 0) -> Iterator[Portion[T]]:
        starts = range(0, max(len(rows), 1), self.page_size)
        for start in starts:
            page = tuple(rows[start : start + self.page_size])
            is_last = start == starts[-1]
            yield Portion(page, unreadable if is_last else 0, is_last)


class Disk:
    """The disk under a database: it may be full, or let single transactions fail.

    `fails` says of the next transactions which fail; one that fails is rolled back.
    """

    def __init__(self) -> None:
        self.is_full = False
        self.fails: deque[bool] = deque()
        self.failures = 0

    def mend(self) -> None:
        """From now on everything can be written."""
        self.is_full = False
        self.fails.clear()

    def commit(self, *, changed: bool) -> None:
        """A transaction is about to be committed; reading needs no room."""
        if (self.fails.popleft() if self.fails else False) or (self.is_full and changed):
            self.failures += 1
            error = sqlite3.OperationalError("database or disk is full")
            error.sqlite_errorcode = sqlite3.SQLITE_FULL
            raise error


class StoreOnDisk(SqliteStore):
    """The real store on a disk that may fail."""

    def __init__(self, path: Path, disk: Disk) -> None:
        super().__init__(path)
        self._disk = disk

    @contextmanager
    def transaction(self, *entries: Activity | None) -> Iterator[sqlite3.Connection]:
        with super().transaction(*entries) as db:
            before = db.total_changes
            yield db
            self._disk.commit(changed=db.total_changes != before)


@dataclass
class WorkflowHarness:
    """A workflow with everything around it; `restart` is a new run on the same database."""

    database: Path
    ttl: timedelta = timedelta(minutes=10)
    clock: FakeClock = field(default_factory=FakeClock)
    stripe: FakeStripe = field(default_factory=FakeStripe)
    m3ter: FakeM3ter = field(default_factory=FakeM3ter)
    keychain: FakeKeychain = field(default_factory=FakeKeychain)
    disk: Disk = field(default_factory=Disk)
    codes: Iterator[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self._begin_run()

    def _begin_run(self) -> None:
        self.alarm = FakeAlarm()
        self.browser = FakeBrowser()
        self.approval_browser = FakeApprovalBrowser(self.browser)
        self.file_manager = FakeFileManager()
        self.receiver = FakeReceiver()
        self.documents = FakeDocuments()
        self.notifications = FakeNotifications()
        self.tasks = FakeTasks()
        self.store = StoreOnDisk(self.database, self.disk)
        self.events: list[Event] = []
        self.ports = Ports(
            store=self.store,
            m3ter_store=SqliteM3terStore(self.store),
            keychain=self.keychain,
            stripe=self.stripe,
            m3ter=self.m3ter,
            receiver=self.receiver,
            browser=self.browser,
            approval_browser=self.approval_browser,
            documents=self.documents,
            alarm=self.alarm,
            clock=self.clock,
            tasks=self.tasks,
            os_user="ada",
            login_name=lambda user: LOGIN_NAMES.get(user, user),
            approval_ttl=self.ttl,
        )
        self.workflow = Workflow(self.ports)
        self.state, self.commands = self.workflow.state, self.workflow.commands
        self.workspace = Workspace(PRACTICE, self.state, self.commands, self.clock)
        self.time_left = self.workspace.time_left
        self.state.subscribe(self.events.append)

    def start(self) -> "WorkflowHarness":
        """Read the database."""
        self.workflow.start()
        return self

    def crash(self) -> "WorkflowHarness":
        """End this run without a farewell; another one is ready to be started."""
        self.store.close()
        self._begin_run()
        return self

    def restart(self) -> "WorkflowHarness":
        """End this run without a farewell, and start another."""
        return self.crash().start()

    def write(self, entry: Activity) -> None:
        """Write an entry into the log, and change nothing else."""
        write_entry(self.database, entry)

    # What a person does.

    def go(
        self,
        name: str = "EU billing",
        system: System = System.STRIPE_TEST,
        place: SecretPlace = SecretPlace.KEYCHAIN,
    ) -> str:
        """Go to Stripe."""
        self.stripe.grant = replace(self.stripe.grant, livemode=system.livemode)
        return self.commands.go_to_stripe(system, name, place)

    def approve_in_browser(self, attempt: int = 0) -> AuthorizationCodeResponse:
        """The browser of the numbered open attempt comes back with a new code."""
        attempt_id = list(self.receiver.expected)[attempt]
        answer = AuthorizationCodeResponse(attempt_id, Secret(f"ac_{next(self.codes)}"))
        self.workflow.receive(ResponseArrived(answer))
        return answer

    def approve_elsewhere(self, attempt: int = 0) -> AuthorizationCodeResponse:
        """Another browser comes back for the numbered open attempt, with a new code."""
        attempt_id = list(self.receiver.expected)[attempt]
        answer = AuthorizationCodeResponse(attempt_id, Secret(f"ac_{next(self.codes)}"))
        self.receiver.unconfirmed[attempt_id] = answer
        self.workflow.receive(ApprovalUnconfirmed(attempt_id))
        return answer

    def report_denial(self, attempt: int | None = None) -> None:
        """A denial comes that may be somebody else's, for the numbered open attempt or for none."""
        attempt_id = None if attempt is None else list(self.receiver.expected)[attempt]
        self.workflow.receive(DenialUnconfirmed(attempt_id))

    def refuse_peer(self, user: str) -> None:
        """A program of another user tries to connect, and is refused."""
        self.workflow.receive(ConnectionRefused(RefusedPeer(user)))

    def stripe_link(self, attempt: int = -1) -> str:
        """Return the link to Stripe's page of the numbered attempt; the newest one if none."""
        return list(self.receiver.targets.values())[attempt][0]

    def deny_in_browser(self, attempt: int = 0) -> None:
        """The browser of the numbered open attempt comes back with a denial."""
        attempt_id = list(self.receiver.expected)[attempt]
        answer = AuthorizationErrorResponse(
            attempt_id, "access_denied", "The user denied your request"
        )
        self.workflow.receive(ResponseArrived(answer))

    def make_active(self, name: str = "EU billing", system: System = System.STRIPE_TEST) -> str:
        """The main job from end to end."""
        credential_id = self.go(name, system)
        self.approve_in_browser()
        self.commands.create(credential_id)
        return credential_id

    def credential(self, credential_id: str) -> Credential:
        """Return what is known of a credential."""
        credential = self.state.credential(credential_id)
        assert credential is not None, "there is no credential"
        return credential

    def approval(self, credential_id: str) -> Approval:
        """Return where an approval stands."""
        approval = self.state.approval(credential_id)
        assert approval is not None, "there is no approval"
        return approval
