"""The stages at the top of the wizard's pages, with a check for each completed one."""

from enum import Enum, auto

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QStyle, QWidget

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.labels import TextLabel

_LONGEST_LINE = 3 * theme.XL
# The three ends of the check in a disc whose sides are 1.
_CHECK = (QPointF(0.31, 0.52), QPointF(0.45, 0.66), QPointF(0.7, 0.36))


class StageState(Enum):
    """The state of a stage."""

    TO_DO = auto()
    CURRENT = auto()
    DONE = auto()


class _Stage(TextLabel):
    """A disc with the number of a stage, or with a check, and the title beside it.

    Assistive technology reads the number, the state and the title, whether or not the title is
    shown.
    """

    def __init__(self, number: int, title: str, state: StageState) -> None:
        tone = None if state is StageState.CURRENT else Tone.QUIET
        super().__init__(title, TextStyle.SECONDARY, tone)
        self._number, self._title, self._state = number, title, state
        self._is_folded = False
        # `TextLabel` shows secondary text in the quiet colour.
        self.set_tone(tone)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self._words())
        self._make_room()

    @property
    def is_current(self) -> bool:
        """Whether the stage is the current one."""
        return self._state is StageState.CURRENT

    def fold(self, *, folded: bool) -> None:
        """Show the disc without the title, or with it."""
        if folded is not self._is_folded:
            self._is_folded = folded
            self.setText("" if folded else self._title)
            self.setAccessibleName(self._words())
            self._make_room()

    def one_line(self) -> int:
        """Return the width that the disc and the title need to stand in one line."""
        return self._disc() + theme.S + self.fontMetrics().horizontalAdvance(self._title) + 1

    def sizeHint(self) -> QSize:
        width = self._disc() if self._is_folded else self.one_line()
        return QSize(width, max(self._disc(), super().sizeHint().height()))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LayoutDirectionChange:
            self._make_room()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = self._disc()
        place = QRect(0, (self.height() - side) // 2, side, side)
        disc = QRectF(QStyle.visualRect(self.layoutDirection(), self.rect(), place))
        colors = theme.colors(self.palette())
        match self._state:
            case StageState.DONE:
                _draw_disc(painter, disc, colors.success_tint, colors.success_tint)
                _draw_check(painter, disc, colors.success)
            case StageState.CURRENT:
                _draw_disc(painter, disc, colors.accent_fill, colors.accent_fill)
                self._draw_number(painter, disc, QColor("white"))
            case StageState.TO_DO:
                _draw_disc(painter, disc, colors.window, colors.outline)
                self._draw_number(painter, disc, colors.secondary)

    def _draw_number(self, painter: QPainter, disc: QRectF, color: QColor) -> None:
        font = self.font()
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(disc, Qt.AlignmentFlag.AlignCenter, str(self._number))

    def _disc(self) -> int:
        """Return the diameter of the disc, in device-independent pixels."""
        return self.fontMetrics().height() + theme.S

    def _make_room(self) -> None:
        room = self._disc() if self._is_folded else self._disc() + theme.S
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            self.setContentsMargins(0, 0, room, 0)
        else:
            self.setContentsMargins(room, 0, 0, 0)
        self.setMinimumHeight(self._disc())
        self.updateGeometry()

    def _words(self) -> str:
        words = {
            StageState.TO_DO: self.tr("Stage {number}, to do: {title}"),
            StageState.CURRENT: self.tr("Stage {number}, current: {title}"),
            StageState.DONE: self.tr("Stage {number}, completed: {title}"),
        }
        said = fill(words[self._state], number=self._number, title=self._title)
        return without_isolates(said)


class _Line(QWidget):
    """A thin line between two stages."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumWidth(theme.M)
        self.setMaximumWidth(_LONGEST_LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        line = QRect(0, self.height() // 2, self.width(), 1)
        QPainter(self).fillRect(line, theme.colors(self.palette()).hairline)


class Stepper(QWidget):
    """Shows all stages in one line. `current` is the number of the current one, from 1.

    If there is too little room, the titles of the other stages are not shown.
    """

    def __init__(self, titles: tuple[str, ...], current: int) -> None:
        super().__init__()
        self._stages = [
            _Stage(number, title, _state(number, current))
            for number, title in enumerate(titles, start=1)
        ]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.S)
        for stage in self._stages:
            if stage is not self._stages[0]:
                row.addWidget(_Line(), 1)
            row.addWidget(stage)
        # The rest of the width is not for the lines alone.
        row.addStretch(1)

    def words(self) -> str:
        """Return the number, the state and the title of the current stage."""
        return next(stage.accessibleName() for stage in self._stages if stage.is_current)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        between = theme.M + 2 * theme.S
        needed = sum(stage.one_line() + between for stage in self._stages)
        for stage in self._stages:
            stage.fold(folded=needed > self.width() and not stage.is_current)


def _state(number: int, current: int) -> StageState:
    if number == current:
        return StageState.CURRENT
    return StageState.DONE if number < current else StageState.TO_DO


def _draw_disc(painter: QPainter, disc: QRectF, fill_color: QColor, line: QColor) -> None:
    painter.setPen(QPen(line, 1))
    painter.setBrush(fill_color)
    painter.drawEllipse(disc.adjusted(0.5, 0.5, -0.5, -0.5))


def _draw_check(painter: QPainter, disc: QRectF, color: QColor) -> None:
    side = disc.width()
    pen = QPen(color, max(1.6, side / 13))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPolyline([disc.topLeft() + point * side for point in _CHECK])
