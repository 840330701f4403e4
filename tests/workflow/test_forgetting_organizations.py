"""A forgotten organization leaves nothing but the database, if that is to be kept."""

from pathlib import Path

import pytest

from desktop_app.core.activity import ActivityKind
from desktop_app.core.credential import SecretPlace, Stage
from desktop_app.core.errors import (
    KeychainError,
    KeychainFailedError,
    KeychainLockedError,
    KeychainMissingError,
    StorageError,
    WorkspaceBusyError,
)
from desktop_app.workflow.organizations import ForgottenOrganization
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import WorkspaceClosed
from tests.asked import ForgetFailed
from tests.organizations import (
    Computer,
)
from tests.workflow.organization_steps import (
    NEW_SECRETS,
    Break,
    acme,
    approve,
    assert_nothing_is_left,
    assert_untouched,
    begin,
    connect,
    failure,
    files,
    in_keychain,
    keychain,
    kinds,
    make_active,
    named,
    texts,
)


def test_a_forgotten_organization_leaves_nothing(computer: Computer) -> None:
    connect(computer)
    workspace = acme(computer)
    workflow = computer.workflow(workspace)
    make_active(computer, workspace)
    begin(workspace, name="begun")
    computer.asks.forget("org-acme", keep_history=False)

    assert kinds(computer)[-2:] == [WorkspaceClosed, ForgottenOrganization]
    assert workspace.profile is not None
    assert computer.events[-1] == ForgottenOrganization(workspace.profile, False, True)
    assert computer.stopped == [workflow]
    assert computer.receivers["org-acme"].port is None
    assert computer.alarms["org-acme"].after is None
    assert_nothing_is_left(computer)
    computer.restart()
    assert_nothing_is_left(computer)


def test_what_was_begun_while_it_was_forgotten_is_erased_too(computer: Computer) -> None:
    connect(computer)
    workspace, tasks = acme(computer), computer.harness.tasks
    tasks.holding = {Lane.DATABASE}
    computer.asks.forget("org-acme", keep_history=False)
    begin(workspace, name="begun")
    tasks.release_all()

    assert_nothing_is_left(computer)


def test_a_database_that_is_kept_is_found_when_the_organization_is_connected_again(
    computer: Computer,
) -> None:
    connect(computer)
    credential_id = make_active(computer, acme(computer))
    computer.asks.forget("org-acme", keep_history=True)

    assert len(computer.workspaces.workspaces) == 1
    assert in_keychain(computer) == []
    for _ in range(2):
        assert files(computer) == {"org-acme.sqlite3"}
        assert named(computer) == {}
        computer.restart()

    connect(computer, secrets=NEW_SECRETS)
    (credential,) = acme(computer).state.credentials
    assert (credential.id, credential.secret_place) == (credential_id, SecretPlace.LOST)
    acme(computer).commands.read_activities()
    of_it = [a for a in acme(computer).state.activities if a.credential_id == credential_id]
    assert len(of_it) == 3


def test_a_kept_database_survives_a_failed_connecting(computer: Computer) -> None:
    connect(computer)
    make_active(computer, acme(computer))
    computer.asks.forget("org-acme", keep_history=True)
    keychain(computer).fails_at = 2
    connect(computer)
    assert isinstance(failure(computer), KeychainFailedError)
    assert files(computer) == {"org-acme.sqlite3"}
    assert in_keychain(computer) == []
    connect(computer)
    assert len(acme(computer).state.credentials) == 1


@pytest.mark.parametrize("problem", [KeychainLockedError("locked"), KeychainMissingError("none")])
def test_an_organization_whose_secrets_cannot_leave_the_keychain_is_not_forgotten(
    computer: Computer, problem: KeychainError
) -> None:
    connect(computer)
    before = acme(computer)
    keychain(computer).fail_probe = keychain(computer).fail_unlock = problem
    computer.asks.forget("org-acme", keep_history=False)
    assert computer.events[-1] == ForgetFailed("org-acme", problem)
    assert acme(computer) is before
    keychain(computer).fail_probe = keychain(computer).fail_unlock = None
    assert_untouched(computer)


def test_a_keychain_that_is_unlocked_for_it_is_emptied(computer: Computer) -> None:
    connect(computer)
    keychain(computer).fail_probe = KeychainLockedError("locked")
    computer.asks.forget("org-acme", keep_history=False)
    assert_nothing_is_left(computer)


@pytest.mark.parametrize("method", ["knows_of_entries", "forget_organization"])
def test_a_database_that_fails_is_not_forgotten(
    computer: Computer, fails: Break, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    connect(computer)
    fails(method)
    computer.asks.forget("org-acme", keep_history=False)
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
    computer.asks.forget("org-acme", keep_history=keep)
    assert isinstance(failure(computer), WorkspaceBusyError)
    assert acme(computer) is before
    computer.harness.tasks.release_all()
    assert before.state.credentials[0].stage is Stage.APPROVED
    assert len(in_keychain(computer)) == 3


def test_while_access_is_revoked_nothing_is_forgotten(computer: Computer) -> None:
    connect(computer)
    credential_id = make_active(computer, acme(computer))
    computer.harness.tasks.holding = {Lane.NETWORK}
    acme(computer).commands.remove(credential_id, revoke=True)
    computer.asks.forget("org-acme", keep_history=False)
    assert isinstance(failure(computer), WorkspaceBusyError)
    computer.harness.tasks.release_all()
    assert acme(computer).state.credentials == ()
    computer.asks.forget("org-acme", keep_history=False)
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
    computer.asks.forget("org-acme", keep_history=True)
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
        assert acme(computer).state.credentials[0].stage is Stage.APPROVED
    assert acme(computer).state.unsettled_grants == ()


@pytest.mark.parametrize("keep", [True, False])
def test_what_could_not_leave_the_keychain_is_told_and_leaves_it_later(
    computer: Computer, keep: bool
) -> None:
    connect(computer)
    make_active(computer, acme(computer))
    keychain(computer).fail_delete = KeychainFailedError("busy")
    computer.asks.forget("org-acme", keep_history=keep)
    event = computer.events[-1]
    assert isinstance(event, ForgottenOrganization)
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
    computer.asks.forget("org-acme", keep_history=False)
    keychain(computer).fail_delete = None
    connect(computer, secrets=NEW_SECRETS)
    assert acme(computer).state.credentials == ()
    acme(computer).commands.read_activities()
    kinds = {entry.kind for entry in acme(computer).state.activities}
    assert kinds == {ActivityKind.CONNECTED}, "of the second time only"
    assert in_keychain(computer) == texts(NEW_SECRETS)


@pytest.mark.parametrize("method", ["entries_to_delete", "confirm_entry_deleted"])
def test_a_database_that_fails_after_the_forgetting_is_no_failed_forgetting(
    computer: Computer, fails: Break, monkeypatch: pytest.MonkeyPatch, method: str
) -> None:
    connect(computer)
    fails(method)
    computer.asks.forget("org-acme", keep_history=False)
    event = computer.events[-1]
    assert isinstance(event, ForgottenOrganization)
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
        computer.asks.forget("org-acme", keep_history=False)
    assert kinds(computer)[-1] is ForgottenOrganization
    assert files(computer) == {"org-acme.sqlite3"}
    computer.restart()
    assert_nothing_is_left(computer)


def test_an_old_window_of_a_forgotten_organization_can_write_nothing_any_more(
    computer: Computer,
) -> None:
    connect(computer)
    workspace = acme(computer)
    computer.asks.forget("org-acme", keep_history=False)
    begin(workspace)
    workspace.commands.check_deadlines()
    assert computer.harness.browser.opened == []
    assert_nothing_is_left(computer)


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
    computer.asks.forget("org-acme", keep_history=keep)
    for _ in range(min(steps, len(tasks.held))):
        tasks.release()
    computer.restart()

    if computer.workspaces.workspace("org-acme") is not None:
        assert in_keychain(computer) == before
        assert set(named(computer).values()) == {"whole"}
        assert len(acme(computer).state.credentials) == 1
    else:
        assert in_keychain(computer) == []
        assert files(computer) == ({"org-acme.sqlite3"} if keep else set())
