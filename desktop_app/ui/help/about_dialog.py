"""What the program is, which version of it, and the licences of what it ships."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.ui import theme
from desktop_app.ui.help.facts_table import FactsTable
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.ui.widgets.panels import Card
from desktop_app.workflow.ports import ShippedPackage

_HOME = "https://www.m3ter.com/"
_DOCUMENTATION = "https://docs.m3ter.com/"
_ICON = QSize(48, 48)


class AboutDialog(QDialog):
    """Shows the version, links, and a table of packages. `address_chosen` carries a link."""

    address_chosen = Signal(str)

    def __init__(self, version: str, packages: Sequence[ShippedPackage], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About m3ter Desktop"))
        close = QPushButton(self.tr("Close"))
        close.setDefault(True)
        close.clicked.connect(self.accept)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*theme.DIALOG_MARGINS)
        column.setSpacing(theme.M)
        column.addLayout(self._head(version))
        column.addLayout(self._links())
        column.addSpacing(theme.S)
        column.addWidget(TextLabel(self.tr("Licences"), TextStyle.SECTION))
        column.addWidget(
            wrapped(
                self.tr(
                    "m3ter Desktop is under the MIT licence. It comes with Python, with Qt under"
                    " the LGPL, version 3, and with these packages."
                )
            )
        )
        column.addWidget(self._table(packages), 1)
        column.addLayout(buttons)
        self.resize(self.minimumSizeHint().width(), theme.XL * 24)
        close.setFocus()

    def _head(self, version: str) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(TextLabel("m3ter Desktop", TextStyle.TITLE))
        words.addWidget(
            TextLabel(fill(self.tr("Version {version}"), version=version), TextStyle.SECONDARY)
        )
        words.addWidget(
            wrapped(self.tr("Connects your company's Stripe account to m3ter from your desktop."))
        )
        icon = TextLabel()
        icon.setPixmap(QIcon("icon:app.svg").pixmap(_ICON, self.devicePixelRatioF()))
        head = QHBoxLayout()
        head.setSpacing(theme.L)
        head.addWidget(icon)
        head.addLayout(words, 1)
        return head

    def _links(self) -> QHBoxLayout:
        links = QHBoxLayout()
        links.setSpacing(theme.M)
        for words, address in (
            (self.tr("m3ter's website"), _HOME),
            (self.tr("m3ter's documentation"), _DOCUMENTATION),
            (self.tr("m3ter support portal"), SUPPORT_PORTAL),
        ):
            link = LinkButton(words)
            link.setAutoDefault(False)
            link.setToolTip(address)
            link.clicked.connect(lambda _, address=address: self.address_chosen.emit(address))
            links.addWidget(link)
        links.addStretch(1)
        return links

    def _table(self, packages: Sequence[ShippedPackage]) -> QWidget:
        rows = [(each.name, each.version, each.licence or "–") for each in packages]
        heads = (self.tr("Package"), self.tr("Version"), self.tr("Licence"))
        width = self.fontMetrics().averageCharWidth() * 80
        card = Card()
        inside = QVBoxLayout(card)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(FactsTable(self.tr("Licences"), heads, rows, width=width))
        return card
