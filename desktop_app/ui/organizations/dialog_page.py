"""A page of a dialog: a title, and content that can be scrolled."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.scrolling import EndFade, GrowingArea, keep_edge
from desktop_app.ui.wizard.stepper import Stepper


class DialogPage(QWidget):
    """Shows the steps of the dialog, if it has any, the title, and below them `column`.

    `column` alone scrolls, where the screen is too low for all of it, and fades out while there is
    more below. `subtitle` says what the page is about.
    """

    def __init__(self, title: str, stepper: Stepper | None = None, subtitle: str = "") -> None:
        super().__init__()
        self.stepper = stepper
        content = QWidget()
        self.column = QVBoxLayout(content)
        self.column.setContentsMargins(theme.XL, 0, theme.XL, theme.S)
        self.column.setSpacing(theme.M)
        head = QVBoxLayout()
        head.setContentsMargins(theme.XL, 0, theme.XL, 0)
        head.setSpacing(theme.XS)
        if stepper is not None:
            head.addWidget(stepper)
            head.addSpacing(theme.XS)
        head.addWidget(TextLabel(title, TextStyle.TITLE))
        if subtitle:
            head.addWidget(wrapped(subtitle, TextStyle.SECONDARY))
        page = QVBoxLayout(self)
        page.setContentsMargins(0, theme.L, 0, 0)
        page.setSpacing(theme.S)
        page.addLayout(head)
        area = GrowingArea(content)
        EndFade(area, on_card=False)
        EndFade(area, on_card=False, above=True)
        keep_edge(area, self.column)
        page.addWidget(area, 1)

    def show_below_title(self, widget: QWidget) -> None:
        """Put a widget directly below the title."""
        self.column.insertWidget(0, widget)
