"""A link to a page on the web, with the page's address in case the browser does not open."""

from PySide6.QtWidgets import QWidget

from desktop_app.ui.announce import announce
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import Tone
from desktop_app.ui.widgets.buttons import CopyAddress, LinkButton
from desktop_app.ui.widgets.panels import InfoPanel
from desktop_app.workflow.ports import Browser


class WebLink(LinkButton):
    """Opens the page at `url` in the browser.

    `fallback` is for the place below the link. It is shown if the browser could not be opened, and
    has the address to copy.
    """

    def __init__(self, text: str, url: str, browser: Browser) -> None:
        super().__init__(text)
        self._url = url
        self._browser = browser
        self.fallback: QWidget = self._make_fallback()
        self.clicked.connect(self._open)

    def _make_fallback(self) -> QWidget:
        fallback = InfoPanel()
        fallback.show_message(
            Tone.WARNING,
            self.tr("The browser could not be opened"),
            fill(self.tr("Open {address} yourself."), address=self._url),
        )
        fallback.buttons.addWidget(CopyAddress(self._url))
        fallback.hide()
        return fallback

    def _open(self) -> None:
        opened = self._browser.open(self._url)
        self.fallback.setVisible(not opened)
        if not opened:
            announce(self, self.tr("The browser could not be opened."), urgent=True)
