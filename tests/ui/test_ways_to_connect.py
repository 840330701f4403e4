"""The ways to the dialog in which an organization is connected: a file, a shortcut, a drop."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QDragLeaveEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.organizations.choose_page import ChoosePage
from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.ui.organizations.drop_hint import DropHint
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.scrolling import GrowingArea
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.workspace import PRACTICE
from tests import labels
from tests.organizations import ACME, GLOBEX, GLOBEX_SECRETS, LIVE_KEY
from tests.ui.connect_steps import field, is_open
from tests.ui.finding import button, buttons, focused, in_sight, open_dialog, open_wizard, words
from tests.ui.hands import press
from tests.window_harness import WindowHarness


def dragged(*urls: QUrl) -> QMimeData:
    data = QMimeData()
    data.setUrls(list(urls))
    return data


def test_a_file_is_chosen_and_shown(gui: WindowHarness) -> None:
    path = gui.computer.folder / "acme.toml"
    path.write_text(ACME, encoding="utf-8")
    gui.view.show_settings()
    button(gui.window, labels.CONNECT_AN_ORGANIZATION).click()
    dialog = open_dialog(ConnectDialog)
    press(button(dialog, labels.CHOOSE_A_FILE), Qt.Key.Key_Return)
    chooser = open_dialog(QFileDialog)
    chooser.fileSelected.emit(str(path))
    chooser.close()

    assert open_dialog(ConnectDialog) is dialog
    assert "Acme Ltd" in words(dialog)
    assert "acme.toml" in words(dialog).replace("\u200b", "")
    assert not [w for w in gui.window.findChildren(QFileDialog) if w.isVisible()]


def test_the_shortcut_asks_for_a_file_and_cancel_leaves_all_as_it_was(gui: WindowHarness) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(gui.window, Qt.Key.Key_O, modifiers)
    dialog = open_dialog(ConnectDialog)
    button(dialog, labels.CHOOSE_A_FILE).click()
    open_dialog(QFileDialog).reject()
    assert labels.CHOOSE_A_FILE in buttons(dialog)
    button(dialog, labels.CANCEL).click()

    assert not is_open()
    gui.connect_dialog(ACME)
    assert is_open()


def test_it_says_what_a_profile_is_and_what_to_do_without_one(gui: WindowHarness) -> None:
    dialog = gui.empty_connect_dialog()
    said = words(dialog)
    for text in ("a small file (.toml), without secrets", "your IT department", "Practice"):
        assert text in said
    button(dialog, labels.OPEN_SUPPORT_PORTAL).click()

    assert gui.harness.browser.opened == ["https://support.m3ter.com/"]
    assert dialog.isVisible()


def test_a_file_can_be_chosen_by_enter_at_once(gui: WindowHarness, qtbot: QtBot) -> None:
    dialog = gui.empty_connect_dialog()
    qtbot.waitUntil(dialog.isActiveWindow)
    press(focused(), Qt.Key.Key_Return)
    open_dialog(QFileDialog)


def test_a_profile_that_is_dropped_on_the_first_page_is_shown(gui: WindowHarness) -> None:
    path = gui.computer.folder / "acme.toml"
    path.write_text(ACME, encoding="utf-8")
    dialog = gui.empty_connect_dialog()
    page = dialog.findChild(ChoosePage)
    assert page is not None
    assert not gui.drag_data(dragged(QUrl("https://acme.example/profile.toml")), page)
    data = dragged(QUrl.fromLocalFile(str(path)))
    assert gui.drag_data(data, page)
    gui.drop(data, page)

    assert "Acme Ltd" in words(dialog)


def test_nothing_of_the_first_page_is_scrolled_away_in_the_smallest_window(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    dialog = gui.empty_connect_dialog()
    dialog.setFixedSize(640, 420)
    (area,) = in_sight(dialog, GrowingArea)

    qtbot.waitUntil(lambda: area.missing_height() == 0)


def test_what_is_under_way_with_a_file_is_told_where_it_is_dropped(gui: WindowHarness) -> None:
    dialog = gui.empty_connect_dialog()
    before, height = words(dialog).splitlines(), dialog.height()
    choose = button(dialog, labels.CHOOSE_A_FILE)
    place = choose.parentWidget()
    assert place is not None
    area = place.geometry()
    path = gui.computer.folder / "acme.toml"
    path.write_text(ACME, encoding="utf-8")
    page = dialog.findChild(ChoosePage)
    assert page is not None
    gui.drag(path, page)
    assert "Drop to read it" in words(dialog)
    assert labels.CHOOSE_A_FILE not in buttons(dialog)
    QApplication.sendEvent(page, QDragLeaveEvent())
    assert words(dialog).splitlines() == before
    assert dialog.focusWidget() is choose

    gui.harness.tasks.holding = {Lane.FILES}
    gui.drop(gui.drag(path, page), page)
    assert "Reading the profile…" in words(dialog)
    (bar,) = in_sight(dialog, FlatBar)
    face = bar.parentWidget()
    assert face is not None
    assert (face.geometry(), dialog.height()) == (area, height)
    assert not dialog.wants_profile


def test_a_profile_from_elsewhere_is_taken_while_one_is_to_be_chosen(gui: WindowHarness) -> None:
    dialog = gui.empty_connect_dialog()
    path = gui.computer.folder / "acme.toml"
    path.write_text(ACME, encoding="utf-8")
    gui.window.connect_organization(path)

    assert open_dialog(ConnectDialog) is dialog
    assert "Acme Ltd" in words(dialog)


def test_the_next_profile_is_looked_for_where_the_last_one_was(gui: WindowHarness) -> None:
    gui.connect_dialog(ACME).reject()
    dialog = gui.empty_connect_dialog()
    button(dialog, labels.CHOOSE_A_FILE).click()

    assert open_dialog(QFileDialog).directory().absolutePath() == str(gui.computer.folder)


def test_a_profile_that_is_dropped_on_the_window_is_shown(gui: WindowHarness) -> None:
    path = gui.computer.folder / "acme.toml"
    path.write_text(ACME, encoding="utf-8")
    data = dragged(QUrl.fromLocalFile(str(path)))
    assert gui.drag_data(data)
    assert "Drop the connection profile to connect its organization" in words(gui.window)
    assert "You check it before anything is sent." in words(gui.window)
    gui.drop(data)

    assert "Drop the connection profile" not in words(gui.window)
    assert "Acme Ltd" in words(open_dialog(ConnectDialog))


def test_the_page_is_felt_below_the_hint_and_no_word_of_it_can_be_read(gui: WindowHarness) -> None:
    before = gui.window.grab().toImage()
    gui.drag(gui.computer.folder / "acme.toml")
    (hint,) = in_sight(gui.window, DropHint)
    surface = theme.colors(gui.window.palette()).surface
    covered = gui.window.grab().toImage()
    # The colours of the theme are shared by all widgets.
    assert surface.alphaF() == 1
    # Beside the icon and the words, where the page has its title.
    line = range(hint.x() + 240, hint.x() + 340)
    y = next(
        y
        for y in range(hint.y() + 40, hint.y() + 100)
        if len({before.pixelColor(x, y).name() for x in line}) > 1
    )

    assert len({covered.pixelColor(x, y).name() for x in line}) > 1
    assert max(theme.contrast(covered.pixelColor(x, y), surface) for x in line) < 1.1


@pytest.mark.parametrize(
    "data",
    [
        dragged(QUrl("https://acme.example/profile.toml")),
        dragged(QUrl.fromLocalFile("/a.toml"), QUrl.fromLocalFile("/b.toml")),
        QMimeData(),
    ],
    ids=["link", "two files", "nothing"],
)
def test_nothing_but_one_file_can_be_dropped(gui: WindowHarness, data: QMimeData) -> None:
    assert not gui.drag_data(data)
    assert "Drop the connection profile" not in words(gui.window)


def test_nothing_can_be_dropped_behind_a_dialog(gui: WindowHarness) -> None:
    gui.connect_dialog(ACME)
    assert not gui.drag_data(dragged(QUrl.fromLocalFile("/another.toml")))


def test_a_wizard_is_put_away_meanwhile_and_comes_back(gui: WindowHarness) -> None:
    wizard = gui.begun()
    dialog = gui.connect_dialog(ACME)
    assert open_wizard() is None
    # Nothing that is typed is interrupted by it.
    gui.harness.approve_in_browser()
    assert open_wizard() is None
    assert dialog.isVisible()
    dialog.reject()

    assert open_wizard() is wizard


def test_another_workspace_that_wants_to_be_shown_waits_behind_it(gui: WindowHarness) -> None:
    workspace = gui.connect(GLOBEX, GLOBEX_SECRETS)
    wizard = gui.wizard()
    wizard.next()
    wizard.go_to_stripe()
    gui.window.show_workspace(PRACTICE)
    dialog = gui.connect_dialog(ACME)
    gui.approve_in_browser(workspace)
    assert gui.view.organization == "Globex GmbH"
    assert open_wizard() is None
    dialog.reject()

    assert open_wizard() is wizard


def test_a_second_profile_waits_for_the_first(gui: WindowHarness) -> None:
    dialog = gui.filled_in_dialog()
    gui.window.connect_organization(Path("/another.toml"))

    assert list(gui.window.findChildren(ConnectDialog)) == [dialog]
    assert field(dialog).text() == LIVE_KEY.reveal()
