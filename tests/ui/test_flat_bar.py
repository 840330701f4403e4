"""The thin bar: how much of it is filled, from which end, and when it moves."""

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.scrolling import ScrollingArea

LEFT_TO_RIGHT = Qt.LayoutDirection.LeftToRight
RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft


def color_at(widget: QWidget, share: float) -> QColor:
    """Return the colour in the middle line of a widget, at a share of its width."""
    picture = widget.grab().toImage()
    return picture.pixelColor(round((picture.width() - 1) * share), picture.height() // 2)


@pytest.fixture
def bar(qtbot: QtBot) -> FlatBar:
    """A bar of 200 pixels."""
    bar = FlatBar("Time left")
    qtbot.addWidget(bar)
    bar.resize(200, bar.height())
    bar.show()
    return bar


@pytest.mark.parametrize("direction", [LEFT_TO_RIGHT, RIGHT_TO_LEFT])
def test_a_share_is_filled_from_where_reading_begins(
    bar: FlatBar, direction: Qt.LayoutDirection
) -> None:
    bar.setLayoutDirection(direction)
    bar.setRange(0, 10)
    bar.show_share(0.25, Tone.INFO)
    colors = theme.colors(bar.palette())
    first, last = (0.1, 0.9) if direction is LEFT_TO_RIGHT else (0.9, 0.1)

    assert color_at(bar, first) == colors.accent_fill
    assert color_at(bar, 0.5) == colors.hairline
    assert color_at(bar, last) == colors.hairline


def test_a_warning_has_the_colour_of_warnings(bar: FlatBar) -> None:
    bar.setRange(0, 10)
    bar.show_share(0.5, Tone.WARNING)
    assert color_at(bar, 0.25) == theme.colors(bar.palette()).warning


def test_work_under_way_moves_along_the_bar(bar: FlatBar, qtbot: QtBot) -> None:
    def is_filled(share: float) -> bool:
        return color_at(bar, share) == theme.colors(bar.palette()).accent_fill

    for share in (0.2, 0.8):
        qtbot.waitUntil(partial(is_filled, share))


def test_where_nothing_moves_the_part_stands_in_the_middle(qtbot: QtBot) -> None:
    still = FlatBar("Working")
    qtbot.addWidget(still)
    still.resize(200, still.height())
    colors = theme.colors(still.palette())
    assert color_at(still, 0.5) == colors.accent_fill
    assert color_at(still, 0.1) == color_at(still, 0.9) == colors.hairline


def test_a_scroll_bar_stands_on_the_colour_of_what_it_scrolls(qtbot: QtBot) -> None:
    area = ScrollingArea(QLabel("line\n" * 50))
    qtbot.addWidget(area)
    area.resize(200, 100)
    area.show()
    bar = area.verticalScrollBar()
    corner = bar.grab().toImage().pixelColor(0, bar.height() - 1)

    assert corner == theme.colors(area.palette()).window
