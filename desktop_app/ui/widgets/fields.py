"""Fields that several pages have."""

from PySide6.QtWidgets import QLineEdit

from desktop_app.ui import icons, theme


class SearchField(QLineEdit):
    """A field whose text a list is searched for. `name` says what is searched."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setPlaceholderText(name)
        self.setAccessibleName(name)
        self.setClearButtonEnabled(True)
        self.addAction(icons.icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.setMinimumWidth(theme.XL * 6)
