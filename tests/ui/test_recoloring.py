"""Colours that a widget has set for itself follow a change of the application's palette."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QListView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.navigation import Entry, Navigation, Page
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import DangerButton, PrimaryButton
from desktop_app.ui.widgets.labels import TextLabel
from desktop_app.ui.widgets.lists import CalmSelection
from desktop_app.ui.widgets.recoloring import Recoloring

Role = QPalette.ColorRole
LIGHT, DARK = theme.palette_of(theme.LIGHT), theme.palette_of(theme.DARK)


class Deafness(QObject):
    """Keeps what Qt tells of a palette from a widget."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() in (QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange)


def calm_list() -> QWidget:
    view = QListView()
    CalmSelection(view)
    return view


WIDGETS: dict[str, tuple[Callable[[], QWidget], Role, str]] = {
    "quiet label": (lambda: TextLabel("x", TextStyle.SECONDARY), Role.WindowText, "secondary"),
    "label of a problem": (lambda: TextLabel("x", tone=Tone.PROBLEM), Role.WindowText, "danger"),
    "primary button": (lambda: PrimaryButton("x"), Role.Button, "accent_fill"),
    "danger button": (lambda: DangerButton("x"), Role.ButtonText, "danger"),
    "filled danger button": (lambda: DangerButton("x", filled=True), Role.Button, "danger_fill"),
    "selection": (calm_list, Role.Highlight, "accent_tint"),
    "navigation": (
        lambda: Navigation([Entry("settings", "Settings", (Page.SETTINGS,))]),
        Role.Base,
        "sidebar",
    ),
}


@pytest.fixture(autouse=True)
def palette_is_restored(qapp: QApplication) -> Iterator[None]:
    before = QPalette(qapp.palette())
    qapp.setPalette(LIGHT)
    yield
    qapp.setPalette(before)


@pytest.mark.parametrize("name", list(WIDGETS))
def test_a_widget_follows_the_palette_each_time(
    qapp: QApplication, qtbot: QtBot, name: str
) -> None:
    make, role, color = WIDGETS[name]
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    widget = make()
    column.addWidget(widget)
    window.show()

    for palette, colors in ((DARK, theme.DARK), (LIGHT, theme.LIGHT), (DARK, theme.DARK)):
        qapp.setPalette(palette)
        QApplication.processEvents()
        assert widget.palette().color(role) == getattr(colors, color)


@pytest.mark.parametrize("event", [QEvent.Type.PaletteChange, QEvent.Type.ApplicationPaletteChange])
def test_either_of_qt_s_events_is_enough(qapp: QApplication, event: QEvent.Type) -> None:
    recolored: list[QColor] = []
    recoloring = Recoloring(lambda: recolored.append(qapp.palette().color(Role.Window)))
    recoloring.handle(QEvent(event))
    assert recolored == [], "the palette is the same"
    qapp.setPalette(DARK)
    recoloring.handle(QEvent(QEvent.Type.FontChange))
    assert recolored == []
    recoloring.handle(QEvent(event))
    recoloring.handle(QEvent(event))

    assert recolored == [theme.DARK.window]


def test_a_label_follows_a_change_of_which_it_hears_by_palette_change_only(
    qapp: QApplication, qtbot: QtBot
) -> None:
    label = TextLabel("x", TextStyle.SECONDARY)
    qtbot.addWidget(label)
    deafness = Deafness(label)
    label.installEventFilter(deafness)
    qapp.setPalette(DARK)
    QApplication.processEvents()
    assert label.palette().color(Role.WindowText) == theme.LIGHT.secondary
    label.removeEventFilter(deafness)
    QApplication.sendEvent(label, QEvent(QEvent.Type.PaletteChange))

    assert label.palette().color(Role.WindowText) == theme.DARK.secondary


def test_a_widget_inherits_what_it_does_not_set(qapp: QApplication, qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = TextLabel("x", TextStyle.SECONDARY)
    QVBoxLayout(window).addWidget(label)
    window.show()
    palette = QPalette(DARK)
    palette.setColor(Role.Link, QColor("red"))
    qapp.setPalette(palette)
    QApplication.processEvents()

    assert label.palette().color(Role.Link) == QColor("red")
    assert label.palette().color(Role.Window) == theme.DARK.window
