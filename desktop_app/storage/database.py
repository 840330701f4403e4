"""Opens the database file, after backing it up and migrating it as needed."""

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

from desktop_app.core.errors import StorageProblem, StorageTooNewError
from desktop_app.core.names import name_key

_MIGRATIONS = (
    # 1: credentials, attempts, keychain entries, unsettled grants, activity.
    """
    CREATE TABLE credentials (
        id TEXT PRIMARY KEY,
        system TEXT NOT NULL,
        name TEXT NOT NULL,
        name_key TEXT NOT NULL,
        stage TEXT NOT NULL CHECK (stage IN ('incomplete', 'approved', 'active')),
        created TEXT NOT NULL,
        began_utc TEXT,
        began_boot_seconds REAL,
        began_boot_id TEXT,
        ttl_seconds REAL,
        account_id TEXT,
        account TEXT,
        secret_place TEXT NOT NULL,
        UNIQUE (system, name_key)
    ) STRICT;
    -- An attempt outlives its credential: an exchange under way must never be forgotten.
    CREATE TABLE attempts (
        id TEXT PRIMARY KEY,
        credential_id TEXT NOT NULL,
        credential_name TEXT NOT NULL,
        system TEXT NOT NULL,
        state_digest BLOB NOT NULL,
        port INTEGER NOT NULL,
        began TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('open', 'exchanging')),
        account_id TEXT NOT NULL DEFAULT ''
    ) STRICT;
    CREATE TABLE keychain_entries (
        name TEXT PRIMARY KEY,
        credential_id TEXT NOT NULL,
        status TEXT NOT NULL CHECK (status IN ('pending', 'whole', 'deleting'))
    ) STRICT;
    CREATE TABLE unsettled_grants (
        id TEXT PRIMARY KEY,
        credential_id TEXT NOT NULL,
        credential_name TEXT NOT NULL,
        system TEXT NOT NULL,
        account_id TEXT NOT NULL,
        since TEXT NOT NULL
    ) STRICT;
    CREATE TABLE activity (
        id INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        credential_id TEXT NOT NULL,
        credential_name TEXT NOT NULL,
        system TEXT NOT NULL,
        os_user TEXT NOT NULL,
        detail TEXT NOT NULL
    ) STRICT;
    CREATE TRIGGER activity_is_never_changed BEFORE UPDATE ON activity
        BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;
    CREATE TRIGGER activity_is_never_deleted BEFORE DELETE ON activity
        BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;
    CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
    """,
    # 2: a revocation is written down before it is sent.
    """
    ALTER TABLE credentials
        ADD COLUMN revoking INTEGER NOT NULL DEFAULT 0 CHECK (revoking IN (0, 1));
    """,
    # 3: a revocation that could not be sent waits for another try.
    """
    ALTER TABLE credentials
        ADD COLUMN revocation TEXT NOT NULL DEFAULT 'no'
        CHECK (revocation IN ('no', 'to_do', 'unconfirmed'));
    UPDATE credentials SET revocation = 'unconfirmed' WHERE revoking = 1;
    ALTER TABLE credentials DROP COLUMN revoking;
    ALTER TABLE credentials RENAME COLUMN revocation TO revoking;
    """,
    # 4: names are compared by another key. Of credentials whose names have become equal, the oldest
    # has the key. The key of each other one begins with a line break, which no name has.
    """
    UPDATE credentials SET name_key = char(10) || id;
    UPDATE credentials SET name_key = key_of_name(name) WHERE rowid IN
        (SELECT min(rowid) FROM credentials GROUP BY system, key_of_name(name));
    """,
    # 5: when the account of a credential was last read. NULL: it is not known.
    """
    ALTER TABLE credentials ADD COLUMN checked TEXT;
    """,
    # 6: the account that a log entry is about. NULL: the entry is older than these columns.
    """
    ALTER TABLE activity ADD COLUMN account_id TEXT;
    ALTER TABLE activity ADD COLUMN account_name TEXT;
    """,
    # 7: an APPROVED credential without a deadline was created before. Earlier versions deleted the
    # deadline of a first approval, too; it was ten minutes, from the time that `created` has.
    """
    UPDATE credentials
        SET began_utc = created, began_boot_seconds = 0, began_boot_id = '', ttl_seconds = 600
        WHERE stage = 'approved' AND began_utc IS NULL
        AND id NOT IN (SELECT credential_id FROM activity WHERE kind = 'created');
    """,
    # 8: the connection to m3ter; what was read there, and when; and which credentials are
    # registered there. A row of those is stored before the request is sent.
    """
    CREATE TABLE m3ter_connection (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        organization_id TEXT NOT NULL,
        key_id TEXT NOT NULL,
        offers_credentials INTEGER NOT NULL CHECK (offers_credentials IN (0, 1)),
        connected TEXT NOT NULL
    ) STRICT;
    CREATE TABLE m3ter_lists (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        read TEXT NOT NULL,
        lists TEXT NOT NULL
    ) STRICT;
    CREATE TABLE m3ter_registrations (
        credential_id TEXT PRIMARY KEY,
        stage TEXT NOT NULL CHECK (stage IN ('unknown', 'registered')),
        registered_id TEXT NOT NULL
    ) STRICT;
    """,
)

SCHEMA_VERSION = len(_MIGRATIONS)

_PROBLEM_OF_CODE = {
    sqlite3.SQLITE_CORRUPT: StorageProblem.DAMAGED,
    sqlite3.SQLITE_NOTADB: StorageProblem.DAMAGED,
    sqlite3.SQLITE_BUSY: StorageProblem.IN_USE,
    sqlite3.SQLITE_LOCKED: StorageProblem.IN_USE,
    sqlite3.SQLITE_FULL: StorageProblem.FULL,
    sqlite3.SQLITE_PERM: StorageProblem.NOT_PERMITTED,
    sqlite3.SQLITE_READONLY: StorageProblem.NOT_PERMITTED,
    sqlite3.SQLITE_CANTOPEN: StorageProblem.NOT_PERMITTED,
}
_PROBLEM_OF_ERRNO = {
    errno.ENOSPC: StorageProblem.FULL,
    errno.EDQUOT: StorageProblem.FULL,
    errno.EACCES: StorageProblem.NOT_PERMITTED,
    errno.EPERM: StorageProblem.NOT_PERMITTED,
    errno.EROFS: StorageProblem.NOT_PERMITTED,
}


def open_database(path: Path) -> sqlite3.Connection:
    """Open the database at `path` for the calling thread. It is made or migrated as needed.

    The folder gets the mode 0700 and the file 0600. Before each migration, an existing file is
    copied to `NAME.vN.bak` beside it. Statements can call `key_of_name`, which is
    `names.name_key`. Raises `StorageTooNewError`, `sqlite3.Error`, `OSError`.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_symlink():
        raise OSError(errno.ELOOP, "the database is a link to another file")
    path.touch(mode=0o600)
    path.chmod(0o600)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous = FULL")
        # Overwrite deleted content, so that no names or account ids stay in free pages.
        connection.execute("PRAGMA secure_delete = ON")
        connection.create_function("key_of_name", 1, name_key, deterministic=True)
        _migrate(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def problem_of(error: sqlite3.Error | OSError) -> StorageProblem | None:
    """Return why a database failed, by SQLite's result code (https://sqlite.org/rescode.html)."""
    if isinstance(error, OSError):
        return _PROBLEM_OF_ERRNO.get(error.errno or 0)
    # The lowest byte is the primary result code. The module's own errors have no code.
    return _PROBLEM_OF_CODE.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)


def _migrate(connection: sqlite3.Connection, path: Path) -> None:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA_VERSION:
        raise StorageTooNewError(f"{path.name} has version {version}, known are {SCHEMA_VERSION}")
    for number, script in enumerate(_MIGRATIONS[version:], start=version + 1):
        if version > 0:
            _back_up(connection, path.with_name(f"{path.name}.v{number - 1}.bak"))
        # One transaction, so that a migration and its version are applied together or not at all.
        connection.executescript(
            f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;"
        )


def _back_up(connection: sqlite3.Connection, copy: Path) -> None:
    copy.unlink(missing_ok=True)
    copy.touch(mode=0o600)
    with closing(sqlite3.connect(copy)) as target:
        connection.backup(target)
