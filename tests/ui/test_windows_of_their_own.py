"""Nothing but windows is ever a window: a widget that is shown before it has a parent flashes up.

Such a window also takes the keyboard's focus away.
"""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget

from tests.pictures.states import STATES
from tests.window_harness import WindowHarness


def is_window(widget: QWidget) -> bool:
    """Return whether a widget is meant to be a window; the list of a combo box is one of Qt's."""
    is_list = widget.inherits("QComboBoxPrivateContainer")
    return isinstance(widget, QDialog | QMainWindow | QMenu) or is_list


class Watch(QObject):
    """Remembers each widget that was shown as a window and is none."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() is QEvent.Type.Show
        if isinstance(watched, QWidget) and is_shown and watched.isWindow():
            self.found += [] if is_window(watched) else [repr(watched)]
        return False


@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_only_windows_are_shown_as_windows(
    gui: WindowHarness, qapp: QApplication, state: Callable[[WindowHarness], QWidget]
) -> None:
    watch = Watch()
    qapp.installEventFilter(watch)
    try:
        state(gui)
        QApplication.processEvents()
    finally:
        qapp.removeEventFilter(watch)

    assert watch.found == []
