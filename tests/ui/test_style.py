"""The program's style: every control in every state, and a focus that only the keyboard shows."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage, QPalette, QStandardItemModel
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QScrollBar,
    QSizePolicy,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSlider,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.style import FilledButtonStyle, ProgramStyle
from desktop_app.ui.widgets.buttons import (
    DangerButton,
    IconButton,
    LinkButton,
    Menu,
    PrimaryButton,
)
from desktop_app.ui.widgets.fields import SearchField, TextField
from desktop_app.ui.widgets.tables import RowsTable
from tests import palettes
from tests.palettes import platform_palette
from tests.ui.hands import click, press

Make = Callable[[], QWidget]
RIGHT_TO_LEFT = Qt.LayoutDirection.RightToLeft
DOWN, ACROSS = Qt.Orientation.Vertical, Qt.Orientation.Horizontal


def checked(button: QCheckBox | QRadioButton | QPushButton) -> QWidget:
    button.setCheckable(True)
    button.setChecked(True)
    return button


def icon_button() -> QWidget:
    return IconButton("copy", "Copy ID")


def combo_box() -> QWidget:
    box = QComboBox()
    box.addItems(["Stripe", "Stripe (Test Mode)"])
    return box


def field_without_frame() -> QWidget:
    field = QLineEdit("Name")
    field.setFrame(False)
    return field


def scroll_bar() -> QWidget:
    bar = QScrollBar(Qt.Orientation.Horizontal)
    bar.setRange(0, 10)
    return bar


def frame() -> QWidget:
    frame = QFrame()
    frame.setFrameShape(QFrame.Shape.StyledPanel)
    frame.setMinimumHeight(20)
    return frame


CONTROLS: dict[str, Make] = {
    "button": lambda: QPushButton("Cancel"),
    "button that is down": lambda: checked(QPushButton("Down")),
    "icon button": icon_button,
    "primary button": lambda: PrimaryButton("Next"),
    "danger button": lambda: DangerButton("Delete…"),
    "filled danger button": lambda: DangerButton("Delete", filled=True),
    "link": lambda: LinkButton("Integrations"),
    "field": lambda: QLineEdit("Name"),
    "field without a frame": field_without_frame,
    "search field": lambda: SearchField("Search"),
    "check box": lambda: QCheckBox("Keep the history"),
    "checked box": lambda: checked(QCheckBox("Keep the history")),
    "radio button": lambda: QRadioButton("Live"),
    "chosen radio button": lambda: checked(QRadioButton("Live")),
    "combo box": combo_box,
    "scroll bar": scroll_bar,
    "text": lambda: QPlainTextEdit("Text"),
    "frame": frame,
}
CLICKED = ("button", "primary button", "filled danger button", "link", "icon button", "combo box")
PALETTES = {
    "light": theme.palette_of(theme.LIGHT),
    "dark": theme.palette_of(theme.DARK),
    "high contrast": QPalette(QColor("black"), QColor("black")),
}


@pytest.fixture
def bench(qtbot: QtBot) -> QWidget:
    """An active window in which there is a widget that has the focus, and room for another."""
    bench = QWidget()
    column = QVBoxLayout(bench)
    first = QLineEdit("First")
    column.addWidget(first)
    qtbot.addWidget(bench)
    bench.show()
    bench.activateWindow()
    qtbot.waitUntil(bench.isActiveWindow)
    first.setFocus()
    return bench


@pytest.fixture
def palette_is_restored(qapp: QApplication) -> Iterator[None]:
    before = QPalette(qapp.palette())
    yield
    qapp.setPalette(before)


def put(bench: QWidget, make: Make) -> QWidget:
    control = make()
    column = bench.layout()
    assert column is not None
    column.addWidget(control)
    control.show()
    QApplication.processEvents()
    return control


def picture(control: QWidget) -> QImage:
    """Return what can be seen of a control and 4 pixels around it."""
    around = control.geometry().adjusted(-4, -4, 4, 4)
    return control.window().grab(around).toImage().convertToFormat(QImage.Format.Format_RGB32)


def colors_in(image: QImage) -> set[str]:
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def accent() -> str:
    return theme.colors(QApplication.palette()).accent.name()


def ring(control: QWidget) -> bool:
    """Return whether the left edge is a line of the accent, two pixels wide, in its middle.

    Of a link, which begins with its words, it is the lower edge.
    """
    image = picture(control)
    if isinstance(control, LinkButton):
        lowest = image.height() - 5
        under = [image.pixelColor(6, lowest - y).name() == accent() for y in range(3)]
        return under == [True, True, False]
    middle = image.height() // 2
    line = [image.pixelColor(4 + x, middle).name() == accent() for x in range(3)]
    return line == [True, True, False]


# -- every control in every state -----------------------------------------------------------------


@pytest.mark.usefixtures("palette_is_restored")
@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
@pytest.mark.parametrize("name", list(CONTROLS))
def test_every_control_is_drawn_in_every_state(
    qapp: QApplication, bench: QWidget, name: str, palette: QPalette
) -> None:
    qapp.setPalette(palette)
    control = put(bench, CONTROLS[name])
    assert isinstance(qapp.style(), ProgramStyle)
    enabled = picture(control)
    control.setEnabled(False)
    disabled = picture(control)
    control.setEnabled(True)
    control.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)
    picture(control)
    control.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
    control.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    picture(control)
    control.setLayoutDirection(Qt.LayoutDirection.LeftToRight)

    assert picture(control) == enabled
    assert len(colors_in(enabled)) > 1, "it cannot be seen"
    if name not in ("frame", "scroll bar", "icon button"):
        assert enabled != disabled


@pytest.mark.parametrize("name", ["primary button", "filled danger button"])
def test_a_filled_button_that_is_disabled_has_lost_its_fill(bench: QWidget, name: str) -> None:
    control = put(bench, CONTROLS[name])
    fill = control.palette().color(QPalette.ColorRole.Button).name()
    assert fill in colors_in(picture(control))
    control.setEnabled(False)

    assert fill not in colors_in(picture(control))


@pytest.mark.parametrize("name", ["check box", "radio button"])
def test_what_is_chosen_does_not_differ_by_its_colour_alone(bench: QWidget, name: str) -> None:
    control = put(bench, CONTROLS[name])
    fill = theme.colors(QApplication.palette()).accent_fill.name()
    assert fill not in colors_in(picture(control))
    chosen = put(bench, lambda: checked(CONTROLS[name]()))  # type: ignore[arg-type]

    assert {fill, "#ffffff"} <= colors_in(picture(chosen))


def test_controls_in_a_row_are_of_one_height(bench: QWidget) -> None:
    heights = {
        put(bench, CONTROLS[name]).sizeHint().height()
        for name in ("button", "primary button", "field", "search field", "combo box")
    }
    assert len(heights) == 1


# -- scroll bars ----------------------------------------------------------------------------------


def put_bar(bench: QWidget, orientation: Qt.Orientation) -> tuple[QScrollBar, QStyleOptionSlider]:
    """Put a scroll bar of 200 pixels, whose handle has a fifth of it, onto the bench."""
    bar = QScrollBar(orientation)
    bar.setRange(0, 80)
    bar.setPageStep(20)
    thick = bar.sizeHint().width() if orientation is DOWN else bar.sizeHint().height()
    bar.setFixedSize(*((thick, 200) if orientation is DOWN else (200, thick)))
    put(bench, lambda: bar)
    option = QStyleOptionSlider()
    bar.initStyleOption(option)
    return bar, option


@pytest.mark.parametrize("orientation", [DOWN, ACROSS])
def test_the_handle_of_a_scroll_bar_goes_from_end_to_end(
    bench: QWidget, orientation: Qt.Orientation
) -> None:
    bar, option = put_bar(bench, orientation)
    kind, handle = QStyle.ComplexControl.CC_ScrollBar, QStyle.SubControl.SC_ScrollBarSlider
    at_first = bar.style().subControlRect(kind, option, handle, bar)
    assert at_first.topLeft() == bar.rect().topLeft()
    assert max(at_first.width(), at_first.height()) == 40
    bar.setValue(80)
    bar.initStyleOption(option)
    at_last = bar.style().subControlRect(kind, option, handle, bar)
    assert at_last.bottomRight() == bar.rect().bottomRight()


@pytest.mark.parametrize("orientation", [DOWN, ACROSS])
def test_all_of_the_width_of_a_scroll_bar_can_be_grabbed(
    bench: QWidget, orientation: Qt.Orientation
) -> None:
    bar, _ = put_bar(bench, orientation)
    thick = min(bar.width(), bar.height())
    assert thick >= 10
    across, along = (QPoint(1, 0), QPoint(0, 1))
    if orientation is ACROSS:
        across, along = along, across
    for edge in (0, thick - 1):
        bar.setValue(0)
        start = across * edge + along * 5
        QTest.mousePress(bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start)
        QTest.mouseMove(bar, start + along * 80)
        QTest.mouseRelease(
            bar, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, start + along * 80
        )
        assert bar.value() == 40


@pytest.mark.usefixtures("palette_is_restored")
@pytest.mark.parametrize("palette", PALETTES.values(), ids=list(PALETTES))
def test_the_handle_is_thin_and_stands_out_from_what_is_below(
    qapp: QApplication, bench: QWidget, palette: QPalette
) -> None:
    qapp.setPalette(palette)
    bar, _ = put_bar(bench, DOWN)
    image = bar.grab().toImage()
    row = [image.pixelColor(x, 20) for x in range(bar.width())]
    below = image.pixelColor(bar.width() // 2, 150)
    drawn = [color for color in row if theme.contrast(color, below) >= theme.OUTLINE_CONTRAST]
    assert 5 <= len(drawn) <= 6
    assert [image.pixelColor(x, 150) for x in (0, bar.width() - 1)] == [below, below]


def test_the_scroll_bar_of_a_table_begins_below_its_head(bench: QWidget) -> None:
    table = RowsTable("Rows")
    table.setModel(QStandardItemModel(50, 2, table))
    table.setFixedHeight(200)
    put(bench, lambda: table)
    bar = table.verticalScrollBar()
    assert bar.isVisible()
    top = bar.mapTo(table, bar.rect().topLeft()).y()
    assert top == table.horizontalHeader().geometry().bottom() + 1
    font = table.horizontalHeader().font()
    font.setPointSize(font.pointSize() * 3)
    table.horizontalHeader().setFont(font)
    QApplication.processEvents()
    below = bar.mapTo(table, bar.rect().topLeft()).y()
    assert below == table.horizontalHeader().geometry().bottom() + 1 > top


# -- the focus ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLICKED)
def test_the_keyboard_shows_where_it_is(bench: QWidget, name: str) -> None:
    control = put(bench, CONTROLS[name])
    without = picture(control)
    assert not ring(control)
    press(bench.focusWidget(), Qt.Key.Key_Tab)

    assert bench.focusWidget() is control
    assert ring(control)
    press(control, Qt.Key.Key_Tab)
    assert picture(control) == without


@pytest.mark.parametrize("name", [each for each in CLICKED if each != "combo box"])
def test_a_click_shows_no_focus(bench: QWidget, name: str) -> None:
    control = put(bench, CONTROLS[name])
    assert isinstance(control, QPushButton)
    control.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    click(control, control.rect().center())
    control.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)

    assert bench.focusWidget() is control
    assert not ring(control)


def test_a_field_shows_the_focus_after_a_click_too(bench: QWidget) -> None:
    control = put(bench, CONTROLS["field"])
    assert not ring(control)
    click(control, control.rect().center())

    assert ring(control)


@pytest.mark.parametrize("name", ["check box", "radio button"])
def test_the_ring_of_a_box_is_around_its_words(bench: QWidget, name: str) -> None:
    control = put(bench, CONTROLS[name])
    assert accent() not in colors_in(picture(control))
    press(bench.focusWidget(), Qt.Key.Key_Tab)

    assert accent() in colors_in(picture(control))


def test_the_ring_of_a_filled_button_is_parted_from_its_fill(bench: QWidget) -> None:
    control = put(bench, CONTROLS["primary button"])
    press(bench.focusWidget(), Qt.Key.Key_Tab)
    image = picture(control)
    middle = image.height() // 2
    colors = theme.colors(QApplication.palette())

    line = [image.pixelColor(4 + x, middle) for x in range(6)]
    assert line[:2] == [colors.accent] * 2
    assert line[2:4] == [colors.window] * 2
    assert line[4] == colors.accent_fill


def test_a_dialog_that_the_keyboard_opened_shows_the_focus(bench: QWidget, qtbot: QtBot) -> None:
    press(bench.focusWidget(), Qt.Key.Key_Tab)
    opened = QWidget(bench, Qt.WindowType.Window)
    column = QVBoxLayout(opened)
    button = QPushButton("Cancel")
    column.addWidget(button)
    opened.show()
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    button.setFocus()

    assert ring(button)


# -- where words begin ----------------------------------------------------------------------------


def beginning(control: QWidget, *, at_the_right: bool = False) -> int:
    """Return how far the first words in a control are from its edge, in pixels."""
    image = control.grab().toImage()
    if at_the_right:
        image = image.flipped(Qt.Orientation.Horizontal)
    rows = range(8, image.height() - 6)
    below = image.pixelColor(image.width() * 2 // 3, image.height() // 2)
    return next(
        x for x in range(3, image.width()) if any(image.pixelColor(x, y) != below for y in rows)
    )


@pytest.mark.parametrize("direction", [Qt.LayoutDirection.LeftToRight, RIGHT_TO_LEFT])
def test_the_words_of_a_combo_box_begin_where_those_of_a_field_do(
    bench: QWidget, direction: Qt.LayoutDirection
) -> None:
    mirrored = direction is RIGHT_TO_LEFT
    box, field = QComboBox(), TextField()
    # Letters whose strokes are at their edges.
    words = "םםם" if mirrored else "HHH"
    box.addItem(words)
    field.setText(words)
    bench.setLayoutDirection(direction)
    put(bench, lambda: box)
    put(bench, lambda: field)
    words_of_box = beginning(box, at_the_right=mirrored)
    # At the right, a field has two pixels for the cursor.
    assert words_of_box + 2 * mirrored == beginning(field, at_the_right=mirrored)


def test_a_combo_box_has_room_for_its_words(bench: QWidget) -> None:
    box = QComboBox()
    box.addItem("Somewhat longer words")
    box.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    put(bench, lambda: box)
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox, option, QStyle.SubControl.SC_ComboBoxEditField, box
    )
    words = box.fontMetrics().horizontalAdvance(box.currentText())
    assert words <= room.width() - 2 <= words + 3 * theme.M


def test_a_link_begins_where_a_label_does(bench: QWidget) -> None:
    link = put(bench, lambda: LinkButton("HHH"))
    label = put(bench, lambda: QLabel("HHH"))
    assert link.x() == label.x()
    assert first_column(link) == first_column(label)


def first_column(control: QWidget) -> int:
    """Return the first column of pixels in which there is something."""
    image = control.grab().toImage()
    below = image.pixelColor(0, 0)
    columns, rows = range(image.width()), range(image.height())
    return next(x for x in columns if any(image.pixelColor(x, y) != below for y in rows))


# -- right to left --------------------------------------------------------------------------------


def test_the_arrow_of_a_combo_box_is_where_reading_ends(bench: QWidget) -> None:
    control = put(bench, CONTROLS["combo box"])
    before = picture(control)
    control.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    after = picture(control)
    arrow = theme.colors(QApplication.palette()).secondary

    left, right = range(12, 30), range(before.width() - 30, before.width() - 12)
    assert _has(before, right, arrow)
    assert _has(after, left, arrow)
    assert not _has(after, right, arrow)


def _has(image: QImage, columns: range, color: QColor) -> bool:
    return any(
        image.pixelColor(x, y) == color for x in columns for y in range(8, image.height() - 8)
    )


@pytest.fixture
def menu(bench: QWidget) -> Iterator[Menu]:
    """An open menu, of which the last entry destroys something."""
    menu = Menu("", bench)
    menu.addAction("Copy ID")
    menu.addAction("Delete…").setProperty(theme.DESTROYS, True)
    menu.popup(QPoint(0, 0))
    yield menu
    menu.close()


def entry_colors(menu: Menu, place: int) -> set[str]:
    """Return the colours of an entry of a menu."""
    picture = menu.grab(menu.actionGeometry(menu.actions()[place])).toImage()
    size = picture.size()
    points = ((x, y) for x in range(2, size.width() - 2) for y in range(size.height()))
    return {picture.pixelColor(*point).name() for point in points}


def test_the_corners_of_a_menu_are_round(menu: Menu) -> None:
    picture = menu.grab().toImage()

    assert picture.pixelColor(0, 0).alpha() == 0
    assert picture.pixelColor(picture.width() // 2, 0).alpha() == 255


def test_on_x11_the_corners_of_a_menu_are_cut_off(
    menu: Menu, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert menu.mask().isEmpty()
    monkeypatch.setattr(QGuiApplication, "platformName", lambda: "xcb")
    menu.resize(menu.size() + QSize(1, 1))
    picture = menu.grab().toImage()
    drawn = {
        QPoint(x, y).toTuple()
        for x in range(picture.width())
        for y in range(picture.height())
        if picture.pixelColor(x, y).alpha()
    }

    assert (0, 0) not in drawn
    assert {
        (x, y)
        for x in range(picture.width())
        for y in range(picture.height())
        if menu.mask().contains(QPoint(x, y))
    } == drawn


@pytest.mark.parametrize("name", ["light", "dark"])
def test_a_separator_is_seen_in_a_menu(menu: Menu, name: str) -> None:
    menu.setPalette(PALETTES[name])
    separator = menu.insertSeparator(menu.actions()[1])
    picture = menu.grab(menu.actionGeometry(separator)).toImage()
    middle = picture.width() // 2
    seen = {picture.pixelColor(middle, y).name() for y in range(picture.height())}

    colors = theme.colors(PALETTES[name])
    assert seen == {colors.surface.name(), colors.hairline.name()}


def test_what_destroys_is_red_in_a_menu(menu: Menu) -> None:
    danger = theme.colors(QApplication.palette()).danger.name()

    assert danger in entry_colors(menu, 1)
    assert danger not in entry_colors(menu, 0)


def test_what_destroys_and_cannot_be_done_is_as_grey_as_other_entries(menu: Menu) -> None:
    for action in menu.actions():
        action.setEnabled(False)
    danger = theme.colors(QApplication.palette()).danger.name()

    assert danger not in entry_colors(menu, 1)


def test_qt_asks_it_for_no_metric(qapp: QApplication) -> None:
    """What the style leaves to Fusion stays in C++, where it is asked for most often."""
    overridden = set(vars(ProgramStyle)) & set(dir(QStyle))

    assert {name for name in overridden if not name.startswith("__")} <= {
        "drawPrimitive",
        "drawComplexControl",
        "drawControl",
        "sizeFromContents",
        "subControlRect",
        "staticMetaObject",
    }


# -- filled buttons in another style --------------------------------------------------------------


@pytest.fixture
def another_style(qapp: QApplication) -> Iterator[None]:
    """The application has Fusion instead of the program's style."""
    qapp.setStyle("fusion")
    yield
    qapp.setStyle(ProgramStyle())


@pytest.mark.usefixtures("another_style")
@pytest.mark.parametrize("name", palettes.PALETTES)
def test_a_filled_button_is_filled_in_another_style_too(
    qapp: QApplication, qtbot: QtBot, name: str
) -> None:
    before = QPalette(qapp.palette())
    qapp.setPalette(platform_palette(name))
    try:
        row = QWidget()
        qtbot.addWidget(row)
        primary, danger = PrimaryButton("Next"), DangerButton("Delete", filled=True)
        plain = QPushButton("Cancel")
        layout = QHBoxLayout(row)
        for button in (plain, primary, danger):
            layout.addWidget(button)
        row.show()

        colors = theme.colors(qapp.palette())
        for button, fill in ((primary, colors.accent_fill), (danger, colors.danger_fill)):
            image = button.grab().toImage()
            seen = image.pixelColor(image.width() // 8, image.height() // 2)
            assert seen.name() == fill.name()
            assert theme.contrast(QColor("white"), fill) >= theme.TEXT_CONTRAST
            assert button.sizeHint().height() == plain.sizeHint().height()
        assert primary.style() is danger.style()
        assert plain.style() is qapp.style()
    finally:
        qapp.setPalette(before)


def test_in_the_program_s_style_a_filled_button_needs_no_other(qtbot: QtBot) -> None:
    primary = PrimaryButton("Next")
    qtbot.addWidget(primary)
    assert FilledButtonStyle.of_application() is None
    assert primary.style() is QApplication.style()
