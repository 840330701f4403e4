"""Where everything is on disk."""

import os
import stat
import sys
from pathlib import Path

import pytest

from desktop_app.system.paths import DataPaths, default_data_folder, make_private, resources


@pytest.mark.skipif(sys.platform != "linux", reason="this is where Linux keeps it")
def test_data_stays_in_the_users_own_data_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_folder() == tmp_path / "m3ter-desktop"


def test_everything_is_directly_in_the_data_folder(tmp_path: Path) -> None:
    data = DataPaths(tmp_path)
    paths = [data.practice_database, data.practice_stripe, data.window, data.log, data.lock]
    assert {path.parent for path in paths} == {tmp_path}
    assert len(set(paths)) == len(paths)


def test_a_new_folder_is_private_with_all_its_parents_made(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private(tmp_path / "new" / "deep")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new" / "deep").stat().st_mode) == 0o700


def test_a_folder_that_others_could_look_into_is_made_private(tmp_path: Path) -> None:
    folder = tmp_path / "open"
    folder.mkdir()
    folder.chmod(0o755)
    make_private(folder)
    make_private(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_a_folder_that_others_use_is_not_closed_to_them(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "minutes.txt").touch()
    (tmp_path / "shared").chmod(0o755)
    with pytest.raises(PermissionError, match="other files"):
        make_private(tmp_path / "shared")
    assert stat.S_IMODE((tmp_path / "shared").stat().st_mode) == 0o755


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(FileExistsError):
        make_private(tmp_path / "file")


def test_the_resources_are_beside_the_source() -> None:
    assert (resources() / "icons" / "app.svg").is_file()


def test_in_a_frozen_program_they_are_in_its_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert resources() == tmp_path / "resources"
