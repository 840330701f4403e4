"""The database file of a ledger, for its owner only. Knows no table of it."""

import hashlib
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


class LedgerFile:
    """The database `name` in a folder. It is made if there is none, with the tables of `schema`.

    Raises OSError or sqlite3.Error if the folder or the file can't be used.
    """

    def __init__(self, folder: Path, name: str, schema: str) -> None:
        self._path = folder / name
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))
        self._path.chmod(0o600)
        with self.transaction() as database:
            for statement in filter(str.strip, schema.split(";")):
                database.execute(statement)

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """Run one transaction, on any thread."""
        # A new connection for each transaction, since threads must not share one.
        with closing(sqlite3.connect(self._path, isolation_level=None, timeout=10)) as database:
            database.row_factory = sqlite3.Row
            database.execute("BEGIN IMMEDIATE")
            with database:
                yield database


def digest_of(text: str) -> bytes:
    """Return what is stored in place of a text that gives access, such as a token."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
