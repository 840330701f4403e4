"""Writes down what came of the mutants, as Markdown."""

import os
import platform
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from tests.mutants.trial import Trial

_HEAD = ("Promise", "Protection", "File", "First test that fails without it", "Seconds")


def report(trials: Sequence[Trial], seconds: float) -> str:
    """Return the report of a run that took `seconds`: when, on what, and the tables."""
    noticed = [trial for trial in trials if trial.failed]
    equivalent = [trial for trial in trials if not trial.failed and trial.mutant.equivalent]
    surviving = [trial for trial in trials if trial.complaint]
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {_machine()}.",
        f"{len(trials)} protections were taken out, one at a time, in {seconds / 60:.1f} minutes:"
        f" {len(noticed)} noticed by a test, {len(equivalent)} equivalent,"
        f" {len(surviving)} not as expected.",
        "",
        *_table(noticed),
    ]
    if equivalent:
        lines += ["", "Equivalent: no test can notice.", "", *_reasons(equivalent)]
    return "\n".join(lines) + "\n"


def _machine() -> str:
    versions = ", ".join(f"{name} {version(name)}" for name in ("PySide6-Essentials", "pytest"))
    system = f"{platform.system()} {platform.release()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores, Python {platform.python_version()}, {versions}"


def _table(trials: Iterable[Trial]) -> list[str]:
    # In the order of the promises, and of the catalogue within each.
    ordered = sorted(trials, key=lambda trial: trial.mutant.promise.value)
    rows = [
        (
            str(trial.mutant.promise.value),
            trial.mutant.protection,
            trial.mutant.file.removeprefix("desktop_app/"),
            # Without the parameters, which are long.
            trial.failed.removeprefix("tests/").partition("[")[0],
            f"{trial.seconds:.1f}",
        )
        for trial in ordered
    ]
    return [_row(_HEAD), _row("---" for _ in _HEAD), *map(_row, rows)]


def _reasons(trials: Iterable[Trial]) -> list[str]:
    return [f"- {trial.mutant.protection}: {trial.mutant.equivalent}" for trial in trials]


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
