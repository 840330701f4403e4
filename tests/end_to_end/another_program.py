"""A window that covers the desktop and has the keyboard, as a browser would have.

`python -m tests.end_to_end.another_program` shows it until it is ended.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.end_to_end.virtual_desktop import VirtualDesktop, end
from tests.paths import ROOT
from tests.waiting import until

TITLE = "Another program"


@contextmanager
def another_program(desktop: VirtualDesktop) -> Iterator[None]:
    """Cover the desktop with another program's window while the block lasts."""
    command = [sys.executable, "-m", "tests.end_to_end.another_program"]
    running = desktop.start("another-program", command, cwd=ROOT)
    try:
        until(lambda: TITLE in desktop.active_window_title(), "another program at the front")
        yield
    finally:
        end(running)


def main() -> int:
    """Show the window until the process is ended."""
    # Only here, so that the harness itself needs no Qt.
    from PySide6.QtWidgets import QApplication, QWidget

    application = QApplication(sys.argv)
    window = QWidget()
    window.setWindowTitle(TITLE)
    window.showMaximized()
    return application.exec()


if __name__ == "__main__":
    sys.exit(main())
