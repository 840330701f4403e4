"""The head of a table: its words, and the arrow of the column by which it is sorted."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QStandardItemModel
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.widgets.lists import CELL_MARGIN
from desktop_app.ui.widgets.tables import RowsTable

UP, DOWN = Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder
WIDTH = 200


@pytest.fixture
def table(qtbot: QtBot) -> RowsTable:
    """A table of two columns of equal width, sorted by none."""
    table = RowsTable("Credentials")
    model = QStandardItemModel(1, 2, table)
    model.setHorizontalHeaderLabels(["Name", "Status"])
    table.setModel(model)
    header = table.horizontalHeader()
    header.setSectionResizeMode(header.ResizeMode.Fixed)
    for column in (0, 1):
        header.resizeSection(column, WIDTH)
    qtbot.addWidget(table)
    table.resize(2 * WIDTH + 20, 200)
    table.show()
    return table


def sort(table: RowsTable, column: int, order: Qt.SortOrder) -> None:
    header = table.horizontalHeader()
    header.setSortIndicatorShown(True)
    header.setSortIndicator(column, order)


def section(table: RowsTable, column: int) -> QImage:
    """Return what is drawn in the head of a column."""
    QApplication.processEvents()
    header = table.horizontalHeader()
    left = header.sectionViewportPosition(column)
    picture = header.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return picture.copy(left, 0, WIDTH, picture.height())


def ink(image: QImage) -> list[int]:
    """Return the columns in which something is drawn above the line."""
    behind = image.pixelColor(image.width() // 2, 2)
    return [
        x
        for x in range(image.width())
        if any(image.pixelColor(x, y) != behind for y in range(4, image.height() - 4))
    ]


def test_the_words_begin_where_the_words_of_the_cells_begin(table: RowsTable) -> None:
    assert CELL_MARGIN <= min(ink(section(table, 0))) <= CELL_MARGIN + 2
    assert max(ink(section(table, 0))) < WIDTH // 2


def test_a_line_parts_the_head_from_the_rows(table: RowsTable) -> None:
    picture = section(table, 0)
    hairline = theme.colors(table.palette()).hairline

    bottom = [picture.pixelColor(x, picture.height() - 1) for x in (0, 50, WIDTH - 1)]
    assert bottom == [hairline] * 3


def test_one_column_has_an_arrow_that_says_the_direction(table: RowsTable) -> None:
    without = section(table, 0), section(table, 1)
    sort(table, 0, UP)
    up = section(table, 0)
    assert max(ink(up)) > max(ink(without[0]))
    assert section(table, 1) == without[1]
    sort(table, 0, DOWN)
    down = section(table, 0)
    assert down != up
    assert max(ink(down)) > max(ink(without[0]))

    sort(table, 1, DOWN)
    assert section(table, 0) == without[0]
    assert section(table, 1) != without[1]


def test_the_arrow_stands_after_the_words_and_has_the_colour_of_quiet_words(
    table: RowsTable,
) -> None:
    words = max(ink(section(table, 0)))
    sort(table, 0, UP)
    picture = section(table, 0)
    end = max(ink(picture))

    assert words + theme.XS <= end <= words + theme.XS + theme.M
    arrow = [
        picture.pixelColor(x, y)
        for x in range(words + 2, end + 1)
        for y in range(4, picture.height() - 4)
    ]
    secondary = theme.colors(table.palette()).secondary
    assert min(theme.contrast(each, secondary) for each in arrow) < 2


def test_it_is_mirrored_where_words_go_from_right_to_left(table: RowsTable) -> None:
    sort(table, 0, UP)
    before = section(table, 0)
    table.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    after = section(table, 0)

    left, right = min(ink(before)), max(ink(before))
    assert abs(WIDTH - 1 - max(ink(after)) - left) <= 2
    assert abs(WIDTH - 1 - min(ink(after)) - right) <= 2


def test_words_without_room_are_cut_off_and_leave_the_arrow_its_place(table: RowsTable) -> None:
    table.model().setHeaderData(0, Qt.Orientation.Horizontal, "A head that is too long " * 3)
    sort(table, 0, UP)
    picture = section(table, 0)

    assert max(ink(picture)) < WIDTH
    assert picture.pixelColor(WIDTH - 1, 10) == QColor(picture.pixelColor(WIDTH // 2, 2))


def test_a_column_has_room_for_its_head_and_the_arrow(table: RowsTable) -> None:
    header = table.horizontalHeader()
    words = header.fontMetrics().horizontalAdvance("Status")

    assert header.sectionSizeHint(1) >= words + 2 * CELL_MARGIN + theme.M
