"""The database, as the workflow's `Store` port.

Every method is one transaction. A method that returns a bool decides a race by one conditional
UPDATE or DELETE: the caller that changed the row has won. The conditions come from the table of
steps (`core/lifecycle.py`).
"""

import logging
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Attempt, Credential, Revoking, SecretPlace, Stage
from desktop_app.core.deadline import Moment
from desktop_app.core.errors import NameTakenError, StorageError, StorageProblem
from desktop_app.core.lifecycle import Step
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.storage.conditions import condition, take
from desktop_app.storage.database import open_database, problem_of
from desktop_app.storage.rows import (
    account_column,
    deadline_columns,
    insert_unsettled,
    read_activity,
    read_attempt,
    read_credential,
    read_setting,
    read_unsettled,
    write_activity,
    write_setting,
)
from desktop_app.workflow.ports import Snapshot

_log = logging.getLogger(__name__)

_RETURN_PORT = "return_port"

# SQL conditions that select credentials: all, one, or those with a certain account.
_ALL = "TRUE"
_ONE = "id = :id"
_OF_ACCOUNT = "system = :system AND account_id = :account_id"
# Incomplete credentials have a deadline, and those that were approved and never created.
_NO_DEADLINE = (
    "began_utc = NULL, began_boot_seconds = NULL, began_boot_id = NULL, ttl_seconds = NULL"
)
# The account of a credential that was created before is known when it is approved again.
_FIRST_DEADLINE = ", ".join(
    f"{column} = CASE WHEN account_id IS NULL THEN {column} END"
    for column in ("began_utc", "began_boot_seconds", "began_boot_id", "ttl_seconds")
)
# All credentials, each with the user who created it first. With `min`, SQLite takes the other
# columns from the row that has the minimum.
_CREDENTIALS = (
    "SELECT credentials.*, creation.os_user AS created_by FROM credentials LEFT JOIN"
    " (SELECT credential_id, os_user, min(id) FROM activity WHERE kind = 'created'"
    " GROUP BY credential_id) AS creation ON creation.credential_id = credentials.id"
    " ORDER BY created"
)
# The log. An entry that is older than the columns of its account is about the present account of
# its credential, if it was written by the approval of that account or later.
_ACTIVITIES = (
    "SELECT activity.*, credentials.account AS present_account FROM activity LEFT JOIN"
    " (SELECT credential_id, max(id) AS id FROM activity WHERE kind = 'approved'"
    " GROUP BY credential_id) AS approval ON activity.account_id IS NULL"
    " AND approval.credential_id = activity.credential_id AND approval.id <= activity.id"
    " LEFT JOIN credentials ON credentials.id = approval.credential_id"
    " ORDER BY activity.id LIMIT -1 OFFSET :known"
)
# Without a new time, the time of the last reading stays.
_CHECKED = "checked = coalesce(:checked, checked)"


class SqliteStore:
    """Implements `workflow.ports.Store` in the file `path`. Use it on one thread only."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._closed = False

    def close(self) -> None:
        """Close the file for good. Call it on the thread that used it."""
        self._closed = True
        self._disconnect()

    def _disconnect(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    # -- the workflow's port ------------------------------------------------------------------

    def recover(self, now: Moment, os_user: str) -> Snapshot:
        """See `Store.recover`."""
        with self.transaction() as db:
            take(db, Step.END_SESSION, _ALL, {})
            for row in db.execute("SELECT * FROM attempts WHERE status = 'exchanging'").fetchall():
                grant = read_unsettled(row, since=now.utc)
                insert_unsettled(db, grant)
                write_activity(db, grant.activity(ActivityKind.UNKNOWN, now.utc, os_user))
            db.execute("DELETE FROM attempts WHERE status = 'exchanging'")
            db.execute("UPDATE keychain_entries SET status = 'deleting' WHERE status = 'pending'")
            port = read_setting(db, _RETURN_PORT)
            connected = db.execute("SELECT 1 FROM m3ter_connection").fetchone() is not None
            credentials = tuple(
                _rebased(db, read_credential(row), now)
                for row in db.execute(_CREDENTIALS).fetchall()
            )
            return Snapshot(
                credentials=credentials,
                open_attempts=tuple(
                    read_attempt(row) for row in db.execute("SELECT * FROM attempts ORDER BY began")
                ),
                unsettled_grants=tuple(
                    read_unsettled(row, since=datetime.fromisoformat(row["since"]))
                    for row in db.execute("SELECT * FROM unsettled_grants ORDER BY since")
                ),
                return_port=int(port) if port else None,
                is_m3ter_connected=connected,
            )

    def begin(self, credential: Credential, attempt: Attempt, activity: Activity) -> None:
        """See `Store.begin`."""
        deadline = deadline_columns(credential)
        with self.transaction(activity) as db:
            # The stored key is not compared: migration 4 may have given a credential another one.
            taken = db.execute(
                "SELECT 1 FROM credentials WHERE system = ? AND key_of_name(name) = ?",
                (credential.system.value, credential.name_key),
            ).fetchone()
            if taken:
                raise NameTakenError
            db.execute(
                "INSERT INTO credentials (id, system, name, name_key, stage, created, began_utc,"
                " began_boot_seconds, began_boot_id, ttl_seconds, secret_place)"
                " VALUES (:id, :system, :name, :name_key, :stage, :created, :began_utc,"
                " :began_boot_seconds, :began_boot_id, :ttl_seconds, :secret_place)",
                {
                    "id": credential.id,
                    "system": credential.system.value,
                    "name": credential.name,
                    "name_key": credential.name_key,
                    "stage": Stage.INCOMPLETE.value,
                    "created": credential.created.isoformat(),
                    "secret_place": SecretPlace.NONE.value,
                    **deadline,
                },
            )
            _insert_attempt(db, attempt)
            write_activity(db, activity)

    def add_attempt(self, attempt: Attempt) -> bool:
        """See `Store.add_attempt`."""
        with self.transaction() as db:
            return _insert_attempt(db, attempt)

    def reauthorize(self, credential: Credential, attempt: Attempt, activity: Activity) -> bool:
        """See `Store.reauthorize`."""
        deadline = deadline_columns(credential)
        with self.transaction(activity) as db:
            begun = take(
                db,
                Step.REAUTHORIZE,
                _ONE,
                {"id": credential.id, **deadline},
                also_set="began_utc = :began_utc, began_boot_seconds = :began_boot_seconds,"
                " began_boot_id = :began_boot_id, ttl_seconds = :ttl_seconds",
            )
            if begun:
                _insert_attempt(db, attempt)
                write_activity(db, activity)
            return begun

    def claim(self, attempt_id: str) -> bool:
        """See `Store.claim`."""
        with self.transaction() as db:
            return _changed(
                db,
                "UPDATE attempts SET status = 'exchanging' WHERE id = :attempt_id"  # noqa: S608  (no input)
                f" AND credential_id IN ({_allowed(Step.CLAIM)})",
                {"attempt_id": attempt_id},
            )

    def record_grant(
        self, attempt_id: str, system: System, account_id: str, entry: str | None
    ) -> None:
        """See `Store.record_grant`."""
        with self.transaction() as db:
            known = _changed(
                db,
                "UPDATE attempts SET system = :system, account_id = :account_id WHERE id = :id",
                {"system": system.value, "account_id": account_id, "id": attempt_id},
            )
            if not known:
                # Another program has changed the database. Without the attempt, the keychain entry
                # would have no owner.
                raise _failed("the attempt is not in the database any more")
            if entry is not None:
                # An entry that an earlier exchange did not finish is never used.
                db.execute(
                    "UPDATE keychain_entries SET status = 'deleting' WHERE status = 'pending'"
                    " AND credential_id = (SELECT credential_id FROM attempts WHERE id = ?)",
                    (attempt_id,),
                )
                db.execute(
                    "INSERT INTO keychain_entries (name, credential_id, status)"
                    " SELECT ?, credential_id, 'pending' FROM attempts WHERE id = ?",
                    (entry, attempt_id),
                )

    def approve(
        self,
        attempt_id: str,
        account: Account,
        place: SecretPlace,
        activity: Activity,
        checked: datetime | None = None,
    ) -> bool:
        """See `Store.approve`."""
        with self.transaction(activity) as db:
            approved = take(
                db,
                Step.APPROVE,
                _ALL,
                {
                    "attempt_id": attempt_id,
                    "account_id": account.id,
                    "account": account_column(account),
                    "place": place.value,
                    "checked": _text(checked),
                },
                also_set="account_id = :account_id, account = :account, secret_place = :place,"
                f" {_CHECKED}, {_FIRST_DEADLINE}",
            )
            is_used = approved and place is SecretPlace.KEYCHAIN
            db.execute(
                "UPDATE keychain_entries SET status = ? WHERE status = 'pending' AND credential_id"
                " = (SELECT credential_id FROM attempts WHERE id = ?)",
                ("whole" if is_used else "deleting", attempt_id),
            )
            if approved:
                # The approval settles earlier grants of the credential whose response was lost, but
                # not those of another account or of the other mode.
                db.execute(
                    "DELETE FROM unsettled_grants WHERE account_id IN ('', ?)"
                    " AND (credential_id, system) ="
                    " (SELECT credential_id, system FROM attempts WHERE id = ?)",
                    (account.id, attempt_id),
                )
                db.execute(
                    "DELETE FROM attempts WHERE credential_id ="
                    " (SELECT credential_id FROM attempts WHERE id = ?)",
                    (attempt_id,),
                )
                write_activity(db, activity)
            return approved

    def end_attempt(self, attempt_id: str, activity: Activity | None) -> bool:
        """See `Store.end_attempt`."""
        with self.transaction(activity) as db:
            ended = _changed(db, "DELETE FROM attempts WHERE id = :id", {"id": attempt_id})
            if ended and activity is not None:
                write_activity(db, activity)
            return ended

    def lose_attempt(self, attempt_id: str, grant: UnsettledGrant, activity: Activity) -> bool:
        """See `Store.lose_attempt`."""
        with self.transaction(activity) as db:
            lost = _changed(db, "DELETE FROM attempts WHERE id = :id", {"id": attempt_id})
            if lost:
                insert_unsettled(db, grant)
                write_activity(db, activity)
            return lost

    def end_attempts(self, activity: Activity) -> bool:
        """See `Store.end_attempts`."""
        with self.transaction(activity) as db:
            stopped = db.execute(
                "DELETE FROM attempts WHERE credential_id = :id"  # noqa: S608  (no input)
                f" AND credential_id IN ({_allowed(Step.STOP_WAITING)})",
                {"id": activity.credential_id},
            ).rowcount
            if stopped:
                write_activity(db, activity)
            return stopped > 0

    def reserve_entry(self, entry: str, owner: str) -> None:
        """See `KeychainEntryNames.reserve_entry`."""
        with self.transaction() as db:
            db.execute(
                "INSERT INTO keychain_entries (name, credential_id, status)"
                " VALUES (?, ?, 'pending')",
                (entry, owner),
            )

    def move_to_keychain(self, credential_id: str, entry: str) -> bool:
        """See `Store.move_to_keychain`."""
        with self.transaction() as db:
            moved = take(db, Step.MOVE_TO_KEYCHAIN, _ONE, {"id": credential_id})
            db.execute(
                "UPDATE keychain_entries SET status = ? WHERE name = ?",
                ("whole" if moved else "deleting", entry),
            )
            return moved

    def mark_entry_for_deletion(self, entry: str) -> None:
        """See `KeychainEntryNames.mark_entry_for_deletion`."""
        with self.transaction() as db:
            db.execute("UPDATE keychain_entries SET status = 'deleting' WHERE name = ?", (entry,))

    def confirm_entry_deleted(self, entry: str) -> None:
        """See `KeychainEntryNames.confirm_entry_deleted`."""
        with self.transaction() as db:
            db.execute(
                "DELETE FROM keychain_entries WHERE name = ? AND status = 'deleting'", (entry,)
            )

    def entries_to_delete(self) -> tuple[str, ...]:
        """See `KeychainEntryNames.entries_to_delete`."""
        with self.transaction() as db:
            return _entries_to_delete(db)

    def create(self, activity: Activity) -> bool:
        """See `Store.create`."""
        with self.transaction(activity) as db:
            created = take(
                db,
                Step.CREATE,
                _ONE,
                {"id": activity.credential_id, "at": activity.at.isoformat()},
                also_set=f"created = :at, {_NO_DEADLINE}",
            )
            if created:
                write_activity(db, activity)
            return created

    def reconnect(self, activity: Activity) -> bool:
        """See `Store.reconnect`."""
        with self.transaction(activity) as db:
            reconnected = take(db, Step.RECONNECT, _ONE, {"id": activity.credential_id})
            if reconnected:
                write_activity(db, activity)
            return reconnected

    def reject_account(
        self, activity: Activity, *, revoking: bool = False, shared: bool = False
    ) -> bool:
        """See `Store.reject_account`."""
        with self.transaction(activity) as db:
            rejected = take(
                db,
                Step.REJECT_SHARED_ACCOUNT if shared else Step.REJECT_ACCOUNT,
                _ONE,
                {
                    "id": activity.credential_id,
                    "seen_is_revoking": revoking,
                    "place": SecretPlace.NONE.value,
                    "revoking": Revoking.NO.value,
                },
                also_set="account_id = NULL, account = NULL, secret_place = :place,"
                " revoking = :revoking, checked = NULL",
            )
            if rejected:
                _mark_entries(db, activity.credential_id)
                write_activity(db, activity)
            return rejected

    def expire(self, activity: Activity) -> bool:
        """See `Store.expire`."""
        with self.transaction(activity) as db:
            return _removed(db, Step.EXPIRE, activity, {})

    def cancel_reauthorization(self, activity: Activity) -> bool:
        """See `Store.cancel_reauthorization`."""
        with self.transaction(activity) as db:
            cancelled = take(
                db,
                Step.CANCEL_REAUTHORIZATION,
                _ONE,
                {"id": activity.credential_id},
                also_set=_NO_DEADLINE,
            )
            if cancelled:
                db.execute(
                    "DELETE FROM attempts WHERE credential_id = ?", (activity.credential_id,)
                )
                write_activity(db, activity)
            return cancelled

    def update_account(
        self,
        system: System,
        account: Account,
        checked: datetime,
        activities: tuple[Activity, ...] = (),
    ) -> None:
        """See `Store.update_account`."""
        with self.transaction(*activities) as db:
            values = {
                "system": system.value,
                "account_id": account.id,
                "account": account_column(account),
                "checked": _text(checked),
            }
            changes = f"account = :account, {_CHECKED}"
            if take(db, Step.UPDATE_ACCOUNT, _OF_ACCOUNT, values, also_set=changes):
                for activity in activities:
                    write_activity(db, activity)

    def begin_revocation(self, credential_id: str, stage: Stage, revoking: Revoking) -> bool:
        """See `Store.begin_revocation`."""
        with self.transaction() as db:
            seen = {"seen_stage": stage.value, "seen_revoking": revoking.value}
            return take(db, Step.BEGIN_REVOCATION, _ONE, {"id": credential_id, **seen})

    def end_revocation(self, credential_id: str, *, to_do: bool = False) -> None:
        """See `Store.end_revocation`."""
        with self.transaction() as db:
            step = Step.POSTPONE_REVOCATION if to_do else Step.END_REVOCATION
            take(db, step, _ONE, {"id": credential_id})

    def cancel_revocation(self, credential_id: str) -> bool:
        """See `Store.cancel_revocation`."""
        with self.transaction() as db:
            return take(db, Step.CANCEL_REVOCATION, _ONE, {"id": credential_id})

    def remove(
        self, activity: Activity, stage: Stage, *, revoking: bool = False, shared: bool = False
    ) -> bool:
        """See `Store.remove`."""
        with self.transaction(activity) as db:
            step = Step.REMOVE_SHARED if shared else Step.REMOVE
            seen = {"seen_stage": stage.value, "seen_is_revoking": revoking}
            return _removed(db, step, activity, seen)

    def record_revoked(
        self,
        activities: tuple[Activity, ...],
        system: System,
        account_id: str,
        checked: datetime | None = None,
    ) -> None:
        """See `Store.record_revoked`."""
        with self.transaction(*activities) as db:
            account = {"system": system.value, "account_id": account_id}
            values = {**account, "checked": _text(checked)}
            take(db, Step.RECORD_REVOKED, _OF_ACCOUNT, values, also_set=_CHECKED)
            db.execute(
                "UPDATE keychain_entries SET status = 'deleting' WHERE credential_id IN"
                " (SELECT id FROM credentials WHERE system = :system AND account_id = :account_id)",
                account,
            )
            for activity in activities:
                write_activity(db, activity)

    def activities(self, known: int) -> tuple[Activity, ...]:
        """See `Store.activities`."""
        with self.transaction() as db:
            # No log entry is ever deleted, so the number of known entries is an offset.
            rows = db.execute(_ACTIVITIES, {"known": known})
            return tuple(read_activity(row) for row in rows)

    def credential_entry(self, credential_id: str) -> str | None:
        """See `Store.credential_entry`."""
        with self.transaction() as db:
            return _whole_entry(db, credential_id)

    def record(self, activities: tuple[Activity, ...]) -> None:
        """See `Store.record`."""
        with self.transaction(*activities) as db:
            for activity in activities:
                write_activity(db, activity)

    def settle_grant(self, grant_id: str, activity: Activity) -> bool:
        """See `Store.settle_grant`."""
        with self.transaction(activity) as db:
            settled = _changed(db, "DELETE FROM unsettled_grants WHERE id = :id", {"id": grant_id})
            if settled:
                write_activity(db, activity)
            return settled

    def remember_return_port(self, port: int) -> None:
        """See `Store.remember_return_port`."""
        with self.transaction() as db:
            write_setting(db, _RETURN_PORT, str(port))

    def secret_entry(self, system: System) -> str | None:
        """See `Store.secret_entry`."""
        with self.transaction() as db:
            return _whole_entry(db, owner_of(system))

    # -- inside -------------------------------------------------------------------------------

    @contextmanager
    def transaction(self, *entries: Activity | None) -> Iterator[sqlite3.Connection]:
        """Run one transaction. `entries` are the log entries that it writes: they name its step."""
        try:
            if self._closed:
                raise StorageError("the database was closed")
            if self._connection is None:
                self._connection = open_database(self._path)
            db = self._connection
            db.execute("BEGIN IMMEDIATE")
            try:
                yield db
                db.execute("COMMIT")
            except BaseException:
                if db.in_transaction:
                    db.execute("ROLLBACK")
                raise
        except (sqlite3.Error, OSError) as error:
            reason = f"{type(error).__name__}: {error}"
            raise self._broken(reason, problem_of(error), entries) from error
        except (KeyError, TypeError, ValueError) as error:
            reason = f"a row can't be read: {type(error).__name__}"
            raise self._broken(reason, StorageProblem.DAMAGED, entries) from error

    def _broken(
        self, reason: str, problem: StorageProblem | None, entries: Iterable[Activity | None]
    ) -> StorageError:
        if problem is StorageProblem.DAMAGED:
            # The person may put another file in the place of this one, which is opened then.
            self._disconnect()
        unsaved = next(filter(None, entries), None)
        return _failed(f"{self._path.name}: {reason}", problem, unsaved)


def _failed(
    reason: str, problem: StorageProblem | None = None, unsaved: Activity | None = None
) -> StorageError:
    # The message that the person sees refers to the log.
    _log.error("the database failed: %s", reason)
    return StorageError(reason, problem, unsaved)


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat()


def _changed(db: sqlite3.Connection, sql: str, values: Mapping[str, str | float]) -> bool:
    return db.execute(sql, values).rowcount == 1


def _allowed(step: Step) -> str:
    """Return the SQL that selects the ids of the credentials that may take a step."""
    return f"SELECT id FROM credentials WHERE {condition(step)}"  # noqa: S608  (no input)


def _removed(
    db: sqlite3.Connection, step: Step, activity: Activity, seen: Mapping[str, str | float]
) -> bool:
    """Delete a credential by `step`, with its open attempts, and mark its keychain entries.

    An attempt whose code is being exchanged stays, so that its outcome is not lost.
    """
    credential_id = activity.credential_id
    if not take(db, step, _ONE, {"id": credential_id, **seen}):
        return False
    db.execute("DELETE FROM attempts WHERE credential_id = ? AND status = 'open'", (credential_id,))
    _mark_entries(db, credential_id)
    write_activity(db, activity)
    return True


def _mark_entries(db: sqlite3.Connection, credential_id: str) -> None:
    """Record that the keychain entries of a credential must be deleted."""
    db.execute(
        "UPDATE keychain_entries SET status = 'deleting' WHERE credential_id = ?",
        (credential_id,),
    )


def _insert_attempt(db: sqlite3.Connection, attempt: Attempt) -> bool:
    return (
        db.execute(
            "INSERT INTO attempts (id, credential_id, credential_name,"  # noqa: S608  (no input)
            " system, state_digest, port, began, status)"
            " SELECT ?, id, name, system, ?, ?, ?, 'open' FROM credentials"
            f" WHERE id = ? AND id IN ({_allowed(Step.ADD_ATTEMPT)})",
            (
                attempt.id,
                attempt.state_digest,
                attempt.port,
                attempt.began.isoformat(),
                attempt.credential_id,
            ),
        ).rowcount
        == 1
    )


def _rebased(db: sqlite3.Connection, credential: Credential, now: Moment) -> Credential:
    """Rebase the deadline of an earlier boot onto the boot clock of `now`, and store it."""
    deadline = credential.deadline
    if deadline is None or (rebased := deadline.rebased(now)) is deadline:
        return credential
    began = rebased.began
    db.execute(
        "UPDATE credentials SET began_utc = ?, began_boot_seconds = ?, began_boot_id = ?"
        " WHERE id = ?",
        (began.utc.isoformat(), began.boot_seconds, began.boot_id, credential.id),
    )
    return replace(credential, deadline=rebased)


def _whole_entry(db: sqlite3.Connection, owner: str) -> str | None:
    row = db.execute(
        "SELECT name FROM keychain_entries WHERE credential_id = ? AND status = 'whole'", (owner,)
    ).fetchone()
    return None if row is None else str(row["name"])


def _entries_to_delete(db: sqlite3.Connection) -> tuple[str, ...]:
    rows = db.execute("SELECT name FROM keychain_entries WHERE status = 'deleting' ORDER BY name")
    return tuple(row["name"] for row in rows)
