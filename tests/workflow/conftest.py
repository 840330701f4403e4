"""A harness and a computer, each in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.core.errors import StorageError
from desktop_app.storage.organization_store import SqliteOrganizationStore
from desktop_app.storage.store import SqliteStore
from tests.fakes import WorkflowHarness
from tests.organizations import Computer
from tests.workflow.organization_steps import Break, FailingKeychain


@pytest.fixture
def harness(tmp_path: Path) -> Iterator[WorkflowHarness]:
    """A workflow that has read its empty database."""
    harness = WorkflowHarness(tmp_path / "practice.sqlite3").start()
    yield harness
    harness.store.close()


@pytest.fixture
def computer(tmp_path: Path) -> Iterator[Computer]:
    """A computer on which nothing is connected; its keychain may fail in the middle."""
    computer = Computer(tmp_path)
    computer.harness.keychain = FailingKeychain()
    computer.restart()
    yield computer
    computer.repository.close()
    computer.harness.store.close()


@pytest.fixture
def fails(monkeypatch: pytest.MonkeyPatch) -> Break:
    """Make methods of the store fail, Practice's or an organization's, as with a full disk."""

    def fail(self: SqliteStore, *_: object, **__: object) -> None:
        raise StorageError("disk full")

    def break_store(*methods: str) -> None:
        for method in methods:
            owner = next(kind for kind in SqliteOrganizationStore.mro() if method in vars(kind))
            monkeypatch.setattr(owner, method, fail)

    return break_store
