"""A page of a dialog: a title, and content that can be scrolled."""

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import TextLabel
from desktop_app.ui.widgets.scrolling import ScrollingArea
from desktop_app.ui.wizard.stepper import Stepper


class DialogPage(QWidget):
    """Shows the steps of the dialog, if it has any, and below them the title and `column`."""

    def __init__(self, title: str, stepper: Stepper | None = None) -> None:
        super().__init__()
        self.stepper = stepper
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(theme.XL, 0, theme.XL, theme.S)
        self.column.setSpacing(theme.M)
        self.column.addWidget(TextLabel(title, TextStyle.TITLE))
        area = ScrollingArea(content)
        area.setFrameShape(QFrame.Shape.NoFrame)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, theme.L, 0, 0)
        page.setSpacing(theme.M)
        if stepper is not None:
            steps = QVBoxLayout()
            steps.setContentsMargins(theme.XL, 0, theme.XL, 0)
            steps.addWidget(stepper)
            page.addLayout(steps)
        page.addWidget(area, 1)

    def show_below_title(self, widget: QWidget) -> None:
        """Put a widget directly below the title."""
        self.column.insertWidget(1, widget)
