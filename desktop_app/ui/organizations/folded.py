"""A line that stands for details, and a link that shows them."""

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.scrolling import bring_into_sight


class Folded(QWidget):
    """Shows a line of `text`, and `details` below it once the person asks for them."""

    def __init__(self, text: str, details: QWidget) -> None:
        super().__init__()
        self._text = text
        self._details = details
        self._details.hide()
        self._toggle = LinkButton("")
        self._toggle.clicked.connect(lambda: self._show(shown=self._details.isHidden()))
        row = QHBoxLayout()
        row.setSpacing(theme.S)
        row.addWidget(wrapped(text, TextStyle.SECONDARY), 1)
        row.addWidget(self._toggle)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addLayout(row)
        column.addWidget(details)
        self._show(shown=False)

    def _show(self, *, shown: bool) -> None:
        action = self.tr("Hide") if shown else self.tr("Show")
        self._details.setVisible(shown)
        if shown:
            bring_into_sight(self._details)
        self._toggle.setText(action)
        name = fill(self.tr("{action}: {what}"), action=action, what=self._text)
        self._toggle.setAccessibleName(without_isolates(name))
