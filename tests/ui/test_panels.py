"""Cards stay round at their corners; a panel keeps the paragraphs of its text apart."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage, QPalette
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.panels import Card, InfoPanel
from tests.ui.finding import in_sight

RED = QColor(Qt.GlobalColor.red)


class Filled(QWidget):
    """A window with a card that something red fills."""

    def __init__(self) -> None:
        super().__init__()
        self.content = QWidget()
        self.content.setAutoFillBackground(True)
        self.content.setPalette(QPalette(RED))
        self.card = Card()
        self.card.fill(self.content)
        QVBoxLayout(self).addWidget(self.card)
        self.resize(120, 80)

    def seen(self) -> QImage:
        return self.grab(self.card.geometry()).toImage()


@pytest.fixture
def filled(qtbot: QtBot) -> Filled:
    window = Filled()
    qtbot.addWidget(window)
    window.show()
    return window


def test_what_fills_a_card_leaves_its_corners_round(filled: Filled) -> None:
    for size in ((120, 80), (200, 160), (100, 60)):
        filled.resize(*size)
        seen = filled.seen()
        right, bottom = seen.width() - 1, seen.height() - 1
        behind = theme.colors(filled.palette()).window
        for x, y in ((1, 1), (right - 1, 1), (1, bottom - 1), (right - 1, bottom - 1)):
            assert seen.pixelColor(x, y) == behind
        assert seen.pixelColor(right // 2, 1) == RED
        assert seen.pixelColor(1, bottom // 2) == RED


def test_a_click_into_a_corner_is_the_contents_own(filled: Filled) -> None:
    assert filled.childAt(filled.card.geometry().topLeft() + QPoint(1, 1)) is filled.content


def test_half_a_line_is_between_the_paragraphs_of_a_message(qtbot: QtBot) -> None:
    panel = InfoPanel()
    qtbot.addWidget(panel)
    panel.show_message(Tone.WARNING, "Two cases", "Either this.\nOr that.")
    panel.show()
    _, first, second = in_sight(panel, QLabel)
    gap = second.mapToGlobal(QPoint()).y() - first.mapToGlobal(QPoint(0, first.height())).y()
    assert gap == theme.S
    assert panel.text() == "Two cases Either this.\nOr that."
    panel.show_message(Tone.WARNING, "One case", "This.")
    assert [label.text() for label in in_sight(panel, QLabel)] == ["One case", "This."]
