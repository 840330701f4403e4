"""A thin progress bar without a frame: a share of a whole, or work that is under way."""

from PySide6.QtCore import QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QProgressBar, QStyle

from desktop_app.ui import theme
from desktop_app.ui.theme import Tone

_HEIGHT = 6
# The part that moves along a bar without a share: its length, and its way in a second.
_PART = 0.3
_SPEED = 0.5
_FRAME_MS = 40


class FlatBar(QProgressBar):
    """A bar that shows work under way, until `show_share` is called.

    `name` says to assistive technology what the bar shows. `height` is in pixels.
    """

    def __init__(self, name: str, height: int = _HEIGHT) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setRange(0, 0)
        self.setTextVisible(False)
        self.setFixedHeight(height)
        self._tone = Tone.INFO
        self._share = 0.0
        # Where nothing moves, the part is in the middle, so that the bar does not look empty.
        self._moved = 0.5
        self._frames = QTimer(self)
        self._frames.setInterval(_FRAME_MS)
        self._frames.timeout.connect(self._move)

    def show_share(self, share: float, tone: Tone) -> None:
        """Fill a share of the bar, from 0 to 1, in the colour of a tone.

        Assistive technology reads the value and the range, which the caller sets. They may be
        coarser than the share, since screen readers speak each change of the value.
        """
        self._frames.stop()
        self._share, self._tone = share, tone
        self.update()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        animated = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self)
        if self.maximum() == 0 and animated:
            self._frames.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._frames.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        colors = theme.colors(self.palette())
        painter.setBrush(colors.hairline)
        _draw(painter, self.rect())
        filled = (
            colors.accent_fill
            if self._tone is Tone.INFO
            else theme.tone_color(self._tone, self.palette())
        )
        painter.setBrush(filled)
        _draw(painter, QStyle.visualRect(self.layoutDirection(), self.rect(), self._filled()))

    def _filled(self) -> QRect:
        width = self.width()
        if self.maximum() != 0:
            return QRect(0, 0, round(width * self._share), self.height())
        # The part comes in at one end and leaves at the other.
        begin = round(width * (self._moved * (1 + _PART) - _PART))
        return QRect(begin, 0, round(width * _PART), self.height()).intersected(self.rect())

    def _move(self) -> None:
        self._moved = (self._moved + _SPEED * _FRAME_MS / 1000) % 1
        self.update()


def _draw(painter: QPainter, bar: QRect) -> None:
    radius = min(bar.height(), bar.width()) / 2
    painter.drawRoundedRect(QRectF(bar), radius, radius)
