"""Fields that several pages have."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QToolButton

from desktop_app.ui import icons, theme
from desktop_app.ui.theme import Recoloring

# Qt itself leaves this room beside the text, in pixels.
_QTS_OWN = 2


class TextField(QLineEdit):
    """A field for one line of text, with room between its outline and the text.

    Its placeholder can be read: some platforms write theirs in too faint a colour.
    """

    def __init__(self) -> None:
        super().__init__()
        self._recoloring = Recoloring(self._recolor)
        self._recolor()
        side = theme.S - _QTS_OWN
        self.setTextMargins(side, 0, side, 0)

    def changeEvent(self, event: QEvent) -> None:
        self._recoloring.handle(event)
        super().changeEvent(event)

    def _recolor(self) -> None:
        palette = theme.application_palette()
        colors = theme.colors(palette)
        palette.setColor(QPalette.ColorRole.PlaceholderText, colors.secondary)
        self.setPalette(palette)


class SearchField(TextField):
    """A field whose text a list is searched for. Esc clears it. `name` says what is searched."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setTextMargins(0, 0, 0, 0)
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        for clear in self.findChildren(QToolButton):
            clear.setAccessibleName(self.tr("Clear the search"))
        # Qt makes a button of the icon.
        search = self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        search.setText(name)
        search.triggered.connect(self.setFocus)
        self.setMinimumWidth(theme.XL * 6)

    def begin(self) -> None:
        """Take the focus, to type another text in place of the one that is there."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
        else:
            super().keyPressEvent(event)
