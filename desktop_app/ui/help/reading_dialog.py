"""The frame of a dialog that is only read: its contents above *Close*."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.help.facts_table import FactsTable
from desktop_app.ui.widgets.panels import Card
from desktop_app.ui.widgets.scrolling import least_height


class ReadingDialog(QDialog):
    """Shows what is added to `column`, and below it *Close*, the default button."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.close_button = QPushButton(self.tr("Close"))
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.close_button)
        self.column = QVBoxLayout()
        self.column.setSpacing(theme.M)
        frame = QVBoxLayout(self)
        frame.setContentsMargins(*theme.DIALOG_MARGINS)
        frame.setSpacing(theme.M)
        frame.addLayout(self.column, 1)
        frame.addLayout(buttons)

    def add_table(self, table: FactsTable) -> None:
        """Add a table, on a card that has the room that is left."""
        card = Card()
        card.fill(table)
        self.column.addWidget(card, 1)

    def set_height(self, height: int) -> None:
        """Make the dialog as narrow as its contents allow, and this high, in pixels."""
        self.resize(self.minimumSizeHint().width(), height)
        self.setMinimumHeight(least_height(self))
