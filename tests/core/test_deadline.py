"""Time limits, and what people and machines do to clocks."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop_app.core.deadline import APPROVAL_TTL, Deadline, Moment, is_stale

NOTHING = timedelta(0)
YEARS = timedelta(days=1000)
moments = st.builds(
    Moment,
    utc=st.datetimes(
        datetime(2020, 1, 1),
        datetime(2100, 1, 1),
        timezones=st.just(UTC),
    ),
    boot_seconds=st.floats(0, 1e8),
    boot_id=st.sampled_from(["first boot", "second boot", ""]),
)
ttls = st.timedeltas(timedelta(seconds=5), APPROVAL_TTL)
spans = st.timedeltas(NOTHING, YEARS)
BEGAN = Moment(datetime(2026, 11, 24, 9, 0, tzinfo=UTC), 1000.0, "first boot")
MINUTE = timedelta(minutes=1)
INSTANT = timedelta(microseconds=1)


def later(moment: Moment, by: timedelta) -> Moment:
    """Let time pass on both clocks."""
    return replace(
        moment, utc=moment.utc + by, boot_seconds=moment.boot_seconds + by.total_seconds()
    )


def restarted(moment: Moment, uptime: float = 20.0) -> Moment:
    """The same time on the wall, after the machine was started again."""
    return replace(moment, boot_seconds=uptime, boot_id="second boot")


def test_an_approval_has_ten_minutes() -> None:
    assert timedelta(minutes=10) == APPROVAL_TTL


@given(moments, ttls, moments)
def test_what_is_left_is_never_negative_and_never_longer_than_the_limit(
    began: Moment, ttl: timedelta, now: Moment
) -> None:
    assert NOTHING <= Deadline(began, ttl).time_left(now) <= ttl


@given(moments, ttls, spans, spans)
def test_what_is_left_never_grows_as_time_passes(
    began: Moment, ttl: timedelta, first: timedelta, then: timedelta
) -> None:
    deadline = Deadline(began, ttl)
    now = later(began, first)
    assert deadline.time_left(later(now, then)) <= deadline.time_left(now)


@given(moments, ttls)
def test_at_the_beginning_everything_is_left(began: Moment, ttl: timedelta) -> None:
    assert Deadline(began, ttl).time_left(began) == ttl


@given(ttls, st.timedeltas(NOTHING, APPROVAL_TTL), st.timedeltas(-YEARS, YEARS))
def test_setting_the_wall_clock_changes_nothing_within_one_boot(
    ttl: timedelta, passed: timedelta, turned: timedelta
) -> None:
    deadline = Deadline(BEGAN, ttl)
    now = later(BEGAN, passed)
    assert deadline.time_left(replace(now, utc=now.utc + turned)) == deadline.time_left(now)


@given(ttls, st.timedeltas(timedelta(milliseconds=1), YEARS))
def test_after_a_restart_a_clock_set_back_leaves_nothing(ttl: timedelta, back: timedelta) -> None:
    now = restarted(replace(BEGAN, utc=BEGAN.utc - back))
    assert Deadline(BEGAN, ttl).time_left(now) == NOTHING


@given(st.timedeltas(NOTHING, timedelta(minutes=20)))
def test_after_a_restart_the_wall_clock_goes_on(passed: timedelta) -> None:
    now = restarted(later(BEGAN, passed), uptime=0)
    assert Deadline(BEGAN, APPROVAL_TTL).time_left(now) == max(APPROVAL_TTL - passed, NOTHING)


@given(st.timedeltas(NOTHING, APPROVAL_TTL), st.timedeltas(NOTHING, APPROVAL_TTL))
def test_at_least_the_time_since_the_restart_has_passed(
    uptime: timedelta, shown: timedelta
) -> None:
    """A wall clock that was set back to just after the beginning gains nothing but the reboot."""
    now = restarted(later(BEGAN, shown), uptime=uptime.total_seconds())
    left = APPROVAL_TTL - max(uptime, shown)
    assert Deadline(BEGAN, APPROVAL_TTL).time_left(now) == left


@given(st.timedeltas(NOTHING, timedelta(minutes=20)))
def test_where_no_boot_has_a_name_the_wall_clock_decides(passed: timedelta) -> None:
    began = replace(BEGAN, boot_id="")
    now = replace(began, utc=began.utc + passed)
    assert Deadline(began, APPROVAL_TTL).time_left(now) == max(APPROVAL_TTL - passed, NOTHING)


def test_a_boot_clock_that_runs_backwards_leaves_nothing() -> None:
    now = replace(BEGAN, boot_seconds=BEGAN.boot_seconds - 1)
    assert Deadline(BEGAN, APPROVAL_TTL).time_left(now) == NOTHING


def test_it_has_passed_when_nothing_is_left_and_not_before() -> None:
    deadline = Deadline(BEGAN, APPROVAL_TTL)
    almost = later(BEGAN, APPROVAL_TTL - timedelta(milliseconds=1))
    assert not deadline.has_passed(almost)
    assert deadline.has_passed(later(BEGAN, APPROVAL_TTL))
    assert deadline.has_passed(later(BEGAN, APPROVAL_TTL + MINUTE))


def test_a_limit_that_begins_at_a_warning_does_not_give_it() -> None:
    deadline = Deadline(BEGAN, 5 * MINUTE)
    assert deadline.warning(BEGAN) is None
    assert deadline.warning(later(BEGAN, 3 * MINUTE)) == 2 * MINUTE
    assert deadline.until_next(BEGAN) == 3 * MINUTE


@given(ttls, spans)
def test_the_next_thing_to_happen_is_the_next_warning_or_the_end(
    ttl: timedelta, passed: timedelta
) -> None:
    deadline = Deadline(BEGAN, ttl)
    now = later(BEGAN, passed)
    then = later(now, deadline.until_next(now))
    assert deadline.has_passed(then) or deadline.warning(then) != deadline.warning(now)


@given(
    st.timedeltas(NOTHING, APPROVAL_TTL),
    st.timedeltas(NOTHING, timedelta(minutes=20)),
    st.timedeltas(-YEARS, YEARS),
)
def test_once_a_restart_was_seen_the_wall_clock_changes_nothing_any_more(
    off: timedelta, passed: timedelta, turned: timedelta
) -> None:
    start = restarted(later(BEGAN, off), uptime=0)
    rebased = Deadline(BEGAN, APPROVAL_TTL).rebased(start)
    now = later(start, passed)
    left = max(APPROVAL_TTL - off - passed, NOTHING)
    assert abs(rebased.time_left(replace(now, utc=now.utc + turned)) - left) <= INSTANT


@pytest.mark.parametrize("off", [APPROVAL_TTL, timedelta(days=2)])
@pytest.mark.parametrize("uptime", [5, 900])
@pytest.mark.parametrize("turned", [timedelta(days=-3), -15 * MINUTE, -5 * MINUTE, NOTHING])
def test_what_has_passed_once_never_gets_time_again(
    off: timedelta, uptime: float, turned: timedelta
) -> None:
    """Neither another restart nor a wall clock that is set back gives it time."""
    seen = restarted(later(BEGAN, off), uptime)
    rebased = Deadline(BEGAN, APPROVAL_TTL).rebased(seen)
    again = replace(seen, utc=seen.utc + turned, boot_seconds=3, boot_id="third boot")
    assert rebased.has_passed(seen)
    assert rebased.has_passed(again)
    assert rebased.rebased(again).has_passed(again)


def test_what_has_passed_is_over_where_no_boot_has_a_name() -> None:
    began = replace(BEGAN, boot_id="")
    seen = replace(began, utc=began.utc + APPROVAL_TTL, run="second run")
    rebased = Deadline(began, APPROVAL_TTL).rebased(seen)
    assert rebased.has_passed(replace(began, utc=began.utc + MINUTE, run="third run"))


def test_what_has_passed_before_one_restart_has_passed_after_the_next() -> None:
    """A wall clock that was set back to just after the beginning does not take it back."""
    seen = restarted(later(BEGAN, 6 * MINUTE), uptime=20)
    rebased = Deadline(BEGAN, APPROVAL_TTL).rebased(seen)
    third = replace(seen, utc=BEGAN.utc + MINUTE, boot_seconds=30, boot_id="third boot")
    assert rebased.time_left(third) == 4 * MINUTE - timedelta(seconds=10)


@pytest.mark.parametrize(
    ("age", "stale"), [(NOTHING, False), (MINUTE, False), (MINUTE + timedelta(seconds=1), True)]
)
def test_what_was_read_is_stale_after_a_time_or_if_the_clock_was_set_back(
    age: timedelta, stale: bool
) -> None:
    now = BEGAN.utc
    assert is_stale(now - age, now, MINUTE) is stale
    assert is_stale(now + age, now, MINUTE) is stale


def test_what_was_never_read_is_stale() -> None:
    assert is_stale(None, BEGAN.utc, MINUTE)
