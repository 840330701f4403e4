"""Gives the link of an approval to the browser that the person has set.

The link is never logged: whoever opens it first goes on to Stripe. A program gets it as its only
argument, without a shell.
"""

import logging
import os
import sys
from pathlib import Path
from typing import cast

from PySide6.QtCore import QProcess
from PySide6.QtGui import QGuiApplication

from desktop_app.core.outcome import BrowserFailed, LinkCopied
from desktop_app.system.browser import is_web_link, original_environment
from desktop_app.system.core_files import core_limit_at_start
from desktop_app.system.window_settings import StoredProgram
from desktop_app.workflow.ports import Browser, LinkTarget

_log = logging.getLogger(__name__)


class ChosenBrowser:
    """Implements `workflow.ports.ApprovalBrowser`. Use it on the UI thread only.

    `default` is the default browser. The settings are read each time.
    """

    def __init__(self, default: Browser, settings: StoredProgram) -> None:
        self._default = default
        self._settings = settings

    def open(self, url: str) -> LinkCopied | BrowserFailed | None:
        """See `ApprovalBrowser.open`. Only http and https links are opened."""
        if not is_web_link(url):
            _log.error("refused to open a link that is not http or https")
            return BrowserFailed()
        match self._settings.link_target:
            case LinkTarget.DEFAULT_BROWSER:
                return None if self._default.open(url) else BrowserFailed()
            case LinkTarget.CLIPBOARD:
                QGuiApplication.clipboard().setText(url)
                return LinkCopied()
            case LinkTarget.PROGRAM:
                program = self._settings.link_program
                if _start(program, url):
                    return None
                return BrowserFailed(program, is_path_lost=not program)


def can_start(program: str) -> bool:
    """Return whether a path is absolute, and that of a program that can be started.

    On macOS, it may be the folder of an application, too.
    """
    path = Path(program)
    if sys.platform == "darwin" and _is_application(path):
        return True
    if sys.platform == "win32" and path.suffix.lower() != ".exe":
        # Windows runs a batch file by its shell, which takes the link apart.
        return False
    return path.is_absolute() and path.is_file() and os.access(path, os.X_OK)


def _start(program: str, url: str) -> bool:
    """Start a program with the link as its only argument; return whether it was started."""
    if not can_start(program):
        _log.warning("the program that opens links can't be started")
        return False
    process = QProcess()
    if sys.platform == "darwin" and _is_application(Path(program)):
        process.setProgram("/usr/bin/open")
        process.setArguments(["-a", program, url])
    else:
        process.setProgram(program)
        process.setArguments([url])
    # What a browser prints is neither ours nor the terminal's that this program was started in.
    process.setStandardInputFile(QProcess.nullDevice())
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    with original_environment(), core_limit_at_start():
        # PySide's types say that the result is a tuple, which is true of the static method only.
        started = cast("bool", process.startDetached())
    if not started:
        _log.warning("the program that opens links was not started")
    return started


def _is_application(path: Path) -> bool:
    return path.is_absolute() and path.suffix == ".app" and path.is_dir()
