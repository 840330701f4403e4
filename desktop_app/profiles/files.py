"""Reads the text of a profile's file. The file may be of any kind and size."""

import os
import stat
from pathlib import Path

from desktop_app.core.profile import (
    MAX_PROFILE_BYTES,
    ProfileError,
    ProfileProblem,
    ProfileProblemKind,
)
from desktop_app.profiles.limits import check_size

# O_NONBLOCK: without it, opening a pipe that nobody writes to would wait for ever.
# O_BINARY, on Windows only: without it, line ends would be changed.
_HOW_TO_OPEN = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_profile_file(path: Path) -> str:
    """Return the text of a profile's file, without a byte order mark. Blocking.

    Raises ProfileError if the file can't be opened, is not a regular file, is too long for a
    profile, or is not UTF-8.
    """
    content = _read(path)
    check_size(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ProfileError((ProfileProblem(ProfileProblemKind.NOT_TEXT, line),)) from None


def _read(path: Path) -> bytes:
    """Return the bytes of a file, at most one more than a profile may have."""
    try:
        descriptor = os.open(path, _HOW_TO_OPEN)
        try:
            # Checks the open file, not the path: the path could name another file by now.
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _unread(ProfileProblemKind.NOT_A_FILE)
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read(MAX_PROFILE_BYTES + 1)
        finally:
            os.close(descriptor)
    except (FileNotFoundError, NotADirectoryError):
        raise _unread(ProfileProblemKind.NOT_FOUND) from None
    except PermissionError:
        # Windows does not let anybody open a folder as a file.
        kind = ProfileProblemKind.NOT_A_FILE if path.is_dir() else ProfileProblemKind.NOT_PERMITTED
        raise _unread(kind) from None
    except OSError as error:
        raise _unread(ProfileProblemKind.UNREADABLE, error.strerror or "") from None
    except ValueError as error:
        # A path with a NUL in it.
        raise _unread(ProfileProblemKind.UNREADABLE, str(error)) from None


def _unread(kind: ProfileProblemKind, reason: str = "") -> ProfileError:
    return ProfileError((ProfileProblem(kind, value=reason),))
