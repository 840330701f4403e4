"""Colours and sizes: all that is read has the contrast that reading needs, light and dark."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import paint_primary
from desktop_app.ui.widgets.lists import CalmSelection
from tests.pictures.camera import dark_palette

Role = QPalette.ColorRole
WCAG_AA = 4.5


Make = Callable[[], QPalette]


def light_palette() -> QPalette:
    return QApplication.style().standardPalette()


def high_contrast_palette() -> QPalette:
    return QPalette(QColor("white"), QColor("black"))


PALETTES = pytest.mark.parametrize(
    "make", [light_palette, dark_palette, high_contrast_palette], ids=["light", "dark", "stark"]
)


@PALETTES
@pytest.mark.parametrize("behind", [Role.Window, Role.Base])
def test_secondary_text_can_be_read(make: Make, behind: Role) -> None:
    palette = make()
    quiet = theme.secondary_text(palette, behind)
    assert theme.contrast(quiet, palette.color(behind)) >= WCAG_AA


@PALETTES
@pytest.mark.parametrize("tone", list(Tone))
def test_a_tone_can_be_read_on_the_window(make: Make, tone: Tone) -> None:
    palette = make()
    color = theme.tone_color(tone, palette)
    assert theme.contrast(color, palette.color(Role.Window)) >= WCAG_AA


@PALETTES
@pytest.mark.parametrize("tone", list(Tone))
def test_text_can_be_read_on_a_panel(make: Make, tone: Tone) -> None:
    palette = make()
    tint = theme.tone_tint(tone, palette)
    assert theme.contrast(palette.color(Role.WindowText), tint) >= WCAG_AA


@PALETTES
def test_the_accent_can_be_read(make: Make) -> None:
    palette = make()
    accent = theme.readable_accent(palette)
    assert theme.contrast(accent, palette.color(Role.Window)) >= WCAG_AA


@pytest.fixture
def restored_palette(qapp: QApplication) -> Iterator[None]:
    before = QPalette(qapp.palette())
    yield
    qapp.setPalette(before)


@PALETTES
@pytest.mark.usefixtures("restored_palette")
def test_primary_buttons_can_be_read(qapp: QApplication, qtbot: QtBot, make: Make) -> None:
    qapp.setPalette(make())
    button = QPushButton("Go")
    qtbot.addWidget(button)
    paint_primary(button)
    palette = button.palette()
    assert theme.contrast(palette.color(Role.ButtonText), palette.color(Role.Button)) >= WCAG_AA


@PALETTES
@pytest.mark.usefixtures("restored_palette")
def test_selected_rows_can_be_read(qapp: QApplication, qtbot: QtBot, make: Make) -> None:
    qapp.setPalette(make())
    view = QTableView()
    qtbot.addWidget(view)
    CalmSelection(view)
    palette = view.palette()
    selected = theme.contrast(palette.color(Role.HighlightedText), palette.color(Role.Highlight))
    assert selected >= WCAG_AA


def test_contrast_is_that_of_the_standard() -> None:
    assert theme.contrast(QColor("black"), QColor("white")) == pytest.approx(21)
    assert theme.contrast(QColor("white"), QColor("#767676")) == pytest.approx(4.54, abs=0.01)


def test_text_sizes_are_relative_to_the_system_s() -> None:
    base = QFont()
    base.setPointSizeF(10)
    sizes = {style: theme.text_font(style, base).pointSizeF() for style in TextStyle}
    assert sizes == {
        TextStyle.TITLE: 16,
        TextStyle.SECTION: 12,
        TextStyle.BODY: 10,
        TextStyle.SECONDARY: pytest.approx(9.2),
    }


def test_a_font_in_pixels_stays_in_pixels() -> None:
    base = QFont()
    base.setPixelSize(20)
    assert theme.text_font(TextStyle.TITLE, base).pixelSize() == 32
