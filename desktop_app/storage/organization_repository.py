"""The databases of the organizations: one file each, in one folder."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from desktop_app.core.errors import StorageError
from desktop_app.storage.database import problem_of
from desktop_app.storage.organization_store import SqliteOrganizationStore
from desktop_app.workflow.ports import StoredOrganization

_log = logging.getLogger(__name__)

_SUFFIX = ".sqlite3"
_SHOWN = "shown"
# Suffixes of the files that SQLite and the migrations make beside a database.
_BESIDE = ("-journal", "-wal", "-shm", ".v*.bak")


class SqliteOrganizationRepository:
    """Implements `workflow.ports.OrganizationRepository` in `folder`, which is made when needed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stores: dict[str, SqliteOrganizationStore] = {}

    def close(self) -> None:
        """Close all databases. Call it on the thread that used them."""
        for store in tuple(self._stores.values()):
            store.close()

    def store(self, organization_id: str) -> SqliteOrganizationStore:
        """See `OrganizationRepository.store`."""
        # Called on two threads: with `setdefault`, both get the same store.
        return self._stores.setdefault(
            organization_id, SqliteOrganizationStore(self._path(organization_id))
        )

    def organizations(self) -> tuple[StoredOrganization, ...]:
        """See `OrganizationRepository.organizations`."""
        stored = []
        for organization_id in self._ids():
            try:
                text = self.store(organization_id).profile()
            except StorageError:
                stored.append(StoredOrganization(organization_id, None))
            else:
                if text is not None:
                    stored.append(StoredOrganization(organization_id, text))
        return tuple(stored)

    def leftovers(self) -> tuple[str, ...]:
        """See `OrganizationRepository.leftovers`."""
        left = []
        for organization_id in self._ids():
            store = self.store(organization_id)
            try:
                unconnected = store.profile() is None
                if unconnected and (store.knows_of_entries() or not store.is_needed()):
                    left.append(organization_id)
            except StorageError:
                _log.warning("the database of %s can't be read", organization_id)
        return tuple(left)

    def delete(self, organization_id: str) -> None:
        """See `OrganizationRepository.delete`."""
        path = self._path(organization_id)
        with _os_errors_raised_again():
            if not path.exists() or self.store(organization_id).is_needed():
                return
            self._stores.pop(organization_id).close()
            for suffix in _BESIDE:
                for beside in self._folder.glob(f"{path.name}{suffix}"):
                    beside.unlink()
            path.unlink()

    def shown(self) -> str:
        """See `OrganizationRepository.shown`."""
        try:
            return (self._folder / _SHOWN).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            return ""

    def remember_shown(self, workspace_id: str) -> None:
        """See `OrganizationRepository.remember_shown`."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            (self._folder / _SHOWN).write_text(workspace_id, encoding="utf-8")
        except OSError as error:
            # The next start shows another workspace. That needs no message to the person.
            _log.warning("which workspace is shown was not kept: %s", type(error).__name__)

    def _ids(self) -> list[str]:
        with _os_errors_raised_again():
            names = [path.name for path in self._folder.iterdir()] if self._folder.is_dir() else []
        return sorted(name.removesuffix(_SUFFIX) for name in names if name.endswith(_SUFFIX))

    def _path(self, organization_id: str) -> Path:
        return self._folder / f"{organization_id}{_SUFFIX}"


@contextmanager
def _os_errors_raised_again() -> Iterator[None]:
    """Raise an OSError again as a StorageError."""
    try:
        yield
    except OSError as error:
        raise StorageError(type(error).__name__, problem_of(error)) from error
