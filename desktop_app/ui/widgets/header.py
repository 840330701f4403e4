"""The header of a page: a link to the parent page, the title, and one sentence."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.ui import theme
from desktop_app.ui.texts.filling import fill, without_isolates
from desktop_app.ui.theme import TextStyle, Tone
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.widgets.labels import TextLabel, wrapped


class PageHeader(QWidget):
    """Shows the title of a page. `went_back` is emitted by the link to the parent page."""

    went_back = Signal()

    def __init__(self, title: str, sentence: str = "", parent_page: str = "") -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.XS)
        if parent_page:
            back = LinkButton(parent_page)
            # Assistive technology reads the tool tip.
            tip = fill(self.tr("Back to {page} (Alt+Left)"), page=parent_page)
            back.setToolTip(without_isolates(tip))
            back.clicked.connect(self.went_back)
            trail = QHBoxLayout()
            trail.setSpacing(theme.XS)
            trail.addWidget(back)
            trail.addWidget(TextLabel("›", tone=Tone.QUIET))
            trail.addWidget(TextLabel(title, tone=Tone.QUIET))
            trail.addStretch(1)
            column.addLayout(trail)
        self._title = TextLabel(title, TextStyle.TITLE)
        self._has_trail = bool(parent_page)
        column.addWidget(self._title)
        if sentence:
            column.addWidget(wrapped(sentence, tone=Tone.QUIET))

    def set_compact(self, compact: bool) -> None:
        """Leave out the title where there is little room, if the trail says it too."""
        self._title.setVisible(not (compact and self._has_trail))
