"""The list of credentials, or what takes its place: why it is empty, and what to do."""

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop_app.ui.unread_state import UnreadState
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.panels import EmptyState
from desktop_app.workflow.events import Loaded, LoadFailed


class CredentialsPages(QStackedWidget):
    """Shows the table, or a page that says why there is nothing to list.

    `configure_requested` asks for the create wizard. `all_requested` asks to list all credentials.
    `read_again` reads the database once more, after it could not be read.
    """

    configure_requested = Signal()
    all_requested = Signal()

    def __init__(self, table: QWidget, read_again: Callable[[], None]) -> None:
        super().__init__()
        self._table = table
        self.begin = PrimaryButton(self.tr("Configure new credentials"))
        self.begin.clicked.connect(self.configure_requested)
        self._empty = EmptyState(
            "key",
            self.tr("No credentials yet"),
            self.tr(
                "A credential lets m3ter send bills to your Stripe account. You need two minutes,"
                " and an administrator of the Stripe account."
            ),
            self.begin,
            (
                self.tr("Select the system, and name the credential"),
                self.tr("Approve access for m3ter on the Stripe website"),
                self.tr("Return to m3ter, and create the credential"),
            ),
        )
        everything = QPushButton(self.tr("Show all credentials"))
        everything.clicked.connect(self.all_requested)
        self._no_match = EmptyState(
            "search",
            self.tr("No credential matches"),
            self.tr("The search covers names, systems, accounts, statuses and IDs."),
            everything,
        )
        self._unread = UnreadState(read_again)
        for page in (self._empty, self._no_match, self._unread, table):
            self.addWidget(page)

    def show_page(self, loaded: Loaded | LoadFailed | None, *, some: bool, matching: bool) -> None:
        """Show the page of a state.

        `loaded` is how reading the database has ended. `some` says whether there are credentials,
        `matching` whether the search and the filter take any of them.
        """
        if isinstance(loaded, LoadFailed):
            self._unread.show_error(loaded.error)
        if not isinstance(loaded, Loaded):
            # A database that could not be read is not shown as an empty one.
            self.setCurrentWidget(self._unread)
        elif not some:
            self.setCurrentWidget(self._empty)
        else:
            self.setCurrentWidget(self._table if matching else self._no_match)
