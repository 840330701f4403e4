"""Deadlines that hold when the computer sleeps or restarts, or when its clock is set back."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

APPROVAL_TTL = timedelta(minutes=10)

CODE_LIFETIME = timedelta(minutes=5)
"""How long a code can be exchanged (Stripe's Connect OAuth reference)."""

# A person is warned when this much time is left (WCAG 2.2, success criterion 2.2.1).
WARNINGS = (
    timedelta(minutes=5),
    timedelta(minutes=2),
    timedelta(minutes=1),
    timedelta(seconds=30),
)
# From this much time left on, the time is shown as urgent.
URGENT = timedelta(minutes=2)

# No wall clock can be set to a time before this one.
_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)

SecondsLeft = Callable[[], float]
"""The deadline of a call to a service: returns the seconds that are left now.

It returns 0 or less once the deadline has passed. It may be called on any thread. The time that the
computer sleeps counts.
"""


def no_deadline() -> float:
    """Return infinity: a call may take as long as its other time limits allow."""
    return math.inf


def is_stale(read: datetime | None, now: datetime, limit: timedelta) -> bool:
    """Return whether what was read at a time (UTC; None: never) has to be read again at `now`.

    The age counts in either direction: the wall clock may have been set back since.
    """
    return read is None or abs(now - read) > limit


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of both clocks.

    `utc` is the wall clock (timezone-aware, UTC), which a person can set. `boot_seconds` are the
    seconds since the computer started, including sleep; they are negative for a moment before that.
    Two of them can be compared only if both have the same `boot_id`. An empty `boot_id` means that
    the system does not identify its boots. `run` identifies the run of this program that read the
    clocks; it is empty for a stored moment.
    """

    utc: datetime
    boot_seconds: float
    boot_id: str
    run: str = ""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The end of a time limit that began at `began` and lasts `ttl`."""

    began: Moment
    ttl: timedelta

    def time_left(self, now: Moment) -> timedelta:
        """Return the time left at `now`, between zero and `ttl`.

        Within one boot, or within one run, only the boot clock counts, since nobody can set it.
        Across a restart of the computer, the wall clock counts. A wall clock that reads earlier
        than `began` was set back, so no time is left. Whatever the wall clock says, at least this
        much has passed: the time since the restart, and the time from `began` to the start of its
        own boot, if `began` is before that start.
        """
        if self._is_in_one_boot(now):
            passed = timedelta(seconds=now.boot_seconds - self.began.boot_seconds)
        else:
            passed = now.utc - self.began.utc
            if passed >= timedelta(0) and self.began.boot_id and now.boot_id:
                before_boot = max(-self.began.boot_seconds, 0)
                passed = max(passed, timedelta(seconds=before_boot + now.boot_seconds))
        if passed < timedelta(0):
            return timedelta(0)
        return max(self.ttl - passed, timedelta(0))

    def rebased(self, now: Moment) -> "Deadline":
        """Return the same deadline, measured from now on by the boot clock of `now`.

        A deadline that has passed gets a beginning before all times of the wall clock. So no later
        setting of that clock gives it time again.
        """
        if self._is_in_one_boot(now):
            return self
        left = self.time_left(now)
        passed = self.ttl - left
        utc = now.utc - passed if left else _BEFORE_ALL
        boot_seconds = now.boot_seconds - passed.total_seconds()
        return Deadline(Moment(utc, boot_seconds, now.boot_id, now.run), self.ttl)

    def _is_in_one_boot(self, now: Moment) -> bool:
        began = self.began
        return bool(began.run and began.run == now.run) or bool(
            began.boot_id and began.boot_id == now.boot_id
        )

    def warning(self, now: Moment) -> timedelta | None:
        """Return the latest warning that is due at `now`, or None if none is due yet.

        A warning is one of `WARNINGS`. Those that are not shorter than `ttl` are left out.
        """
        left = self.time_left(now)
        return min((mark for mark in WARNINGS if left <= mark < self.ttl), default=None)

    def until_next(self, now: Moment) -> timedelta:
        """Return the time from `now` to the next warning, or to the end if no warning is left."""
        left = self.time_left(now)
        return left - max((mark for mark in WARNINGS if mark < left), default=timedelta(0))

    def has_passed(self, now: Moment) -> bool:
        """Return whether no time is left at `now`."""
        return self.time_left(now) == timedelta(0)
