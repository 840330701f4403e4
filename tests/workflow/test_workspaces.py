"""An organization is connected, changed or forgotten whole or not at all, whatever breaks off."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    PlatformMismatchError,
    SecretRefusedError,
    SecretUnavailableError,
    ServiceError,
    StorageError,
    TimeLimitError,
    UnreachableError,
    WorkspaceBusyError,
)
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.profile import ProfileProblemKind
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.storage.organization_store import SqliteOrganizationStore
from desktop_app.workflow.events import Phase
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE, Workspace
from desktop_app.workflow.workspace_events import (
    ConnectFailed,
    ForgetFailed,
    OrganizationConnected,
    OrganizationForgotten,
    ProfileNotOpened,
    ProfileOpened,
    SecretReplaced,
    StoringSecrets,
    TryingSecret,
    WorkspaceClosed,
    WorkspaceEvent,
    WorkspaceOpened,
    WorkspacesLoaded,
)
from tests.fakes import FakeKeychain
from tests.organizations import (
    ACME,
    ACME_SECRETS,
    GLOBEX,
    LIVE_KEY,
    TEST_KEY,
    Computer,
)

LIVE, TEST = System.STRIPE, System.STRIPE_TEST
NEW_KEY = Secret("sk_test_AcmeAcmeAcme0003")
NEW_SECRETS = {LIVE: Secret("sk_live_AcmeAcmeAcme0004"), TEST: NEW_KEY}
TOKEN = {TEST: Secret("f3a1c29_88_globex")}
KEPT, SESSION = SecretPlace.KEYCHAIN, SecretPlace.SESSION
ONLY_TEST = ACME.replace(ACME[ACME.index("[stripe]") : ACME.index("[stripe_test]")], "")

Break = Callable[..., None]


class FailingKeychain(FakeKeychain):
    """Fails at the write that it is told to: 1 is the next one."""

    def __init__(self) -> None:
        super().__init__()
        self.fails_at = 0
        self.failure: Exception = KeychainFailedError("full")

    def write(self, entry: str, secret: Secret) -> None:
        self.fails_at -= 1
        if self.fails_at == 0:
            raise self.failure
        super().write(entry, secret)


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    """A computer on which nothing is connected; its keychain may fail in the middle."""
    computer = Computer(tmp_path)
    computer.harness.keychain = FailingKeychain()
    computer.restart()
    yield computer
    computer.repository.close()
    computer.harness.store.close()


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Make methods of the store fail, as with a full disk."""

    def fail(self: SqliteOrganizationStore, *_: object, **__: object) -> None:
        raise StorageError("disk full")

    def break_store(*methods: str) -> None:
        for method in methods:
            monkeypatch.setattr(SqliteOrganizationStore, method, fail)

    return break_store


def files(computer: Computer) -> set[str]:
    """The databases that are there."""
    folder = computer.folder / "organizations"
    return {path.name for path in folder.glob("*")} if folder.exists() else set()


def named(computer: Computer, organization_id: str = "org-acme") -> dict[str, str]:
    """The keychain entries that a database names."""
    path = computer.folder / "organizations" / f"{organization_id}.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        return dict(db.execute("SELECT name, status FROM keychain_entries"))


def in_keychain(computer: Computer) -> list[str]:
    """The secrets that are in the keychain."""
    return sorted(computer.harness.keychain.entries.values())


def texts(secrets: dict[System, Secret]) -> list[str]:
    return sorted(secret.reveal() for secret in secrets.values())


def keychain(computer: Computer) -> FailingKeychain:
    found = computer.harness.keychain
    assert isinstance(found, FailingKeychain)
    return found


def acme(computer: Computer) -> Workspace:
    workspace = computer.workspaces.workspace("org-acme")
    assert workspace is not None
    return workspace


def connect(
    computer: Computer,
    text: str = ACME,
    secrets: dict[System, Secret] = ACME_SECRETS,
    place: SecretPlace = KEPT,
) -> None:
    """Try to connect an organization."""
    computer.workspaces.connect(computer.profile(text), secrets, place)


def failure(computer: Computer) -> Exception:
    """Why the last thing that was asked for failed; it is the last that was told."""
    event = computer.events[-1]
    assert isinstance(event, ConnectFailed | ForgetFailed), event
    return event.problem


def kinds(computer: Computer) -> list[type[WorkspaceEvent]]:
    return [type(event) for event in computer.events]


def begin(workspace: Workspace, system: System = TEST, name: str = "EU billing") -> str:
    return workspace.workflow.go_to_stripe(system, name, KEPT)


def approve(computer: Computer, workspace: Workspace) -> None:
    """The browser comes back with a code."""
    attempt_id = next(iter(computer.receivers[workspace.id].expected))
    workspace.workflow.response_arrived(
        AuthorizationCodeResponse(attempt_id, Secret(f"ac_{attempt_id}"))
    )


def make_active(computer: Computer, workspace: Workspace) -> str:
    credential_id = begin(workspace)
    approve(computer, workspace)
    workspace.workflow.create(credential_id)
    return credential_id


def assert_untouched(computer: Computer, secrets: dict[System, Secret] = ACME_SECRETS) -> None:
    """Acme is connected with these secrets, in this run and in the next."""
    assert computer.stripes["org-acme"].secrets == secrets
    assert dict(acme(computer).secret_places) == dict.fromkeys(secrets, KEPT)
    assert_kept(computer, secrets)
    computer.restart()
    assert dict(acme(computer).secret_places) == dict.fromkeys(secrets, KEPT)
    assert_kept(computer, secrets)


def assert_kept(computer: Computer, secrets: dict[System, Secret] = ACME_SECRETS) -> None:
    """Acme's database and the keychain agree on these secrets, and on nothing else."""
    assert files(computer) == {"org-acme.sqlite3"}
    assert in_keychain(computer) == texts(secrets)
    assert set(named(computer)) == set(computer.harness.keychain.entries)
    assert set(named(computer).values()) == {"whole"}


def assert_nothing_is_left(computer: Computer) -> None:
    """Neither file nor entry."""
    assert [workspace.id for workspace in computer.workspaces.workspaces] == [PRACTICE]
    assert files(computer) <= {"shown"}
    assert in_keychain(computer) == []


# Profiles.


def test_a_profile_that_is_good_is_opened(computer: Computer) -> None:
    opened = computer.profile()
    assert opened.profile.organization.name == "Acme Ltd"
    assert opened.text == ACME
    assert opened.known is None


def test_a_profile_of_a_known_organization_comes_with_what_is_known(computer: Computer) -> None:
    connect(computer)
    opened = computer.profile(ONLY_TEST.replace('"org-acme"', '"ORG-Acme"'))
    assert opened.known == acme(computer).profile


def test_a_profile_that_is_no_good_says_why(computer: Computer) -> None:
    path = computer.folder / "profile.toml"
    path.write_text("[organization]\nid = 1\n", encoding="utf-8")
    computer.workspaces.open_profile(path)
    event = computer.events[-1]
    assert isinstance(event, ProfileNotOpened)
    assert ProfileProblemKind.NO_MODE in {problem.flaw for problem in event.problems}


def test_a_file_that_is_not_there_says_why(computer: Computer) -> None:
    computer.workspaces.open_profile(computer.folder / "nowhere.toml")
    event = computer.events[-1]
    assert isinstance(event, ProfileNotOpened)
    assert [problem.flaw for problem in event.problems] == [ProfileProblemKind.UNREADABLE]


# Connecting.


def test_an_organization_is_connected_with_its_secrets_in_the_keychain(
    computer: Computer,
) -> None:
    connect(computer)

    assert kinds(computer)[-6:] == [
        ProfileOpened,
        TryingSecret,
        TryingSecret,
        StoringSecrets,
        WorkspaceOpened,
        OrganizationConnected,
    ]
    assert computer.trial.tried == [(LIVE, LIVE_KEY), (TEST, TEST_KEY)]
    assert acme(computer).profile == computer.profile().profile
    assert acme(computer).workflow.systems == (LIVE, TEST)
    assert computer.stripes["org-acme"].secrets == ACME_SECRETS
    assert_kept(computer)


def test_it_is_still_connected_after_a_restart_and_reads_no_secret(computer: Computer) -> None:
    connect(computer)
    computer.restart()
    assert kinds(computer) == [WorkspaceOpened, WorkspacesLoaded]
    assert dict(acme(computer).secret_places) == {LIVE: KEPT, TEST: KEPT}
    assert computer.stripes["org-acme"].secrets == {}
    assert acme(computer).workflow.loaded is not None
    assert_kept(computer)


def test_secrets_for_the_session_are_in_no_keychain_and_lost_after_it(computer: Computer) -> None:
    connect(computer, place=SESSION)
    assert dict(acme(computer).secret_places) == {LIVE: SESSION, TEST: SESSION}
    assert in_keychain(computer) == []
    assert computer.stripes["org-acme"].secrets == ACME_SECRETS

    computer.restart()
    assert dict(acme(computer).secret_places) == {LIVE: SecretPlace.LOST, TEST: SecretPlace.LOST}
    credential_id = begin(acme(computer))
    approval = acme(computer).workflow.approval(credential_id)
    assert approval is not None
    assert isinstance(approval.keychain_problem, SecretUnavailableError)
    assert approval.keychain_problem.cause is None

    computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    assert dict(acme(computer).secret_places) == {LIVE: SecretPlace.LOST, TEST: KEPT}
    acme(computer).workflow.unlock_keychain(credential_id)
    approval = acme(computer).workflow.approval(credential_id)
    assert approval is not None
    assert approval.phase is Phase.WAITING


def test_for_the_session_no_keychain_is_needed(computer: Computer) -> None:
    keychain(computer).fail_probe = keychain(computer).fail_unlock = KeychainMissingError("none")
    connect(computer, place=SESSION)
    assert kinds(computer)[-1] is OrganizationConnected
    computer.restart()
    computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, SESSION)
    assert kinds(computer)[-1] is SecretReplaced
    computer.workspaces.forget("org-acme", keep_database=False)
    assert kinds(computer)[-1] is OrganizationForgotten
    assert_nothing_is_left(computer)


def test_an_organization_that_needs_no_secret_is_tried_all_the_same(computer: Computer) -> None:
    connect(computer, GLOBEX.replace("bearer_token = true", ""), {})
    assert computer.trial.tried == [(TEST, None)]
    workspace = computer.workspaces.workspace("org-globex")
    assert workspace is not None
    assert workspace.secret_places == ()
    computer.restart()
    assert computer.workspaces.workspace("org-globex") is not None
    computer.workspaces.forget("org-globex", keep_database=False)
    assert_nothing_is_left(computer)


def test_ids_that_differ_in_case_are_one_organization(computer: Computer) -> None:
    connect(computer, ACME.replace('"org-acme"', '"Org-ACME"'))
    connect(computer, ACME, NEW_SECRETS)

    assert [workspace.id for workspace in computer.workspaces.workspaces] == [PRACTICE, "org-acme"]
    assert files(computer) == {"org-acme.sqlite3"}
    assert in_keychain(computer) == texts(NEW_SECRETS)
    computer.restart()
    assert len(computer.workspaces.workspaces) == 2


def test_ids_that_differ_in_case_are_not_taken_in_hand_twice(computer: Computer) -> None:
    upper, lower = (
        computer.profile(ACME.replace('"org-acme"', '"ORG-ACME"')),
        computer.profile(),
    )
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.workspaces.connect(upper, ACME_SECRETS, KEPT)
    computer.workspaces.connect(lower, NEW_SECRETS, KEPT)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.harness.tasks.release_all()
    assert_untouched(computer)


def test_two_organizations_do_not_touch_each_other(computer: Computer) -> None:
    connect(computer)
    connect(computer, GLOBEX, TOKEN)
    assert in_keychain(computer) == sorted([*texts(ACME_SECRETS), *texts(TOKEN)])
    assert set(named(computer)) & set(named(computer, "org-globex")) == set()

    make_active(computer, acme(computer))
    globex = computer.workspaces.workspace("org-globex")
    assert globex is not None
    assert globex.workflow.credentials == ()
    computer.workspaces.forget("org-globex", keep_database=False)
    assert acme(computer).workflow.credentials != ()
    assert files(computer) == {"org-acme.sqlite3"}
    assert all(
        f"organization {acme(computer).id} " in e or "credential" in e for e in named(computer)
    )
    assert set(named(computer)) == set(computer.harness.keychain.entries)


def test_while_one_is_being_connected_another_can_be(computer: Computer) -> None:
    first, second = computer.profile(), computer.profile(GLOBEX)
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.workspaces.connect(first, ACME_SECRETS, KEPT)
    computer.workspaces.connect(second, TOKEN, KEPT)
    computer.harness.tasks.release_all()
    assert {w.id for w in computer.workspaces.workspaces} == {PRACTICE, "org-acme", "org-globex"}


# What keeps it from being connected.


@pytest.mark.parametrize("which", [LIVE, TEST])
@pytest.mark.parametrize(
    "problem",
    [
        SecretRefusedError(Detail("invalid_client", "No such API key", "req_1", 401)),
        UnreachableError(Detail("no_connection")),
        AnswerLostError(Detail("not_json")),
    ],
)
def test_a_secret_that_does_not_work_is_told_with_its_system_and_nothing_is_kept(
    computer: Computer, monkeypatch: pytest.MonkeyPatch, which: System, problem: ServiceError
) -> None:
    tried = []

    def try_secret(registration: object, secret: object) -> None:
        system = registration.system  # type: ignore[attr-defined]  # a registration
        tried.append(system)
        if system is which:
            raise problem

    monkeypatch.setattr(computer.trial, "try_secret", try_secret)
    computer.restart()
    connect(computer)

    assert computer.events[-1] == ConnectFailed("org-acme", problem, which)
    assert tried == [LIVE, TEST][: [LIVE, TEST].index(which) + 1]
    assert_nothing_is_left(computer)


def test_a_try_that_takes_too_long_ends(computer: Computer) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.workspaces.connect(opened, ACME_SECRETS, KEPT)
    computer.harness.tasks.time_out()
    event = computer.events[-1]
    assert isinstance(event, ConnectFailed)
    assert isinstance(event.problem, TimeLimitError)
    assert event.system is LIVE
    computer.harness.tasks.release_all()
    assert_nothing_is_left(computer)


@pytest.mark.parametrize("problem", [KeychainLockedError("locked"), KeychainMissingError("none")])
def test_without_a_keychain_nothing_is_kept_for_ever(
    computer: Computer, problem: KeychainError
) -> None:
    keychain(computer).fail_unlock = keychain(computer).fail_probe = problem
    connect(computer)
    assert computer.events[-1] == ConnectFailed("org-acme", problem)
    assert_nothing_is_left(computer)
    # The secrets can be kept for the session instead.
    connect(computer, place=SESSION)
    assert kinds(computer)[-1] is OrganizationConnected


@pytest.mark.parametrize("write", [1, 2])
def test_a_keychain_that_fails_in_the_middle_leaves_nothing(computer: Computer, write: int) -> None:
    keychain(computer).fails_at = write
    connect(computer)
    assert isinstance(failure(computer), KeychainFailedError)
    assert_nothing_is_left(computer)
    connect(computer)
    assert kinds(computer)[-1] is OrganizationConnected
    assert_kept(computer)


@pytest.mark.parametrize("write", [1, 2])
def test_what_cannot_be_taken_back_now_is_at_the_next_start(computer: Computer, write: int) -> None:
    keychain(computer).fails_at = write
    keychain(computer).fail_delete = KeychainFailedError("busy")
    connect(computer)
    assert isinstance(failure(computer), KeychainFailedError)
    assert set(computer.harness.keychain.entries) <= set(named(computer))
    assert len(computer.workspaces.workspaces) == 1

    computer.restart()
    assert files(computer) == {"org-acme.sqlite3"}
    keychain(computer).fail_delete = None
    computer.restart()
    assert_nothing_is_left(computer)


def test_what_could_not_be_taken_back_does_not_keep_it_from_being_connected(
    computer: Computer,
) -> None:
    keychain(computer).fails_at = 2
    keychain(computer).fail_delete = KeychainFailedError("busy")
    connect(computer)
    keychain(computer).fail_delete = None
    connect(computer, secrets=NEW_SECRETS)
    assert in_keychain(computer) == texts(NEW_SECRETS)
    assert_untouched(computer, NEW_SECRETS)


@pytest.mark.parametrize("write", [1, 2])
def test_a_write_that_comes_too_late_is_undone(computer: Computer, write: int) -> None:
    opened = computer.profile()
    tasks = computer.harness.tasks
    tasks.holding = {Lane.KEYCHAIN}
    computer.workspaces.connect(opened, ACME_SECRETS, KEPT)
    for _ in range(write):
        # The unlocking, and the writes before it.
        tasks.release()
    late = tasks.time_out()
    late()
    assert len(computer.harness.keychain.entries) == write
    assert set(computer.harness.keychain.entries) <= set(named(computer))
    tasks.release_all()
    assert isinstance(failure(computer), KeychainFailedError)
    assert_nothing_is_left(computer)


@pytest.mark.parametrize("method", ["reserve_entry", "save_profile"])
def test_a_database_that_fails_leaves_nothing(
    computer: Computer, fails: Break, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    fails(method)
    connect(computer)
    assert isinstance(failure(computer), StorageError)
    assert_nothing_is_left(computer)
    monkeypatch.undo()
    connect(computer)
    assert_kept(computer)


@pytest.mark.parametrize("transactions", range(9))
def test_a_disk_that_is_full_from_any_moment_on_leaves_nothing_that_nobody_knows_of(
    computer: Computer, transactions: int
) -> None:
    opened = computer.profile()
    disk = computer.harness.disk
    disk.fails.extend([False] * transactions + [True] * 50)
    computer.workspaces.connect(opened, ACME_SECRETS, KEPT)
    assert kinds(computer)[-1] in (ConnectFailed, OrganizationConnected)
    is_connected = kinds(computer)[-1] is OrganizationConnected
    if files(computer):
        assert set(computer.harness.keychain.entries) <= set(named(computer))
    else:
        assert in_keychain(computer) == []
    assert (len(computer.workspaces.workspaces) == 2) is is_connected

    disk.mend()
    computer.restart()
    if is_connected:
        assert_kept(computer)
    else:
        assert_nothing_is_left(computer)


def test_a_mistake_in_this_program_leaves_nobody_waiting(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mistake = RuntimeError("nobody thought of this")

    def make_a_mistake(*_: object) -> None:
        raise mistake

    monkeypatch.setattr(SqliteOrganizationStore, "save_profile", make_a_mistake)
    connect(computer)
    assert computer.events[-1] == ConnectFailed("org-acme", mistake)
    assert computer.harness.tasks.crashes == [mistake]
    assert_nothing_is_left(computer)

    monkeypatch.undo()
    connect(computer)
    assert kinds(computer)[-1] is OrganizationConnected


# Connecting once more.


def test_connecting_again_replaces_profile_and_secrets_at_once(computer: Computer) -> None:
    connect(computer)
    before = acme(computer)
    connect(computer, ONLY_TEST, {TEST: NEW_KEY})

    assert kinds(computer)[-5:] == [
        TryingSecret,
        StoringSecrets,
        WorkspaceClosed,
        WorkspaceOpened,
        OrganizationConnected,
    ]
    assert computer.stopped == [before.workflow]
    assert acme(computer).workflow is not before.workflow
    assert acme(computer).workflow.systems == (TEST,)
    assert acme(computer).secret_places == ((TEST, KEPT),)
    assert in_keychain(computer) == [NEW_KEY.reveal()]
    assert_untouched(computer, {TEST: NEW_KEY})


def test_connecting_again_keeps_the_credentials(computer: Computer) -> None:
    connect(computer)
    make_active(computer, acme(computer))
    connect(computer, secrets=NEW_SECRETS)
    (credential,) = acme(computer).workflow.credentials
    assert (credential.stage, credential.secret_place) == (Stage.ACTIVE, KEPT)
    assert len(in_keychain(computer)) == 3


def test_connecting_again_ends_what_the_old_profile_has_begun(computer: Computer) -> None:
    """An old tab's code belongs to the registration that it was begun with."""
    connect(computer)
    credential_id = begin(acme(computer))
    connect(computer, secrets=NEW_SECRETS)
    assert computer.receivers["org-acme"].expected == {}
    approval = acme(computer).workflow.approval(credential_id)
    assert approval is not None
    assert approval.phase is Phase.STOPPED

    acme(computer).workflow.retry(credential_id)
    approve(computer, acme(computer))
    assert acme(computer).workflow.credentials[0].stage is Stage.APPROVED


@pytest.mark.parametrize("write", [1, 2])
def test_a_failed_connecting_leaves_the_old_connection_as_it_was(
    computer: Computer, write: int
) -> None:
    connect(computer)
    before = acme(computer)
    keychain(computer).fails_at = write
    connect(computer, ONLY_TEST if write == 1 else ACME, NEW_SECRETS)
    assert isinstance(failure(computer), KeychainFailedError)
    assert acme(computer) is before
    assert computer.stopped == []
    assert_untouched(computer)


def test_a_database_that_fails_leaves_the_old_connection_as_it_was(
    computer: Computer, fails: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(computer)
    before = acme(computer)
    fails("save_profile", "mark_entry_for_deletion")
    connect(computer, secrets=NEW_SECRETS)
    assert isinstance(failure(computer), StorageError)
    assert acme(computer) is before
    # They could not be taken back, but their names are written down.
    assert len(in_keychain(computer)) == 4
    assert set(named(computer)) == set(computer.harness.keychain.entries)
    monkeypatch.undo()
    computer.restart()
    assert in_keychain(computer) == texts(ACME_SECRETS)
    assert set(named(computer)) == set(computer.harness.keychain.entries)


def test_while_a_code_is_exchanged_nothing_is_connected_anew(computer: Computer) -> None:
    connect(computer)
    begin(acme(computer))
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    approve(computer, acme(computer))
    computer.workspaces.connect(opened, NEW_SECRETS, KEPT)
    # Of the two lanes of the network, the trial comes first.
    while len(computer.harness.tasks.held) > 1:
        held = computer.harness.tasks.held
        held.rotate(-1)
        computer.harness.tasks.release()
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.harness.tasks.release_all()
    assert acme(computer).workflow.credentials[0].stage is Stage.APPROVED
    assert acme(computer).workflow.unsettled_grants == ()
    assert computer.stripes["org-acme"].secrets == ACME_SECRETS


def test_while_access_is_revoked_nothing_is_connected_anew(computer: Computer) -> None:
    connect(computer)
    before = acme(computer)
    credential_id = make_active(computer, before)
    opened = computer.profile()
    tasks = computer.harness.tasks
    tasks.holding = {Lane.NETWORK}
    computer.workspaces.connect(opened, NEW_SECRETS, KEPT)
    tasks.release()
    before.workflow.remove(credential_id, revoke=True)
    tasks.release()
    assert isinstance(failure(computer), WorkspaceBusyError)
    assert acme(computer) is before
    tasks.release_all()
    assert before.workflow.credentials == ()
    assert_untouched(computer)


def test_that_it_cannot_be_taken_back_now_does_not_hide_why_it_was_not_connected(
    computer: Computer, fails: Break
) -> None:
    connect(computer)
    begin(acme(computer))
    opened = computer.profile()
    tasks = computer.harness.tasks
    tasks.holding = {Lane.KEYCHAIN}
    computer.workspaces.connect(opened, NEW_SECRETS, KEPT)
    tasks.holding = {Lane.NETWORK}
    approve(computer, acme(computer))
    fails("mark_entry_for_deletion")
    while any(lane is Lane.KEYCHAIN for lane, _, _ in tasks.held):
        tasks.release(Lane.KEYCHAIN)
    assert isinstance(failure(computer), WorkspaceBusyError)
    assert set(computer.harness.keychain.entries) <= set(named(computer))


def test_an_answer_that_comes_while_the_keychain_is_unlocked_is_not_cut_off(
    computer: Computer,
) -> None:
    connect(computer)
    begin(acme(computer))
    opened = computer.profile()
    tasks = computer.harness.tasks
    tasks.holding = {Lane.KEYCHAIN}
    computer.workspaces.connect(opened, NEW_SECRETS, KEPT)
    tasks.holding = {Lane.NETWORK}
    approve(computer, acme(computer))
    while tasks.held[0][0] is Lane.KEYCHAIN:
        tasks.release(Lane.KEYCHAIN)
    assert isinstance(failure(computer), WorkspaceBusyError)
    tasks.release_all()
    assert acme(computer).workflow.credentials[0].stage is Stage.APPROVED
    assert len(in_keychain(computer)) == 3


@pytest.mark.parametrize("steps", range(9))
def test_an_answer_that_comes_at_any_moment_is_exchanged_whole_or_never_sent(
    computer: Computer, steps: int
) -> None:
    connect(computer)
    begin(acme(computer))
    opened = computer.profile()
    before, stripe = acme(computer), computer.stripes["org-acme"]
    tasks = computer.harness.tasks
    tasks.holding = {Lane.DATABASE, Lane.KEYCHAIN}
    computer.workspaces.connect(opened, NEW_SECRETS, KEPT)
    for _ in range(steps):
        tasks.release()
    if acme(computer) is before:
        approve(computer, before)
    tasks.release_all()

    (credential,) = acme(computer).workflow.credentials
    assert (credential.stage is Stage.APPROVED) is (len(stripe.exchanged) == 1)
    assert acme(computer).workflow.unsettled_grants == ()
    assert tasks.crashes == []
    if acme(computer) is before:
        assert isinstance(failure(computer), WorkspaceBusyError)
        assert len(in_keychain(computer)) == 3
    else:
        assert set(in_keychain(computer)) >= set(texts(NEW_SECRETS))


def test_what_is_being_connected_can_be_connected_only_once_at_a_time(computer: Computer) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.workspaces.connect(opened, ACME_SECRETS, KEPT)
    computer.workspaces.connect(opened, NEW_SECRETS, KEPT)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.workspaces.forget("org-acme", keep_database=False)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.harness.tasks.release_all()
    assert_untouched(computer)


# Replacing a secret.


@pytest.mark.parametrize("old", [KEPT, SESSION])
@pytest.mark.parametrize("new", [KEPT, SESSION])
def test_a_secret_is_replaced_and_the_old_one_leaves_the_keychain(
    computer: Computer, old: SecretPlace, new: SecretPlace
) -> None:
    connect(computer, place=old)
    before = acme(computer)
    computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, new)

    changed = acme(computer)
    assert kinds(computer)[-3:] == [TryingSecret, StoringSecrets, SecretReplaced]
    assert computer.events[-1] == SecretReplaced(changed, TEST)
    assert changed.workflow is before.workflow
    assert dict(changed.secret_places) == {LIVE: old, TEST: new}
    assert computer.trial.tried[-1] == (TEST, NEW_KEY)
    assert computer.stripes["org-acme"].secrets == {LIVE: LIVE_KEY, TEST: NEW_KEY}
    kept = [LIVE_KEY.reveal()] * (old is KEPT) + [NEW_KEY.reveal()] * (new is KEPT)
    assert in_keychain(computer) == sorted(kept)
    computer.restart()
    assert in_keychain(computer) == sorted(kept)
    after = {KEPT: KEPT, SESSION: SecretPlace.LOST}
    assert dict(acme(computer).secret_places) == {LIVE: after[old], TEST: after[new]}


@pytest.mark.parametrize("trouble", ["refused", "keychain", "locked", "database", "reserving"])
def test_a_failed_replacing_leaves_the_old_secret_working_and_kept(
    computer: Computer, fails: Break, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    connect(computer)
    before = acme(computer)
    match trouble:
        case "refused":
            computer.trial.fail = SecretRefusedError(Detail("invalid_client"))
        case "keychain":
            keychain(computer).fails_at = 1
        case "locked":
            keychain(computer).fail_unlock = KeychainLockedError("locked")
        case "database":
            fails("replace_secret")
        case "reserving":
            fails("reserve_entry")
    computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, KEPT)

    event = computer.events[-1]
    assert isinstance(event, ConnectFailed)
    assert event.system is TEST
    assert acme(computer) is before
    monkeypatch.undo()
    assert_untouched(computer)


def test_a_secret_that_cannot_be_taken_out_now_is_at_the_next_start(computer: Computer) -> None:
    connect(computer)
    keychain(computer).fail_delete = KeychainFailedError("busy")
    computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    assert kinds(computer)[-1] is SecretReplaced
    assert TEST_KEY.reveal() in in_keychain(computer)
    keychain(computer).fail_delete = None
    computer.restart()
    assert in_keychain(computer) == texts({LIVE: LIVE_KEY, TEST: NEW_KEY})


def test_a_database_that_fails_after_the_replacing_is_no_failed_replacing(
    computer: Computer, fails: Break
) -> None:
    connect(computer)
    fails("entries_to_delete")
    computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    assert kinds(computer)[-1] is SecretReplaced
    connect(computer, secrets=NEW_SECRETS)
    assert kinds(computer)[-1] is OrganizationConnected


@pytest.mark.parametrize("workspace_id", [PRACTICE, "org-nobody"])
def test_what_is_no_organization_s_is_a_mistake_and_changes_nothing(
    computer: Computer, workspace_id: str
) -> None:
    computer.workspaces.replace_secret(workspace_id, TEST, NEW_KEY, KEPT)
    assert isinstance(failure(computer), KeyError)
    computer.workspaces.forget(workspace_id, keep_database=False)
    assert isinstance(failure(computer), KeyError)
    assert len(computer.harness.tasks.crashes) == 2
    assert_nothing_is_left(computer)


# Forgetting.


def test_a_forgotten_organization_leaves_nothing(computer: Computer) -> None:
    connect(computer)
    workspace = acme(computer)
    make_active(computer, workspace)
    begin(workspace, name="begun")
    computer.workspaces.forget("org-acme", keep_database=False)

    assert kinds(computer)[-2:] == [WorkspaceClosed, OrganizationForgotten]
    assert workspace.profile is not None
    assert computer.events[-1] == OrganizationForgotten(workspace.profile, False, True)
    assert computer.stopped == [workspace.workflow]
    assert computer.receivers["org-acme"].port is None
    assert computer.alarms["org-acme"].after is None
    assert_nothing_is_left(computer)
    computer.restart()
    assert_nothing_is_left(computer)


def test_a_database_that_is_kept_is_found_when_the_organization_is_connected_again(
    computer: Computer,
) -> None:
    connect(computer)
    credential_id = make_active(computer, acme(computer))
    computer.workspaces.forget("org-acme", keep_database=True)

    assert len(computer.workspaces.workspaces) == 1
    assert in_keychain(computer) == []
    for _ in range(2):
        assert files(computer) == {"org-acme.sqlite3"}
        assert named(computer) == {}
        computer.restart()

    connect(computer, secrets=NEW_SECRETS)
    (credential,) = acme(computer).workflow.credentials
    assert (credential.id, credential.secret_place) == (credential_id, SecretPlace.LOST)
    acme(computer).workflow.read_activities()
    of_it = [a for a in acme(computer).workflow.activities if a.credential_id == credential_id]
    assert len(of_it) == 3


def test_a_kept_database_survives_a_failed_connecting(computer: Computer) -> None:
    connect(computer)
    make_active(computer, acme(computer))
    computer.workspaces.forget("org-acme", keep_database=True)
    keychain(computer).fails_at = 2
    connect(computer)
    assert isinstance(failure(computer), KeychainFailedError)
    assert files(computer) == {"org-acme.sqlite3"}
    assert in_keychain(computer) == []
    connect(computer)
    assert len(acme(computer).workflow.credentials) == 1


@pytest.mark.parametrize("problem", [KeychainLockedError("locked"), KeychainMissingError("none")])
def test_an_organization_whose_secrets_cannot_leave_the_keychain_is_not_forgotten(
    computer: Computer, problem: KeychainError
) -> None:
    connect(computer)
    before = acme(computer)
    keychain(computer).fail_probe = keychain(computer).fail_unlock = problem
    computer.workspaces.forget("org-acme", keep_database=False)
    assert computer.events[-1] == ForgetFailed("org-acme", problem)
    assert acme(computer) is before
    keychain(computer).fail_probe = keychain(computer).fail_unlock = None
    assert_untouched(computer)


def test_a_keychain_that_is_unlocked_for_it_is_emptied(computer: Computer) -> None:
    connect(computer)
    keychain(computer).fail_probe = KeychainLockedError("locked")
    computer.workspaces.forget("org-acme", keep_database=False)
    assert_nothing_is_left(computer)


@pytest.mark.parametrize("method", ["knows_of_entries", "forget_organization"])
def test_a_database_that_fails_is_not_forgotten(
    computer: Computer, fails: Break, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    connect(computer)
    fails(method)
    computer.workspaces.forget("org-acme", keep_database=False)
    assert isinstance(failure(computer), StorageError)
    monkeypatch.undo()
    assert_untouched(computer)


@pytest.mark.parametrize("keep", [True, False])
def test_while_a_code_is_exchanged_nothing_is_forgotten(computer: Computer, keep: bool) -> None:
    connect(computer)
    begin(acme(computer))
    before = acme(computer)
    computer.harness.tasks.holding = {Lane.NETWORK}
    approve(computer, before)
    computer.workspaces.forget("org-acme", keep_database=keep)
    assert isinstance(failure(computer), WorkspaceBusyError)
    assert acme(computer) is before
    computer.harness.tasks.release_all()
    assert before.workflow.credentials[0].stage is Stage.APPROVED
    assert len(in_keychain(computer)) == 3


def test_while_access_is_revoked_nothing_is_forgotten(computer: Computer) -> None:
    connect(computer)
    credential_id = make_active(computer, acme(computer))
    computer.harness.tasks.holding = {Lane.NETWORK}
    acme(computer).workflow.remove(credential_id, revoke=True)
    computer.workspaces.forget("org-acme", keep_database=False)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.harness.tasks.release_all()
    assert acme(computer).workflow.credentials == ()
    computer.workspaces.forget("org-acme", keep_database=False)
    assert_nothing_is_left(computer)


@pytest.mark.parametrize("steps", range(4))
def test_a_code_that_comes_while_an_organization_is_forgotten_is_exchanged_whole_or_never_sent(
    computer: Computer, steps: int
) -> None:
    connect(computer)
    begin(acme(computer))
    before, stripe = acme(computer), computer.stripes["org-acme"]
    tasks = computer.harness.tasks
    tasks.holding = {Lane.DATABASE, Lane.KEYCHAIN}
    computer.workspaces.forget("org-acme", keep_database=True)
    for _ in range(steps):
        tasks.release()
    if computer.workspaces.workspace("org-acme") is before:
        approve(computer, before)
    tasks.release_all()

    if computer.workspaces.workspace("org-acme") is None:
        assert stripe.exchanged == []
        connect(computer)
    else:
        assert isinstance(failure(computer), WorkspaceBusyError)
        assert acme(computer).workflow.credentials[0].stage is Stage.APPROVED
    assert acme(computer).workflow.unsettled_grants == ()


@pytest.mark.parametrize("keep", [True, False])
def test_what_could_not_leave_the_keychain_is_told_and_leaves_it_later(
    computer: Computer, keep: bool
) -> None:
    connect(computer)
    make_active(computer, acme(computer))
    keychain(computer).fail_delete = KeychainFailedError("busy")
    computer.workspaces.forget("org-acme", keep_database=keep)
    event = computer.events[-1]
    assert isinstance(event, OrganizationForgotten)
    assert not event.is_clean
    assert len(in_keychain(computer)) == 3
    assert set(named(computer)) == set(computer.harness.keychain.entries)

    # A start never asks for the keychain's password.
    keychain(computer).fail_delete = None
    keychain(computer).fail_probe = KeychainLockedError("locked")
    computer.restart()
    assert len(in_keychain(computer)) == 3
    assert len(computer.workspaces.workspaces) == 1
    keychain(computer).fail_probe = None
    computer.restart()
    assert in_keychain(computer) == []
    assert files(computer) == ({"org-acme.sqlite3"} if keep else set())


def test_what_was_not_to_be_kept_does_not_come_back_though_its_file_had_to_stay(
    computer: Computer,
) -> None:
    connect(computer)
    make_active(computer, acme(computer))
    keychain(computer).fail_delete = KeychainFailedError("busy")
    computer.workspaces.forget("org-acme", keep_database=False)
    keychain(computer).fail_delete = None
    connect(computer, secrets=NEW_SECRETS)
    assert acme(computer).workflow.credentials == ()
    acme(computer).workflow.read_activities()
    kinds = {entry.kind for entry in acme(computer).workflow.activities}
    assert kinds == {ActivityKind.CONNECTED}, "of the second time only"
    assert in_keychain(computer) == texts(NEW_SECRETS)


@pytest.mark.parametrize("method", ["entries_to_delete", "confirm_entry_deleted"])
def test_a_database_that_fails_after_the_forgetting_is_no_failed_forgetting(
    computer: Computer, fails: Break, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    connect(computer)
    fails(method)
    computer.workspaces.forget("org-acme", keep_database=False)
    event = computer.events[-1]
    assert isinstance(event, OrganizationForgotten)
    assert not event.is_clean
    monkeypatch.undo()
    computer.restart()
    assert_nothing_is_left(computer)


def test_a_file_that_cannot_be_deleted_is_deleted_at_the_next_start(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(computer)

    def refuse(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(self)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        computer.workspaces.forget("org-acme", keep_database=False)
    assert kinds(computer)[-1] is OrganizationForgotten
    assert files(computer) == {"org-acme.sqlite3"}
    computer.restart()
    assert_nothing_is_left(computer)


def test_an_old_window_of_a_forgotten_organization_can_write_nothing_any_more(
    computer: Computer,
) -> None:
    connect(computer)
    workspace = acme(computer)
    computer.workspaces.forget("org-acme", keep_database=False)
    begin(workspace)
    workspace.workflow.check_deadlines()
    assert computer.harness.browser.opened == []
    assert_nothing_is_left(computer)


# Crashes.


@pytest.mark.parametrize("steps", range(4))
@pytest.mark.parametrize("lane", [Lane.DATABASE, Lane.KEYCHAIN])
@pytest.mark.parametrize("again", [True, False])
def test_a_crash_while_connecting_leaves_the_old_or_the_new_and_nothing_between(
    computer: Computer, steps: int, lane: Lane, again: bool
) -> None:
    if again:
        connect(computer)
    opened = computer.profile()
    tasks = computer.harness.tasks
    tasks.holding = {lane}
    computer.workspaces.connect(opened, NEW_SECRETS, KEPT)
    for _ in range(steps):
        tasks.release()
    computer.restart()

    ids = {workspace.id for workspace in computer.workspaces.workspaces}
    if "org-acme" not in ids:
        assert not again
        assert_nothing_is_left(computer)
        return
    kept = in_keychain(computer)
    assert kept in ([texts(ACME_SECRETS)] if again else []) + [texts(NEW_SECRETS)]
    assert set(named(computer)) == set(computer.harness.keychain.entries)
    assert set(named(computer).values()) == {"whole"}


@pytest.mark.parametrize("lane", [Lane.DATABASE, Lane.KEYCHAIN])
@pytest.mark.parametrize("steps", range(4))
def test_a_crash_while_a_secret_is_replaced_leaves_the_old_or_the_new(
    computer: Computer, lane: Lane, steps: int
) -> None:
    connect(computer)
    tasks = computer.harness.tasks
    tasks.holding = {lane}
    computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    for _ in range(min(steps, len(tasks.held))):
        tasks.release()
    computer.restart()

    assert in_keychain(computer) in (
        texts(ACME_SECRETS),
        texts({LIVE: LIVE_KEY, TEST: NEW_KEY}),
    )
    assert set(named(computer)) == set(computer.harness.keychain.entries)
    assert set(named(computer).values()) == {"whole"}


@pytest.mark.parametrize("lane", [Lane.DATABASE, Lane.KEYCHAIN])
@pytest.mark.parametrize("steps", range(5))
@pytest.mark.parametrize("keep", [True, False])
def test_a_crash_while_forgetting_leaves_all_or_is_finished_at_the_next_start(
    computer: Computer, lane: Lane, steps: int, keep: bool
) -> None:
    connect(computer)
    make_active(computer, acme(computer))
    before = in_keychain(computer)
    tasks = computer.harness.tasks
    tasks.holding = {lane}
    computer.workspaces.forget("org-acme", keep_database=keep)
    for _ in range(min(steps, len(tasks.held))):
        tasks.release()
    computer.restart()

    if computer.workspaces.workspace("org-acme") is not None:
        assert in_keychain(computer) == before
        assert set(named(computer).values()) == {"whole"}
        assert len(acme(computer).workflow.credentials) == 1
    else:
        assert in_keychain(computer) == []
        assert files(computer) == ({"org-acme.sqlite3"} if keep else set())


# Starting.


def test_those_that_cannot_be_read_are_told_and_the_others_open(computer: Computer) -> None:
    connect(computer)
    connect(computer, GLOBEX, TOKEN)
    folder = computer.folder / "organizations"
    (folder / "broken.sqlite3").write_bytes(b"this is no database")
    computer.restart()
    assert computer.events[-1] == WorkspacesLoaded(("broken",), PRACTICE)
    assert [w.id for w in computer.workspaces.workspaces] == [PRACTICE, "org-acme", "org-globex"]


def test_a_profile_that_is_not_understood_any_more_is_told_and_can_be_connected_anew(
    computer: Computer,
) -> None:
    connect(computer)
    make_active(computer, acme(computer))
    computer.repository.store("org-acme").save_profile("[organization]\n", {}, {}, ())
    computer.restart()
    assert computer.events[-1] == WorkspacesLoaded(("org-acme",), PRACTICE)
    assert len(computer.workspaces.workspaces) == 1
    assert files(computer) == {"org-acme.sqlite3"}
    assert set(computer.harness.keychain.entries) <= set(named(computer))

    connect(computer, secrets=NEW_SECRETS)
    assert len(acme(computer).workflow.credentials) == 1
    assert len(in_keychain(computer)) == 3


def test_a_copy_of_a_database_is_not_a_second_workspace(computer: Computer) -> None:
    connect(computer)
    folder = computer.folder / "organizations"
    (folder / "org-acme copy.sqlite3").write_bytes((folder / "org-acme.sqlite3").read_bytes())
    computer.restart()
    assert computer.events[-1] == WorkspacesLoaded(("org-acme copy",), PRACTICE)
    assert kinds(computer).count(WorkspaceOpened) == 1
    assert in_keychain(computer) == texts(ACME_SECRETS)


def test_a_folder_that_cannot_be_read_is_told_and_practice_goes_on(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(computer)

    def refuse(self: Path) -> Iterator[Path]:
        raise PermissionError(self)

    monkeypatch.setattr(Path, "iterdir", refuse)
    computer.restart()
    assert computer.events == [WorkspacesLoaded((), PRACTICE)]
    (problem,) = computer.harness.tasks.crashes
    assert isinstance(problem, StorageError)
    assert computer.workspaces.practice.workflow.loaded is not None


def test_one_database_that_cannot_be_cleared_does_not_keep_the_others(
    computer: Computer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for organization_id in ("first", "second"):
        store = computer.repository.store(organization_id)
        store.reserve_entry(f"entry of {organization_id}", owner_of(TEST))
        computer.harness.keychain.entries[f"entry of {organization_id}"] = "a secret"
    forget = SqliteOrganizationStore.forget_organization

    def fail_for_first(
        self: SqliteOrganizationStore, activities: tuple[Activity, ...], *, erase: bool
    ) -> bool:
        if self is computer.repository.store("first"):
            raise StorageError("disk full")
        return forget(self, activities, erase=erase)

    monkeypatch.setattr(SqliteOrganizationStore, "forget_organization", fail_for_first)
    computer.restart()
    assert set(computer.harness.keychain.entries) == {"entry of first"}
    assert files(computer) == {"first.sqlite3"}
    assert computer.harness.tasks.crashes == []


def test_which_workspace_was_shown_is_known_at_the_next_start(computer: Computer) -> None:
    connect(computer)
    computer.workspaces.remember_shown("org-acme")
    computer.restart()
    assert computer.events[-1] == WorkspacesLoaded((), "org-acme")
    computer.workspaces.remember_shown(PRACTICE)
    computer.restart()
    assert computer.events[-1] == WorkspacesLoaded((), PRACTICE)


def test_where_the_one_that_was_shown_is_forgotten_practice_is_shown(computer: Computer) -> None:
    connect(computer)
    computer.workspaces.remember_shown("org-acme")
    computer.workspaces.forget("org-acme", keep_database=False)
    computer.restart()
    assert computer.events[-1] == WorkspacesLoaded((), PRACTICE)


def test_what_is_asked_for_while_organizations_are_still_being_opened_is_done_after_it(
    computer: Computer,
) -> None:
    connect(computer)
    opened = computer.profile()
    computer.repository.close()
    computer.harness.crash()
    computer.harness.tasks.holding = {Lane.DATABASE}
    computer.begin_run()
    computer.start()
    computer.workspaces.open_profile(computer.folder / "profile.toml")
    computer.workspaces.connect(opened, NEW_SECRETS, KEPT)
    assert computer.events == []

    computer.harness.tasks.release_all()
    told = kinds(computer)
    assert told.index(WorkspacesLoaded) < told.index(ProfileOpened)
    known = next(event for event in computer.events if isinstance(event, ProfileOpened))
    assert known.known == opened.profile
    assert told[-1] is OrganizationConnected
    assert_untouched(computer, NEW_SECRETS)


def test_what_is_being_cleared_is_not_connected_meanwhile(computer: Computer) -> None:
    computer.repository.store("org-acme").reserve_entry("left over", owner_of(TEST))
    opened = computer.profile()
    computer.repository.close()
    computer.harness.crash()
    computer.harness.tasks.holding = {Lane.KEYCHAIN}
    computer.begin_run()
    computer.start()
    assert kinds(computer) == [WorkspacesLoaded]
    computer.workspaces.connect(opened, ACME_SECRETS, KEPT)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.harness.tasks.release_all()
    assert_nothing_is_left(computer)
    connect(computer)
    assert_kept(computer)


def test_what_is_connected_before_it_is_cleared_is_not_cleared(computer: Computer) -> None:
    computer.repository.store("a-first").reserve_entry("left by the first", owner_of(TEST))
    assert computer.repository.store("org-acme").profile() is None
    opened = computer.profile()
    computer.repository.close()
    computer.harness.crash()
    tasks = computer.harness.tasks
    tasks.holding = {Lane.KEYCHAIN}
    computer.begin_run()
    computer.start()
    # The first one is being cleared, and the keychain takes its time.
    computer.workspaces.connect(opened, ACME_SECRETS, SESSION)
    assert kinds(computer)[-1] is OrganizationConnected
    tasks.release_all()
    assert acme(computer).profile is not None
    computer.restart()
    assert acme(computer).profile is not None
    assert files(computer) == {"org-acme.sqlite3"}


def test_a_listener_can_be_taken_away(computer: Computer) -> None:
    told: list[WorkspaceEvent] = []
    unsubscribe = computer.workspaces.subscribe(told.append)
    computer.profile()
    unsubscribe()
    unsubscribe()
    computer.profile()
    assert len(told) == 1


def test_no_secret_is_in_what_is_told_or_in_a_database(computer: Computer) -> None:
    connect(computer)
    computer.workspaces.replace_secret("org-acme", TEST, NEW_KEY, KEPT)
    keychain(computer).fails_at = 1
    computer.workspaces.replace_secret("org-acme", LIVE, NEW_SECRETS[LIVE], KEPT)
    secrets = [*texts(ACME_SECRETS), *texts(NEW_SECRETS)]
    shown = repr(computer.events)
    written = (computer.folder / "organizations" / "org-acme.sqlite3").read_bytes()
    for secret in secrets:
        assert secret not in shown
        assert secret.encode() not in written
        assert all(secret not in name for name in computer.harness.keychain.entries)


# Another platform, and the log.


def test_a_key_of_another_platform_is_refused_while_there_are_credentials(
    computer: Computer,
) -> None:
    workspace = computer.connect()
    computer.stripes["org-acme"].grant = replace(computer.stripes["org-acme"].grant, livemode=True)
    workspace.workflow.go_to_stripe(System.STRIPE, "EU billing", SecretPlace.KEYCHAIN)
    entries = dict(computer.harness.keychain.entries)
    computer.trial.account = Account("acct_1Other", "Somebody else")
    secret = Secret("sk_live_SomebodyElse0001")
    computer.workspaces.replace_secret("org-acme", System.STRIPE, secret, SecretPlace.KEYCHAIN)
    failed = computer.events[-1]
    assert isinstance(failed, ConnectFailed)
    assert isinstance(failed.problem, PlatformMismatchError)
    assert computer.harness.keychain.entries == entries, "the one that works is kept, and no other"

    computer.workspaces.replace_secret(
        "org-acme", System.STRIPE_TEST, Secret("sk_test_SomebodyElse0001"), SecretPlace.KEYCHAIN
    )
    assert isinstance(computer.events[-1], SecretReplaced), "that mode has no credential"


def test_a_stand_in_does_not_take_over_what_was_approved_at_stripe(computer: Computer) -> None:
    computer.trial.account = None
    make_active(computer, computer.connect())
    entries = dict(computer.harness.keychain.entries)
    stand_in = ACME.replace("[stripe_test]", '[stripe_test]\nstand_in = "http://127.0.0.1:9123"')
    computer.workspaces.connect(computer.profile(stand_in), ACME_SECRETS, KEPT)

    assert isinstance(failure(computer), PlatformMismatchError)
    assert computer.harness.keychain.entries == entries
    assert computer.profile().known == computer.profile().profile


def test_what_broke_off_under_a_profile_that_is_not_read_any_more_is_settled(
    computer: Computer,
) -> None:
    workspace = computer.connect()
    credential_id = begin(workspace)
    computer.harness.tasks.holding = {Lane.NETWORK}
    approve(computer, workspace)
    path = computer.folder / "organizations" / "org-acme.sqlite3"
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE settings SET value = '[organization]' WHERE key = 'profile'")
    computer.restart()
    assert computer.workspaces.workspace("org-acme") is None

    workspace = computer.connect()
    (grant,) = workspace.workflow.unsettled_grants
    assert grant.credential_id == credential_id
    assert_kept(computer)


def test_connecting_replacing_and_forgetting_stand_in_the_log(computer: Computer) -> None:
    workspace = computer.connect()
    computer.workspaces.replace_secret(
        "org-acme", System.STRIPE, Secret("sk_live_AcmeAcmeAcme0009"), SecretPlace.KEYCHAIN
    )
    computer.workspaces.forget("org-acme", keep_database=True)
    workspace = computer.connect()
    workspace.workflow.read_activities()
    assert [(entry.kind, entry.system) for entry in workspace.workflow.activities] == [
        (ActivityKind.CONNECTED, System.STRIPE),
        (ActivityKind.CONNECTED, System.STRIPE_TEST),
        (ActivityKind.SECRET_REPLACED, System.STRIPE),
        (ActivityKind.FORGOTTEN, System.STRIPE),
        (ActivityKind.FORGOTTEN, System.STRIPE_TEST),
        (ActivityKind.CONNECTED, System.STRIPE),
        (ActivityKind.CONNECTED, System.STRIPE_TEST),
    ]
    assert {entry.os_user for entry in workspace.workflow.activities} == {"ada"}


# Two organizations of one platform, as those are that use m3ter's own.


TWIN = ACME.replace("org-acme", "org-twin").replace("Acme Ltd", "Acme Sandbox")


@pytest.fixture
def twins(computer: Computer) -> tuple[Workspace, Workspace]:
    """The same account, connected in both."""
    both = computer.connect(), computer.connect(TWIN)
    for workspace in both:
        make_active(computer, workspace)
    return both


def test_who_shares_the_account_in_another_workspace_is_named_and_not_cut_off(
    computer: Computer, twins: tuple[Workspace, Workspace]
) -> None:
    acme_workspace, twin = twins
    (credential,) = acme_workspace.workflow.credentials
    assert [other.name for other in acme_workspace.workflow.sharing_account(credential)] == [
        f"{twin.workflow.credentials[0].name} (Acme Sandbox)"
    ]
    acme_workspace.workflow.remove(credential.id, revoke=None)
    assert acme_workspace.workflow.credentials == ()
    assert computer.stripes["org-acme"].connected, "the other one lives on it"


def test_a_person_can_have_it_revoked_all_the_same(
    computer: Computer, twins: tuple[Workspace, Workspace]
) -> None:
    acme_workspace, _ = twins
    acme_workspace.workflow.remove(acme_workspace.workflow.credentials[0].id, revoke=True)
    assert acme_workspace.workflow.credentials == ()
    assert computer.stripes["org-acme"].connected == set()


def test_another_platform_s_credentials_share_nothing(computer: Computer) -> None:
    other = computer.connect(TWIN.replace("ca_TestAcme", "ca_TestTwin"))
    make_active(computer, other)
    workspace = computer.connect()
    make_active(computer, workspace)
    assert workspace.workflow.sharing_account(workspace.workflow.credentials[0]) == ()


def test_once_the_other_is_forgotten_nobody_shares_it(
    computer: Computer, twins: tuple[Workspace, Workspace]
) -> None:
    acme_workspace, _ = twins
    computer.workspaces.forget("org-twin", keep_database=True)
    assert acme_workspace.workflow.sharing_account(acme_workspace.workflow.credentials[0]) == ()


# Given up while it is tried.


@pytest.mark.parametrize("problem", [None, TimeLimitError()])
def test_what_is_given_up_while_it_is_tried_keeps_nothing_and_tells_nothing(
    computer: Computer, problem: Exception | None
) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.workspaces.connect(opened, ACME_SECRETS, KEPT)
    computer.workspaces.give_up("org-acme")
    before = len(computer.events)
    computer.trial.fail = problem
    computer.harness.tasks.release_all()
    assert computer.events[before:] == []
    assert_nothing_is_left(computer)


def test_it_can_be_begun_again_at_once(computer: Computer) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.workspaces.connect(opened, ACME_SECRETS, KEPT)
    computer.workspaces.give_up("org-acme")
    computer.workspaces.connect(opened, NEW_SECRETS, KEPT)
    computer.harness.tasks.release_all()
    assert isinstance(computer.events[-1], OrganizationConnected)
    assert computer.stripes["org-acme"].secrets == NEW_SECRETS
    assert in_keychain(computer) == texts(NEW_SECRETS)


@pytest.mark.parametrize("lane", [Lane.DATABASE, Lane.KEYCHAIN])
def test_what_is_being_kept_is_not_given_up(computer: Computer, lane: Lane) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {lane}
    computer.workspaces.connect(opened, ACME_SECRETS, KEPT)
    assert kinds(computer)[-1] is StoringSecrets
    computer.workspaces.give_up("org-acme")
    computer.harness.tasks.release_all()
    assert kinds(computer)[-1] is OrganizationConnected
