"""Notifications on the desktop, and announcements to assistive technology.

Knows the organization of the workspace. Must not know which events lead to a notification, nor how
a desktop shows one.
"""

from collections.abc import Callable, Hashable

from PySide6.QtWidgets import QApplication, QWidget

from desktop_app.ui.announce import announce
from desktop_app.ui.notices.feed import NoticeFeed
from desktop_app.ui.notices.log import NoticeLog, Notification
from desktop_app.ui.texts import program_texts
from desktop_app.workflow.ports import Notifications


class Notifier:
    """Shows the notifications of `feed` on the desktop, and makes its announcements.

    `open_credential` is called with the id of a credential when the person chooses its
    notification. `organization` is the name of the workspace's organization; empty in Practice.
    """

    def __init__(
        self,
        feed: NoticeFeed,
        notifications: Notifications,
        window: QWidget,
        open_credential: Callable[[str], None],
        organization: str = "",
    ) -> None:
        self._feed = feed
        self._notifications = notifications
        self._window = window
        self._open_credential = open_credential
        self._organization = organization
        self._shown = NoticeLog()
        # The revisions of the notices that were announced, by what they are about.
        self._announced: dict[str, Hashable] = {}
        self._announce_notices()
        feed.changed.connect(self._show)

    def end(self) -> None:
        """Withdraw all notifications, since the workspace that they open was closed."""
        for notification in self._shown.desktop:
            self._notifications.withdraw(notification.credential_id)

    def _show(self) -> None:
        before, self._shown = self._shown, self._feed.log
        announcement = self._shown.announcement
        if announcement is not None and announcement != before.announcement:
            window = QApplication.activeWindow() or self._window
            announce(window, announcement.text, urgent=announcement.urgent)
        self._announce_notices()
        still_listed = {notification.credential_id for notification in self._shown.desktop}
        for notification in before.desktop:
            if notification.credential_id not in still_listed:
                self._notifications.withdraw(notification.credential_id)
        for notification in self._shown.desktop:
            if notification not in before.desktop:
                self._show_on_desktop(notification)

    def _announce_notices(self) -> None:
        before, self._announced = self._announced, {}
        for notice in self._feed.notices:
            self._announced[notice.about] = notice.revision
            if notice.about not in before or before[notice.about] != notice.revision:
                message = notice.message
                announce(self._window, " ".join(filter(None, (message.title, message.text))))

    def _show_on_desktop(self, notification: Notification) -> None:
        message = notification.message
        self._notifications.show(
            notification.credential_id,
            message.title,
            program_texts.notification_text(self._organization, message.text),
            lambda: self._open_credential(notification.credential_id),
        )
