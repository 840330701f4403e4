"""Opens the dialog that connects an organization."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

if TYPE_CHECKING:
    from desktop_app.ui.organizations.connect_dialog import ConnectDialog


class Connecting(QObject):
    """Opens one dialog at a time.

    `began` and `ended` are emitted for each dialog; `connected` carries the workspace of an
    organization that was connected. `make_dialog` takes the folder in which a person who chooses a
    profile begins, and the window.
    """

    began = Signal()
    ended = Signal()
    connected = Signal(object)

    def __init__(
        self, make_dialog: "Callable[[str, QWidget], ConnectDialog]", window: QWidget
    ) -> None:
        super().__init__(window)
        self._make_dialog = make_dialog
        self._window = window
        self._dialog: ConnectDialog | None = None
        # The folder of the last profile. Empty lets the file dialog choose.
        self._folder = ""

    @property
    def dialog(self) -> QDialog | None:
        """The dialog that is open, None if there is none."""
        return self._dialog

    def begin(self, path: Path | None) -> None:
        """Open the dialog with the profile at `path`; None lets the person choose a profile first.

        A dialog that is open takes the profile only if it waits for one, since the person may have
        typed secrets there.
        """
        if self._dialog is None:
            self._open()
        if self._dialog is not None and path is not None and self._dialog.wants_profile:
            self._dialog.read(path)

    def _open(self) -> None:
        dialog = self._dialog = self._make_dialog(self._folder, self._window)
        dialog.connected.connect(self.connected)
        dialog.finished.connect(self._on_finished)
        self.began.emit()
        dialog.open()

    def _on_finished(self) -> None:
        if self._dialog is not None:
            dialog, self._dialog = self._dialog, None
            self._folder = dialog.folder
            dialog.deleteLater()
            self.ended.emit()
