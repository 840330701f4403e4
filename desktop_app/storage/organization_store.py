"""The database of an organization: a workspace's database, with the connection profile."""

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import asdict

from desktop_app.core.activity import Activity
from desktop_app.core.errors import PlatformMismatchError
from desktop_app.core.lifecycle import Step
from desktop_app.core.platform_secret import owner_of
from desktop_app.core.profile import Platform
from desktop_app.core.systems import System
from desktop_app.storage.conditions import take
from desktop_app.storage.m3ter_store import forget_m3ter
from desktop_app.storage.rows import read_setting, write_activity, write_setting
from desktop_app.storage.store import SqliteStore

_PROFILE = "profile"
# All tables except the settings and the names of keychain entries.
_HISTORY = ("attempts", "credentials", "unsettled_grants", "activity")
_APPEND_ONLY_TRIGGER = "activity_is_never_deleted"


class SqliteOrganizationStore(SqliteStore):
    """Implements `workflow.ports.OrganizationStore`."""

    def profile(self) -> str | None:
        """Return the text of the profile, or None if the organization is not connected."""
        with self.transaction() as db:
            return read_setting(db, _PROFILE)

    def knows_of_entries(self) -> bool:
        """See `OrganizationStore.knows_of_entries`."""
        with self.transaction() as db:
            return db.execute("SELECT 1 FROM keychain_entries").fetchone() is not None

    def save_profile(
        self,
        text: str,
        entries: Mapping[System, str],
        platforms: Mapping[System, Platform],
        activities: tuple[Activity, ...],
    ) -> bool:
        """See `OrganizationStore.save_profile`."""
        with self.transaction() as db:
            if _is_exchanging(db):
                return False
            for system, platform in platforms.items():
                _store_platform(db, system, platform)
            # Codes of the open attempts belong to the former registration.
            db.execute("DELETE FROM attempts")
            for system in System:
                _replace_secret(db, system, entries.get(system))
            write_setting(db, _PROFILE, text)
            _write_all(db, activities)
            return True

    def replace_secret(
        self, system: System, entry: str | None, platform: Platform, activity: Activity
    ) -> None:
        """See `OrganizationStore.replace_secret`."""
        with self.transaction() as db:
            _store_platform(db, system, platform)
            _replace_secret(db, system, entry)
            write_activity(db, activity)

    def forget_organization(self, activities: tuple[Activity, ...], *, erase: bool) -> bool:
        """See `OrganizationStore.forget_organization`."""
        with self.transaction() as db:
            if _is_exchanging(db):
                return False
            db.execute("DELETE FROM attempts")
            db.execute("DELETE FROM settings WHERE key = ?", (_PROFILE,))
            db.execute("UPDATE keychain_entries SET status = 'deleting'")
            forget_m3ter(db)
            take(db, Step.FORGET_ORGANIZATION, "TRUE", {})
            if erase:
                _erase(db)
            else:
                _write_all(db, activities)
            return True

    def is_needed(self) -> bool:
        """Return whether the database has to stay; see `OrganizationRepository.delete`."""
        with self.transaction() as db:
            needed = db.execute(
                "SELECT 1 FROM settings WHERE key = ? UNION SELECT 1 FROM keychain_entries"
                " UNION SELECT 1 FROM activity UNION SELECT 1 FROM credentials",
                (_PROFILE,),
            )
            return needed.fetchone() is not None


def _store_platform(db: sqlite3.Connection, system: System, platform: Platform) -> None:
    """Store the platform of a mode.

    Raises PlatformMismatchError if credentials or unsettled grants belong to another platform.
    """
    key = f"platform {system.value}"
    stored = read_setting(db, key)
    if stored is not None:
        known = Platform(**json.loads(stored))
        used = db.execute(
            "SELECT 1 FROM credentials WHERE system = :system"
            " UNION SELECT 1 FROM unsettled_grants WHERE system = :system",
            {"system": system.value},
        )
        if platform.differs_from(known):
            if used.fetchone() is not None:
                raise PlatformMismatchError(system)
        elif not platform.account_id:
            platform = known
    write_setting(db, key, json.dumps(asdict(platform)))


def _write_all(db: sqlite3.Connection, activities: tuple[Activity, ...]) -> None:
    for activity in activities:
        write_activity(db, activity)


def _is_exchanging(db: sqlite3.Connection) -> bool:
    row = db.execute("SELECT 1 FROM attempts WHERE status = 'exchanging'").fetchone()
    return row is not None


def _erase(db: sqlite3.Connection) -> None:
    """Delete the history now: the file stays until all keychain entries are deleted."""
    trigger = db.execute(
        "SELECT sql FROM sqlite_master WHERE name = ?", (_APPEND_ONLY_TRIGGER,)
    ).fetchone()
    db.execute(f"DROP TRIGGER {_APPEND_ONLY_TRIGGER}")
    for table in _HISTORY:
        db.execute(f"DELETE FROM {table}")  # noqa: S608  (no input)
    db.execute(trigger["sql"])


def _replace_secret(db: sqlite3.Connection, system: System, entry: str | None) -> None:
    db.execute(
        "UPDATE keychain_entries SET status = CASE WHEN name = ? THEN 'whole' ELSE 'deleting' END"
        " WHERE credential_id = ?",
        (entry, owner_of(system)),
    )
