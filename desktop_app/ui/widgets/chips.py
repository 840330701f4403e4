"""A status as a chip: a word after a small shape, on a tint. The shape says the same as the colour.

Knows how a chip looks. Must not know what it is about.
"""

from dataclasses import dataclass
from enum import Enum, auto

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QStyle, QWidget

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle, Tone

_SHAPE = 9
# The tones whose tint is like that of a selected row.
_LIKE_A_SELECTION = frozenset({Tone.INFO, Tone.QUIET})


class Shape(Enum):
    """What stands before the word of a chip."""

    DISC = auto()
    RING = auto()
    CLOCK = auto()
    TRIANGLE = auto()
    DIAMOND = auto()
    SQUARE = auto()
    PAUSE = auto()
    DOTS = auto()
    HALF = auto()
    ARC = auto()
    HOURGLASS = auto()
    HALF_DIAMOND = auto()
    BAR = auto()


@dataclass(frozen=True, slots=True)
class Chip:
    """A status in a word, with its shape and its tone."""

    word: str
    shape: Shape
    tone: Tone


def chip_size(chip: Chip, base: QFont) -> QSize:
    """Return the room that a chip needs; `base` is the font of the text around it."""
    metrics = QFontMetrics(_font(base))
    width = metrics.horizontalAdvance(chip.word) + _SHAPE + 2 * theme.S + theme.XS
    # 22 pixels in a font of usual size.
    return QSize(width, metrics.height() + theme.S - 1)


def draw_chip(
    painter: QPainter,
    area: QRect,
    chip: Chip,
    base: QFont,
    direction: Qt.LayoutDirection,
    *,
    selected: bool = False,
) -> None:
    """Draw a chip in the middle of the height of `area`, at its beginning.

    A word that has no room is cut off with an ellipsis. On a selected row, whose tint hides that of
    a blue or a quiet chip, such a chip has an outline.
    """
    size = chip_size(chip, base).boundedTo(area.size())
    place = QRect(0, 0, size.width(), size.height())
    place.moveCenter(area.center())
    mirrored = direction is Qt.LayoutDirection.RightToLeft
    place.moveLeft(area.right() - size.width() + 1 if mirrored else area.left())
    palette = theme.application_palette()
    color = theme.tone_color(chip.tone, palette)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    surface = theme.colors(palette).surface
    outlined = selected and chip.tone in _LIKE_A_SELECTION
    painter.setPen(QPen(theme.mix(surface, color, 0.5)) if outlined else QPen(Qt.PenStyle.NoPen))
    painter.setBrush(surface if outlined else theme.tone_tint(chip.tone, palette))
    half = size.height() / 2
    painter.drawRoundedRect(QRectF(place).adjusted(0.5, 0.5, -0.5, -0.5), half, half)
    painter.setPen(Qt.PenStyle.NoPen)
    mark = QRect(place.left() + theme.S, place.center().y() - _SHAPE // 2, _SHAPE, _SHAPE)
    painter.setBrush(color)
    _draw_shape(painter, QRectF(QStyle.visualRect(direction, place, mark)), chip.shape)
    font = _font(base)
    painter.setFont(font)
    painter.setPen(color)
    words = place.adjusted(theme.S + _SHAPE + theme.XS, 0, -theme.S + 2, 0)
    painter.drawText(
        QStyle.visualRect(direction, place, words),
        Qt.AlignmentFlag.AlignVCenter
        | QStyle.visualAlignment(direction, Qt.AlignmentFlag.AlignLeft),
        painter.fontMetrics().elidedText(chip.word, Qt.TextElideMode.ElideRight, words.width()),
    )
    painter.restore()


def _font(base: QFont) -> QFont:
    font = theme.tabular(theme.text_font(TextStyle.SECONDARY, base))
    font.setWeight(QFont.Weight.DemiBold)
    return font


def _draw_shape(painter: QPainter, area: QRectF, shape: Shape) -> None:
    """Draw a shape in the colour of the brush."""
    color = painter.brush().color()
    center = area.center()
    match shape:
        case Shape.DISC:
            painter.drawEllipse(area.adjusted(0.5, 0.5, -0.5, -0.5))
        case Shape.RING | Shape.CLOCK:
            painter.setPen(QPen(color, 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(area.adjusted(0.8, 0.8, -0.8, -0.8))
            if shape is Shape.CLOCK:
                hands = (center + QPointF(0, -2.4), center, center + QPointF(2, 0))
                painter.drawPolyline(QPolygonF(hands))
        case Shape.TRIANGLE:
            top = QPointF(center.x(), area.top() + 0.5)
            painter.drawPolygon(QPolygonF((top, area.bottomRight(), area.bottomLeft())))
        case Shape.DIAMOND | Shape.HALF_DIAMOND:
            ends = (
                QPointF(center.x(), area.top() - 0.5),
                QPointF(area.right() + 0.5, center.y()),
                QPointF(center.x(), area.bottom() + 0.5),
                QPointF(area.left() - 0.5, center.y()),
            )
            if shape is Shape.HALF_DIAMOND:
                painter.drawPolygon(QPolygonF((ends[0], *ends[2:])))
                painter.setPen(QPen(color, 1.2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(QPolygonF(ends))
        case Shape.SQUARE:
            painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 1.5, 1.5)
        case Shape.BAR:
            across = QRectF(area.left(), center.y() - 1.3, area.width(), 2.6)
            painter.drawRoundedRect(across, 1, 1)
        case Shape.PAUSE:
            painter.drawRoundedRect(QRectF(area.left() + 1, area.top(), 2.6, area.height()), 1, 1)
            right = QRectF(area.right() - 3.6, area.top(), 2.6, area.height())
            painter.drawRoundedRect(right, 1, 1)
        case Shape.DOTS:
            for step in (-3.6, 0, 3.6):
                painter.drawEllipse(center + QPointF(step, 0), 1.4, 1.4)
        case Shape.ARC:
            painter.setPen(QPen(color, 1.6))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # Three quarters of a circle, open at the upper right.
            painter.drawArc(area.adjusted(0.8, 0.8, -0.8, -0.8), 90 * 16, 270 * 16)
        case Shape.HOURGLASS:
            painter.drawPolygon(_hourglass(area))
        case Shape.HALF:
            painter.drawPie(area, 90 * 16, 180 * 16)
            painter.setPen(QPen(color, 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(area.adjusted(0.7, 0.7, -0.7, -0.7))


def _hourglass(area: QRectF) -> QPolygonF:
    inside = area.adjusted(0.5, 0, -0.5, 0)
    return QPolygonF(
        (inside.topLeft(), inside.topRight(), inside.bottomLeft(), inside.bottomRight())
    )


class ChipLabel(QWidget):
    """Shows one chip."""

    def __init__(self) -> None:
        super().__init__()
        self._chip: Chip | None = None
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_chip(self, chip: Chip) -> None:
        """Show a chip."""
        self._chip = chip
        self.setAccessibleName(chip.word)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize() if self._chip is None else chip_size(self._chip, self.font())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._chip is not None:
            direction = self.layoutDirection()
            draw_chip(QPainter(self), self.rect(), self._chip, self.font(), direction)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange:
            self.updateGeometry()
