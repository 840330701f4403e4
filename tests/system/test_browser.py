"""Links are opened in the person's own browser, with the person's own environment."""

import os
import sys
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from desktop_app.system.browser import DesktopBrowser

LINK = "http://127.0.0.1:51234/oauth/authorize?state=51234.abc%2Fdef&scope=read_write"
BUNDLE = "/opt/m3ter-desktop/_internal"
SCHEMES = ("http", "https", "file", "javascript", "ftp", "m3ter", "data")


class Desktop(QObject):
    """Stands where the desktop's launcher would: sees each link, and the environment then."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []
        self.environment: dict[str, str] = {}

    @Slot(QUrl)
    def take(self, link: QUrl) -> None:
        self.opened.append(bytes(link.toEncoded().data()).decode())
        self.environment = dict(os.environ)


@pytest.fixture
def desktop(qtbot: QtBot) -> Iterator[Desktop]:
    """A desktop that takes links of every kind."""
    desktop = Desktop()
    for scheme in SCHEMES:
        QDesktopServices.setUrlHandler(scheme, desktop, "take")  # type: ignore[arg-type]  # stub wants bytes
    yield desktop
    for scheme in SCHEMES:
        QDesktopServices.unsetUrlHandler(scheme)


@pytest.mark.parametrize("link", [LINK, "https://docs.m3ter.com/guides/?q=a%20b#part"])
def test_a_link_is_opened_exactly_as_it_is(desktop: Desktop, link: str) -> None:
    assert DesktopBrowser().open(link)
    assert desktop.opened == [link]


@pytest.mark.parametrize(
    "link",
    [
        "",
        "docs.m3ter.com",
        "/etc/passwd",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,hello",
        "ftp://host/file",
        "m3ter://anything",
        "http://[not-an-address/",
        "http://host:99999999/",
        "http://host/with a space",
        " https://docs.m3ter.com/",
    ],
)
def test_what_is_no_web_link_is_refused_and_not_shown_in_the_log(
    desktop: Desktop, link: str, caplog: pytest.LogCaptureFixture
) -> None:
    assert not DesktopBrowser().open(link)
    assert desktop.opened == []
    (record,) = caplog.records
    assert not link or link not in record.getMessage()


@pytest.mark.parametrize("variable", ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH"])
@pytest.mark.parametrize("original", ["/home/ada/lib", None])
def test_a_frozen_program_gives_the_browser_the_persons_own_libraries(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch, variable: str, original: str | None
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setenv(variable, BUNDLE)
    if original is not None:
        monkeypatch.setenv(f"{variable}_ORIG", original)
    else:
        monkeypatch.delenv(f"{variable}_ORIG", raising=False)
    assert DesktopBrowser().open(LINK)
    assert desktop.environment.get(variable) == original
    assert os.environ[variable] == BUNDLE


def test_they_are_the_bundles_again_even_if_the_launch_breaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def launch(link: QUrl) -> bool:
        raise OSError("no launcher")

    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(QDesktopServices, "openUrl", launch)
    monkeypatch.setenv("LD_LIBRARY_PATH", BUNDLE)
    with pytest.raises(OSError, match="no launcher"):
        DesktopBrowser().open(LINK)
    assert os.environ["LD_LIBRARY_PATH"] == BUNDLE


def test_a_program_that_is_not_frozen_leaves_the_environment_alone(
    desktop: Desktop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/home/ada/lib")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/somewhere/else")
    assert DesktopBrowser().open(LINK)
    assert desktop.environment["LD_LIBRARY_PATH"] == "/home/ada/lib"


def test_what_the_desktop_answers_is_handed_on(monkeypatch: pytest.MonkeyPatch) -> None:
    for answer in (True, False):
        monkeypatch.setattr(QDesktopServices, "openUrl", lambda link, answer=answer: answer)
        assert DesktopBrowser().open(LINK) is answer
