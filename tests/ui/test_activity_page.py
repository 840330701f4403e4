"""The Activity page in the real window: what it lists, what comes later, copying and exporting."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QDate, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.problems import AnswerLost, Detail, DocumentNotWritten, StorageFailed
from desktop_app.core.systems import System
from desktop_app.storage.store import SqliteStore
from desktop_app.ui.activity_csv import activity_csv
from desktop_app.ui.activity_model import Column, Role, activity_line
from desktop_app.ui.texts import activity_texts
from desktop_app.workflow.events import ActivitiesRead
from desktop_app.workflow.ports import Lane
from tests.fakes import BEGINNING
from tests.studio import Studio
from tests.ui.finding import accessible_name, button, buttons, named, open_dialog, words
from tests.ui.hands import press, type_text
from tests.workflow.agreement import activity

CONTROL = Qt.KeyboardModifier.ControlModifier


def table(studio: Studio) -> QTableView:
    return named(studio.window, QTableView, "Activity")


def rows(studio: Studio, which: Column = Column.WHAT) -> list[str]:
    """Return what the table's rows say in one column, from top to bottom."""
    model = table(studio).model()
    return [str(model.index(row, which).data()) for row in range(model.rowCount())]


def search(studio: Studio) -> QLineEdit:
    return named(studio.window, QLineEdit, "Search activity")


def kinds(studio: Studio) -> QComboBox:
    return named(studio.window, QComboBox, "What happened")


def choose_kind(studio: Studio, text: str) -> None:
    kinds(studio).setCurrentIndex(kinds(studio).findText(text))


def selected(studio: Studio) -> list[int]:
    """Return the places in the log of the selected rows' entries."""
    found = table(studio).selectionModel().selectedRows()
    return [index.data(Role.NUMBER) for index in found]


def written(studio: Studio) -> list[str]:
    """Return what the database holds, in words, the newest first."""
    return [activity_texts.activity_text(ActivityKind(kind)) for kind in activity(studio.desk)][
        ::-1
    ]


def write_many(studio: Studio, count: int, system: System = System.STRIPE_TEST) -> None:
    """Write entries into the log, a minute apart."""
    for number in range(count):
        studio.desk.write(
            Activity(
                BEGINNING + timedelta(minutes=number),
                ActivityKind.STARTED,
                f"id-{number}",
                f"Credential {number}",
                system,
                "ada",
            )
        )


# What it shows.


def test_a_log_without_entries_says_so(studio: Studio) -> None:
    studio.activity()

    assert "Nothing has happened yet" in words(studio.window)
    assert "Export…" not in buttons(studio.window)


def test_until_the_log_was_read_it_does_not_say_that_it_is_empty(studio: Studio) -> None:
    studio.desk.tasks.holding = {Lane.DATABASE}
    studio.activity()
    assert "Reading…" in words(studio.window)
    assert "Nothing has happened yet" not in words(studio.window)
    studio.desk.tasks.release_all()
    assert "Nothing has happened yet" in words(studio.window)


def test_everything_that_happened_before_is_there_the_newest_first(studio: Studio) -> None:
    studio.all_that_can_happen()
    studio.activity()

    assert rows(studio) == written(studio)
    assert set(rows(studio)) == {activity_texts.activity_text(kind) for kind in ActivityKind}


def test_everything_that_happens_while_it_is_in_sight_is_added(studio: Studio) -> None:
    desk = studio.desk
    active, approved = desk.make_active("Active"), desk.go("Approved")
    desk.approve_in_browser()
    desk.stripe.fail_exchange = AnswerLost(Detail())
    desk.go("Lost")
    desk.approve_in_browser()
    studio.activity()

    def newest_after(do: Callable[[], object]) -> str:
        do()
        return rows(studio)[0]

    def time_is_up() -> None:
        desk.clock.pass_time(desk.ttl)
        desk.alarm.ring()

    (grant,) = desk.workflow.unsettled_grants
    remove = desk.workflow.remove
    assert newest_after(lambda: desk.workflow.create(approved)) == "Created"
    assert newest_after(lambda: desk.go("Begun")) == "Approval started"
    assert newest_after(lambda: desk.workflow.clear_unsettled_grant(grant.id)) == "Notice cleared"
    assert newest_after(time_is_up) == "Time ran out"
    begun = desk.go("Begun again")
    assert newest_after(lambda: remove(begun, revoke=None)) == "Removed"
    assert newest_after(lambda: remove(approved, revoke=False)) == "Deleted"
    desk.stripe.fail_deauthorize = AnswerLost(Detail())
    assert newest_after(lambda: remove(active, revoke=True)) == written(studio)[0]
    desk.stripe.fail_deauthorize = None
    assert newest_after(lambda: remove(active, revoke=True)) == "Deleted"
    assert rows(studio)[1] == "Access revoked"
    assert rows(studio) == written(studio)


def test_out_of_sight_it_reads_nothing(studio: Studio) -> None:
    studio.activity()
    studio.view.show_integrations()
    studio.desk.events.clear()
    studio.desk.make_active()
    assert not [e for e in studio.desk.events if isinstance(e, ActivitiesRead)]
    studio.activity()
    assert rows(studio) == ["Created", "Approved at Stripe", "Approval started"]


def test_a_window_made_before_the_database_was_read_shows_the_log_then(
    studio: Studio, qtbot: QtBot
) -> None:
    studio.desk.make_active()
    studio.desk.crash()
    studio.open_window()
    qtbot.addWidget(studio.window)
    studio.window.show()
    studio.activity()
    assert "Reading…" in words(studio.window)
    studio.desk.start()

    assert rows(studio) == ["Created", "Approved at Stripe", "Approval started"]


def test_a_database_that_cannot_be_opened_is_told(studio: Studio, qtbot: QtBot) -> None:
    studio.desk.crash().database.write_bytes(b"not a database" * 100)
    studio.open_window()
    qtbot.addWidget(studio.window)
    studio.window.show()
    studio.activity()
    studio.desk.start()

    assert "The program's database can't be opened" in words(studio.window)
    assert "Nothing has happened yet" not in words(studio.window)


def fail_to_read(studio: Studio, monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]) -> None:
    """Have `do` lead to a reading that fails."""

    def fail(self: SqliteStore, known: int) -> tuple[Activity, ...]:
        raise StorageFailed("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(SqliteStore, "activities", fail)
        do()


def test_a_log_that_cannot_be_read_is_told_until_it_can(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.desk.make_active()
    fail_to_read(studio, monkeypatch, studio.activity)
    assert "The program's database can't be opened" in words(studio.window)
    assert studio.desk.tasks.crashes == []
    studio.desk.go("Next")

    assert "The program's database can't be opened" not in words(studio.window)
    assert len(rows(studio)) == 4


def test_when_a_later_reading_fails_the_entries_stay_in_sight(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    studio.desk.make_active()
    studio.activity()
    fail_to_read(studio, monkeypatch, studio.desk.go)
    assert len(rows(studio)) == 3
    assert "The program's database can't be opened" in words(studio.window)
    button(studio.window, "Dismiss").click()
    assert "The program's database can't be opened" not in words(studio.window)


# Looking through it.


def test_every_kind_can_be_asked_for(studio: Studio) -> None:
    studio.all_that_can_happen()
    studio.activity()
    everything = rows(studio)
    box = kinds(studio)
    assert [box.itemText(i) for i in range(box.count())] == [
        "Everything",
        *(activity_texts.activity_text(kind) for kind in ActivityKind),
    ]
    for kind in ActivityKind:
        text = activity_texts.activity_text(kind)
        choose_kind(studio, text)
        assert rows(studio) == [row for row in everything if row == text]
    choose_kind(studio, "Everything")
    assert rows(studio) == everything


def test_search_and_kind_are_met_together(studio: Studio) -> None:
    studio.all_that_can_happen()
    studio.activity()
    type_text(search(studio), "BILLING")
    choose_kind(studio, "Approved at Stripe")

    assert rows(studio, Column.CREDENTIAL) == ["EU billing"]


def test_when_nothing_matches_it_says_so_and_leads_back(studio: Studio) -> None:
    studio.all_that_can_happen()
    studio.activity()
    everything = rows(studio)
    choose_kind(studio, "Denied at Stripe")
    search(studio).setText("billing")
    assert "No entry matches" in words(studio.window)
    assert not button(studio.window, "Export…").isEnabled()
    button(studio.window, "Show everything").click()

    assert "No entry matches" not in words(studio.window)
    assert (search(studio).text(), kinds(studio).currentText()) == ("", "Everything")
    assert rows(studio) == everything
    assert button(studio.window, "Export…").isEnabled()


def test_a_match_that_comes_later_shows_itself(studio: Studio) -> None:
    studio.desk.go("First")
    studio.activity()
    search(studio).setText("second")
    assert "No entry matches" in words(studio.window)
    studio.desk.go("Second")

    assert rows(studio, Column.CREDENTIAL) == ["Second"]
    assert button(studio.window, "Export…").isEnabled()


def test_a_search_keeps_the_selected_entry_and_selects_no_other(studio: Studio) -> None:
    studio.all_that_can_happen()
    page = studio.activity()
    page.select(0)
    search(studio).setText("eu billing")
    assert selected(studio) == [0]
    search(studio).setText("sandbox")
    assert selected(studio) == []


# What comes later disturbs nobody.


def test_a_new_entry_keeps_selection_sorting_and_search(studio: Studio) -> None:
    studio.all_that_can_happen()
    page = studio.activity()
    search(studio).setText("billing")
    table(studio).sortByColumn(Column.CREDENTIAL, Qt.SortOrder.AscendingOrder)
    page.select(0)
    studio.desk.go("APAC billing")
    studio.desk.go("Nordics")

    names = rows(studio, Column.CREDENTIAL)
    assert names == sorted(names)
    assert names[0] == "APAC billing"
    assert "Nordics" not in names
    assert selected(studio) == [0]


def test_a_new_entry_at_the_top_is_in_sight_if_the_top_was(studio: Studio) -> None:
    write_many(studio, 30)
    studio.activity()
    studio.desk.clock.pass_time(timedelta(days=1))
    studio.desk.go("New")
    QApplication.processEvents()

    assert table(studio).indexAt(table(studio).viewport().rect().topLeft()).row() == 0
    assert rows(studio, Column.CREDENTIAL)[0] == "New"


@pytest.mark.parametrize("at", [1, 15, 29])
def test_a_new_entry_at_the_top_moves_nothing_that_somebody_looks_at(
    studio: Studio, at: int
) -> None:
    write_many(studio, 30)
    studio.activity()
    view = table(studio)
    QApplication.processEvents()
    view.verticalScrollBar().setValue(at)
    looked_at = view.indexAt(view.viewport().rect().topLeft()).data(Role.NUMBER)
    studio.desk.clock.pass_time(timedelta(days=1))
    for name in ("First", "Second", "Third"):
        studio.desk.go(name)
    QApplication.processEvents()

    assert view.model().rowCount() == 33
    assert view.indexAt(view.viewport().rect().topLeft()).data(Role.NUMBER) == looked_at


def test_columns_have_room_for_what_is_out_of_sight(studio: Studio) -> None:
    longest = Activity(BEGINNING, ActivityKind.UNKNOWN, "id", "Old", System.STRIPE_TEST, "ada")
    studio.desk.write(replace(longest, at=BEGINNING - timedelta(days=1)))
    write_many(studio, 30, System.STRIPE)
    studio.activity()
    QApplication.processEvents()
    view = table(studio)
    last = view.model().rowCount() - 1
    assert view.rowViewportPosition(last) > view.viewport().height()

    for which in (Column.WHAT, Column.SYSTEM):
        cell = view.model().index(last, which)
        assert view.fontMetrics().horizontalAdvance(str(cell.data())) < view.columnWidth(which)
        assert view.sizeHintForIndex(cell).width() <= view.columnWidth(which)


# Copying.


def test_control_c_copies_the_row_as_one_line(studio: Studio) -> None:
    studio.desk.make_active("EU billing")
    page = studio.activity()
    page.select(1)
    table(studio).setFocus()
    QGuiApplication.clipboard().clear()
    press(table(studio), Qt.Key.Key_C, CONTROL)

    text = QGuiApplication.clipboard().text()
    assert text == activity_line(studio.desk.workflow.activities[1])
    assert "\n" not in text
    assert "Approved at Stripe, EU billing, " in text


def test_without_a_row_control_c_copies_nothing(studio: Studio) -> None:
    studio.desk.make_active("EU billing")
    studio.activity()
    table(studio).setFocus()
    table(studio).clearSelection()
    QGuiApplication.clipboard().setText("mine")
    press(table(studio), Qt.Key.Key_C, CONTROL)

    assert QGuiApplication.clipboard().text() == "mine"


def test_the_context_menu_offers_to_copy(studio: Studio) -> None:
    studio.desk.make_active("EU billing")
    studio.activity().select(0)

    assert [action.text() for action in table(studio).actions()] == ["Copy"]
    assert table(studio).contextMenuPolicy() is Qt.ContextMenuPolicy.ActionsContextMenu


def test_rows_are_chosen_and_copied_by_keyboard_alone(studio: Studio) -> None:
    studio.desk.make_active("EU billing")
    studio.activity()
    assert focused(studio) is search(studio)
    for _ in range(3):
        press(focused(studio), Qt.Key.Key_Tab)
    assert focused(studio) is table(studio)
    press(table(studio), Qt.Key.Key_Down)
    press(table(studio), Qt.Key.Key_Down)
    press(table(studio), Qt.Key.Key_C, CONTROL)

    (number,) = selected(studio)
    entry = studio.desk.workflow.activities[number]
    assert QGuiApplication.clipboard().text() == activity_line(entry)


def focused(studio: Studio) -> QWidget:
    widget = studio.window.focusWidget()
    assert widget is not None
    return widget


# Exporting.


def ask_where(studio: Studio) -> QFileDialog:
    button(studio.window, "Export…").click()
    return open_dialog(QFileDialog)


def save_as(studio: Studio, path: Path) -> None:
    """Export as a person does: a path is typed, and Save is pressed."""
    dialog = ask_where(studio)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert name is not None
    name.setText(str(path))
    (save,) = [b for b in dialog.findChildren(QPushButton) if b.text() == "&Save"]
    save.click()


def test_it_is_asked_where_with_a_name_of_today(studio: Studio) -> None:
    studio.desk.make_active()
    studio.activity()
    dialog = ask_where(studio)

    today = QDate.currentDate().toString(Qt.DateFormat.ISODate)
    assert [Path(f).name for f in dialog.selectedFiles()] == [f"m3ter-activity-{today}.csv"]
    assert dialog.directory().exists()
    assert dialog.nameFilters() == ["CSV files (*.csv)"]
    dialog.reject()
    assert studio.desk.documents.written == {}


def test_what_is_shown_is_written_in_the_order_of_the_screen(
    studio: Studio, tmp_path: Path
) -> None:
    studio.all_that_can_happen()
    studio.activity()
    search(studio).setText("billing")
    table(studio).sortByColumn(Column.WHAT, Qt.SortOrder.DescendingOrder)
    save_as(studio, tmp_path / "log.csv")

    ((path, text),) = studio.desk.documents.written.items()
    assert path == tmp_path / "log.csv"
    numbers = [table(studio).model().index(row, 0).data(Role.NUMBER) for row in range(7)]
    assert text == activity_csv(studio.desk.workflow.activities[n] for n in numbers)
    assert f"The list was written to {path}" in told(studio)


def told(studio: Studio) -> str:
    """Return what labels say, without the places where a long word may be broken."""
    return words(studio.window).replace("\u200b", "")


def test_a_name_without_an_ending_gets_one(studio: Studio, tmp_path: Path) -> None:
    studio.desk.go()
    studio.activity()
    save_as(studio, tmp_path / "log")

    assert list(studio.desk.documents.written) == [tmp_path / "log.csv"]
    assert f"The list was written to {tmp_path / 'log.csv'}" in told(studio)


def test_why_it_could_not_be_written_is_told_and_what_to_do(studio: Studio, tmp_path: Path) -> None:
    studio.desk.make_active()
    studio.desk.documents.fail = DocumentNotWritten("Permission denied")
    studio.activity()
    save_as(studio, tmp_path / "log.csv")
    assert "The entries were not exported" in told(studio)
    assert f"{tmp_path / 'log.csv'} could not be written: Permission denied." in told(studio)
    assert "another folder" in told(studio)

    studio.desk.documents.fail = None
    save_as(studio, tmp_path / "log.csv")
    assert "The entries were not exported" not in told(studio)
    assert "The list was written" in told(studio)
    button(studio.window, "Dismiss").click()
    assert "The list was written" not in told(studio)


def test_while_it_is_being_written_everything_goes_on(studio: Studio, tmp_path: Path) -> None:
    studio.desk.make_active()
    studio.activity()
    studio.desk.tasks.holding = {Lane.FILES}
    save_as(studio, tmp_path / "log.csv")
    assert "was written" not in told(studio)
    studio.desk.go("Next")
    assert len(rows(studio)) == 4
    studio.desk.tasks.release_all()
    assert "The list was written" in told(studio)


def test_files_of_others_are_not_told_here(studio: Studio, tmp_path: Path) -> None:
    studio.desk.make_active()
    studio.activity()
    studio.desk.workflow.save_document(tmp_path / "other.txt", "text")

    assert "written" not in told(studio)


# For everybody.


def test_the_label_leads_to_the_box(studio: Studio) -> None:
    studio.desk.make_active()
    page = studio.activity()
    (label,) = [w for w in page.findChildren(QLabel) if w.buddy() is kinds(studio)]

    assert label.text() == "&What happened"
    assert accessible_name(search(studio)) == "Search activity"


def test_in_the_smallest_window_the_list_still_has_rows(studio: Studio) -> None:
    studio.all_that_can_happen()
    studio.activity()
    studio.window.resize(760, 520)
    studio.desk.documents.fail = DocumentNotWritten("Permission denied")
    save_as(studio, Path.home() / "log.csv")
    QApplication.processEvents()

    assert studio.window.size() == QSize(760, 520)
    assert table(studio).viewport().height() >= 2 * table(studio).rowHeight(0)
