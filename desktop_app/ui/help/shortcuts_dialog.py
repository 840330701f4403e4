"""The keyboard's shortcuts in a table."""

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QWidget

from desktop_app.ui import theme
from desktop_app.ui.help.facts_table import FactsTable
from desktop_app.ui.help.reading_dialog import ReadingDialog
from desktop_app.ui.texts.shortcut_texts import shortcuts
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import TextLabel


class ShortcutsDialog(ReadingDialog):
    """Lists the shortcuts, all of them at once where the screen is high enough."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keyboard shortcuts"))
        self.column.addWidget(TextLabel(self.windowTitle(), TextStyle.SECTION))
        width = self.fontMetrics().averageCharWidth() * 98
        heads = (self.tr("Where"), self.tr("Key"), self.tr("Does"))
        self._table = FactsTable(self.windowTitle(), heads, shortcuts(), width=width)
        self.add_table(self._table)
        self.set_height(theme.XL * 26)
        self.close_button.setFocus()

    def showEvent(self, event: QShowEvent) -> None:
        most = self.screen().availableSize().height() - 2 * theme.XL
        self.resize(self.width(), min(self.height() + self._table.missing_height(), most))
        super().showEvent(event)
