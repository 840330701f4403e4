"""The notice at the top of a page: what has just come of what a person did there."""

from PySide6.QtWidgets import QPushButton

from desktop_app.ui.announce import announce
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.panels import InfoPanel


class PageNotice(InfoPanel):
    """Hidden until something is told, and again when the person dismisses it."""

    def __init__(self) -> None:
        super().__init__()
        dismiss = QPushButton(self.tr("Dismiss"))
        dismiss.clicked.connect(self.hide)
        self.buttons.addWidget(dismiss)
        self.hide()

    def show_notice(self, message: Message) -> None:
        """Show a message, and have it read out."""
        self.show_message(message.tone, message.title, message.text)
        self.show()
        announce(self, self.text(), urgent=message.tone is Tone.PROBLEM)
