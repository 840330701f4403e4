"""The program in this process: when it reads its databases, and that it does so once."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QDir, QEvent, QRect, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.app import factories, program
from desktop_app.app.program import Program
from desktop_app.core.deadline import APPROVAL_TTL
from desktop_app.core.errors import StorageError
from desktop_app.core.outcome import LinkCopied
from desktop_app.storage.organization_repository import SqliteOrganizationRepository
from desktop_app.storage.store import SqliteStore
from desktop_app.system import notifications
from desktop_app.system.paths import DataPaths
from desktop_app.system.window_settings import StoredProgram, StoredWindow
from desktop_app.ui import theme
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.style import Look
from desktop_app.workflow.events import Loaded
from desktop_app.workflow.ports import LinkTarget, Notifications, Ports
from desktop_app.workflow.workspace import WorkspaceEvent, WorkspacesLoaded
from tests.fakes import FakeNotifications
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
    look: Look
    program: Program = field(init=False)
    told: list[WorkspaceEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.program = Program(self.data, APPROVAL_TTL, None, self.look)
        self.program.workspaces.subscribe(self.told.append)

    @property
    def times_loaded(self) -> int:
        return sum(isinstance(event, WorkspacesLoaded) for event in self.told)

    def until(self, condition: Callable[[], bool]) -> None:
        self.qtbot.waitUntil(condition, timeout=TIMEOUT_MS)


@pytest.fixture
def make_program(
    qapp: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], ProgramHarness]]:
    """What makes the program, once."""
    QDir.addSearchPath("icon", str(ROOT / "resources" / "icons"))
    signals, stores = Signals(), list[SqliteStore]()

    def practice_store(path: Path) -> SqliteStore:
        stores.append(SqliteStore(path))
        return stores[-1]

    monkeypatch.setattr(factories, "practice_store", practice_store)
    monkeypatch.setattr(factories, "resume_signal", lambda *_: signals)
    monkeypatch.setattr(factories, "reachability", lambda *_: signals)
    # As at a start, also if another test has dressed the application.
    qapp.setStyle("fusion")
    look = Look(qapp)
    made: list[ProgramHarness] = []

    def make() -> ProgramHarness:
        made.append(ProgramHarness(qtbot, DataPaths(tmp_path), signals, stores, look))
        return made[-1]

    yield make
    for harness in made:
        harness.program.stop()
        harness.program.window.deleteLater()
        harness.program.deleteLater()
    look.show_scheme(Qt.ColorScheme.Unknown)
    look.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def harness(make_program: Callable[[], ProgramHarness]) -> ProgramHarness:
    """A program that was not started yet."""
    return make_program()


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


# -- the settings of the program ------------------------------------------------------------------


def set_before_the_start(folder: Path, remember: Callable[[StoredProgram], None]) -> None:
    """Write a setting into the file that the next program of this folder reads."""
    window = StoredWindow(DataPaths(folder).window)
    remember(window.program)
    window.remember_geometry(QRect(0, 0, 800, 600), is_maximized=False)


@pytest.mark.parametrize(
    ("scheme", "colors"), [(Qt.ColorScheme.Dark, theme.DARK), (Qt.ColorScheme.Light, theme.LIGHT)]
)
def test_the_chosen_colours_are_there_before_the_window_is_made(
    qapp: QApplication,
    tmp_path: Path,
    make_program: Callable[[], ProgramHarness],
    monkeypatch: pytest.MonkeyPatch,
    scheme: Qt.ColorScheme,
    colors: theme.Colors,
) -> None:
    seen: list[QColor] = []

    class SeenWindow(MainWindow):
        def __init__(self, *made_with: Any) -> None:  # noqa: ANN401  (whatever the window takes)
            seen.append(qapp.palette().color(QPalette.ColorRole.Window))
            super().__init__(*made_with)

    monkeypatch.setattr(program, "MainWindow", SeenWindow)
    set_before_the_start(tmp_path, lambda stored: stored.remember_color_scheme(scheme))
    make_program()
    assert seen == [colors.window]


def test_one_file_is_read_for_the_window_and_the_program(
    make_program: Callable[[], ProgramHarness], monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[Path] = []

    def stored_window(path: Path) -> StoredWindow:
        read.append(path)
        return StoredWindow(path)

    monkeypatch.setattr(program, "StoredWindow", stored_window)
    made = make_program()
    assert read == [made.data.window]


@pytest.mark.parametrize("on", [True, False])
def test_notifications_are_shown_if_they_are_wanted(
    tmp_path: Path,
    make_program: Callable[[], ProgramHarness],
    monkeypatch: pytest.MonkeyPatch,
    on: bool,
) -> None:
    desktop = FakeNotifications()
    monkeypatch.setattr(notifications, "desktop_notifications", lambda *_: desktop)
    set_before_the_start(tmp_path, lambda stored: stored.remember_notifies(on=on))
    shown: list[Notifications] = []

    def window(*made_with: Any) -> MainWindow:  # noqa: ANN401  (whatever the window takes)
        shown.extend(each for each in made_with if hasattr(type(each), "__getattr__"))
        return MainWindow(*made_with)

    monkeypatch.setattr(program, "MainWindow", window)
    make_program()
    (given,) = shown
    given.show("key", "title", "text", lambda: None)
    assert list(desktop.shown) == (["key"] if on else [])


@pytest.mark.parametrize("on", [True, False])
def test_connections_are_checked_quietly_if_that_is_wanted(
    tmp_path: Path,
    make_program: Callable[[], ProgramHarness],
    monkeypatch: pytest.MonkeyPatch,
    on: bool,
) -> None:
    ports: list[Ports] = []

    def made_ports(**each: Any) -> Ports:  # noqa: ANN401  (whatever the ports are)
        ports.append(Ports(**each))
        return ports[-1]

    monkeypatch.setattr(program, "Ports", made_ports)
    set_before_the_start(tmp_path, lambda stored: stored.remember_rechecks_quietly(on=on))
    make_program()
    assert ports[0].rechecks_quietly() is on


def test_the_link_of_an_approval_goes_where_the_settings_say(
    tmp_path: Path, make_program: Callable[[], ProgramHarness], monkeypatch: pytest.MonkeyPatch
) -> None:
    ports: list[Ports] = []

    def made_ports(**each: Any) -> Ports:  # noqa: ANN401  (whatever the ports are)
        ports.append(Ports(**each))
        return ports[-1]

    monkeypatch.setattr(program, "Ports", made_ports)
    set_before_the_start(tmp_path, lambda stored: stored.remember_link_target(LinkTarget.CLIPBOARD))
    make_program()
    assert ports[0].approval_browser.open("http://127.0.0.1:1/start/abc") == LinkCopied()
    assert QGuiApplication.clipboard().text() == "http://127.0.0.1:1/start/abc"
