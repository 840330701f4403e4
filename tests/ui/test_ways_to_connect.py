"""The ways to the dialog in which an organization is connected: a file, a shortcut, a drop."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from desktop_app.ui.organizations.connect_dialog import ConnectDialog
from desktop_app.workflow.workspace import PRACTICE
from tests import labels
from tests.organizations import ACME, GLOBEX, GLOBEX_SECRETS, LIVE_KEY
from tests.ui.connect_steps import field, is_open
from tests.ui.finding import button, open_dialog, open_wizard, words
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
    open_dialog(QFileDialog).fileSelected.emit(str(path))

    dialog = open_dialog(ConnectDialog)
    assert "Acme Ltd" in words(dialog)
    assert "acme.toml" in words(dialog).replace("\u200b", "")
    assert not [w for w in gui.window.findChildren(QFileDialog) if w.isVisible()]


def test_the_shortcut_asks_for_a_file_and_cancel_leaves_all_as_it_was(gui: WindowHarness) -> None:
    modifiers = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(gui.window, Qt.Key.Key_O, modifiers)
    open_dialog(QFileDialog).reject()

    assert not is_open()
    gui.connect_dialog(ACME)
    assert is_open()


def test_a_profile_that_is_dropped_on_the_window_is_shown(gui: WindowHarness) -> None:
    path = gui.computer.folder / "acme.toml"
    path.write_text(ACME, encoding="utf-8")
    data = dragged(QUrl.fromLocalFile(str(path)))
    assert gui.drag_data(data)
    assert "Drop the connection profile to connect its organization" in words(gui.window)
    gui.drop(data)

    assert "Drop the connection profile" not in words(gui.window)
    assert "Acme Ltd" in words(open_dialog(ConnectDialog))


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
