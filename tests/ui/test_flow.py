"""The layout that goes on in the next line."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets.flow import FlowLayout


class Scene:
    """A window whose buttons are in a flow."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.flow = FlowLayout()
        self.buttons = [QPushButton(f"Button {number}") for number in range(3)]
        for button in self.buttons:
            button.setFixedSize(100, 30)
            self.flow.addWidget(button)
        column = QVBoxLayout(self.window)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(self.flow)
        column.addStretch(1)

    def places(self, width: int) -> list[tuple[int, int]]:
        """Return where the buttons are in a window of this width."""
        self.window.resize(width, 300)
        self.window.show()
        QApplication.processEvents()
        return [(b.x(), b.y()) for b in self.buttons if b.isVisible()]


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    scene = Scene()
    qtbot.addWidget(scene.window)
    return scene


def test_a_line_holds_what_has_room(scene: Scene) -> None:
    assert scene.places(316) == [(0, 0), (108, 0), (216, 0)]
    assert scene.flow.heightForWidth(316) == 30
    assert scene.places(315) == [(0, 0), (108, 0), (0, 38)]
    assert scene.flow.heightForWidth(315) == 68
    assert scene.places(100) == [(0, 0), (0, 38), (0, 76)]


def test_what_is_lower_is_beside_the_middle_of_its_line(scene: Scene) -> None:
    scene.buttons[1].setFixedHeight(20)
    scene.buttons[2].setFixedHeight(10)
    assert scene.places(316) == [(0, 0), (108, 5), (216, 10)]
    assert scene.places(215) == [(0, 0), (108, 5), (0, 38)]
    assert scene.flow.heightForWidth(215) == 48


def test_it_can_be_as_narrow_as_its_widest(scene: Scene) -> None:
    assert scene.flow.minimumSize().width() == 100
    assert scene.flow.sizeHint().width() == 316


def test_what_is_hidden_takes_no_room(scene: Scene) -> None:
    scene.buttons[0].hide()
    assert scene.places(316) == [(0, 0), (108, 0)]
    for button in scene.buttons:
        button.hide()
    assert scene.flow.isEmpty()


def test_margins_are_around_it(scene: Scene) -> None:
    scene.flow.setContentsMargins(0, 4, 0, 0)
    assert scene.flow.heightForWidth(316) == 34
    assert scene.places(316)[0] == (0, 4)


def test_what_is_lower_is_in_the_middle_of_its_line(scene: Scene) -> None:
    scene.buttons[1].setFixedHeight(20)
    assert scene.places(315) == [(0, 0), (108, 5), (0, 38)]


@pytest.fixture
def right_to_left(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def test_from_right_to_left_the_first_is_at_the_right(right_to_left: None, scene: Scene) -> None:
    assert scene.places(400) == [(300, 0), (192, 0), (84, 0)]


def test_without_a_shown_widget_its_margins_need_no_room(scene: Scene) -> None:
    scene.flow.setContentsMargins(0, 4, 0, 4)
    assert scene.flow.heightForWidth(500) == 38
    for button in scene.buttons:
        button.hide()
    assert scene.flow.heightForWidth(500) == 0
    assert scene.flow.sizeHint().isNull()
    assert scene.flow.minimumSize().isNull()


def test_a_window_can_have_its_own_direction(scene: Scene) -> None:
    scene.window.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    assert scene.places(400) == [(300, 0), (192, 0), (84, 0)]
