"""Folders are shown in the desktop's file manager, and files are never run."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from desktop_app.system.file_manager import DesktopFileManager


class Desktop(QObject):
    """Stands where the desktop's launcher would."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[Path] = []

    @Slot(QUrl)
    def take(self, address: QUrl) -> None:
        self.opened.append(Path(address.toLocalFile()))


@pytest.fixture
def desktop(qtbot: QtBot) -> Iterator[Desktop]:
    desktop = Desktop()
    QDesktopServices.setUrlHandler("file", desktop, "take")  # type: ignore[arg-type]  # stub wants bytes
    yield desktop
    QDesktopServices.unsetUrlHandler("file")


def test_a_folder_is_opened(desktop: Desktop, tmp_path: Path) -> None:
    folder = tmp_path / "a folder #1 100%"
    folder.mkdir()

    assert DesktopFileManager().open(folder)
    assert desktop.opened == [folder]


@pytest.mark.parametrize("name", ["file", "missing"])
def test_what_is_no_folder_is_not_opened(desktop: Desktop, tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()

    assert not DesktopFileManager().open(tmp_path / name)
    assert desktop.opened == []
