"""Moments and deadlines that sleep, a clock set back or a restart cannot lengthen."""

from dataclasses import dataclass
from datetime import datetime, timedelta

APPROVAL_TTL = timedelta(minutes=10)

# What is left when a person is warned (WCAG 2.2, 2.2.1: before time expires).
WARNINGS = (
    timedelta(minutes=5),
    timedelta(minutes=2),
    timedelta(minutes=1),
    timedelta(seconds=30),
)
# From here on what is left is shown as urgent.
URGENT = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Moment:
    """One reading of both clocks.

    `utc` is the wall clock (timezone-aware, UTC), which a person can set. `boot_seconds` counts
    since the machine started, sleep included; it means something only within one `boot_id`. An
    empty `boot_id` says that the machine names no boot. `run` names the run of this program that
    has read the clocks, if it is not known from storage.
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
        """Return what is left at `now`, between zero and `ttl`.

        Within one boot, or one run, the boot clock decides alone: it cannot be set. Across a
        restart the wall clock is left; one that reads earlier than the beginning was set back, and
        then nothing is left. At least the time since that restart has passed, whatever the wall
        clock says.
        """
        if self._is_in_one_boot(now):
            passed = timedelta(seconds=now.boot_seconds - self.began.boot_seconds)
        else:
            passed = now.utc - self.began.utc
            if passed >= timedelta(0) and self.began.boot_id and now.boot_id:
                passed = max(passed, timedelta(seconds=now.boot_seconds))
        if passed < timedelta(0):
            return timedelta(0)
        return max(self.ttl - passed, timedelta(0))

    def carried_over(self, now: Moment) -> "Deadline":
        """Return the same end, told by the boot of `now`: from here on its clock decides alone."""
        if self._is_in_one_boot(now):
            return self
        passed = self.ttl - self.time_left(now)
        boot_seconds = now.boot_seconds - passed.total_seconds()
        return Deadline(Moment(now.utc - passed, boot_seconds, now.boot_id, now.run), self.ttl)

    def _is_in_one_boot(self, now: Moment) -> bool:
        began = self.began
        return bool(began.run and began.run == now.run) or bool(
            began.boot_id and began.boot_id == now.boot_id
        )

    def warning(self, now: Moment) -> timedelta | None:
        """Return the last warning that is due at `now`, None if none is due yet.

        A limit that is no longer than a warning does not have it.
        """
        left = self.time_left(now)
        return min((mark for mark in WARNINGS if left <= mark < self.ttl), default=None)

    def until_next(self, now: Moment) -> timedelta:
        """Return how long it is at `now` until the next warning, or until the end."""
        left = self.time_left(now)
        return left - max((mark for mark in WARNINGS if mark < left), default=timedelta(0))

    def has_passed(self, now: Moment) -> bool:
        """Return whether nothing is left at `now`."""
        return self.time_left(now) == timedelta(0)
