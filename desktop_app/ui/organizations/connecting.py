"""The sequence of dialogs that connects an organization: choose a profile, then connect."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from desktop_app.workflow.organizations import Organizations

if TYPE_CHECKING:
    from desktop_app.ui.organizations.connect_dialog import ConnectDialog


class Connecting(QObject):
    """Opens one dialog at a time.

    `began` and `ended` are emitted for each dialog; `connected` carries the workspace of an
    organization that was connected.
    """

    began = Signal()
    ended = Signal()
    connected = Signal(object)

    def __init__(
        self,
        organizations: Organizations,
        make_dialog: "Callable[[Organizations, Path, QWidget], ConnectDialog]",
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._organizations = organizations
        self._make_dialog = make_dialog
        self._window = window
        self._dialog: QDialog | None = None
        # The folder of the last profile. Empty lets the file dialog choose.
        self._folder = ""

    @property
    def dialog(self) -> QDialog | None:
        """The dialog that is open, None if there is none."""
        return self._dialog

    @property
    def is_open(self) -> bool:
        """Whether a dialog is open."""
        return self._dialog is not None

    def begin(self, path: Path | None) -> None:
        """Open the dialog for the profile at `path`; None lets the person choose a profile first.

        Nothing happens while a dialog is open, since the person may have typed secrets there.
        """
        if self._dialog is not None:
            return
        if path is None:
            self._open(self._file_dialog())
        else:
            self._show_profile(path)

    def _file_dialog(self) -> QFileDialog:
        dialog = QFileDialog(
            self._window,
            self.tr("Choose a connection profile"),
            self._folder,
            self.tr("Connection profiles (*.toml);;All files (*)"),
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda chosen: self._choose(Path(chosen)))
        return dialog

    def _choose(self, path: Path) -> None:
        self._close()
        self._show_profile(path)

    def _show_profile(self, path: Path) -> None:
        self._folder = str(path.parent)
        dialog = self._make_dialog(self._organizations, path, self._window)
        dialog.another_wanted.connect(self._choose_another)
        dialog.connected.connect(self.connected)
        self._open(dialog)

    def _choose_another(self) -> None:
        self._close()
        self.begin(None)

    def _open(self, dialog: QDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._close)
        self.began.emit()
        dialog.open()

    def _close(self) -> None:
        if self._dialog is not None:
            dialog, self._dialog = self._dialog, None
            dialog.finished.disconnect(self._close)
            dialog.done(QDialog.DialogCode.Rejected)
            dialog.deleteLater()
            self.ended.emit()
