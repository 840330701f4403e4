"""Moments, durations and the time left, as they are shown and as they are spoken."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum, auto

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from desktop_app.core.credential import Credential
from desktop_app.core.deadline import APPROVAL_TTL, URGENT
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.texts.message import Message
from desktop_app.ui.texts.plural import Plural
from desktop_app.ui.theme import Tone

translate = QCoreApplication.translate

# Parts of Qt's date formats: the weekday, with what separates it, and the whole name of the month.
# Some languages inflect the name of the month by an ending, which the short name does not take.
_WEEKDAY = re.compile(r"^d{3,4}[\s,،፣፥፡-]*|[\s,،-]*d{3,4}")
_WHOLE_MONTH = re.compile(r"MMMM(?![\w'])")
# What is longer ago is said by its date.
_DAYS_IN_WORDS = 30


def time_left_text(left: timedelta) -> str:
    """Return the time left as it is shown: "9:41 left", or "Only 1:41 left" when it gets short."""
    if is_urgent(left):
        return fill(translate("Credential", "Only {time} left"), time=clock_text(left))
    return fill(translate("Credential", "{time} left"), time=clock_text(left))


def time_left_words(left: timedelta) -> str:
    """Return the time left as it is spoken: "9 minutes 41 seconds left"."""
    return fill(translate("Credential", "{time} left"), time=duration_text(left))


class Awaited(Enum):
    """What an approval waits for while its time runs."""

    BROWSER = auto()
    """The browser, which was opened."""
    ANSWER = auto()
    """The person's answer to a question about what came from a browser."""
    EARLY_ANSWER = auto()
    """Such an answer, which Stripe waits for until a time before that of the approval runs out."""
    ATTEMPT = auto()
    """Another attempt, which the person has to begin."""


def left_text(awaited: Awaited) -> str:
    """Return the words beside the time left, which say what it is left for."""
    if awaited is Awaited.ANSWER:
        return translate("Connect", "left to answer")
    if awaited is Awaited.EARLY_ANSWER:
        return translate("Connect", "left to answer: Stripe keeps an approval for five minutes")
    return translate("Connect", "left to approve")


def waiting_words(left: timedelta, awaited: Awaited) -> str:
    """Return the time left to approve or to answer, as it is spoken."""
    match awaited:
        case Awaited.BROWSER:
            text = translate("Connect", "Waiting for approval in your browser. {time}.")
        case Awaited.ANSWER:
            text = translate("Connect", "{time} to answer.")
        case Awaited.EARLY_ANSWER:
            text = translate(
                "Connect", "{time} to answer. Stripe keeps an approval for five minutes."
            )
        case Awaited.ATTEMPT:
            text = translate("Connect", "{time} to approve.")
    return fill(text, time=time_left_words(left))


def end_of_time_text(left: timedelta, awaited: Awaited, *, is_kept: bool) -> str:
    """Return what happens when the time runs out, and what to do if it gets short.

    `is_kept` says whether the credential was created before, so that it is not removed.
    """
    if awaited is Awaited.EARLY_ANSWER:
        if is_urgent(left):
            return translate("Connect", "Answer now, or access has to be approved once more.")
        return translate("Connect", "After that, access has to be approved once more.")
    if not is_urgent(left):
        if is_kept:
            return translate(
                "Connect", "After that, the credential stays unusable, and you can try again."
            )
        return translate("Connect", "After that, the credential is removed, and you start again.")
    match awaited, is_kept:
        case Awaited.BROWSER, False:
            return translate("Connect", "Approve now, or the credential is removed.")
        case Awaited.BROWSER, True:
            return translate("Connect", "Approve now, or the credential stays unusable.")
        case Awaited.ANSWER, False:
            return translate("Connect", "Answer now, or the credential is removed.")
        case Awaited.ANSWER, True:
            return translate("Connect", "Answer now, or the credential stays unusable.")
        case _, False:
            return translate("Connect", "Choose “Open again” now, or the credential is removed.")
        case _:
            return translate(
                "Connect", "Choose “Open again” now, or the credential stays unusable."
            )


def time_gets_short_message(credential: Credential, left: timedelta) -> Message:
    """Return the warning that the time to approve a credential gets short."""
    return Message(
        Tone.WARNING if is_urgent(left) else Tone.INFO,
        fill(
            translate("Credential", "{time} left to approve “{name}”"),
            time=duration_text(left),
            name=credential.name,
        ),
        translate(
            "Credential",
            "Approve access at Stripe in your browser. When the time runs out, the credential is"
            " removed and you have to start again.",
        ),
    )


def is_urgent(left: timedelta) -> bool:
    """Return whether the time left is shown as urgent."""
    return left <= URGENT


def limit_text(limit: timedelta) -> str:
    """Return how long an approval may take, in words."""
    if limit == APPROVAL_TTL:
        return translate("Credential", "ten minutes")
    return duration_text(limit)


def duration_text(time: timedelta) -> str:
    """Return a duration in words: "1 minute 40 seconds". Seconds are rounded up."""
    minutes, seconds = divmod(_whole_seconds(time), 60)
    if not minutes:
        return Plural.tr("%n seconds", None, seconds)
    if not seconds:
        return Plural.tr("%n minutes", None, minutes)
    return fill(
        translate("Time", "{minutes} {seconds}"),
        minutes=Plural.tr("%n minutes", None, minutes),
        seconds=Plural.tr("%n seconds", None, seconds),
    )


def clock_text(left: timedelta) -> str:
    """Return a duration as minutes and seconds: "9:41". Seconds are rounded up."""
    minutes, seconds = divmod(_whole_seconds(left), 60)
    return f"{minutes}:{seconds:02d}"


def _whole_seconds(time: timedelta) -> int:
    return -(-time // timedelta(seconds=1))


def last_checked_text(checked: datetime | None, now: datetime, *, by_clock: bool = False) -> str:
    """Return when an account was last read at Stripe: "2 minutes ago", "today at 14:32", "never".

    `checked` and `now` are in UTC. The days are those of the person's time zone. `by_clock` says a
    time of today by the clock alone: "14:32".
    """
    if checked is None:
        return translate("Time", "never")
    minutes = (now - checked) // timedelta(minutes=1)
    days = _local(checked).date().daysTo(_local(now).date())
    if minutes < 0 or days > _DAYS_IN_WORDS:
        # The wall clock may have been set back since.
        return date_text(checked)
    time = time_of_day_text(checked)
    if by_clock and days == 0:
        return time
    if minutes == 0:
        return translate("Time", "just now")
    if minutes < 60:
        return Plural.tr("%n minutes ago", None, minutes)
    if days == 0:
        return fill(translate("Time", "today at {time}"), time=time)
    if days == 1:
        return fill(translate("Time", "yesterday at {time}"), time=time)
    return Plural.tr("%n days ago", None, days)


def oldest_check_text(
    checked: Sequence[datetime | None],
    now: datetime,
    *,
    by_clock: bool = False,
    failed: bool = False,
) -> str:
    """Return when the accounts were last read, by the oldest time; empty if one never was.

    The text says that it is the oldest time, unless all accounts were read at that time. The times
    are in UTC. `by_clock` says a time of today by the clock. `failed` says that no account could
    be read since then.
    """
    known = [each for each in checked if each is not None]
    if not known or len(known) < len(checked):
        return ""
    if failed:
        when = last_checked_text(max(known), now, by_clock=by_clock)
        return fill(translate("Time", "not checked since {when}"), when=when)
    when = last_checked_text(min(known), now, by_clock=by_clock)
    if when == last_checked_text(max(known), now, by_clock=by_clock):
        text = translate("Time", "last checked {when}")
    else:
        text = translate("Time", "oldest check {when}")
    return fill(text, when=when)


def moment_text(moment: datetime) -> str:
    """Return the date and time of a moment, in the person's time zone: "24 Nov 2026, 09:00"."""
    return _date_and_time(date_text(moment), time_of_day_text(moment))


def moment_and_zone_text(moment: datetime) -> str:
    """Return the date, the time and the time zone, in the person's locale, for a person elsewhere.

    For example: "24 Nov 2026, 09:00 GMT".
    """
    text = translate("Time", "{moment} {zone}")
    zone = _local(moment).timeZoneAbbreviation()
    return fill(text, moment=moment_text(moment), zone=zone)


def moment_by_text(moment: datetime, person: str) -> str:
    """Return when something was done, and by whom: "24 Nov 2026, 09:00 by ada".

    Without the name of the person, only when.
    """
    if not person:
        return moment_text(moment)
    text = translate("Time", "{moment} by {person}")
    return fill(text, moment=moment_text(moment), person=person)


def by_text(person: str) -> str:
    """Return by whom something was done, as a line of its own: "by ada"; empty without a name."""
    return fill(translate("Time", "by {person}"), person=person) if person else ""


def exact_moment_text(moment: datetime) -> str:
    """Return the date, the time to the second and the time zone, in the person's locale."""
    locale = QLocale()
    # The short format has no seconds. The long format has the full name of the zone ("tttt").
    form = locale.timeFormat(QLocale.FormatType.LongFormat).replace("tttt", "t")
    return _date_and_time(date_text(moment), locale.toString(_local(moment), form))


def _date_and_time(date: str, time: str) -> str:
    return fill(translate("Time", "{date}, {time}"), date=date, time=time)


def date_text(moment: datetime) -> str:
    """Return the date of a moment in the person's time zone and locale: "24 Nov 2026"."""
    return _day_text(_local(moment).date())


def day_of(moment: datetime) -> date:
    """Return the day of a moment in the person's time zone."""
    # Faster than Qt's: a long log asks for thousands of days.
    return moment.astimezone().date()


def day_heading(day: date, now: datetime) -> str:
    """Return a day as a heading: "Today", "Yesterday", or the date. `now` is in UTC."""
    days_ago = (day_of(now) - day).days
    if days_ago == 0:
        return translate("Time", "Today")
    if days_ago == 1:
        return translate("Time", "Yesterday")
    return _day_text(QDate(day.year, day.month, day.day))


def _day_text(day: QDate) -> str:
    """Return a day with the name of its month, in the person's locale.

    Qt has no date format of this kind. Its long format has the weekday, too, and the whole name of
    the month.
    """
    locale = QLocale()
    form = _WEEKDAY.sub("", locale.dateFormat(QLocale.FormatType.LongFormat))
    return locale.toString(day, _WHOLE_MONTH.sub("MMM", form))


def time_of_day_text(moment: datetime) -> str:
    """Return the time of day of a moment, in the person's time zone and locale."""
    return QLocale().toString(_local(moment).time(), QLocale.FormatType.ShortFormat)


def exact_time_text(moment: datetime) -> str:
    """Return the time of day to the second, in the person's time zone and locale."""
    locale = QLocale()
    # The long format ends with the time zone.
    form = locale.timeFormat(QLocale.FormatType.LongFormat).replace("t", "").strip()
    return locale.toString(_local(moment).time(), form)


def _local(moment: datetime) -> QDateTime:
    return QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
