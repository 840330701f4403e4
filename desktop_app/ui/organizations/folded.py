"""Details that are shown once the person asks for them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.widgets.disclosure import DisclosureLink
from desktop_app.ui.widgets.scrolling import bring_into_sight


class Folded(QWidget):
    """Shows a link that names the `details`, and the details below it once it is pressed."""

    def __init__(self, name: str, details: QWidget) -> None:
        super().__init__()
        self._details = details
        self._link = DisclosureLink(name)
        self._link.clicked.connect(lambda: self._show(shown=self._details.isHidden()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.S)
        column.addWidget(self._link, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(details)
        details.hide()

    def _show(self, *, shown: bool) -> None:
        self._details.setVisible(shown)
        self._link.show_unfolded(unfolded=shown)
        if shown:
            bring_into_sight(self._details)
