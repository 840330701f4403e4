"""A file is read if it is one; whatever else has its name does no harm."""

import os
import socket
from errno import EACCES, EIO
from pathlib import Path

import pytest

from desktop_app.core.profile import (
    MAX_PROFILE_BYTES,
    ProfileError,
    ProfileProblem,
    ProfileProblemKind,
)
from desktop_app.profiles.files import read_profile_file
from desktop_app.profiles.reading import parse_profile
from tests.profiles.samples import GOOD


def refusal(path: Path) -> ProfileProblem:
    """Why a file is refused."""
    with pytest.raises(ProfileError) as refused:
        read_profile_file(path)
    (problem,) = refused.value.problems
    return problem


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_a_profile_is_read_with_or_without_a_byte_order_mark(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "acme.toml"
    path.write_bytes(mark + GOOD.encode())
    assert read_profile_file(path) == GOOD


def test_windows_line_ends_are_left_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "acme.toml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert parse_profile(read_profile_file(path)) == parse_profile(GOOD)


def test_a_missing_file_is_refused_as_not_found(tmp_path: Path) -> None:
    (tmp_path / "file").write_text(GOOD, encoding="utf-8")
    for path in (tmp_path / "none.toml", tmp_path / "file" / "none.toml"):
        assert refusal(path).kind is ProfileProblemKind.NOT_FOUND


@pytest.mark.parametrize(
    ("error", "kind", "reason"),
    [
        (PermissionError(EACCES, "Permission denied"), ProfileProblemKind.NOT_PERMITTED, ""),
        (OSError(EIO, "Input/output error"), ProfileProblemKind.UNREADABLE, "Input/output error"),
    ],
)
def test_a_file_that_the_system_does_not_open_is_refused_with_why(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    error: OSError,
    kind: ProfileProblemKind,
    reason: str,
) -> None:
    def fail(*_: object) -> int:
        raise error

    monkeypatch.setattr(os, "open", fail)
    problem = refusal(tmp_path / "profile.toml")
    monkeypatch.undo()
    assert (problem.kind, problem.value) == (kind, reason)


def test_a_folder_that_the_system_does_not_open_is_called_a_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Windows opens no folder."""

    def fail(*_: object) -> int:
        raise PermissionError(EACCES, "Permission denied")

    monkeypatch.setattr(os, "open", fail)
    problem = refusal(tmp_path)
    monkeypatch.undo()
    assert problem.kind is ProfileProblemKind.NOT_A_FILE


def test_a_name_that_no_file_can_have_is_refused() -> None:
    assert refusal(Path("a\0b")).kind is ProfileProblemKind.UNREADABLE


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).kind is ProfileProblemKind.NOT_A_FILE


@pytest.mark.timeout(10)
def test_a_pipe_that_nobody_writes_to_does_not_hold_us(tmp_path: Path) -> None:
    path = tmp_path / "pipe.toml"
    os.mkfifo(path)
    assert refusal(path).kind is ProfileProblemKind.NOT_A_FILE


def test_a_device_is_refused() -> None:
    assert refusal(Path("/dev/zero")).kind is ProfileProblemKind.NOT_A_FILE


def test_a_socket_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "s"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        assert refusal(path).kind is ProfileProblemKind.UNREADABLE


def test_a_link_leads_to_its_file(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").write_text(GOOD, encoding="utf-8")
    (tmp_path / "link.toml").symlink_to("acme.toml")
    assert read_profile_file(tmp_path / "link.toml") == GOOD


@pytest.mark.parametrize("content", [b"#" * (MAX_PROFILE_BYTES + 1), b"\n" * 501])
def test_a_long_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "long.toml"
    path.write_bytes(content)
    assert refusal(path).kind is ProfileProblemKind.TOO_LONG


@pytest.mark.timeout(10)
def test_no_more_is_read_of_a_huge_file_than_shows_that_it_is_one(tmp_path: Path) -> None:
    path = tmp_path / "huge.toml"
    with path.open("wb") as file:
        file.truncate(1 << 40)
    assert refusal(path).kind is ProfileProblemKind.TOO_LONG


@pytest.mark.parametrize(
    ("content", "line"),
    [(GOOD.encode("utf-16"), 1), (b'[organization]\nname = "Caf\xe9"\n', 2)],
)
def test_another_encoding_is_refused_with_its_line(
    tmp_path: Path, content: bytes, line: int
) -> None:
    path = tmp_path / "other.toml"
    path.write_bytes(content)
    problem = refusal(path)
    assert (problem.kind, problem.line) == (ProfileProblemKind.NOT_TEXT, line)
