"""What is stored of m3ter, in a workspace's database.

What was read is kept as JSON: it is shown at the next start, and read anew as a whole.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, TypeVar

from desktop_app.core.activity import Activity
from desktop_app.core.m3ter import (
    Configuration,
    ExternalSystem,
    M3terConnection,
    RegisteredCredential,
)
from desktop_app.core.platform_secret import M3TER_KEY_OWNER
from desktop_app.storage.rows import write_activity
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.m3ter_ports import StoredM3ter

T = TypeVar("T")

_TIMES = ("modified", "created")


class SqliteM3terStore:
    """Implements `workflow.m3ter_ports.M3terStore`. Use it on the thread of `store`."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def load(self) -> StoredM3ter:
        """See `M3terStore.load`."""
        with self._store.transaction() as db:
            connection = _connection(db)
            if connection is None:
                return StoredM3ter()
            rows = {row["kind"]: row for row in db.execute("SELECT * FROM m3ter_lists")}
            configurations = rows.get("configurations")
            read = (
                None if configurations is None else datetime.fromisoformat(configurations["read"])
            )
            return StoredM3ter(
                connection,
                read,
                _items(rows, "systems", ExternalSystem),
                _items(rows, "configurations", Configuration),
                _items(rows, "credentials", RegisteredCredential),
            )

    def connect(
        self,
        connection: M3terConnection,
        systems: Sequence[ExternalSystem],
        entry: str | None,
        activity: Activity,
    ) -> None:
        """See `M3terStore.connect`."""
        with self._store.transaction(activity) as db:
            _forget(db)
            db.execute(
                "INSERT INTO m3ter_connection VALUES (1, ?, ?, ?, ?)",
                (
                    connection.organization_id,
                    connection.key_id,
                    connection.offers_credentials,
                    connection.connected.isoformat(),
                ),
            )
            _save(db, "systems", connection.connected, systems)
            db.execute("UPDATE keychain_entries SET status = 'whole' WHERE name = ?", (entry,))
            write_activity(db, activity)

    def disconnect(self, activity: Activity) -> None:
        """See `M3terStore.disconnect`."""
        with self._store.transaction(activity) as db:
            _forget(db)
            write_activity(db, activity)

    def key_entry(self) -> str | None:
        """See `M3terStore.key_entry`."""
        with self._store.transaction() as db:
            row = db.execute(
                "SELECT name FROM keychain_entries WHERE credential_id = ? AND status = 'whole'",
                (M3TER_KEY_OWNER,),
            ).fetchone()
        return None if row is None else str(row["name"])

    def save(self, stored: StoredM3ter) -> None:
        """See `M3terStore.save`."""
        if stored.read is None:
            return
        with self._store.transaction() as db:
            if _connection(db) != stored.connection:
                return
            _save(db, "systems", stored.read, stored.systems)
            _save(db, "configurations", stored.read, stored.configurations)
            _save(db, "credentials", stored.read, stored.credentials)


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


def _forget(db: sqlite3.Connection) -> None:
    db.execute("DELETE FROM m3ter_connection")
    db.execute("DELETE FROM m3ter_lists")
    db.execute(
        "UPDATE keychain_entries SET status = 'deleting'"
        " WHERE credential_id = ? AND status = 'whole'",
        (M3TER_KEY_OWNER,),
    )


def _save(db: sqlite3.Connection, kind: str, read: datetime, items: Sequence[Any]) -> None:
    text = json.dumps([asdict(item) for item in items], default=datetime.isoformat)
    db.execute(
        "INSERT OR REPLACE INTO m3ter_lists VALUES (?, ?, ?)", (kind, read.isoformat(), text)
    )


def _items(rows: Mapping[str, sqlite3.Row], kind: str, make: Callable[..., T]) -> tuple[T, ...]:
    row = rows.get(kind)
    return () if row is None else tuple(make(**_fields(each)) for each in json.loads(row["items"]))


def _fields(row: Mapping[str, Any]) -> dict[str, Any]:
    times = {
        name: datetime.fromisoformat(value)
        for name, value in row.items()
        if name in _TIMES and value is not None
    }
    return {**row, **times}
