"""Buttons of which one is chosen: which rows a list shows, each with their number."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QStyleOptionFocusRect,
    QWidget,
)

from desktop_app.ui import theme


class FilterButton(QPushButton):
    """Looks like a button while it is chosen, and like a link otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self.setCheckable(True)
        self.setAutoDefault(False)

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text())
        return QSize(words.width() + 2 * theme.M, words.height() + theme.M + 2)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.colors(self.palette())
        if self.isChecked():
            option = QStyleOptionButton()
            self.initStyleOption(option)
            option.state &= ~(QStyle.StateFlag.State_On | QStyle.StateFlag.State_Sunken)
            panel = QStyle.PrimitiveElement.PE_PanelButtonCommand
            self.style().drawPrimitive(panel, option, painter, self)
        painter.setPen(colors.text if self.isChecked() else colors.accent)
        font = self.font()
        font.setUnderline(self.underMouse() and not self.isChecked())
        painter.setFont(font)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        if self.hasFocus():
            ring = QStyleOptionFocusRect()
            ring.initFrom(self)
            focus = QStyle.PrimitiveElement.PE_FrameFocusRect
            self.style().drawPrimitive(focus, ring, painter, self)


class Filters(QWidget):
    """Shows a button for each filter that takes a row. `chosen` carries the place of a filter."""

    chosen = Signal(int)

    def __init__(self, names: tuple[str, ...], name: str) -> None:
        super().__init__()
        self._names = names
        self.setAccessibleName(name)
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.XS)
        for place in range(len(names)):
            button = FilterButton()
            self._group.addButton(button, place)
            row.addWidget(button)
        self._group.button(0).setChecked(True)
        self._group.idClicked.connect(self.chosen)

    def show_numbers(self, numbers: tuple[int, ...]) -> None:
        """Show how many rows each filter takes, and hide those that narrow nothing."""
        for place, (name, number) in enumerate(zip(self._names, numbers, strict=True)):
            button = self._group.button(place)
            button.setText(f"{name}  {number}")
            # A filter that takes all rows or none narrows nothing.
            narrows = 0 < number < numbers[0]
            button.setVisible(place == 0 or narrows or button.isChecked())
        others = [button for button in self._group.buttons()[1:] if not button.isHidden()]
        self._group.button(0).setVisible(bool(others))

    def choose(self, place: int) -> None:
        """Choose a filter, as a click does."""
        self._group.button(place).click()
