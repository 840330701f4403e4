"""The notices of one workspace, kept up to date.

Knows when something happens. Must not know what is worth a notice (`rules.py`), nor how a notice is
drawn.
"""

from PySide6.QtCore import QObject, Signal

from desktop_app.core.credential import Credential
from desktop_app.ui.notices.inputs import NoticeInput, Visibility
from desktop_app.ui.notices.log import Notice, NoticeLog
from desktop_app.ui.notices.rules import after
from desktop_app.ui.notices.view import notices
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.workflow.events import Loaded
from desktop_app.workflow.workspace_state import ReadableState


class NoticeFeed(QObject):
    """Passes every event to the rules, and holds the log that they return.

    `changed` is emitted after every event, even if the event has not changed the log.
    `toast_requested` carries the `Message` of a toast.
    """

    changed = Signal()
    toast_requested = Signal(object)

    def __init__(self, state: ReadableState, visibility: Visibility, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._visibility = visibility
        self._log = after(NoticeLog(), Loaded(), state, visibility)
        connect_until_destroyed(self, state.subscribe, self.handle)

    @property
    def log(self) -> NoticeLog:
        """The log of what is to be shown and announced to the person."""
        return self._log

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices, from top to bottom."""
        return notices(self._log, self._state)

    def first_notices(self) -> dict[str, Notice]:
        """Return the first notice about each credential, by the credential's id."""
        return {
            credential_id: notice
            for notice in reversed(self.notices)
            for credential_id in notice.credential_ids
        }

    def needs_attention(self, credential: Credential) -> bool:
        """Return whether its status, a notice or a failed check says that it needs a person."""
        return (
            credential.needs_attention
            or self._state.failed_check(credential.id) is not None
            or self.what_is_wrong(credential.id) is not None
        )

    def what_is_wrong(self, credential_id: str) -> Notice | None:
        """Return the first notice that asks a person to do something about a credential."""
        return next(
            (n for n in self.notices if credential_id in n.credential_ids and n.needs_person), None
        )

    @property
    def first(self) -> Notice | None:
        """The first notice; None if there is none."""
        return next(iter(self.notices), None)

    def handle(self, event: NoticeInput) -> None:
        """Update the log by an event."""
        before = self._log
        self._log = after(self._log, event, self._state, self._visibility)
        if self._log.toast is not None and self._log.toast != before.toast:
            self.toast_requested.emit(self._log.toast.message)
        self.changed.emit()
