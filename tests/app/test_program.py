"""The program in this process: when it reads its databases, and that it does so once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QDir, QEvent
from pytestqt.qtbot import QtBot

from desktop_app.app import factories, program
from desktop_app.app.program import Program
from desktop_app.core.deadline import APPROVAL_TTL
from desktop_app.core.errors import StorageError
from desktop_app.storage.organization_repository import SqliteOrganizationRepository
from desktop_app.storage.store import SqliteStore
from desktop_app.system.paths import DataPaths
from desktop_app.workflow.events import Loaded
from desktop_app.workflow.workspace import WorkspaceEvent, WorkspacesLoaded
from tests.paths import ROOT
from tests.waiting import TIMEOUT_MS

NEVER = timedelta(days=1)


@dataclass
class Signals:
    """Stands for the signals of the operating system: none comes, but starts are counted."""

    started: int = 0

    def start(self) -> None:
        self.started += 1


@dataclass
class ProgramHarness:
    """A program that was not started yet, and what it has told."""

    qtbot: QtBot
    data: DataPaths
    signals: Signals
    stores: list[SqliteStore]
    program: Program = field(init=False)
    told: list[WorkspaceEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.program = Program(self.data, APPROVAL_TTL, None)
        self.program.workspaces.subscribe(self.told.append)

    @property
    def times_loaded(self) -> int:
        return sum(isinstance(event, WorkspacesLoaded) for event in self.told)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=TIMEOUT_MS)


@pytest.fixture
def harness(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[ProgramHarness]:
    QDir.addSearchPath("icon", str(ROOT / "resources" / "icons"))
    signals, stores = Signals(), list[SqliteStore]()

    def practice_store(path: Path) -> SqliteStore:
        stores.append(SqliteStore(path))
        return stores[-1]

    monkeypatch.setattr(factories, "practice_store", practice_store)
    monkeypatch.setattr(factories, "resume_signal", lambda *_: signals)
    monkeypatch.setattr(factories, "reachability", lambda *_: signals)
    harness = ProgramHarness(qtbot, DataPaths(tmp_path), signals, stores)
    yield harness
    harness.program.stop()
    harness.program.window.deleteLater()
    harness.program.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_databases_are_read_when_the_window_was_painted(
    harness: ProgramHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(program, "_LATEST_START", NEVER)
    harness.program.start()
    assert harness.stores == [], "nothing is read before the window is there"

    harness.until(lambda: harness.times_loaded == 1)
    (practice,) = harness.program.workspaces.workspaces
    assert practice.state.loaded == Loaded()
    assert harness.signals.started == 2


def test_the_databases_are_read_for_a_window_that_is_never_painted(
    harness: ProgramHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that begins minimized, or covered by another one."""
    monkeypatch.setattr(program, "_LATEST_START", timedelta(0))
    monkeypatch.setattr(harness.program.window, "show", lambda: None)
    harness.program.start()
    harness.until(lambda: harness.times_loaded == 1)


def test_the_databases_are_read_once(
    harness: ProgramHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second reading would open each organization again, beside the one that is running."""
    monkeypatch.setattr(program, "_LATEST_START", timedelta(0))
    harness.program.start()
    harness.until(lambda: harness.times_loaded > 0)
    # A second start would begin before `emit` returns.
    harness.program.window.first_painted.emit()
    assert (harness.times_loaded, harness.signals.started) == (1, 2)


def test_a_program_that_ends_before_it_was_painted_reads_nothing(harness: ProgramHarness) -> None:
    harness.program.start()
    harness.program.stop()
    # A second start would begin before `emit` returns.
    harness.program.window.first_painted.emit()
    assert (harness.stores, harness.signals.started) == ([], 0)


def test_what_an_earlier_run_left_of_an_organization_is_cleared(harness: ProgramHarness) -> None:
    folder = harness.data.organizations
    repository = SqliteOrganizationRepository(folder)
    assert repository.store("org-acme").profile() is None
    repository.close()
    assert [path.name for path in folder.iterdir()] == ["org-acme.sqlite3"]

    harness.program.start()
    harness.until(lambda: list(folder.iterdir()) == [])


def test_the_databases_are_closed_at_the_end(harness: ProgramHarness) -> None:
    harness.program.start()
    harness.until(lambda: harness.times_loaded == 1)
    harness.program.stop()
    (store,) = harness.stores
    with pytest.raises(StorageError, match="closed"):
        store.activities(0)
