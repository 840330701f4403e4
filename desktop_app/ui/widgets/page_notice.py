"""The notices at the top of a page, for what did not succeed on that page."""

from collections.abc import Iterable

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from desktop_app.core.errors import Detail
from desktop_app.ui import icons, theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.buttons import IconButton, make_strong
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.labels import ElidedLabel
from desktop_app.ui.widgets.panels import IconWidget, InfoPanel


class PageNotice(InfoPanel):
    """Hidden until a message is shown, and again after the person has dismissed it.

    `buttons` do what the messages tell the person to do.
    """

    def __init__(self, *buttons: QPushButton) -> None:
        super().__init__()
        self._details = CopyDetails()
        for button in (*buttons, self._details):
            self.buttons.addWidget(button)
        self.make_dismissible()
        self.dismissed.connect(self.hide)
        self.hide()

    def show_notice(self, message: Message, detail: Detail | None = None) -> None:
        """Show a message with the details to copy, and announce it to assistive technology."""
        self._details.show_detail(detail)
        self.show_message(message.tone, message.title, message.text)
        self.show()
        announce(self, self.text(), urgent=message.tone is Tone.PROBLEM)


class LineNotice(QFrame):
    """A notice in one line, on a page whose list needs the room.

    It shows the heading of a message. What the text says is in the tool tip, and is announced; so a
    button of the notice does what the text says. Hidden as `PageNotice` is.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tone = Tone.PROBLEM
        self._icon = IconWidget(icons.TONE_ICONS[self._tone], self._tone, theme.L + theme.XS)
        self._words = ElidedLabel(mode=Qt.TextElideMode.ElideRight)
        make_strong(self._words)
        self._button: QPushButton | None = None
        close = IconButton("close", self.tr("Dismiss"))
        close.clicked.connect(self.hide)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(theme.M, theme.XS, theme.M, theme.XS)
        row.setSpacing(theme.M)
        row.addWidget(self._icon)
        row.addWidget(self._words, 1)
        row.addWidget(close)
        # The line is as high with a button as without one.
        self.setFixedHeight(QPushButton().sizeHint().height() + 2 * theme.XS)
        self.hide()

    def show_notice(
        self,
        message: Message,
        button: QPushButton | None = None,
        *,
        shortened_first: Iterable[str] = (),
    ) -> None:
        """Show a message, and announce it to assistive technology.

        `button` does what the message tells the person to do; the notice becomes its owner.
        `shortened_first` are the names in the heading: see `ElidedLabel.show_text`.
        """
        self._tone = message.tone
        self._icon.show_icon(icons.TONE_ICONS[message.tone], message.tone)
        self._words.show_text(message.title, shortened_first)
        self.setToolTip(without_isolates(message.text))
        self._show_button(button)
        self.show()
        self.update()
        said = " ".join(filter(None, (message.title, message.text)))
        announce(self, said, urgent=message.tone is Tone.PROBLEM)

    def _show_button(self, button: QPushButton | None) -> None:
        if self._button is not None:
            self._button.hide()
            self._button.deleteLater()
        self._button = button
        if button is not None:
            button.setAutoDefault(False)
            self._row.insertWidget(self._row.count() - 1, button)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.tone_tint(self._tone, self.palette()))
        painter.drawRoundedRect(self.rect(), theme.RADIUS, theme.RADIUS)
