"""Tries mutants: runs their tests on a changed copy of the checkout."""

import compileall
import os
import py_compile
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests.mutants.mutant import Mutant, MutantError
from tests.paths import ROOT

# What a copy needs no part of: history, packages, and everything that was made.
_NOT_COPIED = shutil.ignore_patterns(".*", "__pycache__", "build", "dist")
_TEST_LIMIT_SECONDS = 30
_RUN_LIMIT_SECONDS = 180
_NO_TIME_LEFT = "none: they did not end in time"
_PASSED, _FAILED = 0, 1
_FAILED_TEST = re.compile(r"^(?:FAILED|ERROR) (\S+::.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a mutant.

    `failed` is the test that noticed, or "" if none did. `problem` is why the tests could not be
    run, or "".
    """

    mutant: Mutant
    failed: str
    seconds: float
    problem: str = ""

    @property
    def complaint(self) -> str:
        """What is wrong, as a sentence, or "".

        That is a mutant that survives and is not listed as equivalent, or one that is noticed
        although it is, or one whose tests can't be run.
        """
        mutant = self.mutant
        if self.problem:
            return f"“{mutant.protection}”: {self.problem}"
        if not self.failed and not mutant.equivalent:
            return f"“{mutant.protection}” survives: {' '.join(mutant.tests)} pass without it."
        if self.failed and mutant.equivalent:
            return f"“{mutant.protection}” is listed as equivalent, but {self.failed} fails."
        return ""


def check_that_all_apply(mutants: Iterable[Mutant]) -> None:
    """Raise `MutantError`, with a sentence for each mutant that can't be made from the checkout."""
    problems = []
    for mutant in mutants:
        try:
            mutant.apply(ROOT)
        except MutantError as error:
            problems.append(str(error))
    if problems:
        raise MutantError("\n".join(problems))


class Copy:
    """A copy of the checkout in `folder`, in which mutants are tried one after the other."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(ROOT, folder, ignore=_NOT_COPIED)
        # By their hashes, not by times: a mutant is written and taken back within one second.
        compileall.compile_dir(
            folder / "desktop_app",
            quiet=2,
            invalidation_mode=py_compile.PycInvalidationMode.CHECKED_HASH,
        )

    def check(self, mutants: Iterable[Mutant]) -> None:
        """Run the tests of all `mutants` on the unchanged program. Raises `MutantError`."""
        tests = dict.fromkeys(test for mutant in mutants for test in mutant.tests)
        failed = self._run(tuple(tests), limit=None)
        if failed:
            raise MutantError(f"Nothing can be shown: without any mutant, {failed} fails.")

    def try_out(self, mutant: Mutant) -> Trial:
        """Run the tests of a mutant on the program without its protection, up to the first failure.

        Raises `MutantError` if the mutant no longer applies.
        """
        changed = mutant.apply(self._folder)
        file = self._folder / mutant.file
        original = file.read_bytes()
        file.write_text(changed, encoding="utf-8")
        began = time.monotonic()
        failed = problem = ""
        try:
            failed = self._run(mutant.tests, limit=_RUN_LIMIT_SECONDS)
        except MutantError as error:
            problem = str(error)
        finally:
            file.write_bytes(original)
        return Trial(mutant, failed, time.monotonic() - began, problem)

    def _run(self, tests: tuple[str, ...], limit: float | None) -> str:
        """Run tests up to the first failure. Return its name, or "" if all passed.

        Raises `MutantError` if they can't be run.
        """
        command = [
            *(sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider"),
            *("--hypothesis-profile", "mutants", "--timeout", str(_TEST_LIMIT_SECONDS), *tests),
        ]
        try:
            done = subprocess.run(
                command,
                cwd=self._folder,
                env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return _NO_TIME_LEFT
        if done.returncode == _PASSED:
            return ""
        failed = _FAILED_TEST.search(done.stdout)
        if done.returncode != _FAILED or failed is None:
            end = done.stdout[-2000:] + done.stderr[-2000:]
            raise MutantError(f"These tests can't be run: {' '.join(tests)}\n{end}")
        return failed[1]
