"""The main job, unattended: `python -m tests.end_to_end.demo`.

A real window on a virtual screen, a real headless Chromium, a real keychain; each step is told as
it happens, and leaves a picture in `build/demo/`.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.chromium import ChromiumBrowser
from tests.end_to_end.evidence import keep_evidence
from tests.end_to_end.journey import Place, Step
from tests.end_to_end.virtual_desktop import open_desktop
from tests.end_to_end.workplace import Workplace, open_workplace
from tests.paths import ROOT

PICTURES = ROOT / "build" / "demo"
_SCREEN = (1120, 780)
_NAME = "EU billing"


def main() -> int:
    """Show the main job. Returns the exit status: 0 if every step came about."""
    shutil.rmtree(PICTURES, ignore_errors=True)
    _say("m3ter Desktop, the main job in the Practice workspace. Nothing leaves this computer.")
    with (
        tempfile.TemporaryDirectory(prefix="m3ter-demo-") as folder,
        open_desktop(_SCREEN) as desktop,
        closing(ChromiumBrowser(desktop)) as browser,
        open_workplace(desktop, browser, Path(folder) / "data") as workplace,
    ):
        workplace.program.start()
        try:
            for count, step in enumerate(_steps(workplace), start=1):
                _say(f"{step.number}. {step.words}")
                _take_picture(workplace, step, count)
            workplace.program.close()
        except AssertionError as failure:
            kept = keep_evidence("demo", workplace)
            _say(f"The demo stopped: {failure}")
            if not workplace.program.is_running():
                _say(f"The program had ended by itself. It said: {workplace.program.last_words()}")
            _say(f"The screen and the logs are in {kept.relative_to(ROOT)}/.")
            return 1
    _say(f"Done. A picture of each step is in {PICTURES.relative_to(ROOT)}/.")
    return 0


def _steps(at: Workplace) -> Iterator[Step]:
    yield from journey.open_stripe(at.person)
    yield from journey.create_credential(at.person, at.browser, labels.STRIPE, _NAME)


def _take_picture(at: Workplace, step: Step, count: int) -> None:
    picture = PICTURES / f"{count:02}-{step.title}.png"
    if step.place is Place.BROWSER:
        at.browser.screenshot(picture)
    else:
        at.desktop.screenshot(picture)


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
