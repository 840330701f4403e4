"""Keeps repeated records from filling the log."""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_PASSED_ON = 5
_WINDOW_SECONDS = 60.0

# The name of the logger, the level, and the message before its arguments are filled in.
_Place = tuple[str, int, str]


@dataclass(slots=True)
class _Window:
    """How many records of one place came since `began`, a time of the handler's clock."""

    began: float
    count: int = 0


class RepeatLimiter(logging.Handler):
    """Passes records on to `targets`: of one place, only the first five in 60 seconds.

    A place is a logger, a level, and a message without its arguments. How many records were left
    out is said in one more record: with the next record of any place after the 60 seconds, or when
    this handler is closed. It closes `targets`, too. `now` returns seconds, and never goes back.
    """

    def __init__(
        self, targets: Sequence[logging.Handler], now: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__()
        self._targets = targets
        self._now = now
        # The one that began first stands first.
        self._windows: dict[_Place, _Window] = {}

    def emit(self, record: logging.LogRecord) -> None:
        """Pass a record on, or count it."""
        now = self._now()
        self._end_windows(now - _WINDOW_SECONDS)
        place = (record.name, record.levelno, str(record.msg))
        window = self._windows.setdefault(place, _Window(now))
        window.count += 1
        if window.count <= _PASSED_ON:
            self._pass_on(record)

    def close(self) -> None:
        """Say what was left out, and close the targets."""
        self.acquire()
        try:
            self._end_windows(self._now())
        finally:
            self.release()
        for target in self._targets:
            target.close()
        super().close()

    def _end_windows(self, latest: float) -> None:
        """End the windows that began at `latest` or before."""
        while self._windows:
            place, window = next(iter(self._windows.items()))
            if window.began > latest:
                return
            del self._windows[place]
            if window.count > _PASSED_ON:
                self._pass_on(_summary(place, window.count - _PASSED_ON))

    def _pass_on(self, record: logging.LogRecord) -> None:
        for target in self._targets:
            if record.levelno >= target.level:
                target.handle(record)


def _summary(place: _Place, left_out: int) -> logging.LogRecord:
    # The message without arguments, since they differed.
    name, level, message = place
    return logging.makeLogRecord(
        {
            "name": name,
            "levelno": level,
            "levelname": logging.getLevelName(level),
            "msg": f"{message} (left out: {left_out:,} more like this)",
        }
    )
