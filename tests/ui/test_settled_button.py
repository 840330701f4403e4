"""The button that waits until it has stood still: what it takes no press from, and for how long."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QPushButton, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.widgets import settled_button
from desktop_app.ui.widgets.settled_button import SettledButton
from tests.ui.assistive import press_by_assistive_technology
from tests.ui.hands import click_at, double_click_at, press


class Scene:
    """A window with a scroll area, in it a panel, and on the panel *No* and *Yes*."""

    def __init__(self) -> None:
        self.window = QWidget()
        self.window.resize(400, 300)
        self.area = QScrollArea(self.window)
        self.area.setFixedSize(300, 200)
        self.content = QWidget()
        self.content.setFixedSize(200, 600)
        self.panel = QWidget(self.content)
        self.panel.setGeometry(0, 100, 200, 60)
        self.no = QPushButton("No", self.panel)
        self.yes = SettledButton("Yes")
        self.yes.setParent(self.panel)
        self.yes.setGeometry(100, 0, 80, 30)
        self.area.setWidget(self.content)
        self.presses = 0
        self.yes.clicked.connect(self._count)

    def _count(self) -> None:
        self.presses += 1


@pytest.fixture
def scene(qtbot: QtBot) -> Scene:
    scene = Scene()
    qtbot.addWidget(scene.window)
    scene.window.show()
    scene.window.activateWindow()
    qtbot.waitUntil(scene.window.isActiveWindow)
    qtbot.waitUntil(scene.yes.isEnabled)
    return scene


def show_again(scene: Scene) -> None:
    scene.yes.hide()
    scene.yes.show()


def test_it_takes_presses_once_it_has_settled(scene: Scene, qtbot: QtBot) -> None:
    click_at(scene.yes)
    assert scene.presses == 1
    scene.yes.setFocus()
    press(scene.yes, Qt.Key.Key_Space)
    assert scene.presses == 2
    press_by_assistive_technology(scene.yes)
    qtbot.waitUntil(lambda: scene.presses == 3)


def test_until_then_it_takes_none(scene: Scene, never_settles: Callable[[], None]) -> None:
    never_settles()
    show_again(scene)
    scene.yes.setFocus()
    click_at(scene.yes)
    double_click_at(scene.yes)
    press(scene.window, Qt.Key.Key_Space)
    scene.yes.click()
    press_by_assistive_technology(scene.yes)

    # Qt holds the button down for a moment when assistive technology presses it.
    assert not scene.yes.isDown()
    assert scene.presses == 0


@pytest.mark.parametrize(
    "unsettle",
    [
        show_again,
        lambda scene: scene.yes.move(90, 0),
        lambda scene: scene.yes.resize(90, 30),
        lambda scene: scene.panel.move(0, 40),
        lambda scene: scene.area.verticalScrollBar().setValue(30),
        lambda scene: scene.area.setFixedSize(300, 250),
        lambda scene: scene.window.move(scene.window.x() + 10, scene.window.y()),
        lambda scene: QApplication.sendEvent(scene.window, QEvent(QEvent.Type.WindowActivate)),
    ],
    ids=["shown", "moved", "resized", "carried", "scrolled", "bared", "window moved", "activated"],
)
def test_what_brings_it_to_the_pointer_has_it_wait_again(
    scene: Scene,
    never_settles: Callable[[], None],
    unsettle: Callable[[Scene], object],
) -> None:
    never_settles()
    unsettle(scene)
    assert not scene.yes.isEnabled()

    click_at(scene.yes)
    assert scene.presses == 0


def test_it_settles_again_after_it_was_moved(scene: Scene, qtbot: QtBot) -> None:
    scene.panel.move(0, 40)
    assert not scene.yes.isEnabled()
    qtbot.waitUntil(scene.yes.isEnabled)
    click_at(scene.yes)

    assert scene.presses == 1


def test_the_focus_goes_to_the_widget_before_it_when_it_waits_again(scene: Scene) -> None:
    scene.yes.setFocus()
    scene.panel.move(0, 40)

    assert scene.no.hasFocus()


def test_a_person_has_a_second(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    assert timedelta(seconds=1) == settled_button.SETTLE_TIME
