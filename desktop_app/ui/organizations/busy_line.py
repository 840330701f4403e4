"""A line that says what is under way, where its result will be."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.labels import wrapped


class BusyLine(QWidget):
    """Says what is under way, and shows a moving bar beside it."""

    def __init__(self) -> None:
        super().__init__()
        self._text = wrapped("", TextStyle.SECONDARY)
        self._bar = FlatBar(self.tr("Working"))
        self._bar.setFixedWidth(theme.XL * 5)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.M)
        row.addWidget(self._text, 1)
        row.addWidget(self._bar, 0, Qt.AlignmentFlag.AlignVCenter)
        # No key presses anything while the focus is here.
        self.setFocusProxy(self._bar)
        self.hide()

    def show_work(self, text: str) -> None:
        """Say what is under way."""
        self._text.setText(text)

    def stand_in_for(self, widget: QWidget, column: QVBoxLayout) -> None:
        """Take the place of a widget in a column, with its height, so that nothing below moves."""
        self.setMinimumHeight(0 if widget.isHidden() else widget.height())
        column.insertWidget(column.indexOf(widget), self)
        widget.hide()
        self.show()
