"""Spacing, text sizes and colours, all relative to the system's font and palette."""

from enum import Enum, auto

from PySide6.QtGui import QColor, QFont, QGuiApplication, QPalette

# The one spacing scale, in device-independent pixels.
XS, S, M, L, XL = 4, 8, 12, 16, 24

# WCAG 2.2, 1.4.3: the least contrast of text of normal size.
_LEAST_CONTRAST = 4.5


class TextStyle(Enum):
    """The four text sizes, relative to the system's font."""

    TITLE = 1.6
    SECTION = 1.2
    BODY = 1.0
    SECONDARY = 0.92


class Tone(Enum):
    """The meaning of a message or a status. A shape and a word always show it beside the colour."""

    INFO = auto()
    SUCCESS = auto()
    WARNING = auto()
    PROBLEM = auto()
    QUIET = auto()


_ON_LIGHT = {
    Tone.SUCCESS: QColor("#19782f"),
    Tone.WARNING: QColor("#8a5a00"),
    Tone.PROBLEM: QColor("#c0202b"),
}
_ON_DARK = {
    Tone.SUCCESS: QColor("#56d364"),
    Tone.WARNING: QColor("#e3b341"),
    Tone.PROBLEM: QColor("#ff8078"),
}


def text_font(style: TextStyle, base: QFont | None = None) -> QFont:
    """Return the system's font in one of the four sizes."""
    font = QFont(base if base is not None else QGuiApplication.font())
    if font.pointSizeF() > 0:
        font.setPointSizeF(font.pointSizeF() * style.value)
    else:
        font.setPixelSize(round(font.pixelSize() * style.value))
    if style in (TextStyle.TITLE, TextStyle.SECTION):
        font.setWeight(QFont.Weight.DemiBold)
    return font


def tabular(font: QFont) -> QFont:
    """Return a copy of `font` whose digits have one width, so that a countdown does not jump."""
    result = QFont(font)
    result.setFeature(QFont.Tag("tnum"), 1)
    return result


def application_palette() -> QPalette:
    """Return a copy of the application's palette."""
    return QPalette(QGuiApplication.palette())


def is_dark(palette: QPalette) -> bool:
    """Return whether a palette has light text on a dark background."""
    return palette.color(QPalette.ColorRole.Window).lightnessF() < 0.5


def secondary_text(palette: QPalette, background: QPalette.ColorRole) -> QColor:
    """Return the placeholder colour, mixed with the text colour until its contrast suffices.

    `background` is the role of the colour behind the text.
    """
    behind = palette.color(background)
    text = palette.color(QPalette.ColorRole.WindowText)
    placeholder = palette.color(QPalette.ColorRole.PlaceholderText)
    wanted = mix(behind, QColor(placeholder.rgb()), placeholder.alphaF())
    share = 0.0
    while contrast(mix(wanted, text, share), behind) < _LEAST_CONTRAST and share < 1.0:
        share += 0.1
    return mix(wanted, text, min(share, 1.0))


def tone_color(tone: Tone, palette: QPalette) -> QColor:
    """Return the colour of a tone's icon on the palette's window or base colour."""
    if tone is Tone.QUIET:
        return secondary_text(palette, QPalette.ColorRole.Window)
    if tone is Tone.INFO:
        return readable_accent(palette)
    return (_ON_DARK if is_dark(palette) else _ON_LIGHT)[tone]


def tone_tint(tone: Tone, palette: QPalette) -> QColor:
    """Return the background of a panel: the window's colour with a little of the tone's."""
    window = palette.color(QPalette.ColorRole.Window)
    return mix(window, tone_color(tone, palette), 0.16 if is_dark(palette) else 0.09)


def tone_border(tone: Tone, palette: QPalette) -> QColor:
    """Return the line around a panel of this tone."""
    return mix(tone_tint(tone, palette), tone_color(tone, palette), 0.35)


def readable_accent(palette: QPalette) -> QColor:
    """Return the accent colour, mixed with the text colour until its contrast suffices."""
    window = palette.color(QPalette.ColorRole.Window)
    text = palette.color(QPalette.ColorRole.WindowText)
    accent = palette.color(QPalette.ColorRole.Accent)
    share = 0.0
    while contrast(mix(accent, text, share), window) < _LEAST_CONTRAST and share < 1.0:
        share += 0.1
    return mix(accent, text, min(share, 1.0))


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
