"""Copying and exporting what the Activity page shows."""

from pathlib import Path

from PySide6.QtCore import QDate, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from desktop_app.core.errors import DocumentError, FolderNotWritableError
from desktop_app.ui import theme
from desktop_app.ui.activity_csv import activity_csv
from desktop_app.ui.activity_model import Column, Role, activity_line
from desktop_app.ui.widgets.page_notice import LineNotice
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.ui.activity_steps import ask_where, rows, save_as, search, selected, table, told
from tests.ui.finding import button, buttons, focused, in_sight
from tests.ui.hands import press
from tests.window_harness import WindowHarness

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_control_c_copies_the_row_as_one_line(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    page = gui.activity()
    page.select(1)
    table(gui).setFocus()
    QGuiApplication.clipboard().clear()
    press(table(gui), Qt.Key.Key_C, CONTROL)

    text = QGuiApplication.clipboard().text()
    assert text == activity_line(gui.harness.state.activities[1])
    assert "\n" not in text
    assert "Approved at Stripe, EU billing, " in text


def test_without_a_row_control_c_copies_nothing(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.activity()
    table(gui).setFocus()
    table(gui).clearSelection()
    QGuiApplication.clipboard().setText("mine")
    press(table(gui), Qt.Key.Key_C, CONTROL)

    assert QGuiApplication.clipboard().text() == "mine"


def test_the_context_menu_offers_to_copy(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.activity().select(0)

    assert [action.text() for action in table(gui).actions()] == ["Copy"]
    assert table(gui).contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu


def test_rows_are_chosen_and_copied_by_keyboard_alone(gui: WindowHarness) -> None:
    gui.harness.make_active("EU billing")
    gui.activity()
    assert focused() is search(gui)
    for _ in range(3):
        press(focused(), Qt.Key.Key_Tab)
    assert focused() is table(gui)
    press(table(gui), Qt.Key.Key_Down)
    press(table(gui), Qt.Key.Key_Down)
    press(table(gui), Qt.Key.Key_C, CONTROL)

    (number,) = selected(gui)
    entry = gui.harness.state.activities[number]
    assert QGuiApplication.clipboard().text() == activity_line(entry)


def test_it_is_asked_where_with_a_name_of_today(gui: WindowHarness) -> None:
    gui.harness.make_active()
    gui.activity()
    dialog = ask_where(gui)

    today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
    assert [Path(f).name for f in dialog.selectedFiles()] == [
        f"m3ter-activity-practice-{today}.csv"
    ]
    assert dialog.directory().exists()
    assert dialog.nameFilters() == ["CSV files (*.csv)"]
    dialog.reject()
    assert gui.harness.documents.written == {}


def test_what_is_shown_is_written_in_the_order_of_the_screen(
    gui: WindowHarness, tmp_path: Path
) -> None:
    gui.all_that_can_happen()
    gui.activity()
    search(gui).setText("billing")
    table(gui).sortByColumn(Column.WHAT, Qt.SortOrder.DescendingOrder)
    save_as(gui, tmp_path / "log.csv")

    ((path, text),) = gui.harness.documents.written.items()
    assert path == tmp_path / "log.csv"
    numbers = [table(gui).model().index(row, 0).data(Role.NUMBER) for row in range(8)]
    shown = [gui.harness.state.activities[n] for n in numbers]
    assert text == activity_csv(shown, "Practice")
    assert f"Exported to {path}" in told(gui)


def test_an_organization_is_named_in_the_file_and_in_its_name(
    gui: WindowHarness, tmp_path: Path
) -> None:
    gui.connect()
    gui.activity()
    dialog = ask_where(gui)
    assert [Path(f).name.rpartition("-2")[0] for f in dialog.selectedFiles()] == [
        "m3ter-activity-acme-ltd"
    ]
    dialog.reject()
    save_as(gui, tmp_path / "log.csv")

    (text,) = gui.harness.documents.written.values()
    assert "Acme Ltd," in text


def test_a_name_without_an_ending_gets_one(gui: WindowHarness, tmp_path: Path) -> None:
    gui.harness.go()
    gui.activity()
    save_as(gui, tmp_path / "log")

    assert list(gui.harness.documents.written) == [tmp_path / "log.csv"]
    assert f"Exported to {tmp_path / 'log.csv'}" in told(gui)


def test_the_folder_of_the_file_can_be_opened(gui: WindowHarness, tmp_path: Path) -> None:
    gui.harness.make_active()
    gui.activity()
    assert labels.OPEN_FOLDER not in buttons(gui.window)
    save_as(gui, tmp_path / "log.csv")
    button(gui.window, labels.OPEN_FOLDER).click()
    assert gui.harness.file_manager.opened == [tmp_path]
    assert labels.OPEN_FOLDER not in buttons(gui.window)
    assert f"The folder {tmp_path}" not in told(gui)

    save_as(gui, tmp_path / "log.csv")
    gui.harness.file_manager.works = False
    button(gui.window, labels.OPEN_FOLDER).click()
    assert f"The folder {tmp_path} could not be opened" in told(gui)
    assert labels.OPEN_FOLDER not in buttons(gui.window)


def test_without_a_file_no_folder_is_offered(gui: WindowHarness, tmp_path: Path) -> None:
    gui.harness.make_active()
    gui.activity()
    gui.harness.documents.fail = DocumentError("No space left on device")
    save_as(gui, tmp_path / "log.csv")
    assert labels.OPEN_FOLDER not in buttons(gui.window)


def test_why_it_could_not_be_written_is_told_and_what_to_do(
    gui: WindowHarness, tmp_path: Path
) -> None:
    gui.harness.make_active()
    gui.harness.documents.fail = DocumentError("No space left on device")
    gui.activity()
    save_as(gui, tmp_path / "log.csv")
    assert "log.csv was not saved: No space left on device" in told(gui)
    button(gui.window, labels.EXPORT_AGAIN).click()
    (dialog,) = gui.activity().findChildren(QFileDialog)
    gui.harness.documents.fail = None
    dialog.fileSelected.emit(str(tmp_path / "log.csv"))
    dialog.close()
    assert "log.csv was not saved" not in told(gui)
    assert "Exported to" in told(gui)
    button(gui.window, labels.DISMISS).click()
    assert "Exported to" not in told(gui)


def test_where_the_folder_is_the_cause_another_one_is_offered(
    gui: WindowHarness, tmp_path: Path
) -> None:
    gui.harness.make_active()
    gui.harness.documents.fail = FolderNotWritableError("Permission denied")
    gui.activity()
    save_as(gui, tmp_path / "log.csv")
    assert f"Not exported: you may not write to {tmp_path}" in told(gui)
    assert labels.EXPORT_AGAIN not in buttons(gui.window)
    button(gui.window, labels.CHOOSE_ANOTHER_FOLDER).click()
    (dialog,) = gui.activity().findChildren(QFileDialog)
    dialog.close()


def test_why_it_could_not_be_written_can_be_dismissed_and_takes_one_line(
    gui: WindowHarness, tmp_path: Path
) -> None:
    gui.harness.make_active()
    gui.activity()
    gui.window.resize(gui.window.minimumSize())
    before = table(gui).viewport().height()
    gui.harness.documents.fail = DocumentError("A very long reason " * 9)
    for name in ("log.csv", "a-file-with-a-long-name-" * 6):
        save_as(gui, tmp_path / name)
        assert "was not saved: A very" in told(gui)
    notice = in_sight(gui.window, LineNotice)[0]
    assert before - table(gui).viewport().height() <= notice.height() + theme.M
    assert notice.height() < 3 * gui.window.fontMetrics().height()
    button(notice, labels.DISMISS).click()
    assert "was not saved" not in told(gui)


def test_while_it_is_being_written_everything_goes_on(gui: WindowHarness, tmp_path: Path) -> None:
    gui.harness.make_active()
    gui.activity()
    gui.harness.tasks.holding = {Lane.FILES}
    save_as(gui, tmp_path / "log.csv")
    assert "was written" not in told(gui)
    gui.harness.go("Next")
    assert len(rows(gui)) == 4
    gui.harness.tasks.release_all()
    assert "Exported to" in told(gui)


def test_files_of_others_are_not_told_here(gui: WindowHarness, tmp_path: Path) -> None:
    gui.harness.make_active()
    gui.activity()
    gui.harness.commands.save_document(tmp_path / "other.txt", "text")
    assert gui.harness.documents.written == {tmp_path / "other.txt": "text"}

    assert "written" not in told(gui)
