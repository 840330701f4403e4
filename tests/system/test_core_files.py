"""A crash leaves no core file with secrets, and what the program launches has its limit back."""

import os
import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.system.core_files import core_limit_at_start, disable_core_files
from tests.paths import ROOT
from tests.system.programs import first_line, python
from tests.waiting import until

SHOW_LIMIT = "import resource; print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)"
# Stands where the desktop's launcher would: it starts a program for the link.
LAUNCH = f"""
import subprocess, sys
from PySide6.QtCore import QCoreApplication, QObject, Slot, QUrl
from PySide6.QtGui import QDesktopServices
from desktop_app.system.browser import DesktopBrowser
from desktop_app.system.core_files import disable_core_files

class Launcher(QObject):
    @Slot(QUrl)
    def launch(self, link):
        subprocess.run([sys.executable, "-c", {SHOW_LIMIT!r}], check=True)

application = QCoreApplication([])
launcher = Launcher()
QDesktopServices.setUrlHandler("http", launcher, "launch")
disable_core_files()
assert DesktopBrowser().open("http://127.0.0.1/")
subprocess.run([sys.executable, "-c", {SHOW_LIMIT!r}], check=True)
"""
CRASH = """
import os
from desktop_app.system.core_files import disable_core_files
disable_core_files()
os.abort()
"""


@pytest.fixture(autouse=True)
def core_limit() -> Iterator[int]:
    """The limit that programs are started with in these tests: the highest that is allowed."""
    before = resource.getrlimit(resource.RLIMIT_CORE)
    resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
    yield before[1]
    resource.setrlimit(resource.RLIMIT_CORE, before)


def core_limits() -> tuple[int, int]:
    return resource.getrlimit(resource.RLIMIT_CORE)


def test_the_program_writes_no_core_file_from_its_start_on(tmp_path: Path) -> None:
    log = tmp_path / "m3ter-desktop.log"
    program = subprocess.Popen(
        [sys.executable, "-m", "desktop_app", "--data-dir", str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    with program:
        try:
            until(log.exists, "the program to start")
            assert resource.prlimit(program.pid, resource.RLIMIT_CORE)[0] == 0
        finally:
            program.kill()


def test_a_crash_leaves_no_file(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-c", CRASH],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.DEVNULL,
        check=False,
    )
    assert list(tmp_path.iterdir()) == []


def test_what_is_launched_has_the_limit_that_the_program_was_started_with(core_limit: int) -> None:
    with python(LAUNCH) as program:
        launched, afterwards = first_line(program), first_line(program)
    assert launched == str(core_limit)
    assert afterwards == "0"


def test_only_the_soft_limit_is_changed(core_limit: int) -> None:
    disable_core_files()
    assert core_limits() == (0, core_limit)


def test_the_limit_is_put_back_even_if_the_launch_fails(core_limit: int) -> None:
    disable_core_files()
    with pytest.raises(OSError, match="no launcher"), core_limit_at_start():
        raise OSError("no launcher")
    assert core_limits() == (0, core_limit)


def test_a_block_leaves_the_limit_of_a_process_that_did_not_disable_core_files(
    core_limit: int,
) -> None:
    with core_limit_at_start():
        pass
    assert core_limits() == (core_limit, core_limit)


@pytest.mark.parametrize("error", [ValueError("above the hard limit"), PermissionError()])
def test_a_limit_that_may_not_be_set_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def refuse(kind: int, limits: tuple[int, int]) -> None:
        raise error

    monkeypatch.setattr(resource, "setrlimit", refuse)
    before = core_limits()
    disable_core_files()
    with core_limit_at_start():
        pass
    monkeypatch.undo()
    assert core_limits() == before
