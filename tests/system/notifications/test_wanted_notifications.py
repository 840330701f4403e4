"""Notifications that the person does not want are not shown."""

from desktop_app.system.notifications import NotificationsIfWanted
from tests.fakes import FakeNotifications


def test_they_are_shown_while_they_are_wanted() -> None:
    desktop, wanted = FakeNotifications(), [True]
    notifications = NotificationsIfWanted(desktop, lambda: wanted[0])
    opened: list[str] = []
    notifications.show("a", "Approved", "EU billing", lambda: opened.append("a"))
    assert desktop.shown == {"a": ("Approved", "EU billing")}
    desktop.choose("a")
    assert opened == ["a"]

    wanted[0] = False
    notifications.show("b", "Approved", "EU billing", lambda: None)
    assert desktop.shown == {}
    wanted[0] = True
    notifications.show("b", "Approved", "EU billing", lambda: None)
    assert list(desktop.shown) == ["b"]


def test_one_that_is_shown_can_be_withdrawn_later() -> None:
    desktop, wanted = FakeNotifications(), [True]
    notifications = NotificationsIfWanted(desktop, lambda: wanted[0])
    notifications.show("a", "Approved", "EU billing", lambda: None)
    wanted[0] = False
    notifications.withdraw("a")
    assert desktop.shown == {}
