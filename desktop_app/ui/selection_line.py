"""The line below a narrow list: what is selected, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.widgets.buttons import ActionButton, make_strong
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import Card


class SelectionLine(Card):
    """Shows a name, a button for each action, and one that emits `details_requested`."""

    details_requested = Signal()

    def __init__(self, actions: Sequence[QAction]) -> None:
        super().__init__()
        self._name = wrapped()
        make_strong(self._name)
        details = QPushButton(self.tr("Details"))
        details.setAutoDefault(False)
        details.clicked.connect(self.details_requested)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(self._name, 1)
        for action in actions:
            row.addWidget(ActionButton(action))
        row.addWidget(details)

    def show_name(self, name: str) -> None:
        """Show what is selected."""
        self._name.setText(without_isolates(name))
