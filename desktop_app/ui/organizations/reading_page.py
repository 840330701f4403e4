"""The page that is shown while a connection profile is being read."""

from PySide6.QtWidgets import QVBoxLayout

from desktop_app.ui import theme
from desktop_app.ui.organizations.dialog_page import DialogPage
from desktop_app.ui.widgets.flat_bar import FlatBar
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import Card
from desktop_app.ui.wizard.stepper import Stepper


class ReadingPage(DialogPage):
    """Says that a profile is being read, below the title that the dialog began with."""

    def __init__(self, stepper: Stepper) -> None:
        super().__init__(self.tr("Connect an organization"), stepper)
        words = self.tr("Reading the profile…")
        card = Card()
        rows = QVBoxLayout(card)
        rows.setContentsMargins(theme.L, theme.L, theme.L, theme.L)
        rows.setSpacing(theme.M)
        rows.addWidget(wrapped(words))
        rows.addWidget(FlatBar(words))
        self.column.addWidget(card)
        self.column.addStretch(1)
