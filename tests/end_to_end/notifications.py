"""The desktop's notifications as a person meets them."""

from collections.abc import Iterator
from contextlib import contextmanager

from tests.dbus.notifications import Notification, Screen
from tests.end_to_end.virtual_desktop import VirtualDesktop
from tests.waiting import until

_CAPABILITIES = ("actions", "body", "persistence")


class Notifications(Screen):
    """What stands on the screen of a desktop."""

    def sees(self, *texts: str) -> Notification:
        """Wait for a notification that says all of these, in its title or its text."""

        def found() -> Notification | None:
            said = ((each, f"{each.title}\n{each.text}") for each in self.shown())
            return next((each for each, words in said if all(t in words for t in texts)), None)

        return until(found, f"a notification that says {', '.join(texts)}")

    def sees_none(self) -> None:
        """Wait until there is no notification on the screen."""
        until(lambda: not self.shown(), "all notifications to go")

    def click(self, title: str, action: str = "default") -> None:
        """Click on a notification, if it can be clicked; it then goes."""
        notification = self.titled(title)
        assert action in notification.actions, f"{notification} can't be clicked"
        super().click(title, action)


@contextmanager
def show_notifications(desktop: VirtualDesktop) -> Iterator[Notifications]:
    """Own the desktop's notifications while the block lasts."""
    notifications = Notifications(desktop.session_bus, _CAPABILITIES)
    try:
        yield notifications
    finally:
        notifications.service.end()
