"""The list of stages beside the wizard's page, with a check for each completed one."""

from enum import Enum, auto

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from desktop_app.ui import icons, theme
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.labels import TextLabel, wrapped


class StageState(Enum):
    """The state of a stage."""

    TO_DO = auto()
    CURRENT = auto()
    DONE = auto()


class _Mark(QWidget):
    """Draws the state of a stage: a ring, a ring with a disc in it, or a check."""

    def __init__(self) -> None:
        super().__init__()
        self._state = StageState.TO_DO
        self.setFixedSize(theme.L + theme.XS, theme.L + theme.XS)

    def show_state(self, state: StageState) -> None:
        self._state = state
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        palette = self.palette()
        area = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        match self._state:
            case StageState.DONE:
                color = theme.tone_color(Tone.SUCCESS, palette)
                icons.paint_icon(painter, QRectF(self.rect()), "success", color)
            case StageState.CURRENT:
                self._draw_ring(painter, area, theme.colors(palette).accent)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colors(palette).accent)
                painter.drawEllipse(area.adjusted(4, 4, -4, -4))
            case StageState.TO_DO:
                quiet = theme.colors(palette).secondary
                self._draw_ring(painter, area, quiet)

    def _draw_ring(self, painter: QPainter, area: QRectF, color: QColor) -> None:
        pen = painter.pen()
        pen.setWidthF(1.6)
        pen.setColor(color)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(area)


class StagesPanel(QFrame):
    """Lists the stages from top to bottom."""

    def __init__(self, titles: tuple[str, ...]) -> None:
        super().__init__()
        self._marks: list[_Mark] = []
        self._labels: list[TextLabel] = []
        self._numbers: list[TextLabel] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.M)
        grid.setVerticalSpacing(0)
        for number, title in enumerate(titles):
            mark, label = _Mark(), wrapped(title)
            count = TextLabel(
                fill(self.tr("Stage {number}"), number=number + 1), TextStyle.SECONDARY
            )
            row = number * 3
            grid.addWidget(mark, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(count, row, 1)
            grid.addWidget(label, row + 1, 1)
            grid.setRowMinimumHeight(row + 2, theme.XL)
            self._marks.append(mark)
            self._labels.append(label)
            self._numbers.append(count)
        grid.setColumnStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.XL, theme.L, theme.L)
        column.addLayout(grid)
        column.addStretch(1)
        # The width of the longest state, so that the panel does not change its width.
        widest = max(
            count.fontMetrics().horizontalAdvance(self._stage_text(number, state))
            for number, count in enumerate(self._numbers)
            for state in StageState
        )
        around = self._marks[0].width() + theme.M + theme.L * 2
        self.setFixedWidth(max(theme.XL * 9, widest + around))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)

    def show_states(self, states: tuple[StageState, ...]) -> None:
        """Show the state of each stage by its mark, its font weight and its words."""
        for number, state in enumerate(states):
            self._marks[number].show_state(state)
            font = theme.text_font(TextStyle.BODY)
            if state is StageState.CURRENT:
                font.setWeight(font.Weight.DemiBold)
            self._labels[number].setFont(font)
            self._numbers[number].setText(self._stage_text(number, state))

    def _stage_text(self, number: int, state: StageState) -> str:
        words = {
            StageState.TO_DO: self.tr("Stage {number}, to do"),
            StageState.CURRENT: self.tr("Stage {number}, current"),
            StageState.DONE: self.tr("Stage {number}, completed"),
        }
        return fill(words[state], number=number + 1)
