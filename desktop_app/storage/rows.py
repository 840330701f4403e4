"""Turns rows of the database into values of core, and values into rows.

The functions that take a connection run in the caller's transaction.
"""

import json
import sqlite3
from dataclasses import asdict
from datetime import datetime, timedelta

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Attempt, Credential, Revoking, SecretPlace, Stage
from desktop_app.core.deadline import Deadline, Moment
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant


def read_credential(row: sqlite3.Row) -> Credential:
    """Return the credential of a row of `credentials`, with the column `created_by` beside it."""
    deadline = None
    if row["began_utc"] is not None:
        began = Moment(
            datetime.fromisoformat(row["began_utc"]),
            row["began_boot_seconds"],
            row["began_boot_id"],
        )
        deadline = Deadline(began, timedelta(seconds=row["ttl_seconds"]))
    return Credential(
        id=row["id"],
        system=System(row["system"]),
        name=row["name"],
        stage=Stage(row["stage"]),
        created=datetime.fromisoformat(row["created"]),
        deadline=deadline,
        account=_read_account(row["account"]),
        secret_place=SecretPlace(row["secret_place"]),
        revoking=Revoking(row["revoking"]),
        checked=None if row["checked"] is None else datetime.fromisoformat(row["checked"]),
        created_by=row["created_by"] or "",
    )


def _read_account(column: str | None) -> Account | None:
    if column is None:
        return None
    fields = json.loads(column)
    return Account(**{**fields, "currently_due": tuple(fields["currently_due"])})


def read_attempt(row: sqlite3.Row) -> Attempt:
    """Return the attempt of a row of `attempts`."""
    return Attempt(
        id=row["id"],
        credential_id=row["credential_id"],
        state_digest=row["state_digest"],
        port=row["port"],
        began=datetime.fromisoformat(row["began"]),
    )


def read_activity(row: sqlite3.Row) -> Activity:
    """Return the log entry of a row of `activity`, with the column `present_account` beside it.

    An entry without an account of its own has the present one (JSON, or NULL).
    """
    account = _read_account(row["present_account"]) or Account("")
    if row["account_id"] is not None:
        account = Account(row["account_id"], row["account_name"])
    return Activity(
        at=datetime.fromisoformat(row["at"]),
        kind=ActivityKind(row["kind"]),
        credential_id=row["credential_id"],
        credential_name=row["credential_name"],
        system=System(row["system"]) if row["system"] else None,
        os_user=row["os_user"],
        detail=row["detail"],
        account_id=account.id,
        account_name=account.name,
    )


def read_unsettled(row: sqlite3.Row, since: datetime) -> UnsettledGrant:
    """Return the unsettled grant of a row of `unsettled_grants` or of `attempts`."""
    return UnsettledGrant(
        id=row["id"],
        system=System(row["system"]),
        credential_id=row["credential_id"],
        credential_name=row["credential_name"],
        account_id=row["account_id"],
        since=since,
    )


def account_column(account: Account) -> str:
    """Return the value of the column `account` (JSON)."""
    return json.dumps(asdict(account))


def deadline_columns(credential: Credential) -> dict[str, str | float]:
    """Return the columns of a credential's deadline by name. Raises ValueError if it has none."""
    deadline = credential.deadline
    if deadline is None:
        raise ValueError("an incomplete credential has a deadline")
    return {
        "began_utc": deadline.began.utc.isoformat(),
        "began_boot_seconds": deadline.began.boot_seconds,
        "began_boot_id": deadline.began.boot_id,
        "ttl_seconds": deadline.ttl.total_seconds(),
    }


def write_activity(db: sqlite3.Connection, activity: Activity) -> None:
    """Append an entry to the log."""
    db.execute(
        "INSERT INTO activity (at, kind, credential_id, credential_name, system, os_user, detail,"
        " account_id, account_name) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            activity.at.isoformat(),
            activity.kind.value,
            activity.credential_id,
            activity.credential_name,
            "" if activity.system is None else activity.system.value,
            activity.os_user,
            activity.detail,
            activity.account_id,
            activity.account_name,
        ),
    )


def insert_unsettled(db: sqlite3.Connection, grant: UnsettledGrant) -> None:
    """Add an unsettled grant."""
    db.execute(
        "INSERT INTO unsettled_grants (id, credential_id, credential_name, system, account_id,"
        " since) VALUES (?, ?, ?, ?, ?, ?)",
        (
            grant.id,
            grant.credential_id,
            grant.credential_name,
            grant.system.value,
            grant.account_id,
            grant.since.isoformat(),
        ),
    )


def read_setting(db: sqlite3.Connection, key: str) -> str | None:
    """Return the value of a setting, or None if it is not set."""
    row = db.execute("SELECT value FROM settings WHERE key = ?", (key,)).fetchone()
    return None if row is None else str(row["value"])


def write_setting(db: sqlite3.Connection, key: str, value: str) -> None:
    """Store a setting, and replace its former value."""
    db.execute("INSERT OR REPLACE INTO settings VALUES (?, ?)", (key, value))
