"""Every state of every page: all controls have names, and no words are cut off or scrolled away."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QDialog,
    QLabel,
    QMenu,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.pictures import activity, credentials, database, notices
from tests.pictures.states import STATES
from tests.ui.finding import accessible_name
from tests.window_harness import WindowHarness

State = Callable[[WindowHarness], QWidget]
# In these, the window is as small as it can be.
SMALLEST = (
    activity.activity_narrow_days,
    activity.activity_exported_narrow,
    credentials.small_window,
    database.database_unusable_small,
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
    return [w for w in root.findChildren(QWidget) if w.isVisible() and is_control(w)]


def is_control(widget: QWidget) -> bool:
    # Assistive technology can press a button that the keyboard does not come to.
    if isinstance(widget, QAbstractButton):
        return True
    if isinstance(widget, QScrollBar) or widget.focusPolicy() is Qt.FocusPolicy.NoFocus:
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


def is_as_high_as_can_be(window: QWidget) -> bool:
    with_frame = window.frameGeometry().height()
    fills_screen = with_frame >= window.screen().availableSize().height()
    return fills_screen or window.height() >= window.maximumHeight()


def scrolling(root: QWidget) -> list[QScrollArea]:
    """Return the areas of a dialog that scroll although the screen has room for a higher dialog."""
    if not isinstance(root, QDialog) or is_as_high_as_can_be(root):
        return []
    areas = root.findChildren(QScrollArea)
    return [area for area in areas if area.isVisible() and area.verticalScrollBar().maximum() > 0]


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
        assert scrolling(shown) == []

    # What was put into the window is laid out first: before that, everything seems to fit.
    QApplication.processEvents()
    qtbot.waitUntil(all_fit, timeout=2000)
