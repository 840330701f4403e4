"""The details of what is selected in a list: beside the list, or in its place without room.

Knows: where details stand, how wide they are, and the way back to the list. Must not know: what
they are about.
"""

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.widgets.panels import Card
from desktop_app.ui.widgets.scrolling import EndFade, ScrollingArea, keep_edge

GAP = 14
"""The room between the list and the details, in pixels."""

# From this width on, the details stand beside the list; and the width of the details. Both are
# those in a font whose characters are 7 pixels wide on average.
_WIDE, _PANE, _CHARACTER = 780, 300, 7
_ANY_WIDTH = 16_777_215  # QWIDGETSIZE_MAX


def has_room_beside(panel: QWidget, width: int) -> bool:
    """Return whether details have room beside the list in a panel of this width, in pixels."""
    return width >= _by_font(panel, _WIDE)


def details_width(widget: QWidget) -> int:
    """Return how wide details beside a list are in a widget's font, in pixels."""
    return _by_font(widget, _PANE)


def _by_font(widget: QWidget, width: int) -> int:
    return widget.fontMetrics().averageCharWidth() * width // _CHARACTER


class DetailsPane(Card):
    """Shows `content`, which scrolls, and below it what is added to `column`.

    `closed` asks to show the list again, where the pane takes its place.
    """

    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(self.tr("Details"))
        back = self.tr("Back to the list")
        self._back = LinkButton(f"‹ {back}")
        self._back.setAccessibleName(back)
        self._back.clicked.connect(self.closed)
        # The way back, with the room below it.
        self._above = QWidget()
        above = QVBoxLayout(self._above)
        above.setContentsMargins(0, 0, 0, theme.S)
        above.addWidget(self._back)
        inside = QWidget()
        self.content = QVBoxLayout(inside)
        self.content.setSpacing(theme.S)
        self.content.setContentsMargins(self.margins(0, 0, theme.L, theme.M))
        self.area = ScrollingArea(inside)
        self.area.setFrameShape(ScrollingArea.Shape.NoFrame)
        self.area.viewport().setAutoFillBackground(False)
        inside.setAutoFillBackground(False)
        keep_edge(self.area, self.content)
        EndFade(self.area, on_card=True)
        self.column = QVBoxLayout(self)
        # The scroll bar is in the margin, so that all else ends at one edge.
        self.column.setContentsMargins(self.margins(theme.L, theme.L, 0, theme.M))
        self.column.setSpacing(0)
        self.column.addWidget(self._above)
        self.column.addWidget(self.area, 1)

    def margins(self, begin: int, top: int, end: int, bottom: int) -> QMargins:
        """Return margins at the sides where reading begins and ends. Qt does not mirror margins."""
        if self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            begin, end = end, begin
        return QMargins(begin, top, end, bottom)

    def show_alone(self, alone: bool) -> None:
        """Offer the way back and take all the width if the pane takes the place of the list."""
        self._above.setVisible(alone)
        wide = details_width(self)
        self.setMaximumWidth(_ANY_WIDTH if alone else wide)
        self.setMinimumWidth(0 if alone else wide)

    def focus_first(self) -> None:
        """Give the focus to the way back to the list."""
        self._back.setFocus(Qt.FocusReason.OtherFocusReason)

    def scroll_up(self) -> None:
        """Show the beginning of the content."""
        self.area.verticalScrollBar().setValue(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._back.isVisible():
            self.closed.emit()
        else:
            super().keyPressEvent(event)
