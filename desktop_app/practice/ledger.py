"""The memory of the practice Stripe: one SQLite file in one folder.

Codes, tokens and visits are stored only as hashes. The clients' keys are stored in plain text: they
are valid only for this ledger, and only the owner of the file can read it.
"""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from desktop_app.practice.clients import (
    Client,
    Clients,
    Mode,
    key_prefix,
    new_client,
    random_text,
)
from desktop_app.practice.ledger_file import LedgerFile, digest_of

FILE_NAME = "practice-stripe.sqlite3"
CODE_LIFE_SECONDS = 300.0
VISIT_LIFE_SECONDS = 3600.0

_SCHEMA = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS client (
    mode TEXT PRIMARY KEY, client_id TEXT NOT NULL, secret_key TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS redirect_uri (uri TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS visit (
    digest BLOB PRIMARY KEY, step TEXT NOT NULL, mode TEXT NOT NULL, redirect_uri TEXT NOT NULL,
    scope TEXT NOT NULL, state TEXT, email TEXT NOT NULL, began REAL NOT NULL);
CREATE TABLE IF NOT EXISTS code (
    digest BLOB PRIMARY KEY, mode TEXT NOT NULL, account_id TEXT NOT NULL,
    redirect_uri TEXT NOT NULL, scope TEXT NOT NULL, issued REAL NOT NULL,
    redeemed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS connection (
    mode TEXT NOT NULL, account_id TEXT NOT NULL, code_digest BLOB NOT NULL,
    token_digest BLOB NOT NULL, PRIMARY KEY (mode, account_id));
CREATE TABLE IF NOT EXISTS provided (
    mode TEXT NOT NULL, account_id TEXT NOT NULL, PRIMARY KEY (mode, account_id));
"""


class VisitPage(Enum):
    """The two pages of a visit."""

    LOG_IN = "log_in"
    DECIDE = "decide"


@dataclass(frozen=True, slots=True)
class AuthorizeRequest:
    """A valid authorization request. `state` is None if none was sent; `email` may be empty."""

    mode: Mode
    redirect_uri: str
    scope: str
    state: str | None
    email: str


class Refusal(Enum):
    """Why a code was not redeemed."""

    UNKNOWN = auto()
    NOT_YOURS = auto()
    USED = auto()
    EXPIRED = auto()
    OTHER_REDIRECT_URI = auto()


@dataclass(frozen=True, slots=True)
class Redemption:
    """The access that a code was redeemed for."""

    account_id: str
    scope: str


class Ledger:
    """The clients, visits, codes and connections of one folder.

    The file is made with new clients if there is none. `clock` returns seconds since the epoch.
    Every method is one transaction, and may be called on any thread. Raises OSError or
    sqlite3.Error if the folder or the file can't be used.
    """

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._transaction = LedgerFile(folder, FILE_NAME, _SCHEMA).transaction
        self.clients: Clients = self._load_clients()

    def remembered_port(self) -> int | None:
        """Return the port that was served last, or None."""
        with self._transaction() as database:
            row = database.execute("SELECT value FROM setting WHERE name = 'port'").fetchone()
        return int(row["value"]) if row else None

    def remember_port(self, port: int) -> None:
        """Store the port that is served now."""
        with self._transaction() as database:
            database.execute("INSERT OR REPLACE INTO setting VALUES ('port', ?)", (str(port),))

    def register_redirect_uri(self, uri: str) -> None:
        """Register a redirect URI for both clients, if it is not registered yet."""
        with self._transaction() as database:
            database.execute("INSERT OR IGNORE INTO redirect_uri VALUES (?)", (uri,))

    def redirect_uris(self) -> list[str]:
        """Return the registered redirect URIs, in the order of their registration."""
        with self._transaction() as database:
            rows = database.execute("SELECT uri FROM redirect_uri ORDER BY rowid").fetchall()
        return [row["uri"] for row in rows]

    def open_visit(self, page: VisitPage, request: AuthorizeRequest) -> str:
        """Store that a person is on a page of a visit. Return the one-time ticket of the page."""
        ticket, now = random_text(43), self._clock()
        with self._transaction() as database:
            database.execute("DELETE FROM visit WHERE began < ?", (now - VISIT_LIFE_SECONDS,))
            database.execute(
                "INSERT INTO visit VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    digest_of(ticket),
                    page.value,
                    request.mode.value,
                    request.redirect_uri,
                    request.scope,
                    request.state,
                    request.email,
                    now,
                ),
            )
        return ticket

    def find_visit(self, page: VisitPage, ticket: str) -> AuthorizeRequest | None:
        """Return the request of a page's ticket, or None if the ticket is not valid (any more)."""
        with self._transaction() as database:
            return self._visit(database, page, ticket)

    def close_visit(self, page: VisitPage, ticket: str) -> AuthorizeRequest | None:
        """Use up a page's ticket and return its request. Only one caller gets it, others None."""
        with self._transaction() as database:
            request = self._visit(database, page, ticket)
            database.execute(
                "DELETE FROM visit WHERE digest = ? AND step = ?", (digest_of(ticket), page.value)
            )
        return request

    def issue_code(self, request: AuthorizeRequest, account_id: str) -> str:
        """Return a new authorization code (`ac_…`): single use, five minutes."""
        code = f"ac_{random_text(32)}"
        with self._transaction() as database:
            database.execute(
                "INSERT INTO code VALUES (?, ?, ?, ?, ?, ?, 0)",
                (
                    digest_of(code),
                    request.mode.value,
                    account_id,
                    request.redirect_uri,
                    request.scope,
                    self._clock(),
                ),
            )
        return code

    def redeem(
        self, code: str, mode: Mode, access_token: str, redirect_uri: str | None
    ) -> Redemption | Refusal:
        """Redeem a code of `mode`, and connect its account with `access_token`.

        A code that was redeemed before is refused, and its connection ends (RFC 6749 §4.1.2, and
        Stripe does the same). `redirect_uri` is compared if it is given (RFC 6749 §4.1.3).
        """
        digest = digest_of(code)
        with self._transaction() as database:
            row = database.execute("SELECT * FROM code WHERE digest = ?", (digest,)).fetchone()
            if row is None:
                return Refusal.UNKNOWN
            if row["mode"] != mode.value:
                return Refusal.NOT_YOURS
            if row["redeemed"]:
                database.execute("DELETE FROM connection WHERE code_digest = ?", (digest,))
                return Refusal.USED
            if not 0 <= self._clock() - row["issued"] < CODE_LIFE_SECONDS:
                return Refusal.EXPIRED
            if redirect_uri not in (None, row["redirect_uri"]):
                return Refusal.OTHER_REDIRECT_URI
            database.execute("UPDATE code SET redeemed = 1 WHERE digest = ?", (digest,))
            database.execute(
                "INSERT OR REPLACE INTO connection VALUES (?, ?, ?, ?)",
                (mode.value, row["account_id"], digest, digest_of(access_token)),
            )
            return Redemption(row["account_id"], row["scope"])

    def disconnect(self, mode: Mode, account_id: str) -> bool:
        """Delete a connection. Return False if there is none."""
        with self._transaction() as database:
            changed = database.execute(
                "DELETE FROM connection WHERE mode = ? AND account_id = ?",
                (mode.value, account_id),
            ).rowcount
        return changed == 1

    def is_connected(self, mode: Mode, account_id: str) -> bool:
        """Return whether an account is connected in `mode`."""
        return (mode, account_id) in self.connections()

    def connections(self) -> list[tuple[Mode, str]]:
        """Return every connected account with its mode."""
        with self._transaction() as database:
            rows = database.execute(
                "SELECT mode, account_id FROM connection ORDER BY rowid"
            ).fetchall()
        return [(Mode(row["mode"]), row["account_id"]) for row in rows]

    def connection_of_token(self, access_token: str) -> tuple[Mode, str] | None:
        """Return the mode and the id of the account that an access token is for, or None."""
        with self._transaction() as database:
            row = database.execute(
                "SELECT mode, account_id FROM connection WHERE token_digest = ?",
                (digest_of(access_token),),
            ).fetchone()
        return (Mode(row["mode"]), row["account_id"]) if row else None

    def provide(self, mode: Mode, account_id: str) -> None:
        """Store that everything was provided that an account needs in `mode`."""
        with self._transaction() as database:
            database.execute(
                "INSERT OR IGNORE INTO provided VALUES (?, ?)", (mode.value, account_id)
            )

    def withdraw(self, mode: Mode, account_id: str) -> None:
        """Take back what was provided for an account. Without that, nothing changes."""
        with self._transaction() as database:
            database.execute(
                "DELETE FROM provided WHERE mode = ? AND account_id = ?", (mode.value, account_id)
            )

    def is_provided(self, mode: Mode, account_id: str) -> bool:
        """Return whether everything was provided that an account needs in `mode`."""
        with self._transaction() as database:
            row = database.execute(
                "SELECT 1 FROM provided WHERE mode = ? AND account_id = ?", (mode.value, account_id)
            ).fetchone()
        return row is not None

    def _load_clients(self) -> Clients:
        with self._transaction() as database:
            for mode in Mode:
                client = new_client(mode)
                database.execute(
                    "INSERT OR IGNORE INTO client VALUES (?, ?, ?)",
                    (mode.value, client.client_id, client.secret_key),
                )
                # Earlier versions made keys that looked like Stripe's.
                database.execute(
                    "UPDATE client SET secret_key = ? WHERE mode = ? AND instr(secret_key, ?) <> 1",
                    (client.secret_key, mode.value, key_prefix(mode)),
                )
            rows = database.execute("SELECT * FROM client").fetchall()
        return {Mode(row["mode"]): Client(row["client_id"], row["secret_key"]) for row in rows}

    def _visit(
        self, database: sqlite3.Connection, page: VisitPage, ticket: str
    ) -> AuthorizeRequest | None:
        row = database.execute(
            "SELECT * FROM visit WHERE digest = ? AND step = ? AND began >= ?",
            (digest_of(ticket), page.value, self._clock() - VISIT_LIFE_SECONDS),
        ).fetchone()
        if row is None:
            return None
        return AuthorizeRequest(
            Mode(row["mode"]), row["redirect_uri"], row["scope"], row["state"], row["email"]
        )
