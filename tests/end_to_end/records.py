"""What the program and the practice Stripe wrote down, read with sqlite3 and not by the program."""

import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SECRET_KEY = re.compile(rb"\b[sr]k_(?:live|test)_\w{8,}")


@dataclass(frozen=True, slots=True)
class CredentialRecord:
    """One stored credential."""

    id: str
    system: str
    name: str
    stage: str
    account_id: str | None
    secret_place: str


@dataclass(frozen=True, slots=True)
class EntryRecord:
    """One keychain entry that the database knows of."""

    name: str
    credential_id: str
    status: str


class Records:
    """The files of one data folder."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._practice = data_dir / "practice-stripe"

    def credentials(self) -> list[CredentialRecord]:
        """Return the stored credentials of the Practice workspace, in order of their names."""
        columns = "id, system, name, stage, account_id, secret_place"
        rows = self._known(f"SELECT {columns} FROM credentials ORDER BY name_key")  # noqa: S608  (ours)
        return [CredentialRecord(*row) for row in rows]

    def entries(self) -> list[EntryRecord]:
        """Return the names of keychain entries that are stored."""
        rows = self._known("SELECT name, credential_id, status FROM keychain_entries")
        return [EntryRecord(*row) for row in rows]

    def open_attempts(self) -> int:
        """Return how many journeys to Stripe are not over."""
        ((number,),) = self._known("SELECT count(*) FROM attempts")
        return int(number)

    def activities(self) -> list[str]:
        """Return the kinds of what happened, the first first."""
        return [str(kind) for (kind,) in self._known("SELECT kind FROM activity ORDER BY id")]

    def connections(self) -> set[tuple[str, str]]:
        """Return the mode and account of each connection that the practice Stripe granted."""
        return {(str(mode), str(account)) for mode, account in self._granted()}

    def redeemed_codes(self) -> int:
        """Return how many authorization codes the practice Stripe has exchanged."""
        ((number,),) = self._stripe("SELECT count(*) FROM code WHERE redeemed > 0")
        return int(number)

    def practice_keys(self) -> list[str]:
        """Return the practice Stripe's secret keys."""
        return [str(key) for (key,) in self._stripe("SELECT secret_key FROM client")]

    def files_with_secrets(self, *secrets: str, also: tuple[Path, ...] = ()) -> list[Path]:
        """Return the files that hold one of `secrets`, or anything shaped like a secret key.

        All files of the data folder are searched, and those in `also` (files or folders). The
        practice Stripe's own ledger is the exception: it has to know its keys.
        """
        places = [self._data_dir, *also]
        files = {
            file
            for place in places
            for file in ([place] if place.is_file() else place.rglob("*"))
            if file.is_file() and self._practice not in file.parents
        }
        wanted = [secret.encode() for secret in secrets]

        def tells(content: bytes) -> bool:
            return any(secret in content for secret in wanted) or bool(_SECRET_KEY.search(content))

        return sorted(file for file in files if tells(file.read_bytes()))

    def _granted(self) -> list[tuple[Any, ...]]:
        return self._stripe("SELECT mode, account_id FROM connection")

    def _known(self, question: str) -> list[tuple[Any, ...]]:
        return _read(self._data_dir / "practice.sqlite3", question)

    def _stripe(self, question: str) -> list[tuple[Any, ...]]:
        (ledger,) = self._practice.glob("*.sqlite3")
        return _read(ledger, question)


def _read(file: Path, question: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=5)) as database:
        rows: list[tuple[Any, ...]] = database.execute(question).fetchall()
        return rows
