"""Files that a person asks for, on a real disk: the whole of each, or nothing."""

import os
import resource
import signal
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop_app.core.errors import DocumentError, FolderNotWritableError
from desktop_app.system.documents import LocalDocuments


@pytest.fixture
def documents() -> LocalDocuments:
    return LocalDocuments()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_text_is_written_as_utf_8_byte_for_byte(
    documents: LocalDocuments, tmp_path: Path
) -> None:
    text = "\ufeffGröße, 東京, 🧾\r\nsecond line\n"
    documents.write(tmp_path / "log.csv", text)

    assert (tmp_path / "log.csv").read_bytes() == text.encode("utf-8")
    assert names(tmp_path) == ["log.csv"]


def test_a_name_may_hold_any_letter(documents: LocalDocuments, tmp_path: Path) -> None:
    documents.write(tmp_path / "Übersicht 東京.csv", "text")

    assert names(tmp_path) == ["Übersicht 東京.csv"]


def test_an_empty_text_makes_an_empty_file(documents: LocalDocuments, tmp_path: Path) -> None:
    documents.write(tmp_path / "log.csv", "")

    assert (tmp_path / "log.csv").read_bytes() == b""


def test_a_file_that_is_there_is_replaced_as_a_whole(
    documents: LocalDocuments, tmp_path: Path
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("an older and much longer text")
    documents.write(path, "new")

    assert path.read_text() == "new"
    assert names(tmp_path) == ["log.csv"]


def test_the_file_that_a_link_names_is_replaced_and_the_link_stays(
    documents: LocalDocuments, tmp_path: Path
) -> None:
    (tmp_path / "real").mkdir()
    target = tmp_path / "real" / "log.csv"
    target.write_text("old")
    link = tmp_path / "link.csv"
    link.symlink_to(target)
    documents.write(link, "new")

    assert link.is_symlink()
    assert target.read_text() == "new"


def test_a_folder_that_is_not_there_is_told_and_not_made(
    documents: LocalDocuments, tmp_path: Path
) -> None:
    with pytest.raises(DocumentError, match="No such file or directory"):
        documents.write(tmp_path / "missing" / "log.csv", "text")

    assert names(tmp_path) == []


def test_a_folder_in_the_files_place_is_told_and_left_alone(
    documents: LocalDocuments, tmp_path: Path
) -> None:
    (tmp_path / "log.csv").mkdir()
    with pytest.raises(DocumentError, match=r"\w"):
        documents.write(tmp_path / "log.csv", "text")

    assert names(tmp_path) == ["log.csv"]
    assert (tmp_path / "log.csv").is_dir()


@pytest.fixture
def closed_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder in which nobody may make a file, not even root."""
    folder = tmp_path / "closed"
    folder.mkdir()
    (folder / "log.csv").write_text("old")
    if os.geteuid() == 0:
        # Root passes over permissions, but not over a file system that is none for files.
        yield Path("/proc/self")
        return
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    yield folder
    folder.chmod(stat.S_IRWXU)


def test_a_folder_that_cannot_be_written_to_is_told(
    documents: LocalDocuments, closed_folder: Path
) -> None:
    with pytest.raises(DocumentError, match=r"\w") as raised:
        documents.write(closed_folder / "log.csv", "text")
    # Root may write there, as far as permissions go.
    may_write = os.access(closed_folder, os.W_OK)
    assert isinstance(raised.value, FolderNotWritableError) is not may_write


@pytest.fixture
def full_disk() -> Iterator[int]:
    """No file may grow beyond these bytes; a disk that is full says the same, in other words.

    The limit also holds for the file that pytest may be writing its own output to.
    """
    limit = 1024 * 1024
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    yield limit
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, handler)


@pytest.mark.skipif(sys.platform == "win32", reason="this is how a limit is set elsewhere")
@pytest.mark.parametrize("times", [1.2, 5, 50])
def test_when_the_disk_gets_full_the_old_file_stays_and_nothing_else(
    documents: LocalDocuments, tmp_path: Path, full_disk: int, times: float
) -> None:
    path = tmp_path / "log.csv"
    path.write_text("old")
    with pytest.raises(DocumentError, match="File too large"):
        documents.write(path, "x" * round(full_disk * times))

    assert path.read_text() == "old"
    assert names(tmp_path) == ["log.csv"]


@pytest.mark.skipif(sys.platform == "win32", reason="pipes have no place in folders there")
def test_what_is_not_a_file_is_never_replaced_by_one(
    documents: LocalDocuments, tmp_path: Path
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(DocumentError, match="not a file"):
        documents.write(pipe, "text")

    assert stat.S_ISFIFO(pipe.stat().st_mode)
