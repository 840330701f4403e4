"""Whatever is connected, replaced and forgotten, and whatever fails meanwhile, in any order.

Hypothesis makes up what happens to two organizations on one computer; the invariants say what must
be true all along between their databases, the keychain, and what is in sight.
"""

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import Phase as HypothesisPhase
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, precondition, rule

from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.credential import SecretPlace
from desktop_app.core.errors import (
    Detail,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    SecretRefusedError,
    StorageError,
    WorkspaceBusyError,
)
from desktop_app.core.names import check_name
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.profile import Profile
from desktop_app.core.receiver_event import ResponseArrived
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.profiles.reading import parse_profile
from desktop_app.workflow.events import LoadFailed
from desktop_app.workflow.organizations import ForgottenOrganization, OpenedProfile
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE, Workspace, WorkspacesLoaded
from tests.asked import ConnectFailed, ForgetFailed, OrganizationConnected, SecretReplaced, Told
from tests.organizations import ACME, GLOBEX, ONLY_TEST, Computer
from tests.workflow.held_tasks import HeldTasks, numbers, some

T = TypeVar("T")

PROFILES = [ACME, ONLY_TEST, GLOBEX, ACME.replace('"org-acme"', '"ORG-Acme"')]
SUFFIX = ".sqlite3"

places = st.sampled_from([SecretPlace.KEYCHAIN, SecretPlace.KEYCHAIN, SecretPlace.SESSION])

Connection = dict[System, tuple[SecretPlace, Secret]]
"""How an organization is connected: where each of its secrets is kept, and which it is."""


@dataclass
class Asked:
    """What was asked for and has not ended: how the organization is connected after it, if it is.

    `erase` says that its database is not to be kept.
    """

    connection: Connection | None
    erase: bool = False


@dataclass
class Known:
    """What is known of an organization by what was told: `connection` is None for none."""

    connection: Connection | None = None
    asked: Asked | None = None
    may_have_file: bool = False
    events: list[Told] = field(default_factory=list)


def _organization_id(told: OrganizationConnected | SecretReplaced) -> str:
    return told.workspace.id if isinstance(told, OrganizationConnected) else told.organization_id


class AnyWorkspaces(HeldTasks):
    """What happens to the organizations of one computer."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.computer = Computer(Path(self.folder.name))
        self.harness = self.computer.harness
        self.known = {"org-acme": Known(), "org-globex": Known()}
        self.secrets = 0
        # What is asked for now can't be done, since something else is under way.
        self.is_rejected = False

    @initialize()
    def start(self) -> None:
        self.begin_run()

    def teardown(self) -> None:
        self.harness.tasks.release_all()
        self.agrees()
        self.mend()
        for _ in range(2):
            self.end_run()
            self.begin_run()
        self.agrees()
        self.assert_settled()
        self.computer.repository.close()
        self.harness.store.close()
        self.folder.cleanup()

    def mend(self) -> None:
        self.harness.disk.mend()
        keychain = self.harness.keychain
        keychain.fail_probe = keychain.fail_unlock = None
        keychain.fail_write = keychain.fail_delete = keychain.fail_read = None

    def end_run(self) -> None:
        self.computer.repository.close()
        self.harness.crash()
        self.harness.disk.failures = 0
        self.computer.begin_run()

    def begin_run(self, held: Lane | None = None) -> None:
        """Start; a person does so until everything can be read."""
        while True:
            self.computer.listeners.append(self.told)
            if held is not None:
                self.harness.tasks.holding.add(held)
            self.computer.start()
            if self.everything_was_read():
                break
            self.harness.disk.mend()
            self.end_run()
        for organization_id, known in self.known.items():
            self.look_after_restart(organization_id, known)

    def everything_was_read(self) -> bool:
        (loaded,) = (e for e in self.computer.events if isinstance(e, WorkspacesLoaded))
        return (
            not self.harness.tasks.crashes
            and not loaded.unreadable
            and not any(
                isinstance(workspace.state.loaded, LoadFailed)
                for workspace in self.computer.workspaces.workspaces
            )
        )

    def look_after_restart(self, organization_id: str, known: Known) -> None:
        """What was asked for and broke off was done whole, or not at all."""
        may_be = [lost(known.connection)]
        if known.asked is not None:
            may_be.append(lost(known.asked.connection))
        found = self.found(organization_id)
        assert found in may_be, f"{organization_id} is neither what it was nor what was asked for"
        known.connection = found
        known.may_have_file = known.may_have_file or known.asked is not None
        known.asked = None

    # -- what is told ---------------------------------------------------------------------------

    def told(self, event: Told) -> None:
        match event:
            case OrganizationConnected() | SecretReplaced():
                known = self.known[_organization_id(event)]
                assert known.asked is not None
                known.connection, known.asked = known.asked.connection, None
                known.may_have_file = True
            case ForgottenOrganization(profile, kept, _):
                known = self.known[profile.organization.key]
                assert known.asked is not None
                assert known.asked.erase is not kept
                known.connection, known.asked, known.may_have_file = None, None, kept
            case ConnectFailed(organization_id, problem) | ForgetFailed(organization_id, problem):
                if self.is_rejected:
                    assert isinstance(problem, WorkspaceBusyError)
                else:
                    self.known[organization_id].asked = None
            case _:
                pass

    # -- what is there --------------------------------------------------------------------------

    def workspaces(self) -> list[Workspace]:
        """Return those of organizations."""
        return [w for w in self.computer.workspaces.workspaces if w.id != PRACTICE]

    def rows(self, sql: str) -> Iterator[tuple[str, tuple[Any, ...]]]:
        """Ask every database that is there, past the program; each row with its owner's id."""
        folder = Path(self.folder.name) / "organizations"
        for path in folder.glob(f"*{SUFFIX}"):
            with closing(sqlite3.connect(path)) as db:
                tables = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'settings'")
                if tables.fetchone():
                    for row in db.execute(sql).fetchall():
                        yield path.name.removesuffix(SUFFIX), row

    def found(self, organization_id: str) -> Connection | None:
        """Return how an organization is connected, by what its database and the keychain say."""
        workspace = self.computer.workspaces.workspace(organization_id)
        if workspace is None:
            return None
        stripe = self.computer.stripes[organization_id]
        whole = "SELECT credential_id, name FROM keychain_entries WHERE status = 'whole'"
        kept = [row for owner, row in self.rows(whole) if owner == organization_id]
        found: Connection = {}
        for system, place in workspace.secret_places:
            names = [name for owner, name in kept if owner == owner_of(system)]
            in_use = stripe.secrets.get(system)
            if place is SecretPlace.KEYCHAIN:
                (name,) = names
                secret = Secret(self.harness.keychain.entries[name])
                assert in_use in (None, secret), "another secret is kept than the one in use"
            else:
                assert names == []
                assert (in_use is None) is (place is SecretPlace.LOST)
                secret = in_use or Secret("")
            found[system] = (place, secret)
        return found

    # -- a person -----------------------------------------------------------------------------

    def ask(self, organization_id: str, asked: Asked) -> None:
        """Note what is about to be asked for, unless something else is under way."""
        known = self.known[organization_id]
        self.is_rejected = known.asked is not None
        if not self.is_rejected:
            known.asked = asked

    def new_secret(self, profile: Profile, system: System) -> Secret:
        self.secrets += 1
        return Secret(f"{profile.organization.key}_{system.value}_{self.secrets:04}")

    @rule(text=st.sampled_from(PROFILES), place=places)
    def connect(self, text: str, place: SecretPlace) -> None:
        profile = parse_profile(text)
        secrets = {system: self.new_secret(profile, system) for system in profile.systems}
        connection = {system: (place, secret) for system, secret in secrets.items()}
        self.ask(profile.organization.key, Asked(connection))
        opened = OpenedProfile(Path("profile.toml"), text, profile, None)
        self.computer.asks.connect(opened, secrets, place)
        self.is_rejected = False

    @precondition(lambda self: self.workspaces())
    @rule(number=numbers, which=numbers, place=places)
    def replace_secret(self, number: int, which: int, place: SecretPlace) -> None:
        workspace = some(self.workspaces(), number)
        assert workspace.profile is not None
        system = some(workspace.profile.systems, which)
        secret = self.new_secret(workspace.profile, system)
        connection = self.known[workspace.id].connection or {}
        self.ask(workspace.id, Asked({**connection, system: (place, secret)}))
        self.computer.asks.replace_secret(workspace.id, system, secret, place)
        self.is_rejected = False

    @precondition(lambda self: self.workspaces())
    @rule(number=numbers, keep=st.booleans())
    def forget(self, number: int, keep: bool) -> None:
        workspace = some(self.workspaces(), number)
        self.ask(workspace.id, Asked(None, erase=not keep))
        self.computer.asks.forget(workspace.id, keep_history=keep)
        self.is_rejected = False

    @precondition(lambda self: self.workspaces())
    @rule(number=numbers, name=st.sampled_from(["EU billing", "US billing"]), place=places)
    def go_to_stripe(self, number: int, name: str, place: SecretPlace) -> None:
        workspace = some(self.workspaces(), number)
        if check_name(name, workspace.state.taken_names(System.STRIPE_TEST)) is None:
            workspace.commands.go_to_stripe(System.STRIPE_TEST, name, place)

    @precondition(lambda self: any(r.expected for r in self.computer.receivers.values()))
    @rule(number=numbers)
    def approve(self, number: int) -> None:
        for workspace in self.workspaces():
            expected = list(self.computer.receivers[workspace.id].expected)
            if expected:
                attempt_id = some(expected, number)
                code = Secret(f"ac_{next(self.harness.codes)}")
                self.computer.workflow(workspace).receive(
                    ResponseArrived(AuthorizationCodeResponse(attempt_id, code))
                )

    @precondition(lambda self: any(w.state.credentials for w in self.workspaces()))
    @rule(number=numbers, revoke=st.booleans())
    def create_and_remove(self, number: int, revoke: bool) -> None:
        for workspace in self.workspaces():
            if workspace.state.credentials:
                credential = some(workspace.state.credentials, number)
                workspace.commands.create(credential.id)
                if number > 2:
                    workspace.commands.remove(credential.id, revoke=revoke)

    # -- trouble ------------------------------------------------------------------------------

    @rule(refused=st.sampled_from([False, False, False, True]))
    def stripe_changes(self, refused: bool) -> None:
        self.computer.trial.fail = SecretRefusedError(Detail()) if refused else None

    @rule(
        probe=st.sampled_from(
            [None, None, KeychainLockedError("locked"), KeychainMissingError("none")]
        ),
        unlock=st.sampled_from([None, None, KeychainLockedError("locked")]),
        write=st.sampled_from([None, None, KeychainFailedError("full")]),
        delete=st.sampled_from([None, None, KeychainFailedError("busy")]),
    )
    def keychain_changes(
        self,
        probe: Exception | None,
        unlock: Exception | None,
        write: Exception | None,
        delete: Exception | None,
    ) -> None:
        keychain = self.harness.keychain
        keychain.fail_probe, keychain.fail_unlock = probe, unlock
        keychain.fail_write, keychain.fail_delete = write, delete

    @rule(full=st.booleans(), fails=st.lists(st.booleans(), max_size=6))
    def disk_changes(self, full: bool, fails: list[bool]) -> None:
        self.harness.disk.is_full = full
        self.harness.disk.fails.extend(fails)

    @rule(held=st.sampled_from([None, None, Lane.KEYCHAIN]))
    def restart(self, held: Lane | None) -> None:
        self.end_run()
        self.begin_run(held)

    def start_again(self) -> None:
        self.end_run()
        self.begin_run(None)

    # -- what is true all along ---------------------------------------------------------------

    @invariant()
    def is_safe(self) -> None:
        assert all(isinstance(problem, StorageError) for problem in self.harness.tasks.crashes)
        if not self.harness.disk.failures:
            assert self.harness.tasks.crashes == []
        names = {name for _, (name,) in self.rows("SELECT name FROM keychain_entries")}
        unknown = set(self.harness.keychain.entries) - names
        assert not unknown, "the keychain holds an entry that no database names"

    @invariant()
    def agrees(self) -> None:
        for organization_id, known in self.known.items():
            if self.harness.tasks.held and known.asked is not None:
                continue
            assert known.asked is None, "somebody waits for ever"
            assert self.found(organization_id) in (known.connection, lost(known.connection))

    def assert_settled(self) -> None:
        """Everything works again, and nothing is under way: nothing half-made is left."""
        entries = "SELECT name, status FROM keychain_entries"
        named = dict(row for _, row in self.rows(entries))
        assert set(named.values()) <= {"whole"}
        assert set(named) == set(self.harness.keychain.entries)
        folder = Path(self.folder.name) / "organizations"
        files = {path.name for path in folder.iterdir()} if folder.exists() else set()
        connected = {i for i, known in self.known.items() if known.connection is not None}
        may_be = {i for i, known in self.known.items() if known.may_have_file}
        assert {i + SUFFIX for i in connected} <= files <= {i + SUFFIX for i in connected | may_be}


def lost(connection: Connection | None) -> Connection | None:
    """Return what is left of a connection when its session is over."""
    if connection is None:
        return None
    gone = (SecretPlace.LOST, Secret(""))
    return {
        system: kept if kept[0] is SecretPlace.KEYCHAIN else gone
        for system, kept in connection.items()
    }


AnyWorkspaces.TestCase.settings = settings(
    max_examples=settings().max_examples // 2,
    stateful_step_count=30,
    deadline=None,
    phases=[phase for phase in HypothesisPhase if phase is not HypothesisPhase.explain],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
# To find the shortest story that shows a mistake takes minutes.
TestAnyWorkspaces = pytest.mark.timeout(600)(AnyWorkspaces.TestCase)
