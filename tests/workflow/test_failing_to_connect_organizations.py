"""An organization that is not connected leaves nothing, whatever it was that broke off."""

import pytest

from desktop_app.core.errors import (
    AnswerLostError,
    Detail,
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    SecretRefusedError,
    ServiceError,
    StorageError,
    TimeLimitError,
    UnreachableError,
    WorkspaceBusyError,
)
from desktop_app.core.registration_problem import (
    RegistrationProblemKind,
    RegistrationRefusedError,
)
from desktop_app.core.systems import System
from desktop_app.storage.organization_store import SqliteOrganizationStore
from desktop_app.workflow.organizations import StoringSecrets, TryingRegistration
from desktop_app.workflow.ports import Lane
from tests.asked import ConnectFailed, OrganizationConnected
from tests.organizations import (
    ACME_SECRETS,
    Computer,
)
from tests.workflow.organization_steps import (
    KEPT,
    LIVE,
    NEW_SECRETS,
    SESSION,
    TEST,
    Break,
    assert_kept,
    assert_nothing_is_left,
    assert_untouched,
    connect,
    failure,
    files,
    in_keychain,
    keychain,
    kinds,
    named,
    texts,
)


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

    def try_secret(registration: object, secret: object, seconds_left: object) -> None:
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


REFUSED = [(RegistrationProblemKind.UNKNOWN_CLIENT, Detail("invalid_client", "None", "req_1", 400))]


@pytest.mark.parametrize("which", [LIVE, TEST])
def test_what_stripe_refuses_in_the_profile_is_told_and_nothing_is_kept(
    computer: Computer, which: System
) -> None:
    computer.trial.refused = {which: REFUSED}
    connect(computer)

    error = failure(computer)
    assert isinstance(error, RegistrationRefusedError)
    assert [problem.registration.system for problem in error.problems] == [which]
    assert computer.trial.registrations_tried == [LIVE, TEST]
    assert_nothing_is_left(computer)

    # The person knows better: nothing is tried at Stripe's page again.
    computer.asks.connect(computer.profile(), ACME_SECRETS, KEPT, anyway=True)
    assert computer.trial.registrations_tried == [LIVE, TEST]
    assert_kept(computer)


def test_all_that_stripe_refuses_is_told_at_once(computer: Computer) -> None:
    computer.trial.refused = {LIVE: REFUSED, TEST: REFUSED}
    connect(computer)
    error = failure(computer)
    assert isinstance(error, RegistrationRefusedError)
    assert [problem.registration.system for problem in error.problems] == [LIVE, TEST]


@pytest.mark.parametrize("problem", [UnreachableError(Detail("no_connection")), TimeLimitError()])
def test_a_registration_that_cannot_be_tried_blocks_nothing(
    computer: Computer, problem: Exception
) -> None:
    computer.trial.fail_registration = problem
    connect(computer)
    assert computer.trial.registrations_tried == [LIVE, TEST]
    assert_kept(computer)


def test_a_page_that_does_not_answer_blocks_nothing(computer: Computer) -> None:
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.asks.connect(computer.profile(), ACME_SECRETS, KEPT)
    for _ in ACME_SECRETS:
        computer.harness.tasks.release()
    computer.harness.tasks.time_out()
    computer.harness.tasks.time_out()
    assert kinds(computer)[-1] is OrganizationConnected
    assert_kept(computer)


def test_connecting_can_be_cancelled_while_a_registration_is_tried(computer: Computer) -> None:
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.asks.connect(computer.profile(), ACME_SECRETS, KEPT)
    for _ in ACME_SECRETS:
        computer.harness.tasks.release()
    assert kinds(computer)[-1] is TryingRegistration
    computer.asks.cancel("org-acme")
    computer.harness.tasks.release_all()
    assert kinds(computer)[-1] is TryingRegistration
    assert_nothing_is_left(computer)


def test_a_try_that_takes_too_long_ends(computer: Computer) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
    computer.harness.tasks.time_out()
    event = computer.events[-1]
    assert isinstance(event, ConnectFailed)
    assert isinstance(event.error, TimeLimitError)
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


def test_a_keychain_is_unlocked_before_the_secrets_are_tried_once_more(computer: Computer) -> None:
    locked = KeychainLockedError("locked")
    keychain(computer).fail_unlock = keychain(computer).fail_probe = locked
    connect(computer)
    tried = len(computer.trial.tried)
    with pytest.raises(KeychainLockedError):
        computer.organizations.unlock_keychain("org-acme").result()
    keychain(computer).fail_unlock = None
    assert computer.organizations.unlock_keychain("org-acme").result() is None
    assert keychain(computer).unlocked == 1
    assert len(computer.trial.tried) == tried
    assert_nothing_is_left(computer)


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
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
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
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
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
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
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


# Given up while it is tried.


@pytest.mark.parametrize("problem", [None, TimeLimitError()])
def test_what_is_given_up_while_it_is_tried_keeps_nothing_and_tells_nothing(
    computer: Computer, problem: Exception | None
) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
    computer.asks.cancel("org-acme")
    before = len(computer.events)
    computer.trial.fail = problem
    computer.harness.tasks.release_all()
    assert computer.events[before:] == []
    assert_nothing_is_left(computer)


def test_it_can_be_begun_again_at_once(computer: Computer) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {Lane.NETWORK}
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
    computer.asks.cancel("org-acme")
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
    computer.harness.tasks.release_all()
    assert isinstance(computer.events[-1], OrganizationConnected)
    assert computer.stripes["org-acme"].secrets == NEW_SECRETS
    assert in_keychain(computer) == texts(NEW_SECRETS)


@pytest.mark.parametrize("lane", [Lane.DATABASE, Lane.KEYCHAIN])
def test_what_is_being_kept_is_not_given_up(computer: Computer, lane: Lane) -> None:
    opened = computer.profile()
    computer.harness.tasks.holding = {lane}
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
    assert kinds(computer)[-1] is StoringSecrets
    computer.asks.cancel("org-acme")
    computer.harness.tasks.release_all()
    assert kinds(computer)[-1] is OrganizationConnected


@pytest.mark.parametrize("lane", [Lane.DATABASE, Lane.KEYCHAIN])
def test_beside_what_is_being_kept_nothing_else_begins(computer: Computer, lane: Lane) -> None:
    """Even if a person gave it up, too late: both would write into one database."""
    opened = computer.profile()
    computer.harness.tasks.holding = {lane}
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
    computer.asks.cancel("org-acme")
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
    told = computer.events[-1]
    assert isinstance(told, ConnectFailed)
    assert isinstance(told.error, WorkspaceBusyError)

    computer.harness.tasks.release_all()
    assert kinds(computer)[-1] is OrganizationConnected
    assert in_keychain(computer) == texts(ACME_SECRETS)
