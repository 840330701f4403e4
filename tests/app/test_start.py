"""The program from its command line on, in processes of its own where it starts, and without a
screen.
"""

import os
import re
import signal
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from desktop_app import __version__
from desktop_app.app.start import run
from tests.paths import ROOT

TIMEOUT = 60
# A message box waits for a person; here nobody comes, so what it says is printed.
WITHOUT_BOXES = """
import sys
from PySide6.QtWidgets import QMessageBox
QMessageBox.critical = lambda parent, title, text: print("box:", text)
from desktop_app.app.start import run
sys.exit(run(["m3ter-desktop", *sys.argv[1:]]))
"""


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program up to its end."""
    return subprocess.run(
        [sys.executable, "-m", "desktop_app", *arguments],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


def program_without_boxes(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the program up to its end, and print what it would show in a message box."""
    return subprocess.run(
        [sys.executable, "-c", WITHOUT_BOXES, *arguments],
        capture_output=True,
        text=True,
        timeout=TIMEOUT,
        check=False,
    )


@contextmanager
def running(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run the program beside the test; it ends with the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "desktop_app", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        # As careless as a person's own setting can be.
        umask=0,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def log_says(folder: Path, text: str) -> bool:
    log = folder / "m3ter-desktop.log"
    return log.exists() and text in log.read_text(encoding="utf-8")


def test_the_project_file_names_the_same_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == __version__


def test_it_tells_its_version() -> None:
    result = program("--version")
    assert result.returncode == 0
    assert result.stdout.strip() == f"m3ter Desktop {__version__}"


def test_it_tells_its_options() -> None:
    result = program("--help")
    assert result.returncode == 0
    assert set(re.findall(r"--[a-z-]+", result.stdout)) >= {
        "--data-dir",
        "--approval-ttl",
        "--log-level",
        "--version",
    }


@pytest.mark.parametrize("seconds", ["601", "86400", "4", "0", "-1", "9.5", "ten", "", "1e2"])
def test_the_ten_minutes_can_only_be_shortened(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], seconds: str
) -> None:
    folder = tmp_path / "data"
    with pytest.raises(SystemExit, match="2"):
        run(["m3ter-desktop", f"--approval-ttl={seconds}", f"--data-dir={folder}"])
    assert "from 5 to 600" in capsys.readouterr().err
    assert not folder.exists()


@pytest.mark.parametrize("seconds", ["5", "60", "600"])
def test_up_to_ten_minutes_are_taken(seconds: str) -> None:
    with pytest.raises(SystemExit, match="0"):
        run(["m3ter-desktop", f"--approval-ttl={seconds}", "--version"])


@pytest.mark.parametrize(
    "arguments",
    [["--log-level", "LOUD"], ["--unknown"], ["one.toml", "two.toml"], ["--ca-file", "none.pem"]],
)
def test_what_is_not_understood_is_refused_before_anything_is_made(
    tmp_path: Path, arguments: list[str]
) -> None:
    folder = tmp_path / "data"
    result = program(*arguments, f"--data-dir={folder}")
    assert result.returncode == 2
    assert "usage:" in result.stderr
    assert not folder.exists()


def test_a_data_folder_that_cannot_be_made_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    folder = tmp_path / "file" / "data"
    result = program_without_boxes(f"--data-dir={folder}")
    assert result.returncode == 1
    for told in (result.stderr, result.stdout):
        assert str(folder) in told
        assert "Not a directory" in told
    assert "Traceback" not in result.stderr


def test_what_the_terminal_says_has_no_isolates(tmp_path: Path) -> None:
    folder = tmp_path / "שלום"
    (folder / "m3ter-desktop.log").mkdir(parents=True)
    result = program_without_boxes(f"--data-dir={folder}")
    assert f"The folder {folder} cannot be used" in result.stderr


def test_a_data_folder_that_cannot_be_written_to_is_told_plainly(tmp_path: Path) -> None:
    (tmp_path / "m3ter-desktop.log").mkdir()
    result = program_without_boxes(f"--data-dir={tmp_path}")
    assert result.returncode == 1
    assert "box:" in result.stdout
    assert str(tmp_path) in result.stderr
    assert "Traceback" not in result.stderr


def test_everything_it_makes_is_for_its_owner_only(qtbot: QtBot, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with running(f"--data-dir={folder}"):
        database = folder / "practice.sqlite3"
        qtbot.waitUntil(
            lambda: database.exists() and database.stat().st_size > 0, timeout=TIMEOUT * 1000
        )
        paths = [folder, *folder.rglob("*")]
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in paths if path.exists()}
    assert {database.name, "m3ter-desktop.log", "m3ter-desktop.lock"} <= set(modes)
    assert modes.pop("data") == 0o700
    assert {name: mode for name, mode in modes.items() if mode & 0o077} == {}


def test_a_relative_folder_means_one_below_where_it_was_started(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    monkeypatch.chdir(tmp_path)
    with running("--data-dir=here"):
        qtbot.waitUntil(lambda: log_says(tmp_path / "here", "starts"), timeout=TIMEOUT * 1000)


def test_a_second_start_in_the_same_folder_ends_at_once_and_the_first_goes_on(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with running(f"--data-dir={tmp_path}") as first:
        qtbot.waitUntil(lambda: log_says(tmp_path, "starts"), timeout=TIMEOUT * 1000)
        second = program(f"--data-dir={tmp_path}")
        assert second.returncode == 0
        assert second.stderr == ""
        assert first.poll() is None
    assert (tmp_path / "m3ter-desktop.log").read_text(encoding="utf-8").count("starts") == 1


def test_after_a_kill_it_starts_again_in_the_same_folder(qtbot: QtBot, tmp_path: Path) -> None:
    for _ in range(2):
        (tmp_path / "m3ter-desktop.log").unlink(missing_ok=True)
        with running(f"--data-dir={tmp_path}") as process:
            qtbot.waitUntil(lambda: log_says(tmp_path, "starts"), timeout=TIMEOUT * 1000)
            os.kill(process.pid, 9)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_ends_well_when_the_session_or_the_terminal_asks(
    qtbot: QtBot, tmp_path: Path, number: signal.Signals
) -> None:
    with running(f"--data-dir={tmp_path}") as process:
        qtbot.waitUntil(lambda: log_says(tmp_path, "starts"), timeout=TIMEOUT * 1000)
        qtbot.waitUntil((tmp_path / "practice.sqlite3").exists, timeout=TIMEOUT * 1000)
        process.send_signal(number)
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=TIMEOUT * 1000)
    assert process.returncode == 0
    assert not (tmp_path / "m3ter-desktop.lock").exists()


def test_a_folder_held_by_one_that_cannot_be_raised_is_told_plainly(
    qtbot: QtBot, tmp_path: Path
) -> None:
    with running(f"--data-dir={tmp_path}") as first:
        qtbot.waitUntil(lambda: log_says(tmp_path, "starts"), timeout=TIMEOUT * 1000)
        (tmp_path / "m3ter-desktop.socket").unlink()
        second = program_without_boxes(f"--data-dir={tmp_path}")
        assert first.poll() is None
    assert second.returncode == 1
    assert str(tmp_path) in second.stderr
    assert "box:" in second.stdout
