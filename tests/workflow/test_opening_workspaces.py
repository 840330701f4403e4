"""At the start the workspaces that can be read are opened, and what was left over is cleared."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.core.activity import Activity
from desktop_app.core.errors import (
    StorageError,
    WorkspaceBusyError,
)
from desktop_app.core.platform_secret import owner_of
from desktop_app.storage.organization_store import SqliteOrganizationStore
from desktop_app.workflow.organizations import OpenedProfile
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE, WorkspaceOpened, WorkspacesLoaded
from tests.asked import OrganizationConnected
from tests.organizations import (
    ACME_SECRETS,
    GLOBEX,
    Computer,
)
from tests.workflow.organization_steps import (
    KEPT,
    NEW_SECRETS,
    SESSION,
    TEST,
    TOKEN,
    acme,
    approve,
    assert_kept,
    assert_nothing_is_left,
    assert_untouched,
    begin,
    connect,
    failure,
    files,
    in_keychain,
    kinds,
    make_active,
    named,
    texts,
)


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
    assert len(acme(computer).state.credentials) == 1
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
    assert computer.workspaces.workspaces[0].state.loaded is not None


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
    computer.asks.forget("org-acme", keep_history=False)
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
    computer.asks.open_profile(computer.folder / "profile.toml")
    computer.asks.connect(opened, NEW_SECRETS, KEPT)
    assert computer.events == []

    computer.harness.tasks.release_all()
    told = kinds(computer)
    assert told.index(WorkspacesLoaded) < told.index(OpenedProfile)
    known = next(event for event in computer.events if isinstance(event, OpenedProfile))
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
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
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
    computer.asks.connect(opened, ACME_SECRETS, SESSION)
    assert kinds(computer)[-1] is OrganizationConnected
    tasks.release_all()
    assert acme(computer).profile is not None
    computer.restart()
    assert acme(computer).profile is not None
    assert files(computer) == {"org-acme.sqlite3"}


def test_what_is_being_connected_is_not_cleared(computer: Computer) -> None:
    """Its new entries would be deleted as left over, while its secrets are being stored."""
    computer.repository.store("a-first").reserve_entry("left by the first", owner_of(TEST))
    computer.repository.store("org-acme").reserve_entry("left over", owner_of(TEST))
    opened = computer.profile()
    computer.repository.close()
    computer.harness.crash()
    computer.harness.tasks.holding = {Lane.KEYCHAIN}
    computer.begin_run()
    computer.start()
    # The first one is being cleared, and the keychain takes its time.
    computer.asks.connect(opened, ACME_SECRETS, KEPT)
    computer.harness.tasks.release_all()
    assert kinds(computer)[-1] is OrganizationConnected
    assert_kept(computer)


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
    (grant,) = workspace.state.unsettled_grants
    assert grant.credential_id == credential_id
    assert_kept(computer)
