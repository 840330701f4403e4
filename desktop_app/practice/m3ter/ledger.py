"""The memory of the practice m3ter: one SQLite file in one folder.

It holds objects as the API returns them, and beside each what only m3ter itself would know. Tokens
are stored only as hashes. The access key is stored in plain text: it is valid only for this ledger,
and only the owner of the file can read it.
"""

import json
import sqlite3
import time
import uuid
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from pathlib import Path
from typing import Any

from desktop_app.practice.clients import random_text
from desktop_app.practice.ledger_file import LedgerFile, digest_of

FILE_NAME = "practice-m3ter.sqlite3"
ORGANIZATION_ID = "practice-organization"
TOKEN_LIFE_SECONDS = 18_000

_SCHEMA = """
CREATE TABLE IF NOT EXISTS access_key (id TEXT PRIMARY KEY, secret TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS token (digest BLOB PRIMARY KEY, issued REAL NOT NULL);
CREATE TABLE IF NOT EXISTS object (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, id TEXT NOT NULL UNIQUE,
    version INTEGER NOT NULL, body TEXT NOT NULL, private TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS object_kind ON object (kind, number);
CREATE INDEX IF NOT EXISTS object_destination
    ON object (kind, json_extract(body, '$.destinationId'), number);
CREATE INDEX IF NOT EXISTS object_credential
    ON object (kind, json_extract(body, '$.integrationCredentialsId'), number);
"""
_FIND = "SELECT number, body, private FROM object WHERE kind = ?"
_NEWEST = f"{_FIND} AND json_extract(body, '$.destinationId') = ? ORDER BY number DESC LIMIT 1"
_FIELDS = frozenset({"destinationId", "integrationCredentialsId", "status"})
_END = 2**63 - 1

Body = Mapping[str, Any]


class Kind(Enum):
    """What an object is."""

    CREDENTIAL = "credential"
    CONFIGURATION = "configuration"
    RUN = "run"


@dataclass(frozen=True, slots=True)
class AccessKey:
    """The key of the made-up service user. The secret is not in the repr."""

    id: str
    secret: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Stored:
    """An object: `body` as the API returns it, and `private` beside it.

    `number` is its place in the order in which objects were added, from 1.
    """

    number: int
    body: Body
    private: Body

    @property
    def id(self) -> str:
        """The object's id, a UUID."""
        return str(self.body["id"])

    @property
    def version(self) -> int:
        """The object's version, from 1."""
        return int(self.body["version"])


class M3terLedger:
    """The access key, the tokens and the objects of one folder.

    The file is made with a new key if there is none. `clock` returns seconds since the epoch. Every
    method is one transaction, and may be called on any thread. Raises OSError or sqlite3.Error if
    the folder or the file can't be used.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._transaction = LedgerFile(folder, FILE_NAME, _SCHEMA).transaction
        self.key = self._load_key()

    def issue_token(self) -> str:
        """Return a new token, valid for `TOKEN_LIFE_SECONDS`."""
        token, now = random_text(64), self._clock()
        with self._transaction() as database:
            database.execute("DELETE FROM token WHERE issued < ?", (now - TOKEN_LIFE_SECONDS,))
            database.execute("INSERT INTO token VALUES (?, ?)", (digest_of(token), now))
        return token

    def is_valid(self, token: str) -> bool:
        """Return whether a token was issued here and has not expired."""
        with self._transaction() as database:
            row = database.execute(
                "SELECT 1 FROM token WHERE digest = ? AND issued > ?",
                (digest_of(token), self._clock() - TOKEN_LIFE_SECONDS),
            ).fetchone()
        return row is not None

    def end_tokens(self) -> None:
        """Make every token invalid."""
        with self._transaction() as database:
            database.execute("DELETE FROM token")

    def add(self, kind: Kind, body: Body, private: Body) -> Stored:
        """Store a new object, and return it with its id, its version and its times."""
        now = self._time()
        fields = {
            "id": str(uuid.uuid4()),
            "version": 1,
            "dtCreated": now,
            "dtLastModified": now,
            "createdBy": self.key.id,
            "lastModifiedBy": self.key.id,
        }
        whole = {**body, **fields}
        with self._transaction() as database:
            number = database.execute(
                "INSERT INTO object (kind, id, version, body, private) VALUES (?, ?, ?, ?, ?)",
                (kind.value, fields["id"], 1, json.dumps(whole), json.dumps(private)),
            ).lastrowid
        return Stored(number or 0, whole, private)

    def find(self, kind: Kind, id_: str) -> Stored | None:
        """Return an object, or None."""
        return self.find_each(kind, [id_]).get(id_)

    def find_each(self, kind: Kind, ids: Collection[str]) -> dict[str, Stored]:
        """Return those objects of a kind that have one of these ids, by id."""
        return self._each(f"{_FIND} AND id = ?", kind, ids)

    def newest_runs(self, destination_ids: Collection[str]) -> dict[str, Stored]:
        """Return the newest run of each of these destinations that has one, by destination."""
        return self._each(_NEWEST, Kind.RUN, destination_ids)

    def page(
        self,
        kind: Kind,
        size: int,
        after: int | None = None,
        *,
        oldest_first: bool = False,
        where: Mapping[str, str] | None = None,
    ) -> list[Stored]:
        """Return up to `size` objects of a kind, the newest first, or the oldest.

        They are those after the object with the number `after`. `where` has the text that fields
        of the body have to have; only `destinationId`, `integrationCredentialsId` and `status` can
        be asked for.
        """
        wanted = where or {}
        if not wanted.keys() <= _FIELDS:
            raise ValueError("an object can't be found by this field")
        conditions = "".join(f" AND json_extract(body, '$.{name}') = ?" for name in wanted)
        begin = (0 if oldest_first else _END) if after is None else after
        order = "> ? ORDER BY number ASC" if oldest_first else "< ? ORDER BY number DESC"
        with self._transaction() as database:
            rows = database.execute(
                f"{_FIND}{conditions} AND number {order} LIMIT ?",
                (kind.value, *wanted.values(), begin, size),
            ).fetchall()
        return [_stored(row) for row in rows]

    def replace(self, kind: Kind, old: Stored, body: Body, private: Body) -> Stored | None:
        """Store another content of an object, unless it has changed since; then return None."""
        kept = {name: old.body[name] for name in ("id", "dtCreated", "createdBy")}
        version = old.version + 1
        fields = {"version": version, "dtLastModified": self._time(), "lastModifiedBy": self.key.id}
        new = Stored(old.number, {**body, **kept, **fields}, private)
        with self._transaction() as database:
            changed = database.execute(
                "UPDATE object SET version = ?, body = ?, private = ?"
                " WHERE kind = ? AND id = ? AND version = ?",
                (
                    version,
                    json.dumps(new.body),
                    json.dumps(private),
                    kind.value,
                    old.id,
                    old.version,
                ),
            ).rowcount
        return new if changed == 1 else None

    def delete(self, kind: Kind, id_: str) -> bool:
        """Delete an object. Return False if there is none."""
        with self._transaction() as database:
            changed = database.execute(
                "DELETE FROM object WHERE kind = ? AND id = ?", (kind.value, id_)
            ).rowcount
        return changed == 1

    def _each(self, query: str, kind: Kind, values: Collection[str]) -> dict[str, Stored]:
        """Return the object that a query finds for each value, in one transaction, by value."""
        found: dict[str, Stored] = {}
        with self._transaction() as database:
            for value in values:
                row = database.execute(query, (kind.value, value)).fetchone()
                if row is not None:
                    found[value] = _stored(row)
        return found

    def _time(self) -> str:
        now = datetime.fromtimestamp(self._clock(), UTC)
        return now.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def _load_key(self) -> AccessKey:
        with self._transaction() as database:
            row = database.execute("SELECT id, secret FROM access_key").fetchone()
            if row is None:
                # No key of m3ter's has these shapes, so none can be taken for one.
                made = (f"standin_key_{random_text(16)}", f"standin_secret_{random_text(40)}")
                database.execute("INSERT INTO access_key VALUES (?, ?)", made)
                return AccessKey(*made)
        return AccessKey(row["id"], row["secret"])


def _stored(row: sqlite3.Row) -> Stored:
    return Stored(row["number"], json.loads(row["body"]), json.loads(row["private"]))
