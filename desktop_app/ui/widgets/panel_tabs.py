"""The headings of panels of which one is shown.

They are no tabs of Qt's: of those, the present one tells assistive technology that it has the focus
even while something else has it.
"""

from functools import partial

from PySide6.QtCore import QEvent, QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from desktop_app.ui import theme
from desktop_app.ui.style import is_by_keyboard
from desktop_app.ui.theme import TextStyle

_LINE = 2


class PanelHeading(QPushButton):
    """A heading that shows its panel. That of the present panel is checked, and underlined."""

    def __init__(self, text: str, *, is_present: bool) -> None:
        super().__init__(text)
        self._is_present = is_present
        self.setFont(theme.text_font(TextStyle.SECTION, self.font()))
        self.setFlat(True)
        self.setAutoDefault(False)
        self.setCheckable(True)
        self.setChecked(is_present)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def nextCheckState(self) -> None:
        """Stay as it is: another panel has headings of its own."""

    def sizeHint(self) -> QSize:
        words = self.fontMetrics().size(Qt.TextFlag.TextSingleLine, self.text())
        return words + QSize(0, _LINE)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        colors = theme.colors(self.palette())
        line = QRect(0, self.height() - _LINE, self.width(), _LINE)
        if self.hasFocus() and is_by_keyboard(self):
            # A ring would need room beside the words.
            painter.fillRect(self.rect(), colors.accent_tint)
            painter.fillRect(line, colors.accent)
        if self._is_present or self.underMouse():
            painter.fillRect(line, colors.accent)
        painter.setPen(colors.text if self._is_present else colors.accent)
        painter.setFont(self.font())
        words = self.rect().adjusted(0, 0, 0, -_LINE)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, self.text())


class PanelTabs(QWidget):
    """The headings above one panel, the `present` one. `chosen` carries the place of another."""

    chosen = Signal(int)

    def __init__(self, headings: tuple[str, ...], present: int) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.L)
        for place, text in enumerate(headings):
            heading = PanelHeading(text, is_present=place == present)
            if place == present:
                self.setFocusProxy(heading)
            else:
                heading.clicked.connect(partial(self.chosen.emit, place))
            row.addWidget(heading)


class PanelHead(QWidget):
    """The headings of panels, `below` them what there is in this one, and beside both `buttons`.

    Where there is no room beside them, the buttons are on a line of their own.
    """

    def __init__(self, tabs: PanelTabs, below: QWidget, *buttons: QPushButton) -> None:
        super().__init__()
        self._tabs = tabs
        self._has_room: bool | None = None
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(theme.S)
        for button in buttons:
            self._buttons.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(tabs, 0, Qt.AlignmentFlag.AlignLeading)
        words.addWidget(below)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(theme.S)
        self._box.addLayout(words, 1)
        self._box.addLayout(self._buttons)

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest):
            self._arrange()
        return super().event(event)

    def _arrange(self) -> None:
        needed = self._tabs.sizeHint().width() + theme.S + self._buttons.sizeHint().width()
        has_room = needed <= self.width()
        if has_room is self._has_room:
            return
        self._has_room = has_room
        beside, under = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._box.setDirection(beside if has_room else under)
        end = Qt.AlignmentFlag.AlignTrailing if has_room else Qt.AlignmentFlag.AlignLeading
        self._box.setAlignment(self._buttons, end | Qt.AlignmentFlag.AlignBottom)
