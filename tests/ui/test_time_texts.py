"""When something was, as a person says it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from desktop_app.ui.texts import time_texts

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def british() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(0), "just now"),
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59, seconds=59), "59 minutes ago"),
        (timedelta(hours=1), "today at 14:00"),
        (timedelta(hours=15), "today at 00:00"),
        (timedelta(hours=15, minutes=1), "yesterday at 23:59"),
        (DAY, "yesterday at 15:00"),
        # Days are counted by the calendar.
        (timedelta(hours=39, minutes=1), "2 days ago"),
        (3 * DAY, "3 days ago"),
        (30 * DAY, "30 days ago"),
        (31 * DAY, "24/10/2026"),
        # The clock was set back since.
        (timedelta(minutes=-1), "24/11/2026"),
    ],
)
def test_the_last_check_is_said_in_words(ago: timedelta, said: str) -> None:
    assert time_texts.last_checked_text(NOW - ago, NOW) == said


def test_shortly_after_midnight_a_few_minutes_are_minutes() -> None:
    midnight = datetime(2026, 11, 24, 0, 2, tzinfo=UTC)
    assert time_texts.last_checked_text(midnight - timedelta(minutes=5), midnight) == (
        "5 minutes ago"
    )


def test_without_a_check_it_was_never() -> None:
    assert time_texts.last_checked_text(None, NOW) == "never"
