"""Entries that are put into the log past the store, where a test needs more than has happened."""

from contextlib import closing
from pathlib import Path

from desktop_app.core.activity import Activity
from desktop_app.storage.database import open_database


def write_entry(database: Path, entry: Activity) -> None:
    """Add an entry over a connection of its own, and change nothing else."""
    with closing(open_database(database)) as connection:
        connection.execute(
            "INSERT INTO activity (at, kind, credential_id, credential_name, system, os_user,"
            " detail, account_id, account_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                entry.at.isoformat(),
                entry.kind.value,
                entry.credential_id,
                entry.credential_name,
                "" if entry.system is None else entry.system.value,
                entry.os_user,
                entry.detail,
                entry.account_id,
                entry.account_name,
            ),
        )
