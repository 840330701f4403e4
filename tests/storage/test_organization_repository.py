"""The organizations' databases: which are listed, which are left over, which are deleted."""

import logging
import os
import sqlite3
import stat
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.errors import StorageError
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.systems import System
from desktop_app.storage.database import SCHEMA_VERSION
from desktop_app.storage.organization_repository import SqliteOrganizationRepository
from desktop_app.workflow.ports import StoredOrganization
from tests.activity_log import write_entry
from tests.storage.conftest import NOW

KEPT = StoredOrganization("org-acme", "profile")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the databases are; it is not there yet."""
    return tmp_path / "data" / "organizations"


@pytest.fixture
def repository(folder: Path) -> Iterator[SqliteOrganizationRepository]:
    """A harness on that folder."""
    repository = SqliteOrganizationRepository(folder)
    yield repository
    repository.close()


def connect(repository: SqliteOrganizationRepository, organization_id: str = "org-acme") -> None:
    assert repository.store(organization_id).save_profile("profile", {}, {}, ())


def use(folder: Path, organization_id: str = "org-acme") -> None:
    """Write something into its log."""
    entry = Activity(
        NOW.utc, ActivityKind.STARTED, "cred-1", "EU billing", System.STRIPE, "ada", ""
    )
    write_entry(folder / f"{organization_id}.sqlite3", entry)


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def make_unreadable(folder: Path, organization_id: str) -> None:
    (folder / f"{organization_id}.sqlite3").write_bytes(b"this is not a database, and never was")


def test_a_folder_that_is_not_there_is_an_empty_shelf(
    repository: SqliteOrganizationRepository, folder: Path
) -> None:
    assert repository.organizations() == ()
    assert repository.leftovers() == ()
    assert repository.shown() == ""
    repository.delete("org-acme")
    assert not folder.exists()


def test_asking_for_a_store_makes_no_file(
    repository: SqliteOrganizationRepository, folder: Path
) -> None:
    repository.store("org-acme")
    assert not folder.exists()


def test_those_that_are_connected_are_listed_by_their_ids(
    repository: SqliteOrganizationRepository,
) -> None:
    connect(repository, "org-globex")
    connect(repository)
    repository.store("org-forgotten").reserve_entry("entry", "owner")
    assert repository.organizations() == (KEPT, StoredOrganization("org-globex", "profile"))


def test_only_the_person_can_look_into_them(
    repository: SqliteOrganizationRepository, folder: Path
) -> None:
    connect(repository)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "org-acme.sqlite3").stat().st_mode) == 0o600


def test_one_that_cannot_be_read_does_not_hide_the_others(
    repository: SqliteOrganizationRepository, folder: Path
) -> None:
    connect(repository)
    make_unreadable(folder, "a-broken-one")
    (folder / "z-link.sqlite3").symlink_to("org-acme.sqlite3")
    with closing(sqlite3.connect(folder / "newer.sqlite3")) as db:
        db.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")

    assert repository.organizations() == (
        StoredOrganization("a-broken-one", None),
        StoredOrganization("newer", None),
        KEPT,
        StoredOrganization("z-link", None),
    )


def test_an_unreadable_one_is_no_leftover_and_is_not_deleted(
    repository: SqliteOrganizationRepository, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    connect(repository)
    make_unreadable(folder, "org-broken")
    with caplog.at_level(logging.WARNING):
        assert repository.leftovers() == ()
    assert "org-broken" in caplog.text
    with pytest.raises(StorageError):
        repository.delete("org-broken")
    assert "org-broken.sqlite3" in names(folder)


def test_other_files_are_nobody_s(repository: SqliteOrganizationRepository, folder: Path) -> None:
    connect(repository)
    for name in ("shown", "notes.txt", "org-acme.sqlite3-journal.old", "org-acme.sqlite3.v1.bak"):
        (folder / name).touch()
    assert repository.organizations() == (KEPT,)
    assert repository.leftovers() == ()


def test_a_folder_that_cannot_be_listed_is_told(
    repository: SqliteOrganizationRepository, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(repository)

    def refuse(self: Path) -> Iterator[Path]:
        raise PermissionError(self)

    monkeypatch.setattr(Path, "iterdir", refuse)
    with pytest.raises(StorageError, match="PermissionError"):
        repository.organizations()


# What is left over.


def test_a_connection_that_never_came_about_is_left_over(
    repository: SqliteOrganizationRepository,
) -> None:
    repository.store("org-acme").reserve_entry("entry", owner_of(System.STRIPE))
    repository.store("org-globex").profile()
    assert repository.leftovers() == ("org-acme", "org-globex")


def test_one_that_was_forgotten_and_kept_is_left_over_only_while_it_names_entries(
    repository: SqliteOrganizationRepository, folder: Path
) -> None:
    connect(repository)
    use(folder)
    store = repository.store("org-acme")
    store.reserve_entry("entry", "cred-1")
    assert store.forget_organization((), erase=False)
    assert repository.leftovers() == ("org-acme",)

    store.confirm_entry_deleted("entry")
    assert repository.leftovers() == ()
    repository.delete("org-acme")
    assert names(folder) == {"org-acme.sqlite3"}


def test_one_that_is_connected_is_no_leftover(
    repository: SqliteOrganizationRepository, folder: Path
) -> None:
    connect(repository)
    repository.store("org-acme").reserve_entry("entry", "cred-1")
    assert repository.leftovers() == ()
    repository.delete("org-acme")
    assert names(folder) == {"org-acme.sqlite3"}


def test_what_was_erased_is_left_over_until_its_file_is_deleted(
    repository: SqliteOrganizationRepository, folder: Path
) -> None:
    connect(repository)
    use(folder)
    assert repository.store("org-acme").forget_organization((), erase=True)
    assert repository.leftovers() == ("org-acme",)
    repository.delete("org-acme")
    assert repository.leftovers() == ()
    assert names(folder) == set()


# Deleting.


def test_with_a_database_goes_what_stands_beside_it_and_nothing_else(
    repository: SqliteOrganizationRepository, folder: Path
) -> None:
    connect(repository, "org-acme-2")
    repository.store("org-acme").profile()
    for suffix in ("-journal", "-wal", "-shm", ".v1.bak", ".v12.bak"):
        (folder / f"org-acme.sqlite3{suffix}").touch()
        (folder / f"org-acme-2.sqlite3{suffix}").touch()
    before = names(folder)
    repository.delete("org-acme")
    assert names(folder) == {name for name in before if name.startswith("org-acme-2")}


def test_a_deleted_database_can_be_made_anew(repository: SqliteOrganizationRepository) -> None:
    before = repository.store("org-acme")
    before.profile()
    repository.delete("org-acme")
    connect(repository)
    assert repository.organizations() == (KEPT,)
    # Whatever still holds the old one can't bring its file back.
    with pytest.raises(StorageError, match="closed"):
        before.profile()


def test_a_file_that_cannot_be_deleted_is_told_and_can_be_deleted_later(
    repository: SqliteOrganizationRepository, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository.store("org-acme").profile()

    def refuse(self: Path) -> None:
        raise PermissionError(self)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", refuse)
        with pytest.raises(StorageError, match="PermissionError"):
            repository.delete("org-acme")
    assert repository.leftovers() == ("org-acme",)
    repository.delete("org-acme")
    assert names(folder) == set()


def test_a_closed_shelf_has_let_go_of_its_files(
    repository: SqliteOrganizationRepository, folder: Path
) -> None:
    connect(repository)
    store = repository.store("org-acme")
    repository.close()
    with pytest.raises(StorageError, match="closed"):
        store.profile()
    again = SqliteOrganizationRepository(folder)
    assert again.organizations() == (KEPT,)
    again.close()


def test_two_threads_that_ask_at_once_get_the_same_store(
    repository: SqliteOrganizationRepository,
) -> None:
    found = []
    at_once = threading.Barrier(8)

    def ask() -> None:
        at_once.wait()
        found.append(repository.store("org-acme"))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(map(id, found))) == 1


# Which one is shown.


def test_which_one_is_shown_is_kept(repository: SqliteOrganizationRepository, folder: Path) -> None:
    repository.remember_shown("org-acme")
    assert SqliteOrganizationRepository(folder).shown() == "org-acme"
    repository.remember_shown("")
    assert SqliteOrganizationRepository(folder).shown() == ""


def test_that_it_cannot_be_kept_is_no_reason_to_fail(
    repository: SqliteOrganizationRepository, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.parent.mkdir()
    folder.write_text("in the way")
    with caplog.at_level(logging.WARNING):
        repository.remember_shown("org-acme")
    assert "was not kept" in caplog.text
    assert repository.shown() == ""


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"", b"\n"])
def test_what_cannot_be_read_of_it_is_practice(
    repository: SqliteOrganizationRepository, folder: Path, content: bytes
) -> None:
    folder.mkdir(parents=True)
    (folder / "shown").write_bytes(content)
    assert repository.shown() == ""


def test_what_it_keeps_is_private(repository: SqliteOrganizationRepository, folder: Path) -> None:
    before = os.umask(0)
    try:
        repository.remember_shown("org-acme")
    finally:
        os.umask(before)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
