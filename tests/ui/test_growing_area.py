"""A dialog grows with its content, and scrolls only where the screen is too low."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets.scrolling import LEAST_LINES, GrowingArea

LINES = "\n".join(["line"] * 10)


class Scene:
    """A dialog with two texts, of which one is hidden at first."""

    def __init__(self) -> None:
        self.dialog = QDialog()
        content = QWidget()
        column = QVBoxLayout(content)
        self.error = QLabel(LINES)
        column.addWidget(QLabel(LINES))
        column.addWidget(self.error)
        self.error.hide()
        self.area = GrowingArea(content)
        QVBoxLayout(self.dialog).addWidget(self.area)
        self.dialog.resize(300, 100)

    @property
    def scrolls(self) -> bool:
        return self.area.verticalScrollBar().maximum() > 0


@pytest.fixture
def scene(qtbot: QtBot) -> Iterator[Scene]:
    scene = Scene()
    qtbot.addWidget(scene.dialog)
    yield scene
    scene.dialog.close()


def shown(scene: Scene) -> int:
    scene.dialog.show()
    settle()
    return scene.dialog.height()


def settle() -> None:
    """Have the dialog laid out, and what comes after that done."""
    for _ in range(5):
        QApplication.processEvents()


def test_it_has_room_before_it_is_seen(scene: Scene) -> None:
    scene.dialog.show()
    assert scene.area.missing_height() == 0
    assert scene.dialog.height() > 100


def test_it_grows_with_its_content_and_does_not_shrink(scene: Scene, qtbot: QtBot) -> None:
    before = shown(scene)
    scene.error.show()
    qtbot.waitUntil(lambda: scene.dialog.height() > before)
    qtbot.waitUntil(lambda: not scene.scrolls)
    grown = scene.dialog.height()
    scene.error.hide()
    settle()

    assert scene.dialog.height() == grown


def test_a_person_can_make_it_lower_until_its_content_grows(scene: Scene, qtbot: QtBot) -> None:
    before = shown(scene)
    scene.error.show()
    qtbot.waitUntil(lambda: scene.dialog.height() > before)
    grown = scene.dialog.height()
    scene.dialog.resize(300, 120)
    scene.error.hide()
    settle()
    least = scene.dialog.fontMetrics().height() * LEAST_LINES
    assert scene.dialog.height() == least < grown
    scene.error.show()

    qtbot.waitUntil(lambda: not scene.scrolls)


def test_beyond_the_screen_it_scrolls(scene: Scene, qtbot: QtBot) -> None:
    shown(scene)
    scene.error.setText("\n".join(["line"] * 500))
    scene.error.show()
    screen = scene.dialog.screen().availableGeometry()

    qtbot.waitUntil(lambda: scene.dialog.frameGeometry().height() == screen.height())
    assert scene.scrolls


def test_it_grows_upwards_at_the_lower_end_of_the_screen(scene: Scene, qtbot: QtBot) -> None:
    shown(scene)
    screen = scene.dialog.screen().availableGeometry()
    frame = scene.dialog.frameGeometry()
    scene.dialog.move(20, screen.bottom() - frame.height() + 1)
    scene.error.show()

    qtbot.waitUntil(lambda: not scene.scrolls)
    assert scene.dialog.frameGeometry().bottom() == screen.bottom()
    assert scene.dialog.frameGeometry().left() == 20


def test_nobody_can_make_it_useless(scene: Scene) -> None:
    scene.error.show()
    height = shown(scene)
    least = scene.dialog.fontMetrics().height() * LEAST_LINES
    scene.dialog.resize(1, 1)
    settle()
    assert scene.dialog.height() == min(height, least)
    assert scene.dialog.width() >= scene.dialog.minimumSizeHint().width()
