"""Every state of every page by keyboard: mnemonics are unique, and nothing hidden is pressed."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QGroupBox,
    QLabel,
    QMenu,
    QMenuBar,
    QTabBar,
    QWidget,
)

from tests.pictures.states import STATES
from tests.window_harness import WindowHarness

State = Callable[[WindowHarness], QWidget]
EVERY_STATE = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)


def texts_in_sight(window: QWidget) -> Iterator[str]:
    """What may have a mnemonic: what is in sight in a window, or in a menu."""
    if isinstance(window, QMenu):
        yield from (action.text() for action in window.actions() if action.isVisible())
    for widget in window.findChildren(QWidget):
        if widget.window() is not window or not widget.isVisible():
            continue
        match widget:
            case QAbstractButton():
                yield widget.text()
            case QGroupBox():
                yield widget.title()
            case QLabel() if widget.buddy() is not None:
                yield widget.text()
            case QTabBar():
                yield from (widget.tabText(place) for place in range(widget.count()))
            case QMenuBar():
                yield from (action.text() for action in widget.actions())


def repeated_mnemonics(window: QWidget) -> dict[str, list[str]]:
    """The mnemonics that two things share, with their texts."""
    texts = list(texts_in_sight(window))
    keys = {text: QKeySequence.mnemonic(text).toString() for text in texts}
    counted = Counter(keys[text] for text in texts)
    return {
        key: [text for text in texts if keys[text] == key]
        for key, number in counted.items()
        if key and number > 1
    }


@EVERY_STATE
def test_no_two_things_share_a_mnemonic(gui: WindowHarness, state: State) -> None:
    shown = state(gui)
    QApplication.processEvents()

    assert repeated_mnemonics(shown.window()) == {}
    menus = [action.menu() for action in gui.window.menuBar().actions()]
    assert len(menus) == 5
    for menu in menus:
        assert isinstance(menu, QMenu)
        assert repeated_mnemonics(menu) == {}


@EVERY_STATE
def test_no_key_presses_what_is_hidden(gui: WindowHarness, state: State) -> None:
    window = state(gui).window()
    QApplication.processEvents()
    if window is gui.window:
        # Shown in an active window, as by a person, a page gives the focus to what is first.
        gui.view.show_page(gui.view.page)
    pressed: list[QAbstractButton] = []
    every_button = window.findChildren(QAbstractButton)

    def watch(button: QAbstractButton) -> None:
        button.clicked.connect(lambda: pressed.append(button))

    for each in every_button:
        watch(each)
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Return):
        # A key may close what is in front, which is deleted then.
        if not (shiboken6.isValid(window) and window.isVisible()):
            break
        there = [each for each in every_button if shiboken6.isValid(each)]
        off = [each for each in there if not (each.isVisible() and each.isEnabled())]
        QTest.keyClick(window.windowHandle(), key)
        assert [each.text() for each in pressed if each in off] == []
        pressed.clear()
