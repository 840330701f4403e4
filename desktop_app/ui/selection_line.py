"""The line below a narrow list: what is selected, and what can be done with it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.widgets.buttons import ActionButton, make_strong
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import Card
from desktop_app.ui.widgets.toast import keep_clear_of_toasts


class SelectionLine(Card):
    """Shows what is selected, and a button for each action that is possible.

    For one row, a button emits `details_requested`; `ending`, the action that removes it, is beside
    the details. Several have no details, so that `ending` is in the line. It is None where nothing
    can be removed.
    """

    details_requested = Signal()

    def __init__(self, actions: Sequence[QAction], ending: QAction | None) -> None:
        super().__init__()
        keep_clear_of_toasts(self)
        self._words = wrapped()
        make_strong(self._words)
        self._details = QPushButton(self.tr("Details"))
        self._details.setAutoDefault(False)
        self._details.clicked.connect(self.details_requested)
        # The button hides itself when its action is hidden.
        self._ending = QWidget()
        inside = QHBoxLayout(self._ending)
        inside.setContentsMargins(0, 0, 0, 0)
        if ending is not None:
            inside.addWidget(ActionButton(ending, danger=True))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.S, theme.S, theme.S)
        row.setSpacing(theme.S)
        row.addWidget(self._words, 1)
        for action in actions:
            row.addWidget(ActionButton(action))
        row.addWidget(self._details)
        row.addWidget(self._ending)

    def show_selected(self, words: str, *, several: bool) -> None:
        """Show what is selected in words: one row, or several."""
        self._words.setText(without_isolates(words))
        self._details.setVisible(not several)
        self._ending.setVisible(several)
