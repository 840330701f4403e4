"""A mutant: the program without one protection."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path


class Promise(Enum):
    """What the program promises the person. The value is the number in the report."""

    RIGHT_ANSWER = 1
    """Only the right answer is accepted: nobody ends, delays, diverts or forges an approval."""
    ONE_EXCHANGE = 2
    """A code is exchanged at most once, and never after it was declared lost."""
    TRUTH = 3
    """What the person reads is what happened."""
    SECRETS = 4
    """Secrets stay in the keychain, and go nowhere but where they must."""


class MutantError(Exception):
    """A mutant can't be made from the code as it is now, or its tests can't judge it."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One protection, and the change that takes it out.

    `protection` names it, as a sentence that the mutant makes false. `old` is the text in `file` (a
    path in the repository) that `new` replaces. `tests` are paths or node ids for pytest; one of
    their tests must fail. `equivalent` is the reason why none can fail; it is empty for nearly all.
    """

    promise: Promise
    protection: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    equivalent: str = ""

    def apply(self, root: Path) -> str:
        """Return the text of the changed file of the repository at `root`. Writes nothing.

        Raises `MutantError` unless `old` is in the file exactly once and the change compiles.
        """
        text = (root / self.file).read_text(encoding="utf-8")
        found = text.count(self.old)
        if found != 1:
            raise MutantError(
                f"“{self.protection}” no longer applies: its old text is {found} times in"
                f" {self.file}, not once. Bring tests/mutants up to date with the code."
            )
        changed = text.replace(self.old, self.new)
        try:
            compile(changed, self.file, "exec", dont_inherit=True)
        except SyntaxError as error:
            raise MutantError(
                f"“{self.protection}” does not compile, in line {error.lineno} of {self.file}."
            ) from None
        return changed
