"""Opens links in the person's default browser (RFC 8252 §8.12: never in an embedded one)."""

import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices

from desktop_app.system.core_files import core_limit_at_start

_log = logging.getLogger(__name__)

# PyInstaller sets these to the bundle's libraries, and stores the old value in NAME_ORIG. A browser
# does not start with the bundle's libraries (PyInstaller #6825).
_BUNDLE_VARIABLES = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "LIBPATH")


class DesktopBrowser:
    """Implements `workflow.ports.Browser` with QDesktopServices. Use it on the UI thread only."""

    def open(self, url: str) -> bool:
        """See `Browser.open`. Only http and https links are opened."""
        if not is_web_link(url):
            _log.error("refused to open a link that is not http or https")
            return False
        with original_environment(), core_limit_at_start():
            return QDesktopServices.openUrl(QUrl(url, QUrl.ParsingMode.StrictMode))


def is_web_link(url: str) -> bool:
    """Return whether a text is a valid http or https link."""
    link = QUrl(url, QUrl.ParsingMode.StrictMode)
    return link.isValid() and link.scheme() in ("http", "https")


@contextmanager
def original_environment() -> Iterator[None]:
    """Give programs that are started meanwhile the environment that this program was started in."""
    if not getattr(sys, "frozen", False):
        yield
        return
    bundle = {name: os.environ.get(name) for name in _BUNDLE_VARIABLES}
    for name in _BUNDLE_VARIABLES:
        _set(name, os.environ.get(f"{name}_ORIG"))
    try:
        yield
    finally:
        for name, value in bundle.items():
            _set(name, value)


def _set(name: str, value: str | None) -> None:
    if value is None:
        os.environ.pop(name, None)
    else:
        os.environ[name] = value
