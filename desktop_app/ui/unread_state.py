"""What a page shows in place of a list whose database is being read, or could not be read."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton, QWidget

from desktop_app.core.errors import StorageError, StorageTooNewError
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import error_texts, program_texts
from desktop_app.ui.widgets.buttons import LOG_FOLDER, trigger_in_menu
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.flow import FlowLayout
from desktop_app.ui.widgets.panels import EmptyState

translate = QCoreApplication.translate


class UnreadState(EmptyState):
    """Says that a database is being read, or why it could not be read, and what can be done.

    `read_again` is called when the person chooses *Try again*. `show_error` has to follow it, if
    the database can't be read then either.
    """

    def __init__(self, read_again: Callable[[], None]) -> None:
        buttons = _Buttons()
        super().__init__("clock", _reading_text(), "", buttons)
        self._buttons = buttons
        self._read_again = read_again
        self._is_reading_again = False
        buttons.again.clicked.connect(self._on_again)

    def show_error(self, error: StorageError) -> None:
        """Show why the database could not be read."""
        message = program_texts.storage_message(error)
        self.show_words("problem", message.title, message.text)
        self._buttons.show_error(error)
        if self._is_reading_again:
            self._is_reading_again = False
            self._buttons.again.setFocus()
            announce(self, message.text, urgent=True)

    def _on_again(self) -> None:
        self._is_reading_again = True
        self.show_words("clock", _reading_text(), "")
        self._buttons.hide()
        self._read_again()


class _Buttons(QWidget):
    """What a person can do about a database that could not be read; hidden before it could not."""

    def __init__(self) -> None:
        super().__init__()
        self.again = QPushButton(self.tr("Try again"))
        self._folder = QPushButton(self.tr("Open data folder"))
        self._folder.clicked.connect(lambda: trigger_in_menu(self, LOG_FOLDER))
        self._details = CopyDetails()
        row = FlowLayout()
        self.setLayout(row)
        for widget in (self.again, self._folder, self._details):
            row.addWidget(widget)
        self.hide()

    def show_error(self, error: StorageError) -> None:
        """Show what helps against an error: nothing in the folder makes a program newer."""
        for button in (self.again, self._folder):
            button.setVisible(not isinstance(error, StorageTooNewError))
        self._details.show_detail(error_texts.detail_of(error))
        self.show()


def _reading_text() -> str:
    return translate("UnreadState", "Reading…")
