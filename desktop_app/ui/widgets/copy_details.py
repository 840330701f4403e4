"""What a failure offers for a support team: to copy its details, and to open the support portal."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from desktop_app.core.errors import Detail
from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.ui import theme
from desktop_app.ui.announce import announce
from desktop_app.ui.texts import network_texts
from desktop_app.ui.texts.filling import without_isolates
from desktop_app.ui.widgets.buttons import LinkButton, set_shown, trigger_in_menu

translate = QCoreApplication.translate


def contact_support_text() -> str:
    """Return the label of what opens the support portal."""
    return translate("CopyDetails", "Contact support")


class CopyDetails(QWidget):
    """Copies the details of one failure, and opens the support portal.

    A failure of which nothing is known has the link to the portal alone. `link` says whether what
    copies looks like a link, too. `buttons` are both, in the order of reading.
    """

    def __init__(self, detail: Detail | None = None, *, link: bool = False) -> None:
        super().__init__()
        self._text = ""
        self._copy = LinkButton("") if link else QPushButton()
        self._copy.setAutoDefault(False)
        self._copy.clicked.connect(self._copy_text)
        self._contact = contact = LinkButton(contact_support_text())
        contact.setAutoDefault(False)
        contact.setToolTip(SUPPORT_PORTAL)
        # The window's menu has an action for this address. It also tells if no browser opens.
        contact.clicked.connect(lambda: trigger_in_menu(self, SUPPORT_PORTAL))
        self.buttons = (self._copy, contact)
        row = QHBoxLayout(self)
        row.setSpacing(theme.M)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._copy)
        row.addWidget(contact)
        self.show_detail(detail)

    def show_detail(self, detail: Detail | None, *, contact: bool = True) -> None:
        """Offer the details of a failure; None hides the button and the link.

        If no details are known, only the link is shown. Without `contact`, the link is left out,
        since something beside it opens the portal.
        """
        self._text = "" if detail is None else without_isolates(network_texts.detail_text(detail))
        self._copy.setText(self.tr("Copy details"))
        self._copy.setHidden(not self._text)
        set_shown(self._contact, shown=contact)
        set_shown(self, shown=detail is not None and (contact or bool(self._text)))

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self._text)
        self._copy.setText(self.tr("Details copied"))
        announce(self, self.tr("The details were copied."))
