"""What is kept when something fails, so that it can be understood afterwards."""

import re
import shutil
from contextlib import suppress
from pathlib import Path

from selenium.common.exceptions import WebDriverException

from tests.dbus.bus import DBusCallError
from tests.end_to_end.workplace import Workplace
from tests.paths import ROOT

FAILURES = ROOT / "build" / "e2e-failures"


def keep_evidence(name: str, at: Workplace) -> Path:
    """Save the screen as a picture and in words, the browser's page, and all logs."""
    folder = FAILURES / re.sub(r"[^\w-]+", "-", name).strip("-")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    at.desktop.screenshot(folder / "screen.png")
    for log in (*at.desktop.folder.glob("*.log"), *at.program.data_dir.glob("*.log")):
        shutil.copy(log, folder)
    with suppress(DBusCallError):
        (folder / "screen.txt").write_text(at.person.outline(), encoding="utf-8")
    with suppress(WebDriverException):
        at.browser.screenshot(folder / "browser.png")
        (folder / "browser.txt").write_text(
            f"{at.browser.address}\n\n{at.browser.text()}\n\n{at.browser.complaints()}",
            encoding="utf-8",
        )
    return folder
