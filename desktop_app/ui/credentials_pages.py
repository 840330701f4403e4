"""The list of credentials, or what takes its place: why it is empty, and what to do."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from desktop_app.ui.texts.filling import fill
from desktop_app.ui.unread_state import UnreadState
from desktop_app.ui.widgets.buttons import PrimaryButton
from desktop_app.ui.widgets.panels import EmptyState
from desktop_app.workflow.events import Loaded, LoadFailed

# More words of a search would not fit in a heading.
_MOST_QUOTED = 60


class CredentialsPages(QStackedWidget):
    """Shows the table, or a page that says why there is nothing to list.

    `configure_requested` asks for the create wizard. `search_cleared` asks to clear the search,
    `all_requested` to list all credentials.
    `read_again` reads the database once more, after it could not be read.
    """

    configure_requested = Signal()
    search_cleared = Signal()
    all_requested = Signal()

    def __init__(self, table: QWidget, read_again: Callable[[], None]) -> None:
        super().__init__()
        self._table = table
        self._begin, self._begin_again = self._begin_button(), self._begin_button()
        self._first_use = EmptyState(
            "key",
            self.tr("No credentials yet"),
            self.tr(
                "A credential lets m3ter send bills to your Stripe account. You need two minutes,"
                " and an administrator of the Stripe account."
            ),
            self._begin,
            (
                self.tr("Select the system, and name the credential"),
                self.tr("Approve access for m3ter on the Stripe website"),
                self.tr("Return to m3ter, and create the credential"),
            ),
        )
        self._none_left = EmptyState("key", self.tr("No credentials"), "", self._begin_again)
        clear = QPushButton(self.tr("Clear search"))
        clear.clicked.connect(self.search_cleared)
        self._not_found = EmptyState(
            "search",
            "",
            self.tr("The search covers names, systems, accounts, statuses and IDs."),
            clear,
        )
        everything = QPushButton(self.tr("Show all credentials"))
        everything.clicked.connect(self.all_requested)
        self._no_match = EmptyState("search", self.tr("No credential matches"), "", everything)
        self._unread = UnreadState(read_again)
        for page in (
            self._first_use,
            self._none_left,
            self._not_found,
            self._no_match,
            self._unread,
            table,
        ):
            self.addWidget(page)

    def _begin_button(self) -> QPushButton:
        button = PrimaryButton(self.tr("Configure new credentials"))
        button.clicked.connect(self.configure_requested)
        return button

    @property
    def begin(self) -> QPushButton:
        """The button that configures a credential while there are none."""
        is_first = self.currentWidget() is self._first_use
        return self._begin if is_first else self._begin_again

    def minimumSizeHint(self) -> QSize:
        # Only the page that is shown needs room: Qt would ask for that of the largest. The table
        # scrolls in any room.
        shown = self.currentWidget()
        width, height = super().minimumSizeHint().width(), 0
        if shown is not None and shown is not self._table:
            height = shown.minimumSizeHint().height()
        return QSize(width, height)

    def show_page(
        self,
        loaded: Loaded | LoadFailed | None,
        *,
        some: bool,
        matching: bool,
        searched: str,
        is_first_use: bool,
        has_notices: bool,
    ) -> None:
        """Show the page of a state.

        `loaded` is how reading the database has ended. `some` says whether there are credentials,
        `matching` whether the search and the filter take any of them. `searched` are the words of
        the search. `is_first_use` says that there was never a credential, so that the page explains
        what one is. `has_notices` says whether there are notices above the page.
        """
        above = self.tr("See the notices above, or configure a credential.")
        self._none_left.show_words("key", self.tr("No credentials"), above if has_notices else "")
        if isinstance(loaded, LoadFailed):
            self._unread.show_error(loaded.error)
        if not isinstance(loaded, Loaded):
            # A database that could not be read is not shown as an empty one.
            self.setCurrentWidget(self._unread)
        elif not some:
            self.setCurrentWidget(self._first_use if is_first_use else self._none_left)
        elif matching:
            self.setCurrentWidget(self._table)
        elif searched:
            heading = fill(self.tr("No credential matches “{words}”"), words=_short(searched))
            self._not_found.show_heading(heading)
            self.setCurrentWidget(self._not_found)
        else:
            self.setCurrentWidget(self._no_match)


def _short(words: str) -> str:
    return words if len(words) <= _MOST_QUOTED else f"{words[:_MOST_QUOTED]}…"
