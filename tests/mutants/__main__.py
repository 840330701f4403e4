"""Takes out one protection at a time, and finds the test that fails: `python -m tests.mutants`.

Arguments are parts of the names or files of protections; only these are tried then. The report goes
to build/mutants/report.md. Exits with 1 if a mutant survives that is not listed as equivalent, or
if one is noticed that is.
"""

import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from typing import TypeVar

from tests.mutants.catalogue import MUTANTS
from tests.mutants.mutant import Mutant, MutantError
from tests.mutants.report import report
from tests.mutants.trial import Copy, Trial, check_that_all_apply
from tests.paths import ROOT

T = TypeVar("T")

_FOLDER = ROOT / "build" / "mutants"
_AT_ONCE = 2


def main(words: list[str]) -> int:
    """Try the mutants that `words` choose, or all. Returns the exit status."""
    chosen = [mutant for mutant in MUTANTS if _is_chosen(mutant, words)]
    if not chosen:
        print(f"No protection's name or file contains {' or '.join(words)}.", file=sys.stderr)
        return 2
    began = time.monotonic()
    try:
        trials = _try_all(chosen)
    except MutantError as error:
        print(error, file=sys.stderr)
        return 1
    text = report(trials, time.monotonic() - began)
    (_FOLDER / "report.md").write_text(text, encoding="utf-8")
    print(f"\n{text}")
    complaints = [trial.complaint for trial in trials if trial.complaint]
    print(*complaints, sep="\n", file=sys.stderr)
    return 1 if complaints else 0


def _is_chosen(mutant: Mutant, words: list[str]) -> bool:
    return not words or any(word in mutant.protection or word in mutant.file for word in words)


def _try_all(mutants: list[Mutant]) -> list[Trial]:
    check_that_all_apply(mutants)
    copies: SimpleQueue[Copy] = SimpleQueue()
    for number in range(_AT_ONCE):
        copies.put(Copy(_FOLDER / str(number)))

    def in_a_copy(work: Callable[[Copy], T]) -> T:
        copy = copies.get()
        try:
            return work(copy)
        finally:
            copies.put(copy)

    def try_out(mutant: Mutant) -> Trial:
        trial = in_a_copy(lambda copy: copy.try_out(mutant))
        line = f"{trial.seconds:5.1f} s  {mutant.protection}: {trial.failed or 'none'}"
        print(line, flush=True)
        return trial

    with ThreadPoolExecutor(_AT_ONCE) as pool:
        # Without it, the failure of a test would show nothing.
        check = pool.submit(in_a_copy, lambda copy: copy.check(mutants))
        trials = list(pool.map(try_out, mutants))
        check.result()
        return trials


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
