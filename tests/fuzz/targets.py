"""The targets: what reads bytes that come from outside."""

from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

FOLDER = Path(__file__).parent

SHARES = {"stripe_answers": 0.2, "profile": 0.6, "receiver": 0.15, "practice": 0.05}
"""The targets by the names of their modules, and which part of all inputs each one gets.

It is less where an input takes longer: those of the receiver and of Practice are several requests.
"""


class Target(Protocol):
    """A module that can be fuzzed."""

    WORDS: Sequence[bytes]

    def fuzz(self, data: bytes) -> None:
        """Take one input. Raises if a promise is broken; no input makes it raise otherwise."""
        ...


def load(name: str) -> Target:
    """Import the target of this name."""
    return cast(Target, import_module(f"tests.fuzz.{name}"))


def corpus(name: str) -> Path:
    """Return the folder of the inputs that a fuzzer begins with."""
    return FOLDER / "corpus" / name


def regressions(name: str) -> Path:
    """Return the folder of the inputs that broke a promise once. There may be none."""
    return FOLDER / "regressions" / name


def kept_inputs() -> Iterator[tuple[str, Path]]:
    """Yield every input that is kept, with the name of its target."""
    for name in SHARES:
        for folder in (corpus(name), regressions(name)):
            yield from ((name, path) for path in sorted(folder.glob("*")))
