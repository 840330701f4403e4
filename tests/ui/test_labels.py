"""Labels and cells: on which side their text stands, and where it is cut."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics, QTextLayout, QTextOption
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.widgets.labels import TextLabel, selectable
from desktop_app.ui.widgets.tables import cut_text

HEBREW = "חיוב"
DIRECTIONS = [Qt.LayoutDirection.LeftToRight, Qt.LayoutDirection.RightToLeft]


def side_of_text(label: TextLabel) -> str:
    """Return on which half of the label something is drawn."""
    image = label.grab().toImage()
    background = theme.application_palette().color(label.backgroundRole())
    inked = {
        x
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y) != background
    }
    assert inked
    middle = image.width() // 2
    assert all(x < middle for x in inked) or all(x > middle for x in inked)
    return "left" if min(inked) < middle else "right"


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize("words", ["Billing", HEBREW])
@pytest.mark.parametrize("make", [TextLabel, selectable])
def test_a_text_stands_where_the_layout_begins_however_it_is_written(
    qtbot: QtBot, make: type[TextLabel], words: str, direction: Qt.LayoutDirection
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = make()
    label.setParent(window)
    label.setText(words)
    label.resize(400, 40)
    window.setLayoutDirection(direction)
    window.resize(400, 40)
    window.show()

    begins = "left" if direction is Qt.LayoutDirection.LeftToRight else "right"
    assert side_of_text(label) == begins


@pytest.mark.parametrize("direction", DIRECTIONS)
@pytest.mark.parametrize(("word", "side"), [("Billing", "right"), (HEBREW, "left")])
def test_what_is_cut_in_a_cell_is_cut_where_its_reading_ends(
    qtbot: QtBot, word: str, side: str, direction: Qt.LayoutDirection
) -> None:
    metrics = QFontMetrics(TextLabel().font())
    text = f"{word} {word}"
    room = metrics.horizontalAdvance(text)
    right = Qt.TextElideMode.ElideRight
    assert cut_text(text, right, metrics, room * 2) == text
    cut = cut_text(text, right, metrics, room * 3 // 4)
    layout = QTextLayout(cut)
    option = QTextOption()
    option.setTextDirection(direction)
    layout.setTextOption(option)
    layout.beginLayout()
    layout.createLine()
    layout.endLayout()
    places = (layout.glyphRuns(cut.index(each), 1) for each in (word, "…"))
    first, dots = (runs[0].boundingRect().left() for runs in places)

    assert ("right" if dots > first else "left") == side
