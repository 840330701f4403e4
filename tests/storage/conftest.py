"""A store on a real file, and what is put into it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.credential import Attempt, Credential, SecretPlace, Stage
from desktop_app.core.deadline import APPROVAL_TTL, Deadline, Moment
from desktop_app.core.oauth_state import digest
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.storage.store import SqliteStore
from desktop_app.workflow.ports import Snapshot
from tests.activity_log import write_entry

NOW = Moment(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), 1234.5, "boot-1")
ACCOUNT = Account(
    "acct_1Acme",
    "Ácme Ltd",
    "GB",
    charges_enabled=True,
    payouts_enabled=False,
    currently_due=("external_account", "tos_acceptance.date"),
    disabled_reason="requirements.past_due",
)


@dataclass
class StoreHarness:
    """A store on a file, with short ways to what the tests say again and again.

    The credential of number N is "cred-N"; its attempts are "N-first", "N-second" and so on.
    """

    path: Path
    store: SqliteStore = field(init=False)

    def __post_init__(self) -> None:
        self.store = SqliteStore(self.path)

    def reopen(self) -> None:
        """End without a farewell and begin again, as after a crash."""
        self.store.close()
        self.store = SqliteStore(self.path)

    def credential(self, number: int = 1, name: str = "") -> Credential:
        return Credential(
            id=f"cred-{number}",
            system=System.STRIPE_TEST,
            name=name or f"Billing {number}",
            stage=Stage.INCOMPLETE,
            created=NOW.utc + timedelta(minutes=number),
            deadline=Deadline(NOW, APPROVAL_TTL),
        )

    def attempt(self, number: int = 1, which: str = "first") -> Attempt:
        return Attempt(
            id=f"{number}-{which}",
            credential_id=f"cred-{number}",
            state_digest=digest(f"state of {number}-{which}"),
            port=50000 + number,
            began=NOW.utc,
        )

    def write(self, entry: Activity) -> None:
        """Write an entry into the log, and change nothing else."""
        write_entry(self.path, entry)

    def activity(self, kind: ActivityKind, number: int = 1, detail: str = "") -> Activity:
        return Activity(
            at=NOW.utc + timedelta(hours=1),
            kind=kind,
            credential_id=f"cred-{number}",
            credential_name=f"Billing {number}",
            system=System.STRIPE_TEST,
            os_user="ada",
            detail=detail,
        )

    def begin(self, number: int = 1, name: str = "", system: System = System.STRIPE_TEST) -> None:
        """Store an incomplete credential with its first attempt."""
        self.store.begin(
            replace(self.credential(number, name), system=system),
            self.attempt(number),
            self.activity(ActivityKind.STARTED, number),
        )

    def claim(self, number: int = 1) -> None:
        """Begin it, and record that its code is about to be sent."""
        self.begin(number)
        assert self.store.claim(f"{number}-first")

    def approve(
        self, number: int = 1, which: str = "first", place: SecretPlace = SecretPlace.KEYCHAIN
    ) -> bool:
        return self.store.approve(
            f"{number}-{which}", ACCOUNT, place, self.activity(ActivityKind.APPROVED, number)
        )

    def make_approved(self, number: int = 1, place: SecretPlace = SecretPlace.KEYCHAIN) -> None:
        """Bring one up to APPROVED, with an entry named "entry-N" if the keychain keeps it."""
        self.claim(number)
        entry = f"entry-{number}" if place is SecretPlace.KEYCHAIN else None
        self.store.record_grant(f"{number}-first", System.STRIPE_TEST, ACCOUNT.id, entry)
        assert self.approve(number, place=place)

    def make_active(self, number: int = 1, place: SecretPlace = SecretPlace.KEYCHAIN) -> None:
        self.make_approved(number, place)
        assert self.create(number)

    def create(self, number: int = 1) -> bool:
        return self.store.create(self.activity(ActivityKind.CREATED, number))

    def expire(self, number: int = 1) -> bool:
        return self.store.expire(self.activity(ActivityKind.EXPIRED, number))

    def remove(self, number: int = 1) -> bool:
        stages = dict(self.ask("SELECT id, stage FROM credentials"))
        stage = Stage(stages.get(f"cred-{number}", "incomplete"))
        return self.store.remove(self.activity(ActivityKind.REMOVED, number), stage)

    def lose(self, number: int = 1) -> bool:
        return self.store.lose_attempt(
            f"{number}-first",
            self.grant(number),
            self.activity(ActivityKind.UNKNOWN, number),
        )

    def grant(self, number: int = 1) -> UnsettledGrant:
        return UnsettledGrant(
            id=f"grant-{number}",
            system=System.STRIPE_TEST,
            credential_id=f"cred-{number}",
            credential_name=f"Billing {number}",
            account_id="acct_1Acme",
            since=NOW.utc,
        )

    def snapshot(self) -> Snapshot:
        """What the next run finds."""
        self.reopen()
        return self.store.recover(NOW, "ada")

    def only_credential(self) -> Credential:
        (credential,) = self.snapshot().credentials
        return credential

    def ask(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        """Look into the file, or change it, past the store."""
        with closing(sqlite3.connect(self.path, isolation_level=None)) as db:
            return db.execute(sql, values).fetchall()

    def statuses(self) -> dict[str, str]:
        """The keychain entries that are written down, and what is said of them."""
        return dict(self.ask("SELECT name, status FROM keychain_entries"))

    def kinds(self) -> list[str]:
        """The kinds of all activities, in their order."""
        return [row[0] for row in self.ask("SELECT kind FROM activity ORDER BY id")]


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[StoreHarness]:
    """A store on a file that is not there yet."""
    harness = StoreHarness(tmp_path / "data" / "practice.sqlite3")
    yield harness
    harness.store.close()
