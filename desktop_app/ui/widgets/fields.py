"""Fields that several pages have."""

from PySide6.QtWidgets import QLineEdit, QToolButton

from desktop_app.ui import icons, theme

# Qt itself leaves this room beside the text, in pixels.
_QTS_OWN = 2


class TextField(QLineEdit):
    """A field for one line of text, with room between its outline and the text."""

    def __init__(self) -> None:
        super().__init__()
        side = theme.S - _QTS_OWN
        self.setTextMargins(side, 0, side, 0)


class SearchField(TextField):
    """A field whose text a list is searched for. `name` says what is searched."""

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
