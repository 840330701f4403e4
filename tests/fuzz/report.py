"""Writes what fuzzing and the hostile scenarios came to, as Markdown."""

import os
import platform
import subprocess
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from importlib.metadata import version

from tests.fuzz.fuzzing import Fuzzed
from tests.fuzz.hostile import Measured
from tests.paths import ROOT

_LIBRARIES = ("atheris", "h11", "Flask", "requests", "PySide6-Essentials")


def report(fuzzed: Sequence[Fuzzed], measured: Sequence[Measured]) -> str:
    """Return the two tables, with the date, the machine and the versions."""
    return "\n".join([*_head(), "", *_fuzzing_table(fuzzed), "", *_latency_table(measured), ""])


def _head() -> Iterable[str]:
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, commit {_commit()}."
    yield (
        f"{platform.system()} {platform.release()}, {os.cpu_count()} processors"
        f" ({platform.machine()}), Python {platform.python_version()}, "
        + ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
        + "."
    )


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty"]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)
    return run.stdout.strip() or "unknown"


def _fuzzing_table(fuzzed: Sequence[Fuzzed]) -> Iterable[str]:
    rows = [
        (
            item.target,
            f"{item.inputs:,}",
            f"{item.seconds:.0f}",
            f"{item.edges:,}",
            f"{item.features:,}",
            str(len(item.broken)),
        )
        for item in fuzzed
    ]
    total = sum(item.inputs for item in fuzzed)
    broken = sum(len(item.broken) for item in fuzzed)
    rows.append(("all", f"{total:,}", "", "", "", str(broken)))
    head = ("Target", "Inputs", "Seconds", "Edges", "Features", "Broken promises")
    return _table(head, rows)


def _latency_table(measured: Sequence[Measured]) -> Iterable[str]:
    rows = [
        (
            item.scenario.name,
            f"{item.hostile_connections:,}",
            f"{len(item.seconds)} of {item.answers}",
            f"{item.percentile(50) * 1000:.1f}",
            f"{item.percentile(99) * 1000:.1f}",
        )
        for item in measured
    ]
    head = ("Beside the real answers", "Connections", "Taken", "p50 (ms)", "p99 (ms)")
    return _table(head, rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterable[str]:
    rule = ["---", *["---:"] * (len(head) - 1)]
    return [f"| {' | '.join(row)} |" for row in (head, rule, *rows)]
