"""The sidebar: the switch of workspaces, the navigation, and both in a narrow window."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QListView, QWidget
from pytestqt.qtbot import QtBot

from desktop_app.ui.sidebar import Sidebar, WorkspaceSwitch
from desktop_app.ui.texts import workspace_texts
from tests import labels
from tests.organizations import ACME, LONG_NAME
from tests.ui.finding import accessible_description, buttons, named
from tests.ui.hands import click, press
from tests.window_harness import WindowHarness

TOOL_TIP = Qt.ItemDataRole.ToolTipRole


def switch(gui: WindowHarness) -> WorkspaceSwitch:
    return named(gui.window, WorkspaceSwitch, labels.SWITCH)


def entries(gui: WindowHarness) -> QListView:
    return named(gui.window, QListView, labels.NAVIGATION)


def sidebar(gui: WindowHarness) -> Sidebar:
    (found,) = [each for each in gui.window.findChildren(Sidebar) if each.isVisible()]
    return found


def tips(gui: WindowHarness) -> list[str]:
    model = entries(gui).model()
    return [model.index(row, 0).data(TOOL_TIP) or "" for row in range(model.rowCount())]


def set_width(gui: WindowHarness, width: int) -> None:
    gui.window.resize(width, 600)
    QApplication.processEvents()


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()


# -- the switch -----------------------------------------------------------------------------------


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_Return])
def test_switch_opens_the_menu_of_workspaces(gui: WindowHarness, qtbot: QtBot, key: Qt.Key) -> None:
    gui.connect()
    menu = switch(gui).menu()
    assert menu.title().replace("&", "") == labels.WORKSPACE
    switch(gui).setFocus()
    press(switch(gui), key)
    qtbot.waitUntil(menu.isVisible)

    offered = [each.text() for each in menu.actions() if each.isCheckable()]
    assert offered == [labels.PRACTICE, "Acme Ltd"]
    menu.close()


def test_the_switch_says_which_workspace_is_shown(gui: WindowHarness) -> None:
    assert accessible_description(switch(gui)) == labels.PRACTICE
    gui.connect()

    assert accessible_description(switch(gui)) == "Acme Ltd"


def test_a_long_name_is_cut_off_inside_the_sidebar(gui: WindowHarness) -> None:
    before = sidebar(gui).width()
    gui.connect(ACME.replace("Acme Ltd", LONG_NAME))

    assert sidebar(gui).width() == before
    assert switch(gui).width() < before
    assert accessible_description(switch(gui)) == LONG_NAME


def test_the_switch_is_mirrored_where_words_go_from_right_to_left(gui: WindowHarness) -> None:
    at = switch(gui)
    at.show_name("")
    before = picture(at)
    at.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    after = picture(at)

    assert after != before
    # The icon is at the other side; without a name there is nothing else but the arrow.
    half = before.width() // 2
    assert ink(after, half, before.width()) > ink(after, 0, half)
    assert ink(before, 0, half) > ink(before, half, before.width())


def ink(image: QImage, left: int, right: int) -> int:
    """Return how many pixels between two columns differ from the surface."""
    surface = image.pixelColor(image.width() // 2, image.height() // 2)
    rows = range(4, image.height() - 4)
    return sum(image.pixelColor(x, y) != surface for x in range(left, right) for y in rows)


# -- narrow ---------------------------------------------------------------------------------------


def test_a_narrow_window_shows_icons_alone_with_their_words_as_tool_tips(
    gui: WindowHarness,
) -> None:
    set_width(gui, 820)
    wide = sidebar(gui).width()
    assert wide >= 208
    assert tips(gui) == ["", "", ""]
    set_width(gui, 819)

    assert sidebar(gui).width() == 57
    assert tips(gui) == [labels.INTEGRATIONS, labels.ACTIVITY, labels.SETTINGS]
    assert labels.PRACTICE in switch(gui).toolTip()
    names = [entries(gui).model().index(row, 0).data() for row in range(3)]
    assert names == tips(gui)
    set_width(gui, 820)
    assert sidebar(gui).width() == wide
    assert tips(gui) == ["", "", ""]


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Practice", "P"),
        ("Acme Ltd", "AL"),
        ("the Globex of Oslo", "TO"),
        ("“Initech” & Sons (3rd)", "I3"),
        ("  ünal ", "Ü"),
        ("חברת חיפה", "חח"),
        ("🚀", ""),
        ("", ""),
    ],
)
def test_the_initials_are_those_of_the_first_and_the_last_word(name: str, shown: str) -> None:
    assert workspace_texts.initials(name) == shown


def test_narrow_the_switch_shows_the_initials_and_says_the_name(gui: WindowHarness) -> None:
    gui.connect()
    set_width(gui, 760)
    at = switch(gui)
    before = picture(at)
    at.show_name("Another Lot")
    assert picture(at) == before, "the initials are the same"
    at.show_name("Globex")
    assert picture(at) != before
    assert "Globex" in at.toolTip()
    assert accessible_description(at) == "Globex"
    at.show_name("🚀")
    icon = picture(at)
    at.show_name("")
    assert picture(at) == icon != before


def test_narrow_the_entries_and_the_switch_still_fit_their_icons(gui: WindowHarness) -> None:
    set_width(gui, 760)

    for widget in (switch(gui), entries(gui)):
        assert widget.width() >= 18
        assert sidebar(gui).rect().contains(widget.geometry())
    assert entries(gui).horizontalScrollBar().maximum() == 0


def test_narrow_a_click_on_an_icon_opens_its_page(gui: WindowHarness) -> None:
    set_width(gui, 760)
    at = entries(gui)
    click(at.viewport(), at.visualRect(at.model().index(2, 0)).center())

    assert at.currentIndex().data() == labels.SETTINGS
    assert labels.CONNECT_AN_ORGANIZATION in buttons(gui.window)


def test_the_words_of_the_entries_have_room_in_a_larger_font(gui: WindowHarness) -> None:
    before = sidebar(gui).width()
    font = gui.window.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    gui.window.setFont(font)
    set_width(gui, 1400)

    assert sidebar(gui).width() > before
