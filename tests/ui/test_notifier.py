"""What happens while the person looks elsewhere: announced, and shown on the desktop."""

from datetime import timedelta

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.core.errors import AnswerLostError, Detail, RefusedError
from desktop_app.core.systems import System
from tests import labels
from tests.ui.finding import open_wizard, table
from tests.window_harness import WindowHarness

SECOND = timedelta(seconds=1)


@pytest.fixture
def looking_away(gui: WindowHarness, monkeypatch: pytest.MonkeyPatch) -> WindowHarness:
    """No window of this program is active: the person is in the browser."""
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
    return gui


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, bool]]:
    """What a screen reader is asked to say, and whether at once."""
    heard: list[tuple[str, bool]] = []

    def hear(event: QAccessibleAnnouncementEvent) -> None:
        urgent = event.politeness() is QAccessible.AnnouncementPoliteness.Assertive
        heard.append((event.message(), urgent))

    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(QAccessible, "updateAccessibility", hear)
    return heard


def pass_time(gui: WindowHarness, left: timedelta) -> None:
    """Let time pass until `left` is left of ten minutes."""
    (credential, *_) = gui.harness.state.credentials
    gui.harness.clock.pass_time(gui.harness.time_left(credential) - left)
    gui.harness.alarm.ring()


def titles(gui: WindowHarness) -> list[str]:
    return [title for title, _ in gui.harness.notifications.shown.values()]


def test_the_time_left_is_announced_in_words_at_its_thresholds(
    gui: WindowHarness, heard: list[tuple[str, bool]]
) -> None:
    gui.harness.go("EU billing")
    heard.clear()
    for left in (timedelta(minutes=5), timedelta(minutes=2), timedelta(minutes=1), 30 * SECOND):
        pass_time(gui, left)

    assert heard == [
        ("5 minutes left to approve “EU billing”", False),
        ("2 minutes left to approve “EU billing”", True),
        ("1 minute left to approve “EU billing”", True),
        ("30 seconds left to approve “EU billing”", True),
    ]


def test_the_desktop_is_told_once_when_the_last_two_minutes_begin(
    looking_away: WindowHarness,
) -> None:
    gui = looking_away
    credential_id = gui.harness.go("EU billing")
    pass_time(gui, timedelta(minutes=5))
    assert titles(gui) == []
    pass_time(gui, timedelta(minutes=2))
    assert titles(gui) == ["2 minutes left to approve “EU billing”"]
    # Taken away by the person: it does not come back each minute.
    gui.harness.notifications.withdraw(credential_id)
    pass_time(gui, timedelta(minutes=1))
    assert titles(gui) == []


def test_whoever_looks_at_another_page_is_told_by_the_desktop(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.view.show_activity()
    pass_time(gui, timedelta(minutes=2))

    assert titles(gui) == ["2 minutes left to approve “EU billing”"]


def test_whoever_looks_at_it_is_not_told_by_the_desktop(gui: WindowHarness) -> None:
    gui.panel()
    gui.harness.go("EU billing")
    for left in (timedelta(minutes=2), 0 * SECOND):
        pass_time(gui, left)

    assert titles(gui) == []


def test_that_the_time_is_over_takes_the_place_of_the_warning(looking_away: WindowHarness) -> None:
    gui = looking_away
    gui.harness.go("EU billing")
    for left in (timedelta(minutes=2), 0 * SECOND):
        pass_time(gui, left)

    assert titles(gui) == [f"“EU billing” {labels.REMOVED_IN_TIME}"]


def test_an_approval_after_the_wizard_was_closed_is_told(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.harness.approve_in_browser()

    ((title, text),) = gui.harness.notifications.shown.values()
    assert title == "“EU billing” is ready to create"
    assert "Acme Ltd" in text


def test_a_denial_after_the_wizard_was_closed_is_told(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.harness.deny_in_browser()

    assert titles(gui) == ["“EU billing”: Access was denied at Stripe"]


def test_an_answer_to_the_open_wizard_needs_no_notification(looking_away: WindowHarness) -> None:
    gui = looking_away
    gui.begun()
    pass_time(gui, timedelta(minutes=2))
    assert len(titles(gui)) == 1
    gui.harness.approve_in_browser()

    assert titles(gui) == []


def test_a_wizard_of_another_credential_does_not_count(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.begun(System.STRIPE_TEST)
    gui.harness.approve_in_browser(attempt=0)

    assert titles(gui) == ["“EU billing” is ready to create"]


def test_choosing_it_shows_the_credential(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.harness.make_active("Sandbox")
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    gui.view.show_integrations()
    gui.harness.notifications.choose(credential_id)

    panel = gui.panel()
    selected = panel.selected()
    assert selected is not None
    assert selected.id == credential_id
    qtbot.waitUntil(table(gui.window).hasFocus)


def test_choosing_it_when_the_credential_is_gone_shows_the_page(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    shown = dict(gui.harness.notifications.shown)
    gui.harness.commands.remove(credential_id, revoke=None)
    gui.harness.notifications.shown = shown
    gui.view.show_integrations()
    gui.harness.notifications.choose(credential_id)

    assert gui.panel().isVisible()


@pytest.mark.parametrize("how", ["create", "remove"])
def test_what_was_dealt_with_is_taken_off_the_desktop(gui: WindowHarness, how: str) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    assert len(titles(gui)) == 1
    if how == "create":
        gui.harness.commands.create(credential_id)
    else:
        gui.harness.commands.remove(credential_id, revoke=None)

    assert titles(gui) == []


def test_what_is_not_the_newest_any_more_is_taken_off_the_desktop(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.harness.deny_in_browser()
    assert len(titles(gui)) == 1
    gui.harness.commands.retry(credential_id)

    assert titles(gui) == []


def test_a_lost_answer_is_told_with_the_wizard_closed(gui: WindowHarness) -> None:
    gui.harness.go("EU billing")
    gui.harness.stripe.fail_exchange = AnswerLostError(Detail())
    gui.harness.approve_in_browser()

    assert titles(gui) == ["“EU billing”: Stripe may have granted access"]
    assert open_wizard() is None


def test_a_notice_is_announced_each_time_it_is_told_and_not_in_between(
    gui: WindowHarness, heard: list[tuple[str, bool]]
) -> None:
    credential_id = gui.harness.make_active("EU billing")
    gui.harness.stripe.fail_account = RefusedError(Detail())
    heard.clear()
    for _ in range(2):
        gui.harness.commands.check(credential_id)
    gui.harness.go("US billing")

    said = [text for text, _ in heard if "“EU billing” could not be checked" in text]
    assert len(said) == 2


def test_a_notification_is_shown_once(gui: WindowHarness) -> None:
    credential_id = gui.harness.go("EU billing")
    gui.harness.approve_in_browser()
    gui.harness.notifications.choose(credential_id)
    gui.harness.go("US billing")

    assert titles(gui) == []


def test_a_warning_is_announced_once(gui: WindowHarness, heard: list[tuple[str, bool]]) -> None:
    gui.harness.go("EU billing")
    heard.clear()
    pass_time(gui, timedelta(minutes=5))
    gui.harness.report_denial()

    assert len([text for text, _ in heard if "5 minutes left" in text]) == 1
