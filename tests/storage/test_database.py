"""The database file: private, migrated with a backup, and refused when it cannot be trusted."""

import errno
import os
import sqlite3
import stat
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Literal

import pytest

from desktop_app.core.activity import Activity
from desktop_app.core.deadline import APPROVAL_TTL
from desktop_app.core.errors import (
    NameTakenError,
    StorageError,
    StorageProblem,
    StorageTooNewError,
)
from desktop_app.core.systems import System
from desktop_app.storage import database, rows, store
from desktop_app.storage.database import open_database, problem_of
from desktop_app.storage.store import SqliteStore
from tests.storage.conftest import NOW, StoreHarness

STANDS = database.SCHEMA_VERSION
KNOWN = database._MIGRATIONS

# What later versions of the program will bring.
NEXT = "ALTER TABLE credentials ADD COLUMN colour TEXT NOT NULL DEFAULT 'blue';"
ONE_MORE = "CREATE TABLE later (id INTEGER) STRICT;"

# The first version whose log names accounts.
WITH_ACCOUNTS = 6


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def version(path: Path) -> int:
    with closing(sqlite3.connect(path)) as db:
        number: int = db.execute("PRAGMA user_version").fetchone()[0]
        return number


def become(monkeypatch: pytest.MonkeyPatch, *more: str, known: tuple[str, ...] = KNOWN) -> None:
    """Make this the version of the program that has these migrations too."""
    monkeypatch.setattr(database, "_MIGRATIONS", known + more)
    monkeypatch.setattr(database, "SCHEMA_VERSION", len(known) + len(more))
    write = rows.write_activity if len(known) >= WITH_ACCOUNTS else write_without_account
    monkeypatch.setattr(store, "write_activity", write)


def write_without_account(db: sqlite3.Connection, activity: Activity) -> None:
    """Append an entry to the log as earlier versions did."""
    db.execute(
        "INSERT INTO activity (at, kind, credential_id, credential_name, system, os_user, detail)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            activity.at.isoformat(),
            activity.kind.value,
            activity.credential_id,
            activity.credential_name,
            "" if activity.system is None else activity.system.value,
            activity.os_user,
            activity.detail,
        ),
    )


@pytest.fixture(autouse=True)
def careless_umask() -> Iterator[None]:
    """Privacy must not hang on the umask."""
    before = os.umask(0)
    yield
    os.umask(before)


def test_a_new_file_has_the_newest_schema(harness: StoreHarness) -> None:
    harness.begin()
    assert version(harness.path) == STANDS == len(KNOWN)


def test_the_file_of_the_first_version_is_brought_up_to_date(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, known=KNOWN[:1])
    harness.begin()
    assert version(harness.path) == 1
    harness.reopen()
    become(monkeypatch)
    assert harness.only_credential() == harness.credential()
    assert version(harness.path) == STANDS


def open_version_3(harness: StoreHarness, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the next one who opens the file be the program of version 3."""
    harness.reopen()
    become(monkeypatch, known=KNOWN[:3])
    harness.store.entries_to_delete()
    assert version(harness.path) == 3


def store_by_the_old_key(harness: StoreHarness, number: int, name: str, system: System) -> None:
    """Store a credential as version 3 did: names were compared by NFC and case alone."""
    harness.begin(number, f"Number {number}", system)
    old_key = unicodedata.normalize("NFC", name.casefold())
    with closing(sqlite3.connect(harness.path, isolation_level=None)) as db:
        db.execute(
            "UPDATE credentials SET name = ?, name_key = ? WHERE id = ?",
            (name, old_key, f"cred-{number}"),
        )


def test_stored_names_are_compared_by_the_new_key(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_version_3(harness, monkeypatch)
    names = ("EU\u00a0billing", "Straße", "ﬁnance", "Zoë")
    for number, name in enumerate(names, start=1):
        store_by_the_old_key(harness, number, name, System.STRIPE)
    harness.reopen()
    become(monkeypatch)
    assert [credential.name for credential in harness.snapshot().credentials] == [*names]
    keys = harness.ask("SELECT name_key FROM credentials ORDER BY id")
    assert keys == [("eu billing",), ("strasse",), ("finance",), ("zoë",)]
    backup = harness.path.with_name(f"{harness.path.name}.v3.bak")
    with closing(sqlite3.connect(backup)) as db:
        assert ("eu\u00a0billing",) in db.execute("SELECT name_key FROM credentials").fetchall()


def test_names_that_became_equal_are_both_kept_and_the_older_has_the_key(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_version_3(harness, monkeypatch)
    # The new key of the first name was the old key of the third one, so the key changes place.
    names = ("EU\u00a0billing", "ｅu billing", "EU billing", "Other")
    for number, name in enumerate(names, start=1):
        store_by_the_old_key(harness, number, name, System.STRIPE_TEST)
    store_by_the_old_key(harness, 5, "EU billing", System.STRIPE)
    harness.reopen()
    become(monkeypatch)
    snapshot = harness.snapshot()
    assert [credential.name for credential in snapshot.credentials] == [*names, "EU billing"]
    assert harness.ask("SELECT id, name_key FROM credentials ORDER BY id") == [
        ("cred-1", "eu billing"),
        ("cred-2", "\ncred-2"),
        ("cred-3", "\ncred-3"),
        ("cred-4", "other"),
        ("cred-5", "eu billing"),
    ]


def test_a_name_is_taken_as_long_as_one_of_its_equals_is_there(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_version_3(harness, monkeypatch)
    store_by_the_old_key(harness, 1, "EU billing", System.STRIPE_TEST)
    store_by_the_old_key(harness, 2, "EU\u00a0billing", System.STRIPE_TEST)
    harness.reopen()
    become(monkeypatch)
    assert harness.remove(1)
    with pytest.raises(NameTakenError):
        harness.begin(3, "eu billing")
    assert harness.remove(2)
    harness.begin(3, "eu billing")


def test_what_version_6_approved_is_known_as_created_before_or_not(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, known=KNOWN[:6])
    harness.make_approved(1)
    harness.make_active(2)
    with closing(sqlite3.connect(harness.path, isolation_level=None)) as db:
        # As version 6 stored a first approval, and one of a credential that was created before.
        db.execute(
            "UPDATE credentials SET stage = 'approved', began_utc = NULL, ttl_seconds = NULL"
        )
    harness.reopen()
    become(monkeypatch)
    first, again = harness.snapshot().credentials
    assert (first.was_created, again.was_created) == (False, True)
    assert first.deadline is not None
    assert first.deadline.ttl == APPROVAL_TTL
    assert again.deadline is None


def test_the_folder_and_the_file_are_for_their_owner_only(harness: StoreHarness) -> None:
    harness.begin()
    assert mode(harness.path.parent) == 0o700
    assert mode(harness.path) == 0o600


def test_a_file_that_others_may_read_is_made_private(harness: StoreHarness) -> None:
    harness.begin()
    harness.path.chmod(0o644)
    harness.reopen()
    harness.store.entries_to_delete()
    assert mode(harness.path) == 0o600


def test_the_journal_of_a_change_under_way_is_private_too(harness: StoreHarness) -> None:
    with closing(open_database(harness.path)) as db:
        db.execute("BEGIN IMMEDIATE")
        db.execute("INSERT INTO settings VALUES ('key', 'value')")
        others = [path for path in harness.path.parent.iterdir() if path != harness.path]
        assert others
        assert {mode(path) for path in others} == {0o600}


def test_a_migration_keeps_the_content_and_leaves_a_private_backup(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.begin()
    become(monkeypatch, NEXT, ONE_MORE)
    assert harness.only_credential() == harness.credential()
    assert version(harness.path) == STANDS + 2
    assert harness.ask("SELECT colour FROM credentials") == [("blue",)]
    backups = {path.name: path for path in harness.path.parent.glob("*.bak")}
    assert set(backups) == {f"practice.sqlite3.v{n}.bak" for n in (STANDS, STANDS + 1)}
    for number in (STANDS, STANDS + 1):
        backup = backups[f"practice.sqlite3.v{number}.bak"]
        assert version(backup) == number
        assert mode(backup) == 0o600
        with closing(sqlite3.connect(backup)) as db:
            assert db.execute("SELECT name FROM credentials").fetchall() == [("Billing 1",)]


def test_an_old_backup_of_the_same_version_gives_way(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.begin()
    backup = harness.path.with_name(f"practice.sqlite3.v{STANDS}.bak")
    backup.write_text("not a database")
    become(monkeypatch, NEXT)
    harness.snapshot()
    assert version(backup) == STANDS
    assert mode(backup) == 0o600


def test_a_new_file_needs_no_backup_of_nothing(harness: StoreHarness) -> None:
    harness.begin()
    assert list(harness.path.parent.glob("*.bak")) == []


def test_a_migration_that_fails_is_undone_whole(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.begin()
    harness.reopen()
    become(monkeypatch, ONE_MORE + "CREATE TABLE credentials (id TEXT);")
    with pytest.raises(StorageError):
        harness.store.recover(NOW, "ada")
    assert version(harness.path) == STANDS
    assert harness.ask("SELECT name FROM sqlite_master WHERE name = 'later'") == []
    become(monkeypatch)
    assert harness.only_credential() == harness.credential()


def test_the_file_of_a_newer_version_is_refused_and_left_alone(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    become(monkeypatch, NEXT)
    harness.begin()
    harness.store.close()
    content = harness.path.read_bytes()
    become(monkeypatch)
    harness.reopen()
    with pytest.raises(StorageTooNewError, match=f"version {STANDS + 1}"):
        harness.store.recover(NOW, "ada")
    with pytest.raises(StorageTooNewError):
        harness.begin(2)
    assert harness.path.read_bytes() == content


def test_a_file_that_was_put_in_the_place_of_a_damaged_one_is_read(harness: StoreHarness) -> None:
    harness.begin()
    backup = harness.path.with_name("backup")
    backup.write_bytes(harness.path.read_bytes())
    with closing(sqlite3.connect(harness.path)) as db, db:
        db.execute("UPDATE credentials SET created = 'never'")
    with pytest.raises(StorageError) as raised:
        harness.store.recover(NOW, "ada")
    assert raised.value.problem is StorageProblem.DAMAGED
    backup.replace(harness.path)

    assert len(harness.store.recover(NOW, "ada").credentials) == 1


def test_a_database_that_another_program_has_locked_is_in_use(tmp_path: Path) -> None:
    path = tmp_path / "locked.sqlite3"
    with closing(sqlite3.connect(path)) as other, closing(sqlite3.connect(path, timeout=0)) as own:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(sqlite3.OperationalError) as raised:
            own.execute("BEGIN IMMEDIATE")
    assert problem_of(raised.value) is StorageProblem.IN_USE


def test_a_database_that_may_not_grow_is_full(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "full.sqlite3")) as db:
        db.execute("CREATE TABLE much (text TEXT)")
        db.execute("PRAGMA max_page_count = 2")
        with pytest.raises(sqlite3.OperationalError) as raised:
            db.execute("INSERT INTO much VALUES (zeroblob(1000000))")
    assert problem_of(raised.value) is StorageProblem.FULL


def test_a_database_that_may_only_be_read_is_not_permitted(tmp_path: Path) -> None:
    path = tmp_path / "protected.sqlite3"
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE one (id INTEGER)")
        db.execute("PRAGMA query_only = ON")
        with pytest.raises(sqlite3.OperationalError) as raised:
            db.execute("CREATE TABLE another (id INTEGER)")
    assert problem_of(raised.value) is StorageProblem.NOT_PERMITTED


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        (errno.ENOSPC, StorageProblem.FULL),
        (errno.EACCES, StorageProblem.NOT_PERMITTED),
        (errno.ELOOP, None),
    ],
)
def test_the_operating_systems_errors_have_their_problem(
    number: int, problem: StorageProblem | None
) -> None:
    assert problem_of(OSError(number, "failed")) is problem


def test_an_error_without_a_code_has_no_problem() -> None:
    assert problem_of(sqlite3.ProgrammingError("closed")) is None


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" * 300])
def test_a_file_that_is_no_database_is_refused_and_left_alone(
    harness: StoreHarness, content: bytes
) -> None:
    harness.path.parent.mkdir()
    harness.path.write_bytes(content)
    with pytest.raises(StorageError) as raised:
        harness.store.recover(NOW, "ada")
    assert raised.value.problem is StorageProblem.DAMAGED
    assert harness.path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_a_storage_failure(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError):
        SqliteStore(tmp_path / "file" / "practice.sqlite3").recover(NOW, "ada")


def test_a_database_that_is_a_link_is_not_followed(harness: StoreHarness, tmp_path: Path) -> None:
    harness.path.parent.mkdir(exist_ok=True)
    target = tmp_path / "elsewhere"
    harness.path.symlink_to(target)
    with pytest.raises(StorageError):
        harness.store.recover(NOW, "ada")
    assert not target.exists()


def test_a_row_that_cannot_be_read_is_a_storage_failure(harness: StoreHarness) -> None:
    harness.make_active()
    harness.ask("UPDATE credentials SET account = '{}'")
    with pytest.raises(StorageError, match="row"):
        harness.store.recover(NOW, "ada")


def test_a_damaged_page_is_a_storage_failure(harness: StoreHarness) -> None:
    harness.begin()
    harness.reopen()
    content = bytearray(harness.path.read_bytes())
    content[4096:] = b"\xa5" * (len(content) - 4096)
    harness.path.write_bytes(content)
    with pytest.raises(StorageError):
        harness.store.recover(NOW, "ada")


def test_a_file_that_another_program_holds_is_a_storage_failure(
    harness: StoreHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.begin()
    connect = sqlite3.connect
    monkeypatch.setattr(
        sqlite3, "connect", lambda path, **options: connect(path, timeout=0, **options)
    )
    harness.reopen()
    with closing(connect(harness.path, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StorageError, match="locked"):
            harness.store.entries_to_delete()
    assert harness.store.entries_to_delete() == ()


@pytest.fixture
def keeps_deleted_content(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give SQLite the default of most builds. Some systems build it with SECURE_DELETE."""
    connect = sqlite3.connect

    def connect_by_default(
        path: Path, *, isolation_level: Literal["IMMEDIATE"] | None = "IMMEDIATE"
    ) -> sqlite3.Connection:
        connection = connect(path, isolation_level=isolation_level)
        connection.execute("PRAGMA secure_delete = OFF")
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_by_default)


@pytest.mark.usefixtures("keeps_deleted_content")
def test_what_was_deleted_leaves_no_trace_in_the_file(harness: StoreHarness) -> None:
    marks = [b"Very private name", b"acct_1Acme", b"external_account", b"entry-1"]
    harness.begin(1, "Very private name")
    harness.store.claim("1-first")
    harness.store.record_grant("1-first", System.STRIPE_TEST, "acct_1Acme", "entry-1")
    assert harness.approve()
    assert all(mark in harness.path.read_bytes() for mark in marks)
    harness.remove()
    harness.store.confirm_entry_deleted("entry-1")
    harness.store.close()
    content = harness.path.read_bytes()
    assert [mark for mark in [*marks, harness.attempt().state_digest] if mark in content] == []


def test_what_happened_can_be_added_to_and_neither_changed_nor_deleted(
    harness: StoreHarness,
) -> None:
    harness.begin()
    with closing(sqlite3.connect(harness.path, isolation_level=None)) as db:
        for sql in ("UPDATE activity SET os_user = 'eve'", "DELETE FROM activity"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                db.execute(sql)
    assert harness.kinds() == ["started"]
    assert harness.ask("SELECT os_user FROM activity") == [("ada",)]


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE credentials SET stage = 'somewhere'",
        "UPDATE attempts SET status = 'somewhere'",
        "INSERT INTO keychain_entries VALUES ('name', 'cred-1', 'somewhere')",
        "UPDATE attempts SET port = 'not a number'",
    ],
)
def test_the_file_itself_refuses_what_makes_no_sense(harness: StoreHarness, sql: str) -> None:
    harness.begin()
    with (
        closing(sqlite3.connect(harness.path, isolation_level=None)) as db,
        pytest.raises(sqlite3.IntegrityError),
    ):
        db.execute(sql)
