"""When something was, as a person says it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from PySide6.QtCore import QLocale

from desktop_app.ui.texts import time_texts

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
DAY = timedelta(days=1)
SHORT, LONG = QLocale.FormatType.ShortFormat, QLocale.FormatType.LongFormat


@pytest.fixture(autouse=True)
def british() -> Iterator[None]:
    before = QLocale()
    speak("en_GB")
    yield
    QLocale.setDefault(before)


def speak(locale: str) -> None:
    """Make this the locale of the person. It decides dates, and not the language of the texts."""
    QLocale.setDefault(QLocale(locale))


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
        (31 * DAY, "24 Oct 2026"),
        # The clock was set back since.
        (timedelta(minutes=-1), "24 Nov 2026"),
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


@pytest.mark.parametrize(
    ("locale", "said"),
    [
        ("en_GB", "24 Nov 2026"),
        ("en_US", "Nov 24, 2026"),
        ("de_DE", "24. Nov. 2026"),
        ("fr_FR", "24 nov. 2026"),
        ("es_ES", "24 de nov de 2026"),
        ("hu_HU", "2026. nov. 24."),
        ("ja_JP", "2026年11月24日"),
        ("zh_CN", "2026年11月24日"),
        ("ru_RU", "24 нояб. 2026\u202fг."),
        ("ar_EG", "٢٤ نوفمبر ٢٠٢٦"),
    ],
)
def test_a_date_has_the_name_of_its_month_in_the_persons_locale(locale: str, said: str) -> None:
    speak(locale)
    assert time_texts.date_text(NOW) == said


def test_in_every_locale_a_date_tells_the_month_and_not_the_weekday() -> None:
    any_language = (
        QLocale.Language.AnyLanguage,
        QLocale.Script.AnyScript,
        QLocale.Country.AnyCountry,
    )
    for locale in QLocale.matchingLocales(*any_language):
        QLocale.setDefault(locale)
        said = time_texts.date_text(NOW)
        assert locale.dayName(2, LONG) not in said, locale.name()
        if "MMM" in locale.dateFormat(LONG):
            names = [locale.monthName(11, form) for form in (SHORT, LONG)]
            assert any(name in said for name in names), locale.name()


def test_the_month_is_the_persons_own_where_the_moment_is_in_another_in_utc() -> None:
    assert time_texts.day_of(NOW) == date(2026, 11, 24)
    assert time_texts.date_text(NOW - timedelta(days=24, hours=16)) == "30 Oct 2026"


def test_a_moment_is_said_with_its_time_and_with_who_did_it() -> None:
    assert time_texts.moment_text(NOW) == "24 Nov 2026, 15:00"
    assert time_texts.exact_moment_text(NOW) == "24 Nov 2026, 15:00:00 UTC"
    assert time_texts.moment_by_text(NOW, "ada") == "24 Nov 2026, 15:00 by ada"
    assert time_texts.moment_by_text(NOW, "") == "24 Nov 2026, 15:00"
    assert (time_texts.by_text("ada"), time_texts.by_text("")) == ("by ada", "")


def test_the_name_of_a_person_that_is_written_from_right_to_left_is_isolated() -> None:
    assert time_texts.moment_by_text(NOW, "עדה") == "24 Nov 2026, 15:00 by \u2068עדה\u2069"


@pytest.mark.parametrize(
    ("ago", "heading"),
    [(0, "Today"), (1, "Yesterday"), (2, "22 Nov 2026"), (400, "20 Oct 2025"), (-1, "25 Nov 2026")],
)
def test_a_day_is_a_heading(ago: int, heading: str) -> None:
    assert time_texts.day_heading(time_texts.day_of(NOW - ago * DAY), NOW) == heading
