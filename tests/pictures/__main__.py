"""Takes a picture of every page and state: `python -m tests.pictures [STATE …]`.

The one list of states is in tests/pictures/states.py. Pictures go to build/pictures, light and
dark, at 100 % and 200 %, with a page that shows them all (index.html); a person has to look at
them. With `--language pseudo` before the states, the texts are those of the pseudo-locale, and the
pictures go to build/pictures-pseudo.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

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
    """Take the pictures in both colour schemes and both sizes, each in a process of its own."""
    if arguments[:1] == ["--one"]:
        language, scheme, folder, *names = arguments[1:]
        take_pictures(names, dark=scheme == "dark", folder=Path(folder), language=language)
        return 0
    language = "en"
    if arguments[:1] == ["--language"]:
        language, *arguments = arguments[1:]
    unknown = [name for name in arguments if name not in {state.__name__ for state in STATES}]
    if unknown:
        print(
            f"No state is called {' or '.join(unknown)}: see tests/pictures/states.py.",
            file=sys.stderr,
        )
        return 2
    pictures = PICTURES if language == "en" else PICTURES.with_name(f"pictures-{language}")
    for scheme in ("light", "dark"):
        for scale in ("1", "2"):
            folder = str(pictures / f"{scheme}-{scale}00")
            environment = {
                **os.environ,
                "QT_QPA_PLATFORM": f"offscreen:configfile={_screen(pictures)}",
                "QT_SCALE_FACTOR": scale,
                # The offscreen platform complains of every window that is raised.
                "QT_LOGGING_RULES": "qt.qpa.*=false;default.warning=false",
            }
            command = [sys.executable, "-m", "tests.pictures", "--one", language, scheme, folder]
            subprocess.run([*command, *arguments], env=environment, check=True, cwd=ROOT)
            print(folder)
    print(write_index(pictures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
