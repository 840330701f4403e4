"""What the program and the practice Stripe wrote down, read with sqlite3 and not by the program."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

# Secret keys and access tokens, refresh tokens, authorization codes.
_SECRET = re.compile(rb"\b(?:[sr]k_(?:live|test)_|rt_|ac_)\w{20,}")


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """One stored credential."""

    id: str
    system: str
    name: str
    stage: str
    account_id: str | None
    secret_place: str
    began: str | None
    ttl_seconds: float | None

    def time_left(self) -> timedelta:
        """Return what is left of an incomplete one's time, by the wall clock; maybe less than 0."""
        assert self.began is not None
        assert self.ttl_seconds is not None
        ends = datetime.fromisoformat(self.began) + timedelta(seconds=self.ttl_seconds)
        return ends - datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One keychain entry that the database knows of."""

    name: str
    credential_id: str
    status: str


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One journey to Stripe that is not over."""

    credential_id: str
    status: str


class Database:
    """What one workspace wrote down."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def credentials(self) -> list[CredentialRecord]:
        """Return the stored credentials, in order of their names."""
        rows = self._known(
            "SELECT id, system, name, stage, account_id, secret_place, began_utc, ttl_seconds"
            " FROM credentials ORDER BY name_key"
        )
        return [CredentialRecord(*row) for row in rows]

    def entries(self) -> list[EntryRecord]:
        """Return the names of keychain entries that are stored."""
        rows = self._known("SELECT name, credential_id, status FROM keychain_entries")
        return [EntryRecord(*row) for row in rows]

    def attempts(self) -> list[AttemptRecord]:
        """Return the journeys to Stripe that are not over."""
        return [
            AttemptRecord(*r) for r in self._known("SELECT credential_id, status FROM attempts")
        ]

    def revocations(self) -> int:
        """Return of how many credentials the access is being revoked, or is to be."""
        ((number,),) = self._known("SELECT count(*) FROM credentials WHERE revoking <> 'no'")
        return int(number)

    def unsettled_grants(self) -> int:
        """Return how many grants nobody could make sure of."""
        ((number,),) = self._known("SELECT count(*) FROM unsettled_grants")
        return int(number)

    def activities(self) -> list[str]:
        """Return the kinds of what happened, the first first."""
        return [str(kind) for (kind,) in self._known("SELECT kind FROM activity ORDER BY id")]

    def m3ter_organizations(self) -> list[str]:
        """Return the ID of the organization at m3ter that is connected, if there is one."""
        return [str(id_) for (id_,) in self._known("SELECT organization_id FROM m3ter_connection")]

    def m3ter_lists(self) -> str:
        """Return what was read from m3ter as it is stored, in JSON; empty if nothing is."""
        return "".join(str(lists) for (lists,) in self._known("SELECT lists FROM m3ter_lists"))

    def make_m3ter_lists_older(self, by: timedelta) -> None:
        """Have what is stored of m3ter read that much earlier, while the program does not run."""
        ((read,),) = self._known("SELECT read FROM m3ter_lists")
        earlier = (datetime.fromisoformat(read) - by).isoformat()
        with _held(self.file) as database:
            database.execute("UPDATE m3ter_lists SET read = ?", (earlier,))
            database.execute("COMMIT")

    @contextmanager
    def database_is_busy(self) -> Iterator[None]:
        """Keep the program from writing anything down while the block lasts; only briefly."""
        with _held(self.file):
            yield

    def _known(self, question: str) -> list[tuple[Any, ...]]:
        return _read(self.file, question)


class Records(Database):
    """The files of one data folder: the Practice workspace's first of all, and its Stripe's."""

    def __init__(self, data_dir: Path) -> None:
        super().__init__(data_dir / "practice.sqlite3")
        self._data_dir = data_dir
        self._practice = data_dir / "practice-stripe"

    def organization(self, organization_id: str) -> Database:
        """Return what an organization's workspace wrote down; it need not be there."""
        return Database(self._data_dir / "organizations" / f"{organization_id}.sqlite3")

    def files_about(self, organization_id: str) -> list[Path]:
        """Return the files of an organization's workspace, whatever SQLite calls them."""
        return sorted(self._data_dir.glob(f"organizations/{organization_id}.*"))

    def databases(self) -> list[Database]:
        """Return what each workspace wrote down, Practice's first."""
        others = sorted(self._data_dir.glob("organizations/*.sqlite3"))
        return [self, *(Database(file) for file in others)]

    def connections(self) -> set[tuple[str, str]]:
        """Return the mode and account of each connection that the practice Stripe granted."""
        return {(str(mode), str(account)) for mode, account in self._granted()}

    def issued_codes(self) -> int:
        """Return how many authorization codes the practice Stripe has given out."""
        ((number,),) = self._stripe("SELECT count(*) FROM code")
        return int(number)

    def redeemed_codes(self) -> int:
        """Return how many authorization codes the practice Stripe has exchanged."""
        ((number,),) = self._stripe("SELECT count(*) FROM code WHERE redeemed > 0")
        return int(number)

    @contextmanager
    def stripe_is_stuck(self) -> Iterator[None]:
        """Keep the practice Stripe from writing anything down, and so from answering."""
        with _held(self._ledger()):
            yield

    def practice_keys(self) -> list[str]:
        """Return the practice Stripe's secret keys."""
        return [str(key) for (key,) in self._stripe("SELECT secret_key FROM client")]

    def practice_port(self) -> int:
        """Return the port at which the practice Stripe and m3ter are served, or were last."""
        ((port,),) = self._stripe("SELECT value FROM setting WHERE name = 'port'")
        return int(port)

    def practice_m3ter_key(self) -> tuple[str, str]:
        """Return the practice m3ter's access key: its id and its secret."""
        ((id_, secret),) = _read(self.practice_m3ter, "SELECT id, secret FROM access_key")
        return str(id_), str(secret)

    @property
    def practice_m3ter(self) -> Path:
        """The practice m3ter's own memory: it has to know its key."""
        return self._practice / "practice-m3ter.sqlite3"

    def files_with_secrets(self, *secrets: str, also: tuple[Path, ...] = ()) -> list[Path]:
        """Return the files that hold one of `secrets`, or anything shaped like a secret.

        All files of the data folder are searched, and those in `also` (files or folders). The
        practice Stripe's and m3ter's own ledgers are the exception: they have to know their keys.
        """
        places = [self._data_dir, *also]
        files = {
            file
            for place in places
            for file in ([place] if place.is_file() else place.rglob("*"))
            if file.is_file() and self._practice not in file.parents
        }
        wanted = [secret.encode() for secret in secrets]

        def tells(file: Path) -> bool:
            try:
                content = file.read_bytes()
            except FileNotFoundError:  # SQLite's journals come and go
                return False
            return any(secret in content for secret in wanted) or bool(_SECRET.search(content))

        return sorted(file for file in files if tells(file))

    def _granted(self) -> list[tuple[Any, ...]]:
        return self._stripe("SELECT mode, account_id FROM connection")

    def _stripe(self, question: str) -> list[tuple[Any, ...]]:
        return _read(self._ledger(), question)

    def _ledger(self) -> Path:
        return self._practice / "practice-stripe.sqlite3"


@contextmanager
def _held(file: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        database.execute("BEGIN IMMEDIATE")
        yield database


def _read(file: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as database:
        rows: list[tuple[Any, ...]] = database.execute(question).fetchall()
        return rows
