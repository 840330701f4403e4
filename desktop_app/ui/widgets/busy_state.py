"""What a page shows while its contents are being read."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.labels import wrapped

# Below a heading, the bar is thinner than one that stands alone.
_HEIGHT = 3


class BusyState(QWidget):
    """Shows a heading and a bar, a little above the middle, as `EmptyState` does."""

    def __init__(self, heading: str) -> None:
        super().__init__()
        title = wrapped(heading, TextStyle.SECTION)
        title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        bar = FlatBar(heading, _HEIGHT)
        bar.setFixedWidth(theme.XL * 8)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        column.setSpacing(theme.M)
        column.addStretch(2)
        column.addWidget(title)
        column.addWidget(bar, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
