"""Both clocks, and whose computer this is."""

import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from desktop_app.system import clock
from desktop_app.system.clock import SystemClock


@pytest.fixture(autouse=True)
def boot_id_is_read_anew() -> Iterator[None]:
    """It is read once a run, and these tests look at several."""
    clock._boot_id.cache_clear()
    yield
    clock._boot_id.cache_clear()


def test_the_wall_clock_is_read_in_utc() -> None:
    before = datetime.now(UTC)
    moment = SystemClock().now()
    assert before <= moment.utc <= datetime.now(UTC)
    assert moment.utc.utcoffset() == timedelta(0)


def test_the_boot_clock_only_goes_forward() -> None:
    clocks = [SystemClock().now().boot_seconds for _ in range(100)]
    assert clocks == sorted(clocks)
    assert clocks[0] > 0


@pytest.mark.skipif(sys.platform != "linux", reason="this is how Linux counts")
def test_the_boot_clock_counts_sleep_too() -> None:
    before = time.clock_gettime(time.CLOCK_BOOTTIME)
    assert before <= SystemClock().now().boot_seconds <= time.clock_gettime(time.CLOCK_BOOTTIME)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux names its boots")
def test_each_boot_has_a_name() -> None:
    name = Path("/proc/sys/kernel/random/boot_id").read_text(encoding="ascii").strip()
    assert SystemClock().now().boot_id == name != ""


def test_where_no_boot_has_a_name_it_is_empty(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(clock, "_BOOT_ID", tmp_path / "not there")
    assert SystemClock().now().boot_id == ""


def test_all_readings_of_one_run_name_it() -> None:
    runs = {SystemClock().now().run, SystemClock().now().run}
    assert len(runs) == 1
    assert runs != {""}
