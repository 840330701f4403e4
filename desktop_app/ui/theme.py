"""Spacing, text sizes and colours.

On Linux the program has a palette of its own, light and dark. Elsewhere, and where the person or
the system asks for another look, the colours are derived from the palette that is there. So every
function takes a palette, and none has to know where the palette came from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from PySide6.QtCore import QEvent
from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

# The one spacing scale, in device-independent pixels.
XS, S, M, L, XL = 4, 8, 12, 16, 24
# The space around all that is in a small dialog: left, top, right, bottom.
DIALOG_MARGINS = (XL, XL, XL, XL)
# The radius of the corners of controls, and of cards.
RADIUS, CARD_RADIUS = 6, 8

# The property of a field whose text is wrong: the style draws its outline in red.
WRONG = "wrong"
# The property of a panel in a tint, on which some fills need an outline.
TINTED = "tinted"
# The property of an action that destroys something: menus write it in red.
DESTROYS = "destroys"

_PALETTE_EVENTS = frozenset({QEvent.Type.ApplicationPaletteChange, QEvent.Type.PaletteChange})

# WCAG 2.2: the least contrast of text (1.4.3), and of the outlines of controls (1.4.11).
TEXT_CONTRAST = 4.5
OUTLINE_CONTRAST = 3.0


class TextStyle(Enum):
    """The text sizes, relative to the system's font."""

    COUNTDOWN = 2.4
    TITLE = 1.7
    HEADLINE = 1.35
    SECTION = 1.2
    BODY = 1.0
    SECONDARY = 0.9
    HEAD = 0.85


_DEMI_BOLD = frozenset(TextStyle) - {TextStyle.BODY, TextStyle.SECONDARY}


class Tone(Enum):
    """The meaning of a message or a status. A shape and a word always show it beside the colour."""

    INFO = auto()
    SUCCESS = auto()
    WARNING = auto()
    PROBLEM = auto()
    QUIET = auto()


@dataclass(frozen=True, slots=True)
class Colors:
    """What is drawn in which colour.

    A tint is the background of a panel or a chip in the colour of the same name. White text can be
    read on a fill.
    """

    window: QColor
    surface: QColor
    sidebar: QColor
    hairline: QColor
    outline: QColor
    text: QColor
    secondary: QColor
    accent: QColor
    accent_fill: QColor
    accent_tint: QColor
    success: QColor
    success_tint: QColor
    warning: QColor
    warning_tint: QColor
    danger: QColor
    danger_tint: QColor
    danger_fill: QColor


def _colors(*names: str) -> Colors:
    return Colors(*map(QColor, names))


# One line each: surfaces, lines, text, accent, success, warning, danger.
# fmt: off
LIGHT = _colors(
    "#f6f7f9", "#ffffff", "#edeff3",
    "#d8dce3", "#7f8794",
    "#1a2030", "#596273",
    "#2453c6", "#2453c6", "#e6edfc",
    "#1a7034", "#e4f3e8",
    "#855300", "#fdf1d8",
    "#b3261e", "#fce9e7", "#b3261e",
)
DARK = _colors(
    "#1b1e24", "#23272f", "#16191e",
    "#383e49", "#7d8696",
    "#e8ebf1", "#a6aebc",
    "#8caeff", "#3a67e3", "#26345a",
    "#6ccb84", "#1d3526",
    "#e8b64c", "#3a2f16",
    "#ff8e85", "#43211f", "#d0453b",
)
# fmt: on


def palette_of(colors: Colors) -> QPalette:
    """Return the palette that shows the program's own colours."""
    palette = QPalette(colors.surface, colors.window)
    role = QPalette.ColorRole
    white = QColor("white")
    for which, color in {
        role.WindowText: colors.text,
        role.Text: colors.text,
        role.ButtonText: colors.text,
        role.BrightText: white,
        role.PlaceholderText: colors.secondary,
        role.Base: colors.surface,
        role.AlternateBase: colors.window,
        role.Button: colors.surface,
        role.ToolTipBase: colors.surface,
        role.ToolTipText: colors.text,
        role.Highlight: colors.accent_fill,
        role.HighlightedText: white,
        role.Accent: colors.accent_fill,
        role.Link: colors.accent,
        role.LinkVisited: colors.accent,
    }.items():
        palette.setColor(which, color)
    for which in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        faint = mix(colors.window, colors.text, 0.5)
        palette.setColor(QPalette.ColorGroup.Disabled, which, faint)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, colors.hairline)
    return palette


def colors(palette: QPalette) -> Colors:
    """Return the colours that go with a palette."""
    role = QPalette.ColorRole
    roles = (role.Window, role.Base, role.WindowText, role.PlaceholderText, role.Accent)
    return _colors_of(*(palette.color(QPalette.ColorGroup.Active, each).rgba() for each in roles))


@lru_cache(maxsize=16)
def _colors_of(window: int, surface: int, text: int, placeholder: int, accent: int) -> Colors:
    for own in (LIGHT, DARK):
        if (window, accent) == (own.window.rgba(), own.accent_fill.rgba()):
            return own
    given = (window, surface, text, placeholder, accent)
    return _derived(*map(QColor.fromRgba, given))


def _derived(
    window: QColor, surface: QColor, text: QColor, placeholder: QColor, accent: QColor
) -> Colors:
    """Return colours from those of another palette, with sufficient contrast."""
    is_light = window.lightnessF() >= 0.5
    own = LIGHT if is_light else DARK
    # Some platforms give transparent colours.
    text, quiet = _opaque(text, window), _opaque(placeholder, window)
    white = (QColor("white"),)
    accent_fill = _towards(accent, QColor("black"), white, TEXT_CONTRAST)
    sidebar = mix(window, text, 0.04)
    # Not of the accent itself, which is a bright colour on some dark platforms.
    selected = mix(surface, accent_fill, 0.12 if is_light else 0.3)
    behind = (window, surface, sidebar, selected)
    readable = _towards(accent, text, behind, TEXT_CONTRAST)
    tints = [
        _tint(window, color, text)
        for color in (own.success_tint, own.warning_tint, own.danger_tint)
    ]
    tones = [
        _towards(color, text, (*behind, tint), TEXT_CONTRAST)
        for color, tint in zip((own.success, own.warning, own.danger), tints, strict=True)
    ]
    return Colors(
        window=window,
        surface=surface,
        sidebar=sidebar,
        hairline=mix(window, text, 0.18),
        outline=_towards(mix(window, text, 0.4), text, (*behind, *tints), OUTLINE_CONTRAST),
        text=text,
        secondary=_towards(quiet, text, behind, TEXT_CONTRAST),
        accent=readable,
        accent_fill=accent_fill,
        accent_tint=selected,
        success=tones[0],
        success_tint=tints[0],
        warning=tones[1],
        warning_tint=tints[1],
        danger=tones[2],
        danger_tint=tints[2],
        danger_fill=_towards(own.danger_fill, QColor("black"), white, TEXT_CONTRAST),
    )


def _opaque(color: QColor, behind: QColor) -> QColor:
    """Return what a colour, which may be transparent, looks like on the one behind it."""
    return mix(behind, QColor(color.rgb()), color.alphaF())


def _tint(window: QColor, own: QColor, text: QColor) -> QColor:
    """Return one of the program's own tints, nearer to a window's colour if text needs that."""
    for tenths in range(8, 0, -1):
        mixed = mix(window, own, tenths / 10)
        if contrast(text, mixed) >= TEXT_CONTRAST:
            return mixed
    return window


def _towards(color: QColor, end: QColor, behind: tuple[QColor, ...], least: float) -> QColor:
    """Mix `end` into a colour until its contrast to all colours of `behind` is the least one."""
    for tenths in range(11):
        mixed = mix(color, end, tenths / 10)
        if all(contrast(mixed, other) >= least for other in behind):
            return mixed
    return end


def text_font(style: TextStyle, base: QFont | None = None) -> QFont:
    """Return the system's font in one of the sizes."""
    font = QFont(base if base is not None else QGuiApplication.font())
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * style.value)
    else:
        font.setPixelSize(round(font.pixelSize() * style.value))
    if style in _DEMI_BOLD:
        font.setWeight(QFont.Weight.DemiBold)
    return font


def tabular(font: QFont) -> QFont:
    """Return a copy of `font` whose digits have one width, so that a countdown does not jump."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def application_palette() -> QPalette:
    """Return the application's palette, to change a few of its colours for a widget.

    The widget inherits the colours that are not changed. So it is told when they change.
    """
    return QPalette()


def is_dark(palette: QPalette) -> bool:
    """Return whether a palette has light text on a dark background."""
    return palette.color(QPalette.ColorRole.Window).lightnessF() < 0.5


def translucent(color: QColor, opacity: float) -> QColor:
    """Return a copy of a colour with an opacity from 0 to 1. The theme's own colours are shared."""
    result = QColor(color)
    result.setAlphaF(opacity)
    return result


def tone_color(tone: Tone, palette: QPalette) -> QColor:
    """Return the colour of a tone's words and icons."""
    scheme = colors(palette)
    return {
        Tone.INFO: scheme.accent,
        Tone.SUCCESS: scheme.success,
        Tone.WARNING: scheme.warning,
        Tone.PROBLEM: scheme.danger,
        Tone.QUIET: scheme.secondary,
    }[tone]


def tone_tint(tone: Tone, palette: QPalette) -> QColor:
    """Return the background of a panel or a chip."""
    scheme = colors(palette)
    return {
        Tone.INFO: scheme.accent_tint,
        Tone.SUCCESS: scheme.success_tint,
        Tone.WARNING: scheme.warning_tint,
        Tone.PROBLEM: scheme.danger_tint,
        Tone.QUIET: scheme.sidebar,
    }[tone]


def mix(under: QColor, over: QColor, share: float) -> QColor:
    """Return a mix of two colours; `share` is the share of `over`, from 0 to 1."""
    return QColor.fromRgbF(
        under.redF() + (over.redF() - under.redF()) * share,
        under.greenF() + (over.greenF() - under.greenF()) * share,
        under.blueF() + (over.blueF() - under.blueF()) * share,
    )


def contrast(one: QColor, other: QColor) -> float:
    """Return the contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: QColor) -> float:
    def linear(channel: float) -> float:
        return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

    return (
        0.2126 * linear(color.redF())
        + 0.7152 * linear(color.greenF())
        + 0.0722 * linear(color.blueF())
    )


class Recoloring:
    """Calls `recolor` whenever the application's palette has changed.

    Depending on what has changed the palette, Qt sends one of two events, or both. The widget
    passes its events to `handle`. Setting the widget's own palette sends another of them, which is
    why the application's palette is compared.
    """

    def __init__(self, recolor: Callable[[], None]) -> None:
        self._recolor = recolor
        self._applied = QGuiApplication.palette().cacheKey()

    def handle(self, event: QEvent) -> None:
        """Recolor the widget if the event says that the palette has changed."""
        if event.type() in _PALETTE_EVENTS:
            palette = QGuiApplication.palette().cacheKey()
            if palette != self._applied:
                self._applied = palette
                self._recolor()
