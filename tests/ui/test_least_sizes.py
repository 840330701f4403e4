"""Windows that a person can make smaller: never so small that a button is out of reach."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QScrollArea, QWidget

from desktop_app.ui.widgets.scrolling import LEAST_LINES, ScrollingArea
from tests.pictures import connecting, helping, settings, wizard
from tests.window_harness import WindowHarness

State = Callable[[WindowHarness], QWidget]

RESIZABLE: tuple[State, ...] = (
    wizard.stage_1,
    wizard.stage_2,
    wizard.waiting,
    wizard.somebody_else,
    wizard.approved,
    connecting.connect_choose,
    connecting.connect_keys,
    settings.secret_to_replace,
    helping.about,
    helping.shortcuts,
)


@pytest.mark.parametrize("state", RESIZABLE, ids=lambda state: state.__name__)
def test_every_button_below_the_content_stays_in_sight(gui: WindowHarness, state: State) -> None:
    state(gui)
    dialogs = [each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog)]
    for dialog in dialogs:
        settle()
        usual = dialog.size()
        dialog.resize(1, 1)
        settle()
        line = dialog.fontMetrics().height()
        # Whoever draws the frame asks for these, and not for what the window does afterwards.
        assert dialog.minimumHeight() >= min(usual.height(), line * LEAST_LINES)
        assert dialog.minimumWidth() > line * 14
        for button in dialog.findChildren(QPushButton):
            if button.isVisible() and button.window() is dialog and not scrolls(button):
                place = QRect(button.mapTo(dialog, QPoint()), button.size())
                assert dialog.rect().contains(place), button.text()
                assert button.width() >= button.minimumSizeHint().width(), button.text()


@pytest.mark.parametrize("state", RESIZABLE[:8], ids=lambda state: state.__name__)
def test_nothing_is_cut_off_at_the_side(gui: WindowHarness, state: State) -> None:
    dialog = state(gui).window()
    settle()
    for _ in range(3):
        # What a page needs may be known only when the window is laid out again.
        dialog.resize(dialog.minimumSize())
        settle()
    for area in dialog.findChildren(ScrollingArea):
        if area.isVisible() and area.window() is dialog:
            assert area.missing_width() == 0


def scrolls(button: QPushButton) -> bool:
    parent = button.parentWidget()
    while parent is not None and not isinstance(parent, QScrollArea):
        parent = parent.parentWidget()
    return parent is not None


def settle() -> None:
    for _ in range(5):
        QApplication.processEvents()
