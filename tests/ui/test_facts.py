"""Facts: labels and values in two columns."""

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.widgets.facts import Facts


def lowest_ink(label: QLabel, facts: Facts) -> int:
    """Return where the text of a label ends, in pixels from the top of the facts."""
    image = label.grab().toImage()
    paper = theme.application_palette().color(label.backgroundRole())
    rows = [
        y
        for y in range(image.height())
        if any(image.pixelColor(x, y) != paper for x in range(image.width()))
    ]
    return label.mapTo(facts, QPoint(0, rows[-1])).y()


def test_a_label_stands_on_the_baseline_of_its_value(qtbot: QtBot) -> None:
    facts = Facts()
    qtbot.addWidget(facts)
    value = facts.add("nnn", "nnn")
    facts.resize(400, 60)
    facts.show()
    label = next(each for each in facts.findChildren(QLabel) if each is not value)

    assert value.fontMetrics().ascent() > label.fontMetrics().ascent()
    assert lowest_ink(label, facts) == lowest_ink(value, facts)
