"""Reads the wall clock, and the boot clock: the time since the start, including sleep."""

import ctypes
import sys
import time
import uuid
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from desktop_app.core.deadline import Moment

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
# Identifies this process. Its boot clock can be compared even if the system has no boot id.
_RUN = uuid.uuid4().hex


class SystemClock:
    """Implements `workflow.ports.Clock` with the clocks of this computer."""

    def now(self) -> Moment:
        """See `Clock.now`."""
        return Moment(datetime.now(UTC), boot_seconds(), _boot_id(), _RUN)


def boot_seconds() -> float:
    """Return the seconds since the computer started, including sleep."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    elif sys.platform == "win32":
        # GetTickCount64 includes sleep. time.monotonic does not on every Windows.
        get_tick_count = ctypes.windll.kernel32.GetTickCount64
        get_tick_count.restype = ctypes.c_uint64
        return float(get_tick_count()) / 1000
    else:
        # On macOS, CLOCK_MONOTONIC includes sleep. time.monotonic does not (clock_gettime(3)).
        return time.clock_gettime(time.CLOCK_MONOTONIC)


@cache
def _boot_id() -> str:
    """Return the id of this boot, or "" if the system has none."""
    try:
        return _BOOT_ID.read_text(encoding="ascii").strip()
    except OSError:
        return ""
