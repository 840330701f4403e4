"""Every state of every page: all controls have names, and no words are cut off."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QLabel,
    QMenu,
    QPushButton,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.pictures import credentials, notices
from tests.pictures.states import STATES
from tests.ui.finding import accessible_name
from tests.window_harness import WindowHarness

State = Callable[[WindowHarness], QWidget]
# In these, the window is as small as it can be.
SMALLEST = (
    credentials.small_window,
    credentials.no_credentials_in_smallest_window,
    notices.many_notices_opened,
    notices.long_notice,
    notices.approval_to_confirm_in_smallest_window,
    notices.three_toasts,
)
EVERY_STATE = pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)


@pytest.fixture(params=[1.0, 1.5], ids=["100%", "150%"])
def font_size(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """The system's font, as large as some people need it."""
    before = QFont(qapp.font())
    larger = QFont(before)
    larger.setPointSizeF(before.pointSizeF() * request.param)
    qapp.setFont(larger)
    yield request.param
    qapp.setFont(before)


def controls(root: QWidget) -> list[QWidget]:
    return [
        w
        for w in root.findChildren(QWidget)
        if w.isVisible() and w.focusPolicy() is not Qt.FocusPolicy.NoFocus and is_control(w)
    ]


def is_control(widget: QWidget) -> bool:
    if isinstance(widget, QScrollBar):
        return False
    return not isinstance(widget, QAbstractScrollArea) or isinstance(widget, QAbstractItemView)


def with_words(root: QWidget) -> list[QLabel | QPushButton]:
    return [*root.findChildren(QLabel), *root.findChildren(QPushButton)]


def is_cut(widget: QWidget) -> bool:
    """Return whether a widget is smaller than its words."""
    if isinstance(widget, QLabel) and widget.wordWrap():
        return widget.heightForWidth(widget.width()) > widget.height()
    hint = widget.minimumSizeHint()
    return hint.width() > widget.width() or hint.height() > widget.height()


@EVERY_STATE
def test_every_control_has_an_accessible_name_and_no_words_are_cut_off(
    font_size: float, gui: WindowHarness, qtbot: QtBot, state: State
) -> None:
    shown = state(gui)

    assert controls(shown) or isinstance(shown, QMenu)
    assert [w for w in controls(shown) if not accessible_name(w)] == []
    if state in SMALLEST and font_size > 1:
        return  # That small it is promised for the system's own size only.

    def all_fit() -> None:
        cut = [
            f"{w.text()!r} has {w.width()}×{w.height()}"
            for w in with_words(shown)
            if w.isVisible() and w.text() and is_cut(w)
        ]
        assert cut == []

    # What was put into the window is laid out first: before that, everything seems to fit.
    QApplication.processEvents()
    qtbot.waitUntil(all_fit, timeout=2000)
