"""What happens while the person looks elsewhere: announced, and shown on the desktop."""

from datetime import timedelta

import pytest
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.core.problems import AnswerLost, Detail
from desktop_app.core.systems import System
from tests.studio import Studio
from tests.ui.finding import open_wizard, table

SECOND = timedelta(seconds=1)


@pytest.fixture
def looking_away(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """No window of this program is active: the person is in the browser."""
    monkeypatch.setattr(QApplication, "activeWindow", lambda: None)
    return studio


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


def pass_time(studio: Studio, left: timedelta) -> None:
    """Let time pass until `left` is left of ten minutes."""
    (credential, *_) = studio.desk.workflow.credentials
    studio.desk.clock.pass_time(studio.desk.workflow.time_left(credential) - left)
    studio.desk.alarm.ring()


def titles(studio: Studio) -> list[str]:
    return [title for title, _ in studio.desk.notifications.shown.values()]


def test_the_time_left_is_announced_in_words_at_its_thresholds(
    studio: Studio, heard: list[tuple[str, bool]]
) -> None:
    studio.desk.go("EU billing")
    heard.clear()
    for left in (timedelta(minutes=5), timedelta(minutes=2), timedelta(minutes=1), 30 * SECOND):
        pass_time(studio, left)

    assert heard == [
        ("5 minutes left to approve “EU billing”", False),
        ("2 minutes left to approve “EU billing”", True),
        ("1 minute left to approve “EU billing”", True),
        ("30 seconds left to approve “EU billing”", True),
    ]


def test_the_desktop_is_told_once_when_the_last_two_minutes_begin(looking_away: Studio) -> None:
    studio = looking_away
    credential_id = studio.desk.go("EU billing")
    pass_time(studio, timedelta(minutes=5))
    assert titles(studio) == []
    pass_time(studio, timedelta(minutes=2))
    assert titles(studio) == ["2 minutes left to approve “EU billing”"]
    # Taken away by the person: it does not come back each minute.
    studio.desk.notifications.withdraw(credential_id)
    pass_time(studio, timedelta(minutes=1))
    assert titles(studio) == []


def test_whoever_looks_at_another_page_is_told_by_the_desktop(studio: Studio) -> None:
    studio.desk.go("EU billing")
    studio.view.show_activity()
    pass_time(studio, timedelta(minutes=2))

    assert titles(studio) == ["2 minutes left to approve “EU billing”"]


def test_whoever_looks_at_it_is_not_told_by_the_desktop(studio: Studio) -> None:
    studio.panel()
    studio.desk.go("EU billing")
    for left in (timedelta(minutes=2), 0 * SECOND):
        pass_time(studio, left)

    assert titles(studio) == []


def test_that_the_time_is_over_takes_the_place_of_the_warning(looking_away: Studio) -> None:
    studio = looking_away
    studio.desk.go("EU billing")
    for left in (timedelta(minutes=2), 0 * SECOND):
        pass_time(studio, left)

    assert titles(studio) == ["“EU billing” was removed"]


def test_an_approval_after_the_wizard_was_closed_is_told(studio: Studio) -> None:
    studio.desk.go("EU billing")
    studio.desk.approve_in_browser()

    ((title, text),) = studio.desk.notifications.shown.values()
    assert title == "“EU billing” is ready to create"
    assert "Acme Ltd" in text


def test_a_denial_after_the_wizard_was_closed_is_told(studio: Studio) -> None:
    studio.desk.go("EU billing")
    studio.desk.deny_in_browser()

    assert titles(studio) == ["“EU billing”: Access was denied at Stripe"]


def test_an_answer_to_the_open_wizard_needs_no_notification(looking_away: Studio) -> None:
    studio = looking_away
    studio.begun()
    pass_time(studio, timedelta(minutes=2))
    assert len(titles(studio)) == 1
    studio.desk.approve_in_browser()

    assert titles(studio) == []


def test_a_wizard_of_another_credential_does_not_count(studio: Studio) -> None:
    studio.desk.go("EU billing")
    studio.begun(System.STRIPE_TEST)
    studio.desk.approve_in_browser(attempt=0)

    assert titles(studio) == ["“EU billing” is ready to create"]


def test_choosing_it_shows_the_credential(studio: Studio, qtbot: QtBot) -> None:
    studio.desk.make_active("Sandbox")
    credential_id = studio.desk.go("EU billing")
    studio.desk.approve_in_browser()
    studio.view.show_integrations()
    studio.desk.notifications.choose(credential_id)

    panel = studio.panel()
    selected = panel.selected()
    assert selected is not None
    assert selected.id == credential_id
    qtbot.waitUntil(table(studio.window).hasFocus)


def test_choosing_it_when_the_credential_is_gone_shows_the_page(studio: Studio) -> None:
    credential_id = studio.desk.go("EU billing")
    studio.desk.approve_in_browser()
    shown = dict(studio.desk.notifications.shown)
    studio.desk.workflow.remove(credential_id, revoke=None)
    studio.desk.notifications.shown = shown
    studio.view.show_integrations()
    studio.desk.notifications.choose(credential_id)

    assert studio.panel().isVisible()


@pytest.mark.parametrize("how", ["create", "remove"])
def test_what_was_dealt_with_is_taken_off_the_desktop(studio: Studio, how: str) -> None:
    credential_id = studio.desk.go("EU billing")
    studio.desk.approve_in_browser()
    assert len(titles(studio)) == 1
    if how == "create":
        studio.desk.workflow.create(credential_id)
    else:
        studio.desk.workflow.remove(credential_id, revoke=None)

    assert titles(studio) == []


def test_what_is_not_the_newest_any_more_is_taken_off_the_desktop(studio: Studio) -> None:
    credential_id = studio.desk.go("EU billing")
    studio.desk.deny_in_browser()
    assert len(titles(studio)) == 1
    studio.desk.workflow.open_again(credential_id)

    assert titles(studio) == []


def test_a_lost_answer_is_told_with_the_wizard_closed(studio: Studio) -> None:
    studio.desk.go("EU billing")
    studio.desk.stripe.fail_exchange = AnswerLost(Detail())
    studio.desk.approve_in_browser()

    assert titles(studio) == ["“EU billing”: Stripe may have granted access"]
    assert open_wizard() is None
