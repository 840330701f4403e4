"""The notices of one workspace, kept up to date.

Knows when something happens. Must not know what is worth a notice (`rules.py`), nor how a notice is
drawn.
"""

from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal

from desktop_app.core.credential import Stage
from desktop_app.ui.notices.inputs import Dismissed, NoticeInput, Visibility
from desktop_app.ui.notices.log import Notice, NoticeLog
from desktop_app.ui.notices.rules import after
from desktop_app.ui.notices.view import headline, notices
from desktop_app.ui.subscriptions import connect_until_destroyed
from desktop_app.ui.texts import credential_texts
from desktop_app.workflow.events import Loaded
from desktop_app.workflow.workspace_state import ReadableState

# How long a brief notice stays.
_BRIEF = timedelta(seconds=4)


class NoticeFeed(QObject):
    """Passes every event to the rules, and holds the log that they return.

    `changed` is emitted after every event, even if the event has not changed the log.
    """

    changed = Signal()

    def __init__(self, state: ReadableState, visibility: Visibility, parent: QObject) -> None:
        super().__init__(parent)
        self._state = state
        self._visibility = visibility
        self._log = after(NoticeLog(), Loaded(), state, visibility)
        self._brief = QTimer(self)
        self._brief.setSingleShot(True)
        self._brief.setInterval(_BRIEF // timedelta(milliseconds=1))
        self._brief.timeout.connect(self._end_brief)
        connect_until_destroyed(self, state.subscribe, self.handle)

    @property
    def log(self) -> NoticeLog:
        """The log of what is to be shown and announced to the person."""
        return self._log

    @property
    def notices(self) -> tuple[Notice, ...]:
        """The notices, from top to bottom."""
        return notices(self._log, self._state)

    @property
    def headline(self) -> str:
        """The heading of the first notice that stays; empty if there is none."""
        return headline(self.notices)

    @property
    def attention(self) -> str:
        """What waits for the person, in a few words; empty if nothing does."""
        begun = [c.name for c in self._state.credentials if c.stage is not Stage.ACTIVE]
        return self.headline or credential_texts.not_completed_text(begun)

    def handle(self, event: NoticeInput) -> None:
        """Update the log by an event."""
        before = self._brief_notices()
        self._log = after(self._log, event, self._state, self._visibility)
        if any(notice not in before for notice in self._brief_notices()):
            self._brief.start()
        self.changed.emit()

    def _brief_notices(self) -> list[Notice]:
        return [notice for notice in self._log.passing if notice.brief]

    def _end_brief(self) -> None:
        for notice in self._brief_notices():
            self.handle(Dismissed(notice.about))
