"""The notice at the top of a page, for what did not succeed on that page."""

from desktop_app.core.errors import Detail
from desktop_app.ui.announce import announce
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.copy_details import CopyDetails
from desktop_app.ui.widgets.panels import InfoPanel


class PageNotice(InfoPanel):
    """Hidden until a message is shown, and again after the person has dismissed it."""

    def __init__(self) -> None:
        super().__init__()
        self._details = CopyDetails()
        self.buttons.addWidget(self._details)
        self.make_dismissible()
        self.dismissed.connect(self.hide)
        self.hide()

    def show_notice(self, message: Message, detail: Detail | None = None) -> None:
        """Show a message with the details to copy, and announce it to assistive technology."""
        self._details.show_detail(detail)
        self.show_message(message.tone, message.title, message.text)
        self.show()
        announce(self, self.text(), urgent=message.tone is Tone.PROBLEM)
