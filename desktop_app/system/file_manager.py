"""Shows folders in the desktop's file manager."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.system.browser import original_environment
from desktop_app.system.core_files import core_limit_at_start


class DesktopFileManager:
    """Implements `workflow.ports.FileManager` with QDesktopServices. Use it on the UI thread."""

    def open(self, folder: Path) -> bool:
        """See `FileManager.open`. A file is not opened: the system would run a program for it."""
        if not folder.is_dir():
            return False
        with original_environment(), core_limit_at_start():
            return QDesktopServices.openUrl(QUrl.fromLocalFile(folder))
