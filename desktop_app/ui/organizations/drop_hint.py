"""The hint that covers the window while a file is dragged over it."""

from pathlib import Path

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QDropEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.organizations.dropped_file import dropped_file
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import IconWidget

# How much of the page is covered: it is felt below, and no word of it can be read.
_FILL = 0.97


class DropHint(QWidget):
    """Covers the window, and says what dropping a file does. The window handles the drop."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        words = wrapped(
            self.tr("Drop the connection profile to connect its organization"), TextStyle.HEADLINE
        )
        then = wrapped(self.tr("You check it before anything is sent."), tone=Tone.QUIET)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.XL, theme.XL, theme.XL, theme.XL)
        column.setSpacing(theme.S)
        column.addStretch(1)
        icon = IconWidget("file", Tone.INFO, 40)
        column.addWidget(icon, 0, Qt.AlignmentFlag.AlignHCenter)
        for label in (words, then):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            column.addWidget(label)
        column.addStretch(1)
        self.hide()

    def file(self, event: QDropEvent) -> Path | None:
        """Return the path of the file that is dragged, None if it is not one that is taken."""
        return dropped_file(event)

    def show_over(self, area: QRect) -> None:
        """Cover `area` of the window."""
        self.setGeometry(area)
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colors = theme.colors(self.palette())
        painter.fillRect(self.rect(), theme.translucent(colors.surface, _FILL))
        painter.setPen(QPen(colors.accent, 2, Qt.PenStyle.DashLine))
        frame = QRectF(self.rect()).adjusted(theme.L, theme.L, -theme.L, -theme.L)
        painter.drawRoundedRect(frame, theme.S, theme.S)
