"""A page's header: the trail, the title, and one sentence."""

from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.parts.labels import TextLabel, wrapped
from desktop_app.ui.theme import TextStyle


class _LinkLabel(QLabel):
    """A link in the accent's colour, moved so that it can be read."""

    def __init__(self, words: str) -> None:
        super().__init__()
        self._words = words
        self._apply_accent()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.ApplicationPaletteChange:
            self._apply_accent()
        super().changeEvent(event)

    def _apply_accent(self) -> None:
        color = theme.readable_accent(theme.application_palette()).name()
        self.setText(f'<a href="#" style="color: {color}">{escape(self._words)}</a>')


class PageHeader(QWidget):
    """The title, with the page above it as a way back. `went_back` is emitted by that."""

    went_back = Signal()

    def __init__(self, title: str, sentence: str = "", parent_page: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        if parent_page:
            back = _LinkLabel(parent_page)
            back.setTextInteractionFlags(
                Qt.TextInteractionFlag.LinksAccessibleByMouse
                | Qt.TextInteractionFlag.LinksAccessibleByKeyboard
            )
            back.setToolTip(self.tr("Back to {page} (Alt+Left)").format(page=parent_page))
            back.linkActivated.connect(self.went_back)
            trail = QHBoxLayout()
            trail.setSpacing(theme.XS)
            trail.addWidget(back)
            trail.addWidget(TextLabel("›", TextStyle.SECONDARY))
            trail.addWidget(TextLabel(title, TextStyle.SECONDARY))
            trail.addStretch(1)
            column.addLayout(trail)
        column.addWidget(TextLabel(title, TextStyle.TITLE))
        if sentence:
            column.addWidget(wrapped(sentence, TextStyle.SECONDARY))
