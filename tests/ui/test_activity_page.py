"""The Activity page in the real window: what it lists, and what comes later."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QImage
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.errors import AnswerLostError, Detail, DocumentError, StorageError
from desktop_app.core.systems import System
from desktop_app.storage.store import SqliteStore
from desktop_app.ui import theme
from desktop_app.ui.activity_delegate import ActivityDelegate
from desktop_app.ui.activity_model import Column, Role
from desktop_app.ui.countdown import Ticker
from desktop_app.ui.texts import activity_texts
from desktop_app.ui.widgets.grouped_table import GroupedTable
from desktop_app.workflow.events import ActivitiesRead
from desktop_app.workflow.ports import Lane
from tests import labels
from tests.fakes import BEGINNING
from tests.ui.activity_steps import (
    choose_kind,
    headings,
    kinds,
    rows,
    save_as,
    search,
    selected,
    table,
    write_many,
)
from tests.ui.finding import accessible_name, button, buttons, words
from tests.ui.hands import click, press, type_text
from tests.window_harness import WindowHarness
from tests.workflow.agreement import activity


def written(gui: WindowHarness) -> list[str]:
    """Return what the database holds, in words, the newest first."""
    return [activity_texts.activity_text(ActivityKind(kind)) for kind in activity(gui.harness)][
        ::-1
    ]


# What it shows.


def test_a_log_without_entries_says_so(gui: WindowHarness) -> None:
    gui.activity()

    assert "No activity yet" in words(gui.window)
    assert labels.EXPORT not in buttons(gui.window)


def test_until_the_log_was_read_it_does_not_say_that_it_is_empty(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.harness.tasks.holding = {Lane.DATABASE}
    gui.activity()
    qtbot.waitUntil(lambda: "Reading…" in words(gui.window))
    assert "No activity yet" not in words(gui.window)
    gui.harness.tasks.release_all()
    assert "No activity yet" in words(gui.window)


def test_everything_that_happened_before_is_there_the_newest_first(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    gui.organization_changes()
    gui.activity()

    assert rows(gui) == written(gui)
    assert set(rows(gui)) == {activity_texts.activity_text(kind) for kind in ActivityKind}


def test_everything_that_happens_while_it_is_in_sight_is_added(gui: WindowHarness) -> None:
    harness = gui.harness
    active, approved = harness.make_active("Active"), harness.go("Approved")
    harness.approve_in_browser()
    harness.stripe.fail_exchange = AnswerLostError(Detail())
    harness.go("Lost")
    harness.approve_in_browser()
    gui.activity()

    def newest_after(do: Callable[[], object]) -> str:
        do()
        return rows(gui)[0]

    def time_is_up() -> None:
        harness.clock.pass_time(harness.ttl)
        harness.alarm.ring()

    (grant,) = harness.state.unsettled_grants
    remove = harness.commands.remove
    assert newest_after(lambda: harness.commands.create(approved)) == labels.CREATED
    assert newest_after(lambda: harness.go("Begun")) == labels.APPROVAL_STARTED
    assert (
        newest_after(lambda: harness.commands.clear_unsettled_grant(grant.id)) == "Notice cleared"
    )
    assert newest_after(time_is_up) == "Time ran out"
    begun = harness.go("Begun again")
    assert newest_after(lambda: remove(begun, revoke=None)) == "Removed"
    assert newest_after(lambda: remove(approved, revoke=False)) == labels.DELETED
    harness.stripe.fail_deauthorize = AnswerLostError(Detail())
    assert newest_after(lambda: remove(active, revoke=True)) == written(gui)[0]
    harness.stripe.fail_deauthorize = None
    assert newest_after(lambda: remove(active, revoke=True)) == labels.DELETED
    assert rows(gui)[1] == labels.ACCESS_REVOKED
    assert rows(gui) == written(gui)


def test_out_of_sight_it_reads_nothing(gui: WindowHarness) -> None:
    gui.activity()
    gui.view.show_integrations()
    gui.harness.events.clear()
    gui.harness.make_active()
    assert not [e for e in gui.harness.events if isinstance(e, ActivitiesRead)]
    gui.activity()
    assert rows(gui) == [labels.CREATED, labels.APPROVED_AT_STRIPE, labels.APPROVAL_STARTED]


def test_a_window_made_before_the_database_was_read_shows_the_log_then(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.harness.make_active()
    gui.harness.crash()
    gui.open_window()
    qtbot.addWidget(gui.window)
    gui.window.show()
    gui.activity()
    qtbot.waitUntil(lambda: "Reading…" in words(gui.window))
    gui.harness.start()

    assert rows(gui) == [labels.CREATED, labels.APPROVED_AT_STRIPE, labels.APPROVAL_STARTED]


def test_a_database_that_cannot_be_opened_is_told(gui: WindowHarness, qtbot: QtBot) -> None:
    gui.harness.crash().database.write_bytes(b"not a database" * 100)
    gui.open_window()
    qtbot.addWidget(gui.window)
    gui.window.show()
    gui.activity()
    gui.harness.start()

    assert "The program’s database can’t be opened" in words(gui.window)
    assert "No activity yet" not in words(gui.window)


def fail_to_read(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch, do: Callable[[], object]
) -> None:
    """Have `do` lead to a reading that fails."""

    def fail(self: SqliteStore, known: int) -> tuple[Activity, ...]:
        raise StorageError("disk full")

    with monkeypatch.context() as patched:
        patched.setattr(SqliteStore, "activities", fail)
        do()


def test_a_log_that_cannot_be_read_is_told_until_it_can(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    gui.harness.make_active()
    fail_to_read(gui, monkeypatch, gui.activity)
    assert "The program’s database can’t be opened" in words(gui.window)
    assert gui.harness.tasks.crashes == []
    gui.harness.go("Next")

    assert "The program’s database can’t be opened" not in words(gui.window)
    assert len(rows(gui)) == 4


def test_when_a_later_reading_fails_the_entries_stay_in_sight(
    gui: WindowHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    gui.harness.make_active()
    gui.activity()
    fail_to_read(gui, monkeypatch, gui.harness.go)
    assert len(rows(gui)) == 3
    assert "The program’s database can’t be opened" in words(gui.window)
    title = "The program’s database can’t be opened"
    button(gui.window, f"{labels.DISMISS}: {title}").click()
    assert "The program’s database can’t be opened" not in words(gui.window)


# Looking through it.


def test_every_kind_can_be_asked_for(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    gui.organization_changes()
    gui.activity()
    everything = rows(gui)
    box = kinds(gui)
    assert [box.itemText(i) for i in range(box.count())] == [
        "Everything",
        *(activity_texts.activity_text(kind) for kind in ActivityKind),
    ]
    for kind in ActivityKind:
        text = activity_texts.activity_text(kind)
        choose_kind(gui, text)
        assert rows(gui) == [row for row in everything if row == text]
    choose_kind(gui, "Everything")
    assert rows(gui) == everything


def test_search_and_kind_are_met_together(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    gui.activity()
    type_text(search(gui), "BILLING")
    choose_kind(gui, labels.APPROVED_AT_STRIPE)

    assert rows(gui, Column.CREDENTIAL) == ["EU billing"]


def test_when_nothing_matches_it_says_so_and_leads_back(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    gui.activity()
    everything = rows(gui)
    choose_kind(gui, labels.DENIED_AT_STRIPE)
    search(gui).setText("billing")
    assert "No entry matches" in words(gui.window)
    assert not button(gui.window, labels.EXPORT).isEnabled()
    button(gui.window, "Clear search and filter").click()

    assert "No entry matches" not in words(gui.window)
    assert (search(gui).text(), kinds(gui).currentText()) == ("", "Everything")
    assert rows(gui) == everything
    assert button(gui.window, labels.EXPORT).isEnabled()


def test_words_without_a_match_in_one_kind_can_be_searched_in_everything(
    gui: WindowHarness,
) -> None:
    gui.all_that_can_happen()
    gui.activity()
    choose_kind(gui, labels.DENIED_AT_STRIPE)
    search(gui).setText("billing")
    assert "Nothing matches “billing” in “Denied at Stripe”." in words(gui.window)
    assert "The search covers everything" not in words(gui.window)
    button(gui.window, "Clear filter").click()

    assert (search(gui).text(), kinds(gui).currentText()) == ("billing", "Everything")
    assert rows(gui)


def test_only_what_was_set_can_be_cleared(
    gui: WindowHarness,
) -> None:
    gui.harness.make_active("EU billing")
    gui.activity()
    search(gui).setText("nobody")
    assert "The search covers everything in the list, including IDs." in words(gui.window)
    assert "Clear filter" not in buttons(gui.window)
    assert "Clear search" in buttons(gui.window)
    search(gui).clear()
    choose_kind(gui, labels.DENIED_AT_STRIPE)
    assert "Nothing of the kind “Denied at Stripe” has happened." in words(gui.window)
    assert "Clear filter" in buttons(gui.window)
    assert "Clear search" not in buttons(gui.window)
    button(gui.window, "Clear filter").click()
    assert rows(gui)


def test_a_match_that_comes_later_shows_itself(gui: WindowHarness) -> None:
    gui.harness.go("First")
    gui.activity()
    search(gui).setText("second")
    assert "No entry matches" in words(gui.window)
    gui.harness.go("Second")

    assert rows(gui, Column.CREDENTIAL) == ["Second"]
    assert button(gui.window, labels.EXPORT).isEnabled()


def test_a_search_keeps_the_selected_entry_and_selects_no_other(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    page = gui.activity()
    page.select(0)
    search(gui).setText("eu billing")
    assert selected(gui) == [0]
    search(gui).setText("sandbox")
    assert selected(gui) == []


# What comes later disturbs nobody.


def test_a_new_entry_keeps_selection_sorting_and_search(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    page = gui.activity()
    search(gui).setText("billing")
    table(gui).sortByColumn(Column.CREDENTIAL, Qt.SortOrder.AscendingOrder)
    page.select(0)
    gui.harness.go("APAC billing")
    gui.harness.go("Nordics")

    names = rows(gui, Column.CREDENTIAL)
    assert names == sorted(names)
    assert names[0] == "APAC billing"
    assert "Nordics" not in names
    assert selected(gui) == [0]


def test_a_new_entry_at_the_top_is_in_sight_if_the_top_was(gui: WindowHarness) -> None:
    write_many(gui, 30)
    gui.activity()
    gui.harness.clock.pass_time(timedelta(days=1))
    gui.harness.go("New")
    QApplication.processEvents()

    assert table(gui).indexAt(table(gui).viewport().rect().topLeft()).row() == 0
    assert rows(gui, Column.CREDENTIAL)[0] == "New"


@pytest.mark.parametrize("at", [1, 15, 29])
def test_a_new_entry_at_the_top_moves_nothing_that_somebody_looks_at(
    gui: WindowHarness, at: int
) -> None:
    write_many(gui, 30)
    gui.activity()
    view = table(gui)
    QApplication.processEvents()
    view.verticalScrollBar().setValue(at)
    looked_at = view.indexAt(view.viewport().rect().topLeft()).data(Role.NUMBER)
    gui.harness.clock.pass_time(timedelta(days=1))
    for name in ("First", "Second", "Third"):
        gui.harness.go(name)
    QApplication.processEvents()

    assert len(rows(gui)) == 33
    assert view.indexAt(view.viewport().rect().topLeft()).data(Role.NUMBER) == looked_at


def test_columns_have_room_for_what_is_out_of_sight(gui: WindowHarness) -> None:
    longest = Activity(BEGINNING, ActivityKind.UNKNOWN, "id", "Old", System.STRIPE_TEST, "ada")
    gui.harness.write(replace(longest, at=BEGINNING - timedelta(days=1)))
    write_many(gui, 30, System.STRIPE)
    gui.activity()
    QApplication.processEvents()
    view = table(gui)
    last = view.model().rowCount() - 1
    assert view.rowViewportPosition(last) > view.viewport().height()

    for which in (Column.WHAT, Column.SYSTEM):
        cell = view.model().index(last, which)
        assert view.fontMetrics().horizontalAdvance(str(cell.data())) < view.columnWidth(which)
        assert view.sizeHintForIndex(cell).width() <= view.columnWidth(which)


def test_names_that_are_out_of_sight_have_room(gui: WindowHarness) -> None:
    name = "Nordics production"
    gui.harness.write(Activity(BEGINNING, ActivityKind.CREATED, "id", name, System.STRIPE, "ada"))
    write_many(gui, 40)
    gui.activity()
    QApplication.processEvents()

    assert table(gui).verticalScrollBar().maximum() > 0
    font = theme.tabular(table(gui).font())
    font.setWeight(font.Weight.DemiBold)
    words = QFontMetricsF(font).horizontalAdvance(name)
    assert table(gui).columnWidth(Column.CREDENTIAL) >= words + 16


def test_what_happened_has_room_for_every_kind(gui: WindowHarness) -> None:
    write_many(gui, 1)
    gui.activity()
    QApplication.processEvents()
    index = table(gui).model().index(1, Column.WHAT)
    # The margin, the icon and the space after it.
    room = table(gui).sizeHintForIndex(index).width() - 16 - 24
    metrics = QFontMetricsF(theme.tabular(table(gui).font()))

    labels_ = [activity_texts.activity_text(kind) for kind in ActivityKind]
    assert [each for each in labels_ if metrics.horizontalAdvance(each) > room] == []


def test_in_a_narrow_window_the_system_and_the_details_stand_in_other_cells(
    gui: WindowHarness,
) -> None:
    detail = "Payments: enabled → paused."
    entry = Activity(
        BEGINNING, ActivityKind.HEALTH_CHANGED, "id", "EU", System.STRIPE_TEST, "ada", detail
    )
    gui.harness.write(entry)
    gui.activity()
    view = table(gui)
    delegate = view.itemDelegate()
    assert isinstance(delegate, ActivityDelegate)
    for width, what, credential in ((1080, "", "id"), (640, detail, "Stripe (Test Mode)")):
        gui.window.resize(width, 600)
        QApplication.processEvents()
        assert delegate.cell(view.model().index(1, Column.WHAT)).second == what
        assert delegate.cell(view.model().index(1, Column.CREDENTIAL)).second == credential
    tip = view.model().index(1, Column.WHAT).data(Qt.ItemDataRole.ToolTipRole)
    assert tip == f"<span>Account change found, {detail}</span>"


# For everybody.


def test_the_label_leads_to_the_box(gui: WindowHarness) -> None:
    gui.harness.make_active()
    page = gui.activity()
    (label,) = [w for w in page.findChildren(QLabel) if w.buddy() is kinds(gui)]

    assert label.text() == "&What happened"
    assert accessible_name(search(gui)) == labels.SEARCH_ACTIVITY


def test_in_the_smallest_window_the_list_still_has_rows(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    gui.activity()
    gui.window.resize(760, 520)
    gui.harness.documents.fail = DocumentError("Permission denied")
    save_as(gui, Path.home() / "log.csv")
    QApplication.processEvents()

    assert gui.window.size() == QSize(760, 520)
    assert table(gui).viewport().height() >= 2 * table(gui).rowHeight(0)


# -- days -----------------------------------------------------------------------------------------


def over_three_days(gui: WindowHarness) -> None:
    """Show a log with two entries on each of three days, the last of which is today."""
    for day in range(3):
        for minute in range(2):
            at = BEGINNING + timedelta(days=day, minutes=minute)
            gui.harness.write(
                Activity(at, ActivityKind.CREATED, "id", "EU", System.STRIPE_TEST, "ada")
            )
    gui.harness.clock.pass_time(timedelta(days=2))
    gui.activity()
    table(gui).setFocus()


def test_the_days_have_headings(gui: WindowHarness) -> None:
    over_three_days(gui)
    assert headings(gui) == ["Today", "Yesterday", "24 Nov 2026"]
    assert len(rows(gui)) == 6
    table(gui).sortByColumn(Column.CREDENTIAL, Qt.SortOrder.AscendingOrder)
    assert headings(gui) == []
    assert len(rows(gui)) == 6


def test_the_headings_follow_the_day_while_the_window_is_open(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    over_three_days(gui)
    (ticker,) = gui.activity().findChildren(Ticker)
    assert ticker.is_running
    shown_anew: list[object] = []
    table(gui).model().dataChanged.connect(lambda *what: shown_anew.append(what))
    ticker.ticked.emit()
    assert not shown_anew

    gui.harness.clock.pass_time(timedelta(days=1))
    ticker.ticked.emit()
    qtbot.waitUntil(lambda: bool(shown_anew))
    assert headings(gui) == ["Yesterday", "25 Nov 2026", "24 Nov 2026"]


def test_a_day_that_began_out_of_sight_is_named_when_the_page_is_shown(
    gui: WindowHarness,
) -> None:
    over_three_days(gui)
    (ticker,) = gui.activity().findChildren(Ticker)
    shown_anew: list[object] = []
    table(gui).model().dataChanged.connect(lambda *what: shown_anew.append(what))
    gui.view.show_settings()
    assert not ticker.is_running
    gui.harness.clock.pass_time(timedelta(days=1))
    gui.view.show_activity()
    assert shown_anew


def test_a_search_without_a_match_leaves_no_heading(gui: WindowHarness) -> None:
    over_three_days(gui)
    search(gui).setText("nobody")
    assert "No entry matches" in words(gui.window)
    assert not any(each.isVisible() for each in gui.window.findChildren(GroupedTable))


def test_the_arrow_keys_skip_the_headings(gui: WindowHarness) -> None:
    over_three_days(gui)
    gui.activity().select(5)
    for number in (4, 3, 2, 1, 0, 0):
        press(table(gui), Qt.Key.Key_Down)
        assert selected(gui) == [number]
    for number in (1, 2, 3, 4, 5, 5):
        press(table(gui), Qt.Key.Key_Up)
        assert selected(gui) == [number]


@pytest.mark.parametrize(
    ("key", "modifier", "number"),
    [
        (Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier, 5),
        (Qt.Key.Key_PageUp, Qt.KeyboardModifier.NoModifier, 5),
        (Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier, 0),
        (Qt.Key.Key_PageDown, Qt.KeyboardModifier.NoModifier, 0),
    ],
)
def test_the_other_keys_lead_to_no_heading(
    gui: WindowHarness, key: Qt.Key, modifier: Qt.KeyboardModifier, number: int
) -> None:
    over_three_days(gui)
    gui.activity().select(3)
    press(table(gui), key, modifier)
    assert selected(gui) == [number]


def test_the_first_entry_brings_its_heading_into_sight(gui: WindowHarness) -> None:
    gui.window.resize(640, 420)
    over_three_days(gui)
    view = table(gui)
    gui.activity().select(0)
    press(view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert view.indexAt(view.viewport().rect().topLeft()).row() == 0


def band(gui: WindowHarness) -> QWidget:
    """Return what covers the first row in sight with the heading of its day."""
    found = table(gui).findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly)
    (band,) = [each for each in found if type(each).__name__ == "_Band"]
    return band


def scroll_to(gui: WindowHarness, row: int) -> None:
    table(gui).verticalScrollBar().setValue(row)


def picture_of(gui: WindowHarness, row: int) -> QImage:
    """Return how a row looks that is in sight."""
    table_ = table(gui)
    area = table_.visualRect(table_.model().index(row, 0))
    area.translate(table_.viewport().pos())
    area.setWidth(200)
    return table_.grab(area).toImage()


def test_a_day_stays_in_sight_while_its_entries_scroll(gui: WindowHarness) -> None:
    write_many(gui, 40)
    gui.activity()
    QApplication.processEvents()
    heading = picture_of(gui, 0)
    assert band(gui).isHidden()

    scroll_to(gui, 5)
    assert band(gui).isVisible()
    assert picture_of(gui, 5) == heading
    scroll_to(gui, 0)
    assert band(gui).isHidden()


def test_the_band_names_the_day_of_the_first_row_in_sight(gui: WindowHarness) -> None:
    over_three_days(gui)
    gui.window.resize(760, 420)
    gui.activity()
    QApplication.processEvents()
    model = table(gui).model()
    for row in range(table(gui).verticalScrollBar().maximum() + 1):
        scroll_to(gui, row)
        is_heading = model.index(row, 0).data(Role.DAY) is not None
        assert band(gui).isHidden() is is_heading


def test_the_arrow_keys_bring_no_entry_below_the_band(gui: WindowHarness) -> None:
    write_many(gui, 40)
    page = gui.activity()
    QApplication.processEvents()
    page.select(0)
    table(gui).setFocus()
    for _ in range(40):
        press(table(gui), Qt.Key.Key_Up)
        (row,) = table(gui).selectionModel().selectedRows()
        place = table(gui).visualRect(row)
        covered = band(gui).isVisible() and place.top() < band(gui).height()
        assert place.top() >= 0
        assert not covered


CHANGE = (
    "charges from enabled to disabled; payouts from enabled to disabled;"
    " currently due from nothing to company.tax_id, external_account"
)


def write_change(gui: WindowHarness, minute: int) -> None:
    """Write an entry with long details into the log."""
    gui.harness.write(
        Activity(
            BEGINNING + timedelta(minutes=minute),
            ActivityKind.HEALTH_CHANGED,
            f"id-{minute}",
            "EU billing",
            System.STRIPE,
            "ada",
            detail=CHANGE,
        )
    )


def high_rows(gui: WindowHarness) -> list[int]:
    """Return the rows that are higher than usual."""
    table_ = table(gui)
    usual = table_.verticalHeader().defaultSectionSize()
    rows = range(table_.model().rowCount())
    return [row for row in rows if table_.rowHeight(row) > usual]


def line_of(gui: WindowHarness, column: Column) -> int:
    """Return the least height in which the long details can be read, in pixels."""
    table_ = table(gui)
    width = table_.columnWidth(column)
    text = table_.model().index(high_rows(gui)[0], Column.DETAILS).data()
    words = QRect(0, 0, width - 16, 1000)
    return table_.fontMetrics().boundingRect(words, Qt.TextFlag.TextWordWrap, text).height()


def test_while_no_entry_has_details_the_names_have_their_room(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    gui.window.resize(1200, 700)
    write_many(gui, 3)
    gui.activity()
    table_, names = table(gui), (Column.CREDENTIAL, Column.ACCOUNT)
    least = table_.horizontalHeader().minimumSectionSize()
    # What the columns of the names can't share equally is left over.
    qtbot.waitUntil(lambda: table_.columnWidth(Column.DETAILS) <= least + 1)
    wide = [table_.columnWidth(column) for column in names]
    write_change(gui, 4)
    gui.view.show_integrations()
    gui.activity()

    qtbot.waitUntil(lambda: table_.columnWidth(Column.DETAILS) > 2 * least)
    assert all(table_.columnWidth(each) < was for each, was in zip(names, wide, strict=True))


def test_a_row_is_as_high_as_its_details_need(gui: WindowHarness, qtbot: QtBot) -> None:
    write_many(gui, 3)
    write_change(gui, 3)
    gui.activity()

    qtbot.waitUntil(lambda: high_rows(gui) == [1])
    assert table(gui).rowHeight(1) >= line_of(gui, Column.DETAILS)
    write_change(gui, 4)
    gui.view.show_integrations()
    gui.activity()
    qtbot.waitUntil(lambda: high_rows(gui) == [1, 2])
    search(gui).setText("Credential")
    qtbot.waitUntil(lambda: high_rows(gui) == [])
    search(gui).clear()
    qtbot.waitUntil(lambda: high_rows(gui) == [1, 2])
    table(gui).sortByColumn(Column.WHAT, Qt.SortOrder.DescendingOrder)
    qtbot.waitUntil(lambda: high_rows(gui) == [3, 4])
    high = table(gui).rowHeight(3)
    gui.window.resize(1900, 700)
    # Each of the three changes has one line then.
    qtbot.waitUntil(lambda: table(gui).rowHeight(3) < high)
    assert high_rows(gui) == [3, 4]


def test_in_a_narrow_window_the_details_below_what_happened_can_be_read(
    gui: WindowHarness, qtbot: QtBot
) -> None:
    write_change(gui, 0)
    gui.window.resize(640, 420)
    gui.activity()

    qtbot.waitUntil(lambda: high_rows(gui) == [1])
    row, line = table(gui).rowHeight(1), table(gui).fontMetrics().height()
    assert row >= 4 * line


def test_details_that_fit_into_two_lines_make_no_row_higher(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    gui.activity()
    gui.window.resize(1400, 900)
    QApplication.processEvents()

    assert high_rows(gui) == []


def test_a_click_on_the_band_selects_nothing(gui: WindowHarness) -> None:
    write_many(gui, 40)
    gui.activity()
    QApplication.processEvents()
    scroll_to(gui, 5)
    click(band(gui), band(gui).rect().center())

    assert selected(gui) == []


def test_in_another_order_than_that_of_time_there_is_no_band(gui: WindowHarness) -> None:
    write_many(gui, 40)
    gui.activity()
    table(gui).sortByColumn(Column.CREDENTIAL, Qt.SortOrder.AscendingOrder)
    QApplication.processEvents()
    scroll_to(gui, 5)

    assert band(gui).isHidden()


def test_the_band_follows_the_day(gui: WindowHarness, qtbot: QtBot) -> None:
    write_many(gui, 40)
    page = gui.activity()
    QApplication.processEvents()
    scroll_to(gui, 5)
    today = picture_of(gui, 5)
    gui.harness.clock.pass_time(timedelta(days=1))
    (ticker,) = page.findChildren(Ticker)
    ticker.ticked.emit()

    qtbot.waitUntil(lambda: picture_of(gui, 5) != today)
    scroll_to(gui, 0)
    yesterday = picture_of(gui, 0)
    scroll_to(gui, 5)
    assert picture_of(gui, 5) == yesterday


def test_a_click_on_a_heading_selects_nothing(gui: WindowHarness) -> None:
    over_three_days(gui)
    view = table(gui)
    click(view.viewport(), view.visualRect(view.model().index(0, 0)).center())
    assert selected(gui) == []
    assert view.currentIndex().data(Role.DAY) is None


def test_a_heading_goes_across_the_columns(gui: WindowHarness) -> None:
    over_three_days(gui)
    view = table(gui)
    assert isinstance(view, GroupedTable)
    rects = [view.row_rect(view.model().index(0, column)) for column in Column]
    assert {rect.width() for rect in rects} == {view.horizontalHeader().length()}
    view.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    QApplication.processEvents()
    assert view.row_rect(view.model().index(0, Column.DETAILS)).right() == (
        view.visualRect(view.model().index(0, Column.WHEN)).right()
    )
