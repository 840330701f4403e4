"""Writes the files that a person asks for, the whole of each or nothing."""

import os
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile

from desktop_app.core.errors import DocumentError, NotAFileError


class LocalDocuments:
    """The workflow's `Documents` on this computer's file system."""

    def write(self, path: Path, text: str) -> None:
        """See `Documents.write`."""
        if path.exists() and not path.is_file():
            # A pipe or a device would be replaced by a file.
            raise NotAFileError("It is not a file")
        file = QSaveFile(os.fspath(path))
        # Without a buffer it is the write that fails, and knows the reason.
        mode = QIODevice.OpenModeFlag.WriteOnly | QIODevice.OpenModeFlag.Unbuffered
        if not file.open(mode) or not _write_all(file, text.encode("utf-8")) or not file.commit():
            raise DocumentError(file.errorString())


def _write_all(file: QSaveFile, content: bytes) -> bool:
    """Write all of `content`: a disk that gets full takes a part, and only then says so."""
    written = 0
    while written < len(content):
        count = file.write(content[written:])
        if count < 0:
            return False
        written += count
    return True
