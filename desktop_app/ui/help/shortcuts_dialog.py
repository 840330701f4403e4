"""The keyboard's shortcuts in a table."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.help.facts_table import FactsTable
from desktop_app.ui.texts.shortcut_texts import shortcuts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import TextLabel
from desktop_app.ui.widgets.panels import Card


class ShortcutsDialog(QDialog):
    """Lists the shortcuts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        width = self.fontMetrics().averageCharWidth() * 90
        heads = (self.tr("Key"), self.tr("Does"))
        table = FactsTable(self.windowTitle(), heads, shortcuts(), width=width)
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(table)
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.DIALOG_MARGINS)
        column.setSpacing(theme.M)
        column.addWidget(TextLabel(self.windowTitle(), TextStyle.SECTION))
        column.addWidget(card, 1)
        column.addLayout(buttons)
        self.resize(self.minimumSizeHint().width(), theme.XL * 22)
        table.setFocus()
