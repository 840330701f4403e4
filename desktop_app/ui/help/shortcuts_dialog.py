"""The keyboard's shortcuts in a table."""

from PySide6.QtWidgets import QWidget

from desktop_app.ui import theme
from desktop_app.ui.help.facts_table import FactsTable
from desktop_app.ui.help.reading_dialog import ReadingDialog
from desktop_app.ui.texts.shortcut_texts import shortcuts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import TextLabel


class ShortcutsDialog(ReadingDialog):
    """Lists the shortcuts."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.column.addWidget(TextLabel(self.windowTitle(), TextStyle.SECTION))
        width = self.fontMetrics().averageCharWidth() * 90
        heads = (self.tr("Key"), self.tr("Does"))
        table = FactsTable(self.windowTitle(), heads, shortcuts(), width=width)
        self.add_table(table)
        self.set_height(theme.XL * 26)
        table.setFocus()
