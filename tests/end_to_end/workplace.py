"""All that a test or the demo works with: a desktop with a person, a browser and the program."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.end_to_end.assistive import Person
from tests.end_to_end.browser import Browser
from tests.end_to_end.keychain import Keychain
from tests.end_to_end.program import Program
from tests.end_to_end.records import Records
from tests.end_to_end.virtual_desktop import VirtualDesktop


@dataclass(frozen=True, slots=True)
class Workplace:
    """A desktop, who works at it, and what is looked into afterwards."""

    desktop: VirtualDesktop
    person: Person
    browser: Browser
    keychain: Keychain
    program: Program
    records: Records


@contextmanager
def open_workplace(
    desktop: VirtualDesktop, browser: Browser, data_dir: Path
) -> Iterator[Workplace]:
    """Sit down at a desktop with a browser; the program on `data_dir` is not started yet."""
    with ExitStack() as leaving:
        person = leaving.enter_context(closing(Person(desktop)))
        keychain = leaving.enter_context(closing(Keychain(desktop)))
        program = Program(desktop, data_dir)
        leaving.callback(program.kill)
        yield Workplace(desktop, person, browser, keychain, program, Records(data_dir))
