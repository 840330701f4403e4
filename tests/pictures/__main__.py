"""Takes a picture of every page and state: `python -m tests.pictures [STATE …]`.

The one list of states is in tests/pictures/states.py. Pictures go to build/pictures, light and
dark, at 100 % and 200 %, with a page that shows them all (index.html); a person has to look at
them. With `--language pseudo` before the states, the texts are those of the pseudo-locale, and the
pictures go to build/pictures-pseudo. With `--palette windows-light` (or `windows-dark`,
`macos-light`, `macos-dark`), the colours are those that another platform would give: see
tests/palettes.py. Their pictures stand beside the others.
"""

import json
import os
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path

from tests.palettes import PALETTES
from tests.paths import ROOT
from tests.pictures.camera import take_pictures
from tests.pictures.index import write_index
from tests.pictures.states import STATES

PICTURES = ROOT / "build" / "pictures"


def _screen(folder: Path) -> Path:
    """Return a description of a screen on which every window has room, at 200 % too."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "screen.json"
    screen = {"name": "screen", "x": 0, "y": 0, "width": 2560, "height": 1800, "logicalDpi": 96}
    file.write_text(json.dumps({"screens": [{**screen, "logicalBaseDpi": 96, "dpr": 1}]}))
    return file


def main(arguments: list[str]) -> int:
    """Take the pictures in each look and in both sizes, each in a process of its own."""
    if arguments[:1] == ["--one"]:
        language, look, folder, *names = arguments[1:]
        take_pictures(names, look=look, folder=Path(folder), language=language)
        return 0
    parser = ArgumentParser(prog="python -m tests.pictures")
    parser.add_argument("--language", choices=("en", "pseudo"), default="en")
    parser.add_argument("--palette", choices=PALETTES, action="append")
    parser.add_argument("states", nargs="*", metavar="STATE")
    options = parser.parse_args(arguments)
    known = {state.__name__ for state in STATES}
    unknown = [name for name in options.states if name not in known]
    if unknown:
        parser.error(f"no state is called {' or '.join(unknown)}: see tests/pictures/states.py")
    suffix = "" if options.language == "en" else f"-{options.language}"
    pictures = PICTURES.with_name(f"{PICTURES.name}{suffix}")
    for look in options.palette or ("light", "dark"):
        for scale in ("1", "2"):
            folder = str(pictures / f"{look}-{scale}00")
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": f"offscreen:configfile={_screen(pictures)}",
                "QT_SCALE_FACTOR": scale,
                # The offscreen platform complains of every window that is raised.
                "QT_LOGGING_RULES": "qt.qpa.*=false;default.warning=false",
            }
            one = ["--one", options.language, look, folder, *options.states]
            command = [sys.executable, "-m", "tests.pictures", *one]
            subprocess.run(command, env=environment, check=True, cwd=ROOT)
            print(folder)
    print(write_index(pictures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
