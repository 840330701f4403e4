"""What the program is, which version of it, and the licences of what it ships."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.core.integrations import SUPPORT_PORTAL
from desktop_app.ui import theme
from desktop_app.ui.help.facts_table import FactsTable
from desktop_app.ui.help.reading_dialog import ReadingDialog
from desktop_app.ui.texts.filling import fill
from desktop_app.ui.theme import TextStyle
from desktop_app.ui.widgets.buttons import LinkButton
from desktop_app.ui.widgets.labels import TextLabel, wrapped
from desktop_app.workflow.ports import ShippedPackage

_HOME = "https://www.m3ter.com/"
_DOCUMENTATION = "https://docs.m3ter.com/"
_ICON = QSize(48, 48)


class AboutDialog(ReadingDialog):
    """Shows the version, links, and a table of packages. `address_chosen` carries a link."""

    address_chosen = Signal(str)

    def __init__(self, version: str, packages: Sequence[ShippedPackage], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("About m3ter Desktop"))
        self.column.addLayout(self._head(version))
        self.column.addLayout(self._links())
        self.column.addSpacing(theme.S)
        self.column.addWidget(TextLabel(self.tr("Licences"), TextStyle.SECTION))
        self.column.addWidget(
            wrapped(
                self.tr(
                    "m3ter Desktop is under the MIT licence. It comes with Python, with Qt under"
                    " the LGPL, version 3, and with these packages."
                )
            )
        )
        self.add_table(self._table(packages))
        self.set_height(theme.XL * 24)
        self.close_button.setFocus()

    def _head(self, version: str) -> QHBoxLayout:
        words = QVBoxLayout()
        words.setSpacing(theme.XS)
        words.addWidget(TextLabel("m3ter Desktop", TextStyle.TITLE))
        words.addWidget(
            TextLabel(fill(self.tr("Version {version}"), version=version), TextStyle.SECONDARY)
        )
        words.addWidget(
            wrapped(self.tr("Connects your company’s Stripe account to m3ter from your desktop."))
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
            (self.tr("m3ter’s website"), _HOME),
            (self.tr("m3ter’s documentation"), _DOCUMENTATION),
            (self.tr("m3ter support portal"), SUPPORT_PORTAL),
        ):
            link = LinkButton(words)
            link.setAutoDefault(False)
            link.setToolTip(address)
            link.clicked.connect(lambda _, address=address: self.address_chosen.emit(address))
            links.addWidget(link)
        links.addStretch(1)
        return links

    def _table(self, packages: Sequence[ShippedPackage]) -> FactsTable:
        rows = [(each.name, each.version, each.licence or "–") for each in packages]
        heads = (self.tr("Package"), self.tr("Version"), self.tr("Licence"))
        width = self.fontMetrics().averageCharWidth() * 80
        return FactsTable(self.tr("Licences"), heads, rows, width=width)
