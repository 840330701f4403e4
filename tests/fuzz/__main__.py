"""Fuzzes all targets, runs the hostile scenarios, and writes build/fuzz/report.md:

    python -m tests.fuzz [--inputs N] [--answers N]

Exits with 1 if a promise was broken or a real answer was not taken. Linux only.
"""

import sys
from argparse import ArgumentParser

from tests.fuzz.fuzzing import fuzz_all
from tests.fuzz.hostile import measure_all
from tests.fuzz.report import report
from tests.paths import ROOT

_REPORT = ROOT / "build" / "fuzz" / "report.md"


def main() -> int:
    """Run everything, and return the exit code."""
    parser = ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--inputs", type=int, default=1_000_000, help="for all targets together")
    parser.add_argument("--answers", type=int, default=200, help="real answers in each scenario")
    options = parser.parse_args()
    print(f"Fuzzing with {options.inputs:,} inputs …", flush=True)
    fuzzed = fuzz_all(options.inputs)
    print("Attacking a receiver …", flush=True)
    measured = measure_all(options.answers)
    text = report(fuzzed, measured)
    _REPORT.write_text(text, encoding="utf-8")
    print(text)
    broken = [line for item in fuzzed for line in item.broken]
    print("\n".join(broken), file=sys.stderr)
    return int(bool(broken) or any(len(item.seconds) < item.answers for item in measured))


if __name__ == "__main__":
    sys.exit(main())
