"""Writes the files that a person asks for, completely or not at all."""

import os
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile

from desktop_app.core.errors import DocumentError, FolderNotWritableError, NotAFileError


class LocalDocuments:
    """Implements `workflow.ports.Documents` with QSaveFile."""

    def write(self, path: Path, text: str) -> None:
        """See `Documents.write`."""
        if path.exists() and not path.is_file():
            # Otherwise a pipe or a device would be replaced by a file.
            raise NotAFileError("It is not a file")
        file = QSaveFile(os.fspath(path))
        # Unbuffered, so that a full disk makes `write` fail, with the reason.
        mode = QIODevice.OpenModeFlag.WriteOnly | QIODevice.OpenModeFlag.Unbuffered
        if not file.open(mode) or not _write_all(file, text.encode("utf-8")) or not file.commit():
            folder = path.parent
            # `Path.exists` raises where a folder above may not be searched.
            may_write = os.access(folder, os.W_OK) or not os.path.exists(folder)  # noqa: PTH110
            raise (DocumentError if may_write else FolderNotWritableError)(file.errorString())


def _write_all(file: QSaveFile, content: bytes) -> bool:
    """Write all of `content`, in several writes if needed. Return whether that succeeded.

    On a disk that becomes full, one write is partial, and the next one fails.
    """
    written = 0
    while written < len(content):
        count = file.write(content[written:])
        if count < 0:
            return False
        written += count
    return True
