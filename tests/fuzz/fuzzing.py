"""Runs the fuzzer for every target, as many at a time as there are processors."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.fuzz.findings import FOUND
from tests.fuzz.targets import SHARES, corpus, load, regressions
from tests.paths import ROOT

_BUILD = ROOT / "build" / "fuzz"
# A folder in memory, where Linux has one: every transaction of a database waits for the disk.
_MEMORY = Path("/dev/shm")  # noqa: S108  (the folder that is made in it is private)
_MAX_INPUT_BYTES = 4096
_SECONDS_FOR_ONE_INPUT = 20
_MEGABYTES = 2048
_STATUS = re.compile(r"^#\d+\s+\w+\s+cov: (\d+) ft: (\d+)", re.MULTILINE)
_UNITS = re.compile(r"^stat::number_of_executed_units: (\d+)", re.MULTILINE)


@dataclass(frozen=True)
class Fuzzed:
    """What came of one target. `edges` and `features` are libFuzzer's measures of coverage."""

    target: str
    inputs: int
    seconds: float
    edges: int
    features: int
    broken: tuple[str, ...]


def fuzz_all(inputs: int) -> list[Fuzzed]:
    """Give `inputs` inputs to the targets, in all. Every broken promise is kept and returned."""
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(lambda item: _fuzz(item[0], round(inputs * item[1])), SHARES.items()))


def _fuzz(name: str, inputs: int) -> Fuzzed:
    learnt = _BUILD / "corpus" / name
    known = [folder for folder in (corpus(name), regressions(name)) if folder.is_dir()]
    for folder in (learnt, regressions(name)):
        folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with TemporaryDirectory(prefix="m3ter-fuzz-", dir=_MEMORY if _MEMORY.is_dir() else None) as own:
        run = _run(name, inputs, own, (learnt, *known))
    seconds = time.monotonic() - began
    (_BUILD / f"{name}.log").write_text(run.stderr, encoding="utf-8")
    broken = [line for line in run.stderr.splitlines() if line.startswith(FOUND)]
    if run.returncode != 0:
        broken.append(f"{name} ended with {run.returncode}: {run.stderr[-500:]}")
    edges, features = (_STATUS.findall(run.stderr) or [("0", "0")])[-1]
    taken = _UNITS.search(run.stderr)
    inputs_taken = int(taken[1]) if taken else 0
    return Fuzzed(name, inputs_taken, seconds, int(edges), int(features), tuple(broken))


def _run(
    name: str, inputs: int, temporary: str, folders: Sequence[Path]
) -> subprocess.CompletedProcess[str]:
    """Run the fuzzer, which can't clean up at its end. It leaves what it makes in `temporary`."""
    return subprocess.run(
        [
            *(sys.executable, "-m", "tests.fuzz.engine", name),
            f"-runs={inputs}",
            f"-max_len={_MAX_INPUT_BYTES}",
            f"-timeout={_SECONDS_FOR_ONE_INPUT}",
            f"-rss_limit_mb={_MEGABYTES}",
            f"-dict={_dictionary(name)}",
            f"-artifact_prefix={regressions(name)}/",
            "-print_final_stats=1",
            *map(str, folders),
        ],
        cwd=ROOT,
        env=os.environ | {"TMPDIR": temporary},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def _dictionary(name: str) -> Path:
    """Write the words of a target in the form of libFuzzer, and return the file."""
    path = _BUILD / f"{name}.dict"
    path.write_text("".join(f'"{_escaped(word)}"\n' for word in load(name).WORDS), encoding="ascii")
    return path


def _escaped(word: bytes) -> str:
    return "".join(f"\\x{byte:02x}" for byte in word)
