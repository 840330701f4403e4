"""Writes the files that a person asks for, the whole of each or nothing."""

import os
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile

from desktop_app.core.problems import DocumentNotWritten


class LocalDocuments:
    """The workflow's `Documents` on this computer's file system."""

    def write(self, path: Path, text: str) -> None:
        """See `Documents.write`."""
        file = QSaveFile(os.fspath(path))
        if (
            not file.open(QIODevice.OpenModeFlag.WriteOnly)
            or file.write(text.encode("utf-8")) < 0
            or not file.commit()
        ):
            raise DocumentNotWritten(file.errorString())
