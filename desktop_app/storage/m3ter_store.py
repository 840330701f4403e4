"""What is stored of m3ter, in a workspace's database.

What was read is kept as JSON: it is shown at the next start, and read anew as a whole.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, TypeVar

from desktop_app.core.activity import Activity
from desktop_app.core.m3ter import (
    Configuration,
    ExternalSystem,
    M3terConnection,
    RegisteredCredential,
    Registration,
    RegistrationStage,
)
from desktop_app.core.platform_secret import M3TER_KEY_OWNER
from desktop_app.storage.rows import write_activity
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.m3ter_ports import M3terLists, StoredM3ter

T = TypeVar("T")

_TIMES = ("modified", "created")


class SqliteM3terStore:
    """Implements `workflow.m3ter_ports.M3terStore`. Use it on the thread of `store`."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def load(self) -> StoredM3ter | None:
        """See `M3terStore.load`."""
        with self._store.transaction() as db:
            connection = _connection(db)
            if connection is None:
                return None
            entry = db.execute(
                "SELECT name FROM keychain_entries WHERE credential_id = ? AND status = 'whole'",
                (M3TER_KEY_OWNER,),
            ).fetchone()
            row = db.execute("SELECT * FROM m3ter_lists").fetchone()
            # Those of removed credentials are of no use any more.
            db.execute(
                "DELETE FROM m3ter_registrations"
                " WHERE credential_id NOT IN (SELECT id FROM credentials)"
            )
            registrations = tuple(
                Registration(
                    each["credential_id"], RegistrationStage(each["stage"]), each["registered_id"]
                )
                for each in db.execute("SELECT * FROM m3ter_registrations")
            )
        name = None if entry is None else str(entry["name"])
        lists = None if row is None else _read(row)
        return StoredM3ter(connection, name, lists, registrations)

    def connect(self, connection: M3terConnection, entry: str | None, activity: Activity) -> None:
        """See `M3terStore.connect`."""
        with self._store.transaction(activity) as db:
            forget_m3ter(db)
            db.execute(
                "INSERT INTO m3ter_connection VALUES (1, ?, ?, ?, ?)",
                (
                    connection.organization_id,
                    connection.key_id,
                    connection.offers_credentials,
                    connection.connected.isoformat(),
                ),
            )
            db.execute("UPDATE keychain_entries SET status = 'whole' WHERE name = ?", (entry,))
            write_activity(db, activity)

    def disconnect(self, activity: Activity) -> None:
        """See `M3terStore.disconnect`."""
        with self._store.transaction(activity) as db:
            forget_m3ter(db)
            write_activity(db, activity)

    def begin_registration(self, connection: M3terConnection, credential_id: str) -> bool:
        """See `M3terStore.begin_registration`."""
        with self._store.transaction() as db:
            if _connection(db) != connection:
                return False
            return (
                db.execute(
                    "INSERT OR IGNORE INTO m3ter_registrations VALUES (?, ?, '')",
                    (credential_id, RegistrationStage.UNKNOWN.value),
                ).rowcount
                == 1
            )

    def end_registration(self, credential_id: str) -> None:
        """See `M3terStore.end_registration`."""
        with self._store.transaction() as db:
            db.execute(
                "DELETE FROM m3ter_registrations WHERE credential_id = ? AND stage = ?",
                (credential_id, RegistrationStage.UNKNOWN.value),
            )

    def record_registered(
        self, connection: M3terConnection, registered_id: str, activity: Activity
    ) -> bool:
        """See `M3terStore.record_registered`."""
        with self._store.transaction(activity) as db:
            if _connection(db) != connection:
                return False
            db.execute(
                "INSERT OR REPLACE INTO m3ter_registrations VALUES (?, ?, ?)",
                (activity.credential_id, RegistrationStage.REGISTERED.value, registered_id),
            )
            write_activity(db, activity)
            return True

    def save(self, connection: M3terConnection, lists: M3terLists) -> None:
        """See `M3terStore.save`."""
        text = json.dumps(asdict(lists), default=datetime.isoformat)
        with self._store.transaction() as db:
            if _connection(db) == connection:
                db.execute(
                    "INSERT OR REPLACE INTO m3ter_lists VALUES (1, ?, ?)",
                    (lists.read.isoformat(), text),
                )


def forget_m3ter(db: sqlite3.Connection) -> None:
    """Delete all that is stored of m3ter; the entry of its key must be deleted."""
    db.execute("DELETE FROM m3ter_registrations")
    db.execute("DELETE FROM m3ter_connection")
    db.execute("DELETE FROM m3ter_lists")
    db.execute(
        "UPDATE keychain_entries SET status = 'deleting'"
        " WHERE credential_id = ? AND status = 'whole'",
        (M3TER_KEY_OWNER,),
    )


def _connection(db: sqlite3.Connection) -> M3terConnection | None:
    row = db.execute("SELECT * FROM m3ter_connection").fetchone()
    if row is None:
        return None
    return M3terConnection(
        row["organization_id"],
        row["key_id"],
        bool(row["offers_credentials"]),
        datetime.fromisoformat(row["connected"]),
    )


def _read(row: sqlite3.Row) -> M3terLists | None:
    """Return what was read, or None if it makes no sense: then it is read anew.

    Another version may have stored it, with other fields.
    """
    try:
        lists = json.loads(row["lists"])
        return M3terLists(
            datetime.fromisoformat(row["read"]),
            _items(lists["systems"], ExternalSystem),
            _items(lists["configurations"], Configuration),
            _items(lists["credentials"], RegisteredCredential),
            int(lists["unreadable"]),
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None


def _items(rows: Sequence[Mapping[str, Any]], make: Callable[..., T]) -> tuple[T, ...]:
    return tuple(_sound(make(**_fields(row))) for row in rows)


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    times = {
        name: datetime.fromisoformat(row[name])
        for name in _TIMES
        if name in row and row[name] is not None
    }
    return {**row, **times}


def _sound(item: T) -> T:
    """Return a dataclass as it is, if its fields have their types. Raises TypeError."""
    for each in fields(item):  # type: ignore[arg-type]  # T is a dataclass
        if not isinstance(getattr(item, each.name), each.type):  # type: ignore[arg-type]
            raise TypeError(each.name)
    return item
