"""The columns of a table: resized, hidden, sorted by, and remembered."""

from dataclasses import replace
from enum import IntEnum

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QAction, QFontMetrics, QMouseEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHeaderView, QMenu, QStyleOptionViewItem, QTableView
from pytestqt.qtbot import QtBot

from desktop_app.core.account import Account
from desktop_app.core.activity import Activity, ActivityKind
from desktop_app.core.systems import System
from desktop_app.ui import theme
from desktop_app.ui.activity_model import Column as LogColumn
from desktop_app.ui.credentials_model import Column
from desktop_app.ui.widgets.columns import Columns
from desktop_app.ui.widgets.lists import CELL_MARGIN
from desktop_app.ui.widgets.tables import Cell, _lines
from desktop_app.ui.window_settings import TableSettings
from tests import labels
from tests.fakes import BEGINNING
from tests.ui.finding import column, named, table
from tests.window_harness import WindowHarness

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
RESET = "Reset columns"


@pytest.fixture
def shown(gui: WindowHarness) -> QTableView:
    """The list of credentials, with three of them."""
    return credentials_table(gui)


def credentials_table(gui: WindowHarness) -> QTableView:
    if not gui.harness.state.credentials:
        gui.harness.make_active("EU billing", System.STRIPE)
        gui.harness.make_active("Nordics", System.STRIPE_TEST)
        gui.harness.go("Sandbox", System.STRIPE_TEST)
    # A place that the next window can have, too.
    gui.window.setGeometry(QRect(8, 40, 780, 600))
    gui.panel()
    QApplication.processEvents()
    return table(gui.window)


def settings(gui: WindowHarness) -> TableSettings:
    return gui.settings.workspace("").table("credentials")


def header(shown: QTableView) -> QHeaderView:
    return shown.horizontalHeader()


def widths(shown: QTableView) -> dict[Column, int]:
    """The widths of the columns that can be seen."""
    return {c: shown.columnWidth(c) for c in Column if not shown.isColumnHidden(c)}


def opened_again(gui: WindowHarness) -> QTableView:
    """Close the window and open another one, on what the first has remembered."""
    gui.window.close()
    gui.window.deleteLater()
    gui.open_window()
    return credentials_table(gui)


def edge(shown: QTableView, which: IntEnum) -> QPoint:
    """Where the right edge of a column's heading can be dragged."""
    right = shown.columnViewportPosition(which) + shown.columnWidth(which) - 1
    return QPoint(right, header(shown).viewport().height() // 2)


def press_and_move(shown: QTableView, which: IntEnum, by: int) -> QPoint:
    viewport = header(shown).viewport()
    start = edge(shown, which)
    end = start + QPoint(by, 0)
    QTest.mousePress(viewport, LEFT, NONE, start)
    there = QPointF(viewport.mapToGlobal(end))
    move = QMouseEvent(
        QEvent.Type.MouseMove, QPointF(end), there, Qt.MouseButton.NoButton, LEFT, NONE
    )
    QApplication.sendEvent(viewport, move)
    return end


def drag(shown: QTableView, which: IntEnum, by: int) -> None:
    """Drag the right edge of a column's heading, as a person does."""
    end = press_and_move(shown, which, by)
    QTest.mouseRelease(header(shown).viewport(), LEFT, NONE, end)
    QApplication.processEvents()


def columns_menu(shown: QTableView) -> QMenu:
    """Open the menu of the header."""
    header(shown).customContextMenuRequested.emit(QPoint(5, 5))
    (menu,) = [menu for menu in shown.findChildren(QMenu) if menu.isVisible()]
    return menu


def choose(shown: QTableView, text: str) -> None:
    menu = columns_menu(shown)
    choice(menu, text).trigger()
    menu.close()


def choice(menu: QMenu, text: str) -> QAction:
    (found,) = [action for action in menu.actions() if action.text() == text]
    return found


def as_wide_as_its_words(shown: QTableView, which: Column) -> int:
    return max(shown.sizeHintForColumn(which), header(shown).sectionSizeHint(which))


# -- widths ---------------------------------------------------------------------------------------


def test_at_first_columns_fit_their_words_and_two_share_the_rest(shown: QTableView) -> None:
    now = widths(shown)
    assert Column.CREATED not in now
    for which in (Column.SYSTEM, Column.STATUS):
        assert now[which] == as_wide_as_its_words(shown, which)
    assert abs(now[Column.NAME] - now[Column.ACCOUNT]) <= 1
    assert sum(now.values()) == shown.viewport().width()


def test_names_have_room_before_accounts_are_shown_as_a_whole(gui: WindowHarness) -> None:
    font = QApplication.font()
    font.setWeight(font.Weight.DemiBold)
    longest = (160 - CELL_MARGIN - 4) // QFontMetrics(font).horizontalAdvance("n")
    gui.harness.stripe.known_account = Account("acct_1", "An account with a long name")
    gui.harness.make_active("n" * longest, System.STRIPE)
    shown = credentials_table(gui)
    gui.window.resize(640, 420)
    QApplication.processEvents()
    name, account = shown.columnWidth(Column.NAME), shown.columnWidth(Column.ACCOUNT)

    assert account < name
    assert name >= shown.sizeHintForColumn(Column.NAME)
    assert account < shown.sizeHintForColumn(Column.ACCOUNT)


def test_names_that_need_two_lines_all_the_same_leave_accounts_their_share(
    gui: WindowHarness, shown: QTableView
) -> None:
    gui.harness.make_active("A name that is longer than its column can be", System.STRIPE)
    gui.window.resize(640, 420)
    QApplication.processEvents()

    assert abs(shown.columnWidth(Column.NAME) - shown.columnWidth(Column.ACCOUNT)) <= 1


def test_room_for_names_makes_no_table_scroll_sideways(
    gui: WindowHarness, shown: QTableView
) -> None:
    gui.harness.make_active("A name that is longer than its column can be", System.STRIPE)
    # Each status is wide in this font.
    font = shown.font()
    font.setPointSizeF(font.pointSizeF() * 1.25)
    shown.setFont(font)
    gui.window.resize(640, 420)
    QApplication.processEvents()

    assert sum(widths(shown).values()) == shown.viewport().width()


def test_at_first_columns_follow_their_words(gui: WindowHarness, shown: QTableView) -> None:
    before = widths(shown)
    gui.harness.approve_in_browser()
    gui.harness.commands.create(gui.harness.state.credentials[-1].id)
    QApplication.processEvents()

    assert shown.columnWidth(Column.STATUS) == as_wide_as_its_words(shown, Column.STATUS)
    # There is room for every status, so that none makes the columns jump.
    assert widths(shown) == before
    assert sum(widths(shown).values()) == shown.viewport().width()


def test_columns_follow_what_changed_while_the_list_was_out_of_sight(
    gui: WindowHarness, shown: QTableView
) -> None:
    gui.view.show_activity()
    gui.harness.approve_in_browser()
    gui.harness.commands.create(gui.harness.state.credentials[-1].id)
    gui.view.show_stripe()
    QApplication.processEvents()

    assert shown.columnWidth(Column.STATUS) == as_wide_as_its_words(shown, Column.STATUS)
    assert sum(widths(shown).values()) == shown.viewport().width()


def test_all_columns_but_the_one_that_fills_the_rest_can_be_dragged(shown: QTableView) -> None:
    modes = {c: header(shown).sectionResizeMode(c) for c in Column}
    fill = modes.pop(Column.ACCOUNT)
    assert fill is QHeaderView.ResizeMode.Stretch
    assert set(modes.values()) == {QHeaderView.ResizeMode.Interactive}


@pytest.mark.parametrize("which", [Column.NAME, Column.SYSTEM, Column.STATUS])
def test_a_width_that_was_dragged_is_remembered(
    gui: WindowHarness, shown: QTableView, which: Column
) -> None:
    before = widths(shown)
    drag(shown, which, 30)
    after = widths(shown)
    assert after[which] == before[which] + 30
    assert after[Column.ACCOUNT] == before[Column.ACCOUNT] - 30

    assert widths(opened_again(gui)) == after


def test_a_double_click_on_an_edge_is_remembered(gui: WindowHarness, shown: QTableView) -> None:
    drag(shown, Column.SYSTEM, 60)
    where = edge(shown, Column.SYSTEM)
    viewport = header(shown).viewport()
    QTest.mouseDClick(viewport, LEFT, NONE, where)
    QTest.mouseRelease(viewport, LEFT, NONE, where)

    assert shown.columnWidth(Column.SYSTEM) == as_wide_as_its_words(shown, Column.SYSTEM)
    assert settings(gui).widths["SYSTEM"] == shown.columnWidth(Column.SYSTEM)


def test_what_the_layout_does_is_not_remembered(gui: WindowHarness, shown: QTableView) -> None:
    gui.window.resize(900, 600)
    QApplication.processEvents()
    gui.harness.make_active("A credential with a longer name", System.STRIPE)
    QTest.mouseClick(header(shown).viewport(), LEFT, NONE, QPoint(20, 5))

    assert dict(settings(gui).widths) == {}


def test_dragged_columns_keep_their_widths_in_a_wider_window(
    gui: WindowHarness, shown: QTableView
) -> None:
    drag(shown, Column.NAME, 25)
    before = widths(shown)
    # The words of the navigation have no room yet, and neither have the details.
    gui.window.resize(gui.window.width() + 30, gui.window.height())
    QApplication.processEvents()

    assert widths(shown) == {**before, Column.ACCOUNT: before[Column.ACCOUNT] + 30}


def test_a_tick_does_not_take_the_edge_out_of_the_persons_hand(
    gui: WindowHarness, shown: QTableView
) -> None:
    before = shown.columnWidth(Column.STATUS)
    end = press_and_move(shown, Column.STATUS, 40)
    model = shown.model()
    model.dataChanged.emit(model.index(0, 0), model.index(0, len(Column) - 1))
    assert shown.columnWidth(Column.STATUS) == before + 40

    QTest.mouseRelease(header(shown).viewport(), LEFT, NONE, end)
    assert settings(gui).widths["STATUS"] == before + 40


def test_remembered_widths_have_limits(gui: WindowHarness) -> None:
    settings(gui).remember_widths({"NAME": 99999, "SYSTEM": 0, "NEVER": 50})
    shown = credentials_table(gui)

    assert shown.columnWidth(Column.NAME) == 2000
    assert shown.columnWidth(Column.SYSTEM) == header(shown).minimumSectionSize()
    assert shown.columnWidth(Column.ACCOUNT) >= header(shown).minimumSectionSize()


def test_a_remembered_width_of_the_column_that_fills_the_rest_counts_for_nothing(
    gui: WindowHarness,
) -> None:
    settings(gui).remember_widths({"ACCOUNT": 1500})
    shown = credentials_table(gui)

    assert abs(shown.columnWidth(Column.NAME) - shown.columnWidth(Column.ACCOUNT)) <= 1
    assert sum(widths(shown).values()) == shown.viewport().width()


# -- which are shown ------------------------------------------------------------------------------


def test_the_menu_of_the_header_lists_the_columns(shown: QTableView) -> None:
    menu = columns_menu(shown)
    listed = [(a.text(), a.isChecked()) for a in menu.actions() if a.isCheckable()]
    names = [(name, True) for name in ("Name", "System", "Status", "Account")]
    assert listed == [*names, ("Created", False)]
    assert not choice(menu, "Name").isEnabled()
    assert choice(menu, RESET).isEnabled()
    menu.close()


def test_a_right_click_is_over_when_its_menu_is_open(shown: QTableView) -> None:
    """The menu takes the release of the button."""
    right = Qt.MouseButton.RightButton
    QTest.mousePress(header(shown).viewport(), right, NONE, QPoint(20, 5))
    menu = columns_menu(shown)
    QTest.mouseRelease(menu, right, NONE, QPoint(-20, -20))
    choice(menu, "System").trigger()
    menu.close()
    assert sum(widths(shown).values()) == shown.viewport().width()
    # Wide enough for both to have the same room.
    shown.window().resize(1400, 600)
    QApplication.processEvents()

    assert abs(shown.columnWidth(Column.NAME) - shown.columnWidth(Column.ACCOUNT)) <= 1


def test_the_menu_is_always_the_same_one(shown: QTableView) -> None:
    (columns,) = shown.findChildren(Columns)
    assert columns.columns_menu() is columns.columns_menu()
    assert columns.columns_menu().title() == "Columns"


def test_a_hidden_column_is_remembered_and_can_be_shown_again(
    gui: WindowHarness, shown: QTableView
) -> None:
    choose(shown, "System")
    assert Column.SYSTEM not in widths(shown)
    assert sum(widths(shown).values()) == shown.viewport().width()

    again = opened_again(gui)
    assert Column.SYSTEM not in widths(again)
    assert not choice(columns_menu(again), "System").isChecked()
    choose(again, "System")
    assert widths(again)[Column.SYSTEM] == as_wide_as_its_words(again, Column.SYSTEM)
    assert Column.SYSTEM in widths(opened_again(gui))


def test_another_column_fills_the_rest_when_the_last_that_does_is_hidden(
    shown: QTableView,
) -> None:
    choose(shown, "Account")
    assert header(shown).sectionResizeMode(Column.NAME) is QHeaderView.ResizeMode.Stretch
    assert sum(widths(shown).values()) == shown.viewport().width()


def test_if_all_that_fill_the_rest_are_hidden_the_last_column_does(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    page = gui.activity()
    QApplication.processEvents()
    log = named(page, QTableView, labels.ACTIVITY)
    choose(log, "What happened")
    choose(log, "Details")

    seen = [c for c in range(6) if not log.isColumnHidden(c)]
    assert sum(log.columnWidth(c) for c in seen) == log.viewport().width()
    assert header(log).sectionResizeMode(seen[-1]) is QHeaderView.ResizeMode.Stretch


def test_without_details_what_happened_fills_the_rest(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    page = gui.activity()
    QApplication.processEvents()
    log = named(page, QTableView, labels.ACTIVITY)
    choose(log, "Details")

    stretch = QHeaderView.ResizeMode.Stretch
    assert header(log).sectionResizeMode(LogColumn.WHAT) is stretch
    seen = [c for c in LogColumn if not log.isColumnHidden(c)]
    assert sum(log.columnWidth(c) for c in seen) == log.viewport().width()


@pytest.mark.parametrize("width", [640, 760, 1080, 1400])
def test_what_happened_has_room_beside_long_names(gui: WindowHarness, width: int) -> None:
    """Names have only the room that details do not need."""
    gui.harness.stripe.known_account = Account("acct_1", "An account with a very long name")
    gui.harness.make_active("A credential with a very long name", System.STRIPE)
    change = Activity(BEGINNING, ActivityKind.HEALTH_CHANGED, "id", "EU", System.STRIPE, "ada")
    gui.harness.write(replace(change, detail="payouts from enabled to disabled"))
    log = named(gui.activity(), QTableView, labels.ACTIVITY)
    gui.window.resize(width, 520)
    QApplication.processEvents()

    assert log.columnWidth(LogColumn.WHAT) >= log.sizeHintForColumn(LogColumn.WHAT)
    assert log.horizontalScrollBar().maximum() == 0
    limit = 22 * log.fontMetrics().averageCharWidth()
    is_limited = all(
        log.columnWidth(each) <= limit for each in (LogColumn.CREDENTIAL, LogColumn.ACCOUNT)
    )
    needed = log.sizeHintForColumn(LogColumn.DETAILS)
    assert is_limited or log.columnWidth(LogColumn.DETAILS) >= needed


def test_a_limited_column_that_the_person_has_resized_keeps_its_width(gui: WindowHarness) -> None:
    gui.harness.make_active("A credential with a very long name", System.STRIPE)
    log = named(gui.activity(), QTableView, labels.ACTIVITY)
    QApplication.processEvents()
    drag(log, LogColumn.CREDENTIAL, 40)
    wide = log.columnWidth(LogColumn.CREDENTIAL)
    gui.harness.make_active("Another", System.STRIPE)

    assert wide > 22 * log.fontMetrics().averageCharWidth()
    assert log.columnWidth(LogColumn.CREDENTIAL) == wide


def test_a_narrow_table_leaves_columns_out_and_remembers_nothing_of_it(gui: WindowHarness) -> None:
    gui.all_that_can_happen()
    log = named(gui.activity(), QTableView, labels.ACTIVITY)
    for width, hidden in ((1080, set[int]()), (640, {4, 5}), (1080, set[int]())):
        gui.window.resize(width, 600)
        QApplication.processEvents()
        assert {c for c in range(6) if log.isColumnHidden(c)} == hidden
        menu = columns_menu(log)
        assert choice(menu, "Details").isEnabled() is not bool(hidden)
        menu.close()
    assert log.horizontalScrollBar().maximum() == 0
    assert gui.settings.workspace("").table("activity").hidden is None


def test_what_a_person_hides_in_a_narrow_table_leaves_the_rest_as_it_was(
    gui: WindowHarness,
) -> None:
    gui.all_that_can_happen()
    log = named(gui.activity(), QTableView, labels.ACTIVITY)
    choose(log, "Details")
    gui.window.resize(640, 600)
    QApplication.processEvents()
    choose(log, "Account")
    gui.window.resize(1080, 600)
    QApplication.processEvents()

    assert {c for c in range(6) if log.isColumnHidden(c)} == {3, 5}
    assert gui.settings.workspace("").table("activity").hidden == {"ACCOUNT", "DETAILS"}


def test_reset_shows_the_columns_as_they_were_at_first(
    gui: WindowHarness, shown: QTableView
) -> None:
    before = widths(shown)
    drag(shown, Column.NAME, -40)
    choose(shown, "Status")
    choose(shown, RESET)

    assert widths(shown) == before
    choices = [action for action in columns_menu(shown).actions() if action.isCheckable()]
    assert [action.text() for action in choices if not action.isChecked()] == ["Created"]
    assert widths(opened_again(gui)) == before


def test_a_damaged_file_cannot_hide_the_names(gui: WindowHarness) -> None:
    settings(gui).remember_hidden(["NAME", "ACCOUNT", "NEVER"])
    assert set(Column) - set(widths(credentials_table(gui))) == {Column.ACCOUNT}


# -- sorting --------------------------------------------------------------------------------------


def test_at_first_names_ascend(shown: QTableView) -> None:
    assert header(shown).sortIndicatorSection() == Column.NAME
    assert header(shown).sortIndicatorOrder() is Qt.SortOrder.AscendingOrder


@pytest.mark.parametrize("order", Qt.SortOrder)
def test_the_sorting_is_remembered(
    gui: WindowHarness, shown: QTableView, order: Qt.SortOrder
) -> None:
    shown.sortByColumn(Column.STATUS, order)
    before = column(gui.window)
    again = opened_again(gui)

    assert header(again).sortIndicatorSection() == Column.STATUS
    assert header(again).sortIndicatorOrder() is order
    assert column(gui.window) == before


def test_a_column_that_there_is_not_does_not_sort(gui: WindowHarness) -> None:
    settings(gui).remember_sorting("NEVER", descending=True)
    shown = credentials_table(gui)
    assert header(shown).sortIndicatorSection() == Column.NAME
    assert header(shown).sortIndicatorOrder() is Qt.SortOrder.AscendingOrder


def test_each_table_remembers_its_own(gui: WindowHarness, qtbot: QtBot) -> None:
    credentials_table(gui).sortByColumn(Column.CREATED, Qt.SortOrder.DescendingOrder)
    log = named(gui.activity(), QTableView, labels.ACTIVITY)
    assert header(log).sortIndicatorSection() == 0
    assert header(log).sortIndicatorOrder() is Qt.SortOrder.DescendingOrder


@pytest.mark.parametrize("end", [" (Incomplete)", " (Approving again)"])
def test_a_name_breaks_before_its_end_wherever_it_has_no_room(qtbot: QtBot, end: str) -> None:
    name = "US billing"
    cell = Cell(f"{name}{end}", strong=True, kept=end)
    picture = QPixmap(8, 8)
    painter = QPainter(picture)
    metrics = painter.fontMetrics()
    widths = range(metrics.horizontalAdvance(end), metrics.horizontalAdvance(cell.first) + 20)
    lines = {width: _lines(cell, painter, width) for width in widths}
    whole = {
        width
        for width in widths
        if metrics.elidedText(cell.first, Qt.TextElideMode.ElideRight, width) == cell.first
    }
    painter.end()

    assert lines == {
        width: (cell.first,) if width in whole else (name, end.strip()) for width in widths
    }


def test_the_end_of_a_name_takes_no_width_from_other_columns(shown: QTableView) -> None:
    delegate, rows = shown.itemDelegate(), shown.model()
    option = QStyleOptionViewItem()
    option.initFrom(shown)
    hints = {
        name: delegate.sizeHint(option, rows.index(row, Column.NAME)).width()
        for row, name in enumerate(column(shown.window(), Column.NAME))
    }
    font = theme.tabular(option.font)
    font.setWeight(font.Weight.DemiBold)
    end = QFontMetrics(font).horizontalAdvance("(Incomplete)")

    assert hints["Sandbox (Incomplete)"] == CELL_MARGIN + end + theme.XS
