"""Qt's lupdate and lrelease, which come with PySide6: from the code to .ts, from .ts to .qm."""

import subprocess
from pathlib import Path

import PySide6

from tests.paths import ROOT

TRANSLATIONS = ROOT / "resources" / "translations"
ENGLISH = TRANSLATIONS / "m3ter-desktop_en.ts"
BUILD = ROOT / "build" / "translations"
_TOOLS = Path(PySide6.__file__).parent


def update(ts: Path) -> None:
    """Bring a translation up to date with the code; its language is in its name, as Qt has it."""
    language = ts.stem.removeprefix("m3ter-desktop_")
    only_plurals = ["-pluralonly"] if language == "en" else []
    extract(ts, "-target-language", language, *only_plurals)


def extract(ts: Path, *options: str) -> None:
    """Bring a .ts file up to date with the code, and create it if it is not there.

    Translations stay; texts that the code no longer has are dropped. The file names no lines of
    code, so that it changes with the texts only. `options` are lupdate's.
    """
    code = sorted((ROOT / "desktop_app").rglob("*.py"))
    always = ("-silent", "-no-obsolete", "-locations", "none", "-source-language", "en")
    _run("lupdate", *always, *options, *map(str, code), "-ts", str(ts))


def release(ts: Path, qm: Path) -> None:
    """Make the .qm file that the program loads."""
    _run("lrelease", "-silent", str(ts), "-qm", str(qm))


def _run(tool: str, *arguments: str) -> None:
    subprocess.run([str(_TOOLS / tool), *arguments], check=True)
