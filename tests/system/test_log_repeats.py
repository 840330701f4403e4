"""What repeats itself is said a few times, and then counted."""

import logging
import threading
from collections.abc import Iterator

import pytest

from desktop_app.system.log_repeats import RepeatLimiter


class Kept(logging.Handler):
    """Keeps the lines that it is given."""

    def __init__(self, level: int = logging.NOTSET) -> None:
        super().__init__(level)
        self.lines: list[str] = []
        self.closed = False

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.levelname} {record.name}: {record.getMessage()}")

    def close(self) -> None:
        self.closed = True
        super().close()


class LimiterHarness:
    """A limiter on a clock that only tests move, with two targets."""

    def __init__(self) -> None:
        self.seconds = 1000.0
        self.everything, self.warnings = Kept(), Kept(logging.WARNING)
        self.limiter = RepeatLimiter((self.everything, self.warnings), lambda: self.seconds)
        self.log = logging.Logger("flood")
        self.log.addHandler(self.limiter)

    def lines(self) -> list[str]:
        """Return what was told since the last call."""
        told, self.everything.lines = self.everything.lines, []
        return told


@pytest.fixture
def harness() -> Iterator[LimiterHarness]:
    harness = LimiterHarness()
    yield harness
    harness.limiter.close()


def test_of_a_flood_the_first_five_are_told_and_the_rest_is_counted_once(
    harness: LimiterHarness,
) -> None:
    for number in range(1500):
        harness.log.error("no answer to %d", number)
    assert harness.lines() == [f"ERROR flood: no answer to {number}" for number in range(5)]
    harness.seconds += 60
    harness.log.info("calm")
    harness.log.info("calm")
    assert harness.lines() == [
        "ERROR flood: no answer to %d (left out: 1,495 more like this)",
        "INFO flood: calm",
        "INFO flood: calm",
    ]


def test_a_flood_that_goes_on_is_told_again_each_minute(harness: LimiterHarness) -> None:
    for _ in range(3):
        for _ in range(600):
            harness.log.error("again")
            harness.seconds += 0.1
        assert len(harness.lines()) <= 7


def test_what_is_not_repeated_is_told_in_full_whenever_it_comes(harness: LimiterHarness) -> None:
    for _ in range(5):
        harness.log.error("five times")
    harness.seconds += 60
    harness.log.error("five times")
    assert harness.lines() == ["ERROR flood: five times"] * 6


def test_other_messages_loggers_and_levels_are_not_left_out_with_it(
    harness: LimiterHarness,
) -> None:
    other = logging.Logger("other")
    other.addHandler(harness.limiter)
    for _ in range(100):
        harness.log.error("again")
    assert len(harness.lines()) == 5
    harness.log.error("another")
    harness.log.warning("again")
    other.error("again")
    assert harness.lines() == [
        "ERROR flood: another",
        "WARNING flood: again",
        "ERROR other: again",
    ]


def test_each_target_hears_of_its_levels_only_the_count_included(harness: LimiterHarness) -> None:
    for _ in range(7):
        harness.log.info("quiet")
        harness.log.error("loud")
    harness.limiter.close()
    heard = ["ERROR flood: loud"] * 5 + ["ERROR flood: loud (left out: 2 more like this)"]
    assert harness.warnings.lines == heard
    assert "INFO flood: quiet (left out: 2 more like this)" in harness.everything.lines


def test_what_was_left_out_is_told_at_the_end_once(harness: LimiterHarness) -> None:
    for _ in range(6):
        harness.log.error("again")
    harness.limiter.close()
    harness.limiter.close()
    assert harness.lines()[5:] == ["ERROR flood: again (left out: 1 more like this)"]
    assert harness.everything.closed
    assert harness.warnings.closed


def test_a_message_of_any_type_with_percent_signs_can_repeat(harness: LimiterHarness) -> None:
    for _ in range(6):
        harness.log.error(ValueError("100 %s"))
    harness.limiter.close()
    assert harness.lines()[5:] == ["ERROR flood: 100 %s (left out: 1 more like this)"]


def test_nothing_is_remembered_of_what_is_over(harness: LimiterHarness) -> None:
    for number in range(1000):
        harness.log.error(f"message {number}")
        harness.seconds += 1
    assert len(harness.limiter._windows) <= 61


def test_no_record_of_many_threads_is_lost_to_the_count(harness: LimiterHarness) -> None:
    def flood() -> None:
        for _ in range(500):
            harness.log.error("again")

    threads = [threading.Thread(target=flood) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    harness.limiter.close()
    assert harness.lines()[5:] == ["ERROR flood: again (left out: 3,995 more like this)"]
