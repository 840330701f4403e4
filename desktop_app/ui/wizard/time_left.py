"""The time left for an approval, as the wizard shows it."""

from datetime import timedelta

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.texts import time_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.labels import wrapped
from desktop_app.ui.widgets.panels import InfoPanel


class TimeLeft(QWidget):
    """Shows one line while there is much time left, and a panel with an icon when it gets short."""

    def __init__(self) -> None:
        super().__init__()
        self._calm = wrapped()
        self._calm.setFont(theme.tabular(theme.text_font(TextStyle.SECTION)))
        self._urgent = InfoPanel()
        self._urgent.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._calm)
        column.addWidget(self._urgent)
        self._words = ""

    def show_time(self, left: timedelta, *, waiting: bool) -> None:
        """Show the time left. `waiting` says whether a browser is expected to answer."""
        urgent = time_texts.is_urgent(left)
        self._words = without_isolates(
            time_texts.waiting_words(left) if waiting else time_texts.time_left_words(left)
        )
        self._calm.setVisible(not urgent)
        self._urgent.setVisible(urgent)
        if urgent:
            message = time_texts.urgent_message(left, waiting=waiting)
            self._urgent.show_message(message.tone, message.title, message.text, icon="warning")
            self._urgent.setAccessibleName(self._words)
        else:
            text = (
                time_texts.waiting_text(left) if waiting else time_texts.time_to_approve_text(left)
            )
            self._calm.setText(text)
            self._calm.setAccessibleName(self._words)

    def words(self) -> str:
        """Return the time left in words, for a screen reader."""
        return self._words
