"""Colours and sizes: all that is read has the contrast that reading needs, light and dark."""

from collections.abc import Callable, Iterator
from dataclasses import fields
from functools import partial

import pytest
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QPushButton, QTableView
from pytestqt.qtbot import QtBot

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import paint_primary
from desktop_app.ui.widgets.lists import CalmSelection
from tests import palettes
from tests.palettes import platform_palette

Role = QPalette.ColorRole
WCAG_AA = 4.5
WCAG_OUTLINE = 3


Make = Callable[[], QPalette]


def light_palette() -> QPalette:
    return QApplication.style().standardPalette()


def dark_palette() -> QPalette:
    """Return the dark palette that Qt's Fusion style uses where the desktop is dark."""
    window, base, text = QColor("#2d2d2d"), QColor("#1e1e1e"), QColor("#f0f0f0")
    palette = QPalette(QColor("#3a3a3a"), window)
    for role, color in {
        QPalette.ColorRole.Base: base,
        QPalette.ColorRole.AlternateBase: QColor("#262626"),
        QPalette.ColorRole.WindowText: text,
        QPalette.ColorRole.Text: text,
        QPalette.ColorRole.ButtonText: text,
        QPalette.ColorRole.PlaceholderText: QColor(240, 240, 240, 128),
        QPalette.ColorRole.Highlight: QColor("#308cc6"),
        QPalette.ColorRole.HighlightedText: text,
        QPalette.ColorRole.Accent: QColor("#308cc6"),
        QPalette.ColorRole.Link: QColor("#5eb1e8"),
    }.items():
        palette.setColor(role, color)
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor("#8c8c8c"))
    return palette


def own_light_palette() -> QPalette:
    return theme.palette_of(theme.LIGHT)


def own_dark_palette() -> QPalette:
    return theme.palette_of(theme.DARK)


def high_contrast_palette() -> QPalette:
    return QPalette(QColor("white"), QColor("black"))


PALETTES = pytest.mark.parametrize(
    "make",
    [
        own_light_palette,
        own_dark_palette,
        light_palette,
        dark_palette,
        high_contrast_palette,
        *(partial(platform_palette, name) for name in palettes.PALETTES),
    ],
    ids=["light", "dark", "Fusion’s", "Fusion’s dark", "stark", *palettes.PALETTES],
)


@PALETTES
@pytest.mark.parametrize("behind", ["window", "surface", "sidebar", "accent_tint"])
def test_text_can_be_read_on_every_surface(make: Make, behind: str) -> None:
    colors = theme.colors(make())
    for words in (colors.text, colors.secondary, colors.accent):
        assert theme.contrast(words, getattr(colors, behind)) >= WCAG_AA


@PALETTES
@pytest.mark.parametrize("tint", ["success_tint", "warning_tint", "danger_tint"])
def test_a_tint_is_as_colourful_as_the_program_s_own(make: Make, tint: str) -> None:
    palette = make()
    own = theme.DARK if theme.is_dark(palette) else theme.LIGHT
    tinted, wanted = getattr(theme.colors(palette), tint), getattr(own, tint)
    assert tinted.hsvSaturationF() >= wanted.hsvSaturationF() / 2


@pytest.mark.parametrize("name", palettes.PALETTES)
def test_other_platforms_have_the_program_s_own_colours_of_tones(
    qapp: QApplication, name: str
) -> None:
    palette = platform_palette(name)
    own = theme.DARK if theme.is_dark(palette) else theme.LIGHT
    colors = theme.colors(palette)
    assert (colors.success, colors.warning, colors.danger) == (
        own.success,
        own.warning,
        own.danger,
    )


@PALETTES
def test_no_colour_is_transparent(make: Make) -> None:
    colors = theme.colors(make())
    assert [each.name for each in fields(colors) if getattr(colors, each.name).alpha() < 255] == []


@PALETTES
@pytest.mark.parametrize("tone", list(Tone))
def test_a_tone_can_be_read_on_every_surface_and_on_its_tint(make: Make, tone: Tone) -> None:
    palette = make()
    colors = theme.colors(palette)
    for behind in (colors.window, colors.surface, theme.tone_tint(tone, palette)):
        assert theme.contrast(theme.tone_color(tone, palette), behind) >= WCAG_AA
        assert theme.contrast(colors.text, behind) >= WCAG_AA


@PALETTES
def test_white_can_be_read_on_a_fill(make: Make) -> None:
    colors = theme.colors(make())
    for fill in (colors.accent_fill, colors.danger_fill):
        assert theme.contrast(QColor("white"), fill) >= WCAG_AA


@PALETTES
def test_outlines_can_be_seen(make: Make) -> None:
    palette = make()
    colors = theme.colors(palette)
    tints = [theme.tone_tint(tone, palette) for tone in Tone]
    for behind in (colors.window, colors.surface, *tints):
        assert theme.contrast(colors.outline, behind) >= WCAG_OUTLINE


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
        TextStyle.COUNTDOWN: 24,
        TextStyle.TITLE: 17,
        TextStyle.HEADLINE: 13.5,
        TextStyle.SECTION: 12,
        TextStyle.BODY: 10,
        TextStyle.SECONDARY: 9,
        TextStyle.HEAD: 8.5,
    }


def test_a_font_in_pixels_stays_in_pixels() -> None:
    base = QFont()
    base.setPixelSize(20)
    assert theme.text_font(TextStyle.TITLE, base).pixelSize() == 34
