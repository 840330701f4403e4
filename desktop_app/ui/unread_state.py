"""What a page shows in place of a list whose database is being read, or could not be read."""

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop_app.core.errors import StorageError, StorageTooNewError
from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import error_texts, program_texts
from desktop_app.ui.widgets.buttons import LOG_FOLDER, trigger_in_menu
from desktop_app.ui.widgets.copy_details import CopyDetails, contact_support_text
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.flow import FlowLayout
from desktop_app.ui.widgets.panels import EmptyState

translate = QCoreApplication.translate

# A shorter wait is not noticed as one.
DELAY = timedelta(milliseconds=400)
_BAR_WIDTH = theme.XL * 8


class UnreadState(EmptyState):
    """Says that a database is being read, or why it could not be read, and what can be done.

    What takes less than `DELAY` to read is not told: it would only flash. `read_again` is called
    when the person chooses *Try again*. `show_error` has to follow it, if the database can't be
    read then either.
    """

    def __init__(self, read_again: Callable[[], None]) -> None:
        below = QWidget()
        super().__init__("", "", "", below)
        self._bar = FlatBar(_reading_text())
        self._bar.setFixedWidth(_BAR_WIDTH)
        self._buttons = _Buttons()
        column = QVBoxLayout(below)
        column.setContentsMargins(0, 0, 0, 0)
        for each in (self._bar, self._buttons):
            column.addWidget(each, 0, Qt.AlignmentFlag.AlignHCenter)
        self._read_again = read_again
        self._is_reading_again = False
        self._buttons.again.clicked.connect(self._on_again)
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.timeout.connect(self._show_reading)
        self._begin()

    def _begin(self) -> None:
        self.show_words("", "", "")
        self._bar.hide()
        self._buttons.hide()
        self._later.start(DELAY // timedelta(milliseconds=1))

    def _show_reading(self) -> None:
        self.show_words("", _reading_text(), "")
        self._bar.show()

    def show_error(self, error: StorageError) -> None:
        """Show why the database could not be read."""
        self._later.stop()
        self._bar.hide()
        message = program_texts.storage_message(error)
        self.show_words("problem", message.title, message.text)
        self._buttons.show_error(error)
        if self._is_reading_again:
            self._is_reading_again = False
            self._buttons.again.setFocus()
            announce(self, message.text, urgent=True)

    def _on_again(self) -> None:
        self._is_reading_again = True
        self._begin()
        self._read_again()


class _Buttons(QWidget):
    """What a person can do about a database that could not be read; hidden before it could not."""

    def __init__(self) -> None:
        super().__init__()
        self.again = QPushButton(self.tr("Try again"))
        self._folder = QPushButton(self.tr("Open data folder"))
        self._folder.clicked.connect(lambda: trigger_in_menu(self, LOG_FOLDER))
        self._contact = QPushButton(contact_support_text())
        self._contact.setToolTip(SUPPORT_PORTAL)
        self._contact.clicked.connect(lambda: trigger_in_menu(self, SUPPORT_PORTAL))
        self._details = CopyDetails()
        row = FlowLayout()
        self.setLayout(row)
        for widget in (self.again, self._folder, self._contact, self._details):
            row.addWidget(widget)
        self.hide()

    def show_error(self, error: StorageError) -> None:
        """Show what helps against an error: nothing in the folder makes a program newer."""
        is_too_new = isinstance(error, StorageTooNewError)
        for button in (self.again, self._folder):
            button.setVisible(not is_too_new)
        self._contact.setVisible(is_too_new)
        self._details.show_detail(error_texts.detail_of(error), contact=not is_too_new)
        self.show()


def _reading_text() -> str:
    return translate("UnreadState", "Reading…")
