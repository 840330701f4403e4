"""Does what the Help menu offers."""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QWidget

from desktop_app.core.profile import Profile
from desktop_app.ui.help.about_dialog import AboutDialog
from desktop_app.ui.help.diagnostics_text import diagnostics_text
from desktop_app.ui.help.guide_window import GuideWindow
from desktop_app.ui.help.shortcuts_dialog import ShortcutsDialog
from desktop_app.ui.help.topics import topic
from desktop_app.ui.navigation import Page
from desktop_app.ui.results import when_done
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.buttons import CopyAddress
from desktop_app.workflow.ports import Browser, FileManager, ProgramInfo
from desktop_app.workflow.support import Diagnostics, Support


@dataclass(frozen=True, slots=True)
class HelpPorts:
    """What the Help menu needs. `documents` is the user guide's folder, `log_folder` the log's."""

    program: ProgramInfo
    support: Support
    file_manager: FileManager
    documents: Path
    log_folder: Path


class Help(QObject):
    """Opens the guide, addresses and dialogs, and copies diagnostics.

    `succeeded` and `failed` carry a `Message` for the workspace that is shown. Over an open dialog,
    a failure is shown in a dialog of its own.
    """

    succeeded = Signal(object)
    failed = Signal(object)

    def __init__(self, ports: HelpPorts, browser: Browser, window: QWidget) -> None:
        super().__init__(window)
        self._ports = ports
        self._browser = browser
        self._window = window
        self._guide: GuideWindow | None = None

    def show_guide(self, page: Page) -> None:
        """Show the user guide, at what is in front; `page` is the page behind all dialogs."""
        front = QApplication.activeWindow()
        try:
            guide = self._guide or self._make_guide()
        except OSError as error:
            self._tell_failure(self.tr("The user guide could not be opened"), str(error))
        else:
            guide.show_topic(topic(front, page))

    def _make_guide(self) -> GuideWindow:
        self._guide = GuideWindow(self._ports.documents)
        self._guide.address_chosen.connect(self.open_address)
        self._guide.folder_chosen.connect(self._open_folder)
        # The guide has no parent, and must not outlive the window.
        self.destroyed.connect(self._guide.deleteLater)
        return self._guide

    def close(self) -> None:
        """Close the guide, since the window is closed."""
        if self._guide is not None:
            self._guide.close()

    def open_address(self, address: str) -> None:
        """Open a page of the web in the browser."""
        if not self._browser.open(address):
            text = self.tr("Open this address in a browser: {address}")
            self._tell_failure(
                self.tr("The browser could not be opened"), fill(text, address=address), address
            )

    def open_log_folder(self) -> None:
        """Show the folder of the log in the desktop's file manager."""
        self._open_folder(self._ports.log_folder)

    def _open_folder(self, folder: Path) -> None:
        if not self._ports.file_manager.open(folder):
            self._tell_failure(
                self.tr("The folder could not be opened"),
                fill(self.tr("You find it here: {path}"), path=folder),
            )

    def show_shortcuts(self) -> None:
        """List the keyboard's shortcuts."""
        self._open(ShortcutsDialog(self._window))

    def show_about(self) -> None:
        """Show what the program is and what it ships."""
        version = dict(self._ports.program.versions())["m3ter Desktop"]
        about = AboutDialog(version, self._ports.program.packages(), self._window)
        about.address_chosen.connect(self.open_address)
        self._open(about)

    def copy_diagnostics(self, profile: Profile | None) -> None:
        """Put what a support team asks for on the clipboard; `profile` is the workspace's."""
        when_done(
            self, self._ports.support.collect(), partial(self._copy, profile), self._not_copied
        )

    def _copy(self, profile: Profile | None, found: Diagnostics) -> None:
        QGuiApplication.clipboard().setText(diagnostics_text(found, profile))
        text = self.tr("Paste them into your message to the support team.")
        self.succeeded.emit(Message(Tone.SUCCESS, self.tr("Diagnostics copied"), text))

    def _not_copied(self, error: Exception) -> None:
        self._tell_failure(self.tr("The diagnostics were not copied"), str(error))

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _tell_failure(self, title: str, text: str, address: str = "") -> None:
        front = QApplication.activeModalWidget()
        if front is None:
            self.failed.emit(Message(Tone.WARNING, title, text, address))
            return
        box = QMessageBox(front)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(title)
        box.setText(title)
        box.setInformativeText(without_isolates(text))
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if address:
            copy = CopyAddress(address)
            copy.setParent(box)
            box.addButton(copy, QMessageBox.ButtonRole.ActionRole)
            box.addButton(QMessageBox.StandardButton.Close)
        self._open(box)
