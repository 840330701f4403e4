"""The link of an approval goes where the person has set: to a browser, a program, or the clipboard.

The program is a real one: a script that writes down how it was started.
"""

import os
import shlex
import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication

from desktop_app.core.outcome import BrowserFailed, LinkCopied
from desktop_app.system.approval_browser import ChosenBrowser, can_start
from desktop_app.system.window_settings import StoredWindow
from desktop_app.workflow.ports import LinkTarget
from tests.fakes import FakeBrowser
from tests.waiting import until

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="the programs are scripts of a shell"),
    pytest.mark.usefixtures("qapp"),
]

LINK = "http://127.0.0.1:51234/start/abc%2Fdef?x=1&y=2;touch$IFS/tmp/hurt#'part'"
BUNDLE = "/opt/m3ter-desktop/_internal"


class Chosen:
    """A browser whose settings a test changes, and a program to choose."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = StoredWindow(folder / "window.ini").program
        self.default = FakeBrowser()
        self.browser = ChosenBrowser(self.default, self.settings)

    def program(self, script: str = "", name: str = "my browser") -> Path:
        """Choose a script; it writes its arguments and its environment when it is started."""
        path = self.folder / name
        told = shlex.quote(str(self.folder / "told"))
        script = script or (
            "#!/bin/sh\n"
            f'{{ for each in "$@"; do echo "argument $each"; done; env; }} > {told}.part\n'
            f"mv {told}.part {told}\n"
        )
        path.write_text(script, encoding="utf-8")
        path.chmod(0o700)
        self.choose(str(path))
        return path

    def choose(self, path: str) -> None:
        self.settings.remember_link_program(path)
        self.settings.remember_link_target(LinkTarget.PROGRAM)

    def told(self) -> list[str]:
        """Wait for what the script has written."""
        told = self.folder / "told"
        until(told.exists, "the program to be started")
        return told.read_text(encoding="utf-8").splitlines()


@pytest.fixture
def chosen(tmp_path: Path) -> Chosen:
    return Chosen(tmp_path)


def test_at_first_it_is_the_default_browser(chosen: Chosen) -> None:
    assert chosen.browser.open(LINK) is None
    assert chosen.default.opened == [LINK]
    chosen.default.works = False
    assert chosen.browser.open(LINK) == BrowserFailed()


def test_a_program_gets_the_link_as_its_only_argument(chosen: Chosen) -> None:
    chosen.program()

    assert chosen.browser.open(LINK) is None
    arguments = [line for line in chosen.told() if line.startswith("argument ")]
    assert arguments == [f"argument {LINK}"]
    assert chosen.default.opened == []


def test_the_link_is_copied_instead(chosen: Chosen) -> None:
    chosen.settings.remember_link_target(LinkTarget.CLIPBOARD)

    assert chosen.browser.open(LINK) == LinkCopied()
    assert QGuiApplication.clipboard().text() == LINK
    assert chosen.default.opened == []


def test_a_frozen_program_gives_it_the_persons_own_libraries(
    chosen: Chosen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv("LD_LIBRARY_PATH", BUNDLE)
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/home/ada/lib")
    chosen.program()

    assert chosen.browser.open(LINK) is None
    assert "LD_LIBRARY_PATH=/home/ada/lib" in chosen.told()
    assert os.environ["LD_LIBRARY_PATH"] == BUNDLE


def missing(chosen: Chosen) -> None:
    chosen.program().unlink()


def not_executable(chosen: Chosen) -> None:
    chosen.program().chmod(stat.S_IRUSR | stat.S_IWUSR)


def a_folder(chosen: Chosen) -> None:
    chosen.choose(str(chosen.folder))


def not_a_program(chosen: Chosen) -> None:
    chosen.program("#!/no/such/interpreter\n")


@pytest.mark.parametrize("damage", [missing, not_executable, a_folder, not_a_program])
def test_a_program_that_cannot_be_started_is_told(
    chosen: Chosen, damage: Callable[[Chosen], None], caplog: pytest.LogCaptureFixture
) -> None:
    damage(chosen)

    assert chosen.browser.open(LINK) == BrowserFailed(chosen.settings.link_program)
    assert chosen.default.opened == [], "another browser has another log-in"
    assert caplog.records
    assert "51234" not in caplog.text


def test_a_program_whose_path_is_damaged_is_told_and_no_other_browser_opens(
    chosen: Chosen,
) -> None:
    chosen.choose("bin/browser")
    assert chosen.browser.open(LINK) == BrowserFailed(is_path_lost=True)
    assert chosen.default.opened == []


@pytest.mark.parametrize("target", LinkTarget)
@pytest.mark.parametrize("link", ["", "--version", "file:///etc/passwd", "javascript:alert(1)"])
def test_what_is_no_web_link_goes_nowhere(
    chosen: Chosen, target: LinkTarget, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    QGuiApplication.clipboard().setText("before")
    chosen.program()
    chosen.settings.remember_link_target(target)

    assert chosen.browser.open(link) == BrowserFailed()
    assert chosen.default.opened == []
    assert QGuiApplication.clipboard().text() == "before"
    (record,) = caplog.records
    assert not link or link not in record.getMessage()


def test_a_relative_path_is_no_program(chosen: Chosen, monkeypatch: pytest.MonkeyPatch) -> None:
    path = chosen.program()
    monkeypatch.chdir(chosen.folder)

    assert can_start(str(path))
    assert not can_start(path.name)
    assert not can_start("")


@pytest.mark.parametrize(
    ("name", "is_program"),
    [("firefox.exe", True), ("Firefox.EXE", True), ("firefox.bat", False), ("firefox", False)],
)
def test_on_windows_no_shell_gets_the_link(
    chosen: Chosen, monkeypatch: pytest.MonkeyPatch, name: str, is_program: bool
) -> None:
    path = chosen.program(name=name)
    monkeypatch.setattr(sys, "platform", "win32")
    assert can_start(str(path)) is is_program


def test_on_macos_an_application_is_a_folder(
    chosen: Chosen, monkeypatch: pytest.MonkeyPatch
) -> None:
    application = chosen.folder / "Firefox.app"
    application.mkdir()
    assert not can_start(str(application))
    monkeypatch.setattr(sys, "platform", "darwin")
    assert can_start(str(application))
    assert not can_start(str(chosen.folder))
